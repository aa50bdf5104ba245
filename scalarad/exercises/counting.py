"""Exercise of notebook 03: the nodes and arrows of p * p, where p = x * y."""

from scalarad.exercises.judge import Numbers

a_square = Numbers(
    "nodes", "arrows", right="x, y, p and the square, once each; and an arrow for each use."
)


@a_square.known
def each_once():
    return 4, 4


@a_square.wrong
def a_tree():
    """p is one node, however often it is used; so are x and y"""
    return 7, 6


@a_square.wrong
def p_twice():
    """p is one node, though it is used twice"""
    return 5, 4


@a_square.wrong
def one_arrow():
    """the square has two inputs, which are both p: an arrow for each"""
    return 4, 3


@a_square.wrong
def leaves_alone():
    """results are nodes too: count the ellipses"""
    return 2, 4
