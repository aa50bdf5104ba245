"""Checks of the exercise 02_scalar."""

from scalarad.exercises.judging import (
    NO_INPUTS_OF_A_LEAF,
    Mistake,
    advised,
    called,
    first_off,
    judge,
    judge_operation,
    number_in,
    numbers_at,
    numbers_in,
    right,
    scalar_in,
)
from scalarad.graph import is_node


def check_shares_of_a_product(shares):
    """Exercise 02: the shares of a product when 3 arrives."""
    x, y, b_in = 5.3, -2.6, 3
    judge(
        numbers_in(shares, 2, "shares"),
        [y * b_in, x * b_in],
        [
            (
                "each input got its own number; x * y follows x as fast as the other number says",
                [x * b_in, y * b_in],
            ),
            ("these are the shares when 1 arrives; here it is 3", [y, x]),
            ("these are the two numbers themselves, in their order", [x, y]),
            ("one sign is lost: the second number is below 0", [-y * b_in, x * b_in]),
            ("what arrives is added; it multiplies", [y + b_in, x + b_in]),
            ("only the first is multiplied by what arrives; both are", [y * b_in, x]),
            ("only the second is multiplied by what arrives; both are", [y, x * b_in]),
            ("what arrives is handed on unchanged; a product does more", [b_in, b_in]),
            ("this is the product itself, three times", [x * y * b_in] * 2),
            ("the signs are on the wrong shares", [-y * b_in, -x * b_in]),
        ],
        "nudge the first input by a little: how many times as far does the product move? Then the "
        "second. Then take both three times",
    )
    right("each share is the other's number, times what arrives.")


def check_multiply(cls, seed=0):
    """Exercise 02: `__mul__` of the class `cls`."""
    if not isinstance(cls, type) or not is_node(called(cls, 3.5, what="the class")):
        raise Mistake(f"Scalar should be your class; it is {cls!r:.60}")
    a_class_made_from_it = type("MadeFrom", (cls,), {})
    for kind in (cls, a_class_made_from_it):
        judge_operation(
            kind,
            lambda a, b: a * b,
            lambda a, b: a * b,
            "a * b",
            seed=seed,
            mistakes=[
                (
                    "each share holds its own input's number; it should be the other's",
                    lambda a, b, b_in: (a * b_in, b * b_in),
                ),
                (
                    "b_in is added; it multiplies",
                    lambda a, b, b_in: (b + b_in, a + b_in),
                ),
                (
                    "only the first share is multiplied by b_in; both are",
                    lambda a, b, b_in: (b * b_in, a),
                ),
                (
                    "only the second share is multiplied by b_in; both are",
                    lambda a, b, b_in: (b, a * b_in),
                ),
                (
                    "b_in is handed on as it came; how fast does a * b follow a?",
                    lambda a, b, b_in: (b_in, b_in),
                ),
                (
                    "the shares hold the product; they should hold one number each",
                    lambda a, b, b_in: (a * b * b_in, a * b * b_in),
                ),
            ],
        )
    right("two numbers saved, two shares crossed over, and a result of the right class.")


def check_shares_after_overwriting(shares):
    """Exercise 02: the shares of two products, made before and after a leaf is overwritten."""
    judge(
        numbers_in(shares, 4, "four_shares"),
        [-3, 7, 100, -21],
        [
            (
                "z changes its mind; but it saved the number of x before",
                [-3, 100, 100, -21],
            ),
            (
                "here everything follows the new number; what is computed stays as it is",
                [-3, 100, 100, -300],
            ),
            (
                "nothing computes z.num again, so it is not 100 * -3",
                [-3, 7, 100, -300],
            ),
            (
                "w is made after the new number: it finds 100 in x",
                [-3, 7, 7, -21],
            ),
            ("in both products the two shares have changed places", [7, -3, -21, 100]),
            ("in z the two shares have changed places", [7, -3, 100, -21]),
            (
                "in w the two shares have changed places: its first input is z",
                [-3, 7, -21, 100],
            ),
            ("the two of z come first", [100, -21, -3, 7]),
            (
                "1 arrives at z, too; you handed it what w hands on",
                [-300, 700, 100, -21],
            ),
        ],
        "for each product take the two numbers that it found when it was made, and cross them over",
    )
    right("each product saved what it found when it was made: z the old number, w the new one.")


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


def check_build(build, cls, seed=0):
    """Exercise 02: a graph that is told by what its inputs are, with one product used twice."""
    x, y = leaves = [cls(number) for number in numbers_at(2, seed)]
    r = scalar_in(
        called(build, *leaves, what="build"),
        "build(x, y)",
        "build gives a plain number, which is no Scalar: make it from the Scalars, so that it "
        "remembers",
    )
    built = written(r, {"x": x, "y": y})
    known = {
        "((x * y) * ((x * y) * x))": "the inputs of r have changed places",
        "(((y * x) * x) * (y * x))": "x and y have changed places in r.inputs[1]",
        "((x * (x * y)) * (x * y))": "the inputs of r.inputs[0] have changed places",
        "(((x * y) * (x * y)) * x)": "the number is right, but the products are taken in another "
        "order, so the memory is another",
        "(x * y)": "this is only r.inputs[1]; r is made from it",
        "((x * y) * x)": "this is only r.inputs[0]; r is made from it and from r.inputs[1]",
        "x": "this is a leaf, so it has no inputs",
        "y": "this is a leaf, so it has no inputs",
    }
    if built in known:
        raise Mistake(f"you built {built}: {known[built]}")
    if built != "(((x * y) * x) * (x * y))":
        if any(sign in built for sign in "0123456789"):
            raise Mistake(
                f"you built {built}, with a leaf in it that is neither x nor y; an equal number is "
                "not the same object"
            )
        if any(sign in built for sign in "+-/"):
            raise Mistake(f"you built {built}; products are asked for, so use only *")
        raise Mistake(f"you built {built}. Ask the four lines of it: which of them is not True?")
    if r.inputs[0].inputs[0] is not r.inputs[1]:
        raise Mistake(
            "x * y is computed twice. The two are equal, but not the same object, so the third "
            "line is not True; make it once and use it twice"
        )
    judge(
        [number_in(r.num, "r.num")],
        [(x.num * y.num) ** 2 * x.num],
        [],
        "r.num is wrong; make r with *, not by hand",
    )
    right("three products, one of them used twice: what counts is the object, not its number.")


def check_uses(uses, cls, seed=0):
    """Exercise 02: how often a leaf stands in a graph that is at most two products deep."""
    a, b = numbers_at(2, seed)
    # t is a twin of x, with an equal number; n a namesake of x, with an equal name.
    made = {"x": cls(a, name="x"), "y": cls(b, name="y")}
    made |= {"t": cls(a, name="t"), "n": cls(b, name="x")}
    graphs = [
        "x y",
        "xy x",
        "xy xx",
        "y xx",
        "yn y",
        "xt tt",
        "nn nx",
        "xx xx",
        "xx x",
        "y xt",
        "x xy",
        "t xy",
    ]
    given = []
    for graph in graphs:
        for part in graph.split():
            if part not in made:
                made[part] = made[part[0]] * made[part[1]]
        first, second = graph.split()
        answer = advised(
            uses,
            made[first] * made[second],
            made["x"],
            what="uses",
            advice=[NO_INPUTS_OF_A_LEAF],
        )
        given.append(number_in(answer, "uses(result, leaf)"))
    mistakes = [
        (
            "only the inputs of result are looked at; look at their inputs too",
            lambda graph: graph.split().count("x"),
        ),
        (
            "a leaf that is itself an input of result is not counted, as the last x in (x * y) * x",
            lambda graph: sum(part.count("x") for part in graph.split() if part != "x"),
        ),
        (
            "another leaf that holds an equal number is counted as well; in the finished class == "
            "compares numbers, so ask with `is`",
            lambda graph: graph.count("x") + graph.count("t"),
        ),
        (
            "another leaf with an equal name is counted as well; names are for pictures only",
            lambda graph: graph.count("x") + graph.count("n"),
        ),
        (
            "this says whether the leaf is there; count how often",
            lambda graph: "x" in graph,
        ),
        (
            "x * x counts once; it has two inputs, and both are x",
            lambda graph: sum("x" in part for part in graph.split()),
        ),
        (
            "`in` finds equal numbers as well, and x * x only once; go through all inputs with "
            "`is`",
            lambda graph: sum(
                part == "x" or len(part) == 2 and ("x" in part or "t" in part)
                for part in graph.split()
            ),
        ),
        (
            "a product that is an input twice is counted once; two ways lead through it",
            lambda graph: sum(part.count("x") for part in set(graph.split())),
        ),
        (
            "only the first input is followed; is the return inside of the loop?",
            lambda graph: graph.split()[0].count("x"),
        ),
        (
            "every leaf is counted; count only the one asked for",
            lambda graph: len(graph) - 1,
        ),
        ("this counts the inputs, whatever they are", lambda graph: 2),
        ("this is always 0; does the count go up anywhere?", lambda graph: 0),
    ]
    wanted = [graph.count("x") for graph in graphs]
    off = first_off(given, wanted)
    formula = " * ".join(
        part if len(part) == 1 else f"({part[0]} * {part[1]})" for part in graphs[off].split()
    )
    for letter, name, who in [
        ("t", "twin", "holds the same number as x"),
        ("n", "namesake", "has the name of x"),
    ]:
        if letter in graphs[off]:
            formula = formula.replace(letter, name)
            formula += f" ({name} {who}, but is another leaf)"
    judge(
        given,
        wanted,
        [(sentence, [wrong(graph) for graph in graphs]) for sentence, wrong in mistakes],
        f"in {formula} it finds x {given[off]:.6g} times; count by hand, then follow your loops",
    )
    right("ask with `is`: an equal number or an equal name does not make the same object.")
