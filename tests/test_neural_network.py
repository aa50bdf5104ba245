"""Neurons, layers, networks, their losses, and training."""

import math
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalarad import (
    Diverged,
    Layer,
    Network,
    Neuron,
    Scalar,
    Symbol,
    binary_cross_entropy,
    cross_entropy,
    log_sum_exp,
    random_network,
    relu,
    tanh,
    train,
)

ROOT = Path(__file__).parent.parent
XOR = [np.array(column) for column in ([0.0, 0, 1, 1], [0.0, 1, 0, 1], [0.0, 1, 1, 0])]
scores = st.floats(-1000, 1000)


def score_loss(network, x1, x2, label):
    (score,) = network([x1, x2])
    return binary_cross_entropy(score, label)


def two_moons(count, seed):
    """As in notebook 15."""
    choose = np.random.default_rng(seed)
    angle, label = choose.uniform(0, np.pi, count), np.arange(count) % 2
    x1 = np.where(label, 1 - np.cos(angle), np.cos(angle))
    x2 = np.where(label, 0.5 - np.sin(angle), np.sin(angle))
    noise1, noise2 = choose.normal(0, 0.15, (2, count))
    return x1 + noise1, x2 + noise2, label.astype(float)


def accuracy(network, x1, x2, label):
    (score,) = network([x1, x2])
    return np.mean((score > 0) == label)


# -------- neurons and what is made of them


def test_a_neuron_bends_the_sum_of_bias_and_weighted_inputs():
    neuron = Neuron([0.5, 0.25], 0.1, tanh)
    assert neuron([1.0, -2.0]) == math.tanh(0.1 + 0.5 * 1.0 + 0.25 * -2.0)


def test_a_neuron_without_an_activation_gives_the_sum_itself():
    assert Neuron([Fraction(1, 3), 2], Fraction(1, 7))([3, 5]) == 1 + 10 + Fraction(1, 7)


def test_each_weight_gets_its_input_times_the_slope_of_the_bend():
    weights, bias = [Scalar(0.5), Scalar(0.25)], Scalar(0.1)
    output = Neuron(weights, bias, tanh)([3.0, -2.0])
    output.backward()
    slope = 1 - math.tanh(0.1 + 1.5 - 0.5) ** 2
    assert bias.derivative == pytest.approx(slope, rel=1e-14)
    assert [w.derivative for w in weights] == pytest.approx([3 * slope, -2 * slope], rel=1e-14)


def test_a_layer_is_side_by_side_and_a_network_one_behind_the_other():
    first = Layer([Neuron([1, 2], 3, relu), Neuron([-4, 0], 5, relu)])
    network = Network([first, Layer([Neuron([6, 7], 8)])])
    # 3 + 1 * 2 + 2 * 1 = 7 and 5 - 4 * 2 + 0 * 1 = -3, which becomes 0
    assert first([2, 1]) == [7, 0]
    assert network([2, 1]) == [8 + 6 * 7 + 7 * 0]
    assert network.parameters() == [1, 2, 3, -4, 0, 5, 6, 7, 8]


def test_with_parameters_puts_each_in_the_place_where_parameters_finds_it():
    network = random_network([2, 3, 2])
    before, numbers = network.parameters(), [float(i) for i in range(17)]
    assert network.with_parameters(numbers).parameters() == numbers
    assert network.with_parameters(iter(numbers)).parameters() == numbers
    assert network.parameters() == before
    assert network.with_parameters(before)([0.3, -0.4]) == network([0.3, -0.4])
    first, second = network.with_parameters(numbers).parts
    assert [neuron.weights for neuron in first.parts] == [[0, 1], [3, 4], [6, 7]]
    assert [neuron.bias for neuron in second.parts] == [12, 16]
    assert [neuron.activation for neuron in second.parts] == [None, None]
    assert {neuron.activation for neuron in first.parts} == {tanh}


def test_a_network_is_for_numbers_of_every_kind():
    network = random_network([2, 2, 1]).with_parameters([0.5, 1.0, 0.25, -1.0, 2.0, 0, 1, 2, 3])
    (number,) = network([0.3, -0.7])
    (scalar,) = network([Scalar(0.3), Scalar(-0.7)])
    (batch,) = network([np.array([0.3, 0.0]), np.array([-0.7, 0.0])])
    (formula,) = network([Symbol("x"), Symbol("y")])
    assert scalar.num == number
    assert batch[0] == pytest.approx(number, rel=1e-15)
    text = str(formula)
    assert eval(text, {"tanh": math.tanh, "x": 0.3, "y": -0.7}) == pytest.approx(number, rel=1e-15)


def test_random_weights_lie_within_their_bounds_on_both_sides_and_biases_are_0():
    network = random_network([12, 40, 3], relu, seed=5)
    first, second = network.parts
    assert [len(layer.parts) for layer in network.parts] == [40, 3]
    for layer, inputs in ((first, 12), (second, 40)):
        weights = [w for neuron in layer.parts for w in neuron.weights]
        limit = math.sqrt(3 / inputs)
        assert -limit <= min(weights) < -0.8 * limit and 0.8 * limit < max(weights) <= limit
        assert len(set(weights)) == len(weights)
        assert {neuron.bias for neuron in layer.parts} == {0.0}
    assert {neuron.activation for neuron in first.parts} == {relu}
    assert {neuron.activation for neuron in second.parts} == {None}


def test_a_seed_gives_one_network_and_another_seed_another():
    sizes = [2, 3, 1]
    same = random_network(sizes, seed=1).parameters()
    assert random_network(sizes, seed=1).parameters() == same
    assert random_network(sizes, seed=2).parameters() != same
    assert random_network(sizes).parameters() == random_network(sizes, tanh, 0).parameters()


# -------- losses


def exactly(function, *numbers):
    """What `function` of 600 digits gives, as a float."""
    with mpmath.workdps(600):
        return float(function(*map(mpmath.mpf, numbers)))


@given(scores, st.sampled_from([0.0, 1.0]))
def test_binary_cross_entropy_is_minus_the_log_of_the_probability_of_the_label(score, label):
    def truth(score):
        probability = 1 / (1 + mpmath.exp(-score if label else score))
        return -mpmath.log(probability)

    leaf = Scalar(score)
    loss = binary_cross_entropy(leaf, label)
    loss.backward()
    assert loss.num == pytest.approx(exactly(truth, score), rel=1e-12, abs=1e-12)
    slope = exactly(lambda s: 1 / (1 + mpmath.exp(-s)), score) - label
    assert leaf.derivative == pytest.approx(slope, rel=1e-12, abs=1e-12)


@given(st.lists(scores, min_size=1, max_size=5))
def test_log_sum_exp_is_what_its_name_says(numbers):
    truth = exactly(lambda *xs: mpmath.log(sum(map(mpmath.exp, xs))), *numbers)
    assert log_sum_exp(numbers) == pytest.approx(truth, rel=1e-14, abs=1e-13)


@given(st.lists(scores, min_size=1, max_size=5), st.data())
def test_each_score_gets_its_probability_less_its_label(numbers, data):
    true = data.draw(st.integers(0, len(numbers) - 1))
    labels = [int(i == true) for i in range(len(numbers))]
    leaves = [Scalar(number) for number in numbers]
    loss = cross_entropy(leaves, labels)
    loss.backward()

    def probability(i):
        return lambda *xs: mpmath.exp(xs[i]) / sum(map(mpmath.exp, xs))

    chances = [exactly(probability(i), *numbers) for i in range(len(numbers))]
    cost = exactly(lambda *xs: -mpmath.log(probability(true)(*xs)), *numbers)
    assert loss.num == pytest.approx(cost, rel=1e-12, abs=1e-11)
    for leaf, chance, label in zip(leaves, chances, labels):
        assert leaf.derivative == pytest.approx(chance - label, rel=1e-12, abs=1e-12)


def test_two_classes_are_the_binary_case_with_the_score_of_one_of_them_at_0():
    for score in (-700.0, -1.5, 0.0, 2.5, 700.0):
        for label in (0, 1):
            both = cross_entropy([0.0, score], [1 - label, label])
            assert both == pytest.approx(binary_cross_entropy(score, label), rel=1e-14)


def test_losses_take_a_batch():
    score, label = np.array([800.0, -800.0, 0.0]), np.array([0.0, 0.0, 1.0])
    assert binary_cross_entropy(score, label).tolist() == [800, 0, pytest.approx(math.log(2))]
    batch = cross_entropy([score, -score], [1 - label, label])
    alone = [cross_entropy([s, -s], [1 - y, y]) for s, y in zip(score.tolist(), label.tolist())]
    assert batch == pytest.approx(alone, rel=1e-14)


# -------- training


def test_a_step_goes_against_the_mean_slope_of_all_examples():
    # one weight and one bias, both 1; errors 2 - 1 = 1 and 3 - 5 = -2; the loss is their square
    xs, ys = np.array([1.0, 2.0]), np.array([1.0, 5.0])
    neuron = Neuron([1.0], 1.0)
    history = train(neuron, lambda n, x, y: (n([x]) - y).square(), [xs, ys], 0.125, epochs=1)
    assert history.losses == [(1 + 4) / 2]
    # mean slopes: weight (2 * 1 * 1 + 2 * -2 * 2) / 2 = -3, bias (2 * 1 + 2 * -2) / 2 = -1
    assert history.rows == [(1.0, 1.0), (1.375, 1.125)]
    assert neuron.parameters() == [1.0, 1.0]


def test_an_example_of_plain_numbers_is_a_batch_of_one():
    def loss(network, x, y):
        return (network([x]) - y).square()

    alone = train(Neuron([1.0], 1.0), loss, [2.0, 5.0], 0.125, 3)
    batch = train(Neuron([1.0], 1.0), loss, [np.array([2.0]), np.array([5.0])], 0.125, 3)
    assert (alone.rows, alone.losses) == (batch.rows, batch.losses)


def test_the_loss_is_recorded_once_and_the_network_may_hold_scalars():
    calls = []

    def loss(network, x):
        calls.append(network)
        return network([x]).square()

    neuron = Neuron([Scalar(1.0)], Scalar(2.0))
    history = train(neuron, loss, [1.5], 0.01, epochs=5)
    assert len(calls) == 1
    assert history.rows[0] == (1.0, 2.0)
    assert [type(number) for number in history.rows[-1]] == [float, float]
    assert [p.derivative for p in neuron.parameters()] == [None, None]


def test_an_epoch_in_graph_mode_is_an_epoch_in_eager_mode():
    network, data = random_network([2, 4, 1], seed=3), two_moons(60, seed=4)
    history = train(network, score_loss, data, 0.5, epochs=1)
    leaves = [Scalar(number) for number in network.parameters()]
    loss = score_loss(network.with_parameters(leaves), *data).mean()
    loss.backward()
    assert history.losses == [pytest.approx(loss.num, rel=1e-14)]
    stepped = [leaf.num - 0.5 * leaf.derivative for leaf in leaves]
    assert history.rows[-1] == pytest.approx(stepped, rel=1e-12, abs=1e-15)


def test_what_is_too_fast_diverges_and_keeps_its_history():
    neuron, data = Neuron([1.0], 0.0), [np.array([1.0, 3.0]), np.array([2.0, 1.0])]
    with pytest.raises(Diverged, match="Take a smaller learning rate") as stopped:
        with np.errstate(over="ignore", invalid="ignore"):
            train(neuron, lambda n, x, y: (n([x]) - y).square(), data, 100.0, 1000)
    history = stopped.value.history
    assert 10 < len(history.losses) < 1000
    assert np.all(np.isfinite(history.rows))


def test_a_network_of_many_parameters_diverges_in_a_few_words():
    network = random_network([2, 8, 1], relu)
    with pytest.raises(Diverged) as stopped, np.errstate(over="ignore", invalid="ignore"):
        train(network, lambda n, *d: score_loss(n, *d).square(), XOR, 1e9, 1000)
    assert len(str(stopped.value)) < 300
    assert "parameter 0 = " in str(stopped.value) and "..." in str(stopped.value)


@pytest.mark.parametrize("start", [0.5, -1.25])
def test_equal_neurons_stay_equal_to_the_last_bit(start):
    network = random_network([2, 2, 1]).with_parameters([start] * 9)
    for row in train(network, score_loss, XOR, 1.0, epochs=50).rows:
        assert row[0:3] == row[3:6]
        assert row[6] == row[7]


def test_xor_is_learned_from_a_random_start():
    network = random_network([2, 2, 1], seed=1)
    history = train(network, score_loss, XOR, 1.0, epochs=500)
    assert history.losses[-1] < 0.05
    assert accuracy(network.with_parameters(history.rows[-1]), *XOR) == 1


def test_two_moons_are_told_apart_and_so_are_fresh_ones():
    network, moons = random_network([2, 16, 1]), two_moons(200, seed=1)
    history = train(network, score_loss, moons, 1.0, epochs=500)
    learned = network.with_parameters(history.rows[-1])
    assert accuracy(learned, *moons) >= 0.99
    assert accuracy(learned, *two_moons(1000, seed=2)) >= 0.97


SAME_BITS = """
from scalarad import binary_cross_entropy, cross_entropy, random_network, train
network = random_network([2, 3, 2], seed=7)
def loss(network, inputs, labels):
    first, second = network(inputs)
    return cross_entropy([first, second], labels) + binary_cross_entropy(first, labels[0])
history = train(network, loss, [[0.3, -0.7], [1.0, 0.0]], 0.3, epochs=20)
print([number.hex() for number in history.rows[-1]])
"""


def test_after_training_the_parameters_are_the_same_bits_in_every_process():
    told = []
    for seed in ("0", "12345"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", SAME_BITS]
        told.append(subprocess.run(command, env=environment, capture_output=True, check=True))
    assert told[0].stdout == told[1].stdout
    assert told[0].stdout.count(b"0x") == 17


# -------- the penguins that notebook 15 reads


def test_the_penguins_say_where_they_come_from_and_are_all_there():
    text = (ROOT / "notebooks" / "data" / "penguins.csv").read_text(encoding="utf-8")
    source, note, head, *rows = text.splitlines()
    assert "Gorman" in source and "CC0" in source and "palmerpenguins" in note
    assert head == "species,bill_length,bill_depth,flipper_length,body_mass"
    kinds = [row.split(",")[0] for row in rows]
    counts = {kind: kinds.count(kind) for kind in kinds}
    assert counts == {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}
    numbers = np.array([row.split(",")[1:] for row in rows], dtype=float)
    # the means that the paper's data have, in mm and g
    assert numbers.mean(axis=0) == pytest.approx([43.92, 17.15, 200.92, 4201.75], abs=0.01)
