"""The text of a program made a function, and errors that say at which step they came up."""

import builtins
import linecache
import re
import traceback
from itertools import count

from scalarad import functions
from scalarad.programs.formulas import NAMES_IN_NUMBERS, in_python
from scalarad.scalar import ordered, positive_power, real_power
from scalarad.symbol import RECORDED

CALLED = {name: getattr(functions, name) for name in [*RECORDED, "where"]} | {
    "ordered": ordered,
    "real_power": real_power,
    "positive_power": positive_power,
}

# Neither a program nor an argument may hide a function that the program calls.
TAKEN = {*CALLED, *NAMES_IN_NUMBERS, "abs"}

NUMBERS = count(1)


def in_return(value, gradient):
    """What stands behind `return`: the value, and a tuple of derivatives unless that is None."""
    if gradient is None:
        return in_python(value)
    inside = ", ".join(map(in_python, gradient)) + "," * (len(gradient) == 1)
    return f"{in_python(value)}, ({inside})"


def as_function(name, source, kind=object):
    """The function that a program defines; with `kind`, of numbers of that type alone, quicker."""
    names, text = CALLED | NAMES_IN_NUMBERS, source
    if kind is object:
        # Some numbers have powers that Python's own ** does not know, or an order that
        # complex numbers have not.
        text = re.sub(r"= (.+) \*\* (.+)", r"= real_power(\1, \2)", text)
        text = re.sub(r"= (.+) ([<>]=?) (.+)", r"= ordered(\1) \2 ordered(\3)", text)
    else:
        names |= {name: called.dispatch(kind) for name, called in CALLED.items()}
        names["where"] = lambda condition, a, b: a if condition else b
    # Known to linecache, a line of the program can appear in an error message.
    file = f"<scalarad program {next(NUMBERS)}, {name}>"
    linecache.cache[file] = (0, None, source.splitlines(True), file)
    exec(builtins.compile(text, file, "exec"), names)
    return names[name]


def locate(error):
    """Whether an error came up in a program; makes it say at which step."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith("<scalarad program ") and "at the step" not in str(error):
            large = isinstance(error, OverflowError) and "float" not in str(error)
            text = "the value is larger than any float" if large else error
            error.args = (f"{text}, at the step {frame.line} of {frame.name}",)
            return True
    return False
