# %% shares_of_a_product | right
shares = (3 * -2.6, 3 * 5.3)
# %% shares_of_a_product | right
shares = [-7.8, 15.9]
# %% shares_of_a_product | wrong | as fast as the other number says
shares = (15.9, -7.8)
# %% shares_of_a_product | wrong | the shares when 1 arrives
shares = (-2.6, 5.3)
# %% shares_of_a_product | wrong | in their order
shares = (5.3, -2.6)
# %% shares_of_a_product | wrong | one sign is lost
shares = (7.8, 15.9)
# %% shares_of_a_product | wrong | only the first is multiplied
shares = (-7.8, 5.3)
# %% shares_of_a_product | wrong | a product does more
shares = (3, 3)
# %% shares_of_a_product | wrong | what arrives is added
shares = (0.4, 8.3)
# %% shares_of_a_product | wrong | in a tuple, like
shares = 15.9
# %% multiply | right
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        slopes = (other.num, self.num)
        return type(self)(
            self.num * other.num,
            [self, other],
            lambda b_in: tuple(b_in * slope for slope in slopes),
        )
# %% multiply | right
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        first, second = self.num, other.num

        def shares(arriving):
            return arriving * second, arriving * first

        return type(self)(first * second, (self, other), shares, name="times")
# %% multiply | wrong | it should be the other's
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num

        def backward(b_in):
            return (x * b_in, y * b_in)

        return type(self)(x * y, (self, other), backward, "*")
# %% multiply | wrong | b_in, is left out
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x * y, (self, other), lambda b_in: (y, x), "*")
# %% multiply | wrong | save what it needs in a variable
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)

        def backward(b_in):
            return (other.num * b_in, self.num * b_in)

        return type(self)(self.num * other.num, (self, other), backward, "*")
# %% multiply | wrong | is not of your class
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return Scalar(x * y, (self, other), lambda b_in: (y * b_in, x * b_in), "*")
# %% multiply | wrong | it has forgotten its inputs
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        return self.num * other.num
# %% multiply | wrong | is a leaf: hand number
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num

        def backward(b_in):
            return (y * b_in, x * b_in)

        z = type(self)(x * y)
        z.inputs = (self, other)
        z.backward_fn = backward
        z.name = "*"
        return z
# %% multiply | wrong | has other inputs than it was given
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x * y, (x, y), lambda b_in: (y * b_in, x * b_in), "*")
# %% multiply | wrong | end with return type(self)
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        type(self)(x * y, (self, other), lambda b_in: (y * b_in, x * b_in), "*")
# %% multiply | wrong | b_in is added
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x * y, (self, other), lambda b_in: (y + b_in, x + b_in), "*")
# %% multiply | wrong | stops with ValueError
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        return type(self)(self.num * other.num, (self, other))
# %% shares_after_overwriting | right
four_shares = [-3, 7, 100, -21]
# %% shares_after_overwriting | right
from scalarad.scalar import Scalar as Finished

x, y = Finished(7.0), Finished(-3.0)
z = x * y
x.num = 100.0
w = z * x
four_shares = z.backward_fn(1.0) + w.backward_fn(1.0)
# %% shares_after_overwriting | wrong | z changes its mind
four_shares = (-3, 100, 100, -21)
# %% shares_after_overwriting | wrong | here everything follows
four_shares = (-3, 100, 100, -300)
# %% shares_after_overwriting | wrong | so it is not 100 * -3
four_shares = (-3, 7, 100, -300)
# %% shares_after_overwriting | wrong | it finds 100 in x
four_shares = (-3, 7, 7, -21)
# %% shares_after_overwriting | wrong | in both products
four_shares = (7, -3, -21, 100)
# %% shares_after_overwriting | wrong | its first input is z
four_shares = (-3, 7, -21, 100)
# %% shares_after_overwriting | wrong | you gave 2
four_shares = (-3, 7), (100, -21)
# %% build | right
def build(x, y):
    z = x * y
    return (z * x) * z
# %% build | right
def build(x, y):
    last = x * y
    last.name = "z"
    first = last * x
    r = first * last
    r.name = "r"
    return r
# %% build | wrong | is computed twice
def build(x, y):
    return ((x * y) * x) * (x * y)
# %% build | wrong | the inputs of r have changed places
def build(x, y):
    z = x * y
    return z * (z * x)
# %% build | wrong | the inputs of r.inputs[0] have
def build(x, y):
    z = x * y
    return (x * z) * z
# %% build | wrong | x and y have changed places
def build(x, y):
    z = y * x
    return (z * x) * z
# %% build | wrong | the products are taken in another order
def build(x, y):
    z = x * y
    return (z * z) * x
# %% build | wrong | neither x nor y
def build(x, y):
    z = x * y
    return (z * x.num) * z
# %% build | wrong | which is no Scalar
def build(x, y):
    return x.num**3 * y.num**2
# %% build | wrong | which of them is not True
def build(x, y):
    z = x * y
    return (z * y) * z
# %% build | wrong | use only *
def build(x, y):
    z = x + y
    return (z * x) * z
# %% build | wrong | this is only r.inputs[0]
def build(x, y):
    z = x * y
    return z * x
# %% build | wrong | did you forget a return
def build(x, y):
    z = x * y
    r = (z * x) * z
# %% uses | right
def uses(result, leaf):
    count = sum(parent is leaf for parent in result.inputs)
    for parent in result.inputs:
        count += sum(grandparent is leaf for grandparent in parent.inputs)
    return count
# %% uses | right
def uses(result, leaf):
    if result is leaf:
        return 1
    count = 0
    for parent in result.inputs:
        count += uses(parent, leaf)
    return count
# %% uses | wrong | look at their inputs too
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        if parent is leaf:
            count += 1
    return count
# %% uses | wrong | the last x in (x * y) * x
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        for grandparent in parent.inputs:
            if grandparent is leaf:
                count += 1
    return count
# %% uses | wrong | holds an equal number
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        for node in (parent, *parent.inputs):
            if node == leaf:
                count += 1
    return count
# %% uses | wrong | with an equal name
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        for node in (parent, *parent.inputs):
            if node.name == leaf.name:
                count += 1
    return count
# %% uses | wrong | whether the leaf is there
def uses(result, leaf):
    for parent in result.inputs:
        for node in (parent, *parent.inputs):
            if node is leaf:
                return 1
    return 0
# %% uses | wrong | `in` finds equal numbers
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        if parent is leaf or leaf in parent.inputs:
            count += 1
    return count
# %% uses | wrong | and both are x
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        if any(node is leaf for node in (parent, *parent.inputs)):
            count += 1
    return count
# %% uses | wrong | the return inside of the loop
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        for node in (parent, *parent.inputs):
            if node is leaf:
                count += 1
        return count
# %% uses | wrong | through it
def uses(result, leaf):
    count = 0
    for parent in set(result.inputs):
        for node in (parent, *parent.inputs):
            if node is leaf:
                count += 1
    return count
# %% uses | wrong | every leaf is counted
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        for node in (parent, *parent.inputs):
            if node.is_leaf:
                count += 1
    return count
# %% uses | wrong | in x * y it finds x
def uses(result, leaf):
    count = 0
    if result.inputs[1] is leaf:
        count += 1
    for node in result.inputs[0].inputs:
        if node is leaf:
            count += 1
    return count
# %% multiply | wrong | inputs should be a tuple
class Scalar(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x * y, (self), lambda b_in: (y * b_in, x * b_in), "*")
# %% multiply | wrong | no such method of yours yet
class Scalar(Scalar):
    def _mul_(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x * y, (self, other), lambda b_in: (y * b_in, x * b_in), "*")
# %% build | wrong | should be one Scalar
def build(x, y):
    z = x * y
    return (z * x), z
# %% uses | wrong | twin holds the same number
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        if parent is leaf:
            count += 1
        for grandparent in parent.inputs:
            if grandparent == leaf:
                count += 1
    return count
# %% uses | wrong | has the name of x
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        for node in (parent, *parent.inputs):
            if node == leaf or node.name == leaf.name:
                count += 1
    return count
# %% uses | wrong | goes through none
def uses(result, leaf):
    count = 0
    for parent in result.inputs:
        if parent is leaf:
            count += 1
        if parent.inputs[0] is leaf:
            count += 1
        if parent.inputs[1] is leaf:
            count += 1
    return count
