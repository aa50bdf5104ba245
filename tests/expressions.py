"""Random expressions and their derivatives to 50 digits: the oracle of Scalars and of Duals."""

import random

import mpmath as mp
from hypothesis import given, settings
from hypothesis import strategies as st

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


def sgm(a):
    return 1 / (1 + mp.exp(-a))


# What an operation is for Scalars and Duals; its value and partial derivatives for mpf, written
# down from a table of derivatives and not from the library; and where it may be used.
# `c` is a constant of the step, a plain number.
anywhere = lambda a, b, c: True  # noqa: E731
UNARY = {
    "-a": (lambda a: -a, lambda a: -a, lambda a: -1, anywhere),
    "abs": (abs, abs, mp.sign, lambda a, b, c: abs(a) > 1e-3),
    "square": (lambda a: a.square(), lambda a: a * a, lambda a: 2 * a, anywhere),
    "a**3": (lambda a: a**3, lambda a: a**3, lambda a: 3 * a * a, anywhere),
    "a**-2": (
        lambda a: a**-2,
        lambda a: 1 / a**2,
        lambda a: -2 / a**3,
        lambda a, b, c: abs(a) > 0.1,
    ),
    "a**0.5": (
        lambda a: a**0.5, mp.sqrt, lambda a: 1 / (2 * mp.sqrt(a)),
        lambda a, b, c: a > 0.01,
    ),
    "exp": (exp, mp.exp, mp.exp, lambda a, b, c: a < 20),
    "log": (log, mp.log, lambda a: 1 / a, lambda a, b, c: a > 0.01),
    "sqrt": (
        sqrt, mp.sqrt, lambda a: 1 / (2 * mp.sqrt(a)), lambda a, b, c: a > 0.01,
    ),
    "sin": (sin, mp.sin, mp.cos, anywhere),
    "cos": (cos, mp.cos, lambda a: -mp.sin(a), anywhere),
    "tan": (
        tan, mp.tan, lambda a: mp.sec(a) ** 2, lambda a, b, c: abs(mp.cos(a)) > 0.1,
    ),
    "atan": (atan, mp.atan, lambda a: 1 / (1 + a * a), anywhere),
    "sinh": (sinh, mp.sinh, mp.cosh, lambda a, b, c: abs(a) < 20),
    "cosh": (cosh, mp.cosh, mp.sinh, lambda a, b, c: abs(a) < 20),
    "tanh": (tanh, mp.tanh, lambda a: mp.sech(a) ** 2, anywhere),
    "sigmoid": (
        sigmoid, sgm, lambda a: mp.exp(-abs(a)) / (1 + mp.exp(-abs(a))) ** 2, anywhere,
    ),
    "softplus": (softplus, lambda a: mp.log(1 + mp.exp(a)), sgm, anywhere),
    "relu": (
        relu, lambda a: max(a, mp.mpf(0)), lambda a: int(a > 0),
        lambda a, b, c: abs(a) > 1e-3,
    ),
    "log1p": (
        log1p, lambda a: mp.log(1 + a), lambda a: 1 / (1 + a),
        lambda a, b, c: a > -0.9,
    ),
    "expm1": (
        expm1, lambda a: mp.exp(a) - 1, mp.exp, lambda a, b, c: a < 20,
    ),
}  # fmt: skip
BINARY = {
    "a+b": (lambda a, b, c: a + b, lambda a, b, c: (1, 1), anywhere),
    "a-b": (lambda a, b, c: a - b, lambda a, b, c: (1, -1), anywhere),
    "a*b": (lambda a, b, c: a * b, lambda a, b, c: (b, a), anywhere),
    "a/b": (
        lambda a, b, c: a / b,
        lambda a, b, c: (1 / b, -a / b**2),
        lambda a, b, c: abs(b) > 0.1,
    ),
    "a**b": (
        lambda a, b, c: a**b,
        lambda a, b, c: (b * a ** (b - 1), a**b * mp.log(a)),
        lambda a, b, c: a > 0.1 and abs(b) < 9,
    ),
    "c+a": (lambda a, b, c: c + a, lambda a, b, c: (1, 0), anywhere),
    "c-a": (lambda a, b, c: c - a, lambda a, b, c: (-1, 0), anywhere),
    "c*a": (lambda a, b, c: c * a, lambda a, b, c: (c, 0), anywhere),
    "a-c": (lambda a, b, c: a - c, lambda a, b, c: (1, 0), anywhere),
    "a/c": (lambda a, b, c: a / c, lambda a, b, c: (1 / mp.mpf(c), 0), anywhere),
    "c/a": (
        lambda a, b, c: c / a,
        lambda a, b, c: (-c / a**2, 0),
        lambda a, b, c: abs(a) > 0.1,
    ),
    "c**a": (
        lambda a, b, c: c**a,
        lambda a, b, c: (c**a * mp.log(c), 0),
        lambda a, b, c: abs(a) < 9,
    ),
    "sum": (lambda a, b, c: sum([a, b, a]), lambda a, b, c: (2, 1), anywhere),
    "maximum": (
        lambda a, b, c: max(a, b) if isinstance(a, mp.mpf) else maximum(a, b),
        lambda a, b, c: (int(a > b), int(b > a)),
        lambda a, b, c: abs(a - b) > 1e-3,
    ),
    "minimum": (
        lambda a, b, c: min(a, b) if isinstance(a, mp.mpf) else minimum(a, b),
        lambda a, b, c: (int(a < b), int(b < a)),
        lambda a, b, c: abs(a - b) > 1e-3,
    ),
}


def operation(name):
    """For Scalars and Duals, for mpf, the partial derivatives, and where it may be used."""
    if name in BINARY:
        f, partials, allowed = BINARY[name]
        return f, f, partials, allowed
    scalar, number, slope, allowed = UNARY[name]
    return (
        lambda a, b, c: scalar(a),
        lambda a, b, c: number(a),
        lambda a, b, c: (slope(a), 0),
        allowed,
    )


class Exact:
    """An mpf with its derivatives by each input, carried forward, and their size by paths.

    paths: as `slopes`, with the absolute value of every path's contribution added up; where it
    is much larger than the derivative, paths cancel, and no float arithmetic is accurate.
    """

    def __init__(self, num, slopes, paths):
        self.num, self.slopes, self.paths = num, slopes, paths


def forward(steps, numbers, noise=lambda: 0):
    """Run the steps on exact numbers. A step that is not allowed there becomes tanh or a sum.

    Returns the last one and the names of the operations taken. `noise` gives a relative change
    of each result: a model of what rounding may do.
    """
    exacts = []
    for i, number in enumerate(numbers):
        unit = [int(i == j) for j in range(len(numbers))]
        exacts.append(Exact(mp.mpf(number), unit, unit))
    taken = []
    for name, i, j, c in steps:
        x, y = exacts[i % len(exacts)], exacts[j % len(exacts)]
        a, b = x.num, y.num
        if not operation(name)[3](a, b, c):
            name = "tanh"
        _, f, partials, _ = operation(name)
        value = f(a, b, c)
        if abs(value) > 1e4:
            name = "atan"
            _, f, partials, _ = operation(name)
            value = f(a, b, c)
        p, q = partials(a, b, c)
        slopes = [p * s + q * t for s, t in zip(x.slopes, y.slopes)]
        paths = [abs(p) * s + abs(q) * t for s, t in zip(x.paths, y.paths)]
        exacts.append(Exact(value * (1 + noise()), slopes, paths))
        taken.append((name, i, j, c))
    return exacts[-1], taken


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*UNARY, *BINARY]),
        st.integers(0, 30),
        st.integers(0, 30),
        st.sampled_from([0.5, 2, 3.25, 7]),
    ),
    min_size=1,
    max_size=12,
)
NUMBERS = st.tuples(*[st.integers(-300, 300).map(lambda n: n / 100)] * 3)

# Below about 1e-308 a float has fewer digits, down to none at 5e-324.
TINY = 1e-307


def value_of(steps, numbers):
    """The value of these steps on numbers of any kind: Scalars, Duals."""
    nodes = list(numbers)
    for name, i, j, c in steps:
        f = operation(name)[0]
        nodes.append(f(nodes[i % len(nodes)], nodes[j % len(nodes)], c))
    return nodes[-1]


def agree_with_50_digits(graphs, value_and_derivatives):
    """Relative error at most 1e-12 in all graphs with shared nodes, where well conditioned.

    value_and_derivatives: takes steps and three numbers; returns the value of the steps and a
        list of the derivatives by each number.

    Well conditioned is what the oracle says is: all paths together are at most 100 times the
    derivative, and a rounding error of 2**-52 in every result changes it by at most 1e-13. For
    the rest the tolerance is 1e-12 of all paths together and 1,000 times that change.
    """
    judged = []

    @settings(max_examples=graphs, deadline=None)
    @given(STEPS, NUMBERS)
    def examine(steps, numbers):
        with mp.workdps(50):
            exact, taken = forward(steps, numbers)
            dice = random.Random(1)
            noise = lambda: dice.choice((-1, 1)) * mp.mpf(2) ** -52  # noqa: E731
            noisy = [forward(taken, numbers, noise)[0] for _ in range(2)]
            value, derivatives = value_and_derivatives(taken, numbers)
            for k, found in enumerate(derivatives):
                slope = exact.slopes[k]
                moved = max(abs(n.slopes[k] - slope) for n in noisy)
                error = abs(found - slope)
                well = exact.paths[k] <= 100 * abs(slope)
                well = well and moved <= 1e-13 * abs(slope)
                if slope:
                    judged.append(well)
                if well:
                    assert error <= 1e-12 * abs(slope) + TINY, (taken, numbers)
                slack = 1e-12 * exact.paths[k] + 1000 * moved + TINY
                assert error <= slack, (taken, numbers)
            moved = max(abs(n.num - exact.num) for n in noisy)
            slack = 1e-12 * abs(exact.num) + 1000 * moved + TINY
            assert abs(value - exact.num) <= slack, (taken, numbers)

    examine()
    # Each graph has three inputs; about half of those do not reach the output.
    assert len(judged) > graphs and sum(judged) > 0.9 * len(judged)
