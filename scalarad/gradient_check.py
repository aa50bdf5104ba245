"""Check a gradient: each derivative against two independent estimates (notebook 10)."""

import math
from collections import namedtuple
from contextlib import suppress

from scalarad.finite_difference import central_difference, forward_difference
from scalarad.graph import is_node, topological_order
from scalarad.programs.checking import real_number, slope_rounding, table
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
        with suppress(ArithmeticError, ValueError):
            slopes.append((central_difference(f, x, h), noise / h))
    steps = [(abs(a - b) + blur, a) for (a, blur), (b, _) in zip(slopes, slopes[1:])]
    steps = [step for step in steps if math.isfinite(step[0])]
    uncertainty, slope = min(steps, default=(math.nan, math.nan))
    return slope, uncertainty


def both_sides(f, x, h):
    """The slopes to the left and to the right of x, measured with a nudge of h."""
    return forward_difference(f, x, -h), forward_difference(f, x, h)


def corner_slopes(f, x, scale=None, noise=0.0):
    """The slopes to the left and right of x where they differ, or None where they agree.

    Close to a smooth point the two draw together as the nudge shrinks; at a corner they do not.
    (-inf, inf) where they grow without bound, as at a jump. The nudge is 1e-6 times `scale`, wider
    where rounding would hide a difference; `scale` and `noise` are as above.
    """
    scale = scale or max(1.0, abs(x))
    try:
        for h in (1e-6 * scale, 1e-5 * scale, 1e-4 * scale):
            left, right = both_sides(f, x, h)
            steepest, blur = max(abs(left), abs(right)), 10 * noise / h
            if blur <= steepest / 10:
                break
        (wide_left, wide_right), tiny = both_sides(f, x, 100 * h), both_sides(f, x, h / 100)
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

    def doubt(found):
        slope, uncertainty, sides = found
        gap = abs(sides[1] - sides[0]) if sides else 0.0
        return math.inf if math.isnan(slope) else uncertainty + gap

    scales = sorted({abs(x) or 1.0, max(1.0, abs(x))})
    measured = [
        (*best_central_difference(f, x, s, noise), corner_slopes(f, x, s, noise)) for s in scales
    ]
    return min(measured, key=doubt)


class Check(namedtuple("Check", "name derivative central exact error verdict")):
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


def verdict_on(derivative, estimate, sides, digits, doubt):
    """What to say of a derivative: see `Check`.

    sides: the slopes to the left and right where they differ, or None. digits: in how many the
    derivative has to agree with the estimate, unless they differ by less than `doubt`.
    """
    low, high = sorted(sides or (estimate, estimate))
    nearest = min(max(derivative, low), high)  # the derivative itself, if it lies between
    if math.isnan(estimate):
        return "unknown"
    if high - low == math.inf:
        return "jump"
    if not math.isclose(derivative, nearest, rel_tol=10.0**-digits, abs_tol=doubt):
        return "WRONG"
    return "corner" if sides else "right"


def check_slope(name, derivative, f, x, noise=math.nan, floor=0.0):
    """Hold `derivative` against the estimates of the slope of `f`, of one number, at x.

    noise: how far rounding may have moved f(x); 1e-16 of it where that is not known.
    floor: how far rounding may have moved `derivative`, beyond its own last digits.
    """
    noise = noise if math.isfinite(noise) else 1e-16 * abs(f(x))
    central, uncertainty, sides = nudged_slope(f, x, noise)
    exact = complex_step(f, x)
    estimate, digits, doubt = central, 6, 10 * uncertainty
    if exact is not None:  # then f is analytic, and has no corner and no jump
        estimate, sides, digits, doubt = exact, None, 8, floor
    doubt += 1e-150  # smaller than this is what h * h leaves in a complex step
    verdict = verdict_on(derivative, estimate, sides, digits, doubt)
    error = abs(derivative - estimate) / max(abs(derivative), abs(estimate), doubt)
    return Check(name, derivative, central, exact, error, verdict)


def leaves_of(args):
    """A leaf for each argument: of its class and its name, with its number as a float."""
    leaves = []
    for i, x in enumerate(args):
        x = x if is_node(x) else Scalar(x)
        leaves.append(type(x)(real_number(x.num, f"input {i}"), name=x.name))
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
    return [real_number(d, f"the derivative of input {i}") for i, d in enumerate(found)]


def rounding(output):
    """How far rounding may have moved the number of `output`, once `backward` has run.

    Each number on the way is rounded by up to 1e-16 of itself, and its derivative says how much
    of that reaches the output: what reverse mode was invented for (Linnainmaa, 1970).
    """
    nodes = [node for node in topological_order(output) if node.derivative is not None]
    return 1e-16 * sum(summed(abs(node.num * node.derivative)) for node in nodes)


def check_input(i, derivative, f, output, leaves):
    """The check of one derivative of `output`, which is `f` at the leaves."""
    x, floor = leaves[i], 0.0

    def with_number(number):
        result = f(*(type(y)(number if y is x else y.num) for y in leaves))
        return result if is_node(result) else type(x)(result)  # a constant, in some branch of f

    with suppress(TypeError, ValueError, ArithmeticError):  # as in complex_step
        floor = slope_rounding(output, with_number(complex(x.num, 1e-100)))
    name, noise = x.name or f"input {i}", rounding(output)
    return check_slope(name, derivative, lambda n: with_number(n).num, x.num, noise, floor)


class GradientReport:
    """The checks of all inputs, in order, as `checks`; prints as a table.

    It is true, as in `assert gradient_check(...)`, when each is right or at a corner.
    """

    def __init__(self, checks):
        self.checks = checks

    def __bool__(self):
        return all(check.verdict in ("right", "corner") for check in self.checks)

    def __repr__(self):
        return table(self.checks)


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
    real_number(output.num, "what f returns")
    derivatives = derivatives_of(output, leaves)
    return GradientReport([check_input(i, d, f, output, leaves) for i, d in enumerate(derivatives)])
