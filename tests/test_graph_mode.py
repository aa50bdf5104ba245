"""Graph mode: the same bits as eager, the program, its size, what is refused, machine code."""

import ast
import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalarad import (
    Scalar,
    Symbol,
    cos,
    exp,
    functions,
    gradient_descent,
    log,
    maximum,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    tanh,
    where,
)
from scalarad.graph_mode import compile, operations

DATA = Path(__file__).parent.parent / "notebooks" / "data" / "norris.csv"


def line_loss(m, b, x, y):
    return (y - (m * x + b)).square()


def eager(f, *nums):
    inputs = [Scalar(num) for num in nums]
    output = f(*inputs)
    output.backward()
    gradient = (0 if x.derivative is None else x.derivative for x in inputs)
    return output.num, tuple(gradient)


def recorded(f, *args):
    compiled = compile(f)
    compiled(*args)
    return compiled


def test_the_program_of_the_post():
    loss = compile(line_loss)
    assert loss(0, 0, 1.0, 2.0) == (4.0, (-4.0, -4.0, 0, 4.0))
    assert loss.source == (
        "def line_loss(m, b, x, y):\n"
        "    t1 = m * x\n"
        "    t2 = t1 + b\n"
        "    t3 = y - t2\n"
        "    t4 = t3 * t3\n"
        "    t5 = 2 * t3\n"
        "    t6 = -t5\n"
        "    t7 = x * t6\n"
        "    t8 = m * t6\n"
        "    return t4, (t7, t6, t8, t5)\n"
    )
    assert loss.value_program.source.endswith("    t4 = t3 * t3\n    return t4\n")
    assert (operations(loss.value_program), operations(loss.program)) == (4, 8)


numbers = st.floats(-3, 3).map(lambda x: round(x, 3))


OPERATIONS = [
    lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: b - a,
    lambda a, b: a / (a * a + 1), lambda a, b: -a, lambda a, b: tanh(a), lambda a, b: sin(a),
    lambda a, b: sigmoid(a), lambda a, b: abs(a), lambda a, b: maximum(a, b),
    lambda a, b: where(a > b, a, b * 2), lambda a, b: softplus(tanh(a)),
]  # fmt: skip


def random_function(draw):
    """A function of three Scalars, of up to a dozen operations on earlier results."""
    step = st.tuples(
        st.sampled_from(OPERATIONS), st.integers(0, 99), st.integers(0, 99)
    )
    steps = draw(st.lists(step, min_size=1, max_size=12))

    def f(*inputs):
        known = [*inputs, 1, 2.5]
        for operation, i, j in steps:
            a, b = known[i % len(known)], known[j % len(known)]
            known.append(operation(a if isinstance(a, Scalar) else inputs[0], b))
        return known[-1]

    return f


@given(st.data(), numbers, numbers, numbers)
def test_graph_mode_has_the_bits_of_eager(data, x, y, z):
    f = random_function(data.draw)
    compiled = compile(f)
    assert compiled(x, y, z) == eager(f, x, y, z)
    check_program(compiled.program)


def check_program(program):
    """No step is unused, none is there twice."""
    (function,) = ast.parse(program.source).body
    *steps, end = function.body
    right = [ast.dump(step.value) for step in steps]
    assert len(set(right)) == len(right) == operations(program)
    left = [step.targets[0].id for step in steps]
    used = {node.id for node in ast.walk(function) if type(getattr(node, "ctx", 0)) is ast.Load
            and isinstance(node, ast.Name)}  # fmt: skip
    assert set(left) <= used and len(set(left)) == len(left)


def test_the_post_learns_the_same_in_graph_mode():
    data = [(i / 100, 5 * (i / 100) + 10) for i in range(100)]
    start = [Scalar(0, name="m"), Scalar(0, name="b")]
    history = gradient_descent(line_loss, start, data)
    loss, m, b, rows = compile(line_loss), 0, 0, []
    for _ in range(30):
        for x, y in data:
            _, (dm, db, _, _) = loss(m, b, x, y)
            m, b = m - 0.001 * dm, b - 0.001 * db
        rows.append((m, b))
    assert rows == history.epoch_parameters[1:]


def test_norris_learns_the_same_in_graph_mode():
    points = np.loadtxt(DATA, delimiter=",", comments="#", skiprows=3)
    x, y = (points / 1000).T.tolist()

    def loss(m, b):
        return sum(line_loss(m, b, *p) for p in zip(x, y))

    history = gradient_descent(
        loss, [Scalar(0, name="m"), Scalar(0, name="b")], epochs=200, learning_rate=0.02
    )
    compiled, m, b = compile(loss), 0, 0
    for _ in range(200):
        _, (dm, db) = compiled(m, b)
        m, b = m - 0.02 * dm, b - 0.02 * db
    assert (m, b) == history.parameters[-1]


def rosenbrock(*x):
    return sum(
        (100 * (b - a * a).square() + (1 - a).square()) for a, b in zip(x, x[1:])
    )


def product(*x):
    return math.prod(x)


def wave(*x):
    return sum(sin(a) * cos(b) for a, b in zip(x, x[1:])) + exp(-x[0])


def logistic(*x):
    return log(1 + exp(sum(i * a for i, a in enumerate(x, 1)) / 10))


@pytest.mark.parametrize("f", [rosenbrock, product, wave, logistic])
@pytest.mark.parametrize("n", [2, 10, 50])
def test_a_gradient_takes_at_most_five_times_the_operations(f, n):
    compiled = recorded(f, *[0.5] * n)
    ratio = operations(compiled.program) / operations(compiled.value_program)
    assert 1 <= ratio <= 5
    assert compiled(*[0.5] * n) == eager(f, *[0.5] * n)


def test_arguments_may_be_nested_and_the_gradient_is_as_they_are():
    def f(weights, point, scale=2.0):
        return scale * sum(w * x for row in weights for w, x in zip(row, point))

    compiled = compile(f)
    value, gradient = compiled([[1.0, 2.0], (3.0, 4.0)], (5.0, 6.0), 1.0)
    assert value == 56
    assert gradient == ([[5.0, 6.0], (5.0, 6.0)], (4.0, 6.0), 56.0)
    assert compiled.program.arguments[:3] == [
        "weights_0_0",
        "weights_0_1",
        "weights_1_0",
    ]
    assert compiled([[1.0, 2.0]], (1.0, 1.0)) == (6.0, ([[2.0, 2.0]], (2.0, 4.0)))
    by_name = compiled(point=(1.0, 1.0), weights=[[1.0, 2.0]])
    assert by_name == (6.0, ([[2.0, 2.0]], (2.0, 4.0), 3.0))


def test_a_function_is_called_once_for_each_shape():
    calls = []

    def f(x):
        calls.append(1)
        return sum(x) if isinstance(x, list) else x * 1

    compiled = compile(f)
    for args in ([1.0, 2.0], [3, 4.0], [1.0, 2.0, 3.0], [Fraction(1), 2.0]):
        compiled(args)
    assert len(calls) == 2
    compiled(3.0), compiled(3), compiled(np.ones(3))
    assert len(calls) == 3


def test_a_program_is_not_used_for_another_shape_or_kind_of_number():
    def numbers_in(x):
        nested = isinstance(x, (list, tuple))
        return [n for part in x for n in numbers_in(part)] if nested else [x]

    compiled = compile(lambda x: sum((n * n for n in numbers_in(x)), Scalar(0)))
    third = Fraction(1, 3)
    doubles = [
        ([[1.0, 2.0], [3.0]], [[2.0, 4.0], [6.0]]), ([[1.0], [2.0, 3.0]], [[2.0], [4.0, 6.0]]),
        ([[1.0, 2.0], 3.0], [[2.0, 4.0], 6.0]), ([(1.0, 2.0), [3.0]], [(2.0, 4.0), [6.0]]),
        (([1.0, 2.0], [3.0]), ([2.0, 4.0], [6.0])), ([[1.0, 2.0, 3.0]], [[2.0, 4.0, 6.0]]),
        ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]), ((1.0, 2.0, 3.0), (2.0, 4.0, 6.0)),
        ([1, 2.0, 3.0], [2, 4.0, 6.0]), ([1, 2, 3], [2, 4, 6]), ([1, 2, 3, 4], [2, 4, 6, 8]),
        ([[third, 2.0]], [[2 * third, 4.0]]), ([[third, third]], [[2 * third, 2 * third]]),
        ([], []), ([[]], [[]]), ([[], [1.0]], [[], [2.0]]), ([[1.0], []], [[2.0], []]),
    ]  # fmt: skip
    for x, expected in doubles + doubles[::-1]:
        assert repr(compiled(x)[1]) == repr((expected,))


def test_odd_functions():
    assert compile(lambda: Scalar(3.0))() == (3.0, ())
    assert compile(lambda x: x)(4.0) == (4.0, (1,))
    assert compile(lambda x, y: x * x)(3.0, 7.0) == (9.0, (6.0, 0))
    assert compile(lambda x: Scalar(3.0) + 0 * x)(1.0) == (3.0, (0,))
    assert compile(lambda *x: x[0] * x[1])(3.0, 4.0) == (12.0, (4.0, 3.0))
    assert compile(math.prod)([2.0, 3.0]) == (6.0, ([3.0, 2.0],))
    assert compile(compile(line_loss).f)(1, 1, 1, 1) == (1, (2, 2, 2, -2))


def test_what_a_function_takes_from_elsewhere_is_a_constant():
    factor = 2.0

    def f(x):
        return factor * x

    compiled = compile(f)
    assert compiled(3.0) == (6.0, (2.0,))
    factor = 5.0
    assert compiled(3.0) == (6.0, (2.0,))
    assert "t1 = 2.0 * x" in compiled.source
    assert compile(f)(3.0) == (15.0, (5.0,))


def test_names_that_python_or_the_program_needs_get_an_underscore():
    def f(exp, t1, where, x_0, x):
        return functions.exp(exp) * t1 + where * x_0 * x[0]

    compiled = compile(f)
    value, gradient = compiled(0.0, 2.0, 3.0, 4.0, [5.0])
    assert (value, gradient) == (62.0, (2.0, 1.0, 20.0, 15.0, [12.0]))
    assert compiled.program.arguments == ["exp_", "t1", "where_", "x_0", "x_0_"]
    assert "t1" not in compiled.program.steps


def test_any_number_goes_through_a_program():
    f = compile(lambda x: x**3)
    assert f(Fraction(1, 3)) == (Fraction(1, 27), (Fraction(1, 3),))
    x = Scalar(2.0)
    _, (slope,) = f(x)
    slope.backward()
    assert (slope.num, x.derivative) == (12.0, 12.0)
    assert str(f(Symbol("a"))) == "(a ** 3, (3 * a ** 2,))"
    assert f(np.float64(2.0)) == (8.0, (12.0,))


@pytest.mark.parametrize(
    "args",
    [
        (2.0, 1.0, np.arange(4.0), np.ones(4)),
        (2.0, np.ones((2, 1)), np.arange(3.0), 1.0),
        (np.array(2.0), 1.0, np.arange(3.0), 1.0),
        (1, 2, np.arange(3), 4),
        (2.0, 1.0, np.zeros(0), 1.0),
    ],
)
@pytest.mark.parametrize("f", [line_loss, lambda m, b, x, y: m + x + b * b])
def test_a_batch_is_what_eager_makes_of_it(f, args):
    value, gradient = compile(f)(*args)
    expected, slopes = eager(f, *args)
    assert np.array_equal(value, expected)
    for number, found, slope in zip(args, gradient, slopes):
        assert np.shape(found) == np.shape(number)
        assert np.allclose(found, slope, rtol=1e-13)


def test_a_batch_of_100_is_a_loop_of_100():
    x = np.linspace(-2, 2, 100)
    f = compile(lambda w, x: tanh(w * x) * w)
    value, (dw, dx) = f(0.7, x)
    loop = [f(0.7, float(number)) for number in x]
    assert value == pytest.approx([v for v, _ in loop], rel=1e-14)
    assert dw == pytest.approx(math.fsum(g[0] for _, g in loop), rel=1e-13)
    assert dx == pytest.approx([g[1] for _, g in loop], rel=1e-13)


def test_an_argument_that_a_batch_does_not_use_gets_zeros():
    _, gradient = compile(lambda x, y, z: x * x)(np.ones(3), np.ones(5), 2.0)
    assert [np.shape(d) for d in gradient] == [(3,), (5,), ()]
    assert not np.any(gradient[1]) and gradient[2] == 0


def huber(error):
    if abs(error) < 1:
        return error.square()
    return 2 * abs(error) - 1


def test_an_if_on_a_value_is_refused_with_its_line():
    with pytest.raises(TypeError) as refused:
        compile(huber)(3.0)
    assert "\n    if abs(error) < 1:\n" in str(refused.value)
    assert "where(condition, a, b)" in str(refused.value)


def test_where_is_recorded_and_goes_both_ways():
    f = compile(lambda e: where(abs(e) < 1, e.square(), 2 * abs(e) - 1))
    assert f(0.5) == (0.25, (1.0,)) and f(-3.0) == (5.0, (-2.0,))
    value, (slope,) = f(np.array([0.5, -3.0]))
    assert value.tolist() == [0.25, 5.0] and slope.tolist() == [1.0, -2.0]


@pytest.mark.parametrize(
    "f, x, error, step",
    [
        (lambda x: 1 / log(x), 1.0, ZeroDivisionError, "t2 = 1 / t1 of program"),
        (lambda x: log(x), -1.0, ValueError, "t1 = log(x) of program"),
        (lambda x: exp(x), 800.0, OverflowError, "t1 = exp(x) of program"),
        (lambda x: sqrt(x), 0.0, ZeroDivisionError, "t2 = 0.5 / t1 of program"),
        (lambda x: x**0.5, -4.0, ValueError, "program has no real value"),
        (line_loss, "x", TypeError, "m is 'x', of type str"),
        (lambda x: 3.0, 1.0, TypeError, "must return a Scalar; got 3.0"),
        (lambda x: x[0], np.ones(2), TypeError, "not subscriptable"),
        (lambda x: x * np.ones(2), 1.0, TypeError, "Symbols and plain numbers"),
        (lambda x: {}["key"], 1.0, KeyError, "key"),
    ],
)
def test_errors_speak_of_the_users_function(f, x, error, step):
    with pytest.raises(error) as raised:
        compile(f)(x)
    assert step in str(raised.value)


def test_what_compile_refuses():
    with pytest.raises(ValueError, match="got 'c'"):
        compile(line_loss, backend="c")
    with pytest.raises(RuntimeError, match="the first call records it"):
        _ = compile(line_loss).source
    with pytest.raises(TypeError, match="missing 3 required"):
        compile(line_loss)(1.0)

    def f(x, *, y):
        return x * y

    with pytest.raises(TypeError, match="by keyword alone: y"):
        compile(f)(1.0, y=2.0)


def network(sizes, activation):
    def loss(weights, x, y):
        for layer in weights:
            x = [sum((w * v for w, v in zip(row, x)), row[-1]) for row in layer]
            x = x if layer is weights[-1] else [activation(v) for v in x]
        return (x[0] - y).square()

    random = np.random.default_rng(0)
    shapes = zip(sizes[1:], sizes)
    weights = [random.uniform(-1, 1, (b, a + 1)).tolist() for b, a in shapes]
    return loss, weights


def test_a_network_of_1500_steps():
    loss, weights = network([2, 16, 16, 1], relu)
    compiled = compile(loss)
    value, gradient = compiled(weights, [0.3, -0.7], 1.0)
    check_program(compiled.program)
    assert 1000 < operations(compiled.program) < 4 * operations(compiled.value_program)
    inputs = [[[Scalar(w) for w in row] for row in layer] for layer in weights]
    output = loss(inputs, [0.3, -0.7], 1.0)
    output.backward()
    assert value == output.num
    assert gradient[0] == [
        [[w.derivative for w in row] for row in layer] for layer in inputs
    ]
    assert max(map(len, compiled.source.split("\n"))) <= 88


def test_a_chain_of_3000_steps_needs_no_recursion():
    def f(x):
        for _ in range(3000):
            x = sin(x)
        return x

    assert compile(f)(1.0) == eager(f, 1.0)


def test_a_long_constant_does_not_break_the_line_outside_brackets():
    assert compile(lambda x: 3**200 * x)(1) == (3**200, (3**200,))


def test_without_llvmlite_the_error_says_what_to_install():
    code = (
        "import sys; sys.modules['llvmlite'] = None\n"
        "from scalarad.graph_mode import compile\n"
        "compile(abs, backend='native')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (
        'ImportError: machine code needs llvmlite: pip install "scalarad[native]"'
        in (run.stderr)
    )


def native(f):
    pytest.importorskip("llvmlite")
    return compile(f, backend="native")


ALL = [
    "exp", "log", "sqrt", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh",
    "log1p", "expm1", "sigmoid", "softplus", "relu",
]  # fmt: skip


@pytest.mark.parametrize(
    "name", [*ALL, "abs", "maximum", "minimum", "where", "**", "compare"]
)
def test_machine_code_has_the_bits_of_python(name):
    f = {
        "abs": lambda x: abs(x) * x,
        "maximum": lambda x: maximum(x, 1.0) * x,
        "minimum": lambda x: functions.minimum(x * x, 1.0),
        "where": lambda x: where(x != 1, where(x >= 2, x**3, -x), x + 5) * x,
        "**": lambda x: (x * x) ** 1.5 + 2.0**x + x**-2,
        "compare": lambda x: (x < 1) * x + (x <= 0.5) * 2 * x + (x == 2.5) * x,
    }.get(name) or (lambda x: getattr(functions, name)(x) * x)
    python, machine = compile(f), native(f)
    points = [0.25, 0.5, 1.0, 2.5, 7.0]
    points += (
        []
        if name in ("log", "sqrt")
        else [-0.5]
        if name == "log1p"
        else [-0.5, -1.0, -20.0]
    )
    for x in points:
        assert machine(x) == python(x)
    value, (slopes,) = machine(np.array(points))
    assert value.tolist() == [python(x)[0] for x in points]
    assert slopes.tolist() == [python(x)[1][0] for x in points]


@given(st.data(), numbers, numbers, numbers)
def test_machine_code_of_any_function_has_the_bits_of_python(data, x, y, z):
    f = random_function(data.draw)
    assert native(f)(x, y, z) == compile(f)(x, y, z)


def test_machine_code_of_a_network_takes_nested_lists_and_batches():
    loss, weights = network([2, 5, 4, 1], relu)
    python, machine = compile(loss), native(loss)
    assert machine(weights, [0.3, -0.7], 1.0) == python(weights, [0.3, -0.7], 1.0)
    x = [np.linspace(-1, 1, 7), np.linspace(2, 0, 7)]
    value, gradient = machine(weights, x, np.ones((3, 1)))
    expected, slopes = python(weights, x, np.ones((3, 1)))
    assert np.array_equal(value, expected)
    assert np.allclose(
        np.concatenate(gradient[0][1]), np.concatenate(slopes[0][1]), rtol=1e-12
    )
    assert gradient[2].shape == (3, 1) and gradient[1][0].shape == (7,)
    assert np.allclose(gradient[2], slopes[2], rtol=1e-12)


def test_machine_code_knows_which_of_the_numbers_in_a_list_is_an_array():
    machine = native(lambda xs: xs[0] * xs[0] * xs[1])
    for xs in (
        [np.ones(2), 3.0],
        [3.0, np.ones(2)],
        [np.ones(2), np.ones(2)],
        [3.0, 1.0],
    ):
        value, ([first, second],) = machine(xs)
        assert np.all(value == xs[0] * xs[0] * xs[1])
        assert (np.shape(first), np.shape(second)) == tuple(map(np.shape, xs))


def test_machine_code_of_empty_batches_unused_arguments_and_ints():
    machine = native(line_loss)
    assert machine(1, 2, 3, 4) == (1.0, (6.0, 2.0, 2.0, -2.0))
    value, gradient = machine(1.0, 2.0, np.zeros(0), 1.0)
    assert value.shape == (0,) and gradient[0] == 0 and gradient[2].shape == (0,)
    value, gradient = native(lambda x, y: x * x)(3.0, np.ones(5))
    assert value == 9.0 and gradient[0] == 6.0 and gradient[1].tolist() == [0] * 5


def test_machine_code_follows_ieee_where_python_raises():
    f = native(lambda x: log(x) / x)
    assert f(0.0)[0] == -math.inf and math.isnan(f(-1.0)[0])
    with pytest.raises(TypeError, match="floats and arrays; got Fraction"):
        f(Fraction(1, 2))
