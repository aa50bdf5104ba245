"""What is timed: each workload, done by each contender in the way that its own manual shows.

A contender sets up when it is called (imports, converts the data, compiles: not timed) and returns
the work, a function without arguments that returns the result: numbers or arrays, in a fixed order.
"""

import math
import os
import random
from functools import partial
from itertools import chain
from operator import attrgetter

import numpy as np

from scalarad import Scalar, graph_mode
from scalarad.functions import relu
from scalarad.neural_network import binary_cross_entropy, random_network

EAGER, MICROGRAD, GRAPH, NATIVE = "eager Scalar", "micrograd", "graph mode", "native"
AUTOGRAD, TORCH, CASADI, JAX = "autograd", "PyTorch", "CasADi", "JAX jit"
BACKENDS = {GRAPH: "python", NATIVE: "native"}
RATE = 0.001
os.environ["JAX_ENABLE_X64"] = "1"


# On single numbers: `loss` takes nested lists of them, first a list of leaves, then data.


def number_of(name):
    """The class of an eager contender's numbers, which have a `derivative`."""
    if name == EAGER:
        return Scalar
    from micrograd.engine import Value

    Value.derivative = property(attrgetter("grad"))
    return Value


def on_numbers(name, loss, leaves, *data):
    """The gradient of the leaves, by an eager contender or by graph mode."""
    if name in BACKENDS:
        function = graph_mode.compile(loss, BACKENDS[name])
        return lambda: function(leaves, *data)[1][0]
    number = number_of(name)

    def work():
        numbers = [number(x) for x in leaves]
        loss(numbers, *data).backward()
        return [x.derivative for x in numbers]

    return work


# On arrays: `loss` takes a library and arrays, of which the first `count` are leaves. Each function
# returns the gradient as a function of arrays, and what converts one.


def torch_gradient(loss, count, *_):
    import torch

    def gradient(*arrays):
        leaves = [array.requires_grad_() for array in arrays[:count]]
        found = torch.autograd.grad(loss(torch, *arrays), leaves)
        for leaf in leaves:
            leaf.requires_grad_(False)
        return found

    return gradient, partial(torch.tensor, dtype=torch.float64)


def jax_gradient(loss, count, *_):
    import jax

    jitted = jax.jit(jax.grad(partial(loss, jax.numpy), range(count)))
    # Quicker than jax.block_until_ready.
    return lambda *arrays: [d.block_until_ready() for d in jitted(*arrays)], jax.numpy.asarray


def autograd_gradient(loss, count, *_):
    import autograd

    return autograd.grad(partial(loss, autograd.numpy), [*range(count)]), lambda array: array


def casadi_gradient(loss, count, *arrays):
    import casadi

    names = [casadi.MX.sym("array", *np.shape(a)) for a in arrays]
    value = loss(casadi, *names)
    gradient = [casadi.gradient(value, leaf) for leaf in names[:count]]
    function = casadi.Function("gradient", names, gradient)
    return lambda *arrays: function.call(arrays), casadi.DM


ON_ARRAYS = {
    AUTOGRAD: autograd_gradient,
    TORCH: torch_gradient,
    CASADI: casadi_gradient,
    JAX: jax_gradient,
}


def on_arrays(name, loss, count, *arrays):
    gradient, convert = ON_ARRAYS[name](loss, count, *arrays)
    arrays = [convert(array) for array in arrays]
    return lambda: gradient(*arrays)


def sum_of_squares(library, terms):
    return library.sumsqr(terms) if library.__name__ == "casadi" else (terms**2).sum()


# The post: learn m and b from the points of a line, one step per point.


def squared_error(m, b, x, y):
    return (y - (m * x + b)) ** 2


def post_loss(m, b, x, y):
    return (y - (m * x + b)).square()


def descent(function, convert=float, jit=lambda step: step):
    """Walk down by `function`, of m, b, x, y, which returns the value and then the gradient."""
    points = [(convert(i / 100), convert(5 * (i / 100) + 10)) for i in range(100)] * 3

    @jit
    def step(m, b, x, y):
        dm, db = function(m, b, x, y)[1][:2]
        return m - RATE * dm, b - RATE * db

    def work():
        m, b = convert(0.0), convert(0.0)
        for x, y in points:
            m, b = step(m, b, x, y)
        return [float(m), float(b)]

    return work


def post(name):
    if name in BACKENDS:
        return descent(graph_mode.compile(post_loss, BACKENDS[name]))
    if name == JAX:
        import jax

        # The whole step is compiled, as in its manual. (The loop could be too, by jax.lax.scan.)
        return descent(jax.value_and_grad(squared_error, (0, 1)), jax.numpy.asarray, jax.jit)
    if name in ON_ARRAYS:
        loss = lambda library, *numbers: squared_error(*numbers)  # noqa: E731
        gradient, convert = ON_ARRAYS[name](loss, 2, 0.0, 0.0, 0.0, 0.0)
        return descent(lambda *numbers: (None, gradient(*numbers)), convert)
    number, loss = number_of(name), post_loss if name == EAGER else squared_error

    def function(m, b, x, y):
        m, b = number(m), number(b)
        output = loss(m, b, number(x), number(y))
        output.backward()
        return output, (m.derivative, b.derivative)

    return descent(function)


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


def network_loss(name, flat, inputs, goals):
    rectify = (lambda x: x.relu()) if name == MICROGRAD else relu
    network, loss = layers(flat), 0
    for x, y in zip(inputs, goals):
        for w, b in network:
            last = len(w) == 1
            x = [sum((i * j for i, j in zip(row, x)), c) for row, c in zip(w, b)]
            x = x if last else [rectify(value) for value in x]
        loss = loss + (x[0] - y) ** 2
    return loss


def network_loss_on_arrays(library, w1, w2, w3, b1, b2, b3, x, y):
    maximum = getattr(library, "fmax" if library.__name__ == "casadi" else "maximum")
    rectify = library.relu if library.__name__ == "torch" else partial(maximum, 0.0)
    hidden = rectify(w2 @ rectify(w1 @ x + b1) + b2)
    return sum_of_squares(library, w3 @ hidden + b3 - y)


def network(samples, name):
    flat, inputs, goals = network_data(samples)
    if name in ON_ARRAYS:
        weights, biases = zip(*((np.array(w), np.array(b)[:, None]) for w, b in layers(flat)))
        data = np.array(inputs).T, np.array([goals])
        return on_arrays(name, network_loss_on_arrays, 6, *weights, *biases, *data)
    if name in BACKENDS and samples > 10:
        # A batch: the program of one sample, on arrays that hold them all.
        inputs, goals = [[np.array(column) for column in zip(*inputs)]], [np.array(goals)]
    return on_numbers(name, partial(network_loss, name), flat, inputs, goals)


def training(name):
    """60 steps on ten samples, the leaves new in each; the last gradient."""
    start, *data = network_data(10)

    def work():
        flat = start
        for _ in range(60):
            gradient = on_numbers(name, partial(network_loss, name), flat, *data)()
            flat = [x - RATE * d for x, d in zip(flat, gradient)]
        return gradient

    return work


# Rosenbrock's function of 100 variables: the sum of 100 (b - a^2)^2 + (1 - a)^2 over neighbours.

START = [math.sin(i) for i in range(100)]


def rosenbrock_loss(xs):
    return sum((b - a * a) ** 2 * 100 + (1 - a) ** 2 for a, b in zip(xs, xs[1:]))


def rosenbrock_loss_on_arrays(library, x):
    a, b = x[:-1], x[1:]
    return 100 * sum_of_squares(library, b - a**2) + sum_of_squares(library, 1 - a)


def rosenbrock(name):
    if name in ON_ARRAYS:
        return on_arrays(name, rosenbrock_loss_on_arrays, 1, np.array(START))
    return on_numbers(name, rosenbrock_loss, START)


# Graphs of one operation, from x = 1; in the last each node is used twice.

TIMES, PLUS, DOUBLING = "y * x", "y + x", "y * y"
STEPS = {TIMES: lambda y, x: y * x, PLUS: lambda y, x: y + x, DOUBLING: lambda y, x: y * y}


def grown(step, length, number):
    x = y = number(1.0)
    for _ in range(length):
        y = STEPS[step](y, x)
    y.backward()
    return x, y


def graph(step, length, name):
    number = number_of(name)
    return lambda: [grown(step, length, number)[0].derivative]


# What graph mode runs, without the call that takes arguments apart.

VALUE, GRADIENT = "value", "value and gradient"
LOSSES = {
    "program, the post": (post_loss, [0.5, 0.5, 0.3, 11.5]),
    "program, network, 1 sample": (partial(network_loss, GRAPH), network_data(1)),
    "program, network, 10 samples": (partial(network_loss, GRAPH), network_data(10)),
    "program, Rosenbrock": (rosenbrock_loss, [START]),
}


def numbers_in(part):
    return chain(*map(numbers_in, part)) if isinstance(part, list | tuple) else [part]


def programs(loss, args):
    """The programs of value, and of value and gradient, each on its numbers."""
    function, numbers = graph_mode.compile(loss), [*numbers_in(args)]
    function(*args)
    both = {VALUE: function.value_program, GRADIENT: function.program}
    return {part: partial(p.function(float), *numbers) for part, p in both.items()}


# Data-parallel training: the points stay with Dask's workers, parameters and gradients travel.

MOONS, WORKERS = "two moons, 1,000,000 points", (1, 2)
POINTS, PARTS = 10**6, 20


def moons(part):
    """A part of the points of notebook 15: two half circles with noise, and their labels."""
    rng, count = np.random.default_rng(part), POINTS // PARTS
    angle, label = rng.uniform(0, np.pi, count), np.arange(count) % 2
    x1 = np.where(label, 1 - np.cos(angle), np.cos(angle))
    x2 = np.where(label, 0.5 - np.sin(angle), np.sin(angle))
    noise1, noise2 = rng.normal(0, 0.15, (2, count))
    return x1 + noise1, x2 + noise2, label.astype(float)


def moons_loss(parameters, x1, x2, label):
    (score,) = random_network([2, 16, 1]).with_parameters(parameters)([x1, x2])
    return binary_cross_entropy(score, label)


def gradient_of(function, parameters, points):
    """The gradient of the parameters over the points of one part, without their losses."""
    return function(parameters, *points)[1][0]


def training_on(client):
    """A step of descent on all points, which the workers have already."""
    function, start = graph_mode.compile(moons_loss), random_network([2, 16, 1]).parameters()
    parts = client.map(moons, range(PARTS))

    def work():
        tasks = [client.submit(gradient_of, function, start, part, pure=False) for part in parts]
        slopes = np.sum(client.gather(tasks), axis=0)
        return [number - slope / POINTS for number, slope in zip(start, slopes.tolist())]

    return work


# Workload -> contender -> what sets it up; the picture shows those that all contenders do.

TRAINING, POST, CHAIN = "training, 60 steps", "the post, 300 steps", "chain of 2,000 products"
NETWORK_1, NETWORK_10 = "network, 1 sample", "network, 10 samples"
NETWORK_100, ROSENBROCK = "network, 100 samples", "Rosenbrock, 100 variables"
ALL = [EAGER, GRAPH, NATIVE, *ON_ARRAYS, MICROGRAD]
BY_ALL = {
    POST: post,
    NETWORK_1: partial(network, 1),
    NETWORK_10: partial(network, 10),
    NETWORK_100: partial(network, 100),
    ROSENBROCK: rosenbrock,
}
CONTENDERS = {workload: {name: partial(f, name) for name in ALL} for workload, f in BY_ALL.items()}
CONTENDERS[CHAIN] = {name: partial(graph, TIMES, 2000, name) for name in (EAGER, MICROGRAD)}
