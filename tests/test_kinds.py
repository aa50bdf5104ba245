"""The table of kinds, walked: each operation on each kind is right, or refused in a sentence."""

import warnings
from fractions import Fraction
from itertools import product

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kinds import (
    COMPARISONS,
    ELEMENTARY,
    KINDS,
    OPERATIONS,
    ORDERED,
    REFUSED,
    REFUSED_BY_KIND,
    TOGETHER,
    WITH_CONSTANT,
    NoValue,
    badly_refused,
    bottom,
    complaint,
    elements,
    elements_in_digits,
    is_edge,
)

import scalarad
from scalarad import Scalar, Symbol, functions, where

UNARY = [name for name, operation in OPERATIONS.items() if operation.arity == 1]
BINARY = [name for name, operation in OPERATIONS.items() if operation.arity == 2]


@pytest.fixture(autouse=True)
def numpy_may_warn():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def outcome(operation, numbers, constants=()):
    """ "right" or "refused", of the operation on Scalars of numbers and on plain constants.

    constants: the places of those numbers that are left as they are. AssertionError for any
    third outcome.
    """
    arguments = [n if i in constants else Scalar(n) for i, n in enumerate(numbers)]
    where_it_was = f"{numbers}, constants {constants}"
    try:
        result = operation.function(*arguments)
        result.backward()
        derivatives = [x.derivative if isinstance(x, Scalar) else None for x in arguments]
        wrong = complaint(operation, numbers, result.num, derivatives)
    except NoValue:
        return "refused"  # by the formula, when it was run
    except Exception as error:
        wrong = badly_refused(error, in_plain_python(operation, numbers))
        assert not wrong, f"{where_it_was}: {wrong}"
        return "refused"
    assert not wrong, f"{where_it_was}: {wrong}"
    return "right"


def in_plain_python(operation, numbers):
    """What Python says of such numbers: functions that do the operation, or subtract."""
    numbers = list(map(bottom, numbers))
    yield lambda: operation.function(*numbers)
    yield lambda: numbers[0] - numbers[-1]
    yield from (lambda x=x: x * 0.5 for x in numbers)  # as slopes do


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("kind", KINDS)
def test_each_operation_on_each_kind_is_right_or_refused(kind, name):
    operation = OPERATIONS[name]
    for number in KINDS[kind]:
        found = outcome(operation, [number])
        if name in REFUSED_BY_KIND.get(kind, ()):
            assert found == "refused", number
        elif not is_edge(operation, [number]):
            assert found == "right", number


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("second", KINDS)
@pytest.mark.parametrize("first", KINDS)
def test_each_operation_on_two_kinds_is_right_or_refused(first, second, name):
    operation = OPERATIONS[name]
    for numbers in pairs(first, second, name):
        for constants in ways(name, numbers):
            found = outcome(operation, numbers, constants)
            if name in REFUSED_BY_KIND.get(first, ()) or name in REFUSED_BY_KIND.get(second, ()):
                assert found == "refused", (numbers, constants)
            elif not mixes(first, second, constants):
                # Where one side is chosen, the kinds need not mix.
                assert found == "refused" or name in ORDERED or is_float_power(name, first), numbers
            elif not is_edge(operation, numbers) and not is_harder(name, first, second, constants):
                assert found == "right", (numbers, constants)


def is_float_power(name, first):
    """Whether it is the power of a Fraction, which is one of floats in Python."""
    return name == "x ** y" and first in ("Fraction", "Scalar of a Fraction")


def is_harder(name, first, second, constants):
    """Whether kinds that mix elsewhere may be refused here: a complex power of a real number,
    and the maximum of a Symbol that is no Scalar."""
    is_complex_power = name == "x ** y" and (first, second) == ("Symbol", "complex")
    is_bare_symbol = name in ("maximum", "minimum") and first == "Symbol" and constants == (0,)
    return is_complex_power or is_bare_symbol


def pairs(first, second, name):
    """Numbers of the two kinds: three ordinary ones of each, and of one kind all with all."""
    if name in ORDERED and {first, second} == {"complex", "float32"}:
        return []  # NumPy's numbers order complex ones
    if first != second:
        return zip(KINDS[first][:3], KINDS[second][1:3] + KINDS[second][:1])
    # An exponent is no large one, for that would take years.
    return product(KINDS[first], KINDS[second][: 3 if "**" in name else None])


def ways(name, numbers):
    """The places of plain constants: none, the second, the first, where this can be."""
    is_power = not isinstance(numbers[1], (np.ndarray, Symbol))
    if name == "x ** n":
        return [(1,)] if is_power and not isinstance(numbers[1], Scalar) else []
    places = [0] if name == "x ** y" and is_power else [1, 0]
    # A Scalar that is left as it is would be a Scalar of a plain number, and no constant.
    return [(), *((place,) for place in places if not isinstance(numbers[place], Scalar))]


def mixes(first, second, constants):
    if not constants:
        return frozenset([first, second]) in TOGETHER
    return ((first, second) if constants == (1,) else (second, first)) in WITH_CONSTANT


ANY_FLOAT = st.one_of(st.floats(), st.floats(-30, 30), st.sampled_from(KINDS["float"]))
EXPONENTS = st.floats(-30, 30) | st.integers(-9, 9)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(list(OPERATIONS)), ANY_FLOAT, ANY_FLOAT, EXPONENTS, st.integers(0, 3))
def test_whatever_the_floats_the_outcome_is_right_or_refused(name, x, y, exponent, way):
    operation = OPERATIONS[name]
    numbers = [x, exponent if "**" in name else y][: operation.arity]
    places = ways(name, numbers) if operation.arity == 2 else [()]
    constants = places[way % len(places)]
    numbers = [np.array([number]) if way == 3 and not constants else number for number in numbers]
    found = outcome(operation, numbers, constants)
    # The slope y x ** (y - 1) passes by a number larger than any float.
    is_detour = name == "x ** y" and abs(x) < 1e-307 and exponent < 1
    assert found == "right" or is_edge(operation, numbers) or is_detour, (numbers, constants)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([name for name in OPERATIONS if OPERATIONS[name].rational]),
    st.fractions() | st.integers(), st.fractions() | st.integers(),
)  # fmt: skip
def test_whatever_the_fractions_a_rational_operation_is_exact_or_refused(name, x, y):
    operation = OPERATIONS[name]
    numbers = [x, y][: operation.arity]
    found = outcome(operation, numbers)
    assert found == "right" or is_edge(operation, numbers), numbers


# -------- second derivatives


SMOOTH = [name for name in UNARY if name not in ("abs", "relu", "sum", "mean")]


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("number", [2.0, 0.5, 0.125, Fraction(7, 4), np.float32(1.5)])
def test_a_scalar_of_a_scalar_has_the_slope_of_the_slope(name, number):
    operation = OPERATIONS[name]
    inner = Scalar(number)
    x = Scalar(inner)
    operation.function(x).backward()
    assert type(x.derivative) is type(x.derivative.derivative or x) is Scalar
    x.derivative.backward()
    with mp.workdps(50):
        exact = mp.diff(lambda a: operation.slopes(a)[0], elements_in_digits(number))
        digits = 1e-5 if isinstance(number, np.float32) else 1e-12
        assert abs(float(inner.derivative or 0) - exact) <= digits * abs(exact) + 1e-30


@pytest.mark.parametrize("name", [name for name in BINARY if name not in ORDERED])
@pytest.mark.parametrize("numbers", [(2.0, 3.0), (0.5, -1.25), (Fraction(3, 2), Fraction(2))])
def test_two_scalars_of_scalars_have_a_hessian(name, numbers):
    operation = OPERATIONS[name]
    if name == "x ** n":
        return
    for i, j in product(range(2), range(2)):
        leaves = [Scalar(n) for n in numbers]
        arguments = [Scalar(leaf) for leaf in leaves]
        operation.function(*arguments).backward()
        arguments[i].derivative.backward()
        with mp.workdps(50):
            at = [elements_in_digits(n) for n in numbers]
            orders = [int(k == j) for k in range(2)]
            exact = mp.diff(lambda *x, i=i: operation.slopes(*x)[i], at, tuple(orders))
            found = float(leaves[j].derivative or 0)
            assert abs(found - exact) <= 1e-12 * abs(exact) + 1e-30, (i, j)


# -------- comparisons


@pytest.mark.parametrize("second", KINDS)
@pytest.mark.parametrize("first", KINDS)
def test_a_comparison_is_that_of_the_numbers_or_refused(first, second):
    for (x, y), compare in product(pairs(first, second, "x < y"), COMPARISONS.values()):
        plain = lambda: compare(bottom(x), bottom(y))  # noqa: B023, E731
        for left, right in [(Scalar(x), Scalar(y)), (Scalar(x), y), (x, Scalar(y))]:
            try:
                found = compare(left, right)
                if isinstance(found, Symbol):
                    value = elements(found)
                    assert value == compare(elements(x)[()], elements(y)[()]), (x, y, compare)
                else:
                    assert np.array_equal(found, plain()), (x, y, compare)
            except NoValue:
                pass  # the formula refuses the numbers when it is run
            except (TypeError, ValueError, ArithmeticError) as error:
                assert not badly_refused(error, [plain]), (x, y, compare)


# -------- refused

SCALARS = {kind: KINDS[kind][0] for kind in KINDS}
CONDITIONS = ("True", "np.True_", "bool array", "a condition")


def attempts(thing):
    """What can be done with a thing that is no number: what it is called, and a function."""
    yield "Scalar", lambda: Scalar(thing)
    yield "minimum", lambda: scalarad.minimum(thing, thing)
    for name in ELEMENTARY:
        if OPERATIONS[name].arity == 1:
            yield name, lambda f=OPERATIONS[name].function: f(thing)
    for kind, number in SCALARS.items():
        x = Scalar(number)
        yield f"backward of {kind}", lambda x=x: (x * x).backward(thing)
        yield f"where, beside {kind}", lambda x=x: where(True, x, thing)
        yield f"where, beside {kind}", lambda x=x: where(False, thing, x)
        for name in BINARY:
            if name not in ORDERED or name in ("maximum", "minimum"):
                f = OPERATIONS[name].function
                yield f"{name} of {kind}", lambda f=f, x=x: f(x, thing)
                if type(thing) is np.matrix and "**" in name:
                    continue  # its own ** comes first, and NumPy's words
                yield f"{name} after {kind}", lambda f=f, x=x: f(thing, x)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_number_is_refused_in_a_sentence_wherever_it_stands(name):
    thing = REFUSED[name]
    for what, attempt in attempts(thing):
        try:
            found = attempt()
        except Exception as error:
            assert isinstance(error, (TypeError, ValueError)), what
            assert not badly_refused(error, []), what
        else:
            # A plain function may take what `float` takes, and be right.
            expected = getattr(scalarad, what)(float(thing)) if what in ELEMENTARY else None
            assert found == pytest.approx(expected, rel=1e-15), what


@pytest.mark.parametrize("name", REFUSED)
def test_a_condition_of_where_is_a_comparison_and_nothing_else(name):
    try:
        found = where(REFUSED[name], Scalar(2.0), 1.0)
    except TypeError as error:
        assert name not in CONDITIONS and str(error).startswith("the condition of where is")
        assert not badly_refused(error, [])
    else:
        assert name in CONDITIONS and type(found) is Scalar


# -------- the table is whole


def test_every_public_function_and_operator_is_in_the_table():
    numeric = {name for name in scalarad.__all__ if hasattr(functions, name)}
    assert numeric - {"Scalar", "is_node"} - {"where"} == set(ELEMENTARY)
    used = {"__pos__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"}
    used |= {"__neg__", "__abs__", "__add__", "__sub__", "__mul__", "__truediv__", "__pow__"}
    used |= {"__radd__", "__rsub__", "__rmul__", "__rtruediv__", "__rpow__"}
    used |= {"square", "sum", "mean", "backward", "__init__"}
    about_text_and_copies = {"__repr__", "__format__", "__bool__", "__hash__", "__deepcopy__"}
    no_number = {"__reduce_ex__", "__iter__", "refuse", "lift", "number_in"}
    own = {name for name, thing in vars(Scalar).items() if callable(thing)}
    closed = {name for name in own if vars(Scalar)[name] is Scalar.refuse}
    assert own - closed - about_text_and_copies - no_number == used


@pytest.mark.parametrize("kind", KINDS)
def test_the_gate_takes_each_number_of_the_table_as_it_is(kind):
    for number in KINDS[kind]:
        leaf = Scalar(number)
        assert type(leaf.num) is type(number) and leaf.is_leaf
        if isinstance(number, np.ndarray):
            assert leaf.num is not number and leaf.num.dtype == number.dtype
            assert np.array_equal(leaf.num, number, equal_nan=True)
            assert not leaf.num.flags.writeable and number.flags.writeable
        else:
            assert leaf.num is number


@pytest.mark.parametrize(
    "number, kind", [(np.float64(2), float), (np.int8(100), int), (np.uint64(2**63), int)]
)
def test_the_gate_makes_plain_numbers_of_elements_of_arrays(number, kind):
    assert type(Scalar(number).num) is kind and Scalar(number).num == number
    assert type((Scalar(2.0) * number).inputs[1].num) is kind
