"""Exercise of notebook 12: the derivative of sin(x) * x, by hand."""

import math

from scalarad.exercises.judge import Function

sin_times_x = Function(
    "derivative_by_hand",
    lambda choose: [(choose.uniform(0.5, 1.4),), (-2.0,), (choose.uniform(2, 4),)],
    right="one factor keeps still while the other moves, and then the other way round.",
)


@sin_times_x.known
def product_rule(x):
    return math.sin(x) + math.cos(x) * x


@sin_times_x.wrong
def slopes_multiplied(x):
    """this multiplies the two slopes; in a product each factor keeps still once"""
    return math.cos(x)


@sin_times_x.wrong
def first_half(x):
    """half of it is missing: x moves too, while sin(x) keeps still"""
    return math.cos(x) * x


@sin_times_x.wrong
def second_half(x):
    """half of it is missing: sin(x) moves too, while x keeps still"""
    return math.sin(x)


@sin_times_x.wrong
def wrong_sign(x):
    """the slope of sin is cos, with a plus"""
    return math.sin(x) - math.cos(x) * x


@sin_times_x.wrong
def slopes_added(x):
    """this adds the two slopes, as if it were sin(x) + x"""
    return math.cos(x) + 1
