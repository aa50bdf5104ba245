"""Exercise 05_backward: walk back by hand, step by step, and by a method of its own."""

from scalarad.exercises.judge import (
    Engine,
    Numbers,
    Odd,
    Task,
    askers_of,
    from_library,
    fused,
    number_in,
    numbers_drawn,
    numbers_in,
    refuse_missing,
    refuse_uncallable,
    scalar_in,
)
from scalarad.scalar import Scalar

# -------- the derivatives of y = (a - b * c) * d at 20, 3, 4, 5

derivatives = Numbers(
    "y",
    "difference",
    "d",
    "a",
    "product",
    "b",
    "c",
    right="start with 1, go left, and multiply by the number on each arrow.",
)


@derivatives.known
def walked_from_right_to_left():
    return 1, 5, 8, 5, -5, -20, -15


derivatives.mistakes(r"""
1, 5, 8, 1, -1, 4, 3
    these are the local derivatives, as they stand on the arrows; the derivative of the whole is
    their product along the path
40, 200, 320, 200, -200, -800, -600
    all are 40 times too large: the walk starts with 1, not with the number in y
1, 5, 8, 5, 5, 20, 15
    the minus of the difference is lost on the whole way to product, b and c
40, 8, 5, 20, 12, 3, 4
    these are the numbers in the nodes
1, 6, 9, 7, 5, 9, 8
    along a path the numbers on the arrows multiply; here they are added
1, 5, 8, 6, 4, 8, 7
    along a path the numbers on the arrows multiply, and here they are added
""")

ITS_OWN = "you give its own number; in a product each input gets the other's"
ITS_OWN_TIMES = "you give its own number times what arrived; in a product each gets the other's"
ARROW_ALONE = "you give the number on its arrow alone; multiply it by what arrived at"
LOST_MINUS = "you give a derivative that has lost the minus which arrived at product"
TWO_ARROWS = "you give the product of two arrows; there is a third on the way to y"
for label, number, sentence in [
    ("y", 40, "the walk does not start with the number in y: how does y follow itself?"),
    ("y", 0, "when y moves, y moves as much: its derivative with respect to itself is not 0"),
    ("difference", 8, f"at difference {ITS_OWN}"),
    ("d", 5, f"at d {ITS_OWN}"),
    ("a", 1, f"at a {ARROW_ALONE} difference"),
    (
        "a",
        -5,
        "at a you give a derivative with the sign of what is taken away; a is not taken away",
    ),
    (
        "product",
        5,
        "at product you give a derivative without the minus; product is taken away, and its arrow "
        "says so",
    ),
    ("product", -1, f"at product {ARROW_ALONE} difference"),
    ("b", 20, f"at b {LOST_MINUS}"),
    ("b", -15, f"at b {ITS_OWN_TIMES}"),
    ("b", 4, f"at b {ARROW_ALONE} product"),
    ("b", -4, f"at b {TWO_ARROWS}"),
    ("c", 15, f"at c {LOST_MINUS}"),
    ("c", -20, f"at c {ITS_OWN_TIMES}"),
    ("c", 3, f"at c {ARROW_ALONE} product"),
    ("c", -3, f"at c {TWO_ARROWS}"),
]:
    derivatives.at(label, number, sentence)

# -------- one walk back through (a - b).square() * c, with backward_fn alone

WALKED_BY_BACKWARD = "backward does the whole walk; here take each step with backward_fn"


class StepByStep(Scalar):
    """A Scalar that does not walk by itself."""

    def backward(self, b_in=1):
        raise Odd(WALKED_BY_BACKWARD)


def steps_back(walk, numbers):
    refuse_missing(walk, "walk_back")
    refuse_uncallable(walk, "walk_back")
    *numbers, b_in = numbers
    x, y, z = map(StepByStep, numbers)
    output = (x - y).square() * z
    askers = askers_of(output)
    shares = numbers_in(walk(output, b_in), 3, "what walk_back returns")
    if any(map(from_library, askers)):
        raise Odd(WALKED_BY_BACKWARD)
    where = f"with {b_in} arriving at a, b, c = {numbers}, the number for"
    return {f"{where} {name}": share for name, share in zip("abc", shares)}


walk_back = Task(
    steps_back,
    numbers_drawn(4),
    right="three rules, one after the other; each takes what the one before handed on.",
)
a, b, c = Scalar(5.0), Scalar(2.0), Scalar(10.0)  # those of the cell above, in the notebook


@walk_back.known
def three_rules(y, b_in):
    at_square, at_c = y.backward_fn(b_in)
    square = y.inputs[0]
    (at_difference,) = square.backward_fn(at_square)
    at_a, at_b = square.inputs[0].backward_fn(at_difference)
    return at_a, at_b, at_c


@walk_back.known
def in_formulas(y, b_in):
    square, c = y.inputs
    a, b = square.inputs[0].inputs
    at_a = b_in * c.num * 2 * (a.num - b.num)
    return at_a, -at_a, b_in * square.num


@walk_back.known
def by_places(y, b_in):
    shares = y.backward_fn(b_in)
    inner = y.inputs[0].backward_fn(shares[0])[0]
    return list(y.inputs[0].inputs[0].backward_fn(inner)) + [shares[1]]


walk_back.mistakes(r"""
in place of return at_a, at_b, at_c
y.backward_fn(b_in) -> y.backward_fn(1)
    b_in is left out: the first step hands it to y.backward_fn
y.inputs[0] -> (a - b).square()
    this uses the a and b of the cell above; the check makes a y of its own, so find the nodes
    among its inputs
y.backward_fn(b_in) -> ((a - b).square() * c).backward_fn(b_in)
y.inputs[0] -> (a - b).square()
    this uses the a, b and c of the cell above; the check makes a y of its own, so find the
    nodes among its inputs
y.backward_fn(b_in) -> y.backward_fn(1)
backward_fn(at_square) -> backward_fn(1)
backward_fn(at_difference) -> backward_fn(1)
    every step begins anew with 1; hand each rule what the step before gave
backward_fn(at_square) -> backward_fn(b_in)
backward_fn(at_difference) -> backward_fn(b_in)
    every step begins anew with b_in; hand each rule what the step before gave
at_square, at_c -> at_c, at_square
    what arrives at the square and at c are mixed up: the first share is for the first input
(at_difference,) = square.backward_fn(at_square) -> at_difference = at_square
    the step through the square is left out: what arrives there is not yet what arrives at the
    difference
backward_fn(at_square) -> backward_fn(b_in)
    the square gets b_in, but it is not the last: it gets its share of the product
return at_c, at_a, at_b
    the three numbers are right, but c comes last, after a and b
at_a, at_b, at_c -> at_b, at_a, at_c
    a and b have changed places
return at_a, -at_b, at_c
    b is taken away: its share has the other sign
return b_in * at_a, b_in * at_b, b_in * at_c
    b_in is multiplied in twice; the rules do it already
y.backward_fn(b_in) -> y.backward_fn(b_in * y.num)
    the walk starts with b_in, not with b_in times the number in y
(at_difference,) = -> at_difference =
    a whole tuple was handed on where a number is needed: also the one share of a square comes
    in a tuple, so take it out with (at_difference,) = ...
(at_difference,) = -> at_a, at_b =
    two shares are taken where the square gives one; the difference is one step further, among
    the inputs of the square
at_a, at_b = square -> (at_a,) = square
    one share is taken where a rule gives two; only the square gives a single one
square = y.inputs[0] -> square = y.inputs[1]
    a leaf was asked, and it has no rule; the last to ask is the difference
square.inputs[0] -> square.inputs[1]
    there is no such input: a product and a difference have two, a square has one
square.backward_fn(at_square) -> at_square.backward_fn(at_square)
    a derivative is a plain number; ask the node that it arrives at, first y.inputs[0]
square.inputs[0] -> square.inputs
    inputs is a tuple; take one Scalar out, as in inputs[0]
""")

# -------- backward of a class, on graphs that use no number twice

recursive = Engine(
    {
        "(a - b * c).square() * d": lambda a, b, c, d: (a - b * c).square() * d,
        "a * b + c": lambda a, b, c, d: a * b + c,
        "(a.square() - b) * (c + d)": lambda a, b, c, d: (a.square() - b) * (c + d),
        "a * b + c as one operation of three inputs": lambda a, b, c, d: fused(a, b, c).square(),
        "a leaf": lambda a, b, c, d: a,
    },
    right="keep what arrives, and hand each input its share: the walk writes itself.",
)


@recursive.known
class WalksByItself(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.backward(share)


@recursive.known
class CountsShares(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if not self.is_leaf:
            shares = self.backward_fn(b_in)
            for i in range(len(shares)):
                self.inputs[i].backward(shares[i])


@recursive.known
class WithAPile(Scalar):
    def backward(self, b_in=1):
        waiting = [(self, b_in)]
        while waiting:
            node, node.derivative = waiting.pop()
            if node.inputs:
                waiting += zip(node.inputs, node.backward_fn(node.derivative))


recursive.mistakes(r"""
in place of parent.backward(share)
parent.backward_fn(share)
    the backward_fn of a leaf is called, and a leaf has none: does every leaf stop before that,
    and is each input asked for `backward`, not for `backward_fn`?
parent.backward()
    the inputs are called without their shares, so that each begins anew with 1
self.derivative = share; parent.backward(share)
    a share is kept on the node that hands it on; it belongs to the input
self.backward_fn(b_in) -> self.backward_fn(1)
    these are the local derivatives: backward_fn is called with 1 where b_in has arrived
parent.backward(b_in)
    each node hands b_in on as it came; its inputs should get their shares, from backward_fn
return parent.backward(share)
    only the first input of each node is reached: a return inside the loop ends it there
pass
    only the output has a derivative: each input has to be called with its share
parent.derivative = share
    only the first step is taken: each input has to walk on by itself, with its share
parent.backward(share * b_in)
    each share is multiplied by b_in once more; the rules have done that already
self.backward_fn(b_in) -> self.backward_fn(b_in)[::-1]
    the inputs get each other's shares; the first share is for the first input
parent, share in zip(self.inputs, self.backward_fn(b_in)) -> parent in self.inputs
parent.backward(share) -> [parent.backward(share) for share in self.backward_fn(b_in)]
    each input is called with every share, and keeps the last: one loop over both, with zip, and
    not a loop inside a loop
self.derivative = b_in -> pass
return -> self.derivative = b_in; return
    the leaves are right, but the nodes in between have no derivative; keep it on every node
self.derivative = b_in -> pass
parent.backward(share) -> parent.derivative = share; parent.backward(share)
    all nodes have theirs except the output: it has to keep b_in before it hands on
self.derivative = b_in -> pass
parent.backward(share) -> self.derivative = b_in; parent.backward(share)
    a leaf has no derivative: keep what arrives before you stop there
self.derivative = b_in -> pass
    no node has a derivative after the walk: keep b_in as self.derivative
self.derivative = b_in -> self.derivative = b_in + (self.derivative or 0)
    walked a second time, it adds to what the first walk left; the new derivative takes the
    place of the old one
self.derivative = b_in -> self.derivative = b_in if self.derivative is None else self.derivative
    walked a second time, every node keeps the derivative of the first walk; the new one takes
    its place
self.derivative = b_in -> self.derivative += b_in
    before the walk a derivative is None, and nothing can be added to it or multiplied with it:
    keep what arrives, with =
for parent, share in zip(self.inputs, self.backward_fn(b_in)): -> \
for parent, share in zip(self.inputs[:2], self.backward_fn(b_in)):
    one input or two are handled, and a rule may have any number: go through inputs and shares
    together, with zip
""")


@recursive.wrong
class TwoInputsOnly(Scalar):
    """a square has one input and one share: go through them with zip"""

    def backward(self, b_in=1):
        self.derivative = b_in
        if self.is_leaf:
            return
        shares = self.backward_fn(b_in)
        self.inputs[0].backward(shares[0])
        self.inputs[1].backward(shares[1])


recursive.mistakes(r"""
parent.backward(share) -> self.inputs.backward(share)
    inputs is a tuple: call backward on each Scalar in it, not on the tuple
parent, share in zip(self.inputs, self.backward_fn(b_in)) -> parent in self.inputs
parent.backward(share) -> parent.backward(self.backward_fn(b_in))
    a whole tuple of shares is handed on; give each input its own one, with zip
""")

# -------- the c for which (a * b + c).square() is flat, at a = 4 and b = -3

flat = Numbers(
    "new_c", right="where the sum is 0 the square is flat, and hands on 0 to all before it."
)


@flat.known
def minus_the_product():
    return 12


flat.mistakes(r"""
-12
    the sum is then twice as far from 0; has c the right sign?
7
    by this much c has to go up; which number does it hold after that?
0
    the sum is then a * b alone, and that is not 0
5
    this is the c of the picture, whose derivatives are not 0
-5
    this only takes the 5 the other way
19
    the sum is then 7 instead of -7, and its square as large as before
""")


def how_flat(given, wanted, inputs):
    off = given["new_c"] - 12
    return f"the sum is then {off:.6g}, so the square hands on {2 * off:.6g}, not 0"


flat.difference = how_flat

# -------- a new leaf, one step against the derivative of the old one


def steps_downhill(moved, numbers):
    refuse_missing(moved, "moved")
    refuse_uncallable(moved, "moved")
    *places, rate = numbers
    rate, seen = abs(rate) / 10, {}
    for number, slope in ((places[0], abs(places[2])), (places[1], -abs(places[3]))):
        leaf = Scalar(number)
        leaf.derivative = slope
        result = scalar_in(
            moved(leaf, rate),
            "moved(leaf, rate)",
            "moved gives a plain number; wrap it, with Finished(...)",
        )
        at = f"at number {number}, derivative {slope} and rate {rate:.6g}"
        seen[f"{at} the new number"] = number_in(result.num, "the number of the new leaf")
        seen[f"{at} the old leaf's number"] = number_in(leaf.num, "the number of the old leaf")
        seen["that the new Scalar is a leaf"] = result.is_leaf
    return seen


moved = Task(
    steps_downhill,
    numbers_drawn(5),
    right="downhill. Five such steps at rate 0.01 take the loss from 9 to 0.97.",
)


@moved.known
def against_the_derivative(leaf, rate):
    return Scalar(leaf.num - rate * leaf.derivative)


@moved.known
def of_the_same_class(leaf, rate):
    step = leaf.derivative * rate
    return type(leaf)(num=leaf.num - step, name=leaf.name)


moved.mistakes(r"""
in place of leaf.num - rate * leaf.derivative
leaf.num + rate * leaf.derivative
    this goes uphill: the sign of the derivative says where the loss goes up
leaf.num - rate * abs(leaf.derivative)
    the sign of the derivative is lost: it says which way is down
leaf.num - leaf.derivative
    the rate is left out, so the step is far too long
leaf.num - rate
    the derivative is left out: every leaf takes the same step
-rate * leaf.derivative
    this is the step alone; where does it start?
rate * leaf.derivative
    this is the step alone, and where does it start?
leaf.derivative
    the number is replaced by the derivative; it should move against it
leaf.derivative - rate * leaf.num
    number and derivative have changed places
leaf.num - rate * leaf.num
    the step is taken from the number instead of the derivative
leaf.num
    the new leaf holds the old number: it has not moved
leaf.num - leaf.derivative / rate
    the step is divided by the rate; a smaller rate should make a smaller step
(leaf.num - leaf.derivative) * rate
    all of it is multiplied by the rate; only the derivative should be
leaf.num - (rate if leaf.derivative > 0 else -rate)
    only the sign of the derivative is used; its size counts too
Scalar(leaf.num - rate * leaf.derivative) -> leaf - rate * leaf.derivative
    the number is right, but the new Scalar is no leaf: it remembers what it was computed from,
    and the graph would grow with each step: compute with num, and wrap what comes
return Scalar(leaf.num - rate * leaf.derivative) -> \
leaf.num = leaf.num - rate * leaf.derivative; return leaf
    the number is right, but the old leaf has changed; make a new one
""")
