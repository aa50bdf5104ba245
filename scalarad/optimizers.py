"""Optimizers: what makes of a slope the direction of a step (notebook 16).

An optimizer has a method `direction`, which takes the slope of one number and returns what is
multiplied by the learning rate and taken off the number. It remembers what it has seen: each
number needs one of its own, as `gradient_descent` and `train` see to. Slopes may be floats, or
arrays of them.
"""

from scalarad.functions import sqrt


class GradientDescent:
    """The slope itself: direction = slope (Cauchy, 1847)."""

    def direction(self, slope):
        return slope


class Momentum:
    """velocity = momentum * velocity + slope, and direction = velocity.

    momentum: how much of the velocity is kept, from 0 to less than 1. With a learning rate that
    stays the same it is the "heavy ball" of Polyak, "Some methods of speeding up the convergence
    of iteration methods" (1964): x - rate * slope + momentum * (x - the x before).
    """

    def __init__(self, momentum=0.9):
        self.momentum = fraction("momentum", momentum)
        self.velocity = 0.0

    def direction(self, slope):
        self.velocity = self.momentum * self.velocity + slope
        return self.velocity


def fraction(name, number):
    """The number itself; ValueError unless it lies from 0 to less than 1."""
    if not (hasattr(number, "__float__") and 0 <= number < 1):
        raise ValueError(f"{name} is a number from 0 to less than 1; got {number!r:.60}")
    return number


class Nesterov(Momentum):
    """velocity = momentum * velocity + slope, and direction = slope + momentum * velocity.

    The method is Nesterov's (1983). Sutskever, Martens, Dahl and Hinton, "On the importance of
    initialization and momentum in deep learning" (2013), write it as a slope that is taken a step
    ahead, at x + momentum * v where v = -rate * velocity. The number that moves here is that
    point ahead.
    """

    def direction(self, slope):
        return slope + self.momentum * super().direction(slope)


class RMSProp:
    """The slope, divided by the root of the running mean of its squares.

    mean_square = decay * mean_square + (1 - decay) * slope ** 2, from 0, and
    direction = slope / (sqrt(mean_square) + tiny), where tiny keeps it from dividing by 0.
    Tieleman and Hinton, lecture 6.5 of "Neural Networks for Machine Learning" (2012), with a
    decay of 0.9.
    """

    def __init__(self, decay=0.9, tiny=1e-8):
        self.decay = fraction("decay", decay)
        self.tiny = tiny
        self.mean_square = 0.0

    def direction(self, slope):
        self.mean_square = self.decay * self.mean_square + (1 - self.decay) * slope * slope
        return slope / (sqrt(self.mean_square) + self.tiny)


class Adam:
    """The running mean of slopes, divided by the root of the running mean of their squares.

    mean = decay * mean + (1 - decay) * slope, and mean_square likewise with square_decay, both
    from 0. That makes them too small at first, so that each is divided by 1 - decay ** steps;
    direction = mean / (sqrt(mean_square) + tiny). Algorithm 1 of Kingma and Ba, "Adam: a method
    for stochastic optimization" (2015), with its numbers.
    """

    def __init__(self, decay=0.9, square_decay=0.999, tiny=1e-8):
        self.decay = fraction("decay", decay)
        self.square_decay = fraction("square_decay", square_decay)
        self.tiny = tiny
        self.mean = self.mean_square = 0.0
        self.steps = 0

    def direction(self, slope):
        keep, keep_square = self.decay, self.square_decay
        self.steps = self.steps + 1
        self.mean = keep * self.mean + (1 - keep) * slope
        self.mean_square = keep_square * self.mean_square + (1 - keep_square) * slope * slope
        mean = self.mean / (1 - keep**self.steps)
        mean_square = self.mean_square / (1 - keep_square**self.steps)
        return mean / (sqrt(mean_square) + self.tiny)
