"""The walk back through a graph as a film, a picture for each turn (notebook 07)."""

import html

from scalarad.graph import is_node, topological_order
from scalarad.pictures.drawing import Drawing, numbered, own_name, short, to_dot
from scalarad.scalar import fit


class Film:
    """Pictures in a row: `frames` is a list of `Drawing`, each with its caption as description.

    Jupyter shows all of them, one below the other; `print` and `repr` give the captions.
    """

    def __init__(self, frames):
        self.frames = frames

    def __repr__(self):
        return "\n".join(frame.description for frame in self.frames)

    def _repr_html_(self):
        return "".join(
            f"<p>{html.escape(frame.description)}</p>{frame._repr_html_()}" for frame in self.frames
        )


def shares_of(node):
    """What `node` sends, as pairs (input, share): nothing if it is a leaf or nothing arrived."""
    if node.is_leaf or node.derivative is None:
        return []
    pairs = zip(node.inputs, node.backward_fn(node.derivative), strict=True)
    return [(parent, fit(parent.num, share)) for parent, share in pairs]


def replay(output, turns, b_in):
    """Walk back as `backward` does, but in the order of `turns`.

    Yields each node when its turn has come and it has not sent its shares yet.
    """
    for node in turns:
        node.derivative = None
    output.derivative = fit(output.num, b_in)
    for node in turns:
        yield node
        for parent, share in shares_of(node):
            so_far = parent.derivative
            parent.derivative = share if so_far is None else so_far + share


def last_shares(output, turns):
    """In which turn, counted from 0, each node is sent its last share, by the node's id.

    The output, at which something arrives before all turns, has -1; what nothing reaches is absent.
    """
    last = {id(output): -1}
    for i, node in enumerate(turns):
        if id(node) in last:
            last.update((id(parent), i) for parent in node.inputs)
    return last


def cut_short(nodes, turns, last):
    """The ids of the nodes that never receive all: one that uses them had its turn too early.

    nodes: in topological order. last: what `last_shares` says.
    """
    found, turn = set(), {id(node): i for i, node in enumerate(turns)}
    for node in reversed(nodes):
        if id(node) in found or last.get(id(node), len(turns)) >= turn[id(node)]:
            found.update(map(id, node.inputs))
    return found


def arrival(node, called, is_unfinished, is_cut_short):
    """What has arrived at the node `called` so when its turn comes, as a sentence."""
    if node.derivative is None:
        return f"Nothing has arrived at {called}{'' if node.is_leaf else ': it sends nothing'}."
    so_far = short(node.derivative)
    if is_unfinished:
        return f"{called} has received {so_far} so far."
    if is_cut_short:
        return f"{called} has received {so_far}, and no more will come."
    return f"{called} has received everything: {so_far}."


def departure(node, names, earlier):
    """What `node` sends, and to which of the nodes `earlier` it comes too late: sentences."""
    shares = shares_of(node)
    if not shares:
        return []
    sent = [f"{short(share)} to {names[id(parent)]}" for parent, share in shares]
    late = [n for n in earlier if not n.is_leaf and any(n is parent for parent, _ in shares)]
    return [f"It sends {' and '.join(sent)}."] + [
        f"Too late: {names[id(n)]} has had its turn and does not send this on." for n in late
    ]


def frames_of(output, nodes, turns, b_in):
    """Replay the turns and take a frame at each; another one at the end if the last turn sends."""
    names, last, frames = numbered(nodes), last_shares(output, turns), []
    cut = cut_short(nodes, turns, last)
    for i, node in enumerate(replay(output, turns, b_in)):
        unfinished = {id(n): n for n in reversed(nodes) if last.get(id(n), -1) >= i}
        called = f"{names[id(node)]} ({own_name(node)})" if own_name(node) else names[id(node)]
        sentences = [arrival(node, called, id(node) in unfinished, id(node) in cut)]
        sentences += departure(node, names, turns[:i])
        if unfinished:
            sentences.append(
                f"Still to receive something: {', '.join(map(names.get, unfinished))}."
            )
        dot = to_dot(nodes, turn=node, unfinished=unfinished.values())
        frames.append(Drawing(dot, f"{i + 1}. {' '.join(sentences)}"))
    if len(turns) - 1 in last.values():
        words = f"{len(turns) + 1}. Every node has had its turn."
        frames.append(Drawing(to_dot(nodes, unfinished=()), words))
    return frames


def check_order(turns, nodes):
    """Raise ValueError unless `turns` are exactly the `nodes`, in whatever order."""
    given, names = {id(turn) for turn in turns}, numbered(nodes)
    missing = [name for node, name in names.items() if node not in given]
    surplus = len(turns) - len(nodes) + len(missing)
    if missing or surplus:
        raise ValueError(
            f"order must hold each of the {len(nodes)} nodes of the graph once, and nothing else; "
            f"missing: {', '.join(missing) or 'none'}; too many: {surplus or 'none'}"
        )


def film(output, b_in=1, limit=20, order=None):
    """Film the walk back from the Scalar `output`: a frame per node, when its turn comes.

    b_in: the derivative that arrives at the output, as in `backward`.
    limit: of a graph with more nodes no film is made.
    order: the nodes in the order of their turns, to see what another one does; by default that
        of `backward`, from the output to the leaves.

    In each frame the node whose turn it is has not sent its shares yet. It has a thick border,
    and "so far" marks a derivative of which some share is still to come. Where the last node
    sends something too, which the right order never does, a frame at the end shows the result.

    As after `backward`, each node then has a `derivative`: what this order gives, and `None`
    where nothing arrived. Raises TypeError when `output` is no Scalar, and ValueError when the
    graph has more than `limit` nodes or `order` does not hold exactly its nodes.
    """
    if not is_node(output):
        raise TypeError(f"film takes a Scalar; got {output!r:.60}")
    nodes = topological_order(output)
    if len(nodes) > limit:
        raise ValueError(
            f"a film of {len(nodes)} nodes is too long to watch; film a smaller graph, "
            f"or say film(..., limit={len(nodes)})"
        )
    turns = nodes[::-1] if order is None else list(order)
    check_order(turns, nodes)
    return Film(frames_of(output, nodes, turns, b_in))
