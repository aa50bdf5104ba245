"""Checks of the exercise 03_graph."""

import random

from scalarad.exercises.judging import (
    NO_INPUTS_OF_A_LEAF,
    Mistake,
    advised,
    called,
    judge,
    number_in,
    numbers_at,
    numbers_in,
    right,
    scalar_in,
    shown,
)
from scalarad.graph import topological_order
from scalarad.pictures import draw
from scalarad.scalar import Scalar


def check_counts_in_pictures(once, twice):
    """Exercise 03: the boxes, ellipses and arrows of two pictures."""
    made_once = numbers_in(once, 3, "once")
    made_twice = numbers_in(twice, 3, "twice")
    judge(
        made_once,
        [2, 2, 4],
        [
            (
                "once is what you get when x * y is written twice; z is made in a line of its "
                "own, and z * z takes the same z two times",
                [2, 3, 6],
            ),
            (
                "once has one arrow too few: also when both inputs of a product are the same "
                "node, each has its arrow",
                [2, 2, 3],
            ),
            (
                "once is the picture of z alone; what does z * z add to it?",
                [2, 1, 2],
            ),
            (
                "once counts z as a box; but z was computed, so it is an ellipse",
                [3, 1, 4],
            ),
            ("once counts z * z alone; the graph goes back to the leaves", [1, 1, 2]),
        ],
        which_count_is_off(made_once, [2, 2, 4], "once"),
    )
    judge(
        made_twice,
        [2, 3, 6],
        [
            (
                "in twice, Python does not notice that it has seen x * y before: each * makes "
                "a node of its own",
                [2, 2, 4],
            ),
            (
                "twice draws a box for each time that a name is written; there is only one x, "
                "and one y",
                [4, 3, 6],
            ),
            (
                "twice lacks the two arrows from the products to the last ellipse",
                [2, 3, 4],
            ),
        ],
        which_count_is_off(made_twice, [2, 3, 6], "twice"),
    )
    right("what is written twice is made twice; what has a name is made once and shared.")


def which_count_is_off(given, wanted, what):
    """A nudge towards the first of the three counts that is not as wanted."""
    rules = [
        "boxes: one for each leaf, however often it is used",
        "ellipses: one for each product that is carried out",
        "arrows: every product has two inputs, so two end in each ellipse",
    ]
    off = [rule for rule, g, w in zip(rules, given, wanted) if g != w]
    return f"in {what}, count again the {off[0]}" if off else ""


def picture_to_rebuild():
    """Exercise 03: the picture that `rebuild` should have; a Drawing, without its Scalars."""
    x, y = Scalar(3.0, name="x"), Scalar(5.0, name="y")
    z = x * x
    return draw(z * y * z)


def check_rebuilt_picture(rebuild, seed=0):
    """Exercise 03: a function of two Scalars whose result has the picture to rebuild."""
    x, y = leaves = [Scalar(number) for number in numbers_at(2, seed)]
    result = called(rebuild, x, y, what="rebuild")
    scalar_in(
        result,
        "rebuild(x, y)",
        "rebuild gives a plain number, which has no picture; use x and y as they are",
    )
    known = {id(leaf) for leaf in leaves}
    if any(node.is_leaf and id(node) not in known for node in topological_order(result)):
        raise Mistake("there is a box besides x and y; use those that are handed in, as they are")
    z = x * x
    judge(
        [number_in(result.num, "the number of rebuild(x, y)")],
        [(z * y * z).num],
        [
            (
                "this is one product short: the middle ellipse, 45 in the picture, is not the end",
                [(z * y).num],
            ),
            ("this is only the first ellipse, 9 in the picture", [z.num]),
            ("this leaves out y, which has an arrow too", [(z * z).num]),
            (
                "this is x twice and y twice; no arrow runs from y to the first ellipse",
                [(x * y * x * y).num],
            ),
            (
                "the last ellipse has two arrows in the picture, from the middle one and from the "
                "first; none comes from x",
                [(z * y * x).num],
            ),
            (
                "the last ellipse has two arrows in the picture, from the middle one and from the "
                "first; none comes from y",
                [(z * y * y).num],
            ),
            (
                "x and y have changed places: both arrows of the first ellipse come from x",
                [(y * y * x * (y * y)).num],
            ),
            (
                "the last ellipse gets one arrow from the middle one, and one from the first",
                [(z * y * (z * y)).num],
            ),
        ],
        f"at x, y = {shown([leaf.num for leaf in leaves])} the number on the right is "
        f"{(z * y * z).num:.6g}; yours is {number_in(result.num, 'it'):.6g}",
    )
    judge_shape(result, z * y * z, leaves)
    right("the first product is made once, under a name, and used in two places.")


def judge_shape(result, wanted, leaves):
    """Whether two graphs of products on the same two `leaves` look the same."""
    nodes = topological_order(result)
    if any(len(node.inputs) == 1 for node in nodes):
        raise Mistake(
            "one of your ellipses is reached by a single arrow; the picture has products, with two"
        )
    products = sum(not node.is_leaf for node in nodes)
    if products > 3:
        raise Mistake(
            f"the number is right, but there are {products} ellipses where the picture has 3; "
            "what is used in two places is made once, and has a name"
        )
    if joined(result, leaves) != joined(wanted, leaves):
        raise Mistake(
            "the number is right, and so is the count of ellipses, but other nodes are joined. "
            "From which two do the arrows of the last ellipse come, and of the middle one?"
        )


def joined(node, leaves):
    """How a node was made from two `leaves`, as a text that ignores the order of inputs."""
    if node.is_leaf:
        return "y" if node is leaves[1] else "x"
    return "(" + " ".join(sorted(joined(parent, leaves) for parent in node.inputs)) + ")"


def check_which_orders(orders):
    """Exercise 03: the letters of the lists that are a topological order."""
    if orders is ... or orders is None or not isinstance(orders, (str, list, tuple, set)):
        raise Mistake(
            "orders should be a list of letters, such as ['A', 'C']; "
            + ("it is still three dots" if orders is ... else f"it is {orders!r:.60}")
        )
    if not orders or not all(isinstance(letter, str) for letter in orders):
        raise Mistake("orders should hold the letters of lists, each a text such as 'A'")
    chosen = {letter for letter in "".join(orders).upper() if letter not in " ,"}
    if chosen & set("PQR"):
        raise Mistake("orders should hold the letters of lists, not the names of nodes")
    if not chosen <= set("ABCDEF"):
        raise Mistake(f"there is no list {min(chosen - set('ABCDEF'))}; they go from A to F")
    for letter, sentence in [
        (
            "C",
            "one of the lists you chose begins with the output: every node stands before its "
            "inputs, not after them",
        ),
        ("E", "one of the lists you chose has a node two times"),
        (
            "A",
            "in one of the lists you chose, a product stands between its two inputs; it has to "
            "come after both",
        ),
    ]:
        if letter in chosen:
            raise Mistake(sentence)
    for letter, sentence in [
        ("F", "you left out the list that topological_order itself would give"),
        (
            "D",
            "one that you left out is an order too: the inputs need not stand directly before",
        ),
        (
            "B",
            "one that you left out is an order too: it need not begin with a, and a leaf may "
            "come late, as long as it comes before what uses it",
        ),
    ]:
        if letter not in chosen:
            raise Mistake(sentence)
    right("one graph has several orders; each of them has every input before what uses it.")


def check_is_topological(is_topological, seed=0):
    """Exercise 03: a function that says whether a list of Scalars is a topological order."""
    cases = lists_to_judge(seed)
    verdicts = []
    for text, order, _ in cases:
        verdict = advised(
            is_topological,
            list(order),
            what=f"is_topological, for {text},",
            advice=[NO_INPUTS_OF_A_LEAF],
        )
        if verdict is None:
            raise Mistake(
                f"for the list {text}, is_topological gives None: it ended without a return"
            )
        if verdict is not True and verdict is not False:
            raise Mistake(
                f"is_topological should give True or False; for {text} it gives {verdict!r:.60}"
            )
        verdicts.append(verdict)
    judge(
        verdicts,
        [in_order(order) for _, order, _ in cases],
        [
            (sentence, [wrong(order) for _, order, _ in cases])
            for sentence, wrong in MISTAKEN_ORDERS
        ],
        first_wrong_verdict(cases, verdicts),
    )
    right("each node once, and each after its inputs: no more is asked of an order.")


def in_order(order):
    """Whether each Scalar in a list stands there once, after its inputs."""
    placed = set()
    for node in order:
        if id(node) in placed or any(id(p) not in placed for p in node.inputs):
            return False
        placed.add(id(node))
    return True


def in_order_by_name(order):
    """`in_order`, but with nodes told apart by their names."""
    placed = set()
    for node in order:
        if node.name in placed or any(p.name not in placed for p in node.inputs):
            return False
        placed.add(node.name)
    return True


MISTAKEN_ORDERS = [
    (
        "nodes are told apart by their names; many have none, and two can have the same. Use "
        "their id",
        in_order_by_name,
    ),
    ("this says True to every list; some are no order", lambda order: True),
    ("this says False to every list; some are an order", lambda order: False),
    (
        "True and False have changed places, for every list",
        lambda order: not in_order(order),
    ),
    (
        "this looks at the first node only: a `return True` inside the loop ends the function "
        "there. It belongs after the loop",
        lambda order: order[0].is_leaf,
    ),
    (
        "this asks for the order that topological_order gives; a graph has other orders too",
        lambda order: [*map(id, order)] == [*map(id, topological_order(order[-1]))],
    ),
    (
        "this asks for the way back: here each node stands after its inputs, not before",
        lambda order: in_order(order[::-1]),
    ),
]


def lists_to_judge(seed):
    """Lists of Scalars: what each is called, the list, and what a wrong verdict on it shows."""
    a, b, c = (Scalar(number) for number in numbers_at(3, seed))
    twin, p, q = Scalar(a.num), a * b, b * c
    nodes = {
        "a": (a, "a"),
        "b": (b, "b"),
        "c": (c, "c"),
        "p": (p, "a * b"),
        "q": (q, "b * c"),
        "r": (p * q, "(a * b) * (b * c)"),
        "s": (a * a, "a * a"),
        "t": (twin, "twin"),
        "u": (a * twin, "a * twin"),
    }
    cases = LISTS_TO_JUDGE + [
        (
            "".join(random.Random(10 * seed + i).sample("abcpqr", 6)),
            "hold each product against its own two inputs: do both stand before it?",
        )
        for i in range(10)
    ]
    return [
        (
            f"[{', '.join(nodes[letter][1] for letter in letters)}]",
            [nodes[letter][0] for letter in letters],
            sentence,
        )
        for letters, sentence in cases
    ]


AFTER_ALL = "a product has to stand after each of its inputs, not only after one"
EACH_A_NODE = (
    "twin is a leaf that holds the same number as a. Still they are two nodes: compare them by "
    "their id"
)
LISTS_TO_JUDGE = [
    ("abp", "look only at a node and its own inputs; a and b have none"),
    ("pab", "the product stands before its inputs"),
    ("apb", AFTER_ALL),
    ("bpa", AFTER_ALL),
    ("bap", "which of two inputs comes first does not matter"),
    ("bp", "a is nowhere in the list, so the product does not stand after it"),
    ("abap", "a node may stand only once; this one comes again"),
    ("abpp", "a node may stand only once, also a product"),
    ("as", "a is both inputs here, and it stands before the product"),
    ("abcpqr", "inputs need only stand somewhere before, not directly before"),
    ("bcqapr", "a leaf may come late, after a product"),
    ("abprcq", "look on to the end of the list"),
    ("atu", EACH_A_NODE),
    ("tbpa", EACH_A_NODE),
    ("tbp", EACH_A_NODE),
    ("p", "a and b are nowhere in the list, so the product does not stand after them"),
]


def first_wrong_verdict(cases, verdicts):
    """What the first wrong one of the `verdicts` shows."""
    for (text, order, sentence), verdict in zip(cases, verdicts):
        if verdict != in_order(order):
            return f"for the list {text}, is_topological gives {verdict}: {sentence}"


def check_depth(depth, seed=0):
    """Exercise 03: the number of operations on the longest way from a leaf."""
    leaf = Scalar(numbers_at(1, seed)[0])
    try:
        at_leaf = called(depth, leaf, what="depth")
    except Mistake as stopped:
        if not isinstance(stopped.__cause__, (ValueError, IndexError)):
            raise
        raise Mistake(
            "depth stops at a leaf, which has no inputs to choose from: answer for a leaf first, "
            f"before you look at inputs ({stopped.__cause__})"
        ) from None
    graphs = graphs_to_measure(leaf, seed)
    found = [number_in(at_leaf, "the depth of a leaf")]
    for text, node in graphs[1:]:
        found.append(number_in(called(depth, node, what="depth"), f"the depth of {text}"))
    nodes = [node for _, node in graphs]
    wanted = [longest(node, max) for node in nodes]
    off = [i for i in range(len(nodes)) if found[i] != wanted[i]]
    judge(
        found,
        wanted,
        [(sentence, [*map(wrong, nodes)]) for sentence, wrong in MISTAKEN_DEPTHS],
        f"the depth of {graphs[off[0]][0]} is {wanted[off[0]]}, not {found[off[0]]:.6g}"
        if off
        else "",
    )
    right("one more than the deepest input; a leaf, which has none, is at 0.")


def longest(node, choose):
    """The depth of a node, with `choose` for what is taken from the depths of its inputs."""
    if not node.inputs:
        return 0
    return 1 + choose([longest(parent, choose) for parent in node.inputs])


MISTAKEN_DEPTHS = [
    (
        "a leaf counts as 1 here; the depth counts ellipses, and a leaf is a box",
        lambda node: 1 + longest(node, max),
    ),
    (
        "this is the shortest way; the longest is asked for",
        lambda node: longest(node, min),
    ),
    (
        "this is always 0: every product adds 1 to what it finds at its inputs",
        lambda node: 0,
    ),
    (
        "this goes back along the first input only; the longest way may run through another",
        lambda node: longest(node, lambda depths: depths[0]),
    ),
    (
        "this goes back along the last input only; the longest way may run through another",
        lambda node: longest(node, lambda depths: depths[-1]),
    ),
    (
        "this counts all ellipses in the picture; count those on one way",
        lambda node: sum(not n.is_leaf for n in topological_order(node)),
    ),
    (
        "this adds up the depths of the inputs; only the deepest one counts",
        lambda node: longest(node, sum),
    ),
    (
        "this gives every product 1, however deep its inputs are",
        lambda node: len(node.inputs[:1]),
    ),
    (
        "this counts all nodes that the picture has",
        lambda node: len(topological_order(node)),
    ),
]


def graphs_to_measure(leaf, seed):
    """Graphs of products, small to large: what each is called, and its output."""
    a, b, c, d = (Scalar(number) for number in numbers_at(4, seed))
    graphs = [
        ("a leaf", leaf),
        ("a * b", a * b),
        ("a * a", a * a),
        ("(a * b) * c", (a * b) * c),
        ("a * (b * c)", a * (b * c)),
        ("(a * b) * (c * d)", (a * b) * (c * d)),
        ("((a * b) * c) * (b * d)", ((a * b) * c) * (b * d)),
        ("(a * b) * (c * (b * d))", (a * b) * (c * (b * d))),
        ("((a * b) * (c * d)) * a", ((a * b) * (c * d)) * a),
    ]
    choose, nodes = random.Random(seed), [a, b, c, d]
    for _ in range(6):
        nodes.append(choose.choice(nodes) * choose.choice(nodes[-3:]))
    return graphs + [("a larger graph", node) for node in nodes[-4:]]
