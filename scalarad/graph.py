"""The graph behind a number: which Scalars it was computed from, in order (notebooks 02 and 03)."""


def is_node(thing):
    """Whether `thing` is a Scalar, of whatever class: it has `inputs` and `backward_fn`."""
    if isinstance(thing, type):
        return False  # the class itself
    return hasattr(thing, "inputs") and hasattr(thing, "backward_fn")


def topological_order(output):
    """List every Scalar that `output` depends on, each one after its inputs.

    `output` itself comes last. The order is a depth-first post-order that takes the inputs of a
    node from left to right; it is found without recursion, in time proportional to the number of
    edges (Cormen et al., "Introduction to Algorithms", section 22.4). Raises TypeError for what
    has no inputs.
    """
    if not hasattr(output, "inputs"):
        raise TypeError(f"topological_order takes a Scalar; got {output!r:.60}")
    order = []
    met = set()
    pile = [output]
    while pile:
        node = pile.pop()
        if node is None:
            order.append(pile.pop())
        elif id(node) not in met:
            met.add(id(node))
            # Below its inputs: when None comes up, they are all in the order.
            pile.append(node)
            pile.append(None)
            pile += node.inputs[::-1]
    return order
