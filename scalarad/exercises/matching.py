"""Exercises of notebook 09: which slope belongs to which curve, and the slope of a bell."""

import math

from scalarad.exercises.judge import Function, Numbers

slopes = Numbers(
    "A",
    "B",
    "C",
    "D",
    right="A is the sine, B tanh, C softplus and D cosh: flat where the slope is 0.",
)


@slopes.known
def matched():
    return 2, 4, 1, 3


@slopes.wrong
def in_order():
    """this takes them as they stand, from left to right; they were shuffled"""
    return 1, 2, 3, 4


@slopes.wrong
def bell_and_step():
    """B and C have each other's: which of the two gets flat again on the right?"""
    return 2, 1, 4, 3


@slopes.wrong
def sine_and_cosh():
    """A and D have each other's: a wave turns more than once"""
    return 3, 4, 1, 2


@slopes.wrong
def look_alikes():
    """these are curves and slopes that look alike; a slope is 0 where its curve turns"""
    return 2, 1, 3, 4


bell = Function(
    "slope_of_bell",
    lambda choose: [
        (x, math.exp(-x * x)) for x in (choose.uniform(0.2, 0.9), -0.5, 1.5, choose.uniform(-2, -1))
    ],
    right="the slope of exp, which is y, times that of -x * x, which is -2 * x.",
)


@bell.known
def chain_rule(x, y):
    return -2 * x * y


@bell.wrong
def slope_of_exp_alone(x, y):
    """this is the slope of exp; it is to be multiplied by that of -x * x"""
    return y


@bell.wrong
def inner_alone(x, y):
    """this is the slope of -x * x; it is to be multiplied by that of exp, which is y"""
    return -2 * x


@bell.wrong
def without_sign(x, y):
    """the sign is turned: for x above 0 the bell falls"""
    return 2 * x * y


@bell.wrong
def without_two(x, y):
    """the slope of x * x is 2 * x"""
    return -x * y


@bell.wrong
def added(x, y):
    """the two slopes are added here; along a way they multiply"""
    return y - 2 * x
