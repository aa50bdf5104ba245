"""Refusals for whoever asks a formula for a value (used from notebook 12 on)."""

import linecache
import sysconfig
import traceback
from functools import partialmethod
from pathlib import Path

from scalarad.programs.formulas import shortened

LIBRARIES = (
    str(Path(__file__).parents[1]),
    *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")),
)


def refuse(formula, sentence, advice, *_, **__):
    """Raise TypeError: the sentence, with the formula in it, the line that asked, the advice."""
    raise TypeError(f"{sentence.format(shortened(formula))}{calling_line()}\n{advice}")


def calling_line():
    """The line that is running now outside of all libraries, as text; "" where there is none.

    A cell of a notebook that builds the library, under a home line, belongs to it.
    """
    for frame in reversed(traceback.extract_stack()):
        home = linecache.getline(frame.filename, 1).startswith("# scalarad/")
        if not home and not frame.filename.startswith(LIBRARIES):
            asks = f", but line {frame.lineno} of {frame.name} asks:\n    {frame.line}"
            return asks if frame.line else ""
    return ""


class Unknown:
    """A base for numbers that have no value yet: what asks for one is a TypeError with advice."""

    __float__ = partialmethod(
        refuse,
        "{} has no value yet that float() could give",
        "Use the functions of scalarad, such as scalarad.exp, in place of those of math.",
    )
    __array__ = partialmethod(
        refuse,
        "{} has no value yet that NumPy could take",
        "Use the functions of scalarad, such as scalarad.exp, and lists in place of arrays.",
    )
    __int__ = __round__ = __trunc__ = __floor__ = __ceil__ = partialmethod(
        refuse,
        "{} has no value yet that could be rounded",
        "Round what is computed with the formula later on.",
    )
    __index__ = partialmethod(
        refuse,
        "{} has no value yet that could count or choose",
        "range(n) and parts[n] need an int that is known now; take it from outside.",
    )
    __len__ = __iter__ = __contains__ = __getitem__ = partialmethod(
        refuse,
        "{} is one number and has no parts",
        "To have parts, let the argument be a list of numbers.",
    )

    def __format__(self, spec):
        if spec:
            refuse(self, "{} has no value yet that could be formatted", "Print it without `:`.")
        return str(self)

    # NumPy's numbers and arrays leave the work to us when they stand on the left.
    __array_priority__ = 1
