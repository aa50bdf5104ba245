"""The graph of a Scalar: what a node is, and the order of the nodes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scalarad.graph import is_node, topological_order
from scalarad.scalar import Scalar


def chain(length):
    y = Scalar(1.0)
    for _ in range(length):
        y = y + 1
    return y


def test_a_node_comes_after_its_inputs_once_from_left_to_right():
    x, y = Scalar(1), Scalar(2)
    p = y * x
    q = p + y
    z = q - x
    assert topological_order(z) == [y, x, p, q, z]
    assert topological_order(x) == [x]
    late = x + p  # x is an input of p, too
    assert topological_order(late) == [x, y, p, late]


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=30))
def test_the_order_has_each_ancestor_once_after_its_inputs(pairs):
    nodes = [Scalar(1)]
    for i, j in pairs:
        nodes.append(nodes[i % len(nodes)] - nodes[j % len(nodes)])
    order = topological_order(nodes[-1])
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order) and order[-1] is nodes[-1]
    used = {nodes[-1]}
    for node in reversed(nodes):
        used |= set(node.inputs) if node in used else set()
        assert all(place[i] < place[node] for i in node.inputs if node in used)
    assert used == set(order)


def test_paths_are_not_walked_one_by_one():
    x = Scalar(1)
    for _ in range(200):
        x = x + x
    assert len(topological_order(x)) == 201
    assert len(topological_order(chain(50_000))) == 100_001


class OwnScalar:
    """A reader's own class, which has the fields and nothing of the library."""

    def __init__(self, num, inputs=(), backward_fn=None):
        self.num, self.inputs, self.backward_fn = num, inputs, backward_fn


def test_a_node_is_what_has_inputs_and_a_backward_function():
    x = Scalar(3.0)
    own = OwnScalar(3.0)
    assert all(map(is_node, [x, x * x, own, Scalar(x), type("Reopened", (Scalar,), {})(1)]))


@pytest.mark.parametrize("thing", [3.0, None, "x", [1], len, type("Formula", (), {"inputs": ()})()])
def test_anything_else_is_no_node(thing):
    assert is_node(thing) is False


def test_the_order_is_found_in_a_graph_of_a_readers_own_class():
    x = OwnScalar(3.0)
    y = OwnScalar(9.0, (x, x), lambda b_in: (3.0 * b_in, 3.0 * b_in))
    z = OwnScalar(12.0, (x, y), lambda b_in: (b_in, b_in))
    assert topological_order(z) == [x, y, z]


@pytest.mark.parametrize("thing", [None, 3.0, "x", [Scalar(1.0)]])
def test_what_has_no_inputs_has_no_order(thing):
    with pytest.raises(TypeError, match="^topological_order takes a Scalar; got "):
        topological_order(thing)
