"""Exercise of notebook 05: walk back by hand through (u * v + w).square() at 2, -3 and 10."""

from scalarad.exercises.judge import Numbers

by_hand = Numbers(
    "at_sum",
    "at_product",
    "at_w",
    "at_u",
    "at_v",
    right="what arrived on its right, times the number on the arrow between; all from one walk.",
)


@by_hand.known
def walked():
    return 8.0, 8.0, 8.0, -24.0, 16.0


@by_hand.wrong
def arrows_alone():
    """these are the numbers on the arrows; multiply each by what arrived on its right"""
    return 8.0, 1.0, 1.0, -3.0, 2.0


@by_hand.wrong
def other_number():
    """u and v have each other's: on the arrow from u stands the number of v"""
    return 8.0, 8.0, 8.0, 16.0, -24.0


@by_hand.wrong
def boxes():
    """these are the numbers in the boxes; what arrives there is asked for"""
    return 4.0, -6.0, 10.0, 2.0, -3.0


@by_hand.wrong
def added():
    """along a path the numbers on the arrows are multiplied, and here they are added"""
    return 9.0, 10.0, 10.0, 7.0, 12.0
