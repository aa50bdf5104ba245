"""NumPy's arrays as a kind of number: a whole batch in one Scalar (notebook 11).

Arithmetic on arrays goes element by element and stretches the smaller one to the shape of the
larger. What was stretched was used once per element, and the derivative of a number that is used
often is a sum: each derivative is summed back to the shape of its number.
"""

import numpy as np

from scalarad import functions
from scalarad.graph import is_node
from scalarad.guards.arrays import (
    all_positive,
    fit_element,
    made_of_floats,
    of_conditions,
    of_floats,
    on_floats,
    real_share,
    side_of_floats,
    stretched,
)
from scalarad.scalar import (
    admit,
    fit,
    fit_complex,
    frozen,
    ordered,
    positive_power,
    real_power,
    sign,
    summed,
)

summed.register(np.ndarray, lambda num: admit(num.sum()))


@admit.register(np.ndarray)
def admit_array(num):
    """A copy that nobody changes: rules still need the numbers when the caller's have changed."""
    return frozen(of_floats(num).copy())


# Single results of arithmetic between arrays have types of NumPy's own.
fit.register(np.floating, fit_element)
fit.register(np.complexfloating, fit_complex)


def to_shape(share, shape):
    """Sum over the axes along which `shape` was stretched; stretch where it was summed."""
    added = share.ndim - len(shape)
    share = share.sum(axis=tuple(range(added)))
    longer = [i for i, n in enumerate(share.shape) if added >= 0 and shape[i] == 1 < n]
    return stretched(share.sum(axis=tuple(longer), keepdims=True), shape)


@fit.register(np.ndarray)
def fit_array(num, share):
    """In the shape and with the floating type of the array."""
    share = real_share(share)
    if share.shape != num.shape:
        share = to_shape(share, num.shape)
    return frozen(share.astype(num.dtype, copy=False))


sign.register(np.ndarray, on_floats(np.sign))
ordered.register(np.ndarray, of_floats)

SAME_NAME = "exp log sqrt sin cos tan sinh cosh tanh log1p expm1".split()

FUNCTIONS = {name: getattr(np, name) for name in SAME_NAME} | {
    "atan": np.arctan,
    "sigmoid": lambda x: np.exp(-np.logaddexp(0, -x)),
    "softplus": lambda x: np.logaddexp(0, x),
    "relu": lambda x: np.maximum(x, 0),
}

for name, function in FUNCTIONS.items():
    getattr(functions, name).register(np.ndarray, on_floats(function))
    getattr(functions, name).register(np.float32, function)


functions.where.register(np.bool_, lambda condition, a, b: functions.where(bool(condition), a, b))
positive_power.register(np.ndarray, lambda x, y: real_power(all_positive(x), y))


@functions.maximum.register(np.ndarray)
def maximum_of_arrays(x, y):
    """Element by element; one of the two may be a number, or a Scalar."""
    if is_node(x) or is_node(y):
        return functions.maximum_of_scalars(x, y)
    return of_floats(np.maximum(side_of_floats(x), side_of_floats(y)))


@functions.where.register(np.ndarray)
def where_of_arrays(condition, a, b):
    """Element by element; the sides may be arrays, numbers or Scalars."""
    of_conditions(condition)
    if is_node(a) or is_node(b):
        return functions.where_of_scalars(condition, a, b)
    return made_of_floats(np.where(condition, a, b))
