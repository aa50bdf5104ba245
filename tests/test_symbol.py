"""Symbols: what is written down, what is left out, what is refused, and that it is right."""

import math
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scalarad
from scalarad import Scalar, Symbol, exp, functions, log, maximum, relu, sin, where

x, y, z = map(Symbol, "xyz")
NAMES = {name: getattr(functions, name) for name in dir(functions)}


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
        (lambda x, y: x**y, ["y * x ** (y - 1)", "x ** y * log(x)"]),
        (lambda x, y: abs(x) + relu(y), ["sign(x)", "relu(sign(y))"]),
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
        x * 1, 1 * x, x + 0, 0 + x, x - 0, x / 1, x**1, (-x) * -1, 1.0 * x,
        -(x * -1), 0 - (0 - x), np.float64(1.0) * x, Fraction(1) * x,
    ],
)  # fmt: skip
def test_what_does_nothing_is_left_out(formula):
    assert formula is x


def test_what_is_a_number_is_folded():
    assert [x * 0, 0 * x, 0 / x, x**0] == [0, 0, 0, 1]
    assert str(0 - x) == "-x" == str(x * -1)
    assert str(x + np.float64(0.5)) == "x + 0.5"


@pytest.mark.parametrize(
    "text",
    [
        "x * y + z", "x * (y + z)", "x - (y - z)", "x - y - z", "x + (y + z)",
        "-(x * y)", "-x * y", "x * -y", "(-x) ** 2", "-x ** 2", "x ** -y", "(x ** y) ** z",
        "x ** y ** z", "x / (y * z)", "x / y * z", "x * (y / z)", "x * -2", "(-2) ** x",
        "2 * x", "x > -1", "(x > y) == (y > z)", "where(x <= 1, x + 1, -x)", "abs(x - 1)",
        "maximum(x, exp(y) * 2)", "1e-05 * x", "Fraction(1, 3) * x", "(x > 0) * y", "x != y",
        "x - -y", "exp(-x)", "-(x + y)", "(x + y) ** 2", "x < y", "x >= y", "inf * x",
    ],
)  # fmt: skip
def test_a_formula_reads_as_the_python_that_wrote_it(text):
    names = NAMES | {"x": x, "y": y, "z": z, "Fraction": Fraction, "inf": math.inf}
    assert str(eval(text, names)) == text == repr(eval(text, names))


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
def test_a_formula_without_brackets_to_spare_keeps_its_meaning(formula, a, b):
    names = NAMES | {"x": x, "y": y}
    again = eval(str(formula), names)
    assert str(again) == str(formula)
    assert eval(str(formula), NAMES | {"x": a, "y": b}) == eval(
        str(again), NAMES | {"x": a, "y": b}
    )


@pytest.mark.parametrize(
    "formula, latex",
    [
        (x * y, "x y"),
        (2 * x, "2 x"),
        (x * 2, r"x \cdot 2"),
        (x / (y + 1), r"\frac{x}{y + 1}"),
        (x * (y / z), r"x \cdot \frac{y}{z}"),
        ((x + y) * z, r"\left(x + y\right) z"),
        (x * -y, r"x \left(-y\right)"),
        (x + -y, r"x + \left(-y\right)"),
        (x ** (y + 1), "x^{y + 1}"),
        ((x / y) ** 2, r"\left(\frac{x}{y}\right)^{2}"),
        (exp(-x), r"\exp\left(-x\right)"),
        (sin(x), r"\sin\left(x\right)"),
        (functions.sqrt(x), r"\sqrt{x}"),
        (abs(x - 1), r"\left|x - 1\right|"),
        (relu(x), r"\operatorname{relu}\left(x\right)"),
        (maximum(x, 0), r"\max\left(x, 0\right)"),
        (x <= 1, r"x \le 1"),
        (x > y, "x > y"),
        (1e-05 * x, r"1 \cdot 10^{-5} x"),
        (x + Fraction(-1, 3), r"x + \left(-\frac{1}{3}\right)"),
        (Symbol("weights_0_1"), r"\mathrm{weights}_{0,1}"),
        (Symbol("w_0"), "w_{0}"),
        (
            where(x > 0, x, -x),
            r"\begin{cases} x & \text{if } x > 0 \\ -x & \text{else} \end{cases}",
        ),
    ],
)
def test_a_formula_in_latex(formula, latex):
    assert formula._repr_latex_() == f"$\\displaystyle {latex}$"


def test_every_function_of_one_number_is_written_down():
    for name in scalarad.symbol.RECORDED:
        if name != "maximum":
            assert str(getattr(functions, name)(x)) == f"{name}(x)"
    assert str(functions.minimum(x, 1)) == "-maximum(-x, -1)"
    assert str(maximum(2.0, x)) == "maximum(2.0, x)"
    public = {n for n in scalarad.__all__ if hasattr(functions, n) and n.islower()}
    assert public <= {*scalarad.symbol.RECORDED, "minimum", "where"}


def test_a_long_formula_stays_possible_and_a_huge_one_is_cut():
    total = x
    for _ in range(5000):
        total = total + y
    assert str(total).endswith(" + y") and "… + …" in str(total)
    assert len(str(total)) <= 10_000
    double = x
    for _ in range(200):
        double = double + double
    assert len(str(double)) <= 10_000 and len(double._repr_latex_()) < 10_100


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


@pytest.mark.parametrize(
    "use",
    [
        lambda x: max(x, 1), lambda x: x and 1, lambda x: not x, lambda x: 0 < x < 1,
        lambda x: x in [1, 2], lambda x: sorted([x, 1]), lambda x: math.exp(x),
        lambda x: int(x), bool, float,
    ],
)  # fmt: skip
def test_whatever_asks_for_a_value_is_refused(use):
    with pytest.raises(TypeError, match="yet"):
        use(x)


def test_an_array_or_a_word_is_no_part_of_a_formula():
    for wrong in (np.ones(3), "2", [1], None):
        with pytest.raises(TypeError, match="Symbols and plain numbers"):
            x * wrong
        with pytest.raises(TypeError, match="Symbols and plain numbers"):
            Symbol("exp", wrong)
    with pytest.raises(TypeError):
        np.ones(3) * x


def test_symbols_are_keys_by_identity_and_go_into_scalars():
    assert len({x, y, Symbol("x")}) == 3
    product = x * Scalar(2.0)
    assert type(product) is Scalar and str(product.num) == "x * 2.0"
    assert str(pickle.loads(pickle.dumps(x * y))) == "x * y"
