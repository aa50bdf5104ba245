"""Exercise of notebook 13: a function with two sides that a program can hold."""

from scalarad.exercises.judge import Task, number_in, refuse_missing
from scalarad.functions import where
from scalarad.graph_mode import compile


def observe_program(answer, points):
    """Value and slope of the compiled answer at each point."""
    refuse_missing(answer, "leaky")
    program, seen = compile(answer), {}
    for x in points:
        value, (slope,) = program(x)
        seen[f"leaky({x})"] = number_in(value, "the value")
        seen[f"its slope at {x}"] = number_in(slope, "the slope")
    return seen


leaky = Task(
    observe_program,
    lambda choose: [3.0, -2.0, round(choose.uniform(4, 9), 2), round(choose.uniform(-9, -4), 2)],
    right="both sides are in the program, and each call takes one of them.",
)


@leaky.known
def both_sides(x):
    return where(x > 0, x, 0.1 * x)


@leaky.wrong
def turned(x):
    """the two sides have changed places: the first is for x above 0"""
    return where(x > 0, 0.1 * x, x)


@leaky.wrong
def nothing_below(x):
    """below 0 a tenth of x is asked for, not 0"""
    return where(x > 0, x, 0.0 * x)


@leaky.wrong
def constant_below(x):
    """below 0 a tenth of x is asked for, not a tenth"""
    return where(x > 0, x, 0.1)


@leaky.wrong
def one_side(x):
    """this is x on both sides"""
    return 1.0 * x


@leaky.wrong
def sign_turned(x):
    """the sign is turned below 0: a tenth of x is below 0 there, too"""
    return where(x > 0, x, -0.1 * x)
