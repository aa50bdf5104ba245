"""Gradient descent: the training loop of the post as a function (notebook 06)."""

import math
from itertools import chain, repeat

from tqdm import tqdm


class History:
    """What a descent went through, step by step.

    names: the parameters' names, a tuple of str.
    parameters: a list of rows, one number per parameter: the start, then a row after each step.
    losses: a list with the loss that each step measured before it moved.
    steps_per_epoch: how many steps make an epoch, one pass over the data.
    """

    def __init__(self, names, start, steps_per_epoch):
        self.names = tuple(names)
        self.parameters = [tuple(start)]
        self.losses = []
        self.steps_per_epoch = steps_per_epoch

    def record(self, loss, row):
        """Add one step; OverflowError when one of its numbers is not finite."""
        if not all(map(math.isfinite, (loss, *row))):
            raise OverflowError("a loss or a parameter is not finite")
        self.losses.append(loss)
        self.parameters.append(tuple(row))

    def __getitem__(self, name):
        """All numbers that the parameter `name` went through, its start first."""
        if name not in self.names:
            raise KeyError(
                f"no parameter is named {name!r}; there are {', '.join(self.names)}"
            )
        column = self.names.index(name)
        return [row[column] for row in self.parameters]

    @property
    def epoch_parameters(self):
        """The start, then the row of parameters at the end of each epoch."""
        return self.parameters[:: self.steps_per_epoch]

    @property
    def epoch_losses(self):
        """The mean loss of the steps in each epoch."""
        size = self.steps_per_epoch
        epochs = [self.losses[i : i + size] for i in range(0, len(self.losses), size)]
        return [sum(losses) / len(losses) for losses in epochs]


class Diverged(ArithmeticError):
    """A descent left the finite numbers; `history` holds all its steps up to there."""

    def __init__(self, history):
        last = zip(history.names, history.parameters[-1])
        super().__init__(
            f"step {len(history.losses)} is no longer finite (before it: "
            f"{', '.join(f'{name} = {float(num):.4g}' for name, num in last)}).\n"
            "Take a smaller learning rate, or scale the data to be small."
        )
        self.history = history


def fresh_leaves(parameters):
    """Leaves with the same numbers as `parameters`, each with a name of its own."""
    leaves = []
    for i, p in enumerate(parameters):
        if not hasattr(p, "backward_fn"):
            raise TypeError(f"parameters are Scalars, like Scalar(0.0); got {p!r:.60}")
        leaves.append(type(p)(p.num, name=p.name or f"parameter {i}"))
    names = [leaf.name for leaf in leaves]
    if len(set(names)) < len(names):
        raise ValueError(f"two parameters have the same name: {names}")
    return leaves


def loss_and_derivatives(loss, parameters, example):
    """The loss of one example, after it has walked back to the parameters."""
    result = loss(*parameters, *example)
    if not hasattr(result, "backward_fn"):
        raise TypeError(f"loss must return a Scalar; got {result!r:.60}")
    result.backward()
    return result


def downhill(parameter, learning_rate):
    """The Scalar one step on: its number less learning_rate times its derivative."""
    if parameter.derivative is None:
        raise ValueError(f"the loss does not use the parameter {parameter.name}")
    num = parameter.num - learning_rate * parameter.derivative
    return type(parameter)(num, name=parameter.name)


def gradient_descent(loss, parameters, data=None, learning_rate=0.001, epochs=30):
    """Lower `loss` step by step, starting from `parameters`, and return the `History`.

    loss: called as loss(*parameters, *example); returns a Scalar.
    parameters: a list of named Scalars. They are left as they are; the history has the results.
    data: the examples, a tuple each; every epoch takes one step per example, in order. Without
        data, loss is called as loss(*parameters) and an epoch is one step.
    learning_rate: how far to go against the derivative, more than 0.
    epochs: how many times to go through the data.

    A progress bar appears when it takes longer than two seconds. Raises `Diverged` with the
    history so far when the loss or a parameter is no longer finite, TypeError when the loss or a
    parameter is no Scalar, ValueError when there is nothing to learn from or two names are equal.

    The method is Cauchy's (1847); one example a step makes it stochastic (Robbins and Monro, 1951).
    """
    if not learning_rate > 0:
        raise ValueError(f"learning_rate must be more than 0; got {learning_rate}")
    examples = [()] if data is None else list(data)
    parameters = fresh_leaves(parameters)
    if not (examples and parameters and epochs > 0):
        raise ValueError("nothing to learn: data, parameters or epochs are empty")
    names, start = zip(*((p.name, p.num) for p in parameters))
    history = History(names, start, len(examples))
    passes = chain.from_iterable(repeat(examples, epochs))
    for example in tqdm(passes, total=len(examples) * epochs, delay=2, leave=False):
        try:
            result = loss_and_derivatives(loss, parameters, example)
            parameters = [downhill(p, learning_rate) for p in parameters]
            history.record(result.num, [p.num for p in parameters])
        except OverflowError as overflow:
            raise Diverged(history) from overflow
    return history
