"""The judge, and every task that it knows: each known answer hears what it should."""

import importlib
import pkgutil
import random

import pytest

import scalarad.exercises
from scalarad.exercises import check, demand
from scalarad.exercises.judge import Function, NotRight, Numbers, Operation, Task, judge, same
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
SEEDS = (0, 1, 2)


def answer_of(task, known):
    return known() if isinstance(task, Numbers) else known


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_are_right_and_wrong_ones_hear_their_own_sentence(name, seed):
    task = TASKS[name]
    assert task.known_answers and len(task.wrong_answers) >= 2
    for known in task.known_answers:
        verdict = judge(task, answer_of(task, known), seed)
        assert verdict == ("Right", task.right)
    for wrong in task.wrong_answers:
        verdict = judge(task, answer_of(task, wrong), seed)
        assert verdict == ("Mistake", " ".join(wrong.__doc__.split()))


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_known_answers_look_alike_where_they_are_tried(name, seed):
    task = TASKS[name]
    inputs = task.draw(random.Random(seed))
    right = task.seen_of_known(task.known_answers[0], inputs)
    seen = [task.seen_of_known(wrong, inputs) for wrong in task.wrong_answers]
    for i, one in enumerate(seen):
        assert not same(one, right)
        assert not any(same(one, other) for other in seen[:i])
    # Two slips may come to the same, as turned signs and swapped shares of a difference do.
    assert not any(same(changed, right) for _, changed in task.slips(right, inputs))


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
        (double, 3, "Mistake: it stops with TypeError"),
        (minus, Minus, "Right: yes."),
        (minus, rule(lambda b_in: (1.0, -1.0)), "what arrives, b_in, is left out"),
        (minus, rule(lambda b_in: (-b_in, b_in)), "each input gets another's"),
        (minus, rule(lambda b_in: b_in), "should return a tuple"),
        (minus, rule(lambda b_in: (b_in, -b_in), inputs=lambda a, b: (b, a)), "in order"),
        (minus, rule(None, inputs=lambda a, b: None), "needs its inputs and its backward"),
        (minus, rule(lambda b_in: (b_in, b_in)), "the shares when 3 arrives at a - b is (3, 3)"),
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
