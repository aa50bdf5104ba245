"""Machine code: LLVM compiles a program of graph mode (for notebook 13)."""

import ctypes
import math
import sys
from functools import partial

import numpy as np

from scalarad.programs.calling import is_zero, program_for, python_backend
from scalarad.scalar import fit, frozen
from scalarad.symbol import COMPARISONS, Symbol

try:
    from llvmlite import binding as llvm
    from llvmlite import ir
except ModuleNotFoundError as missing:
    raise ImportError('machine code needs llvmlite: pip install "scalarad[native]"') from missing

DOUBLE, INT, INDEX, BIT = ir.DoubleType(), ir.IntType(32), ir.IntType(64), ir.IntType(1)
DOUBLES, INDICES = ir.PointerType(DOUBLE), ir.PointerType(INDEX)
OBJECT = ir.PointerType(ir.IntType(8))
OBJECTS = ir.PointerType(OBJECT)
ZERO, ONE = DOUBLE(0.0), DOUBLE(1.0)
IN_LLVM = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv", "neg": "fneg"}
IN_LIBM = {"**": "pow", "real_power": "pow"} | {
    name: name for name in "exp log sin cos tan atan sinh cosh tanh log1p expm1".split()
}
# What Python may refuse where C gives inf or NaN.
MAY_FAIL = {"/", "sqrt", "positive_power", *IN_LIBM}
# Functions of Python itself: what they return, and what they take.
IN_PYTHON = {
    "PyFloat_AsDouble": (DOUBLE, OBJECT),
    "PyFloat_FromDouble": (OBJECT, DOUBLE),
    "PyTuple_New": (OBJECT, INDEX),
    "PyTuple_SetItem": (INT, OBJECT, INDEX, OBJECT),
    "PyObject_Vectorcall": (OBJECT, OBJECT, OBJECTS, INDEX, OBJECT),
}
# Up to here doubles count as ints do.
LARGE = 2**53


class Writer:
    """Writes steps as LLVM instructions that round as Python does; all values are doubles.

    values: what each name stands for. ints: the names of what may be an int in Python, where a
    `where` chooses between numbers of two types. failed: whether a step so far may have another
    value in Python, or is refused there, which is to be found out by running it there.
    """

    def __init__(self, module, builder, failed):
        self.module = module
        self.builder = builder
        self.failed = failed
        self.values = {}
        self.ints = set()

    def value(self, part):
        """What a name or a number stands for."""
        return self.values[part.name] if isinstance(part, Symbol) else DOUBLE(float(part))

    def write(self, program):
        """Write all steps; return the values of the program's value and derivatives."""
        for name, step in program.steps.items():
            values = [self.value(part) for part in step.arguments]
            value = self.values[name] = self.written(step.name, values)
            if step.name in MAY_FAIL:
                # inf - inf and NaN - NaN are NaN, the only number that is not equal to 0.
                self.fail_if("!=", self.builder.fsub(value, value), ZERO)
            if self.may_be_int(step):
                self.ints.add(name)
                self.fail_if(">=", self.abs(value), DOUBLE(float(LARGE)))
        return [self.value(part) for part in (program.value, *program.gradient)]

    def may_be_int(self, part):
        """Whether a number, a name or a step may be an int in Python, and not a float."""
        if not isinstance(part, Symbol):
            return isinstance(part, int)
        if not part.arguments:
            return part.name in self.ints
        sides = part.arguments[1:] if part.name == "where" else part.arguments
        chooses = part.name in ("where", "maximum")
        return (any if chooses else all)(map(self.may_be_int, sides))

    def fail_if(self, how, x, y):
        self.failed = self.builder.or_(self.failed, self.compare(how, x, y))

    def written(self, name, values):
        """The value of one operation on these values."""
        if name in IN_LLVM:
            return getattr(self.builder, IN_LLVM[name])(*values)
        if name in IN_LIBM:
            return self.libm(IN_LIBM[name], *values)
        if name in COMPARISONS:
            return self.builder.uitofp(self.compare(name, *values), DOUBLE)
        return getattr(self, name)(*values)

    def libm(self, name, *values):
        """Call the C library, as Python does, under a name that LLVM has no shortcut for."""
        function = self.module.globals.get(f"scalarad_{name}")
        if function is None:
            kind = ir.FunctionType(DOUBLE, [DOUBLE] * len(values))
            function = ir.Function(self.module, kind, f"scalarad_{name}")
        return self.builder.call(function, values)

    def compare(self, sign, x, y):
        if sign == "!=":
            return self.builder.fcmp_unordered(sign, x, y)
        return self.builder.fcmp_ordered(sign, x, y)

    def choose(self, x, sign, y, a, b):
        """a if x sign y else b."""
        return self.builder.select(self.compare(sign, x, y), a, b)

    def intrinsic(self, name, x):
        return self.builder.call(self.module.declare_intrinsic(name, [DOUBLE]), [x])

    def abs(self, x):
        return self.intrinsic("llvm.fabs", x)

    def sqrt(self, x):
        return self.intrinsic("llvm.sqrt", x)

    def where(self, condition, a, b):
        return self.choose(condition, "!=", ZERO, a, b)

    def maximum(self, x, y):
        return self.choose(y, "!=", y, y, self.choose(y, ">", x, y, x))

    def positive_power(self, x, y):
        self.fail_if("<=", x, ZERO)
        return self.libm("pow", x, y)

    def relu(self, x):
        return self.choose(ZERO, ">", x, ZERO, x)

    def sign(self, x):
        return self.choose(x, ">", ZERO, ONE, self.choose(x, "<", ZERO, DOUBLE(-1.0), x))

    def sigmoid(self, x):
        small = self.libm("exp", self.builder.fneg(self.abs(x)))
        whole = self.builder.fadd(ONE, small)
        return self.builder.fdiv(self.choose(x, ">=", ZERO, ONE, small), whole)

    def softplus(self, x):
        small = self.libm("exp", self.builder.fneg(self.abs(x)))
        return self.builder.fadd(self.choose(ZERO, ">", x, ZERO, x), self.libm("log1p", small))


def function_of_floats(program):
    """The program in LLVM's language, as a function that Python itself can call.

    It takes what Python hands to a function written in C: an object of its own, the arguments,
    and how many there are. It returns (value, gradient), or, when a step may be another in
    Python, what that object returns when it is called with the same arguments.
    """
    module = ir.Module("scalarad")
    kind = ir.FunctionType(OBJECT, [OBJECT, OBJECTS, INDEX])
    function = ir.Function(module, kind, "run")
    in_python, arguments, count = function.args
    entry, refused, done = map(function.append_basic_block, ("entry", "refused", "done"))
    builder = ir.IRBuilder(entry)
    known = {
        name: ir.Function(module, ir.FunctionType(result, kinds), name)
        for name, (result, *kinds) in IN_PYTHON.items()
    }

    def call(name, *values):
        return builder.call(known[name], values)

    def pack(objects):
        whole = call("PyTuple_New", INDEX(len(objects)))
        for i, each in enumerate(objects):
            call("PyTuple_SetItem", whole, INDEX(i), each)
        return whole

    writer = Writer(module, builder, BIT(0))
    for i, name in enumerate(program.arguments):
        argument = builder.load(builder.gep(arguments, [INDEX(i)]))
        writer.values[name] = call("PyFloat_AsDouble", argument)
    outputs = writer.write(program)
    if writer.may_be_int(program.value):
        writer.fail_if("==", outputs[0], writer.intrinsic("llvm.floor", outputs[0]))
    builder.cbranch(writer.failed, refused, done)
    builder.position_at_end(refused)
    builder.ret(call("PyObject_Vectorcall", in_python, arguments, count, OBJECT(None)))
    builder.position_at_end(done)
    value, *gradient = (call("PyFloat_FromDouble", output) for output in outputs)
    builder.ret(pack([value, pack(gradient)]))
    return module


def loop_over_rows(program):
    """The program in LLVM's language, as a function that does all rows of a batch.

    It takes the numbers of all arguments in one row, where those of each argument start, how far
    apart they are (0 or 1), where to write the outputs, one after the other, and how many rows.
    It returns 1 when a step of a row may be another in Python, else 0.
    """
    module = ir.Module("scalarad")
    kind = ir.FunctionType(INDEX, [DOUBLES, INDICES, INDICES, DOUBLES, INDEX])
    function = ir.Function(module, kind, "run")
    numbers, starts, strides, outputs, rows = function.args
    entry, loop, end = map(function.append_basic_block, ("entry", "loop", "end"))
    builder = ir.IRBuilder(entry)
    builder.branch(loop)
    builder.position_at_end(loop)
    row, failed = builder.phi(INDEX), builder.phi(BIT)
    row.add_incoming(INDEX(0), entry)
    failed.add_incoming(BIT(0), entry)
    writer = Writer(module, builder, failed)
    for i, name in enumerate(program.arguments):
        start, stride = (builder.load(builder.gep(p, [INDEX(i)])) for p in (starts, strides))
        place = builder.add(start, builder.mul(stride, row))
        writer.values[name] = builder.load(builder.gep(numbers, [place]))
    for i, output in enumerate(writer.write(program)):
        place = builder.add(builder.mul(rows, INDEX(i)), row)
        builder.store(output, builder.gep(outputs, [place]))
    following = builder.add(row, INDEX(1))
    row.add_incoming(following, loop)
    failed.add_incoming(writer.failed, loop)
    builder.cbranch(builder.icmp_signed("<", following, rows), loop, end)
    builder.position_at_end(end)
    builder.ret(builder.zext(writer.failed, INDEX))
    return module


# Levels above compile the gradient of a 2-16-16-1 network no better, level 0 runs a third slower.
LEVEL = 1


def machine_code(module):
    """Compile; return the engine that owns the code, and the address of its function `run`."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    places = {f"scalarad_{name}": getattr(library, name) for name in IN_LIBM.values()}
    places |= {name: getattr(ctypes.pythonapi, name) for name in IN_PYTHON}
    for name, place in places.items():
        llvm.add_symbol(name, ctypes.cast(place, ctypes.c_void_p).value)
    machine = llvm.Target.from_default_triple().create_target_machine(opt=LEVEL)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(str(module)), machine)
    engine.finalize_object()
    return engine, engine.get_function_address("run")


def native_backend(recording, numbers):
    """The recorded function as one of numbers like these, in machine code for floats and arrays.

    Other kinds of number are left to the Python program, and so is each call in which a step may
    be one that Python refuses: its value or its error holds.
    """
    in_python = python_backend(recording, numbers)
    if not all(map(is_double, numbers)):
        return in_python
    program = program_for(recording, numbers)
    if not is_within_doubles(program):
        return in_python
    is_array = [isinstance(number, np.ndarray) for number in numbers]
    return (
        of_batch(program, is_array, in_python) if any(is_array) else of_floats(program, in_python)
    )


def is_double(number):
    """Whether machine code has the number itself: a float, or an array of float64."""
    return type(number) is float or getattr(number, "dtype", None) == np.float64


def is_within_doubles(program):
    """Whether the value is computed, and from floats and ints that a float can hold."""
    parts = [a for step in program.steps.values() for a in step.arguments] + program.gradient
    constants = [part for part in parts if not isinstance(part, Symbol)]
    return isinstance(program.value, Symbol) and all(
        isinstance(c, float) or (isinstance(c, int) and abs(c) < LARGE) for c in constants
    )


class MethodDef(ctypes.Structure):
    """What Python wants to know of a function written in C (PyMethodDef)."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("code", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    ]


METH_FASTCALL = 0x80


def of_floats(program, in_python):
    """The machine code as a function of floats, one of Python's own."""
    engine, address = machine_code(function_of_floats(program))
    method = MethodDef(program.name.encode(), address, METH_FASTCALL, None)
    # The function keeps its own object, and so what that object keeps.
    own = partial(in_python)
    own.kept = engine, method
    new = ctypes.pythonapi.PyCFunction_NewEx
    new.restype = ctypes.py_object
    new.argtypes = ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p
    return new(ctypes.addressof(method), own, None)


def of_batch(program, is_array, in_python):
    """The machine code as a function of floats and arrays, which it walks through by rows."""
    used = {part.name for step in program.steps.values() for part in step.inputs}
    used.add(program.value.name)
    places = range(len(is_array))
    arrays = [i for i in places if is_array[i] and program.arguments[i] in used]
    floats = [i for i in places if not is_array[i]]
    if chooses_for_all(program, {program.arguments[i] for i in arrays}):
        return in_python
    engine, address = machine_code(loop_over_rows(program))
    run = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_void_p] * 4, ctypes.c_int64)(address)
    run.kept = engine
    strides, starts = np.zeros((2, len(is_array)), dtype=np.int64)
    strides[arrays] = 1
    starts[floats] = range(len(floats))

    def of_numbers(*numbers):
        try:
            shape = np.broadcast_shapes(*(numbers[i].shape for i in arrays))
        except ValueError:
            return in_python(*numbers)
        rows = math.prod(shape)
        if not rows or not shape or not all(map(is_double, numbers)):
            return in_python(*numbers)
        columns = [np.broadcast_to(numbers[i], shape).ravel() for i in arrays]
        row = np.array([*(numbers[i] for i in floats), 0.0], dtype=float)
        begin = starts.copy()
        begin[arrays] = len(row) + rows * np.arange(len(arrays))
        outputs = np.empty((len(numbers) + 1, rows))
        row = np.concatenate([row, *columns])
        if run(*(a.ctypes.data for a in (row, begin, strides, outputs)), rows):
            return in_python(*numbers)
        value, *derivatives = outputs.reshape(len(outputs), *shape)
        pairs = zip(numbers, derivatives, program.gradient)
        return frozen(value), tuple(fit(n, 0 if is_zero(d) else share) for n, share, d in pairs)

    return of_numbers


def chooses_for_all(program, arrays):
    """Whether a `where` chooses a side for all rows together, and may change the batch's shape."""
    varied = set(arrays)
    for name, step in program.steps.items():
        if varied & {part.name for part in step.inputs}:
            varied.add(name)
    chosen = [step for step in program.steps.values() if step.name == "where"]
    return any(step.arguments[0].name not in varied for step in chosen)
