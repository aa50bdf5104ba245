"""Exercise 01_nudge: slopes measured by a nudge, and one found by algebra."""

import math

from scalarad.exercises.judge import (
    Function,
    Numbers,
    Odd,
    Task,
    Value,
    different,
    number_in,
    numbers_drawn,
    refuse_missing,
    refuse_uncallable,
    same,
    shown,
)
from scalarad.finite_difference import central_difference, forward_difference, partial_derivatives

# -------- the forward difference of x * x at 5.3, with a nudge of 0.4

factor = Numbers(
    "factor",
    right="twice the number, and the nudge on top: that much is the error of the nudge.",
)


@factor.known
def twice_and_the_nudge():
    return 2 * 5.3 + 0.4


factor.mistakes(r"""
10.6
    this is what is left when h goes to 0, or with a nudge both ways; a nudge of 0.4 to one side
    leaves an error behind
5.7**2 - 5.3**2
    this is by how much x * x goes up; how many times as far as x is that?
10.2
    this is the slope to the other side: you turn x up, not down
6.4
    this is 6 + h, which belongs to x = 3; here x is 5.3
2 * 5.3 + 0.4**2
    the h * h was not divided by h; everything is
5.7
    the 2 is missing: both factors of x * x are nudged
5.3 + 0.2
    this divides by two nudges; only one was made
2 * 5.7
    this is 2 * (x + h): in 6 + h the nudge stands once, not twice
(5.7**2 - 5.3**2) * 0.4
    this multiplies by the nudge; to get a factor, divide by it
5.3**2
5.7**2
    this is a value of x * x; the factor asks for its change
2 * 5.3 * 0.4
    the h * h is forgotten, and the rest is not divided yet
""")
factor.difference = lambda given, wanted, inputs: (
    "take x * x at 5.7, take away x * x at 5.3, and divide by the nudge"
)

# -------- the difference that looks one step back


def with_nudges(choose):
    return [(x, abs(h)) for x, h in zip(different(choose, 3), different(choose, 3))]


def looks_back(function, points):
    refuse_missing(function, "backward_difference")
    refuse_uncallable(function, "backward_difference")
    seen = {}
    for x, h in points:
        asked = []

        def f(number, asked=asked):
            asked.append(number)
            return number**3 - 4 * number + 7

        for step in (h, -h):
            given = number_in(function(f, x, step), "backward_difference(f, x, h)")
            if not asked:
                raise Odd("backward_difference never calls f; it should work for any f")
            places = shown(list(dict.fromkeys(asked)))
            label = f"with x = {x} and h = {step} you ask for f at the places below; the difference"
            seen[label] = given
            seen.setdefault("told", {})[label] = places
            asked.clear()
    return seen


backward_difference = Task(
    looks_back,
    with_nudges,
    right="one step back. For x * x its error is -h, where looking ahead makes +h.",
)


def places_and_number(given, wanted, inputs):
    label = next(k for k in wanted if k != "told" and abs(given[k] - wanted[k]) > 1e-9)
    where = label.partition(" you ask")[0]
    return (
        f"{where} you ask for f at {given['told'][label]} and give {given[label]:.6g}; it should "
        f"be {wanted[label]:.6g}"
    )


backward_difference.difference = places_and_number


@backward_difference.known
def here_and_back(f, x, h):
    return (f(x) - f(x - h)) / h


@backward_difference.known
def from_forward(f, x, h):
    return forward_difference(f, x, -h)


@backward_difference.known
def twice_the_central(f, x, h):
    return 2 * central_difference(f, x, h) - (f(x + h) - f(x)) / h


backward_difference.mistakes(r"""
in place of (f(x) - f(x - h)) / h
(f(x + h) - f(x)) / h
    this is the forward difference; look one step back
(f(x + h) - f(x - h)) / (2 * h)
    this is the central difference, two steps wide; here the right point is at x
(f(x - h) - f(x)) / h
    the sign is wrong: take the left point away from the right one
f(x) - f(x - h)
    this is the rise; it is not divided by the nudge yet
f(x) - f(x - h) / h
    only f(x - h) is divided by h; put brackets around the whole difference
(f(x) - f(x - h)) / (2 * h)
    from x - h to x is one nudge, not two: the 2 belongs to the central one
(f(x) - f(x) - h) / h
    h is taken from f(x); it should be taken from x, inside of f(...)
f(x) - f(x) - h
    h is taken from f(x), and should be taken from x, inside of f(...)
(f(x) - f(x - h)) * h
    this multiplies by h at the end; write brackets or divide by h
(f(x) - f(x - abs(h))) / abs(h)
    the size of h is used; a nudge may be negative, and then one step back goes up
""")

# -------- how f(x, y) follows y, by a nudge both ways


def slopes_of_y(function, numbers):
    refuse_missing(function, "slope_in_y")
    refuse_uncallable(function, "slope_in_y")
    seen = {}
    for x, y, a, b in (numbers[:4], numbers[4:]):
        asked = []

        def f(x, y, a=a, b=b, asked=asked):
            asked.append((x, y))
            return x * x * y * y + a * x + b * y + y * y * y

        f.__qualname__ = "f"  # what Python calls it in a message of its own
        given = number_in(function(f, x, y), "slope_in_y(f, x, y)")
        if not asked:
            raise Odd("slope_in_y never calls f; it should work for any f")
        if set(asked) == {(x, y)}:
            raise Odd("slope_in_y asks for f only at x, y itself; nothing is nudged")
        steps = [second - y for first, second in asked if first == x and second != y]
        told = ", ".join(f"f({p:.8g}, {q:.8g})" for p, q in asked[:4])
        if steps and all(first == x for first, _ in asked):
            if (x, y) in asked and (min(steps) > 0 or max(steps) < 0):
                raise Odd("y is nudged to one side only; nudge it up and down")
            wanted = 2 * x * x * y + b + 3 * y * y
            h = max(map(abs, steps))
            if not same(given, wanted, 1e-5) and same(given, wanted + h * h):
                raise Odd(
                    f"you ask for {told}: that is near, but your nudge is so large that it sees "
                    "the curve bend; take a smaller one"
                )
            if min(map(abs, steps)) < 1e-9:
                raise Odd(
                    f"you ask for {told} and give {given:.6g}; your nudge is so small that "
                    "rounding eats it"
                )
        seen[f"the slope at x = {x}, y = {y}"] = given
        seen["told"] = {"asked": told}
    return seen


slope_in_y = Task(
    slopes_of_y,
    numbers_drawn(8),
    right="hold all inputs still but one: that makes a partial derivative.",
)
slope_in_y.tolerance = 1e-5


def calls_and_slope(given, wanted, inputs):
    told = given["told"]["asked"]
    return f"you ask for {told}, and {Task.difference(slope_in_y, given, wanted, inputs)}"


slope_in_y.difference = calls_and_slope


@slope_in_y.known
def up_and_down(f, x, y):
    h = 1e-5
    return (f(x, y + h) - f(x, y - h)) / (2 * h)


@slope_in_y.known
def with_a_function_of_y(f, x, y):
    return central_difference(lambda number: f(x, number), y)


@slope_in_y.known
def by_partial_derivatives(f, x, y):
    return partial_derivatives(f, x, y)[1]


slope_in_y.mistakes(r"""
in place of (f(x, y + h) - f(x, y - h)) / (2 * h)
central_difference(lambda x: f(x, y), x)
    this is the slope in x; x should hold still, and y be nudged
(f(x + h, y + h) - f(x - h, y - h)) / (2 * h)
    both x and y are nudged; x should hold still
(f(x, y + h) - f(x, y - h)) / h
    twice too large: from y - h to y + h it is two nudges, so divide by 2 * h
(f(x, y + h) - f(x, y - h)) / (4 * h)
    half of what it should be: is the 2 of 2 * h divided twice?
(f(x, y - h) - f(x, y + h)) / (2 * h)
    the sign is wrong: take the lower point away from the upper one
central_difference(lambda number: f(y, number), x)
    x and y have changed places inside of f: it takes x first
central_difference(lambda number: f(number, x), y)
    x and y have changed places: y is nudged in the place of x
central_difference(lambda x: f(x, y), y)
    the nudge starts at y, but goes into the place of x
central_difference(lambda y: f(x, y), x)
    the nudge starts at x; it should start at y
(f(x, y + h) - f(x, y - h)) / 2 * h
    this divides by h and then multiplies by it: write brackets around (2 * h)
f(x, y + h) - f(x, y - h) / (2 * h)
    only the second f(...) is divided; put brackets around the whole difference
f(x, y + h) - f(x, y - h)
    this is the rise from y - h to y + h; divide it by the way from one to the other
central_difference(f(x, y), y)
    f(x, y) is a number already; central_difference wants a function: make one of y alone, with
    lambda
central_difference(f, y)
    one number is handed over, as central_difference does, but this function takes two: hold x
    still with a lambda of y
(f, x, y) -> (f, x, y, h)
h = 1e-5 -> pass
    slope_in_y is called with f, x and y, and no more; choose the nudge inside of it
""")

# -------- the derivative of 1 / x, by algebra

slope_of_one_over = Function(
    "slope_of_one_over",
    lambda choose: [(x,) for x in different(choose, 4)] + [(40.0,), (0.02,)],
    right="-1 / (x * x), exactly; and a nudge agrees as far as it can see.",
    nearly="close, but with the error that a nudge makes. Let h go to 0 on paper: what is left is "
    "a formula in x alone",
)


@slope_of_one_over.known
def minus_one_over_the_square(x):
    return -1 / (x * x)


@slope_of_one_over.known
def twice_one_over(x):
    return -(1 / x) * (1 / x)


slope_of_one_over.mistakes(r"""
in place of -1 / (x * x)
1 / (x * x)
    the size is right. Turn x up from 2 to 3: does 1 / x go up?
1 / x
    this is 1 / x itself, not its slope
-1 / x
    under the line stands x * (x + h); with h gone that is more than x
-1 / x * x
    only h cancels; x * x stays under the line (for Python, -1 / x * x is -1: it needs brackets)
1 / x - 1 / x
    h = 0 came too early: divide by h first, then let it go to 0
1 / 1
    this is the slope of x put under the line; write the factor of 1 / x
-x * x
    this is upside down: x * x belongs under the line
1 / (2 * x)
    1 / (2 * x): the slope of x * x does not come in here
-1 / (2 * x)
    -1 / (2 * x): letting h go to 0 makes x * (x + h) into x * x
-2 / x**3
    this is the slope of 1 / (x * x); one power too far
""")

# -------- a nudge for sin(1000 * x) at 0.001


def error_of(h, x=0.001):
    rise = math.sin(1000 * (x + h)) - math.sin(1000 * (x - h))
    return abs(rise / (2 * h) - 1000 * math.cos(1.0))


def how_good(h, inputs):
    h = number_in(h, "h")
    told = {"h": f"{h:.3g}"}
    if h < 0:
        return {"nudge": "negative"}
    if not h <= 0.1:
        return {"nudge": "jumps", "told": told}
    if 0.001 in (0.001 + h, 0.001 - h):
        return {"nudge": "moves nothing", "told": told}
    error = error_of(h)
    nearby = max((h * (1 + i / 100) for i in range(-5, 6)), key=error_of)
    told |= {"error": f"{error:.1e}", "nearby": f"{nearby:.4g}", "worse": f"{error_of(nearby):.1e}"}
    told["short"] = f"{error:.0e}"
    if error > 1e-7:
        own = math.isclose(h, 1e-5)
        return {"nudge": "its own" if own else "too large" if h > 1e-8 else "too small"} | {
            "told": told
        }
    lucky = h < 1e-8 and error_of(nearby) > 1e-7
    return {"nudge": "lucky" if lucky else "right", "told": told}


nudge = Value(
    how_good,
    right="with {h} the error is {short}. The faster a curve turns, the smaller the nudge has to "
    "be; no nudge suits them all.",
)


@nudge.known
def a_thousand_times_smaller():
    return 1e-5 / 1000


@nudge.known
def two_of_them():
    return 2 / 10**8


nudge.mistakes(r"""
-1e-8
    h is below 0; it goes both ways anyway, so give its size
1
    a nudge of {h} jumps over many waves, and lands on another one
1e-20
    a nudge of {h} does not move 0.001 at all; take a larger one
1e-5
    this is the nudge that it picks by itself; it suits sin, not this wave
1e-6
    with {h} the error is {error}. The nudge is too large: here the algebra makes the error, so
    a smaller one helps
1e-11
    with {h} the error is {error}. The nudge is too small: here rounding makes the error, so a
    larger one helps
5e-10
    only luck: with {nearby}, nearly the same, the error is {worse}. You are on the side of
    rounding; move away from it
""")
