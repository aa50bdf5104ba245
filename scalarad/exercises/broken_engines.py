"""A museum of broken engines, each with one plausible mistake (notebook 10)."""

import random
from collections import deque

from scalarad.graph import topological_order
from scalarad.scalar import Scalar


def shares_of(node):
    """The inputs of a node, each with its share of the node's derivative."""
    return [] if node.is_leaf else zip(node.inputs, node.backward_fn(node.derivative))


class KeepsTheLastShare(Scalar):
    """Stores where it should add up."""

    def backward(self, b_in=1):
        self.derivative = b_in
        for node in reversed(topological_order(self)):
            for parent, share in shares_of(node):
                parent.derivative = share


class NeverClears(Scalar):
    """Adds to what an earlier `backward` left behind."""

    def backward(self, b_in=1):
        self.derivative = b_in
        for node in reversed(topological_order(self)):
            for parent, share in shares_of(node):
                parent.derivative = (parent.derivative or 0) + share


class ClearsTooOften(Scalar):
    """Clears the inputs of every node, not only once before the sweep."""

    def backward(self, b_in=1):
        self.derivative = b_in
        for node in reversed(topological_order(self)):
            for parent in node.inputs:
                parent.derivative = 0
            for parent, share in shares_of(node):
                parent.derivative += share


class StartsWithItsNumber(Scalar):
    """Begins the sweep with the output's number in place of 1."""

    def backward(self, b_in=1):
        super().backward(self.num)


class NearestFirst(Scalar):
    """Goes from the output outwards by distance: each node once, but not in order."""

    def backward(self, b_in=1):
        for node in topological_order(self):
            node.derivative = 0
        self.derivative, waiting, met = b_in, deque([self]), {id(self)}
        while waiting:
            for parent, share in shares_of(waiting.popleft()):
                parent.derivative += share
                if id(parent) not in met:
                    met.add(id(parent))
                    waiting.append(parent)


class SendsTooEarly(Scalar):
    """Passes on all that has arrived so far, each time that something arrives."""

    def backward(self, b_in=1):
        for node in topological_order(self):
            node.derivative = 0
        self.receive(b_in)

    def receive(self, b_in):
        self.derivative += b_in
        for parent, share in shares_of(self):
            parent.receive(share)


class SendsOnlyOnce(Scalar):
    """Passes on what the first arrival brings, and keeps later ones to itself."""

    def backward(self, b_in=1):
        for node in topological_order(self):
            node.derivative = None
        self.receive(b_in)

    def receive(self, b_in):
        if self.derivative is not None:
            self.derivative += b_in
            return
        self.derivative = b_in
        for parent, share in shares_of(self):
            parent.receive(share)


class SwapsTheFactors(Scalar):
    """Gives each factor of a product its own number."""

    def __mul__(self, other):
        product = super().__mul__(other)
        x, y = (parent.num for parent in product.inputs)
        product.backward_fn = lambda b_in: (x * b_in, y * b_in)
        return product


class ProductIgnoresWhatArrives(Scalar):
    """Leaves out b_in in the rule of the product."""

    def __mul__(self, other):
        product = super().__mul__(other)
        x, y = (parent.num for parent in product.inputs)
        product.backward_fn = lambda b_in: (y, x)
        return product


class ProductReadsLate(Scalar):
    """Looks its factors up on the way back, when they may have changed."""

    def __mul__(self, other):
        product = super().__mul__(other)
        x, y = product.inputs
        product.backward_fn = lambda b_in: (y.num * b_in, x.num * b_in)
        return product


class SumIgnoresWhatArrives(Scalar):
    """Leaves out b_in in the rule of the sum."""

    def __add__(self, other):
        total = super().__add__(other)
        total.backward_fn = lambda b_in: (1, 1)
        return total


class DifferenceWithoutMinus(Scalar):
    """Forgets that the second input is taken away."""

    def __sub__(self, other):
        difference = super().__sub__(other)
        difference.backward_fn = lambda b_in: (b_in, b_in)
        return difference


class SquareWithoutTwo(Scalar):
    """Forgets the 2 in 2 * x."""

    def square(self):
        result, x = super().square(), self.num
        result.backward_fn = lambda b_in: (x * b_in,)
        return result


class SquareIgnoresWhatArrives(Scalar):
    """Leaves out b_in in the rule of the square."""

    def square(self):
        result, x = super().square(), self.num
        result.backward_fn = lambda b_in: (2 * x,)
        return result


MUSEUM = [
    KeepsTheLastShare,
    NeverClears,
    ClearsTooOften,
    StartsWithItsNumber,
    NearestFirst,
    SendsTooEarly,
    SendsOnlyOnce,
    SwapsTheFactors,
    ProductIgnoresWhatArrives,
    ProductReadsLate,
    SumIgnoresWhatArrives,
    DifferenceWithoutMinus,
    SquareWithoutTwo,
    SquareIgnoresWhatArrives,
]


LETTERS = "ABCDEFGHIJKLMNO"
WHERE = {"__mul__": "*", "__add__": "+", "__sub__": "-", "square": "square", "backward": "backward"}


def line_up(seed=0):
    """The museum and one Scalar without a mistake, a letter for each, shuffled by `seed`.

    All of them are called Suspect, so that only what they do tells them apart.
    """
    return arranged(shuffled(random.Random(seed)))


def shuffled(choose):
    """The places of the suspects in the museum, in the order that a `random.Random` chooses."""
    places = [*range(len(MUSEUM) + 1)]
    choose.shuffle(places)
    return places


def arranged(places):
    """The suspects at these places of the museum; behind its last stands the innocent one."""
    engines = [*MUSEUM, Scalar]
    hidden = {"__doc__": "A Scalar with one mistake, or none."}
    return {x: type("Suspect", (engines[place],), hidden) for x, place in zip(LETTERS, places)}


def crime_of(suspect):
    """Where a suspect has its mistake: "*", "+", "-", "square" or "backward"; or "nothing"."""
    (engine,) = suspect.__bases__
    if engine is Scalar:
        return "nothing"
    return next(WHERE[name] for name in vars(engine) if name in WHERE)
