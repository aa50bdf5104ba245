"""A graph under one's fingers, to step through forward and back, in a notebook or on a page.

Python computes: numbers, local derivatives, where things stand, and all of it once more when a
number is changed or a formula typed. The page, explore.js, multiplies and adds up what it is
given: it knows no rule of derivatives.
"""

import inspect
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

from IPython.display import display

from scalarad import functions
from scalarad.graph import is_node, topological_order
from scalarad.pictures.drawing import (
    SIGNS,
    called_in,
    hidden_sign,
    local_derivatives,
    numbered,
    own_name,
    render,
    show,
)
from scalarad.pictures.film import Wave, derivatives_kept, frames_of_wave
from scalarad.programs.typed import graph_of, typed

LIMIT = 60  # nodes
NUDGE = Fraction(1, 1000)
PAGE = Path(__file__).with_name("explore.js")
INSTALL = "To step through it yourself: pip install anywidget, then start JupyterLab again."


def explore(output, **numbers):
    """Step through the forward pass and the walk back from a Scalar, with one's own hands.

    output: a Scalar; or a formula in quotes, whose numbers follow by name, such as
        `explore("x * y + exp(x)", x=3.0, y=4.0)`.

    In a notebook that runs, and has anywidget, buttons and keys go from step to step. A node that
    is chosen shows its rule and its whole derivative as a sum; a leaf also a nudge by hand, and
    buttons that change its number. The order of turns can be one's own, and so can the formula.
    Elsewhere the picture of `wave` stands in its place. The graph stays as it is.

    Raises TypeError when `output` is neither, or the numbers are not all float, int or Fraction,
    and ValueError when the graph has more than 60 nodes or the formula is not one.
    """
    if isinstance(output, str):
        output = graph_of(output, numbers)
    elif not is_node(output):
        raise TypeError(f"explore takes a Scalar, or a formula in quotes; got {output!r:.60}")
    elif numbers:
        raise TypeError("numbers go with a formula in quotes: explore('x * y', x=3.0, y=4.0)")
    return Explorer(output)


class Explorer(Wave):
    """What Jupyter shows as a page to step through, and elsewhere as a moving picture.

    `nodes` are those of the graph on the page, another one once a formula was typed there.
    """

    def __init__(self, output):
        self.nodes = plain_nodes(output)
        with derivatives_kept(self.nodes):
            super().__init__(frames_of_wave(output, self.nodes, 1))

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

    def answer(self, request):
        """What the page shows next, for what its reader asked; or, as `refused`, why it cannot."""
        try:
            if "formula" in request:
                known = {own_name(node): node.num for node in self.nodes if node.is_leaf}
                nodes = plain_nodes(typed(request["formula"], known))
                reply = page_of(nodes)
            else:
                nodes = again(self.nodes, [*map(read, request["numbers"])])
                reply = {"numbers": numbers_of(nodes)}
            self.nodes = nodes  # only now: what is refused leaves the graph that the page shows
            return reply
        except (ArithmeticError, TypeError, ValueError) as reason:
            return {"refused": f"{reason}."}


def widget_of(explorer):
    """The widget of the page, which asks the explorer; ImportError where anywidget is missing."""
    from anywidget import AnyWidget
    from traitlets import Dict

    class Page(AnyWidget):
        _esm = PAGE.read_text(encoding="utf-8")
        page = Dict(page_of(explorer.nodes)).tag(sync=True)

    widget = Page()
    widget.on_msg(lambda widget, request, _: widget.send(explorer.answer(request)))
    return widget


def plain_nodes(output):
    """The nodes of a graph of plain numbers; an error where it is another, or too large."""
    nodes = topological_order(output)
    if len(nodes) > LIMIT:
        raise ValueError(
            f"explore shows at most {LIMIT} nodes, and this graph has {len(nodes)}; draw(y) shows "
            "larger ones, and draw(y, only=[...]) folds them"
        )
    for node in nodes:
        if type(node.num) not in (float, int, Fraction):
            raise TypeError(
                f"explore shows graphs of plain numbers, float, int or Fraction; this one holds "
                f"{node.num!r:.60}, of type {type(node.num).__name__}: draw and film show it"
            )
    return nodes


def page_of(nodes):
    """All that the page needs: the graph, laid out, and its numbers."""
    return {"graph": graph_on_page(nodes), "numbers": numbers_of(nodes)}


def numbers_of(nodes):
    """The numbers, the local derivatives, and the output for each leaf when that one is nudged.

    As texts, which keep a Fraction exact. `nudged` is None where the graph cannot be computed
    again, and has None for a nudge to where there is no value.
    """
    leaves = [node.num for node in nodes if node.is_leaf]
    return {
        "nums": [str(node.num) for node in nodes],
        "local": [[str(local) for local in local_derivatives(node)] for node in nodes],
        "nudged": [nudged(nodes, leaves, i) for i in range(len(leaves))] if alive(nodes) else None,
    }


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
        return str(again(nodes, [*leaves[:i], moved(leaves[i], NUDGE), *leaves[i + 1 :]])[-1].num)
    except (ArithmeticError, ValueError):
        return None


def operation_of(node):
    """What computed a result, as a function of Scalars, and what it took beside the inputs.

    A rule is defined inside its operation, and Python keeps the operation's name and what the rule
    uses of it. The function is None where it cannot be found.
    """
    rule = node.backward_fn
    path = getattr(rule, "__qualname__", "").rpartition(".<locals>")[0]
    kept = inspect.getclosurevars(rule).nonlocals if path else {}
    owner, _, name = path.rpartition(".")
    if name == "of_scalar":  # the body that all elementary functions share
        return getattr(functions, kept["name"]), ()
    if name == "maximum_of_scalars":
        return functions.maximum, ()
    if owner:
        return getattr(type(node), name, None), (kept["n"],) if name == "__pow__" else ()
    return getattr(rule, "__globals__", {}).get(name), ()


def again(nodes, numbers):
    """The graph computed once more, with these numbers in its leaves, in their order."""
    twins, numbers = {}, iter(numbers)
    for node in nodes:
        if node.is_leaf:
            twin = type(node)(next(numbers))
        else:
            function, more = operation_of(node)
            if function is None:
                raise ValueError("how each result was computed cannot be told")
            twin = function(*(twins[id(parent)] for parent in node.inputs), *more)
        twin.name = node.name
        twins[id(node)] = twin
    return [*twins.values()]


def alive(nodes):
    """Whether the graph can be computed once more: with the same numbers it comes out the same."""
    try:
        twins = again(nodes, [node.num for node in nodes if node.is_leaf])
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return False
    pairs = zip(twins, nodes)
    return all(str(a.num) == str(b.num) and len(a.inputs) == len(b.inputs) for a, b in pairs)


def written(node, inputs):
    """The operation of a result, of these texts: "u * v", "square(n4)", "x ** 2"."""
    function, more = operation_of(node)
    name = getattr(function, "__name__", own_name(node) or "a result")
    sign = SIGNS.get(name, name.strip("_"))
    if sign in ("+", "-", "*", "/"):
        return f" {sign} ".join(inputs)
    if sign in ("pow", "power_of_scalars"):
        return " ** ".join([*inputs, *map(str, more)])
    return f"-{inputs[0]}" if sign == "neg" else f"{sign}({', '.join(inputs)})"


def rule_of(node):
    """The rule of a result in words: the first line of what its operation says of itself."""
    function, _ = operation_of(node)
    return (function and function.__doc__ or "").partition("\n")[0]


def graph_on_page(nodes):
    """What the page draws, in pixels: the graph as `wave` shows it last, from Graphviz's words."""
    with derivatives_kept(nodes):
        dot = frames_of_wave(nodes[-1], nodes, 1)[-1].source
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
    return {"width": round(width), "height": round(height), "nodes": told}
