"""Exercise of notebook 01: the derivative of x * x at two places."""

from scalarad.exercises.judge import Numbers

of_square = Numbers("at_5", "at_minus_2", right="twice the number, at every x: 2x.")


@of_square.known
def twice_the_number():
    return 10.0, -4.0


@of_square.wrong
def the_squares():
    """these are the heights of the curve, x * x; its slope is asked for"""
    return 25.0, 4.0


@of_square.wrong
def the_numbers():
    """these are the numbers themselves; how does 6 come from 3?"""
    return 5.0, -2.0


@of_square.wrong
def without_sign():
    """at -2 the curve falls: its slope is below 0"""
    return 10.0, 4.0


@of_square.wrong
def with_a_nudge_of_1():
    """these are factors for a nudge of 1; the derivative is what is left as h goes to 0"""
    return 11.0, -3.0
