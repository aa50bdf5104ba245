"""Plain numbers at the door: which come in, and what becomes of them beside each other.

float, int, Fraction, Decimal and complex are plain. `admit`, `frozen`, `beside` and `summed` are
generic functions, with which other kinds of number register themselves.
"""

from decimal import Decimal, InvalidOperation, Overflow
from fractions import Fraction
from functools import singledispatch
from numbers import Complex, Real

from scalarad.graph import is_node


@singledispatch
def admit(num):
    """The number that a leaf keeps for `num`; TypeError for what a Scalar does not wrap.

    Plain numbers are float, int, Fraction, Decimal and complex. Other kinds register themselves:
    arrays in `scalarad.arrays`, Symbols in `scalarad.symbol`. A number of any other class is
    taken if it does arithmetic, which is tried: num + num, num - num, num * num.
    """
    try:
        num + num, num - num, num * num
    except TypeError:
        raise TypeError(
            f"Scalar wraps a number, such as 3.0; got {num!r:.60}, of type {type(num).__name__}"
        ) from None
    return num


@admit.register(bool)
def admit_bool(num):
    raise TypeError(
        f"Scalar wraps a number, and {num} is a condition: write where(condition, a, b), "
        f"or {float(num)} where the number is meant"
    )


@admit.register(float)
@admit.register(int)
@admit.register(Fraction)
@admit.register(Decimal)
@admit.register(complex)
def admit_as_it_is(num):
    return num


@singledispatch
def frozen(num):
    """`num` in a form that nobody can change in place, as arrays could be."""
    return num


@singledispatch
def beside(num, constant):
    """`constant` as it stands beside `num` in an operation, before it is wrapped."""
    return constant


@beside.register(complex)
def beside_complex(num, constant):
    """A complex number, for the share that it gets is one."""
    return complex(admit(constant)) if isinstance(constant, Real) else constant


@beside.register(Decimal)
def beside_decimal(num, constant):
    """Not a float, which decimal arithmetic refuses."""
    if isinstance(constant, (float, Fraction)):
        raise TypeError(
            f"{constant!r} and a Decimal do not mix in arithmetic; write it as a Decimal, "
            f"such as Decimal({str(constant)!r})"
        )
    return constant


@singledispatch
def summed(num):
    """The sum of all elements of `num`; a single number is its own."""
    return num


def equally_deep(num, share):
    """`share` itself; TypeError if it is a Scalar, as `num` is none."""
    if is_node(share):
        raise TypeError(
            f"a Scalar of a plain number ({num!r:.20}) met a Scalar of a Scalar, and their "
            "derivatives would be mixed up; wrap both equally often: Scalar(Scalar(3.0))"
        )
    return share


def fit_float(num, share):
    """A float."""
    return float(share) if type(share) in (int, float) else fit_real(num, share)


def fit_real(num, share):
    """A float for a float; for an int, a Fraction or a Decimal what arrives, ints made exact."""
    if hasattr(share, "shape"):  # it has elements, one for each use of the number
        share = summed(share)
    share = equally_deep(num, share)
    if isinstance(share, complex):
        raise TypeError(
            f"the derivative of the real number {num!r:.20} would be complex ({share!r:.60}); "
            "wrap it as a complex number: Scalar(complex(...))"
        )
    if type(share) is int and not isinstance(num, int):
        return type(num)(share)
    if isinstance(num, float) and isinstance(share, (Real, Decimal)):
        return float(share)
    return admit(beside(num, share))


def fit_complex(num, share):
    """A complex number."""
    return complex(share) if isinstance(share, Complex) else equally_deep(num, share)


def power_of_decimal(x, n):
    """x ** n in decimal arithmetic, which has errors of its own, and none for 0 ** 0."""
    try:
        return x ** beside(x, n) if n != 0 else Decimal(1)
    except Overflow:
        raise OverflowError(f"{x} ** {n} is larger than any Decimal") from None
    except InvalidOperation:
        raise ValueError(f"{x} ** {n} is not a real number") from None


def refuse_options(name, options):
    """TypeError for an option that NumPy gives to its own sums, such as axis, unless it is None."""
    if any(option is not None for option in options.values()):
        raise TypeError(f"{name} adds up all elements, without {', '.join(options)}")


def refuse_parts(scalar):
    """TypeError for whoever goes through a Scalar as if it were a list."""
    raise TypeError(
        "a Scalar is one number and has no parts to go through; x.sum() adds up the elements "
        "of an array in it"
    )
