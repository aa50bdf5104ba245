"""Graph mode: record a function once, keep the program, run it many times (notebook 13)."""

import builtins
import functools
import linecache
import re
import traceback
from itertools import count

from scalarad import functions
from scalarad.graph import is_node, topological_order
from scalarad.programs import arguments
from scalarad.programs.formulas import NAMES_IN_NUMBERS, in_python, wrapped
from scalarad.scalar import (
    Scalar,
    admit,
    equally_deep,
    fit,
    frozen,
    ordered,
    positive_power,
    real_power,
)
from scalarad.symbol import RECORDED, Symbol


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


NUMBERS = count(1)

CALLED = {name: getattr(functions, name) for name in [*RECORDED, "where"]} | {
    "ordered": ordered,
    "real_power": real_power,
    "positive_power": positive_power,
}


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
        self.file = f"<scalarad program {next(NUMBERS)}, {name}>"
        self.functions = {}

    @functools.cached_property
    def source(self):
        """The program in Python, one step a line."""
        lines = [f"def {self.name}({', '.join(self.arguments)}):"]
        lines += [f"    {name} = {step}" for name, step in self.steps.items()]
        returned = in_python(self.value)
        if self.gradient is not None:
            derivatives = map(in_python, self.gradient)
            returned += f", {arguments.literal_of(tuple(self.gradient), derivatives)}"
        lines.append(f"    return {returned}")
        return "\n".join(map(wrapped, lines)) + "\n"

    def function(self, kind=object):
        """The program as a function; with `kind`, of numbers of that type alone, and quicker."""
        if kind not in self.functions:
            names, text = CALLED | NAMES_IN_NUMBERS, self.source
            if kind is object:
                # Some numbers have powers that Python's own ** does not know, or an order that
                # complex numbers have not.
                text = re.sub(r"= (.+) \*\* (.+)", r"= real_power(\1, \2)", text)
                text = re.sub(r"= (.+) ([<>]=?) (.+)", r"= ordered(\1) \2 ordered(\3)", text)
            else:
                names |= {name: called.dispatch(kind) for name, called in CALLED.items()}
                names["where"] = lambda condition, a, b: a if condition else b
            # Known to linecache, a line of the program can appear in an error message.
            linecache.cache[self.file] = (0, None, self.source.splitlines(True), self.file)
            exec(builtins.compile(text, self.file, "exec"), names)
            self.functions[kind] = names[self.name]
        return self.functions[kind]


def operations(program):
    """How many arithmetic operations a `Program` does: one per step."""
    return len(program.steps)


class Recording:
    """A function called once, on a Scalar of a Symbol for each number, and what it wrote down.

    Raises TypeError when the function returns no Scalar, or asks for a value that is not known
    yet, as an `if` does.
    """

    def __init__(self, f, args):
        # Neither the program nor an argument may hide a function that the program calls.
        taken = {*CALLED, *NAMES_IN_NUMBERS, "abs"}
        self.name, self.names = arguments.names_of(f, args, taken)
        self.inputs = [Scalar(Symbol(name), name=name) for name in self.names]
        self.output = f(*arguments.rebuilt(args, iter(self.inputs)))
        if not is_node(self.output):
            raise TypeError(f"{self.name} must return a Scalar; got {self.output!r:.60}")
        used = {id(node) for node in topological_order(self.output)}
        self.reached = [id(node) in used for node in self.inputs]
        self.value_program = Program(self.name, self.names, self.output.num)
        self.programs = {}

    def program(self, numbers):
        """The `Program` of value and gradient for numbers like these."""
        one = 1.0 if all(map(is_floating, numbers)) else self.one(numbers)
        if (type(one), str(one)) not in self.programs:
            program = Program(self.name, self.names, self.output.num, self.derivatives(one))
            self.programs[type(one), str(one)] = program
        return self.programs[type(one), str(one)]

    def one(self, numbers):
        """What derivatives begin with, a 1 of the kind of the value: exact for Fractions.

        It is a Symbol, and stays in the program, where it makes floats of ints, for example.
        """
        value = self.value_program.function()(*numbers)
        while is_node(value):
            value = value.num
        one = 1.0 if is_floating(value) else fit(value, 1)
        return one if type(one) is int else Symbol(in_python(one))

    def derivatives(self, one):
        """The formula of each derivative. Scalars from elsewhere get theirs back."""
        before = [(node, node.derivative) for node in topological_order(self.output)]
        self.output.backward(one)
        gradient = [0 if x.derivative is None else x.derivative for x in self.inputs]
        for node, derivative in before:
            node.derivative = derivative
        return [d if isinstance(d, Symbol) else fit(one, d) for d in gradient]


def is_floating(number):
    """Whether it is a float, or an array of floats."""
    return isinstance(number, float) or hasattr(number, "dtype")


def on_floats(program):
    """The program as a function of floats."""
    function = program.function(float)

    def of_floats(*numbers):
        value, gradient = function(*numbers)
        return value, tuple(map(float, gradient))  # the 0 of a side that is not chosen

    chooses = any(step.name == "where" for step in program.steps.values())
    return of_floats if chooses else function


def on_any_numbers(recording, *numbers):
    """Value and gradient for numbers of any kind, each derivative of its number's kind."""
    numbers = [admit(number) for number in numbers]
    value, gradient = recording.program(numbers).function()(*numbers)
    all_equally_deep([x for x, reached in zip(numbers, recording.reached) if reached])
    # In a batch, one formula holds for each element of the value: stretched to it, then summed.
    many = hasattr(value, "dtype") or is_node(value)
    return frozen(value), tuple(
        fit(number, 0 if is_zero(d) else fit(value, d) if many else d)
        for number, d in zip(numbers, gradient)
    )


def all_equally_deep(numbers):
    """TypeError, as `backward` raises it, when some are wrapped in more Scalars than others."""
    while any(map(is_node, numbers)):
        for number in numbers:
            if not is_node(number):
                equally_deep(number, next(filter(is_node, numbers)))
        numbers = [number.num for number in numbers]


def is_zero(derivative):
    """Whether it is the number 0, as where the value does not depend on an argument."""
    return isinstance(derivative, (int, float)) and derivative == 0


def python_backend(recording, numbers):
    """The recorded function as one of numbers like these."""
    if all(type(number) is float for number in numbers):
        program = recording.program(numbers)
        if all(complex not in map(type, step.arguments) for step in program.steps.values()):
            return on_floats(program)
    return functools.partial(on_any_numbers, recording)


class GraphMode:
    """What `compile` returns: called like the function itself, it gives (value, gradient).

    program, value_program: the `Program` of value and gradient, and that of the value alone, of
        the latest kinds of arguments; None before the first call.
    """

    def __init__(self, f, backend):
        functools.update_wrapper(self, f)
        self.f = f
        self.backend = backend
        self.value_program = self.program = None
        self.recorded = {}
        self.ready = {}

    @property
    def source(self):
        """The latest program in Python; RuntimeError before the first call."""
        if self.program is None:
            raise RuntimeError("there is no program yet: the first call records it")
        return self.program.source

    def __call__(self, *args, **kwargs):
        if kwargs:
            args = arguments.by_position(self.f, args, kwargs)
        # For single numbers their types say it all, and are found quicker.
        numbers, run = args, self.ready.get(tuple(map(type, args)))
        try:
            if run is None:
                numbers = []
                kinds = arguments.take_apart(args, numbers)
                run = self.ready.get(kinds) or self.prepare(args, kinds, numbers)
            return run(*numbers)
        except (ArithmeticError, TypeError, ValueError) as error:
            if locate(error):
                raise error.with_traceback(None) from None
            raise

    def prepare(self, args, kinds, numbers):
        """What to run on numbers of these kinds; records the function if the nesting is new."""
        admitted = [admit(number) for number in numbers]
        nesting = repr(arguments.rebuilt(args, iter([0] * len(numbers))))
        if nesting not in self.recorded:
            self.recorded[nesting] = Recording(self.f, args)
        recording = self.recorded[nesting]
        self.value_program, self.program = recording.value_program, recording.program(admitted)
        run = arguments.nested_like(args, recording.names, self.backend(recording, numbers))
        self.ready[kinds] = run
        return run


def locate(error):
    """Whether an error came up in a program; makes it say at which step."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith("<scalarad program ") and "at the step" not in str(error):
            large = isinstance(error, OverflowError) and "float" not in str(error)
            text = "the value is larger than any float" if large else error
            error.args = (f"{text}, at the step {frame.line} of {frame.name}",)
            return True
    return False


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
    if backend == "native":
        from scalarad.programs.machine_code import native_backend

        return GraphMode(f, native_backend)
    if backend != "python":
        raise ValueError(f'backend is "python" or "native"; got {backend!r}')
    return GraphMode(f, python_backend)
