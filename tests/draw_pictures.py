"""Draw the pictures of the README: a graph after `backward`, and two parameters being learned."""

from pathlib import Path

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402

from scalarad.gradient_descent import gradient_descent  # noqa: E402
from scalarad.pictures import draw  # noqa: E402
from scalarad.pictures.curves import plot_parameters  # noqa: E402
from scalarad.scalar import Scalar  # noqa: E402

PICTURES = Path(__file__).parent.parent / ".github" / "pictures"


def draw_graph(path):
    a, b, c = Scalar(2.0, name="a"), Scalar(-3.0, name="b"), Scalar(10.0, name="c")
    y = (a * b + c).square()
    y.backward()
    draw(y).save(path)


def draw_parameters(path):
    """The training of the post: learn m = 5 and b = 10 from 100 points of a line."""

    def loss(m, b, x, y):
        return (Scalar(y) - (m * Scalar(x) + b)).square()

    data = [(i / 100, 5 * (i / 100) + 10) for i in range(100)]
    history = gradient_descent(loss, [Scalar(0, name="m"), Scalar(0, name="b")], data)
    plt.style.use("scalarad.pictures.style")
    plot_parameters(history, data, goals={"m": 5, "b": 10})
    plt.savefig(path)


if __name__ == "__main__":
    draw_graph(PICTURES / "graph.svg")
    draw_parameters(PICTURES / "parameters.png")
