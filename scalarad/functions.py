"""Elementary functions, exp to minimum and where, for every kind of number (notebook 09).

Each works on plain numbers, on complex numbers where it is analytic, on NumPy arrays and on
Scalars, and gives back the same kind; the type of the argument chooses. Each docstring states the
slope, and what holds at a corner or an edge. Outside its domain a function of a plain number
raises ValueError, and OverflowError when the value is larger than any float; on arrays NumPy warns
and gives inf or NaN. NaN in, NaN out. A Decimal is refused where the value would be a float.
"""

import cmath
import math
from decimal import Decimal
from functools import singledispatch

from scalarad.graph import is_node
from scalarad.programs import complex_math
from scalarad.programs.guarded import guarded
from scalarad.scalar import Scalar, positive_power, sign


def elementary(slope, analytic=None):
    """Make a function of one real number work on Scalars too, with this slope.

    slope: takes x and the function's value there, returns the derivative there; kept as the
        function's attribute `slope`.
    analytic: the same function of a complex number; without it, complex numbers are refused.
    """

    def decorate(real):
        name = real.__name__
        function = singledispatch(guarded(real, name))
        function.slope = slope
        if analytic:
            function.register(complex, guarded(analytic, name, complex))

        @function.register(Scalar)
        def of_scalar(x):
            num, value = x.num, function(x.num)

            def backward(b_in):
                try:
                    return (slope(num, value) * b_in,)
                except ZeroDivisionError:
                    raise ZeroDivisionError(f"the slope of {name} at {num} is infinite") from None

            return type(x)(value, (x,), backward, name)

        return function

    return decorate


@elementary(lambda x, y: y, cmath.exp)
def exp(x):
    """e to the power x. Slope: exp(x)."""
    return math.exp(x)


@elementary(lambda x, y: 1 / x, cmath.log)
def log(x):
    """The natural logarithm, for x above 0. Slope: 1 / x."""
    return math.log(x)


@elementary(lambda x, y: 0.5 / y, cmath.sqrt)
def sqrt(x):
    """The square root, for x of at least 0. Slope: 0.5 / sqrt(x), infinite at 0."""
    return math.sqrt(x)


@elementary(lambda x, y: cos(x), cmath.sin)
def sin(x):
    """The sine of x in radians. Slope: cos(x)."""
    return math.sin(x)


@elementary(lambda x, y: -sin(x), cmath.cos)
def cos(x):
    """The cosine of x in radians. Slope: -sin(x)."""
    return math.cos(x)


@elementary(lambda x, y: 1 + y * y, cmath.tan)
def tan(x):
    """The tangent of x in radians. Slope: 1 + tan(x) ** 2."""
    return math.tan(x)


@elementary(lambda x, y: 1 / (1 + x * x), cmath.atan)
def atan(x):
    """The angle, in radians, whose tangent is x. Slope: 1 / (1 + x * x)."""
    return math.atan(x)


@elementary(lambda x, y: cosh(x), cmath.sinh)
def sinh(x):
    """The hyperbolic sine. Slope: cosh(x)."""
    return math.sinh(x)


@elementary(lambda x, y: sinh(x), cmath.cosh)
def cosh(x):
    """The hyperbolic cosine. Slope: sinh(x)."""
    return math.cosh(x)


@elementary(lambda x, y: 4 * sigmoid(2 * x) * sigmoid(-2 * x), cmath.tanh)
def tanh(x):
    """The hyperbolic tangent. Slope: 1 - tanh(x) ** 2, in a form that does not cancel."""
    return math.tanh(x)


@elementary(lambda x, y: 1 / (1 + x), complex_math.log1p)
def log1p(x):
    """log(1 + x), exact for tiny x, for x above -1. Slope: 1 / (1 + x)."""
    return math.log1p(x)


@elementary(lambda x, y: exp(x), complex_math.expm1)
def expm1(x):
    """exp(x) - 1, exact for tiny x. Slope: exp(x)."""
    return math.expm1(x)


@elementary(lambda x, y: y * sigmoid(-x), complex_math.sigmoid)
def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow. Slope: sigmoid(x) * sigmoid(-x)."""
    small = math.exp(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)


@elementary(lambda x, y: sigmoid(x), complex_math.softplus)
def softplus(x):
    """log(1 + exp(x)), without overflow. Slope: sigmoid(x)."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


@elementary(lambda x, y: sign(y))
def relu(x):
    """x above 0, else 0. Slope: 1 above 0, else 0; so at the corner, x = 0, it is 0."""
    return max(x, type(x)(0))


# A comparison of a Decimal with NaN would be an error.
relu.register(Decimal, lambda x: x if x != x or x > 0 else Decimal(0))


def lifted(x, y):
    """Both as Scalars, where at least one of them is."""
    lift = x.lift if is_node(x) else y.lift
    return lift(x), lift(y)


@singledispatch
def maximum(x, y):
    """The larger of x and y. Slope: 1 for the larger; at a tie each gets half.

    Two infinities of the same sign have no difference, and the slopes are NaN.
    """
    rule = maximum.dispatch(type(y))
    if rule is not maximum.dispatch(object):
        return rule(x, y)
    return y if y > x or y != y else x


@maximum.register(complex)
def maximum_of_complex(x, y):
    raise TypeError(f"complex numbers have no order: maximum and minimum got {x} and {y}")


@maximum.register(Scalar)
def maximum_of_scalars(x, y):
    """The rule of `maximum`, in halves: 2 for the larger, 1 each at a tie, 0 for the other."""
    x, y = lifted(x, y)
    side = sign(x.num - y.num)

    def backward(b_in):
        return ((1 + side) * b_in / 2, (1 - side) * b_in / 2)

    return type(x)(maximum(x.num, y.num), (x, y), backward, "maximum")


def minimum(x, y):
    """The smaller of x and y. Slope: 1 for the smaller; at a tie each gets half."""
    # Wrapped and taken out again: the negative of NumPy's small integers would wrap around.
    return -maximum(-Scalar(x).num, -Scalar(y).num)


@singledispatch
def where(condition, a, b):
    """`a` where the condition holds, else `b`. Slope: 1 for the side chosen, 0 for the other.

    The condition is a comparison, such as `x > 0`: of numbers it chooses one side, of arrays
    element by element. Both sides are computed, unlike those of an `if`: where the side that is
    not chosen has an infinite slope, the derivative is NaN, as for sqrt(x) at 0. The result is a
    Scalar when one of the sides is. Raises TypeError when the condition is no comparison.
    """
    raise TypeError(
        f"the condition of where is a comparison, such as x > 0, or an array of them; "
        f"got {condition!r:.60}, of type {type(condition).__name__}"
    )


@where.register(bool)
def where_of_bool(condition, a, b):
    if is_node(a) or is_node(b):
        return where_of_scalars(condition, a, b)
    return a if condition else b


def where_of_scalars(condition, a, b):
    """The rule of `where`, for a condition of any kind."""
    a, b = lifted(a, b)

    def backward(b_in):
        return (where(condition, b_in, 0), where(condition, 0, b_in))

    return type(a)(where(condition, a.num, b.num), (a, b), backward, "where")


@positive_power.register(Scalar)
def power_of_scalars(x, y):
    """x ** y for Scalars, with d(x ** y) = y x ** (y - 1) dx + x ** y log(x) dy."""
    y = x.lift(y)
    base, exponent = x.num, y.num
    value = positive_power(base, exponent)

    def backward(b_in):
        slope = exponent * positive_power(base, exponent - 1)
        return (slope * b_in, value * log(base) * b_in)

    return type(x)(value, (x, y), backward, "**")
