"""Graph mode: record a function once, keep the program, run it many times (notebook 13)."""

import builtins
import functools
import inspect
import linecache
import textwrap
import traceback
from decimal import Decimal
from fractions import Fraction
from itertools import count, repeat
from math import inf, nan
from numbers import Number

import numpy as np

from scalarad import functions
from scalarad.graph import topological_order
from scalarad.scalar import Scalar, summed_to
from scalarad.symbol import RECORDED, Symbol, is_number


def straight_line(formulas, arguments):
    """Name each operation behind the formulas, inputs first, equal ones only once.

    Returns the steps, a dict from a name, t1, t2, ..., to a Symbol of one operation on names and
    numbers, and the formulas' own names or numbers. No step takes a name of the `arguments`.
    """
    steps, known, names = {}, {}, {}
    fresh = (name for i in count(1) if (name := f"t{i}") not in arguments)
    *parts, _ = topological_order(Symbol("all of", *formulas))
    for part in parts:
        step = Symbol(part.name, *(names.get(id(a), a) for a in part.arguments))
        if step.arguments:
            text = str(step)
            if text not in known:
                known[text] = Symbol(next(fresh))
                steps[known[text].name] = step
            step = known[text]
        names[id(part)] = step
    return steps, [names.get(id(formula), formula) for formula in formulas]


NUMBERS = count(1)


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
        self.file = f"<program {next(NUMBERS)}, {name}>"

    @functools.cached_property
    def source(self):
        """The program in Python, one step a line."""
        lines = [f"def {self.name}({', '.join(self.arguments)}):"]
        lines += [f"    {name} = {step}" for name, step in self.steps.items()]
        returned = repr(self.value)
        if self.gradient is not None:
            returned += f", {tuple(self.gradient)!r}"
        lines.append(f"    return {returned}")
        return "\n".join(map(wrapped, lines)) + "\n"

    def function_for(self, number):
        """The program as a function: of floats if `number` is float, else of any numbers."""
        names = {"inf": inf, "nan": nan, "Fraction": Fraction, "Decimal": Decimal}
        for name in [*RECORDED, "where"]:
            function = getattr(functions, name)
            names[name] = function.dispatch(float) if number is float else function
        # Known to linecache, a line of the program can appear in an error message.
        linecache.cache[self.file] = (0, None, self.source.splitlines(True), self.file)
        exec(builtins.compile(self.source, self.file, "exec"), names)
        return names[self.name]


def wrapped(line):
    """A line longer than 88 characters in several, broken inside its first bracket."""
    if len(line) <= 88 or "(" not in line:
        return line
    head, rest = line.split("(", 1)
    fill = textwrap.TextWrapper(88, f"{head}(", " " * 8, break_long_words=False)
    fill.break_on_hyphens = False
    return fill.fill(rest)


def operations(program):
    """How many arithmetic operations a `Program` does: one per step."""
    return len(program.steps)


def leaves(name, structure):
    """Each number or array in nested lists and tuples, under a name such as weights_0_1."""
    if type(structure) in (list, tuple):
        for i, part in enumerate(structure):
            yield from leaves(f"{name}_{i}", part)
    elif isinstance(structure, (Number, np.ndarray, Scalar, Symbol)):
        yield name, structure
    else:
        raise TypeError(
            f"graph mode takes numbers, arrays, and lists and tuples of them; {name} is "
            f"{structure!r:.60}, of type {type(structure).__name__}"
        )


def kinds_of(parts, numbers):
    """The types of the parts; for lists and tuples also, nested, those of their parts.

    The numbers in them are added, in order, to the list `numbers`.
    """
    kinds = []
    for part in parts:
        kind = type(part)
        if kind is not list and kind is not tuple:
            numbers.append(part)
        elif len(inside := set(map(type, part))) == 1 and not inside & {list, tuple}:
            # Hundreds of floats: their number and their type say it all.
            numbers += part
            kind = (kind, len(part), *inside)
        else:
            kind = (kind, kinds_of(part, numbers))
        kinds.append(kind)
    return tuple(kinds)


def rebuilt(parts, numbers):
    """Nested lists and tuples like `parts`, holding the next ones of the iterator `numbers`."""
    return type(parts)(
        [
            rebuilt(p, numbers) if type(p) in (list, tuple) else next(numbers)
            for p in parts
        ]
    )


def parameter_names(f, args):
    """What `f` calls each of `args`; those that it collects with a star are numbered."""
    names = []
    for parameter in inspect.signature(f).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}_{i}" for i in range(len(args) - len(names))]
        else:
            names.append(parameter.name)
    return names[: len(args)]


def unique(names, taken):
    """The names, with an underscore behind each that is taken already."""
    found = []
    for name in names:
        while name in taken or name in found:
            name += "_"
        found.append(name)
    return found


def record(f, args):
    """Call `f` once, on a Scalar of a Symbol for each number in `args`, and keep what it did.

    Returns two Programs: of the value alone, and of the value and its gradient. Raises TypeError
    when `f` returns no Scalar or asks for a value that is not known yet, as an `if` does.
    """
    called = getattr(f, "__name__", type(f).__name__)
    named = [leaves(n, a) for n, a in zip(parameter_names(f, args), args)]
    names = [name for pairs in named for name, _ in pairs]
    names = unique(
        names, {*RECORDED, "where", "abs", "inf", "nan", "Fraction", "Decimal"}
    )
    inputs = [Scalar(Symbol(name), name=name) for name in names]
    output = f(*rebuilt(args, iter(inputs)))
    if not hasattr(output, "backward_fn"):
        raise TypeError(f"{called} must return a Scalar; got {output!r:.60}")
    output.backward()
    gradient = [0 if x.derivative is None else x.derivative for x in inputs]
    name = called if called.isidentifier() else "program"
    return Program(name, names, output.num), Program(name, names, output.num, gradient)


def python_backend(program, numbers):
    """The program as a function of leaves like `numbers`: floats by the functions of math."""
    floats = all(type(number) in (float, int) for number in numbers)
    function = program.function_for(float if floats else object)
    if any(step.name == "**" for step in program.steps.values()):
        function = real_only(function, program.name)
    if any(isinstance(number, np.ndarray) for number in numbers):
        function = in_shape(function)
    return function


def real_only(function, name):
    """The same function, refusing the complex value of a power, as `Scalar` does."""

    def checked(*numbers):
        value, gradient = function(*numbers)
        if isinstance(value, complex) and not any(map(np.iscomplexobj, numbers)):
            raise ValueError(f"{name} has no real value here: a power is complex")
        return value, gradient

    return checked


def in_shape(function):
    """The same function on a batch: each derivative in the shape of its own argument."""

    def of_batch(*numbers):
        value, gradient = function(*numbers)
        pairs = zip(gradient, numbers)
        return value, tuple(shaped(d, value, number) for d, number in pairs)

    return of_batch


def shaped(derivative, value, number):
    """A derivative of each element of `value`, added up in the shape of `number`."""
    if is_number(derivative, 0):
        return 0 * number
    if np.shape(derivative) != np.shape(value):
        derivative = np.broadcast_to(derivative, np.shape(value)).copy()
    return summed_to(derivative, number)


class GraphMode:
    """What `compile` returns: called like the function itself, it gives (value, gradient).

    program, value_program: the `Program` of value and gradient, and that of the value alone, of
        the latest shape; None before the first call.
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
            args = self.by_position(args, kwargs)
        # For single numbers their types are enough, and quicker to find.
        numbers, run = args, self.ready.get(tuple(map(type, args)))
        if run is None:
            numbers = []
            kinds = kinds_of(args, numbers)
            run = self.ready.get(kinds) or self.prepare(args, kinds, numbers)
        try:
            return run(*numbers)
        except (ArithmeticError, ValueError) as error:
            raise located(error) from None

    def by_position(self, args, kwargs):
        """All arguments in the order of the function's parameters, defaults filled in."""
        bound = inspect.signature(self.f).bind(*args, **kwargs)
        bound.apply_defaults()
        if bound.kwargs:
            only = ", ".join(bound.kwargs)
            raise TypeError(f"graph mode takes no argument by keyword alone: {only}")
        return bound.args

    def prepare(self, args, kinds, numbers):
        """What to run on `numbers` of these kinds; records the function if the shape is new."""
        shape = repr(rebuilt(args, repeat(0)))
        if shape not in self.recorded:
            self.recorded[shape] = record(self.f, args)
        self.value_program, self.program = self.recorded[shape]
        run = self.backend(self.program, numbers)
        if {list, tuple} & set(map(type, args)):
            run = nested_like(args, self.program.arguments, run)
        self.ready[kinds] = run
        return run


def nested_like(args, names, function):
    """The same function, its gradient nested as `args` are."""
    # A literal such as ([x_0, x_1], y) puts numbers together quicker than any loop.
    structure = rebuilt(args, map(Symbol, names))
    put_together = eval(f"lambda {', '.join(names)}: {structure}")

    def of_numbers(*numbers):
        value, gradient = function(*numbers)
        return value, put_together(*gradient)

    return of_numbers


def located(error):
    """The same error, but saying at which step of which program it came up."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith("<program "):
            return type(error)(f"{error}, at the step {frame.line} of {frame.name}")
    return error


def compile(f, backend="python"):
    """Make of `f`, a function of Scalars, one of numbers that gives (value, gradient).

    At the first call, and again for each new shape of arguments, `f` is called once, on Scalars
    that hold Symbols; what it writes down is kept as straight-line Python, `source`, and run from
    then on. Arguments are numbers, NumPy arrays, and lists and tuples of them, by position or by
    name; `gradient` is a tuple with an entry per argument, of the same structure, 0 for what is
    not used. With arrays it does a batch: each array, however large, stands for one number in
    `f`, the value has their common shape, and each derivative that of its own argument.

    What `f` takes from elsewhere is a constant of the program, its loops are unrolled, and what
    it prints is printed once. An `if` on an argument raises TypeError: use `where`. A step that
    fails raises what Python raises, and says which step it was.

    backend: "python", for any kind of number, or "native" for machine code, of floats and arrays
        only, which gives inf and NaN where Python raises; it needs the extra `native`.
    """
    if backend == "native":
        from scalarad.native import native_backend

        return GraphMode(f, native_backend)
    if backend != "python":
        raise ValueError(f'backend is "python" or "native"; got {backend!r}')
    return GraphMode(f, python_backend)
