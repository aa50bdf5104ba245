"""Graph mode: the program and its size, arguments, kinds of number, refusals, machine code.

That eager, Python program and machine code agree for any function is in test_one_function.py.
"""

import ast
import math
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from functools import partial
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
    sin,
    sqrt,
    tanh,
    where,
)
from scalarad.graph_mode import compile, operations
from scalarad.programs import arguments

DATA = Path(__file__).parent.parent / "notebooks" / "data" / "norris.csv"


def line_loss(m, b, x, y):
    return (y - (m * x + b)).square()


def eager(f, *nums):
    inputs = [Scalar(num) for num in nums]
    output = f(*inputs)
    output.backward()
    return output.num, tuple(0 if x.derivative is None else x.derivative for x in inputs)


def recorded(f, *args):
    compiled = compile(f)
    compiled(*args)
    return compiled


def test_the_program_of_the_post():
    loss = compile(line_loss)
    assert loss(0.0, 0.0, 1.0, 2.0) == (4.0, (-4.0, -4.0, 0.0, 4.0))
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
    start = [Scalar(0.0, name="m"), Scalar(0.0, name="b")]
    history = gradient_descent(line_loss, start, data)
    loss, row, rows = compile(line_loss), (0.0, 0.0), [(0.0, 0.0)]
    for x, y in data * 30:
        _, (dm, db, _, _) = loss(*row, x, y)
        row = row[0] - 0.001 * dm, row[1] - 0.001 * db
        rows.append(row)
    assert rows == history.rows


def test_norris_learns_the_same_in_graph_mode():
    points = np.loadtxt(DATA, delimiter=",", comments="#", skiprows=3)
    x, y = (points / 1000).T.tolist()

    def loss(m, b):
        return sum(line_loss(m, b, *p) for p in zip(x, y))

    start = [Scalar(0.0, name="m"), Scalar(0.0, name="b")]
    history = gradient_descent(loss, start, epochs=200, learning_rate=0.02)
    compiled, m, b = compile(loss), 0.0, 0.0
    for _ in range(200):
        _, (dm, db) = compiled(m, b)
        m, b = m - 0.02 * dm, b - 0.02 * db
    assert (m, b) == history.rows[-1]


def rosenbrock(*x):
    return sum((100 * (b - a * a).square() + (1 - a).square()) for a, b in zip(x, x[1:]))


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


def weighted_sum(weights, point, scale=2.0):
    return scale * sum(w * x for row in weights for w, x in zip(row, point))


def test_arguments_may_be_nested_and_the_gradient_is_as_they_are():
    compiled = compile(weighted_sum)
    value, gradient = compiled([[1.0, 2.0], (3.0, 4.0)], (5.0, 6.0), 1.0)
    assert value == 56  # 5 + 12 + 15 + 24
    assert gradient == ([[5.0, 6.0], (5.0, 6.0)], (4.0, 6.0), 56.0)
    assert compiled.program.arguments[:3] == ["weights_0_0", "weights_0_1", "weights_1_0"]


def test_an_argument_left_to_its_default_is_a_constant_by_position_and_by_name():
    compiled = compile(weighted_sum)
    expected = (6.0, ([[2.0, 2.0]], (2.0, 4.0)))
    assert compiled([[1.0, 2.0]], (1.0, 1.0)) == expected
    assert compiled(point=(1.0, 1.0), weights=[[1.0, 2.0]]) == expected
    assert compiled([[1.0, 2.0]], (1.0, 1.0), scale=3.0)[1][2] == 3.0
    assert compile(lambda x, y=3.0: x * y)(2.0) == compile(lambda x, y=3.0: x * y)(x=2.0)


def keyword_only(x, *, y):
    return x * y


@pytest.mark.parametrize(
    "f, args, kwargs, sentence",
    [
        (line_loss, (1.0,), {}, "line_loss(m, b, x, y) cannot take these arguments: missing a"),
        (line_loss, (1.0,) * 5, {}, "cannot take these arguments: too many positional"),
        (line_loss, (), {"z": 1.0}, "line_loss(m, b, x, y) cannot take these arguments"),
        (line_loss, (1.0,), {"m": 1.0}, "multiple values for argument 'm'"),
        (weighted_sum, (), {"scale": 1.0}, "missing a required argument: 'weights'"),
        (keyword_only, (1.0,), {"y": 1.0}, "takes arguments by position; y cannot be one. Give"),
        (lambda x, y=1.0, z=1.0: x, (1.0,), {"z": 1.0}, "z cannot be one. Give the arguments bef"),
        (max, (1.0, 2.0), {}, "max does not say which arguments it takes; wrap it in a def"),
    ],
)
def test_arguments_that_do_not_fit_are_named_in_a_sentence(f, args, kwargs, sentence):
    with pytest.raises(TypeError) as refused:
        compile(f)(*args, **kwargs)
    assert sentence in str(refused.value)


nested = st.recursive(
    st.integers(), lambda parts: st.lists(parts, max_size=4) | st.tuples(parts, parts), max_leaves=9
)


@given(st.lists(nested).map(tuple))
def test_arguments_taken_apart_are_put_together_again(args):
    numbers = []
    kinds = arguments.take_apart(args, numbers)
    assert arguments.rebuilt(args, iter(numbers)) == args
    names = [f"x_{i}" for i in range(len(numbers))]
    value, gradient = arguments.nested_like(args, names, lambda *numbers: (7, numbers))(*numbers)
    assert (value, gradient) == (7, args)
    assert repr(gradient) == repr(args)  # lists are lists, and tuples tuples
    assert arguments.take_apart(gradient, []) == kinds


@given(st.lists(nested).map(tuple), st.lists(nested).map(tuple))
def test_equal_kinds_mean_equal_nesting(one, other):
    like_other = arguments.take_apart(one, []) == arguments.take_apart(other, [])
    zeros = [repr(arguments.rebuilt(args, iter([0] * 1000))) for args in (one, other)]
    assert like_other == (zeros[0] == zeros[1])


def test_each_number_has_a_name_of_its_own():
    def f(x, rows, *more):
        pass

    args = (1.0, [[1.0], (1.0, 1.0)], 1.0, [1.0])
    called, names = arguments.names_of(f, args, {"x"})
    assert called == "f"
    assert names == ["x_", "rows_0_0", "rows_1_0", "rows_1_1", "more_0", "more_1_0"]
    assert arguments.names_of(f, (1.0, []), {"f"}) == ("f_", ["x"])
    assert arguments.names_of(partial(f, 1.0), ([],), set()) == ("program", [])
    assert arguments.names_of(lambda x: x, (1.0,), {"x"}) == ("program", ["x_"])


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
        ([1, 2.0, 3.0], [2.0, 4.0, 6.0]), ([1, 2, 3], [2, 4, 6]), ([1, 2, 3, 4], [2, 4, 6, 8]),
        ([[third, 2.0]], [[2 / 3, 4.0]]), ([[third, third]], [[2 * third, 2 * third]]),
        ([], []), ([[]], [[]]), ([[], [1.0]], [[], [2.0]]), ([[1.0], []], [[2.0], []]),
    ]  # fmt: skip
    for x, expected in doubles + doubles[::-1]:
        assert repr(compiled(x)[1]) == repr((expected,))


def test_odd_functions():
    assert compile(lambda: Scalar(3.0))() == (3.0, ())
    assert compile(lambda x: x)(4.0) == (4.0, (1.0,))
    assert compile(lambda x, y: x * x)(3.0, 7.0) == (9.0, (6.0, 0.0))
    assert compile(lambda x: Scalar(3.0) + 0 * x)(1.0) == (3.0, (0.0,))
    assert compile(lambda *x: x[0] * x[1])(3.0, 4.0) == (12.0, (4.0, 3.0))
    assert compile(math.prod)([2.0, 3.0]) == (6.0, ([3.0, 2.0],))
    assert compile(compile(line_loss).f)(1, 1, 1, 1) == (1, (2, 2, 2, -2))
    assert compile(partial(line_loss, 1.0, 1.0))(1.0, 1.0) == (1.0, (2.0, -2.0))


@pytest.mark.parametrize("backend", ["python", "native"])
def test_a_function_may_be_called_like_one_that_its_program_calls(backend):
    def sigmoid(x):
        return functions.sigmoid(x) * 4

    def cos(x):
        return functions.cos(x)

    def t1(x):
        return x * x

    for f, expected in [
        (tanh, (0.0, (1.0,))), (relu, (0.0, (0.0,))), (abs, (0.0, (0.0,))), (cos, (1.0, (-0.0,))),
        (sigmoid, (2.0, (1.0,))), (t1, (0.0, (0.0,))),
    ]:  # fmt: skip
        assert compile(f, backend)(0.0) == expected
    assert compile(maximum, backend)(2.0, 3.0) == (3.0, (0.0, 1.0))


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


def test_a_scalar_from_outside_is_a_constant_and_is_left_as_it_is():
    w, unused = Scalar(3.0), Scalar(1.0)
    (w * w).backward()
    assert compile(lambda x: x * w + unused)(2.0) == (7.0, (3.0,))
    assert (w.derivative, unused.derivative) == (6.0, None)
    assert (w.num, unused.num) == (3.0, 1.0)


def test_a_failed_recording_leaves_scalars_from_outside_as_they_were():
    w = Scalar(0.0)
    with pytest.raises(ZeroDivisionError, match="slope of sqrt at 0.0 is infinite"):
        compile(lambda x: x * sqrt(w))(2.0)
    assert w.derivative is None


def test_names_that_python_or_the_program_needs_get_an_underscore():
    def f(exp, t1, where, x_0, x):
        return functions.exp(exp) * t1 + where * x_0 * x[0]

    compiled = compile(f)
    value, gradient = compiled(0.0, 2.0, 3.0, 4.0, [5.0])
    assert (value, gradient) == (62.0, (2.0, 1.0, 20.0, 15.0, [12.0]))
    assert compiled.program.arguments == ["exp_", "t1", "where_", "x_0", "x_0_"]
    assert "t1" not in compiled.program.steps


@pytest.mark.parametrize("backend", ["python", "native"])
@pytest.mark.parametrize(
    "f, x, value, slope",
    [
        (lambda x: x**3, Fraction(1, 3), Fraction(1, 27), Fraction(1, 3)),
        (lambda x: x * x / 3, Fraction(1, 7), Fraction(1, 147), Fraction(2, 21)),
        (lambda x: x * x / 4, Decimal("0.1"), Decimal("0.0025"), Decimal("0.05")),
        (lambda x: x * x * 10**20, 3, 9 * 10**20, 6 * 10**20),
        (lambda x: x / 2, 3, 1.5, 0.5),
        (lambda x: x * 1j + x, 2 + 0j, 2 + 2j, 1 + 1j),
        (lambda x: x * np.float64(2.0) + np.int8(100), 1.0, 102.0, 2.0),
        (lambda x: 3**200 * x, 1, 3**200, 3**200),  # longer than a line
        (lambda x: x**3, np.float64(2.0), 8.0, 12.0),
        (lambda x: x * x, np.uint8(200), 40_000, 400),
        (lambda x: x * math.inf, 1.0, math.inf, math.inf),
        (lambda x: where(x > 0, x, 1), -1.0, 1, 0.0),
        (lambda x: Scalar(Fraction(3)), 1.0, Fraction(3), 0.0),
    ],
)
def test_each_kind_of_number_keeps_its_kind(backend, f, x, value, slope):
    compiled = compile(f, backend)
    for _ in range(2):
        found = compiled(x)
        assert found == (value, (slope,))
        assert [type(number) for number in (found[0], *found[1])] == [type(value), type(slope)]


def test_a_constant_that_is_not_finite_is_written_down():
    for constant in (complex(math.nan, math.inf), complex(-0.0, -math.inf)):
        value, (slope,) = compile(lambda x, c=constant: x * c)(1j)
        assert repr(slope) == repr(constant * complex(1)) and repr(value) == repr(1j * constant)
    value, (slope,) = compile(lambda x: x * math.nan + x * np.inf)(1.0)
    assert math.isnan(value) and math.isnan(slope)


def test_exactness_does_not_depend_on_which_side_a_where_chose_first():
    f = compile(lambda x: where(x > 0, x * x / 3, 0))
    assert f(Fraction(-1)) == (0, (0,))
    assert f(Fraction(1, 7)) == (Fraction(1, 147), (Fraction(2, 21),))
    f = compile(lambda x: where(x > 0, x * x * Decimal("0.1"), 0))
    assert f(Decimal(-1)) == (0, (0,))
    assert f(Decimal(3)) == (Decimal("0.9"), (Decimal("0.6"),))


def test_numbers_that_do_not_mix_are_refused():
    with pytest.raises(TypeError, match="would be complex.*wrap it as a complex number"):
        compile(lambda x: x * 1j)(2.0)
    with pytest.raises(TypeError, match="would be complex"):
        compile(lambda x: where(x > 0, x * 1j, x))(2.0)
    with pytest.raises(TypeError, match="unsupported operand"):
        compile(lambda x: x * 0.5)(Decimal(2))


def test_a_program_of_scalars_gives_scalars_and_of_symbols_symbols():
    f = compile(lambda x: x**3)
    x = Scalar(2.0)
    _, (slope,) = f(x)
    slope.backward()
    assert (slope.num, x.derivative) == (12.0, 12.0)  # 3 x^2, 6 x
    assert str(f(Symbol("a"))) == "(a ** 3, (3 * a ** 2,))"


@pytest.mark.parametrize("backend", ["python", "native"])
def test_a_compiled_derivative_can_be_compiled_again(backend):
    def slope_of(f):
        return lambda x: compile(f)(x)[1][0]

    curvature = compile(slope_of(lambda x: x**3), backend)
    assert curvature(2.0) == (12.0, (12.0,))  # 3 x^2, 6 x
    assert curvature(Fraction(1, 2)) == (Fraction(3, 4), (3,))
    third = compile(slope_of(slope_of(lambda x: x * x * x * x)), backend)
    assert third(2.0) == (48.0, (48.0,))  # 12 x^2, 24 x
    value, (slope,) = compile(slope_of(lambda x: relu(x) * tanh(x) + abs(x)), backend)(0.5)
    h = 1e-6
    first = [slope_of(lambda x: relu(x) * tanh(x) + abs(x))(0.5 + s * h) for s in (-1, 0, 1)]
    assert value == pytest.approx(first[1], rel=1e-15)
    assert slope == pytest.approx((first[2] - first[0]) / (2 * h), rel=1e-8)


@pytest.mark.parametrize(
    "args",
    [
        (2.0, 1.0, np.arange(4.0), np.ones(4)),
        (2.0, np.ones((2, 1)), np.arange(3.0), 1.0),
        (np.array(2.0), 1.0, np.arange(3.0), 1.0),
        (1, 2, np.arange(3.0), 4),
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


@pytest.mark.parametrize("backend", ["python", "native"])
def test_what_the_value_does_not_depend_on_has_derivative_zero(backend):
    f = compile(lambda x, y, z: x * x, backend)
    odd = np.array([math.inf, 1.0, math.nan])
    value, gradient = f(np.ones(2), odd, math.nan)
    assert value.tolist() == [1, 1] and gradient[0].tolist() == [2, 2]
    assert gradient[1].tolist() == [0, 0, 0] and gradient[2] == 0
    _, gradient = f(3.0, odd, np.ones((2, 2), np.float32))
    assert gradient[1].tolist() == [0, 0, 0]
    assert gradient[2].tolist() == [[0, 0], [0, 0]] and gradient[2].dtype == np.float32


@pytest.mark.parametrize("backend", ["python", "native"])
def test_a_product_with_zero_is_a_batch_too(backend):
    value, (slope,) = compile(lambda x: x * 0.0, backend)(np.arange(3.0))
    assert value.tolist() == [0, 0, 0]
    assert slope.tolist() == [0, 0, 0]
    value, (slope,) = compile(lambda x: x**0, backend)(np.arange(3.0))
    assert value.tolist() == [1, 1, 1] and slope.tolist() == [0, 0, 0]


@pytest.mark.parametrize("backend", ["python", "native"])
def test_a_batch_in_single_precision_stays_there(backend):
    x = np.array([1.0, 2.0], np.float32)
    value, gradient = compile(lambda w, x: x * w * 0.1, backend)(3.0, x)
    assert value.dtype == gradient[1].dtype == np.float32 and type(gradient[0]) is float
    value, gradient = compile(lambda w, x: x * w, backend)(np.ones(2), x)
    assert (value.dtype, gradient[0].dtype, gradient[1].dtype) == (float, float, np.float32)


@pytest.mark.parametrize("backend", ["python", "native"])
def test_nobody_can_change_one_result_by_writing_into_another(backend):
    x = np.array([1.0, 2.0])
    value, (slope,) = compile(lambda x: exp(x), backend)(x)
    for result in (value, slope):
        with pytest.raises(ValueError, match="read-only"):
            result[0] = 5.0
    x[0] = 7.0
    assert value[0] == slope[0] == math.e


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
        (lambda x: x**0.5, -4.0, ValueError, "-4.0 ** 0.5 is not a real number, at the step t1 ="),
        (lambda x: 0 / x, 0.0, ZeroDivisionError, "t1 = 0 / x of program"),
        (lambda x: x**2, 1e200, OverflowError, "larger than any float, at the step t1 = x ** 2"),
        (lambda x: log(x), Fraction(-1), ValueError, "log has no value at -1, at the step t1"),
        (lambda x: x / 3, 10**400, OverflowError, "t1 = x / 3 of program"),
        (line_loss, "x", TypeError, "Scalar wraps a number, such as 3.0; got 'x', of type str"),
        (lambda x: x, None, TypeError, "got None, of type NoneType"),
        (lambda x: x, True, TypeError, "write where(condition, a, b), or 1.0"),
        (lambda x: x, {}, TypeError, "Scalar wraps a number, such as 3.0; got {}"),
        (lambda x: 1 - x, np.array([200], np.uint8), TypeError, "Write x.astype(float)"),
        (lambda x: 1 - x, np.arange(3), TypeError, "Write x.astype(float)"),
        (lambda x: 3.0, 1.0, TypeError, "must return a Scalar; got 3.0"),
        (compile(lambda x: x), 1.0, TypeError, "program must return a Scalar; got (Scalar(x"),
        (lambda x: x[0], np.ones(2), TypeError, "not subscriptable"),
        (lambda x: sum(x for _ in range(x)), 3, TypeError, "x.num where the plain number is meant"),
        (lambda x: sum(x for _ in range(x.num)), 3, TypeError, "take it from outside"),
        (lambda x: round(x), 3.0, TypeError, "round(), math and NumPy would lose the derivative"),
        (lambda x: math.sin(x), 3.0, TypeError, "such as scalarad.exp(x)"),
        (lambda x: np.sin(x), 3.0, TypeError, "does not support ufuncs"),
        (lambda x: x * float(f"{x:.2f}"), 3.0, TypeError, "x has no value yet that could be form"),
        (lambda x: x.sum(), np.ones(2), TypeError, "Sum outside of the program"),
        (lambda x: x.mean(), np.ones(2), TypeError, "Sum outside of the program"),
        (lambda x: {}["key"], 1.0, KeyError, "key"),
    ],
)
@pytest.mark.parametrize("backend", ["python", "native"])
def test_errors_speak_of_the_users_function(backend, f, x, error, step):
    compiled = compile(f, backend)
    for _ in range(2):
        with pytest.raises(error) as raised:
            compiled(x)
        assert step in str(raised.value)


def test_an_array_inside_a_function_is_refused():
    for f in (lambda x: x * np.array([1.0, 2.0]), lambda x: np.array([1.0, 2.0]) * x):
        with pytest.raises(TypeError, match="got array"):
            compile(f)(3.0)


def test_an_error_of_the_function_itself_is_left_as_it_is():
    class Odd(ValueError):
        def __init__(self, one, two):
            super().__init__(one, two)

    def f(x):
        raise Odd(1, 2) from KeyError("why")

    with pytest.raises(Odd) as raised:
        compile(f)(1.0)
    assert raised.value.args == (1, 2) and isinstance(raised.value.__cause__, KeyError)


class Picky:
    """A number of the reader's own that does not like its own zero."""

    def __init__(self, number):
        self.number = number

    def __mul__(self, other):
        if self.number == 0:
            raise PickyError("zero", self)
        return Picky(self.number * getattr(other, "number", other))

    __add__ = __sub__ = __rmul__ = __mul__


class PickyError(ArithmeticError):
    def __init__(self, what, which):
        super().__init__(what, which)


def test_an_error_of_a_number_of_ones_own_says_its_step_too():
    compiled = compile(lambda x: x * (x * x))
    assert compiled(Picky(2))[0].number == 8
    with pytest.raises(PickyError, match="at the step t2 = t1 \\* x of program"):
        compile(lambda x: (x * 0) * x)(Picky(2))


def test_what_compile_refuses():
    with pytest.raises(ValueError, match="got 'c'"):
        compile(line_loss, backend="c")
    with pytest.raises(RuntimeError, match="the first call records it"):
        _ = compile(line_loss).source


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
    assert gradient[0] == [[[w.derivative for w in row] for row in layer] for layer in inputs]
    assert max(map(len, compiled.source.split("\n"))) <= 88


def test_a_chain_of_3000_steps_needs_no_recursion():
    def f(x):
        for _ in range(3000):
            x = sin(x)
        return x

    assert compile(f)(1.0) == eager(f, 1.0)


def test_without_llvmlite_the_error_says_what_to_install():
    code = (
        "import sys; sys.modules['llvmlite'] = None\n"
        "from scalarad.graph_mode import compile\n"
        "compile(abs, backend='native')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'ImportError: machine code needs llvmlite: pip install "scalarad[native]"' in (
        run.stderr
    )


def native(f):
    pytest.importorskip("llvmlite")
    return compile(f, backend="native")


ELEMENTARY = [
    "exp", "log", "sqrt", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh",
    "log1p", "expm1", "sigmoid", "softplus", "relu", "abs",
]  # fmt: skip
FUNCTIONS = {name: getattr(functions, name, abs) for name in ELEMENTARY} | {
    "maximum": lambda x: maximum(x, 1.0),
    "minimum": lambda x: functions.minimum(x * x, 1.0),
    "where": lambda x: where(x != 1, where(x >= 2, x**3, -x), x + 5),
    "**": lambda x: (x * x) ** 1.5 + 2.0**x + x**-2,
    "compare": lambda x: where(x < 1, x, 2.0) + where(x <= 0.5, x, 2.0) + where(x == 2.5, x, 2.0),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_machine_code_has_the_bits_of_python(name):
    f = lambda x: FUNCTIONS[name](x) * x  # noqa: E731
    python, machine = compile(f), native(f)
    points = [0.25, 0.5, 1.0, 2.5, 7.0]
    if name not in ("log", "sqrt"):
        points += [-0.5] if name == "log1p" else [-0.5, -1.0, -20.0]
    for x in points:
        assert machine(x) == python(x)
    value, (slopes,) = machine(np.array(points))
    assert value.tolist() == [python(x)[0] for x in points]
    assert slopes.tolist() == [python(x)[1][0] for x in points]


def test_machine_code_of_a_network_takes_nested_lists_and_batches():
    loss, weights = network([2, 5, 4, 1], relu)
    python, machine = compile(loss), native(loss)
    assert machine(weights, [0.3, -0.7], 1.0) == python(weights, [0.3, -0.7], 1.0)
    x = [np.linspace(-1, 1, 7), np.linspace(2, 0, 7)]
    value, gradient = machine(weights, x, np.ones((3, 1)))
    expected, slopes = python(weights, x, np.ones((3, 1)))
    assert np.array_equal(value, expected)
    assert np.allclose(np.concatenate(gradient[0][1]), np.concatenate(slopes[0][1]), rtol=1e-12)
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


def in_machine_code(compiled):
    """Whether what runs now is machine code: a function of Python's own kind, or a batch's."""
    (run,) = compiled.ready.values()
    return type(run) is type(len) or "of_batch" in getattr(run, "__qualname__", "")


def test_machine_code_refuses_what_python_refuses():
    f = native(lambda x: log(x) / x)
    for x in (0.0, -1.0):
        with pytest.raises(ValueError, match=f"log has no value at {x}, at the step t1 = log"):
            f(x)
    assert f(2.0) == compile(f.f)(2.0) and in_machine_code(f)
    with pytest.raises(ValueError, match="log has no value at -1.0"):
        native(lambda w, x: log(w) * x)(-1.0, np.zeros(0))  # the batch has no row that could fail


@pytest.mark.parametrize(
    "f, x",
    [
        (lambda x: x * x, 1e200),  # inf
        (lambda x: x - x, math.inf),  # NaN
        (lambda x: x / 3 + exp(x), -math.inf),
        (lambda x: maximum(x, 1.0) + relu(x), math.nan),
        (lambda x: abs(x) * x, -0.0),
        (lambda x: where(x > 0, 2**52, x) * 3 + 1, 1.0),  # exact ints, and no doubles
        (lambda x: where(x > 0, x, 3), -1.0),  # an int
        (lambda x: where(x > 0, 3, x) * 1, -1.5),
        (lambda x: where(x > 0, 2, x) ** 80 + x, 1.0),
        (lambda x: x * 1e20 * 10**30, 2.0),
        (lambda x: x + Fraction(1, 3), 2.0),
        (lambda x: where(x > 0, x, complex(math.nan)), 2.0),
        (lambda x: Scalar(3), 2.0),
    ],
)
def test_where_doubles_are_not_enough_python_runs(f, x):
    found, expected = native(f)(x), compile(f)(x)
    assert repr(found) == repr(expected)


def test_machine_code_is_what_runs_where_it_can():
    for f in (line_loss, lambda m, b, x, y: where(x > 0, x, 0.5) * 3 + maximum(m, 0)):
        for args in ((1.0, 2.0, 3.0, 4.5), (1.0, 2.0, np.ones(3), 4.0)):
            machine = native(f)
            machine(*args)
            assert in_machine_code(machine)
    python = native(line_loss)
    python(1, 2.0, 3.0, 4.0)
    assert not in_machine_code(python)


def test_a_where_that_chooses_for_a_whole_batch():
    f, x, y = (lambda w, x, y: where(w > 0, x, y)), np.ones(3), np.ones((3, 1))
    for w in (1.0, -1.0):
        value, gradient = native(f)(w, x, y)
        expected, slopes = compile(f)(w, x, y)
        assert value.shape == expected.shape
        assert [d.tolist() for d in gradient[1:]] == [d.tolist() for d in slopes[1:]]


def test_machine_code_says_no_to_shapes_as_python_does():
    for backend in ("python", "native"):
        with pytest.raises(ValueError, match="at the step t1 = x \\+ y of program"):
            compile(lambda x, y: x + y, backend)(np.ones(2), np.ones(3))


def test_the_memory_of_machine_code_is_given_back():
    f = native(lambda x: x * 2.5)
    assert f(2.0) == (5.0, (2.5,))
    (run,) = f.ready.values()
    before = sys.getrefcount(None)
    for _ in range(10_000):
        run(2.0)
    assert sys.getrefcount(None) - before < 100
    number = 2.0e300
    count = sys.getrefcount(number)
    for _ in range(100):
        run(number)
    assert sys.getrefcount(number) == count
    del f
    assert run(2.0) == (5.0, (2.5,))


def test_scalarad_without_numpy_compiles_numbers():
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "from scalarad.graph_mode import compile\n"
        "print(compile(lambda x: x * x)(3.0))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == "(9.0, (6.0,))\n", run.stderr
