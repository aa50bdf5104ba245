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


for sentence, x, y in [
    ("these are the shares when 1 arrives; here it is 3", 1, -1),
    ("this is the rule of the sum; what is taken away pulls the other way", 3, 3),
    ("the signs are on the wrong inputs: which of the two is taken away?", -3, 3),
    (
        "this is the rule of the product; a difference asks for neither number",
        3 * 5.1,
        3 * 15.6,
    ),
    (
        "these are the two numbers themselves; by how much does x - y follow each?",
        15.6,
        5.1,
    ),
]:
    shares_of_a_difference.mistake(sentence, x, y)

# -------- a - b

subtract = Operation(
    "a - b",
    lambda cls, a, b: a - b,
    lambda a, b: a - b,
    right="a - b sends b_in to the first input and -b_in to the second.",
)


def subtract_with(rule):
    class Attempt(Scalar):
        def __sub__(self, other):
            other = self.lift(other)
            a, b = self.num, other.num
            return type(self)(a - b, (self, other), lambda b_in: rule(a, b, b_in), "-")

    Attempt.__doc__, Attempt.rule = rule.__doc__, rule
    return Attempt


@subtract.known
@subtract_with
def opposite_shares(a, b, b_in):
    return (b_in, -b_in)


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


@subtract.wrong
@subtract_with
def as_a_sum(a, b, b_in):
    """this is the rule of a + b; in a - b the second input needs the other sign"""
    return (b_in, b_in)


@subtract.wrong
@subtract_with
def as_a_product(a, b, b_in):
    """this is the rule of a * b: each share holds the other's number"""
    return (b * b_in, a * b_in)


@subtract.wrong
@subtract_with
def with_own_numbers(a, b, b_in):
    """each share holds its own input's number; a difference needs no memory"""
    return (a * b_in, -b * b_in)


# -------- a.square()

square = Operation(
    "a.square()",
    lambda cls, a: a.square(),
    lambda a: a * a,
    right="one input, one share: twice the number, times what arrives.",
)


def square_with(rule):
    class Attempt(Scalar):
        def square(self):
            x = self.num
            return type(self)(x * x, (self,), lambda b_in: rule(x, b_in), "square")

    Attempt.__doc__, Attempt.rule = rule.__doc__, rule
    return Attempt


@square.known
@square_with
def twice_the_number(x, b_in):
    return (2 * x * b_in,)


@square.known
class FromAList(Scalar):
    def square(self):
        slope = self.num + self.num
        return type(self)(self.num**2, [self], lambda b_in: (slope * b_in,))


@square.wrong
@square_with
def without_the_2(x, b_in):
    """the 2 is missing: a square follows its input at twice the input's number"""
    return (x * b_in,)


@square.wrong
@square_with
def without_the_number(x, b_in):
    """the share is 2 * b_in: the slope of a square depends on where you are"""
    return (2 * b_in,)


@square.wrong
@square_with
def square_itself(x, b_in):
    """this share holds the square itself; its slope is asked for"""
    return (x * x * b_in,)


@square.wrong
@square_with
def arriving_squared(x, b_in):
    """what arrives is squared too; it only multiplies"""
    return (2 * x * b_in * b_in,)


# -------- a.cube()

cube = Operation(
    "a.cube()",
    lambda cls, a: a.cube(),
    lambda a: a * a * a,
    right="3 * a * a times what arrives; and you found it without being told.",
)


def cube_with(rule):
    class Attempt(Scalar):
        def cube(self):
            a = self.num
            return type(self)(a * a * a, (self,), lambda b_in: rule(a, b_in), "cube")

    Attempt.__doc__, Attempt.rule = rule.__doc__, rule
    return Attempt


@cube.known
@cube_with
def three_squares(a, b_in):
    return (3 * a * a * b_in,)


@cube.known
class FromTheSquare(Scalar):
    def cube(self):
        square = self.num**2

        def backward(b_in):
            return (square * b_in + 2 * square * b_in,)

        return type(self)(square * self.num, (self,), backward, "cube")


@cube.wrong
@cube_with
def as_a_square(a, b_in):
    """this is the rule of the square"""
    return (2 * a * b_in,)


@cube.wrong
@cube_with
def power_falls_by_two(a, b_in):
    """3 * a is not the slope of a cube: the power falls only by one, to a * a"""
    return (3 * a * b_in,)


@cube.wrong
@cube_with
def without_the_3(a, b_in):
    """the 3 is missing: each of the three factors passes a nudge on"""
    return (a * a * b_in,)


@cube.wrong
@cube_with
def power_stays(a, b_in):
    """the power did not fall: 3 * a * a * a is three times the cube, not its slope"""
    return (3 * a * a * a * b_in,)


@cube.wrong
@cube_with
def two_factors(a, b_in):
    """2 * a * a is short of one a * a: there are three factors to nudge"""
    return (2 * a * a * b_in,)


# -------- the squared error of a line

loss = Formula(
    "loss",
    from_different_numbers(4),
    right="the guess, how far off it is, and the square of that.",
)


@loss.known
def off_squared(m, b, x, y):
    return (m * x + b - y).square()


@loss.known
def off_times_off(m, b, x, y):
    off = y - b - x * m
    return off * off


@loss.wrong
def not_squared(m, b, x, y):
    """this is how far off the line is; it is not squared yet"""
    return y - (m * x + b)


@loss.wrong
def not_squared_either(m, b, x, y):
    """this is how far off the line is, and not squared yet"""
    return m * x + b - y


@loss.wrong
def guess_alone(m, b, x, y):
    """this is the line's guess alone; compare it with y"""
    return m * x + b


@loss.wrong
def squared_apart(m, b, x, y):
    """this squares the guess and y apart; take the difference first"""
    return y.square() - (m * x + b).square()


@loss.wrong
def guess_and_y_added(m, b, x, y):
    """guess and y are added; how far apart are they?"""
    return (m * x + b + y).square()


@loss.wrong
def without_b(m, b, x, y):
    """the b of the line is missing"""
    return (y - m * x).square()


@loss.wrong
def times_b(m, b, x, y):
    """the b of the line multiplies; it is added"""
    return (y - m * x * b).square()


@loss.wrong
def m_and_b_swapped(m, b, x, y):
    """m and b have changed places: m goes with x"""
    return (y - (b * x + m)).square()


@loss.wrong
def brackets_missing(m, b, x, y):
    """b is added to y: write brackets around the guess"""
    return (y - m * x + b).square()


@loss.wrong
def b_inside(m, b, x, y):
    """b comes after the product: m * x + b, not m * (x + b)"""
    return (y - m * (x + b)).square()


@loss.wrong
def x_and_y_swapped(m, b, x, y):
    """x and y have changed places: the line starts from x"""
    return (x - (m * y + b)).square()


@loss.wrong
def guess_squared(m, b, x, y):
    """only the guess is squared; square the difference"""
    return y - (m * x + b).square()


@loss.wrong
def guess_of_plain_numbers(m, b, x, y):
    """the number is right, but the graph does not lead back to all of m, b, x and y: compute
    with the Scalars themselves, not with their num"""
    return (y - (m.num * x.num + b.num)).square()
