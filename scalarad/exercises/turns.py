"""Exercise of notebook 07: in which order the results of (b + 1) * (b * 3) take their turns."""

from scalarad.exercises.judge import Odd, Task, refuse_missing
from scalarad.graph import is_node, topological_order
from scalarad.scalar import Scalar


def graph():
    """The four results of the notebook's graph: y, left, right and b."""
    b = Scalar(3.0, name="a") * 2.0
    left, right = b + 1.0, b * 3.0
    y = left * right
    y.name, left.name, right.name, b.name = "y", "left", "right", "b"
    return y, left, right, b


def observe_turns(turns, inputs):
    """What comes out at the leaf `a`, and whether y begins. No derivative is changed."""
    refuse_missing(turns, "turns")
    turns = turns(*graph()) if callable(turns) else turns
    check_turns(turns)
    output = next(node for node in turns if node.name == "y")
    arrived = {id(output): 1.0}
    for node in turns:
        shares = node.backward_fn(arrived.get(id(node), 0.0))
        for parent, share in zip(node.inputs, shares):
            arrived[id(parent)] = arrived.get(id(parent), 0.0) + share
    a = next(node for node in topological_order(output) if node.name == "a")
    return {"what comes out": arrived.get(id(a), 0.0), "begins": turns[0] is output}


def check_turns(turns):
    """Odd unless `turns` holds each of the four results once."""
    if not isinstance(turns, (list, tuple)):
        raise Odd("an order is a list of the four results, such as [b, left, right, y]")
    if ... in [each for each in turns if not is_node(each)]:
        refuse_missing(..., "one of the turns")
    if any(isinstance(each, str) for each in turns):
        raise Odd("these are texts; the results themselves are asked for, without quotes")
    if not all(map(is_node, turns)):
        raise Odd("something in the list is none of the results y, left, right and b")
    if any(node.is_leaf for node in turns):
        raise Odd("a leaf has nobody to send to; only the four results take turns")
    names = [str(node.name) for node in turns]
    if sorted(names) != ["b", "left", "right", "y"]:
        raise Odd(f"y, left, right and b take one turn each; here stand {', '.join(names)}")


order = Task(
    observe_turns,
    right="78 comes out: b takes its turn when both that use it have had theirs.",
)


@order.known
def left_before_right(y, left, right, b):
    return [y, left, right, b]


@order.known
def right_before_left(y, left, right, b):
    return [y, right, left, b]


@order.wrong
def right_too_late(y, left, right, b):
    """36 comes out: b has had its turn when 21 arrives from right, and does not send it on"""
    return [y, left, b, right]


@order.wrong
def left_too_late(y, left, right, b):
    """42 comes out: b has had its turn when 18 arrives from left, and does not send it on"""
    return [y, right, b, left]


@order.wrong
def b_too_early(y, left, right, b):
    """0 comes out: b takes its turn before anything has arrived there"""
    return [y, b, left, right]


@order.wrong
def left_before_y(y, left, right, b):
    """42 comes out: left takes its turn before y, when nothing has arrived there"""
    return [left, y, right, b]


@order.wrong
def right_before_y(y, left, right, b):
    """36 comes out: right takes its turn before y, when nothing has arrived there"""
    return [right, y, left, b]


@order.wrong
def forwards(y, left, right, b):
    """0 comes out: b takes its turn before y, where the walk begins"""
    return [b, left, right, y]
