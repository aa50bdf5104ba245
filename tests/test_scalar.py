"""Scalar: arithmetic forward, shares of the derivative backward."""

import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalarad import Scalar, partial_derivatives

ROOT = Path(__file__).parent.parent


def derivatives(f, *numbers):
    """The derivative of f with respect to each of its inputs, by `Scalar`."""
    inputs = [Scalar(number) for number in numbers]
    f(*inputs).backward()
    return tuple(x.derivative for x in inputs)


def two_point_loss(m, b):
    return (m * 1 + b - 3).square() + (m * 2 + b - 5).square()


def diamond(x):
    b = x * 2
    return (b + 1) * (b * 3)


# Each function with where it is asked and its derivatives there, worked by hand.
BY_HAND = {
    "x * y": (lambda x, y: x * y, (3, 4), (4, 3)),
    "x + y": (lambda x, y: x + y, (3, 4), (1, 1)),
    "x - y": (lambda x, y: x - y, (3, 4), (1, -1)),
    "x square": (lambda x: x.square(), (-3,), (-6,)),
    "x * x": (lambda x: x * x, (3,), (6,)),
    "x - x": (lambda x: x - x, (3,), (0,)),
    "x * x + x": (lambda x: x * x + x, (3,), (7,)),
    "a * b + c": (lambda a, b, c: a * b + c, (2, -3, 10), (-3, 2, 1)),
    # 2 * (2 * -3 + 10) = 8, times -3, 2 and 1
    "(a * b + c) square": (
        lambda a, b, c: (a * b + c).square(),
        (2, -3, 10),
        (-24, 16, 8),
    ),
    # 4 ((2m + b) - 7) and 2 ((2m + b) - 7), with m = 1 and b = 2
    "(2m + b - 7) square": (lambda m, b: ((m * 2 + b) - 7).square(), (1, 2), (-12, -6)),
    # errors -3 and -5: 2 * (-3 * 1 + -5 * 2) and 2 * (-3 + -5)
    "two-point loss": (two_point_loss, (0, 0), (-26, -16)),
    # (2x + 1) * 6x = 12 x² + 6 x, so 24 x + 6
    "diamond": (diamond, (3,), (78,)),
    # inputs shared late: y = x³ by its parts, y + y = 2 x³, so 6 x²
    "a result used twice": (lambda x: (y := x * x * x) + y, (2,), (24,)),
    "a constant": (lambda x: x * 0 + 5, (3,), (0,)),
}


@pytest.mark.parametrize("f, numbers, expected", BY_HAND.values(), ids=BY_HAND)
def test_a_derivative_worked_by_hand_is_found_exactly_and_by_a_nudge(f, numbers, expected):
    assert derivatives(f, *numbers) == expected
    assert all(type(d) is int for d in derivatives(f, *numbers))
    nudged = partial_derivatives(lambda *xs: f(*map(Scalar, xs)).num, *map(float, numbers))
    assert nudged == pytest.approx(expected, rel=1e-8, abs=1e-8)


class Dual:
    """A number and its derivative, carried forward: an oracle that knows nothing of graphs."""

    def __init__(self, num, slope=0):
        self.num, self.slope = num, slope

    def __add__(self, other):
        return Dual(self.num + other.num, self.slope + other.slope)

    def __sub__(self, other):
        return Dual(self.num - other.num, self.slope - other.slope)

    def __mul__(self, other):
        return Dual(self.num * other.num, self.slope * other.num + self.num * other.slope)

    def square(self):
        return self * self


STEP = st.tuples(st.sampled_from("+-*s"), st.integers(0, 99), st.integers(0, 99))


def run(steps, values):
    """A straight-line program: each step takes any two values that there are so far."""
    for sign, i, j in steps:
        x, y = values[i % len(values)], values[j % len(values)]
        results = {"+": x.__add__, "-": x.__sub__, "*": x.__mul__}
        values.append(x.square() if sign == "s" else results[sign](y))
    return values[-1]


@given(st.lists(STEP, min_size=1, max_size=8), st.tuples(*[st.fractions(-3, 3)] * 3))
def test_any_program_has_the_derivatives_that_dual_numbers_carry_forward(steps, numbers):
    inputs = [Scalar(number) for number in numbers]
    output = run(steps, list(inputs))
    output.backward()
    for i, x in enumerate(inputs):
        oracle = run(steps, [Dual(n, int(i == j)) for j, n in enumerate(numbers)])
        assert output.num == oracle.num
        assert (x.derivative or 0) == oracle.slope
    first = [x.derivative for x in inputs]
    output.backward()
    assert [x.derivative for x in inputs] == first


@given(st.lists(st.fractions(-3, 3), min_size=1, max_size=8), st.fractions(-3, 3))
def test_a_polynomial_has_the_derivative_of_its_coefficients(coefficients, number):
    x = Scalar(number)
    y = Scalar(Fraction(0))
    for c in coefficients:  # Horner's rule
        y = y * x + c
    y.backward()
    degree = len(coefficients) - 1
    powers = [(degree - i, c) for i, c in enumerate(coefficients)]
    assert x.derivative == sum(n * c * number ** (n - 1) for n, c in powers if n)


@given(st.floats(), st.floats())
def test_the_result_is_the_very_float_that_plain_arithmetic_gives(a, b):
    x, y = Scalar(a), Scalar(b)
    results = [(x + y).num, (x - y).num, (x * y).num, x.square().num]
    assert list(map(repr, results)) == list(map(repr, [a + b, a - b, a * b, a * a]))


def test_nan_and_infinity_go_through_unharmed():
    inf, nan = float("inf"), float("nan")
    assert derivatives(lambda x, y: x * y, inf, 2.0) == (2.0, inf)
    assert (Scalar(1e200) * Scalar(1e200)).num == inf == Scalar(1e200).square().num
    assert repr(derivatives(lambda x, y: x * y + x, nan, 2.0)) == "(3.0, nan)"


NUMBERS = {
    "int": (3, 2),
    "Fraction": (Fraction(1, 3), Fraction(1, 7)),
    "Decimal": (Decimal("0.1"), Decimal("0.3")),
    "complex": (1 + 2j, 3 - 1j),
    "float32": (np.float32(1.5), np.float32(2)),
}


@pytest.mark.parametrize("a, b", NUMBERS.values(), ids=NUMBERS)
def test_any_number_keeps_its_kind_forward_and_backward(a, b):
    # (a b + a - b)², so 2 (a b + a - b) times b + 1 and a - 1
    inner = a * b + a - b
    found = derivatives(lambda x, y: (x * y + x - y).square(), a, b)
    assert found == (2 * inner * (b + 1), 2 * inner * (a - 1))
    assert all(type(d) is type(2 * inner * b) for d in found)


def test_an_array_takes_a_whole_batch_through_and_no_step_changes_another_ones_array():
    x = Scalar(np.array([1.0, 2.0, 3.0]))
    y = x + x
    z = y * 1.0 + y  # the share that reaches y twice must not be added in place
    arriving = np.ones(3)
    z.backward(arriving)
    assert x.derivative.tolist() == [4, 4, 4]
    assert y.derivative.tolist() == [2, 2, 2]
    assert z.derivative.tolist() == [1, 1, 1] == arriving.tolist()
    arriving[0] = 9.0
    assert z.derivative.tolist() == [1, 1, 1] and z.derivative is not arriving
    assert derivatives(lambda x: (x * x).square(), np.array([1.0, 2.0]))[0].tolist() == [4, 32]


def test_a_scalar_inside_a_scalar_gives_the_second_derivative():
    inner = Scalar(Fraction(5))
    x = Scalar(inner)
    (x * x * x).backward()
    assert x.derivative.num == 75  # 3 * 5²
    x.derivative.backward()
    assert inner.derivative == 30  # 6 * 5


@pytest.mark.parametrize("given", ["3", b"3", None, [1, 2], (1,), {1}, {}, object, print, Scalar])
def test_what_does_no_arithmetic_is_refused_with_what_was_given(given):
    kind = type(given).__name__
    attempts = [Scalar]
    attempts += [Scalar(2.0).__mul__, Scalar(2.0).__add__, Scalar(2.0).__sub__]
    for attempt in attempts:
        with pytest.raises(TypeError) as error:
            attempt(given)
        message = str(error.value)
        assert "Scalar wraps a number, such as 3.0; got " in message
        assert repr(given)[:20] in message and message.endswith(f"of type {kind}")


def test_a_long_wrong_value_makes_no_long_message():
    with pytest.raises(TypeError) as error:
        Scalar("ab" * 10_000)
    assert len(str(error.value)) < 150


@pytest.mark.parametrize("half", [{"inputs": ()}, {"backward": lambda b_in: ()}])
def test_a_result_without_rule_or_a_rule_without_inputs_is_refused(half):
    with pytest.raises(
        ValueError,
        match="a result needs both inputs and backward, a leaf needs neither",
    ):
        Scalar(1.0, **half)


def test_a_leaf_remembers_nothing_and_a_result_its_inputs_in_order():
    x, y = Scalar(3, name="x"), Scalar(4)
    assert (x.num, x.inputs, x.is_leaf, x.backward_fn, x.derivative) == (
        3,
        (),
        True,
        None,
        None,
    )
    assert (x.name, y.name) == ("x", None)
    for result, sign in [(x * y, "*"), (x + y, "+"), (x - y, "-")]:
        assert result.inputs == (x, y) and not result.is_leaf and result.name == sign
        assert result.derivative is None
    assert y.square().inputs == (y,) and y.square().name == "square"


def test_a_plain_number_on_the_right_becomes_a_leaf():
    x = Scalar(3.0)
    for result, expected in [(x * 2, 6.0), (x + 2, 5.0), (x - 2, 1.0)]:
        assert result.num == expected
        assert [type(i) for i in result.inputs] == [Scalar, Scalar]
        assert result.inputs[1].num == 2 and result.inputs[1].is_leaf


def test_a_rule_multiplies_what_arrives_and_changes_nothing():
    x, y = Scalar(3), Scalar(4)
    rules = [
        (x * y, (40, 30)),
        (x + y, (10, 10)),
        (x - y, (10, -10)),
        (x.square(), (60,)),
    ]
    for result, shares in rules:
        assert result.backward_fn(10) == shares == result.backward_fn(10)
        assert x.derivative is y.derivative is result.derivative is None


def test_a_rule_saves_the_numbers_of_the_forward_pass():
    a, b = Scalar(2.0), Scalar(3.0)
    y = (a * b + a.square()) - b
    a.num = b.num = 100.0
    y.backward()
    assert (a.derivative, b.derivative) == (7.0, 1.0)  # b + 2 a and a - 1


def test_the_derivative_that_arrives_scales_all_others():
    x = Scalar(3)
    y = x.square()
    y.backward(10)
    assert (y.derivative, x.derivative) == (10, 60)
    x.backward()
    assert x.derivative == 1  # of itself


def test_backward_clears_what_another_output_left():
    x = Scalar(3)
    y = x * x
    (y * 100).backward()
    y.backward()
    assert (x.derivative, y.derivative) == (6, 1)


def test_a_node_that_the_output_does_not_use_is_left_alone():
    x, y = Scalar(3), Scalar(4)
    unused = x * y
    (x + 1).backward()
    assert y.derivative is unused.derivative is None


def test_backward_calls_each_rule_once():
    calls = []

    def counted(x):
        y = x + x
        rule = y.backward_fn
        y.backward_fn = lambda b_in: calls.append(1) or rule(b_in)
        return y

    x = y = Scalar(1)
    for _ in range(60):  # 2 to the 60th paths
        y = counted(y)
    y.backward()
    assert x.derivative == 2**60 and len(calls) == 60


def test_a_chain_of_100000_goes_back_and_is_deleted():
    x = y = Scalar(1)
    for _ in range(100_000):
        y = y + 1
    y.backward()
    assert y.num == 100_001 and x.derivative == 1
    del y


@pytest.mark.parametrize(
    "shares, words",
    [
        ((1.0,), "got 1 shares"),
        ((1.0, 2.0, 3.0), "got 3 shares"),
        ((), "got 0 shares"),
        (2.0, "got 2.0"),
        (None, "got None"),
        ([1.0, 2.0], r"got \[1.0, 2.0\]"),
        (np.ones(2), r"got array\(\[1., 1.\]\)"),
    ],
)
def test_a_rule_that_gives_no_tuple_of_one_share_per_input_is_named(shares, words):
    x = Scalar(1.0)
    y = Scalar(2.0, (x, x), lambda b_in: shares, "twice")
    with pytest.raises(TypeError, match=f"^the rule of 'twice' must .* 2 inputs.* {words}$"):
        (y * 3.0).backward()


@pytest.mark.parametrize("share", ["3", None, [1.0], {}])
def test_a_share_that_is_no_number_is_refused(share):
    y = Scalar(2.0, (Scalar(1.0),), lambda b_in: (share,))
    with pytest.raises(TypeError, match="^Scalar wraps a number, such as 3.0; got "):
        y.backward()


def test_a_rule_that_runs_backward_on_its_own_graph_is_refused():
    # x 8 + x² is 8 + 2 x = 12 at 2; the inner backward used to erase the 8 of the first share.
    x = Scalar(2.0)

    def rule(b_in):
        (x * x).backward()
        return (x.derivative * b_in,)

    y = Scalar(4.0, (x,), rule, "own square")
    with pytest.raises(RuntimeError, match="a rule ran backward on a Scalar of the graph"):
        (x * 8 + y).backward()
    (x * 8 + x * x).backward()  # nothing is left behind
    assert x.derivative == 12


def test_a_rule_may_run_backward_on_a_graph_of_its_own():
    x = Scalar(2.0)

    def rule(b_in):
        inner = Scalar(x.num)
        (inner * inner).backward()
        return (inner.derivative * b_in,)

    (x * 8 + Scalar(4.0, (x,), rule)).backward()
    assert x.derivative == 12


def test_a_reopened_class_gives_results_of_its_own_kind_and_mixes_with_the_old_one():
    class Reopened(Scalar):
        def cube(self):
            return self * self * self

    x, old = Reopened(2), Scalar(5)
    results = [x * old, x + old, x - old, x.square(), x * 3, x.cube()]
    assert all(type(result) is Reopened for result in results)
    assert type((x * 3).inputs[1]) is Reopened
    y = old * x.cube() - x  # 5 x³ - x
    assert type(y) is Scalar
    y.backward()
    assert (x.derivative, old.derivative) == (59, 8)


def test_every_process_computes_the_same_bits():
    program = """if True:
        from scalarad import Scalar
        x = Scalar(0.1)
        y = x
        for i in range(50):
            y = (y * 0.3 + x - y.square() * 0.7) * (x + i * 0.01)
        y.backward()
        print(y.num.hex(), x.derivative.hex())
    """
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in "012"
    }  # fmt: skip
    assert len(outputs) == 1 and "p" in outputs.pop()
