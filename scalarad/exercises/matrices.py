"""Exercise of notebook 17: the share of the left matrix in a product."""

import numpy as np

from scalarad.exercises.judge import Odd, Task, refuse_missing


def shares(answer, inputs):
    """The shares of a left matrix, as lists."""
    refuse_missing(answer, "share_of_a")
    seen = {}
    for number, given in enumerate(inputs, 1):
        share = answer(*map(np.array, given))
        refuse_missing(share, "what share_of_a returns")
        if not isinstance(share, np.ndarray):
            raise Odd(f"the share is a matrix, an array of NumPy; it is {share!r:.60}")
        seen[f"the share of a in product {number}"] = np.asarray(share, dtype=float).tolist()
    return seen


def matrices(choose):
    """What arrives and two matrices: all of them square, so that wrong products exist too."""

    def matrix():
        return [[choose.uniform(-3, 3) for _ in range(2)] for _ in range(2)]

    return [(matrix(), matrix(), matrix()) for _ in range(2)]


share_of_left = Task(shares, matrices, right="rows of what arrives, times rows of b.")


@share_of_left.known
def times_b_turned_over(b_in, a, b):
    return b_in @ b.T


@share_of_left.wrong
def not_turned_over(b_in, a, b):
    """here rows meet the columns of b, and they should meet its rows"""
    return b_in @ b


@share_of_left.wrong
def in_the_other_order(b_in, a, b):
    """the order matters: what arrives has the rows of the result, and stands on the left"""
    return b.T @ b_in


@share_of_left.wrong
def share_of_right(b_in, a, b):
    """this is the share of the other matrix"""
    return a.T @ b_in


@share_of_left.wrong
def element_by_element(b_in, a, b):
    """* multiplies element by element; a product of matrices is @"""
    return b_in * b.T


@share_of_left.wrong
def all_turned_over(b_in, a, b):
    """these are the right numbers, turned over"""
    return b @ b_in.T
