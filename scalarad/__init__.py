"""scalarad: scalar automatic differentiation, built step by step in the notebooks.

`scalarad.curves` is not imported here: `import scalarad` need not load matplotlib's pyplot.
"""

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
from scalarad.graph import Drawing, Film, draw, film, topological_order
from scalarad.scalar import Scalar
from scalarad.symbol import Symbol

__all__ = [
    "Diverged",
    "Drawing",
    "Film",
    "GradientReport",
    "History",
    "Scalar",
    "Symbol",
    "atan",
    "central_difference",
    "cos",
    "cosh",
    "draw",
    "exp",
    "expm1",
    "film",
    "forward_difference",
    "gradient_check",
    "gradient_descent",
    "log",
    "log1p",
    "maximum",
    "minimum",
    "partial_derivatives",
    "relu",
    "sigmoid",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
    "topological_order",
    "where",
]
