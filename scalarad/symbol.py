"""`Symbol`, a number that has no value yet but writes down what is done to it (notebook 12)."""

from functools import partial, partialmethod
from numbers import Number

from scalarad import functions
from scalarad.graph import is_node
from scalarad.programs.asking import Unknown, refuse
from scalarad.programs.formulas import constant, in_latex, in_python
from scalarad.scalar import admit, fit, fit_real, positive_power, real_power, summed

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


class Symbol(Unknown):
    """A variable such as `Symbol("x")`, or an operation on Symbols and plain numbers.

    name: the variable's name, or the operation's: "+", "neg", "exp", ...
    arguments: what the operation is done to, in order; `()` for a variable.

    Arithmetic, comparisons and the functions of `scalarad.functions` give new Symbols and change
    none. A formula stays as it was written, but for steps that change no number, be it infinite
    or NaN: `x * 1`, `x + 0` and such are left out. (Not `x + 0.0`, which makes floats of ints;
    but the 1 of a product may be of any kind, since derivatives begin with a 1 of theirs.)
    `str` gives Python, Jupyter shows mathematics.

    Raises TypeError when an argument is neither a Symbol nor a plain number, or is a comparison
    outside of a condition of `where`; and when a Symbol is asked for what only a value has.
    """

    def __init__(self, name, *arguments):
        for argument in arguments[1:] if name == "where" else arguments:
            if isinstance(argument, Symbol):
                admit(argument)
        self.name = name
        self.arguments = tuple(a if isinstance(a, Symbol) else constant(a) for a in arguments)

    @property
    def inputs(self):
        """The Symbols among the arguments: what `topological_order` walks along."""
        return [a for a in self.arguments if isinstance(a, Symbol)]

    def __str__(self):
        return in_python(self)

    __repr__ = __str__

    def _repr_latex_(self):
        return f"$\\displaystyle {in_latex(self)}$"

    __bool__ = partialmethod(
        refuse,
        "whether {} holds is not known yet",
        "While a formula is written down, `if`, `while`, `and` and `or` cannot choose a side; "
        "where(condition, a, b) writes down both.",
    )

    def __add__(self, other):
        """self + other, where adding 0 does nothing; so for each operator here."""
        return self if is_int(other, 0) else operation("+", self, other)

    def __radd__(self, other):
        return self if is_int(other, 0) else operation("+", other, self)

    def __neg__(self):
        return self.arguments[0] if self.name == "neg" else Symbol("neg", self)

    def __sub__(self, other):
        return self if is_int(other, 0) else operation("-", self, other)

    def __rsub__(self, other):
        return -self if is_int(other, 0) else operation("-", other, self)

    def __mul__(self, other):
        if is_number(other, 1, -1):
            return self if other == 1 else -self
        return operation("*", self, other)

    def __rmul__(self, other):
        return self * other if is_number(other, 1, -1) else operation("*", other, self)

    def __truediv__(self, other):
        return self if is_int(other, 1) else operation("/", self, other)

    def __rtruediv__(self, other):
        return operation("/", other, self)

    def __pow__(self, other):
        return self if is_int(other, 1) else operation("**", self, other)

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


def is_number(argument, *numbers):
    """Whether `argument` is a plain number, and one of these; never asks a Symbol."""
    return isinstance(argument, Number) and argument in numbers


def is_int(argument, number):
    """Whether it is this int: a float would make a float of what it is added to."""
    return type(argument) is int and argument == number


def operation(name, x, y):
    """The Symbol of an operator between x and y; a Scalar is left to do the work itself."""
    return NotImplemented if is_node(x) or is_node(y) else Symbol(name, x, y)


@admit.register(Symbol)
def admit_symbol(num):
    """Any formula but a condition: that is no number."""
    if num.name in COMPARISONS:
        refuse(num, "{} is a condition, not a number", "Write where(condition, a, b), a number.")
    return num


@fit.register(Symbol)
def fit_to_symbol(num, share):
    """As it is: a formula, or a number that has a place in one. A Scalar is refused."""
    return fit_real(num, share) if is_node(share) else share


positive_power.register(Symbol, partial(Symbol, "positive_power"))


@summed.register(Symbol)
def sum_of_symbol(num):
    """Refused: a program does not know whether its argument will be an array."""
    refuse(num, "{} has no elements that could be added up", "Sum outside of the program.")


@real_power.register(Symbol)
def power_of_symbol(x, n):
    """x ** n; with an n that is not whole, a call that later refuses what would be complex."""
    whole = isinstance(n, (int, float)) and n % 1 == 0
    return x**n if whole else Symbol("real_power", x, n)


RECORDED = [
    "exp", "log", "sqrt", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh",
    "log1p", "expm1", "sigmoid", "softplus", "relu", "sign", "maximum",
]  # fmt: skip

for name in RECORDED:
    getattr(functions, name).register(Symbol, partial(Symbol, name))


@functions.maximum.register(Symbol)
def maximum_of_symbols(x, y):
    return functions.maximum_of_scalars(x, y) if is_node(y) else Symbol("maximum", x, y)


@functions.where.register(Symbol)
def where_of_symbols(condition, a, b):
    """`where` for a condition that is not known yet: both sides are written down."""
    if condition.name not in COMPARISONS:
        refuse(condition, "{} is no condition", "Write a comparison, such as x > 0.")
    if is_node(a) or is_node(b):
        return functions.where_of_scalars(condition, a, b)
    return Symbol("where", condition, a, b)
