"""Checks of the exercise 13_graph_mode."""

from types import CodeType

from scalarad import graph_mode
from scalarad.exercises.judging import (
    Mistake,
    advised,
    called,
    judge,
    judge_function,
    number_in,
    numbers_at,
    numbers_in,
    right,
    same,
    scalar_in,
    shown,
)
from scalarad.graph import topological_order
from scalarad.scalar import Scalar
from scalarad.symbol import Symbol


def check_after_the_recording(three_numbers):
    """Exercise 13: what a compiled function gives when a number that it took has changed."""
    read_again = "the new rate is in it; the program was written before, with the rate of then"
    calls = numbers_in(three_numbers, 3, "three_numbers")[2]
    judge(
        numbers_in(three_numbers, 3, "three_numbers"),
        [24, 12, 1],
        [
            (read_again, [1600, 800, calls]),
            (read_again, [1600, 12, calls]),
            (read_again, [24, 800, calls]),
            (
                "value and slope are right; how often does Python run the body of scaled, and "
                "which code runs in the second call?",
                [24, 12, calls],
            ),
            (
                "these are value and slope of the first call; what is recorded is the way to "
                "compute, not the numbers",
                [1.5 * 3.5 * 3.5, 1.5 * 2 * 3.5, calls],
            ),
            ("the slope is one share only; x is used twice", [24, 6, calls]),
            (
                "the slope forgets rate, which stands in the program as a number",
                [24, 8, calls],
            ),
            ("the two have changed places: the value comes first", [12, 24, calls]),
        ],
        "think of the line that stands in the program: a number, times x, times x. Which number? "
        "Then put 4 in",
    )
    right("the program holds the rate of the recording, and the body of scaled ran only then.")


def check_lost_function(lost, seed=0):
    """Exercise 13: the function behind a program of fifteen steps."""
    points = [tuple(abs(number) for number in numbers_at(3, seed + more)) for more in (0, 50)]

    def truth(x, y, z):
        return (x * y - z) ** 2 / (y + z)

    judge_function(
        lambda *point: value_on_scalars(lost, point, "lost"),
        truth,
        points,
        [
            (
                "t2 is a difference, not a sum",
                lambda x, y, z: (x * y + z) ** 2 / (y + z),
            ),
            (
                "t3 is t2 times itself: the square is missing",
                lambda x, y, z: (x * y - z) / (y + z),
            ),
            (
                "this is t3; the value is what the return names first",
                lambda x, y, z: (x * y - z) ** 2,
            ),
            (
                "t4 is a sum, not a difference",
                lambda x, y, z: (x * y - z) ** 2 / (y - z),
            ),
            (
                "t4 divides; here it multiplies",
                lambda x, y, z: (x * y - z) ** 2 * (y + z),
            ),
            (
                "the quotient t5 is upside down",
                lambda x, y, z: (y + z) / (x * y - z) ** 2,
            ),
            (
                "brackets are missing: only y divides here, and z is added at the end",
                lambda x, y, z: (x * y - z) ** 2 / y + z,
            ),
            (
                "this squares before it takes the difference; see what goes into t3",
                lambda x, y, z: (x * x * y * y - z * z) / (y + z),
            ),
            (
                "this is t9, the slope with respect to x; the value is wanted",
                lambda x, y, z: 2 * (x * y - z) / (y + z) * y,
            ),
            (
                "this is -t5; the minus of t10 belongs to the walk back",
                lambda x, y, z: -truth(x, y, z),
            ),
        ],
        "lost",
    )
    called(graph_mode.compile(lost), *points[0], what="your function, compiled,")
    right("five steps are the function; the other ten are the chain rule, from right to left.")


def value_on_scalars(function, point, what):
    """The number that `function` gives on Scalars of the numbers in `point`."""
    result = called(function, *map(Scalar, point), what=what)
    if isinstance(result, (tuple, list)):
        raise Mistake(
            f"{what} returns {len(result)} things; return the value alone, for the slopes are what "
            "compile adds"
        )
    scalar_in(
        result,
        f"{what}(...)",
        f"{what} of Scalars gives a plain number; compute with the Scalars themselves",
    )
    return number_in(result.num, f"the number of {what}")


def check_hand_written_program(program, seed=0):
    """Exercise 13: value and slopes of (x * y + y).square() in at most seven operations."""
    a, b, c, d = numbers_at(4, seed)
    points = [(a, b), (b, a), (c, d)]
    given = [number for point in points for number in value_and_slopes(program, point)]

    def everywhere(formula):
        return [number for x, y in points for number in formula(x, y, x * y + y)]

    judge(
        given,
        everywhere(lambda x, y, t: (t * t, 2 * t * y, 2 * t * (x + 1))),
        [
            (sentence, everywhere(formula))
            for sentence, formula in (
                (
                    "y has two shares, one from the product and one from the sum; only that of the "
                    "product is here",
                    lambda x, y, t: (t * t, 2 * t * y, 2 * t * x),
                ),
                (
                    "y has two shares, one from the product and one from the sum; only that of the "
                    "sum is here",
                    lambda x, y, t: (t * t, 2 * t * y, 2 * t),
                ),
                (
                    "the 2 of the square is missing",
                    lambda x, y, t: (t * t, t * y, t * (x + 1)),
                ),
                (
                    "these are slopes of x * y + y; the rule of the square is missing",
                    lambda x, y, t: (t * t, y, x + 1),
                ),
                (
                    "the slope of the square is 2 times what was squared, not 2",
                    lambda x, y, t: (t * t, 2 * y, 2 * (x + 1)),
                ),
                (
                    "the two slopes have changed places",
                    lambda x, y, t: (t * t, 2 * t * (x + 1), 2 * t * y),
                ),
                (
                    "in the product x gets y, and y gets x; here each gets its own number",
                    lambda x, y, t: (t * t, 2 * t * x, 2 * t * (y + 1)),
                ),
                (
                    "what arrives at the sum goes to y unchanged, so it is 2 * (x * y + y), not 1",
                    lambda x, y, t: (t * t, 2 * t * y, 2 * t * x + 1),
                ),
                (
                    "the slopes are right; the value is not squared yet",
                    lambda x, y, t: (t, 2 * t * y, 2 * t * (x + 1)),
                ),
            )
        ],
        f"at x, y = {shown(points[0])}, program gives {shown(given[:3])} for value and slopes; "
        "arithmetic and a nudge say "
        f"{shown(everywhere(lambda x, y, t: (t * t, 2 * t * y, 2 * t * (x + 1)))[:3])}",
    )
    judge_count(program, 7)
    right("three operations forward and four back, for the value and both slopes.")


def value_and_slopes(program, point):
    """What `program` returns, as a list of three numbers."""
    answer = called(program, *point, what="program")
    if answer is None or answer is ... or not isinstance(answer, (tuple, list)):
        number_in(answer, "what program returns")
        raise Mistake("program returns one number; return the value and the slopes: value, (a, b)")
    if len(answer) == 3:
        raise Mistake("program returns three things; put the two slopes in a tuple: value, (a, b)")
    if len(answer) != 2 or not isinstance(answer[1], (tuple, list)):
        raise Mistake(
            "what program returns is not value, (a, b): first the value, then a tuple of two slopes"
        )
    value, slopes = answer
    return [
        number_in(value, "the value"),
        *numbers_in(slopes, 2, "the tuple of slopes"),
    ]


def judge_count(program, most):
    """Whether `program` is made of arithmetic alone, in not more than `most` operations.

    It is called on Symbols, which write down what it does.
    """
    judge_help(program)
    value, slopes = called(program, Symbol("x"), Symbol("y"), what="program")
    formulas = Symbol("all of", value, *slopes)
    count = sum(bool(node.arguments) for node in topological_order(formulas)) - 1
    if count > most:
        raise Mistake(
            f"the numbers are right, but it takes {count} operations, and {most} are enough: which "
            "of them come twice?"
        )


def judge_help(program):
    """Whether `program`, and each function beside it that it calls, is a learner's own work."""
    waiting, seen = [program], set()
    while waiting:
        used = waiting.pop()
        code = getattr(used, "__code__", None)
        file = getattr(code, "co_filename", "")
        recorded = isinstance(getattr(used, "__self__", used), graph_mode.GraphMode)
        if recorded or file == "<string>" or file.startswith("<scalarad program "):
            raise Mistake(
                "the numbers are right, but compile has written this, or works inside of it; write "
                "the lines yourself"
            )
        space = getattr(used, "__globals__", None)
        if code is None or id(used) in seen or space is not program.__globals__:
            continue
        seen.add(id(used))
        names = names_in(code)
        for name in ("Scalar", "compile", "backward", "exec", "eval"):
            if name in names:
                raise Mistake(
                    f"the numbers are right, but found with the help of {name}; here you are the "
                    "recorder: arithmetic only"
                )
        waiting += [space[name] for name in names if name in space]
        waiting += [cell.cell_contents for cell in used.__closure__ or ()]


def names_in(code):
    """The names that a function's code uses, and those in the functions inside of it."""
    inside = [part for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*map(names_in, inside))


def check_steps_of_a_loop(steps, seed=0):
    """Exercise 13: how many steps the programs of `distance` have for n pairs."""
    counts = [[5, 2, 1, 40], [7, 3, 12, 100]][seed % 2]
    given = [
        number
        for n in counts
        for number in numbers_in(called(steps, n, what="steps"), 2, f"steps({n})")
    ]

    def everywhere(formula):
        return [number for n in counts for number in formula(n)]

    judge(
        given,
        everywhere(lambda n: (3 * n - 1, 5 * n - 1)),
        [
            (sentence, everywhere(formula))
            for sentence, formula in (
                (
                    "this is the program for two pairs; the loop is unrolled, so it grows with n",
                    lambda n: (5, 9),
                ),
                (
                    "this is one pass, as if the loop were still a loop; it is unrolled",
                    lambda n: (2, 4),
                ),
                (
                    "this takes the two pairs as 2.5 and 4.5 steps each; a step between the pairs "
                    "is not in each of them",
                    lambda n: (2.5 * n, 4.5 * n),
                ),
                (
                    "there is one sum too many: between n squares stand n - 1 of them",
                    lambda n: (3 * n, 5 * n),
                ),
                (
                    "there is one sum too many in the first number: between n squares stand n - 1",
                    lambda n: (3 * n, 5 * n - 1),
                ),
                (
                    "the first number is right; the second is the walk back alone, and the whole "
                    "program begins with the value",
                    lambda n: (3 * n - 1, 2 * n),
                ),
                (
                    "one thing is missing on the walk back: what y gets is minus what x gets, and "
                    "that is a step",
                    lambda n: (3 * n - 1, 4 * n - 1),
                ),
                (
                    "the two numbers have changed places: first the value alone",
                    lambda n: (5 * n - 1, 3 * n - 1),
                ),
                (
                    "this runs the value again for every input, as a nudge does; the walk back "
                    "gives all slopes at once",
                    lambda n: (3 * n - 1, 2 * n * (3 * n - 1)),
                ),
                (
                    "this runs the value again for every input, as a nudge does; the walk back "
                    "gives all slopes at once",
                    lambda n: (3 * n - 1, (2 * n + 1) * (3 * n - 1)),
                ),
                (
                    "the sums are missing: the squares are added up",
                    lambda n: (2 * n, 4 * n),
                ),
                (
                    "the squares are missing: a difference and its square are two steps",
                    lambda n: (2 * n - 1, 4 * n - 1),
                ),
                (
                    "this is five times the value: the most that it can be, not what it is",
                    lambda n: (3 * n - 1, 5 * (3 * n - 1)),
                ),
            )
        ],
        f"for {counts[0]} pairs you say {shown(given[:2])}; count the differences, the squares, "
        "the sums, and what comes back for each x and each y",
    )
    right("5 n - 1 steps for the value and all 2 n slopes: at most twice those of the value.")


def check_recordable(recordable, seed=0):
    """Exercise 13: a function with two corners, by `where`."""
    a, b, c = (abs(number) for number in numbers_at(3, seed))
    points = [-1 - a, -1.0, -1 + b / 4, 0.3, 2.0, 2 + c]
    given = [number for x in points for number in recorded_at(recordable, x)]

    def left(x):
        return (-x, -1)

    def middle(x):
        return (x * x, 2 * x)

    def far(x):
        return (x + 2, 1)

    def everywhere(side_of):
        return [number for x in points for number in side_of(x)(x)]

    def both(x):
        return (left(x)[0] + middle(x)[0], left(x)[1] + middle(x)[1])

    wanted = everywhere(lambda x: left if x < -1 else middle if x <= 2 else far)
    judge(
        given,
        wanted,
        [
            (
                "at x = -1 the wrong side is taken: `<` leaves the border to the parabola",
                everywhere(lambda x: left if x <= -1 else middle if x <= 2 else far),
            ),
            (
                "at x = 2 the wrong side is taken: `<=` gives the border to the parabola",
                everywhere(lambda x: left if x < -1 else middle if x < 2 else far),
            ),
            (
                "at both dots the wrong side is taken: look at `<` and `<=`",
                everywhere(lambda x: left if x <= -1 else middle if x < 2 else far),
            ),
            (
                "the first `where` has its sides swapped: the first one is for when the question "
                "holds",
                everywhere(lambda x: left if not x < -1 else middle if x <= 2 else far),
            ),
            (
                "the second `where` has its sides swapped: the first one is for when the question "
                "holds",
                everywhere(lambda x: left if x < -1 else far if x <= 2 else middle),
            ),
            (
                "the line on the left never comes up: whoever asks x <= 2 first has answered for "
                "x < -1 too",
                everywhere(lambda x: middle if x <= 2 else far),
            ),
            (
                "the line on the right never comes up; there are three sides, so two questions",
                everywhere(lambda x: left if x < -1 else middle),
            ),
            (
                "below -1 two sides are added: x <= 2 holds there as well",
                everywhere(lambda x: both if x < -1 else middle if x <= 2 else far),
            ),
            (
                "it is the parabola for every x; was a side chosen for good?",
                everywhere(lambda x: middle),
            ),
            (
                "it is the left line for every x; was a side chosen for good?",
                everywhere(lambda x: left),
            ),
            (
                "it is the right line for every x; was a side chosen for good?",
                everywhere(lambda x: far),
            ),
        ],
        off_in_the_valley(points, given, wanted),
    )
    right("both sides go into the program, and the number chooses each time it runs.")


REFUSED = [
    *[
        (
            words,
            "compile still refuses it: an `if`, an `and`, a chain such as -1 <= x <= 2, `min`, "
            "`max` or `np.where` asks about a number that is not there yet",
        )
        for words in ("is not known yet", "Symbol to a function of NumPy")
    ],
    (
        "must return a Scalar; got None",
        "your function gives None; did you forget a return?",
    ),
]


def recorded_at(function, x):
    """Value and slope at x of a function of one number, through `compile`."""
    if function is ... or not callable(function):
        raise Mistake(f"recordable is {function!r:.60}, which cannot be called")
    if isinstance(function, graph_mode.GraphMode):
        raise Mistake("this is compiled already; give the function itself, the check compiles it")
    compiled, what = graph_mode.compile(function), "your function, compiled,"
    value, (slope,) = advised(compiled, x, what=what, advice=REFUSED)
    return number_in(value, "the value"), number_in(slope, "the slope")


def off_in_the_valley(points, given, wanted):
    """A sentence on the first place where value or slope is off."""
    for i, x in enumerate(points):
        here, there = given[2 * i : 2 * i + 2], wanted[2 * i : 2 * i + 2]
        if not same(here, there):
            return (
                f"at x = {x:.6g} your function has value and slope {shown(here)}; those of valley "
                f"are {shown(there)}"
            )
    return ""
