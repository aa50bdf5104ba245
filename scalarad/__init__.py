"""scalarad: scalar automatic differentiation, built step by step in the notebooks.

Pictures are loaded when they are asked for, so that `import scalarad` loads neither matplotlib
nor graphviz; arrays are a kind of number where NumPy is installed.
"""

from importlib import import_module

from scalarad.finite_difference import (
    central_difference,
    forward_difference,
    partial_derivatives,
)
from scalarad.functions import (
    atan,
    cos,
    cosh,
    exp,
    expm1,
    log,
    log1p,
    maximum,
    minimum,
    relu,
    sigmoid,
    sin,
    sinh,
    softplus,
    sqrt,
    tan,
    tanh,
    where,
)
from scalarad.gradient_check import GradientReport, gradient_check
from scalarad.gradient_descent import Diverged, History, gradient_descent
from scalarad.graph import is_node, topological_order
from scalarad.neural_network import (
    Layer,
    Network,
    Neuron,
    binary_cross_entropy,
    cross_entropy,
    log_sum_exp,
    random_network,
    train,
)
from scalarad.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp
from scalarad.scalar import Scalar
from scalarad.symbol import Symbol

try:
    import numpy as _numpy  # noqa: F401
except ImportError:
    pass
else:
    import scalarad.arrays  # noqa: F401

# After the other kinds, since it gives each of them its tangent in `maximum` and `where`.
from scalarad.dual import Dual, jvp

_PICTURES = ("Drawing", "Film", "draw", "film")

__all__ = [
    "Adam",
    "Diverged",
    "Drawing",
    "Dual",
    "Film",
    "GradientDescent",
    "GradientReport",
    "History",
    "Layer",
    "Momentum",
    "Nesterov",
    "Network",
    "Neuron",
    "RMSProp",
    "Scalar",
    "Symbol",
    "atan",
    "binary_cross_entropy",
    "central_difference",
    "cos",
    "cosh",
    "cross_entropy",
    "draw",
    "exp",
    "expm1",
    "film",
    "forward_difference",
    "gradient_check",
    "gradient_descent",
    "is_node",
    "jvp",
    "log",
    "log1p",
    "log_sum_exp",
    "maximum",
    "minimum",
    "partial_derivatives",
    "random_network",
    "relu",
    "sigmoid",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
    "topological_order",
    "train",
    "where",
]


def __getattr__(name):
    """`scalarad.draw` and its like, loaded on first use."""
    if name in _PICTURES:
        return getattr(import_module("scalarad.pictures"), name)
    raise AttributeError(f"module 'scalarad' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *_PICTURES})
