"""Curves: of a descent, of a function and its slope, of a check (notebooks 01, 06, 09 to 11).

`data` is everywhere what `gradient_descent` was given: an epoch is one step for each of its
examples, and one step alone where there was no data.
"""

import io
import random

import matplotlib.pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg

from scalarad.gradient_descent import examples_of
from scalarad.pictures import png
from scalarad.pictures.browser import Absent, leave_out_plots
from scalarad.pictures.drawing import show
from scalarad.scalar import Scalar

try:
    import numpy as np
except ImportError as why:  # in a browser that reaches no network
    np = Absent(why)


def checked(history):
    """`history` itself, or TypeError if it is something else, such as the error that has it."""
    if not hasattr(history, "rows"):
        raise TypeError(f"a History of gradient_descent is needed; got {history!r:.60}")
    return history


def some_examples(data):
    """The examples in `data`, as `gradient_descent` reads them; ValueError where there are none."""
    examples = examples_of(data)
    if not examples:
        raise ValueError("data holds no example (a generator is empty once it has been read)")
    return examples


def column(history, name):
    """All numbers that the parameter `name` went through, its start first, as a list.

    Raises ValueError where no parameter has this name.
    """
    names = checked(history).names
    if name not in names:
        raise ValueError(f"no parameter is named {name!r}; there are {', '.join(names)}")
    return [row[names.index(name)] for row in history.rows]


def epoch_rows(history, data=None):
    """The start, then the row of parameters at the end of each epoch, as a list of tuples.

    Raises TypeError where `history` is no History, and ValueError where data is empty.
    """
    return checked(history).rows[:: len(some_examples(data))]


def epoch_losses(history, data=None):
    """The mean loss of the steps in each epoch, as a list; of a last one cut short, too.

    Raises as `epoch_rows` does.
    """
    losses, size = checked(history).losses, len(some_examples(data))
    epochs = [losses[i : i + size] for i in range(0, len(losses), size)]
    return [sum(epoch) / len(epoch) for epoch in epochs]


def unit_of(data):
    """What the axis counts: "epoch", or "step" where a step is all that there is."""
    return "step" if data is None else "epoch"


def plot_loss(history, data=None, ax=None):
    """Draw the mean loss of each epoch, on a log axis if all are above 0; return the Axes.

    `ax` are the matplotlib Axes to draw on, new ones by default. So for every function here.
    """
    means = epoch_losses(history, data)
    ax = ax or plt.subplots()[1]
    # Beyond 1e250 a log axis has no room for its margin: the curve ends there.
    losses = [loss if loss < 1e250 else np.nan for loss in means]
    scale = "log" if all(loss > 0 for loss in means) else "linear"
    ax.plot(range(1, len(losses) + 1), losses)
    ax.set(xlabel=unit_of(data), ylabel="loss", yscale=scale)
    return ax


def plot_parameters(history, data=None, goals=None, ax=None):
    """Draw each parameter at the end of each epoch, epoch 0 being the start; return the Axes.

    `goals` maps names to numbers that are known to be right, drawn as dashed lines.
    """
    rows, goals = epoch_rows(history, data), goals or {}
    ax = ax or plt.subplots()[1]
    for name, numbers in zip(history.names, zip(*rows)):
        (line,) = ax.plot(numbers, label=name)
        if name in goals:
            look = {"color": line.get_color(), "linestyle": "--"}
            ax.axhline(goals[name], label=f"goal of {name}", **look)
    ax.set(xlabel=unit_of(data), ylabel="parameter")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def loss_surface(loss, firsts, seconds, data=None):
    """The mean loss at every pair of two parameters, as an array with a row per second one.

    `loss` is as in `gradient_descent`; `firsts` and `seconds` are sequences of numbers. The
    number in a Scalar may be an array, so that one call of `loss` does all pairs; a loss that
    asks `if` about a parameter cannot do that, and raises ValueError.
    """
    first, second = (Scalar(grid.astype(float)) for grid in np.meshgrid(firsts, seconds))
    with np.errstate(over="ignore", invalid="ignore"):
        losses = [loss(first, second, *example).num for example in some_examples(data)]
        return np.broadcast_to(sum(losses) / len(losses), first.num.shape)


def box_around(path):
    """201 numbers along each side of a box that holds the path with room around it.

    Its corners are rounded: the last digits of a path can differ from processor to processor, and
    no picture should.
    """
    low, high = path.min(axis=0), path.max(axis=0)
    margin = 0.25 * np.maximum(high - low, 0.1 * max(*(high - low), 1e-3))
    unit = np.ldexp(1.0, np.frexp(margin)[1] - 30)  # a power of two, a billionth of the margin
    low, high = (unit * np.round(corner / unit) for corner in (low - margin, high + margin))
    return np.linspace(low, high, 201).T


def points_of(path, data):
    """A path as an array, two numbers a row: the epochs of a History, or a list of points."""
    names = path.names if hasattr(path, "rows") else ()
    if names and len(names) != 2:
        raise ValueError(f"a path needs two parameters; got {', '.join(names)}")
    points = np.array(epoch_rows(path, data) if names else path, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"a path is a History or a list of points (x, y); got {path!r:.60}")
    return points


def plot_map(paths, loss, data, ax):
    """Draw the contours of the loss around all of the paths, which are as `points_of` gives them.

    Raises ValueError when the loss there is not finite. Returns the Axes.
    """
    firsts, seconds = box_around(np.concatenate(paths))
    surface = loss_surface(loss, firsts, seconds, data)
    if not np.all(np.isfinite(surface)):
        raise ValueError("the loss around the path is not finite; plot fewer epochs")
    ax = ax or plt.subplots()[1]
    if np.ptp(surface) > 0:
        levels = surface.min() + np.ptp(surface) * np.linspace(0, 1, 16) ** 4
        ax.contour(firsts, seconds, surface, levels, linewidths=1)
    return ax


def plot_path(history, loss, data=None, ax=None, goal=None):
    """Draw the path of two parameters, a dot per epoch, on the contours of the loss.

    `loss` is that of the descent. `goal`, a point (x, y), is marked, and the map reaches to it.
    Returns the Axes. Raises ValueError unless the history has exactly two parameters, and when
    the loss around the path is not finite.
    """
    checked(history)
    unit, data = unit_of(data), some_examples(data)
    path = points_of(history, data)
    goals = [] if goal is None else [points_of([goal], data)]
    ax = plot_map([path, *goals], loss, data, ax)
    for point in goals:
        ax.plot(*point.T, "X", color="#0072B2", markersize=9, label="goal")
    ax.plot(*path.T, ".-", color="black", label=f"a dot per {unit}")
    ax.plot(*path[-1], "*", color="#D55E00", markersize=9, label="end")
    ax.set(xlabel=history.names[0], ylabel=history.names[1])
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def plot_paths(paths, loss, data=None, ax=None):
    """Draw several paths of the same two parameters on one map of the loss; return the Axes.

    paths: maps a label to a History, drawn with a dot per epoch, or to a list of points, such as
        [(0, 0), (5, 10)] for one step. A star marks each end. The first path lies on top, and
        the first History names the axes.

    Raises ValueError as `plot_path` does, and where there is no History.
    """
    histories = [path for path in paths.values() if hasattr(path, "rows")]
    if not histories:
        raise ValueError("one of the paths must be a History, which names the two parameters")
    data = some_examples(data)
    rows = [points_of(path, data) for path in paths.values()]
    ax = plot_map(rows, loss, data, ax)
    for i, (label, path) in enumerate(zip(paths, rows)):
        look = {"color": f"C{i}", "zorder": 3 - i / len(rows)}
        ax.plot(*path.T, ".-", label=label, **look)
        ax.plot(*path[-1], "*", markersize=9, **look)
    ax.set(xlabel=histories[0].names[0], ylabel=histories[0].names[1])
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


class Crawl:
    """A moving picture of a path: `pictures` are its frames as PNG, `words` say what it shows."""

    def __init__(self, pictures, words):
        self.pictures = pictures
        self.words = words

    def __repr__(self):
        return self.words

    def _ipython_display_(self):
        show(png.moving(self.pictures, seconds=4.5, colors=128), self.words)


def crawl(history, loss, data=None, goal=None):
    """The path of two parameters crawling over the contours of the loss, in less than 5 seconds.

    Each of 24 frames goes on by as many epochs; the last is what `plot_path` draws, and stays.
    Arguments and errors are those of `plot_path`.
    """
    ax = plot_path(history, loss, data, goal=goal)
    path, end = ax.lines[-2:]
    legend, rows = ax.get_legend(), np.column_stack(path.get_data())
    moving = [path, end, legend]

    def moments():
        for done in np.linspace(1, len(rows), 24).round().astype(int):
            path.set_data(*rows[:done].T)
            end.set_data(*rows[done - 1 : done].T)
            legend.get_texts()[-1].set_text("end" if done == len(rows) else "now")
            yield moving

    pictures = photographs(ax.figure, moving, moments())
    start, stop = (", ".join(f"{x:.4g}" for x in rows[i]) for i in (0, -1))
    first, second = history.names
    words = f"{first} and {second} crawl from {start} to {stop} over the contours of the loss."
    return Crawl(pictures, words)


def photographs(figure, moving, moments):
    """The bytes of a PNG for each moment, at twice the size; closes the figure.

    moving: the artists that change; all others are drawn once for all frames, which is quick.
    moments: an iterator that changes the moving artists and gives those to draw, in order.
    """
    from PIL import Image

    figure.set_layout_engine("constrained")  # so that the legend is whole in any style
    figure.set_dpi(figure.dpi * png.SCALE)
    for artist in moving:
        artist.set_animated(True)
    canvas, pictures = FigureCanvasAgg(figure), []
    canvas.draw()
    still = canvas.copy_from_bbox(figure.bbox)
    for artists in moments:
        canvas.restore_region(still)
        for artist in artists:
            figure.draw_artist(artist)
        file = io.BytesIO()
        Image.fromarray(np.asarray(canvas.buffer_rgba())).save(file, "PNG", compress_level=1)
        pictures.append(file.getvalue())
    plt.close(figure)
    return pictures


def race(paths, loss, data=None):
    """Several paths over the contours of the loss, step by step, in less than 5 seconds.

    Arguments and errors are those of `plot_paths`. Of its frames the first show single steps,
    and later ones more and more of them; the last shows all. A path that has ended waits.
    """
    ax = plot_paths(paths, loss, data)
    lines = list(ax.lines)
    rows = [np.column_stack(line.get_data()) for line in lines[::2]]
    longest = max(map(len, rows)) - 1
    ax.set_title(f"step {longest}")
    for line in lines[::2]:
        line.set(marker="", linewidth=1.5)
    lowest_first = sorted([*lines, ax.title], key=lambda artist: artist.get_zorder())

    def moments():
        for done in sorted({round(longest ** (i / 9)) for i in range(10)} | {0}):
            for line, end, path in zip(lines[::2], lines[1::2], rows):
                line.set_data(*path[: done + 1].T)
                end.set_data(*path[: done + 1][-1:].T)
            ax.set_title(f"step {done}")
            yield lowest_first

    pictures = photographs(ax.figure, lowest_first, moments())
    ends = [f"{name} at {path[-1][0]:.4g}, {path[-1][1]:.4g}" for name, path in zip(paths, rows)]
    words = f"{len(rows)} paths run over the contours of the loss, for {longest} steps at most."
    return Crawl(pictures, f"{words} They end: {'; '.join(ends)}.")


def plot_residuals(xs, residuals, ax=None):
    """Draw what a fitted curve leaves of each measurement, above or below 0; return the Axes."""
    ax = ax or plt.subplots()[1]
    ax.plot(xs, residuals, "o")
    ax.axhline(0, color="black", linewidth=1)
    ax.set(xlabel="x", ylabel="residual")
    return ax


def plot_zooms(f, x, slope, widths=(1.0, 0.1, 0.01)):
    """Draw `f` near x, nearer and nearer, and dashed the line with this slope; return the Axes.

    f: takes and returns a plain number. widths: how far each panel reaches to either side of x.
    """
    panels = plt.subplots(1, len(widths), figsize=(9, 3), squeeze=False)[1][0]
    for panel, width in zip(panels, widths):
        near = np.linspace(x - width, x + width, 101)
        panel.plot(near, [f(number) for number in near.tolist()], color="black", label="curve")
        panel.plot(near, f(x) + slope * (near - x), "--", color="C1", label=f"slope {slope:g}")
        panel.set(title=f"within {width:g} of {x:g}", xticks=[x], yticks=[f(x)])
    panels[0].legend()
    return panels


def plot_with_slope(f, low, high, corners=(), axes=None):
    """Draw `f` from low to high, and its slope by `backward` below; return the pair of Axes.

    f: takes a Scalar, returns a Scalar; its `__name__` is the title.
    corners: where the slope jumps. There the curve of the slope is cut, and a dot marks the
        slope that `backward` gives.
    """
    above, below = plt.subplots(2, 1, sharex=True)[1] if axes is None else axes
    points = []
    for number in sorted([*np.linspace(low, high, 200).tolist(), *corners]):
        x = Scalar(number)
        y = f(x)
        y.backward()
        points.append((number, y.num, x.derivative))
    xs, values, slopes = zip(*points)
    cut = [np.nan if x in corners else slope for x, slope in zip(xs, slopes)]
    above.plot(xs, values)
    below.plot(xs, cut, color="C1")
    for x, value, slope in points:
        if x in corners:
            above.plot(x, value, "o", color="C0")
            below.plot(x, slope, "o", color="C1")
    above.set(title=f.__name__)
    return above, below


def plot_gallery(*functions, low=-3.0, high=3.0, corners=()):
    """Draw functions side by side, each above its slope by `backward`; return the rows of Axes.

    functions, corners: as in `plot_with_slope`.
    """
    shape = {"figsize": (2.25 * len(functions), 3.6), "sharex": "col", "squeeze": False}
    axes = plt.subplots(2, len(functions), **shape)[1]
    for f, column in zip(functions, axes.T):
        plot_with_slope(f, low, high, corners, column)
    axes[0, 0].set(ylabel="value")
    axes[1, 0].set(ylabel="slope")
    return axes


def plot_matching(functions, places=None, low=-3.0, high=3.0, seed=0):
    """Draw curves, A, B, ..., and below their slopes, 1, 2, ..., in another order: which is whose?

    functions: take a Scalar and return one. places: for each slope from left to right, which of
        the functions it belongs to, counted from 0; by default `seed` shuffles them, so that the
        call does not give the answer away. Returns the rows of Axes. Raises ValueError unless
        `places` holds each function once.
    """
    if places is None:
        places = random.Random(seed).sample(range(len(functions)), len(functions))
    if sorted(places) != [*range(len(functions))]:
        raise ValueError(f"places holds each of 0 to {len(functions) - 1} once; got {places}")
    shape = {"figsize": (9, 3.6), "sharex": True, "squeeze": False}
    axes = plt.subplots(2, len(functions), **shape)[1]
    for i, f in enumerate(functions):
        plot_with_slope(f, low, high, axes=(axes[0, i], axes[1, places.index(i)]))
    for i in range(len(functions)):
        axes[0, i].set(title=chr(ord("A") + i))
        axes[1, i].set(title=i + 1)
    axes[0, 0].set(ylabel="value")
    axes[1, 0].set(ylabel="slope")
    return axes


def plot_caught(caught, tests, ax=None):
    """Draw which test catches what, a row per name and a column per test; return the Axes.

    caught: maps a name to its results, one bool per test. tests: what the columns are called.
    """
    if any(len(results) != len(tests) for results in caught.values()):
        raise ValueError(f"each row needs one result for each of the {len(tests)} tests")
    ax = ax or plt.subplots(figsize=(6.4, 1 + 0.28 * len(caught)))[1]
    ax.imshow(list(caught.values()), cmap="cividis", vmin=0, vmax=1, aspect="auto")
    for row, results in enumerate(caught.values()):
        for column, result in enumerate(results):
            if result:
                ax.text(column, row, "caught", ha="center", va="center", fontsize=8)
    ax.set_xticks(range(len(tests)), tests, rotation=30, ha="right")
    ax.set_yticks(range(len(caught)), caught)
    ax.grid(False)
    return ax


def plot_check(report, ax=None):
    """Draw the relative error of each derivative in a `GradientReport`; return the Axes."""
    checks = report.checks
    ax = ax or plt.subplots(figsize=(6.4, 1 + 0.4 * len(checks)))[1]
    marks = {"right": "C0o", "WRONG": "C1X", "corner": "C4D", "jump": "C3s", "unknown": "C6."}
    for verdict, mark in marks.items():
        rows = [i for i, check in enumerate(checks) if check.verdict == verdict]
        if rows:
            errors = [max(checks[i].error, 1e-17) for i in rows]
            ax.plot(errors, rows, mark, markersize=8, label=verdict)
    ax.set(xlabel="relative error", xscale="log", xlim=(1e-18, 10))
    ax.set_yticks(range(len(checks)), [check.name for check in checks])
    ax.set_ylim(len(checks) - 0.5, -0.5)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


leave_out_plots(globals(), plt)
