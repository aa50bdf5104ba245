"""What all checks of the exercises share: look at an answer, hold it against the truth, and say.

The first part takes an answer apart, whatever a learner may have written; the second compares
numbers with the right ones and with those of known mistakes.
"""

import math
import random
import sys
import textwrap
from numbers import Number

from scalarad.finite_difference import partial_derivatives
from scalarad.graph import is_node, topological_order
from scalarad.scalar import Scalar


class Mistake(Exception):
    """An answer is wrong or missing; the text says which mistake it looks like."""

    def _render_traceback_(self):
        # Jupyter shows this in place of a traceback, which would lead into the checks.
        return textwrap.wrap(f"Not yet: {self}", 88)


def right(sentence):
    """Print that an answer is right, and why."""
    print("\n".join(textwrap.wrap(f"Right: {sentence}", 88)))


def numbers_at(count, seed):
    """`count` different numbers between -4 and 4, no whole ones, none near 0; by seed."""
    choose = random.Random(seed)
    tenths = [n for n in range(-39, 40) if n % 10 and abs(n) > 5]
    return [n / 10 for n in choose.sample(tenths, count)]


def same(given, wanted):
    """Whether two sequences of numbers agree to six digits."""
    pairs = zip(given, wanted)
    return len(given) == len(wanted) and all(
        math.isclose(g, w, rel_tol=1e-6, abs_tol=1e-8) for g, w in pairs
    )


def first_off(given, wanted):
    """The place of the first number that differs from the one wanted; 0 when all agree."""
    agree = [same([g], [w]) for g, w in zip(given, wanted)]
    return agree.index(False) if False in agree else 0


def shown(numbers):
    """Numbers as a sentence shows them: one alone, several in brackets."""
    texts = [f"{number:.6g}" for number in numbers]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def number_in(answer, what):
    """`answer` as a float, or a Mistake that says what it is instead."""
    if answer is ...:
        raise Mistake(f"{what} is still three dots; put your answer in their place")
    if answer is None:
        raise Mistake(f"{what} is None; did you forget a return?")
    if is_node(answer):
        raise Mistake(f"{what} is a Scalar; a plain number is asked for, like its num")
    if isinstance(answer, (str, bytes)):
        raise Mistake(f"{what} should be a number; it is the text {answer!r:.60}")
    try:
        return float(answer)
    except (TypeError, ValueError, OverflowError):
        raise Mistake(f"{what} should be a number; it is {answer!r:.60}") from None


def numbers_in(answer, count, what):
    """`answer` as a list of `count` floats, or a Mistake that says what it is instead."""
    if count == 1 and not isinstance(answer, (tuple, list)):
        return [number_in(answer, what)]
    if answer is ... or answer is None:
        number_in(answer, what)
    if not isinstance(answer, (tuple, list)):
        raise Mistake(f"{what} should be {count} numbers in a tuple, like (3.0, 4.0)")
    if len(answer) != count:
        asked = "one number" if count == 1 else f"{count} numbers"
        raise Mistake(f"{what} should be {asked}; you gave {len(answer)}")
    return [number_in(part, f"number {i} of {what}") for i, part in enumerate(answer, 1)]


def scalar_in(result, what, if_a_number):
    """`result`, when it is a Scalar; else a Mistake, `if_a_number` where it is a plain number."""
    if is_node(result) and not isinstance(result, type):
        return result
    if result is ... or result is None:
        number_in(result, what)
    if isinstance(result, Number):
        raise Mistake(if_a_number)
    if callable(result):
        raise Mistake(f"{what} is a function that was not called: are its brackets () missing?")
    raise Mistake(f"{what} should be one Scalar; it is {result!r:.60}")


def called(function, *args, what):
    """What `function` returns, or a Mistake that says how it stopped."""
    if function is ... or not callable(function):
        raise Mistake(f"{what} is {function!r:.60}, which cannot be called")
    try:
        return function(*args)
    except Mistake:
        raise
    except RecursionError:
        raise Mistake(f"{what} calls itself without end; where does it stop?") from None
    except (Exception, SystemExit) as error:
        of_symbol = "that NumPy could take" in str(error)
        if of_symbol or "does not support ufuncs" in str(error):
            kind = "Symbol" if of_symbol else "Scalar"
            raise Mistake(
                f"{what} gives a {kind} to a function of NumPy, which takes none; use exp, sin and "
                "so on from scalarad.functions"
            ) from error
        raise Mistake(f"{what} stops with {type(error).__name__}: {error}") from error


def advised(function, *args, what, advice):
    """`called`, but where its Mistake holds the words of a pair in `advice`, with that sentence."""
    try:
        return called(function, *args, what=what)
    except Mistake as mistake:
        for words, sentence in advice:
            if words in str(mistake):
                raise Mistake(sentence) from None
        raise


NO_INPUTS_OF_A_LEAF = (
    "tuple index out of range",
    "a leaf has no inputs, so inputs[0] is not there; a for loop goes through none",
)


def judge(given, wanted, mistakes, otherwise):
    """Return when the numbers `given` are those `wanted`; raise the Mistake that they show.

    mistakes: pairs of a sentence and the numbers that a learner gets by that mistake. The
        sentence of the first pair that fits is raised; when none does, `otherwise`.
    """
    if same(given, wanted):
        return
    for sentence, wrong in mistakes:
        if same(given, wrong):
            raise Mistake(sentence)
    raise Mistake(otherwise)


def judge_function(function, truth, points, mistakes, what):
    """Hold a function of numbers against `truth` at each of the `points`.

    mistakes: pairs of a sentence and the function that a learner writes by that mistake.
    """
    calls = [f"{what}({', '.join(f'{number:.6g}' for number in point)})" for point in points]
    pairs = list(zip(points, calls))
    given = [number_in(called(function, *p, what=call), call) for p, call in pairs]
    wanted = [truth(*point) for point in points]
    known = [(sentence, [f(*point) for point in points]) for sentence, f in mistakes]
    off = first_off(given, wanted)
    judge(
        given,
        wanted,
        known,
        f"{calls[off]} is {given[off]:.6g}; it should be {wanted[off]:.6g}",
    )


NO_SUCH_METHOD = (
    "the class has no such method of yours yet: run the cell above, and compare its method's name "
    "with the task"
)
OPERATION_ADVICE = [
    (
        "has no parts to go through",
        "inputs should be a tuple: (self, other), or (self,) for one; the comma makes it",
    ),
    # What the exercise has taken away is None; cube was never there.
    ("'NoneType' object is not callable", NO_SUCH_METHOD),
    ("'Scalar' object has no attribute 'cube'", NO_SUCH_METHOD),
]


def judge_operation(cls, operation, truth, what, inputs=2, seed=0, mistakes=()):
    """Hold an operation of the class `cls` against `truth`, the same operation on plain numbers.

    It is tried on Scalars of numbers that are not 0, 1 or 2, in both orders, and on one Scalar
    used for all inputs, with a derivative other than 1 arriving. Shares are held against a nudge.

    mistakes: pairs of a sentence and a function from the numbers and b_in to the shares that a
        learner's rule gives by that mistake. What goes wrong with any rule is known here.
    """
    if not isinstance(cls, type) or not hasattr(cls, "backward"):
        raise Mistake(f"the class Scalar is asked for; this is {cls!r:.60}")
    *numbers, b_in = numbers_at(inputs + 1, seed)
    for point in (numbers, numbers[::-1], numbers[:1] * inputs):
        leaves = [cls(number) for number in point]
        result = advised(operation, *leaves, what=what, advice=OPERATION_ADVICE)
        judge_result(result, cls, leaves, truth(*point), what)
        judge_shares(result, leaves, point, b_in, truth, what, mistakes)
    x = cls(numbers[0])
    called(called(operation, *[x] * inputs, what=what).backward, b_in, what="backward")
    (slope,) = partial_derivatives(lambda number: truth(*[number] * inputs), numbers[0])
    judge(
        numbers_in(x.derivative, 1, "x.derivative"),
        [b_in * slope],
        [],
        f"{what} is right alone, but backward through it is not, when x is every input",
    )


def judge_result(result, cls, leaves, wanted, what):
    """Whether the result of an operation on `leaves` is a Scalar that remembers them."""
    numbers = shown([leaf.num for leaf in leaves])
    if result is None or result is ...:
        raise Mistake(f"{what} gives {result!r}; end with return type(self)(...)")
    if not is_node(result):
        raise Mistake(
            f"{what} gives {result!r:.60}, which is no Scalar: it has forgotten its inputs"
        )
    given = number_in(result.num, f"the number of {what}")
    swapped = [("the number has the wrong sign: which is taken from which?", [-wanted])]
    judge(
        [given],
        [wanted],
        swapped,
        f"at {numbers}, {what} is {given:.6g}, not {wanted:.6g}",
    )
    if result.is_leaf:
        raise Mistake(
            f"{what} is a leaf: hand number, inputs, backward and sign to type(self)(...), all at "
            "once"
        )
    if not isinstance(result, cls):
        raise Mistake(f"{what} is not of your class; make the result with type(self)(...)")
    if len(result.inputs) != len(leaves):
        raise Mistake(f"{what} has {len(result.inputs)} inputs; it was given {len(leaves)}")
    if not all(a is b for a, b in zip(result.inputs, leaves)):
        raise Mistake(f"{what} has other inputs than it was given, or in another order")


def judge_shares(result, leaves, numbers, b_in, truth, what, mistakes):
    """Whether the rule of `result` gives each input its share of `b_in`."""
    shares = called(result.backward_fn, b_in, what=f"the backward of {what}")
    if not isinstance(shares, tuple):
        raise Mistake(
            f"the backward of {what} returns {shares!r:.60}; it should return a tuple, one share "
            "per input" + ". For one share write a comma: (share,)" * (len(leaves) == 1)
        )
    shares = numbers_in(shares, len(leaves), f"what the backward of {what} returns")
    slopes = partial_derivatives(truth, *numbers)
    wanted = [b_in * slope for slope in slopes]
    known = [(sentence, wrong(*numbers, b_in)) for sentence, wrong in mistakes]
    known += [
        ("what arrives, b_in, is left out: multiply each share by it", slopes),
        (
            "the shares are right, but each input gets another's: swap them",
            wanted[::-1],
        ),
        ("all shares have the wrong sign", [-share for share in wanted]),
    ]
    for i in range(len(wanted)):
        flipped = [-share if i == j else share for j, share in enumerate(wanted)]
        known.append((f"the share of input {i + 1} needs the other sign", flipped))
    judge(
        shares,
        wanted,
        known,
        f"at {shown(numbers)} with {b_in} arriving, the backward of {what} gives "
        f"{shown(shares)}; a nudge says {shown(wanted)}",
    )
    for leaf in leaves:
        leaf.num += 1
    again = called(result.backward_fn, b_in, what=f"the backward of {what}")
    for leaf in leaves:
        leaf.num -= 1
    if not same(list(again), shares):
        raise Mistake(
            f"the backward of {what} changes when an input's num is overwritten later: save what "
            "it needs in a variable before the inner def"
        )


def askers_of(output):
    """A list that fills with the code of whoever asks a rule in the graph of `output`."""
    askers = []

    def noted(rule):
        return lambda b_in: askers.append(sys._getframe(1).f_code) or rule(b_in)

    for node in topological_order(output):
        if not node.is_leaf:
            node.backward_fn = noted(node.backward_fn)
    return askers


def judge_whose(output):
    """Whether the `backward` of `output` is a learner's own, and not that of the library."""
    askers = askers_of(output)
    called(output.backward, what="backward")
    if Scalar.backward.__code__ in askers:
        raise Mistake("this is the backward of the library; write your own")
