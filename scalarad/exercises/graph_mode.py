"""Exercise 13_graph_mode: what a recorded program holds, and what it does not."""

from types import CodeType

from scalarad import graph_mode
from scalarad.exercises.judge import (
    Function,
    Numbers,
    Odd,
    Task,
    different,
    number_in,
    numbers_drawn,
    numbers_in,
    points_of_two,
    refuse_missing,
    refuse_uncallable,
    same,
    scalar_in,
    shown,
)
from scalarad.functions import where
from scalarad.graph import topological_order
from scalarad.graph_mode import compile
from scalarad.scalar import Scalar
from scalarad.symbol import Symbol

# -------- what a compiled function gives when a number that it took has changed

after_the_recording = Numbers(
    "value",
    "slope",
    "calls",
    right="the program holds the rate of the recording, and the body of scaled ran only then.",
)


@after_the_recording.known
def rate_of_then():
    return 1.5 * 4 * 4, 1.5 * 2 * 4, 1


after_the_recording.mistakes(r"""
1600, 800, 1
1600, 800, 2
1600, 12, 1
1600, 12, 2
24, 800, 1
24, 800, 2
    the new rate is in it; the program was written before, with the rate of then
18.375, 10.5, 1
18.375, 10.5, 2
    these are value and slope of the first call; what is recorded is the way to compute, not the
    numbers
24, 6, 1
24, 6, 2
    the slope is one share only; x is used twice
24, 8, 1
24, 8, 2
    the slope forgets rate, which stands in the program as a number
12, 24, 1
12, 24, 2
    the two have changed places: the value comes first
24, 12, 0
24, 12, 2
24, 12, 3
    value and slope are right; how often does Python run the body of scaled, and which code runs
    in the second call?
""")
after_the_recording.difference = lambda given, wanted, inputs: (
    "think of the line that stands in the program: a number, times x, times x. Which number? Then "
    "put 4 in"
)

# -------- the function behind a program of fifteen steps


def two_points(choose):
    return [[abs(number) for number in different(choose, 3)] for _ in range(2)]


def values_of_lost(lost, points):
    refuse_missing(lost, "lost")
    refuse_uncallable(lost, "lost")
    seen = {}
    for point in points:
        label = f"lost({', '.join(map(shown, point))})"
        result = lost(*map(Scalar, point))
        if isinstance(result, (tuple, list)):
            raise Odd(
                f"lost returns {len(result)} things; return the value alone, for the slopes are "
                "what compile adds"
            )
        result = scalar_in(
            result,
            f"{label}",
            "lost of Scalars gives a plain number; compute with the Scalars themselves",
        )
        seen[label] = number_in(result.num, label)
    graph_mode.compile(lost)(*points[0])
    return seen


lost_function = Task(
    values_of_lost,
    two_points,
    right="five steps are the function; the other ten are the chain rule, from right to left.",
)


@lost_function.known
def squared_over_sum(x, y, z):
    return (x * y - z).square() / (y + z)


@lost_function.known
def with_powers(x, y, z):
    off = x * y - z
    total = y + z
    return off**2 * total**-1


lost_function.mistakes(r"""
in place of (x * y - z).square() / (y + z)
(x * y + z).square() / (y + z)
    t2 is a difference, not a sum
(x * y - z) / (y + z)
    t3 is t2 times itself: the square is missing
(x * y - z).square()
    this is t3; the value is what the return names first
(x * y - z).square() / (y - z)
    t4 is a sum, not a difference
(x * y - z).square() * (y + z)
    t4 divides; here it multiplies
(y + z) / (x * y - z).square()
    the quotient t5 is upside down
(x * y - z).square() / y + z
    brackets are missing: only y divides here, and z is added at the end
((x * y).square() - z.square()) / (y + z)
    this squares before it takes the difference; see what goes into t3
2 * (x * y - z) / (y + z) * y
    this is t9, the slope with respect to x; the value is wanted
-((x * y - z).square() / (y + z))
    this is -t5; the minus of t10 belongs to the walk back
""")

# -------- value and slopes of (x * y + y).square() in at most seven operations


def what_program_gives(program, points):
    """Value and slopes; and once they are right, in how many operations and with what help."""
    refuse_missing(program, "program")
    refuse_uncallable(program, "program")
    seen, wanted = {}, []
    for x, y in points:
        label = f"at x, y = {shown((x, y))}, value and slopes by program"
        seen[label] = value_and_slopes(program(x, y))
        t = x * y + y
        wanted.append([t * t, 2 * t * y, 2 * t * (x + 1)])
    if same(list(seen.values()), wanted):
        refuse_help(program)
        value, slopes = program(Symbol("x"), Symbol("y"))
        formulas = Symbol("all of", value, *slopes)
        count = sum(bool(node.arguments) for node in topological_order(formulas)) - 1
        seen["operations"] = "enough" if count <= 7 else str(count)
    return seen


def value_and_slopes(answer):
    """What `program` returns, as a list of three numbers."""
    refuse_missing(answer, "what program returns")
    if not isinstance(answer, (tuple, list)):
        number_in(answer, "what program returns")
        raise Odd("program returns one number; return the value and the slopes: value, (a, b)")
    if len(answer) == 3:
        raise Odd("program returns three things; put the two slopes in a tuple: value, (a, b)")
    if len(answer) != 2 or not isinstance(answer[1], (tuple, list)):
        raise Odd(
            "what program returns is not value, (a, b): first the value, then a tuple of two slopes"
        )
    value, slopes = answer
    return [number_in(value, "the value"), *numbers_in(slopes, 2, "the tuple of slopes")]


def refuse_help(program):
    """Odd unless `program`, and each function beside it that it calls, is a learner's own work."""
    waiting, seen = [program], set()
    while waiting:
        used = waiting.pop()
        code = getattr(used, "__code__", None)
        file = getattr(code, "co_filename", "")
        recorded = isinstance(getattr(used, "__self__", used), graph_mode.GraphMode)
        if recorded or file == "<string>" or file.startswith("<scalarad program "):
            raise Odd(
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
                raise Odd(
                    f"the numbers are right, but found with the help of {name}; here you are the "
                    "recorder: arithmetic only"
                )
        waiting += [space[name] for name in names if name in space]
        waiting += [cell.cell_contents for cell in used.__closure__ or ()]


def names_in(code):
    """The names that a function's code uses, and those in the functions inside of it."""
    inside = [part for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*map(names_in, inside))


def numbers_or_count(given, wanted, inputs):
    if "operations" in given:
        return (
            f"the numbers are right, but it takes {given['operations']} operations, and 7 are "
            "enough: which of them come twice?"
        )
    return Task.difference(hand_written_program, given, wanted, inputs)


hand_written_program = Task(
    what_program_gives,
    points_of_two,
    right="three operations forward and four back, for the value and both slopes.",
)
hand_written_program.difference = numbers_or_count


@hand_written_program.known
def seven_operations(x, y):
    t2 = x * y + y
    t4 = 2 * t2
    return t2 * t2, (t4 * y, t4 * x + t4)


@hand_written_program.known
def fewer_operations(x, y):
    next_x = x + 1
    guess = y * next_x
    twice = guess + guess
    return guess**2, [twice * y, twice * next_x]


hand_written_program.mistakes(r"""
in place of t2 * t2, (t4 * y, t4 * x + t4)
t2 * t2, (t4 * y, t4 * x)
    y has two shares, one from the product and one from the sum; only that of the product is
    here
t2 * t2, (t4 * y, t4)
    y has two shares, one from the product and one from the sum; only that of the sum is here
t2 * t2, (t2 * y, t2 * x + t2)
    the 2 of the square is missing
t2 * t2, (y, x + 1)
    these are slopes of x * y + y; the rule of the square is missing
t2 * t2, (2 * y, 2 * x + 2)
    the slope of the square is 2 times what was squared, not 2
t2 * t2, (t4 * x + t4, t4 * y)
    the two slopes have changed places
t2 * t2, (t4 * x, t4 * y + t4)
    in the product x gets y, and y gets x; here each gets its own number
t2 * t2, (t4 * y, t4 * x + 1)
    what arrives at the sum goes to y unchanged, so it is 2 * (x * y + y), not 1
t2, (t4 * y, t4 * x + t4)
    the slopes are right; the value is not squared yet
(x * y + y) ** 2, (2 * (x * y + y) * y, 2 * (x * y + y) * (x + 1))
    the numbers are right, but it takes 12 operations, and 7 are enough: which of them come
    twice?
t2.square(), (t4 * y, t4 * x + t4)
    program gets plain numbers, and a plain number has no square: write t2 * t2
""")

# -------- how many steps the programs of `distance` have for n pairs

steps_of_a_loop = Function(
    "steps",
    lambda choose: [(n,) for n in choose.choice([(5, 2, 1, 40), (7, 3, 12, 100)])],
    right="5 n - 1 steps for the value and all 2 n slopes: at most twice those of the value.",
    see=lambda result, label: numbers_in(result, 2, label),
)


def counts_off(given, wanted, inputs):
    label = next(label for label in wanted if not same(given[label], wanted[label]))
    return (
        f"{label} gives {shown(given[label])}; count the differences, the squares, the sums, and "
        "what comes back for each x and each y"
    )


steps_of_a_loop.difference = counts_off


@steps_of_a_loop.known
def forward_and_back(n):
    forward = n + n + (n - 1)
    back = n + n
    return forward, forward + back


@steps_of_a_loop.known
def by_recording(n):
    def distance(xs, ys):
        return sum((x - y).square() for x, y in zip(xs, ys))

    fast = compile(distance)
    fast([0.5] * n, [0.25] * n)
    return graph_mode.operations(fast.value_program), graph_mode.operations(fast.program)


steps_of_a_loop.mistakes(r"""
in place of forward, forward + back
5, 9
    this is the program for two pairs; the loop is unrolled, so it grows with n
2, 4
    this is one pass, as if the loop were still a loop; it is unrolled
2.5 * n, 4.5 * n
    this takes the two pairs as 2.5 and 4.5 steps each; a step between the pairs is not in each
    of them
3 * n, 5 * n
    there is one sum too many: between n squares stand n - 1 of them
3 * n, 5 * n - 1
    there is one sum too many in the first number: between n squares stand n - 1
3 * n - 1, 2 * n
    the first number is right; the second is the walk back alone, and the whole program begins
    with the value
3 * n - 1, 4 * n - 1
    one thing is missing on the walk back: what y gets is minus what x gets, and that is a step
5 * n - 1, 3 * n - 1
    the two numbers have changed places: first the value alone
3 * n - 1, 2 * n * (3 * n - 1)
3 * n - 1, (2 * n + 1) * (3 * n - 1)
    this runs the value again for every input, as a nudge does; the walk back gives all slopes
    at once
2 * n, 4 * n
    the sums are missing: the squares are added up
2 * n - 1, 4 * n - 1
    the squares are missing: a difference and its square are two steps
3 * n - 1, 5 * (3 * n - 1)
    this is five times the value: the most that it can be, not what it is
""")

# -------- a function with two corners, by `where`


def on_all_sides(numbers):
    a, b, c = map(abs, numbers)
    return [-1 - a, -1.0, -1 + b / 4, 0.3, 2.0, 2 + c]


def through_compile(recordable, numbers):
    refuse_missing(recordable, "recordable")
    if isinstance(recordable, graph_mode.GraphMode):
        raise Odd("this is compiled already; give the function itself, the check compiles it")
    refuse_uncallable(recordable, "recordable")
    seen = {}
    for x in on_all_sides(numbers):
        try:
            value, (slope,) = compile(recordable)(x)
        except Exception as error:
            if "is not known yet" in str(error) or "Symbol to a function of NumPy" in str(error):
                raise Odd(
                    "compile still refuses it: an `if`, an `and`, a chain such as -1 <= x <= 2, "
                    "`min`, `max` or `np.where` asks about a number that is not there yet"
                ) from None
            if "must return a Scalar; got None" in str(error):
                refuse_missing(None, "what your function returns")
            raise
        label = f"at x = {x:.6g} your function has value and slope"
        seen[label] = [number_in(value, "the value"), number_in(slope, "the slope")]
    return seen


def not_as_valley(given, wanted, inputs):
    label = next(label for label in wanted if not same(given[label], wanted[label]))
    return f"{label} {shown(given[label])}; those of valley are {shown(wanted[label])}"


recordable = Task(
    through_compile,
    numbers_drawn(3),
    right="both sides go into the program, and the number chooses each time it runs.",
)
recordable.difference = not_as_valley


@recordable.known
def left_middle_far(x):
    return where(x < -1, -x, where(x <= 2, x * x, x + 2))


@recordable.known
def far_first(x):
    right = where(x > 2, x + 2, x * x)
    return where(x >= -1, right, -x)


@recordable.known
def as_a_sum(x):
    low = where(x < -1, -x, 0)
    high = where(x > 2, x + 2, 0)
    return low + high + where(x < -1, 0, where(x > 2, 0, x.square()))


recordable.mistakes(r"""
in place of where(x < -1, -x, where(x <= 2, x * x, x + 2))
where(x <= -1, -x, where(x <= 2, x * x, x + 2))
    at x = -1 the wrong side is taken: `<` leaves the border to the parabola
where(x < -1, -x, where(x < 2, x * x, x + 2))
    at x = 2 the wrong side is taken: `<=` gives the border to the parabola
where(x <= -1, -x, where(x < 2, x * x, x + 2))
    at both dots the wrong side is taken: look at `<` and `<=`
where(x < -1, where(x <= 2, x * x, x + 2), -x)
    the first `where` has its sides swapped: the first one is for when the question holds
where(x < -1, -x, where(x <= 2, x + 2, x * x))
    the second `where` has its sides swapped: the first one is for when the question holds
where(x <= 2, x * x, where(x < -1, -x, x + 2))
    the line on the left never comes up: whoever asks x <= 2 first has answered for x < -1 too
where(x < -1, -x, x * x)
    the line on the right never comes up; there are three sides, so two questions
where(x < -1, -x, 0) + where(x <= 2, x * x, 0) + where(x > 2, x + 2, 0)
    below -1 two sides are added: x <= 2 holds there as well
x * x
    it is the parabola for every x; was a side chosen for good?
-x
    it is the left line for every x; was a side chosen for good?
x + 2
    it is the right line for every x; was a side chosen for good?
""")
