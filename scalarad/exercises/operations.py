"""Checks of the exercise 04_operations."""

from scalarad.exercises.judging import (
    Mistake,
    called,
    judge,
    judge_operation,
    number_in,
    numbers_at,
    numbers_in,
    right,
    scalar_in,
    shown,
)


def check_shares_of_a_difference(shares):
    """Exercise 04: the shares of x - y when 3 arrives."""
    judge(
        numbers_in(shares, 2, "shares"),
        [3, -3],
        [
            ("these are the shares when 1 arrives; here it is 3", [1, -1]),
            (
                "this is the rule of the sum; what is taken away pulls the other way",
                [3, 3],
            ),
            (
                "the signs are on the wrong inputs: which of the two is taken away?",
                [-3, 3],
            ),
            (
                "this is the rule of the product; a difference asks for neither number",
                [3 * 5.1, 3 * 15.6],
            ),
            (
                "these are the two numbers themselves; by how much does x - y follow each?",
                [15.6, 5.1],
            ),
        ],
        "nudge x up by a little: what does x - y do? Then nudge y. Then take it three times",
    )
    right("x gets what arrives, y the same with a minus, whatever their numbers are.")


def check_subtract(cls, seed=0):
    """Exercise 04: `__sub__` of the class `cls`."""
    judge_operation(
        cls,
        lambda a, b: a - b,
        lambda a, b: a - b,
        "a - b",
        seed=seed,
        mistakes=[
            (
                "this is the rule of a + b; in a - b the second input needs the other sign",
                lambda a, b, b_in: (b_in, b_in),
            ),
            (
                "this is the rule of a * b: each share holds the other's number",
                lambda a, b, b_in: (b * b_in, a * b_in),
            ),
            (
                "each share holds its own input's number; a difference needs no memory",
                lambda a, b, b_in: (a * b_in, -b * b_in),
            ),
        ],
    )
    right("a - b sends b_in to the first input and -b_in to the second.")


def check_square(cls, seed=0):
    """Exercise 04: `square` of the class `cls`."""
    judge_operation(
        cls,
        lambda a: a.square(),
        lambda a: a * a,
        "a.square()",
        inputs=1,
        seed=seed,
        mistakes=[
            (
                "the 2 is missing: a square follows its input at twice the input's number",
                lambda a, b_in: (a * b_in,),
            ),
            (
                "the share is 2 * b_in: the slope of a square depends on where you are",
                lambda a, b_in: (2 * b_in,),
            ),
            (
                "this share holds the square itself; its slope is asked for",
                lambda a, b_in: (a * a * b_in,),
            ),
            (
                "what arrives is squared too; it only multiplies",
                lambda a, b_in: (2 * a * b_in * b_in,),
            ),
        ],
    )
    right("one input, one share: twice the number, times what arrives.")


def check_cube(cls, seed=0):
    """Exercise 04: `cube` of the class `cls`, which no notebook has."""
    judge_operation(
        cls,
        lambda a: a.cube(),
        lambda a: a * a * a,
        "a.cube()",
        inputs=1,
        seed=seed,
        mistakes=[
            ("this is the rule of the square", lambda a, b_in: (2 * a * b_in,)),
            (
                "3 * a is not the slope of a cube: the power falls only by one, to a * a",
                lambda a, b_in: (3 * a * b_in,),
            ),
            (
                "the 3 is missing: each of the three factors passes a nudge on",
                lambda a, b_in: (a * a * b_in,),
            ),
            (
                "the power did not fall: 3 * a * a * a is three times the cube, not its slope",
                lambda a, b_in: (3 * a * a * a * b_in,),
            ),
            (
                "2 * a * a is short of one a * a: there are three factors to nudge",
                lambda a, b_in: (2 * a * a * b_in,),
            ),
        ],
    )
    right("3 * a * a times what arrives; and you found it without being told.")


def check_loss(loss, cls, seed=0):
    """Exercise 04: the squared error of a line, as a function of four Scalars."""
    m, b, x, y, _ = numbers = numbers_at(5, seed)
    result = called(loss, *map(cls, numbers[:4]), what="loss")
    scalar_in(
        result,
        "loss(m, b, x, y)",
        "loss gives a plain number; compute with the Scalars themselves",
    )
    line = m * x + b
    judge(
        [number_in(result.num, "the number of loss")],
        [(y - line) ** 2],
        [
            ("this is how far off the line is; it is not squared yet", [y - line]),
            ("this is how far off the line is, and not squared yet", [line - y]),
            ("this is the line's guess alone; compare it with y", [line]),
            (
                "this squares the guess and y apart; take the difference first",
                [y * y - line * line],
            ),
            (
                "this squares the guess and y apart; take the difference first",
                [line * line - y * y],
            ),
            ("guess and y are added; how far apart are they?", [(line + y) ** 2]),
            ("the b of the line is missing or is multiplied", [(y - m * x) ** 2]),
            ("the b of the line is missing or is multiplied", [(y - m * x * b) ** 2]),
            ("m and b have changed places: m goes with x", [(y - (b * x + m)) ** 2]),
            (
                "b is added to y: write brackets around the guess",
                [(y - m * x + b) ** 2],
            ),
            (
                "b comes after the product: m * x + b, not m * (x + b)",
                [(y - m * (x + b)) ** 2],
            ),
            (
                "x and y have changed places: the line starts from x",
                [(x - (m * y + b)) ** 2],
            ),
            ("only the guess is squared; square the difference", [y - line * line]),
        ],
        f"at m, b, x, y = {shown(numbers[:4])} the loss is {(y - line) ** 2:.6g}",
    )
    leaves = [cls(number) for number in numbers[:4]]
    called(loss, *leaves, what="loss").backward()
    if any(leaf.derivative is None for leaf in leaves):
        raise Mistake(
            "the number is right, but the graph does not lead back to all of m, b, x and y: "
            "compute with the Scalars themselves, not with their num"
        )
    right("the guess, how far off it is, and the square of that.")
