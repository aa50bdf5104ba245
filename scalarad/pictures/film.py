"""The walk back through a graph: as a film, a picture for each turn, or as a wave that moves.

A wave can also go forward, from the leaves to the output.
"""

import textwrap
from contextlib import contextmanager

from scalarad.graph import is_node, topological_order
from scalarad.pictures import browser, png
from scalarad.pictures.drawing import (
    FORWARD,
    Drawing,
    Moment,
    Shown,
    called_in,
    describe,
    local_derivatives,
    own_name,
    picture_of,
    rendered_at_scale,
    short,
    show,
    sizes_in,
    to_dot,
)
from scalarad.scalar import admit, fit, wrong_shares


class Film(Shown):
    """Pictures in a row: `frames` is a list of `Drawing`, each with its caption as description.

    Jupyter shows all of them, one below the other; `print` and `repr` give the captions.
    """

    def __init__(self, frames):
        self.frames = frames

    def __repr__(self):
        return "\n".join(frame.description for frame in self.frames)

    def show_pictures(self):
        for frame in self.frames:
            picture = picture_of(frame.source)
            print(*(textwrap.fill(line, 80) for line in frame.description.split("\n")), sep="\n")
            show(picture, frame.description, folded=False)


class Wave(Film):
    """A film that Jupyter shows as one moving picture; its frames can be looked at one by one.

    It plays once, in less than five seconds, and stops on the last frame. In a browser, which
    draws no PNG, its frames stand one below the other.
    """

    def show_pictures(self):
        if browser.HERE:
            super().show_pictures()
        else:
            show(self.moving_picture(), repr(self))

    def moving_picture(self):
        """The frames one after the other, as the bytes of a PNG; in a browser the last, as SVG."""
        if browser.HERE or len(self.frames) == 1:
            return picture_of(self.frames[-1].source)
        pictures = [rendered_at_scale(frame.source) for frame in self.frames]
        return png.moving(pictures, seconds=min(4.5, 0.8 * len(pictures)))


@contextmanager
def derivatives_kept(nodes):
    """Whatever happens inside, each node has its old `derivative` again afterwards."""
    kept = [node.derivative for node in nodes]
    try:
        yield
    finally:
        for node, derivative in zip(nodes, kept):
            node.derivative = derivative


def shares_of(node):
    """What `node` sends, as pairs (input, share): nothing if it is a leaf or nothing arrived."""
    if node.is_leaf or node.derivative is None:
        return []
    shares = node.backward_fn(node.derivative)
    if type(shares) is not tuple or len(shares) != len(node.inputs):
        raise TypeError(wrong_shares(node, shares))
    pairs = zip(node.inputs, shares)
    return [(parent, fit(parent.num, share)) for parent, share in pairs]


def arrive(output, nodes, b_in):
    """Let `b_in` arrive at the output, and clear all other derivatives."""
    for node in nodes:
        node.derivative = None
    output.derivative = fit(output.num, b_in)


def replay(output, turns, b_in):
    """Walk back as `backward` does, but in the order of `turns`.

    Yields each node when it has had its turn, with the pairs (input, share) that it has sent.
    """
    arrive(output, turns, b_in)
    for node in turns:
        shares = shares_of(node)
        for parent, share in shares:
            so_far = parent.derivative
            parent.derivative = share if so_far is None else so_far + share
        yield node, shares


def moments(output, nodes, turns, b_in):
    """Replay the turns; of each that a frame shows its number, node, shares and `Moment`.

    Leaves send nothing, and have no frame but where there is nothing else.
    """
    last = last_shares(output, turns)
    for i, (node, shares) in enumerate(replay(output, turns, b_in)):
        if not node.is_leaf or len(nodes) == 1:
            unfinished = [n for n in reversed(nodes) if last.get(id(n), -1) > i]
            yield i, node, shares, Moment(node, tuple(unfinished))


def layout(nodes, replayed):
    """What stands on each arrow in the whole film, and the least size of each node in a frame."""
    arrows, sizes = {}, {}
    for _, node, shares, moment in replayed:
        arrows |= on_arrows(node, shares)
        sizes = widest(nodes, [moment], sizes)
    return {"arrows": arrows, "sizes": sizes}


def on_arrows(node, shares):
    """What stands on the arrows of a result that sends: what arrived, times local derivatives."""
    found = local_derivatives(node) if shares else ()
    return {
        (id(node), i): f"{short(node.derivative)} × {short(local)}" for i, local in enumerate(found)
    }


def widest(nodes, moments, sizes=None):
    """The largest width and height of each node at these moments, and in `sizes`, by its name."""
    sizes = dict(sizes or {})
    for moment in moments:
        try:
            found = sizes_in(to_dot(nodes, moment=moment))
        except RuntimeError:  # no Graphviz: the words alone will be shown
            found = {}
        for name, size in found.items():
            sizes[name] = tuple(map(max, size, sizes.get(name, size)))
    return sizes


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


def departure(shares, names, earlier=(), who="It"):
    """What a node sends, and to which of the nodes `earlier` it comes too late: sentences."""
    if not shares:
        return []
    sent = [f"{short(share)} to {names[id(parent)]}" for parent, share in shares]
    late = [n for n in earlier if not n.is_leaf and any(n is parent for parent, _ in shares)]
    return [f"{who} sends {' and '.join(sent)}."] + [
        f"Too late: {names[id(n)]} has had its turn and does not send this on." for n in late
    ]


def frames_of(output, nodes, turns, b_in):
    """A frame for each turn, when what is sent has arrived, all of them in one layout."""
    names, last = called_in(nodes), last_shares(output, turns)
    cut, frames = cut_short(nodes, turns, last), []
    fixed = layout(nodes, moments(output, nodes, turns, b_in))
    for i, node, shares, moment in moments(output, nodes, turns, b_in):
        called = names[id(node)]
        if own_name(node) not in ("", called):
            called = f"{called} ({own_name(node)})"
        too_early = last.get(id(node), -1) >= i
        sentences = [arrival(node, called, too_early, id(node) in cut)]
        sentences += departure(shares, names, turns[:i])
        if moment.unfinished:
            waiting = [names[id(n)] for n in moment.unfinished]
            sentences.append(f"Still to receive something: {', '.join(waiting)}.")
        dot = to_dot(nodes, moment=moment._replace(**fixed))
        frames.append(Drawing(dot, f"{len(frames) + 1}. {' '.join(sentences)}"))
    return frames


def named(name, called):
    """The node that the pictures call `name`; ValueError where there is none."""
    if name not in called:
        raise ValueError(f"no node is called {name!r}; the pictures call them {', '.join(called)}")
    return called[name]


def all_turns(turns, nodes):
    """`turns` as nodes, with the leaves that it leaves out, whose turns say nothing.

    A turn is a node or what the pictures call it, such as "n4". Raises TypeError when `turns` is
    no list, and ValueError where a name is none of theirs or a result is missing or there twice.
    """
    if isinstance(turns, str) or not hasattr(turns, "__iter__"):
        raise TypeError(f"turns is a list of nodes, or of names such as 'n4'; got {turns!r:.60}")
    names = called_in(nodes)
    called = {names[id(node)]: node for node in nodes}
    turns = [named(turn, called) if isinstance(turn, str) else turn for turn in turns]
    given = {id(turn) for turn in turns}
    missing = [n for n in nodes if id(n) not in given]
    results = [names[id(n)] for n in missing if not n.is_leaf]
    surplus = len(turns) - len(nodes) + len(missing)
    if results or surplus:
        raise ValueError(
            f"turns must hold each result of the graph once, and leaves at most once; "
            f"missing: {', '.join(results) or 'none'}; too many: {surplus or 'none'}"
        )
    return turns + missing


def film(output, b_in=1, limit=20, turns=None):
    """Film the walk back from the Scalar `output`: a frame for each turn of a result.

    b_in: the derivative that arrives at the output, as in `backward`.
    limit: of a graph with more nodes no film is made.
    turns: the results in the order of their turns, as nodes or by names such as "n4", to see what
        another order does; by default that of `backward`, from the output to the leaves.

    Each frame shows the moment when a result has sent its shares along its red arrows, on which
    stands what arrived at it times the local derivative: it has a thick border, and "so far" marks
    a derivative of which some share is still to come.
    Leaves send nothing and have no frames of their own.

    The graph stays as it is: each node has the `derivative` that it had before. Raises TypeError
    when `output` is no Scalar, and ValueError when the graph has more than `limit` nodes or
    `turns` does not hold its results.
    """
    nodes = nodes_of(output, "film", limit)
    turns = nodes[::-1] if turns is None else all_turns(turns, nodes)
    with derivatives_kept(nodes):
        return Film(frames_of(output, nodes, turns, b_in))


def nodes_of(output, what, limit):
    """The graph's nodes in topological order; an error where there are none, or too many."""
    if not is_node(output):
        raise TypeError(f"{what} takes a Scalar; got {output!r:.60}")
    nodes = topological_order(output)
    if len(nodes) > limit:
        raise ValueError(
            f"a {what} of {len(nodes)} nodes is too long to watch; {what} a smaller graph, "
            f"or say {what}(..., limit={len(nodes)})"
        )
    return nodes


def wave(output, b_in=1, limit=20, tangents=None):
    """Show the derivative leave the Scalar `output` and arrive at the leaves, in motion.

    In turn each result lights up its arrows: what arrived at it, times the local derivative of
    the arrow, is what it sends. The picture plays once, in less than five seconds, and ends on the
    finished graph; running the cell again plays it again. `frames` of what is returned are its
    stills. The graph stays as it is.

    tangents: a dict from leaves to their tangents. With it the wave goes the other way, from these
        leaves to the output: in turn each result that moves lights up its arrows, and what comes
        along them, each tangent times the local derivative, adds up to its own tangent. A
        derivative that a node has is shown too.

    b_in, limit and errors are those of `film`; ValueError where `tangents` names no leaf of the
    graph.
    """
    nodes = nodes_of(output, "wave", limit)
    if tangents is not None:
        return Wave(frames_of_forward_wave(nodes, leaf_tangents(tangents, nodes)))
    with derivatives_kept(nodes):
        return Wave(frames_of_wave(output, nodes, b_in))


def frames_of_wave(output, nodes, b_in):
    """A frame when `b_in` has arrived, one for each result that sends, and the finished graph."""
    turns, names = nodes[::-1], called_in(nodes)
    fixed = layout(nodes, moments(output, nodes, turns, b_in))
    arrive(output, nodes, b_in)
    words = f"{short(output.derivative)} arrives at {names[id(output)]}."
    frames, sent = [Drawing(to_dot(nodes, moment=Moment(**fixed)), words)], ()
    for _, node, shares, moment in moments(output, nodes, turns, b_in):
        if not node.is_leaf:
            dot = to_dot(nodes, moment=moment._replace(sent=sent, **fixed))
            frames.append(Drawing(dot, *departure(shares, names, who=names[id(node)])))
            sent += (id(node),)
    return [*frames, finished(output, nodes, b_in, fixed["sizes"])]


def finished(output, nodes, b_in, sizes=None):
    """The graph when all have had their turn, with what was sent on its arrows.

    sizes: the least width and height of each node, in inches, by its name in the picture.
    """
    arrows = {}
    for node, shares in replay(output, nodes[::-1], b_in):
        arrows |= on_arrows(node, shares)
    moment = Moment(sent=tuple(map(id, nodes)), arrows=arrows, sizes=sizes or {})
    return Drawing(to_dot(nodes, moment=moment), describe(nodes))


def leaf_tangents(tangents, nodes):
    """The given tangents by the id of their leaf, each of the kind of its number."""
    if not isinstance(tangents, dict) or not tangents:
        raise TypeError(f"tangents is a dict such as {{x: 1.0}}, of leaves; got {tangents!r:.60}")
    leaves = {id(node): node for node in nodes if node.is_leaf}
    for leaf in tangents:
        if id(leaf) not in leaves:
            raise ValueError(f"tangents belong to leaves of this graph; {leaf!r:.60} is none")
    return {id(leaf): fit(leaf.num, admit(tangent)) for leaf, tangent in tangents.items()}


def arriving(node, tangents):
    """What comes along each arrow to a result whose input moves: (place, input, local derivative).

    Nothing comes from inputs without a tangent.
    """
    places = enumerate(zip(node.inputs, local_derivatives(node)))
    return [(i, parent, local) for i, (parent, local) in places if id(parent) in tangents]


def frames_of_forward_wave(nodes, tangents):
    """A frame when the leaves have their tangents, one for each result that moves, and the end."""
    names, start = called_in(nodes), tangents
    tangents, moments, texts, words = dict(start), [Moment(tangents=start)], {}, []
    given = [f"{short(start[id(n)])} at {names[id(n)]}" for n in nodes if id(n) in start]
    words.append(f"The wave begins with the tangent {' and '.join(given)}.")
    for node in nodes:
        parts = arriving(node, tangents)
        if parts:
            sent = [tangents[id(parent)] * local for _, parent, local in parts]
            texts |= {
                (id(node), i): f"{short(tangents[id(parent)])} × {short(local)}"
                for i, parent, local in parts
            }
            done = tuple(id(moment.turn) for moment in moments[1:])
            tangents[id(node)] = fit(node.num, sum(sent[1:], sent[0]))
            moments.append(Moment(node, sent=done, tangents=dict(tangents), colour=FORWARD))
            got = [f"{short(s)} from {names[id(p)]}" for s, (_, p, _) in zip(sent, parts)]
            total = f": {short(tangents[id(node)])} together" if len(got) > 1 else ""
            words.append(f"{names[id(node)]} receives {' and '.join(got)}{total}.")
    moments.append(Moment(sent=tuple(map(id, nodes)), tangents=tangents))
    words.append(describe(nodes, tangents=tangents))
    fixed = {"arrows": texts, "sizes": widest(nodes, moments)}
    dots = [to_dot(nodes, moment=moment._replace(**fixed)) for moment in moments]
    return [Drawing(dot, text) for dot, text in zip(dots, words)]
