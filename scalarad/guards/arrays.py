"""NumPy's arrays at the door: plain ones of floats, which nobody changes while in use."""

from functools import wraps

import numpy as np

from scalarad.guards.numbers import admit, fit_real, frozen


def of_floats(array):
    """The array itself; TypeError unless it is a plain one of float64 or float32."""
    if type(array) is not np.ndarray or array.dtype not in (np.float64, np.float32):
        raise TypeError(
            f"an array of numbers is one of float64 or float32; got a {type(array).__name__} of "
            f"{array.dtype}. Write x.astype(float); in place of an array of Scalars write a list"
        )
    return array


def side_of_floats(side):
    """One side of `maximum`: a number, or an array, which must be one of floats."""
    return of_floats(side) if isinstance(side, np.ndarray) else side


def made_of_floats(array):
    """What came out of numbers and arrays, as an array of floats, also where all were ints."""
    return of_floats(array.astype(float) if array.dtype.kind in "iu" else array)


@admit.register(np.generic)
def admit_element(num):
    """An element of an array: a plain number, but float32 as it is."""
    if not isinstance(num, (np.float64, np.float32, np.integer, np.complex128)):
        raise TypeError(
            f"Scalar wraps a number, such as 3.0; got {num!r:.60}. Write float(x) where a number "
            "is meant, and where(condition, a, b) for a condition"
        )
    return num if isinstance(num, np.float32) else num.item()


@frozen.register(np.ndarray)
def frozen_array(num):
    """Read-only; TypeError when it was mixed with what makes no floats, as Fractions do."""
    if num.dtype.kind != "f":
        raise TypeError(
            f"the result is an array of {num.dtype}, and a Scalar wraps arrays of float64 or "
            "float32; mix those with floats: write float(x) in place of a Fraction"
        )
    num.flags.writeable = False
    return num


def fit_element(num, share):
    """Of the number's own type, which arithmetic between arrays may give to a single result."""
    share = fit_real(float(num), share)
    return type(num)(share) if isinstance(share, float) else share


def real_share(share):
    """A share as an array of real numbers; TypeError where it is none."""
    share = np.asarray(share if isinstance(share, np.ndarray) else fit_real(0.0, share))
    if share.dtype.kind not in "fiu":
        raise TypeError(f"the derivative of an array of real numbers cannot be {share!r:.60}")
    return share


def stretched(share, shape):
    """The share, repeated to this shape; ValueError where that does not go."""
    try:
        return np.broadcast_to(share, shape)
    except ValueError:
        raise ValueError(
            f"a share of shape {share.shape} is no derivative of an array of shape {shape}"
        ) from None


def on_floats(function):
    """The same function of an array, which must be one of floats."""

    @wraps(function)
    def of_array(x):
        return function(of_floats(x))

    return of_array


def of_conditions(array):
    """The array itself; TypeError unless it is one of comparisons."""
    if array.dtype != bool:
        raise TypeError(
            f"the condition of where is a comparison, such as x > 0; got an array of {array.dtype}"
        )
    return array


def all_positive(array):
    """The array itself; ValueError unless each element is above 0."""
    if not np.all(array > 0):
        raise ValueError("a Scalar as exponent needs a base above 0 in every element")
    return array
