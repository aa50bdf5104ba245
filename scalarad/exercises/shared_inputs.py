"""Checks of the exercise 07_shared_inputs."""

import math
import operator
from itertools import permutations, takewhile

from scalarad.exercises.broken_engines import (
    ClearsTooOften,
    KeepsTheLastShare,
    NearestFirst,
    SendsOnlyOnce,
    SendsTooEarly,
    StartsWithItsNumber,
)
from scalarad.exercises.judging import (
    Mistake,
    advised,
    called,
    first_off,
    judge,
    judge_whose,
    number_in,
    numbers_at,
    right,
    same,
    scalar_in,
    shown,
)
from scalarad.finite_difference import central_difference, partial_derivatives
from scalarad.graph import is_node, topological_order
from scalarad.scalar import Scalar


def check_derivative_of_shared(derivative):
    """Exercise 07: the derivative of x * x + x at 3.3."""
    judge(
        [number_in(derivative, "derivative")],
        [2 * 3.3 + 1],
        [
            (
                "this is the share that comes last, stored over the others; shares add",
                [1],
            ),
            ("this is the share of one arrow alone; three arrows leave x", [3.3]),
            ("this is the derivative of x * x; x is used once more", [6.6]),
            ("only one of the two arrows into the product is counted", [4.3]),
            (
                "this is the value at 3.3; its derivative is asked for",
                [3.3 * 3.3 + 3.3],
            ),
            ("this is the value of x * x; a derivative is asked for", [3.3 * 3.3]),
            ("along different paths shares add; they do not multiply", [3.3 * 3.3 * 1]),
            ("the last arrow brings 1: the sum hands on what arrives", [3 * 3.3]),
            ("the sum hands a 1 to each input, not to each arrow", [8.6]),
            ("the sum brings a plus, not a minus", [5.6]),
        ],
        "three arrows leave x; find the share that each brings, and add the three",
    )
    right("three arrows leave x, and their shares add: 3.3, 3.3 and 1.")


def check_visits(visits, seed=0):
    """Exercise 07: visits of the draft that walks every path, for n doublings."""
    counts = [3, 6, 11] if seed == 0 else [2, 5, 12]
    given = [number_in(called(visits, n, what="visits"), f"visits({n})") for n in counts]
    known = [
        (
            "this visits each node once; the draft comes again for every path",
            lambda n: n + 1,
        ),
        (
            "these are the arrows, each walked once; the draft walks paths",
            lambda n: 2 * n,
        ),
        (
            "each node is visited twice as often as the one after it, not just twice",
            lambda n: 2 * n + 1,
        ),
        ("these are the visits of x alone; all nodes are asked for", lambda n: 2**n),
        ("x itself is not counted, or the last doubling is not", lambda n: 2**n - 1),
        ("the output is not counted; it is visited once", lambda n: 2 ** (n + 1) - 2),
        (
            "this counts one visit too many: the output is visited once, not twice",
            lambda n: 2 ** (n + 1),
        ),
        ("this is one doubling too many", lambda n: 2 ** (n + 2) - 1),
        ("visits double from node to node; this grows like a square", lambda n: n * n),
        (
            "visits double from node to node; this grows like a square",
            lambda n: (n + 1) ** 2,
        ),
        (
            "visits double from node to node; they do not grow by one",
            lambda n: (n + 1) * (n + 2) / 2,
        ),
        (
            "this is the count for the notebook's ladder; in a doubling both arrows leave one node",
            ladder_visits,
        ),
        (
            "visits that grow like 1, 1, 2, 3, 5 belong to the notebook's ladder; here both arrows "
            "leave the same node",
            lambda n: ladder_visits(n, 2),
        ),
    ]
    wanted = [2 ** (n + 1) - 1 for n in counts]
    off = first_off(given, wanted)
    judge(
        given,
        wanted,
        [(sentence, [mistaken(n) for n in counts]) for sentence, mistaken in known],
        f"visits({counts[off]}) is {given[off]:.6g}; with one doubling there are 3 visits, 1 of "
        "the output and 2 of x. Each further doubling adds a node, visited twice as often",
    )
    right("1 + 2 + 4 + ...: with each doubling the visits double, while the graph grows by one.")


def ladder_visits(steps, first=3):
    """What the draft needs on the notebook's ladder, when it needs `first` on one of one step."""
    before, total = 1, first
    for _ in range(steps - 1):
        before, total = total, 1 + total + before
    return total


def take_the_turns(nodes, turns):
    """Let each operation send once, in the order of the letters in `turns`."""
    for node in nodes:
        node.derivative = 0.0
    nodes[-1].derivative = 1.0
    operations = {node.name: node for node in nodes if not node.is_leaf}
    for letter in turns:
        node = operations[letter]
        for parent, share in zip(node.inputs, node.backward_fn(node.derivative)):
            parent.derivative += share
    return [node.derivative for node in nodes if node.is_leaf]


def check_turns(orders, output):
    """Exercise 07: the orders of turns in which the walk back from `output`, t, is right."""
    nodes = topological_order(output)
    leaves = [node.num for node in nodes if node.is_leaf]
    nudged = partial_derivatives(lambda x, y: ((x * y) * (x * y) + x * y) * (x * y - y), *leaves)
    if isinstance(orders, str):
        orders = [orders]
    if not isinstance(orders, (list, tuple, set)) or not orders:
        if orders is ...:
            number_in(orders, "orders")
        raise Mistake('orders should be a list of texts, such as ["pqrst", "qprst"]')
    for order in orders:
        letters = [part for part in str(order).lower() if part not in " ,"]
        if not isinstance(order, str) or sorted(letters) != list("pqrst"):
            raise Mistake(f"{order!r:.60} should be a text of five letters, p to t, each once")
    answers = [order.lower().replace(",", "").replace(" ", "") for order in orders]
    users = {n.name: [u.name for u in nodes if any(n is i for i in u.inputs)] for n in nodes}
    for order in answers:
        if same(take_the_turns(nodes, order), nudged):
            continue
        if order[0] != "t":
            raise Mistake(
                f"in {order}, {order[0]} sends first, and nothing has arrived there yet: "
                "where does the walk back begin?"
            )
        early = [(a, b) for i, a in enumerate(order) for b in users[a] if b in order[i:]]
        raise Mistake(
            "in {}, {} sends before {}, which uses it, has had its turn".format(order, *early[0])
        )
    turns = ["".join(letters) for letters in permutations("pqrst")]
    wanted = [order for order in turns if same(take_the_turns(nodes, order), nudged)]
    if len(set(answers)) < len(wanted):
        found = "this order is" if len(set(answers)) == 1 else "these orders are"
        raise Mistake(f"{found} right, but there are more: which two could change places?")
    right("t first, p last, r before q; only s is free, since nobody but t uses it.")


class PostsDraft(Scalar):
    """The post's `backward`: stores, and walks every path."""

    def backward(self, b_in=1):
        self.derivative = b_in
        if not self.is_leaf:
            for parent, share in zip(self.inputs, self.backward_fn(b_in)):
                parent.backward(share)


def walk_with(
    start=lambda b_in: b_in,
    turns=reversed,
    sent=lambda node, b_in: node.derivative,
    asked=lambda node, output: node,
):
    """A class whose `backward` has a slip in one of four places.

    start: what the output begins with. turns: the order of the nodes. sent: what a node hands on.
    asked: whose rule is used at a node.
    """

    class Slipped(Scalar):
        def backward(self, b_in=1):
            order = topological_order(self)
            for node in order:
                node.derivative = 0
            self.derivative = start(b_in)
            for node in turns(order):
                if not node.is_leaf:
                    shares = asked(node, self).backward_fn(sent(node, b_in))
                    for parent, share in zip(node.inputs, shares):
                        parent.derivative += share

    return Slipped


KNOWN_WALKS = [
    (
        "it stores a share over the one that was there before, and walks every path, like the "
        "first draft; shares add",
        PostsDraft,
    ),
    (
        "it keeps only the last share that came; where paths meet, shares add",
        KeepsTheLastShare,
    ),
    (
        "it clears inputs again on the way, and with them shares that had come already; clear "
        "all nodes once, before the walk",
        ClearsTooOften,
    ),
    (
        "it begins with the output's number; it should begin with b_in",
        StartsWithItsNumber,
    ),
    (
        "it begins with 1 whatever arrives; it should begin with b_in",
        walk_with(lambda b_in: 1),
    ),
    (
        "all is 0: something is cleared after a number was put there",
        walk_with(lambda b_in: 0),
    ),
    (
        "it goes through the order forwards; the walk begins at the output",
        walk_with(turns=iter),
    ),
    (
        "the output never sends: it is the first whose turn comes",
        walk_with(turns=lambda order: reversed(order[:-1])),
    ),
    (
        "each node hands b_in on; it should hand on what came together in its derivative",
        walk_with(sent=lambda node, b_in: b_in),
    ),
    (
        "each rule is called with 1; it should be called with what came together at its node",
        walk_with(sent=lambda node, b_in: 1),
    ),
    (
        "the output's rule is used at every node: write node.backward_fn, not self.backward_fn",
        walk_with(asked=lambda node, output: output),
    ),
    (
        "the output's rule is used at every node: write node.backward_fn, not self.backward_fn",
        walk_with(sent=lambda node, b_in: b_in, asked=lambda node, output: output),
    ),
    (
        "the walk ends at the first leaf: a return or a break leaves the loop; continue goes on "
        "with the next node",
        walk_with(turns=lambda order: takewhile(lambda node: not node.is_leaf, reversed(order))),
    ),
    (
        "it goes by distance from the output, and some nodes send before all their shares are in",
        NearestFirst,
    ),
    (
        "nodes send all that has come so far, each time that something comes: the first share "
        "goes out twice",
        SendsTooEarly,
    ),
    (
        "nodes send at the first arrival and never again: what comes later is not handed on",
        SendsOnlyOnce,
    ),
]

SHARED = {
    "x * x + x": lambda x, y: x * x + x,
    "x * y - y": lambda x, y: x * y - y,
    "b * 3.0 + b * b, with b = x * y": lambda x, y: (lambda b: b * 3.0 + b * b)(x * y),
    "(b + 1.0) * (b * y), with b = x - y": lambda x, y: (lambda b: (b + 1.0) * (b * y))(x - y),
    "c * b - c, with b = x + y and c = b * b": lambda x, y: (
        lambda b: (lambda c: c * b - c)(b * b)
    )(x + y),
    "b + (b * 2.0) * y, with b = y * x": lambda x, y: (lambda b: b + (b * 2.0) * y)(y * x),
}

BACKWARD_ADVICE = [
    (
        "'NoneType' object is not callable",
        "None is called: a leaf has no backward_fn, so ask is_leaf first",
    ),
    (
        "for +=: 'NoneType'",
        "a share is added to None: nothing came before it. Clear to 0 first",
    ),
    (
        "for +: 'NoneType'",
        "a share is added to None: nothing came before. Clear to 0, or ask",
    ),
    ("'tuple'", "a rule returns a tuple, one share per input: zip it with the inputs"),
    (
        "'NoneType' object is not iterable",
        "None has nothing to go through. A list's own reverse() returns None; use reversed(order)",
    ),
    (
        "NoneType",
        "a node computes with None: it sends before anything has arrived there",
    ),
    (
        "has no attribute 'receive'",
        "receive is not in this class; do without it, or write it too",
    ),
]


def nudged_derivatives(output):
    """The derivative of `output` with respect to each node of its graph, in topological order.

    Each node is nudged in turn, and all that comes after it is computed again in plain numbers.
    """
    order = topological_order(output)
    signs = {"+": operator.add, "-": operator.sub, "*": operator.mul}

    def value(nudged, number):
        numbers = {}
        for node in order:
            inputs = [numbers[id(parent)] for parent in node.inputs]
            result = signs[node.name](*inputs) if inputs else node.num
            numbers[id(node)] = number if node is nudged else result
        return numbers[id(output)]

    return [central_difference(lambda h, node=node: value(node, h), node.num) for node in order]


def walked_back(output, b_in, text):
    """The derivatives of all nodes after `backward`, in topological order, or a Mistake."""
    called_backward = getattr(output, "backward", None)
    advised(called_backward, b_in, what="backward", advice=BACKWARD_ADVICE)
    nodes = topological_order(output)
    for node in nodes:
        if node.derivative is None:
            what = "a leaf" if node.is_leaf else f"the result {node.name}"
            what = "the output" if node is output else what
            raise Mistake(f"after backward of {text}, {what} has None as its derivative")
    return [number_in(node.derivative, "a derivative") for node in nodes]


def check_backward(cls, seed=0):
    """Exercise 07: `backward` of the class `cls`, on graphs with shared inputs."""
    x, y, b_in = numbers_at(3, seed)
    leaves = [called(cls, number, what="Scalar") for number in (x, y)]
    if not all(is_node(leaf) for leaf in leaves):
        raise Mistake(f"Scalar should be the class Scalar; it is {cls!r:.60}")
    given, wanted, walks = [], [], [[] for _ in KNOWN_WALKS]
    for text, f in SHARED.items():
        output = called(f, cls(x), cls(y), what=text)
        given += [walked_back(output, b_in, text)]
        wanted += [[b_in * slope for slope in nudged_derivatives(output)]]
        for walk, (_, engine) in zip(walks, KNOWN_WALKS):
            walk += walked_back(f(engine(x), engine(y)), b_in, text)
    text, off = next(
        ((t, i) for i, t in enumerate(SHARED) if not same(given[i], wanted[i])), ("", 0)
    )
    judge(
        sum(given, []),
        sum(wanted, []),
        [(sentence, walk) for (sentence, _), walk in zip(KNOWN_WALKS, walks)],
        f"with x = {x}, y = {y} and {b_in} arriving at {text}, the derivatives of its nodes, in "
        f"topological order, are {shown(given[off])}; nudges say {shown(wanted[off])}",
    )
    judge_second_walk(cls, x, y, b_in)
    judge_large_graphs(cls, b_in)
    judge_whose(cls(x) * cls(y))
    right("clear, go back through the order, let each node send once, add up.")


def judge_second_walk(cls, x, y, b_in):
    """Whether a walk gives the same as if no other had been before it."""
    for text, f in SHARED.items():
        a, b = cls(x), cls(y)
        output = f(a, b)
        walked_back(output, b_in, text)
        if not same(walked_back(output, 1, text), nudged_derivatives(output)):
            raise Mistake(
                f"the first run is right, but on a second one, with 1 arriving, {text} gets "
                "wrong derivatives: clear every node, then walk again"
            )
    walked_back(a * 3.0, 1, "x * 3.0")
    if not same([a.derivative], [3]):
        raise Mistake("x is used in a second graph, and what the first walk left is still there")
    walked_back(a, b_in, "a leaf alone")
    if not same([a.derivative], [b_in]):
        raise Mistake("backward of a leaf alone should leave b_in as its derivative")


def judge_large_graphs(cls, b_in):
    """Whether each node sends once, and a deep graph is no deep call."""
    calls = []

    def counted(rule):
        return lambda b_in: calls.append(1) or rule(b_in)

    start = node = cls(1.0)
    for _ in range(12):
        node = node + node
        node.backward_fn = counted(node.backward_fn)
    walked_back(node, b_in, "doublings")
    if len(calls) != 12:
        raise Mistake(
            f"the derivatives are right, but for 12 doublings rules are called {len(calls)} times; "
            "each node should send only once"
        )
    start = node = cls(1.0)
    for _ in range(3000):
        node = node + 1.0
    deep = (
        "calls itself without end",
        "right on small graphs, but it calls itself and goes too deep in a chain of 3000 sums: "
        "use a plain for over the order",
    )
    advised(node.backward, b_in, what="backward", advice=[deep])
    judge(
        [number_in(start.derivative, "x.derivative")],
        [b_in],
        [],
        "a chain of 3000 goes wrong",
    )


def check_counterexample(expression, engine, seed=0):
    """Exercise 07: an expression that `engine`, which goes from near to far, gets wrong."""
    (number,) = numbers_at(1, seed)
    x = engine(number)
    output = called(expression, x, what="expression")
    scalar_in(
        output,
        "expression(x)",
        "expression gives a plain number; compute with x itself, not with x.num",
    )
    nodes = topological_order(output)
    if not any(node is x for node in nodes):
        raise Mistake("expression does not depend on x")
    if not isinstance(output, engine):
        raise Mistake("the result is of another class: begin with x, then plain numbers follow")
    finished = Scalar(number)
    called(called(expression, finished, what="expression").backward, what="backward")
    nudged = central_difference(
        lambda number: called(expression, Scalar(number), what="expression").num, number
    )
    numbers = [
        number_in(output.num, "the number of expression(x)"),
        number_in(finished.derivative or 0.0, "the derivative of x"),
        number_in(nudged, "the slope of expression"),
    ]
    if not all(map(math.isfinite, numbers)):
        raise Mistake("the numbers grow beyond what a float can hold; use fewer steps")
    if not same([finished.derivative], [nudged]):
        raise Mistake("even the finished backward is wrong here: is a part computed with x.num?")
    called(output.backward, what="backward")
    if same([x.derivative], [finished.derivative]):
        raise Mistake(f"on this expression it is right. {why_it_is_right(nodes)}")
    right(
        f"at {number} it says {x.derivative:.6g}; a nudge says {nudged:.6g}: one share came late."
    )


def why_it_is_right(nodes):
    """Why a walk from near to far does no harm on the graph of these nodes: a sentence."""
    distance = {id(nodes[-1]): 0}
    uses = {id(node): [] for node in nodes}
    for node in reversed(nodes):
        for parent in node.inputs:
            uses[id(parent)].append(node)
    for node in reversed(nodes[:-1]):
        distance[id(node)] = 1 + min(distance[id(user)] for user in uses[id(node)])
    shared = [node for node in nodes if len(uses[id(node)]) > 1]
    if not shared:
        return "Nothing is used twice, so nobody has to wait"
    if all(node.is_leaf for node in shared):
        return "Only leaves are used twice, and a leaf sends nothing on; use an operation twice"
    if all(
        len({distance[id(user)] for user in uses[id(node)]}) == 1
        for node in shared
        if not node.is_leaf
    ):
        return "What is used twice is used equally far from the output; make one way longer"
    return (
        "One way is longer than the other, but the node still has its turn late enough; make it "
        "longer still, or swap the inputs of the last operation; or what comes late is 0 or next "
        "to nothing"
    )
