"""Scalar as a number: each operator with plain numbers on either side, its kinks and edges."""

import math
import operator
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalarad import Scalar, partial_derivatives

F = Fraction


def derivatives(f, *numbers):
    """The derivative of f with respect to each of its inputs, by `Scalar`."""
    inputs = [Scalar(number) for number in numbers]
    f(*inputs).backward()
    return tuple(x.derivative for x in inputs)


# Each function with where it is asked, its value and its derivatives, worked by hand.
BY_HAND = {
    "2 * x + 1": (lambda x: 2 * x + 1, (F(3),), 7, (2,)),
    "1 + x * 2": (lambda x: 1 + x * 2, (F(3),), 7, (2,)),
    "2 - x": (lambda x: 2 - x, (F(3),), -1, (-1,)),
    "x - 2": (lambda x: x - 2, (F(3),), 1, (1,)),
    "-x": (lambda x: -x, (F(3),), -3, (-1,)),
    "+x": (lambda x: +x, (F(3),), 3, (1,)),
    "x / y": (lambda x, y: x / y, (F(3), F(4)), F(3, 4), (F(1, 4), F(-3, 16))),
    "x / 4": (lambda x: x / F(4), (F(3),), F(3, 4), (F(1, 4),)),
    "1 / x": (lambda x: 1 / x, (F(4),), F(1, 4), (F(-1, 16),)),
    "6 / x": (lambda x: 6 / x, (F(3),), 2, (F(-2, 3),)),
    "x / x": (lambda x: x / x, (F(3),), 1, (0,)),
    "x ** 3": (lambda x: x**3, (F(-2),), -8, (12,)),
    "x ** 1": (lambda x: x**1, (F(7),), 7, (1,)),
    "x ** 0": (lambda x: x**0, (F(7),), 1, (0,)),
    "x ** -2": (lambda x: x**-2, (F(2),), F(1, 4), (F(-1, 4),)),
    "x ** 2 at 0": (lambda x: x**2, (F(0),), 0, (0,)),
    "x ** 1 at 0": (lambda x: x**1, (F(0),), 0, (1,)),
    "x ** 0 at 0": (lambda x: x**0, (F(0),), 1, (0,)),
    "abs above 0": (abs, (F(3),), 3, (1,)),
    "abs below 0": (abs, (F(-3),), 3, (-1,)),
    "abs at 0": (abs, (F(0),), 0, (0,)),
    "sum": (lambda x, y: sum([x, y, x]), (F(3), F(4)), 10, (2, 1)),
    # 3 (2 - x) ** 2 / (2 x): at 1, value 3/2; 3/2 (x - 4/x + ...)' = 3/2 (1 - 4 / x²)
    "mixed": (lambda x: 3 * (2 - x) ** 2 / (2 * x), (F(1),), F(3, 2), (F(-9, 2),)),
}


@pytest.mark.parametrize("f, numbers, value, expected", BY_HAND.values(), ids=BY_HAND)
def test_an_operator_has_the_value_and_the_derivatives_worked_by_hand(f, numbers, value, expected):
    result = f(*map(Scalar, numbers))
    assert result.num == value and isinstance(result.num, int | F)
    found = derivatives(f, *numbers)
    assert found == expected
    assert all(isinstance(d, int | F) for d in found)


@pytest.mark.parametrize("name", [n for n in BY_HAND if not n.endswith("at 0")])
def test_a_nudge_finds_the_same(name):
    f, numbers, _, expected = BY_HAND[name]
    nudged = partial_derivatives(lambda *xs: f(*map(Scalar, xs)).num, *map(float, numbers))
    assert nudged == pytest.approx([float(d) for d in expected], rel=1e-8, abs=1e-8)


@given(st.fractions(-9, 9), st.fractions(-9, 9), st.integers(-4, 4))
def test_quotient_and_power_stay_exact_with_fractions(a, b, n):
    if b:
        assert derivatives(lambda x, y: x / y, a, b) == (1 / b, -a / b**2)
        assert derivatives(lambda y: a / y, b) == (-a / b**2,)
        assert derivatives(lambda x: x**n, b) == (n * b ** (n - 1),)
    assert derivatives(lambda x: -x, a) == (-1,)


@given(st.floats(), st.floats())
def test_the_result_is_the_very_float_that_plain_arithmetic_gives(a, b):
    x, y = Scalar(a), Scalar(b)
    pairs = [(-x, -a), (+x, a), (abs(x), abs(a)), (a + y, a + b), (a - y, a - b)]
    pairs += [(a * y, a * b)]
    if b:
        pairs += [(x / y, a / b), (a / y, a / b), (x / b, a / b)]
    for result, plain in pairs:
        assert repr(result.num) == repr(plain)


def test_a_fraction_divided_by_an_int_keeps_an_exact_derivative():
    (found,) = derivatives(lambda x: x / 3, F(1))
    assert found == F(1, 3)
    assert derivatives(lambda x: x * x / 3, Decimal(3)) == (Decimal(2),)


def test_an_int_stays_an_int_where_it_can():
    f = lambda x, y: abs(-x) * 3 - (2 - y) ** 2 + x**3 + sum([x, y]) + 7  # noqa: E731
    assert type(f(Scalar(2), Scalar(5)).num) is int
    assert derivatives(f, 2, 5) == (3 + 12 + 1, -6 + 1)
    assert all(type(d) is int for d in derivatives(f, 2, 5))
    assert type((Scalar(6) / 3).num) is float  # as 6 / 3 is


def test_a_result_remembers_both_sides_in_order_and_its_sign():
    x = Scalar(4.0)
    cases = [
        (1 + x, "+", 1), (1 - x, "-", 1), (2 * x, "*", 2),
        (2 / x, "/", 2), (2**x, "**", 2),
    ]  # fmt: skip
    for result, name, left in cases:
        lifted, right = result.inputs
        assert right is x and lifted.num == left and lifted.is_leaf
        assert result.name == name
    assert (x / 2).inputs[0] is x and (x / 2).inputs[1].num == 2
    assert (x ** Scalar(2.0)).inputs[0] is x and len((x ** Scalar(2.0)).inputs) == 2
    for result, name in [(-x, "-"), (abs(x), "abs"), (x**3, "** 3"), (x**-1, "** -1")]:
        assert result.inputs == (x,) and result.name == name
    assert +x is x


def test_a_rule_multiplies_what_arrives_and_saves_the_numbers_of_the_forward_pass():
    x, y = Scalar(F(3)), Scalar(F(4))
    rules = [(x / y, (F(5, 2), F(-15, 8))), (-x, (-10,)), (abs(-x), (-10,))]
    rules += [(abs(x - y), (-10,)), (x**3, (270,)), (x**0, (0,))]
    x.num = y.num = F(99)
    for result, shares in rules:
        assert result.backward_fn(10) == shares == result.backward_fn(10)
    a, b = Scalar(2.0), Scalar(3.0)
    power = a**b
    a.num = b.num = 99.0
    assert power.backward_fn(10) == pytest.approx((120, 80 * math.log(2)), rel=1e-15)


def test_a_scalar_exponent_has_two_derivatives():
    # x ** y at 2, 3: 3 * 2² and 8 log 2; and 2 ** x at 3 has the second one only
    two = derivatives(lambda x, y: x**y, 2.0, 3.0)
    assert two == pytest.approx((12, 8 * math.log(2)), rel=1e-15)
    assert derivatives(lambda x: 2**x, 3.0) == pytest.approx(two[1:], rel=1e-15)
    # x ** x at 2: 4 (1 + log 2)
    one = derivatives(lambda x: x**x, 2.0)
    assert one == pytest.approx((4 * (1 + math.log(2)),), rel=1e-15)
    assert (2 ** Scalar(3)).num == 8 and type((2 ** Scalar(3)).num) is int
    assert derivatives(lambda x: x ** Scalar(0.0), 5.0) == (0,)


# -------- kinks and edges, as documented


@pytest.mark.parametrize("zero", [0, 0.0, -0.0, F(0)])
def test_x_to_the_power_0_is_1_at_0_too_with_derivative_0(zero):
    assert (Scalar(zero) ** 0).num == 1
    assert derivatives(lambda x: x**0, zero) == (0,) == derivatives(abs, zero)


@pytest.mark.parametrize("exponent", [0.5, 0.25, F(1, 2), 0.999])
def test_a_root_has_no_slope_at_0_and_backward_says_so(exponent):
    y = Scalar(0.0) ** exponent
    assert y.num == 0
    with pytest.raises(ZeroDivisionError) as error:
        y.backward()
    assert str(error.value) == f"the slope of x ** {exponent} at 0 is infinite"
    assert error.value.__suppress_context__


@pytest.mark.parametrize("base", [-8, -8.0, F(-8)])
@pytest.mark.parametrize("exponent", [1 / 3, F(1, 3), -0.5])
def test_a_root_of_a_negative_number_is_refused_rather_than_complex(base, exponent):
    with pytest.raises(ValueError) as error:
        Scalar(base) ** exponent
    assert str(error.value) == f"{base} ** {exponent} is not a real number"


def test_a_complex_number_may_have_a_complex_power():
    assert (Scalar(1j) ** 2).num == -1 and derivatives(lambda x: x**2, 1j) == (2j,)


@pytest.mark.parametrize("base", [0, 0.0, -2.0, -1])
def test_a_scalar_exponent_needs_a_base_above_0(base):
    for attempt in (lambda: Scalar(base) ** Scalar(2.0), lambda: base ** Scalar(2.0)):
        with pytest.raises(ValueError) as error:
            attempt()
        expected = f"a Scalar as exponent needs a base above 0; got {base}"
        assert str(error.value) == expected
    batch = Scalar(np.array([1.0, base]))
    with pytest.raises(ValueError, match="needs a base above 0 in every element"):
        batch ** Scalar(2.0)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda x: 1 / x,
        lambda x: x / 0,
        lambda x: Scalar(1.0) / x,
        lambda x: x / x,
        lambda x: x**-1,
    ],
)
@pytest.mark.parametrize("zero", [0, 0.0, F(0)])
def test_division_by_0_is_pythons_error(attempt, zero):
    with pytest.raises(ZeroDivisionError):
        attempt(Scalar(zero))


def test_nan_in_nan_out():
    nan = math.nan
    functions = [
        lambda x: x / 2, lambda x: 2 / x, lambda x: -x, lambda x: +x, abs,
        lambda x: x**3, lambda x: 2**x, lambda x: 2 - x,
    ]  # fmt: skip
    for f in functions:
        assert math.isnan(f(Scalar(nan)).num)
    for f in functions[1:2] + functions[4:7]:
        assert math.isnan(derivatives(f, nan)[0])
    with pytest.raises(ValueError, match="needs a base above 0; got nan"):
        Scalar(nan) ** Scalar(2.0)


# -------- comparisons, hashing, conversion, text


COMPARISONS = [getattr(operator, n) for n in ("eq", "ne", "lt", "le", "gt", "ge")]


@pytest.mark.parametrize("compare", COMPARISONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("a, b", [(1, 2), (2, 1), (2, 2), (2, math.nan)])
def test_a_comparison_is_that_of_the_numbers(compare, a, b):
    expected = compare(a, b)
    for x, y in [(Scalar(a), Scalar(b)), (Scalar(a), b), (a, Scalar(b))]:
        assert compare(x, y) is expected
    x, y = np.float64(a), np.float64(b)
    assert compare(Scalar(a), y) == expected == compare(x, Scalar(b))


def test_a_comparison_with_something_else_is_pythons():
    assert Scalar(1) != "1" and not Scalar(1) == None  # noqa: E711
    with pytest.raises(TypeError, match="'<' not supported between"):
        Scalar(1) < "1"  # noqa: B015


def test_max_min_sorted_and_if_work_on_values():
    x, y, z = Scalar(3.0), Scalar(-1.0), Scalar(2.0)
    assert max(x, y, z) is x and min(x, y, z) is y
    assert [s.num for s in sorted([x, y, z])] == [-1, 2, 3]
    assert (x if x > 0 else y) is x and (x if x < 0 else y) is y


def test_two_scalars_with_equal_numbers_are_two_keys():
    x, y = Scalar(1.0), Scalar(1.0)
    assert x == y and len({x, y}) == 2 and {x: "x", y: "y"}[y] == "y"
    assert hash(x) == object.__hash__(x)
    assert {x: 1}.get(1.0) is None or hash(1.0) == hash(x)


def test_a_comparison_has_no_derivative_and_leaves_none():
    x = Scalar(3.0)
    (x * 2 if x > 0 else x * 5).backward()
    assert x.derivative == 2


def test_truth_and_text_are_those_of_the_number():
    assert [bool(Scalar(n)) for n in (0, 0.0, F(0), 1, -0.5, math.nan)] == (
        [False] * 3 + [True] * 3
    )
    assert f"{Scalar(1.23456):.2f}|{Scalar(5):>4d}|{Scalar(0.25):%}" == ("1.23|   5|25.000000%")
    x = Scalar(2.0, name="x")
    assert f"{x}" == str(x) == repr(x) == "Scalar(2.0, name='x')"


def test_a_repr_shows_number_name_and_derivative_once_it_is_there():
    class Reopened(Scalar):
        pass

    x, y = Scalar(3), Reopened(F(1, 2), name="it's")
    assert repr(x) == "Scalar(3)"
    assert repr(y) == 'Reopened(Fraction(1, 2), name="it\'s")'
    z = x * 2
    assert repr(z) == "Scalar(6, name='*')"
    z.backward()
    assert repr(x) == "Scalar(3, derivative=2)"
    assert repr(z) == "Scalar(6, name='*', derivative=1)"
    z.backward(0)
    assert repr(x) == "Scalar(3, derivative=0)"


# -------- NumPy on either side


NUMPY = {
    "float64": np.float64(2),
    "float32": np.float32(2),
    "int64": np.int64(2),
    "array": np.array([1.0, 2.0]),
    "0-d array": np.array(2.0),
    "matrix": np.array([[1.0, 2.0], [4.0, 8.0]]),
}
BINARY = [getattr(operator, n) for n in ("add", "sub", "mul", "truediv", "pow")]


@pytest.mark.parametrize("f", BINARY, ids=lambda f: f.__name__)
@pytest.mark.parametrize("number", NUMPY.values(), ids=NUMPY)
def test_numpy_on_either_side_gives_one_scalar_and_no_array_of_objects(f, number):
    for result, plain in [
        (f(Scalar(3.0), number), f(3.0, number)),
        (f(number, Scalar(3.0)), f(number, 3.0)),
        (f(Scalar(number), 3.0), f(number, 3.0)),
        (f(Scalar(number), Scalar(number)), f(number, number)),
    ]:
        assert type(result) is Scalar and np.array_equal(result.num, plain)
        assert np.asarray(result.num).dtype != object
        result.backward()
        for x in result.inputs:
            assert np.asarray(x.derivative).dtype != object


def test_the_derivatives_of_an_array_are_those_of_its_elements():
    numbers = [0.5, 1.0, 3.0]
    for f in (
        lambda x: 2 / x + x / 4 - (1 - x) ** 3,
        lambda x: abs(x - 1) * -x,
        lambda x: 2**x + x ** Scalar(1.5),
    ):
        x = Scalar(np.array(numbers))
        f(x).backward()
        each = [derivatives(f, n)[0] for n in numbers]
        assert x.derivative.tolist() == pytest.approx(each, rel=1e-14)


@pytest.mark.parametrize("compare", COMPARISONS, ids=lambda f: f.__name__)
def test_an_array_is_compared_element_by_element(compare):
    array = np.array([1.0, 2.0, 3.0])
    expected = compare(array, 2.0).tolist()
    assert compare(Scalar(array), 2.0).tolist() == expected
    assert compare(array, Scalar(2.0)).tolist() == expected
    assert compare(array, Scalar(2.0)).dtype == bool


def test_a_numpy_function_does_not_take_a_scalar_apart():
    with pytest.raises(TypeError, match="does not support ufuncs"):
        np.sin(Scalar(1.0))
    assert Scalar.__array_ufunc__ is None


# -------- other kinds of numbers, other kinds of Scalar


def test_a_decimal_works_too():
    assert derivatives(lambda x: 1 / x - 2 * x, Decimal("0.5")) == (Decimal(-6),)
    assert derivatives(lambda x: x**3, Decimal(2)) == (12,)


SECOND = {
    # f, where, f'', worked by hand
    "1 / x": (lambda x: 1 / x, F(2), F(1, 4)),  # 2 / x³
    "x ** 3": (lambda x: x**3, F(5), 30),
    "x ** -1": (lambda x: x**-1, F(2), F(1, 4)),
    "x ** 2 at 0": (lambda x: x**2, F(0), 2),
    "x / (1 + x)": (lambda x: x / (1 + x), F(1), F(-1, 4)),  # -2 / (1 + x)³
    "-x * abs(x)": (lambda x: -x * abs(x), F(3), -2),
    "-x * abs(x) below 0": (lambda x: -x * abs(x), F(-3), 2),
}


@pytest.mark.parametrize("f, number, expected", SECOND.values(), ids=SECOND)
def test_a_scalar_inside_a_scalar_gives_the_second_derivative(f, number, expected):
    inner = Scalar(number)
    x = Scalar(inner)
    f(x).backward()
    assert type(x.derivative) is Scalar
    x.derivative.backward()
    assert inner.derivative == expected


def test_the_second_derivative_of_a_scalar_power():
    inner = Scalar(2.0)
    x = Scalar(inner)
    (x**x).backward()
    x.derivative.backward()
    # x^x ((1 + log x)² + 1 / x)
    assert inner.derivative == pytest.approx(4 * ((1 + math.log(2)) ** 2 + 0.5))


def test_a_reopened_class_gives_results_of_its_own_kind():
    class Reopened(Scalar):
        pass

    x = Reopened(2.0)
    results = [x / 2, 2 / x, -x, +x, abs(x), x**2, 2**x, x ** Scalar(2.0), 1 - x]
    results += [1 + x, 2 * x, sum([x, x]), np.float64(2) * x, np.ones(2) / x]
    assert all(type(result) is Reopened for result in results)
    assert type((2 / x).inputs[0]) is Reopened and type((x**2).inputs[0]) is Reopened


@pytest.mark.parametrize("given", ["3", None, [1, 2]])
@pytest.mark.parametrize("f", BINARY, ids=lambda f: f.__name__)
def test_what_is_no_number_is_refused_on_either_side(f, given):
    for left, right in [(Scalar(2.0), given), (given, Scalar(2.0))]:
        with pytest.raises(TypeError, match="Scalar wraps a number, such as 3.0; got"):
            f(left, right)
