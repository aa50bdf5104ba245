"""functions.py: value and slope against 50 digits, on every kind of number, at every edge."""

import cmath
import math
import warnings
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scalarad
from scalarad import Scalar, functions, gradient_check, maximum, minimum

mpmath.mp.dps = 50

TINY = [1e-300, 1e-20, 1e-8, 0.001]
POSITIVE = [*TINY, 0.5, 1.0, 1.5, 10.0, 1e5, 1e20, 1e150]
WIDE = [*(-x for x in TINY), *TINY, -3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0]
ANGLES = [*WIDE, -100.0, 1.57, 10.0, 12345.678, 1e15]
LARGE = [*WIDE, -700.0, -40.0, -18.0, -10.0, 10.0, 18.0, 40.0, 700.0]
ALL = [*LARGE, -800.0, -400.0, 400.0, 800.0, -1e150, 1e150]


def oracle(value, slope):
    """Value and slope as functions of an mpf, at 50 digits; enough more where they cancel."""

    def at(x):
        with mpmath.workdps(800):
            number = mpmath.mpf(x)
            return value(number), slope(number)

    return at


mp = mpmath
one = mp.mpf(1)
ORACLES = {
    "exp": (oracle(mp.exp, mp.exp), LARGE),
    "log": (oracle(mp.log, lambda x: 1 / x), POSITIVE),
    "sqrt": (oracle(mp.sqrt, lambda x: 1 / (2 * mp.sqrt(x))), POSITIVE),
    "sin": (oracle(mp.sin, mp.cos), ANGLES),
    "cos": (oracle(mp.cos, lambda x: -mp.sin(x)), ANGLES),
    "tan": (oracle(mp.tan, lambda x: mp.sec(x) ** 2), ANGLES),
    "atan": (oracle(mp.atan, lambda x: 1 / (1 + x * x)), [*ALL[:-2], -1e10, 1e10]),
    "sinh": (oracle(mp.sinh, mp.cosh), LARGE),
    "cosh": (oracle(mp.cosh, mp.sinh), LARGE),
    "tanh": (oracle(mp.tanh, lambda x: mp.sech(x) ** 2), LARGE[:-1] + [300.0, -300.0]),
    "sigmoid": (
        oracle(
            lambda x: 1 / (1 + mp.exp(-x)),
            lambda x: mp.exp(-abs(x)) / (1 + mp.exp(-abs(x))) ** 2,
        ),
        LARGE,
    ),
    "softplus": (
        oracle(lambda x: mp.log(1 + mp.exp(x)), lambda x: 1 / (1 + mp.exp(-x))),
        [*LARGE, 1000.0, 1e150],
    ),
    "relu": (oracle(lambda x: max(x, 0 * x), lambda x: x > 0), ALL),
    "log1p": (oracle(lambda x: mp.log(1 + x), lambda x: 1 / (1 + x)), [
        -0.999, -0.5, *(x for x in WIDE if abs(x) < 0.5), *POSITIVE,
    ]),
    "expm1": (oracle(lambda x: mp.exp(x) - 1, mp.exp), LARGE),
}  # fmt: skip
ONE = {name: getattr(scalarad, name) for name in ORACLES}
ANALYTIC = [name for name in ORACLES if name != "relu"]
POINTS = [(name, x) for name, (_, xs) in ORACLES.items() for x in xs]


def slope(f, number):
    x = Scalar(number)
    f(x).backward()
    return x.derivative


def close(found, expected, tolerance=1e-12):
    """Whether the relative error is small; below the normal floats, the absolute one."""
    return abs(mp.mpf(float(found)) - expected) <= tolerance * abs(expected) + 1e-310


def test_every_function_of_the_library_has_an_oracle():
    public = {n for n in scalarad.__all__ if hasattr(functions, n) and n.islower()}
    public -= {"is_node"}
    assert public == {*ORACLES, "maximum", "minimum", "where"}


@pytest.mark.parametrize("name, x", POINTS)
def test_value_and_slope_agree_with_50_digits(name, x):
    value, derivative = ORACLES[name][0](x)
    result = ONE[name](Scalar(x))
    assert close(ONE[name](x), value, 1e-15) and result.num == ONE[name](x)
    assert close(slope(ONE[name], x), derivative)
    assert result.name == name and type(ONE[name](x)) is float


@pytest.mark.parametrize("name", ONE)
@given(x=st.floats(-30, 30), k=st.integers(-3, 3))
def test_value_and_slope_agree_with_50_digits_everywhere(name, x, k):
    x *= 10.0**k if abs(x) < 0.7 else 1
    if name in ("log", "sqrt"):
        x = abs(x) + 1e-6
    if name == "log1p" and x <= -0.999:
        x = -x
    value, derivative = ORACLES[name][0](x)
    assert close(ONE[name](x), value, 2e-15)
    assert close(slope(ONE[name], x), derivative, 1e-14 if name != "tan" else 1e-12)


def test_what_naive_formulas_get_wrong():
    # 1 - tanh² is 0 from 19.1 on, exp(800) overflows, log(1 + 1e-20) is 0
    with mp.workdps(50):
        for x in (10.0, 18.0, -18.0, 25.0):
            assert close(slope(functions.tanh, x), mp.sech(x) ** 2)
    assert functions.tanh(400) == 1.0 and slope(functions.tanh, 400) == 0
    assert functions.sigmoid(-800) == 0.0 and slope(functions.sigmoid, -800) == 0
    assert functions.sigmoid(800) == 1.0
    assert functions.softplus(1000) == 1000 and slope(functions.softplus, 1000) == 1
    assert functions.softplus(-1000) == 0 == slope(functions.softplus, -1000)
    assert functions.log1p(1e-20) == 1e-20 == functions.expm1(1e-20)
    for f in (functions.softplus, functions.sigmoid):
        assert f(-700.0) == pytest.approx(math.exp(-700), rel=1e-14, abs=0)


@pytest.mark.parametrize("name", ONE)
def test_floats_and_arrays_agree_forward_and_backward(name):
    f, points = ONE[name], ORACLES[name][1]
    # Below 1e-290, NumPy's own rounding of a result near the smallest float shows.
    x = Scalar(np.array(points))
    result = f(x)
    assert type(result) is Scalar and isinstance(result.num, np.ndarray)
    result.backward()
    for i, point in enumerate(points):
        assert result.num[i] == pytest.approx(f(point), rel=2e-13, abs=1e-300)
        assert x.derivative[i] == pytest.approx(slope(f, point), rel=5e-13, abs=1e-300)
    assert np.array_equal(f(x.num), result.num)
    assert f(np.array([[1.0], [2.0]])).shape == (2, 1)
    assert f(np.array([1.0, 2.0])).tolist() == pytest.approx([f(1), f(2)], rel=1e-14)
    with pytest.raises(TypeError, match=r"one of float64 or float32; .* Write x.astype\(float\)"):
        f(np.array([1, 2]))


@pytest.mark.parametrize("name", ANALYTIC)
def test_a_complex_step_finds_the_same_slope(name):
    f = ONE[name]
    for x in (0.3, 1.0, 2.5, 20.0):
        assert f(complex(x, 1e-20)).imag / 1e-20 == pytest.approx(slope(f, x), rel=1e-11)
        assert type(f(complex(x, 1e-20))) is complex
        assert f(complex(x)).real == pytest.approx(f(x), rel=1e-14)
        assert slope(f, complex(x)) == pytest.approx(slope(f, x), rel=1e-8)


@pytest.mark.parametrize("name", ANALYTIC)
def test_on_complex_numbers_it_is_the_function_of_complex_analysis(name):
    z = 0.3 + 0.4j
    inverse = {
        "sigmoid": lambda w: cmath.log(w / (1 - w)),
        "softplus": lambda w: cmath.log(cmath.exp(w) - 1),
        "log1p": lambda w: cmath.exp(w) - 1,
        "expm1": lambda w: cmath.log(w + 1),
    }
    if name in inverse:
        assert inverse[name](ONE[name](z)) == pytest.approx(z, rel=1e-12)
    else:
        assert ONE[name](z) == getattr(cmath, name)(z)


def test_a_real_function_of_our_own_is_never_asked_for_a_complex_step():
    # abs of a complex number is real: a complex step through it would be wrong without a word.
    @functions.elementary(lambda x, y: 1 / (1 + abs(x)) ** 2)
    def squash(x):
        return x / (1 + abs(x))

    with pytest.raises(TypeError, match=r"^squash takes real numbers, .*; got \(1\+1e-20j\), of"):
        squash(1 + 1e-20j)
    assert gradient_check(squash, 2.5) and gradient_check(squash, -2.5)


def test_relu_refuses_a_complex_number_and_so_does_maximum():
    for attempt in (lambda: functions.relu(1j), lambda: maximum(1j, 1)):
        with pytest.raises(TypeError, match="complex"):
            attempt()


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("x", [Fraction(1, 2), 2, np.float64(0.5), np.int64(2)])
def test_any_real_number_is_accepted(name, x):
    assert ONE[name](x) == ONE[name](float(x))
    assert ONE[name](Scalar(x)).num == ONE[name](float(x))
    assert slope(ONE[name], x) == pytest.approx(slope(ONE[name], float(x)), rel=1e-15)


SECOND = {
    "exp": mp.exp, "log": lambda x: -1 / x**2, "sqrt": lambda x: -(x**-1.5) / 4,
    "sin": lambda x: -mp.sin(x), "cos": lambda x: -mp.cos(x),
    "tan": lambda x: 2 * mp.tan(x) * mp.sec(x) ** 2,
    "atan": lambda x: -2 * x / (1 + x * x) ** 2,
    "sinh": mp.sinh, "cosh": mp.cosh,
    "tanh": lambda x: -2 * mp.tanh(x) * mp.sech(x) ** 2,
    "sigmoid": lambda x: mp.exp(x) * (1 - mp.exp(x)) / (1 + mp.exp(x)) ** 3,
    "softplus": lambda x: mp.exp(x) / (1 + mp.exp(x)) ** 2,
    "log1p": lambda x: -1 / (1 + x) ** 2, "expm1": mp.exp,
}  # fmt: skip


@pytest.mark.parametrize("name", SECOND)
@pytest.mark.parametrize("number", [0.3, 1.2, 5.0])
def test_a_scalar_inside_a_scalar_gives_the_second_derivative(name, number):
    inner = Scalar(number)
    x = Scalar(inner)
    ONE[name](x).backward()
    x.derivative.backward()
    assert close(inner.derivative, SECOND[name](mp.mpf(number)), 2e-11)


def test_relu_of_a_scalar_inside_a_scalar_has_slope_1_or_0():
    for number, expected in [(2.0, 1), (-2.0, 0), (0.0, 0)]:
        assert slope(functions.relu, Scalar(number)) == expected
        assert functions.relu(Scalar(Scalar(number))).num.num == max(number, 0.0)


@pytest.mark.parametrize("name", ONE)
def test_a_rule_saves_what_it_needs_and_multiplies_what_arrives(name):
    x = Scalar(0.5)
    y = ONE[name](x)
    before = y.backward_fn(1.0)[0]
    x.num = y.num = 99.0
    assert y.backward_fn(10.0) == (pytest.approx(10 * before, rel=1e-15),)
    assert y.inputs == (x,) and x.derivative is None


@pytest.mark.parametrize("name", ONE)
def test_nan_in_nan_out(name):
    f = ONE[name]
    assert math.isnan(f(math.nan)) and math.isnan(f(Scalar(math.nan)).num)
    assert math.isnan(slope(f, math.nan))
    found = f(np.array([math.nan, 0.5]))
    assert math.isnan(found[0]) and found[1] == pytest.approx(f(0.5))
    x = Scalar(np.array([math.nan, 0.5]))
    f(x).backward()
    assert math.isnan(x.derivative[0]) and not math.isnan(x.derivative[1])
    if name in ANALYTIC:
        assert cmath.isnan(f(complex(math.nan, 0)))


inf = math.inf
AT_INFINITY = {
    # name: value and slope at inf, at -inf; None where it has none
    "exp": (inf, inf, 0.0, 0.0),
    "log": (inf, 0.0, None, None),
    "sqrt": (inf, 0.0, None, None),
    "sin": (None, None, None, None),
    "cos": (None, None, None, None),
    "tan": (None, None, None, None),
    "atan": (math.pi / 2, 0.0, -math.pi / 2, 0.0),
    "sinh": (inf, inf, -inf, inf),
    "cosh": (inf, inf, inf, -inf),
    "tanh": (1.0, 0.0, -1.0, 0.0),
    "sigmoid": (1.0, 0.0, 0.0, 0.0),
    "softplus": (inf, 1.0, 0.0, 0.0),
    "relu": (inf, 1.0, 0.0, 0.0),
    "log1p": (inf, 0.0, None, None),
    "expm1": (inf, inf, -1.0, 0.0),
}


@pytest.mark.parametrize("name", ONE)
def test_at_infinity_it_is_the_limit_or_an_error(name):
    at = AT_INFINITY[name]
    for x, value, expected in [(inf, *at[:2]), (-inf, *at[2:])]:
        if value is None:
            with pytest.raises(ValueError) as error:
                ONE[name](x)
            assert str(error.value) == f"{name} has no value at {x}"
        else:
            assert ONE[name](x) == value and slope(ONE[name], x) == expected


DOMAIN = [
    ("log", 0), ("log", 0.0), ("log", -1.0), ("log", Fraction(-1, 2)),
    ("sqrt", -1e-300), ("sqrt", -4), ("log1p", -1), ("log1p", -1.5),
]  # fmt: skip
OVERFLOW = [
    ("exp", 710), ("exp", 1e300), ("expm1", 710.0), ("sinh", 711), ("sinh", -711.0),
    ("cosh", -711),
]  # fmt: skip


@pytest.mark.parametrize("name, x", DOMAIN)
def test_outside_its_domain_it_says_so(name, x):
    for argument in (x, Scalar(x), Scalar(Scalar(x))):
        with pytest.raises(ValueError) as error:
            ONE[name](argument)
        assert str(error.value) == f"{name} has no value at {x}"
        assert error.value.__suppress_context__


@pytest.mark.parametrize("name, x", OVERFLOW)
def test_a_value_larger_than_any_float_is_an_error_with_the_functions_name(name, x):
    for argument in (x, Scalar(x), Scalar(Scalar(x))):
        with pytest.raises(OverflowError) as error:
            ONE[name](argument)
        assert str(error.value) == f"{name}({x}) is larger than any float"
        assert error.value.__suppress_context__


def test_sqrt_has_a_value_at_0_but_no_slope_and_says_so():
    for zero in (0, 0.0):
        y = functions.sqrt(Scalar(zero))
        assert y.num == 0
        with pytest.raises(ZeroDivisionError) as error:
            y.backward()
        assert str(error.value) == f"the slope of sqrt at {zero} is infinite"
        assert error.value.__suppress_context__


@pytest.mark.parametrize("name", ["log", "sqrt", "log1p"])
def test_on_arrays_numpy_warns_outside_the_domain(name):
    with pytest.warns(RuntimeWarning, match="invalid value"):
        found = ONE[name](np.array([-2.0, 1.0]))
    assert math.isnan(found[0]) and found[1] == pytest.approx(ONE[name](1.0))


@pytest.mark.parametrize("name", ["sigmoid", "softplus", "tanh", "relu"])
def test_no_warning_where_nothing_is_wrong(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x = Scalar(np.array([-800.0, -1.0, 0.0, 1.0, 800.0]))
        ONE[name](x).backward()


def test_at_the_corner_relu_has_slope_0_and_never_hides_a_nan():
    for zero in (0, 0.0, -0.0, Fraction(0)):
        assert slope(functions.relu, zero) == 0
    assert [slope(functions.relu, x) for x in (1e-300, -1e-300)] == [1, 0]
    x = Scalar(np.array([-1.0, 0.0, 2.0]))
    y = functions.relu(x)
    y.backward()
    assert y.num.tolist() == [0, 0, 2] and x.derivative.tolist() == [0, 0, 1]


def test_sign_is_1_minus_1_or_0_and_nan_at_nan():
    assert [functions.sign(x) for x in (2, -0.5, 0, -0.0)] == [1, -1, 0, 0]
    # Of the type of x, so that a slope is a derivative of its kind; -0.0 is a zero too.
    for x in (-2.0, 0.0, -0.0, Fraction(1, 3), Fraction(0), Decimal("-0.5"), 5, np.float32(-3)):
        assert type(functions.sign(x)) is type(x)
    assert math.isnan(functions.sign(math.nan))
    assert functions.sign(np.array([3.0, -3.0, 0.0])).tolist() == [1, -1, 0]


# -------- maximum and minimum


def slopes(f, a, b):
    x, y = Scalar(a), Scalar(b)
    result = f(x, y)
    result.backward()
    assert result.num == f(a, b)
    return x.derivative, y.derivative


@pytest.mark.parametrize("a, b", [(3, 5), (3.0, -5.0), (Fraction(1, 3), 0.25)])
def test_the_larger_takes_the_slope_of_maximum_the_smaller_that_of_minimum(a, b):
    first = a > b
    assert maximum(a, b) == max(a, b) and minimum(a, b) == min(a, b)
    assert slopes(maximum, a, b) == (first, not first)
    assert slopes(minimum, a, b) == (not first, first)
    assert type(maximum(a, b)) is type(max(a, b))


@pytest.mark.parametrize("f", [maximum, minimum])
def test_at_a_tie_each_gets_half(f):
    assert slopes(f, 2, 2) == (0.5, 0.5) == slopes(f, 0.0, -0.0)
    x = Scalar(3.0)
    f(x, x).backward()
    assert x.derivative == 1


def test_maximum_is_named_and_remembers_both_in_order():
    x, y = Scalar(1.0), Scalar(2.0)
    m = maximum(x, y)
    assert m.inputs == (x, y) and m.inputs[0] is x and m.name == "maximum"
    x.num = 99.0
    assert m.backward_fn(10) == (0, 10)
    assert maximum(y, Scalar(1.0)).backward_fn(10) == (10, 0)


@pytest.mark.parametrize("f", [maximum, minimum])
def test_a_plain_number_or_an_array_on_either_side(f):
    x = Scalar(2.0)
    plain = max if f is maximum else min
    for left, right in [(x, 5.0), (5.0, x), (x, 1), (1, x)]:
        result = f(left, right)
        assert type(result) is Scalar
        assert result.num == plain(2.0, right if left is x else left)
    array = np.array([1.0, 2.0, 3.0])
    expected = [plain(2.0, n) for n in array.tolist()]
    halves = [1, 0.5, 0] if f is maximum else [0, 0.5, 1]
    for result in (f(x, array), f(array, x)):
        assert type(result) is Scalar and result.num.tolist() == expected
        result.backward()
        assert np.sum(x.derivative) == sum(halves)
    y = Scalar(array)
    for result in (f(y, 2.0), f(2.0, y), f(y, x)):
        result.backward()
        assert y.derivative.tolist() == halves[::-1]
    for found in (f(array, 2.0), f(2.0, array), f(array, np.full(3, 2.0))):
        assert type(found) is np.ndarray and found.tolist() == expected


@pytest.mark.parametrize("f", [maximum, minimum])
def test_maximum_and_minimum_hide_no_nan(f):
    nan = math.nan
    for a, b in [(nan, 1.0), (1.0, nan), (nan, nan), (nan, math.inf)]:
        assert math.isnan(f(a, b)) and math.isnan(f(Scalar(a), b).num)
        assert math.isnan(f(a, Scalar(b)).num)
        assert all(map(np.isnan, f(np.array([a]), b)))
        assert all(map(np.isnan, f(a, np.array([b]))))
    assert f(1.0, math.inf) == (math.inf if f is maximum else 1.0)
    assert f(-math.inf, 1.0) == (1.0 if f is maximum else -math.inf)


@pytest.mark.parametrize("f, x", [(maximum, math.inf), (minimum, -math.inf)])
def test_a_tie_at_infinity_has_no_slope_as_documented(f, x):
    assert all(map(math.isnan, slopes(f, x, x)))


def test_the_minimum_of_small_integers_does_not_wrap_around():
    # -200 is 56 in unsigned bytes, and -(-128) is -128 in signed ones
    for small, large in [(np.uint8(0), np.uint8(200)), (np.int8(-128), np.int8(0))]:
        for x, y in [(small, large), (large, small), (int(small), large), (large, int(small))]:
            assert minimum(x, y) == small and maximum(x, y) == large
            assert minimum(Scalar(x), y).num == small == minimum(x, Scalar(y)).num
    for f in (minimum, maximum):
        with pytest.raises(TypeError, match=r"Write x.astype\(float\)"):
            f(np.array([0], np.uint8), np.array([5], np.uint8))


def test_a_complex128_is_a_complex_number_and_smaller_ones_are_refused():
    assert functions.exp(np.complex128(1j)) == cmath.exp(1j)
    with pytest.raises(TypeError, match="exp takes real numbers, arrays and Scalars; got"):
        functions.exp(np.complex64(1j))


@given(st.complex_numbers(max_magnitude=30))
def test_a_complex_softplus_is_the_principal_logarithm(z):
    # Everywhere log(1 + exp(z)), also where Im z is beyond pi.
    one_more = 1 + cmath.exp(z)
    if abs(one_more) > 1e-3:
        found, expected = functions.softplus(z), cmath.log(one_more)
        assert cmath.isclose(cmath.exp(found), one_more, rel_tol=1e-11)
        on_the_cut = abs(abs(expected.imag) - math.pi) < 1e-9
        assert on_the_cut or found == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", ["log1p", "expm1"])
@given(x=st.floats(1e-250, 0.1), y=st.floats(1e-250, 0.1), sx=st.booleans(), sy=st.booleans())
def test_of_a_tiny_complex_number_it_is_exact(name, x, y, sx, sy):
    z = complex(-x if sx else x, -y if sy else y)
    with mp.workdps(700):
        w = mp.mpc(z)
        exact = mp.log(1 + w) if name == "log1p" else mp.exp(w) - 1
        assert abs(mp.mpc(ONE[name](z)) - exact) <= 1e-15 * abs(exact)
        # The smaller part is as good where it is not a difference of two larger things.
        if not (sx or (name == "expm1" and y > x)):
            assert abs(ONE[name](z).real - exact.real) <= 1e-14 * abs(exact.real) + 1e-300


def test_maximum_of_a_scalar_inside_a_scalar():
    inner = Scalar(3.0)
    x = Scalar(inner)
    y = maximum(x * x, x)
    y.backward()
    assert x.derivative.num == 6
    x.derivative.backward()
    assert inner.derivative == 2


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_maximum_and_minimum_are_those_of_python(a, b):
    assert maximum(a, b) == max(a, b) and minimum(a, b) == min(a, b)
    assert maximum(a, b) + 0.0 == maximum(b, a) + 0.0


def test_a_reopened_class_gives_results_of_its_own_kind():
    class Reopened(Scalar):
        pass

    x = Reopened(0.5)
    for name in ONE:
        assert type(ONE[name](x)) is Reopened
    for result in (maximum(x, 2.0), maximum(2.0, x), minimum(x, 1), minimum(1, x)):
        assert type(result) is Reopened
    assert type(maximum(x, np.ones(2))) is type(maximum(np.ones(2), x)) is Reopened


def test_a_function_keeps_its_name_and_docstring():
    for name, f in ONE.items():
        assert f.__name__ == name and "Slope" in f.__doc__
