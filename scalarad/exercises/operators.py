"""Checks of the exercise 08_operators."""

import math
import re

import numpy as np

from scalarad.exercises.judging import (
    Mistake,
    advised,
    called,
    judge,
    judge_function,
    judge_operation,
    number_in,
    numbers_at,
    right,
    same,
    scalar_in,
    shown,
)
from scalarad.finite_difference import partial_derivatives
from scalarad.graph import is_node, topological_order
from scalarad.scalar import Scalar


def check_three_minus_x(asked):
    """Exercise 08: who computes 3 - x when x holds 7.5, and what comes out."""
    if asked is ... or asked is None:
        number_in(asked, "asked")
    if not isinstance(asked, (tuple, list)) or len(asked) != 3:
        raise Mistake("asked should hold three things: a name in quotes, a number, a derivative")
    method = getattr(asked[0], "__name__", asked[0])
    if not isinstance(method, str):
        raise Mistake('the first of the three is the name of a method, like "__add__"')
    found = re.search(r"__(\w+?)__", method)
    name = found[1] if found else method.split(".")[-1].removesuffix("()").strip("_")
    if name == "sub":
        raise Mistake("__sub__ is what Python asks of the left side, and there stands a plain 3")
    if name != "rsub":
        raise Mistake(f"{method:.40} is another operator's; each operator has a twin of its own")
    given = [number_in(asked[1], "the number"), number_in(asked[2], "the derivative")]
    neither = "a difference asks for neither number; by how much does it follow x?"
    judge(
        given,
        [-4.5, -1],
        [
            ("this is x - 3 in both; in a difference the places matter", [4.5, 1]),
            ("the number is that of x - 3; which is taken from which?", [4.5, -1]),
            (
                "the derivative is that of x - 3: when x goes up, does 3 - x go up too?",
                [-4.5, 1],
            ),
            ("only the 3 holds still; 3 - x does move when x moves", [-4.5, 0]),
            *[(neither, [-4.5, slope]) for slope in (3, -3, 7.5, -7.5, -4.5)],
        ],
        "take 7.5 from 3; then take a little more than 7.5 from 3, and compare",
    )
    right("the twin lifts the 3 and starts again, so that 3 stays on the left.")


def check_quotient(cls, seed=0):
    """Exercise 08: `__truediv__` and `__rtruediv__` of the class `cls`."""
    if not hasattr(cls, "lift") or not isinstance(cls, type):
        raise Mistake(f"Scalar should be the class with your methods; it is {cls!r:.60}")
    judge_operation(
        cls,
        lambda a, b: a / b,
        lambda a, b: a / b,
        "a / b",
        seed=seed,
        mistakes=[
            (
                "the larger b, the smaller the quotient (of positive numbers): a minus is missing",
                lambda a, b, b_in: (b_in / b, a * b_in / b**2),
            ),
            (
                "the second share has to be divided by b once more: b is squared there",
                lambda a, b, b_in: (b_in / b, -a * b_in / b),
            ),
            (
                "the second share is the slope of 1 / b; the quotient is a times that",
                lambda a, b, b_in: (b_in / b, -b_in / b**2),
            ),
            (
                "the second input gets nothing, but the quotient follows b too",
                lambda a, b, b_in: (b_in / b, 0),
            ),
            (
                "the second share leaves out what arrives",
                lambda a, b, b_in: (b_in / b, -a / b**2),
            ),
            (
                "this is the rule of a * b: each share holds the other's number",
                lambda a, b, b_in: (b * b_in, a * b_in),
            ),
            (
                "the first share is the quotient itself; by how much does it follow a?",
                lambda a, b, b_in: (a / b * b_in, -a * b_in / b**2),
            ),
        ],
    )
    top, number, b_in = numbers_at(3, seed + 10)
    judge_number_below(cls, number, top)
    what = f"{top} / x"
    x = cls(number)
    if getattr(cls, "__rtruediv__", None) is None:
        raise Mistake(f"a / b is right, but __rtruediv__ is missing: Python asks for it in {what}")
    result = called(lambda: top / x, what=what)
    if result is None or result is ...:
        raise Mistake(f"a / b is right, but {what} gives {result!r}: __rtruediv__ needs a return")
    if not is_node(result):
        raise Mistake(f"a / b is right, but {what} is no Scalar: lift the {top}")
    twisted = f"a / b is right, but for {what} the twin gives x / {top}: what stands on the left?"
    given = number_in(result.num, f"the number of {what}")
    judge(
        [given],
        [top / number],
        [(twisted, [number / top])],
        f"a / b is right, but with x = {number}, {what} has the number {given:.6g}",
    )
    called(result.backward, b_in, what=f"the backward of {what}")
    judge(
        [number_in(x.derivative or 0.0, "x.derivative")],
        [-top * b_in / number**2],
        [],
        f"a / b is right, but the derivative of {what} is not: let the twin lift and start again",
    )
    right("b_in / b to what is divided, minus the quotient times b_in / b to what divides.")


def judge_number_below(cls, number, below):
    """Whether x / `below`, a plain number, is right, where a / b of two Scalars is."""
    x, what = cls(number), f"x / {below}"
    off = Mistake(f"a / b is right, but {what} is not: lift what stands below")
    try:
        result = called(lambda: x / below, what=what)
        called(getattr(result, "backward", None), what=f"the backward of {what}")
        given = [number_in(result.num, what), number_in(x.derivative, "x.derivative")]
    except Mistake:
        raise off from None
    if not same(given, [number / below, 1 / below]):
        raise off


def check_swing(swing, seed=0):
    """Exercise 08: a function with two leaks, repaired."""

    def apart(a, b, c):
        return math.exp(-0.3 * a) * math.sin(2.5 * b) + abs(c) ** 0.5

    for number in numbers_at(3, seed):
        x = Scalar(number)
        result = called(swing, x, what="swing")
        scalar_in(
            result,
            f"swing({number})",
            "swing gives a plain number now: everything has leaked",
        )
        given, wanted = (
            number_in(result.num, "the number of swing"),
            apart(*[number] * 3),
        )
        judge(
            [given],
            [wanted],
            [],
            f"the numbers should stay as they are: leaking({number}) is {wanted:.6g}, and "
            f"swing({number}) {given:.6g}",
        )
        called(result.backward, what="backward")
        derivative = number_in(x.derivative or 0.0, "x.derivative")
        strength, wave, size = partial_derivatives(apart, number, number, number)
        judge(
            [derivative],
            [strength + wave + size],
            [
                (
                    "both leaks are still open: strength and size are boxes, not ellipses",
                    [wave],
                ),
                (
                    "one is left: what is added at the end is still a constant",
                    [strength + wave],
                ),
                ("one is left: strength is still a constant", [wave + size]),
                ("the leaks are closed, but now wave forgets x", [strength + size]),
            ],
            f"at {number} the derivative is {derivative:.6g}; "
            f"a nudge says {strength + wave + size:.6g}",
        )
    right("what num and math give is a plain number, and remembers nothing.")


def check_bump(bump, seed=0):
    """Exercise 08: exp(-x * x) as one operation, made with `elementary`."""
    if bump is ...:
        raise Mistake("there is no bump yet: write @elementary(...), and below it def bump(x)")
    points = [(number,) for number in numbers_at(3, seed)]
    mistakes = [
        ("this grows to both sides: where is the minus?", lambda x: math.exp(x * x)),
        (
            "this is exp(-x), which grows to the left; square x first",
            lambda x: math.exp(-x),
        ),
        ("-2 as a factor makes no square: write -x * x", lambda x: math.exp(-2 * x)),
        (
            "the value is asked for here; this is the slope",
            lambda x: -2 * x * math.exp(-x * x),
        ),
    ]
    judge_function(bump, lambda x: math.exp(-x * x), points, mistakes, "bump")
    number = points[0][0]
    x = Scalar(number)
    result = advised(bump, x, what="bump", advice=NO_DECORATOR)
    if not is_node(result):
        raise Mistake("bump of a Scalar is a plain number: without the decorator math forgets x")
    operations = [node for node in topological_order(result) if not node.is_leaf]
    if len(operations) > 1:
        raise Mistake(f"this is made of {len(operations)} operations; one is asked for: elementary")
    advised(result.backward_fn, 1.0, what="the backward of bump(x)", advice=NO_SLOPE)
    judge_operation(
        Scalar,
        bump,
        lambda x: math.exp(-x * x),
        "bump(x)",
        inputs=1,
        seed=seed,
        mistakes=[(text, slope_times_b_in(slope)) for text, slope in SLOPES_OF_A_BUMP],
    )
    numbers = np.array([n for (n,) in points])
    value = np.exp(-numbers * numbers)
    what = "bump of an array"
    judge_array(advised(bump, numbers, what=what, advice=NO_ARRAY), value, what)
    x = Scalar(numbers)
    called(
        lambda: bump(x).backward(np.ones(3)),
        what="with an array in the Scalar the slope must do without math; it",
    )
    what = "the derivative of an array's bump"
    judge_array(x.derivative, -2 * numbers * value, what)
    right("-2 * x is the slope of the inside, y that of exp: along a path they multiply.")


NO_DECORATOR = [
    (
        "would lose the derivative",
        "bump of a Scalar stops: without the decorator math gets the Scalar itself, and it would "
        "forget x",
    )
]
# The words of Python and NumPy for a slope that takes x alone, such as the version for arrays.
NO_SLOPE = [
    (
        words,
        "the slope comes first in elementary, and is a function of two, x and y",
    )
    for words in ("positional argument", "return arrays must be of ArrayType")
]
NO_ARRAY = [  # "only size-1 arrays can be ..." in one NumPy, "only 0-dimensional ..." in another
    (
        "arrays can be converted to Python scalars",
        "the version for arrays uses math, which takes one number only; use np.exp",
    ),
    (
        "takes real numbers, arrays",
        "there is no version for arrays yet; bump.register(np.ndarray, ...) adds one",
    ),
]

SLOPES_OF_A_BUMP = [
    ("y is the slope of exp alone; what stands inside has a slope too", lambda x, y: y),
    (
        "this is the slope of the inside alone; that of exp is missing",
        lambda x, y: -2 * x,
    ),
    ("right of 0 the hill goes down, and this slope says up", lambda x, y: 2 * x * y),
    ("the 2 is missing: -x * x is minus a square", lambda x, y: -x * y),
    ("the slope of the inside depends on where you are", lambda x, y: -2 * y),
    (
        "this multiplies by the inside itself; its slope is asked for",
        lambda x, y: -x * x * y,
    ),
    ("the two slopes are added; along a path they multiply", lambda x, y: -2 * x + y),
]


def slope_times_b_in(slope):
    """The rule of a bump with this slope, as `judge_operation` wants it."""
    return lambda x, b_in: (slope(x, math.exp(-x * x)) * b_in,)


def judge_array(given, wanted, what):
    """Whether `given` is an array of the numbers `wanted`."""
    if not isinstance(given, np.ndarray) or given.shape != wanted.shape:
        raise Mistake(f"{what} should be an array as long as x; it is {given!r:.60}")
    numbers = [number_in(part, f"a number of {what}") for part in given]
    told = f"{what} gives {shown(numbers)}; it should be {shown(wanted)}"
    judge(numbers, list(wanted), [], told)


def check_sigmoid(sigmoid, seed=0):
    """Exercise 08: the sigmoid of a Scalar, right in value and derivative however far out."""
    if not callable(sigmoid):
        raise Mistake(f"sigmoid should be a function; it is {sigmoid!r:.60}")
    near = [abs(number) for number in numbers_at(2, seed)]
    for number in (*near, *(-number for number in near)):
        judge_sigmoid(sigmoid, number)
    judge_overflow(sigmoid, 800.0 + seed)
    judge_sigmoid(sigmoid, 0.0)
    for size in (33.0 + seed, 150.0 + seed, 400.0 + seed, 800.0 + seed, 3000.0 + seed):
        for number in (-size, size):
            judge_sigmoid(sigmoid, number)
    right("exp of a negative number never overflows, and the graph finds the slope.")


def judge_overflow(sigmoid, size):
    """Whether sigmoid gets through at both ends, and further out."""
    stopped = [number for number in (-size, size) if overflows(sigmoid, number)]
    if len(stopped) == 2:
        raise Mistake(
            f"at {-size:g} and at {size:g} an exp overflows, one end more than in the naive "
            "formula. Is the if the wrong way round, or are both forms computed before it chooses?"
        )
    if stopped == [-size]:
        raise Mistake(f"at {-size:g} exp(-x) still overflows, as in the naive formula")
    if stopped:
        raise Mistake(f"the left end is right now; but at {size:g} exp(x) overflows in its place")
    far = size + 2200
    if overflows(sigmoid, -far) or overflows(sigmoid, far):
        raise Mistake(
            f"{size:g} is passed, but the failure is only put off: further out, at {far:g} or "
            f"{-far:g}, an exp overflows. It should never get a large positive number"
        )


def overflows(sigmoid, number):
    """Whether sigmoid of the Scalar of `number` stops with an OverflowError."""
    try:
        called(sigmoid, Scalar(number), what=f"sigmoid({number:g})")
    except Mistake as mistake:
        if isinstance(mistake.__cause__, OverflowError):
            return True
        raise
    return False


def true_sigmoid(number):
    """The sigmoid of a plain number."""
    small = math.exp(-abs(number))
    return (1 if number >= 0 else small) / (1 + small)


def judge_sigmoid(sigmoid, number):
    """Whether value and derivative of sigmoid are right at one number."""
    x, small = Scalar(number), math.exp(-abs(number))
    value = true_sigmoid(number)
    result = called(sigmoid, x, what=f"sigmoid({number:g})")
    if not is_node(result):
        judge_plain(number_in(result, f"sigmoid({number:g})"), number)
    judge_value_of_sigmoid(number_in(result.num, "the number of sigmoid"), value, number)
    operations = [node.name for node in topological_order(result) if not node.is_leaf]
    if abs(number) < 4 and (len(operations) == 1 or {"tanh", "softplus"} & {*operations}):
        raise Mistake(
            "this leans on an operation that brings a rule of its own; here exp, arithmetic and "
            "an if should do, and the graph finds the slope"
        )
    called(result.backward, what="backward")
    if x.derivative is None:
        raise Mistake(
            f"at {number:g} the number is right, but it has forgotten x: what you wrap in a new "
            "Scalar is a leaf, and has no derivative to hand on, not even 0"
        )
    derivative = number_in(x.derivative, "x.derivative")
    judge_slope_of_sigmoid(derivative, small / (1 + small) ** 2, value, number)


def judge_plain(given, number):
    """Raise the Mistake of a sigmoid that is a plain number, by where it is one."""
    if number == 0:
        raise Mistake("at 0 this is a plain number; the value may be right, but the slope is lost")
    if abs(number) < 4:
        raise Mistake("sigmoid of a Scalar is a plain number: math.exp and num forget x")
    if given not in (0, 1):
        raise Mistake(
            f"at {number:g} this is a plain number: past a limit, max and min hand on the limit "
            "itself and not x"
        )
    if abs(number) < 700:
        raise Mistake(
            f"already at {number:g} this is the plain number {given:g}: a constant does not "
            "follow x, and here there is something left to follow"
        )
    judge_value_of_sigmoid(given, true_sigmoid(number), number)
    raise Mistake(
        f"at {number:g} the answer is the plain number {given:g}, which has no backward; compute "
        "it from x, and exp will come to it by itself"
    )


def judge_ratio(given, wanted, mistakes, otherwise):
    """`judge` for one number that may be tiny: six digits count, and below 1e-100 0 will do."""
    unit = max(abs(wanted), 1e-100)
    known = [(sentence, [wrong / unit]) for sentence, wrong in mistakes]
    judge([given / unit], [wanted / unit], known, otherwise)


def judge_value_of_sigmoid(given, value, number):
    """Whether the value of a sigmoid is right at one number."""
    given += 0.0  # -0.0 would be shown with its sign
    side, mirrored = "left" if number < 0 else "right", true_sigmoid(-number)
    at = f"at {number:g}, sigmoid is {given:.6g}; it should be {value:.6g}"
    known = [
        (
            f"{side} of 0 this is the mirror image, sigmoid(-x): look at what stands above",
            mirrored,
        ),
        ("this is minus the mirror image; a sigmoid stays between 0 and 1", -mirrored),
    ]
    if abs(number) < 4:
        ahead, back = math.exp(number), math.exp(-number)
        known += [
            (f"{side} of 0 the 1 + is missing", ahead),
            (f"{side} of 0 the 1 + is missing, and the quotient is always 1", 1.0),
            ("/ goes before +: the whole bottom needs brackets", 2 * ahead),
            (
                "this is 1 + exp(-x); / goes before +, so put the bottom in brackets",
                1 + back,
            ),
            ("the top is multiplied by exp(x), and the bottom is not", ahead * value),
        ]
    elif given == 0 and number < 0:
        known = [(f"{at}. That is small, but 0 comes too early", 0.0)]
    elif number < -30 and abs(given - value) < 0.2 * value:
        known = [
            (
                f"{at}. Near, but 1 minus nearly 1 has few digits left: do without it",
                given,
            )
        ]
    elif value < given < 1e-6:
        held = math.log(given)
        known = [(f"{at}. This is the value at {held:.4g}: is there a limit on x?", given)]
    judge_ratio(given, value, known, at)


def judge_slope_of_sigmoid(given, slope, value, number):
    """Whether the derivative of a sigmoid, whose value is right, is right at one number."""
    at = f"at {number:g} the number is right, but the derivative is {given:.6g}"
    known = [
        (f"{at}: left of 0 the curve goes up as well", -slope),
        (
            f"{at}: only the top remembers x. Is there a math.exp or a num below?",
            value,
        ),
        (
            f"{at}: only the bottom remembers x. Is there a math.exp or a num above?",
            -(value**2),
        ),
    ]
    if number == 0:
        corner = "; abs has a corner there, and we chose 0; a sigmoid has none: do without abs"
        known = [(at + corner, 0.0)]
    elif given == 0 and abs(number) > 30:
        known = [(f"{at}; it is tiny there, {slope:.6g}, but 0 comes too early", 0.0)]
    elif number > 30 and abs(given - slope) < 0.2 * slope:
        digits = (
            f"{at}, not {slope:.6g}: on the way back through exp(x) / (1 + exp(x)) large numbers "
            "nearly cancel, and digits are gone. On the right use exp(-x)"
        )
        known = [(digits, given)]
    judge_ratio(given, slope, known, f"{at}; a nudge says {slope:.6g}")
