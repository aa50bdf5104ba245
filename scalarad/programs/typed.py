"""Formulas as a person types them, made into a graph: read by `ast`, and nothing else is run."""

import ast
import math
import operator

from scalarad import functions
from scalarad.graph import is_node
from scalarad.scalar import Scalar, real_power


def power(x, y):
    """x ** y; of plain ints it could fill the memory, of floats it ends in a sentence."""
    return x**y if is_node(x) or is_node(y) else real_power(float(x), y)


OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: power,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
OF_ONE = {name: f for name, f in vars(functions).items() if hasattr(f, "slope")} | {
    "abs": abs,
    "square": lambda x: x.square() if is_node(x) else float(x) * x,
}
OF_TWO = {"maximum": functions.maximum, "minimum": functions.minimum}


def parsed(text, call=False):
    """The tree of an expression of Python; ValueError where it is none, or a long one.

    call: it stands between the brackets of a call, whose tree it is.
    """
    try:
        if len(text) <= 500:
            return ast.parse(f"formula({text})" if call else text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(
            f"{text!r:.60} is no formula that Python can read; it reads 2 * x, and numbers with a "
            "point and commas between them, as in x=3.5, y=4"
        ) from None
    raise ValueError(f"a formula has at most 500 characters; this one has {len(text)}")


def typed(text, known):
    """The graph of a formula and numbers as they are typed: "x * y, x = 3, y = 4".

    known: numbers of names that need not be given again.
    """
    call = parsed(text, call=True)
    alone = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and len(call.args) == 1
    names = [word.arg for word in call.keywords] if alone else []
    if not alone or None in names or len({*names}) < len(names):
        raise ValueError(
            f"write a formula and its numbers, as in x * y, x=3, y=4; got {text!r:.60}"
        )
    for word in call.keywords:
        if any(isinstance(part, ast.Name) for part in ast.walk(word.value)):
            raise ValueError(f"{word.arg} needs a number; got {ast.unparse(word.value):.60}")
    given = {word.arg: float(computed(word.value, {})) for word in call.keywords}
    for name, number in given.items():
        if not math.isfinite(number):
            raise ValueError(f"{name} is {number}; give it a finite number")
    return built(call.args[0], given, known)


def graph_of(text, numbers):
    """The output of a formula, a text of names, numbers and operations; ValueError for others."""
    return built(parsed(text), numbers, {})


def built(formula, given, known):
    """The output of a formula, read by `ast`; each of the `given` numbers must be in it."""
    parts = [*ast.walk(formula)]
    called = {id(part.func) for part in parts if isinstance(part, ast.Call)}
    names = {part.id for part in parts if isinstance(part, ast.Name) and id(part) not in called}
    if unused := given.keys() - names:
        raise ValueError(f"{min(unused)} has a number and is not in the formula")
    numbers = known | given
    leaves = {name: Scalar(numbers[name], name=name) for name in numbers if name in names}
    try:
        output = computed(formula, leaves)
    except RecursionError:
        raise ValueError("the formula has too many brackets or signs in each other") from None
    if not is_node(output):
        raise ValueError("the formula has no name in it whose number could be nudged")
    return output


def finite(number):
    """The number; ValueError where it is larger than any float."""
    try:
        if math.isfinite(number):
            return number
    except OverflowError:
        pass
    raise ValueError("a number in the formula is larger than any float")


def computed(part, leaves):
    """A part of a formula, read by `ast`: a number, or a Scalar where it has a leaf in it."""
    match part:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return finite(number)
        case ast.Name(id=name) if name in leaves:
            return leaves[name]
        case ast.Name(id=name):
            raise ValueError(f"{name} has no number; give it one: {name}=3.0")
        case ast.BinOp(op=ast.BitXor()):
            raise ValueError("a power is written x ** 2; ^ means something else in Python")
        case ast.UnaryOp(op=op, operand=x) if type(op) in OPERATORS:
            return OPERATORS[type(op)](computed(x, leaves))
        case ast.BinOp(left=x, op=op, right=y) if type(op) in OPERATORS:
            return OPERATORS[type(op)](computed(x, leaves), computed(y, leaves))
        case ast.Call(func=ast.Name(id=name), args=[x], keywords=[]) if name in OF_ONE:
            return OF_ONE[name](computed(x, leaves))
        case ast.Call(func=ast.Name(id=name), args=[x, y], keywords=[]) if name in OF_TWO:
            return OF_TWO[name](computed(x, leaves), computed(y, leaves))
        case ast.Call(func=ast.Attribute(value=x, attr="square"), args=[], keywords=[]):
            return OF_ONE["square"](computed(x, leaves))
    raise ValueError(
        f"a formula has names, numbers, + - * / **, {', '.join([*OF_ONE, *OF_TWO])}; "
        f"got {ast.unparse(part):.60}"
    )
