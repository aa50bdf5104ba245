"""`Symbol`, a number that has no value yet but writes down what is done to it (notebook 12)."""

import inspect
from functools import partial
from numbers import Number

import numpy as np

from scalarad import functions
from scalarad.graph import topological_order


class Symbol:
    """A variable such as `Symbol("x")`, or an operation on Symbols and plain numbers.

    name: the variable's name, or the operation's: "+", "neg", "exp", ...
    arguments: what the operation is done to, in order; `()` for a variable.

    Arithmetic, comparisons and the functions of `scalarad.functions` give new Symbols and change
    none. A formula stays as it was written, but for steps that do nothing, such as `x * 1` and
    `x + 0`; they are left out, as if every number were finite. `str` gives Python, Jupyter shows
    mathematics. Raises TypeError when an argument is neither a Symbol nor a plain number.
    """

    def __init__(self, name, *arguments):
        for argument in arguments:
            if not isinstance(argument, (Symbol, Number)):
                raise TypeError(
                    f"a formula is made of Symbols and plain numbers; got "
                    f"{argument!r:.60}, of type {type(argument).__name__}"
                )
        self.name = name
        self.arguments = tuple(
            a.item() if isinstance(a, np.generic) else a for a in arguments
        )

    @property
    def inputs(self):
        """The Symbols among the arguments: what `topological_order` walks along."""
        return [a for a in self.arguments if isinstance(a, Symbol)]

    def __add__(self, other):
        """self + other, where adding 0 does nothing; so for each operator here."""
        return self if is_number(other, 0) else operation("+", self, other)

    def __radd__(self, other):
        return self if is_number(other, 0) else operation("+", other, self)

    def __neg__(self):
        return self.arguments[0] if self.name == "neg" else Symbol("neg", self)

    def __sub__(self, other):
        return self if is_number(other, 0) else operation("-", self, other)

    def __rsub__(self, other):
        return -self if is_number(other, 0) else operation("-", other, self)

    def __mul__(self, other):
        if is_number(other, 0):
            return 0
        if is_number(other, -1):
            return -self
        return self if is_number(other, 1) else operation("*", self, other)

    def __rmul__(self, other):
        if is_number(other, -1, 0, 1):
            return self * other
        return operation("*", other, self)

    def __truediv__(self, other):
        return self if is_number(other, 1) else operation("/", self, other)

    def __rtruediv__(self, other):
        return 0 if is_number(other, 0) else operation("/", other, self)

    def __pow__(self, other):
        if is_number(other, 0):
            return 1
        return self if is_number(other, 1) else operation("**", self, other)

    def __rpow__(self, other):
        return operation("**", other, self)

    def __abs__(self):
        return Symbol("abs", self)

    def __lt__(self, other):
        """The condition self < other, a Symbol too; so for every comparison."""
        return operation("<", self, other)

    def __le__(self, other):
        return operation("<=", self, other)

    def __gt__(self, other):
        return operation(">", self, other)

    def __ge__(self, other):
        return operation(">=", self, other)

    def __eq__(self, other):
        return operation("==", self, other)

    def __ne__(self, other):
        return operation("!=", self, other)

    # Since == makes a formula, Symbols go by identity as keys.
    __hash__ = object.__hash__

    # NumPy's arrays and numbers leave the work to us when they stand on the left.
    __array_ufunc__ = None

    def __bool__(self):
        raise TypeError(
            f"whether {shortened(self)} holds is not known yet{calling_line()}\n"
            "While a formula is written down, `if`, `while`, `and` and `or` cannot choose a side; "
            "where(condition, a, b) writes down both."
        )

    def __float__(self):
        raise TypeError(
            f"{shortened(self)} has no value yet that float() could give{calling_line()}\n"
            "Use the functions of scalarad, such as scalarad.exp, in place of those of math."
        )

    def __int__(self):
        raise TypeError(
            f"{shortened(self)} has no value yet that int() could give{calling_line()}"
        )

    def __str__(self):
        return written(self, in_python)

    __repr__ = __str__

    def _repr_latex_(self):
        return f"$\\displaystyle {written(self, in_latex)}$"


def is_number(argument, *numbers):
    """Whether `argument` is a plain number, and one of these; never asks a Symbol."""
    return isinstance(argument, Number) and argument in numbers


def operation(name, x, y):
    """The Symbol of an operator between x and y; a Scalar is left to do the work itself."""
    if hasattr(x, "backward_fn") or hasattr(y, "backward_fn"):
        return NotImplemented
    return Symbol(name, x, y)


def shortened(symbol):
    """The formula, or its beginning."""
    text = str(symbol)
    return text if len(text) <= 60 else text[:59] + "…"


def calling_line():
    """The line outside this package that is running now, as text; "" where it is not known."""
    for frame in inspect.stack()[2:]:
        if not frame.frame.f_globals.get("__name__", "").startswith("scalarad."):
            if not frame.code_context:
                return ""
            line = frame.code_context[frame.index].strip()
            return f", but line {frame.lineno} of {frame.function} asks:\n    {line}"
    return ""


RECORDED = [
    "exp", "log", "sqrt", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh",
    "log1p", "expm1", "sigmoid", "softplus", "relu", "sign", "maximum",
]  # fmt: skip

for name in RECORDED:
    getattr(functions, name).register(Symbol, partial(Symbol, name))


@functions.where.register(Symbol)
def where_of_symbols(condition, a, b):
    """`where` for a condition that is not known yet: both sides are written down."""
    if hasattr(a, "backward_fn") or hasattr(b, "backward_fn"):
        return functions.where_of_scalars(condition, a, b)
    return Symbol("where", condition, a, b)


LONGEST = 10_000


def written(symbol, style):
    """The formula as text, from the inside out; beyond LONGEST characters, "…"."""
    texts = {}
    for node in topological_order(symbol):
        parts = [texts.get(id(a)) or style(a) for a in node.arguments]
        text = style(node, *parts)
        too_long = len(text) > LONGEST
        texts[id(node)] = style(node, *["…" for _ in parts]) if too_long else text
    return texts[id(symbol)]


STRENGTH = {
    "<": 0, "<=": 0, ">": 0, ">=": 0, "==": 0, "!=": 0,
    "+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "**": 4,
}  # fmt: skip


def strength(part):
    """How firmly a part holds together: from 0, a comparison, to 5, what never needs brackets."""
    if not isinstance(part, Symbol):
        return 3 if repr(part).startswith("-") else 5
    return STRENGTH.get(part.name, 5) if part.arguments else 5


def needs_brackets(symbol):
    """For each argument, whether it would fall apart if it stood in the formula as it is."""
    own = strength(symbol)
    if own == 5:
        return [False] * len(symbol.arguments)
    left, right = {0: (1, 1), 3: (3, 3), 4: (5, 3)}.get(own, (own, own + 1))
    return [strength(a) < least for a, least in zip(symbol.arguments, (left, right))]


def in_python(part, *texts):
    """A number, a variable or one operation, in Python; `texts` are those of its arguments."""
    if not isinstance(part, Symbol):
        return repr(part)
    if not texts:
        return part.name
    texts = [f"({t})" if b else t for t, b in zip(texts, needs_brackets(part))]
    if part.name == "neg":
        return f"-{texts[0]}"
    if part.name in STRENGTH:
        return f" {part.name} ".join(texts)
    return f"{part.name}({', '.join(texts)})"


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


def in_latex(part, *texts):
    """A number, a variable or one operation, in LaTeX; `texts` are those of its arguments."""
    if not isinstance(part, Symbol):
        return number_in_latex(part)
    if not texts:
        return name_in_latex(part.name)
    if part.name in STRENGTH:
        brackets = zip(texts, latex_brackets(part, texts))
        texts = [rf"\left({t}\right)" if b else t for t, b in brackets]
    if part.name == "*" and texts[1].startswith((*"0123456789", r"\frac")):
        return r" \cdot ".join(texts)
    if part.name in IN_LATEX:
        return IN_LATEX[part.name].format(*texts)
    if part.name in STRENGTH:
        return f" {part.name} ".join(texts)
    return rf"\operatorname{{{part.name}}}\left({', '.join(texts)}\right)"


def latex_brackets(symbol, texts):
    """As `needs_brackets`; a fraction bar is a bracket itself, a minus in the middle needs one."""
    brackets = needs_brackets(symbol)
    if symbol.name == "/":
        return [False, False]
    if symbol.name == "**":
        return [brackets[0], False]
    bare = [text.startswith(r"\frac") for text in texts]
    brackets = [b and not f for b, f in zip(brackets, bare)]
    if symbol.name in "+-*" and texts[1].startswith("-"):
        brackets[1] = True
    return brackets


def number_in_latex(number):
    """A fraction with its bar, a power of ten for the e of a float."""
    if hasattr(number, "denominator") and number.denominator != 1:
        sign = "-" if number < 0 else ""
        return rf"{sign}\frac{{{abs(number.numerator)}}}{{{number.denominator}}}"
    mantissa, e, exponent = str(number).partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else mantissa


def name_in_latex(name):
    """x_0_1 with its indices below; a name of several letters upright."""
    head, *indices = name.split("_")
    head = head if len(head) == 1 else rf"\mathrm{{{head}}}"
    return f"{head}_{{{','.join(indices)}}}" if indices else head
