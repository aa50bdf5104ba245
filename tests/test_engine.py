"""The engine: right on random graphs, the algebra of derivatives, long, wide, without cycles."""

import gc
import math
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from expressions import BINARY, UNARY, agree_with_50_digits, value_of
from hypothesis import given
from hypothesis import strategies as st

import scalarad
from scalarad import Scalar, draw, film, gradient_check, gradient_descent
from scalarad.functions import (
    atan,
    cos,
    cosh,
    exp,
    expm1,
    log,
    log1p,
    maximum,
    minimum,
    relu,
    sigmoid,
    sin,
    sinh,
    softplus,
    sqrt,
    tan,
    tanh,
)

ROOT = Path(__file__).parent.parent


def run(program, *arguments):
    """What `program` prints, in a process of its own."""
    seed = arguments[0] if arguments else "0"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", program],
        env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


# -------- random expressions against 50 digits


def test_the_oracle_knows_every_operator_and_function():
    public = {n for n in scalarad.__all__ if hasattr(scalarad.functions, n)}
    functions = {n for n in public if n.islower()} - {"where", "is_node"}  # no new number
    assert functions <= {*UNARY, *BINARY}


def by_backward(steps, numbers):
    inputs = [Scalar(number) for number in numbers]
    output = value_of(steps, inputs)
    output.backward()
    return output.num, [x.derivative or 0.0 for x in inputs]


@pytest.mark.parametrize("graphs", [500, pytest.param(1500, marks=pytest.mark.slow)])
def test_random_expressions_agree_with_50_digits(graphs):
    agree_with_50_digits(graphs, by_backward)


# -------- the algebra of derivatives


def value_and_derivative(f, number):
    x = Scalar(number)
    y = f(x)
    y.backward()
    return y.num, x.derivative


RATIONAL = [
    lambda x: x * x * x - 2 * x,
    lambda x: 1 / (x * x + 1),
    lambda x: (2 - x) ** 3,
    lambda x: x.square() / (x.square() + 3),
    lambda x: abs(x) + x**2,
]
ONE_OF_THEM = st.sampled_from(RATIONAL)
FRACTIONS = st.fractions(-5, 5, max_denominator=50)


@given(ONE_OF_THEM, ONE_OF_THEM, FRACTIONS)
def test_sum_product_and_quotient_rule_hold_exactly(f, g, number):
    u, du = value_and_derivative(f, number)
    v, dv = value_and_derivative(g, number)
    assert value_and_derivative(lambda x: f(x) + g(x), number) == (u + v, du + dv)
    assert value_and_derivative(lambda x: f(x) - g(x), number) == (u - v, du - dv)
    product = value_and_derivative(lambda x: f(x) * g(x), number)
    assert product == (u * v, du * v + u * dv)
    if v:
        quotient = value_and_derivative(lambda x: f(x) / g(x), number)
        assert quotient == (u / v, (du * v - u * dv) / v**2)


@given(ONE_OF_THEM, ONE_OF_THEM, FRACTIONS)
def test_the_chain_rule_holds_exactly(f, g, number):
    u, du = value_and_derivative(g, number)
    v, dv = value_and_derivative(f, u)
    assert value_and_derivative(lambda x: f(g(x)), number) == (v, dv * du)


@given(ONE_OF_THEM, FRACTIONS, st.fractions(-3, 3), st.fractions(-3, 3))
def test_backward_is_linear_in_what_arrives(f, number, a, b):
    x = Scalar(number)
    y = f(x)
    found = []
    for arriving in (a, b, a + b):
        y.backward(arriving)
        found.append(x.derivative)
    assert found[0] + found[1] == found[2]


INVERSES = [
    (exp, log, -5, 5), (sqrt, lambda x: x.square(), 0.1, 9), (tan, atan, -1.4, 1.4),
    (expm1, log1p, -3, 5), (lambda x: 2**x, lambda y: log(y) / math.log(2), -5, 5),
    (sinh, lambda y: log(y + sqrt(y * y + 1)), 0.1, 3),
    (lambda x: x**3, lambda y: y ** (1 / 3), 0.1, 9),
    (sigmoid, lambda y: log(y / (1 - y)), -5, 5), (softplus, lambda y: log(expm1(y)), -5, 5),
    (tanh, lambda y: log((1 + y) / (1 - y)) / 2, -3, 3),
    (lambda x: 1 / x, lambda y: 1 / y, 0.1, 9),
    (lambda x: -x, lambda y: 0 - y, -9, 9),
    (lambda x: 3 * x - 1, lambda y: (y + 1) / 3, -9, 9),
]  # fmt: skip


@pytest.mark.parametrize("f, g, low, high", INVERSES)
def test_the_derivative_of_an_inverse_is_the_reciprocal(f, g, low, high):
    for i in range(11):
        number = low + (high - low) * i / 10
        y, slope = value_and_derivative(f, number)
        back, inverse = value_and_derivative(g, y)
        assert back == pytest.approx(number, rel=1e-11, abs=1e-11)
        assert slope * inverse == pytest.approx(1, rel=1e-11)
        both = value_and_derivative(lambda x: g(f(x)), number)
        assert both[1] == pytest.approx(1, rel=1e-11)


# -------- each node once


class Counted(Scalar):
    """Counts how often any node is asked for its inputs, and how often a rule is called."""

    looks = rules = 0

    @property
    def inputs(self):
        Counted.looks += 1
        return self.kept

    @inputs.setter
    def inputs(self, inputs):
        self.kept = inputs

    @property
    def backward_fn(self):
        Counted.rules += 1
        return self.rule

    @backward_fn.setter
    def backward_fn(self, rule):
        self.rule = rule


def visits(build):
    """The derivative of a graph over one leaf, and how much `backward` looked and called."""
    x = Counted(1)
    y = build(x)
    Counted.looks = Counted.rules = 0
    y.backward()
    return x.derivative, Counted.looks, Counted.rules


def doublings(x):
    for _ in range(1000):
        x = x + x
    return x


def fibonacci(x):
    a = b = x
    for _ in range(26):
        a, b = b, a + b
    return b


def test_1000_doublings_take_1000_rules_and_a_few_looks_at_each_node():
    derivative, looks, rules = visits(doublings)
    assert derivative == 2**1000 and rules == 1000
    assert looks <= 1001 * 5  # when first met, when its inputs are there, in the sweep


def test_27_nodes_in_a_fibonacci_graph_are_27_visits_and_not_392835():
    derivative, looks, rules = visits(fibonacci)
    assert derivative == 317811 and rules == 26
    assert looks <= 27 * 5


def test_a_node_with_1000_users_waits_for_all_of_them():
    # The sum of i x for i < 1000, each a node of its own that uses x.
    derivative, _, rules = visits(lambda x: sum([x * i for i in range(1000)]))
    assert derivative == 499500 and rules == 2000


def test_a_longer_way_round_is_waited_for():
    # (b + 1) (b 3) with b = 2 x is 12 x² + 6 x; so is it when one way is much longer.
    def long_way(x):
        b = x * 2
        first = b + 1
        for _ in range(500):
            first = first + 0
        return first * (b * 3)

    assert value_and_derivative(long_way, 3) == (126, 78)


# -------- the same bits in every process


def test_the_same_bits_whatever_the_hash_seed():
    program = """if True:
        from scalarad import *
        x, y = Scalar(0.1, name="x"), Scalar(0.7, name="y")
        z = x
        for f in (exp, log, sqrt, sin, cos, tan, sinh, cosh, tanh, sigmoid, softplus,
                  relu, log1p, expm1, atan):
            z = f(abs(z) + 0.3) / (x + 2) + maximum(z, y) * minimum(x, 3 - y) ** 1.5
            z = sum([z, x, y, x * z, z ** y, 2 ** -z, sin(z * 7)])
            z = tanh(z)
        z.backward()
        print(z.num.hex(), x.derivative.hex(), y.derivative.hex())
        print(film(x * y + x), gradient_check(lambda x: x * sin(x), 0.3))
    """
    outputs = {run(program, seed) for seed in ("0", "1", "2", "3", "random")}
    assert len(outputs) == 1 and outputs.pop().count("0x") == 3


# -------- no reference cycles


@pytest.fixture
def without_collector():
    gc.collect()
    gc.freeze()  # what other tests left behind is neither looked at nor counted
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


def live_scalars():
    return sum(isinstance(thing, Scalar) for thing in gc.get_objects())


def all_operations(m, b):
    """A loss through every operator and function, some of them twice."""
    loss = (m * 2 + b - 7).square() + 1 / (2 + abs(m)) - (-b) ** 3 + (b + 9) ** m
    for f in (exp, sin, cos, tan, sinh, cosh, tanh, sigmoid, softplus, relu, expm1):
        loss = loss + f(m / 10) * f(b / 10)
    for f in (log, sqrt, log1p, atan):
        loss = loss + f(m.square() + 1)
    return loss + maximum(m, b) * minimum(m, 3.0) + 2**m


def test_a_training_loop_keeps_no_scalar_alive(without_collector):
    m, b = Scalar(0.1), Scalar(0.2)
    counts = []
    for _ in range(20):
        loss = all_operations(m, b)
        loss.backward()
        m, b = Scalar(m.num - 1e-4 * m.derivative), Scalar(b.num - 1e-4 * b.derivative)
        del loss
        counts.append(live_scalars())
    assert len(set(counts)) == 1


def keeps(action):
    before = live_scalars()
    action()
    return live_scalars() - before


def fails(action, error):
    def attempt():
        with pytest.raises(error):
            action()

    return attempt


def nested():
    x = Scalar(Scalar(0.5))
    all_operations(x, x * 0.3).backward()
    x.derivative.backward()


@pytest.mark.parametrize(
    "action",
    [
        lambda: all_operations(Scalar(0.1), Scalar(0.2)),
        nested,
        lambda: draw(all_operations(Scalar(0.1), Scalar(0.2)), edges=True),
        lambda: film(Scalar(0.1) * 3 + 1),
        lambda: gradient_check(all_operations, 0.1, 0.2),
        lambda: gradient_descent(lambda x: x.square(), [Scalar(1.0)], epochs=5),
        fails(lambda: sqrt(Scalar(0.0)).backward(), ZeroDivisionError),
        fails(lambda: (Scalar(0.0) ** 0.5).backward(), ZeroDivisionError),
        fails(lambda: log(Scalar(2.0) - 2), ValueError),
    ],
)
def test_what_is_done_with_leaves_nothing_behind(action, without_collector):
    action()  # what a first time keeps for good, such as caches, is no leak
    assert keeps(action) == 0


def test_a_graph_is_freed_at_once_when_its_output_goes(without_collector):
    x = Scalar(0.5)
    before = live_scalars()
    y = all_operations(x, x)
    assert live_scalars() > before + 50
    y.backward()
    del y
    assert live_scalars() == before


# -------- long chains, up to a million


LONG_CHAIN = """if True:
    from scalarad import Scalar, draw, film, sin
    from scalarad.graph import topological_order
    x, one = Scalar({start}), Scalar(1.0)
    y = x
    for _ in range({length}):
        y = {step}
    y.backward()
    print(y.num, x.derivative)
    print(repr(draw(y)).split(" nodes")[0])
    try:
        film(y)
    except ValueError as error:
        print(error)
    z = y + 1
    del y
    print(len(topological_order(z)))
    del z
    print("deleted", x.derivative)
"""


@pytest.mark.parametrize(
    "start, step, length, nodes, value, slope",
    [
        (1.0, "y * one", 100_000, 100_002, 1.0, 1.0),
        pytest.param(1.0, "y * one", 1_000_000, 1_000_002, 1.0, 1.0, marks=pytest.mark.slow),
        (1, "y + x", 100_000, 100_001, 100_001, 100_001),
        (0.0, "sin(-y)", 50_000, 100_001, 0.0, 1.0),
        (1.0, "abs(y) / 1 - 0", 50_000, 250_001, 1.0, 1.0),
    ],
)
def test_a_long_chain_goes_forward_back_and_away(start, step, length, nodes, value, slope):
    # In a process of its own: deep recursion in C would end it without a word.
    output = run(LONG_CHAIN.format(start=start, step=step, length=length)).split("\n")
    number, derivative = output[0].split()
    assert (float(number), float(derivative)) == (value, slope)
    assert output[1] == f"Too large to draw whole: these are the 100 of {nodes}"
    assert output[2].startswith(f"a film of {nodes} nodes is too long to watch; ")
    assert output[3] == str(nodes + 2)
    assert output[4] == f"deleted {derivative}"


def test_the_recursion_limit_plays_no_role():
    limit = sys.getrecursionlimit()
    y = x = Scalar(Fraction(1))
    for _ in range(3 * limit):
        y = -y / 1
    y.backward()
    assert x.derivative in (1, -1)
    assert "Too large" in repr(draw(y))
