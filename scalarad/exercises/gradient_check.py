"""Checks of the exercise 10_gradient_check."""

import math

from scalarad.exercises.broken_engines import MUSEUM
from scalarad.exercises.judging import (
    Mistake,
    called,
    judge,
    judge_function,
    number_in,
    numbers_at,
    right,
    same,
    scalar_in,
    shown,
)
from scalarad.gradient_check import gradient_check
from scalarad.graph import topological_order
from scalarad.scalar import Scalar


def check_verdicts(verdicts):
    """Exercise 10: what the judge says about four derivatives."""
    if verdicts is ... or verdicts is None:
        number_in(verdicts, "verdicts")
    if not isinstance(verdicts, (tuple, list)) or len(verdicts) != 4:
        raise Mistake('verdicts should be four words in a tuple, like ("right", "WRONG", ...)')
    words = [str(verdict).lower() for verdict in verdicts]
    for i, (word, verdict) in enumerate(zip(words, ("right", "corner", "wrong", "right")), 1):
        if word not in ("right", "wrong", "corner"):
            raise Mistake(f"verdict {i} is {verdicts[i - 1]!r:.40}: right, WRONG or corner?")
        if word != verdict:
            raise Mistake(f"number {i}: {WHY_NOT[i, word]}")
    right("at a corner a choice passes; and a broken engine passes where its mistake is not seen.")


WHY_NOT = {
    (
        1,
        "corner",
    ): "the corner of relu is at 0, and the widest nudge, 0.001, does not reach it",
    (1, "wrong"): "right of 0, relu is x itself; by how much does it follow x?",
    (2, "right"): "a corner has not one slope but two; what does the judge call that?",
    (
        2,
        "wrong",
    ): "0 is only our own choice; which others does the judge let pass at a corner?",
    (3, "right"): "no side of abs is as steep as 1.5",
    (
        3,
        "corner",
    ): "at a corner not every slope will do; is 1.5 between those of the two sides?",
    (
        4,
        "wrong",
    ): "the engine is broken; but in x * x, whose number is it that is swapped?",
    (4, "corner"): "x * x is smooth at 3: the slopes on both sides draw together",
}


def check_relative_error(relative_error, seed=0):
    """Exercise 10: the distance of two numbers as a part of the larger one."""
    a, b, c = (abs(number) for number in numbers_at(3, seed))
    points = [
        (a, b),
        (b, a),
        (-a, b),
        (a, -b),
        (-a, -b),
        (-b, -a),
        (c, c),
        (c / 1000, a / 1000),
    ]
    judge_function(
        relative_error,
        lambda a, b: abs(a - b) / max(abs(a), abs(b)),
        points,
        [
            (text, lambda a, b, wrong=wrong: wrong(a, b, abs(a), abs(b)))
            for text, wrong in MISTAKEN_ERRORS
        ],
        "relative_error",
    )
    try:
        zeros = called(relative_error, 0.0, 0.0, what="relative_error")
    except Mistake as mistake:
        if isinstance(mistake.__cause__, ZeroDivisionError):
            raise Mistake("two zeros stop it; they agree, and 0 / 0 need not be asked") from None
        raise
    zero = number_in(zeros, "relative_error(0, 0)")
    judge([zero], [0.0], [], f"two zeros are not apart at all; here they give {zero:.6g}")
    for point in ((0.0, c), (-c, 0.0)):
        given = number_in(
            called(relative_error, *point, what="relative_error"),
            f"relative_error{shown(point)}",
        )
        alone = "if only one is 0, they are apart; only two zeros agree"
        told = f"relative_error{shown(point)} is {given:.6g}: how far apart are they?"
        judge([given], [1.0], [(alone, [0.0])], told)
    right("the distance over the larger size; between 0 and 2, whatever the units are.")


MISTAKEN_ERRORS = [  # of a, b and their sizes p and q
    ("this is the distance alone; is 1 far or near?", lambda a, b, p, q: abs(a - b)),
    (
        "an error has no sign: the distance needs abs",
        lambda a, b, p, q: (a - b) / max(p, q),
    ),
    (
        "no abs at all, and an error has no sign: take sizes",
        lambda a, b, p, q: (a - b) / a,
    ),
    (
        "no abs at all, and an error has no sign: take sizes",
        lambda a, b, p, q: (a - b) / b,
    ),
    (
        "no abs at all, and max is not the larger size",
        lambda a, b, p, q: (a - b) / max(a, b),
    ),
    (
        "small numbers are not divided by their size",
        lambda a, b, p, q: abs(a - b) / max(p, q, 1),
    ),
    (
        "with a negative a this is negative: divide by a size",
        lambda a, b, p, q: abs(a - b) / a,
    ),
    (
        "with a negative b this is negative: divide by a size",
        lambda a, b, p, q: abs(a - b) / b,
    ),
    (
        "of -5 and 2, max takes 2: compare sizes",
        lambda a, b, p, q: abs(a - b) / max(a, b),
    ),
    ("abs comes too late: sizes first", lambda a, b, p, q: abs(a - b) / abs(max(a, b))),
    ("only a says what is large; swap a and b", lambda a, b, p, q: abs(a - b) / p),
    ("only b says what is large; swap a and b", lambda a, b, p, q: abs(a - b) / q),
    (
        "the sizes are added; the larger is asked for",
        lambda a, b, p, q: abs(a - b) / (p + q),
    ),
    (
        "this divides by the mean of the sizes",
        lambda a, b, p, q: abs(a - b) / (p + q) * 2,
    ),
    ("this divides by the smaller size", lambda a, b, p, q: abs(a - b) / min(p, q)),
    (
        "the sizes are compared; but 3 and -3 are apart",
        lambda a, b, p, q: abs(p - q) / max(p, q),
    ),
]


def check_squash_slope(exposing, slope, seed=0):
    """Exercise 10: where a slope of x / (1 + abs(x)) is wrong, and the right one."""
    number = number_in(exposing, "exposing")
    if not number < 0:
        raise Mistake(f"at {number:g} the slope is right: abs does nothing there")
    if number == -1:
        raise Mistake("at -1 the rule divides by 0, so that the judge never gets to speak")
    close = (1 + number) * (1 + number), (1 - number) * (1 - number)
    if math.isclose(*close, rel_tol=1e-3) or not math.isfinite(close[1]):
        raise Mistake(f"at {number:g} the two slopes agree to several digits; choose another")
    points = [(x, x / (1 + abs(x))) for n in numbers_at(2, seed) for x in (n, -n)]
    judge_function(
        slope,
        lambda x, y: 1 / (1 + abs(x)) ** 2,
        points,
        [
            (
                "this is still the slope that somebody found",
                lambda x, y: 1 / (1 + x) ** 2,
            ),
            (
                "now it is right for negative numbers only",
                lambda x, y: 1 / (1 - x) ** 2,
            ),
            ("the square is missing", lambda x, y: 1 / (1 + abs(x))),
            ("1 + x * x is not the square of 1 + abs(x)", lambda x, y: 1 / (1 + x * x)),
            (
                "left of 0 this says that squash goes down; does it?",
                lambda x, y: math.copysign(1, x) / (1 + abs(x)) ** 2,
            ),
            (
                "this takes the slope of abs for 1 everywhere; left of 0 it is -1",
                lambda x, y: (1 + abs(x) - x) / (1 + abs(x)) ** 2,
            ),
            ("this is squash itself, not its slope", lambda x, y: y),
            (
                "squash gets flatter further out, not steeper",
                lambda x, y: (1 + abs(x)) ** 2,
            ),
        ],
        "slope_of_squash",
    )
    right("a check speaks for the places where it is asked: ask on both sides of every if.")


def suspect(letter):
    """Exercise 10: one of the broken engines under another name."""
    engine = MUSEUM[{"A": 6, "B": 4}[letter]]
    return type(f"Suspect{letter}", (engine,), {"__doc__": "A Scalar with one mistake."})


EXPERIMENTS = {
    "x * x": lambda x: x * x,
    "x * x + x": lambda x: x * x + x,
    "(b + 1) * (b * 3) with b = x * 2": lambda x: (lambda b: (b + 1) * (b * 3))(x * 2),
}


def check_suspects_named(names):
    """Exercise 10: which broken engines `suspect` hands out."""
    if names is ... or names is None:
        number_in(names, "names")
    if not isinstance(names, (tuple, list)) or len(names) != 2:
        raise Mistake("names should be two names in quotes, of A first, in a tuple")
    listed = [MUSEUM[i] for i in (0, 2, 4, 5, 6, 10)]
    for letter, name in zip("AB", names):
        name = getattr(name, "__name__", name)
        guess = next((engine for engine in listed if engine.__name__ == name), None)
        if guess is None:
            raise Mistake(f"{letter}: {name!r:.40} is not one of the six names")
        judge_suspect(letter, guess)
    right("A was given away by what it fails, B by what it passes.")


def judge_suspect(letter, guess):
    """Raise the experiment in which the suspect behaves otherwise than the engine `guess`."""
    for text, f in EXPERIMENTS.items():
        said = []
        for engine in (guess, suspect(letter)):
            x = engine(3.0)
            f(x).backward()
            said.append(x.derivative)
        if not same(said[:1], said[1:]):
            raise Mistake(
                f"{letter} is another: for {text} at 3, {guess.__name__} says {said[0]:g} "
                f"and {letter} says {said[1]:g}"
            )


def check_fourteen(f, seed=0):
    """Exercise 10: one expression that exposes all of the museum, in at most six operations."""
    numbers = [abs(number) for number in numbers_at(2, seed)] if seed else [3.0, 2.5]
    output = called(f, *map(Scalar, numbers), what="yours")
    scalar_in(output, "yours(x, y)", "yours gives a plain number, with no derivative to check")
    operations = sum(not node.is_leaf for node in topological_order(output))
    if operations > 6:
        raise Mistake(f"there are {operations} operations; at most six are asked for")
    if not called(gradient_check, f, *map(Scalar, numbers), what="yours"):
        raise Mistake("even Scalar itself is not right here: what does gradient_check report?")
    missed = [
        engine
        for engine in MUSEUM
        if called(gradient_check, f, *map(engine, numbers), what="yours")
    ]
    if missed:
        name, told = missed[0].__name__, missed[0].__doc__
        raise Mistake(
            f"at {shown(numbers)} you expose {len(MUSEUM) - len(missed)} of {len(MUSEUM)}. Still "
            f"at large is {name} ({told}) It is seen where {SEEN_WHERE[name]}."
        )
    fewest = "No expression does it with fewer." if operations == 4 else "Can you do it with four?"
    right(f"all {len(MUSEUM)}, with {operations} operations. {fewest}")


SEEN_WHERE = {
    "KeepsTheLastShare": "one number is used twice",
    "NeverClears": "a derivative is not 0: so something has to follow x or y",
    "ClearsTooOften": "one number is used by two different operations",
    "StartsWithItsNumber": "the output is another number than 1",
    "NearestFirst": "a result is used close to the output and far from it too, "
    "the short way first, so that it sends before the long way has arrived",
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
