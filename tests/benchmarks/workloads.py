"""What is timed: each workload, done by each peer in the way that its own manual shows.

A contender is a function that sets up (not timed; imports its peer, compiles) and returns the
work: a function without arguments that returns the result, numbers or arrays in a fixed order.
"""

import math
import random
from functools import partial
from itertools import chain

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


# The peers, each as a function from (loss, arrays) to work that returns the gradient.


def torch_tensors(loss, *arrays):
    import torch

    torch.set_default_dtype(torch.float64)
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    return lambda: torch.autograd.grad(loss(torch, *leaves), leaves)


def jax_arrays(loss, *arrays, jit):
    import jax

    jax.config.update("jax_enable_x64", True)
    positions = tuple(range(len(arrays)))
    gradient = jax.grad(partial(loss, jax.numpy), positions)
    gradient = jax.jit(gradient) if jit else gradient
    arrays = [jax.numpy.asarray(a) for a in arrays]
    return lambda: jax.block_until_ready(gradient(*arrays))


def autograd_arrays(loss, *arrays):
    import autograd

    positions = tuple(range(len(arrays)))
    gradient = autograd.grad(partial(loss, autograd.numpy), positions)
    return lambda: gradient(*arrays)


def casadi_matrices(loss, *arrays):
    import casadi

    leaves = [casadi.MX.sym("leaf", *np.shape(a)) for a in arrays]
    gradient = [casadi.gradient(loss(casadi, *leaves), leaf) for leaf in leaves]
    function = casadi.Function("gradient", leaves, gradient)
    arrays = [casadi.DM(a) for a in arrays]

    def work():
        result = function(*arrays)
        return [m.full() for m in (result if len(arrays) > 1 else [result])]

    return work


ON_ARRAYS = {
    "PyTorch": torch_tensors,
    "JAX": partial(jax_arrays, jit=False),
    "JAX jit": partial(jax_arrays, jit=True),
    "autograd": autograd_arrays,
    "CasADi": casadi_matrices,
}


def of_leaves(wrap, clear, derivative, loss, leaves, *data):
    """Eager work on `leaves`, a list of numbers: the loss, backward, the derivatives."""
    leaves = [wrap(x) for x in leaves]

    def work():
        clear(leaves)
        loss(leaves, *data).backward()
        return [derivative(leaf) for leaf in leaves]

    return work


def scalars(*task):
    return of_leaves(Scalar, lambda leaves: None, lambda x: x.derivative, *task)


def micrograd_values(*task):
    from micrograd.engine import Value

    def clear(leaves):
        for leaf in leaves:
            leaf.grad = 0

    return of_leaves(Value, clear, lambda x: x.grad, *task)


def compiled(backend, loss, leaves, *data):
    """Graph mode: the loss recorded once; the gradient of the leaves."""
    function = graph_mode.compile(loss, backend)
    return lambda: function(leaves, *data)[1][0]


ON_NUMBERS = {
    "eager Scalar": scalars,
    "graph mode": partial(compiled, "python"),
    "native": partial(compiled, "native"),
    "micrograd": micrograd_values,
}

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


@contends(POST, "eager Scalar")
def post_scalar():
    def gradient(m, b, x, y):
        m, b = Scalar(m), Scalar(b)
        (Scalar(y) - (m * Scalar(x) + b)).square().backward()
        return m.derivative, b.derivative

    return descent(gradient)


@contends(POST, "micrograd")
def post_micrograd():
    from micrograd.engine import Value

    def gradient(m, b, x, y):
        m, b = Value(m), Value(b)
        squared_error(m, b, Value(x), Value(y)).backward()
        return m.grad, b.grad

    return descent(gradient)


def post_compiled(backend):
    def loss(m, b, x, y):
        return (y - (m * x + b)).square()

    function = graph_mode.compile(loss, backend)
    return descent(lambda *args: function(*args)[1])


contends(POST, "graph mode")(partial(post_compiled, "python"))
contends(POST, "native")(partial(post_compiled, "native"))


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


def network_on_numbers(make, samples):
    """Eager work, or graph mode with all samples in one program; from 1,000 on, ten at a time."""
    flat, inputs, goals = network_data(samples)
    activation = (lambda x: x.relu()) if make is micrograd_values else relu
    loss = partial(network_loss, activation)
    if samples <= 10 or make in (scalars, micrograd_values):
        return make(loss, flat, inputs, goals)
    function = graph_mode.compile(loss, **make.keywords)
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
    return (
        [*weights, *(b[:, None] for b in biases)],
        np.array(inputs).T,
        np.array([goals]),
    )


def network_on_arrays(peer, samples):
    arrays, x, y = network_arrays(samples)

    def loss(library, w1, w2, w3, b1, b2, b3):
        if library.__name__ == "torch":
            product, rectify, data = library.matmul, library.relu, library.as_tensor
        elif library.__name__ == "casadi":
            product, data = library.mtimes, library.DM
            rectify, b1, b2 = (
                partial(library.fmax, 0),
                *(library.repmat(b, 1, samples) for b in (b1, b2)),
            )
        else:
            product, data = library.matmul, library.asarray
            rectify = partial(library.maximum, 0)
        hidden = rectify(product(w1, data(x)) + b1)
        hidden = rectify(product(w2, hidden) + b2)
        errors = product(w3, hidden) + b3 - data(y)
        return (
            library.sumsqr(errors) if hasattr(library, "sumsqr") else (errors**2).sum()
        )

    return ON_ARRAYS[peer](loss, *arrays)


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
        slopes, sums = (
            [[[0.0] * n for _ in range(k)] for n, k in SIZES],
            [[0.0] * k for _, k in SIZES],
        )
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
    for name, make in ON_NUMBERS.items():
        if (name, samples) != ("native", 1000):
            contends(workload, name)(partial(network_on_numbers, make, samples))
    for peer in ON_ARRAYS:
        contends(workload, peer)(partial(network_on_arrays, peer, samples))
    if samples > 1:
        contends(workload, "graph mode, batch")(
            partial(network_on_batch, "python", samples)
        )
        contends(workload, "native, batch")(
            partial(network_on_batch, "native", samples)
        )
    contends(workload, "hand, NumPy")(partial(network_numpy, samples))
    contends(workload, "hand, Python")(partial(network_python, samples))


def training(make):
    """A long run: 100 steps on ten samples; the last gradient. New leaves for every step."""
    flat, inputs, goals = network_data(10)
    activation = (lambda x: x.relu()) if make is micrograd_values else relu
    loss = partial(network_loss, activation)

    def work():
        numbers = flat
        for _ in range(100):
            gradient = make(loss, numbers, inputs, goals)()
            numbers = [x - RATE * d for x, d in zip(numbers, gradient)]
        return gradient

    return work


contends(TRAINING, "eager Scalar")(partial(training, scalars))
contends(TRAINING, "micrograd")(partial(training, micrograd_values))

# Rosenbrock's function of 100 variables: the sum of 100 (b - a^2)^2 + (1 - a)^2 over neighbours.

START = [math.sin(i) for i in range(100)]


def rosenbrock(xs):
    pairs = zip(xs, xs[1:])
    return sum((b - a * a) ** 2 * 100 + (1 - a) ** 2 for a, b in pairs)


def rosenbrock_on_arrays(library, x):
    a, b = x[:-1], x[1:]
    terms = 100 * (b - a**2) ** 2 + (1 - a) ** 2
    return library.sum1(terms) if library.__name__ == "casadi" else terms.sum()


for name, make in ON_NUMBERS.items():
    contends(ROSENBROCK, name)(partial(make, rosenbrock, START))
for name, make in ON_ARRAYS.items():
    contends(ROSENBROCK, name)(partial(make, rosenbrock_on_arrays, np.array(START)))


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


def value_programs():
    """For each workload: run its program of the value, run that of value and gradient."""
    flat, inputs, goals = network_data(10)
    network = partial(network_loss, relu)
    tasks = {
        POST: (lambda m, b, x, y: (y - (m * x + b)).square(), (0.5, 0.5, 0.3, 11.5)),
        NETWORK_1: (network, (flat, inputs[:1], goals[:1])),
        NETWORK_10: (network, (flat, inputs, goals)),
        ROSENBROCK: (rosenbrock, (START,)),
    }
    for workload, (loss, args) in tasks.items():
        function = graph_mode.compile(loss)
        function(*args)
        numbers = graph_mode.flat(args)
        programs = function.value_program, function.program
        yield workload, [partial(p.function_for(float), *numbers) for p in programs]


# Long graphs, of n nodes: a chain of products, one in which each node is used twice. (Sums, y + y,
# would count 2 ** n in whole numbers of n bits: backward starts with the int 1.)

GRAPHS = {"chain": lambda x, y: y * x, "doubling": lambda x, y: y * y}
