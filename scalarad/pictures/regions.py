"""Regions: where a network sees which class, and how often it is right (notebook 15).

A network is here whatever is called with a list of two arrays, the coordinates of points, and
gives their scores: one array, above 0 for class 1, or an array per class, the largest of which
decides. Classes are numbered from 0. `ax` are the matplotlib Axes to draw on, new ones by default.
"""

import matplotlib.pyplot as plt
import numpy as np

from scalarad.pictures.curves import Crawl, photographs

MARKS = "o^sDv"


def classes_of(network, inputs):
    """The class that the network sees for each input, as an array of ints."""
    scores = np.asarray(network(inputs))
    if scores.ndim > np.ndim(inputs[0]) and len(scores) > 1:
        return scores.argmax(axis=0)
    return (scores > 0).astype(int).reshape(np.shape(inputs[0]))


def names_of(classes, names):
    """A name for each class that there is, from 0 on."""
    count = int(max(classes)) + 1
    if names is None:
        return [f"class {i}" for i in range(count)]
    if len(names) < count:
        raise ValueError(f"{count} classes need as many names; got {len(names)}")
    return names


def plot_points(xs, ys, classes, names=None, ax=None):
    """Draw points, with a mark and a colour for each class; return the Axes.

    Raises ValueError where there are fewer names than classes.
    """
    classes = np.asarray(classes)
    names = names_of(classes, names)
    ax = ax or plt.subplots()[1]
    for i, name in enumerate(names):
        mark = {"marker": MARKS[i % len(MARKS)], "color": f"C{i}", "label": name}
        ax.plot(xs[classes == i], ys[classes == i], linestyle="", markersize=4, **mark)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def grid_around(xs, ys, count=201):
    """Two arrays, the coordinates of a grid of points around these points."""
    sides = []
    for numbers in (xs, ys):
        margin = 0.1 * np.ptp(numbers)
        sides.append(np.linspace(numbers.min() - margin, numbers.max() + margin, count))
    return np.meshgrid(*sides)


def paint(network, grid, count, ax):
    """Colour each point of the grid by its class; returns what was painted."""
    seen = classes_of(network, grid)
    colors = [f"C{i}" for i in range(count)]
    edges = np.arange(count + 1) - 0.5
    return ax.contourf(*grid, seen, edges, colors=colors, alpha=0.25, antialiased=False)


def plot_regions(network, xs, ys, classes, names=None, ax=None):
    """Draw where the network sees which class, and the points over it; return the Axes.

    Raises ValueError where there are fewer names than classes.
    """
    ax = plot_points(xs, ys, classes, names, ax)
    paint(network, grid_around(xs, ys), len(names_of(classes, names)), ax)
    return ax


def share_right(network, xs, ys, classes):
    """The part of the points, from 0 to 1, whose class the network sees."""
    return float(np.mean(classes_of(network, [xs, ys]) == np.asarray(classes)))


def bend(networks, xs, ys, classes, names=None):
    """The regions of one network after the other, as a moving picture of less than 5 seconds.

    networks: maps what stands above a frame, such as an epoch, to a network. Raises ValueError
    where there is none, or there are fewer names than classes.
    """
    if not networks:
        raise ValueError("bend shows one network or more; got none")
    ax = plot_points(xs, ys, classes, names)
    grid, count, rights = grid_around(xs, ys), len(names_of(classes, names)), []
    ax.set(title="room for a title", xlim=grid[0][0, [0, -1]], ylim=grid[1][[0, -1], 0])
    moving = [*ax.lines, *ax.spines.values(), ax.title]

    def moments():
        for title, network in networks.items():
            painted = paint(network, grid, count, ax)
            rights.append(f"{100 * share_right(network, xs, ys, classes):.1f} %")
            ax.set_title(f"{title}: {rights[-1]} right")
            yield [painted, *moving]
            painted.remove()

    pictures = photographs(ax.figure, moving, moments())
    first, *_, last = [*networks, *networks]
    words = (
        f"The border between the regions bends: at {first} {rights[0]} of the points lie in "
        f"the region of their class, at {last} {rights[-1]}."
    )
    return Crawl(pictures, words)


def plot_confusion(table, names, ax=None):
    """Draw how many examples of each class, a row, were seen as which, a column; return the Axes.

    table: a row of whole numbers for each class. Raises ValueError unless it has a row and a
    column for each name.
    """
    table = np.asarray(table)
    if table.shape != (len(names), len(names)):
        raise ValueError(f"{len(names)} names need as many rows and columns; got {table.shape}")
    ax = ax or plt.subplots(figsize=(4.4, 3.6))[1]
    ax.imshow(table, cmap="Blues", vmin=0, vmax=2 * max(table.max(), 1))
    for (row, column), number in np.ndenumerate(table):
        weight = "bold" if row == column else "normal"
        ax.text(column, row, number, ha="center", va="center", color="black", weight=weight)
    ax.set_xticks(range(len(names)), names)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlabel="what the network sees", ylabel="what it is")
    ax.grid(False)
    return ax
