# %% derivatives | right
derivatives = [1.0, 5.0, 8.0, 5.0, -5.0, -20.0, -15.0]
# %% derivatives | right
at_product = 1 * 5 * -1
derivatives = (1, 5, 8, 5, at_product, at_product * 4, at_product * 3)
# %% derivatives | wrong | as they stand on the arrows
derivatives = (1, 5, 8, 1, -1, 4, 3)
# %% derivatives | wrong | lost on the whole way
derivatives = (1, 5, 8, 5, 5, 20, 15)
# %% derivatives | wrong | 40 times too large
derivatives = (40, 200, 320, 200, -200, -800, -600)
# %% derivatives | wrong | multiply; here they are added
derivatives = (1, 5, 8, 6, 4, 8, 7)
# %% derivatives | wrong | at difference you give its own number
derivatives = (1, 8, 5, 8, -8, -32, -24)
# %% derivatives | wrong | at b you give its own number
derivatives = (1, 5, 8, 5, -5, -15, -20)
# %% derivatives | wrong | the product of two arrows
derivatives = (1, 5, 8, 5, -5, -4, -3)
# %% derivatives | wrong | you gave 6
derivatives = (5, 8, 5, -5, -20, -15)
# %% derivatives | wrong | how does y follow itself
derivatives = (40, 5, 8, 5, -5, -20, -15)


# %% walk_back | right
def walk_back(y, b_in):
    shares = y.backward_fn(b_in)
    inner = y.inputs[0].backward_fn(shares[0])[0]
    return list(y.inputs[0].inputs[0].backward_fn(inner)) + [shares[1]]


# %% walk_back | right
def walk_back(y, b_in):
    square, c = y.inputs
    a, b = square.inputs[0].inputs
    at_a = b_in * c.num * 2 * (a.num - b.num)
    return at_a, -at_a, b_in * square.num


# %% walk_back | wrong | begins anew with 1
def walk_back(y, b_in):
    _, at_c = y.backward_fn(1)
    at_a, at_b = y.inputs[0].inputs[0].backward_fn(1)
    return at_a, at_b, at_c


# %% walk_back | wrong | b_in is left out
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(1)
    square = y.inputs[0]
    (at_difference,) = square.backward_fn(at_square)
    at_a, at_b = square.inputs[0].backward_fn(at_difference)
    return at_a, at_b, at_c


# %% walk_back | wrong | are mixed up
def walk_back(y, b_in):
    at_c, at_square = y.backward_fn(b_in)
    square = y.inputs[0]
    (at_difference,) = square.backward_fn(at_square)
    at_a, at_b = square.inputs[0].backward_fn(at_difference)
    return at_a, at_b, at_c


# %% walk_back | wrong | the step through the square is left out
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    at_a, at_b = y.inputs[0].inputs[0].backward_fn(at_square)
    return at_a, at_b, at_c


# %% walk_back | wrong | a whole tuple was handed on
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    square = y.inputs[0]
    at_difference = square.backward_fn(at_square)
    at_a, at_b = square.inputs[0].backward_fn(at_difference)
    return at_a, at_b, at_c


# %% walk_back | wrong | but c comes last
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    square = y.inputs[0]
    (at_difference,) = square.backward_fn(at_square)
    return (at_c, *square.inputs[0].backward_fn(at_difference))


# %% walk_back | wrong | does the whole walk
def walk_back(y, b_in):
    y.backward(b_in)
    a, b = y.inputs[0].inputs[0].inputs
    return a.derivative, b.derivative, y.inputs[1].derivative


# %% walk_back | wrong | the square gets b_in
def walk_back(y, b_in):
    _, at_c = y.backward_fn(b_in)
    square = y.inputs[0]
    (at_difference,) = square.backward_fn(b_in)
    at_a, at_b = square.inputs[0].backward_fn(at_difference)
    return at_a, at_b, at_c


# %% recursive | right
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if not self.is_leaf:
            shares = self.backward_fn(b_in)
            for i in range(len(shares)):
                self.inputs[i].backward(shares[i])


# %% recursive | right
class Scalar(Scalar):
    def backward(self, b_in=1):
        waiting = [(self, b_in)]
        while waiting:
            node, node.derivative = waiting.pop()
            if node.inputs:
                waiting += zip(node.inputs, node.backward_fn(node.derivative))


# %% recursive | wrong | stop before that, and is each input asked
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.backward_fn(share)


# %% recursive | wrong | called without their shares
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        for parent in self.inputs:
            parent.backward()


# %% recursive | wrong | it belongs to the input
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            self.derivative = share
            parent.backward(share)


# %% recursive | wrong | backward_fn is called with 1
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(1)):
            parent.backward(share)


# %% recursive | wrong | hands b_in on as it came
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        for parent in self.inputs:
            parent.backward(b_in)


# %% recursive | wrong | only the first input
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            return parent.backward(share)


# %% recursive | wrong | only the output has a derivative
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        self.backward_fn(b_in) if self.inputs else None


# %% recursive | wrong | the leaves are right
class Scalar(Scalar):
    def backward(self, b_in=1):
        if self.is_leaf:
            self.derivative = b_in
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.backward(share)


# %% recursive | wrong | once more
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.backward(share * b_in)


# %% recursive | wrong | adds to what the first walk left
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in + (self.derivative or 0)
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.backward(share)


# %% recursive | wrong | with =
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative += b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.backward(share)


# %% recursive | wrong | all nodes have theirs except the output
class Scalar(Scalar):
    def backward(self, b_in=1):
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.derivative = share
            parent.backward(share)


# %% recursive | wrong | without end
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            self.backward(share)


# %% flat | right
new_c = 12.0
# %% flat | right
new_c = -4 * -3
# %% flat | wrong | has c the right sign
new_c = -12
# %% flat | wrong | by this much c has to go up
new_c = 7
# %% flat | wrong | a * b alone
new_c = 0
# %% flat | wrong | the c of the picture
new_c = 5
# %% flat | wrong | so the square hands on
new_c = 3
# %% flat | wrong | a plain number is asked for
new_c = Finished(12.0)


# %% moved | right
def moved(leaf, rate):
    number = leaf.num + rate * -leaf.derivative
    return Finished(number, name=leaf.name)


# %% moved | right
def moved(leaf, rate):
    step = leaf.derivative * rate
    return type(leaf)(num=leaf.num - step)


# %% moved | wrong | uphill
def moved(leaf, rate):
    return Finished(leaf.num + rate * leaf.derivative)


# %% moved | wrong | the rate is left out
def moved(leaf, rate):
    return Finished(leaf.num - leaf.derivative)


# %% moved | wrong | replaced by the derivative
def moved(leaf, rate):
    return Finished(leaf.derivative)


# %% moved | wrong | where does it start
def moved(leaf, rate):
    return Finished(-rate * leaf.derivative)


# %% moved | wrong | wrap it
def moved(leaf, rate):
    return leaf.num - rate * leaf.derivative


# %% moved | wrong | the new Scalar is no leaf
def moved(leaf, rate):
    return Finished(leaf.num) - rate * leaf.derivative


# %% moved | wrong | the old leaf has changed
def moved(leaf, rate):
    leaf.num -= rate * leaf.derivative
    return leaf


# %% moved | wrong | did you forget a return
def moved(leaf, rate):
    leaf.num -= rate * leaf.derivative


# %% moved | wrong | every leaf takes the same step
def moved(leaf, rate):
    return Finished(leaf.num - rate)


# %% recursive | wrong | only the first step is taken
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.derivative = share


# %% recursive | wrong | a leaf has no derivative
class Scalar(Scalar):
    def backward(self, b_in=1):
        if self.is_leaf:
            return
        self.derivative = b_in
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.backward(share)


# %% walk_back | wrong | uses the a and b of
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    (at_difference,) = (a - b).square().backward_fn(at_square)
    at_a, at_b = (a - b).backward_fn(at_difference)
    return at_a, at_b, at_c


# %% walk_back | wrong | uses the a, b and c of
def walk_back(y, b_in):
    at_square, at_c = ((a - b).square() * c).backward_fn(b_in)
    (at_difference,) = (a - b).square().backward_fn(at_square)
    at_a, at_b = (a - b).backward_fn(at_difference)
    return at_a, at_b, at_c


# %% walk_back | wrong | where the square gives one
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    at_a, at_b = y.inputs[0].backward_fn(at_square)
    return at_a, at_b, at_c


# %% walk_back | wrong | a leaf was asked
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    (at_difference,) = y.inputs[1].backward_fn(at_square)
    at_a, at_b = y.inputs[0].inputs[0].backward_fn(at_difference)
    return at_a, at_b, at_c


# %% walk_back | wrong | ask the node that it arrives at
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    (at_difference,) = at_square.backward_fn(at_square)
    at_a, at_b = at_difference.backward_fn(at_difference)
    return at_a, at_b, at_c


# %% walk_back | wrong | take one Scalar out
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    (at_difference,) = y.inputs[0].backward_fn(at_square)
    at_a, at_b = y.inputs[0].inputs.backward_fn(at_difference)
    return at_a, at_b, at_c


# %% recursive | wrong | that was taken away
class Scalar(Scalar):
    def backward(self, b_in=1):
        super().backward(b_in)


# %% recursive | wrong | of the library; write your own
from scalarad.scalar import Scalar as Lib


class Scalar(Scalar):
    def backward(self, b_in=1):
        Lib.backward(self, b_in)


# %% recursive | wrong | one input and one share
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        shares = self.backward_fn(b_in)
        self.inputs[0].backward(shares[0])
        self.inputs[1].backward(shares[1])


# %% recursive | wrong | keeps the derivative of the first walk
class Scalar(Scalar):
    def backward(self, b_in=1):
        if self.derivative is None:
            self.derivative = b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.backward(share)


# %% recursive | wrong | not a loop inside a loop
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        for parent in self.inputs:
            for share in self.backward_fn(b_in):
                parent.backward(share)


# %% moved | wrong | the sign of the derivative is lost
def moved(leaf, rate):
    return Finished(leaf.num - rate * abs(leaf.derivative))


# %% walk_back | wrong | only the square gives a single one
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    (at_difference,) = y.inputs[0].backward_fn(at_square)
    (at_a,) = y.inputs[0].inputs[0].backward_fn(at_difference)
    return at_a, -at_a, at_c


# %% walk_back | wrong | there is no such input
def walk_back(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    (at_difference,) = y.inputs[0].backward_fn(at_square)
    at_a, at_b = y.inputs[0].inputs[1].backward_fn(at_difference)
    return at_a, at_b, at_c
