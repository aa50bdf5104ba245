"""Elementary functions, exp to minimum, for every kind of number (notebooks 08 and 12).

Each works on plain numbers, complex numbers (where it is analytic), NumPy arrays and Scalars,
and gives back the same kind; the type of the argument chooses. Each docstring states the slope,
and what holds at a corner or an edge. Outside its domain a function of a plain number raises
ValueError, and OverflowError when the value is larger than any float; on arrays NumPy warns and
gives inf or NaN. NaN in, NaN out.
"""

import cmath
import math
from functools import singledispatch, wraps

import numpy as np

from scalarad.scalar import Scalar


def elementary(slope, array, analytic=None):
    """Make a function of one real number work on arrays, complex numbers and Scalars too.

    slope: takes x and the function's value there, returns the derivative there.
    array: the same function of a NumPy array.
    analytic: the same function of a complex number; without it, complex numbers are refused.
    """

    def decorate(real):
        name = real.__name__

        @wraps(real)
        def of_number(x):
            if isinstance(x, complex):
                raise TypeError(
                    f"{name} takes real numbers; got the complex number {x}"
                )
            try:
                return real(x)
            except OverflowError:
                raise OverflowError(f"{name}({x}) is larger than any float") from None
            except ValueError:
                raise ValueError(f"{name} has no real value at {x}") from None

        function = singledispatch(of_number)
        function.register(np.ndarray, array)
        if analytic:
            function.register(complex, analytic)
            function.register(np.complexfloating, analytic)

        @function.register(Scalar)
        def of_scalar(x):
            num, value = x.num, function(x.num)

            def backward(b_in):
                try:
                    return (slope(num, value) * b_in,)
                except ZeroDivisionError:
                    message = f"the slope of {name} at {num} is infinite"
                    raise ZeroDivisionError(message) from None

            return type(x)(value, (x,), backward, name)

        return function

    return decorate


@elementary(lambda x, y: y, np.exp, cmath.exp)
def exp(x):
    """e to the power x. Slope: exp(x)."""
    return math.exp(x)


@elementary(lambda x, y: 1 / x, np.log, cmath.log)
def log(x):
    """The natural logarithm, for x above 0. Slope: 1 / x."""
    return math.log(x)


@elementary(lambda x, y: 0.5 / y, np.sqrt, cmath.sqrt)
def sqrt(x):
    """The square root, for x of at least 0. Slope: 0.5 / sqrt(x), infinite at 0."""
    return math.sqrt(x)


@elementary(lambda x, y: cos(x), np.sin, cmath.sin)
def sin(x):
    """The sine of x in radians. Slope: cos(x)."""
    return math.sin(x)


@elementary(lambda x, y: -sin(x), np.cos, cmath.cos)
def cos(x):
    """The cosine of x in radians. Slope: -sin(x)."""
    return math.cos(x)


@elementary(lambda x, y: 1 + y * y, np.tan, cmath.tan)
def tan(x):
    """The tangent of x in radians. Slope: 1 + tan(x) ** 2."""
    return math.tan(x)


@elementary(lambda x, y: 1 / (1 + x * x), np.arctan, cmath.atan)
def atan(x):
    """The angle, in radians, whose tangent is x. Slope: 1 / (1 + x * x)."""
    return math.atan(x)


@elementary(lambda x, y: cosh(x), np.sinh, cmath.sinh)
def sinh(x):
    """The hyperbolic sine. Slope: cosh(x)."""
    return math.sinh(x)


@elementary(lambda x, y: sinh(x), np.cosh, cmath.cosh)
def cosh(x):
    """The hyperbolic cosine. Slope: sinh(x)."""
    return math.cosh(x)


@elementary(lambda x, y: 4 * sigmoid(2 * x) * sigmoid(-2 * x), np.tanh, cmath.tanh)
def tanh(x):
    """The hyperbolic tangent. Slope: 1 - tanh(x) ** 2, in a form that does not cancel."""
    return math.tanh(x)


@elementary(lambda x, y: 1 / (1 + x), np.log1p, lambda z: cmath.log(1 + z))
def log1p(x):
    """log(1 + x), exact for tiny x, for x above -1. Slope: 1 / (1 + x)."""
    return math.log1p(x)


@elementary(lambda x, y: exp(x), np.expm1, lambda z: cmath.exp(z) - 1)
def expm1(x):
    """exp(x) - 1, exact for tiny x. Slope: exp(x)."""
    return math.expm1(x)


@elementary(
    lambda x, y: y * sigmoid(-x),
    lambda x: np.exp(-np.logaddexp(0.0, -x)),
    lambda z: 1 / (1 + cmath.exp(-z)),
)
def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow. Slope: sigmoid(x) * sigmoid(-x)."""
    small = math.exp(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)


@elementary(
    lambda x, y: sigmoid(x),
    lambda x: np.logaddexp(0.0, x),
    lambda z: cmath.log(1 + cmath.exp(z)),
)
def softplus(x):
    """log(1 + exp(x)), without overflow. Slope: sigmoid(x)."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


@singledispatch
def sign(x):
    """1 above 0, -1 below, 0 at 0, NaN at NaN. The sign of a Scalar is a plain number."""
    return 1 if x > 0 else -1 if x < 0 else 0 if x == 0 else x


sign.register(np.ndarray, np.sign)


@sign.register(Scalar)
def sign_of_scalar(x):
    """That of its number: the slope is 0 wherever there is one."""
    return sign(x.num)


@elementary(lambda x, y: relu(sign(x)), lambda x: np.maximum(x, 0.0))
def relu(x):
    """x above 0, else 0. Slope: 1 above 0, else 0; so at the corner, x = 0, it is 0."""
    return max(x, 0.0)


@singledispatch
def maximum(x, y):
    """The larger of x and y. Slope: 1 for the larger; at a tie each gets half.

    Two infinities of the same sign have no difference, and the slopes are NaN.
    """
    if isinstance(y, Scalar):
        return maximum(y.lift(x), y)
    rule = maximum.dispatch(type(y))
    if rule is not maximum.dispatch(object):
        return rule(x, y)
    return y if y > x or y != y else x


@maximum.register(np.ndarray)
def maximum_of_arrays(x, y):
    """Element by element; `y` may be an array, a number or a Scalar."""
    return maximum(y.lift(x), y) if isinstance(y, Scalar) else np.maximum(x, y)


@maximum.register(Scalar)
def maximum_of_scalars(x, y):
    """The rule of `maximum`, in halves: 2 for the larger, 1 each at a tie, 0 for the other."""
    y = x.lift(y)
    side = sign(x.num - y.num)

    def backward(b_in):
        return ((1 + side) * b_in / 2, (1 - side) * b_in / 2)

    return type(x)(maximum(x.num, y.num), (x, y), backward, "maximum")


def minimum(x, y):
    """The smaller of x and y. Slope: 1 for the smaller; at a tie each gets half."""
    if isinstance(x, np.ndarray) and isinstance(y, np.ndarray):
        return np.minimum(x, y)
    return -maximum(-x, -y)


@singledispatch
def where(condition, a, b):
    """`a` where the condition holds, else `b`. Slope: 1 for the side chosen, 0 for the other.

    The condition is a comparison, such as `x > 0`: of numbers it chooses one side, of arrays
    element by element. Both sides are computed, unlike those of an `if`. The result is a Scalar
    when one of the sides is.
    """
    if isinstance(a, Scalar) or isinstance(b, Scalar):
        return where_of_scalars(condition, a, b)
    return a if condition else b


@where.register(np.ndarray)
def where_of_arrays(condition, a, b):
    """Element by element; the sides may be arrays, numbers or Scalars."""
    if isinstance(a, Scalar) or isinstance(b, Scalar):
        return where_of_scalars(condition, a, b)
    return np.where(condition, a, b)


def where_of_scalars(condition, a, b):
    """The rule of `where`, for a condition of any kind."""
    lift = a.lift if isinstance(a, Scalar) else b.lift
    a, b = lift(a), lift(b)

    def backward(b_in):
        return (where(condition, b_in, 0), where(condition, 0, b_in))

    return type(a)(where(condition, a.num, b.num), (a, b), backward, "where")
