"""gradient_check: what it finds right, wrong, or cannot tell; and the museum it is tried on."""

import math
import re
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalarad import (
    GradientReport,
    Scalar,
    Symbol,
    exp,
    gradient_check,
    log,
    maximum,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    tanh,
    topological_order,
    where,
)
from scalarad.exercises import broken_engines
from scalarad.exercises import suspects as game
from scalarad.exercises.broken_engines import MUSEUM
from scalarad.exercises.judge import judge
from scalarad.gradient_check import (
    Check,
    best_central_difference,
    check_slope,
    complex_step,
    corner_slopes,
)


def engine(rule, value=lambda x: x * x):
    """A class whose `square` has the slope that `rule` gives."""

    class Changed(Scalar):
        def square(self):
            x = self.num
            return type(self)(value(x), (self,), lambda b_in: (rule(x) * b_in,))

    return Changed


def only(report):
    (one,) = report.checks
    return one


# -------- the estimates


@pytest.mark.parametrize("x", [0.0, 1.0, -3.0, 1e9, 1e-9])
def test_a_complex_step_is_exact_but_for_rounding(x):
    assert complex_step(lambda x: x**3, x) == pytest.approx(3 * x * x, rel=1e-15)
    assert complex_step(exp, x / 1e9) == pytest.approx(math.exp(x / 1e9), rel=1e-15)
    assert complex_step(lambda x: x * x, x, h=1e-200) == pytest.approx(2 * x, rel=1e-15)


@pytest.mark.parametrize("f", [abs, relu, float, lambda x: x if x > 0 else -x])
def test_a_complex_step_does_not_apply_where_complex_numbers_are_refused(f):
    assert complex_step(lambda x: f(Scalar(x)) if f is abs else f(x), 1.0) is None


def test_the_best_central_difference_is_at_the_bottom_of_the_v():
    slope, uncertainty = best_central_difference(math.sin, 1.0)
    assert abs(slope - math.cos(1)) < 1e-10 and uncertainty < 1e-9
    slope, uncertainty = best_central_difference(lambda x: x**3, 1e9)
    assert slope == pytest.approx(3e18, rel=1e-9) and uncertainty < 1e11
    # A parabola is exact but for rounding, even where the nudges are large.
    assert best_central_difference(lambda x: 0 * x, 5.0) == (0, 0)


def test_the_nudges_go_from_a_thousandth_to_a_hundred_millionth():
    nudged = []
    best_central_difference(lambda x: nudged.append(x) or 0, 0.0)
    assert nudged[::2] == pytest.approx([1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8])
    nudged.clear()
    best_central_difference(lambda x: nudged.append(x) or 0, -100.0)
    assert [x + 100 for x in nudged[::2]] == pytest.approx(
        [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6], rel=1e-6
    )


def test_nudges_beyond_the_domain_are_passed_over():
    # At 1e-5 the nudges 1e-3 to 1e-5 leave the domain of log on the left.
    slope, uncertainty = best_central_difference(log, 1e-5)
    assert slope == pytest.approx(1e5, rel=1e-2) and uncertainty < 1e3
    for f, x in [(log, 1e-7), (log, 0.0), (lambda x: 1 / 0, 1.0), (exp, 1e9)]:
        assert all(map(math.isnan, best_central_difference(f, x)))
    with pytest.raises(TypeError):  # a mistake in f is not passed over
        best_central_difference(lambda x: x + "1", 1.0)


@pytest.mark.parametrize(
    "f, x, expected",
    [
        (abs, 0.0, True), (relu, 0.0, True), (lambda x: 1e-3 * abs(x - 2), 2.0, True),
        (lambda x: abs(x - 1000), 1000.0, True), (lambda x: max(x, 2 * x), 0.0, True),
        (lambda x: abs(x - 1e9), 1e9, True),
        (lambda x: 1e-3 * abs(x) + x * x, 0.0, True),
        (lambda x: abs(x) ** 1.2, 0.0, False),  # steep, but no corner
        (abs, 1.0, False), (relu, -1.0, False), (math.sin, 0.0, False),
        (lambda x: 1e3 * x * x, 1.0, False), (lambda x: x * abs(x), 0.0, False),
        (log, 1e-7, False), (lambda x: 1 / 0, 0.0, False), (lambda x: 7.0, 0.0, False),
    ],
)  # fmt: skip
def test_a_corner_is_where_left_and_right_differ_however_small_the_nudge(f, x, expected):
    assert (corner_slopes(f, x) is not None) is expected


def test_the_slopes_of_a_corner_are_those_to_the_left_and_right():
    slopes = corner_slopes(lambda x: max(2 * x, 5 * x), 0.0)
    assert slopes == pytest.approx((2, 5))
    assert corner_slopes(relu, 0.0) == (0, 1) and corner_slopes(abs, 0.0) == (-1, 1)


# -------- one check


def test_a_right_derivative_is_right():
    one = check_slope("x", 12.0, lambda x: x**3, 2.0)
    assert one.name == "x" and one.derivative == 12.0 and one.exact == 12.0
    assert one.central == pytest.approx(12, rel=1e-9) and one.error == 0
    assert one.verdict == "right" and isinstance(one, Check)


@pytest.mark.parametrize("factor", [0, 0.5, -1, 2, 1 + 1e-5, 1 - 1e-5, 1e200])
@pytest.mark.parametrize(
    "f, slope, x",
    [
        (lambda x: x**3, 12.0, 2.0),
        (exp, math.exp(20), 20.0),
        (sin, math.cos(3), 3.0),
        (log, 1e3, 1e-3),
        (relu, 1.0, 2.0),  # without a complex step
        (lambda x: 1e-6 * x, 1e-6, 1.0),
        (lambda x: 1e9 * x, 1e9, 1e5),
    ],
)
def test_a_wrong_derivative_is_wrong_even_by_a_hundred_thousandth(f, slope, x, factor):
    assert check_slope("x", slope, f, x).verdict == "right"
    assert check_slope("x", slope * (1 + 1e-9), f, x).verdict == "right"
    one = check_slope("x", slope * factor, f, x)
    assert one.verdict == "WRONG"
    larger = max(1, abs(factor))
    assert one.error == pytest.approx(abs(factor - 1) / larger, rel=1e-3)


def test_a_derivative_of_0_that_should_not_be_and_the_other_way_round():
    assert check_slope("x", 0.0, lambda x: x, 1.0).verdict == "WRONG"
    assert check_slope("x", 1.0, lambda x: 5.0 + 0 * x, 1.0).verdict == "WRONG"
    none = check_slope("x", 0.0, lambda x: 5.0 + 0 * x, 1.0)
    assert none.verdict == "right" and none.error == 0
    assert check_slope("x", math.nan, lambda x: x, 1.0).verdict == "WRONG"


def test_rounding_is_told_from_mistakes_by_the_size_of_the_value():
    # Around 1e9 a nudge is measured to a ten-thousandth only; the complex step is exact.
    assert check_slope("x", 1.0, lambda x: 1e9 + x, 1.0).verdict == "right"
    assert check_slope("x", 1.01, lambda x: 1e9 + x, 1.0).verdict == "WRONG"
    # Without one, what the differences do not agree on is granted.
    assert check_slope("x", 1.0, lambda x: 1e9 + float(x), 1.0).verdict == "right"
    assert check_slope("x", 1.5, lambda x: 1e9 + float(x), 1.0).verdict == "WRONG"
    # Tiny beside the value: a difference cannot tell, as the docstring says, a complex step can.
    assert check_slope("x", 2e-13, lambda x: 1.0 + 1e-13 * float(x), 1.0).verdict == "right"
    assert check_slope("x", 2e-13, lambda x: 1.0 + 1e-13 * x, 1.0).verdict == "WRONG"


def test_a_complex_step_does_not_care_how_large_the_value_is():
    # The derivative of each is 0; what the value adds to it is never rounded.
    assert check_slope("x", 1e-5, lambda x: 1e9 + 0 * x, 1.0).verdict == "WRONG"
    assert check_slope("x", 0.5e-12, lambda x: 0.5 + 0 * x, 1.0).verdict == "WRONG"
    assert check_slope("x", 0.0, lambda x: 1e9 + 0 * x, 1.0).verdict == "right"


def test_what_rounding_may_do_can_be_told_to_a_check():
    f = lambda x: 1e-20 * x + 1.0  # noqa: E731
    assert check_slope("x", 3e-20, f, 1.0).verdict == "WRONG"
    assert check_slope("x", 3e-20, f, 1.0, floor=1e-19).verdict == "right"
    # Its number is 2.7, which says nothing of the steps of 1e-7 in which it grows.
    g = lambda x: (1e9 + float(x)) - 1e9  # noqa: E731
    assert check_slope("x", 1.0, g, 2.7).verdict == "jump"
    assert check_slope("x", 1.0, g, 2.7, noise=2e-7).verdict == "right"


@pytest.mark.parametrize("derivative", [0.0, 0.3, 0.5, 1.0])
def test_at_a_corner_every_derivative_between_the_two_sides_will_do(derivative):
    one = check_slope("x", derivative, relu, 0.0)
    assert one.verdict == "corner" and one.central == 0.5 and one.exact is None


@pytest.mark.parametrize("derivative", [-7.0, -1e-3, 1.001, 3.0])
def test_at_a_corner_a_derivative_beyond_both_sides_is_wrong(derivative):
    assert check_slope("x", derivative, relu, 0.0).verdict == "WRONG"


def test_where_no_difference_can_be_taken_the_complex_step_decides():
    # All nudges of 1 leave the domain, which ends a billionth away.
    edge = 1 - 2**-30
    right = check_slope("x", -(2.0**30), lambda x: log(1 - x), edge)
    assert math.isnan(right.central) and right.exact == pytest.approx(-(2.0**30))
    assert right.verdict == "right"
    assert check_slope("x", -(2.0**31), lambda x: log(1 - x), edge).verdict == "WRONG"


def test_without_a_difference_the_complex_step_grants_nothing():
    f = lambda x: x + 0 * log(1 - x)  # noqa: E731
    assert check_slope("x", 1.0, f, 1 - 1e-9).verdict == "right"
    assert check_slope("x", 3.0, f, 1 - 1e-9).verdict == "WRONG"


def test_where_neither_can_be_taken_it_is_unknown():
    f = lambda x: log(1 - float(x))  # noqa: E731
    one = check_slope("x", -1e9, f, 1 - 1e-9)
    assert one.verdict == "unknown" and math.isnan(one.error) and one.exact is None
    assert check_slope("x", 1.0, lambda x: x * math.nan, 1.0).verdict == "unknown"


def test_the_abs_of_a_scalar_refuses_the_complex_step():
    (one,) = gradient_check(abs, 2.0).checks
    assert one.exact is None and one.verdict == "right"


# -------- gradient_check


def test_a_report_has_a_check_for_each_input_in_order():
    report = gradient_check(lambda x, y, z: x * y + z.square(), 2.0, 3.0, 4.0)
    assert isinstance(report, GradientReport) and bool(report) is True
    assert [c.name for c in report.checks] == ["input 0", "input 1", "input 2"]
    assert [c.derivative for c in report.checks] == [3, 2, 8]
    assert [c.exact for c in report.checks] == pytest.approx([3, 2, 8], rel=1e-15)
    assert [c.central for c in report.checks] == pytest.approx([3, 2, 8], rel=1e-8)
    assert {c.verdict for c in report.checks} == {"right"}


def test_one_wrong_derivative_makes_the_report_false_and_only_its_check_wrong():
    Wrong = engine(lambda x: 3 * x)
    report = gradient_check(lambda x, y: x * y + y.square(), Wrong(2.0), Wrong(3.0))
    assert bool(report) is False
    assert [c.verdict for c in report.checks] == ["right", "WRONG"]
    assert report.checks[1].derivative == 11 and report.checks[1].exact == 8
    assert report.checks[1].error == pytest.approx(3 / 11)


def test_a_named_scalar_keeps_its_name_and_is_left_as_it_is():
    x, y = Scalar(2.0, name="rate"), Scalar(Fraction(3))
    x.derivative = "as it was"
    report = gradient_check(lambda x, y: x * y, x, y)
    assert [c.name for c in report.checks] == ["rate", "input 1"]
    assert (x.num, x.derivative, y.derivative) == (2.0, "as it was", None)
    seen = []
    gradient_check(lambda x: seen.append(x.name) or x * x, x)
    assert seen[0] == "rate"


def test_an_unused_input_has_derivative_0_and_is_right():
    report = gradient_check(lambda x, y: x * 2, 1.0, 2.0)
    assert report.checks[1].derivative == 0.0 == report.checks[1].exact
    assert report and report.checks[1].verdict == "right"
    assert gradient_check(lambda x: Scalar(5.0), 1.0)


def test_the_output_may_be_the_input():
    one = only(gradient_check(lambda x: x, 3))
    assert (one.derivative, one.exact, one.verdict) == (1, 1.0, "right")


@pytest.mark.parametrize(
    "f, verdict",
    [(relu, "corner"), (lambda x: maximum(x, 3 * x), "corner"), (abs, "corner")],
)
def test_at_a_corner_the_report_is_true(f, verdict):
    report = gradient_check(f, 0.0)
    assert report and only(report).verdict == verdict and only(report).exact is None


def test_what_is_unknown_is_not_vouched_for():
    report = gradient_check(lambda x: log(1 - x) + 0 * abs(x), 1 - 1e-9)
    assert only(report).verdict == "unknown" and not report
    assert not gradient_check(lambda x: x * x, math.nan)


@pytest.mark.parametrize("f, x", [(sqrt, 0.0), (log, -1.0), (lambda x: 1 / x, 0.0), (exp, 1000.0)])
def test_where_f_has_no_value_or_no_slope_the_error_is_that_of_f(f, x):
    with pytest.raises((ValueError, ZeroDivisionError, OverflowError)):
        gradient_check(f, x)


def test_at_the_edge_of_a_domain_the_complex_step_decides():
    for f, x in [(log, 1e-9), (sqrt, 1e-9), (lambda x: log(1 - x), 1 - 1e-9)]:
        assert only(gradient_check(f, x)).verdict == "right"


def test_a_rule_that_reads_late_or_a_sweep_that_does_not_clear_is_wrong():
    for kind in (broken_engines.ProductReadsLate, broken_engines.NeverClears):
        x = kind(2.0)
        assert not gradient_check(lambda x: x * x, x)
    assert only(gradient_check(lambda x: x * 3, broken_engines.NeverClears(2.0))).error


def test_a_class_that_is_given_is_the_class_that_is_checked():
    seen = set()
    Right = engine(lambda x: 2 * x)
    f = lambda x, y: seen.add((type(x), type(y))) or x.square() + y  # noqa: E731
    assert gradient_check(f, Right(2.0), 3.0)
    assert seen == {(Right, Scalar)}


def test_f_sees_the_other_inputs_hold_still():
    seen = []
    gradient_check(lambda x, y: seen.append((x.num, y.num)) or x * y, 2.0, 5.0)
    assert seen[0] == (2, 5)
    assert all(x == 2 or y == 5 for x, y in seen)
    assert len({x for x, _ in seen}) > 10 and len({y for _, y in seen}) > 10


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_the_library_passes_its_own_check(a, b):
    f = lambda x, y: tanh(x) * sigmoid(y) + softplus(x * y / 9) - sin(x - y)  # noqa: E731
    assert gradient_check(f, a, b)


# -------- tolerances in proportion

SCALES = [1e-30, 1e-12, 1e-8, 1.0, 1e4, 1e12, 1e30]
PLACES = [1e-30, 1e-9, 0.3, 1.0, -2.0, 1e4, -1e9]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("x", PLACES)
def test_a_straight_line_has_no_corner_however_steep(x, scale):
    assert corner_slopes(lambda x: scale * x, x) is None
    assert only(gradient_check(lambda x: relu(scale * abs(x)), x)).verdict == "right"


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("offset", [0.0, 1.0, -1e6])
@pytest.mark.parametrize("x", PLACES)
def test_a_forgotten_2_is_wrong_however_small_the_square(x, offset, scale):
    f = lambda x: (x * scale).square() + offset  # noqa: E731
    assert only(gradient_check(f, broken_engines.SquareWithoutTwo(x))).verdict == "WRONG"
    assert only(gradient_check(f, x)).verdict == "right"


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("x", PLACES)
def test_without_a_complex_step_too_what_is_right_depends_on_no_unit(x, scale):
    f = lambda x: scale * relu(float(x))  # noqa: E731
    slope = scale if x > 0 else 0.0
    assert check_slope("x", slope, f, x).verdict == "right"
    assert check_slope("x", slope + 0.5 * scale, f, x).verdict == "WRONG"


@given(st.floats(-20, 20), st.integers(-30, 30), st.integers(-30, 30))
def test_the_units_of_input_and_output_change_no_verdict(x, m, n):
    f = lambda x: tanh(x) * x.square() - sin(x)  # noqa: E731
    g = lambda x: f(x * 2.0**m) * 2.0**n  # noqa: E731
    assert gradient_check(g, x / 2.0**m)


def test_a_corner_that_a_small_nudge_does_not_reach_is_none():
    assert only(gradient_check(relu, 1e-9)).verdict == "right"
    assert only(gradient_check(lambda x: 1 + relu(x), 1e-9)).verdict == "right"
    assert check_slope("x", 0.5, lambda x: 1 + relu(float(x)), 1e-9).verdict == "WRONG"
    # Here 1 + x is 1, and no nudge can tell on which side of the corner it is.
    assert only(gradient_check(lambda x: 1 + relu(x), 1e-17)).verdict == "corner"


@pytest.mark.parametrize(
    "f",
    [
        lambda x: sin(x) - x, lambda x: x * x - x * x + 1e-3 * x, lambda x: 1e9 + x,
        lambda x: 5.0 + 0 * x, lambda x: sin(x) * sin(x) + (1 - sin(x).square()),
        lambda x: (1e9 + x) - 1e9, lambda x: softplus(x) - x, lambda x: exp(x) - exp(x * 2 - x),
        lambda x: 1 + relu(sin(x) - x + 1), lambda x: (1e9 + abs(x)) - 1e9, lambda x: x * x * x,
    ],
)  # fmt: skip
@pytest.mark.parametrize("x", [1e-9, 1e-4, 0.3, 1.0, -2.0, 40.0])
@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_terms_that_cancel_leave_rounding_and_no_mistake(f, x, scale):
    assert gradient_check(lambda x: scale * f(x), x), (f, x)
    assert gradient_check(lambda x: scale * f(x), 0.0)


def test_what_cancels_is_still_told_from_a_mistake():
    # The derivative of sin(x) - x at 0.01 is -5e-5, the sum of 1 and -1; a thousandth is seen.
    Wrong = engine(lambda x: math.cos(x) - 1 + 5e-8, lambda x: math.sin(x) - x)
    one = only(gradient_check(lambda x: x.square(), Wrong(0.01)))
    assert one.exact is None and one.verdict == "WRONG"


def test_only_what_cancels_is_granted_and_no_more():
    # 2 x - 2 at 1.000001 is 2e-6, the sum of 2.000002 and -2; an error of 1e-9 is seen.
    f = lambda x: x.square() - x * 2  # noqa: E731
    assert gradient_check(f, 1.000001)
    Wrong = engine(lambda x: 2 * x + 1e-9)
    assert only(gradient_check(f, Wrong(1.000001))).verdict == "WRONG"


def steps_of_a_spring(n):
    """2 b - a, again and again: signs that alternate, so that large terms nearly cancel."""

    def f(x):
        a = b = x
        for _ in range(n):
            a, b = b, 2 * b - a - 0.01 * b
        return b.square()

    return f


@pytest.mark.parametrize("n", [30, 300])
def test_a_mistake_is_seen_through_many_steps(n):
    assert gradient_check(steps_of_a_spring(n), 1.3)
    for kind in (broken_engines.SquareWithoutTwo, broken_engines.DifferenceWithoutMinus):
        assert not gradient_check(steps_of_a_spring(n), kind(1.3))


JUMPS = [
    (lambda x: x * x if x > 2 else x, 2.0), (lambda x: where(x > 2, x * x, x), 2.0),
    (lambda x: where(x > 2, x + 1e-6, x), 2.0), (lambda x: where(x < 1e9, x, 2 * x), 1e9),
    (lambda x: where(x > 1e-9, 1 + x, x), 1e-9), (lambda x: where(x > 0, 1e-12, 2e-12) * x**0, 0.0),
    (lambda x: x + 1 if x > 0 else x - 1 if x < 0 else x, 0.0),  # as steep on both sides
]  # fmt: skip


@pytest.mark.parametrize("f, x", JUMPS)
@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_at_a_jump_there_is_no_derivative_and_the_report_is_false(f, x, scale):
    report = gradient_check(lambda x: scale * f(x), x)
    assert only(report).verdict == "jump" and not report
    slopes = corner_slopes(lambda x: scale * f(Scalar(x)).num, x)
    assert slopes == (-math.inf, math.inf)


def test_beside_a_jump_there_is_a_derivative():
    for x in (1.9, 1.9999, 2.0001, 2.1):
        assert only(gradient_check(lambda x: x * x if x > 2 else x, x)).verdict == "right"
    # Two pieces that meet: a corner.
    report = gradient_check(lambda x: x * x if x > 2 else x + 2, 2.0)
    assert report and only(report).verdict == "corner"


def test_slopes_without_bound_are_no_corner_either():
    assert corner_slopes(lambda x: abs(x) ** 0.5, 0.0) == (-math.inf, math.inf)
    assert corner_slopes(lambda x: math.copysign(abs(x) ** 0.3, x), 0.0) == (-math.inf, math.inf)


def test_steps_that_rounding_makes_are_no_jump():
    f = lambda x: (1e9 + relu(x)) - 1e9  # noqa: E731
    assert only(gradient_check(f, 1.0)).verdict == "right"
    assert only(gradient_check(f, 0.0)).verdict == "corner"


@pytest.mark.parametrize("x", [k / 7 for k in range(1, 40)])
def test_where_nothing_but_rounding_moves_the_derivative_0_is_right(x):
    f = lambda x: (x * 1e3 + x * 7.7) - x * 1007.7 + relu(-abs(x))  # noqa: E731
    assert only(gradient_check(f, x)).verdict == "right"


def test_a_nudge_at_which_a_number_is_infinite_or_none_is_passed_over():
    f = lambda x: math.inf if abs(x - 1) > 5e-4 else x * x  # noqa: E731
    slope, uncertainty = best_central_difference(f, 1.0)
    assert slope == pytest.approx(2.0, rel=1e-8) and uncertainty < 1e-6
    # In complex numbers this is inf / inf.
    ratio = lambda x: (x * x + 1) / (x * x + 1) if isinstance(x, complex) else 1.0  # noqa: E731
    assert complex_step(ratio, 1e200) is None
    assert check_slope("x", 0.0, ratio, 1e200).verdict == "right"


# -------- real numbers only

NO_REAL_NUMBER = [
    np.ones(2), np.ones(2, np.float32), np.array(1.0), Decimal(1), 1j, Symbol("x"),
    Scalar(1.0) * Scalar(np.ones(2)), Scalar(Decimal(1)), Scalar(1j), Scalar(Scalar(1.0)),
]  # fmt: skip


@pytest.mark.parametrize("number", NO_REAL_NUMBER, ids=repr)
def test_what_is_no_real_number_is_refused_in_a_sentence(number):
    say = "^gradient_check takes single real numbers, such as 3.0; input 1 is .* Write "
    with pytest.raises(TypeError, match=say):
        gradient_check(lambda x, y: x * y, 1.0, number)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x * np.ones(2), lambda x: x * 1j, lambda x: Scalar(Scalar(1.0)),
        lambda x: x * Symbol("y"), lambda x: Scalar(Decimal(1)),
    ],
)  # fmt: skip
def test_a_result_that_is_no_real_number_is_refused_too(f):
    with pytest.raises(TypeError, match="^gradient_check takes .*; what f returns is "):
        gradient_check(f, 1.0)


def test_a_derivative_that_is_no_real_number_is_refused():
    class Complex(Scalar):
        def backward(self, b_in=1):
            self.inputs[0].derivative = 1j

    with pytest.raises(TypeError, match="the derivative of input 0 is 1j"):
        gradient_check(lambda x: +x * x, Complex(1.0))


@pytest.mark.parametrize(
    "number", [3, Fraction(1, 3), np.int8(3), np.float32(0.3), Scalar(np.float32(0.3)), Scalar(3)]
)
def test_every_real_number_is_taken_as_a_float(number):
    kinds = set()
    report = gradient_check(lambda x: kinds.add(type(x.num)) or x * x * 0.1, number)
    assert report and kinds == {float, complex} and type(only(report).derivative) is float


def test_arrays_may_stand_inside_of_f():
    xs = np.arange(5.0)
    loss = lambda m, b: (m * xs + b - (2 * xs + 1)).square().mean()  # noqa: E731
    assert gradient_check(loss, 0.5, 0.2)
    assert gradient_check(lambda m, b: abs(m * xs + b - 2.7).sum() * 1e9, 0.5, 0.2)
    assert not gradient_check(loss, *map(broken_engines.SquareWithoutTwo, (0.5, 0.2)))
    assert gradient_check(lambda x: x * Scalar(xs).sum(), 0.5)


def test_a_branch_of_f_may_be_a_constant():
    assert gradient_check(lambda x: x * x if x > 0 else 0.0, 1e-5)


def test_f_may_compute_otherwise_elsewhere():
    # A complex x is not 1, and gets a shorter graph.
    assert gradient_check(lambda x: (x * 1) * x * 1 if x == 1 else x * x, 1.0)


def test_an_engine_may_leave_out_derivatives_that_nobody_asks_for():
    class LeavesConstantsOut(Scalar):
        def backward(self, b_in=1):
            super().backward(b_in)
            for node in topological_order(self):
                if not node.is_leaf or node.num == 7:
                    node.derivative = None

    assert gradient_check(lambda x: x * x * 7 + 7, LeavesConstantsOut(2.0))


# -------- the table


def test_the_table_reads():
    checks = [
        Check("input 0", 12.0, 12.0000001, 12.0, 0.0, "right"),
        Check("w", -1234567.0, 0.5, None, 1.0, "WRONG"),
        Check("b", 0.0, math.nan, None, math.nan, "unknown"),
        Check("c", 1e-9, 2e-9, 1e-9, 1.1e-9, "corner"),
        Check("d", 1e-9, 2e-9, 1e-9, 0.9e-9, "right"),
        Check("e", 1e-9, 2e-9, 1e-9, 1e-9, "right"),
    ]
    assert repr(GradientReport(checks)).split("\n") == [
        "input       backward   difference complex step  relative error  verdict",
        "input 0           12           12           12     below 1e-09  right",
        "w        -1.23457e+06          0.5            -           1e+00  WRONG",
        "b                  0          nan            -             nan  unknown",
        "c              1e-09        2e-09        1e-09           1e-09  corner",
        "d              1e-09        2e-09        1e-09     below 1e-09  right",
        "e              1e-09        2e-09        1e-09           1e-09  right",
    ]


@pytest.mark.parametrize("verdict", ["right", "corner"])
@pytest.mark.parametrize("bad", ["WRONG", "unknown"])
def test_a_report_is_false_only_when_something_is_wrong_or_unknown(verdict, bad):
    fine = Check("x", 1.0, 1.0, 1.0, 0.0, verdict)
    wrong = fine._replace(verdict=bad)
    assert GradientReport([fine, fine]) and GradientReport([])
    assert not GradientReport([fine, wrong]) and not GradientReport([wrong, fine])


# -------- what it does not do yet


@pytest.mark.parametrize("f, x", [(sigmoid, -800.0), (softplus, 1000.0)])
def test_where_the_complex_formula_overflows_the_difference_decides(f, x):
    assert only(gradient_check(f, x)).verdict == "right"


def test_an_infinite_derivative_is_wrong():
    Infinite = engine(lambda x: math.inf)
    assert only(gradient_check(lambda x: x.square(), Infinite(2.0))).verdict == "WRONG"


@pytest.mark.parametrize("x", [1e10, 1e17])
def test_a_right_derivative_of_a_fast_oscillation_is_right(x):
    assert only(gradient_check(sin, x)).verdict == "right"


def test_a_report_on_fractions_can_be_printed():
    report = gradient_check(lambda x: x * x, Fraction(1, 2))
    assert report and "right" in report.checks[0].verdict
    assert "1  " in repr(report)


# -------- the museum of broken engines


def two_point_loss(m, b):
    return (m * 1 + b - 3).square() + (m * 2 + b - 5).square()


def diamond(x):
    b = x * 2
    return (b + 1) * (b * 3)


def uneven(x):
    """b is used next to the output, and further away as well."""
    b = x * 2
    return (b + 1) * (b * 3) + b


def shared_inside(x):
    """b * b with b = 3 x: both shares of b have to go on to x."""
    b = x * 3
    return b * b


EXPRESSIONS = {
    "a * b + c": (lambda a, b, c: a * b + c, (2.0, -3.0, 10.0)),
    "x * x": (lambda x: x * x, (3.0,)),
    "x * x at 1": (lambda x: x * x, (1.0,)),
    "two-point loss": (two_point_loss, (0.0, 0.0)),
    "diamond": (diamond, (3.0,)),
    "difference of two": (lambda x, y: x - y, (5.0, 3.0)),
    "sum, then 2": (lambda x, y: (x + y) * 2, (3.0, 4.0)),
    "product, then 2": (lambda x, y: (x * y) * 2, (3.0, 4.0)),
    "square, then 2": (lambda x: x.square() * 2, (3.0,)),
    "x + y": (lambda x, y: x + y, (3.0, 4.0)),
    "square": (lambda x: x.square(), (3.0,)),
    "uneven": (uneven, (3.0,)),
    "shared inside": (shared_inside, (3.0,)),
}


# For each exhibit: an expression whose check exposes it, a plausible one that a single
# `backward` gets right, and words of the docstring that name the mistake.
EXHIBITS = {
    "KeepsTheLastShare": ("x * x", "a * b + c", "should add up"),
    "NeverClears": ("x + y", "two-point loss", "an earlier `backward` left"),
    "ClearsTooOften": ("two-point loss", "a * b + c", "not only once before"),
    "StartsWithItsNumber": ("a * b + c", "x * x at 1", "in place of 1"),
    "NearestFirst": ("uneven", "two-point loss", "not in order"),
    "SendsTooEarly": ("diamond", "two-point loss", "each time that something arrives"),
    "SendsOnlyOnce": ("shared inside", "two-point loss", "keeps later ones to itself"),
    "SwapsTheFactors": ("a * b + c", "x * x", "its own number"),
    "ProductIgnoresWhatArrives": ("product, then 2", "a * b + c", "out b_in in the"),
    "ProductReadsLate": ("x * x", "two-point loss", "may have changed"),
    "SumIgnoresWhatArrives": ("sum, then 2", "a * b + c", "rule of the sum"),
    "DifferenceWithoutMinus": ("difference of two", "two-point loss", "taken away"),
    "SquareWithoutTwo": ("square", "a * b + c", "the 2 in 2 * x"),
    "SquareIgnoresWhatArrives": ("square, then 2", "square", "rule of the square"),
}
MISTAKES = pytest.mark.parametrize("kind", MUSEUM, ids=lambda kind: kind.__name__)


def derivatives(kind, expression):
    """The output's number, and what a single `backward` says."""
    f, numbers = EXPRESSIONS[expression]
    inputs = [kind(number) for number in numbers]
    output = f(*inputs)
    output.backward()
    return output.num, [x.derivative for x in inputs]


def test_the_museum_has_at_least_12_different_exhibits():
    names = [kind.__name__ for kind in MUSEUM]
    assert names == list(EXHIBITS) and len(names) == len(set(names)) >= 12
    classes = {
        name
        for name, thing in vars(broken_engines).items()
        if isinstance(thing, type) and thing.__module__ == broken_engines.__name__
    }
    assert classes == set(names)


@MISTAKES
def test_an_exhibit_is_exposed_by_the_right_expression(kind):
    f, numbers = EXPRESSIONS[EXHIBITS[kind.__name__][0]]
    report = gradient_check(f, *map(kind, numbers))
    assert not report and "WRONG" in repr(report)
    assert gradient_check(f, *numbers)  # with a Scalar all is right


@MISTAKES
def test_an_exhibit_is_plausible(kind):
    expression = EXHIBITS[kind.__name__][1]
    assert derivatives(kind, expression) == derivatives(Scalar, expression)


@MISTAKES
def test_an_exhibit_is_right_forward(kind):
    for expression in EXPRESSIONS:
        f, numbers = EXPRESSIONS[expression]
        output = f(*map(kind, numbers))
        assert type(output) is kind
        assert output.num == f(*map(Scalar, numbers)).num


@MISTAKES
def test_the_docstring_of_an_exhibit_names_its_mistake(kind):
    assert EXHIBITS[kind.__name__][2] in kind.__doc__


@MISTAKES
def test_an_exhibit_makes_its_own_mistake_and_not_another(kind):
    # The expressions that expose it are those of no other exhibit, or its wrong numbers are.
    def found(kind):
        reports = []
        for f, numbers in EXPRESSIONS.values():
            checks = gradient_check(f, *map(kind, numbers)).checks
            reports.append([c.derivative for c in checks])
        return repr(reports)

    assert all(found(kind) != found(other) for other in MUSEUM if other is not kind)


# What a single `backward` of each exhibit says, worked by hand from the mistake.
BY_HAND = [
    ("KeepsTheLastShare", "x * x", [3]),
    ("NeverClears", "x * x", [6]),  # the first time
    ("ClearsTooOften", "two-point loss", [-6, -6]),  # the first point alone
    ("StartsWithItsNumber", "x * x", [54]),  # 9 * 6
    ("SendsTooEarly", "diamond", [114]),
    ("NearestFirst", "diamond", [78]),
    ("SendsOnlyOnce", "shared inside", [27]),  # the first of the two shares of b
    ("SwapsTheFactors", "a * b + c", [2, -3, 1]),
    ("ProductIgnoresWhatArrives", "product, then 2", [4, 3]),
    ("ProductReadsLate", "product, then 2", [8, 6]),
    ("SumIgnoresWhatArrives", "sum, then 2", [1, 1]),
    ("DifferenceWithoutMinus", "difference of two", [1, 1]),
    ("SquareWithoutTwo", "square", [3]),
    ("SquareIgnoresWhatArrives", "square, then 2", [6]),
]


@pytest.mark.parametrize("name, expression, expected", BY_HAND)
def test_a_mistake_gives_the_wrong_number_worked_by_hand(name, expression, expected):
    assert derivatives(getattr(broken_engines, name), expression)[1] == expected


def test_what_arrives_scales_the_derivatives_of_those_that_only_sweep_wrongly():
    for kind in MUSEUM:
        if kind.backward is not Scalar.backward:
            x, y = kind(3.0), kind(4.0)
            output = x + y
            output.backward(10)
            start = 7.0 if kind is broken_engines.StartsWithItsNumber else 10
            found = (output.derivative, x.derivative, y.derivative)
            assert found == (start, start, start)


def test_the_broken_rules_scale_what_arrives_all_the_same():
    x, y = (broken_engines.SwapsTheFactors(n) for n in (3.0, 4.0))
    assert (x * y).backward_fn(10) == (30, 40)
    assert broken_engines.SquareWithoutTwo(3.0).square().backward_fn(10) == (30,)


@MISTAKES
def test_an_exhibit_but_the_one_says_the_same_when_it_runs_again(kind):
    x = kind(3.0)
    output = x + 1
    found = []
    for _ in range(2):
        output.backward()
        found.append(x.derivative)
    never = kind is broken_engines.NeverClears
    assert (found[0] != found[1]) == never
    if never:
        assert found == [1, 2]


def test_a_long_chain_does_not_stop_an_exhibit_that_sweeps_in_order():
    for kind in MUSEUM:
        if not hasattr(kind, "receive"):
            x = y = kind(1.0)
            for _ in range(3 * sys.getrecursionlimit()):
                y = y + 0
            y.backward()
            assert x.derivative


# -------- the line-up: the museum without names, and one innocent


@pytest.mark.parametrize("seed", range(3))
def test_the_line_up_holds_the_museum_and_one_innocent(seed):
    suspects = broken_engines.line_up(seed)
    assert "".join(suspects) == broken_engines.LETTERS
    bases = [suspect.__base__ for suspect in suspects.values()]
    assert sorted(bases, key=repr) == sorted([*MUSEUM, Scalar], key=repr)
    again = broken_engines.line_up(seed)
    assert [suspect.__base__ for suspect in again.values()] == bases


def test_each_seed_shuffles_anew():
    orders = [[x.__base__ for x in broken_engines.line_up(seed).values()] for seed in range(4)]
    assert all(one != other for one in orders for other in orders if one is not other)


def test_a_suspect_is_given_away_by_no_name_and_no_repr():
    for show in (repr, str, lambda x: x.__name__, lambda x: x.__doc__, lambda x: repr(x(3.0))):
        assert len({show(suspect) for suspect in broken_engines.line_up().values()}) == 1


def test_a_crime_is_where_the_mistake_is():
    words = ["backward"] * 7 + ["*"] * 3 + ["+", "-"] + ["square"] * 2 + ["nothing"]
    suspects = [type("Suspect", (kind,), {}) for kind in [*MUSEUM, Scalar]]
    assert [broken_engines.crime_of(suspect) for suspect in suspects] == words


def told_of(crimes):
    return " ".join(str(judge(game.crimes, crimes)).split())


@pytest.mark.parametrize(
    "crimes, told",
    [
        ({"*": ..., "nothing": ...}, "Not yet: nobody is accused"),
        ({"*": "c, h; i."}, "Not yet: 3 of 15 named, all rightly; 12 to go"),
        ({"*": ["C"], "+": {"B"}, "-": None}, "Not yet: 2 of 15 named, all rightly; 13"),
        ({"*": "CB"}, "Mistake: 1 of 15 named rightly. Look at B again: its .* is in order"),
        ({"nothing": "L", "backward": "B"}, "Mistake: 1 of 15 .* its walk back is in order"),
        ({"nothing": "A"}, "Mistake: 0 of 15 .* some expression exposes it"),
        ({"*": "C", "+": "C"}, r"Mistake: C is accused twice: of \* and of \+"),
        ({"*": "CP"}, "Mistake: P stands for nobody; the suspects are A to O"),
        ({"/": "C"}, "Mistake: '/' is no crime here"),
        ({"*": 3}, r"Mistake: under \* stand letters in quotes"),
        ("CHI", "Mistake: crimes is a dictionary"),
        (None, "Not yet: crimes is None"),
    ],
)
def test_the_check_keeps_the_score_and_never_raises(crimes, told):
    assert re.match(told, told_of(crimes))


def test_another_seed_is_another_line_up():
    suspects = broken_engines.line_up(7)
    truth = game.truth(suspects)
    assert judge(game.crimes, truth, 7).word == "Right"
    assert judge(game.crimes, truth, 0).word == "Mistake"


def test_one_expression_of_the_notebook_exposes_all_fourteen():
    f = lambda x, y, b: (y - (b + 1) * (b * 3)).square() * (b + y) * x  # noqa: E731
    assert not any(gradient_check(lambda x, y: f(x, y, x * y), k(3.0), k(2.5)) for k in MUSEUM)
    assert gradient_check(lambda x, y: f(x, y, x * y), 3.0, 2.5)
