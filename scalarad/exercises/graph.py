"""Exercise 03_graph: pictures of graphs, and orders of their nodes."""

from scalarad.exercises.judge import (
    Odd,
    Task,
    Unfinished,
    Value,
    different,
    number_in,
    numbers_drawn,
    numbers_in,
    refuse_missing,
    refuse_uncallable,
    scalar_in,
    shown,
)
from scalarad.graph import topological_order
from scalarad.pictures import draw
from scalarad.scalar import Scalar

# -------- the boxes, ellipses and arrows of two pictures, z * z and (x * y) * (x * y)

ONCE, TWICE = (2, 2, 4), (2, 3, 6)


def six_counts(answer, inputs):
    refuse_missing(answer, "the answer")
    once, twice = answer
    counts = numbers_in(once, 3, "once") + numbers_in(twice, 3, "twice")
    return {"once": counts[:3], "twice": counts[3:]}


counts = Value(
    six_counts,
    right="what is written twice is made twice; what has a name is made once and shared.",
)


@counts.known
def once_and_twice():
    return ONCE, TWICE


CONFUSED = {
    ("once", (2, 3, 6)): "once is what you get when x * y is written twice; z is made in a line of "
    "its own, and z * z takes the same z two times",
    ("once", (2, 2, 3)): "once has one arrow too few: also when both inputs of a product are the "
    "same node, each has its arrow",
    ("once", (2, 1, 2)): "once is the picture of z alone; what does z * z add to it?",
    ("once", (3, 1, 4)): "once counts z as a box; but z was computed, so it is an ellipse",
    ("once", (1, 1, 2)): "once counts z * z alone; the graph goes back to the leaves",
    ("twice", (2, 2, 4)): "in twice, Python does not notice that it has seen x * y before: each * "
    "makes a node of its own",
    ("twice", (4, 3, 6)): "twice draws a box for each time that a name is written; there is only "
    "one x, and one y",
    ("twice", (2, 3, 4)): "twice lacks the two arrows from the products to the last ellipse",
}
for (what, wrong), sentence in CONFUSED.items():
    counts.mistake(sentence, (wrong, TWICE) if what == "once" else (ONCE, wrong))


def first_count_off(given, wanted, inputs):
    what = "once" if given["once"] != wanted["once"] else "twice"
    if sentence := CONFUSED.get((what, tuple(given[what]))):
        return sentence
    rules = [
        "boxes: one for each leaf, however often it is used",
        "ellipses: one for each product that is carried out",
        "arrows: every product has two inputs, so two end in each ellipse",
    ]
    off = next(rule for rule, g, w in zip(rules, given[what], wanted[what]) if g != w)
    return f"in {what}, count again the {off}"


counts.difference = first_count_off

# -------- a function whose result has a given picture


def picture_to_rebuild():
    """The picture that `rebuild` should have; a Drawing, without its Scalars."""
    x, y = Scalar(3.0, name="x"), Scalar(5.0, name="y")
    z = x * x
    return draw(z * y * z)


def how_it_looks(rebuild, numbers):
    refuse_missing(rebuild, "rebuild")
    refuse_uncallable(rebuild, "rebuild")
    x, y = leaves = [Scalar(number) for number in numbers]
    result = scalar_in(
        rebuild(x, y),
        "rebuild(x, y)",
        "rebuild gives a plain number, which has no picture; use x and y as they are",
    )
    nodes = topological_order(result)
    if any(node.is_leaf and not any(node is leaf for leaf in leaves) for node in nodes):
        raise Odd("there is a box besides x and y; use those that are handed in, as they are")
    label = f"at x, y = {shown(numbers)} the number on the right"
    seen = {label: number_in(result.num, "the number of rebuild(x, y)")}
    a, b = numbers
    if abs(seen[label] - a**4 * b) < 1e-9 * abs(a**4 * b):
        seen |= {
            "single arrows": any(len(node.inputs) == 1 for node in nodes),
            "ellipses": sum(not node.is_leaf for node in nodes),
            "joined": joined(result, leaves),
        }
    return seen


def joined(node, leaves):
    """How a node was made from two `leaves`, as a text that ignores the order of inputs."""
    if node.is_leaf:
        return "y" if node is leaves[1] else "x"
    return "(" + " ".join(sorted(joined(parent, leaves) for parent in node.inputs)) + ")"


def which_part_is_off(given, wanted, inputs):
    if "joined" not in given:
        return Task.difference(rebuild, given, wanted, inputs)
    if given["single arrows"]:
        return (
            "one of your ellipses is reached by a single arrow; the picture has products, with two"
        )
    if given["ellipses"] > 3:
        return (
            f"the number is right, but there are {given['ellipses']} ellipses where the picture "
            "has 3; what is used in two places is made once, and has a name"
        )
    return (
        "the number is right, and so is the count of ellipses, but other nodes are joined. From "
        "which two do the arrows of the last ellipse come, and of the middle one?"
    )


rebuild = Task(
    how_it_looks,
    numbers_drawn(2),
    right="the first product is made once, under a name, and used in two places.",
)
rebuild.difference = which_part_is_off


@rebuild.known
def used_in_two_places(x, y):
    z = x * x
    return z * y * z


@rebuild.known
def with_a_middle(x, y):
    first = x * x
    middle = y * first
    return first * middle


rebuild.mistakes(r"""
in place of z * y * z
z * y
    this is one product short: the middle ellipse, 45 in the picture, is not the end
z
    this is only the first ellipse, 9 in the picture
z * z
    this leaves out y, which has an arrow too
x * y * x * y
    this is x twice and y twice; no arrow runs from y to the first ellipse
z * y * x
    the last ellipse has two arrows in the picture, from the middle one and from the first; none
    comes from x
y * y * x * (y * y)
    x and y have changed places: both arrows of the first ellipse come from x
z * y * (z * y)
    the last ellipse gets one arrow from the middle one, and one from the first
x.square() * y * x.square()
    one of your ellipses is reached by a single arrow; the picture has products, with two
(x * x) * y * (x * x)
    the number is right, but there are 4 ellipses where the picture has 3; what is used in two
    places is made once, and has a name
(z * z) * y
    the number is right, and so is the count of ellipses, but other nodes are joined. From which
    two do the arrows of the last ellipse come, and of the middle one?
""")

# -------- the letters of the lists that are a topological order


def letters_in(answer, inputs):
    refuse_missing(answer, "orders")
    if not isinstance(answer, (str, list, tuple, set)):
        raise Odd(f"orders should be a list of letters, such as ['A', 'C']; it is {answer!r:.60}")
    if not answer or not all(isinstance(letter, str) for letter in answer):
        raise Odd("orders should hold the letters of lists, each a text such as 'A'")
    chosen = {letter for letter in "".join(answer).upper() if letter not in " ,"}
    if chosen & set("PQR"):
        raise Odd("orders should hold the letters of lists, not the names of nodes")
    if not chosen <= set("ABCDEF"):
        raise Odd(f"there is no list {min(chosen - set('ABCDEF'))}; they go from A to F")
    return {"orders": "".join(sorted(chosen))}


WRONGLY_CHOSEN = {
    "C": "one of the lists you chose begins with the output: every node stands before its inputs, "
    "not after them",
    "E": "one of the lists you chose has a node two times",
    "A": "in one of the lists you chose, a product stands between its two inputs; it has to come "
    "after both",
}
LEFT_OUT = {
    "F": "you left out the list that topological_order itself would give",
    "D": "one that you left out is an order too: the inputs need not stand directly before",
    "B": "one that you left out is an order too: it need not begin with a, and a leaf may come "
    "late, as long as it comes before what uses it",
}


def which_letter_is_off(given, wanted, inputs):
    chosen = given["orders"]
    off = [sentence for letter, sentence in WRONGLY_CHOSEN.items() if letter in chosen]
    off += [sentence for letter, sentence in LEFT_OUT.items() if letter not in chosen]
    return off[0]


orders = Value(
    letters_in,
    right="one graph has several orders; each of them has every input before what uses it.",
)
orders.difference = which_letter_is_off


@orders.known
def three_orders():
    return ["B", "D", "F"]


for letter, sentence in WRONGLY_CHOSEN.items():
    orders.mistake(sentence, ["B", "D", "F", letter])
for letter, sentence in LEFT_OUT.items():
    orders.mistake(sentence, [other for other in "BDF" if other != letter])

# -------- a function that says whether a list of Scalars is a topological order

AFTER_ALL = "a product has to stand after each of its inputs, not only after one"
EACH_A_NODE = (
    "twin is a leaf that holds the same number as a. Still they are two nodes: compare them by "
    "their id"
)
LISTS = [
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


def numbers_and_lists(choose):
    return different(choose, 3), ["".join(choose.sample("abcpqr", 6)) for _ in range(10)]


def verdicts_on_lists(is_topological, inputs):
    refuse_missing(is_topological, "is_topological")
    refuse_uncallable(is_topological, "is_topological")
    numbers, lists = inputs
    a, b, c = map(Scalar, numbers)
    twin, p, q = Scalar(a.num), a * b, b * c
    nodes = {"a": a, "b": b, "c": c, "p": p, "q": q, "r": p * q, "s": a * a, "t": twin}
    nodes["u"] = a * twin
    written = {"p": "a * b", "q": "b * c", "r": "(a * b) * (b * c)", "s": "a * a", "t": "twin"}
    written["u"] = "a * twin"
    seen = {}
    for letters in [letters for letters, _ in LISTS] + lists:
        label = f"[{', '.join(written.get(letter, letter) for letter in letters)}]"
        said = is_topological([nodes[letter] for letter in letters])
        if said is None:
            raise Unfinished(
                f"for the list {label}, is_topological gives None: it ended without a return"
            )
        if said is not True and said is not False:
            raise Odd(
                f"is_topological should give True or False; for {label} it gives {said!r:.60}"
            )
        seen[label] = said
    return seen


def first_wrong_verdict(given, wanted, inputs):
    place, label = next((i, k) for i, k in enumerate(wanted) if given[k] is not wanted[k])
    hints = [hint for _, hint in LISTS]
    hint = "hold each product against its own two inputs: do both stand before it?"
    hint = hints[place] if place < len(hints) else hint
    return f"for the list {label}, is_topological gives {given[label]}: {hint}"


is_topological = Task(
    verdicts_on_lists,
    numbers_and_lists,
    right="each node once, and each after its inputs: no more is asked of an order.",
)
is_topological.difference = first_wrong_verdict


@is_topological.known
def once_and_after_its_inputs(order):
    placed = set()
    for node in order:
        if id(node) in placed:
            return False
        if any(id(parent) not in placed for parent in node.inputs):
            return False
        placed.add(id(node))
    return True


@is_topological.known
def by_places(order):
    place = {id(node): i for i, node in enumerate(order)}
    return len(place) == len(order) and all(
        place.get(id(parent), len(place)) < place[id(node)]
        for node in order
        for parent in node.inputs
    )


is_topological.mistakes(r"""
in place of any(id(parent) not in placed for parent in node.inputs)
if id(node) in -> if node.name in
id(parent) not in -> parent.name not in
placed.add(id(node)) -> placed.add(node.name)
    nodes are told apart by their names; many have none, and two can have the same. Use their id
"    return True" -> "    return False"
    this says False to every list; some are an order
"    return True" -> "        return True"
    this looks at the first node only: a `return True` inside the loop ends the function there.
    It belongs after the loop
"    return True" -> "    return [*map(id, order)] == [*map(id, topological_order(order[-1]))]"
    this asks for the order that topological_order gives; a graph has other orders too
for node in order: -> for node in reversed(order):
    this asks for the way back: here each node stands after its inputs, not before
if id(node) in placed -> if False
    for the list [a, b, a, a * b], is_topological gives True: a node may stand only once; this
    one comes again
placed = set() -> placed = []
if id(node) in -> if node in
id(parent) not in -> parent not in
placed.add(id(node)) -> placed.append(node)
    for the list [a, twin, a * twin], is_topological gives False: twin is a leaf that holds the
    same number as a. Still they are two nodes: compare them by their id
id(parent) not in placed -> id(parent) not in [*placed][-2:]
placed = set() -> placed = {}
placed.add(id(node)) -> placed[id(node)] = node
    for the list [a, b, c, a * b, b * c, (a * b) * (b * c)], is_topological gives False: inputs
    need only stand somewhere before, not directly before
node.inputs and all(id(parent) not in placed for parent in node.inputs)
    for the list [a, a * b, b], is_topological gives True: a product has to stand after each of
    its inputs, not only after one
any(id(p) in map(id, order) and id(p) not in placed for p in node.inputs)
    for the list [b, a * b], is_topological gives True: a is nowhere in the list, so the product
    does not stand after it
if id(node) in placed: -> \
if id(node) in placed or node.is_leaf and any(n.inputs for n in order[: len(placed)]):
    for the list [b, c, b * c, a, a * b, (a * b) * (b * c)], is_topological gives False: a leaf
    may come late, after a product
"    placed = set()" -> "    placed = set()\n    if len(order) == 1:\n        return True"
    for the list [a * b], is_topological gives True: a and b are nowhere in the list, so the
    product does not stand after them
id(node.inputs[0]) not in placed or id(node.inputs[1]) not in placed
    a leaf has no inputs, so inputs[0] is not there; a for loop goes through none
""")


@is_topological.wrong
def always_true(order):
    """this says True to every list; some are no order"""
    return True


@is_topological.wrong
def turned_around(order):
    """True and False have changed places, for every list"""
    return not once_and_after_its_inputs(order)


@is_topological.wrong
def neighbours(order):
    """for the list [a, b, a * b], is_topological gives False: look only at a node and its own
    inputs; a and b have none"""
    for left, right in zip(order, order[1:]):
        if not any(parent is left for parent in right.inputs):
            return False
    return True


@is_topological.wrong
def missing_keys(order):
    """it stops with a KeyError: an input of a product may be nowhere in the list, and then a dict
    of places has nothing for it"""
    place = {id(node): i for i, node in enumerate(order)}
    if len(place) < len(order):
        return False
    return all(place[id(p)] < place[id(node)] for node in order for p in node.inputs)


# -------- the number of operations on the longest way from a leaf


def numbers_and_pairs(choose):
    pairs = [(choose.randrange(4 + i), choose.randrange(1 + i, 4 + i)) for i in range(6)]
    return different(choose, 4), pairs


def depths_found(depth, inputs):
    refuse_missing(depth, "depth")
    refuse_uncallable(depth, "depth")
    numbers, pairs = inputs
    a, b, c, d = nodes = [Scalar(number) for number in numbers]
    graphs = [
        ("a leaf", a),
        ("a * b", a * b),
        ("a * a", a * a),
        ("(a * b) * c", (a * b) * c),
        ("a * (b * c)", a * (b * c)),
        ("(a * b) * (c * d)", (a * b) * (c * d)),
        ("((a * b) * c) * (b * d)", ((a * b) * c) * (b * d)),
        ("(a * b) * (c * (b * d))", (a * b) * (c * (b * d))),
        ("((a * b) * (c * d)) * a", ((a * b) * (c * d)) * a),
        ("a.square() * b", a.square() * b),
    ]
    for first, second in pairs:
        nodes.append(nodes[first] * nodes[second])
    graphs += [(f"a larger graph, {i}", node) for i, node in enumerate(nodes[-4:], 1)]
    labels = {f"the depth of {text}": node for text, node in graphs}
    return {label: number_in(depth(node), label) for label, node in labels.items()}


depth = Task(
    depths_found,
    numbers_and_pairs,
    right="one more than the deepest input; a leaf, which has none, is at 0.",
)


@depth.known
def longest(node):
    if node.is_leaf:
        return 0
    return 1 + max(longest(parent) for parent in node.inputs)


@depth.known
def level_by_level(node):
    level, steps = [node], 0
    while any(n.inputs for n in level):
        level = [parent for n in level for parent in n.inputs]
        steps += 1
    return steps


depth.mistakes(r"""
return 0 -> return 1
    a leaf counts as 1 here; the depth counts ellipses, and a leaf is a box
max( -> min(
    this is the shortest way; the longest is asked for
"1 + " -> ""
    this is always 0: every product adds 1 to what it finds at its inputs
max(longest(parent) for parent in node.inputs) -> longest(node.inputs[0])
    this goes back along the first input only; the longest way may run through another
max(longest(parent) for parent in node.inputs) -> longest(node.inputs[-1])
    this goes back along the last input only; the longest way may run through another
1 + max(longest(parent) for parent in node.inputs) -> \
len([n for n in topological_order(node) if n.inputs])
    this counts all ellipses in the picture; count those on one way
max( -> sum(
    this adds up the depths of the inputs; only the deepest one counts
1 + max(longest(parent) for parent in node.inputs) -> 1
    this gives every product 1, however deep its inputs are
return 0 -> return 1
1 + max(longest(parent) for parent in node.inputs) -> len(topological_order(node))
    this counts all nodes that the picture has
node.is_leaf -> False
    depth stops at a leaf, which has no inputs to choose from: answer for a leaf first, before
    you look at inputs (max() arg is an empty sequence)
node.is_leaf -> False
max(longest(parent) for parent in node.inputs) -> longest(node.inputs[0])
    depth stops at a leaf, which has no inputs to choose from: answer for a leaf first
""")
