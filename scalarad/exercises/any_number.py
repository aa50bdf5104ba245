"""Exercise 11_any_number: batches, fractions, numbers that are Scalars, and formulas."""

from fractions import Fraction

import numpy as np

from scalarad.exercises.judge import (
    Numbers,
    Odd,
    Task,
    different,
    number_in,
    points_of_two,
    refuse_missing,
    refuse_uncallable,
    same,
    scalar_in,
    shown,
)
from scalarad.finite_difference import partial_derivatives
from scalarad.functions import cos, exp, sin
from scalarad.graph import is_node
from scalarad.scalar import Scalar
from scalarad.symbol import Symbol

# -------- the derivatives of m and b when m * x + b is a batch of three


class Slopes(Numbers):
    """Two numbers; an array or a list in the place of one has an answer of its own."""

    def observe_numbers(self, answer, inputs):
        parts = answer if isinstance(answer, (tuple, list)) else [answer]
        if any(isinstance(part, (tuple, list, np.ndarray)) for part in parts):
            raise Odd(
                "a slope with several elements: m is one number, and so is b, so each gets one "
                "number"
            )
        return super().observe_numbers(answer, inputs)


slopes_over_a_batch = Slopes(
    "slope_of_m",
    "slope_of_b",
    right="m and b were each used three times, and the shares of the three uses add up.",
)


@slopes_over_a_batch.known
def sums_over_the_batch():
    return 4 + 7.5 - 1.5, 3


slopes_over_a_batch.mistakes(r"""
10 / 3, 1
    these are means over the batch; with 1 arriving at each element, what do the shares that
    come back do where they meet?
10, 1
    m is right; b is stretched over the batch too: how often is it used?
10, 10
    m is right; what comes back to b does not depend on the numbers in x
10 / 3, 3
    m is a mean here and b a sum; both are used three times
-1.5, 3
    b is right; m gets a share from every element, not only from the last
-1.5, 1
    these are the shares of the last element alone
4, 1
    these are the shares of the first element alone
7.5, 1
    these are the shares of the largest element alone
3, 10
    the two have changed places: m comes first
13, 1.5
    this multiplies by m or b itself; what comes back to m are the numbers of x
13, 3
    13 for m adds sizes, where a share can be negative and pulls the sum down, or multiplies by
    m itself
""")
slopes_over_a_batch.difference = lambda given, wanted, inputs: (
    "take the three elements one by one: which share does each send to m, which to b? Where paths "
    "meet, shares add up"
)

# -------- the slope of a function at a fraction, exact


def two_fractions(choose):
    tops, bottoms = [1009, 2003, 3001], [7919, 8191, 6007]
    return [(choose.choice(tops), choose.choice(bottoms)) for _ in range(2)]


CUBES = {
    "x * x * x": lambda x: x * x * x,
    "x * x * x / (x * x + 3)": lambda x: x * x * x / (x * x + 3),
}


def exact_slopes(exact_slope, fractions):
    """Each slope: of which type, near which float, and in full when it is a Fraction."""
    refuse_missing(exact_slope, "exact_slope")
    refuse_uncallable(exact_slope, "exact_slope")
    seen = {}
    for (text, f), (n, d) in zip(CUBES.items(), fractions):
        label = f"the slope of {text} at {n} / {d}"
        given = exact_slope(f, n, d)
        if given is None:
            raise Odd(
                "exact_slope gives None. Did you walk back before you looked at the derivative "
                "(backward itself returns nothing)? And is there a return?"
            )
        in_full = str(given) if isinstance(given, Fraction) else ""
        seen[label] = [type(given).__name__, number_in(given, label), in_full]
    return seen


def how_it_is_off(given, wanted, inputs):
    label = next(label for label in wanted if not same(given[label], wanted[label]))
    (kind, number, in_full), (_, slope, exact) = given[label], wanted[label]
    if not same(number, slope, 1e-4):
        return f"{label} is near {slope:.6g}; exact_slope gives {in_full or shown(number)}"
    if kind != "Fraction":
        return (
            f"{label} comes as a {kind}, {number}, which is rounded; which number goes into the "
            "Scalar?"
        )
    off = float(Fraction(in_full) - Fraction(exact))
    return (
        f"{label} is a Fraction near the slope, and not equal to it: off by {off:.1e}. A nudge, or "
        "a float, has come in"
    )


exact_slope = Task(
    exact_slopes,
    two_fractions,
    right="what goes in as a Fraction meets no float on the way, and comes out without error.",
)
exact_slope.difference = how_it_is_off


@exact_slope.known
def of_a_fraction(f, n, d):
    x = Scalar(Fraction(n, d))
    y = f(x)
    y.backward()
    return x.derivative


@exact_slope.known
def of_a_quotient(f, n, d):
    top, bottom = Scalar(Fraction(n)), Scalar(Fraction(d))
    f(top / bottom).backward()
    return top.derivative * d


exact_slope.mistakes(r"""
in place of Fraction(n, d)
x.derivative -> y.derivative
    this is 1, what arrives at the output; the slope is on the Scalar that you put in
x.derivative -> y.num
    this is the value of f; its slope is asked for
Fraction(d, n)
    this is the slope at d / n, which is upside down
Fraction(n // d)
    this is the slope at n // d, which has lost what is left over
Fraction(n)
    this is the slope at n; d is not used
x.derivative -> x.num
    this is x itself, as a fraction; wrap it, and walk back to it
n / d
    the slope comes as a float, which is rounded; which number goes into the Scalar?
Fraction(n / d)
    the arithmetic is exact, but it starts from a number that was rounded: n / d is a float
    already when Fraction gets it
Fraction(n, d) -> n / d
return x.derivative -> return Fraction(x.derivative)
    this is a float put into a Fraction: too late, the digits are lost
Fraction(n, d) -> n / d
return x.derivative -> return Fraction(x.derivative).limit_denominator()
    limit_denominator guesses a simple fraction near a float; this one is not that simple
""")

# -------- where one step of Newton's method lands


def points_and_factors(choose):
    x, y, *factors = different(choose, 5)
    return [abs(x), -abs(y)], [abs(factor) for factor in factors]


def landings(newton_step, inputs):
    refuse_missing(newton_step, "newton_step")
    refuse_uncallable(newton_step, "newton_step")
    points, (a, b, c) = inputs
    valleys = {
        f"{a} * x * x * x * x + {b} * x * x - {c} * x": lambda x: (
            a * x * x * x * x + b * x * x - c * x
        ),
        f"exp(-x) + {a} * x * x": lambda x: exp(-x) + a * x * x,
        f"({b} * x - {c}).square()": lambda x: (
            (b * x - c).square() if is_node(x) else (b * x - c) ** 2
        ),
        f"{a} * x * x * x - {c} * x": lambda x: a * x * x * x - c * x,
    }
    seen = {}
    for text, f in valleys.items():
        for x in points:
            label = f"newton_step(f, {x}), with f = {text},"
            seen[label] = number_in(newton_step(f, x), f"newton_step(f, {x})")
    return seen


newton_step = Task(
    landings,
    points_and_factors,
    right="minus slope over curvature; for a parabola, one step from anywhere is enough.",
)
newton_step.tolerance = 1e-10


def near_or_off(given, wanted, inputs):
    if same(given, wanted, 1e-3):
        return "near, but rounded: a nudge has come in; wrap x twice instead"
    return Task.difference(newton_step, given, wanted, inputs)


newton_step.difference = near_or_off


@newton_step.known
def wrapped_twice(f, x):
    leaf = Scalar(Scalar(x))
    y = f(leaf)
    y.backward()
    slope = leaf.derivative
    slope.backward()
    return x - slope.num / leaf.num.derivative


@newton_step.known
def with_a_function_for_the_slope(f, x):
    def slope(leaf):
        outer = Scalar(leaf)
        f(outer).backward()
        return outer.derivative

    leaf = Scalar(x)
    value = slope(leaf)
    value.backward()
    return (x * leaf.derivative - value.num) / leaf.derivative


newton_step.mistakes(r"""
in place of x - slope.num / leaf.num.derivative
(x - slope.num) / leaf.num.derivative
    / has to come first: divide the slope by the curvature, then take that from x
x + slope.num / leaf.num.derivative
    the step goes uphill: it should go against the slope
-slope.num / leaf.num.derivative
    this is the step alone; where does it land, when it starts at x?
slope.num / leaf.num.derivative
    this is slope / curvature alone; where does a step against it land, from x?
x - y.num.num / slope.num
    this looks for the place where f is 0, by value / slope; a bottom is where the slope is 0
x - slope.num
    the curvature is not used, or a 1 stands in its place, such as the one that arrives at the
    slope: this is descent with learning rate 1
slope.backward() -> y.num.backward()
    this divides the slope by itself; the curvature is on the inner Scalar, after walking back
    from the slope
x - slope.num * leaf.num.derivative
    this multiplies by the curvature; the more bent the valley, the shorter the step
x - leaf.num.derivative / slope.num
    the quotient is upside down
x - y.num.num / leaf.num.derivative
    this divides the value by the curvature; the slope is asked for
x - slope.num / abs(leaf.num.derivative)
    the size of the curvature is used; where the curve bends down it is negative, and its sign
    counts
Scalar(Scalar(x)) -> Scalar(x)
    it walks back from something that is no Scalar. Is it the slope? That is a Scalar only when
    the number in the Scalar is one
slope.backward() -> pass
    it computes with None, a derivative that is not there yet: walk back from the slope too,
    before you look
""")

# -------- a function of x and y, from the formulas of its two derivatives


def slopes_of_f(f, points):
    """The slopes that nudges find; and once they are right, those of Scalars."""
    refuse_missing(f, "f")
    refuse_uncallable(f, "f")
    seen, wanted = {}, []
    for point in points:
        for letter, slope in zip("xy", partial_derivatives(number_of(f), *point)):
            seen[f"at x, y = {shown(point)}, the slope of your f in {letter}"] = float(slope)
        x, y = point
        wanted += [cos(x) * y - 1 / y, x / y / y + sin(x)]
    if not same(list(seen.values()), wanted):
        return seen
    for point in points:
        x, y = map(Scalar, point)
        output = scalar_in(
            f(x, y), "f", "f of Scalars gives a plain number; compute with the Scalars themselves"
        )
        output.backward()
        slopes = [float(leaf.derivative or 0) for leaf in (x, y)]
        seen[f"the slopes on Scalars at x, y = {shown(point)}"] = slopes
    return seen


def number_of(f):
    return lambda *point: number_in(f(*point), f"f{shown(point)}")


def slope_off_or_lost(given, wanted, inputs):
    if given.keys() == wanted.keys():
        return (
            "f is right on plain numbers, but on Scalars slopes get lost on the way: is a part "
            "computed with num?"
        )
    label = next(label for label in wanted if not same(given.get(label), wanted[label]))
    letter = label[-1]
    return (
        f"{label} is {given[label]:.6g}; the formula of {letter}.derivative gives "
        f"{wanted[label]:.6g} there"
    )


from_formulas = Task(
    slopes_of_f,
    points_of_two,
    right="y * sin(x) - x / y, and any number added to it, for a number leaves no trace.",
)
from_formulas.difference = slope_off_or_lost


@from_formulas.known
def product_and_quotient(x, y):
    return y * sin(x) - x / y


@from_formulas.known
def with_a_number(x, y):
    return sin(x) * y - x / y + 7


from_formulas.mistakes(r"""
in place of y * sin(x) - x / y
y * sin(x) + x / y
    the signs: in which line does the quotient get a minus, and in which none?
-y * sin(x) - x / y
    the product has the wrong sign
x / y - y * sin(x)
    the signs of both parts are turned around
y * sin(x)
    the product is right; where do -1 / y and x / y / y come from?
-x / y
    the quotient is right; where do cos(x) * y and sin(x) come from?
sin(x) - x / y
    the sine stands alone, so cos(x) would stand alone in the first line
y * cos(x) - x / y
    this holds the cosine, which is a slope: cos(x) is the slope of what?
y * sin(x) - y / x
    the quotient is upside down: y / x has the slope 1 / x for y
-1 / y + cos(x) * y
x / y / y + sin(x)
    this has one line as its value; it should have it as its derivative
-1 / y + cos(x) * y + x / y / y + sin(x)
    this is the sum of both lines; they are derivatives of f, not its parts
2 * (y * sin(x) - x / y)
    one part too many: both lines come from the same product and the same quotient, so neither
    is counted twice
y * __import__('math').sin(x) - x / y
    f is right on plain numbers, but math takes no Scalars; take sin and cos from scalarad, and
    not from math
y * sin(getattr(x, 'num', x)) - x / y
    f is right on plain numbers, but on Scalars slopes get lost on the way: is a part computed
    with num?
""")

# -------- the second derivative of a function, as a formula in x


def values_of_formulas(curvature_formula, inputs):
    refuse_missing(curvature_formula, "curvature_formula")
    refuse_uncallable(curvature_formula, "curvature_formula")
    points, (a, b, _) = inputs
    functions = {
        f"{a} * x * x * x + {b} * x * x": lambda x: a * x * x * x + b * x * x,
        f"{b} * sin({a} * x)": lambda x: b * sin(a * x),
        "exp(-x * x / 2)": lambda x: exp(-x * x / 2),
    }
    seen = {}
    for text, f in functions.items():
        formula = curvature_formula(f)
        for x in points:
            label = f"for f = {text}, your formula at x = {x}"
            seen[label] = number_in(value_of(formula, x), f"your formula at x = {x}")
    return seen


def value_of(formula, x):
    """The number that a formula in x, a Symbol or its text, has at a number x."""
    if formula is None:
        raise Odd(
            "curvature_formula gives None: has somebody walked back from the slope, and is there a "
            "return?"
        )
    refuse_missing(formula, "your formula")
    if is_node(formula):
        raise Odd("this is still wrapped in a Scalar; the formula is inside of it")
    if isinstance(formula, (tuple, list)) or callable(formula):
        raise Odd(f"one formula is asked for; this is {formula!r:.60}")
    if not hasattr(formula, "arguments") and not isinstance(formula, str):
        if number_in(formula, "your formula") == 1:
            raise Odd("this is 1, what arrives at an output: look at another Scalar")
        raise Odd("this is a number, not a formula; put in a number that has only a name")
    try:
        return eval(str(formula), {"x": x, "exp": exp, "sin": sin, "cos": cos})
    except Exception as error:
        raise Odd(
            f"your formula cannot be computed at x = {x} ({error}); it is {str(formula)!r:.60}"
        ) from None


curvature_formula = Task(
    values_of_formulas,
    points_and_factors,
    right="a Symbol in a Scalar in a Scalar: two ideas put together, and no new rule.",
)


@curvature_formula.known
def symbol_wrapped_twice(f):
    x = Scalar(Scalar(Symbol("x")))
    y = f(x)
    y.backward()
    x.derivative.backward()
    return x.num.derivative


@curvature_formula.known
def as_a_text(f):
    x = Scalar(Symbol("x"))
    outer = Scalar(x)
    f(outer).backward()
    outer.derivative.backward()
    return str(x.derivative)


curvature_formula.mistakes(r"""
in place of return x.num.derivative
return x.derivative.num
    this is the formula of the slope; walk back once more, from the slope, and look at the inner
    Scalar
return y.num.num
    this is the formula of f itself
return x.derivative.num * x.derivative.num
    this is the formula of the slope, squared
return x.num.num
    this is x; what you want is on it, as its derivative
Scalar(Scalar(Symbol("x"))) -> Scalar(Symbol("x"))
    it walks back from something that is no Scalar. Is it the slope? That is a Scalar only when
    the number in the Scalar is one
""")
