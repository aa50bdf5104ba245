"""The graph behind a Scalar: walk it, draw it, film it (notebooks 03 and 07)."""

import base64
import html
import os
from collections import deque
from contextlib import contextmanager
from pathlib import Path

import graphviz
import matplotlib


def topological_order(output):
    """List every Scalar that `output` depends on, each one after its inputs.

    `output` itself comes last. The order is a depth-first post-order that takes the inputs of a
    node from left to right; it is found without recursion, in time proportional to the number of
    edges (Cormen et al., "Introduction to Algorithms", section 22.4).
    """
    order, placed, waiting = [], set(), [output]
    while waiting:
        node = waiting[-1]
        missing = [parent for parent in node.inputs if id(parent) not in placed]
        if missing:
            waiting.extend(reversed(missing))
        else:
            waiting.pop()
            if id(node) not in placed:
                placed.add(id(node))
                order.append(node)
    return order


def short(value):
    """`value` for the eye: a float to 4 digits, anything else to 20 characters."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, int) and value.bit_length() > 1000:
        return f"an int of {value.bit_length()} bits"
    text = " ".join(str(value).split())
    return text if len(text) <= 20 else text[:19] + "…"


def numbered(nodes):
    """What pictures call the nodes, by their id: n0, n1, ... in this order."""
    return {id(node): f"n{i}" for i, node in enumerate(nodes)}


def local_derivatives(node):
    """The derivative of a result with respect to each input; `()` for a leaf."""
    return () if node.is_leaf else node.backward_fn(1)


def describe(nodes, edges=False):
    """One line of text per Scalar: its name, number, inputs and derivative.

    With `edges`, each input is followed by the local derivative with respect to it.
    """
    names = numbered(nodes)
    lines = []
    for node in nodes:
        sources = [names.get(id(parent), "…") for parent in node.inputs]
        if edges:
            local = map(short, local_derivatives(node))
            sources = [f"{s} (local derivative {d})" for s, d in zip(sources, local)]
        name = f"{node.name} = " if node.name else ""
        origin = f", from {' and '.join(sources)}" if sources else ""
        found = (
            "" if node.derivative is None else f", derivative {short(node.derivative)}"
        )
        lines.append(f"{names[id(node)]}: {name}{short(node.num)}{origin}{found}")
    return "\n".join(lines)


FONT = {"fontname": "DejaVu Sans,Verdana", "fontsize": "12"}
ROOM = {"margin": "0.15,0.08"}
LEAF = {
    "shape": "box",
    "style": "rounded,filled",
    "fillcolor": "#d5e8f7",
    "color": "#2f6f9f",
}
RESULT = {
    "shape": "ellipse",
    "style": "filled",
    "fillcolor": "#fdebc8",
    "color": "#9f6a00",
}


def label(node, title=None, word="derivative"):
    """What stands inside a node: name, number, derivative, in Graphviz's own HTML."""
    title = title or node.name
    lines = [html.escape(short(node.num))]
    if title:
        lines.insert(0, f"<b>{html.escape(short(title))}</b>")
    if node.derivative is not None:
        derivative = html.escape(short(node.derivative))
        lines.append(f'<font color="#a83800">{word} {derivative}</font>')
    return f"<{'<br/>'.join(lines)}>"


def to_dot(nodes, edges=False, note="", turn=None, unfinished=()):
    """The graph of `nodes` in DOT, Graphviz's language, from the leaves on the left.

    With `edges`, each arrow shows its local derivative. An input that is not one of `nodes` is
    drawn as dots. `note` stands under the picture. In the frame of a film, `turn` is the node
    whose turn it is, with a thick border, and the derivatives of `unfinished` are "so far".
    """
    page = {"rankdir": "LR", "bgcolor": "white", "label": note, "nodesep": "0.15"}
    dot = graphviz.Digraph(
        graph_attr=page | FONT, node_attr=FONT | ROOM, edge_attr=FONT
    )
    names, waits = numbered(nodes), numbered(unfinished)
    for node in nodes:
        name = names[id(node)]
        title = node.name if turn is None else f"{name} {node.name or ''}"
        text = label(node, title, "so far" if id(node) in waits else "derivative")
        border = {"penwidth": "4"} if node is turn else {}
        dot.node(name, text, **(LEAF if node.is_leaf else RESULT), **border)
        local = (
            map(short, local_derivatives(node)) if edges else [""] * len(node.inputs)
        )
        for i, (parent, slope) in enumerate(zip(node.inputs, local)):
            source = names.get(id(parent), f"{name}_input{i}")
            if id(parent) not in names:
                dot.node(source, "…", shape="plain")
            dot.edge(source, name, label=slope)
    return dot.source


def nearest(output, limit):
    """The ids of at most `limit` Scalars, the fewest steps back from `output` first."""
    near, waiting = {id(output)}, deque([output])
    while waiting:
        for parent in waiting.popleft().inputs:
            if id(parent) not in near and len(near) < limit:
                near.add(id(parent))
                waiting.append(parent)
    return near


def draw(output, edges=False, limit=100):
    """Draw the graph that ends in the Scalar `output`, as a `Drawing`.

    Leaves are blue boxes, results yellow ellipses. Each shows its name, its number and, after
    `backward`, its derivative; with `edges`, each arrow shows the local derivative: d result /
    d input of that one operation. Of a graph with more than `limit` nodes only those nearest the
    output are drawn, and the picture says so. Raises TypeError when `output` is no Scalar, and
    ValueError when `limit` is less than 1.
    """
    if not hasattr(output, "backward_fn"):
        raise TypeError(
            f"draw takes a Scalar; got {output!r:.60}, of type {type(output).__name__}"
        )
    if limit < 1:
        raise ValueError(
            f"limit is the largest number of nodes to draw, at least 1; got {limit}"
        )
    order = topological_order(output)
    near = nearest(output, limit)
    nodes = [node for node in order if id(node) in near]
    if len(nodes) == len(order):
        return Drawing(to_dot(nodes, edges), describe(nodes, edges))
    note = (
        f"Too large to draw whole: these are the {len(nodes)} of {len(order)} nodes "
        f"nearest the output. draw(..., limit={len(order)}) draws all."
    )
    return Drawing(to_dot(nodes, edges, note), f"{note}\n{describe(nodes, edges)}")


INSTALL = "To see the picture, run `pip install pygraphviz` or install Graphviz."


def use_one_font():
    """Let Graphviz measure text in matplotlib's font, so that boxes fit everywhere."""
    fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
    cache = Path(matplotlib.get_cachedir())
    config = cache / "scalarad-fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>"
        "<config><rescan><int>0</int></rescan></config></fontconfig>"
    )
    os.environ["FONTCONFIG_FILE"] = str(config)


@contextmanager
def quiet():
    """Hide what C code writes to standard error: remarks about the system's fonts."""
    saved = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def render(dot, format):
    """Lay out DOT text and return the picture as bytes of `format`, "svg" or "png".

    pygraphviz does it, or the program `dot` where that is missing; RuntimeError where both are.
    """
    try:
        from pygraphviz import AGraph
    except ImportError:
        try:
            return graphviz.Source(dot).pipe(format, quiet=True)
        except (graphviz.ExecutableNotFound, OSError) as missing:
            raise RuntimeError(INSTALL) from missing
    use_one_font()
    with quiet():
        return AGraph(string=dot).draw(format=format, prog="dot")


class Drawing:
    """A picture of a graph: in DOT as `source`, in words as `description`.

    Jupyter shows the picture; `print` and `repr` give the words, and so does the picture's `alt`.
    """

    def __init__(self, source, description):
        self.source = source
        self.description = description

    def __repr__(self):
        return self.description

    def _repr_html_(self):
        words = html.escape(self.description)
        try:
            picture = base64.b64encode(render(self.source, "svg")).decode()
        except RuntimeError as reason:
            return f"<pre>{words}\n\n{reason}</pre>"
        # An image: Jupyter hides a bare SVG in a notebook that is not trusted yet.
        return f'<img src="data:image/svg+xml;base64,{picture}" alt="{words}">'

    def save(self, path):
        """Write the picture to `path`, whose ending, .svg or .png, says the format.

        Raises ValueError for another ending, RuntimeError when no Graphviz is installed.
        """
        format = Path(path).suffix[1:]
        if format not in ("svg", "png"):
            raise ValueError(f"save writes .svg and .png files; got {str(path)!r}")
        Path(path).write_bytes(render(self.source, format))


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
            f"<p>{html.escape(frame.description)}</p>{frame._repr_html_()}"
            for frame in self.frames
        )


def caption(node, names, unfinished):
    """What happens in one frame of a film: what has arrived at `node`, and where it goes."""
    name = f"{names[id(node)]} ({node.name})" if node.name else names[id(node)]
    text = f"{name} has received everything: {short(node.derivative)}."
    if not node.is_leaf:
        shares = node.backward_fn(node.derivative)
        sent = (f"{short(s)} to {names[id(p)]}" for p, s in zip(node.inputs, shares))
        text += f" It sends {' and '.join(sent)}."
    if unfinished:
        waits = ", ".join(names[id(n)] for n in unfinished)
        text += f" Still to receive something: {waits}."
    return text


def film(output, b_in=1, limit=20):
    """Film the sweep back from the Scalar `output`: a frame per node, in the order of the sweep.

    Runs `backward`, with its results. Each frame is taken before its node sends: that node has a
    thick border, and "so far" marks a derivative of which some share is still to come. Raises
    TypeError when `output` is no Scalar and ValueError when the graph has more than `limit` nodes.
    """
    if not hasattr(output, "backward_fn"):
        raise TypeError(f"film takes a Scalar; got {output!r:.60}")
    nodes = topological_order(output)
    if len(nodes) > limit:
        raise ValueError(
            f"a film of {len(nodes)} nodes is too long to watch; film a smaller graph, "
            f"or say film(..., limit={len(nodes)})"
        )
    names, frames = numbered(nodes), []
    for i, node in enumerate(output.sweep(b_in)):
        to_send = nodes[: len(nodes) - i]
        receivers = {id(parent) for n in to_send for parent in n.inputs}
        unfinished = [n for n in reversed(nodes) if id(n) in receivers]
        words = f"{i + 1}. {caption(node, names, unfinished)}"
        frames.append(Drawing(to_dot(nodes, turn=node, unfinished=unfinished), words))
    return Film(frames)
