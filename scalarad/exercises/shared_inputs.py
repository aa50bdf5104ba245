"""Exercise 07_shared_inputs: numbers that are used more than once."""

import math
from itertools import permutations

from scalarad.exercises.broken_engines import (
    ClearsTooOften,
    KeepsTheLastShare,
    NearestFirst,
    NeverClears,
    SendsOnlyOnce,
    SendsTooEarly,
)
from scalarad.exercises.judge import (
    Engine,
    Function,
    Numbers,
    Odd,
    Task,
    Value,
    askers_of,
    fused,
    number_in,
    numbers_drawn,
    plain,
    refuse_missing,
    refuse_uncallable,
    same,
    scalar_in,
)
from scalarad.finite_difference import central_difference
from scalarad.graph import topological_order
from scalarad.scalar import Scalar

# -------- the derivative of x * x + x at 3.3

derivative_of_shared = Numbers(
    "derivative", right="three arrows leave x, and their shares add: 3.3, 3.3 and 1."
)


@derivative_of_shared.known
def three_shares():
    return 3.3 + 3.3 + 1


derivative_of_shared.mistakes(r"""
1
    this is the share that comes last, stored over the others; shares add
3.3
    this is the share of one arrow alone; three arrows leave x
6.6
    this is the derivative of x * x; x is used once more
4.3
    only one of the two arrows into the product is counted
3.3 * 3.3 + 3.3
    this is the value at 3.3; its derivative is asked for
3.3 * 3.3
    this is 3.3 times 3.3: as the value of x * x no derivative, and as shares not added, but
    multiplied
3 * 3.3
    the last arrow brings 1: the sum hands on what arrives
8.6
    the sum hands a 1 to each input, not to each arrow
5.6
    the sum brings a plus, not a minus
""")


derivative_of_shared.difference = lambda given, wanted, inputs: (
    "three arrows leave x; find the share that each brings, and add the three"
)

# -------- visits of the draft that walks every path, for n doublings

visits = Function(
    "visits",
    lambda choose: [(n,) for n in choose.choice([(3, 6, 11), (2, 5, 12), (4, 7, 10)])],
    right="1 + 2 + 4 + ...: with each doubling the visits double, while the graph grows by one.",
)


@visits.known
def by_formula(n):
    return 2 ** (n + 1) - 1


@visits.known
def by_counting(n):
    class Counting(Scalar):
        count = 0

        def receive(self):
            Counting.count += 1
            for parent in self.inputs:
                parent.receive()

    y = Counting(1.0)
    for _ in range(n):
        y = y + y
    y.receive()
    return Counting.count


def ladder_visits(steps, first=3):
    """What the draft needs on the notebook's ladder, when it needs `first` on one of one step."""
    before, total = 1, first
    for _ in range(steps - 1):
        before, total = total, 1 + total + before
    return total


visits.mistakes(r"""
in place of 2 ** (n + 1) - 1
n + 1
    this visits each node once; the draft comes again for every path
2 * n
    these are the arrows, each walked once; the draft walks paths
2 * n + 1
    each node is visited twice as often as the one after it, not just twice
2**n
    these are the visits of x alone; all nodes are asked for
2**n - 1
    x itself is not counted, or the last doubling is not
2 ** (n + 1) - 2
    the output is not counted; it is visited once
2 ** (n + 1)
    this counts one visit too many: the output is visited once, not twice
2 ** (n + 2) - 1
    this is one doubling too many
n * n
    visits double from node to node; this grows like a square
(n + 1) ** 2
    visits double from node to node, and this grows like a square
(n + 1) * (n + 2) / 2
    visits double from node to node; they do not grow by one
ladder_visits(n)
    this is the count for the notebook's ladder; in a doubling both arrows leave one node
ladder_visits(n, 2)
    visits that grow like 1, 1, 2, 3, 5 belong to the notebook's ladder; here both arrows leave
    the same node
""")

# -------- the orders of turns in which the walk back from t is right


def five_operations():
    """The graph of the notebook: p = x * y, q = p.square(), r = q + p, s = p - y, t = r * s."""
    x, y = Scalar(1.5, name="x"), Scalar(-2.5, name="y")
    p = x * y
    q = p.square()
    r = q + p
    s = p - y
    t = r * s
    p.name, q.name, r.name, s.name, t.name = "pqrst"
    return topological_order(t)


def taking_turns(order):
    """The derivatives of the leaves when each operation sends once, in this order of letters."""
    nodes = five_operations()
    for node in nodes:
        node.derivative = 0.0
    nodes[-1].derivative = 1.0
    operations = {node.name: node for node in nodes if not node.is_leaf}
    for node in map(operations.get, order):
        for parent, share in zip(node.inputs, node.backward_fn(node.derivative)):
            parent.derivative += share
    return [node.derivative for node in nodes if node.is_leaf]


ALL_ORDERS = ["".join(letters) for letters in permutations("pqrst")]
RIGHT_ORDERS = [o for o in ALL_ORDERS if same(taking_turns(o), taking_turns("trsqp"))]
USERS = {
    n.name: [u.name for u in five_operations() if any(n.name == i.name for i in u.inputs)]
    for n in five_operations()
}


def orders_in(answer, inputs):
    refuse_missing(answer, "orders")
    answer = [answer] if isinstance(answer, str) else answer
    if not isinstance(answer, (list, tuple, set)) or not answer:
        raise Odd('orders should be a list of texts, such as ["pqrst", "qprst"]')
    orders = []
    for order in sorted(answer, key=str):
        letters = str(order).lower().replace(",", "").replace(" ", "")
        if not isinstance(order, str) or sorted(letters) != list("pqrst"):
            raise Odd(f"{order!r:.60} should be a text of five letters, p to t, each once")
        orders.append(letters)
    return {"orders": sorted(set(orders))}


def first_wrong_order(given, wanted, inputs):
    """Who sends too early in the first order that is wrong; else that some are missing."""
    for order in given["orders"]:
        if order in RIGHT_ORDERS:
            continue
        if order[0] != "t":
            return (
                f"in {order}, {order[0]} sends first, and nothing has arrived there yet: "
                "where does the walk back begin?"
            )
        a, b = next((a, b) for i, a in enumerate(order) for b in USERS[a] if b in order[i:])
        return f"in {order}, {a} sends before {b}, which uses it, has had its turn"
    found = "this order is" if len(given["orders"]) == 1 else "these orders are"
    return f"{found} right, but there are more: which two could change places?"


turns = Value(
    orders_in,
    right="t first, p last, r before q; only s is free, since nobody but t uses it.",
)
turns.difference = first_wrong_order


@turns.known
def all_three():
    return ["trqsp", "trsqp", "tsrqp"]


turns.mistakes(r"""
["pqrst"]
    in pqrst, p sends first, and nothing has arrived there yet: where does the walk back begin?
["trsqp", "tqrsp"]
    in tqrsp, q sends before r, which uses it, has had its turn
["trqsp", "tsrqp"]
    these orders are right, but there are more: which two could change places?
""")

# -------- backward of a class, on graphs with shared inputs


def large_graphs(cls, b_in):
    """How often rules are asked in 12 doublings, and whether a deep graph is no deep call.

    This takes a while, so it is not looked at where a small graph is wrong already.
    """
    x = cls(3.0)
    b = x * x
    (b.square() + b).backward(b_in)
    if x.derivative is None or not same(float(x.derivative), 114.0 * b_in):
        return {}
    node = cls(1.0)
    for _ in range(12):
        node = node + node
    calls = askers_of(node)
    node.backward(b_in)
    start = deep = cls(1.0)
    for _ in range(3000):
        deep = deep + 1.0
    try:
        deep.backward(b_in)
        went = plain(start.derivative)
    except RecursionError:
        went = "too deep"
    alone, shared = cls(2.0), cls(3.0)
    alone.backward(b_in)
    (shared * 2.0).backward(b_in)
    (shared * 3.0).backward()
    return {
        "the derivatives are right, but how often rules are called in 12 doublings": len(calls),
        "x.derivative in a chain of 3000 sums": went,
        "the derivative after backward of a leaf alone": plain(alone.derivative),
        "the derivative of x in a second graph, x * 3.0,": plain(shared.derivative),
    }


SHARED = {
    "x * x + x": lambda x, y: x * x + x,
    "x * y - y": lambda x, y: x * y - y,
    "b * 3.0 + b * b, with b = x * y": lambda x, y: (lambda b: b * 3.0 + b * b)(x * y),
    "(b + 1.0) * (b * y), with b = x - y": lambda x, y: (lambda b: (b + 1.0) * (b * y))(x - y),
    "c * b - c, with b = x + y and c = b * b": lambda x, y: (
        lambda b: (lambda c: c * b - c)(b * b)
    )(x + y),
    "b + (b * 2.0) * y, with b = y * x": lambda x, y: (lambda b: b + (b * 2.0) * y)(y * x),
    "b.square() + b, with b = x * y": lambda x, y: (lambda b: b.square() + b)(x * y),
    "a * b + c of three inputs, x, y and x": lambda x, y: fused(x, y, x) * y,
}

backward = Engine(
    SHARED,
    right="clear, go back through the order, let each node send once, add up.",
    leaves=2,
    observe_more=large_graphs,
)


@backward.known
class SendsOnce(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in reversed(order):
            if not node.is_leaf:
                shares = node.backward_fn(node.derivative)
                for parent, share in zip(node.inputs, shares):
                    parent.derivative += share


@backward.known
class FirstOrMore(Scalar):
    def backward(self, b_in=1):
        nodes = topological_order(self)[::-1]
        for node in nodes:
            node.derivative = None
        self.derivative = b_in
        for node in nodes:
            if node.is_leaf:
                continue
            for parent, share in zip(node.inputs, node.backward_fn(node.derivative)):
                if parent.derivative is None:
                    parent.derivative = share
                else:
                    parent.derivative = parent.derivative + share


@backward.known
class ListsOfShares(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        arrived = {id(node): [] for node in order}
        arrived[id(self)].append(b_in)
        while order:
            node = order.pop()
            node.derivative = sum(arrived[id(node)])
            if node.inputs:
                shares = node.backward_fn(node.derivative)
                for i in range(len(shares)):
                    arrived[id(node.inputs[i])].append(shares[i])


@backward.wrong
class PostsDraft(Scalar):
    """it stores a share over the one that was there before, and walks every path, like the first
    draft; shares add"""

    def backward(self, b_in=1):
        self.derivative = b_in
        if not self.is_leaf:
            for parent, share in zip(self.inputs, self.backward_fn(b_in)):
                parent.backward(share)


@backward.wrong
class FindsTheOrderByCalls(Scalar):
    """right on small graphs, but it calls itself and goes too deep in a chain of 3000 sums: use a
    plain for over the order"""

    def backward(self, b_in=1):
        order = []

        def walk(node):
            if not any(node is other for other in order):
                for parent in node.inputs:
                    walk(parent)
                order.append(node)

        walk(self)
        for node in order:
            node.derivative = 0
        self.derivative = b_in
        for node in reversed(order):
            if not node.is_leaf:
                for parent, share in zip(node.inputs, node.backward_fn(node.derivative)):
                    parent.derivative += share


@backward.wrong
class WalksEveryPath(Scalar):
    """the derivatives are right, but for 12 doublings rules are called 4095 times; each node
    should send only once"""

    def backward(self, b_in=1):
        for node in topological_order(self):
            node.derivative = 0
        self.receive(b_in)

    def receive(self, b_in):
        self.derivative += b_in
        if self.is_leaf:
            return
        for parent, share in zip(self.inputs, self.backward_fn(b_in)):
            parent.receive(share)


for sentence, engine in [
    (
        "it keeps only the last share that came; where paths meet, shares add",
        KeepsTheLastShare,
    ),
    (
        "it clears inputs again on the way, and with them shares that had come already; clear all "
        "nodes once, before the walk",
        ClearsTooOften,
    ),
    (
        "the first run is right, but a second one adds to what the first has left: clear every "
        "node, then walk again",
        NeverClears,
    ),
    (
        "it goes by distance from the output, and some nodes send before all their shares are in",
        NearestFirst,
    ),
    (
        "nodes send all that has come so far, each time that something comes: the first share goes "
        "out twice",
        SendsTooEarly,
    ),
    (
        "nodes send at the first arrival and never again: what comes later is not handed on",
        SendsOnlyOnce,
    ),
]:
    backward.mistake(sentence, type(engine.__name__, (engine,), {}))

backward.mistakes(r"""
in place of shares = node.backward_fn(node.derivative)
self.derivative = b_in -> self.derivative = self.num
    it begins with the output's number; it should begin with b_in
self.derivative = b_in -> self.derivative = 1
    it begins with 1 whatever arrives; it should begin with b_in
self.derivative = b_in -> self.derivative = 0
    all is 0: something is cleared after a number was put there
in reversed(order) -> in order
    it goes through the order forwards; the walk begins at the output
in reversed(order) -> in reversed(order[:-1])
    the output never sends: it is the first whose turn comes
shares = node.backward_fn(b_in)
    each node hands b_in on; it should hand on what came together in its derivative
shares = node.backward_fn(1)
    each rule is called with 1; it should be called with what came together at its node
shares = self.backward_fn(node.derivative)
shares = self.backward_fn(b_in)
    the output's rule is used at every node: write node.backward_fn, not self.backward_fn
if not node.is_leaf: -> "if node.is_leaf: break\n            else:"
    the walk ends at the first leaf: a return or a break leaves the loop; continue goes on with
    the next node
if not node.is_leaf -> if True
    None is called: a leaf has no backward_fn, so ask is_leaf first
node.derivative = 0 -> pass
    a share is added to None: nothing came before it. Clear to 0 first
node.derivative = 0 -> pass
parent.derivative += share -> parent.derivative = parent.derivative + share
    a share is added to None: nothing came before. Clear to 0, or ask
parent.derivative += share -> parent.derivative += shares
    a rule returns a tuple, one share per input: zip it with the inputs
reversed(order) -> order.reverse()
    None has nothing to go through. A list's own reverse() returns None; use reversed(order)
for parent, share in zip(node.inputs, shares) -> \
for parent, share in ((node.inputs[0], shares[0]), (node.inputs[1], shares[1]))
    two inputs are handled, and a rule may have one, or three: go through inputs and shares
    together, with zip
zip(node.inputs, shares) -> zip(node.inputs[:2], shares)
    two inputs are handled, and a rule may have three: go through inputs and shares together,
    with zip
parent.derivative += share -> parent.receive(share)
    receive is not in this class; do without it, or write it too
""")

# -------- an expression that an engine which goes from near to far gets wrong


def where_it_fails(expression, numbers):
    refuse_missing(expression, "expression")
    refuse_uncallable(expression, "expression")
    (number,) = numbers
    x = NearestFirst(number)
    output = scalar_in(
        expression(x),
        "expression(x)",
        "expression gives a plain number; compute with x itself, not with x.num",
    )
    nodes = topological_order(output)
    if not any(node is x for node in nodes):
        raise Odd("expression does not depend on x")
    if not isinstance(output, NearestFirst):
        raise Odd("the result is of another class: begin with x, then plain numbers follow")
    finished = Scalar(number)
    expression(finished).backward()
    nudged = central_difference(lambda number: expression(Scalar(number)).num, number)
    slopes = [number_in(finished.derivative or 0.0, "the derivative of x"), number_in(nudged, "it")]
    if not all(map(math.isfinite, [output.num, *slopes])):
        raise Odd("the numbers grow beyond what a float can hold; use fewer steps")
    if not same(*slopes):
        raise Odd("even the finished backward is wrong here: is a part computed with x.num?")
    output.backward()
    if same(x.derivative, slopes[0]):
        return {"fails": False, "why": why_it_is_right(nodes)}
    told = {"number": f"{number:g}", "by": f"{x.derivative:.6g}", "nudged": f"{nudged:.6g}"}
    return {"fails": True, "told": told}


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


counterexample = Task(
    where_it_fails,
    numbers_drawn(1),
    right="at {number} it says {by}; a nudge says {nudged}: one share came late.",
)
counterexample.difference = lambda given, wanted, inputs: (
    f"on this expression it is right. {given['why']}"
)


@counterexample.known
def short_way_first(x):
    b = x * 2.0
    return b + b.square()


@counterexample.known
def two_ways(x):
    b = x.square()
    return b - ((b * 3.0) + 1.0) * 2.0


@counterexample.known
def four_steps(x):
    b = x + 1.0
    c = b * b
    d = c * 2.0
    return d.square() * 3.0 + c


@counterexample.wrong
def nothing_twice(x):
    """on this expression it is right. Nothing is used twice, so nobody has to wait"""
    return (x * 2.0 + 1.0).square()


@counterexample.wrong
def leaves_twice(x):
    """on this expression it is right. Only leaves are used twice, and a leaf sends nothing on;
    use an operation twice"""
    return x * x + x


@counterexample.wrong
def equally_far(x):
    """on this expression it is right. What is used twice is used equally far from the output;
    make one way longer"""
    b = x * 2.0
    return (b + 1.0) * (b * 3.0)


@counterexample.wrong
def late_enough(x):
    """on this expression it is right. One way is longer than the other, but the node still has
    its turn late enough; make it longer still, or swap the inputs of the last operation; or what
    comes late is 0 or next to nothing"""
    b = x * 2.0
    return b.square() + b
