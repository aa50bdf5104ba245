"""Formulas as text, in Python and in LaTeX (used from notebook 12 on).

A formula is whatever has a `name` and `arguments`: a variable has none, those of an operation
are formulas and plain numbers.
"""

import ast
import textwrap
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import inf, nan
from numbers import Number
from typing import NamedTuple

LONGEST = 10_000
OPERATORS = {"+", "-", "*", "/", "**", "<", "<=", ">", ">=", "==", "!=", "neg"}

# The names with which numbers are written, as `eval` needs them.
NAMES_IN_NUMBERS = {
    "inf": inf, "nan": nan, "complex": complex, "Fraction": Fraction, "Decimal": Decimal
}  # fmt: skip


def in_python(formula):
    """A formula, or a number, in Python; where it is longer than LONGEST, with gaps: "…".

    The text of a number gives the same number back where `NAMES_IN_NUMBERS` are known.
    """
    return written(formula, part_in_python)


def in_latex(formula):
    """A formula, or a number, in LaTeX, to stand between dollar signs; with gaps as in Python."""
    return written(formula, part_in_latex).replace(GAP.text, r"\ldots{}")


def shortened(formula):
    """The formula in Python, or its beginning."""
    text = in_python(formula)
    return text if len(text) <= 60 else text[:59] + "…"


def constant(number):
    """A plain number as one of Python's own, which can be written down.

    Raises TypeError for all but int, float, complex, Fraction, Decimal and such of NumPy.
    """
    if isinstance(number, Number) and hasattr(number, "item"):
        number = number.item()
    if isinstance(number, bool) or not isinstance(number, (int, float, complex, Fraction, Decimal)):
        raise TypeError(
            f"a formula is made of Symbols and plain numbers; got {number!r:.60}, "
            f"of type {type(number).__name__}"
        )
    return number


class Text(NamedTuple):
    """A part of a formula, and the operator for whose sake it may need brackets.

    That is "/" for whatever needs them as the base of a power only, as a fraction with its bar.
    """

    text: str
    operator: str = ""


GAP = Text("…")


def written(formula, style):
    """The text of a formula, without recursion: taken apart from the outside, then put together.

    style: makes the `Text` of one part, given those of its arguments.
    """
    parts, places, room = [formula], [], LONGEST
    for part in parts:  # The list grows meanwhile: behind an operation come its arguments.
        arguments = part.arguments if is_formula(part) else ()
        room -= len(part.name) + 3 * len(arguments) if arguments else len(style(part, []).text)
        places.append(range(len(parts), len(parts) + len(arguments)) if room > 0 else None)
        parts.extend(arguments if room > 0 else ())
    texts = [GAP] * len(parts)
    for i in reversed(range(len(parts))):
        if places[i] is not None:
            texts[i] = style(parts[i], [texts[place] for place in places[i]])
    return texts[0].text


def is_formula(part):
    """Whether a part is a variable or an operation; if not, it is a number."""
    return hasattr(part, "arguments")


def part_in_python(part, arguments):
    """A number, a variable or one operation, in Python."""
    if not is_formula(part):
        text = number_in_python(constant(part))
        return Text(text, "neg" if text.startswith("-") else "")
    if not arguments:
        return Text(part.name)
    texts = [
        f"({text})" if needs_brackets(part.name, place, operator) else text
        for place, (text, operator) in enumerate(arguments)
    ]
    return Text(operation_in_python(part.name, texts), part.name)


def number_in_python(number):
    """The number as `eval` reads it; a complex one by its parts, which may be inf, nan or -0.0."""
    if isinstance(number, complex):
        return f"complex({number.real!r}, {number.imag!r})"
    return repr(number)


def operation_in_python(name, texts):
    """An operation, such as "+" or "exp", on texts that stand in brackets where they must."""
    if name == "neg":
        return f"-{texts[0]}"
    return f" {name} ".join(texts) if name in OPERATORS else f"{name}({', '.join(texts)})"


@cache
def needs_brackets(outer, place, inner):
    """Whether Python reads the operation `outer` otherwise without brackets around an argument.

    place: which argument it is, 0 or 1.
    inner: the operator in it.
    """
    if not {outer, inner} <= OPERATORS:
        return False
    readings, texts = set(), ["z", "z"]
    argument = operation_in_python(inner, ["x", "y"])
    for texts[place] in (argument, f"({argument})"):
        readings.add(ast.dump(ast.parse(operation_in_python(outer, texts))))
    return len(readings) == 2


IN_LATEX = {
    "*": "{} {}", "/": r"\frac{{{}}}{{{}}}", "**": "{}^{{{}}}", "neg": "-{}",
    "<=": r"{} \le {}", ">=": r"{} \ge {}", "==": "{} = {}", "!=": r"{} \ne {}",
    "exp": r"\exp\left({}\right)", "sqrt": r"\sqrt{{{}}}", "abs": r"\left|{}\right|",
    "where": r"\begin{{cases}} {1} & \text{{if }} {0} \\ {2} & \text{{else}} \end{{cases}}",
    "maximum": r"\max\left({}, {}\right)",
} | {
    name: rf"\{name}\left({{}}\right)"
    for name in ("log", "sin", "cos", "tan", "sinh", "cosh", "tanh")
}  # fmt: skip

# What refuses complex values in Python looks like any power in LaTeX.
POWERS = ("real_power", "positive_power")


def part_in_latex(part, arguments):
    """A number, a variable or one operation, in LaTeX."""
    if not is_formula(part):
        return number_in_latex(constant(part))
    if not arguments:
        return Text(name_in_latex(part.name))
    name = "**" if part.name in POWERS else part.name
    texts = [
        rf"\left({argument.text}\right)"
        if latex_needs_brackets(name, place, argument)
        else argument.text
        for place, argument in enumerate(arguments)
    ]
    return Text(operation_in_latex(name, texts), name)


def latex_needs_brackets(outer, place, argument):
    """As `needs_brackets`; but a fraction bar holds together, and no minus follows a sign."""
    if outer == "/" or (outer == "**" and place == 1):
        return False
    if argument.operator == "/":
        return outer == "**"
    if place == 1 and outer in ("+", "-", "*") and argument.text.startswith("-"):
        return True
    return needs_brackets(outer, place, argument.operator)


def operation_in_latex(name, texts):
    """As `operation_in_python`; between a factor and a number stands a dot."""
    if name == "*" and texts[1].startswith((*"0123456789", r"\frac")):
        return r" \cdot ".join(texts)
    if name in IN_LATEX:
        return IN_LATEX[name].format(*texts)
    if name in OPERATORS:
        return f" {name} ".join(texts)
    return rf"\operatorname{{{escaped(name)}}}\left({', '.join(texts)}\right)"


def number_in_latex(number):
    """The `Text` of a number: a fraction with its bar, a power of ten for the e of a float."""
    if isinstance(number, complex):
        real, imag = (number_in_latex(part).text for part in (number.real, number.imag))
        return Text(f"{real} + {imag} i".replace("+ -", "- "), "+")
    text = str(number).lower()
    digits = text.removeprefix("-")
    shown = WORDS_IN_LATEX.get(digits, digits)
    if "/" in digits:
        shown = r"\frac{{{}}}{{{}}}".format(*digits.split("/"))
    elif "e" in digits:
        mantissa, exponent = digits.split("e")
        shown = rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    if digits != text:
        return Text(f"-{shown}", "neg")
    return Text(shown, "" if shown == digits else "/")


WORDS_IN_LATEX = {"inf": r"\infty", "infinity": r"\infty", "nan": r"\mathrm{nan}"}


def name_in_latex(name):
    """x_0_1 with its indices below; a name of several letters upright."""
    parts = name.split("_")
    head, *indices = parts if all(parts) else [name]
    head = escaped(head) if len(head) == 1 else rf"\mathrm{{{escaped(head)}}}"
    return f"{head}_{{{','.join(map(escaped, indices))}}}" if indices else head


def escaped(name):
    """A name without the characters that mean something in LaTeX."""
    return name.translate(ESCAPES)


ESCAPES = str.maketrans(
    {sign: f"\\{sign}" for sign in "#$%&_{} "}
    | {"~": r"{\sim}", "^": r"{\wedge}", "\\": r"{\backslash}"}
)


def wrapped(line):
    """A line of Python that is longer than 88 characters in several, broken in its last bracket.

    A line that does not end with a bracket stays as it is.
    """
    if not line.endswith((")", "):")):
        return line
    opened = []
    for i, sign in enumerate(line):
        if sign == "(":
            opened.append(i + 1)
        elif sign == ")":
            start = opened.pop()
    fill = textwrap.TextWrapper(88, line[:start], " " * 8, break_long_words=False)
    return fill.fill(line[start:])
