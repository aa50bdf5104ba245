"""Forward mode: Duals and jvp, alone, in Scalars and around them, for every kind of number."""

import copy
import math
import operator
import pickle
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from expressions import agree_with_50_digits, value_of
from hypothesis import given
from hypothesis import strategies as st
from kinds import (
    COMPARISONS,
    KINDS,
    OPERATIONS,
    REFUSED,
    NoValue,
    Ratio,
    badly_refused,
    bottom,
    difference,
    elements,
    exact,
    is_edge,
)
from test_kinds import (
    BINARY,
    UNARY,
    is_harder,
    mixes,
    numpy_may_warn,  # noqa: F401 (a fixture, used by every test here)
    outcome,
    pairs,
    ways,
)

import scalarad
from scalarad import (
    Dual,
    Scalar,
    Symbol,
    exp,
    functions,
    jvp,
    maximum,
    minimum,
    relu,
    sin,
    sqrt,
    tanh,
    where,
)
from scalarad.graph_mode import compile
from scalarad.scalar import summed


def slope(f, number):
    return jvp(f, (number,), (1,))[1]


# -------- random expressions against 50 digits


def by_jvp(steps, numbers):
    """A run for each input, which alone has a tangent."""
    f = lambda *inputs: value_of(steps, inputs)  # noqa: E731
    runs = [jvp(f, numbers, [float(i == k) for i in range(3)]) for k in range(3)]
    assert len({value for value, _ in runs}) == 1
    return runs[0][0], [tangent for _, tangent in runs]


@pytest.mark.parametrize("graphs", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_random_expressions_agree_with_50_digits(graphs):
    agree_with_50_digits(graphs, by_jvp)


@pytest.mark.parametrize("graphs", [60, pytest.param(200, marks=pytest.mark.slow)])
def test_a_direction_is_the_sum_of_its_parts_in_random_expressions(graphs):
    """What jvp says of (1, 0, 0) is what it says of (3, 2, -1), less 2 and -1 times the others."""

    def by_directions(steps, numbers):
        f = lambda *inputs: value_of(steps, inputs)  # noqa: E731
        value, by_second = jvp(f, numbers, (0.0, 1.0, 0.0))
        _, by_third = jvp(f, numbers, (0.0, 0.0, 1.0))
        _, together = jvp(f, numbers, (3.0, 2.0, -1.0))
        both = np.longdouble(together) - 2 * np.longdouble(by_second) + by_third
        sizes = abs(together) + abs(2 * by_second) + abs(by_third)
        direct = jvp(f, numbers, (1.0, 0.0, 0.0))[1]
        assert abs(both / 3 - direct) <= 1e-9 * sizes + 1e-300
        return value, [direct, by_second, by_third]

    agree_with_50_digits(graphs, by_directions)


# -------- the table of kinds


def forward_outcome(operation, numbers, constants=()):
    """ "right" or "refused", of jvp with each number in turn as the one that moves."""
    moving = [i for i in range(len(numbers)) if i not in constants]
    for i in moving:

        def f(*inputs):
            inputs = iter(inputs)
            arguments = [
                n if j in constants else next(inputs)  # noqa: B023
                for j, n in enumerate(numbers)
            ]
            return operation.function(*arguments)

        primals = [numbers[j] for j in moving]
        try:
            value, tangent = jvp(f, primals, [int(j == i) for j in moving])
            elements(value), elements(tangent)
        except NoValue:
            return "refused"
        except Exception as error:
            wrong = badly_refused(error, plainly(operation, numbers))
            assert not wrong, (wrong, numbers, constants)
            return "refused"
        assert not complaint(operation, numbers, i, value, tangent), (numbers, constants)
    return "right"


def plainly(operation, numbers):
    numbers = list(map(bottom, numbers))
    yield lambda: operation.function(*numbers)
    yield lambda: numbers[0] - numbers[-1]
    yield from (lambda x=x: x * 0.5 for x in numbers)
    yield from (lambda x=x: x + x * 0.5 for x in numbers)


def complaint(operation, numbers, i, value, tangent):
    """What is wrong with a value and how it follows number i, in words."""
    if any(isinstance(bottom(n), complex) and not np.isfinite(bottom(n)) for n in numbers):
        return ""
    values, slopes = exact(operation, numbers)
    is_rough = any(getattr(bottom(n), "dtype", None) == np.float32 for n in numbers)
    found = difference("the value", value, values, is_rough)
    moved, wanted = elements(tangent), slopes[i]
    if moved.shape != elements(value).shape:
        return f"the tangent has shape {moved.shape}"
    if moved.shape != wanted.shape and not operation.reduces:
        moved = np.array(sum(moved.flat), dtype=object)
        values = ()
    if operation.reduces:
        wanted = np.array(sum(wanted.flat), dtype=object)
    is_at_the_edge = is_edge(operation, numbers) or not is_finite(value)
    if is_at_the_edge and any(x != x for x in moved.flat):
        return found  # 0 times an infinite slope
    return found or difference("the tangent", moved, wanted, is_rough, values)


def is_finite(value):
    return all(abs(x) < math.inf for x in elements(value).flat)


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("kind", KINDS)
def test_each_operation_on_each_kind_is_as_for_a_scalar(kind, name):
    operation = OPERATIONS[name]
    for number in KINDS[kind]:
        found = forward_outcome(operation, [number])
        if not is_edge(operation, [number]):
            assert found == outcome(operation, [number]), number


def pairs_of_kinds():
    """Each kind beside each; two different ones are slow, unless the first is float."""
    for first in KINDS:
        for second in KINDS:
            is_quick = first in ("float", second)
            yield pytest.param(first, second, marks=() if is_quick else pytest.mark.slow)


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("first, second", list(pairs_of_kinds()))
def test_each_operation_on_two_kinds_is_as_for_scalars(first, second, name):
    operation = OPERATIONS[name]
    for numbers in pairs(first, second, name):
        for constants in ways(name, numbers):
            found = forward_outcome(operation, numbers, constants)
            if is_edge(operation, numbers) or is_harder(name, first, second, constants):
                continue
            # Kinds that do not mix in reverse may mix here: no share has to fit its number.
            if mixes(first, second, constants) and not meets_a_bare_formula(
                numbers, constants, name
            ):
                assert found == outcome(operation, numbers, constants) or (
                    {first, second} in ({"Decimal", "Symbol"}, {"own class", "int"})
                    and name == "x / y"  # its slope, 1 / y, is a float where y is an int
                ), (numbers, constants)


def meets_a_bare_formula(numbers, constants, name):
    """Whether a Symbol that is no Dual stands on the left of one: it refuses what it meets."""
    left = 1 if name == "where y < x" else 0
    return constants == (left,) and isinstance(numbers[left], Symbol)


# -------- edges


@pytest.mark.parametrize("f, slope_at_0", [(relu, 0), (abs, 0), (lambda x: maximum(x, 0), 0.5)])
@pytest.mark.parametrize("kind", [float, Fraction, np.float32, lambda x: np.array([float(x)])])
def test_a_corner_has_the_slope_that_backward_gives(f, slope_at_0, kind):
    assert slope(f, kind(0)) == slope_at_0 and slope(f, kind(3)) == 1
    assert slope(f, kind(-3)) == (-1 if f is abs else 0)
    assert slope(minimum_with_0, kind(0)) == 0.5


def minimum_with_0(x):
    return minimum(x, 0)


def test_a_nan_comes_out_as_a_nan():
    for f in (relu, abs, exp, sqrt, lambda x: maximum(x, 1.0), lambda x: x * 2 - x):
        value, tangent = jvp(f, (math.nan,), (1.0,))
        assert math.isnan(value)
    assert math.isnan(slope(relu, math.nan)) and math.isnan(slope(exp, math.nan))


def test_powers_at_their_edges():
    assert slope(lambda x: x**0, 0.0) == 0 and slope(lambda x: x**1, 0.0) == 1
    assert slope(lambda x: x**3, -2.0) == 12 and slope(lambda x: x**-1, 2.0) == -0.25
    assert slope(lambda x: 2**x, 0.0) == math.log(2)
    with pytest.raises(ZeroDivisionError, match=r"^the slope of x \*\* 0.5 at 0 is infinite$"):
        slope(lambda x: x**0.5, 0.0)
    with pytest.raises(ValueError, match=r"^-8.0 \*\* 0.5 is not a real number$"):
        slope(lambda x: x**0.5, -8.0)
    with pytest.raises(ValueError, match="exponent needs a base above 0; got 0.0"):
        slope(lambda x: x**x, 0.0)
    with pytest.raises(OverflowError, match="is larger than any float"):
        slope(lambda x: x**3, 1e200)
    with pytest.raises(ZeroDivisionError, match="the slope of sqrt at 0.0 is infinite"):
        slope(sqrt, 0.0)


def test_where_takes_the_tangent_of_the_side_that_is_chosen():
    def f(x):
        return where(x > 1, 3 * x, -x)

    assert jvp(f, (2.0,), (1.0,)) == (6.0, 3.0) and jvp(f, (1.0,), (1.0,)) == (-1.0, -1.0)
    value, tangent = jvp(f, (np.array([0.0, 1.0, 2.0]),), (1.0,))
    assert value.tolist() == [0, -1, 6] and tangent.tolist() == [-1, -1, 3]
    still = np.array([True, False])
    value, tangent = jvp(lambda x, y: where(still, x, y), (2.0, 5.0), (1.0, 10.0))
    assert value.tolist() == [2, 5] and tangent.tolist() == [1, 10]
    assert jvp(lambda x: where(False, x, 7.0), (2.0,), (1.0,)) == (7.0, 0.0)
    value, tangent = jvp(f, (Symbol("x"),), (1,))
    assert str(value) == "where(x > 1, 3 * x, -x)" and str(tangent).startswith("where(x > 1, ")


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize("x, y", [*product([1.0, 2.0], [1.0, 2.0])])
def test_a_comparison_is_that_of_the_primals(name, x, y):
    compare = COMPARISONS[name]
    for a, b in [
        (Dual(x, 5.0), Dual(y, -1.0)), (Dual(x, 5.0), y), (x, Dual(y, 5.0)),
        (Dual(Dual(x, 1.0), 3.0), Dual(y, 1.0)), (Dual(x, 1.0), Scalar(y)),
        (Scalar(x), Dual(y, 1.0)),
    ]:  # fmt: skip
        found = compare(a, b)
        assert found is compare(x, y), (a, b)


def test_duals_are_keys_by_identity_and_true_unless_zero():
    x, y = Dual(2.0, 1.0), Dual(2.0, 1.0)
    assert x == y and len({x: 1, y: 2}) == 2
    assert bool(x) and not Dual(0.0, 1.0)
    with pytest.raises(ValueError, match="truth value of an array"):
        bool(Dual(np.ones(2), 1.0))
    with pytest.raises(TypeError, match="complex numbers have no order"):
        Dual(1j, 1.0) < np.float32(2)  # noqa: B015


def test_a_dual_shows_its_number_and_its_tangent():
    assert repr(Dual(2.0, 1)) == "Dual(2.0, 1.0)"
    assert str(Dual(Dual(2.0, 1.0), 0)) == "Dual(Dual(2.0, 1.0), Dual(0.0, 0.0))"


# -------- the tangent has the kind and shape of its number


@pytest.mark.parametrize(
    "number", [2.0, 2, Fraction(2), Decimal(2), 2 + 0j, np.float32(2), np.ones(2), Scalar(2.0)]
)
@pytest.mark.parametrize("f", [lambda x: x, lambda x: x * x, lambda x: 3 - x, lambda x: x**2 / 2])
def test_a_tangent_is_of_the_kind_of_its_number(number, f):
    value, tangent = jvp(f, (number,), (1,))
    if not isinstance(number, int):  # a quotient of ints is a float
        assert type(tangent) is type(value) is type(number)
    assert getattr(tangent, "dtype", None) == getattr(number, "dtype", None)


def test_what_is_stretched_to_an_array_has_a_tangent_for_each_element():
    batch = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    for f in (operator.add, operator.mul, operator.sub, maximum):
        for primals, tangents in [((2.0, batch), (1.0, 0.0)), ((batch[0], batch), (batch[0], 0))]:
            value, tangent = jvp(f, primals, tangents)
            assert value.shape == tangent.shape == batch.shape
    assert jvp(operator.mul, (2.0, batch), (1.0, 0.0))[1].tolist() == batch.tolist()
    assert jvp(operator.mul, (2.0, batch), (0.0, batch))[1].tolist() == (2 * batch).tolist()


def test_sum_and_mean_of_an_array_as_numpy_calls_them_too():
    x, dx = np.array([1.0, 2.0, 6.0]), np.array([1.0, 0.0, 5.0])
    for total in (lambda x: x.sum(), np.sum):
        assert jvp(total, (x,), (dx,)) == (9.0, 6.0)
    for mean in (lambda x: x.mean(), np.mean):
        assert jvp(mean, (x,), (dx,)) == (3.0, 2.0)
    assert jvp(lambda x: x.mean() * x.sum(), (3.0,), (1.0,)) == (9.0, 6.0)
    with pytest.raises(TypeError, match="adds up all elements, without axis"):
        Dual(x, dx).sum(axis=0)


def test_nobody_can_change_the_array_in_a_dual():
    x, dx = np.ones(2), np.ones(2)
    dual = Dual(x, dx)
    x[0] = dx[0] = 7
    assert dual.primal.tolist() == dual.tangent.tolist() == [1, 1]
    for part in (dual.primal, dual.tangent, (dual * 2).primal, (dual * 2).tangent):
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 7


def test_exact_numbers_stay_exact():
    def f(x):
        return (x * x - 2) / (x + 1)

    assert jvp(f, (Fraction(1, 3),), (1,))[1] == Fraction(25, 16)  # as in notebook 11
    third = slope(lambda x: 1 / (x * x * x), Decimal(3))
    assert str(third).startswith("-0.037037037037037037037")
    assert jvp(lambda z: exp(z * z), (0.5j,), (1.0,))[1] == pytest.approx(1j * math.exp(-0.25))


@given(st.fractions(-5, 5, max_denominator=50), st.fractions(-5, 5), st.fractions(-5, 5))
def test_a_pushforward_is_linear_in_the_direction(x, a, b):
    def f(x, y):
        return [x * y - x**3, (x - y).square() / (x * x + 1), abs(x) * y]

    at = (x, x + 1)
    values, first = jvp(f, at, (1, 0))
    _, second = jvp(f, at, (0, 1))
    assert jvp(f, at, (a, b)) == (values, tuple(a * p + b * q for p, q in zip(first, second)))


def test_symbols_write_the_derivative_down():
    x = Symbol("x")
    assert str(slope(lambda x: sin(x) * x, x)) == "x * cos(x) + sin(x)"
    value, tangent = jvp(lambda x, y: exp(x * y), (x, Symbol("y")), (Symbol("dx"), Symbol("dy")))
    assert str(tangent) == "exp(x * y) * (y * dx + x * dy)"


def test_a_number_of_ones_own_class():
    assert slope(lambda x: x * x * x - x, Ratio(1, 2)).fraction == Fraction(-1, 4)


# -------- derivatives inside derivatives


def test_no_perturbation_is_confused_with_another():
    """Siskind and Pearlmutter (2005): d/dx (x d/dy (x + y)) at y = 1 and x = 1 is 1, not 2."""
    assert slope(lambda x: x * slope(lambda y: x + y, 1.0), 1.0) == 1
    assert slope(lambda x: x * slope(lambda y: y + x, 1.0), 1.0) == 1
    assert slope(lambda x: x * slope(lambda y: x * y, 1.0), 3.0) == 6  # d x²
    assert slope(lambda x: slope(lambda y: slope(lambda z: x * y * z, 2.0), 3.0), 5.0) == 1


def test_duals_made_by_hand_are_not_confused_either():
    def by_hand(f, number):
        result = f(Dual(number, 1.0))
        return result.tangent

    assert by_hand(lambda x: x * by_hand(lambda y: x + y, 1.0), 1.0) == 1
    x, y = Dual(2.0, 1.0), Dual(3.0, 1.0)
    assert repr(x * y) == "Dual(Dual(6.0, 3.0), Dual(2.0, 1.0))"  # y is newer
    assert repr(Dual(2.0, 1.0, x.nudge) * x) == "Dual(4.0, 4.0)"  # the same nudge


def test_backward_inside_of_a_jvp_is_not_confused():
    def inner(x):
        y = Scalar(1.0)
        (x + y).backward()
        return y.derivative

    assert slope(lambda x: x * inner(x), 1.0) == 1

    def product(x):
        y = Scalar(2.0)
        (y * x * x).backward()  # y x², with derivative x²
        return y.derivative

    assert jvp(product, (3.0,), (1.0,)) == (9.0, 6.0)


def test_a_jvp_inside_of_backward_is_right_or_refused():
    w = Scalar(3.0)
    slope(lambda x: x * x * x, w).backward()
    assert w.derivative == 18.0  # 6 w
    w = Scalar(3.0)
    jvp(lambda x, w: x * w * w, (2.0, w), (1.0, 0.0))[1].backward()
    assert w.derivative == 6.0  # of w²
    for f in (lambda x: x * w, lambda x: w * x, lambda x: (x, w - x), lambda x: maximum(x, w)):
        with pytest.raises(TypeError, match="^f returned Scalar.*give it to jvp as one more"):
            jvp(f, (2.0,), (1.0,))


def test_a_dual_of_another_jvp_does_not_get_out_unnoticed():
    with pytest.raises(TypeError, match="a Dual made by hand, has met a Dual of jvp"):
        jvp(lambda x: x * Dual(2.0, 1.0), (3.0,), (1.0,))
    kept = []
    slope(lambda x: kept.append(x) or x, 3.0)
    value, tangent = jvp(lambda x: x * kept[0], (2.0,), (1.0,))
    assert (repr(value), repr(tangent)) == ("Dual(6.0, 2.0)", "Dual(3.0, 1.0)")


@pytest.mark.parametrize("number", [0.5, 2.0, Fraction(7, 4), np.array([0.5, 2.0])])
def test_three_ways_to_a_second_derivative_agree(number):
    def f(x):
        return x * x * x / (x + 1) - 2 / x

    twice_forward = slope(lambda x: slope(f, x), number)
    inner = Scalar(number)
    x = Scalar(inner)
    f(x).backward()
    x.derivative.backward()
    x = Scalar(number)
    slope(f, x).backward()  # Scalars in Duals

    def gradient(x):
        x = Scalar(x)  # Duals in Scalars
        f(x).backward()
        return x.derivative

    for found in (x.derivative, slope(gradient, number), inner.derivative):
        assert np.all(np.abs(found - twice_forward) <= 1e-12 * np.abs(twice_forward))


NAMES = [function.__name__ for function in vars(functions).values() if hasattr(function, "slope")]


def test_every_function_with_a_slope_takes_duals():
    assert len(NAMES) == 15


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", [0.5, 2.0, 0.125])
def test_every_function_has_its_second_derivative_in_all_orders_of_modes(name, number):
    f = getattr(scalarad, name)
    inner = Scalar(number)
    x = Scalar(inner)
    f(x).backward()
    x.derivative.backward()
    exactly = inner.derivative or 0.0
    x = Scalar(number)
    slope(f, x).backward()

    def gradient(x):
        x = Scalar(x)
        f(x).backward()
        return x.derivative

    for found in (slope(lambda x: slope(f, x), number), x.derivative or 0, slope(gradient, number)):
        assert found == pytest.approx(exactly, rel=1e-12)


# -------- the Hessian times a direction


def valley(x, y, z):
    return exp(x * y) + sin(y) * z**3 - (x - 2 * z) ** 2 / (1 + z * z) + tanh(x * y * z)


def gradient(*numbers):
    leaves = [Scalar(number) for number in numbers]
    valley(*leaves).backward()
    return [leaf.derivative for leaf in leaves]


def reverse_over_reverse(*numbers):
    """The Hessian as in notebook 11."""
    inner = [Scalar(number) for number in numbers]
    outer = [Scalar(x) for x in inner]
    valley(*outer).backward()
    rows = []
    for x in outer:
        x.derivative.backward()
        rows.append([y.derivative for y in inner])
    return np.array(rows)


POINTS = st.tuples(*[st.floats(-1.5, 1.5)] * 3)


@given(POINTS, POINTS)
def test_a_hessian_times_a_direction_is_that_of_reverse_over_reverse(point, direction):
    wanted = reverse_over_reverse(*point) @ direction
    forward_over_reverse = jvp(gradient, point, direction)[1]
    leaves = [Scalar(number) for number in point]
    jvp(valley, leaves, direction)[1].backward()
    scale = 1 + np.abs(reverse_over_reverse(*point)).max()
    for found in (forward_over_reverse, [leaf.derivative for leaf in leaves]):
        assert np.abs(np.array(found) - wanted).max() <= 1e-12 * scale * 10


@given(POINTS, POINTS)
def test_a_hessian_times_a_direction_is_a_second_difference(point, direction):
    h = 1e-5
    point, direction = np.array(point), np.array(direction)
    up, down = (np.array(gradient(*(point + s * h * direction))) for s in (1, -1))
    found = np.array(jvp(gradient, tuple(map(float, point)), tuple(map(float, direction)))[1])
    scale = 1 + np.abs(reverse_over_reverse(*map(float, point))).max()
    assert np.abs(found - (up - down) / (2 * h)).max() <= 1e-6 * scale**2


def test_a_hessian_of_a_batch_times_a_direction():
    xs = np.arange(100) / 100
    ys = 5 * xs + 10

    def loss(m, b):
        return (ys - (m * xs + b)).square().mean()

    def gradient(m, b):
        m, b = Scalar(m), Scalar(b)
        loss(m, b).backward()
        return m.derivative, b.derivative

    m, b = Scalar(0.0), Scalar(0.0)
    jvp(loss, (m, b), (3.0, -1.0))[1].backward()
    wanted = [6 * np.mean(xs**2) - 2 * np.mean(xs), 6 * np.mean(xs) - 2]
    assert (m.derivative, b.derivative) == pytest.approx(wanted, rel=1e-12)
    assert jvp(gradient, (0.0, 0.0), (3.0, -1.0))[1] == pytest.approx(wanted, rel=1e-12)


def test_a_hessian_times_a_direction_can_be_compiled():
    program = compile(lambda x, y, z: jvp(valley, (x, y, z), (1.0, 2.0, -1.0))[1])
    point = (0.3, -0.7, 1.1)
    value, found = program(*point)
    wanted = reverse_over_reverse(*point) @ [1.0, 2.0, -1.0]
    assert found == pytest.approx(wanted, rel=1e-11)
    assert value == pytest.approx(jvp(valley, point, (1.0, 2.0, -1.0))[1], rel=1e-12)


def test_the_derivative_of_a_scalar_that_holds_a_dual_is_a_dual_of_its_shape():
    m, batch = Scalar(2.0), np.array([1.0, 2.0, 3.0])
    x = Dual(batch, np.array([1.0, 0.0, 0.0]))
    y = m * Scalar(x)
    y.backward()
    assert repr(m.derivative) == "Dual(6.0, 1.0)"  # summed over the batch, as is its tangent
    (leaf,) = [node for node in y.inputs if node is not m]
    assert leaf.derivative.primal.tolist() == [2, 2, 2]
    assert leaf.derivative.tangent.tolist() == [0, 0, 0]
    x = Scalar(Dual(batch, batch))
    x.mean().backward()
    assert x.derivative.primal.tolist() == pytest.approx([1 / 3] * 3)
    constant = Scalar(Dual(3.0, 1.0))
    (constant * 0 + 2 * constant).backward()
    assert repr(constant.derivative) == "Dual(2.0, 0.0)"


def test_the_power_of_two_scalars_that_hold_duals_of_arrays():
    x = Scalar(Dual(np.array([1.0, 2.0]), 1.0, 10**9))
    y = Scalar(Dual(np.array([2.0, 3.0]), 0.0, 10**9))
    (x**y).backward()
    assert x.derivative.primal.tolist() == [2, 12]  # y x ** (y - 1)
    assert x.derivative.tangent.tolist() == [2, 12]  # y (y - 1) x ** (y - 2)
    with pytest.raises(ValueError, match="a base above 0 in every element"):
        Scalar(Dual(np.array([1.0, -2.0]), 1.0)) ** y


def test_the_power_of_scalars_that_hold_an_older_and_a_newer_dual():
    x, y = Scalar(Dual(2.0, 1.0)), Scalar(Dual(3.0, 1.0))
    z = x**y
    assert repr(z.num) == repr(x.num**y.num)
    z.backward()
    assert x.derivative.primal.primal == 12.0  # y x ** (y - 1)


def test_an_older_and_a_newer_dual_in_one_graph():
    older, newer = Dual(2.0, 1.0), Dual(3.0, 1.0)
    x, y = Scalar(older), Scalar(newer)
    (x * y * y).backward()
    assert repr(x.derivative) == "Dual(Dual(9.0, 0.0), Dual(6.0, 0.0))"  # y², with the slope 2 y
    assert repr(y.derivative) == "Dual(Dual(12.0, 6.0), Dual(4.0, 2.0))"  # 2 x y


# -------- several inputs and outputs


def test_outputs_come_back_nested_as_they_were_returned():
    def f(x, y):
        return [x * y, (x, 5.0)], y

    assert jvp(f, (2.0, 3.0), (1.0, 10.0)) == (((6.0, (2.0, 5.0)), 3.0), ((23.0, (1.0, 0.0)), 10.0))
    assert jvp(lambda: (), (), ()) == ((), ())
    assert jvp(lambda x: 7, (2.0,), (1.0,)) == (7, 0)


def test_a_deep_computation_needs_no_recursion_and_keeps_nothing():
    def f(x):
        for _ in range(20_000):
            x = x * 1.0 + 1.0
        return x

    value, tangent = jvp(f, (1.0,), (1.0,))
    assert (value, tangent) == (20_001.0, 1.0)


# -------- refused

NO_NUMBER = "Scalar wraps a number, such as 3.0; got "
LOSES = r"would lose the tangent of a Dual.*scalarad.exp\(x\)"


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize(
    "attempt",
    [
        lambda thing: Dual(thing, 1.0), lambda thing: Dual(1.0, thing),
        lambda thing: Dual(2.0, 1.0) * thing, lambda thing: jvp(exp, (thing,), (1.0,)),
        lambda thing: jvp(exp, (1.0,), (thing,)),
        lambda thing: jvp(lambda x: thing, (1.0,), (1.0,)),
        lambda thing: maximum(Dual(2.0, 1.0), thing), lambda thing: Dual(2.0, 1.0) ** thing,
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_in_a_sentence(name, attempt):
    try:
        found = attempt(REFUSED[name])
    except Exception as error:
        assert isinstance(error, (TypeError, ValueError)), error
        assert not badly_refused(error, [lambda: 2.0 * REFUSED[name], lambda: 2.0 ** REFUSED[name]])
    else:
        assert found == ((1.0,), (0.0,)) and name in ("list", "tuple")  # one output in a list


@pytest.mark.parametrize(
    "attempt",
    [
        float, int, complex, round, math.exp, math.floor, np.asarray, iter, sum, pickle.dumps,
        copy.deepcopy, lambda x: [1, 2][x], lambda x: np.array([x, x]),
    ],
)  # fmt: skip
def test_what_would_lose_the_tangent_is_refused(attempt):
    with pytest.raises(TypeError, match=LOSES):
        attempt(Dual(2.0, 1.0))


def test_the_sum_of_a_kind_is_its_sum():
    assert repr(summed(Dual(np.ones(3), 1.0))) == "Dual(3.0, 3.0)"
