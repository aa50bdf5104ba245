"""Checks of the exercise 11_any_number."""

import math
import random
from fractions import Fraction

import numpy as np

from scalarad.exercises.judging import (
    Mistake,
    advised,
    called,
    first_off,
    judge,
    number_in,
    numbers_at,
    numbers_in,
    right,
    same,
    shown,
)
from scalarad.finite_difference import partial_derivatives
from scalarad.functions import cos, exp, sin
from scalarad.graph import is_node
from scalarad.scalar import Scalar


def check_slopes_over_a_batch(slopes):
    """Exercise 11: the derivatives of m and b when m * x + b is a batch of three."""
    parts = slopes if isinstance(slopes, (tuple, list)) else [slopes]
    if any(isinstance(part, (tuple, list, np.ndarray)) for part in parts):
        raise Mistake(
            "a slope with several elements: m is one number, and so is b, so each gets one number"
        )
    judge(
        numbers_in(slopes, 2, "slopes"),
        [10, 3],
        [
            (
                "these are means over the batch; with 1 arriving at each element, what do the "
                "shares that come back do where they meet?",
                [10 / 3, 1],
            ),
            (
                "m is right; b is stretched over the batch too: how often is it used?",
                [10, 1],
            ),
            (
                "m is right; what comes back to b does not depend on the numbers in x",
                [10, 10],
            ),
            ("m is a mean here and b a sum; both are used three times", [10 / 3, 3]),
            (
                "b is right; m gets a share from every element, not only from the last",
                [-1.5, 3],
            ),
            ("these are the shares of the last element alone", [-1.5, 1]),
            ("these are the shares of the first element alone", [4, 1]),
            ("these are the shares of the largest element alone", [7.5, 1]),
            ("the two have changed places: m comes first", [3, 10]),
            (
                "this multiplies by m or b itself; what comes back to m are the numbers of x",
                [1.3 * 10, 0.5 * 3],
            ),
            (
                "this adds sizes; a share can be negative, and pulls the sum down",
                [4 + 7.5 + 1.5, 3],
            ),
        ],
        "take the three elements one by one: which share does each send to m, which to b? "
        "Where paths meet, shares add up",
    )
    right("m and b were each used three times, and the shares of the three uses add up.")


def check_exact_slope(exact_slope, seed=0):
    """Exercise 11: the slope of a function at a fraction, exact."""
    choose = random.Random(seed)
    for f, slope, text in (
        (lambda x: x * x * x, lambda x: 3 * x * x, "x * x * x"),
        (
            lambda x: x * x * x / (x * x + 3),
            lambda x: (x**4 + 9 * x * x) / (x * x + 3) ** 2,
            "x * x * x / (x * x + 3)",
        ),
    ):
        x = Fraction(choose.choice([1009, 2003, 3001]), choose.choice([7919, 8191, 6007]))
        n, d = x.numerator, x.denominator
        what = f"the slope of {text} at {n} / {d}"
        given = called(exact_slope, f, n, d, what="exact_slope")
        if given is None:
            raise Mistake(
                "exact_slope gives None. Did you walk back before you looked at the derivative "
                "(backward itself returns nothing)? And is there a return?"
            )
        judge(
            [number_in(given, what)],
            [slope(x)],
            [
                (
                    "this is 1, what arrives at the output; the slope is on the Scalar that you "
                    "put in",
                    [1],
                ),
                ("this is the value of f; its slope is asked for", [f(x)]),
                ("this is the slope at d / n, which is upside down", [slope(1 / x)]),
                (
                    "this is the slope at n // d, which has lost what is left over",
                    [slope(n // d)],
                ),
                ("this is the slope at n; d is not used", [slope(Fraction(n))]),
                ("this is x itself, as a fraction; wrap it, and walk back to it", [x]),
            ],
            f"{what} is near {float(slope(x)):.6g}; exact_slope gives {given}",
        )
        judge_fraction(given, f, slope, x, what)
    right("what goes in as a Fraction meets no float on the way, and comes out without error.")


def judge_fraction(given, f, slope, x, what):
    """Whether `given`, which is near the slope, is that slope and a Fraction."""
    rounded = Scalar(float(x))
    f(rounded).backward()
    near = Fraction(rounded.derivative)
    if not isinstance(given, Fraction):
        raise Mistake(
            f"{what} comes as a {type(given).__name__}, {given}, which is rounded; which number "
            "goes into the Scalar?"
        )
    if given == slope(x):
        return
    if given == slope(Fraction(float(x))):
        raise Mistake(
            "the arithmetic is exact, but it starts from a number that was rounded: n / d is a "
            "float already when Fraction gets it"
        )
    if given == near:
        raise Mistake("this is a float put into a Fraction: too late, the digits are lost")
    if given == near.limit_denominator():
        raise Mistake(
            "limit_denominator guesses a simple fraction near a float; this one is not that simple"
        )
    raise Mistake(
        f"{what} is a Fraction near the slope, and not equal to it: off by "
        f"{float(given - slope(x)):.1e}. A nudge, or a float, has come in"
    )


def check_newton_step(newton_step, seed=0):
    """Exercise 11: where one step of Newton's method lands."""
    *points, a, b, c = numbers_at(5, seed)
    a, b, c = abs(a), abs(b), abs(c)
    for text, f, slope, curvature in (
        (
            f"{a} * x * x * x * x + {b} * x * x - {c} * x",
            lambda x: a * x * x * x * x + b * x * x - c * x,
            lambda x: 4 * a * x**3 + 2 * b * x - c,
            lambda x: 12 * a * x * x + 2 * b,
        ),
        (
            f"exp(-x) + {a} * x * x",
            lambda x: exp(-x) + a * x * x,
            lambda x: 2 * a * x - exp(-x),
            lambda x: 2 * a + exp(-x),
        ),
        (
            f"({b} * x - {c}).square()",
            lambda x: (b * x - c).square() if is_node(x) else (b * x - c) ** 2,
            lambda x: 2 * b * (b * x - c),
            lambda x: 2 * b * b,
        ),
    ):
        judge_newton_step(newton_step, points, text, f, slope, curvature)
    right("minus slope over curvature; for a parabola, one step from anywhere is enough.")


def judge_newton_step(newton_step, points, text, f, slope, curvature):
    """Hold the step for one function, of known slope and curvature, against its mistakes."""
    given = [
        number_in(walked_twice(newton_step, f, x, what="newton_step"), f"newton_step(f, {x})")
        for x in points
    ]
    wanted = [x - slope(x) / curvature(x) for x in points]
    judge_at(
        points,
        given,
        wanted,
        [
            (
                "/ has to come first: divide the slope by the curvature, then take that from x",
                lambda x: (x - slope(x)) / curvature(x),
            ),
            (
                "the step goes uphill: it should go against the slope",
                lambda x: x + slope(x) / curvature(x),
            ),
            (
                "this is the step alone; where does it land, when it starts at x?",
                lambda x: -slope(x) / curvature(x),
            ),
            (
                "this is slope / curvature alone; where does a step against it land, from x?",
                lambda x: slope(x) / curvature(x),
            ),
            (
                "this looks for the place where f is 0, by value / slope; a bottom is where the "
                "slope is 0",
                lambda x: x - f(x) / slope(x),
            ),
            (
                "the curvature is not used, or a 1 stands in its place, such as the one that "
                "arrives at the slope: this is descent with learning rate 1",
                lambda x: x - slope(x),
            ),
            (
                "this divides the slope by itself; the curvature is on the inner Scalar, after "
                "walking back from the slope",
                lambda x: x - 1,
            ),
            (
                "this multiplies by the curvature; the more bent the valley, the shorter the step",
                lambda x: x - slope(x) * curvature(x),
            ),
            ("the quotient is upside down", lambda x: x - curvature(x) / slope(x)),
            (
                "this divides the value by the curvature; the slope is asked for",
                lambda x: x - f(x) / curvature(x),
            ),
        ],
        lambda x: f"newton_step(f, {x}), with f = {text},",
        nearly="near, but rounded: a nudge has come in; wrap x twice instead",
    )


def judge_at(points, given, wanted, mistakes, what, nearly=None):
    """Hold the numbers `given` at the points against `wanted`, and against those of mistakes.

    mistakes: pairs of a sentence and a function of x. what: a function of x, how to call the
        number there. nearly: what to say when all are near, but not as exact as floats are.
    """
    known = [(sentence, list(map(wrong, points))) for sentence, wrong in mistakes]
    off = first_off(given, wanted)
    told = f"{what(points[off])} is {given[off]:.6g}; it should be {wanted[off]:.6g}"
    close = [math.isclose(g, w, rel_tol=1e-3) for g, w in zip(given, wanted)]
    judge(given, wanted, known, nearly if nearly and all(close) else told)
    sizes = [abs(x) + abs(w) for x, w in zip(points, wanted)]
    rounded = [abs(g - w) > 1e-11 * s for g, w, s in zip(given, wanted, sizes)]
    if nearly and any(rounded):
        raise Mistake(nearly)


def walked_twice(function, *args, what):
    """`called`, with a word for those who wrapped the number once and not twice."""
    try:
        return called(function, *args, what=what)
    except Mistake as mistake:
        if "'NoneType'" in str(mistake):
            raise Mistake(
                f"{what} computes with None, a derivative that is not there yet: walk back from "
                "the slope too, before you look"
            ) from None
        if "has no attribute 'backward'" not in str(mistake):
            raise
        raise Mistake(
            f"{what} walks back from something that is no Scalar. Is it the slope? That is a "
            "Scalar only when the number in the Scalar is one"
        ) from None


def check_from_formulas(f, seed=0):
    """Exercise 11: a function of x and y, from the formulas of its two derivatives."""
    a, b, c, d = numbers_at(4, seed)
    points = [(a, b), (b, a), (c, d)]

    def number(*point):
        return number_in(called(f, *point, what="f"), f"f{shown(point)}")

    def slopes_of(function):
        return [slope for point in points for slope in partial_derivatives(function, *point)]

    wanted = [part for x, y in points for part in (cos(x) * y - 1 / y, x / y / y + sin(x))]
    for point in points:
        number(*point)
    given = slopes_of(number)
    mistakes = [
        (sentence, slopes_of(wrong))
        for sentence, wrong in (
            (
                "the signs: in which line does the quotient get a minus, and in which none?",
                lambda x, y: y * sin(x) + x / y,
            ),
            ("the product has the wrong sign", lambda x, y: -y * sin(x) - x / y),
            (
                "the signs of both parts are turned around",
                lambda x, y: x / y - y * sin(x),
            ),
            (
                "the product is right; where do -1 / y and x / y / y come from?",
                lambda x, y: y * sin(x),
            ),
            (
                "the quotient is right; where do cos(x) * y and sin(x) come from?",
                lambda x, y: -x / y,
            ),
            (
                "the sine stands alone, so cos(x) would stand alone in the first line",
                lambda x, y: sin(x) - x / y,
            ),
            (
                "this holds the cosine, which is a slope: cos(x) is the slope of what?",
                lambda x, y: y * cos(x) - x / y,
            ),
            (
                "the quotient is upside down: y / x has the slope 1 / x for y",
                lambda x, y: y * sin(x) - y / x,
            ),
            (
                "this has one line as its value; it should have it as its derivative",
                lambda x, y: -1 / y + cos(x) * y,
            ),
            (
                "this has one line as its value; it should have it as its derivative",
                lambda x, y: x / y / y + sin(x),
            ),
            (
                "this is the sum of both lines; they are derivatives of f, not its parts",
                lambda x, y: -1 / y + cos(x) * y + x / y / y + sin(x),
            ),
            (
                "one part too many: both lines come from the same product and the same quotient, "
                "so neither is counted twice",
                lambda x, y: 2 * (y * sin(x) - x / y),
            ),
        )
    ]
    judge(given, wanted, mistakes, first_slope_off(points, given, wanted))
    for point, pair in zip(points, zip(wanted[::2], wanted[1::2])):
        judge_on_scalars(f, point, pair)
    right("y * sin(x) - x / y, and any number added to it, for a number leaves no trace.")


def first_slope_off(points, given, wanted):
    """A sentence on the first of the slopes that is not as the formula of `wanted` says."""
    i = first_off(given, wanted)
    letter = "xy"[i % 2]
    return (
        f"at x, y = {shown(points[i // 2])}, turning {letter} moves your f at the slope "
        f"{given[i]:.6g}; the formula of {letter}.derivative gives {wanted[i]:.6g} there"
    )


def judge_on_scalars(f, point, slopes):
    """Whether `f`, which is right on numbers, also gives the slopes on Scalars."""
    x, y = map(Scalar, point)
    output = advised(f, x, y, what="f", advice=NOT_FROM_MATH)
    if not is_node(output):
        raise Mistake("f of Scalars gives a plain number; compute with the Scalars themselves")
    called(output.backward, what="backward")
    if not same([leaf.derivative or 0 for leaf in (x, y)], slopes):
        raise Mistake(
            "f is right on plain numbers, but on Scalars slopes get lost on the way: is a part "
            "computed with num?"
        )


NOT_FROM_MATH = [
    (
        "would lose the derivative",
        "f is right on plain numbers, but math takes no Scalars; take sin and cos from scalarad, "
        "and not from math",
    )
]


def check_curvature_formula(curvature_formula, seed=0):
    """Exercise 11: the second derivative of a function, as a formula in x."""
    a, b, *points = numbers_at(4, seed)
    a, b = abs(a), abs(b)
    for text, f, slope, curvature in (
        (
            f"{a} * x * x * x + {b} * x * x",
            lambda x: a * x * x * x + b * x * x,
            lambda x: 3 * a * x * x + 2 * b * x,
            lambda x: 6 * a * x + 2 * b,
        ),
        (
            f"{b} * sin({a} * x)",
            lambda x: b * sin(a * x),
            lambda x: a * b * cos(a * x),
            lambda x: -a * a * b * sin(a * x),
        ),
        (
            "exp(-x * x / 2)",
            lambda x: exp(-x * x / 2),
            lambda x: -x * exp(-x * x / 2),
            lambda x: (x * x - 1) * exp(-x * x / 2),
        ),
    ):
        formula = walked_twice(curvature_formula, f, what="curvature_formula")
        judge_formula(formula, points, text, f, slope, curvature)
    right("a Symbol in a Scalar in a Scalar: two ideas put together, and no new rule.")


def judge_formula(formula, points, text, f, slope, curvature):
    """Hold the formula of one curvature against its mistakes."""
    judge_at(
        points,
        [number_in(value_of(formula, x), f"your formula at x = {x}") for x in points],
        list(map(curvature, points)),
        [
            (
                "this is the formula of the slope; walk back once more, from the slope, and "
                "look at the inner Scalar",
                slope,
            ),
            ("this is the formula of f itself", f),
            ("this is the formula of the slope, squared", lambda x: slope(x) ** 2),
            ("this is x; what you want is on it, as its derivative", lambda x: x),
        ],
        lambda x: f"for f = {text}, your formula at x = {x}",
    )


def value_of(formula, x):
    """The number that a formula in x, a Symbol or its text, has at a number x."""
    if formula is None:
        raise Mistake(
            "curvature_formula gives None: has somebody walked back from the slope, and is there "
            "a return?"
        )
    if is_node(formula):
        raise Mistake("this is still wrapped in a Scalar; the formula is inside of it")
    if isinstance(formula, (tuple, list)) or callable(formula):
        raise Mistake(f"one formula is asked for; this is {formula!r:.60}")
    if formula is not ... and not hasattr(formula, "arguments"):
        if not isinstance(formula, str):
            if number_in(formula, "your formula") == 1:
                raise Mistake("this is 1, what arrives at an output: look at another Scalar")
            raise Mistake("this is a number, not a formula; put in a number that has only a name")
    names = {"x": x, "exp": exp, "sin": sin, "cos": cos}
    try:
        return eval(str(formula), names) if formula is not ... else formula
    except Exception as error:
        raise Mistake(
            f"your formula cannot be computed at x = {x} ({error}); it is {str(formula)!r:.60}"
        ) from None
