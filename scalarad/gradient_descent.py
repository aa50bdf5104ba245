"""Gradient descent: the training loop of the post as a function (notebooks 06 and 16)."""

import math
from copy import copy
from numbers import Integral

from tqdm import tqdm

from scalarad.graph import is_node


def downhill(parameter, learning_rate, optimizer=None):
    """The Scalar one step on: its number, `moved` against its derivative."""
    if parameter.derivative is None:
        raise ValueError(f"the loss does not use the parameter {parameter.name}")
    num = moved(parameter.num, parameter.derivative, learning_rate, optimizer)
    return type(parameter)(num, name=parameter.name)


class History:
    """What a descent went through, step by step.

    names: the parameters' names, a tuple of str.
    rows: a list of tuples, one number per parameter: the start, then a row after each step.
    losses: a list with the loss that each step measured before it moved.
    """

    def __init__(self, names, start):
        self.names = tuple(names)
        self.rows = [tuple(start)]
        self.losses = []

    def record(self, loss, row):
        """Add one step; OverflowError when one of its numbers is not finite."""
        if not all(math.isfinite(plain(num)) for num in (loss, *row)):
            raise OverflowError("a loss or a parameter is not finite")
        self.losses.append(loss)
        self.rows.append(tuple(row))


def gradient_descent(loss, parameters, data=None, learning_rate=0.001, epochs=30, optimizer=None):
    """Lower `loss` step by step, starting from `parameters`, and return the `History`.

    loss: called as loss(*parameters, *example); returns a Scalar of a single number.
    parameters: a list of named Scalars of a single number each. They are left as they are; the
        history has the results.
    data: the examples, a tuple each; every epoch takes one step per example, in order. Without
        data, loss is called as loss(*parameters) and an epoch is one step.
    learning_rate: how far to go against the derivative, more than 0.
    epochs: how many times to go through the data, a whole number.
    optimizer: makes of each derivative the direction of a step, such as `Adam()`. Each parameter
        gets a copy of it. By default the direction is the derivative itself.

    A progress bar appears when it takes longer than two seconds. Raises `Diverged` with the
    history so far when the loss or a parameter is no longer finite, TypeError when the loss or a
    parameter is no such Scalar, an example no tuple, `epochs` no whole number or the optimizer
    none, and ValueError when `learning_rate` is no number above 0, there is nothing to learn
    from, the loss does not use a parameter or two names are equal.

    The method is Cauchy's (1847); one example a step makes it stochastic (Robbins and Monro, 1951).
    """
    check_pace(learning_rate, epochs)
    examples, parameters = examples_of(data), fresh_leaves(parameters)
    optimizers = copies(optimizer, len(parameters))
    if not (examples and parameters and epochs > 0):
        raise ValueError("nothing to learn: data, parameters or epochs are empty")
    history = History([p.name for p in parameters], [p.num for p in parameters])
    for example in tqdm(examples * epochs, delay=2, leave=False):
        try:
            result = loss_and_derivatives(loss, parameters, example)
            pairs = zip(parameters, optimizers)
            parameters = [downhill(p, learning_rate, own) for p, own in pairs]
            history.record(result.num, [p.num for p in parameters])
        except OverflowError as overflow:
            raise Diverged(history) from overflow
    return history


def plain(num):
    """The number at the bottom of `num`, which may be a Scalar in a Scalar."""
    return plain(num.num) if is_node(num) else num


class Diverged(ArithmeticError):
    """A descent left the finite numbers; `history` holds all its steps up to there."""

    def __init__(self, history):
        last = zip(history.names, history.rows[-1])
        numbers = [f"{name} = {float(plain(num)):.4g}" for name, num in last]
        few = numbers if len(numbers) < 5 else [*numbers[:3], "..."]
        super().__init__(
            f"step {len(history.losses)} is no longer finite (before it: {', '.join(few)}).\n"
            "Take a smaller learning rate, or scale the data to be small."
        )
        self.history = history


def examples_of(data):
    """The examples in `data`, a list of tuples; without data one example with nothing in it."""
    try:
        return [()] if data is None else [tuple(example) for example in data]
    except TypeError as error:
        raise TypeError(f"data holds a tuple for each example; got {data!r:.60}") from error


def is_single(thing):
    """Whether `thing` is a Scalar of a single number, not of an array."""
    return is_node(thing) and not getattr(thing.num, "shape", ())


def loss_and_derivatives(loss, parameters, example):
    """The loss of one example, after it has walked back to the parameters."""
    result = loss(*parameters, *example)
    if not is_single(result):
        raise TypeError(f"loss must return a Scalar of a single number; got {result!r:.60}")
    result.backward()
    return result


def fresh_leaves(parameters):
    """Leaves with the same numbers as `parameters`, each with a name of its own."""
    leaves = []
    for i, p in enumerate(parameters):
        if not is_single(p):
            raise TypeError(
                "gradient_descent learns single numbers: "
                f"parameters are Scalars, like Scalar(0.0); got {p!r:.60}"
            )
        leaves.append(type(p)(p.num, name=p.name or f"parameter {i}"))
    names = [leaf.name for leaf in leaves]
    if len(set(names)) < len(names):
        raise ValueError(f"two parameters have the same name: {names}")
    return leaves


def moved(num, slope, learning_rate, optimizer=None):
    """The number less the learning rate times the direction, which is the slope by default."""
    direction = slope if optimizer is None else optimizer.direction(slope)
    return num - learning_rate * direction


def copies(optimizer, count):
    """So many copies of the optimizer, each with a memory of its own; of None, Nones."""
    if optimizer is not None:
        if isinstance(optimizer, type) or not hasattr(optimizer, "direction"):
            raise TypeError(f"an optimizer is an object such as Adam(); got {optimizer!r:.60}")
    return [copy(optimizer) for _ in range(count)]


def check_pace(learning_rate, epochs):
    """Raise ValueError or TypeError where one of the two cannot be."""
    if not (hasattr(learning_rate, "__float__") and learning_rate > 0):
        raise ValueError(f"learning_rate must be a number above 0; got {learning_rate!r}")
    if not isinstance(epochs, Integral):
        raise TypeError(f"epochs must be a whole number; got {epochs!r}")
