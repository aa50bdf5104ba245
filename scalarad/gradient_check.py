"""Check a gradient: each derivative against two independent estimates (notebook 09)."""

import math
from typing import NamedTuple

from scalarad.finite_difference import central_difference, forward_difference
from scalarad.scalar import Scalar


def complex_step(f, x, h=1e-20):
    """The derivative of `f` at x as the imaginary part of f(x + ih), divided by h.

    Exact but for rounding: nothing is subtracted, so h can be tiny (Squire and Trapp, 1998).
    `f` takes and returns plain numbers and must be analytic there. Returns None when it refuses
    complex numbers, as comparisons and `relu` do, or is too large there.
    """
    try:
        return f(complex(x, h)).imag / h
    except (TypeError, ValueError, ArithmeticError):
        return None


def best_central_difference(f, x):
    """A central difference at a well chosen nudge, and how uncertain it is.

    Tries nudges from 1e-3 to 1e-8, times x where x is large, and takes the one whose slope
    differs least from the next one's: the bottom of the V. That difference is the uncertainty.
    Nudges at which `f` is not defined are passed over; (NaN, NaN) when too few are left.
    """
    slopes = []
    for k in range(3, 9):
        try:
            slopes.append(central_difference(f, x, 10.0**-k * max(1.0, abs(x))))
        except (ArithmeticError, ValueError):
            continue
    steps = [(abs(a - b), a) for a, b in zip(slopes, slopes[1:])]
    uncertainty, slope = min(steps, default=(math.nan, math.nan))
    return slope, uncertainty


def corner_slopes(f, x):
    """The slopes to the left and right of x where they differ, or None where they agree.

    Close to a smooth point the two draw together as the nudge shrinks; at a corner they do not.
    """

    def slopes(h):
        h *= max(1.0, abs(x))
        return forward_difference(f, x, -h), forward_difference(f, x, h)

    try:
        (wide_left, wide_right), (left, right) = slopes(1e-4), slopes(1e-6)
    except (ArithmeticError, ValueError):
        return None
    is_corner = abs(right - left) > max(abs(wide_right - wide_left) / 2, 1e-6)
    return (left, right) if is_corner else None


class Check(NamedTuple):
    """One derivative and what is held against it.

    name: what the input is called.
    derivative: what `backward` says.
    central: the best central difference, NaN where there is none.
    exact: the complex step, None where it does not apply.
    error: distance from the better estimate, relative to the larger of the two.
    verdict: "right", "WRONG", "corner" where the slopes to the left and right of the input
        differ and the derivative lies between them, or "unknown" where nothing can be compared.
    """

    name: str
    derivative: float
    central: float
    exact: float | None
    error: float
    verdict: str


def check(name, derivative, f, x):
    """Hold `derivative` against the estimates of the slope of `f`, of one number, at x."""
    central, uncertainty = best_central_difference(f, x)
    exact = complex_step(f, x)
    floor = 1e-12 * max(1.0, abs(f(x)))

    estimate = central if exact is None else exact
    digits, doubt = (6, 10 * uncertainty) if exact is None else (9, 0.0)

    def near(number):
        size = max(abs(derivative), abs(number))
        distance = abs(derivative - number)
        return math.isfinite(size) and distance <= 10.0**-digits * size + doubt + floor

    sides = corner_slopes(f, x)
    if math.isnan(estimate):
        verdict = "unknown"
    elif sides and near(sorted([*sides, derivative])[1]):
        verdict = "corner"
    else:
        verdict = "right" if near(estimate) else "WRONG"
    error = abs(derivative - estimate) / max(abs(derivative), abs(estimate), floor)
    return Check(name, derivative, central, exact, error, verdict)


class GradientReport:
    """The checks of all inputs, in order, as `checks`; prints as a table.

    It is true, as in `assert gradient_check(...)`, when none is WRONG or unknown.
    """

    def __init__(self, checks):
        self.checks = checks

    def __bool__(self):
        return all(check.verdict in ("right", "corner") for check in self.checks)

    def __repr__(self):
        lines = [
            "input       backward   difference complex step  relative error  verdict"
        ]
        for c in self.checks:
            exact = "-" if c.exact is None else f"{c.exact:.6g}"
            error = "below 1e-09" if c.error < 1e-9 else f"{c.error:.0e}"
            lines.append(
                f"{c.name:<8} {float(c.derivative):>11.6g} {c.central:>12.6g} {exact:>12}"
                f"  {error:>14}  {c.verdict}"
            )
        return "\n".join(lines)


def derivatives_of(f, inputs):
    """What `backward` says about `f` at `inputs`, under the two conditions that catch most.

    The inputs' numbers are overwritten after the forward pass, since a rule must have saved what
    it needs; and `backward` runs twice, since the second run must not be changed by the first.
    """
    leaves = [type(x)(x.num, name=x.name) for x in inputs]
    output = f(*leaves)
    if not hasattr(output, "backward_fn"):
        raise TypeError(
            f"gradient_check needs f to return a Scalar; got {output!r:.60}"
        )
    for leaf in leaves:
        leaf.num = math.nan
    output.backward()
    output.backward()
    return [0.0 if leaf.derivative is None else leaf.derivative for leaf in leaves]


def gradient_check(f, *args):
    """Check every derivative of `f` at `args` against a nudge and a complex step.

    f: takes as many Scalars as there are args, returns a Scalar.
    args: real numbers or leaf Scalars. A Scalar of another class, such as a reopened one, has
        that class checked.

    Returns a `GradientReport`, which is true when nothing is wrong or unknown. A derivative that is
    off by less than 1e-12 of the value of `f` is not told from rounding. Raises
    TypeError when an arg is no real number or `f` returns no Scalar, ValueError without args.
    """
    if not args:
        raise ValueError(
            "gradient_check needs at least one argument to differentiate by"
        )
    inputs = [x if hasattr(x, "backward_fn") else Scalar(x) for x in args]
    numbers = [float(x.num) for x in inputs]

    def alone(i):
        def f_of_one(number):
            changed = [*numbers[:i], number, *numbers[i + 1 :]]
            return f(*(type(x)(n) for x, n in zip(inputs, changed))).num

        return f_of_one

    checks = []
    for i, (x, derivative) in enumerate(zip(inputs, derivatives_of(f, inputs))):
        checks.append(check(x.name or f"input {i}", derivative, alone(i), numbers[i]))
    return GradientReport(checks)
