"""Symbols: what is written down, what is left out, what is refused, and that it is right."""

import cmath
import linecache
import math
import pickle
import random
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scalarad
from scalarad import Scalar, Symbol, exp, functions, log, maximum, relu, sin, where
from scalarad.programs.formulas import NAMES_IN_NUMBERS
from scalarad.scalar import admit, fit, positive_power, real_power

x, y, z = map(Symbol, "xyz")
NAMES = {name: getattr(functions, name) for name in [*scalarad.symbol.RECORDED, "where"]}
NAMES |= NAMES_IN_NUMBERS | {"real_power": real_power, "positive_power": positive_power}


def formulas(f, *names):
    inputs = [Scalar(Symbol(name), name=name) for name in names]
    f(*inputs).backward()
    return [str(i.derivative) for i in inputs]


def test_the_question_that_the_post_asked_a_web_service():
    a, b = Scalar(x), Scalar(y)
    (a * b).backward()
    assert a.derivative is y and b.derivative is x


@pytest.mark.parametrize(
    "f, expected",
    [
        (lambda x, y: x + y, ["1", "1"]),
        (lambda x, y: x - y, ["1", "-1"]),
        (lambda x, y: 3 * x * y, ["3 * y", "3 * x"]),
        (lambda x, y: x * y - x, ["-1 + y", "x"]),
        (lambda x, y: -x * y, ["-y", "-x"]),
        (lambda x, y: x / y, ["1 / y", "-(x / y) / y"]),
        (lambda x, y: x.square() + y**3, ["2 * x", "3 * y ** 2"]),
        (lambda x, y: exp(x) * log(y), ["exp(x) * log(y)", "1 / y * exp(x)"]),
        (lambda x, y: sin(x * y), ["y * cos(x * y)", "x * cos(x * y)"]),
        (lambda x, y: x**y, ["y * positive_power(x, y - 1)", "positive_power(x, y) * log(x)"]),
        (lambda x, y: x**1.5 * y, ["1.5 * real_power(x, 0.5) * y", "real_power(x, 1.5)"]),
        (lambda x, y: 2**x + y**-1, ["2 ** x * 0.6931471805599453", "-y ** -2"]),
        (lambda x, y: abs(x) + relu(y), ["sign(x)", "sign(relu(y))"]),
        (lambda x, y: where(x > y, x, y), ["where(x > y, 1, 0)", "where(x > y, 0, 1)"]),
        (lambda x, y: maximum(x, 2) + y**0, ["(1 + sign(x - 2)) / 2", "0"]),
    ],
)
def test_formulas_worked_by_hand(f, expected):
    assert formulas(f, "x", "y") == expected


def test_the_second_derivative_of_a_formula_is_a_formula():
    a = Scalar(Scalar(x))
    (a * a * a).backward()
    a.derivative.backward()
    at = {"x": 5}
    assert eval(str(a.num.derivative), at) == 30  # 6 x


@pytest.mark.parametrize(
    "formula",
    [
        x * 1, 1 * x, x + 0, 0 + x, x - 0, x / 1, x**1, (-x) * -1, 1.0 * x, x * Fraction(1),
        -(x * -1), 0 - (0 - x), np.float64(1.0) * x, Decimal(1) * x, -1.0 * -x, x * complex(1),
    ],
)  # fmt: skip
def test_what_does_nothing_is_left_out(formula):
    assert formula is x


@pytest.mark.parametrize(
    "text",
    [
        "x * 0", "0 * x", "0 / x", "x ** 0", "x + 0.0", "0.0 - x", "x / 1.0", "x ** 1.0",
        "1 / x", "1 ** x", "x - x", "x / x",
    ],
)  # fmt: skip
def test_what_does_something_to_some_number_is_written_down(text):
    # 0 * inf is NaN, 0 / 0 an error, and an int with 0.0 a float.
    assert str(eval(text, {"x": x})) == text


def test_a_negative_one_and_a_difference_from_zero_are_a_minus():
    assert str(0 - x) == "-x" == str(x * -1) == str(-1 * x)
    assert str(x + np.float64(0.5)) == "x + 0.5"


NEUTRAL = [
    lambda x: x * 1, lambda x: 1 * x, lambda x: x + 0, lambda x: 0 + x, lambda x: x - 0,
    lambda x: 0 - x, lambda x: x / 1, lambda x: x**1, lambda x: -(x * -1), lambda x: x * -1,
    lambda x: -1 * x, lambda x: x * 0, lambda x: 0 * x, lambda x: x**0,
]  # fmt: skip


@pytest.mark.parametrize("f", NEUTRAL)
@given(st.one_of(st.floats(), st.integers(-(2**53), 2**53), st.fractions()))
def test_what_is_left_out_changes_no_number(f, number):
    text = str(f(x))
    again = eval(text, {"x": number})
    assert again == f(number) or (again != again and f(number) != f(number))


expressions = st.recursive(
    st.sampled_from([x, y, 2, 0.5, 1, 0, -3]),
    lambda part: st.one_of(
        st.builds(lambda a, b: a + b, part, part),
        st.builds(lambda a, b: a - b, part, part),
        st.builds(lambda a, b: a * b, part, part),
        st.builds(lambda a, b: a / (b * b + 1), part, part),
        st.builds(lambda a: -a, part),
        st.builds(lambda a: a**2, part),
        st.builds(lambda a: functions.tanh(a), part),
        st.builds(lambda a: abs(a), part),
    ),
    max_leaves=12,
)


@given(expressions, st.floats(-3, 3), st.floats(-3, 3))
def test_a_formula_that_is_read_back_is_the_same_formula(formula, a, b):
    again = eval(str(formula), NAMES | {"x": x, "y": y})
    assert str(again) == str(formula)
    assert eval(str(formula), NAMES | {"x": a, "y": b}) == eval(
        str(again), NAMES | {"x": a, "y": b}
    )


def test_jupyter_shows_a_formula_as_mathematics():
    assert (x / (y + 1))._repr_latex_() == r"$\displaystyle \frac{x}{y + 1}$"
    (power,) = formulas(lambda x: x**0.5, "x")
    assert power == "0.5 * real_power(x, -0.5)"
    assert real_power(x, -0.5)._repr_latex_() == r"$\displaystyle x^{-0.5}$"
    assert positive_power(x + 1, y)._repr_latex_() == r"$\displaystyle \left(x + 1\right)^{y}$"


def test_every_function_of_one_number_is_written_down():
    for name in scalarad.symbol.RECORDED:
        if name != "maximum":
            assert str(getattr(functions, name)(x)) == f"{name}(x)"
    assert str(functions.minimum(x, 1)) == "-maximum(-x, -1)"
    assert str(maximum(2.0, x)) == "maximum(2.0, x)"
    public = {n for n in scalarad.__all__ if hasattr(functions, n) and n.islower()}
    assert public - {"is_node"} <= {*scalarad.symbol.RECORDED, "minimum", "where"}


def test_a_power_that_may_be_complex_is_refused_once_there_is_a_value():
    assert eval(str(real_power(x, 0.5)), NAMES | {"x": 4.0}) == 2
    for power in (real_power(x, 0.5), real_power(x, Fraction(1, 2)), positive_power(x, y)):
        with pytest.raises(ValueError):
            eval(str(power), NAMES | {"x": -4.0, "y": 0.5})


def branches(error):
    if abs(error) < 1:
        return error.square()
    return 2 * abs(error) - 1


def test_an_if_is_refused_and_the_message_shows_its_line():
    with pytest.raises(TypeError) as refused:
        branches(Scalar(Symbol("error")))
    message = str(refused.value)
    assert "abs(error) < 1" in message and "of branches asks:" in message
    assert "\n    if abs(error) < 1:\n" in message
    assert "where(condition, a, b)" in message


def test_the_line_that_asks_is_not_one_of_a_library():
    with pytest.raises(TypeError, match=r"asks:\n    np.mean\(x\) .* here\n"):
        np.mean(x)  # that is here
    with pytest.raises(TypeError, match=r"asks:\n    random.randrange\(x\)\n"):
        random.randrange(x)


def test_a_cell_that_builds_the_library_is_not_the_one_that_asks():
    lines = ["# scalarad/symbol.py\n", "def asked(x):\n", "    return bool(x)\n"]
    linecache.cache["<cell>"] = (0, None, lines, "<cell>")
    names = {}
    exec(compile("".join(lines), "<cell>", "exec"), names)
    with pytest.raises(TypeError, match=r"asks:\n    names\[.asked.\]\(x\)\n"):
        names["asked"](x)


def test_where_no_file_holds_the_line_that_asks_none_is_shown():
    # (What `python -c` runs is held by Python itself, from 3.13 on.)
    asking = compile("bool(x)", "<nowhere>", "exec")
    with pytest.raises(TypeError, match="^whether x holds is not known yet\nWhile a formula"):
        exec(asking, {"x": x})


@pytest.mark.parametrize(
    "use, advice",
    [
        (lambda x: max(x, 1), "where(condition, a, b)"),
        (lambda x: x and 1, "where(condition, a, b)"),
        (lambda x: not x, "where(condition, a, b)"),
        (lambda x: 0 < x < 1, "where(condition, a, b)"),
        (lambda x: x in [1, 2], "where(condition, a, b)"),
        (lambda x: sorted([x, 1]), "where(condition, a, b)"),
        (bool, "where(condition, a, b)"),
        (float, "scalarad.exp"),
        (complex, "scalarad.exp"),
        (lambda x: math.exp(x), "scalarad.exp"),
        (lambda x: cmath.exp(x), "scalarad.exp"),
        (lambda x: np.sin(x), "scalarad.exp"),
        (lambda x: np.add(x, 1), "scalarad.exp"),
        (lambda x: np.dot(x, np.ones(2)), "lists in place of arrays"),
        (lambda x: np.array([x, 1.0]), "lists in place of arrays"),
        (lambda x: np.asarray(x, dtype=object), "lists in place of arrays"),
        (lambda x: np.mean([x, x]), "lists in place of arrays"),
        (int, "Round"),
        (round, "Round"),
        (lambda x: round(x, 2), "Round"),
        (math.floor, "Round"),
        (math.ceil, "Round"),
        (math.trunc, "Round"),
        (lambda x: range(x), "int that is known now"),
        (lambda x: [1, 2][x], "int that is known now"),
        (lambda x: f"{x:.2f}", "without"),
        (lambda x: format(x * 2, "g"), "without"),
        (len, "list of numbers"),
        (list, "list of numbers"),
        (lambda x: x[0], "list of numbers"),
        (lambda x: 1 in x, "list of numbers"),
        (lambda x: [*x], "list of numbers"),
        (sum, "list of numbers"),
    ],
)
def test_whatever_asks_for_a_value_is_told_what_to_do_instead(use, advice):
    with pytest.raises(TypeError, match="yet|has no parts") as refused:
        use(x)
    assert advice in str(refused.value) and "line" in str(refused.value)
    assert "/scalarad/" in str(refused.traceback[-1].path)


def test_a_symbol_has_no_place_in_an_array_of_floats():
    with pytest.raises(ValueError) as refused:
        np.zeros(2)[0] = x
    assert "x has no value yet" in str(refused.value.__cause__)


def test_a_symbol_in_a_text_is_its_formula():
    assert f"{x + 1} {x!r} {x}" == "x + 1 x x"


@pytest.mark.parametrize(
    "use",
    [
        lambda c: c * x, lambda c: x * c, lambda c: c + 1, lambda c: 1 - c, lambda c: c / 2,
        lambda c: -c, abs, exp, lambda c: c**2, lambda c: maximum(c, 1), lambda c: c < 1,
        lambda c: c == (y > 0), lambda c: where(c, c, 1), lambda c: where(c, 1, c), Scalar,
        lambda c: c * Scalar(2.0),
    ],
)  # fmt: skip
def test_a_condition_is_not_a_number(use):
    for condition in (x > 0, x == y, x != 1):
        with pytest.raises(TypeError, match="is a condition, not a number") as refused:
            use(condition)
        assert "where(condition, a, b)" in str(refused.value)


def test_a_number_is_not_a_condition():
    for number in (x, x + 1, where(x > 0, 1, 0)):
        with pytest.raises(TypeError, match="no condition.*\n.*\n.*a comparison, such as x > 0"):
            where(number, 1, 2)


def test_an_array_or_a_word_is_no_part_of_a_formula():
    for wrong in (np.ones(3), np.ones(1), "2", [1], None, True, np.bool_(True)):
        with pytest.raises(TypeError, match="Symbols and plain numbers"):
            x + wrong
        with pytest.raises(TypeError, match="Symbols and plain numbers"):
            Symbol("exp", wrong)
    for wrong in (np.ones(3), np.array(2.0)):
        with pytest.raises(TypeError, match="Symbols and plain numbers"):
            wrong * x


@pytest.mark.parametrize("number", [np.float64(2), np.float32(2), np.int64(2), np.complex128(2)])
def test_a_number_of_numpy_works_on_either_side(number):
    text = str(Symbol("exp", number))[4:-1]
    assert "np" not in text
    assert str(number * x) == f"{text} * x" and str(x - number) == f"x - {text}"
    assert str(number / x) == f"{text} / x" and str(number**x) == f"{text} ** x"
    assert str(number > x) == f"x < {text}" and str(number != x) == f"x != {text}"


def test_symbols_are_keys_by_identity_and_go_into_scalars():
    assert len({x, y, Symbol("x")}) == 3
    product = x * Scalar(2.0)
    assert type(product) is Scalar and str(product.num) == "x * 2.0"
    assert str(pickle.loads(pickle.dumps(x * y))) == "x * y"


def test_a_symbol_is_a_kind_of_number():
    formula = x + 1
    assert admit(formula) is formula and Scalar(formula).num is formula
    assert fit(formula, x) is x and fit(formula, 2) == 2
    a, b = Scalar(x), Scalar(Scalar(y))
    with pytest.raises(TypeError, match="equally often"):
        (a * b).backward()


def test_a_symbol_has_no_elements_to_sum():
    for total in (Scalar.sum, Scalar.mean):
        with pytest.raises(TypeError, match="x has no elements that could be added up"):
            total(Scalar(x))


def test_the_derivative_of_a_constant_beside_symbols_is_a_formula():
    weight = Scalar(3.0)
    (weight * Scalar(x)).backward()
    assert str(weight.derivative) == "x"


def test_symbols_work_without_numpy():
    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "from scalarad.functions import tanh, where, maximum\n"
        "from scalarad.scalar import Scalar\n"
        "from scalarad.symbol import Symbol\n"
        "x = Scalar(Symbol('x'))\n"
        "where(x > 0, 3 * tanh(x), maximum(1, x)).backward()\n"
        "print(x.derivative, x.derivative._repr_latex_()[:14])\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "sigmoid(2 * x)" in run.stdout, run.stderr
