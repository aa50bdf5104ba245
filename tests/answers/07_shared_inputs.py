# %% derivative_of_shared | right
derivative = 7.6
# %% derivative_of_shared | right
x = 3.3
derivative = 2 * x + 1
# %% derivative_of_shared | wrong | that comes last
derivative = 1
# %% derivative_of_shared | wrong | x is used once more
derivative = 6.6
# %% derivative_of_shared | wrong | into the product is counted
derivative = 4.3
# %% derivative_of_shared | wrong | this is the value at 3.3
derivative = 3.3 * 3.3 + 3.3
# %% derivative_of_shared | wrong | of one arrow alone
derivative = 3.3
# %% derivative_of_shared | wrong | the last arrow brings 1
derivative = 9.9
# %% derivative_of_shared | wrong | find the share that each brings
derivative = 7
# %% visits | right
def visits(n):
    return sum(2**k for k in range(n + 1))
# %% visits | right
def visits(n):
    if n == 0:
        return 1
    return 1 + 2 * visits(n - 1)
# %% visits | right
def visits(n):
    class Counting(Scalar):
        count = 0

        def receive(self):
            Counting.count += 1
            for parent in self.inputs:
                parent.receive()

    y = Counting(1.0)
    for _ in range(n):
        y = y + y
    y.receive()
    return Counting.count
# %% visits | wrong | visits each node once
def visits(n):
    return n + 1
# %% visits | wrong | of x alone
def visits(n):
    return 2**n
# %% visits | wrong | the output is not counted
def visits(n):
    return sum(2**k for k in range(1, n + 1))
# %% visits | wrong | the last doubling is not
def visits(n):
    return sum(2**k for k in range(n))
# %% visits | wrong | one visit too many
def visits(n):
    return 2 ** (n + 1)
# %% visits | wrong | each walked once
def visits(n):
    return 2 * n
# %% visits | wrong | the count for the notebook's ladder
def visits(n):
    class Counting(Scalar):
        visits = 0

        def receive(self, b_in):
            self.visits += 1
            for parent in self.inputs:
                parent.receive(b_in)

    a, b = Counting(1.0), Counting(1.0)
    for _ in range(n):
        a, b = b, a + b
    b.receive(1)
    return sum(node.visits for node in topological_order(b))
# %% visits | wrong | that grow like 1, 1, 2, 3, 5
def visits(n):
    counts = [1, 1]
    for _ in range(n - 1):
        counts.append(counts[-1] + counts[-2])
    return sum(counts)
# %% visits | wrong | did you forget a return
def visits(n):
    print(2 ** (n + 1) - 1)
# %% turns | right
orders = ["trqsp", "trsqp", "tsrqp"]
# %% turns | right
orders = ("TSRQP", "t r s q p", "t, r, q, s, p", "trqsp")
# %% turns | right
from itertools import permutations

turns = ["".join(letters) for letters in permutations("pqrst")]
orders = {
    o for o in turns if o[0] == "t" and o[-1] == "p" and o.index("r") < o.index("q")
}
# %% turns | wrong | p sends first
orders = ["pqrst"]
# %% turns | wrong | q sends before r
orders = ["trsqp", "tqrsp"]
# %% turns | wrong | p sends before q
orders = ["trspq"]
# %% turns | wrong | these orders are right, but
orders = ["trqsp", "tsrqp"]
# %% turns | wrong | this order is right, but
orders = "tsrqp"
# %% turns | wrong | each once
orders = ["trqsp", "trsq"]
# %% turns | wrong | should be a list of texts
orders = 3
# %% turns | wrong | p sends before s
orders = ["trqps"]
# %% backward | right
class Scalar(Scalar):
    def backward(self, b_in=1):
        nodes = topological_order(self)[::-1]
        for node in nodes:
            node.derivative = None
        self.derivative = b_in
        for node in nodes:
            if node.is_leaf:
                continue
            for parent, share in zip(node.inputs, node.backward_fn(node.derivative)):
                if parent.derivative is None:
                    parent.derivative = share
                else:
                    parent.derivative = parent.derivative + share
# %% backward | right
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        arrived = {id(node): [] for node in order}
        arrived[id(self)].append(b_in)
        while order:
            node = order.pop()
            node.derivative = sum(arrived[id(node)])
            if node.inputs:
                shares = node.backward_fn(node.derivative)
                for i in range(len(shares)):
                    arrived[id(node.inputs[i])].append(shares[i])
# %% backward | wrong | it stores a share over
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if not self.is_leaf:
            for parent, share in zip(self.inputs, self.backward_fn(b_in)):
                parent.backward(share)
# %% backward | wrong | keeps only the last share
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        for node in reversed(topological_order(self)):
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, node.backward_fn(node.derivative)
                ):
                    parent.derivative = share
# %% backward | wrong | on a second one
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        for node in reversed(topological_order(self)):
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, node.backward_fn(node.derivative)
                ):
                    parent.derivative = (parent.derivative or 0) + share
# %% backward | wrong | begins with 1 whatever arrives
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = 1
        for node in reversed(order):
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, node.backward_fn(node.derivative)
                ):
                    parent.derivative += share
# %% backward | wrong | through the order forwards
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in order:
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, node.backward_fn(node.derivative)
                ):
                    parent.derivative += share
# %% backward | wrong | each node should send only once
class Scalar(Scalar):
    def backward(self, b_in=1):
        for node in topological_order(self):
            node.derivative = 0
        self.receive(b_in)

    def receive(self, b_in):
        self.derivative += b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.receive(share)
# %% backward | wrong | the first share goes out twice
class Scalar(Scalar):
    def backward(self, b_in=1):
        for node in topological_order(self):
            node.derivative = 0
        self.receive(b_in)

    def receive(self, b_in):
        self.derivative += b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(self.derivative)):
            parent.receive(share)
# %% backward | wrong | goes too deep
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = []

        def walk(node):
            if not any(node is other for other in order):
                for parent in node.inputs:
                    walk(parent)
                order.append(node)

        walk(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in reversed(order):
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, node.backward_fn(node.derivative)
                ):
                    parent.derivative += share
# %% backward | wrong | ask is_leaf first
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in reversed(order):
            for parent, share in zip(node.inputs, node.backward_fn(node.derivative)):
                parent.derivative += share
# %% backward | wrong | is added to None
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        self.derivative = b_in
        for node in reversed(order):
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, node.backward_fn(node.derivative)
                ):
                    parent.derivative += share
# %% backward | wrong | clears inputs again
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        for node in reversed(topological_order(self)):
            for parent in node.inputs:
                parent.derivative = 0
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, node.backward_fn(node.derivative)
                ):
                    parent.derivative += share
# %% backward | wrong | is cleared after a number
class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        for node in reversed(order):
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, node.backward_fn(node.derivative)
                ):
                    parent.derivative += share
# %% backward | wrong | a rule returns a tuple
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in reversed(order):
            for parent in node.inputs:
                parent.derivative += node.backward_fn(node.derivative)
# %% backward | wrong | use reversed(order)
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in order.reverse():
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, node.backward_fn(node.derivative)
                ):
                    parent.derivative += share
# %% backward | wrong | each node hands b_in on
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in reversed(order):
            if not node.is_leaf:
                for parent, share in zip(node.inputs, node.backward_fn(b_in)):
                    parent.derivative += share
# %% backward | wrong | of the library; write your own
from scalarad.scalar import Scalar as Lib


class Scalar(Lib):
    pass
# %% backward | wrong | a break leaves the loop
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in reversed(order):
            if node.is_leaf:
                return
            for parent, share in zip(node.inputs, node.backward_fn(node.derivative)):
                parent.derivative += share
# %% backward | wrong | each rule is called with 1
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in reversed(order):
            if not node.is_leaf:
                for parent, share in zip(node.inputs, node.backward_fn(1)):
                    parent.derivative += share
# %% backward | wrong | not self.backward_fn
class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in reversed(order):
            if not node.is_leaf:
                for parent, share in zip(
                    node.inputs, self.backward_fn(node.derivative)
                ):
                    parent.derivative += share
# %% counterexample | right
def expression(x):
    b = x.square()
    return b - ((b * 3.0) + 1.0) * 2.0
# %% counterexample | right
def expression(x):
    b = x + 1.0
    c = b * b
    d = c * 2.0
    return d.square() * 3.0 + c
# %% counterexample | wrong | Nothing is used twice
def expression(x):
    return (x * 2.0 + 1.0).square()
# %% counterexample | wrong | Only leaves are used twice
def expression(x):
    return x * x + x
# %% counterexample | wrong | equally far
def expression(x):
    b = x * 2.0
    return (b + 1.0) * (b * 3.0)
# %% counterexample | wrong | late enough
def expression(x):
    b = x * 2.0
    return b.square() + b
# %% counterexample | wrong | a plain number; compute
def expression(x):
    return x.num * 2.0 + x.num
# %% counterexample | wrong | even the finished backward
def expression(x):
    b = x * 2.0
    return b + b * b.num
# %% counterexample | wrong | beyond what a float can hold
def expression(x):
    b = x * 2.0
    for _ in range(12):
        b = b.square()
    return b + b.square()
# %% counterexample | wrong | does not depend on x
def expression(x):
    b = Finished(2.0)
    return b + b.square()
# %% counterexample | wrong | begin with x
def expression(x):
    b = Finished(2.0) * x
    return b + b.square()
