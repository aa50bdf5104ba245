"""Machine code: LLVM compiles a program of graph mode (mentioned in notebook 13)."""

import ctypes
import math
import sys
from array import array

import numpy as np

from scalarad.scalar import summed_to
from scalarad.symbol import Symbol

try:
    from llvmlite import binding as llvm
    from llvmlite import ir
except ImportError as missing:
    raise ImportError(
        'machine code needs llvmlite: pip install "scalarad[native]"'
    ) from missing

DOUBLE, INDEX = ir.DoubleType(), ir.IntType(64)
POINTER = ir.PointerType(DOUBLE), ir.PointerType(INDEX)
ZERO, ONE = DOUBLE(0.0), DOUBLE(1.0)
IN_LLVM = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv", "neg": "fneg"}
IN_LIBM = {"**": "pow"} | {
    name: name for name in "exp log sin cos tan atan sinh cosh tanh log1p expm1".split()
}


class Writer:
    """Writes steps as LLVM instructions that round as Python does; all values are doubles."""

    def __init__(self, module, builder):
        self.module = module
        self.builder = builder
        self.values = {}

    def value(self, part):
        """What a name or a number stands for."""
        return (
            self.values[part.name] if isinstance(part, Symbol) else DOUBLE(float(part))
        )

    def write(self, step):
        """Write one operation; return its value."""
        values = [self.value(part) for part in step.arguments]
        if step.name in IN_LLVM:
            return getattr(self.builder, IN_LLVM[step.name])(*values)
        if step.name in IN_LIBM:
            return self.libm(IN_LIBM[step.name], *values)
        if step.name in ("<", "<=", ">", ">=", "==", "!="):
            return self.builder.uitofp(self.compare(step.name, *values), DOUBLE)
        return getattr(self, step.name)(*values)

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

    def abs(self, x):
        return self.builder.call(
            self.module.declare_intrinsic("llvm.fabs", [DOUBLE]), [x]
        )

    def sqrt(self, x):
        return self.builder.call(
            self.module.declare_intrinsic("llvm.sqrt", [DOUBLE]), [x]
        )

    def where(self, condition, a, b):
        return self.choose(condition, "!=", ZERO, a, b)

    def maximum(self, x, y):
        return self.choose(y, "!=", y, y, self.choose(y, ">", x, y, x))

    def relu(self, x):
        return self.choose(ZERO, ">", x, ZERO, x)

    def sign(self, x):
        below = self.choose(
            x, "<", ZERO, DOUBLE(-1.0), self.choose(x, "==", ZERO, ZERO, x)
        )
        return self.choose(x, ">", ZERO, ONE, below)

    def sigmoid(self, x):
        small = self.libm("exp", self.builder.fneg(self.abs(x)))
        whole = self.builder.fadd(ONE, small)
        return self.builder.fdiv(self.choose(x, ">=", ZERO, ONE, small), whole)

    def softplus(self, x):
        small = self.libm("exp", self.builder.fneg(self.abs(x)))
        return self.builder.fadd(
            self.choose(ZERO, ">", x, ZERO, x), self.libm("log1p", small)
        )


def llvm_module(program):
    """The program in LLVM's language, as one function that loops over the rows of a batch.

    It takes the numbers of all arguments in one row, where those of each argument start, how far
    apart they are (0 or 1), where to write the outputs, one after the other, and how many rows.
    """
    module = ir.Module("scalarad")
    doubles, indices = POINTER
    kind = ir.FunctionType(ir.VoidType(), [doubles, indices, indices, doubles, INDEX])
    function = ir.Function(module, kind, "run")
    numbers, starts, strides, outputs, rows = function.args
    entry, loop, end = map(function.append_basic_block, ("entry", "loop", "end"))
    builder = ir.IRBuilder(entry)
    builder.cbranch(builder.icmp_signed("<", INDEX(0), rows), loop, end)
    builder.position_at_end(loop)
    row = builder.phi(INDEX)
    row.add_incoming(INDEX(0), entry)
    writer = Writer(module, builder)
    for i, name in enumerate(program.arguments):
        start, stride = (
            builder.load(builder.gep(p, [INDEX(i)])) for p in (starts, strides)
        )
        place = builder.add(start, builder.mul(stride, row))
        writer.values[name] = builder.load(builder.gep(numbers, [place]))
    for name, step in program.steps.items():
        writer.values[name] = writer.write(step)
    for i, output in enumerate([program.value, *program.gradient]):
        place = builder.add(builder.mul(rows, INDEX(i)), row)
        builder.store(writer.value(output), builder.gep(outputs, [place]))
    following = builder.add(row, INDEX(1))
    row.add_incoming(following, loop)
    builder.cbranch(builder.icmp_signed("<", following, rows), loop, end)
    ir.IRBuilder(end).ret_void()
    return module


# Levels above compile the gradient of a 2-16-16-1 network no better, level 0 runs a third slower.
LEVEL = 1


def machine_code(module):
    """Compile; return the engine that owns the code, and the code as a function of ctypes."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    library = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    for name in IN_LIBM.values():
        address = ctypes.cast(getattr(library, name), ctypes.c_void_p).value
        llvm.add_symbol(f"scalarad_{name}", address)
    machine = llvm.Target.from_default_triple().create_target_machine(opt=LEVEL)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(str(module)), machine)
    engine.finalize_object()
    kind = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 4, ctypes.c_int64)
    return engine, kind(engine.get_function_address("run"))


def native_backend(program, numbers):
    """The program as a function of numbers like these: one call of machine code, batch or not."""
    for number in numbers:
        if not isinstance(number, (int, float, np.ndarray)):
            raise TypeError(
                f"machine code takes floats and arrays; got {number!r:.60}, "
                f"of type {type(number).__name__}"
            )
    if not hasattr(program, "machine_code"):
        program.machine_code = machine_code(llvm_module(program))
    is_array = [isinstance(number, np.ndarray) for number in numbers]
    return (of_batch if any(is_array) else of_floats)(program, is_array)


def of_floats(program, is_array):
    """The machine code as a function of floats."""
    _, run = program.machine_code
    n = len(is_array)
    places = ctypes.c_int64 * n
    starts, strides = places(*range(n)), places()

    def of_numbers(*numbers):
        # Arrays of the standard library fill and empty quicker than those of ctypes.
        row, outputs = array("d", numbers), array("d", bytes(8 * (n + 1)))
        run(row.buffer_info()[0], starts, strides, outputs.buffer_info()[0], 1)
        value, *gradient = outputs.tolist()
        return value, tuple(gradient)

    return of_numbers


def of_batch(program, is_array):
    """The machine code as a function of floats and arrays, which it walks through by rows."""
    _, run = program.machine_code
    used = {part.name for step in program.steps.values() for part in step.inputs}
    used |= {str(program.value)}
    places = range(len(is_array))
    arrays = [i for i in places if is_array[i] and program.arguments[i] in used]
    floats = [i for i in places if not is_array[i]]
    unused = [i for i in places if is_array[i] and i not in arrays]
    strides, starts = np.zeros((2, len(is_array)), dtype=np.int64)
    strides[arrays] = 1
    starts[floats] = range(len(floats))

    def of_numbers(*numbers):
        shape = np.broadcast_shapes(*(numbers[i].shape for i in arrays))
        columns = [np.broadcast_to(numbers[i], shape).ravel() for i in arrays]
        row = np.array([*(numbers[i] for i in floats), 0.0], dtype=float)
        rows = math.prod(shape)
        begin = starts.copy()
        begin[arrays] = len(row) + rows * np.arange(len(arrays))
        outputs = np.empty((len(numbers) + 1, rows))
        row = np.concatenate([row, *columns])
        run(*(a.ctypes.data for a in (row, begin, strides, outputs)), rows)
        value, *derivatives = outputs.reshape(len(outputs), *shape)
        gradient = outputs[1:].sum(axis=1).tolist()
        for i in arrays:
            gradient[i] = summed_to(derivatives[i], numbers[i])
        for i in unused:
            gradient[i] = 0 * numbers[i]
        return value, tuple(gradient)

    return of_numbers
