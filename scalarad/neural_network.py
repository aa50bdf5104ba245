"""Neurons, layers and networks, their losses, and how they learn (notebooks 15 and 16)."""

import random
from math import sqrt
from numbers import Integral

from tqdm import tqdm

from scalarad.functions import softplus, tanh
from scalarad.gradient_descent import Diverged, History, check_pace, copies, moved, plain
from scalarad.graph_mode import compile
from scalarad.scalar import summed


class Neuron:
    """activation(bias + weight * input + weight * input + ...), for numbers of any kind.

    weights: a list, one for each input. bias: a number. activation: a function of one number,
    such as `tanh`; without one the sum itself comes out, which is the score of a straight line.

    The model is McCulloch and Pitts's (1943); weights that learn are Rosenblatt's (1958).
    """

    def __init__(self, weights, bias, activation=None):
        self.weights = list(weights)
        self.bias = bias
        self.activation = activation

    def __call__(self, inputs):
        if len(inputs) != len(self.weights):
            raise ValueError(f"{len(self.weights)} inputs are needed; got {len(inputs)}")
        total = self.bias
        for weight, x in zip(self.weights, inputs):
            total = total + weight * x
        return self.activation(total) if self.activation else total

    def parameters(self):
        """What can be learned: the weights, then the bias."""
        return [*self.weights, self.bias]

    def with_parameters(self, parameters):
        """The same neuron with these weights and this bias."""
        *weights, bias = counted(parameters, len(self.weights) + 1)
        return type(self)(weights, bias, self.activation)


def binary_cross_entropy(score, label):
    """-log of the probability that the score gives to the label, 1 or 0, without overflow.

    The probability of 1 is sigmoid(score). -log(sigmoid(score)) is softplus(-score), which is
    softplus(score) - score; -log(1 - sigmoid(score)) is softplus(score).
    """
    return softplus(score) - label * score


def counted(parameters, count):
    """The parameters as a list; ValueError unless there are so many."""
    parameters = list(parameters)
    if len(parameters) != count:
        raise ValueError(f"{count} parameters are needed; got {len(parameters)}")
    return parameters


class Parts:
    """What is made of `parts` that have parameters: those of the first come first, and so on."""

    def __init__(self, parts):
        self.parts = list(parts)
        if not self.parts:
            raise ValueError(f"a {type(self).__name__} needs at least one part")

    def parameters(self):
        """All parameters of all parts, as one list."""
        return [parameter for part in self.parts for parameter in part.parameters()]

    def with_parameters(self, parameters):
        """The same with these parameters, in the order of `parameters()`; nothing is changed."""
        parameters = counted(parameters, len(self.parameters()))
        parts = []
        for part in self.parts:
            size = len(part.parameters())
            parts.append(part.with_parameters(parameters[:size]))
            parameters = parameters[size:]
        return type(self)(parts)


class Layer(Parts):
    """Neurons side by side: each gets all inputs, and the layer gives a list of their outputs."""

    def __call__(self, inputs):
        return [neuron(inputs) for neuron in self.parts]


class Network(Parts):
    """Layers one behind the other: each gets as its inputs what the one before it gives."""

    def __call__(self, inputs):
        for layer in self.parts:
            inputs = layer(inputs)
        return inputs


def random_network(sizes, activation=tanh, seed=0):
    """A `Network` with weights drawn by `seed`, and biases of 0.

    sizes: how many inputs there are, then how many neurons each layer has, such as [2, 8, 1]. The
    last layer has no activation: its outputs are scores. The weights of a neuron with n inputs
    lie between -sqrt(3 / n) and sqrt(3 / n), so that sums are about as large as inputs (LeCun and
    others, "Efficient BackProp", 1998). Raises ValueError for other sizes.
    """
    if len(sizes) < 2 or not all(isinstance(size, Integral) and size > 0 for size in sizes):
        raise ValueError(f"sizes are two or more whole numbers above 0; got {sizes!r:.60}")
    choose, layers = random.Random(seed), []
    for inputs, neurons in zip(sizes, sizes[1:]):
        limit, last = sqrt(3 / inputs), len(layers) == len(sizes) - 2
        weights = [[choose.uniform(-limit, limit) for _ in range(inputs)] for _ in range(neurons)]
        layers.append(Layer([Neuron(w, 0.0, None if last else activation) for w in weights]))
    return Network(layers)


def train(network, loss, data, learning_rate=0.1, epochs=100, optimizer=None):
    """Lower `loss` step by step, by changing the network's parameters, and return the `History`.

    network: has `parameters` and `with_parameters`; it is left as it is. The numbers of the
        history are the parameters, and network.with_parameters(history.rows[-1]) has learned.
    loss: called as loss(network, *data); returns a Scalar. It is compiled, so that an `if` on a
        number is refused, and called once.
    data: a list of numbers, of arrays, and of lists of them. With arrays the loss has a value for
        each example; what is lowered, step by step, is their mean.
    learning_rate: how far to go against the derivative, more than 0.
    epochs: how many steps, a whole number; each looks at all of the data.
    optimizer: as for `gradient_descent`.

    A progress bar appears when it takes longer than two seconds. Raises `Diverged` with the
    history so far when a loss or a parameter is no longer finite, ValueError when
    learning_rate is no number above 0 or there is nothing to learn, and TypeError when epochs is
    no whole number or the optimizer none.
    """
    check_pace(learning_rate, epochs)

    def of_parameters(parameters, *data):
        return loss(network.with_parameters(parameters), *data)

    fast_loss, numbers = compile(of_parameters), [plain(p) for p in network.parameters()]
    optimizers = copies(optimizer, len(numbers))
    if not (numbers and epochs > 0):
        raise ValueError("nothing to learn: parameters or epochs are empty")
    history = History([f"parameter {i}" for i in range(len(numbers))], numbers)
    for _ in tqdm(range(epochs), delay=2, leave=False):
        try:
            losses, (gradient, *_) = fast_loss(numbers, *data)
            size = getattr(losses, "size", 1)
            triples = zip(numbers, gradient, optimizers)
            numbers = [moved(n, slope / size, learning_rate, own) for n, slope, own in triples]
            history.record(summed(losses) / size, numbers)
        except OverflowError as overflow:
            raise Diverged(history) from overflow
    return history


def log_sum_exp(scores):
    """log(exp(a) + exp(b) + ...) of one or more scores, without overflow."""
    if len(scores) == 0:
        raise ValueError("log_sum_exp needs at least one score")
    total, *others = scores
    for score in others:
        total = total + softplus(score - total)
    return total


def cross_entropy(scores, labels):
    """-log of the probability that the scores give to the class whose label is 1.

    A score and a label for each class; one label is 1 and all others are 0. The probability of a
    class is exp(score) / sum of all exp(score), the softmax. Raises ValueError unless there are
    as many labels as scores.
    """
    if len(scores) != len(labels):
        raise ValueError(f"{len(scores)} scores need as many labels; got {len(labels)}")
    total = log_sum_exp(scores)
    for score, label in zip(scores, labels):
        total = total - label * score
    return total
