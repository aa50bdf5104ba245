"""What `backward` refuses: a rule with wrong shares, and a sweep inside a sweep."""

import threading


class Running(threading.local):
    """The nodes of every `backward` that is running in this thread, the outermost first."""

    def __init__(self):
        self.orders = []


RUNNING = Running()


class Sweep:
    """`with Sweep(order):` goes over these nodes; RuntimeError if another sweep has one of them."""

    __slots__ = ("order",)

    def __init__(self, order):
        self.order = order

    def __enter__(self):
        if RUNNING.orders:
            refuse_overlap(self.order)
        RUNNING.orders.append(self.order)

    def __exit__(self, *_):
        RUNNING.orders.pop()


def refuse_overlap(order):
    """Raise RuntimeError when a sweep that is running has a node in common with `order`."""
    nodes = set(map(id, order))
    if any(id(node) in nodes for outer in RUNNING.orders for node in outer):
        raise RuntimeError(
            "a rule ran backward on a Scalar of the graph that is being swept, which would erase "
            "its derivatives; a rule only computes its shares"
        )


def wrong_shares(node, shares):
    """What to say when the rule of a node does not return one share per input."""
    got = f"{len(shares)} shares" if type(shares) is tuple else f"{shares!r:.60}"
    return (
        f"the rule of {node.name or 'a result'!r} must return a tuple with one share for each of "
        f"its {len(node.inputs)} inputs, such as (b_in,); got {got}"
    )
