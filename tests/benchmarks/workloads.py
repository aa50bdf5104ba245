"""What is timed: each workload, done by each peer in the way that its own manual shows.

A contender is a function that sets up (not timed; imports its peer, compiles) and returns the
work: a function without arguments that returns the result, numbers or arrays in a fixed order.
"""

import ctypes
import math
import random
from functools import partial
from itertools import chain
from operator import attrgetter

import numpy as np

from scalarad import Scalar, graph_mode, relu

CONTENDERS = {}  # workload -> name of the contender -> its function

POST, TRAINING = "the post: 30 epochs", "network, 100 steps of 10"
NETWORK_1, NETWORK_10 = "network, 1 sample", "network, 10 samples"
NETWORK_1000 = "network, 1,000 samples"
ROSENBROCK = "Rosenbrock, 100 variables"


def contends(workload, name):
    """Enter a function, or the partial of one, as the contender `name` of a workload."""

    def enter(setup):
        CONTENDERS.setdefault(workload, {})[name] = setup
        return setup

    return enter


# The peers, each as a function to work that returns the gradient of loss(library, *arrays) by the
# first `count` of the arrays; the others are data.


def torch_tensors(loss, count, *arrays):
    import torch

    arrays = [torch.tensor(a, dtype=torch.float64) for a in arrays]
    leaves = [a.requires_grad_() for a in arrays[:count]]
    return lambda: torch.autograd.grad(loss(torch, *arrays), leaves)


def jax_arrays(loss, count, *arrays, jit):
    import jax

    jax.config.update("jax_enable_x64", True)
    gradient = jax.grad(partial(loss, jax.numpy), range(count))
    gradient = jax.jit(gradient) if jit else gradient
    arrays = [jax.numpy.asarray(a) for a in arrays]
    return lambda: jax.block_until_ready(gradient(*arrays))


def autograd_arrays(loss, count, *arrays):
    import autograd

    gradient = autograd.grad(partial(loss, autograd.numpy), [*range(count)])
    return lambda: gradient(*arrays)


def casadi_matrices(loss, count, *arrays):
    import casadi

    names = [casadi.MX.sym("array", *np.shape(a)) for a in arrays]
    value = loss(casadi, *names)
    gradient = [casadi.gradient(value, leaf) for leaf in names[:count]]
    function = casadi.Function("gradient", names, gradient)
    arrays = [casadi.DM(a) for a in arrays]
    return lambda: [matrix.full() for matrix in function.call(arrays)]


def sum_of_squares(library, terms):
    return library.sumsqr(terms) if library.__name__ == "casadi" else (terms**2).sum()


ON_ARRAYS = {
    "PyTorch": torch_tensors,
    "JAX": partial(jax_arrays, jit=False),
    "JAX jit": partial(jax_arrays, jit=True),
    "autograd": autograd_arrays,
    "CasADi": casadi_matrices,
}


def numbers_of(name):
    """The class of an eager contender's numbers, and what gives the derivative of one."""
    if name == "eager Scalar":
        return Scalar, attrgetter("derivative")
    from micrograd.engine import Value

    return Value, attrgetter("grad")


def eager(name, loss, leaves, *data):
    """Eager work on `leaves`, a list of numbers: the loss, backward, the derivatives."""
    number, derivative = numbers_of(name)
    leaves = [number(x) for x in leaves]

    def work():
        if name == "micrograd":
            for leaf in leaves:
                leaf.grad = 0
        loss(leaves, *data).backward()
        return [derivative(leaf) for leaf in leaves]

    return work


def compiled(backend, loss, leaves, *data):
    """Graph mode: the loss recorded once; the gradient of the leaves."""
    function = graph_mode.compile(loss, backend)
    return lambda: function(leaves, *data)[1][0]


EAGER = ["eager Scalar", "micrograd"]
GRAPH = {"graph mode": "python", "native": "native"}
ON_NUMBERS = {name: partial(eager, name) for name in EAGER}
ON_NUMBERS |= {name: partial(compiled, backend) for name, backend in GRAPH.items()}

# The post: learn m and b from the points of a line, one step per point.

POINTS = [(i / 100, 5 * (i / 100) + 10) for i in range(100)] * 30
RATE = 0.001


def descent(gradient, m=0.0, b=0.0, convert=float):
    """Work that walks down by `gradient(m, b, x, y)`, which starts with those of m and b."""
    points = [(convert(x), convert(y)) for x, y in POINTS]

    def work():
        p, q = convert(m), convert(b)
        for x, y in points:
            dm, db = gradient(p, q, x, y)[:2]
            p, q = p - RATE * dm, q - RATE * db
        return [float(p), float(q)]

    return work


def squared_error(m, b, x, y):
    return (y - (m * x + b)) ** 2


def post_loss(m, b, x, y):
    return (y - (m * x + b)).square()


def post_eager(name):
    number, derivative = numbers_of(name)
    loss = post_loss if name == "eager Scalar" else squared_error

    def gradient(m, b, x, y):
        m, b = number(m), number(b)
        loss(m, b, number(x), number(y)).backward()
        return derivative(m), derivative(b)

    return descent(gradient)


def post_compiled(backend):
    function = graph_mode.compile(post_loss, backend)
    return descent(lambda *args: function(*args)[1])


for name in EAGER:
    contends(POST, name)(partial(post_eager, name))
for name, backend in GRAPH.items():
    contends(POST, name)(partial(post_compiled, backend))


@contends(POST, "autograd")
def post_autograd():
    import autograd

    return descent(autograd.grad(squared_error, (0, 1)))


@contends(POST, "PyTorch")
def post_torch():
    import torch

    def gradient(m, b, x, y):
        m.requires_grad_(), b.requires_grad_()
        dm, db = torch.autograd.grad(squared_error(m, b, x, y), (m, b))
        m.requires_grad_(False), b.requires_grad_(False)
        return dm, db

    return descent(gradient, convert=partial(torch.tensor, dtype=torch.float64))


def post_jax(jit):
    import jax

    jax.config.update("jax_enable_x64", True)
    gradient = jax.grad(squared_error, (0, 1))
    return descent(jax.jit(gradient) if jit else gradient)


contends(POST, "JAX")(partial(post_jax, False))
contends(POST, "JAX jit")(partial(post_jax, True))


@contends(POST, "JAX jit, whole loop")
def post_jax_loop():
    import jax

    jax.config.update("jax_enable_x64", True)

    def step(p, point):
        dm, db = jax.grad(squared_error, (0, 1))(*p, *point)
        return (p[0] - RATE * dm, p[1] - RATE * db), None

    points = tuple(jax.numpy.asarray(column) for column in zip(*POINTS))
    loop = jax.jit(lambda start, points: jax.lax.scan(step, start, points)[0])
    return lambda: jax.block_until_ready(loop((0.0, 0.0), points))


@contends(POST, "CasADi")
def post_casadi():
    import casadi

    names = [casadi.SX.sym(name) for name in "mbxy"]
    m_and_b = casadi.vertcat(*names[:2])
    gradient = casadi.gradient(squared_error(*names), m_and_b)
    function = casadi.Function("gradient", names, [gradient[0], gradient[1]])
    return descent(lambda *args: [float(d) for d in function(*args)])


@contends(POST, "hand, Python")
def post_python():
    def gradient(m, b, x, y):
        e = 2 * (y - (m * x + b))
        return -e * x, -e

    return descent(gradient)


# A 2-16-16-1 network with relu: the gradient of the summed squares of its errors.

SIZES = [(2, 16), (16, 16), (16, 1)]


def network_data(samples):
    """A flat list of weights, layer by layer, then their biases; the inputs; the goals."""
    rng = random.Random(samples)
    weights = [[rng.gauss(0, n**-0.5) for _ in range(n * k)] for n, k in SIZES]
    biases = [[rng.gauss(0, 0.1) for _ in range(k)] for _, k in SIZES]
    inputs = [[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(samples)]
    return [*chain(*weights, *biases)], inputs, [math.sin(x + y) for x, y in inputs]


def layers(flat):
    """The weights, one list per neuron, and the biases of each layer."""
    numbers = iter(flat)
    weights = [[[next(numbers) for _ in range(n)] for _ in range(k)] for n, k in SIZES]
    return [(w, [next(numbers) for _ in w]) for w in weights]


def network_loss(relu, flat, inputs, goals):
    """The loss of numbers of any kind."""
    network, loss = layers(flat), 0
    for x, y in zip(inputs, goals):
        for w, b in network:
            last = len(w) == 1
            x = [sum((i * j for i, j in zip(row, x)), c) for row, c in zip(w, b)]
            x = x if last else [relu(value) for value in x]
        loss = loss + (x[0] - y) ** 2
    return loss


def network_of(name):
    """The loss, with the relu of this contender."""
    return partial(network_loss, (lambda x: x.relu()) if name == "micrograd" else relu)


def network_on_numbers(name, samples):
    """Eager work, or graph mode with all samples in one program; from 1,000 on, ten at a time."""
    flat, inputs, goals = network_data(samples)
    loss = network_of(name)
    if samples <= 10 or name in EAGER:
        return ON_NUMBERS[name](loss, flat, inputs, goals)
    function = graph_mode.compile(loss, GRAPH[name])
    tens = [(inputs[i : i + 10], goals[i : i + 10]) for i in range(0, samples, 10)]
    return lambda: [*map(sum, zip(*(function(flat, x, y)[1][0] for x, y in tens)))]


def network_on_batch(backend, samples):
    """Graph mode with the program of one sample, run on arrays that hold all samples."""
    flat, inputs, goals = network_data(samples)
    columns = [np.array(column) for column in zip(*inputs)]
    loss = partial(network_loss, relu)
    return compiled(backend, loss, flat, [columns], [np.array(goals)])


def network_arrays(samples):
    """The matrices of weights, the columns of biases, the inputs in columns, the row of goals."""
    flat, inputs, goals = network_data(samples)
    weights, biases = zip(*((np.array(w), np.array(b)) for w, b in layers(flat)))
    arrays = [*weights, *(b[:, None] for b in biases)]
    return arrays, np.array(inputs).T, np.array([goals])


def network_loss_on_arrays(library, w1, w2, w3, b1, b2, b3, x, y):
    if library.__name__ == "torch":
        rectify = library.relu
    else:
        rectify = partial(getattr(library, "maximum", None) or library.fmax, 0.0)
    hidden = rectify(w2 @ rectify(w1 @ x + b1) + b2)
    return sum_of_squares(library, w3 @ hidden + b3 - y)


def network_on_arrays(peer, samples):
    arrays, *data = network_arrays(samples)
    return ON_ARRAYS[peer](network_loss_on_arrays, len(arrays), *arrays, *data)


def network_numpy(samples):
    (w1, w2, w3, b1, b2, b3), x, y = network_arrays(samples)

    def work():
        h1 = np.maximum(w1 @ x + b1, 0)
        h2 = np.maximum(w2 @ h1 + b2, 0)
        e3 = 2 * (w3 @ h2 + b3 - y)
        e2 = w3.T @ e3 * (h2 > 0)
        e1 = w2.T @ e2 * (h1 > 0)
        sums = (e.sum(axis=1) for e in (e1, e2, e3))
        return [e1 @ x.T, e2 @ h1.T, e3 @ h2.T, *sums]

    return work


def network_python(samples):
    flat, inputs, goals = network_data(samples)
    network = layers(flat)

    def work():
        slopes = [[[0.0] * n for _ in range(k)] for n, k in SIZES]
        sums = [[0.0] * k for _, k in SIZES]
        for x, y in zip(inputs, goals):
            values = [x]
            for w, b in network:
                x = [sum(map(float.__mul__, row, x), c) for row, c in zip(w, b)]
                x = x if len(w) == 1 else [max(value, 0.0) for value in x]
                values.append(x)
            errors = [2 * (x[0] - y)]
            for i in (2, 1, 0):
                below = values[i]
                for j, e in enumerate(errors):
                    sums[i][j] += e
                    slopes[i][j] = [s + e * v for s, v in zip(slopes[i][j], below)]
                columns = zip(*network[i][0])
                back = (sum(map(float.__mul__, column, errors)) for column in columns)
                errors = [e if v > 0 else 0.0 for e, v in zip(back, below)]
        return [*chain(*chain(*slopes), *sums)]

    return work


for workload, samples in {NETWORK_1: 1, NETWORK_10: 10, NETWORK_1000: 1000}.items():
    for name in ON_NUMBERS:
        if (name, samples) != ("native", 1000):
            contends(workload, name)(partial(network_on_numbers, name, samples))
    for peer in ON_ARRAYS:
        contends(workload, peer)(partial(network_on_arrays, peer, samples))
    if samples > 1:
        for name, backend in GRAPH.items():
            setup = partial(network_on_batch, backend, samples)
            contends(workload, f"{name}, batch")(setup)
    contends(workload, "hand, NumPy")(partial(network_numpy, samples))
    contends(workload, "hand, Python")(partial(network_python, samples))


def training(name):
    """A long run: each time the next 100 steps on ten samples; its last gradient."""
    numbers, inputs, goals = network_data(10)
    loss = network_of(name)

    def work():
        nonlocal numbers
        for _ in range(100):
            # The leaves are new in every step.
            gradient = eager(name, loss, numbers, inputs, goals)()
            numbers = [x - RATE * d for x, d in zip(numbers, gradient)]
        return gradient

    return work


for name in EAGER:
    contends(TRAINING, name)(partial(training, name))

# Rosenbrock's function of 100 variables: the sum of 100 (b - a^2)^2 + (1 - a)^2 over neighbours.

START = [math.sin(i) for i in range(100)]


def rosenbrock(xs):
    pairs = zip(xs, xs[1:])
    return sum((b - a * a) ** 2 * 100 + (1 - a) ** 2 for a, b in pairs)


def rosenbrock_on_arrays(library, x):
    a, b = x[:-1], x[1:]
    return 100 * sum_of_squares(library, b - a**2) + sum_of_squares(library, 1 - a)


for name, make in ON_NUMBERS.items():
    contends(ROSENBROCK, name)(partial(make, rosenbrock, START))
for name, make in ON_ARRAYS.items():
    contends(ROSENBROCK, name)(partial(make, rosenbrock_on_arrays, 1, np.array(START)))


@contends(ROSENBROCK, "hand, NumPy")
def rosenbrock_numpy():
    x = np.array(START)

    def work():
        a, b, slope = x[:-1], x[1:], np.zeros(100)
        error = b - a * a
        slope[1:] = 200 * error
        slope[:-1] -= 400 * error * a + 2 * (1 - a)
        return slope

    return work


@contends(ROSENBROCK, "hand, Python")
def rosenbrock_python():
    def work():
        slope = [0.0] * 100
        for i in range(99):
            a = START[i]
            error = START[i + 1] - a * a
            slope[i] -= 400 * error * a + 2 * (1 - a)
            slope[i + 1] += 200 * error
        return slope

    return work


# What graph mode runs, without the call that takes arguments apart: the program of the value, that
# of value and gradient, and the machine code. The result is the value.

VALUE, GRADIENT, CODE = "value", "value and gradient", "machine code"


def alone(part, loss, *args):
    function = graph_mode.compile(loss, "native" if part == CODE else "python")
    function(*args)
    numbers = []
    graph_mode.kinds_of(args, numbers)
    if part == VALUE:
        run = function.value_program.function_for(float)
        return lambda: [run(*numbers)]
    if part == GRADIENT:
        run = function.program.function_for(float)
        return lambda: run(*numbers)[:1]
    code, n = function.program.machine_code, len(numbers)
    doubles, starts = (ctypes.c_double * n)(*numbers), (ctypes.c_int64 * n)(*range(n))
    strides, outputs = (ctypes.c_int64 * n)(), (ctypes.c_double * (n + 1))()

    def work():
        code[1](doubles, starts, strides, outputs, 1)
        return [outputs[0]]

    return work


LOSSES = {
    POST: (post_loss, 0.5, 0.5, 0.3, 11.5),
    NETWORK_1: (partial(network_loss, relu), *network_data(1)),
    NETWORK_10: (partial(network_loss, relu), *network_data(10)),
    ROSENBROCK: (rosenbrock, START),
}
ALONE = {workload: f"{workload}: programs without the call" for workload in LOSSES}
for workload, task in LOSSES.items():
    for part in (VALUE, GRADIENT, CODE):
        contends(ALONE[workload], part)(partial(alone, part, *task))


# Long graphs, of n nodes: a chain of products, one in which each node is used twice. (Sums, y + y,
# would count 2 ** n in whole numbers of n bits: backward starts with the int 1.)

GRAPHS = {"chain": lambda x, y: y * x, "doubling": lambda x, y: y * y}
