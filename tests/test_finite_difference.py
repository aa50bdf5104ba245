"""Finite differences: slopes worked by hand, and their errors as theory has them."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalarad import central_difference, forward_difference, partial_derivatives

RATIONALS = st.fractions(-10, 10, max_denominator=100)
NUDGES = st.fractions(Fraction(1, 1000), 1)


def test_the_slope_of_a_square_between_3_and_5_is_8():
    assert forward_difference(lambda x: x * x, 3, 2) == 8  # (25 - 9) / 2


def test_the_slope_of_a_square_between_1_and_5_is_its_derivative_in_the_middle():
    assert central_difference(lambda x: x * x, 3, 2) == 6  # (25 - 1) / 4


@given(RATIONALS, RATIONALS, RATIONALS, NUDGES)
def test_a_forward_difference_of_a_parabola_is_off_by_a_times_h(a, b, x, h):
    assert forward_difference(lambda x: a * x * x + b * x, x, h) == 2 * a * x + b + a * h


@given(RATIONALS, RATIONALS, RATIONALS, NUDGES)
def test_a_central_difference_of_a_cubic_is_off_by_a_times_h_squared(a, b, x, h):
    assert central_difference(lambda x: a * x**3 + b * x * x, x, h) == (
        3 * a * x * x + 2 * b * x + a * h * h
    )


def test_the_best_nudges_of_sin_are_those_of_theory():
    slope = math.cos(1)
    assert abs(forward_difference(math.sin, 1, 1e-8) - slope) < 1e-8
    assert abs(central_difference(math.sin, 1, 1e-5) - slope) < 1e-10
    assert central_difference(math.sin, 1) == central_difference(math.sin, 1, 1e-5)
    for difference in (forward_difference, central_difference):
        assert 1e-3 < abs(difference(math.sin, 1, 1e-15) - slope) < 1  # rounding takes over
        assert abs(difference(math.sin, 1, 1.0) - slope) > 0.05  # a secant, no tangent


def test_without_h_the_nudge_grows_with_x():
    nudged = []
    central_difference(lambda x: nudged.append(x) or x, -1e9)
    assert nudged == [-1e9 + 1e4, -1e9 - 1e4]
    assert central_difference(lambda x: x * x, 1e9) == pytest.approx(2e9, rel=1e-6)
    assert central_difference(lambda x: x * x, 0.0) == 0


def test_at_a_kink_it_gives_neither_side():
    assert central_difference(lambda x: max(x, 0.0), 0.0) == 0.5


def test_each_input_is_nudged_alone():
    f = lambda x, y, z: x * y + z * z  # noqa: E731
    assert partial_derivatives(f, 3, 4, 5, h=1) == (4, 3, 10)
    assert partial_derivatives(f, 3.0, 4.0, 5.0) == pytest.approx((4, 3, 10))
    seen = []
    partial_derivatives(lambda *xs: seen.append(xs) or 0, 1, 10, h=2)
    assert seen == [(3, 10), (-1, 10), (1, 12), (1, 8)]
    assert partial_derivatives(lambda: 5) == ()


def test_the_nudge_of_partial_derivatives_goes_by_keyword():
    f = lambda x, y: x * y  # noqa: E731
    assert partial_derivatives(f, 3, 4, h=2) == (4, 3)
    with pytest.raises(TypeError, match="takes 2 positional arguments but 3 were given"):
        partial_derivatives(f, 3.0, 4.0, 0.1)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'y'"):
        partial_derivatives(f, 3.0)
    # What takes any number of inputs takes the third as one.
    assert len(partial_derivatives(lambda *xs: sum(xs), 3.0, 4.0, 0.1)) == 3
    assert partial_derivatives(math.log, 2.0) == pytest.approx((0.5,), rel=1e-9)


@given(RATIONALS, RATIONALS, NUDGES)
def test_the_partial_derivatives_of_a_product_are_exact_with_fractions(x, y, h):
    assert partial_derivatives(lambda x, y: x * y, x, y, h=h) == (y, x)


@pytest.mark.parametrize("x, h", [(1, 0), (1.0, 1e-17), (1e20, 1.0), (float("inf"), 1.0)])
@pytest.mark.parametrize(
    "difference",
    [
        forward_difference,
        central_difference,
        lambda f, x, h: partial_derivatives(f, x, h=h),
    ],
)
def test_a_nudge_that_moves_nothing_is_refused(difference, x, h):
    with pytest.raises(ValueError) as error:
        difference(lambda x: x, x, h)
    assert str(error.value) == f"the nudge h = {h} does not move x = {x}; take a larger one"
