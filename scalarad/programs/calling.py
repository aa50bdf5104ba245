"""Recorded functions called with numbers: one program for each kind of arguments (notebook 13)."""

import functools

from scalarad.graph import is_node, topological_order
from scalarad.programs import arguments
from scalarad.programs.formulas import in_python
from scalarad.programs.running import locate
from scalarad.scalar import admit, equally_deep, fit, frozen
from scalarad.symbol import Symbol


class GraphMode:
    """What `compile` returns: called like the function itself, it gives (value, gradient).

    program, value_program: the `Program` of value and gradient, and that of the value alone, of
        the latest kinds of arguments; None before the first call.
    """

    def __init__(self, f, record, backend):
        functools.update_wrapper(self, f)
        self.f = f
        self.record = record
        self.backend = backend_named(backend)
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
            self.recorded[nesting] = self.record(self.f, args)
        recording = self.recorded[nesting]
        self.value_program = recording.value_program
        self.program = program_for(recording, admitted)
        run = arguments.nested_like(args, recording.names, self.backend(recording, numbers))
        self.ready[kinds] = run
        return run


def backend_named(name):
    """What makes a recorded function ready to run: Python, or machine code."""
    if name == "native":
        from scalarad.programs.machine_code import native_backend

        return native_backend
    if name != "python":
        raise ValueError(f'backend is "python" or "native"; got {name!r}')
    return python_backend


def python_backend(recording, numbers):
    """The recorded function as one of numbers like these."""
    if all(type(number) is float for number in numbers):
        program = program_for(recording, numbers)
        if all(complex not in map(type, step.arguments) for step in program.steps.values()):
            return on_floats(program)
    return functools.partial(on_any_numbers, recording, reached(recording))


def program_for(recording, numbers):
    """The `Program` of value and gradient for numbers like these.

    Derivatives begin with a 1 of the kind of the value: exact for Fractions, 1.0 for floats. It
    is a Symbol, and stays in the program, where it makes floats of ints, for example.
    """
    if all(map(is_floating, numbers)):
        return recording.program(1.0)
    value = recording.value_program.function()(*numbers)
    while is_node(value):
        value = value.num
    one = 1.0 if is_floating(value) else fit(value, 1)
    return recording.program(one if type(one) is int else Symbol(in_python(one)))


def is_floating(number):
    """Whether it is a float, or an array of floats."""
    return isinstance(number, float) or hasattr(number, "dtype")


def reached(recording):
    """For each number that goes in, whether the output depends on it."""
    used = {id(node) for node in topological_order(recording.output)}
    return [id(node) in used for node in recording.inputs]


def on_floats(program):
    """The program as a function of floats."""
    function = program.function(float)

    def of_floats(*numbers):
        value, gradient = function(*numbers)
        return value, tuple(map(float, gradient))  # the 0 of a side that is not chosen

    chooses = any(step.name == "where" for step in program.steps.values())
    return of_floats if chooses else function


def on_any_numbers(recording, reached, *numbers):
    """Value and gradient for numbers of any kind, each derivative of its number's kind."""
    numbers = [admit(number) for number in numbers]
    value, gradient = program_for(recording, numbers).function()(*numbers)
    all_equally_deep([x for x, is_reached in zip(numbers, reached) if is_reached])
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
