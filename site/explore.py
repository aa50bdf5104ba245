"""The pages of `explore` on the site, where no kernel runs: computed when the site is built.

`states_for("07_shared_inputs", ...)` gives one piece of HTML for each explore cell of a notebook.
"""

import json
from fractions import Fraction

from scalarad.pictures.again import again
from scalarad.pictures.explore import NUDGE, moved, numbers_of, page_of, plain_nodes, text_of
from scalarad.scalar import Scalar

# To the whole numbers near, and a nudge from each.
MOVES = [(Fraction(whole), nudge) for whole in range(-3, 4) for nudge in (Fraction(0), NUDGE)]


def loss():
    """The graph of notebook 05."""
    m, b = Scalar(2.0, name="m"), Scalar(1.0, name="b")
    x, y = Scalar(3.0, name="x"), Scalar(10.0, name="y")
    output = (y - (m * x + b)).square()
    output.name = "loss"
    return output


def walk():
    """The graph of notebook 14."""
    u, v, w = Scalar(2.0, name="u"), Scalar(-3.0, name="v"), Scalar(10.0, name="w")
    return (u * v + w).square()


def shared():
    """The graph of notebook 07, where b is used twice."""
    a = Scalar(3.0, name="a")
    b = a * 2.0
    left = b + 1.0
    right = b * 3.0
    y = left * right
    b.name, left.name, right.name, y.name = "b", "left", "right", "y"
    return y


# In the order of the cells; a test compares each with the words that are stored in its notebook.
GRAPHS = {"05_backward": [loss], "07_shared_inputs": [shared], "14_forward_mode": [walk]}


def page(output):
    """What a page shows of the graph, with the numbers that come when one leaf is moved a bit."""
    nodes = plain_nodes(output)
    leaves = [node.num for node in nodes if node.is_leaf]
    near = {}
    for i in range(len(leaves)):
        for whole, nudge in MOVES:
            numbers = [*leaves[:i], moved(moved(leaves[i], whole), nudge), *leaves[i + 1 :]]
            try:
                near[" ".join(map(text_of, numbers))] = numbers_of(again(nodes, numbers))
            except (ArithmeticError, ValueError):
                pass  # no value there: the page offers no such move
    return page_of(nodes) | {"near": near}


def states_for(notebook_name, script="_static/explore.js", pictures=()):
    """The pages of a notebook's explore cells, as HTML to be put in; `[]` where it has none.

    script: where explore.js is, as seen from the page. pictures: for each cell the HTML that
        stands there until the script has run, and where none runs.
    """
    graphs = GRAPHS.get(notebook_name, [])
    pictures = [*pictures, *[""] * len(graphs)]
    return [
        f'<div id="explore-{i}">{picture}</div>\n<script type="module">\n'
        f'import {{ show }} from "{script}";\n'
        f'show(document.getElementById("explore-{i}"), {in_script(page(graph()))});\n</script>\n'
        for i, (graph, picture) in enumerate(zip(graphs, pictures))
    ]


def in_script(data):
    """JSON that can stand in a script."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
