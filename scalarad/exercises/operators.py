"""Exercise 08_operators: twins of operators, leaks, an operation of one's own, and a sigmoid."""

import math
import re

import numpy as np

from scalarad.exercises.judge import (
    ARRIVING,
    Formula,
    Odd,
    Operation,
    Task,
    Value,
    different,
    number_in,
    numbers_drawn,
    plain,
    refuse_missing,
    refuse_uncallable,
    same,
    shown,
)
from scalarad.functions import elementary, exp, log1p, maximum, minimum, sin
from scalarad.graph import is_node, topological_order
from scalarad.scalar import Scalar

# -------- who computes 3 - x when x holds 7.5, and what comes out


def three_things(answer, inputs):
    refuse_missing(answer, "asked")
    if not isinstance(answer, (tuple, list)) or len(answer) != 3:
        raise Odd("asked should hold three things: a name in quotes, a number, a derivative")
    refuse_missing(answer[0], "the name of the method")
    method = getattr(answer[0], "__name__", answer[0])
    if not isinstance(method, str):
        raise Odd('the first of the three is the name of a method, like "__add__"')
    found = re.search(r"__(\w+?)__", method)
    name = found[1] if found else method.split(".")[-1].removesuffix("()").strip("_")
    if name not in ("sub", "rsub"):
        raise Odd(f"{method:.40} is another operator's; each operator has a twin of its own")
    return {
        "the method": name,
        "the number": number_in(answer[1], "the number"),
        "the derivative": number_in(answer[2], "the derivative"),
    }


three_minus_x = Value(
    three_things, right="the twin lifts the 3 and starts again, so that 3 stays on the left."
)


def left_side_first(given, wanted, inputs):
    if given["the method"] == "sub":
        return "__sub__ is what Python asks of the left side, and there stands a plain 3"
    return "take 7.5 from 3; then take a little more than 7.5 from 3, and compare"


three_minus_x.difference = left_side_first


@three_minus_x.known
def the_twin():
    return "__rsub__", -4.5, -1


three_minus_x.mistakes(r"""
("__sub__", -4.5, -1)
    __sub__ is what Python asks of the left side, and there stands a plain 3
("__rsub__", 4.5, 1)
    this is x - 3 in both; in a difference the places matter
("__rsub__", 4.5, -1)
    the number is that of x - 3; which is taken from which?
("__rsub__", -4.5, 1)
    the derivative is that of x - 3: when x goes up, does 3 - x go up too?
("__rsub__", -4.5, 0)
    only the 3 holds still; 3 - x does move when x moves
("__rsub__", -4.5, 3)
("__rsub__", -4.5, -3)
("__rsub__", -4.5, 7.5)
("__rsub__", -4.5, -7.5)
("__rsub__", -4.5, -4.5)
    a difference asks for neither number; by how much does it follow x?
""")

# -------- a / b, and a plain number on either side


class Quotient(Operation):
    """A quotient; once a / b is right, also with a plain number above and below."""

    def observe_operation(self, answer, points):
        seen = super().observe_operation(answer, points)
        for point in points:
            shares = seen[f"at {shown(point)}, the shares when {ARRIVING} arrives at a / b"]
            if not same(shares, self.slopes(point), 1e-4):
                return seen
        top, number = points[0]
        return seen | self.number_below(answer, number, top) | self.number_above(answer, top)

    def number_below(self, cls, number, below):
        x = cls(number)
        try:
            (x / below).backward()
            right = same(x.derivative, 1 / below)
        except Exception:
            right = False
        if not right:
            raise Odd(f"a / b is right, but x / {below} is not: lift what stands below")
        return {}

    def number_above(self, cls, top):
        what = f"{top} / x"
        if getattr(cls, "__rtruediv__", None) is None:
            raise Odd(f"a / b is right, but __rtruediv__ is missing: Python asks for it in {what}")
        x = cls(-1.7)
        result = top / x
        if result is None or result is ...:
            raise Odd(f"a / b is right, but {what} gives {result!r}: __rtruediv__ needs a return")
        if not is_node(result):
            raise Odd(f"a / b is right, but {what} is no Scalar: lift the {top}")
        result.backward(ARRIVING)
        label = f"a / b is right, but with x = -1.7, {what}"
        return {
            label: number_in(result.num, what),
            f"{label} has a derivative that": plain(x.derivative),
        }


quotient = Quotient(
    "a / b",
    lambda cls, a, b: a / b,
    lambda a, b: a / b,
    right="b_in / b to what is divided, minus the quotient times b_in / b to what divides.",
)


@quotient.known
class LiftsAndStartsAgain(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        x, y = self.num, other.num
        return type(self)(x / y, (self, other), lambda b_in: (b_in / y, -x * b_in / y**2), "/")

    def __rtruediv__(self, other):
        return self.lift(other) / self


@quotient.known
class WithAnInverse(Scalar):
    def __truediv__(self, other):
        other = self.lift(other)
        inverse = 1 / other.num
        slopes = (inverse, -self.num * inverse * inverse)

        def backward(b_in):
            return tuple(slope * b_in for slope in slopes)

        return type(self)(self.num * inverse, [self, other], backward)

    def __rtruediv__(self, other):
        x = self.num
        return type(self)(other / x, (self,), lambda b_in: (-other / x**2 * b_in,), "1/")


quotient.mistakes(r"""
in place of (b_in / y, -x * b_in / y**2)
(b_in / y, x * b_in / y**2)
    the larger b, the smaller the quotient (of positive numbers): a minus is missing
(b_in / y, -x * b_in / y)
    the second share has to be divided by b once more: b is squared there
(b_in / y, -b_in / y**2)
    the second share is the slope of 1 / b; the quotient is a times that
(b_in / y, 0)
    the second input gets nothing, but the quotient follows b too
(b_in / y, -x / y**2)
    the second share leaves out what arrives
(y * b_in, x * b_in)
    this is the rule of a * b: each share holds the other's number
(x / y * b_in, -x * b_in / y**2)
    the first share is the quotient itself; by how much does it follow a?
self.lift(other) / self -> self / other
    a / b is right, but with a plain number above the twin gives what is right for x / number:
    what stands on the left?
""")

# -------- a function with two leaks, repaired

swing = Formula(
    "swing",
    lambda choose: [(n,) for n in different(choose, 3)] + [(-2.3,), (0.04,), (25.0,)],
    right="what num and math give is a plain number, and remembers nothing.",
)


def numbers_should_stay(given, wanted, inputs):
    label = next(label for label in wanted if not same(given[label], wanted[label]))
    if label.startswith("swing"):
        return (
            f"the numbers should stay as they are: {label.replace('swing', 'leaking')} is "
            f"{wanted[label]:.6g}, and {label} {given[label]:.6g}"
        )
    return Formula.difference(swing, given, wanted, inputs)


swing.difference = numbers_should_stay


@swing.known
def both_closed(x):
    strength = exp(-0.3 * x)
    wave = sin(2.5 * x)
    size = abs(x) ** 0.5
    return strength * wave + size


@swing.known
def with_an_if(x):
    strength = 1 / (math.e ** (0.3 * x))
    size = x if x > 0 else -x
    return size**0.5 + strength * sin(2.5 * x)


swing.mistakes(r"""
exp(-0.3 * x) -> math.exp(-0.3 * x.num)
+ size -> + size.num
    both leaks are still open: strength and size are boxes, not ellipses
+ size -> + size.num
    one is left: what is added at the end is still a constant
exp(-0.3 * x) -> math.exp(-0.3 * x.num)
    one is left: strength is still a constant
sin(2.5 * x) -> math.sin(2.5 * x.num)
    the leaks are closed, but now wave forgets x
""")

# -------- exp(-x * x) as one operation, made with `elementary`


def numbers_scalars_arrays(bump, numbers):
    """Numbers; once they are right, Scalars; and once their slopes are, arrays."""
    refuse_missing(bump, "bump")
    refuse_uncallable(bump, "bump")
    seen = {f"bump({x:.6g})": number_in(bump(x), f"bump({x:.6g})") for x in numbers}
    if not same(list(seen.values()), [math.exp(-x * x) for x in numbers]):
        return seen
    right = True
    for number in numbers:
        x = Scalar(number)
        result = bump(x)
        if not is_node(result):
            raise Odd("bump of a Scalar is a plain number: without the decorator math forgets x")
        count = sum(not node.is_leaf for node in topological_order(result))
        if count > 1:
            raise Odd(f"this is made of {count} operations; one is asked for: elementary")
        label = f"at {number:.6g} with {ARRIVING} arriving, the backward of bump(x)"
        seen[label] = plain(list(result.backward_fn(ARRIVING)))
        right = right and same(
            seen[label], [-2 * number * math.exp(-number * number) * ARRIVING], 1e-5
        )
    if right:
        array = np.array(numbers)
        seen["bump of an array"] = numbers_of(bump(array), "bump of an array", array)
        x = Scalar(array)
        try:
            bump(x).backward(np.ones(len(numbers)))
        except TypeError as error:
            raise Odd(
                "with an array in the Scalar the slope must do without math; it stops with "
                f"TypeError: {error}"
            ) from None
        what = "the derivative of an array's bump"
        seen[what] = numbers_of(x.derivative, what, array)
    return seen


def numbers_of(given, what, array):
    if not isinstance(given, np.ndarray) or given.shape != array.shape:
        raise Odd(f"{what} should be an array as long as x; it is {given!r:.60}")
    return [number_in(part, f"a number of {what}") for part in given.tolist()]


def gives_and_should(given, wanted, inputs):
    label = next(label for label in wanted if not same(given.get(label), wanted[label]))
    return f"{label} gives {shown(given.get(label))}; it should be {shown(wanted[label])}"


bump = Value(
    numbers_scalars_arrays,
    numbers_drawn(3),
    right="-2 * x is the slope of the inside, y that of exp: along a path they multiply.",
)
bump.difference = gives_and_should


def bump_with(
    slope, value=lambda x: math.exp(-x * x), arrays=lambda x: np.exp(-x * x), decorate=elementary
):
    def bump(x):
        return value(x)

    bump = decorate(slope)(bump)
    if arrays:
        bump.register(np.ndarray, arrays)
    return bump


def no_decorator(slope):
    return lambda bump: bump


bump.known(lambda: bump_with(lambda x, y: -2 * x * y))
bump.known(
    lambda: bump_with(
        lambda x, y: -(x + x) * exp(-(x**2)),
        lambda x: 1 / math.exp(x**2),
        lambda x: 1 / np.exp(x**2),
    )
)


def right_slope(x, y):
    return -2 * x * y


bump.mistakes(r"""
bump_with(right_slope, lambda x: math.exp(x * x))
    this grows to both sides: where is the minus?
bump_with(right_slope, lambda x: math.exp(-x))
    this is exp(-x), which grows to the left; square x first
bump_with(right_slope, lambda x: math.exp(-2 * x))
    -2 as a factor makes no square: write -x * x
bump_with(right_slope, lambda x: -2 * x * math.exp(-x * x))
    the value is asked for here; this is the slope
bump_with(lambda x, y: y)
    y is the slope of exp alone; what stands inside has a slope too
bump_with(lambda x, y: -2 * x)
    this is the slope of the inside alone; that of exp is missing
bump_with(lambda x, y: 2 * x * y)
    right of 0 the hill goes down, and this slope says up
bump_with(lambda x, y: -x * y)
    the 2 is missing: -x * x is minus a square
bump_with(lambda x, y: -2 * y)
    the slope of the inside depends on where you are
bump_with(lambda x, y: -x * x * y)
    this multiplies by the inside itself; its slope is asked for
bump_with(lambda x, y: -2 * x + y)
    the two slopes are added; along a path they multiply
bump_with(lambda x: np.exp(-x * x))
bump_with(np.exp)
    the slope comes first in elementary, and is a function of two, x and y
bump_with(right_slope, arrays=None, decorate=no_decorator)
    bump of a Scalar stops: without the decorator math gets the Scalar itself, and it would forget x
bump_with(right_slope, arrays=lambda x: math.exp(-x * x))
    the version for arrays uses math, which takes one number only; use np.exp
bump_with(right_slope, arrays=None)
    there is no version for arrays yet; bump.register(np.ndarray, ...) adds one
""")

# -------- the sigmoid of a Scalar, right in value and derivative however far out

FAR = [33.0, 150.0, 400.0, 800.0, 3000.0]


def true_sigmoid(number):
    """Value and slope of the sigmoid of a plain number."""
    small = math.exp(-abs(number))
    return (1 if number >= 0 else small) / (1 + small), small / (1 + small) ** 2


def near_and_far(choose):
    near = [abs(number) for number in different(choose, 2)]
    return [*near, *(-x for x in near), 0.0, *(sign * x for x in FAR for sign in (-1, 1))]


def values_and_slopes(sigmoid, numbers):
    """At each number whether it follows x, and value and slope as parts of the true ones."""
    refuse_missing(sigmoid, "sigmoid")
    refuse_uncallable(sigmoid, "sigmoid")
    seen = {"told": {}}
    for number in numbers:
        label = f"at {number:g}"
        x = Scalar(number)
        try:
            result = sigmoid(x)
        except (OverflowError, ZeroDivisionError) as error:
            seen[label] = [type(error).__name__]
            continue
        value, slope = (max(part, 1e-100) for part in true_sigmoid(number))
        if not is_node(result):
            given = number_in(result, f"sigmoid({number:g})")
            seen[label], seen["told"][label] = ["plain", given / value], (given, 0.0)
            continue
        given = number_in(result.num, "the number of sigmoid")
        names = [node.name for node in topological_order(result) if not node.is_leaf]
        near = abs(number) < 4 and same(given, value)
        if near and (len(names) == 1 or {"tanh", "softplus"} & {*names}):
            raise Odd(
                "this leans on an operation that brings a rule of its own; here exp, arithmetic "
                "and an if should do, and the graph finds the slope"
            )
        result.backward()
        if x.derivative is None:
            seen[label], seen["told"][label] = ["forgets", given / value], (given, 0.0)
            continue
        found = number_in(x.derivative, "x.derivative")
        seen[label] = ["follows", given / value, found / slope]
        seen["told"][label] = (given, found)
    return seen


def where_it_is_off(given, wanted, inputs):
    """What is said about the first number at which value or slope is off."""
    over = [x for x in inputs if given[f"at {x:g}"] == ["OverflowError"]]
    off = next((x for x in inputs if not same(given[f"at {x:g}"], wanted[f"at {x:g}"])), None)
    if over and (off is None or abs(off) > 4):
        ends = {math.copysign(1, x) for x in over}
        if len(ends) == 2:
            return BOTH_ENDS
        return f"at {over[0]:g} an exp overflows: it should never get a large positive number"
    kind = given[f"at {off:g}"][0]
    value, slope = true_sigmoid(off)
    number, derivative = given["told"].get(f"at {off:g}", (math.nan, math.nan))
    if kind == "ZeroDivisionError":
        return f"at {off:g} it divides by 0"
    if kind == "plain":
        return (
            f"at {off:g} the answer is the plain number {number:g}, which has no backward; compute "
            "it from x, and exp will come to it by itself"
        )
    if kind == "forgets":
        return (
            f"at {off:g} the number is right, but it has forgotten x: what you wrap in a new "
            "Scalar is a leaf, and has no derivative to hand on, not even 0"
        )
    if not same(given[f"at {off:g}"][1], wanted[f"at {off:g}"][1]):
        told = f"at {off:g}, sigmoid is {number:.6g}; it should be {value:.6g}"
        side = "left" if off < 0 else "right"
        if off and same(number, true_sigmoid(-off)[0]):
            return f"{side} of 0 this is the mirror image, sigmoid(-x): look at what stands above"
        if off and same(number, math.exp(off)):
            return f"{side} of 0 the 1 + is missing"
        if number == 0:
            return f"{told}. That is small, but 0 comes too early"
        if value < number < 1e-6:
            return f"{told}. This is the value at {math.log(number):.4g}: is there a limit on x?"
        return told
    told = f"at {off:g} the number is right, but the derivative is {derivative:.6g}"
    if derivative == 0:
        return f"{told}; it is tiny there, {slope:.6g}, but 0 comes too early"
    return f"{told}; a nudge says {slope:.6g}"


sigmoid = Task(
    values_and_slopes,
    near_and_far,
    right="exp of a negative number never overflows, and the graph finds the slope.",
)
sigmoid.difference = where_it_is_off


@sigmoid.known
def by_the_side(x):
    if x >= 0:
        return 1 / (1 + exp(-x))
    return exp(x) / (1 + exp(x))


@sigmoid.known
def by_itself(x):
    if x < 0:
        return exp(x) * by_itself(-x)
    return 1 / (1 + exp(-x))


@sigmoid.known
def by_logarithms(x):
    return exp(-log1p(exp(-x))) if x > 0 else exp(x - log1p(exp(x)))


@sigmoid.known
def by_the_size(x):
    size = max(x, -x)
    half = 1 / (1 + math.e ** (-size))
    return half if x >= 0 else half * math.e**x


def naive_sigmoid(x):
    return 1 / (1 + exp(-x))


BOTH_ENDS = (
    "at -800 and at 800 an exp overflows, one end more than in the naive formula. Is the if the "
    "wrong way round, or are both forms computed before it chooses?"
)
sigmoid.mistakes(r"""
in place of exp(x) / (1 + exp(x))
x >= 0 -> True
    at -800 exp(-x) still overflows, as in the naive formula
x >= 0 -> False
    the left end is right now; but at 800 exp(x) overflows in its place
x >= 0 -> x < 0
    at -800 and at 800 an exp overflows, one end more than in the naive formula. Is the if the
    wrong way round, or are both forms computed before it chooses?
exp(x)
    left of 0 the 1 + is missing
1 / (1 + exp(-x)) -> 1 / exp(-x)
    right of 0 the 1 + is missing
exp(x) / exp(x)
    left of 0 the 1 + is missing, and the quotient is always 1
exp(x) / 1 + exp(x)
    / goes before +: the whole bottom needs brackets
1 / (1 + exp(-x)) -> 1 / 1 + exp(-x)
    this is 1 + exp(-x); / goes before +, so put the bottom in brackets
exp(x) / (1 + exp(-x))
    the top is multiplied by exp(x), and the bottom is not
1 / (1 + exp(x))
    left of 0 this is the mirror image, sigmoid(-x): look at what stands above
1 / (1 + exp(-x)) -> exp(-x) / (1 + exp(-x))
    right of 0 this is the mirror image, sigmoid(-x): look at what stands above
-1 / (1 + exp(x))
    left of 0 this is minus the mirror image; a sigmoid stays between 0 and 1
exp(x) / (1 + math.exp(x.num))
    left of 0 only the top remembers x. Is there a math.exp or a num below?
math.exp(x.num) / (1 + exp(x))
    left of 0 only the bottom remembers x. Is there a math.exp or a num above?
math.exp(x.num) / (1 + math.exp(x.num)) * (1 + x.num) - x * (math.exp(x.num) / (1 + \
math.exp(x.num)))
    left of 0 the number is right, but the derivative has the wrong sign: the curve goes up as
    well there
1 - 1 / (1 + exp(x))
    at -33, sigmoid is 4.66294e-15; it should be 4.65889e-15. Near, but 1 minus nearly 1 has few
    digits left: do without it
if x >= 0: -> "if x == 0:\n        return 0.5\n    if x > 0:"
    at 0 this is a plain number; the value may be right, but the slope is lost
if x >= 0: -> "x = x.num\n    if x >= 0:"
    sigmoid of a Scalar is a plain number: math.exp and num forget x
if x >= 0: -> "if x < -700:\n        return 0.0\n    if x >= 0:"
    at -800 the answer is the plain number 0, which has no backward; compute it from x, and exp
    will come to it by itself
if x >= 0: -> "if x < -700:\n        return Scalar(0.0)\n    if x >= 0:"
    at -800 the number is right, but it has forgotten x: what you wrap in a new Scalar is a
    leaf, and has no derivative to hand on, not even 0
""")


@sigmoid.wrong
def in_halves(x):
    """800 is passed, but the failure is only put off: further out, at 3000 or -3000, an exp
    overflows. It should never get a large positive number"""
    return exp(x / 2) / (exp(x / 2) + exp(-x / 2))


@sigmoid.wrong
def between_limits(x):
    """at -33 this is a plain number: past a limit, max and min hand on the limit itself and not
    x"""
    return naive_sigmoid(max(min(x, 30), -30))


@sigmoid.wrong
def between_scalar_limits(x):
    """at -33, sigmoid is 9.35762e-14; it should be 4.65889e-15. This is the value at -30: is
    there a limit on x?"""
    return naive_sigmoid(maximum(minimum(x, 30.0), -30.0))


@sigmoid.wrong
def constants_far_out(x):
    """already at -33 this is the plain number 0: a constant does not follow x, and here there is
    something left to follow"""
    if abs(x) > 20:
        return 0.0 if x < 0 else 1.0
    return naive_sigmoid(x)


@sigmoid.wrong
def zero_too_early(x):
    """at -33, sigmoid is 0; it should be 4.65889e-15. That is small, but 0 comes too early"""
    return naive_sigmoid(x) if x > -30 else 0 * x


@sigmoid.wrong
def flat_too_early(x):
    """at 33 the number is right, but the derivative is 0; it is tiny there, 4.65889e-15, but 0
    comes too early"""
    if x > 30:
        return 1 + 0 * x
    return exp(x) / (1 + exp(x)) if x < 0 else naive_sigmoid(x)


@sigmoid.wrong
def large_numbers_cancel(x):
    """at 33 the number is right, but the derivative is off: on the way back through
    exp(x) / (1 + exp(x)) large numbers nearly cancel, and digits are gone. On the right use
    exp(-x)"""
    if x > 700:
        return 1 / (1 + exp(-x))
    return exp(x) / (1 + exp(x))


@sigmoid.wrong
def by_abs(x):
    """at 0 the number is right, but the derivative is 0; abs has a corner there, and we chose 0;
    a sigmoid has none: do without abs"""
    small = exp(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)


@sigmoid.wrong
def size_on_both_sides(x):
    """left of 0 this is the mirror image, and at 0 the slope is lost: the size of x stands where x
    belongs"""
    return 1 / (1 + exp(-abs(x)))
