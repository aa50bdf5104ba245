"""What once was wrong without a word, or refused without a sentence, and what is kin to it."""

import copy
import inspect
import math
import pickle
import statistics
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from lessons import cells

import scalarad
from scalarad import Scalar, Symbol, exp, log, maximum, minimum, relu, sqrt, where

ROOT = Path(__file__).parent.parent
inf, nan = math.inf, math.nan


def derivatives(f, *numbers):
    inputs = [Scalar(number) for number in numbers]
    f(*inputs).backward()
    return [x.derivative for x in inputs]


# -------- a derivative has the floating type of its number


@pytest.mark.parametrize(
    "number", [np.array([1.0]), np.float64(1.0), 1.0, np.array([1.0], np.float32)]
)
def test_64_doublings_have_the_slope_2_to_the_64(number):
    (slope,) = derivatives(lambda x: doubled(x, 64), number)
    assert np.all(slope == 2.0**64)  # in int64 it wraps around to 0
    assert np.asarray(slope).dtype == np.asarray(number).dtype


def doubled(x, times):
    for _ in range(times):
        x = x + x
    return x


def test_41_times_3_has_the_slope_3_to_the_41():
    (slope,) = derivatives(lambda x: tripled(x, 41), np.array([1.0, 2.0]))
    assert slope.tolist() == [3.0**41, 3.0**41]  # above 2**63, where int64 is negative


def tripled(x, times):
    for _ in range(times):
        x = x * 3
    return x


def test_an_int_and_a_fraction_are_exact_where_int64_would_wrap_around():
    assert derivatives(lambda x: tripled(x, 41), 1) == [3**41]
    assert derivatives(lambda x: tripled(x, 41), np.int64(1)) == [3**41]
    assert derivatives(lambda x: tripled(x, 41) / 3**41, Fraction(1)) == [1]


@given(
    arrays.arrays(
        st.sampled_from([np.float32, np.float64]), 3, elements=st.floats(-9, 9, width=32)
    ),
    st.sampled_from([2, 2.0, Fraction(1, 2), np.int8(2), np.float32(2), -3]),
)
def test_every_derivative_has_the_type_and_shape_of_its_number(array, constant):
    x, s = Scalar(array), Scalar(0.5)
    c = float(constant)
    y = relu(x * c + s) - abs(x) * where(x > s, x, s) + maximum(x, s) / 2 + (x - c) ** 2
    y.backward()
    assert type(s.derivative) is float
    assert x.derivative.dtype == array.dtype and x.derivative.shape == array.shape
    z = Scalar(constant)
    (z * s + z).backward()
    assert type(s.derivative) is float and z.derivative == 1.5


FLOATING = [2.0, np.float32(2), 2j, np.ones(2), np.ones(2, np.float32)]


@pytest.mark.parametrize("x", FLOATING, ids=lambda x: type(x).__name__)
@pytest.mark.parametrize("b_in", [1, np.int8(1), Fraction(1), 1.0, np.float32(1)])
def test_what_arrives_becomes_a_derivative_of_its_number(x, b_in):
    leaf = Scalar(x)
    leaf.backward(b_in)
    assert type(leaf.derivative) is type(x) and np.all(leaf.derivative == 1)
    assert getattr(leaf.derivative, "dtype", None) == getattr(leaf.num, "dtype", None)


def test_a_float_has_a_float_as_derivative_even_of_a_decimal():
    x = Scalar(2.0)
    x.backward(Decimal(1))
    assert type(x.derivative) is float


@pytest.mark.parametrize("x", [2.0, np.float32(2), Fraction(2), Decimal(2), 1j, np.array([2.0])])
def test_a_zero_derivative_is_a_zero_of_its_kind(x):
    for f in (lambda x: x**0, lambda x: x * 0 + 1, lambda x: where(False, x, x * 0)):
        (slope,) = derivatives(f, x)
        assert np.all(slope == 0) and type(slope) is type(x)


def test_a_where_of_whole_numbers_is_an_array_of_floats():
    x = Scalar(np.array([-1.0, 2.0]))
    steps = where(x > 0, 1, 0)
    assert steps.dtype == float
    (slope,) = derivatives(lambda x: x * where(x > 0, 3, 4), x.num)
    assert slope.tolist() == [4, 3]
    n = Scalar(3)
    y = tripled(where(x > 0, n, 1), 41)  # an array of int64 would wrap around
    y.backward()
    assert n.derivative == 3.0**41 and y.num.tolist() == [3.0**41, 3.0**42]


def test_small_integers_of_numpy_do_not_wrap_around():
    y = Scalar(np.int8(100)) ** 2
    y.backward()
    assert y.num == 10_000 and y.inputs[0].derivative == 200
    assert (Scalar(2) ** np.uint8(200)).num == 2**200 and (Scalar(2) ** np.int8(-1)).num == 0.5
    x = Scalar(np.uint8(200))
    assert (1 - x).num == -199 and (x + np.uint8(200)).num == 400 and (-x).num == -200
    assert minimum(Scalar(2.0), np.uint8(200)).num == 2 and minimum(np.int8(-128), 0) == -128


# -------- refused at the gate, and by arrays


@pytest.mark.parametrize("dtype", ["u1", "i1", "i8", "u8", "?", "O", "c16", "f2", "M8[D]"])
def test_an_array_that_wraps_around_or_changes_the_rules_is_refused(dtype):
    array = np.ones(2).astype(dtype)
    for attempt in (
        Scalar, Scalar(2.0).__mul__, Scalar(2.0).__radd__, Scalar(np.ones(2)).__truediv__,
        lambda a: a - Scalar(2.0), lambda a: maximum(Scalar(2.0), a), exp, sqrt,
    ):  # fmt: skip
        with pytest.raises(TypeError, match=r"one of float64 or float32; .* x.astype\(float\)"):
            attempt(array)


def test_an_array_and_what_makes_no_floats_of_it_is_refused_at_once():
    array = Scalar(np.ones(2))
    for other in (Fraction(1, 3), 1j, Scalar(Fraction(1, 3)), Scalar(1j)):
        for attempt in (lambda o=other: array * o, lambda o=other: o + array):
            with pytest.raises(TypeError, match="^the result is an array of (object|complex128)"):
                attempt()
    with pytest.raises(TypeError, match="one of float64 or float32; got a ndarray of object"):
        where(np.array([True, False]), Fraction(1), 2)


def test_a_real_number_has_no_complex_derivative():
    for f in (lambda x: x * 1j, lambda x: x + 1j, lambda x: where(True, 1j * x, x)):
        for number in (2.0, 2, Fraction(2), np.float32(2)):
            with pytest.raises(TypeError, match="would be complex .* Scalar\\(complex"):
                derivatives(f, number)
    assert derivatives(lambda x, y: x * y, 1j, complex(2)) == [2, 1j]
    # A constant has no derivative: any real number will do.
    for constant in (2, 2.0, Fraction(2), np.uint8(2)):
        assert derivatives(lambda x, c=constant: c * x * c, 1j) == [4]
    with pytest.raises(TypeError, match="True is a condition"):
        Scalar(1j) * True


def test_the_exponential_of_a_decimal_is_refused_and_not_a_float_that_fits_nowhere():
    with pytest.raises(TypeError, match="exp takes real numbers, .* as float.x. does for a Deci"):
        exp(Scalar(Decimal(1))) * Scalar(Decimal(1))
    with pytest.raises(TypeError, match=r"^0.5 and a Decimal do not mix .* Decimal\('0.5'\)$"):
        Scalar(Decimal(1)) * 0.5
    with pytest.raises(TypeError, match="^0.5 and a Decimal do not mix"):
        (Scalar(Decimal(1)) * 2).backward(0.5)


def test_powers_of_decimals():
    x = Scalar(Decimal(0))
    assert (x**0).num == 1 and type((x**0).num) is Decimal
    assert derivatives(lambda x: x**3, Decimal("0.1")) == [Decimal("0.03")]
    with pytest.raises(ValueError, match=r"^-2 \*\* 0.5 is not a real number$"):
        Scalar(Decimal(-2)) ** Decimal("0.5")
    with pytest.raises(OverflowError, match="is larger than any Decimal$"):
        Scalar(Decimal(10)) ** 10**20
    for n in (0.5, Fraction(1, 2)):
        with pytest.raises(TypeError, match="do not mix"):
            Scalar(Decimal(2)) ** n
    with pytest.raises(TypeError, match="mixes kinds of numbers that have no power"):
        Scalar(Fraction(1, 2)) ** Decimal("0.5")
    assert Decimal.is_nan(relu(Decimal("nan"))) and relu(Decimal("-1")) == 0


# -------- derivatives of derivatives


@pytest.mark.parametrize(
    "f, slope",
    [(lambda x: 3 * x, 3), (lambda x: x - 1, 1), (lambda x: x / 2, 0.5), (lambda x: -x, -1)]
    + [(relu, 1), (abs, 1), (lambda x: where(x > 0, x, 0), 1), (lambda x: maximum(x, 1), 1)]
    + [(lambda x: x**0, 0), (lambda x: x + x, 2), (lambda x: 0 * x, 0), (lambda x: x.sum(), 1)],
)
@pytest.mark.parametrize("number", [2.0, Fraction(2), Decimal(2), np.float32(2)])
def test_a_straight_line_has_the_second_derivative_0(f, slope, number):
    inner = Scalar(number)
    x = Scalar(inner)
    f(x).backward()
    assert type(x.derivative) is Scalar and x.derivative.num == slope
    x.derivative.backward()
    assert not inner.derivative  # None, where the slope does not depend on it, or 0


def taught_function(notebook, name):
    """A function that a notebook defines, run beside the library."""
    stored = cells(ROOT / "notebooks" / notebook)
    (source,) = [source for _, source in stored if source.startswith(f"def {name}(")]
    names = {"Scalar": Scalar, "np": np}
    exec(source, names)
    return names[name]


QUADRATIC = {
    "c*a + c*b + c*c + a*a + b*b": (
        lambda a, b, c: c * a + c * b + c * c + a * a + b * b,
        [5, 7, 9], [[2, 0, 1], [0, 2, 1], [1, 1, 2]],
    ),
    "a*a + b*b": (lambda a, b, c: a * a + b * b, [2, 4, 0], [[2, 0, 0], [0, 2, 0], [0, 0, 0]]),
    "3*a - b": (lambda a, b, c: 3 * a - b, [3, -1, 0], [[0, 0, 0]] * 3),
    "a*b*c": (lambda a, b, c: a * b * c, [6, 3, 2], [[0, 3, 2], [3, 0, 1], [2, 1, 0]]),
}  # fmt: skip


@pytest.mark.parametrize("loss, gradient, hessian", QUADRATIC.values(), ids=QUADRATIC)
def test_no_old_derivative_gets_into_a_hessian(loss, gradient, hessian):
    # By hand, at a = 1, b = 2, c = 3.
    taught = taught_function("11_any_number.ipynb", "gradient_and_hessian")
    found = taught(loss, 1.0, 2.0, 3.0)
    assert found[0].tolist() == gradient and found[1].tolist() == hessian


def test_what_an_output_does_not_use_keeps_its_derivative_as_documented():
    x, y = Scalar(2.0), Scalar(3.0)
    (x * y).backward()
    (x * x).backward()
    assert (x.derivative, y.derivative) == (4, 2)
    assert "does not depend on stay as they are" in " ".join(Scalar.backward.__doc__.split())


PLAIN = [1.0, 1, Fraction(1), Decimal(1), 1 + 0j, np.float32(1), np.array([1.0, 1.0]), Symbol("x")]
MIXTURES = {
    "x * y": lambda x, y: x * y, "x + y": lambda x, y: x + y, "y - x": lambda x, y: y - x,
    "y / x": lambda x, y: y / x, "maximum": lambda x, y: maximum(y, x),
    "where": lambda x, y: where(True, x, y), "y ** x": lambda x, y: y**x,
    "x ** y": lambda x, y: x**y,
}  # fmt: skip


@pytest.mark.parametrize("f", MIXTURES.values(), ids=MIXTURES)
@pytest.mark.parametrize("number", PLAIN, ids=lambda x: type(x).__name__)
def test_a_scalar_and_a_scalar_of_a_scalar_are_not_confused(number, f):
    # d/dx of x * d(x y)/dy is 2 x. One x for both levels says 1: the perturbations are confused.
    x, y = Scalar(number), Scalar(Scalar(number))
    with pytest.raises(TypeError):
        f(x, y).backward()
        raise AssertionError(x.derivative)


def test_wrapped_equally_often_the_same_question_is_answered():
    inner = Scalar(1.0)
    x, y = Scalar(inner), Scalar(Scalar(1.0))
    (x * y).backward()
    z = inner * y.derivative  # x times d(x y)/dy, which is x
    z.backward()
    assert inner.derivative == 2


# -------- arrays of Scalars, and functions of NumPy and math


def test_an_array_of_scalars_is_refused_whoever_makes_it():
    a, b, z = Scalar(1.0), Scalar(2.0), Scalar(3.0)
    made = np.empty(2, object)
    made[0], made[1] = a, b
    attempts = [lambda: np.array([a, b]) * z, lambda: made * z, lambda: z + made, lambda: exp(made)]
    for attempt in attempts:
        with pytest.raises(TypeError, match="write a list|; a list in place of an array"):
            attempt()
    parts = np.zeros(2)
    with pytest.raises(TypeError, match=r"a list in place of an array of Scalars; or x.num"):
        parts[0] = a * a
    made[0], made[1] = a * z, b * z  # Element by element it is the graph that it says.
    (made.sum() * 2).backward()
    assert (a.derivative, b.derivative, z.derivative) == (6, 6, 6)


CLOSED = {
    "np.dot": lambda x: np.dot(x, np.ones(2)), "np.cumsum": np.cumsum, "np.array": np.array,
    "np.polyval": lambda x: np.polyval([1.0, 2.0], x), "np.asarray": np.asarray,
    "np.outer": lambda x: np.outer(np.ones(2), x), "np.sin": np.sin, "np.std": np.std,
    "np.where": lambda x: np.where(np.array([True, False]), x, 0), "np.var": np.var,
    "np.mean of a list": lambda x: np.mean([x, x]), "np.sum of a list": lambda x: np.sum([x, x]),
    "np.stack": lambda x: np.stack([x, x]), "np.full": lambda x: np.full(2, x),
    "np.max": np.max, "np.prod": np.prod, "np.clip": lambda x: np.clip(x, 0, 1),
    "np.isfinite": np.isfinite, "np.float64": np.float64,
    "np.linspace": lambda x: np.linspace(x, 1, 2), "np.allclose": lambda x: np.allclose(x, 1.0),
    "np.interp": lambda x: np.interp(x, [0, 1], [0, 1]), "np.linalg.norm": np.linalg.norm,
    "np.sum by axis": lambda x: np.sum(x, axis=0), "np.mean by axis": lambda x: np.mean(x, axis=0),
    "np.sum, keepdims": lambda x: np.sum(x, keepdims=True), "np.matmul": lambda x: np.ones(2) @ x,
    "math.exp": math.exp, "math.fsum": lambda x: math.fsum([x]), "math.floor": math.floor,
    "math.pow": lambda x: math.pow(x, 2), "math.hypot": lambda x: math.hypot(x, 1.0),
    "math.isclose": lambda x: math.isclose(x, 1.0),
    "statistics.fmean": lambda x: statistics.fmean([x]), "%": lambda x: "%f" % x,  # noqa: UP031
    "float": float, "int": int, "complex": complex, "round": round, "math.trunc": math.trunc,
    "range": range, "index": lambda x: [1, 2][x],
    "sum": sum, "max": max, "list": list, "unpacking": lambda x: [*x],
    "for": lambda x: [y for y in x],  # noqa: C416
}  # fmt: skip


@pytest.mark.parametrize("f", CLOSED.values(), ids=CLOSED)
@pytest.mark.parametrize("number", [4.0, 1, np.array([1.0, 4.0]), Scalar(4.0)], ids=repr)
def test_what_would_lose_the_derivative_is_refused(f, number):
    with pytest.raises(TypeError) as error:
        f(Scalar(number) * 1)
    words = str(error.value)
    ways_out = ("x.num", "x.sum()", "sum adds up all", "does not support ufuncs", "unsupported")
    assert any(way in words for way in ways_out), words


def test_the_number_itself_and_its_text_stay_ways_to_a_plain_number():
    x = Scalar(4.0)
    assert math.sqrt(x.num) == 2 and f"{x:.2f}" == "4.00" and bool(x) and np.sin(x.num) < 0


SHAPES = st.sampled_from([(), (1,), (3,), (2, 3), (3, 1)])


@given(SHAPES, st.sampled_from([np.float32, np.float64]), st.booleans())
def test_sum_and_mean_of_a_batch_have_the_slope_of_a_sum_and_a_mean(shape, dtype, is_nested):
    array = np.arange(1, 1 + math.prod(shape), dtype=dtype).reshape(shape)
    one_nth = 1 / array.size
    for f, slope in [(Scalar.sum, 1), (Scalar.mean, one_nth), (np.sum, 1), (np.mean, one_nth)]:
        x = Scalar(Scalar(array) if is_nested else array)
        y = f(x * x)
        y.backward()
        value, derivative = (y.num.num, x.derivative.num) if is_nested else (y.num, x.derivative)
        assert np.shape(value) == () and value == pytest.approx(
            float((array * array).sum() * slope)
        )
        assert derivative.dtype == dtype and derivative.shape == shape
        assert np.asarray(derivative) == pytest.approx(2 * array * slope, rel=1e-6)


@pytest.mark.parametrize(
    "number", [3.0, 3, Fraction(3), Decimal(3), 3j, np.float32(3), Scalar(3.0)]
)
def test_the_sum_and_the_mean_of_a_single_number_is_itself(number):
    for f in (Scalar.sum, Scalar.mean, np.sum, np.mean):
        x = Scalar(number)
        y = f(x)
        y.backward()
        assert y.num == number and x.derivative == 1


# -------- nothing changes behind a rule's back


def test_a_number_that_a_rule_needs_cannot_be_changed_in_place():
    array = np.array([1.0, 2.0])
    x = Scalar(array)
    y = x * x
    with pytest.raises(ValueError, match="read-only"):
        x.num -= 0.5
    array[:] = 100.0  # the caller's own, of which x has a copy
    y.backward()
    assert x.derivative.tolist() == [2, 4] and x.num.tolist() == [1, 2]
    x.num = x.num - 0.5  # the way that works
    y.backward()
    assert x.derivative.tolist() == [2, 4]
    (x * x).backward()
    assert x.derivative.tolist() == [1, 3]


@pytest.mark.parametrize(
    "thing",
    [
        lambda x: x, lambda x: x * 2, lambda x: exp(x), lambda x: maximum(x, 0.0), lambda x: -x,
        lambda x: where(x > 1, x, 0.0), lambda x: x**2, lambda x: abs(x),
        lambda x: (x * 2).inputs[0],
        lambda x: np.ones(2) * x, lambda x: (np.ones(2) * x).inputs[0], copy.deepcopy,
        lambda x: copy.deepcopy(x * 2), lambda x: pickle.loads(pickle.dumps(x)), copy.copy,
        lambda x: Scalar(x).num, lambda x: (Scalar(x) * 2).num,
    ],
)  # fmt: skip
def test_every_array_in_a_graph_is_read_only(thing):
    node = thing(Scalar(np.array([1.0, 2.0])))
    assert not node.num.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        node.num[0] = 9.0
    assert not thing(Scalar(np.ones(2, np.float32))).num.flags.writeable


def test_a_derivative_that_is_shared_cannot_be_changed_in_place():
    x, y = Scalar(np.ones(2)), Scalar(np.ones(2))
    z = x + y
    arriving = np.array([1.0, 2.0])
    z.backward(arriving)
    arriving[:] = 100.0
    assert x.derivative.tolist() == y.derivative.tolist() == [1, 2]
    for node in (x, y, z):
        with pytest.raises(ValueError, match="read-only"):
            node.derivative += 1.0


def test_the_docstring_of_backward_says_what_b_in_is_and_what_may_be_shared():
    words = " ".join(inspect.getdoc(Scalar.backward).split())
    for needed in (
        "it has the shape of `num`",
        "two of them may be one array",
        "Two threads must not",
    ):
        assert needed in words


# -------- where


def test_where_takes_a_comparison_and_goes_element_by_element():
    a, b = Scalar(np.array([1.0, 2.0])), Scalar(np.array([10.0, 20.0]))
    y = where(np.array([True, False]), a, b)
    y.backward()
    assert y.num.tolist() == [1, 20]
    assert (a.derivative.tolist(), b.derivative.tolist()) == ([1, 0], [0, 1])
    for condition in (
        [True, False],
        (True, False),
        "True",
        nan,
        1,
        0.0,
        None,
        np.array([1.0, 0.0]),
    ):
        with pytest.raises(
            TypeError, match="^the condition of where is a comparison, such as x > 0"
        ):
            where(condition, a, b)


def test_where_computes_both_sides_as_its_docstring_warns():
    (slope,) = derivatives(lambda x: where(x > 1, sqrt(x), x), np.array([4.0, 1.0]))
    assert slope.tolist() == [0.25, 1]
    with np.errstate(all="ignore"):
        (slope,) = derivatives(lambda x: where(x > 1, sqrt(x), x), np.array([4.0, 0.0]))
    assert slope[0] == 0.25 and math.isnan(slope[1])
    assert "as for sqrt(x) at 0" in where.__doc__


# -------- powers, and complex numbers


def test_a_batch_with_a_zero_has_no_slope_by_its_exponent_and_says_so():
    for base in ([0.0, 2.0], [-1.0, 2.0], [nan, 2.0]):
        with pytest.raises(ValueError, match="^a Scalar as exponent needs a base above 0 in every"):
            Scalar(np.array(base)) ** Scalar(2.0)
    x, y = derivatives(lambda x, y: x**y, np.array([1.0, 2.0]), 2.0)
    assert x.tolist() == [2, 4] and y == pytest.approx(4 * math.log(2), rel=1e-15)


def test_a_power_of_mixed_depth_is_refused_and_no_attribute_error():
    for x, y in [(Scalar(2.0), 3.0), (2.0, Scalar(3.0)), (Scalar(Fraction(2)), 3)]:
        with pytest.raises(TypeError, match="wrap both equally often"):
            (Scalar(x) ** Scalar(y)).backward()


@pytest.mark.parametrize("x, n", [(1e200, 2), (10.0, 400), (1e-200, -2), (-1e200, 3), (2.0, 1e6)])
def test_a_power_larger_than_any_float_says_so(x, n):
    with pytest.raises(OverflowError) as error:
        Scalar(x) ** n
    assert str(error.value) == f"{x} ** {n} is larger than any float"
    assert error.value.__suppress_context__


def test_a_sigmoid_of_a_complex_number_works_and_of_an_array_of_them_is_refused():
    z = 0.3 + 0.4j
    assert scalarad.sigmoid(z) == pytest.approx(1 / (1 + exp(-z)), rel=1e-15)
    for f in (scalarad.sigmoid, scalarad.softplus, exp, relu):
        with pytest.raises(TypeError, match="an array of numbers is one of float64 or float32"):
            f(np.array([z]))


def test_of_a_tiny_complex_number_the_real_part_is_not_lost():
    tiny = 1e-20 + 1e-20j
    assert scalarad.log1p(tiny) == tiny == scalarad.expm1(tiny)
    (slope,) = derivatives(scalarad.log1p, tiny)
    assert slope == 1 - tiny  # 1 / (1 + z)


# -------- copies


def test_a_copy_of_a_chain_of_2000_is_a_chain_of_2000_of_its_own():
    x = y = Scalar(2.0, name="x")
    for _ in range(2000):
        y = y * 1.0 + x
    y.backward()
    twin = copy.deepcopy(y)
    order = scalarad.topological_order(twin)
    leaf = next(node for node in order if node.name == "x")
    assert len(order) == len(scalarad.topological_order(y)) and leaf is not x
    assert (twin.num, leaf.derivative) == (y.num, x.derivative) == (4002, 2001)
    (y * 0).backward()
    assert x.derivative == 0 and leaf.derivative == 2001
    twin.backward()
    assert leaf.derivative == 2001 and x.derivative == 0


def test_what_is_copied_together_stays_together():
    x = Scalar(3.0)
    y = x * x
    twins = copy.deepcopy({"leaf": x, "result": y, "more": [x, y]})
    assert twins["result"].inputs == (twins["leaf"],) * 2 and twins["leaf"] is not x
    assert twins["more"] == [twins["leaf"], twins["result"]]
    twins["result"].backward()
    assert twins["leaf"].derivative == 6 and x.derivative is None


@pytest.mark.parametrize("number", [2.0, Fraction(1, 3), Decimal(2), 1j, np.ones(2), Scalar(2.0)])
def test_a_leaf_can_be_pickled_and_a_result_says_that_it_cannot(number):
    class_of = type(number)
    leaf = Scalar(number, name="x")
    leaf.backward()
    found = pickle.loads(pickle.dumps(leaf))
    assert type(found.num) is class_of and np.all(found.num == leaf.num)
    assert found.name == "x" and found.is_leaf and np.all(found.derivative == leaf.derivative)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(
            TypeError, match="^a result cannot be pickled, since its rule is a funct"
        ):
            pickle.dumps([leaf * 2], protocol)


# -------- rules


@given(st.sampled_from([2, 2.0, Fraction(2), log, "2", None, [1.0], (), (1, 2, 3)]))
def test_a_rule_that_gives_no_tuple_of_one_share_per_input_is_named(shares):
    x = Scalar(2.0)
    result = Scalar(4.0, (x, x), lambda b_in: shares, "mine")
    with pytest.raises(TypeError, match="^the rule of 'mine' must return a tuple with one share"):
        (result * 2).backward()
