"""The judge, and every task that it knows: each known answer hears what it should."""

import importlib
import json
import math
import pkgutil
import random
import re
import textwrap

import numpy as np
import pytest

import scalarad.exercises
from scalarad.exercises import check, demand
from scalarad.exercises.judge import (
    Engine,
    Formula,
    Function,
    NotRight,
    Numbers,
    Operation,
    Task,
    from_different_numbers,
    judge,
    look,
    same,
    text_of,
    verdict_on,
)
from scalarad.finite_difference import partial_derivatives
from scalarad.graph import topological_order
from scalarad.scalar import Scalar

MODULES = [
    importlib.import_module(f"scalarad.exercises.{found.name}")
    for found in pkgutil.iter_modules(scalarad.exercises.__path__)
]
TASKS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": task
    for module in MODULES
    for name, task in vars(module).items()
    if isinstance(task, Task)
}
SEEDS = (0, 1)


def answer_of(task, known):
    return task.given(known)


def said_by(sentence):
    """What a sentence comes to, with anything in place of what it has in braces."""
    return re.compile(re.sub(r"\\{.*?\\}", ".*", re.escape(" ".join(sentence.split()))))


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_are_right_and_wrong_ones_hear_their_own_sentence(name, seed):
    task = TASKS[name]
    assert task.known_answers and len(task.wrong_answers) >= 2
    for known in task.known_answers:
        verdict = judge(task, answer_of(task, known), seed)
        assert verdict.word == "Right"
        assert said_by(task.right).fullmatch(verdict.sentence)
    for wrong in task.wrong_answers:
        verdict = judge(task, answer_of(task, wrong), seed)
        assert verdict.word == "Mistake"
        assert said_by(wrong.__doc__).fullmatch(verdict.sentence)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_known_answers_look_alike_where_they_are_tried(name, seed):
    task = TASKS[name]
    inputs = task.draw(random.Random(seed))
    looks = [
        task.look_at_known(known, inputs) for known in task.known_answers[:1] + task.wrong_answers
    ]
    for i, one in enumerate(looks):
        assert "unfinished" not in one
        alike = [k for k in range(i) if same(one, looks[k])]
        assert not alike, (i, alike)
    # Two slips may come to the same, as turned signs and swapped shares of a difference do.
    right = looks[0]["seen"]
    for _, changed in task.slips(right, inputs):
        assert not all(same(right[label], changed[label]) for label in changed)


@pytest.mark.parametrize("name", TASKS)
def test_dots_are_not_yet_an_answer(name):
    assert judge(TASKS[name], ...).word == "Not yet"


@pytest.mark.parametrize("name", [n for n, task in TASKS.items() if isinstance(task, Operation)])
def test_a_nudge_gives_the_shares_of_the_right_answer(name):
    task = TASKS[name]
    points = task.draw(random.Random(0))
    seen = task.seen_of_known(task.known_answers[0], points)
    shares = [value for value in seen.values() if isinstance(value, list)]
    for point, given in zip(points, shares):
        assert given == pytest.approx(task.slopes(point), rel=1e-5)


# -------- the judge itself

double = Function("double", lambda choose: [(choose.uniform(1, 9),), (-2.5,)], "twice the number.")


@double.known
def double_right(x):
    return x + x


@double.wrong
def double_square(x):
    """this squares"""
    return x * x


minus = Operation(
    "a - b", lambda cls, a, b: a - b, lambda a, b: a - b, lambda choose: [(2.5, -1.5)], "yes."
)


@minus.known
class Minus(Scalar):
    def __sub__(self, other):
        return type(self)(self.num - other.num, (self, other), lambda b_in: (b_in, -b_in), "-")


def said(task, answer):
    return str(judge(task, answer)).replace("\n", " ")


def late(self, other):
    def backward(b_in):
        return (other.num * b_in, self.num * b_in)

    return type(self)(self.num - other.num, (self, other), backward)


class NoSelf(Scalar):
    def __sub__(other):  # noqa: N805
        return other


def rule(backward, num=lambda a, b: a - b, inputs=lambda a, b: (a, b)):
    class Answer(Scalar):
        def __sub__(self, other):
            return type(self)(num(self.num, other.num), inputs(self, other), backward)

    return Answer


@pytest.mark.parametrize(
    "task, answer, words",
    [
        (double, lambda x: 2 * x, "Right: twice the number."),
        (double, lambda x: x**2, "Mistake: this squares"),
        (double, lambda x: 3 * x, "Mistake: double("),
        (double, lambda x: 2 ^ x, "Mistake: a power is written **"),
        (double, lambda x: "2", "Mistake: double("),
        (double, lambda x: Scalar(x), "is a Scalar; a plain number is asked for"),
        (double, lambda: 3, "another number of arguments"),
        (double, lambda x: unknown(x), "the name unknown is not known here"),  # noqa: F821
        (double, lambda x: ... + x, "three dots in a computation"),
        (double, lambda x: None, "Not yet: the body is still three dots"),
        (double, None, "Not yet: double is None"),
        (double, 3, "Mistake: double should be a function; it is 3"),
        (minus, Minus, "Right: yes."),
        (minus, rule(lambda b_in: (1.0, -1.0)), "what arrives, b_in, is left out"),
        (minus, rule(lambda b_in: (-b_in, b_in)), "each input gets another's"),
        (minus, rule(lambda b_in: b_in), "should return a tuple"),
        (minus, rule(lambda b_in: (b_in, -b_in), inputs=lambda a, b: (b, a)), "in order"),
        (minus, rule(None, inputs=lambda a, b: None), "hand number, inputs, backward and sign"),
        (minus, rule(lambda b_in: (b_in, b_in)), "the share of input 2 needs the other sign"),
        (minus, rule(lambda b_in: (b_in, 0)), "the shares when 3.5 arrives at a - b is (3.5, 0)"),
        (minus, type("Late", (Scalar,), {"__sub__": late}), "change when an input's num"),
        (
            minus,
            type("Number", (Scalar,), {"__sub__": lambda self, other: self.num - other.num}),
            "no Scalar: it has forgotten",
        ),
        (minus, NoSelf, "a method needs self as its first argument"),
        (minus, type("Stub", (Scalar,), {"__sub__": lambda self, other: ...}), "Not yet"),
    ],
)
def test_an_answer_hears_what_it_should(task, answer, words):
    assert words in said(task, answer)


def test_a_check_never_raises_and_a_demand_does(capsys):
    def leaves(x):
        raise SystemExit

    def unruly(x):
        return unruly(x)

    name, task = next(iter(TASKS.items()))
    for answer in (leaves, unruly, object(), {}, "", (1, 2, 3), float("nan"), type):
        check(name, answer)
        with pytest.raises(NotRight):
            demand(name, answer)
    assert capsys.readouterr().out.count("Mistake: ") == 8
    assert judge(double, unruly).sentence == "it calls itself without end; where does it stop?"
    demand(name, answer_of(task, task.known_answers[0]))
    assert capsys.readouterr().out.startswith("Right: ")
    with pytest.raises(ValueError, match="there is no task 'no.such'"):
        check("no.such", 3)


# -------- what the judge says of any task of a sort

two = Numbers("first", "second", right="yes.")


@two.known
def two_right():
    return 3.0, 4.0


twice = Operation("a.twice()", lambda cls, a: a.twice(), lambda a: 2 * a, right="yes.")


@twice.known
class Twice(Scalar):
    def twice(self):
        return type(self)(2 * self.num, (self,), lambda b_in: (2 * b_in,), "twice")


engine = Engine({"a * b": lambda a, b, c, d: a * b}, right="yes.")
engine.known(TASKS["backward.recursive"].known_answers[0])
line = Formula("line", from_different_numbers(2), right="yes.")
line.known(lambda a, b: a * b + a)


def twice_by(body):
    """A class whose method `twice` has this body."""
    space = {"Scalar": Scalar}
    text = f"class Answer(Scalar):\n    def twice(self):\n{textwrap.indent(body, ' ' * 8)}"
    exec(compile(text, "a cell", "exec"), space)
    return space["Answer"]


RULE = "lambda b_in: (2 * b_in,)"


class WithoutBackward(Scalar):
    backward = None


class AsksAbove(WithoutBackward):
    def backward(self, b_in=1):
        super().backward(b_in)


class AsksTheLibrary(WithoutBackward):
    def backward(self, b_in=1):
        Scalar.backward(self, b_in)


@pytest.mark.parametrize(
    "task, answer, words",
    [
        (two, [3, 4], "Right: yes."),
        (two, (4, 3), "the numbers are right, but in another order: first, second"),
        (two, (3, 5), "second is 5, and should be another number"),
        (two, 3, "the answer should be 2 numbers in a tuple, like (3.0, 4.0): first, second"),
        (two, (3, 4, 5), "the answer should be 2 numbers: first, second; you gave 3"),
        (two, (3, "4"), "second should be a number; it is the text '4'"),
        (two, (3, Scalar(4.0)), "second is a Scalar; a plain number is asked for, like its num"),
        (two, (3, Twice), "second is a function that was not called"),
        (two, (3, ...), "Not yet: second is still three dots"),
        (two, None, "Not yet: the answer is None"),
        (twice, Scalar, "the class has no such method of yours yet"),
        (twice, twice_by("..."), "Not yet: the body is still three dots"),
        (twice, twice_by("raise NotImplementedError"), "Not yet: this is not written yet"),
        (twice, twice_by(f"type(self)(2 * self.num, (self,), {RULE})"), "Not yet: a.twice() is"),
        (twice, twice_by(f"return type(self)(2 * self.num, (self), {RULE})"), "the comma makes it"),
        (
            twice,
            twice_by("return type(self)(2 * self.num, (self,), lambda b_in: 2 * b_in)"),
            "for one share write a comma: (share,)",
        ),
        (
            twice,
            twice_by("return type(self)(2 * self.num, (self,), lambda b_in: (b_in, b_in))"),
            "the backward of a.twice() returns 2 shares, not 1",
        ),
        (
            twice,
            twice_by(f"self.num = 2 * self.num\nreturn type(self)(self.num, (self,), {RULE})"),
            "a.twice() overwrites the number of an input",
        ),
        (twice, twice_by(f"return Scalar(2 * self.num, (self,), {RULE})"), "is not of your class"),
        (
            twice,
            twice_by(f"r = type(self)(2 * self.num)\nr.backward_fn = {RULE}\nreturn r"),
            "a.twice() is a leaf: hand number, inputs, backward and sign to type(self)(...)",
        ),
        (twice, twice_by("return self + self"), "a.twice() has 2 inputs; it was given 1"),
        (twice, twice_by("return 2 * self.num"), "it has forgotten its inputs"),
        (
            twice,
            twice_by("return type(self)(2 * self.num, (self,))"),
            "a result needs both inputs and backward, a leaf needs neither",
        ),
        (
            twice,
            twice_by("y = 3 + self.num\nreturn type(self)(2 * self.num, (self + 0,), lambda b: b)"),
            "should have what it was computed from as its inputs, in order: these are others",
        ),
        (twice, twice_by("return self.square"), "are its brackets () missing?"),
        (twice, twice_by("return self.number"), "it stops with AttributeError"),
        (twice, 3, "the class Scalar is asked for; this is 3"),
        (engine, AsksAbove, "super() asks the class above for its backward, and that was taken"),
        (engine, AsksTheLibrary, "this is the backward of the library; write your own"),
        (engine, Scalar, "this is the backward of the library; write your own"),
        (engine, WithoutBackward, "your class has no method with the name backward"),
        (line, lambda a, b: a.num * b.num, "gives a plain number; compute with the Scalars"),
        (line, lambda a, b: (a, b), "should be one Scalar; it is"),
        (line, lambda a, b: a * b.num + a, "the number is right, but at"),
        (line, lambda a, b: math.exp(a), "would lose the derivative; use exp, sin and so on"),
        (line, lambda a, b: np.exp(a), "is given to a function of NumPy, which takes none"),
        (line, lambda a, b: b + a.num.square(), "a plain number remembers nothing"),
        (line, lambda a, b: undefined, "the name undefined is not known here"),  # noqa: F821
        (line, lambda a, b: {}[id(a)], "it stops with a KeyError: what it asks a dict for"),
        (double, partial_derivatives, "this is the library's own; write yours"),
    ],
)
def test_a_sentence_that_belongs_to_no_task_alone(task, answer, words):
    assert words in said(task, answer)


@pytest.mark.parametrize("count", [1, 2])
def test_a_method_of_the_library_is_no_answer(count):
    """Every lesson imports Scalar and reopens it: what is judged is what the reader adds."""
    task = TASKS["operations.square" if count == 1 else "operations.subtract"]
    reopened = type("Scalar", (Scalar,), {})
    assert "is the library's; write your own" in said(task, reopened)


def test_what_is_seen_of_every_known_answer_is_plain():
    """Comparing may happen in another process than the answer: JSON carries what is seen."""
    for task in TASKS.values():
        inputs = json.loads(json.dumps(task.draw(random.Random(5))))
        for known in task.known_answers:
            found = json.loads(json.dumps(look(task, task.given(known), inputs)))
            assert verdict_on(task, found, inputs).word == "Right"
        for wrong in task.wrong_answers:
            found = json.loads(json.dumps(look(task, task.given(wrong), inputs)))
            assert verdict_on(task, found, inputs).word == "Mistake"


# -------- answers that were let pass once

LET_PASS = {
    "nudge.slope_in_y": (
        "def answer(f, x, y):\n    return (f(x, y + 0.5) - f(x, y - 0.5)) / 1.0",
        "your nudge is so large that it sees the curve bend",
    ),
    "nudge.backward_difference": (
        "def answer(f, x, h):\n    return (f(x) - f(x - abs(h))) / abs(h)",
        "the size of h is used; a nudge may be negative",
    ),
    "operations.square": (
        "class answer(Scalar):\n    def square(self):\n        x = self.num\n"
        "        self.num = x * x\n"
        "        return type(self)(x * x, (self,), lambda b_in: (2 * x * b_in,))",
        "a.square() overwrites the number of an input",
    ),
    "operations.subtract": (
        "class answer(Scalar):\n    __sub__ = Scalar.__sub__",
        "this a - b is the library's; write your own",
    ),
    "operations.cube": (
        "class answer(Scalar):\n    def cube(self):\n        y = self * self * self\n"
        "        old = (self**3).backward_fn\n"
        "        return type(self)(y.num, (self,), lambda b_in: old(b_in))",
        "this a.cube() is the library's; write your own",
    ),
    "backward.recursive": (
        "class answer(Scalar):\n    backward = Scalar.backward",
        "this is the backward of the library; write your own",
    ),
    "backward.moved": (
        "def answer(leaf, rate):\n    leaf.num -= rate * leaf.derivative\n"
        "    return Scalar(leaf.num)",
        "the number is right, but the old leaf has changed; make a new one",
    ),
    "shared_inputs.backward": (
        text_of(TASKS["shared_inputs.backward"].known_answers[0])
        .replace("SendsOnce", "answer")
        .replace(
            "parent, share in zip(node.inputs, shares)",
            "parent, share in ((node.inputs[0], shares[0]), (node.inputs[1], shares[1]))",
        ),
        "two inputs are handled, and a rule may have one, or three",
    ),
    "any_number.newton_step": (
        text_of(TASKS["any_number.newton_step"].known_answers[0])
        .replace("wrapped_twice", "answer")
        .replace("leaf.num.derivative", "abs(leaf.num.derivative)"),
        "the size of the curvature is used",
    ),
    "any_number.slopes_over_a_batch": ("answer = 13.0, 3", "13 for m adds sizes"),
}


@pytest.mark.parametrize("name", LET_PASS)
def test_what_was_let_pass_once_is_refused_with_a_true_sentence(name):
    text, words = LET_PASS[name]
    space = {"Scalar": Scalar, "topological_order": topological_order}
    exec(compile(text, "a cell", "exec"), space)
    for seed in (0, 1, 2, 3):
        assert words in str(judge(TASKS[name], space["answer"], seed)).replace("\n", " ")
