"""Curves: of a descent, of a function and its slope, of a check (notebooks 06, 08 and 09)."""

import matplotlib.pyplot as plt
import numpy as np

from scalarad.scalar import Scalar


def plot_loss(history, ax=None):
    """Draw the mean loss of each epoch, on a log axis if all are above 0; return the Axes.

    `ax` are the matplotlib Axes to draw on, new ones by default. So for every function here.
    """
    ax = ax or plt.subplots()[1]
    # Beyond 1e250 a log axis has no room for its margin: the curve ends there.
    losses = [loss if loss < 1e250 else np.nan for loss in history.epoch_losses]
    scale = "log" if all(loss > 0 for loss in history.epoch_losses) else "linear"
    ax.plot(range(1, len(losses) + 1), losses)
    ax.set(xlabel="epoch", ylabel="loss", yscale=scale)
    return ax


def plot_parameters(history, goals=None, ax=None):
    """Draw each parameter at the end of each epoch, epoch 0 being the start; return the Axes.

    `goals` maps names to numbers that are known to be right, drawn as dashed lines.
    """
    ax = ax or plt.subplots()[1]
    goals = goals or {}
    for name, numbers in zip(history.names, zip(*history.epoch_parameters)):
        (line,) = ax.plot(numbers, label=name)
        if name in goals:
            ax.axhline(
                goals[name],
                color=line.get_color(),
                linestyle="--",
                label=f"goal of {name}",
            )
    ax.set(xlabel="epoch", ylabel="parameter")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def loss_surface(loss, firsts, seconds, data=None):
    """The mean loss at every pair of two parameters, as an array with a row per second one.

    `loss` and `data` are as in `gradient_descent`; `firsts` and `seconds` are sequences of numbers.
    The number in a Scalar may be an array, so that one call of `loss` does all pairs; a loss that
    asks `if` about a parameter cannot do that, and raises ValueError.
    """
    examples = [()] if data is None else list(data)
    first, second = (Scalar(grid) for grid in np.meshgrid(firsts, seconds))
    with np.errstate(over="ignore", invalid="ignore"):
        losses = [loss(first, second, *example).num for example in examples]
        return np.broadcast_to(sum(losses) / len(losses), first.num.shape)


def plot_path(history, loss, data=None, ax=None):
    """Draw the path of two parameters, a dot per epoch, on the contours of the loss.

    `loss` and `data` are those of the descent. Returns the Axes. Raises ValueError unless the
    history has exactly two parameters, and when the loss around the path is not finite.
    """
    if len(history.names) != 2:
        raise ValueError(f"a path needs two parameters; got {', '.join(history.names)}")
    ax = ax or plt.subplots()[1]
    path = np.array(history.epoch_parameters, dtype=float)
    low, high = path.min(axis=0), path.max(axis=0)
    margin = 0.25 * np.maximum(high - low, 0.1 * max(*(high - low), 1e-3))
    firsts, seconds = np.linspace(low - margin, high + margin, 201).T
    surface = loss_surface(loss, firsts, seconds, data)
    if not np.all(np.isfinite(surface)):
        raise ValueError("the loss around the path is not finite; plot fewer epochs")
    if np.ptp(surface) > 0:
        levels = surface.min() + np.ptp(surface) * np.linspace(0, 1, 16) ** 4
        ax.contour(firsts, seconds, surface, levels, linewidths=1)
    ax.plot(*path.T, ".-", color="black", label="a dot per epoch")
    ax.plot(*path[-1], "*", color="#D55E00", markersize=9, label="end")
    ax.set(xlabel=history.names[0], ylabel=history.names[1])
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


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


def plot_caught(caught, tests, ax=None):
    """Draw which test catches what, a row per name and a column per test; return the Axes.

    caught: maps a name to its results, one bool per test. tests: what the columns are called.
    """
    if any(len(results) != len(tests) for results in caught.values()):
        raise ValueError(
            f"each row needs one result for each of the {len(tests)} tests"
        )
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
    marks = {"right": "C0o", "WRONG": "C1X", "corner": "C4D", "unknown": "C6."}
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
