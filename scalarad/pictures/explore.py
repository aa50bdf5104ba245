"""A graph under one's fingers, to step through forward and back, in a notebook or on a page.

Python computes: numbers, local derivatives, where things stand, and all of it once more when a
number is changed or a formula typed. The page, explore.js, multiplies and adds up what it is
given: it knows no rule of derivatives.
"""

import contextlib
import itertools
import math
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

from IPython.display import display

from scalarad.graph import is_node, topological_order
from scalarad.pictures.again import again, name_of, numbers_in_leaves, operation_of, why_fixed
from scalarad.pictures.drawing import (
    SIGNS,
    called_in,
    hidden_sign,
    local_derivatives,
    numbered,
    own_name,
    render,
    short,
    show,
)
from scalarad.pictures.film import Wave, derivatives_kept, finished, frames_of_wave, replay
from scalarad.programs.typed import graph_of, typed
from scalarad.scalar import fit

LIMIT = 60  # nodes
MOVING = 12  # nodes of a graph whose picture still moves
LONGEST = 4000  # bits of an int, or of a part of a fraction
NUDGE = Fraction(1, 1000)
PAGE = Path(__file__).with_name("explore.js")
GRAPHS = itertools.count()  # a number for each graph on a page
INSTALL = "To step through it yourself: pip install anywidget, then start JupyterLab again."


def explore(output, /, **numbers):
    """Step through the forward pass and the walk back from a Scalar, with one's own hands.

    output: a Scalar; or a formula in quotes, whose numbers follow by name, such as
        `explore("x * y + exp(x)", x=3.0, y=4.0)`.

    In a notebook that runs, and has anywidget, buttons and keys go from step to step. A node that
    is chosen shows its rule and its whole derivative as a sum; a leaf also a nudge by hand, and
    buttons that change its number. The order of turns can be one's own, and so can the formula.
    Elsewhere the picture of `wave` stands in its place, which stands still where there are more
    than 12 nodes. The graph stays as it is.

    Raises TypeError when `output` is neither, or the numbers are not all float, int or Fraction;
    ValueError when the graph has more than 60 nodes, the formula is not one, or a rule does not
    multiply what arrives by a local derivative; and ArithmeticError when a number or a derivative
    has no value, such as the slope of sqrt at 0.
    """
    if isinstance(output, str):
        output = graph_of(output, numbers)
    elif not is_node(output):
        raise TypeError(f"explore takes a Scalar, or a formula in quotes; got {output!r:.60}")
    elif numbers:
        raise TypeError("numbers go with a formula in quotes: explore('x * y', x=3.0, y=4.0)")
    return Explorer(output)


class Explorer(Wave):
    """What Jupyter shows as a page to step through, and elsewhere as a moving picture."""

    def __init__(self, output):
        self.nodes = plain_nodes(output)
        frames = frames_of_wave if len(self.nodes) <= MOVING else lambda *of: [finished(*of)]
        with derivatives_kept(self.nodes):
            super().__init__(frames(output, self.nodes, 1))
        local_numbers(self.nodes)

    def show_pictures(self):
        try:
            view = {"model_id": widget_of(self).model_id, "version_major": 2, "version_minor": 0}
        except ImportError:
            show(self.moving_picture(), repr(self))
            print(INSTALL)
        else:
            # An output of its own, so that a saved copy that is not run still has the picture.
            # Where the page lives, it hides the picture.
            display({"application/vnd.jupyter.widget-view+json": view}, raw=True)
            show(self.moving_picture(), repr(self))


def widget_of(explorer):
    """A widget for the page, with a graph of its own; ImportError where anywidget is missing."""
    from anywidget import AnyWidget
    from traitlets import Dict

    class Page(AnyWidget):
        _esm = PAGE.read_text(encoding="utf-8")
        page = Dict().tag(sync=True)

        def hear(self, _, request, buffers):
            if request.get("graph") in (None, self.page["graph"]["id"]):
                self.nodes, reply = answer(self.nodes, request)
            else:
                reply = {"refused": "The graph is another one by now."}
            self.send(reply | {"id": request["id"]})
            if "refused" not in reply:
                self.page = self.page | reply  # what another view of it begins with

    widget = Page(page=page_of(explorer.nodes))
    widget.nodes = explorer.nodes
    widget.on_msg(widget.hear)
    return widget


def answer(nodes, request):
    """What a page asks: the nodes of its graph from now on, and what it shows of them.

    What is refused leaves the nodes as they are, and the page gets the reason, as `refused`.
    """
    try:
        if "formula" in request:
            found = plain_nodes(typed(request["formula"], known_in(nodes)))
            return found, page_of(found)
        if reason := why_fixed(nodes):
            raise ValueError(reason)
        found = again(nodes, [*map(read, request["numbers"])])
        return found, {"numbers": numbers_of(all_plain(found))}
    except Exception as reason:  # the operations may be the reader's own
        text = str(reason) or type(reason).__name__
        return nodes, {"refused": text if text[-1] in ".?" else f"{text}."}


def known_in(nodes):
    """The numbers that a typed formula may use by their names: floats, which fill no memory."""
    names = [own_name(node) for node in nodes if node.is_leaf]
    known = {}
    for name, num in zip(names, numbers_in_leaves(nodes)):
        with contextlib.suppress(OverflowError):
            if names.count(name) == 1:
                known[name] = float(num)
    return known


def plain_nodes(output):
    """The nodes of a graph of plain numbers; an error where it is another, or too large."""
    nodes = topological_order(output)
    if len(nodes) > LIMIT:
        raise ValueError(
            f"explore shows at most {LIMIT} nodes, and this graph has {len(nodes)}; draw(y) shows "
            "larger ones, and draw(y, only=[...]) folds them"
        )
    return all_plain(nodes)


def all_plain(nodes):
    """The nodes themselves; an error where one holds another kind of number, or a too long one."""
    for node in nodes:
        if type(node.num) not in (float, int, Fraction):
            raise TypeError(
                f"explore shows graphs of plain numbers, float, int or Fraction; this one holds "
                f"{node.num!r:.60}, of type {type(node.num).__name__}: draw and film show it"
            )
        parts = () if isinstance(node.num, float) else node.num.as_integer_ratio()
        if any(part.bit_length() > LONGEST for part in parts):
            raise ValueError("explore shows ints and fractions of up to a thousand digits")
    return nodes


def page_of(nodes):
    """All that the page needs: the graph, laid out, and its numbers.

    The graph has an `id`, and as `first` the numbers in its leaves, which may change.
    """
    first = [*map(text_of, numbers_in_leaves(nodes))]
    return {
        "graph": graph_on_page(nodes) | {"id": next(GRAPHS), "first": first},
        "numbers": numbers_of(nodes),
    }


def numbers_of(nodes):
    """The numbers, the local derivatives, and the output for each leaf when that one is nudged.

    As texts, which keep a Fraction exact. `nudged` has None for a nudge to where there is no value.
    """
    leaves = numbers_in_leaves(nodes)
    return {
        "nums": [text_of(node.num) for node in nodes],
        "local": [[*map(str, slopes)] for slopes in local_numbers(nodes)],
        "nudged": [nudged(nodes, leaves, i) for i in range(len(leaves))],
    }


def local_numbers(nodes):
    """The local derivatives of each node.

    ValueError where a rule does not multiply what arrives by them, in the walk back or by itself.
    """
    found = {id(node): local_derivatives(node) for node in nodes}
    for node in nodes:
        for b_in in () if node.is_leaf else (-1, 2, 10**6):
            slopes = found[id(node)]
            compare(node, b_in, slopes, node.backward_fn(b_in), [b_in * slope for slope in slopes])
    sizes = defaultdict(int)  # the sum of the shares of each node, without their signs
    with derivatives_kept(nodes):
        for node, sent in replay(nodes[-1], nodes[::-1], 1):
            b_in, slopes = node.derivative, found[id(node)]
            right = [fit(x.num, b_in * slope) for (x, _), slope in zip(sent, slopes)]
            compare(node, b_in, slopes, [share for _, share in sent], right)
            for x, share in sent:
                sizes[id(x)] += abs(share)
        for node, b in zip(nodes, summed_up(nodes, found)):
            if not same(node.derivative, b, sizes[id(node)]):
                raise ValueError(
                    f"explore multiplies and adds up local derivatives, which gives {short(b)} "
                    f"where backward gives {short(node.derivative)}: rounding takes all digits"
                )
    return [*found.values()]


def summed_up(nodes, slopes):
    """The derivatives as the page has them, from the local ones by the nodes' ids."""
    found = {id(nodes[-1]): fit(nodes[-1].num, 1)}
    for node in reversed(nodes):
        for parent, slope in zip(node.inputs, slopes[id(node)]):
            share = fit(parent.num, found[id(node)] * slope)
            found[id(parent)] = found[id(parent)] + share if id(parent) in found else share
    return [found[id(node)] for node in nodes]


def compare(node, b_in, slopes, shares, products):
    """ValueError unless the shares, that a node sends for `b_in`, are the products."""
    if not all(map(same, shares, products)):
        raise ValueError(
            f"explore multiplies what arrives by local derivatives; the rule of "
            f"{own_name(node) or 'a result'} sends {listed(slopes)} for 1, and for {short(b_in)} "
            f"{listed(shares)}: film shows such a rule"
        )


def listed(numbers):
    return " and ".join(map(short, numbers))


def same(a, b, size=0):
    """Whether two numbers are equal; floats but for rounding, of what has this size. NaN is NaN."""
    if a == b or (a != a and b != b):
        return True
    is_inexact = isinstance(a, float) or isinstance(b, float)
    return is_inexact and math.isclose(a, b, abs_tol=max(1e-300, 1e-9 * size))


def text_of(num):
    """The number as text, from which `read` gets one of the same kind."""
    return f"{num.numerator}/{num.denominator}" if isinstance(num, Fraction) else str(num)


def read(text):
    """The number that `str` has written: a Fraction, a float or an int."""
    if "/" in text:
        return Fraction(text)
    return int(text) if text.lstrip("-").isdigit() else float(text)


def moved(num, by):
    """`num` plus a Fraction, of the kind of `num`: an int may become a Fraction."""
    return num + (float(by) if isinstance(num, float) else by)


def nudged(nodes, leaves, i):
    """The output when leaf `i` is nudged by a thousandth, as text; None where it has no value."""
    try:
        moved_leaves = [*leaves[:i], moved(leaves[i], NUDGE), *leaves[i + 1 :]]
        return str(all_plain(again(nodes, moved_leaves))[-1].num)
    except Exception:  # the operations may be the reader's own
        return None


def written(node, inputs):
    """The operation of a result, of these texts: "u * v", "square(n4)", "x ** 2"."""
    function, more = operation_of(node)
    name = getattr(function, "__name__", name_of(node.backward_fn)).removesuffix("_of_scalars")
    if function is None and name != node.name or not name.isidentifier():
        return f"a result of {' and '.join(inputs)}"
    sign = SIGNS.get(name, name.strip("_"))
    if sign in ("+", "-", "*", "/"):
        return f" {sign} ".join(inputs)
    if sign in ("pow", "power"):
        exponents = (f"({n})" if "/" in str(n) else f"{n}" for n in more.values())
        return " ** ".join([*inputs, *exponents])
    if sign == "neg":
        return f"-{inputs[0]}"
    options = [f"{word}={short(value)}" for word, value in more.items()]
    return f"{sign}({', '.join([*inputs, *options])})"


def rule_of(node):
    """The rule of a result in words: the first line of what its operation says of itself."""
    function, _ = operation_of(node)
    return (function and function.__doc__ or "").partition("\n")[0]


def graph_on_page(nodes):
    """What the page draws, in pixels: the graph as `wave` shows it last, from Graphviz's words.

    `fixed` says why no number can be changed, where none can.
    """
    with derivatives_kept(nodes):
        dot = finished(nodes[-1], nodes, 1).source
    rows = [line.split(" ") for line in render(dot, "plain").decode().splitlines()]
    width, height = (96 * float(inches) for inches in rows[0][2:4])

    def pixels(texts):
        numbers = [96 * float(text) for text in texts]
        return [[round(x, 1), round(height - y, 1)] for x, y in zip(numbers[::2], numbers[1::2])]

    boxes, arrows = {}, defaultdict(list)
    for row in rows:
        if row[0] == "node":
            size = [round(96 * float(inches), 1) for inches in row[4:6]]
            boxes[row[1]] = {"at": pixels(row[2:4])[0], "size": size}
        elif row[0] == "edge":
            end = 4 + 2 * int(row[3])
            arrow = {"points": pixels(row[4:end]), "text": pixels(row[-4:-2])[0]}
            arrows[row[1], row[2]].append(arrow)
    names, called = numbered(nodes), called_in(nodes)
    told = []
    for node in nodes:
        name, call, own = names[id(node)], called[id(node)], own_name(node)
        sources = [names[id(parent)] for parent in node.inputs]
        told.append(
            boxes[name]
            | {
                "name": call,
                "sign": hidden_sign(node) if own == call else own,
                "title": call if own in ("", call) else f"{call} ({own})",
                "inputs": [int(source[1:]) for source in sources],
                "arrows": [arrows[source, name].pop(0) for source in sources],
                "formula": written(node, ["{}"] * len(sources)) if sources else "",
                "rule": rule_of(node) if sources else "",
            }
        )
    size = {"width": round(width), "height": round(height)}
    return size | {"nodes": told, "fixed": why_fixed(nodes)}
