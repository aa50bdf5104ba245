"""Formulas as text: that Python reads back what was written, and LaTeX can set it."""

import ast
import math
import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from scalarad import Symbol
from scalarad.programs.formulas import (
    LONGEST,
    NAMES_IN_NUMBERS,
    OPERATORS,
    in_latex,
    in_python,
    shortened,
    wrapped,
)


class Formula:
    """The least that can be printed; its operators write down what they are asked, as they are."""

    def __init__(self, name, *arguments):
        self.name = name
        self.arguments = arguments
        self.inputs = [a for a in arguments if isinstance(a, Formula)]

    def __neg__(self):
        return Formula("neg", self)

    def structure(self):
        """The formula in nested tuples, which can be compared."""
        parts = (a.structure() if isinstance(a, Formula) else repr(a) for a in self.arguments)
        return self.name, *parts


def writing_down(name, swapped):
    def operator(self, other):
        return Formula(name, other, self) if swapped else Formula(name, self, other)

    return operator


for sign, method in {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "**": "pow",
    "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne",
}.items():  # fmt: skip
    setattr(Formula, f"__{method}__", writing_down(sign, swapped=False))
    setattr(Formula, f"__r{method}__", writing_down(sign, swapped=True))

x, y, z = map(Formula, "xyz")


def exp(argument):
    return Formula("exp", argument)


def maximum(a, b):
    return Formula("maximum", a, b)


def where(condition, a, b):
    return Formula("where", condition, a, b)


NAMES = NAMES_IN_NUMBERS | {
    "x": x, "y": y, "z": z, "exp": exp, "maximum": maximum, "where": where,
    "abs": lambda a: Formula("abs", a),
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "x * y + z", "x * (y + z)", "x - (y - z)", "x - y - z", "x + (y + z)",
        "-(x * y)", "-x * y", "x * -y", "(-x) ** 2", "-x ** 2", "x ** -y", "(x ** y) ** z",
        "x ** y ** z", "x / (y * z)", "x / y * z", "x * (y / z)", "x * -2", "(-2) ** x",
        "2 * x", "x > -1", "(x > y) == (y > z)", "where(x <= 1, x + 1, -x)", "abs(x - 1)",
        "maximum(x, exp(y) * 2)", "1e-05 * x", "Fraction(1, 3) * x", "(x > 0) * y", "x != y",
        "x - -y", "exp(-x)", "-(x + y)", "(x + y) ** 2", "x < y", "x >= y", "inf * x",
        "x ** -3", "x + complex(0.0, -1.0)", "Decimal('0.1') / x", "x - -0.0", "nan + x",
        "-(x ** y * z)", "--x", "(x + y) / (x - y)",
    ],
)  # fmt: skip
def test_a_formula_reads_as_the_python_that_wrote_it(text):
    assert in_python(eval(text, NAMES)) == text


def random_formula(choose, depth):
    """A formula of up to `depth` operations, one in the other; numbers stand beside formulas."""
    if depth == 0 or choose.random() < 0.2:
        return Formula(choose.choice("xyz"))
    name = choose.choice([*sorted(OPERATORS), "neg", "exp", "abs", "maximum", "where"])
    count = {"neg": 1, "exp": 1, "abs": 1, "where": 3}.get(name, 2)
    parts = [random_formula(choose, depth - 1) for _ in range(count)]
    if count == 2 and choose.random() < 0.3:
        # Python turns 2 < x round into x > 2.
        place = choose.randrange(2) if name in {*"+-*/", "**", "maximum"} else 1
        parts[place] = choose.choice([2, -3, 0.5, -1e-5, 1e20, -math.inf, 1j])
    return Formula(name, *parts)


@pytest.fixture(scope="module")
def formulas():
    choose = random.Random(0)
    return [random_formula(choose, depth=1 + i % 6) for i in range(5000)]


def test_the_text_is_read_back_as_the_formula(formulas):
    for formula in formulas:
        assert eval(in_python(formula), NAMES).structure() == formula.structure()


def without_a_pair_of_brackets(text):
    """The text without each pair of brackets in turn that holds no arguments of a function."""
    opened = []
    for i, sign in enumerate(text):
        if sign == "(":
            opened.append(i)
        elif sign == ")":
            start = opened.pop()
            if not text[start - 1 : start].isalpha():
                yield text[:start] + " " + text[start + 1 : i] + " " + text[i + 1 :]


def test_no_pair_of_brackets_can_be_left_out(formulas):
    for formula in formulas[:1000]:
        text = in_python(formula)
        for shorter in without_a_pair_of_brackets(text):
            assert ast.dump(ast.parse(shorter.strip())) != ast.dump(ast.parse(text))


@given(
    st.one_of(
        st.integers(), st.floats(), st.fractions(), st.decimals(),
        st.builds(complex, st.floats(), st.floats()),
    )
)  # fmt: skip
def test_the_text_of_a_number_gives_the_number_back(number):
    again = eval(in_python(number), dict(NAMES_IN_NUMBERS))
    assert (type(again), repr(again)) == (type(number), repr(number))
    alone = eval(in_python(Formula("exp", number)), NAMES).arguments[0]
    assert (type(alone), repr(alone)) == (type(number), repr(number))


@pytest.mark.parametrize("number", [np.float64(0.1), np.float32(0.5), np.int64(3), np.int8(-1)])
def test_a_number_of_numpy_is_written_as_one_of_python(number):
    assert eval(in_python(number)) == number
    assert in_python(np.complex128(1 + 2j)) == "complex(1.0, 2.0)"


@pytest.mark.parametrize("wrong", [None, "2", [1], True, np.bool_(True), np.ones(1), np.array(2.0)])
def test_what_has_no_text_that_gives_it_back_is_refused(wrong):
    with pytest.raises(TypeError, match="made of Symbols and plain numbers; got"):
        in_python(wrong)
    with pytest.raises(TypeError, match=f"of type {type(wrong).__name__}$"):
        in_latex(Formula("exp", wrong))


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
        (x + -y * z, r"x + \left(-y z\right)"),
        (x ** (y + 1), "x^{y + 1}"),
        (x**-y, "x^{-y}"),
        ((x / y) ** 2, r"\left(\frac{x}{y}\right)^{2}"),
        ((x**y) ** 2, r"\left(x^{y}\right)^{2}"),
        (z - (x / y - z), r"z - \left(\frac{x}{y} - z\right)"),
        (-(x / y), r"-\frac{x}{y}"),
        (-(x * y), r"-\left(x y\right)"),
        (exp(-x), r"\exp\left(-x\right)"),
        (Formula("sin", x), r"\sin\left(x\right)"),
        (Formula("sqrt", x), r"\sqrt{x}"),
        (Formula("abs", x - 1), r"\left|x - 1\right|"),
        (Formula("relu", x), r"\operatorname{relu}\left(x\right)"),
        (Formula("a_%", x, 2), r"\operatorname{a\_\%}\left(x, 2\right)"),
        (maximum(x, 0), r"\max\left(x, 0\right)"),
        (x <= 1, r"x \le 1"),
        (x > y, "x > y"),
        (1e-05 * x, r"1 \cdot 10^{-5} x"),
        (1e-05**x, r"\left(1 \cdot 10^{-5}\right)^{x}"),
        (Decimal("1E+5") * x, r"1 \cdot 10^{5} x"),
        (x + Fraction(-1, 3), r"x + \left(-\frac{1}{3}\right)"),
        (Formula("**", Fraction(1, 3), x), r"\left(\frac{1}{3}\right)^{x}"),
        (Fraction(4, 2) * x, "2 x"),
        ((-2) ** x, r"\left(-2\right)^{x}"),
        (x * complex(0, -1), r"x \left(0.0 - 1.0 i\right)"),
        (x - complex(math.nan, math.inf), r"x - \left(\mathrm{nan} + \infty i\right)"),
        (x > -math.inf, r"x > -\infty"),
        (x < Decimal("Infinity"), r"x < \infty"),
        (
            where(x > 0, x, -x),
            r"\begin{cases} x & \text{if } x > 0 \\ -x & \text{else} \end{cases}",
        ),
    ],
)
def test_a_formula_in_latex(formula, latex):
    assert in_latex(formula) == latex


@pytest.mark.parametrize(
    "name, latex",
    [
        ("x", "x"),
        ("w_0", "w_{0}"),
        ("weights_0_1", r"\mathrm{weights}_{0,1}"),
        ("θ", "θ"),
        ("a%", r"\mathrm{a\%}"),
        ("a#", r"\mathrm{a\#}"),
        ("a$", r"\mathrm{a\$}"),
        ("a&b", r"\mathrm{a\&b}"),
        ("f{x}", r"\mathrm{f\{x\}}"),
        ("~", r"{\sim}"),
        ("a^2", r"\mathrm{a{\wedge}2}"),
        ("a\\b", r"\mathrm{a{\backslash}b}"),
        ("my name", r"\mathrm{my\ name}"),
        ("exp_", r"\mathrm{exp\_}"),
        ("_", r"\_"),
        ("a__b", r"\mathrm{a\_\_b}"),
        ("w_%", r"w_{\%}"),
    ],
)
def test_a_name_in_latex(name, latex):
    assert in_latex(Formula(name)) == latex


def test_matplotlib_can_set_the_latex_of_every_formula_and_name(formulas):
    parser = MathTextParser("agg")
    names = [Formula(f"ab{sign}") for sign in "#$%_{}~^\\ …"] + [Formula("my_f", x)]
    for formula in names + formulas[:300]:
        # It knows the longer names of these two only, and no cases.
        latex = in_latex(formula).replace(r"\le ", r"\leq ").replace(r"\ge ", r"\geq ")
        if "cases" not in latex:
            parser.parse(f"${latex}$")


def chain(length):
    total = x
    for _ in range(length):
        total = total + y
    return total


def test_a_long_formula_is_shown_from_its_end_and_a_huge_one_is_cut():
    assert in_python(chain(1000)) == "x" + 1000 * " + y"
    for length in (10_000, 100_000):
        text = in_python(chain(length))
        assert text.startswith("… + … + y + y") and text.endswith("y + y + y")
        assert LONGEST / 3 < len(text) <= LONGEST
        latex = in_latex(chain(length))
        assert latex.startswith(r"\ldots{} + \ldots{} + y + y") and len(latex) < LONGEST + 10
    double = x
    for _ in range(200):
        double = double + double
    assert 0 < len(in_python(double)) <= LONGEST


def test_a_short_part_stands_beside_a_long_one_that_is_cut():
    assert in_python(exp(y) - z / chain(LONGEST)).startswith("exp(y) - z / (… + … + y + y")
    condition, first, second = in_python(where(x > 0, chain(2000), chain(2000))).split(", ")
    assert condition == "where(x > 0" and first.startswith("… + … + y + y")
    assert abs(len(first) - len(second)) < 10


def test_a_shortened_formula_has_its_beginning():
    assert shortened(x + y) == "x + y"
    assert shortened(Formula(60 * "a")) == 60 * "a"
    assert shortened(Formula(61 * "a")) == 59 * "a" + "…"
    assert shortened(chain(14)) == "x" + 14 * " + y"
    assert shortened(chain(15)) == ("x" + 15 * " + y")[:59] + "…"
    assert len(shortened(chain(10_000))) == 60


def test_a_long_line_is_broken_inside_its_last_bracket():
    names = ", ".join(f"weight_{i}" for i in range(40))
    for line in (
        f"def f({names}):",
        f"    return t1, ({names})",
        f"    return complex(0.0, 1.0), (Fraction(1, 3), {names}, Fraction(-1, 3))",
    ):
        shown = wrapped(line)
        head, *rest = shown.split("\n")
        assert len(rest) > 2 and max(map(len, [head, *rest])) <= 88
        assert all(part.startswith(" " * 8) for part in rest)
        assert shown.split() == line.split() and read(shown) == read(line)


def read(line):
    """How Python understands a line of a program."""
    return ast.dump(ast.parse(line + " pass" if line.endswith(":") else "def f():\n" + line))


def test_no_line_is_broken_between_two_brackets():
    for digits in range(20, 40):
        number = Fraction(10**digits + 1, 10 ** (digits + 1))
        line = f"    return {in_python(number)}, ({', '.join(30 * ['t1'])})"
        assert read(wrapped(line)) == read(line)


@pytest.mark.parametrize(
    "line", ["    t1 = exp(x)", "def f(x, y):", "x = " + "y" * 90, "t = f(x) + " + "y" * 90]
)
def test_a_line_that_is_short_or_ends_without_a_bracket_stays(line):
    assert wrapped(line) == line


def test_a_symbol_is_such_a_formula():
    assert in_python(Symbol("x") / 2) == "x / 2" and in_latex(Symbol("x") / 2) == r"\frac{x}{2}"
