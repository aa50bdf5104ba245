"""The picture of a graph, by Graphviz, and the same in words (notebooks from 03 on)."""

import html
import math
import os
import re
from collections import deque
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import graphviz
from IPython.display import display

from scalarad.graph import is_node, topological_order
from scalarad.pictures import browser, png

# Control characters and what else XML, and with it Graphviz, does not take.
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def visible(text):
    """`text` with an escape such as \\x1b in the place of each control character."""
    return INVISIBLE.sub(lambda found: repr(found[0])[1:-1], text)


def short(value):
    """`value` for the eye: a float to 4 digits, anything else to 20 characters."""
    if isinstance(value, float):
        return f"{value + 0.0:.4g}"  # -0.0 + 0.0 is 0.0
    if isinstance(value, int) and value.bit_length() > 1000:
        return f"an int of {value.bit_length()} bits"
    text = visible(" ".join(str(value).split()))
    return text if len(text) <= 20 else text[:19] + "…"


def own_name(node):
    """The name that was given to a Scalar, made visible; "" for none and for blanks alone."""
    name = "" if node.name is None else str(node.name)
    return visible(name) if name.strip() else ""


SIGNS = {"__mul__": "*", "__add__": "+", "__sub__": "-", "__truediv__": "/", "square": "square"}


def hidden_sign(node):
    """The sign of a result whose place a name of the reader's has taken; "" if there is none.

    A rule is defined inside the method of its operation, and Python keeps that method's name.
    """
    method = getattr(node.backward_fn, "__qualname__", "").rpartition(".<locals>")[0]
    sign = SIGNS.get(method.rpartition(".")[2], "")
    return sign if own_name(node) not in ("", sign) else ""


def numbered(nodes):
    """What pictures call the nodes, by their id: n0, n1, ... in this order."""
    return {id(node): f"n{i}" for i, node in enumerate(nodes)}


def called_in(nodes):
    """What films call the nodes, by their id: the name that the reader gave, or n0, n1, ...

    A sign such as * is no name of the reader's. A name that two nodes have, or that is itself n0,
    n1, ..., calls neither.
    """
    names = numbered(nodes)
    given = [own_name(node) if node.is_leaf or hidden_sign(node) else "" for node in nodes]
    for node, name in zip(nodes, given):
        if name and given.count(name) == 1 and name not in names.values():
            names[id(node)] = name
    return names


def local_derivatives(node):
    """The derivative of a result with respect to each input; `()` for a leaf."""
    # 1 / 3 of plain ints would be a float.
    one = Fraction(1) if isinstance(node.num, (int, Fraction)) else 1
    return () if node.is_leaf else node.backward_fn(one)


def describe(nodes, edges=False, tangents=None):
    """One line of text per Scalar: its name, number, inputs, tangent and derivative.

    With `edges`, each input is followed by the local derivative with respect to it. `tangents`
    has the tangent of each node that moves, by its id.
    """
    tangents = tangents or {}
    names = numbered(nodes)
    lines = []
    for node in nodes:
        sources = [names.get(id(parent), "…") for parent in node.inputs]
        if edges:
            local = map(short, local_derivatives(node))
            sources = [f"{s} (local derivative {d})" for s, d in zip(sources, local)]
        sign = f" ({hidden_sign(node)})" if hidden_sign(node) else ""
        name = f"{own_name(node)}{sign} = " if own_name(node) else ""
        origin = f", from {' and '.join(sources)}" if sources else ""
        if hidden := hidden_in(node):
            origin += f", with {hidden} Scalar{'s' * (hidden > 1)} folded in"
        found = f", tangent {short(tangents[id(node)])}" if id(node) in tangents else ""
        found += "" if node.derivative is None else f", derivative {short(node.derivative)}"
        lines.append(f"{names[id(node)]}: {name}{short(node.num)}{origin}{found}")
    return "\n".join(lines)


FONT = {"fontname": "DejaVu Sans,Verdana", "fontsize": "12"}
ROOM = {"margin": "0.15,0.08"}
LEAF = {"shape": "box", "style": "rounded,filled", "fillcolor": "#d5e8f7", "color": "#2f6f9f"}
RESULT = {"shape": "ellipse", "style": "filled", "fillcolor": "#fdebc8", "color": "#9f6a00"}
FOLDED = RESULT | {"shape": "box", "peripheries": "2"}


def in_html(text):
    """`text` in Graphviz's HTML, a space of no width after each backslash: \\G is a variable."""
    return html.escape(text).replace("\\", "\\&#8203;")


BACKWARD, FORWARD = "#a83800", "#1f4e9e"  # the colours of what travels


def label(node, title, word="derivative", tangent=None):
    """What stands inside a node: title, number, tangent, derivative, in Graphviz's own HTML."""
    lines = [in_html(short(node.num))]
    if title:
        sign = f" {hidden_sign(node)}" if hidden_sign(node) else ""
        lines.insert(0, f"<b>{in_html(short(title))}</b>{sign}")
    if tangent is not None:
        lines.append(f'<font color="{FORWARD}">tangent {in_html(short(tangent))}</font>')
    if node.derivative is not None:
        derivative = in_html(short(node.derivative))
        lines.append(f'<font color="{BACKWARD}">{word} {derivative}</font>')
    return f"<{'<br/>'.join(lines)}>"


GAP = '<br/><font point-size="5"> </font>'  # a low line, so that no text touches a thick arrow


class Moment(NamedTuple):
    """What a frame of a film shows beside the numbers and derivatives of its nodes.

    turn: the node whose turn it is, with a thick border and bright arrows; None for none.
    unfinished: the nodes whose derivatives are "so far".
    arrows: what stands on each arrow, by the id of its result and the place of its input; it is
        seen on the arrows of `turn` and, paler, on those of the results in `sent`.
    sizes: the least width and height of each node, in inches, by its name in the picture.
    tangents: the tangent of each node at which one has arrived, by its id.
    colour: that of the bright arrows.
    """

    turn: object = None
    unfinished: tuple = ()
    arrows: dict = {}
    sent: tuple = ()
    sizes: dict = {}
    tangents: dict = {}
    colour: str = BACKWARD

    def look_of(self, node, name):
        width, height = self.sizes.get(name, (0, 0))
        size = {"width": rounded_up(width), "height": rounded_up(height)} if width else {}
        return size | ({"penwidth": "4"} if node is self.turn else {})

    def look_of_arrow(self, node, i):
        """Its text is there in every frame, so that each has the same layout, but not seen.

        An arrow without a text carries nothing, and is never bright. A bright one points to
        where what it carries goes: to the input, if that is a share.
        """
        text = in_html(self.arrows.get((id(node), i), ""))
        if node is self.turn and text:
            look = {"color": self.colour, "fontcolor": self.colour, "penwidth": "2.5"}
            look |= {"dir": "back"} if self.colour == BACKWARD else {}
        else:
            look = {"fontcolor": "#767676" if id(node) in self.sent else "white"}
        return look | {"label": f"<{text}{GAP}>" if text else ""}


def rounded_up(inches):
    """As text; a little more is wanted of every node in every frame, so that none decides."""
    return f"{math.ceil(100 * inches) / 100:.2f}"


def to_dot(nodes, edges=False, note="", moment=None):
    """The graph of `nodes` in DOT, Graphviz's language, from the leaves on the left.

    With `edges`, each arrow shows its local derivative. An input that is not one of `nodes` is
    drawn as dots. `note` stands under the picture. The frame of a film shows a `Moment`, and all
    its nodes bear the numbers that the captions use.
    """
    room = "0.4" if any(map(hidden_in, nodes)) else "0.15"
    page = {"rankdir": "LR", "bgcolor": "white", "label": note, "nodesep": room}
    dot = graphviz.Digraph(graph_attr=page | FONT, node_attr=FONT | ROOM, edge_attr=FONT)
    names, waits = numbered(nodes), numbered(moment.unfinished if moment else ())
    called = called_in(nodes) if moment else {}
    for node in nodes:
        name = names[id(node)]
        title = own_name(node)
        if moment and called[id(node)] != title:
            title = f"{name} {title}"
        tangent = moment.tangents.get(id(node)) if moment else None
        text = label(node, title, "so far" if id(node) in waits else "derivative", tangent)
        look = moment.look_of(node, name) if moment else {}
        kind = LEAF if node.is_leaf else FOLDED if hidden_in(node) else RESULT
        dot.node(name, text, **kind, **look)
        local = map(short, local_derivatives(node)) if edges else [""] * len(node.inputs)
        for i, (parent, slope) in enumerate(zip(node.inputs, local)):
            source = names.get(id(parent), f"{name}_input{i}")
            if id(parent) not in names:
                dot.node(source, "…", shape="plain")
            arrow = {"label": graphviz.escape(slope)}
            dot.edge(source, name, **(moment.look_of_arrow(node, i) if moment else arrow))
    return dot.source


def sizes_in(dot):
    """The width and height of each node of DOT text as it is laid out, in inches, by its name."""
    rows = [line.split(" ") for line in render(dot, "plain").decode().splitlines()]
    return {row[1]: (float(row[4]), float(row[5])) for row in rows if row[0] == "node"}


def nearest(output, limit):
    """The ids of at most `limit` Scalars, the fewest steps back from `output` first."""
    near, waiting = {id(output)}, deque([output])
    while waiting:
        for parent in waiting.popleft().inputs:
            if id(parent) not in near and len(near) < limit:
                near.add(id(parent))
                waiting.append(parent)
    return near


class Stand:
    """Stands for the Scalar `node` in a picture; `hidden` others are folded into it."""

    def __init__(self, node, inputs, hidden):
        self.num, self.name, self.derivative = node.num, node.name, node.derivative
        self.inputs, self.hidden = inputs, hidden
        self.is_leaf = node.is_leaf
        self.backward_fn = None if hidden else node.backward_fn


def hidden_in(node):
    """How many Scalars are folded into what stands in a picture."""
    return getattr(node, "hidden", 0)


def folded(order, only):
    """A `Stand` for each Scalar of `order` that is in `only`, and for the last one, in order.

    All others are folded into those that they lead to. An arrow goes from one to another where
    there is a way that passes no third.
    """
    wanted, stands = {id(node) for node in only} | {id(order[-1])}, {}
    for node in order:
        if id(node) not in wanted:
            continue
        found, pile, met, hidden = [], [*node.inputs[::-1]], set(), 0
        while pile:
            part = pile.pop()
            if id(part) in stands:
                # Both arrows of x * x are drawn; several ways through the fold are one arrow.
                if id(part) not in met or not hidden:
                    found.append(stands[id(part)])
            elif id(part) not in met:
                hidden += 1
                pile += part.inputs[::-1]
            met.add(id(part))
        stands[id(node)] = Stand(node, tuple(found), hidden)
    return [*stands.values()]


def checked_only(only, order):
    """`only` as a list; TypeError or ValueError unless it holds Scalars of this graph."""
    inside, only = {id(node) for node in order}, [*only]
    for node in only:
        if not is_node(node):
            raise TypeError(f"only lists the Scalars to draw; got {node!r:.60}")
        if id(node) not in inside:
            raise ValueError(f"the output does not depend on {node!r:.60}, which only names")
    return only


def draw(output, edges=False, limit=100, only=None):
    """Draw the graph that ends in the Scalar `output`, as a `Drawing`.

    Leaves are blue boxes, results yellow ellipses. Each shows its name, its number and, after
    `backward`, its derivative; with `edges`, each arrow shows the local derivative: d result /
    d input of that one operation. Of a graph with more than `limit` nodes only those nearest the
    output are drawn, and the picture says so.

    only: a list of Scalars. These and the output are drawn, and all others are folded into the
        ones that they lead to, which become boxes with a double border. To open a box, draw
        it alone, or name what is inside.

    Raises TypeError when `output` is no Scalar, and ValueError when `limit` is less than 1, when
    `only` names a Scalar that is not in the graph, or when it comes together with `edges`.
    """
    if not is_node(output):
        raise TypeError(f"draw takes a Scalar; got {output!r:.60}, of type {type(output).__name__}")
    if limit < 1:
        raise ValueError(f"limit is the largest number of nodes to draw, at least 1; got {limit}")
    order = topological_order(output)
    if only is not None:
        if edges:
            raise ValueError("an arrow of a folded graph has no local derivative: leave edges out")
        order = folded(order, checked_only(only, order))
        output = order[-1]
    near = nearest(output, limit)
    nodes = [node for node in order if id(node) in near]
    if len(nodes) == len(order):
        return Drawing(to_dot(nodes, edges), describe(nodes, edges))
    note = (
        f"Too large to draw whole: these are the {len(nodes)} of {len(order)} nodes "
        f"nearest the output. draw(..., limit={len(order)}) draws all."
    )
    lines = note.replace(". ", ".\n")  # a picture as wide as the nodes, not as the sentence
    return Drawing(to_dot(nodes, edges, lines), f"{note}\n{describe(nodes, edges)}")


INSTALL = "To see the picture, run `pip install pygraphviz` or install Graphviz."


def use_one_font():
    """Let Graphviz measure text in matplotlib's font, so that boxes fit everywhere."""
    import matplotlib

    fonts = Path(matplotlib.get_data_path(), "fonts", "ttf")
    cache = Path(matplotlib.get_cachedir())
    config = cache / "scalarad-fonts.conf"
    text = (
        f"<fontconfig><dir>{escape(str(fonts))}</dir><cachedir>{escape(str(cache))}</cachedir>"
        "<config><rescan><int>0</int></rescan></config></fontconfig>"
    )
    known = {"encoding": "utf-8", "errors": "surrogateescape"}
    if not config.is_file() or config.read_text(**known) != text:
        # Put in place as a whole: another process may be reading it.
        written = config.with_name(f"{config.name}.{os.getpid()}")
        written.write_text(text, **known)
        written.replace(config)
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
    In a browser wasm-graphviz does it.
    """
    if browser.HERE:
        return browser.render(dot, format)
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


def picture_of(dot):
    """The picture of DOT text as Jupyter shows it: a PNG, in a browser an SVG."""
    return browser.render(dot, "svg") if browser.HERE else png_of(dot)


def png_of(dot):
    """The picture of DOT text as a PNG, at twice the size and in a small palette."""
    return png.still(rendered_at_scale(dot))


def rendered_at_scale(dot):
    return render(dot.replace("{", f"{{ dpi={96 * png.SCALE}", 1), "png")


def show(picture, words, folded=True):
    """Let Jupyter show the bytes of a PNG, and the words folded under it.

    JupyterLab gives a picture no alternative text, so that the words stand in a cell's output.
    An SVG, which is made in a browser only, has them as its alternative text.
    """
    is_png = picture.startswith(png.SIGNATURE)
    data, metadata = (png if is_png else browser).bundle(picture, words)
    display(data, metadata=metadata, raw=True)
    if folded and is_png:
        inside = f"<details><summary>In words</summary><pre>{html.escape(words)}</pre></details>"
        display({"text/html": inside, "text/plain": words}, raw=True)


class Shown:
    """What Jupyter shows by `show_pictures`, and in words where there is no Graphviz."""

    def _ipython_display_(self):
        try:
            self.show_pictures()
        except RuntimeError as reason:
            print(f"{self}\n\n{reason}")


class Drawing(Shown):
    """A picture of a graph: in DOT as `source`, in words as `description`.

    Jupyter shows the picture, with the words folded under it; `print` and `repr` give the words.
    """

    def __init__(self, source, description):
        self.source = source
        self.description = description

    def __repr__(self):
        return self.description

    def show_pictures(self):
        show(picture_of(self.source), self.description)

    def save(self, path):
        """Write the picture to `path`, whose ending, .svg or .png, says the format.

        Raises ValueError for another ending, RuntimeError when no Graphviz is installed.
        """
        format = Path(path).suffix[1:]
        if format not in ("svg", "png"):
            raise ValueError(f"save writes .svg and .png files; got {str(path)!r}")
        picture = png_of(self.source) if format == "png" else render(self.source, format)
        Path(path).write_bytes(picture)
