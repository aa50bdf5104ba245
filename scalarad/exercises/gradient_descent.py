"""Checks of the exercise 06_gradient_descent."""

import math

from scalarad.exercises.judging import (
    Mistake,
    advised,
    judge,
    number_in,
    numbers_at,
    right,
    scalar_in,
    shown,
)
from scalarad.finite_difference import central_difference
from scalarad.scalar import Scalar


def leaf_number(answer, what):
    """The number in `answer`, which should be a leaf, or a Mistake that says what it is."""
    scalar_in(answer, what, f"{what} is a plain number; wrap it in a new Scalar")
    if not answer.is_leaf:
        raise Mistake(
            f"{what} is no leaf: it remembers how it was made, and the graph grows with every "
            "step. Compute with the plain numbers, num and derivative, and wrap the result"
        )
    return number_in(answer.num, f"the number in {what}")


STEP_ADVICE = [
    (
        "NoneType",
        "the derivative is still None when the step needs it: nobody has walked back yet, or the "
        "loss was not computed from this Scalar",
    ),
    (
        "'function' object has no attribute",
        "loss is a function; call it with m, and it is the result that walks back",
    ),
    *[
        (
            f"'float' object has no attribute '{name}'",
            "a plain number remembers nothing: compute the loss with the Scalars themselves",
        )
        for name in ("backward", "square")
    ],
]


class PlainNumber(float):
    """A number of an example: a float that the text of an error tells from other floats."""


TRAIN_ADVICE = STEP_ADVICE + [
    (
        "'PlainNumber' object has no attribute",
        "the x and y of the examples are plain numbers already",
    ),
    (
        "'float' object has no attribute",
        "m and b are plain numbers after the first step; wrap each new number in a Scalar, inside "
        "of the loop",
    ),
]


def check_new_m(new_m):
    """Exercise 06: where m = 1.6 is after a step, with derivative -4.5 and rate 0.2."""
    judge(
        [number_in(new_m, "new_m")],
        [1.6 + 0.2 * 4.5],
        [
            ("this goes uphill: where the loss falls, there it should go", [0.7]),
            ("the learning rate is missing: this is a whole derivative away", [6.1]),
            ("uphill, and the learning rate is missing too", [1.6 - 4.5]),
            ("this is the derivative itself; how far does it move m?", [-4.5]),
            ("this is the size of the step; where does it lead from 1.6?", [0.9]),
            ("this is only what is taken away from m; take it away from 1.6", [-0.9]),
            (
                "the derivative is divided by the rate; a small rate makes small steps",
                [24.1],
            ),
            (
                "the derivative is divided by the rate; a small rate makes small steps",
                [-20.9],
            ),
            (
                "this step is as long as the rate; a steep loss gives a longer one",
                [1.8],
            ),
            (
                "this step is as long as the rate; a steep loss gives a longer one",
                [1.4],
            ),
            (
                "the rate multiplies the derivative only, not m as well",
                [0.2 * (1.6 + 4.5)],
            ),
            ("the rate multiplies the derivative, not m", [0.2 * 1.6 + 4.5]),
        ],
        "take the learning rate times the derivative, and take that away from m; mind the signs",
    )
    right("against a negative derivative is up, by the rate times the derivative.")


def check_step(step, seed=0):
    """Exercise 06: one step of gradient descent, for any loss of one parameter."""
    start, goal, bend, rate = numbers_at(4, seed)
    rate = abs(rate) / 10
    losses = [
        lambda m: (m - goal) * (m - goal),
        lambda m: m * m * bend + m,
        lambda m: m * m * m - m * goal,
    ]
    given = []
    for loss in losses:
        m = Scalar(start, name="m")
        new = advised(step, loss, m, rate, what="step", advice=STEP_ADVICE)
        if m.num != start:
            raise Mistake("the m that was handed in has a new num; leave it, make a new Scalar")
        if new is m:
            raise Mistake("step gives back the very m that it was given, unmoved")
        given.append(leaf_number(new, "the new m"))
    slopes = [central_difference(loss, start) for loss in losses]
    judge(
        given,
        [start - rate * slope for slope in slopes],
        [
            (
                "it goes uphill: the loss grows. Against the derivative",
                [start + rate * s for s in slopes],
            ),
            ("the learning rate is left out of the step", [start - s for s in slopes]),
            ("uphill, and without the learning rate", [start + s for s in slopes]),
            ("this is the derivative, not a place; start from m.num", slopes),
            (
                "this is only the step; take it away from m.num",
                [rate * s for s in slopes],
            ),
            (
                "this is only the step, with a minus; add m.num",
                [-rate * s for s in slopes],
            ),
            (
                "the derivative is divided by the rate",
                [start - s / rate for s in slopes],
            ),
            (
                "this takes the loss for its derivative: how high is not how steep",
                [start - rate * loss(start) for loss in losses],
            ),
            (
                "this takes the number in m for its derivative",
                [start - rate * start for _ in losses],
            ),
            (
                "this steps by the rate times 1, which is the derivative of the output itself; let "
                "the loss walk back, and take the derivative that it leaves on m",
                [start - rate] * len(losses),
            ),
            (
                "the new m has the number of the old one; it has not moved",
                [start] * len(losses),
            ),
            ("this is the loss; return the new m", [loss(start) for loss in losses]),
        ],
        f"from m = {start} at rate {rate:.6g}, with derivative {slopes[0]:.6g}, it comes to "
        f"{given[0]:.6g}; rate times derivative is {rate * slopes[0]:.6g}",
    )
    right("forward, back, and a new leaf, one small step against the derivative.")


def line_after(path, rate, slopes=lambda off, x: (-2 * off * x, -2 * off)):
    """m and b, from 0 on, after a step on each example of `path`, in plain numbers.

    slopes: from how far y is above the line, and x, to the two derivatives that a step takes.
    """
    m = b = 0.0
    for x, y in path:
        at_m, at_b = slopes(y - (m * x + b), x)
        m, b = m - rate * at_m, b - rate * at_b
    return [m, b]


def line_after_sums(examples, rate, epochs):
    """m and b, from 0 on, when an epoch adds up the derivatives and then takes one step."""
    m = b = 0.0
    for _ in range(epochs):
        offs = [(y - (m * x + b), x) for x, y in examples]
        m, b = (
            m + 2 * rate * sum(off * x for off, x in offs),
            b + 2 * rate * sum(off for off, _ in offs),
        )
    return [m, b]


def line_wrong_b(path, rate):
    """m and b, from 0 on, after steps against (y - m * x + b) squared."""
    m = b = 0.0
    for x, y in path:
        off = y - m * x + b
        m, b = m + 2 * rate * off * x, b - 2 * rate * off
    return [m, b]


TRAIN_MISTAKES = [
    (
        "it goes uphill: step against the derivatives",
        lambda e, r, n: line_after(e * n, -r),
    ),
    (
        "the learning rate is left out of the steps",
        lambda e, r, n: line_after(e * n, 1),
    ),
    (
        "it steps once per epoch, on the last example only: do the steps stand in the inner loop?",
        lambda e, r, n: line_after(e[-1:] * n, r),
    ),
    (
        "it adds up the derivatives of an epoch and then takes one step; step after each example",
        line_after_sums,
    ),
    (
        "it takes one step per epoch, against the mean; step after each example",
        lambda e, r, n: line_after_sums(e, r / len(e), n),
    ),
    (
        "it takes the examples from last to first; their order matters",
        lambda e, r, n: line_after(e[::-1] * n, r),
    ),
    ("it trains for one epoch too many", lambda e, r, n: line_after(e * (n + 1), r)),
    ("it trains for one epoch too few", lambda e, r, n: line_after(e * (n - 1), r)),
    (
        "it stops after a single step: is return inside the loops?",
        lambda e, r, n: line_after(e[:1], r),
    ),
    (
        "this is one epoch: does return stand in the outer loop, or do m and b start anew there?",
        lambda e, r, n: line_after(e, r),
    ),
    (
        "the loops are inside out: all epochs for the first example, then for the next",
        lambda e, r, n: line_after([pair for pair in e for _ in range(n)], r),
    ),
    (
        "the loss is not squared: each step is as long, however far off the line is",
        lambda e, r, n: line_after(e * n, r, lambda off, x: (-x, -1)),
    ),
    (
        "b moves by the derivative of m",
        lambda e, r, n: line_after(e * n, r, lambda off, x: (-2 * off * x,) * 2),
    ),
    (
        "m moves by the derivative of b",
        lambda e, r, n: line_after(e * n, r, lambda off, x: (-2 * off,) * 2),
    ),
    (
        "b never moves",
        lambda e, r, n: line_after(e * n, r, lambda off, x: (-2 * off * x, 0)),
    ),
    (
        "m never moves",
        lambda e, r, n: line_after(e * n, r, lambda off, x: (0, -2 * off)),
    ),
    (
        "b moves by a loss computed anew, after m has moved; both steps belong to one loss",
        lambda e, r, n: line_after(
            e * n, r, lambda off, x: (-2 * off * x, -2 * off * (1 - 2 * r * x * x))
        ),
    ),
    (
        "x and y of the examples have changed places",
        lambda e, r, n: line_after([pair[::-1] for pair in e] * n, r),
    ),
    (
        "m and b have changed places in what is returned",
        lambda e, r, n: line_after(e * n, r)[::-1],
    ),
    (
        "b is added to y: write brackets around the prediction, y - (m * x + b)",
        lambda e, r, n: line_wrong_b(e * n, r),
    ),
    (
        "b goes uphill: step against both derivatives",
        lambda e, r, n: line_after(e * n, r, lambda off, x: (-2 * off * x, 2 * off)),
    ),
    ("m and b are still 0: nothing moved", lambda e, r, n: [0.0, 0.0]),
]


def check_train(train, seed=0):
    """Exercise 06: stochastic gradient descent of a line, as the notebook does it."""
    numbers = numbers_at(12, seed)
    pairs = list(zip(numbers[::2], numbers[1::2]))
    runs = [(pairs[:4], 0.02, 3), (pairs[4:], 0.01, 5)]
    given = []
    for examples, rate, epochs in runs:
        pairs_of_numbers = [(PlainNumber(x), PlainNumber(y)) for x, y in examples]
        pair = advised(train, pairs_of_numbers, rate, epochs, what="train", advice=TRAIN_ADVICE)
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise Mistake(f"train should return two Scalars, m and b; it returns {pair!r:.60}")
        given += [leaf_number(answer, name) for answer, name in zip(pair, "mb")]
    wanted = [number for e, r, n in runs for number in line_after(e * n, r)]
    known = [
        (sentence, [number for e, r, n in runs for number in mistaken(e, r, n)])
        for sentence, mistaken in TRAIN_MISTAKES
    ]
    examples, rate, epochs = runs[0]
    judge(
        given,
        wanted,
        known,
        f"with {examples}, rate {rate} and {epochs} epochs, m and b come to {shown(given[:2])}; "
        f"the first step alone, by arithmetic, leads to {shown(line_after(examples[:1], rate))}",
    )
    right("one prediction, one loss, one walk back and one step, for every example.")


POINTS = [(0.5, 2.0), (1.5, 7.9), (2.5, 12.1)]


def check_too_fast(rate):
    """Exercise 06: a rate at most 5 % above the largest at which m * x converges on POINTS."""
    rate = number_in(rate, "too_fast")
    border = len(POINTS) / sum(x * x for x, _ in POINTS)
    stretch = abs(1 - 2 * rate / border)
    if not math.isfinite(rate):
        raise Mistake(f"{rate} is no learning rate; take a number between 0.2 and 0.4")
    if rate <= 0:
        where = "goes uphill" if rate else "never moves"
        raise Mistake(f"with a rate of {rate:.6g} m {where}; a learning rate is more than 0")
    if rate <= border / 2:
        raise Mistake(f"{rate:.6g} converges, and from one side; larger steps can be taken")
    if rate <= 0.95 * border:
        raise Mistake(
            f"{rate:.6g} still converges: each step crosses the goal, but ends only {stretch:.2f} "
            "times as far from it"
        )
    if rate <= border:
        raise Mistake(
            f"{rate:.6g} does not explode yet, but nearly: each step ends {stretch:.4f} times as "
            "far from the goal. Give it more epochs and compare the losses, then go up a little"
        )
    if rate > 2 * border:
        raise Mistake(f"{rate:.6g} is far too large; the picture shows a smaller one that explodes")
    if rate > 1.05 * border:
        raise Mistake(
            f"{rate:.6g} explodes, but a smaller rate would too: each step ends {stretch:.2f} "
            "times as far from the goal. At the border that is 1"
        )
    right(
        f"each step jumps to the other side of the goal and ends {stretch:.2f} times as far from "
        "it: just too far."
    )


def check_scaled_border(factor):
    """Exercise 06: what happens to the largest rate when every x is five times as large."""
    judge(
        [number_in(factor, "factor")],
        [1 / 5**2],
        [
            ("x comes in twice: in the derivative, and in the error as well", [1 / 5]),
            ("the border goes the other way: larger data need a smaller rate", [25]),
            ("larger data need a smaller rate, not a larger one", [5]),
            ("the rate must change: a derivative with larger x is larger", [1]),
            ("the 2 of the square was there before; only the new 5s count", [1 / 10]),
            ("the 2 of the square was there before; only the new 5s count", [1 / 50]),
            ("that is one 5 too many: how often does x come in?", [1 / 125]),
            ("a share of the old border is asked for; it is not taken away", [-25]),
        ],
        "multiply every x in points by 5, find the border again and divide by the old one",
    )
    right("an x comes in twice, so data 5 times as large need a rate 25 times smaller.")
