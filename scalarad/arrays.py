"""NumPy's arrays as a kind of number: a whole batch in one Scalar (notebook 11).

Arithmetic on arrays goes element by element and stretches the smaller one to the shape of the
larger. What was stretched was used once per element, and the derivative of a number that is used
often is a sum: each derivative is summed back to the shape of its number.
"""

from functools import wraps

import numpy as np

from scalarad import functions
from scalarad.graph import is_node
from scalarad.scalar import (
    admit,
    fit,
    fit_complex,
    fit_real,
    frozen,
    ordered,
    positive_power,
    real_power,
    sign,
    summed,
)


def of_floats(array):
    """The array itself; TypeError unless it is a plain one of float64 or float32."""
    if type(array) is not np.ndarray or array.dtype not in (np.float64, np.float32):
        raise TypeError(
            f"an array of numbers is one of float64 or float32; got a {type(array).__name__} of "
            f"{array.dtype}. Write x.astype(float); in place of an array of Scalars write a list"
        )
    return array


@admit.register(np.ndarray)
def admit_array(num):
    """A copy that nobody changes: rules still need the numbers when the caller's have changed."""
    return frozen(of_floats(num).copy())


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


@summed.register(np.ndarray)
def summed_array(num):
    return admit(num.sum())


@fit.register(np.ndarray)
def fit_array(num, share):
    """In the shape and with the floating type of the array."""
    share = np.asarray(share if isinstance(share, np.ndarray) else fit_real(0.0, share))
    if share.dtype.kind not in "fiu":
        raise TypeError(f"the derivative of an array of real numbers cannot be {share!r:.60}")
    if share.shape != num.shape:
        share = to_shape(share, num.shape)
    return frozen(share.astype(num.dtype, copy=False))


def to_shape(share, shape):
    """Sum over the axes along which `shape` was stretched; stretch where it was summed."""
    added = share.ndim - len(shape)
    share = share.sum(axis=tuple(range(added)))
    stretched = [i for i, n in enumerate(share.shape) if added >= 0 and shape[i] == 1 < n]
    try:
        return np.broadcast_to(share.sum(axis=tuple(stretched), keepdims=True), shape)
    except ValueError:
        raise ValueError(
            f"a share of shape {share.shape} is no derivative of an array of shape {shape}"
        ) from None


fit.register(np.complexfloating, fit_complex)  # as complex numbers give beside a float32


@fit.register(np.floating)
def fit_element(num, share):
    """Of the number's own type, which arithmetic between arrays may give to a single result."""
    share = fit_real(float(num), share)
    return type(num)(share) if isinstance(share, float) else share


def on_arrays(function):
    """The same function of an array of floats, element by element."""

    @wraps(function)
    def of_array(x):
        return function(of_floats(x))

    return of_array


FUNCTIONS = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sigmoid": lambda x: np.exp(-np.logaddexp(0, -x)),
    "softplus": lambda x: np.logaddexp(0, x),
    "relu": lambda x: np.maximum(x, 0),
}

sign.register(np.ndarray, on_arrays(np.sign))
ordered.register(np.ndarray, of_floats)

for name, function in FUNCTIONS.items():
    getattr(functions, name).register(np.ndarray, on_arrays(function))
    getattr(functions, name).register(np.float32, function)


@functions.maximum.register(np.ndarray)
def maximum_of_arrays(x, y):
    """Element by element; one of the two may be a number, or a Scalar."""
    if is_node(x) or is_node(y):
        return functions.maximum_of_scalars(x, y)
    return of_floats(
        np.maximum(*(of_floats(z) if isinstance(z, np.ndarray) else z for z in (x, y)))
    )


@functions.where.register(np.ndarray)
def where_of_arrays(condition, a, b):
    """Element by element; the sides may be arrays, numbers or Scalars."""
    if condition.dtype != bool:
        raise TypeError(
            f"the condition of where is a comparison, such as x > 0; got an array of "
            f"{condition.dtype}"
        )
    if is_node(a) or is_node(b):
        return functions.where_of_scalars(condition, a, b)
    chosen = np.where(condition, a, b)
    return of_floats(chosen.astype(float) if chosen.dtype.kind in "iu" else chosen)


functions.where.register(np.bool_, lambda condition, a, b: functions.where(bool(condition), a, b))


@positive_power.register(np.ndarray)
def positive_power_of_arrays(x, y):
    if not np.all(x > 0):
        raise ValueError("a Scalar as exponent needs a base above 0 in every element")
    return real_power(x, y)
