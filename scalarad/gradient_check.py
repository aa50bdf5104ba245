"""Check a gradient: each derivative against two independent estimates (notebook 10)."""

import math
from contextlib import suppress
from numbers import Real
from typing import NamedTuple

from scalarad.finite_difference import central_difference, forward_difference
from scalarad.graph import is_node, topological_order
from scalarad.scalar import Scalar, summed


def complex_step(f, x, h=1e-100):
    """The derivative of `f` at x as the imaginary part of f(x + ih), divided by h.

    Exact but for rounding: nothing is subtracted, so h can be tiny (Squire and Trapp, 1998).
    `f` takes and returns plain numbers and must be analytic there. Returns None when it refuses
    complex numbers, as comparisons and `relu` do, or is too large there.
    """
    try:
        slope = f(complex(x, h)).imag / h
    except (TypeError, ValueError, ArithmeticError):
        return None
    return None if math.isnan(slope) else slope


def best_central_difference(f, x, scale=None, noise=0.0):
    """A central difference at a well chosen nudge, and how uncertain it is.

    Tries nudges from 1e-3 to 1e-8 times `scale`, by default 1 or x where x is larger, and takes
    the one that is least uncertain: the bottom of the V. Uncertain by how much the next slope
    differs, and by noise / h, where `noise` is how far rounding may have moved f(x). Nudges at
    which `f` is not defined are passed over; (NaN, NaN) when too few are left.
    """
    scale = scale or max(1.0, abs(x))
    slopes = []
    for k in range(3, 9):
        h = 10.0**-k * scale
        try:
            slopes.append((central_difference(f, x, h), noise / h))
        except (ArithmeticError, ValueError):
            continue
    steps = [(abs(a - b) + blur, a) for (a, blur), (b, _) in zip(slopes, slopes[1:])]
    steps = [step for step in steps if math.isfinite(step[0])]
    uncertainty, slope = min(steps, default=(math.nan, math.nan))
    return slope, uncertainty


def corner_slopes(f, x, scale=None, noise=0.0):
    """The slopes to the left and right of x where they differ, or None where they agree.

    Close to a smooth point the two draw together as the nudge shrinks; at a corner they do not.
    (-inf, inf) where they grow without bound, as at a jump. The nudge is 1e-6 times `scale`, wider
    where rounding would hide a difference; `scale` and `noise` are as above.
    """
    scale = scale or max(1.0, abs(x))

    def slopes(h):
        return forward_difference(f, x, -h * scale), forward_difference(f, x, h * scale)

    try:
        for h in (1e-6, 1e-5, 1e-4):
            left, right = slopes(h)
            steepest, blur = max(abs(left), abs(right)), 10 * noise / (h * scale)
            if blur <= steepest / 10:
                break
        (wide_left, wide_right), tiny = slopes(100 * h), slopes(h / 100)
    except (ArithmeticError, ValueError):
        return None
    if max(map(abs, tiny)) > 2 * steepest + 100 * blur:
        return (-math.inf, math.inf)
    agreement = max(abs(wide_right - wide_left) / 2, 1e-6 * steepest + blur)
    return (left, right) if abs(right - left) > agreement else None


def nudged_slope(f, x, noise):
    """The best central difference, how uncertain it is, and the slopes of a corner or None.

    Takes the less uncertain of two scales: that of x, and 1 where x is 0 or so small beside the
    rest that a small part of it is lost in rounding.
    """
    found = []
    for scale in sorted({abs(x) or 1.0, max(1.0, abs(x))}):
        slope, uncertainty = best_central_difference(f, x, scale, noise)
        sides = corner_slopes(f, x, scale, noise)
        if not math.isnan(slope):
            gap = sides[1] - sides[0] if sides else 0.0
            found.append((uncertainty + abs(gap), slope, uncertainty, sides))
    return min(found, key=lambda one: one[0], default=(math.nan, math.nan, math.nan, None))[1:]


class Check(NamedTuple):
    """One derivative and what is held against it.

    name: what the input is called.
    derivative: what `backward` says.
    central: the best central difference, NaN where there is none.
    exact: the complex step, None where it does not apply.
    error: distance from the better estimate, relative to the larger of the two, or to what is
        uncertain where that is larger still.
    verdict: "right"; "WRONG"; "corner" where the slopes to the left and right of the input
        differ and the derivative lies between them; "jump" where those slopes grow without bound,
        so that there is no derivative; "unknown" where nothing can be compared.
    """

    name: str
    derivative: float
    central: float
    exact: float | None
    error: float
    verdict: str


def check(name, derivative, f, x, noise=math.nan, floor=0.0):
    """Hold `derivative` against the estimates of the slope of `f`, of one number, at x.

    noise: how far rounding may have moved f(x); 1e-16 of it where that is not known.
    floor: how far rounding may have moved `derivative`, beyond its own last digits.
    """
    noise = noise if math.isfinite(noise) else 1e-16 * abs(f(x))
    estimate, uncertainty, sides = nudged_slope(f, x, noise)
    central, exact = estimate, complex_step(f, x)
    digits, doubt = 6, 10 * uncertainty
    if exact is not None:  # then f is analytic, and has no corner and no jump
        estimate, sides, digits, doubt = exact, None, 8, floor
    doubt += 1e-150  # smaller than this is what h * h leaves in a complex step

    def near(number):
        size = max(abs(derivative), abs(number))
        return math.isfinite(size) and abs(derivative - number) <= 10.0**-digits * size + doubt

    if math.isnan(estimate):
        verdict = "unknown"
    elif sides and math.inf in sides:
        verdict = "jump"
    elif sides and near(sorted([*sides, derivative])[1]):
        verdict = "corner"
    else:
        verdict = "right" if near(estimate) else "WRONG"
    error = abs(derivative - estimate) / max(abs(derivative), abs(estimate), doubt)
    return Check(name, derivative, central, exact, error, verdict)


class GradientReport:
    """The checks of all inputs, in order, as `checks`; prints as a table.

    It is true, as in `assert gradient_check(...)`, when each is right or at a corner.
    """

    def __init__(self, checks):
        self.checks = checks

    def __bool__(self):
        return all(check.verdict in ("right", "corner") for check in self.checks)

    def __repr__(self):
        lines = ["input       backward   difference complex step  relative error  verdict"]
        for c in self.checks:
            exact = "-" if c.exact is None else f"{c.exact:.6g}"
            error = "below 1e-09" if c.error < 1e-9 else f"{c.error:.0e}"
            lines.append(
                f"{c.name:<8} {float(c.derivative):>11.6g} {c.central:>12.6g} {exact:>12}"
                f"  {error:>14}  {c.verdict}"
            )
        return "\n".join(lines)


def real(num, what):
    """`num` as a float; TypeError, which says `what` it is, unless it is one real number."""
    if not isinstance(num, Real):
        raise TypeError(
            f"gradient_check takes single real numbers, such as 3.0; {what} is {num!r:.60}, of "
            f"type {type(num).__name__}. Write float(x) for a Decimal; for an array write an input "
            "for each element, and y.sum() as the result of f"
        )
    return float(num)


def leaves_of(args):
    """A leaf for each argument: of its class and its name, with its number as a float."""
    leaves = []
    for i, x in enumerate(args):
        x = x if is_node(x) else Scalar(x)
        leaves.append(type(x)(real(x.num, f"input {i}"), name=x.name))
    return leaves


def derivatives_of(output, leaves):
    """What `backward` says about `output`, under the two conditions that catch most.

    The leaves' numbers are overwritten after the forward pass, since a rule must have saved what
    it needs; and `backward` runs twice, since the second run must not be changed by the first.
    """
    numbers = [leaf.num for leaf in leaves]
    for leaf in leaves:
        leaf.num = math.nan
    output.backward()
    output.backward()
    for leaf, number in zip(leaves, numbers):
        leaf.num = number
    found = [0.0 if leaf.derivative is None else leaf.derivative for leaf in leaves]
    return [real(derivative, f"the derivative of input {i}") for i, derivative in enumerate(found)]


def rounding(output):
    """How far rounding may have moved the number of `output`, once `backward` has run.

    Each number on the way is rounded by up to 1e-16 of itself, and its derivative says how much
    of that reaches the output: what reverse mode was invented for (Linnainmaa, 1970).
    """
    nodes = [node for node in topological_order(output) if node.derivative is not None]
    return 1e-16 * sum(summed(abs(node.num * node.derivative)) for node in nodes)


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


def check_input(i, derivative, f, output, leaves):
    """The check of one derivative of `output`, which is `f` at the leaves."""
    x, floor = leaves[i], 0.0

    def with_number(number):
        result = f(*(type(y)(number if y is x else y.num) for y in leaves))
        return result if is_node(result) else type(x)(result)  # a constant, in some branch of f

    with suppress(TypeError, ValueError, ArithmeticError):  # as in complex_step
        floor = slope_rounding(output, with_number(complex(x.num, 1e-100)))
    name, noise = x.name or f"input {i}", rounding(output)
    return check(name, derivative, lambda n: with_number(n).num, x.num, noise, floor)


def gradient_check(f, *args):
    """Check every derivative of `f` at `args` against a nudge and a complex step.

    f: takes as many Scalars as there are args, returns a Scalar of a real number.
    args: real numbers or leaf Scalars, which are taken as floats. A Scalar of another class, such
        as a reopened one, has that class checked.

    Returns a `GradientReport`, which is true when nothing is wrong, unknown or at a jump; see
    `Check`. What rounding can do is no mistake: 1e-8 of a derivative that has a complex step, and
    1e-14 of the parts that cancel in it; else 1e-6 and how far the differences are uncertain.
    Raises TypeError when an arg is no real number or `f` returns no Scalar of one, ValueError
    without args.
    """
    if not args:
        raise ValueError("gradient_check needs at least one argument to differentiate by")
    leaves = leaves_of(args)
    output = f(*leaves)
    if not is_node(output):
        raise TypeError(f"gradient_check needs f to return a Scalar; got {output!r:.60}")
    real(output.num, "what f returns")
    derivatives = derivatives_of(output, leaves)
    return GradientReport([check_input(i, d, f, output, leaves) for i, d in enumerate(derivatives)])
