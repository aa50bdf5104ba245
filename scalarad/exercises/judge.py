"""The judge of the exercises: an answer is held against answers that are known.

A task holds right answers and wrong ones. Each is a piece of learner's code, and a wrong one has
one sentence beside it, its docstring, which says what the mistake is. The judge runs the learner's
answer and the known ones at the same inputs and compares what is observed: plain numbers, texts
and lists, each under a label. Equal to a right answer: right. Equal to a wrong one everywhere: its
sentence. Else it says where the answer first differs, with the learner's own number.

    at_sum = Numbers("at_sum", right="1 arrives at z, times the 8 on its arrow.")

    @at_sum.known
    def right():
        return 8.0

    @at_sum.wrong
    def the_sum_itself():
        "this is the number that the sum holds; its derivative is asked for"
        return 7.0

`check("walk.at_sum", answer)` shows the verdict and never raises, whatever an answer does;
`demand`, for cells that are marked, raises unless the answer is right.
"""

import dis
import importlib
import math
import random
import re
import textwrap
from numbers import Number
from typing import NamedTuple

from scalarad.finite_difference import partial_derivatives
from scalarad.graph import is_node


class Verdict(NamedTuple):
    """What the judge says: `word` is "Right", "Mistake" or "Not yet"; a sentence says why."""

    word: str
    sentence: str

    def __str__(self):
        return "\n".join(textwrap.wrap(f"{self.word}: {self.sentence}", 88))


class NotRight(Exception):
    """Raised by `demand`; Jupyter shows its sentence in place of a traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


class Unfinished(Exception):
    """Nothing has been written yet, or it cannot be observed; the text is the sentence."""


class Odd(Exception):
    """The answer is not of the sort that is asked for; the text is the sentence."""


# -------- tasks


class Task:
    """A question with its known answers.

    observe: what is seen of an answer at drawn inputs: a function (answer, inputs) -> dict from a
        label to plain values. It may raise `Odd` or `Unfinished` with a sentence.
    draw: the inputs at which all answers are tried, from a `random.Random`.
    right: the sentence after "Right: ".
    """

    def __init__(self, observe, draw=lambda choose: (), right="that is it."):
        self.observe = observe
        self.draw = draw
        self.right = right
        self.known_answers = []
        self.wrong_answers = []

    def known(self, answer):
        """Decorate a right answer."""
        self.known_answers.append(answer)
        return answer

    def wrong(self, answer):
        """Decorate a wrong answer, whose docstring says what the mistake is."""
        self.wrong_answers.append(answer)
        return answer

    def seen_of_known(self, answer, inputs):
        """What is observed of one of the task's own answers."""
        return self.observe(answer, inputs)

    def slips(self, seen, inputs):
        """Pairs of a sentence and what a slip that any answer can have makes of a right one."""
        return []

    def difference(self, given, wanted, inputs):
        """The sentence for an answer that is none of the known ones."""
        label = next(label for label in wanted if not same(given.get(label), wanted[label]))
        return f"{label} is {shown(given.get(label))}; it should be {shown(wanted[label])}"


class Numbers(Task):
    """Numbers to fill in, under these labels; known answers are functions that return them."""

    def __init__(self, *labels, right):
        super().__init__(self.observe_numbers, right=right)
        self.labels = labels

    def seen_of_known(self, answer, inputs):
        return self.observe(answer(), inputs)

    def observe_numbers(self, answer, inputs):
        answers = answer if len(self.labels) > 1 else [answer]
        if not isinstance(answers, (tuple, list)) or len(answers) != len(self.labels):
            refuse_missing(answer, "the answer")
            raise Odd(f"{len(self.labels)} numbers are asked for: {', '.join(self.labels)}")
        return {label: number_in(each, label) for label, each in zip(self.labels, answers)}

    def difference(self, given, wanted, inputs):
        """Where it differs, and not by what: the number is the answer."""
        label = next(label for label in wanted if not same(given[label], wanted[label]))
        return f"{label} is {shown(given[label])}, and should be another number"


class Function(Task):
    """A function of plain numbers to write; it is called at each of the drawn points.

    draw: a function from a `random.Random` to a list of tuples of arguments.
    """

    def __init__(self, name, draw, right):
        super().__init__(self.observe_calls, draw, right)
        self.name = name

    def observe_calls(self, answer, points):
        refuse_missing(answer, self.name)
        seen = {}
        for point in points:
            label = f"{self.name}({', '.join(map(shown, point))})"
            seen[label] = number_in(answer(*point), label)
        return seen


class Operation(Task):
    """An operation of `Scalar` to write, as a method of a class.

    text: how a learner writes it, such as "a - b".
    apply: (answer, *leaves) -> the result; `answer` is the class.
    truth: the same operation on plain numbers; a nudge of it gives the shares.
    draw: the points at which it is tried, tuples of one number an input.
    """

    def __init__(self, text, apply, truth, draw, right):
        super().__init__(self.observe_operation, draw, right)
        self.text, self.apply, self.truth = text, apply, truth

    def observe_operation(self, answer, points):
        refuse_missing(answer, "the answer")
        seen = {}
        for point in points:
            leaves = [answer(number) for number in point]
            result = self.result(answer, leaves)
            where = f"at {shown(point)}, "
            seen[f"{where}{self.text}"] = number_in(result.num, self.text)
            places = [
                next((i for i, x in enumerate(leaves) if x is y), None) for y in result.inputs
            ]
            if result.backward_fn is None:
                raise Odd(f"{self.text} is a leaf: it needs its inputs and its backward")
            if places != [*range(len(leaves))]:
                raise Odd(
                    f"{self.text} should have what it was computed from as its inputs, in order"
                )
            label = f"{where}the shares when 3 arrives at {self.text}"
            seen[label] = self.shares(result, len(leaves))
            for x in leaves:
                x.num = x.num + 1
            if not same(self.shares(result, len(leaves)), seen[label]):
                raise Odd(
                    f"the shares of {self.text} change when an input's num is overwritten later: "
                    "take what backward needs into a variable before the inner def"
                )
        return seen

    def result(self, answer, leaves):
        result = self.apply(answer, *leaves)
        refuse_missing(result, self.text)
        if not is_node(result):
            raise Odd(f"{self.text} gives {result!r:.60}, which is no Scalar: it has forgotten")
        return result

    def shares(self, result, count):
        shares = result.backward_fn(3.0)
        refuse_missing(shares, f"what the backward of {self.text} returns")
        if not isinstance(shares, tuple) or len(shares) != count:
            raise Odd(
                f"the backward of {self.text} should return a tuple, one share per input"
                + ", and for one share the comma makes it: (share,)" * (count == 1)
            )
        return [number_in(share, "a share") for share in shares]

    def slips(self, seen, inputs):
        """Slips in the shares, which any rule can have."""

        def changed(change):
            return {k: change(v) if isinstance(v, list) else v for k, v in seen.items()}

        yield (
            "what arrives, b_in, is left out: multiply each share by it",
            changed(lambda shares: [share / 3.0 for share in shares]),
        )
        if any(isinstance(v, list) and len(v) > 1 for v in seen.values()):
            yield (
                "the shares are right, but each input gets another's: swap them",
                changed(lambda shares: shares[::-1]),
            )
        yield (
            "all shares have the wrong sign",
            changed(lambda shares: [-share for share in shares]),
        )

    def slopes(self, point):
        """The shares when 3 arrives, by a nudge: for a test of the right answers."""
        return [3.0 * slope for slope in partial_derivatives(self.truth, *point)]


# -------- judging


def judge(task, answer, seed=0):
    """The `Verdict` on an answer to `task`, tried at the inputs that `seed` draws."""
    inputs = task.draw(random.Random(seed))
    try:
        given = task.observe(answer, inputs)
    except Unfinished as unfinished:
        return Verdict("Not yet", str(unfinished))
    except Odd as odd:
        return Verdict("Mistake", str(odd))
    except (Exception, SystemExit) as error:
        return Verdict("Mistake", in_plain_words(error))
    rights = [task.seen_of_known(known, inputs) for known in task.known_answers]
    if any(same(given, seen) for seen in rights):
        return Verdict("Right", task.right)
    for wrong in task.wrong_answers:
        if same(given, task.seen_of_known(wrong, inputs)):
            return Verdict("Mistake", " ".join(wrong.__doc__.split()))
    for sentence, seen in task.slips(rights[0], inputs):
        if same(given, seen):
            return Verdict("Mistake", sentence)
    return Verdict("Mistake", task.difference(given, rights[0], inputs))


def task_named(name):
    """The task "noun.task" of the module `scalarad.exercises.noun`."""
    noun, _, task = name.partition(".")
    try:
        found = getattr(importlib.import_module(f"scalarad.exercises.{noun}"), task)
    except (ImportError, AttributeError, ValueError):
        found = None
    if not isinstance(found, Task):
        raise ValueError(f'there is no task {name!r}; a name is like "difference.minus"')
    return found


def check(name, answer, seed=0):
    """Print the verdict on an answer to the task "noun.task"; never raises because of it."""
    print(judge(task_named(name), answer, seed))


def demand(name, answer, seed=0):
    """Print the verdict on an answer that is right; raise NotRight with any other."""
    verdict = judge(task_named(name), answer, seed)
    if verdict.word != "Right":
        raise NotRight(str(verdict))
    print(verdict)


# -------- looking at what a learner may have written


def refuse_missing(answer, what):
    """Raise Unfinished where nothing stands yet: three dots, None, or a body of them."""
    if answer is ...:
        raise Unfinished(f"{what} is still three dots; put your own in their place")
    if answer is None:
        raise Unfinished(f"{what} is None; is a return missing?")
    parts = vars(answer).values() if isinstance(answer, type) else [answer]
    if any(map(is_stub, parts)):
        raise Unfinished("the body is still three dots; put your own in their place")


def is_stub(thing):
    """Whether it is a function that does nothing: a body of three dots, or pass."""
    if not hasattr(thing, "__code__"):
        return False
    done = [step for step in dis.get_instructions(thing) if step.opname != "RESUME"]
    quiet = {"NOP", "LOAD_CONST", "POP_TOP", "RETURN_VALUE", "RETURN_CONST"}
    return all(step.opname in quiet and step.argval in (None, ...) for step in done)


def number_in(answer, what):
    """`answer` as a plain float; Odd or Unfinished, with a sentence, for anything else."""
    refuse_missing(answer, what)
    if is_node(answer):
        raise Odd(f"{what} is a Scalar; a plain number is asked for, like its num")
    if callable(answer):
        raise Odd(f"{what} is a function that was not called: are its brackets () missing?")
    if not isinstance(answer, Number) or isinstance(answer, complex):
        raise Odd(f"{what} should be a number; it is {answer!r:.60}")
    return float(answer)


def same(given, wanted):
    """Whether two observations agree: numbers to six digits, all else exactly."""
    if isinstance(wanted, dict):
        return (
            isinstance(given, dict)
            and given.keys() == wanted.keys()
            and all(same(given[key], wanted[key]) for key in wanted)
        )
    if isinstance(wanted, (list, tuple)):
        return (
            isinstance(given, (list, tuple))
            and len(given) == len(wanted)
            and all(map(same, given, wanted))
        )
    if isinstance(wanted, float) and isinstance(given, float):
        both_nan = given != given and wanted != wanted
        return both_nan or math.isclose(given, wanted, rel_tol=1e-6, abs_tol=1e-8)
    return given == wanted


def shown(value):
    """A value as a sentence shows it."""
    if isinstance(value, (list, tuple)):
        return f"({', '.join(map(shown, value))})" if len(value) != 1 else shown(value[0])
    return f"{value:.6g}" if isinstance(value, float) else str(value)


IN_PLAIN_WORDS = [
    (r"NameError: name '(\w+)'", r"the name \1 is not known here; is it spelled as above?"),
    (r"\.__\w+__\(\) takes \d positional", "a method needs self as its first argument"),
    (
        r"TypeError: .*\(\) (takes|missing)",
        "it is called with another number of arguments than it takes",
    ),
    (r"unsupported operand type\(s\) for \^", "a power is written **; ^ is something else"),
    (r"unsupported operand .*'ellipsis'", "there are still three dots in a computation"),
    (
        r"unsupported operand .*'NoneType'",
        "something in a computation is None; is a return missing?",
    ),
    (
        r"has no attribute 'num'",
        "a plain number has no num: lift it first, other = self.lift(other)",
    ),
    (r"would lose the derivative", "a function of math or NumPy takes no Scalar; use scalarad's"),
    (r"^RecursionError", "it calls itself without end; where does it stop?"),
]


def in_plain_words(error):
    """What stopped an answer, in a sentence: Python's own words where there are no better ones."""
    text = f"{type(error).__name__}: {error}"
    for pattern, sentence in IN_PLAIN_WORDS:
        if found := re.search(pattern, text):
            return found.expand(sentence)
    return f"it stops with {text}"
