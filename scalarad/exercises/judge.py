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

import ast
import builtins
import contextlib
import dis
import importlib
import inspect
import io
import math
import random
import re
import sys
import textwrap
import warnings
from numbers import Number
from pathlib import Path
from typing import NamedTuple

from scalarad.finite_difference import partial_derivatives
from scalarad.graph import is_node, topological_order
from scalarad.scalar import Scalar


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
        label to plain values. It may raise `Odd` or `Unfinished` with a sentence. What it puts
        under the label "told" is not compared: a dict of what sentences name in braces.
    draw: the inputs at which all answers are tried, from a `random.Random`.
    right: the sentence after "Right: ".
    """

    tolerance = 1e-6  # how far a right number may be from the known one, as a part of it

    def __init__(self, observe, draw=lambda choose: (), right="that is it."):
        self.observe = observe
        self.draw = draw
        self.right = right
        self.known_answers = []
        self.wrong_answers = []
        self.looks = {}

    def known(self, answer):
        """Decorate a right answer."""
        self.known_answers.append(answer)
        return answer

    def wrong(self, answer):
        """Decorate a wrong answer, whose docstring says what the mistake is."""
        self.wrong_answers.append(answer)
        return answer

    def mistake(self, sentence, answer):
        """Add a wrong answer that has no docstring, such as a lambda, with its sentence."""
        answer.__doc__ = sentence
        self.wrong_answers.append(answer)

    def slip(self, sentence, *changes):
        """Add the first right answer with a slip in its text as a wrong one, with its sentence.

        changes: what stands there, what a learner writes in its place, and so on in pairs.
        """
        first = self.known_answers[0]
        text = text_of(first)
        for old, new in zip(changes[::2], changes[1::2]):
            if text.count(old) != 1:
                raise ValueError(f"{old!r} should stand once in the right answer:\n{text}")
            text = text.replace(old, new)
        space = dict(vars(sys.modules[first.__module__]))
        exec(compile(text, __file__, "exec"), space)
        answer = space[first.__name__]
        answer.text = text
        Task.mistake(self, sentence, answer)

    def mistakes(self, text):
        """Add many wrong answers: what is written, and below it, indented, its sentence.

        A line such as `a + b -> a - b` is a slip in the first right answer; lines that follow each
        other are slips in one answer. Without an arrow each line is an answer of its own, in place
        of what the first line of the text names: `in place of a + b`. In quotes a part may have
        spaces at its ends, and \\n. A backslash at the end of a line goes on in the next.
        """
        lines = text.strip("\n").replace("\\\n", "").split("\n")
        place = lines.pop(0).removeprefix("in place of ") if lines[0][:12] == "in place of " else ""
        blocks = re.findall(r"((?:^\S.*\n)+)((?:^    .*\n?)+)", "\n".join(lines), re.MULTILINE)
        for written, sentence in blocks:
            sentence = " ".join(sentence.split())
            changes = [re.split(r" -> ?| ->$", line) for line in written.splitlines()]
            if len(changes[0]) == 2:
                self.slip(sentence, *(unquoted(part) for pair in changes for part in pair))
            else:
                for (line,) in changes:
                    self.mistake_written(sentence, place, line)

    def mistake_written(self, sentence, place, line):
        """Add what one line of `mistakes` says, when it has no arrow."""
        self.slip(sentence, place, unquoted(line))

    def given(self, known):
        """What a learner hands in who has the known answer."""
        return known

    def seen_of_known(self, answer, inputs):
        """What is observed of one of the task's own answers."""
        return self.observe(self.given(answer), inputs)

    def look_at_known(self, answer, inputs):
        """What `look` finds at one of the task's own answers; kept until other inputs come."""
        if self.looks.get("inputs") != repr(inputs):
            self.looks = {"inputs": repr(inputs)}
        if id(answer) not in self.looks:
            self.looks[id(answer)] = look(self, self.given(answer), inputs)
        return self.looks[id(answer)]

    def slips(self, seen, inputs):
        """Pairs of a sentence and what a slip that any answer can have makes of a right one."""
        return []

    def difference(self, given, wanted, inputs):
        """The sentence for an answer that is none of the known ones."""
        label = next(label for label in wanted if not same(given.get(label), wanted[label]))
        return f"{label} is {shown(given.get(label))}; it should be {shown(wanted[label])}"


class Value(Task):
    """Something to fill in that is no list of numbers; known answers are functions of nothing."""

    def given(self, known):
        return known()

    def mistake(self, sentence, value):
        """Add a wrong value, with its sentence."""
        super().mistake(sentence, lambda: value)

    def mistake_written(self, sentence, place, line):
        self.mistake(sentence, eval(line, self.known_answers[0].__globals__))


class Numbers(Task):
    """Numbers to fill in, under these labels; known answers are functions that return them."""

    def __init__(self, *labels, right):
        super().__init__(self.observe_numbers, right=right)
        self.labels = labels
        self.meanings = {}

    def at(self, label, number, sentence):
        """What it means when the first number that is wrong stands at a label, and is this one."""
        self.meanings[label, float(number)] = sentence

    def given(self, known):
        return known()

    def mistake(self, sentence, *numbers):
        """Add wrong numbers, with the sentence of the mistake that leads to them."""
        super().mistake(sentence, lambda: numbers if len(numbers) > 1 else numbers[0])

    def mistake_written(self, sentence, place, line):
        self.mistake(sentence, *eval(f"({line},)", self.known_answers[0].__globals__))

    def observe_numbers(self, answer, inputs):
        label = self.labels[0] if len(self.labels) == 1 else "the answer"
        numbers = numbers_in(answer, len(self.labels), label, self.labels)
        return dict(zip(self.labels, numbers))

    def difference(self, given, wanted, inputs):
        """Where it differs, and not by what: the number is the answer."""
        label = next(label for label in wanted if not same(given[label], wanted[label]))
        for (at, number), sentence in self.meanings.items():
            if at == label and same(given[label], number):
                return sentence
        if same(sorted(given.values()), sorted(wanted.values())):
            return f"the numbers are right, but in another order: {', '.join(self.labels)}"
        return f"{label} is {shown(given[label])}, and should be another number"


class Function(Task):
    """A function of plain numbers to write; it is called at each of the drawn points.

    draw: a function from a `random.Random` to a list of tuples of arguments.
    see: what is compared of a result: a function (result, label) -> plain values.
    nearly: the sentence for numbers that are near, but have the error of a nudge.
    """

    def __init__(self, name, draw, right, see=None, nearly=None):
        super().__init__(self.observe_calls, draw, right)
        self.name = name
        self.see = see or number_in
        self.nearly = nearly
        self.tolerance = 1e-11 if nearly else 1e-6

    def observe_calls(self, answer, points):
        refuse_missing(answer, self.name)
        refuse_uncallable(answer, self.name)
        seen = {}
        for point in points:
            label = f"{self.name}({', '.join(map(shown, point))})"
            seen[label] = self.see(answer(*point), label)
        return seen

    def difference(self, given, wanted, inputs):
        if self.nearly and same(given, wanted, 1e-3):
            return self.nearly
        return super().difference(given, wanted, inputs)


class Formula(Task):
    """A function of Scalars to write: its number, and the derivatives of its inputs."""

    def __init__(self, name, draw, right):
        super().__init__(self.observe_formula, draw, right)
        self.name = name

    def observe_formula(self, answer, points):
        refuse_missing(answer, self.name)
        refuse_uncallable(answer, self.name)
        seen = {}
        for point in points:
            leaves = [Scalar(number) for number in point]
            what = f"{self.name}({', '.join(map(shown, point))})"
            result = scalar_in(answer(*leaves), what)
            seen[what] = number_in(result.num, what)
            result.backward()
            slopes = [0.0 if x.derivative is None else x.derivative for x in leaves]
            label = "the derivatives" if len(leaves) > 1 else "the derivative"
            seen[f"the number is right, but at {shown(point)} {label}"] = plain(slopes)
        return seen


def from_different_numbers(count):
    """How to draw points for `count` inputs: no number is whole or near 0, and one is negative."""

    def draw(choose):
        first, second = different(choose, count), different(choose, count)
        first[0], second[0] = abs(first[0]), -abs(second[0])
        return [tuple(first), tuple(second), tuple(second[::-1])]

    return draw


def different(choose, count):
    """`count` different numbers between -4 and 4, no whole ones, none near 0."""
    tenths = [n for n in range(-39, 40) if n % 10 and abs(n) > 5]
    return [n / 10 for n in choose.sample(tenths, count)]


def numbers_drawn(count):
    """How to draw `count` different numbers, where a task needs no more."""
    return lambda choose: different(choose, count)


def points_of_two(choose):
    """Three points of two numbers, of which two have the same numbers, swapped."""
    a, b, c, d = different(choose, 4)
    return [(a, b), (b, a), (c, d)]


ARRIVING = 3.5  # what a rule is handed: not 1, and no factor that a rule may have


class Operation(Task):
    """An operation of `Scalar` to write, as a method of a class.

    text: how a learner writes it, such as "a - b".
    apply: (answer, *leaves) -> the result; `answer` is the class.
    truth: the same operation on plain numbers; a nudge of it gives the shares.
    draw: the points at which it is tried, tuples of one number an input.
    """

    def __init__(self, text, apply, truth, draw=None, right="that is it."):
        draw = draw or from_different_numbers(len(inspect.signature(truth).parameters))
        super().__init__(self.observe_operation, draw, right)
        self.text, self.apply, self.truth = text, apply, truth

    def observe_operation(self, answer, points):
        refuse_missing(answer, "the answer")
        if not (isinstance(answer, type) and issubclass(answer, Scalar)):
            raise Odd(f"the class Scalar is asked for; this is {answer!r:.60}")
        seen = {}
        for kind in answer, type("MadeFrom", (answer,), {}):
            for point in points:
                seen |= self.at_point(kind, point)
        return seen

    def at_point(self, kind, point):
        """What is seen of the operation at one point."""
        seen, leaves = {}, [kind(number) for number in point]
        where = f"at {shown(point)}, "
        result = self.result(kind, leaves)
        if [x.num for x in leaves] != [*point]:
            raise Odd(f"{self.text} overwrites the number of an input; make a new Scalar of it")
        seen[f"{where}{self.text}"] = number_in(result.num, self.text)
        self.refuse_wrong_memory(result, kind, leaves)
        label = f"{where}the shares when {ARRIVING} arrives at {self.text}"
        seen[label] = self.shares(result, len(leaves))
        for x in leaves:
            x.num = x.num + 1
        if not same(self.shares(result, len(leaves)), seen[label]):
            raise Odd(
                f"the shares of {self.text} change when an input's num is overwritten later: "
                "take what backward needs into a variable before the inner def"
            )
        x = kind(point[0])
        self.result(kind, [x] * len(leaves)).backward(ARRIVING)
        if len(leaves) > 1:
            seen[f"where x is every input of {self.text}, its derivative"] = plain(x.derivative)
        return seen

    def result(self, answer, leaves):
        try:
            result = self.apply(answer, *leaves)
        except (AttributeError, TypeError) as error:
            if "'NoneType' object is not callable" in str(error) or (
                getattr(error, "obj", None) is leaves[0]
                and error.name not in vars(Scalar)
                and sys.exc_info()[2].tb_next.tb_next is None
            ):
                raise Odd(
                    "the class has no such method of yours yet: run the cell above, and compare "
                    "its method's name with the task"
                ) from None
            raise
        refuse_missing(result, self.text)
        if isinstance(result, Number):
            raise Odd(
                f"{self.text} gives {result!r:.60}, which is no Scalar: it has forgotten its inputs"
            )
        return scalar_in(result, self.text)

    def refuse_wrong_memory(self, result, kind, leaves):
        """Whether the result remembers its inputs, all of them and in order."""
        if result.backward_fn is None or result.is_leaf:
            raise Odd(
                f"{self.text} is a leaf: hand number, inputs, backward and sign to "
                "type(self)(...), all at once"
            )
        if not isinstance(result, kind):
            raise Odd(f"{self.text} is not of your class; make the result with type(self)(...)")
        if len(result.inputs) != len(leaves):
            raise Odd(f"{self.text} has {len(result.inputs)} inputs; it was given {len(leaves)}")
        if not all(x is y for x, y in zip(leaves, result.inputs)):
            raise Odd(
                f"{self.text} should have what it was computed from as its inputs, in order: "
                "these are others"
            )

    def shares(self, result, count):
        shares, own = called(result.backward_fn, ARRIVING)
        if not own:
            raise Odd(f"this {self.text} is the library's; write your own")
        refuse_missing(shares, f"what the backward of {self.text} returns")
        if not isinstance(shares, tuple):
            raise Odd(
                f"the backward of {self.text} should return a tuple, one share per input"
                + ", and for one share write a comma: (share,)" * (count == 1)
            )
        if len(shares) != count:
            raise Odd(f"the backward of {self.text} returns {len(shares)} shares, not {count}")
        return [number_in(share, "a share") for share in shares]

    def slips(self, seen, inputs):
        """Slips in the shares, which any rule can have."""

        def changed(change):
            return {
                k: change(v) if isinstance(v, list) else v
                for k, v in seen.items()
                if not k.startswith("where x")
            }

        count = len(inputs[0])
        slips = [
            (
                "what arrives, b_in, is left out: multiply each share by it",
                lambda shares: [share / ARRIVING for share in shares],
            ),
            (
                "the shares are right, but each input gets another's: swap them",
                lambda shares: shares[::-1],
            ),
            ("all shares have the wrong sign", lambda shares: [-share for share in shares]),
        ]
        for i in range(count):
            slips.append(
                (
                    f"the share of input {i + 1} needs the other sign",
                    lambda shares, i=i: [-s if i == j else s for j, s in enumerate(shares)],
                )
            )
        for sentence, change in slips:
            if count > 1 or sentence == slips[0][0] or sentence == slips[2][0]:
                yield sentence, changed(change)
        if count > 1:
            numbers = {k: -v if k.endswith(f", {self.text}") else v for k, v in seen.items()}
            yield "the number has the wrong sign: which is taken from which?", numbers

    def slopes(self, point):
        """The shares of what arrives, by a nudge: for a test of the right answers."""
        return [ARRIVING * slope for slope in partial_derivatives(self.truth, *point)]


class Engine(Task):
    """A `backward` to write, in a class of Scalars; every node's derivative is compared.

    graphs: a dict from a text to a function of the leaves that makes the graph of it.
    """

    def __init__(self, graphs, right, leaves=4, observe_more=None):
        super().__init__(self.observe_walks, numbers_drawn(leaves + 1), right)
        self.graphs = graphs
        self.observe_more = observe_more or (lambda cls, b_in: {})

    def observe_walks(self, cls, numbers):
        *numbers, b_in = numbers
        refuse_missing(cls, "the answer")
        if not (isinstance(cls, type) and issubclass(cls, Scalar)):
            raise Odd(f"the class Scalar is asked for; this is {cls!r:.60}")
        if cls.backward is None:
            raise Odd("your class has no method with the name backward")
        seen = {}
        for text, graph in self.graphs.items():
            leaves = [cls(number) for number in numbers]
            output = graph(*leaves)
            askers = askers_of(output)
            self.walk(cls, output, b_in)
            if any(map(from_library, askers)):
                raise Odd("this is the backward of the library; write your own")
            seen |= derivatives_by_name(output, f"in {text} with {b_in:g} arriving")
            output.backward()
            seen |= derivatives_by_name(output, f"in {text}, walked a second time with 1 arriving")
        return seen | self.observe_more(cls, b_in)

    def walk(self, cls, output, b_in):
        try:
            output.backward(b_in)
        except TypeError as error:
            asks_above = "super" in getattr(cls.backward, "__code__", self.walk.__code__).co_names
            if asks_above and "'NoneType' object is not callable" in str(error):
                raise Odd(
                    "super() asks the class above for its backward, and that was taken away: call "
                    "your own backward, on each input"
                ) from None
            raise

    def difference(self, given, wanted, inputs):
        differs = [label for label in wanted if not same(given.get(label), wanted[label])]
        if all("second time" in label for label in differs):
            return f"the first walk is right, but {super().difference(given, wanted, inputs)}"
        return super().difference(given, wanted, inputs)


def askers_of(output):
    """A list that fills with the code of whoever asks a rule in the graph of `output`."""
    askers = []

    def noted(rule):
        return lambda b_in: askers.append(sys._getframe(1).f_code) or rule(b_in)

    for node in topological_order(output):
        if not node.is_leaf:
            node.backward_fn = noted(node.backward_fn)
    return askers


def derivatives_by_name(output, where):
    """The derivative of every node, from the output on, under a label that names the node."""
    seen = {}
    for i, node in enumerate(reversed(topological_order(output))):
        name = node.name or (f"the leaf {node.num:g}" if node.is_leaf else "a result")
        name = "the output" if i == 0 else f"node {i + 1} from the right, {name},"
        seen[f"{where}, the derivative at {name}"] = plain(node.derivative)
    return seen


def fused(a, b, c):
    """a * b + c as one operation, of three inputs."""
    x, y = a.num, b.num

    def backward(b_in):
        return (y * b_in, x * b_in, b_in)

    return type(a)(x * y + c.num, (a, b, c), backward, "a * b + c")


def unquoted(part):
    """A part of a line of `Task.mistakes`: as it stands, or what stands in its quotes."""
    return ast.literal_eval(part) if re.fullmatch('"[^"]*"', part) else part


def text_of(answer):
    """The text of a known answer, as a learner writes it."""
    if not hasattr(answer, "text"):
        text = textwrap.dedent(inspect.getsource(answer))
        answer.text = re.sub(r"\A(@\w+\.(known|wrong)\n)+", "", text)
    return answer.text


# -------- judging


def look(task, answer, inputs):
    """What is seen of an answer, in plain values, or what stopped it; this runs learner's code.

    The rest of judging needs no more of the answer: it may happen elsewhere, from the same inputs.
    """
    quiet = contextlib.redirect_stdout(io.StringIO())
    try:
        with quiet, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if inspect.isfunction(answer) and from_library(answer):
                raise Odd("this is the library's own; write yours")
            return {"seen": task.observe(answer, inputs)}
    except Unfinished as unfinished:
        return {"unfinished": str(unfinished)}
    except Odd as odd:
        return {"odd": str(odd)}
    except NotImplementedError:
        return {"unfinished": "this is not written yet"}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return {"error": error_text(error, answer)}


def error_text(error, answer):
    """The kind of an error and its text, in which all answers have one name."""
    kind = next(c.__name__ for c in type(error).__mro__ if hasattr(builtins, c.__name__))
    text = re.sub(r"\d{7,}", "...", f"{error!s:.300}")  # what may be the id of an object
    if isinstance(answer, type):
        text = text.replace(answer.__name__, "Scalar")
    else:
        text = re.sub(r"^[\w.<>]+\(\) (takes|missing)", r"it() \1", text)
    return f"{kind}: {text}"


def verdict_on(task, found, inputs):
    """The `Verdict` on what `look` has found, held against the known answers."""
    if "unfinished" in found:
        return Verdict("Not yet", found["unfinished"])
    rights = [task.look_at_known(known, inputs) for known in task.known_answers]
    told = found.get("seen", {}).get("told", {})
    if any(same(found, seen, task.tolerance) for seen in rights):
        return Verdict("Right", filled(task.right, told))
    for wrong in task.wrong_answers:
        if same(found, task.look_at_known(wrong, inputs)):
            return Verdict("Mistake", filled(" ".join(wrong.__doc__.split()), told))
    if "odd" in found:
        return Verdict("Mistake", found["odd"])
    if "error" in found:
        return Verdict("Mistake", in_plain_words(found["error"]))
    given, wanted = found["seen"], rights[0]["seen"]
    for sentence, seen in task.slips(wanted, inputs):
        if all(same(given.get(label), seen[label]) for label in given if label in seen):
            return Verdict("Mistake", sentence)
    return Verdict("Mistake", task.difference(given, wanted, inputs))


def judge(task, answer, seed=0):
    """The `Verdict` on an answer to `task`, tried at the inputs that `seed` draws."""
    inputs = task.draw(random.Random(seed))
    word, sentence = verdict_on(task, look(task, answer, inputs), inputs)
    return Verdict(word, re.sub(r" at 0x[0-9a-fA-F]+", "", sentence))


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

LIBRARY = Path(inspect.getfile(Scalar)).parent


def from_library(code):
    """Whether a function, or its code, is one of the library; the exercises are no part of it."""
    code = getattr(code, "__code__", code)
    file = Path(getattr(code, "co_filename", ""))
    return LIBRARY in file.parents and LIBRARY / "exercises" not in file.parents


def called(function, *arguments):
    """What a function returns, and whether it is a learner's own: no code of the library ran."""
    used, before = [], sys.getprofile()
    sys.setprofile(lambda frame, event, _: used.append(frame.f_code) if event == "call" else None)
    try:
        result = function(*arguments)
    finally:
        sys.setprofile(before)
    return result, not any(map(from_library, used))


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


def refuse_uncallable(answer, what):
    """Raise Odd for an answer that cannot be called."""
    if not callable(answer):
        raise Odd(f"{what} should be a function; it is {answer!r:.60}")


def number_in(answer, what):
    """`answer` as a plain float; Odd or Unfinished, with a sentence, for anything else."""
    refuse_missing(answer, what)
    if is_node(answer):
        raise Odd(f"{what} is a Scalar; a plain number is asked for, like its num")
    if isinstance(answer, str):
        raise Odd(f"{what} should be a number; it is the text {answer!r:.60}")
    if callable(answer):
        raise Odd(f"{what} is a function that was not called: are its brackets () missing?")
    if isinstance(answer, (tuple, list)) and what.isidentifier():
        raise Odd(f"{what} should be one number; you gave {len(answer)}")
    if not isinstance(answer, Number) or isinstance(answer, complex):
        raise Odd(f"{what} should be a number; it is {answer!r:.60}")
    return float(answer)


def numbers_in(answer, count, what, names=None):
    """`answer` as a list of `count` floats; Odd or Unfinished for anything else."""
    if count == 1 and not isinstance(answer, (tuple, list)):
        return [number_in(answer, what)]
    refuse_missing(answer, what)
    order = f": {', '.join(names)}" if names and count > 1 else ""
    if not isinstance(answer, (tuple, list)):
        raise Odd(f"{what} should be {count} numbers in a tuple, like (3.0, 4.0){order}")
    if len(answer) != count:
        asked = "one number" if count == 1 else f"{count} numbers{order}"
        raise Odd(f"{what} should be {asked}; you gave {len(answer)}")
    names = names or [f"number {i} of {what}" for i in range(1, count + 1)]
    return [number_in(part, name) for part, name in zip(answer, names)]


def scalar_in(result, what, if_a_number=None):
    """`result`, when it is a Scalar; Odd or Unfinished, with a sentence, for anything else."""
    refuse_missing(result, what)
    if is_node(result):
        return result
    if isinstance(result, Number):
        raise Odd(
            if_a_number or f"{what} gives a plain number; compute with the Scalars themselves"
        )
    if callable(result):
        raise Odd(f"{what} is a function that was not called: are its brackets () missing?")
    raise Odd(f"{what} should be one Scalar; it is {result!r:.60}")


def plain(value):
    """Derivatives as plain values: floats, lists of them, and "missing" for None."""
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if value is None:
        return "missing"
    return number_in(value, "a derivative")


def same(given, wanted, tolerance=1e-6):
    """Whether two observations agree: numbers to six digits, all else exactly."""
    if isinstance(wanted, dict):
        return (
            isinstance(given, dict)
            and given.keys() == wanted.keys()
            and all(same(given[key], wanted[key], tolerance) for key in wanted if key != "told")
        )
    if isinstance(wanted, (list, tuple)):
        return (
            isinstance(given, (list, tuple))
            and len(given) == len(wanted)
            and all(same(g, w, tolerance) for g, w in zip(given, wanted))
        )
    if isinstance(wanted, float) and isinstance(given, float):
        both_nan = given != given and wanted != wanted
        return both_nan or math.isclose(given, wanted, rel_tol=tolerance, abs_tol=tolerance / 100)
    return given == wanted


def shown(value):
    """A value as a sentence shows it."""
    if isinstance(value, (list, tuple)):
        return f"({', '.join(map(shown, value))})" if len(value) != 1 else shown(value[0])
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def filled(sentence, told):
    """A sentence with what it names in braces put in."""
    return sentence.format_map(told) if told else sentence


IN_PLAIN_WORDS = [
    (r"NameError: name '(\w+)'", r"the name \1 is not known here; is it spelled as above?"),
    (r"UnboundLocalError: .*variable '(\w+)'", r"\1 is used before anything was put into it"),
    (
        r"(?<!<locals>)\.\w+\(\) takes 0 positional arguments but 1",
        "a method needs self as its first argument",
    ),
    (r"\.__\w+__\(\) takes \d positional", "a method needs self as its first argument"),
    (
        r"TypeError: (.*\(\)) (takes|missing)",
        "it is called with another number of arguments than it takes",
    ),
    (r"unsupported operand type\(s\) for \^", "a power is written **; ^ is something else"),
    (r"unsupported operand .*'ellipsis'", "there are still three dots in a computation"),
    (
        r"unsupported operand .*'NoneType'",
        "something in a computation is None; is a return missing?",
    ),
    (r"'NoneType' object is not callable", "None is called, as if it were a function"),
    (
        r"'(int|float)' object has no attribute '(num|inputs|derivative|is_leaf|name)'",
        r"a plain number has no \2: lift it first, other = self.lift(other)",
    ),
    (
        r"'(int|float)' object has no attribute '(backward|square|lift)'",
        "a plain number remembers nothing: compute with the Scalars themselves",
    ),
    (
        r"'NoneType' object has no attribute",
        "something is None here, and has nothing to ask; is a return missing?",
    ),
    (
        r"would lose the derivative",
        "a function of math would lose the derivative; use exp, sin and so on from "
        "scalarad.functions",
    ),
    (
        r"does not support ufuncs|that NumPy could take|Symbol to a function of NumPy",
        "it is given to a function of NumPy, which takes none; use exp, sin and so on from "
        "scalarad.functions",
    ),
    (
        r"has no parts to go through|object is not iterable",
        "something that should be a tuple has no parts: (self, other), or (self,) for one; the "
        "comma makes it",
    ),
    (
        r"a result needs both inputs and backward",
        "a result needs both inputs and backward, a leaf needs neither",
    ),
    (r"^KeyError: \.\.\.", "it stops with a KeyError: what it asks a dict for is not in it"),
    (r"^RecursionError", "it calls itself without end; where does it stop?"),
]


def in_plain_words(error):
    """What stopped an answer, in a sentence: Python's own words where there are no better ones.

    error: the kind of the error and its text, as in "NameError: name 'a' is not defined".
    """
    for pattern, sentence in IN_PLAIN_WORDS:
        if found := re.search(pattern, error):
            return found.expand(sentence)
    return f"it stops with {error}"
