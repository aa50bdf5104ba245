"""Checks of the exercise 01_nudge."""

import math

from scalarad.exercises.judging import (
    Mistake,
    advised,
    called,
    judge,
    number_in,
    numbers_at,
    numbers_in,
    right,
    shown,
)
from scalarad.finite_difference import central_difference


def check_factor(factor):
    """Exercise 01: the forward difference of x * x at 5.3, with a nudge of 0.4."""
    x, h = 5.3, 0.4
    judge(
        numbers_in(factor, 1, "factor"),
        [((x + h) ** 2 - x**2) / h],
        [
            (
                "this is what is left when h goes to 0, or with a nudge both ways; a nudge of 0.4 "
                "to one side leaves an error behind",
                [2 * x],
            ),
            (
                "this is by how much x * x goes up; how many times as far as x is that?",
                [2 * x * h + h * h],
            ),
            (
                "this is the slope to the other side: you turn x up, not down",
                [2 * x - h],
            ),
            ("this is 6 + h, which belongs to x = 3; here x is 5.3", [6 + h]),
            ("the h * h was not divided by h; everything is", [2 * x + h * h]),
            ("the 2 is missing: both factors of x * x are nudged", [x + h]),
            ("this divides by two nudges; only one was made", [x + h / 2]),
            (
                "this is 2 * (x + h): in 6 + h the nudge stands once, not twice",
                [2 * (x + h)],
            ),
            (
                "this multiplies by the nudge; to get a factor, divide by it",
                [(2 * x * h + h * h) * h],
            ),
            ("this is a value of x * x; the factor asks for its change", [x * x]),
            (
                "this is a value of x * x; the factor asks for its change",
                [(x + h) ** 2],
            ),
            ("the h * h is forgotten, and the rest is not divided yet", [2 * x * h]),
        ],
        "take x * x at 5.7, take away x * x at 5.3, and divide by the nudge",
    )
    right("twice the number, and the nudge on top: that much is the error of the nudge.")


def check_backward_difference(function, seed=0):
    """Exercise 01: the difference that looks one step back."""
    what = "backward_difference"
    asked = []

    def f(number):
        asked.append(number)
        return number**3 - 4 * number + 7

    for x, step in zip(numbers_at(3, seed), numbers_at(3, seed + 10)):
        h = abs(step)
        asked.clear()
        given = number_in(called(function, f, x, h, what=what), f"{what}(f, x, h)")
        if not asked:
            raise Mistake(f"{what} never calls f; it should work for any f")
        places = list(dict.fromkeys(asked))
        here, back, ahead = f(x), f(x - h), f(x + h)
        judge(
            [given],
            [(here - back) / h],
            [
                (
                    "this is the forward difference; look one step back",
                    [(ahead - here) / h],
                ),
                (
                    "this is the central difference, two steps wide; here the right point is at x",
                    [(ahead - back) / (2 * h)],
                ),
                (
                    "the sign is wrong: take the left point away from the right one",
                    [(back - here) / h],
                ),
                ("this is the rise; it is not divided by the nudge yet", [here - back]),
                (
                    "only f(x - h) is divided by h; put brackets around the whole difference",
                    [here - back / h],
                ),
                (
                    "from x - h to x is one nudge, not two: the 2 belongs to the central one",
                    [(here - back) / (2 * h)],
                ),
                (
                    "h is taken from f(x); it should be taken from x, inside of f(...)",
                    [-1],
                ),
                (
                    "h is taken from f(x); it should be taken from x, inside of f(...)",
                    [-h],
                ),
                (
                    "this multiplies by h at the end; write brackets or divide by h",
                    [(here - back) * h],
                ),
            ],
            f"with x = {x} and h = {h} you ask for f at {shown(places)} and give {given:.6g}; "
            f"it should be {(here - back) / h:.6g}",
        )
    right("one step back. For x * x its error is -h, where looking ahead makes +h.")


SLOPE_ADVICE = [
    (
        "slope_in_y() missing",
        "slope_in_y is called with f, x and y, and no more; choose the nudge inside of it",
    ),
    (
        "'float' object is not callable",
        "f(x, y) is a number already; central_difference wants a function: make one of y alone, "
        "with lambda",
    ),
    (
        "missing 1 required positional argument",
        "one number is handed over, as central_difference does, but this function takes two: hold "
        "x still with a lambda of y",
    ),
]


def check_slope_in_y(function, seed=0):
    """Exercise 01: how f(x, y) follows y, by a nudge both ways."""
    what = "slope_in_y"
    x, y, a, b = numbers_at(4, seed)
    asked = []

    def f(x, y):
        asked.append((x, y))
        return x * x * y * y + a * x + b * y

    f.__qualname__ = "f"  # what Python calls it in a message of its own
    answer = advised(function, f, x, y, what=what, advice=SLOPE_ADVICE)
    given = number_in(answer, f"{what}(f, x, y)")
    if not asked:
        raise Mistake(f"{what} never calls f; it should work for any f")
    if set(asked) == {(x, y)}:
        raise Mistake(f"{what} asks for f only at x, y itself; nothing is nudged")
    steps = [second - y for first, second in asked if first == x and second != y]
    in_y, in_x = 2 * x * x * y + b, 2 * x * y * y + a
    places = ", ".join(f"f({a:.8g}, {b:.8g})" for a, b in asked[:4])
    far = f"you ask for {places} and give {given:.6g}; it should be {in_y:.6g}"
    if steps and all(first == x for first, _ in asked):
        if (x, y) in asked and (min(steps) > 0 or max(steps) < 0):
            raise Mistake("y is nudged to one side only; nudge it up and down")
        if min(abs(step) for step in steps) < 1e-9:
            far += "; your nudge is so small that rounding eats it"
    judge(
        [given],
        [in_y],
        [
            ("this is the slope in x; x should hold still, and y be nudged", [in_x]),
            ("both x and y are nudged; x should hold still", [in_x + in_y]),
            (
                "twice too large: from y - h to y + h it is two nudges, so divide by 2 * h",
                [2 * in_y],
            ),
            ("half of what it should be: is the 2 of 2 * h divided twice?", [in_y / 2]),
            (
                "the sign is wrong: take the lower point away from the upper one",
                [-in_y],
            ),
            (
                "x and y have changed places inside of f: it takes x first",
                [2 * y * y * x + b],
            ),
            (
                "x and y have changed places: y is nudged in the place of x",
                [2 * y * x * x + a],
            ),
            (
                "the nudge starts at y, but goes into the place of x",
                [2 * y * y * y + a],
            ),
            ("the nudge starts at x; it should start at y", [2 * x * x * x + b]),
            ("this is f itself; how much does it change?", [f(x, y)]),
            (
                "this divides by h and then multiplies by it: write brackets around (2 * h)",
                [in_y * step * step for step in steps[:1]],
            ),
            (
                "only the second f(...) is divided; put brackets around the whole difference",
                [f(x, y + h) - f(x, y - h) / (2 * h) for h in map(abs, steps[:1])],
            ),
            (
                "this is the rise from y - h to y + h; divide it by the way from one to the other",
                [2 * in_y * abs(step) for step in steps[:1]],
            ),
        ],
        far,
    )
    right("hold all inputs still but one: that makes a partial derivative.")


def check_slope_of_one_over(function, seed=0):
    """Exercise 01: the derivative of 1 / x, by algebra."""
    points = numbers_at(4, seed)
    what = "slope_of_one_over"
    given = [number_in(called(function, x, what=what), f"{what}({x})") for x in points]
    mistakes = [
        (
            "the size is right. Turn x up from 2 to 3: does 1 / x go up?",
            lambda x: 1 / x**2,
        ),
        ("this is 1 / x itself, not its slope", lambda x: 1 / x),
        (
            "under the line stands x * (x + h); with h gone that is more than x",
            lambda x: -1 / x,
        ),
        (
            "only h cancels; x * x stays under the line (for Python, -1 / x * x is -1: it needs "
            "brackets)",
            lambda x: -1,
        ),
        ("h = 0 came too early: divide by h first, then let it go to 0", lambda x: 0),
        (
            "this is the slope of x put under the line; write the factor of 1 / x",
            lambda x: 1,
        ),
        ("this is upside down: x * x belongs under the line", lambda x: -x * x),
        (
            "1 / (2 * x): the slope of x * x does not come in here",
            lambda x: 1 / (2 * x),
        ),
        (
            "-1 / (2 * x): letting h go to 0 makes x * (x + h) into x * x",
            lambda x: -1 / (2 * x),
        ),
        ("this is the slope of 1 / (x * x); one power too far", lambda x: -2 / x**3),
    ]
    near = all(abs(slope * x * x + 1) < 1e-3 for slope, x in zip(given, points))
    exact = all(abs(slope * x * x + 1) <= 1e-13 for slope, x in zip(given, points))
    if near and not exact:
        raise Mistake(
            "close, but with the error that a nudge makes. Let h go to 0 on paper: what is left is "
            "a formula in x alone"
        )
    judge(
        given,
        [-1 / x**2 for x in points],
        [(sentence, [wrong(x) for x in points]) for sentence, wrong in mistakes],
        f"at {points[0]} {what} gives {given[0]:.6g}; a nudge says "
        f"{central_difference(lambda x: 1 / x, points[0]):.6g}",
    )
    right("-1 / (x * x), exactly; and a nudge agrees as far as it can see.")


def check_nudge(h):
    """Exercise 01: a nudge for sin(1000 * x) at 0.001."""
    h = number_in(h, "h")
    x, slope = 0.001, 1000 * math.cos(1.0)

    def error(h):
        rise = math.sin(1000 * (x + h)) - math.sin(1000 * (x - h))
        return abs(rise / (2 * h) - slope)

    if h < 0:
        raise Mistake("h is below 0; it goes both ways anyway, so give its size")
    if not h <= 0.1:
        raise Mistake(f"a nudge of {h:.3g} jumps over many waves, and lands on another one")
    if x in (x + h, x - h):
        raise Mistake(f"a nudge of {h:.3g} does not move 0.001 at all; take a larger one")
    if error(h) > 1e-7 and math.isclose(h, 1e-5):
        raise Mistake("this is the nudge that it picks by itself; it suits sin, not this wave")
    if error(h) > 1e-7:
        side = (
            "too large: here the algebra makes the error, so a smaller one helps"
            if h > 1e-8
            else "too small: here rounding makes the error, so a larger one helps"
        )
        raise Mistake(f"with {h:.3g} the error is {error(h):.1e}. The nudge is {side}")
    nearby = max((h * (1 + i / 100) for i in range(-5, 6)), key=error)
    if h < 1e-8 and error(nearby) > 1e-7:
        raise Mistake(
            f"only luck: with {nearby:.4g}, nearly the same, the error is {error(nearby):.1e}. "
            "You are on the side of rounding; move away from it"
        )
    right(
        f"with {h:.3g} the error is {error(h):.0e}. The faster a curve turns, the smaller the "
        "nudge has to be; no nudge suits them all."
    )
