"""Exercise 06_gradient_descent: steps downhill, and how large they may be."""

import math

from scalarad.exercises.judge import (
    Numbers,
    Odd,
    Task,
    Value,
    different,
    number_in,
    numbers_drawn,
    refuse_missing,
    refuse_uncallable,
    scalar_in,
)
from scalarad.gradient_descent import gradient_descent
from scalarad.scalar import Scalar

# -------- where m = 1.6 is after a step, with derivative -4.5 and rate 0.2

new_m = Numbers(
    "new_m", right="against a negative derivative is up, by the rate times the derivative."
)


@new_m.known
def one_step():
    return 1.6 - 0.2 * -4.5


new_m.mistakes(r"""
0.7
    this goes uphill: where the loss falls, there it should go
6.1
    the learning rate is missing: this is a whole derivative away
1.6 - 4.5
    uphill, and the learning rate is missing too
-4.5
    this is the derivative itself; how far does it move m?
0.9
    this is the size of the step; where does it lead from 1.6?
-0.9
    this is only what is taken away from m; take it away from 1.6
1.6 + 4.5 / 0.2
1.6 - 4.5 / 0.2
    the derivative is divided by the rate; a small rate makes small steps
1.8
1.4
    this step is as long as the rate; a steep loss gives a longer one
0.2 * (1.6 + 4.5)
    the rate multiplies the derivative only, not m as well
0.2 * 1.6 + 4.5
    the rate multiplies the derivative, not m
""")
new_m.difference = lambda given, wanted, inputs: (
    "take the learning rate times the derivative, and take that away from m; mind the signs"
)


def leaf_number(answer, what):
    """The number in `answer`, which should be a leaf; Odd where it is none."""
    scalar_in(answer, what, f"{what} is a plain number; wrap it in a new Scalar")
    if not answer.is_leaf:
        raise Odd(
            f"{what} is no leaf: it remembers how it was made, and the graph grows with every "
            "step. Compute with the plain numbers, num and derivative, and wrap the result"
        )
    return number_in(answer.num, f"the number in {what}")


# -------- one step of gradient descent, for any loss of one parameter


def steps_taken(step, numbers):
    refuse_missing(step, "step")
    refuse_uncallable(step, "step")
    start, goal, bend, rate = numbers
    rate = abs(rate) / 10
    losses = {
        "(m - goal) * (m - goal)": lambda m: (m - goal) * (m - goal),
        "m * m * bend + m": lambda m: m * m * bend + m,
        "m * m * m - m * goal": lambda m: m * m * m - m * goal,
    }
    seen = {}
    for text, loss in losses.items():
        m = Scalar(start, name="m")
        new = step(loss, m, rate)
        if m.num != start:
            raise Odd("the m that was handed in has a new num; leave it, make a new Scalar")
        if new is m:
            raise Odd("step gives back the very m that it was given, unmoved")
        label = f"from m = {start} at rate {rate:.6g}, the new m for the loss {text}"
        seen[label] = leaf_number(new, "the new m")
    return seen


step = Task(
    steps_taken,
    numbers_drawn(4),
    right="forward, back, and a new leaf, one small step against the derivative.",
)


@step.known
def forward_back_step(loss, m, rate):
    result = loss(m)
    result.backward()
    return Scalar(m.num - rate * m.derivative)


@step.known
def on_a_copy(loss, m, rate):
    copy = Scalar(m.num)
    loss(copy).backward()
    copy.num -= rate * copy.derivative
    return copy


step.mistakes(r"""
in place of m.num - rate * m.derivative
m.num + rate * m.derivative
    it goes uphill: the loss grows. Against the derivative
m.num - m.derivative
    the learning rate is left out of the step
m.num + m.derivative
    uphill, and without the learning rate
m.derivative
    this is the derivative, not a place; start from m.num
rate * m.derivative
    this is only the step; take it away from m.num
-rate * m.derivative
    this is only the step, with a minus; add m.num
m.num - m.derivative / rate
    the derivative is divided by the rate
m.num - rate * result.num
    this takes the loss for its derivative: how high is not how steep
m.num - rate * m.num
    this takes the number in m for its derivative
m.num - rate * result.derivative
    this steps by the rate times 1, which is the derivative of the output itself; let the loss
    walk back, and take the derivative that it leaves on m
m.num
    the new m has the number of the old one; it has not moved
result.num
    this is the loss; return the new m
result.backward() -> pass
    the derivative is still None when the step needs it: nobody has walked back yet, or the loss
    was not computed from this Scalar
result.backward() -> loss.backward()
    loss is a function; call it with m, and it is the result that walks back
loss(m) -> loss(m.num)
    a plain number remembers nothing: compute the loss with the Scalars themselves
""")

# -------- stochastic gradient descent of a line


class PlainNumber(float):
    """A number of an example: a float that the text of an error tells from other floats."""


def lines_trained(train, numbers):
    refuse_missing(train, "train")
    refuse_uncallable(train, "train")
    pairs = [(PlainNumber(x), PlainNumber(y)) for x, y in zip(numbers[::2], numbers[1::2])]
    seen = {}
    for examples, rate, epochs in ((pairs[:4], 0.02, 3), (pairs[4:], 0.01, 5)):
        pair = train(list(examples), rate, epochs)
        refuse_missing(pair, "what train returns")
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise Odd(f"train should return two Scalars, m and b; it returns {pair!r:.60}")
        where = f"with {[(float(x), float(y)) for x, y in examples]}, rate {rate} and {epochs}"
        for answer, name in zip(pair, "mb"):
            seen[f"{where} epochs, {name}"] = leaf_number(answer, name)
    return seen


train = Task(
    lines_trained,
    lambda choose: different(choose, 12),
    right="one prediction, one loss, one walk back and one step, for every example.",
)


@train.known
def step_after_each_example(examples, rate, epochs):
    m, b = Scalar(0.0), Scalar(0.0)
    for _ in range(epochs):
        for x, y in examples:
            loss = (Scalar(y) - (m * x + b)).square()
            loss.backward()
            m = Scalar(m.num - rate * m.derivative)
            b = Scalar(b.num - rate * b.derivative)
    return m, b


@train.known
def in_one_loop(examples, rate, epochs):
    m, b = Scalar(0), Scalar(0)
    for input_x, actual_y in list(examples) * epochs:
        predicted_y = Scalar(input_x) * m + b
        (predicted_y - actual_y).square().backward()
        m, b = (Scalar(p.num - rate * p.derivative) for p in (m, b))
    return [m, b]


@train.known
def by_the_library(examples, rate, epochs):
    def squared_error(m, b, x, y):
        return (Scalar(y) - (m * x + b)).square()

    start = [Scalar(0.0, name="m"), Scalar(0.0, name="b")]
    m, b = gradient_descent(squared_error, start, examples, rate, epochs).rows[-1]
    return Scalar(m), Scalar(b)


train.mistakes(r"""
m.num - rate -> m.num + rate
b.num - rate -> b.num + rate
    it goes uphill: step against the derivatives
"m.num - rate * " -> "m.num - "
"b.num - rate * " -> "b.num - "
    the learning rate is left out of the steps
"            loss.backward()\n            m = Scalar(m.num - rate * m.derivative)\n            \
b = Scalar(b.num - rate * b.derivative)" -> \
"        loss.backward()\n        m = Scalar(m.num - rate * m.derivative)\n        b = \
Scalar(b.num - rate * b.derivative)"
    it steps once per epoch, on the last example only: do the steps stand in the inner loop?
for x, y in examples: -> if epochs:
loss = (Scalar(y) - (m * x + b)).square() -> \
loss = sum(((Scalar(y) - (m * x + b)).square() for x, y in examples), Scalar(0.0))
    it adds up the derivatives of an epoch and then takes one step; step after each example
for x, y in examples: -> if epochs:
loss = (Scalar(y) - (m * x + b)).square() -> \
loss = sum(((Scalar(y) - (m * x + b)).square() for x, y in examples), Scalar(0.0)) * (1 / \
len(examples))
    it takes one step per epoch, against the mean; step after each example
in examples -> in examples[::-1]
    it takes the examples from last to first; their order matters
range(epochs) -> range(epochs + 1)
    it trains for one epoch too many
range(epochs) -> range(epochs - 1)
    it trains for one epoch too few
b = Scalar(b.num - rate * b.derivative) -> \
"b = Scalar(b.num - rate * b.derivative)\n            return m, b"
    it stops after a single step: is return inside the loops?
"    return m, b" -> "        return m, b"
    this is one epoch: does return stand in the outer loop, or do m and b start anew there?
"for _ in range(epochs):\n        for x, y in examples:" -> \
"for x, y in examples:\n        for _ in range(epochs):"
    the loops are inside out: all epochs for the first example, then for the next
.square() -> ""
    the loss is not squared: each step is as long, however far off the line is
m = Scalar(m.num - rate * m.derivative) -> \
at_m = m.derivative; m = Scalar(m.num - rate * m.derivative)
b.derivative -> at_m
    b moves by the derivative of m
m.derivative -> b.derivative
    m moves by the derivative of b
b = Scalar(b.num - rate * b.derivative) -> pass
    b never moves
m = Scalar(m.num - rate * m.derivative) -> pass
    m never moves
m = Scalar(m.num - rate * m.derivative) -> \
m = Scalar(m.num - rate * m.derivative); loss = (Scalar(y) - (m * x + b)).square(); \
loss.backward()
    b moves by a loss computed anew, after m has moved; both steps belong to one loss
for x, y in -> for y, x in
    x and y of the examples have changed places
return m, b -> return b, m
    m and b have changed places in what is returned
(m * x + b) -> m * x + b
    b is added to y: write brackets around the prediction, y - (m * x + b)
b.num - rate -> b.num + rate
    b goes uphill: step against both derivatives
return m, b -> return Scalar(0.0), Scalar(0.0)
    m and b are still 0: nothing moved
loss = (Scalar(y) - (m * x + b)).square() -> loss = (y - (m.num * x + b.num)) ** 2
    a plain number remembers nothing: compute the loss with the Scalars themselves
(m * x + b) -> (m.num * x + b.num)
    the derivative is still None when the step needs it: nobody has walked back yet, or the loss
    was not computed from this Scalar
m * x -> m * x.num
    the x and y of the examples are plain numbers already
m = Scalar(m.num - rate * m.derivative) -> m = m.num - rate * m.derivative
b = Scalar(b.num - rate * b.derivative) -> b = b.num - rate * b.derivative
    m and b are plain numbers after the first step; wrap each new number in a Scalar, inside of
    the loop
""")

# -------- a rate at most 5 % above the largest at which m * x converges

POINTS = [(0.5, 2.0), (1.5, 7.9), (2.5, 12.1)]
BORDER = len(POINTS) / sum(x * x for x, _ in POINTS)


def how_fast(answer, inputs):
    rate = number_in(answer, "too_fast")
    if not math.isfinite(rate):
        raise Odd(f"{rate} is no learning rate; take a number between 0.2 and 0.4")
    stretch = abs(1 - 2 * rate / BORDER)
    told = {"rate": f"{rate:.6g}", "stretch": f"{stretch:.2f}", "exactly": f"{stretch:.4f}"}
    sorts = {
        "uphill": rate < 0,
        "still": rate == 0,
        "from one side": rate <= BORDER / 2,
        "converges": rate <= 0.95 * BORDER,
        "nearly": rate <= BORDER,
        "just too far": rate <= 1.05 * BORDER,
        "too far": rate <= 2 * BORDER,
        "far too large": True,
    }
    return {"rate": next(sort for sort, holds in sorts.items() if holds), "told": told}


too_fast = Value(
    how_fast,
    right="each step jumps to the other side of the goal and ends {stretch} times as far from it: "
    "just too far.",
)


@too_fast.known
def just_above():
    return 0.35


too_fast.mistakes(r"""
-0.35
    with a rate of {rate} m goes uphill; a learning rate is more than 0
0
    with a rate of {rate} m never moves; a learning rate is more than 0
0.1
    {rate} converges, and from one side; larger steps can be taken
0.3
    {rate} still converges: each step crosses the goal, but ends only {stretch} times as far
    from it
0.34
    {rate} does not explode yet, but nearly: each step ends {exactly} times as far from the
    goal. Give it more epochs and compare the losses, then go up a little
0.4
    {rate} explodes, but a smaller rate would too: each step ends {stretch} times as far from
    the goal. At the border that is 1
8
    {rate} is far too large; the picture shows a smaller one that explodes
""")

# -------- what happens to the largest rate when every x is five times as large

scaled_border = Numbers(
    "factor", right="an x comes in twice, so data 5 times as large need a rate 25 times smaller."
)


@scaled_border.known
def twice_five():
    return 1 / 25


scaled_border.mistakes(r"""
1 / 5
    x comes in twice: in the derivative, and in the error as well
25
    the border goes the other way: larger data need a smaller rate
5
    larger data need a smaller rate, not a larger one
1
    the rate must change: a derivative with larger x is larger
1 / 10
1 / 50
    the 2 of the square was there before; only the new 5s count
1 / 125
    that is one 5 too many: how often does x come in?
-25
    a share of the old border is asked for; it is not taken away
""")
scaled_border.difference = lambda given, wanted, inputs: (
    "multiply every x in points by 5, find the border again and divide by the old one"
)
