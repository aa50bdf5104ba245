"""Exercise of notebook 04: write the difference of two Scalars."""

from scalarad.exercises.judge import Operation
from scalarad.scalar import Scalar

minus = Operation(
    "a - b",
    lambda cls, a, b: a - b,
    lambda a, b: a - b,
    lambda choose: [(choose.uniform(3, 5), choose.uniform(-2, -1)), (-4.5, 6.5), (2.5, 2.5)],
    right="a - b sends what arrives to the first input, and its opposite to the second.",
)


def with_rule(backward):
    class Attempt(Scalar):
        def __sub__(self, other):
            other = self.lift(other)
            a, b = self.num, other.num
            return type(self)(a - b, (self, other), lambda b_in: backward(a, b, b_in), "-")

    Attempt.__doc__ = backward.__doc__
    return Attempt


@minus.known
@with_rule
def opposite(a, b, b_in):
    return (b_in, -b_in)


@minus.wrong
@with_rule
def as_a_sum(a, b, b_in):
    """this is the rule of a + b; what is taken away pulls the other way"""
    return (b_in, b_in)


@minus.wrong
@with_rule
def as_a_product(a, b, b_in):
    """this is the rule of a * b; a difference asks for neither number"""
    return (b * b_in, a * b_in)


@minus.wrong
@with_rule
def own_numbers(a, b, b_in):
    """each share holds its own input's number; a difference needs no memory"""
    return (a * b_in, -b * b_in)


@minus.wrong
class Turned(Scalar):
    """the number has the wrong sign: which is taken from which?"""

    def __sub__(self, other):
        other = self.lift(other)
        return type(self)(other.num - self.num, (self, other), lambda b_in: (b_in, -b_in), "-")
