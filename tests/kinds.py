"""The table of kinds: numbers a Scalar wraps, things it refuses, operations, and their oracle.

KINDS: name of a kind -> numbers of it, ordinary ones first, then its edges.
REFUSED: name -> a thing that is no number for a Scalar.
OPERATIONS: name -> an `Operation`, with its value and slopes from a table of derivatives, written
    for exact numbers and not taken from the library. COMPARISONS: name -> operator.
TOGETHER, WITH_CONSTANT: which kinds must work in one operation; all other pairs are refused.

`exact` is the oracle, `complaint` holds a result against it, `badly_refused` judges an error.
"""

import math
import operator
import traceback
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement
from pathlib import Path
from typing import NamedTuple

import mpmath as mp
import numpy as np

import scalarad
from scalarad import Scalar, Symbol, functions, maximum, minimum, where
from scalarad.programs.formulas import NAMES_IN_NUMBERS
from scalarad.scalar import positive_power, real_power

# -------- kinds


class Ratio:
    """A reader's own class: an exact quotient of ints, which mixes with ints and no other kind."""

    def __init__(self, top, bottom=1):
        self.fraction = Fraction(top, bottom)

    def both(self, other):
        """The Ratio `other` as a Fraction; None where it is neither that nor an int."""
        if isinstance(other, Ratio):
            return other.fraction
        return other if type(other) is int else None

    def __repr__(self):
        return f"Ratio({self.fraction.numerator}, {self.fraction.denominator})"

    def __pow__(self, n):
        return Ratio(self.fraction**n) if type(n) is int else NotImplemented

    def __neg__(self):
        return Ratio(-self.fraction)

    def __abs__(self):
        return Ratio(abs(self.fraction))

    __hash__ = None


def method_of_ratio(operate, swapped=False):
    def method(self, other):
        number = self.both(other)
        if number is None:
            return NotImplemented
        pair = (number, self.fraction) if swapped else (self.fraction, number)
        result = operate(*pair)
        return result if isinstance(result, bool) else Ratio(result)

    return method


for name in ("add", "sub", "mul", "truediv"):
    setattr(Ratio, f"__{name}__", method_of_ratio(getattr(operator, name)))
    setattr(Ratio, f"__r{name}__", method_of_ratio(getattr(operator, name), swapped=True))
for name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Ratio, f"__{name}__", method_of_ratio(getattr(operator, name)))


inf, nan = math.inf, math.nan
KINDS = {
    "float": [2.0, -1.5, 0.5, 0.0, -0.0, 1e-300, 1e300, inf, -inf, nan],
    "int": [2, -3, 1, 0, 10**25, 10**400],
    "Fraction": [
        Fraction(2), Fraction(-5, 4), Fraction(1, 3), Fraction(0), Fraction(10**30, 7),
        Fraction(1, 10**30),
    ],
    "Decimal": [
        Decimal(2), Decimal("-1.25"), Decimal("0.1"), Decimal(0), Decimal("1e30"),
        Decimal("1e-30"), Decimal("inf"), Decimal("nan"),
    ],
    "complex": [
        complex(2), -1.5 - 0.25j, 0.3 + 0.4j, 0j, 1e-20 + 1e-20j, complex(1e100), complex(nan),
        complex(inf),
    ],
    "float64 array": [
        np.array([2.0, -1.5, 0.5]), np.array([-0.25, 3.0, 0.5]), np.array([0.0, 1e-300, 1e300]),
        np.array([inf, -inf, nan]),
    ],
    "float32 array": [
        np.array([2.0, -1.5, 0.5], np.float32), np.array([-0.25, 3.0, 0.5], np.float32),
        np.array([0.0, 1e-30, 1e30], np.float32), np.array([inf, -inf, nan], np.float32),
    ],
    "float32": [np.float32(x) for x in (2.0, -1.5, 0.5, 0.0, 1e30, inf, nan)],
    "Scalar": [Scalar(x) for x in (2.0, -1.5, 0.5, 0.0, 1e300, inf, nan)],
    "Scalar of a Fraction": [Scalar(Fraction(2)), Scalar(Fraction(-5, 4)), Scalar(Fraction(0))],
    "Scalar of an array": [
        Scalar(np.array([2.0, -1.5, 0.5])), Scalar(np.array([-0.25, 3.0, 0.5])),
        Scalar(np.array([0.0, inf, nan])),
    ],
    "Symbol": [Symbol("x"), Symbol("y")],
    "own class": [Ratio(2), Ratio(-5, 4), Ratio(1, 3), Ratio(0)],
}  # fmt: skip

# What Symbols stand for when a formula is judged.
AT = {"x": 2, "y": 3}


REFUSED = {
    "True": True,
    "np.True_": np.True_,
    "str": "3",
    "bytes": b"3",
    "None": None,
    "list": [1.0],
    "tuple": (1.0,),
    "set": {1.0},
    "dict": {},
    "range": range(3),
    "object": object(),
    "class": float,
    "the class Scalar": Scalar,
    "function": math.exp,
    "date": date(2020, 1, 1),
    "timedelta": timedelta(1),
    "int array": np.array([1, 2]),
    "uint8 array": np.array([200], np.uint8),
    "bool array": np.array([True, False]),
    "complex array": np.array([1j]),
    "float16 array": np.array([1.0], np.float16),
    "longdouble array": np.array([1.0], np.longdouble),
    "object array": np.array([1.0, Fraction(1, 3)], object),
    "array of str": np.array(["a"]),
    "array of dates": np.array(["2020-01-01"], "datetime64[D]"),
    "structured array": np.zeros(2, [("x", float)]),
    "np.matrix": np.ones((1, 2)).view(np.matrix),
    "masked array": np.ma.array([1.0, 2.0], mask=[False, True]),
    "np.float16": np.float16(1),
    "np.longdouble": np.longdouble(1),
    "np.complex64": np.complex64(1j),
    "np.datetime64": np.datetime64("2020-01-01"),
    "np.str_": np.str_("3"),
    "a condition": Symbol("x") > 1,
}

# Which kinds mix, so that an operation on two Scalars of them is right.
PLAIN = ("int", "Fraction", "float", "float32")
IN_ARRAYS = ("int", "float", "float32", "float64 array", "float32 array")
NESTED = ("Scalar", "Scalar of an array")
TOGETHER = {frozenset([kind]) for kind in KINDS}
TOGETHER |= {frozenset(pair) for pair in combinations_with_replacement(PLAIN, 2)}
TOGETHER |= {frozenset(pair) for pair in combinations_with_replacement(IN_ARRAYS, 2)}
TOGETHER |= {frozenset(NESTED), frozenset(["Scalar", "Scalar of a Fraction"])}
TOGETHER |= {frozenset(["int", kind]) for kind in ("Decimal", "own class")}
TOGETHER |= {frozenset(["Symbol", kind]) for kind in (*PLAIN, "Decimal", "complex")}

# (kind of a Scalar, kind of a plain number beside it) that must be right too. A constant has no
# derivative, which could be complex for a real number, and is wrapped as deep as the Scalar.
WITH_CONSTANT = {(a, b) for a in KINDS for b in KINDS if frozenset([a, b]) in TOGETHER}
WITH_CONSTANT -= {(kind, b) for kind, b in WITH_CONSTANT if b.startswith("Scalar")}
WITH_CONSTANT |= {("complex", kind) for kind in PLAIN}
WITH_CONSTANT |= {("Scalar", kind) for kind in (*PLAIN, "float64 array", "float32 array")}
WITH_CONSTANT |= {("Scalar of a Fraction", kind) for kind in PLAIN}
WITH_CONSTANT |= {("Scalar of an array", kind) for kind in IN_ARRAYS}
WITH_CONSTANT |= {(kind, "Symbol") for kind in ("Scalar", "Scalar of a Fraction")}


# -------- operations


class Undefined(Exception):
    """There is no such number, or no such slope."""


class Operation(NamedTuple):
    """What is done to Scalars, Symbols and numbers, and what comes of it.

    function: takes them. value, slopes: the same for exact numbers, slopes as a tuple.
    arity: how many it takes. rational: whether fractions give fractions. reduces: whether it adds
        up all elements of an array; then value takes them all, and slopes their number.
    """

    function: Callable
    value: Callable
    slopes: Callable
    arity: int = 1
    rational: bool = False
    reduces: bool = False


def is_nan(a):
    return a != a


def real_domain(low, f):
    """f with no value below low, but for complex numbers."""

    def inside(a):
        if not is_complex(a) and a < low:
            raise Undefined
        return f(a)

    return inside


root = real_domain(0, mp.sqrt)
logarithm = real_domain(0, lambda a: mp.log(a) if a else undefined())
log_of_1_plus = real_domain(-1, lambda a: mp.log1p(a) if a != -1 else undefined())


def undefined():
    raise Undefined


def sgm(a):
    return 1 / (1 + mp.exp(-a))


def ordered(*numbers):
    """The numbers; complex ones have no order and no sign."""
    return undefined() if is_complex(*numbers) else numbers


def sign_of(a):
    (a,) = ordered(a)
    return a if is_nan(a) else (a > 0) - (a < 0)


def step(a):
    return a if is_nan(a) else max(sign_of(a), 0)


def is_complex(*numbers):
    return any(isinstance(a, mp.mpc) for a in numbers)


def power(a, b):
    """a ** b, and 1 for inf ** 0, which older versions of mpmath leave open."""
    return mp.mpf(1) if b == 0 and isinstance(a, mp.mpf) else a**b


def positive_base(a, b):
    return power(a, b) if is_complex(a, b) or a > 0 else undefined()


def any_base(a, b):
    value = power(a, b) if a or mp.re(b) > 0 else 1 if b == 0 else undefined()
    return value if is_complex(a) or not is_complex(value) or not value.imag else undefined()


def larger(a, b):
    a, b = ordered(a, b)
    return a + b if is_nan(a) or is_nan(b) else max(a, b)


def is_larger(a, b):
    """1 or 0, a half at a tie; two equal infinities have no difference."""
    side = sign_of(a - b)
    return side if is_nan(side) else Fraction(1 + side, 2)


def above(a, b):
    """1 where a is above b, else 0, at a tie and at NaN too."""
    return int(operator.gt(*ordered(a, b)))


OPERATIONS = {
    "neg": Operation(operator.neg, lambda a: -a, lambda a: (-1,), 1, True),
    "pos": Operation(operator.pos, lambda a: a, lambda a: (1,), 1, True),
    "abs": Operation(abs, lambda a: sign_of(a) * a, lambda a: (sign_of(a),), 1, True),
    "x * x": Operation(lambda x: x * x, lambda a: a * a, lambda a: (2 * a,), 1, True),
    "square": Operation(lambda x: x.square(), lambda a: a * a, lambda a: (2 * a,), 1, True),
    "x ** 0": Operation(lambda x: x**0, lambda a: 1, lambda a: (0,), 1, True),
    "x ** 1": Operation(lambda x: x**1, lambda a: a, lambda a: (1,), 1, True),
    "x ** 3": Operation(lambda x: x**3, lambda a: a**3, lambda a: (3 * a * a,), 1, True),
    "x ** -1": Operation(lambda x: x**-1, lambda a: 1 / a, lambda a: (-1 / (a * a),), 1, True),
    "x ** 0.5": Operation(lambda x: x**0.5, root, lambda a: (1 / (2 * root(a)),)),
    "exp": Operation(scalarad.exp, mp.exp, lambda a: (mp.exp(a),)),
    "log": Operation(scalarad.log, logarithm, lambda a: (1 / a,)),
    "sqrt": Operation(scalarad.sqrt, root, lambda a: (1 / (2 * root(a)),)),
    "sin": Operation(scalarad.sin, mp.sin, lambda a: (mp.cos(a),)),
    "cos": Operation(scalarad.cos, mp.cos, lambda a: (-mp.sin(a),)),
    "tan": Operation(scalarad.tan, mp.tan, lambda a: (1 + mp.tan(a) ** 2,)),
    "atan": Operation(scalarad.atan, mp.atan, lambda a: (1 / (1 + a * a),)),
    "sinh": Operation(scalarad.sinh, mp.sinh, lambda a: (mp.cosh(a),)),
    "cosh": Operation(scalarad.cosh, mp.cosh, lambda a: (mp.sinh(a),)),
    "tanh": Operation(scalarad.tanh, mp.tanh, lambda a: (mp.sech(a) ** 2,)),
    "log1p": Operation(scalarad.log1p, log_of_1_plus, lambda a: (1 / (1 + a),)),
    "expm1": Operation(scalarad.expm1, mp.expm1, lambda a: (mp.exp(a),)),
    "sigmoid": Operation(scalarad.sigmoid, sgm, lambda a: (sgm(a) * sgm(-a),)),
    "softplus": Operation(scalarad.softplus, lambda a: mp.log1p(mp.exp(a)), lambda a: (sgm(a),)),
    "relu": Operation(scalarad.relu, lambda a: a if step(a) else 0, lambda a: (step(a),), 1, True),
    "sum": Operation(lambda x: x.sum(), sum, lambda n: 1, 1, True, True),
    "mean": Operation(
        lambda x: x.mean(), lambda a: sum(a) / len(a), lambda n: Fraction(1, n), 1, True, True
    ),
    "x + y": Operation(operator.add, lambda a, b: a + b, lambda a, b: (1, 1), 2, True),
    "x - y": Operation(operator.sub, lambda a, b: a - b, lambda a, b: (1, -1), 2, True),
    "x * y": Operation(operator.mul, lambda a, b: a * b, lambda a, b: (b, a), 2, True),
    "x / y": Operation(
        operator.truediv, lambda a, b: a / b, lambda a, b: (1 / b, -a / (b * b)), 2, True
    ),
    "x ** y": Operation(  # y has a derivative too
        operator.pow, positive_base,
        lambda a, b: (
            b * positive_base(a, b - 1), a**b * logarithm(mp.mpc(a) if is_complex(b) else a)
        ), 2,
    ),
    "x ** n": Operation(  # n is a constant
        operator.pow, any_base, lambda a, b: (b * any_base(a, b - 1) if b else 0, Undefined), 2
    ),
    "maximum": Operation(
        maximum, larger, lambda a, b: (is_larger(a, b), is_larger(b, a)), 2, True
    ),
    "minimum": Operation(
        minimum, lambda a, b: -larger(-a, -b), lambda a, b: (is_larger(b, a), is_larger(a, b)),
        2, True,
    ),
    "where x > y": Operation(
        lambda x, y: where(x > y, x, y), lambda a, b: a if above(a, b) else b,
        lambda a, b: (above(a, b), 1 - above(a, b)), 2, True,
    ),
    "where y < x": Operation(
        lambda x, y: where(y < x, y, x), lambda a, b: b if above(a, b) else a,
        lambda a, b: (1 - above(a, b), above(a, b)), 2, True,
    ),
}  # fmt: skip
ELEMENTARY = [name for name in OPERATIONS if name in scalarad.__all__ and name in dir(functions)]
COMPARISONS = {name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")}

# What a kind refuses, whatever the number.
ORDERED = {"maximum", "minimum", "where x > y", "where y < x"}
ONE_ARGUMENT = {name for name in ELEMENTARY if OPERATIONS[name].arity == 1}
REFUSED_BY_KIND = {
    "Decimal": ONE_ARGUMENT - {"relu"} | {"x ** 0.5", "x ** y"},
    "complex": ORDERED | {"abs", "relu"},
    "own class": ONE_ARGUMENT | {"x ** 0.5", "x ** y"},
    "Symbol": {"sum", "mean"},
}


# -------- the oracle

FORMULA = {name: getattr(scalarad, name) for name in (*ELEMENTARY, "where")}
FORMULA |= {"real_power": real_power, "positive_power": positive_power, "sign": functions.sign}
FORMULA |= NAMES_IN_NUMBERS


class NoValue(Exception):
    """A formula refuses the numbers that its Symbols stand for."""


def bottom(number):
    """The number inside of all Scalars."""
    return bottom(number.num) if isinstance(number, Scalar) else number


def elements(number):
    """The plain numbers in it, as an array of objects; of a Symbol, what it comes to."""
    number = bottom(number)
    if isinstance(number, Symbol):
        try:
            number = eval(str(number), FORMULA | AT)
        except (ArithmeticError, TypeError, ValueError) as error:
            raise NoValue(f"{number}: {error}") from error
    if isinstance(number, (np.ndarray, np.generic)):
        return np.array(number.tolist(), dtype=object).reshape(number.shape)
    return np.array(number.fraction if isinstance(number, Ratio) else number, dtype=object)


def in_fifty_digits(number):
    if isinstance(number, complex):
        return mp.mpc(number)
    if isinstance(number, Fraction):
        return mp.mpf(number.numerator) / number.denominator
    if isinstance(number, Decimal):
        return mp.mpf(str(number) if number.is_finite() else float(number))
    return mp.mpf(number)


def as_float(number):
    """What functions make of a Fraction or a long int, as `math` does."""
    is_long = isinstance(number, Fraction) or isinstance(number, int) and abs(number) < LARGEST
    return mp.mpf(float(number)) if is_long else in_fifty_digits(number)


def attempt(f, *arguments):
    """What f gives, or Undefined where there is nothing to give."""
    try:
        return f(*arguments)
    except (Undefined, ZeroDivisionError, OverflowError):
        return Undefined


def each(f, *arrays):
    """f of each element, as an array of objects."""
    return np.asarray(np.frompyfunc(f, len(arrays), 1)(*arrays), dtype=object)


def elements_in_digits(number):
    """A plain number to fifty digits."""
    return in_fifty_digits(elements(number)[()])


WORKED_OUT = {}


def exact(operation, numbers):
    """The value, and a list of the derivatives by each number: arrays of exact numbers.

    They are Fractions where numbers are ints and Fractions and the operation is rational, else
    mpmath's of 50 digits; Undefined stands where there is none. Tests ask for the same numbers
    again and again, so what was worked out is kept, and with it they, whose ids name it.
    """
    key = (id(operation), *map(id, numbers))
    if key not in WORKED_OUT:
        WORKED_OUT[key] = worked_out(operation, numbers), operation, numbers
    return WORKED_OUT[key][0]


def worked_out(operation, numbers):
    parts = [elements(number) for number in numbers]
    exactly = all(isinstance(x, (int, Fraction)) for part in parts for x in part.flat)
    convert = in_fifty_digits if operation.rational else as_float
    with mp.workdps(50):
        convert = Fraction if exactly and operation.rational else convert
        parts = [each(lambda x: attempt(convert, x), part) for part in parts]
        if operation.reduces:
            value = np.array(operation.value(list(parts[0].flat)), dtype=object)
            return value, [np.full(parts[0].shape, operation.slopes(parts[0].size), object)]
        value = each(lambda *at: of_defined(operation.value, at), *parts)
        slopes = [
            each(lambda *at, i=i: of_defined(lambda *x: operation.slopes(*x)[i], at), *parts)
            for i in range(len(parts))
        ]
        return value, [summed_to(part.shape, slope) for part, slope in zip(parts, slopes)]


def of_defined(f, at):
    return Undefined if Undefined in at else attempt(f, *at)


def summed_to(shape, slopes):
    """A number that was used for each element has the sum of their slopes."""
    if slopes.shape == shape:
        return slopes
    is_undefined = any(slope is Undefined for slope in slopes.flat)
    return np.array(Undefined if is_undefined else sum(slopes.flat), dtype=object)


def is_edge(operation, numbers):
    """Whether a number, the value or a derivative is undefined, NaN or too large for a float:
    then Python may refuse it, and the library too."""
    found = [x for part in map(elements, numbers) for x in part.flat]
    value, slopes = exact(operation, numbers)
    found += [x for part in (value, *slopes) for x in part.flat]
    return any(x is Undefined or is_nan(x) or abs(x) >= LARGEST for x in found)


# -------- right, or refused

LARGEST = 1.7e308


def complaint(operation, numbers, value, derivatives):
    """What is wrong with a value and with derivatives, in words; "" when all is right.

    derivatives: by each of the numbers, or by the first ones of them.
    """
    values, slopes = exact(operation, numbers)
    is_rough = any(getattr(bottom(number), "dtype", None) == np.float32 for number in numbers)
    if any(isinstance(bottom(n), complex) and not is_finite(bottom(n)) for n in numbers):
        return ""  # Python's complex arithmetic makes NaN of it here and there
    found = difference("the value", value, values, is_rough)
    for i, derivative in enumerate(derivatives):
        if derivative is not None:
            name = f"derivative {i}"
            found = found or wrong_kind(name, numbers[i], derivative, numbers)
            found = found or difference(name, derivative, slopes[i], is_rough, values)
    return found


def difference(what, found, exact_numbers, is_rough, values=()):
    """Where and how `found` differs from the exact numbers; not where `values` are Undefined."""
    found = elements(found)
    if found.shape != exact_numbers.shape:
        return f"{what} has shape {found.shape}, not {exact_numbers.shape}"
    for place in np.ndindex(found.shape):
        x, y = found[place], exact_numbers[place]
        if np.shape(values) == found.shape and values[place] is Undefined:
            continue
        with mp.workdps(50):
            if not near(x, y, is_rough):
                return f"{what} is {x!r}, not {y}, at {list(place)}"
    return ""


def near(x, y, is_rough):
    """Whether x is y: exactly for Fractions, to 13 digits for a float, to 6 for a float32."""
    if y is Undefined or is_nan(y):
        return not is_finite(x)
    if isinstance(x, (int, Fraction)) and isinstance(y, (int, Fraction)):
        return x == y
    if isinstance(x, (complex, mp.mpc)) and not is_finite(x):
        return abs(y) > 1e300
    x, y = (z if isinstance(z, (mp.mpf, mp.mpc)) else in_fifty_digits(z) for z in (x, y))
    if not is_finite(x):
        return x == y or not is_nan(x) and x * y > 0 and abs(y) > (3e38 if is_rough else LARGEST)
    digits, smallest = (2e-6, 1e-37) if is_rough else (1e-13, 1e-300)
    return abs(x - y) <= digits * abs(y) + smallest


def is_finite(x):
    if isinstance(x, (complex, mp.mpc)):
        return is_finite(x.real) and is_finite(x.imag)
    return bool(mp.isfinite(x)) if isinstance(x, mp.mpf) else isinstance(x, int) or math.isfinite(x)


def wrong_kind(what, number, derivative, numbers):
    """Whether a derivative has not the kind, floating type and shape of its number, in words."""
    if any(isinstance(bottom(n), (Symbol, Ratio)) for n in numbers):
        return ""  # a formula, or a Ratio, is a derivative of any number beside it
    if isinstance(number, Scalar):
        if not isinstance(derivative, Scalar):
            return f"{what} is no Scalar, but a {type(derivative).__name__}"
        return wrong_kind(what, number.num, derivative.num, numbers)
    if isinstance(number, np.ndarray):
        if isinstance(derivative, np.ndarray) and derivative.dtype == number.dtype:
            return ""
    elif type(number) in (int, Fraction):
        exactly = all(type(bottom(n)) in (int, Fraction) for n in numbers)
        if type(derivative) in (int, Fraction, float, *((Decimal, np.float32) * (not exactly))):
            return ""  # what arrives
    elif type(derivative) is type(number):
        return ""
    return f"{what} of {number!r} is {derivative!r}, a {type(derivative).__name__}"


LIBRARY = Path(scalarad.__file__).parent


def badly_refused(error, plain):
    """What is wrong with an error, in words; "" when it refuses as it should.

    It is an ArithmeticError of Python, or a TypeError or ValueError that the library raises
    itself, and a sentence. Python's own words will do where Python refuses the numbers too.

    plain: functions that do the same, and arithmetic, to the plain numbers.
    """
    if isinstance(error, ArithmeticError):
        return ""
    if not isinstance(error, (TypeError, ValueError)):
        return f"{type(error).__name__} is neither TypeError nor ValueError: {error}"
    last = traceback.extract_tb(error.__traceback__)[-1]
    if not Path(last.filename).is_relative_to(LIBRARY):
        return f"{error} is raised in {last.filename}, line {last.lineno}"
    words = str(error)
    if words.startswith(("unsupported operand", "'", "bad operand")):
        return "" if any(map(is_refused, plain)) else f"not a sentence of ours: {words}"
    return "" if len(words.split()) > 4 and len(words) < 900 else f"not a sentence: {words}"


def is_refused(plain):
    try:
        plain()
    except TypeError:
        return True
    except Exception:
        return False
    return False
