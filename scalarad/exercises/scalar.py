"""Exercise 02_scalar: a product that remembers, and what is kept of its inputs."""

from scalarad.exercises.judge import (
    Numbers,
    Operation,
    Task,
    number_in,
    numbers_drawn,
    refuse_missing,
    refuse_uncallable,
    scalar_in,
)
from scalarad.scalar import Scalar

# -------- the shares of a product of 5.3 and -2.6 when 3 arrives

shares_of_a_product = Numbers(
    "share_of_first",
    "share_of_second",
    right="each share is the other's number, times what arrives.",
)


@shares_of_a_product.known
def crossed_over():
    return 3 * -2.6, 3 * 5.3


shares_of_a_product.mistakes(r"""
15.9, -7.8
    each input got its own number; x * y follows x as fast as the other number says
-2.6, 5.3
    these are the shares when 1 arrives; here it is 3
5.3, -2.6
    these are the two numbers themselves, in their order
7.8, 15.9
    one sign is lost: the second number is below 0
-2.6 + 3, 5.3 + 3
    what arrives is added; it multiplies
-7.8, 5.3
    only the first is multiplied by what arrives; both are
-2.6, 15.9
    only the second is multiplied by what arrives; both are
3, 3
    what arrives is handed on unchanged; a product does more
3 * 5.3 * -2.6, 3 * 5.3 * -2.6
    this is the product itself, three times
7.8, -15.9
    the signs are on the wrong shares
3 / -2.6, 3 / 5.3
3 / 5.3, 3 / -2.6
    what arrives is divided; a share is not a part of it: it is what arrives, times a slope
1.5, 1.5
    what arrives is split in two; each input gets a share of its own, and it is no part of a whole
""")

# -------- a * b

multiply = Operation(
    "a * b",
    lambda cls, a, b: a * b,
    lambda a, b: a * b,
    right="two numbers saved, two shares crossed over, and a result of the right class.",
)


@multiply.known
class SavesTwoNumbers(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num

        def backward(b_in):
            return (y * b_in, x * b_in)

        return type(self)(x * y, (self, other), backward, "*")


@multiply.known
class SavesSlopes(Scalar):
    def __mul__(self, other):
        other = self.lift(other)
        slopes = (other.num, self.num)
        return type(self)(
            self.num * other.num,
            [self, other],
            lambda b_in: tuple(b_in * slope for slope in slopes),
        )


multiply.mistakes(r"""
in place of (y * b_in, x * b_in)
(x * b_in, y * b_in)
    each share holds its own input's number; it should be the other's
(y + b_in, x + b_in)
    b_in is added; it multiplies
(y * b_in, x)
    only the first share is multiplied by b_in; both are
(y, x * b_in)
    only the second share is multiplied by b_in; both are
(b_in, b_in)
    b_in is handed on as it came; how fast does a * b follow a?
(x * y * b_in, x * y * b_in)
    the shares hold the product; they should hold one number each
""")

# -------- the shares of z = x * y, made before x is overwritten, and of w = z * x, made after

shares_after_overwriting = Numbers(
    "z_to_x",
    "z_to_y",
    "w_to_z",
    "w_to_x",
    right="each product saved what it found when it was made: z the old number, w the new one.",
)


@shares_after_overwriting.known
def as_found():
    return -3, 7, 100, -21


shares_after_overwriting.mistakes(r"""
-3, 100, 100, -21
    z changes its mind; but it saved the number of x before
-3, 100, 100, -300
    here everything follows the new number; what is computed stays as it is
-3, 7, 100, -300
    nothing computes z.num again, so it is not 100 * -3
-3, 7, 7, -21
    w is made after the new number: it finds 100 in x
7, -3, -21, 100
    in both products the two shares have changed places
7, -3, 100, -21
    in z the two shares have changed places
-3, 7, -21, 100
    in w the two shares have changed places: its first input is z
100, -21, -3, 7
    the two of z come first
-300, 700, 100, -21
    1 arrives at z, too; you handed it what w hands on
""")

# -------- a graph that is told by what its inputs are


def written(node, leaves, depth=3):
    """`node` as the products that made it; `leaves` is a dict of the known leaves by name."""
    for name, leaf in leaves.items():
        if node is leaf:
            return name
    if getattr(node, "is_leaf", False):
        return f"{number_in(node.num, 'the number of a leaf'):.6g}"
    if depth == 0 or not hasattr(node, "inputs"):
        return "..."
    sign = node.name if node.name in ("+", "-", "/") else "*"
    return f"({f' {sign} '.join(written(part, leaves, depth - 1) for part in node.inputs)})"


def what_was_built(build, numbers):
    refuse_missing(build, "build")
    refuse_uncallable(build, "build")
    x, y = map(Scalar, numbers)
    r = scalar_in(
        build(x, y),
        "build(x, y)",
        "build gives a plain number, which is no Scalar: make it from the Scalars, so that it "
        "remembers",
    )
    built = written(r, {"x": x, "y": y})
    once = built == BUILT and r.inputs[0].inputs[0] is r.inputs[1]
    return {"built": built, "made once": once, "told": {"built": built}}


def what_is_wrong_with_it(given, wanted, inputs):
    built = given["built"]
    if any(sign in built for sign in "0123456789"):
        return (
            f"you built {built}, with a leaf in it that is neither x nor y; an equal number is not "
            "the same object"
        )
    if any(sign in built for sign in "+-/"):
        return f"you built {built}; products are asked for, so use only *"
    return f"you built {built}. Ask the four lines of it: which of them is not True?"


BUILT = "(((x * y) * x) * (x * y))"
build = Task(
    what_was_built,
    numbers_drawn(2),
    right="three products, one of them used twice: what counts is the object, not its number.",
)
build.difference = what_is_wrong_with_it


@build.known
def one_product_twice(x, y):
    z = x * y
    return (z * x) * z


@build.known
def with_names(x, y):
    last = x * y
    last.name = "z"
    first = last * x
    r = first * last
    r.name = "r"
    return r


build.mistakes(r"""
in place of (z * x) * z
((x * y) * x) * (x * y)
    x * y is computed twice. The two are equal, but not the same object, so the third line is
    not True; make it once and use it twice
z * (z * x)
    you built {built}: the inputs of r have changed places
((y * x) * x) * (y * x)
    you built {built}: x and y have changed places in r.inputs[1]
(x * z) * z
    you built {built}: the inputs of r.inputs[0] have changed places
(z * z) * x
    you built {built}: the number is right, but the products are taken in another order, so the
    memory is another
z
    you built {built}: this is only r.inputs[1]; r is made from it
z * x
    you built {built}: this is only r.inputs[0]; r is made from it and from r.inputs[1]
x
    you built {built}: this is a leaf, so it has no inputs
y
    you built {built}: this is a leaf, and so it has no inputs
""")

# -------- how often a leaf stands in a graph that is at most two products deep

GRAPHS = ["x y", "xy x", "xy xx", "y xx", "yn y", "xt tt", "nn nx", "xx xx", "xx x", "y xt"]
GRAPHS += ["x xy", "t xy"]


def leaf_counts(uses, numbers):
    """What `uses` finds; t is a twin of x, with an equal number, n has the same name."""
    refuse_missing(uses, "uses")
    refuse_uncallable(uses, "uses")
    a, b = numbers
    made = {"x": Scalar(a, name="x"), "y": Scalar(b, name="y")}
    made |= {"t": Scalar(a, name="t"), "n": Scalar(b, name="x")}
    seen = {}
    for graph in GRAPHS:
        for part in graph.split():
            if part not in made:
                made[part] = made[part[0]] * made[part[1]]
        first, second = graph.split()
        label = f"how often x is found in {formula(graph)}"
        seen[label] = number_in(uses(made[first] * made[second], made["x"]), label)
    return seen


def formula(graph):
    text = " * ".join(
        part if len(part) == 1 else f"({part[0]} * {part[1]})" for part in graph.split()
    )
    for letter, name, who in [
        ("t", "twin", "holds the same number as x"),
        ("n", "namesake", "has the name of x"),
    ]:
        if letter in graph:
            text = text.replace(letter, name)
            text += f" ({name} {who}, but is another leaf)"
    return text


uses = Task(
    leaf_counts,
    numbers_drawn(2),
    right="ask with `is`: an equal number or an equal name does not make the same object.",
)


def first_miscount(given, wanted, inputs):
    label = next(label for label in wanted if given[label] != wanted[label])
    graph = label.removeprefix("how often x is found ")
    return f"{graph} it finds x {given[label]:.6g} times; count by hand, then follow your loops"


uses.difference = first_miscount


@uses.known
def two_loops(result, leaf):
    count = 0
    for parent in result.inputs:
        for node in (parent, *parent.inputs):
            if node is leaf:
                count += 1
    return count


@uses.known
def calls_itself(result, leaf):
    if result is leaf:
        return 1
    return sum(calls_itself(parent, leaf) for parent in result.inputs)


uses.mistakes(r"""
in place of (parent, *parent.inputs)
(parent,)
    only the inputs of result are looked at; look at their inputs too
parent.inputs
    a leaf that is itself an input of result is not counted, as the last x in (x * y) * x
node is leaf -> node == leaf
    another leaf that holds an equal number is counted as well; in the finished class ==
    compares numbers, so ask with `is`
node is leaf -> node.name == leaf.name
    another leaf with an equal name is counted as well; names are for pictures only
count += 1 -> count = 1
    this says whether the leaf is there; count how often
for node in (parent, *parent.inputs): -> if 1:
node is leaf -> any(node is leaf for node in (parent, *parent.inputs))
    x * x counts once; it has two inputs, and both are x
for node in (parent, *parent.inputs): -> if 1:
node is leaf -> parent is leaf or leaf in parent.inputs
    `in` finds equal numbers as well, and x * x only once; go through all inputs with `is`
in result.inputs -> in set(result.inputs)
    a product that is an input twice is counted once; two ways lead through it
"    return count" -> "        return count"
    only the first input is followed; is the return inside of the loop?
node is leaf -> node.is_leaf
    every leaf is counted; count only the one asked for
return count -> return len(result.inputs)
    this counts the inputs, whatever they are
count += 1 -> count
    this is always 0; does the count go up anywhere?
(parent, parent.inputs[0], parent.inputs[1])
    a leaf has no inputs, so inputs[0] is not there; a for loop goes through none
""")
