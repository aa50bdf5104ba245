"""Exercise 04_operations: operations of one and of two inputs, and a loss made of them."""

from scalarad.exercises.judge import Formula, Numbers, Operation, from_different_numbers
from scalarad.scalar import Scalar

# -------- the shares of x - y when 3 arrives

shares_of_a_difference = Numbers(
    "share_of_x",
    "share_of_y",
    right="x gets what arrives, y the same with a minus, whatever their numbers are.",
)


@shares_of_a_difference.known
def what_arrives():
    return 3, -3


@shares_of_a_difference.known
def in_a_list():
    b_in = 3.0
    return [b_in, 0 - b_in]


shares_of_a_difference.mistakes(r"""
1, -1
    these are the shares when 1 arrives; here it is 3
3, 3
    this is the rule of the sum; what is taken away pulls the other way
-3, 3
    the signs are on the wrong inputs: which of the two is taken away?
3 * 5.1, 3 * 15.6
    this is the rule of the product; a difference asks for neither number
1.5, -1.5
1.5, 1.5
    what arrives is split in two; each input gets a share of its own, and it is no part of a whole
15.6, 5.1
    these are the two numbers themselves; by how much does x - y follow each?
""")

# -------- a - b

subtract = Operation(
    "a - b",
    lambda cls, a, b: a - b,
    lambda a, b: a - b,
    right="a - b sends b_in to the first input and -b_in to the second.",
)


@subtract.known
class OppositeShares(Scalar):
    def __sub__(self, other):
        other = self.lift(other)
        a, b = self.num, other.num
        return type(self)(a - b, (self, other), lambda b_in: (b_in, -b_in), "-")


@subtract.known
class TimesMinusOne(Scalar):
    def __sub__(self, other):
        other = self.lift(other)
        slopes = (1.0, -1.0)

        def backward(b_in):
            return tuple(slope * b_in for slope in slopes)

        result = type(self)(self.num + -1 * other.num, [self, other], backward)
        result.name = "minus"
        return result


subtract.mistakes(r"""
in place of (b_in, -b_in)
(b_in, b_in)
    this is the rule of a + b; in a - b the second input needs the other sign
(b * b_in, a * b_in)
    this is the rule of a * b: each share holds the other's number
(a * b_in, -b * b_in)
    each share holds its own input's number; a difference needs no memory
""")

# -------- a.square()

square = Operation(
    "a.square()",
    lambda cls, a: a.square(),
    lambda a: a * a,
    right="one input, one share: twice the number, times what arrives.",
)


@square.known
class TwiceTheNumber(Scalar):
    def square(self):
        x = self.num
        return type(self)(x * x, (self,), lambda b_in: (2 * x * b_in,), "square")


@square.known
class FromAList(Scalar):
    def square(self):
        slope = self.num + self.num
        return type(self)(self.num**2, [self], lambda b_in: (slope * b_in,))


square.mistakes(r"""
in place of (2 * x * b_in,)
(x * b_in,)
    the 2 is missing: a square follows its input at twice the input's number
(2 * b_in,)
    the share is 2 * b_in: the slope of a square depends on where you are
(x * x * b_in,)
    this share holds the square itself; its slope is asked for
(2 * x * b_in * b_in,)
    what arrives is squared too; it only multiplies
""")

# -------- a.cube()

cube = Operation(
    "a.cube()",
    lambda cls, a: a.cube(),
    lambda a: a * a * a,
    right="3 * a * a times what arrives; and you found it without being told.",
)


@cube.known
class ThreeSquares(Scalar):
    def cube(self):
        a = self.num
        return type(self)(a * a * a, (self,), lambda b_in: (3 * a * a * b_in,), "cube")


@cube.known
class FromTheSquare(Scalar):
    def cube(self):
        square = self.num**2

        def backward(b_in):
            return (square * b_in + 2 * square * b_in,)

        return type(self)(square * self.num, (self,), backward, "cube")


cube.mistakes(r"""
in place of (3 * a * a * b_in,)
(2 * a * b_in,)
    this is the rule of the square
(3 * a * b_in,)
    3 * a is not the slope of a cube: the power falls only by one, to a * a
(a * a * b_in,)
    the 3 is missing: each of the three factors passes a nudge on
(3 * a * a * a * b_in,)
    the power did not fall: 3 * a * a * a is three times the cube, not its slope
(2 * a * a * b_in,)
    2 * a * a is short of one a * a: there are three factors to nudge
""")

# -------- the squared error of a line

loss = Formula(
    "loss",
    from_different_numbers(4),
    right="the guess, how far off it is, and the square of that.",
)


@loss.known
def off_squared(m, b, x, y):
    return (y - (m * x + b)).square()


@loss.known
def off_times_off(m, b, x, y):
    off = y - b - x * m
    return off * off


loss.mistakes(r"""
in place of (y - (m * x + b)).square()
y - (m * x + b)
    this is how far off the line is; it is not squared yet
m * x + b - y
    this is how far off the line is, and not squared yet
m * x + b
    this is the line's guess alone; compare it with y
y.square() - (m * x + b).square()
(m * x + b).square() - y.square()
    this squares the guess and y apart; take the difference first
(m * x + b + y).square()
    guess and y are added; how far apart are they?
(y - m * x).square()
    the b of the line is missing
(y - m * x * b).square()
    the b of the line multiplies; it is added
(y - (b * x + m)).square()
    m and b have changed places: m goes with x
(y - m * x + b).square()
    b is added to y: write brackets around the guess
(y - m * (x + b)).square()
    b comes after the product: m * x + b, not m * (x + b)
(x - (m * y + b)).square()
    x and y have changed places: the line starts from x
y - (m * x + b).square()
    only the guess is squared; square the difference
(y - (m.num * x.num + b.num)).square()
    the number is right, but the graph does not lead back to all of m, b, x and y: compute with
    the Scalars themselves, not with their num
""")
