"""Checks of the exercise 05_backward."""

import math

from scalarad.exercises.judging import (
    Mistake,
    advised,
    askers_of,
    called,
    judge,
    judge_whose,
    number_in,
    numbers_at,
    numbers_in,
    right,
    same,
    scalar_in,
    shown,
)
from scalarad.finite_difference import central_difference, partial_derivatives
from scalarad.scalar import Scalar

# y = (a - b * c) * d at 20, 3, 4, 5: each node, its derivative, and numbers that show a mistake.
SEVEN_NODES = [
    (
        "y",
        1,
        [
            (
                40,
                "the walk does not start with the number in y: how does y follow itself?",
            ),
            (
                0,
                "when y moves, y moves as much: its derivative with respect to itself is not 0",
            ),
        ],
    ),
    (
        "difference",
        5,
        [(8, "its own number; in a product each input gets the other's")],
    ),
    ("d", 8, [(5, "its own number; in a product each input gets the other's")]),
    (
        "a",
        5,
        [
            (
                1,
                "the number on its arrow alone; multiply it by what arrived at difference",
            ),
            (
                -5,
                "a derivative with the sign of what is taken away; a is not taken away",
            ),
        ],
    ),
    (
        "product",
        -5,
        [
            (
                5,
                "a derivative without the minus; product is taken away, and its arrow says so",
            ),
            (
                -1,
                "the number on its arrow alone; multiply it by what arrived at difference",
            ),
        ],
    ),
    (
        "b",
        -20,
        [
            (20, "a derivative that has lost the minus which arrived at product"),
            (
                -15,
                "its own number times what arrived; in a product each gets the other's",
            ),
            (
                4,
                "the number on its arrow alone; multiply it by what arrived at product",
            ),
            (-4, "the product of two arrows; there is a third on the way to y"),
        ],
    ),
    (
        "c",
        -15,
        [
            (15, "a derivative that has lost the minus which arrived at product"),
            (
                -20,
                "its own number times what arrived; in a product each gets the other's",
            ),
            (
                3,
                "the number on its arrow alone; multiply it by what arrived at product",
            ),
            (-3, "the product of two arrows; there is a third on the way to y"),
        ],
    ),
]


def check_derivatives_on_a_tree(derivatives):
    """Exercise 05: the derivative of y with respect to each of the seven nodes."""
    given = numbers_in(derivatives, 7, "derivatives")
    wanted = [derivative for _, derivative, _ in SEVEN_NODES]
    mistakes = [
        (
            "these are the local derivatives, as they stand on the arrows; the derivative of the "
            "whole is their product along the path",
            [1, 5, 8, 1, -1, 4, 3],
        ),
        (
            "all are 40 times too large: the walk starts with 1, not with the number in y",
            [40 * number for number in wanted],
        ),
        (
            "the minus of the difference is lost on the whole way to product, b and c",
            [1, 5, 8, 5, 5, 20, 15],
        ),
        ("these are the numbers in the nodes", [40, 8, 5, 20, 12, 3, 4]),
        (
            "along a path the numbers on the arrows multiply; here they are added",
            [1, 6, 9, 7, 5, 9, 8],
        ),
        (
            "along a path the numbers on the arrows multiply; here they are added",
            [1, 5, 8, 6, 4, 8, 7],
        ),
    ]
    judge(given, wanted, mistakes, first_wrong_node(given))
    right("start with 1, go left, and multiply by the number on each arrow.")


def first_wrong_node(given):
    """What the first wrong one of seven derivatives looks like, from the output on."""
    for number, (name, wanted, mistakes) in zip(given, SEVEN_NODES):
        if not same([number], [wanted]):
            for wrong, sentence in mistakes:
                if same([number], [wrong]):
                    return sentence if name == "y" else f"at {name} you give {sentence}"
            if name == "y":
                return "the first number is that of y itself: by how much does y follow y?"
            return (
                f"up to {name} all is well, there it is not: you give {number:.6g}. Take what "
                "arrived at the ellipse on its right, times the number on the arrow"
            )
    return ""


WALKED_BY_BACKWARD = "backward does the whole walk; here take each step with backward_fn"


class StepByStep(Scalar):
    """A Scalar that does not walk by itself."""

    def backward(self, b_in=1):
        raise Mistake(WALKED_BY_BACKWARD)


A_WHOLE_TUPLE = (
    "a whole tuple was handed on where a number is needed: also the one share of a square comes in "
    "a tuple, so take it out with (at_difference,) = ..."
)
WALK_ADVICE = [
    (" operand type", A_WHOLE_TUPLE),
    ("multiply sequence", A_WHOLE_TUPLE),
    (
        "expected 2, got 1",
        "two shares are taken where the square gives one; the difference is one step further, "
        "among the inputs of the square",
    ),
    (
        "too many values to unpack",
        "one share is taken where a rule gives two; only the square gives a single one",
    ),
    (
        "tuple index out of range",
        "there is no such input: a product and a difference have two, a square has one",
    ),
    (
        "'NoneType' object is not callable",
        "a leaf was asked, and it has no rule; the last to ask is the difference",
    ),
    (
        "'float' object has no attribute",
        "a derivative is a plain number; ask the node that it arrives at, first y.inputs[0]",
    ),
    (
        "'tuple' object has no attribute",
        "inputs is a tuple; take one Scalar out, as in inputs[0]",
    ),
]


def check_steps_back(walk_back, seed=0):
    """Exercise 05: one walk back through (a - b).square() * c, with backward_fn alone."""

    def truth(a, b, c):
        return (a - b) * (a - b) * c

    *numbers, b_in = numbers_at(4, seed)
    a, b, c = map(StepByStep, numbers)
    y = (a - b).square() * c
    askers = askers_of(y)
    shares = advised(walk_back, y, b_in, what="walk_back", advice=WALK_ADVICE)
    if Scalar.backward.__code__ in askers:
        raise Mistake(WALKED_BY_BACKWARD)
    shares = numbers_in(shares, 3, "what walk_back returns")
    off, c = a.num - b.num, c.num
    slopes = partial_derivatives(truth, *numbers)
    at_a, at_b, at_c = wanted = [b_in * slope for slope in slopes]
    judge(
        shares,
        wanted,
        [
            ("b_in is left out: the first step hands it to y.backward_fn", slopes),
            (
                "this uses the a and b of the cell above; the check makes a y of its own, so find "
                "the nodes among its inputs",
                [6 * c * b_in, -6 * c * b_in, at_c],
            ),
            (
                "this uses the a, b and c of the cell above; the check makes a y of its own, so "
                "find the nodes among its inputs",
                [60 * b_in, -60 * b_in, 9 * b_in],
            ),
            (
                "every step begins anew with 1; hand each rule what the step before gave",
                [1, -1, off * off],
            ),
            (
                "every step begins anew with b_in; hand each rule what the step before gave",
                [b_in, -b_in, b_in * off * off],
            ),
            (
                "what arrives at the square and at c are mixed up: the first share is for the "
                "first input",
                [2 * off**3 * b_in, -2 * off**3 * b_in, c * b_in],
            ),
            (
                "the step through the square is left out: what arrives there is not yet what "
                "arrives at the difference",
                [b_in * c, -b_in * c, at_c],
            ),
            (
                "the square gets b_in, but it is not the last: it gets its share of the product",
                [2 * off * b_in, -2 * off * b_in, at_c],
            ),
            (
                "the three numbers are right, but c comes last, after a and b",
                [at_c, at_a, at_b],
            ),
            ("a and b have changed places", [at_b, at_a, at_c]),
            ("b is taken away: its share has the other sign", [at_a, at_a, at_c]),
            (
                "the step through the difference is missing; its share for b has a minus",
                [2 * off * c * b_in] * 2 + [at_c],
            ),
            (
                "b_in is multiplied in twice; the rules do it already",
                [b_in * share for share in wanted],
            ),
            (
                "the walk starts with b_in, not with b_in times the number in y",
                [y.num * share for share in wanted],
            ),
        ],
        f"at a, b, c = {shown(numbers)} with {b_in} arriving, walk_back gives {shown(shares)}; "
        f"a nudge says {shown(wanted)}",
    )
    right("three rules, one after the other; each takes what the one before handed on.")


TREES = [
    ("(a - b * c).square() * d", lambda a, b, c, d: (a - b * c).square() * d),
    ("a * b + c", lambda a, b, c, d: a * b + c),
    ("(a.square() - b) * (c + d)", lambda a, b, c, d: (a.square() - b) * (c + d)),
    ("a leaf", lambda a, b, c, d: a),
]


def check_recursive_backward(cls, seed=0):
    """Exercise 05: `backward` of the class `cls`, on graphs that use no number twice."""
    *numbers, b_in = numbers_at(5, seed)
    for what, tree in TREES:
        leaves = [called(cls, number, what="Scalar") for number in numbers]
        y = called(tree, *leaves, what="arithmetic with your Scalar")
        walk_and_judge(y, what, b_in)
        walk_and_judge(y, what, 1, before=b_in)
    judge_whose(cls(numbers[0]) * cls(numbers[1]))
    right("keep what arrives, and hand each input its share: the walk writes itself.")


def walk_and_judge(y, what, b_in, before=0):
    """Run `backward` from `y` and hold every node's derivative against a nudge.

    before: the derivative with which `backward` was run before; then the default of 1 is used.
    """
    walk = getattr(y, "backward", None)
    try:
        called(walk, *([] if before else [b_in]), what="backward")
    except Mistake as stopped:
        asks_above = "super" in getattr(walk, "__code__", check_steps_back.__code__).co_names
        raise Mistake(why_it_stopped(str(stopped), asks_above)) from None
    nodes = [y]
    for node in nodes:
        nodes.extend(node.inputs)
    # What is missing counts as infinite, so that it can be compared.
    given = [
        math.inf
        if node.derivative is None
        else number_in(node.derivative, f"the derivative of a node in {what}")
        for node in nodes
    ]
    wanted = [
        b_in * central_difference(lambda h, node=node: number_when_nudged(y, node, h), 0.0)
        for node in nodes
    ]
    known = [
        (
            "walked a second time, it adds to what the first walk left; the new derivative takes "
            "the place of the old one",
            [slope + before / b_in * slope for slope in wanted],
        ),
        (
            "walked a second time, every node keeps the derivative of the first walk; the new one "
            "takes its place",
            [before / b_in * slope for slope in wanted],
        ),
        (
            "no node has a derivative after the walk: keep b_in as self.derivative",
            [math.inf] * len(nodes),
        ),
        (
            "all nodes have theirs except the output: it has to keep b_in before it hands on",
            [math.inf, *wanted[1:]],
        ),
        (
            "a leaf has no derivative: keep what arrives before you stop there",
            [slope if node.inputs else math.inf for node, slope in zip(nodes, wanted)],
        ),
        (
            "only the first step is taken: each input has to walk on by itself, with its share",
            [slope if i <= len(y.inputs) else math.inf for i, slope in enumerate(wanted)],
        ),
        (
            "b_in makes no difference: it should arrive at the output in place of 1",
            [slope / b_in for slope in wanted],
        ),
    ]
    for sentence, keep, hand_on in WALKS_GONE_WRONG:
        found = {}
        go_wrong(y, b_in, keep, hand_on, found)
        known.append((sentence, [found.get(id(node), math.inf) for node in nodes]))
    off = [i for i in range(len(nodes)) if not same(given[i : i + 1], wanted[i : i + 1])]
    where = f"in {what} with {b_in} arriving, the derivative at "
    if off:
        name = (
            "the output" if off[0] == 0 else nodes[off[0]].name or f"the leaf {nodes[off[0]].num}"
        )
        came = "missing" if given[off[0]] == math.inf else f"{given[off[0]]:.6g}"
        where += f"{name} is {came}; a nudge says {wanted[off[0]]:.6g}"
    judge(given, wanted, known, where)


def why_it_stopped(text, asks_above):
    """What an error in the middle of a walk means, or its own `text`.

    asks_above: whether the method calls super().
    """
    if "'NoneType' object is not callable" in text:
        if asks_above:
            return (
                "super() asks the class above for its backward, and that was taken away: call your "
                "own backward, on each input"
            )
        return (
            "the backward_fn of a leaf is called, and a leaf has none: does every leaf stop before "
            "that, and is each input asked for `backward`, not for `backward_fn`?"
        )
    if "tuple index out of range" in text or "expected 2, got 1" in text:
        return "a square has one input and one share: go through them with zip"
    if "unsupported operand" in text and "NoneType" in text:
        return (
            "before the walk a derivative is None, and nothing can be added to it or multiplied "
            "with it: keep what arrives, with ="
        )
    if "'tuple' object has no attribute" in text:
        return "inputs is a tuple: call backward on each Scalar in it, not on the tuple"
    if text.startswith("backward is None"):
        return "your class has no method with the name backward"
    if "operand" in text or "sequence" in text:
        return "a whole tuple of shares is handed on; give each input its own one, with zip"
    return text


def number_when_nudged(y, nudged, h):
    """The number of `y`, computed anew from the leaves, when one node moves by `h`."""
    numbers = [number_when_nudged(parent, nudged, h) for parent in y.inputs]
    arithmetic = {
        "*": lambda a, b: a * b,
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "square": lambda a: a * a,
    }
    number = arithmetic[y.name](*numbers) if numbers else y.num
    return number + h if y is nudged else number


def go_wrong(node, b_in, keep, hand_on, found):
    """Walk back from `node` with a mistake, and put what each node keeps into `found`."""
    shares = node.backward_fn(b_in) if node.inputs else ()
    found[id(node)] = keep(b_in, shares)
    for parent, share in zip(node.inputs, hand_on(node, b_in, shares)):
        go_wrong(parent, share, keep, hand_on, found)


def keep_what_arrives(b_in, shares):
    return b_in


def hand_on_shares(node, b_in, shares):
    return shares


WALKS_GONE_WRONG = [
    (
        "only the output has a derivative: each input has to be called with its share",
        keep_what_arrives,
        lambda node, b_in, shares: (),
    ),
    (
        "only the first input of each node is reached: a return inside the loop ends it there",
        keep_what_arrives,
        lambda node, b_in, shares: shares[:1],
    ),
    (
        "the leaves are right, but the nodes in between have no derivative; keep it on every node",
        lambda b_in, shares: math.inf if shares else b_in,
        hand_on_shares,
    ),
    (
        "each node hands b_in on as it came; its inputs should get their shares, from backward_fn",
        keep_what_arrives,
        lambda node, b_in, shares: [b_in] * len(shares),
    ),
    (
        "the inputs are called without their shares, so that each begins anew with 1",
        keep_what_arrives,
        lambda node, b_in, shares: [1] * len(shares),
    ),
    (
        "these are the local derivatives: backward_fn is called with 1 where b_in has arrived",
        keep_what_arrives,
        lambda node, b_in, shares: node.backward_fn(1) if shares else (),
    ),
    (
        "each share is multiplied by b_in once more; the rules have done that already",
        keep_what_arrives,
        lambda node, b_in, shares: [share * b_in for share in shares],
    ),
    (
        "the inputs get each other's shares; the first share is for the first input",
        keep_what_arrives,
        lambda node, b_in, shares: shares[::-1],
    ),
    (
        "each input is called with every share, and keeps the last: one loop over both, with zip, "
        "and not a loop inside a loop",
        keep_what_arrives,
        lambda node, b_in, shares: shares[-1:] * len(shares),
    ),
    (
        "a share is kept on the node that hands it on; it belongs to the input",
        lambda b_in, shares: shares[-1] if shares else b_in,
        hand_on_shares,
    ),
    (
        "a share is kept on the node that hands it on; it belongs to the input",
        lambda b_in, shares: shares[-1] if shares else math.inf,
        hand_on_shares,
    ),
]


def check_all_derivatives_zero(new_c):
    """Exercise 05: the c for which (a * b + c).square() is flat, at a = 4 and b = -3."""
    c = number_in(new_c, "new_c")
    judge(
        [c],
        [12],
        [
            ("the sum is then twice as far from 0; has c the right sign?", [-12]),
            ("by this much c has to go up; which number does it hold after that?", [7]),
            ("the sum is then a * b alone, and that is not 0", [0]),
            ("this is the c of the picture, whose derivatives are not 0", [5]),
            ("this only takes the 5 the other way", [-5]),
            (
                "the sum is then 7 instead of -7, and its square as large as before",
                [19],
            ),
        ],
        f"the sum is then {c - 12:.6g}, so the square hands on {2 * (c - 12):.6g}, not 0",
    )
    right("where the sum is 0 the square is flat, and hands on 0 to all before it.")


def check_moved_downhill(moved, seed=0):
    """Exercise 05: a new leaf, one step against the derivative of the old one."""
    numbers = numbers_at(4, seed)
    rate = abs(numbers_at(5, seed)[-1]) / 10
    places = [(numbers[0], abs(numbers[2])), (numbers[1], -abs(numbers[3]))]
    given = []
    for number, derivative in places:
        leaf = Scalar(number)
        leaf.derivative = derivative
        result = called(moved, leaf, rate, what="moved")
        scalar_in(
            result,
            "moved(leaf, rate)",
            "moved gives a plain number; wrap it, with Finished(...)",
        )
        given.append(number_in(result.num, "the number of the new leaf"))
        old_stays = result is not leaf and leaf.num == number
    judge(
        given,
        [number - rate * derivative for number, derivative in places],
        [
            (
                sentence,
                [wrong(number, derivative, rate) for number, derivative in places],
            )
            for sentence, wrong in WRONG_STEPS
        ],
        f"at number {places[0][0]}, derivative {places[0][1]} and rate {rate:.6g} the new number "
        f"is {places[0][0] - rate * places[0][1]:.6g}; yours is {given[0]:.6g}",
    )
    if not result.is_leaf:
        raise Mistake(
            "the number is right, but the new Scalar is no leaf: it remembers what it was computed "
            "from, and the graph would grow with each step: compute with num, and wrap what comes"
        )
    if not old_stays:
        raise Mistake("the number is right, but the old leaf has changed; make a new one")
    right(
        f"downhill. Five such steps at rate 0.01 take the loss from 9 to "
        f"{loss_after_steps(moved, 5):.2f}."
    )


def loss_after_steps(moved, steps):
    """The loss of the line m * x + b at one example, after some steps from m = 2, b = 1."""
    m, b = Scalar(2.0), Scalar(1.0)
    for _ in range(steps):
        loss = (10.0 - (m * 3.0 + b)).square()
        loss.backward()
        m, b = (Scalar(called(moved, leaf, 0.01, what="moved").num) for leaf in (m, b))
    return (10.0 - (m.num * 3.0 + b.num)) ** 2


WRONG_STEPS = [
    (
        "this goes uphill: the sign of the derivative says where the loss goes up",
        lambda number, derivative, rate: number + rate * derivative,
    ),
    (
        "the sign of the derivative is lost: it says which way is down",
        lambda number, derivative, rate: number - rate * abs(derivative),
    ),
    (
        "the rate is left out, so the step is far too long",
        lambda number, derivative, rate: number - derivative,
    ),
    (
        "the derivative is left out: every leaf takes the same step",
        lambda number, derivative, rate: number - rate,
    ),
    (
        "this is the step alone; where does it start?",
        lambda number, derivative, rate: -rate * derivative,
    ),
    (
        "this is the step alone, and where does it start?",
        lambda number, derivative, rate: rate * derivative,
    ),
    (
        "the number is replaced by the derivative; it should move against it",
        lambda number, derivative, rate: derivative,
    ),
    (
        "number and derivative have changed places",
        lambda number, derivative, rate: derivative - rate * number,
    ),
    (
        "the step is taken from the number instead of the derivative",
        lambda number, derivative, rate: number - rate * number,
    ),
    (
        "the new leaf holds the old number: it has not moved",
        lambda number, derivative, rate: number,
    ),
    (
        "the step is divided by the rate; a smaller rate should make a smaller step",
        lambda number, derivative, rate: number - derivative / rate,
    ),
    (
        "all of it is multiplied by the rate; only the derivative should be",
        lambda number, derivative, rate: (number - derivative) * rate,
    ),
    (
        "only the sign of the derivative is used; its size counts too",
        lambda number, derivative, rate: number - math.copysign(rate, derivative),
    ),
]
