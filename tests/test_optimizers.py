"""Optimizers, held against PyTorch's figures, their papers, and arithmetic by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scalarad
from scalarad import (
    Adam,
    Diverged,
    GradientDescent,
    Momentum,
    Nesterov,
    Network,
    Neuron,
    RMSProp,
    Scalar,
    gradient_descent,
    random_network,
    train,
)

# Computed with PyTorch, which is no dependency; the file says how.
STORED = json.loads(Path(__file__).with_name("optimizers_of_pytorch.json").read_text("utf-8"))
KINDS = [GradientDescent, Momentum, Nesterov, RMSProp, Adam]
each_kind = pytest.mark.parametrize("kind", KINDS)
slopes = st.floats(-1e6, 1e6)


def rosenbrock(x, y):
    return (1 - x).square() + 100 * (y - x * x).square()


def there():
    return [Scalar(-1.2, name="x"), Scalar(1.0, name="y")]


def directions(optimizer, numbers):
    return [optimizer.direction(number) for number in numbers]


# -------- against others


@pytest.mark.parametrize("name", STORED["runs"])
def test_twenty_steps_are_those_of_pytorch(name):
    run = STORED["runs"][name]
    optimizer = getattr(scalarad, name)(**run["options"])
    history = gradient_descent(rosenbrock, there(), None, run["learning_rate"], 20, optimizer)
    assert len(run["rows"]) == 21
    for ours, theirs in zip(history.rows, run["rows"], strict=True):
        assert ours == pytest.approx(theirs, rel=1e-11)


def test_every_optimizer_is_held_against_pytorch():
    assert set(STORED["runs"]) == {kind.__name__ for kind in KINDS}
    assert "PyTorch 2" in STORED["origin"]


def test_momentum_is_the_heavy_ball_of_polyak():
    # x(k + 1) = x(k) - rate * slope + momentum * (x(k) - x(k - 1)), on f(x) = x ** 2
    before = x = 1.0
    ours = gradient_descent(
        lambda x: x.square(), [Scalar(1.0, name="x")], None, 0.1, 30, Momentum(0.8)
    )
    for (number,) in ours.rows[1:]:
        before, x = x, x - 0.1 * 2 * x + 0.8 * (x - before)
        assert number == pytest.approx(x, rel=1e-9, abs=1e-12)


def test_nesterov_takes_the_slope_a_step_ahead_as_sutskever_and_others_write_it():
    # v = momentum * v - rate * slope(x + momentum * v); x = x + v; ours is x + momentum * v
    x, v = 1.0, 0.0
    ours = gradient_descent(
        lambda x: x.square(), [Scalar(1.0, name="x")], None, 0.1, 30, Nesterov(0.8)
    )
    for (number,) in ours.rows:
        assert number == pytest.approx(x + 0.8 * v, rel=1e-9, abs=1e-12)
        v = 0.8 * v - 0.1 * 2 * (x + 0.8 * v)
        x = x + v


def test_directions_by_hand():
    assert directions(GradientDescent(), [3.0, -2.0]) == [3.0, -2.0]
    assert directions(Momentum(0.5), [1.0, 1.0, -2.0]) == [1.0, 1.5, -1.25]
    assert directions(Nesterov(0.5), [1.0, 1.0, -2.0]) == [1.5, 1.75, -2.625]
    # mean squares 0.75 * 4 = 3 and 0.25 * 3 + 0.75 * 1 = 1.5
    assert directions(RMSProp(0.25, 0.0), [2.0, 1.0]) == pytest.approx([2 / 3**0.5, 1 / 1.5**0.5])
    # means 1, then (0.5 * 1 + 0.5 * 1) / 0.75; squares 1, then (0.25 * 3 + 0.75 * 1) / 0.9375
    adam = directions(Adam(0.5, 0.25, 0.0), [2.0, 1.0])
    assert adam == pytest.approx([1.0, (1 / 0.75) / (1.5 / 0.9375) ** 0.5])


# -------- what holds for every slope


@given(slopes.filter(lambda slope: abs(slope) > 1e-3))
def test_adams_first_direction_is_the_sign_of_the_slope(slope):
    assert Adam().direction(slope) == pytest.approx(math.copysign(1, slope), rel=1e-4)


@each_kind
@given(st.lists(slopes, min_size=1, max_size=8))
def test_turned_slopes_give_turned_directions(kind, numbers):
    turned = directions(kind(), [-number for number in numbers])
    assert turned == [-direction for direction in directions(kind(), numbers)]


@each_kind
@given(st.lists(st.tuples(slopes, slopes), min_size=1, max_size=5))
def test_an_array_of_slopes_is_each_slope_by_itself(kind, pairs):
    together = directions(kind(), [np.array(pair) for pair in pairs])
    alone = [directions(kind(), numbers) for numbers in zip(*pairs)]
    assert np.array(together) == pytest.approx(np.array(alone).T, rel=1e-12)


@each_kind
def test_a_slope_of_0_from_the_start_moves_nothing(kind):
    assert directions(kind(), [0.0] * 5) == [0.0] * 5


# -------- inside descent and training


def test_without_an_optimizer_a_descent_is_what_it_was():
    plain = gradient_descent(rosenbrock, there(), None, 0.001, 50)
    same = gradient_descent(rosenbrock, there(), None, 0.001, 50, GradientDescent())
    assert plain.rows == same.rows and plain.losses == same.losses
    x, y = -1.2, 1.0
    for row in plain.rows:
        assert row == pytest.approx((x, y), rel=1e-9)
        across = y - x * x
        x, y = x - 0.001 * (-2 * (1 - x) - 400 * x * across), y - 0.001 * 200 * across


@each_kind
def test_each_parameter_has_a_memory_of_its_own_and_the_optimizer_keeps_none(kind):
    def both(x, y):
        return x.square() * 3 + (y - 1).square()

    optimizer = kind()
    before = dict(vars(optimizer))
    starts = [Scalar(1.0, name="x"), Scalar(-2.0, name="y")]
    together = gradient_descent(both, starts, None, 0.01, 10, optimizer)
    assert vars(optimizer) == before
    x = gradient_descent(lambda x: x.square() * 3, starts[:1], None, 0.01, 10, kind())
    y = gradient_descent(lambda y: (y - 1).square(), starts[1:], None, 0.01, 10, kind())
    assert together.rows == [(a, b) for (a,), (b,) in zip(x.rows, y.rows)]
    assert gradient_descent(both, starts, None, 0.01, 10, optimizer).rows == together.rows


@each_kind
def test_training_asks_the_optimizer_for_each_parameter(kind):
    def loss(network, x):
        (score,) = network([x])
        return (score - 3).square()

    network = random_network([1, 2, 1])
    history = train(network, loss, [0.5], 0.01, 5, kind())
    leaves = [Scalar(n, name=f"p{i}") for i, n in enumerate(network.parameters())]
    descent = gradient_descent(
        lambda *numbers: loss(network.with_parameters(numbers), 0.5), leaves, None, 0.01, 5, kind()
    )
    for ours, eager in zip(history.rows, descent.rows, strict=True):
        assert ours == pytest.approx(eager, rel=1e-12)


def test_training_divides_the_slope_by_the_number_of_examples_before_it_asks():
    neuron, data = Neuron([1.0], 0.0), [np.array([1.0, 3.0])]
    history = train(neuron, lambda n, x: n([x]), data, 0.5, 2, Momentum(0.5))
    # mean slopes 2 and 1 at every step; directions 2 and 1, then 3 and 1.5
    assert history.rows == [(1.0, 0.0), (0.0, -0.5), (-1.5, -1.25)]


def test_the_largest_rate_is_two_over_the_largest_curvature():
    # x at 0 to 4, mean squared error: the Hessian is 2 [[6, 2], [2, 1]]
    steep = 7 + math.sqrt(41)
    assert 2 / steep == pytest.approx(0.1492, abs=1e-4)
    examples = [(float(x), 2.0 * x + 1) for x in range(5)]

    def loss(m, b):
        return sum((y - (m * x + b)).square() for x, y in examples) / 5

    start = [Scalar(0.0, name="m"), Scalar(0.0, name="b")]
    below = gradient_descent(loss, start, None, 0.99 * 2 / steep, 600)
    above = gradient_descent(loss, start, None, 1.01 * 2 / steep, 600)
    assert below.losses[-1] < 1e-6 < 1e6 < above.losses[-1]


def test_an_optimizer_that_is_too_fast_diverges_with_its_history():
    with pytest.raises(Diverged) as stopped:
        gradient_descent(rosenbrock, there(), None, 0.1, 1000, Momentum())
    assert len(stopped.value.history.rows) > 2


def test_a_network_without_parts_to_learn_has_nothing_to_learn():
    class Fixed(Network):
        def parameters(self):
            return []

    with pytest.raises(ValueError, match="^nothing to learn"):
        train(Fixed([Neuron([1.0], 0.0)]), lambda n: Scalar(1.0), [])
