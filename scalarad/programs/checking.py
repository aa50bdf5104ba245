"""What a gradient check needs beside its ideas (for notebook 10).

Real numbers only, what rounding does to a derivative, and the table of a report.
"""

from numbers import Real

from scalarad.graph import topological_order
from scalarad.scalar import summed


def real_number(num, what):
    """`num` as a float; TypeError, which says `what` it is, unless it is one real number."""
    if not isinstance(num, Real):
        raise TypeError(
            f"gradient_check takes single real numbers, such as 3.0; {what} is {num!r:.60}, of "
            f"type {type(num).__name__}. Write float(x) for a Decimal; for an array write an input "
            "for each element, and y.sum() as the result of f"
        )
    return float(num)


def slope_rounding(output, tilted, h=1e-100):
    """How far rounding may have moved a derivative of `output`, once `backward` has run.

    tilted: the same computation with ih added to the input that the derivative is for.

    The derivative is a sum of parts that come down the arrows: the share on an arrow, times the
    slope of the Scalar that it goes to, by a complex step. Parts may cancel, but not what was
    rounded off from each: 1e-14 of their sizes is granted.
    """
    order, parts = topological_order(output), 0.0
    slopes = {id(node): twin.num.imag / h for node, twin in zip(order, topological_order(tilted))}
    for node in order:
        if not node.is_leaf:
            for parent, share in zip(node.inputs, node.backward_fn(node.derivative)):
                parts += summed(abs(share * slopes.get(id(parent), 0.0)))
    return 1e-14 * parts


def table(checks):
    """Checks as lines of text, one for each input."""
    lines = ["input       backward   difference complex step  relative error  verdict"]
    for c in checks:
        exact = "-" if c.exact is None else f"{c.exact:.6g}"
        error = "below 1e-09" if c.error < 1e-9 else f"{c.error:.0e}"
        lines.append(
            f"{c.name:<8} {float(c.derivative):>11.6g} {c.central:>12.6g} {exact:>12}"
            f"  {error:>14}  {c.verdict}"
        )
    return "\n".join(lines)
