"""What `num` can be: exact fractions, fifty digits, whole batches, Scalars in Scalars."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalarad import Scalar, exp, log, maximum, relu, sin, tanh, where
from scalarad.functions import sign
from scalarad.scalar import fit

fractions = st.fractions(-50, 50, max_denominator=20)


def line_loss(m, b, x, y):
    return (y - (m * x + b)).square()


def derivatives(f, *nums):
    inputs = [Scalar(num) for num in nums]
    f(*inputs).backward()
    return [x.derivative for x in inputs]


@given(fractions, fractions, fractions, fractions)
def test_the_derivatives_of_the_loss_are_exact_with_fractions(m, b, x, y):
    error = y - (m * x + b)
    assert derivatives(line_loss, m, b, x, y) == [
        -2 * error * x,
        -2 * error,
        -2 * error * m,
        2 * error,
    ]


def test_a_fraction_keeps_what_a_float_rounds():
    third = Fraction(1, 3)
    (slope,) = derivatives(lambda x: x * x * x / (x - 1), third)
    # (2 x³ - 3 x²) / (x - 1)² = (2/27 - 9/27) / (4/9)
    assert slope == Fraction(-7, 12) and type(slope) is Fraction


def test_decimals_carry_fifty_digits_through_arithmetic():
    with localcontext(prec=50):
        x = Decimal(1) / 7
        (slope,) = derivatives(lambda x: 1 / x + x**3, x)
        assert abs(slope - (3 * x * x - 49)) < Decimal("1e-47")


def test_a_batch_of_100_is_a_loop_of_100():
    x = np.linspace(-2, 2, 100)
    y = 5 * x + 10
    whole = derivatives(line_loss, 0.5, 0.25, x, y)
    single = [derivatives(line_loss, 0.5, 0.25, *pair) for pair in zip(x, y)]
    assert whole[0] == pytest.approx(sum(s[0] for s in single), rel=1e-13)
    assert whole[1] == pytest.approx(sum(s[1] for s in single), rel=1e-13)
    assert type(whole[0]) is float
    assert whole[2].tolist() == [s[2] for s in single]
    assert whole[3].tolist() == [s[3] for s in single]


@pytest.mark.parametrize(
    "a, b",
    [
        ((), (3,)),
        ((1,), (3,)),
        ((3, 1), (4,)),
        ((2, 1, 4), (3, 1)),
        ((2, 3), (2, 3)),
        ((0,), ()),
        ((), ()),
    ],
)
def test_each_derivative_has_the_shape_of_its_number(a, b):
    x = np.full(a, 2.0)
    y = np.full(b, 3.0)
    dx, dy = derivatives(lambda x, y: x * y + x, x, y)
    count = np.broadcast(x, y).size
    assert (dx.shape, dy.shape) == (a, b)
    assert np.all(dx == 4.0 * count / max(x.size, 1))
    assert np.all(dy == 2.0 * count / max(y.size, 1))


def test_a_number_added_to_a_batch_is_used_once_per_element():
    m, x = derivatives(lambda m, x: m + x, 1.0, np.zeros(5))
    assert m == 5 and x.tolist() == [1, 1, 1, 1, 1]
    m, _ = derivatives(lambda m, x: m - x, np.float64(1.0), np.zeros((2, 3)))
    assert m == 6


def test_the_derivative_of_a_float_is_a_float_however_often_it_is_used():
    x = y = Scalar(1e-300)
    for _ in range(1100):
        y = y + y
    (y * 1.0).backward()
    assert type(x.derivative) is float and x.derivative == math.inf


def test_single_numbers_and_equal_shapes_come_back_as_they_are():
    array = np.ones(3)
    share = Fraction(1, 3)
    assert fit(np.zeros(3), array) is array and fit(0.5, 2.5) == 2.5
    assert fit(2, share) is share is fit(Fraction(5), share)
    assert fit(2, 1) == 1 and type(fit(2, 1)) is int
    assert fit(np.zeros(2), 1).tolist() == [1, 1]


def test_shares_of_a_batch_do_not_overwrite_each_other():
    x = Scalar(np.ones(3))
    y = x + x
    (y * y).backward()
    (y * y).backward()
    # (2 x)², slope 8 x
    assert x.derivative.tolist() == [8, 8, 8] and y.num.tolist() == [2, 2, 2]


def test_the_post_learns_from_a_whole_batch():
    x = np.arange(100) / 100
    y = 5 * x + 10
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(400):
        line_loss(m, b, x, y).backward()
        m, b = (Scalar(p.num - 0.005 * p.derivative) for p in (m, b))
    assert (round(m.num, 3), round(b.num, 3)) == (5, 10)


def nested(x, depth):
    return x if depth == 0 else Scalar(nested(x, depth - 1))


def nth_derivative(f, x, n):
    outer = x = nested(x, n)
    y = f(outer)
    for _ in range(n):
        y.backward()
        y, x = x.derivative, x.num
    return y


@pytest.mark.parametrize(
    "f, n, expected",
    [
        (lambda x: x * x * x, 2, 12.0),  # 6 x at 2
        (lambda x: x * x * x, 3, 6.0),
        (lambda x: x**4, 3, 48.0),  # 24 x
        (lambda x: 1 / x, 2, 0.25),  # 2 / x³
        (lambda x: log(x), 3, 0.25),  # 2 / x³
        (lambda x: exp(2 * x - 4), 3, 8.0),
        (lambda x: abs(x) * x, 2, 2.0),
        (lambda x: relu(x) * x, 2, 2.0),
        (lambda x: maximum(x, 1.0) * x, 2, 2.0),
        (lambda x: where(x > 1, x * x * x, x), 2, 12.0),
    ],
)
def test_higher_derivatives_at_2_by_hand(f, n, expected):
    assert nth_derivative(f, 2.0, n) == pytest.approx(expected, rel=1e-14)


def test_a_second_derivative_of_fractions_is_exact():
    assert nth_derivative(lambda x: 1 / x, Fraction(2, 3), 2) == Fraction(27, 4)


def test_the_hessian_of_a_loss_of_two_parameters():
    # (7 - (3 m + b))²: 2 * [[9, 3], [3, 1]]
    rows = []
    for i in range(2):
        parameters = [Scalar(Scalar(1.0)), Scalar(Scalar(2.0))]
        line_loss(*parameters, 3.0, 7.0).backward()
        parameters[i].derivative.backward()
        rows.append([p.num.derivative for p in parameters])
    assert rows == [[18.0, 6.0], [6.0, 2.0]]


def test_the_hessian_of_a_batch_is_the_sum_over_the_batch():
    x, y = np.array([0.0, 1.0, 2.0]), np.array([10.0, 15.0, 20.0])
    m, b = (Scalar(Scalar(num)) for num in (0.0, 0.0))
    line_loss(m, b, x, y).backward()
    # -2 sum(y x), -2 sum(y); second: 2 sum(x x), 2 sum(x)
    assert (m.derivative.num, b.derivative.num) == (-110.0, -90.0)
    m.derivative.backward()
    assert (m.num.derivative, b.num.derivative) == (10.0, 6.0)


def test_the_second_derivatives_of_a_batch_are_those_of_its_elements():
    points = np.array([0.5, 1.0, 2.0])
    for f in (lambda x: sin(x) * x, lambda x: tanh(x) / x, lambda x: abs(x) * x):
        single = [nth_derivative(f, float(p), 2) for p in points]
        assert nth_derivative(f, points, 2) == pytest.approx(single, rel=1e-14)


def test_where_sends_the_derivative_to_the_side_chosen():
    def f(x, y):
        return where(x > y, 3 * x, y * y)

    assert derivatives(f, 5.0, 2.0) == [3.0, 0]
    assert derivatives(f, 1.0, 2.0) == [0, 4.0]
    x, y = np.array([5.0, 1.0]), np.array([2.0, 2.0])
    assert [d.tolist() for d in derivatives(f, x, y)] == [[3, 0], [0, 4]]
    assert derivatives(f, x, 2.0)[1] == 4.0


def test_where_of_plain_numbers_picks_one_and_of_a_mixture_gives_a_scalar():
    assert where(True, 1, 2) == 1 and where(False, 1, 2) == 2
    assert where(np.array([True, False]), 1, 2).tolist() == [1, 2]
    assert type(where(True, 1.0, Scalar(2.0))) is Scalar
    assert where(Scalar(2.0) > 1, Scalar(3.0), 0.0).name == "where"


def test_the_sign_of_a_scalar_is_a_plain_number():
    assert sign(Scalar(Scalar(-2.0))) == -1
    assert sign(Scalar(np.array([-2.0, 0.0]))).tolist() == [-1, 0]
