"""Eager, Python program and native program are one function: same value, gradient and refusal.

Hypothesis draws functions and numbers, of every kind and at the edges. What is compared is the
type of each number, its bits (for a batch too: where nothing is stretched), and the class of each
error. What may differ, and why:

* The sign of a zero: in x + 0 and 0 - x, which are left out of a program, and in a derivative, as
  eager makes a 0.0 of the side that a `where` has not chosen, and a program leaves it 0. For an int
  or a Fraction such a zero may have another type, too.
* The last digits in a batch in which a number meets an array: eager sums the shares wherever it is
  stretched, a program once, at the end; and with float32, as a program does the arithmetic of
  constants beforehand, in double precision.
* Which error comes first, when several steps of a gradient fail. And eager computes also the
  shares that no argument needs, those of constants and what ends in x ** 0, which a program leaves
  out: they may fail.
"""

import math
import os
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kinds import (
    KINDS,
    OPERATIONS,
    REFUSED,
    NoValue,
    badly_refused,
    bottom,
    complaint,
)

from scalarad import Scalar, functions, maximum, minimum, where
from scalarad.graph_mode import compile
from scalarad.scalar import admit, fit

pytest.importorskip("llvmlite")
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

EXAMPLES = int(os.environ.get("EXAMPLES", 60))
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

ELEMENTARY = [
    "exp", "log", "sqrt", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh",
    "log1p", "expm1", "sigmoid", "softplus", "relu",
]  # fmt: skip
UNARY = {name: getattr(functions, name) for name in ELEMENTARY} | {
    "neg": lambda a: -a,
    "abs": abs,
    "square": lambda a: a.square(),
}
# The first is a Scalar, the others may be plain numbers. With an r the second stands on the left.
BINARY = {
    "+": lambda a, b, c: a + b,
    "r+": lambda a, b, c: b + a,
    "-": lambda a, b, c: a - b,
    "r-": lambda a, b, c: b - a,
    "*": lambda a, b, c: a * b,
    "r*": lambda a, b, c: b * a,
    "/": lambda a, b, c: a / b,
    "r/": lambda a, b, c: b / a,
    "maximum": lambda a, b, c: maximum(a, b),
    "rminimum": lambda a, b, c: minimum(b, a),
    "where": lambda a, b, c: where(a < b, a, c()),
    "rwhere": lambda a, b, c: where(b >= a, c(), a),
    "where=": lambda a, b, c: where(a == b, c(), a),
    "choose": lambda a, b, c: a * where(b != a, 2, 0.5),
}
WHOLE = {f"** {n}": lambda a, n=n: a**n for n in (1, 2, 3, -1, -2)}
BROKEN = {f"** {n}": lambda a, n=n: a**n for n in (0.5, 1.5, -0.5, 2.0, Fraction(1, 3))}
POWERS = {
    "**": lambda a, b, c: a**b if isinstance(b, Scalar) else (2.5 if b is a else 3) ** a,
    "tame **": lambda a, b, c: (a * a + 1) ** (b / (1 + b * b)),
}


OF_ONE, OF_MORE = UNARY | WHOLE | BROKEN, BINARY | POWERS


def function_of(steps, constants):
    """A function of Scalars that does the steps which its result, the last one, needs.

    steps: name, then which earlier results it works on, counted from the latest backwards, and
    behind the arguments from the constants.
    """

    def f(*inputs):
        known = dict(enumerate(inputs))

        def result(i):
            if i not in known:
                operation, a, b, c = steps[i - len(inputs)]
                a, b = i - 1 - a % i, b % (i + len(constants))
                if operation in OF_ONE:
                    known[i] = OF_ONE[operation](result(a))
                else:
                    # As the formula is written, so that one error comes first everywhere.
                    if operation.startswith("r"):
                        part(i, b)
                    c %= i + len(constants)
                    known[i] = OF_MORE[operation](result(a), part(i, b), lambda: part(i, c))
            return known[i]

        def part(i, which):
            return result(i - 1 - which) if which < i else constants[which - i]

        return result(len(inputs) + len(steps) - 1)

    return f


def functions_with(operations, constants, size):
    """A strategy: functions of these operations and constants, of up to `size` steps."""
    step = st.tuples(st.sampled_from(operations), *[st.integers(0, 8)] * 3)
    return st.builds(
        function_of,
        st.lists(step, min_size=1, max_size=size),
        st.lists(st.sampled_from(constants), min_size=1, max_size=3),
    )


def eager(f, *numbers):
    """Value and gradient, or the class of the error and whether it came up on the way back."""
    inputs = [Scalar(number) for number in numbers]
    try:
        output = f(*inputs)
    except (ArithmeticError, ValueError, TypeError) as error:
        return type(error), "forward"
    try:
        output.backward()
    except (ArithmeticError, ValueError, TypeError) as error:
        return type(error), "backward"
    gradient = [fit(x.num, 0) if x.derivative is None else x.derivative for x in inputs]
    return output.num, tuple(gradient)


def compiled(f, backend, *numbers):
    try:
        return compile(f, backend)(*numbers)
    except (ArithmeticError, ValueError, TypeError) as error:
        assert str(error)
        return type(error), ""


def is_error(outcome):
    return isinstance(outcome[0], type)


def same_bits(found, expected, zeros=False):
    """Whether two numbers have one type and the same bits; NaN is like NaN.

    zeros: also whether zeros have the same sign.
    """
    if type(found) is not type(expected):
        return False
    if isinstance(found, np.ndarray):
        if found.dtype != expected.dtype or not np.array_equal(found, expected, equal_nan=True):
            return False
        same_signs = np.signbit(found) == np.signbit(expected)
        return not zeros or np.all(same_signs | np.isnan(found))
    if found != found or expected != expected:
        return found != found and expected != expected
    if zeros and isinstance(found, float) and math.copysign(1, found) != math.copysign(1, expected):
        return False
    return found == expected


def agree(found, expected, same=same_bits, mild=False):
    """Assert that two outcomes are the same; `same` compares derivatives.

    mild: for ints and Fractions: zeros may have another type, and eager may fail on the way back.
    """
    if is_error(found) or is_error(expected):
        if mild and expected == (OverflowError, "backward"):
            return
        assert is_error(found) and is_error(expected), (found, expected)
        if "backward" not in (found[1], expected[1]):
            assert found[0] is expected[0]
        return
    assert same_bits(found[0], expected[0], zeros=not mild), (found, expected)
    assert len(found[1]) == len(expected[1])
    for one, other in zip(found[1], expected[1]):
        assert same(one, other) or (mild and one == other == 0), (found, expected)


EDGES = [
    0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 2.5, math.inf, -math.inf, math.nan, 1e308, -1e308, 1e-308,
    5e-324, 710.0, -745.2, 1e16, 0.1, math.pi,
]  # fmt: skip
tame = st.floats(-3, 3).map(lambda x: round(x, 2))
floats = st.sampled_from(EDGES) | st.floats(-3, 3).map(lambda x: round(x, 2)) | st.floats()
CONSTANTS = [1, 2, -1, 3, 10**30, 2**53 + 1, -7, Fraction(1, 3), *EDGES]
ALL = [*UNARY, *BINARY, *WHOLE, *BROKEN, *POWERS]


@many
@given(functions_with(ALL, CONSTANTS, 10), floats, floats)
def test_floats(f, x, y):
    expected = eager(f, x, y)
    program = compiled(f, "python", x, y)
    agree(program, expected)
    agree(compiled(f, "native", x, y), program)


def check_exact(f, *numbers):
    """Both programs agree with eager to the last bit, but for the zeros of ints and Fractions."""
    expected = eager(f, *numbers)
    for backend in ("python", "native"):
        agree(compiled(f, backend, *numbers), expected, mild=True)


# No power of a power, whose ints would fill the memory; no factor 1.0 and no x / 1, which make a
# float of an int, but are left out of a program.
EXACT = [name for name in ALL if name != "**"]
ints = st.integers(-6, 6) | st.sampled_from([10**30, -(2**60), 2**53 + 1])
fractions = st.fractions(-3, 3, max_denominator=12)
exact_constants = [2, -1, 3, 2**53 + 1, Fraction(1, 3), 0.5, -2.5, 1e10, -0.3, math.inf]


@many
@given(functions_with(EXACT, exact_constants, 6), ints, ints | fractions | floats)
def test_ints(f, x, y):
    check_exact(f, x, y)


@many
@given(functions_with(EXACT, exact_constants, 5), fractions, fractions | ints | floats)
def test_fractions(f, x, y):
    check_exact(f, x, y)


decimals = st.decimals(-5, 5, places=2) | st.sampled_from(
    [Decimal(text) for text in ("0", "-0", "1e30", "Infinity", "NaN", "1e-999999", "9e999999")]
)


@many
@given(
    functions_with(EXACT, [2, -1, 3, Decimal("0.3"), Decimal(-2), 10**30], 6),
    decimals,
    decimals,
)
def test_decimals(f, x, y):
    check_exact(f, x, y)


def same_parts(found, expected):
    """The same for complex numbers, whose parts may be NaN."""
    if type(found) is not complex or type(expected) is not complex:
        return same_bits(found, expected)
    return same_bits(found.real, expected.real) and same_bits(found.imag, expected.imag)


complexes = st.builds(complex, tame, tame)


@many
@given(
    functions_with(
        [name for name in EXACT if name != "where="],
        [1, 2, -1, 3, 0.5, -2.5, 1j, 0.5 - 2j, 10**30],
        6,
    ),
    complexes,
    complexes,
)
def test_complex_numbers(f, x, y):
    expected = eager(f, x, y)
    for backend in ("python", "native"):
        agree(compiled(f, backend, x, y), expected, same=same_parts, mild=True)


in_arrays = [c for c in CONSTANTS if c and not isinstance(c, Fraction)]
OF_ARRAYS = [name for name in ALL if name != "** 1/3"]


def batch(values, shape=(3,), kind=float):
    elements = st.lists(values, min_size=math.prod(shape), max_size=math.prod(shape))
    return elements.map(lambda numbers: np.array(numbers, dtype=kind).reshape(shape))


def row_by_row(f, shape, *numbers):
    """Value and gradient as the program of floats gives them for each element of a batch."""
    program = compile(f)
    # What does not fit the shape of the value is not used.
    fitting = [n if np.broadcast(np.zeros(shape), n).shape == shape else 0.0 for n in numbers]
    columns = [np.broadcast_to(number, shape).ravel().tolist() for number in fitting]
    rows = [program(*row) for row in zip(*columns)]
    value = np.array([value for value, _ in rows]).reshape(shape)
    shares = np.array([gradient for _, gradient in rows]).T.reshape(len(numbers), *shape)
    pairs = zip(numbers, shares, fitting)
    return value, tuple(fit(admit(n), share if n is m else 0) for n, share, m in pairs)


def check_native_batch(f, program, *numbers):
    """Machine code does as its rows do; where a row fails, as the Python program."""
    found = compiled(f, "native", *numbers)
    try:
        agree(found, program)
    except AssertionError:
        agree(found, row_by_row(f, np.shape(program[0]), *numbers))


@many
@given(functions_with(OF_ARRAYS, in_arrays, 8), batch(floats), batch(floats))
def test_arrays(f, x, y):
    program = compiled(f, "python", x, y)
    agree(program, eager(f, x, y))
    check_native_batch(f, program, x, y)


def near(found, expected):
    """One type and shape, and nearly one value, as sums in another order have."""
    if not same_kind(found, expected):
        return False
    with np.errstate(all="ignore"):
        return np.allclose(found, expected, 1e-9, 1e-9, equal_nan=True)


def same_kind(found, expected):
    zeros = np.zeros_like(found), np.zeros_like(expected)
    return type(found) is type(expected) and same_bits(*zeros)


BOUNDED = ["sin", "cos", "atan", "tanh", "sigmoid", "neg", "abs", "square", "relu", "softplus"]
TAME = [*BOUNDED, *BINARY, "** 2", "** 3", "tame **"]
TAME = [name for name in TAME if name not in ("/", "r/")]
shapes = st.sampled_from([((), (3,)), ((2, 1), (3,)), ((3,), (2, 3)), ((1,), (2,))])


@many
@given(functions_with(TAME, [1, 2, -1, 0.5, 0.0, 2.5], 5), shapes, st.data())
def test_numbers_beside_arrays(f, shapes, data):
    x, y = (data.draw(batch(tame, shape)) for shape in shapes)
    x = x if x.shape else float(x)
    program = compiled(f, "python", x, y)
    agree(program, eager(f, x, y), same=near)
    check_native_batch(f, program, x, y)


@many
@given(functions_with(OF_ARRAYS, in_arrays, 6), floats, batch(floats) | batch(floats, (0,)))
def test_a_batch_fails_where_a_number_in_it_does(f, x, y):
    expected, program = eager(f, x, y), compiled(f, "python", x, y)
    agree(program, expected, same=same_kind)
    native = compiled(f, "native", x, y)
    if is_error(native) or is_error(program):
        assert native[0] is program[0]
    else:
        assert all(map(same_kind, [native[0], *native[1]], [program[0], *program[1]]))


def near_single(found, expected):
    return same_kind(found, expected) and np.allclose(found, expected, 1e-3, 1e-3, equal_nan=True)


@many
@given(functions_with(TAME, [1, 2, -1, 0.5, 0.1], 4), st.data())
def test_single_precision(f, data):
    x = data.draw(batch(tame, kind=np.float32))
    y = data.draw(batch(tame, kind=np.float32) | tame | tame.map(np.float32) | batch(tame))
    expected = eager(f, x, y)
    for backend in ("python", "native"):
        found = compiled(f, backend, x, y)
        assert same_kind(found[0], expected[0])
        agree((0, found[1]), (0, expected[1]), same=near_single)


# The table of kinds, walked by programs as tests/test_kinds.py walks it by Scalars.


def outcome(numbers, operation, run):
    """ "right" or "refused", by the table's own oracle; AssertionError for a third outcome."""
    try:
        value, derivatives = run(*numbers)
        wrong = complaint(operation, numbers, value, derivatives)
    except NoValue:
        return "refused"
    except Exception as error:
        plain = [bottom(number) for number in numbers]
        attempts = [lambda: operation.function(*plain), lambda: plain[0] - plain[-1]]
        attempts += [lambda x=x: x * 0.5 for x in plain]
        wrong = badly_refused(error, attempts)
        assert not wrong, f"{numbers}: {wrong}"
        return "refused"
    assert not wrong, f"{numbers}: {wrong}"
    return "right"


def by_scalars(f):
    def run(*numbers):
        inputs = [Scalar(number) for number in numbers]
        output = f(*inputs)
        output.backward()
        return output.num, [x.derivative for x in inputs]

    return run


def check_as_eager(operation, numbers):
    eager = outcome(numbers, operation, by_scalars(operation.function))
    for backend in ("python", "native"):
        compiled = compile(lambda *inputs: operation.function(*inputs), backend)
        found = outcome(numbers, operation, compiled)
        assert found == ("refused" if operation.reduces else eager), (numbers, backend)


BINARY_OPERATIONS = [name for name, each in OPERATIONS.items() if each.arity == 2]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [n for n in OPERATIONS if n not in BINARY_OPERATIONS])
def test_programs_do_as_eager_with_each_kind(name, kind):
    for number in KINDS[kind]:
        if kind != "complex" or number != math.inf:  # `x ** 1`, which Python refuses, is left out
            check_as_eager(OPERATIONS[name], [number])


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("name", [n for n in BINARY_OPERATIONS if n != "x ** n"])
def test_programs_do_as_eager_with_each_pair_of_kinds(name, first):
    for second in KINDS:
        for numbers in zip(KINDS[first][:3], KINDS[second][1:3] + KINDS[second][:1]):
            check_as_eager(OPERATIONS[name], numbers)


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("backend", ["python", "native"])
def test_the_gate_of_programs_is_the_gate_of_scalars(name, backend):
    compiled = compile(lambda x, y: x * y, backend)
    compiled(1.0, 2.0)
    compiled(1.0, np.ones(2))
    for args in ((REFUSED[name], 1.0), (1.0, REFUSED[name])):
        if type(REFUSED[name]) in (list, tuple):
            continue  # arguments may be nested
        for _ in range(2):
            with pytest.raises(TypeError) as refused:
                compiled(*args)
            assert not badly_refused(refused.value, [])
