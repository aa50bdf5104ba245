"""Graph mode: record a function once, keep the program, run it many times (notebook 13)."""

from functools import cached_property
from itertools import count

from scalarad.graph import is_node, topological_order
from scalarad.programs.arguments import names_of, rebuilt
from scalarad.programs.calling import GraphMode
from scalarad.programs.formulas import wrapped
from scalarad.programs.running import TAKEN, as_function, in_return
from scalarad.scalar import Scalar, fit
from scalarad.symbol import Symbol


def straight_line(formulas, names):
    """Name each operation behind the formulas, inputs first, equal ones only once.

    Returns the steps, a dict from a name, t1, t2, ..., to a Symbol of one operation on names and
    numbers, and the formulas' own names or numbers. No step takes one of `names`.
    """
    steps, known, found = {}, {}, {}
    fresh = (f"t{i}" for i in count(1) if f"t{i}" not in names)
    *parts, _ = topological_order(Symbol("all of", *formulas))
    for part in parts:
        step = Symbol(part.name, *(found.get(id(a), a) for a in part.arguments))
        if step.arguments:
            text = str(step)
            if text not in known:
                known[text] = Symbol(next(fresh))
                steps[known[text].name] = step
            step = known[text]
        found[id(part)] = step
    return steps, [found.get(id(formula), formula) for formula in formulas]


class Program:
    """A function as straight-line steps: `source` is readable Python, `function` runs it.

    name, arguments: what the function and its arguments are called.
    steps: its operations, as `straight_line` names them.
    value, gradient: what it returns: names, as Symbols, or numbers; `gradient` is a list with one
        entry per argument, or None for a program of the value alone.
    """

    def __init__(self, name, arguments, value, gradient=None):
        self.name = name
        self.arguments = arguments
        formulas = [value, *(gradient or ())]
        self.steps, (self.value, *rest) = straight_line(formulas, arguments)
        self.gradient = None if gradient is None else rest
        self.functions = {}

    @cached_property
    def source(self):
        """The program in Python, one step a line."""
        lines = [f"def {self.name}({', '.join(self.arguments)}):"]
        lines += [f"    {name} = {step}" for name, step in self.steps.items()]
        lines += [f"    return {in_return(self.value, self.gradient)}"]
        return "\n".join(map(wrapped, lines)) + "\n"

    def function(self, kind=object):
        """The program as a function; with `kind`, of numbers of that type alone, and quicker."""
        if kind not in self.functions:
            self.functions[kind] = as_function(self.name, self.source, kind)
        return self.functions[kind]


class Recording:
    """A function called once, on a Scalar of a Symbol for each number, and what it wrote down.

    Raises TypeError when the function returns no Scalar, or asks for a value that is not known
    yet, as an `if` does.
    """

    def __init__(self, f, args):
        self.name, self.names = names_of(f, args, TAKEN)
        self.inputs = [Scalar(Symbol(name), name=name) for name in self.names]
        self.output = f(*rebuilt(args, iter(self.inputs)))
        if not is_node(self.output):
            raise TypeError(f"{self.name} must return a Scalar; got {self.output!r:.60}")
        self.value_program = Program(self.name, self.names, self.output.num)
        self.programs = {}

    def derivatives(self, one):
        """The formula of each derivative. Scalars from elsewhere get theirs back."""
        before = [(node, node.derivative) for node in topological_order(self.output)]
        self.output.backward(one)
        gradient = [0 if x.derivative is None else x.derivative for x in self.inputs]
        for node, derivative in before:
            node.derivative = derivative
        return [d if isinstance(d, Symbol) else fit(one, d) for d in gradient]

    def program(self, one):
        """The `Program` of value and gradient, where derivatives begin with this 1."""
        key = type(one), str(one)
        if key not in self.programs:
            gradient = self.derivatives(one)
            self.programs[key] = Program(self.name, self.names, self.output.num, gradient)
        return self.programs[key]


def operations(program):
    """How many arithmetic operations a `Program` does: one per step."""
    return len(program.steps)


def compile(f, backend="python"):
    """Make of `f`, a function of Scalars, one of numbers that gives (value, gradient).

    At the first call, and again for each new nesting of arguments, `f` is called once, on Scalars
    that hold Symbols; what it writes down is kept as straight-line Python, `source`, and run from
    then on. Arguments are numbers of any kind that a Scalar wraps, and lists and tuples of them,
    by position or by name; `gradient` is a tuple with an entry per argument that is given, of the
    same nesting, a zero for what is not used. With arrays it does a batch: each array, however
    large, stands for one number in `f`, and each derivative has the shape of its argument.

    What `f` takes from elsewhere is a constant of the program, its loops are unrolled, and what
    it prints is printed once. An `if` on an argument raises TypeError: use `where`. A step that
    fails raises what Python raises, and says which step it was.

    backend: "python", or "native" for machine code, with the same results: it runs what is made of
        floats and arrays of float64, and leaves the rest, and each call in which a step is not
        finite, to Python. It needs the extra `native`.
    """
    return GraphMode(f, Recording, backend)
