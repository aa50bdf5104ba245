"""Copies of a graph, for `copy.deepcopy` and `pickle` (methods of Scalar, used in notebook 08)."""

from scalarad.graph import topological_order


def copied(output, memo):
    """A copy of the whole graph; rules may stay shared, since they change nothing.

    The method `__deepcopy__`. It does not call itself, so that a long chain does not stop it.
    """
    for node in topological_order(output):
        if id(node) not in memo:
            inputs = None if node.is_leaf else [memo[id(parent)] for parent in node.inputs]
            twin = memo[id(node)] = type(node)(node.num, inputs, node.backward_fn, node.name)
            twin.derivative = node.derivative
    return memo[id(output)]


def pickled(leaf, protocol):
    """What `pickle` stores of a leaf: the method `__reduce_ex__`. TypeError for a result."""
    if not leaf.is_leaf:
        raise TypeError(
            "a result cannot be pickled, since its rule is a function inside a function; "
            "pickle the leaves, and compute it again from them"
        )
    # By way of the gate, so that the array of a leaf stays read-only.
    state = (None, {"derivative": leaf.derivative})
    return type(leaf), (leaf.num, None, None, leaf.name), state
