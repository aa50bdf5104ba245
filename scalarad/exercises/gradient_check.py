"""Exercise 10_gradient_check: what a check of derivatives sees, and what it does not."""

import math

from scalarad.exercises.broken_engines import MUSEUM
from scalarad.exercises.judge import (
    Odd,
    Task,
    Value,
    different,
    number_in,
    refuse_missing,
    refuse_uncallable,
    same,
    scalar_in,
    shown,
)
from scalarad.gradient_check import gradient_check
from scalarad.graph import topological_order
from scalarad.scalar import Scalar

# -------- what the judge says about four derivatives

WHY_NOT = {
    (1, "corner"): "the corner of relu is at 0, and the widest nudge, 0.001, does not reach it",
    (1, "wrong"): "right of 0, relu is x itself; by how much does it follow x?",
    (2, "right"): "a corner has not one slope but two; what does the judge call that?",
    (2, "wrong"): "0 is only our own choice; which others does the judge let pass at a corner?",
    (3, "right"): "no side of abs is as steep as 1.5",
    (3, "corner"): "at a corner not every slope will do; is 1.5 between those of the two sides?",
    (4, "wrong"): "the engine is broken; but in x * x, whose number is it that is swapped?",
    (4, "corner"): "x * x is smooth at 3: the slopes on both sides draw together",
}
FOUR = ("right", "corner", "wrong", "right")


def four_words(answer, inputs):
    refuse_missing(answer, "verdicts")
    if not isinstance(answer, (tuple, list)) or len(answer) != 4:
        raise Odd('verdicts should be four words in a tuple, like ("right", "WRONG", ...)')
    seen = {}
    for i, verdict in enumerate(answer, 1):
        refuse_missing(verdict, f"verdict {i}")
        seen[f"number {i}"] = str(verdict).lower()
        if seen[f"number {i}"] not in ("right", "wrong", "corner"):
            raise Odd(f"verdict {i} is {verdict!r:.40}: right, WRONG or corner?")
    return seen


def first_word_off(given, wanted, inputs):
    i = next(i for i in (1, 2, 3, 4) if given[f"number {i}"] != FOUR[i - 1])
    return f"number {i}: {WHY_NOT[i, given[f'number {i}']]}"


verdicts = Value(
    four_words,
    right="at a corner a choice passes; and a broken engine passes where its mistake is not seen.",
)
verdicts.difference = first_word_off


@verdicts.known
def as_the_judge_says():
    return FOUR


for (i, word), sentence in WHY_NOT.items():
    verdicts.mistake(f"number {i}: {sentence}", (*FOUR[: i - 1], word, *FOUR[i:]))

# -------- the distance of two numbers as a part of the larger one


def pairs_of_all_signs(choose):
    a, b, c = (abs(number) for number in different(choose, 3))
    points = [(a, b), (b, a), (-a, b), (a, -b), (-a, -b), (-b, -a), (c, c), (a, -a)]
    return points + [(c / 1000, a / 1000), (0.0, 0.0), (0.0, c), (-c, 0.0)]


def errors_found(relative_error, points):
    """What it gives at the first points; and where one is 0, once all of these are right."""
    refuse_missing(relative_error, "relative_error")
    refuse_uncallable(relative_error, "relative_error")
    seen = {}
    for a, b in points:
        label = f"relative_error({a:.6g}, {b:.6g})"
        if a and b:
            seen[label] = number_in(relative_error(a, b), label)
    wanted = [abs(a - b) / max(abs(a), abs(b)) for a, b in points if a and b]
    if same(list(seen.values()), wanted):
        for a, b in points[-3:]:
            label = f"relative_error({a:.6g}, {b:.6g})"
            try:
                seen[label] = number_in(relative_error(a, b), label)
            except ZeroDivisionError:
                seen[label] = "stopped by a division by 0"
    return seen


relative_error = Task(
    errors_found,
    pairs_of_all_signs,
    right="the distance over the larger size; between 0 and 2, whatever the units are.",
)


@relative_error.known
def over_the_larger_size(a, b):
    size = max(abs(a), abs(b))
    return abs(a - b) / size if size > 0 else 0.0


@relative_error.known
def without_an_if(a, b):
    distance = a - b if a > b else b - a
    larger = sorted([math.fabs(a), math.fabs(b)])[-1]
    return distance / max(larger, 1e-300)


relative_error.mistakes(r"""
in place of max(abs(a), abs(b))
abs(a - b) / size if size > 0 else 0.0 -> abs(a - b)
    this is the distance alone; is 1 far or near?
abs(a - b) / -> (a - b) /
    an error has no sign: the distance needs abs
max(abs(a), abs(b)) -> a
abs(a - b) / size if size > 0 else 0.0 -> (a - b) / size if size else 0.0
    no abs at all, and an error has no sign: take sizes
max(abs(a), abs(b)) -> b
abs(a - b) / size if size > 0 else 0.0 -> (a - b) / size if size else 0.0
    no abs at all, and an error has no sign: take sizes
max(abs(a), abs(b)) -> max(a, b)
abs(a - b) / size if size > 0 else 0.0 -> (a - b) / size if size else 0.0
    no abs at all, and max is not the larger size
max(abs(a), abs(b), 1)
    small numbers are not divided by their size
max(abs(a), abs(b)) -> a
size > 0 -> size
    with a negative a this is negative: divide by a size
max(abs(a), abs(b)) -> b
size > 0 -> size
    with a negative b this is negative: divide by a size
max(abs(a), abs(b)) -> max(a, b)
size > 0 -> size
    of -5 and 2, max takes 2: compare sizes
abs(max(a, b))
    abs comes too late: sizes first
abs(a)
    only a says what is large; swap a and b
abs(b)
    only b says what is large; swap a and b
abs(a) + abs(b)
    the sizes are added; the larger is asked for
(abs(a) + abs(b)) / 2
    this divides by the mean of the sizes
min(abs(a), abs(b))
    this divides by the smaller size
abs(a - b) -> abs(abs(a) - abs(b))
    the sizes are compared; but 3 and -3 are apart
size > 0 -> a and b
    if only one is 0, they are apart; only two zeros agree
" if size > 0 else 0.0" -> ""
    two zeros stop it; they agree, and 0 / 0 need not be asked
""")


# -------- where a slope of x / (1 + abs(x)) is wrong, and the right one


def place_and_slope(answer, points):
    refuse_missing(answer, "the answer")
    exposing, slope = answer
    number = number_in(exposing, "exposing")
    refuse_missing(slope, "slope_of_squash")
    refuse_uncallable(slope, "slope_of_squash")
    if not number < 0:
        raise Odd(f"at {number:g} the slope is right: abs does nothing there")
    if number == -1:
        raise Odd("at -1 the rule divides by 0, so that the judge never gets to speak")
    close = (1 + number) * (1 + number), (1 - number) * (1 - number)
    if math.isclose(*close, rel_tol=1e-3) or not math.isfinite(close[1]):
        raise Odd(f"at {number:g} the two slopes agree to several digits; choose another")
    seen = {}
    for x in points:
        label = f"slope_of_squash({x:.6g}, {x / (1 + abs(x)):.6g})"
        seen[label] = number_in(slope(x, x / (1 + abs(x))), label)
    return seen


def both_signs_and_far(choose):
    a, b = different(choose, 2)
    return [a, -a, b, -b, 40.0, -40.0]


squash_slope = Value(
    place_and_slope,
    both_signs_and_far,
    right="a check speaks for the places where it is asked: ask on both sides of every if.",
)


@squash_slope.known
def by_abs():
    return -2.5, lambda x, y: 1 / (1 + abs(x)) ** 2


@squash_slope.known
def by_the_value():
    return -0.5, lambda x, y: (1 - abs(y)) ** 2


squash_slope.mistakes(r"""
-2.5, lambda x, y: 1 / (1 + x) ** 2
    this is still the slope that somebody found
-2.5, lambda x, y: 1 / (1 - x) ** 2
    now it is right for negative numbers only
-2.5, lambda x, y: 1 / (1 + abs(x))
    the square is missing
-2.5, lambda x, y: 1 / (1 + x * x)
    1 + x * x is not the square of 1 + abs(x)
-2.5, lambda x, y: math.copysign(1, x) / (1 + abs(x)) ** 2
    left of 0 this says that squash goes down; does it?
-2.5, lambda x, y: (1 + abs(x) - x) / (1 + abs(x)) ** 2
    this takes the slope of abs for 1 everywhere; left of 0 it is -1
-2.5, lambda x, y: y
    this is squash itself, not its slope
-2.5, lambda x, y: (1 + abs(x)) ** 2
    squash gets flatter further out, not steeper
""")

# -------- which broken engines `suspect` hands out

LISTED = [MUSEUM[i] for i in (0, 2, 4, 5, 6, 10)]
HANDED_OUT = {"A": MUSEUM[6], "B": MUSEUM[4]}


def suspect(letter):
    """One of the broken engines under another name."""
    return type(
        f"Suspect{letter}", (HANDED_OUT[letter],), {"__doc__": "A Scalar with one mistake."}
    )


def two_names(answer, inputs):
    refuse_missing(answer, "names")
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise Odd("names should be two names in quotes, of A first, in a tuple")
    names = [getattr(name, "__name__", name) for name in answer]
    for letter, name in zip("AB", names):
        refuse_missing(name, letter)
        if name not in [engine.__name__ for engine in LISTED]:
            raise Odd(f"{letter}: {name!r:.40} is not one of the six names")
    return dict(zip("AB", names))


EXPERIMENTS = {
    "x * x": lambda x: x * x,
    "x * x + x": lambda x: x * x + x,
    "(b + 1) * (b * 3) with b = x * 2": lambda x: (lambda b: (b + 1) * (b * 3))(x * 2),
}


def another_experiment(given, wanted, inputs):
    """The experiment in which a suspect behaves otherwise than the engine that is named."""
    letter = next(letter for letter in "AB" if given[letter] != wanted[letter])
    guess = next(engine for engine in LISTED if engine.__name__ == given[letter])
    for text, f in EXPERIMENTS.items():
        said = []
        for engine in (guess, HANDED_OUT[letter]):
            x = engine(3.0)
            f(x).backward()
            said.append(x.derivative)
        if not same(float(said[0]), float(said[1])):
            return (
                f"{letter} is another: for {text} at 3, {guess.__name__} says {said[0]:g} and "
                f"{letter} says {said[1]:g}"
            )


suspects_named = Value(two_names, right="A was given away by what it fails, B by what it passes.")
suspects_named.difference = another_experiment


@suspects_named.known
def as_handed_out():
    return tuple(engine.__name__ for engine in HANDED_OUT.values())


for names in [
    ("KeepsTheLastShare", "NearestFirst"),
    ("SendsTooEarly", "NearestFirst"),
    ("NearestFirst", "SendsOnlyOnce"),
    ("SendsOnlyOnce", "ClearsTooOften"),
    ("SendsOnlyOnce", "SumIgnoresWhatArrives"),
]:
    said = another_experiment(two_names(names, None), two_names(as_handed_out(), None), None)
    suspects_named.mistake(said, names)

# -------- one expression that exposes all of the museum, in at most six operations

SEEN_WHERE = {
    "KeepsTheLastShare": "one number is used twice",
    "NeverClears": "a derivative is not 0: so something has to follow x or y",
    "ClearsTooOften": "one number is used by two different operations",
    "StartsWithItsNumber": "the output is another number than 1",
    "NearestFirst": "a result is used close to the output and far from it too, the short way "
    "first, so that it sends before the long way has arrived",
    "SendsTooEarly": "a result is used twice, and what it was made from matters",
    "SendsOnlyOnce": "a result is used twice, and sends to its inputs",
    "SwapsTheFactors": "two different numbers are multiplied",
    "ProductIgnoresWhatArrives": "a product is used further on, so that not 1 arrives",
    "ProductReadsLate": "x or y itself is a factor",
    "SumIgnoresWhatArrives": "a sum is used further on, so that something else than 1 arrives",
    "DifferenceWithoutMinus": "what is taken away depends on x or y",
    "SquareWithoutTwo": "square is used at all",
    "SquareIgnoresWhatArrives": "a square is used further on, so that it gets another b_in",
}


def what_it_exposes(f, numbers):
    refuse_missing(f, "yours")
    refuse_uncallable(f, "yours")
    output = scalar_in(
        f(*map(Scalar, numbers)),
        "yours(x, y)",
        "yours gives a plain number, with no derivative to check",
    )
    operations = sum(not node.is_leaf for node in topological_order(output))
    if operations > 6:
        raise Odd(f"there are {operations} operations; at most six are asked for")
    if not gradient_check(f, *map(Scalar, numbers)):
        raise Odd("even Scalar itself is not right here: what does gradient_check report?")
    missed = [e.__name__ for e in MUSEUM if gradient_check(f, *map(e, numbers))]
    fewest = "No expression does it with fewer." if operations == 4 else "Can you do it with four?"
    told = {"operations": operations, "fewest": fewest, "numbers": shown(numbers)}
    return {"missed": missed, "told": told}


def who_is_at_large(given, wanted, inputs):
    missed = given["missed"]
    engine = next(engine for engine in MUSEUM if engine.__name__ == missed[0])
    return (
        f"at {given['told']['numbers']} you expose {len(MUSEUM) - len(missed)} of {len(MUSEUM)}. "
        f"Still at large is {missed[0]} ({engine.__doc__}) It is seen where "
        f"{SEEN_WHERE[missed[0]]}."
    )


fourteen = Task(
    what_it_exposes,
    lambda choose: [abs(number) for number in different(choose, 2)],
    right="all 14, with {operations} operations. {fewest}",
)
fourteen.difference = who_is_at_large


@fourteen.known
def four_operations(x, y):
    b = x * y
    return b - (b + x).square()


@fourteen.known
def also_four(x, y):
    b = x.square()
    return b - y * (b + x)


@fourteen.known
def six_operations(x, y):
    b = x * y
    return (b - (b + 1) * y).square() * x


AT_LARGE = "at {numbers} you expose %d of 14. Still at large is %s (%s) It is seen where %s."
for count, name, product, result in [
    (4, "KeepsTheLastShare", "x * y", "b + 1"),
    (8, "ClearsTooOften", "x * x", "b - (y + 1).square()"),
    (10, "NearestFirst", "x * y", "(b.square() + b) * (3 - x)"),
    (2, "NeverClears", "x - x", "b"),
    (11, "SwapsTheFactors", "x.square()", "(b + 1).square() - b"),
    (13, "DifferenceWithoutMinus", "x * y", "b * (b + x).square() - 1"),
    (12, "SquareWithoutTwo", "x * y", "b - (b + x) * (b + x)"),
    (13, "SquareIgnoresWhatArrives", "x * y", "(b * (b + 1) - x).square()"),
]:
    told = next(engine.__doc__ for engine in MUSEUM if engine.__name__ == name)
    fourteen.slip(
        AT_LARGE % (count, name, told, SEEN_WHERE[name]),
        "x * y",
        product,
        "b - (b + x).square()",
        result,
    )
