"""scalarad: scalar automatic differentiation, built step by step in the notebooks.

`scalarad.curves` is not imported here: `import scalarad` need not load matplotlib's pyplot.
"""

from scalarad.finite_difference import (
    central_difference,
    forward_difference,
    partial_derivatives,
)
from scalarad.gradient_descent import Diverged, History, gradient_descent
from scalarad.graph import Drawing, draw, topological_order
from scalarad.scalar import Scalar

__all__ = [
    "Diverged",
    "Drawing",
    "History",
    "Scalar",
    "central_difference",
    "draw",
    "forward_difference",
    "gradient_descent",
    "partial_derivatives",
    "topological_order",
]
