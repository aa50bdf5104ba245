"""Curves: what they plot are the numbers of the history, on the Axes that they are given."""

import copy
import warnings
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pytest

from scalarad import Diverged, History, Scalar, gradient_descent
from scalarad.curves import loss_surface, plot_loss, plot_parameters, plot_path


def line_loss(m, b, x, y):
    return (m * x + b - y).square()


DATA = [(1, 2), (2, 0)]


@pytest.fixture
def history():
    """Two epochs of two steps, worked by hand in test_gradient_descent.py."""
    parameters = [Scalar(0, name="m"), Scalar(0, name="b")]
    return gradient_descent(line_loss, parameters, DATA, Fraction(1, 2), epochs=2)


@pytest.fixture
def ax():
    yield plt.figure().add_subplot()
    plt.close("all")


def points(line):
    return [tuple(point) for point in line.get_xydata().tolist()]


def test_the_loss_curve_has_the_mean_loss_of_each_epoch(history, ax):
    assert plot_loss(history, ax) is ax
    (line,) = ax.lines
    assert points(line) == [(1, 20), (2, 416)]
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == (
        "epoch",
        "loss",
        "log",
    )


def test_a_loss_of_0_is_drawn_on_a_linear_axis(ax):
    history = History(("x",), (1,), 1)
    history.record(1.0, (0,))
    history.record(0.0, (0,))
    assert plot_loss(history, ax).get_yscale() == "linear"
    assert points(ax.lines[0]) == [(1, 1), (2, 0)]


def test_each_parameter_is_a_line_from_its_start_and_each_goal_a_dashed_one(
    history, ax
):
    assert plot_parameters(history, {"b": 7, "unknown": 1}, ax) is ax
    m, b, goal = ax.lines
    assert points(m) == [(0, 0), (1, -10), (2, -42)]
    assert points(b) == [(0, 0), (1, -4), (2, -12)]
    assert list(goal.get_ydata()) == [7, 7]
    assert (m.get_linestyle(), b.get_linestyle(), goal.get_linestyle()) == (
        "-",
        "-",
        "--",
    )
    assert m.get_color() != b.get_color() == goal.get_color()
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert texts == ["m", "b", "goal of b"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "parameter")


def test_without_goals_nothing_is_dashed(history, ax):
    assert [line.get_linestyle() for line in plot_parameters(history, ax=ax).lines] == [
        "-",
        "-",
    ]


def test_the_loss_surface_has_a_column_per_first_parameter_and_a_row_per_second():
    # m, b = 0, 0: (4 + 0) / 2; 1, 0: (1 + 4) / 2; 2, 0: (0 + 16) / 2
    # m, b = 0, 1: (1 + 1) / 2; 1, 1: (0 + 9) / 2; 2, 1: (1 + 25) / 2
    surface = loss_surface(line_loss, [0, 1, 2], [0, 1], DATA)
    assert surface.tolist() == [[2, 2.5, 8], [1, 4.5, 13]]
    assert loss_surface(lambda x, y: x * y, [2, 3], [5, 7]).tolist() == [
        [10, 15],
        [14, 21],
    ]


def test_the_path_goes_through_the_end_of_each_epoch_on_the_contours_of_the_loss(
    history, ax
):
    assert plot_path(history, line_loss, DATA, ax) is ax
    path = [(0, 0), (-10, -4), (-42, -12)]
    assert points(ax.lines[0]) == path and points(ax.lines[1]) == path[-1:]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("m", "b")
    (contours,) = ax.collections
    levels = contours.levels
    assert np.all(np.diff(levels) > 0) and len(levels) > 5
    for m, b in path:  # nothing of the path lies outside of the contours' box
        assert ax.get_xlim()[0] < m < ax.get_xlim()[1]
        assert ax.get_ylim()[0] < b < ax.get_ylim()[1]
    # A point of a contour has the loss that its level says, as far as 31 x 31 points go.
    level, segments = next(
        (v, s) for v, s in zip(levels, contours.allsegs, strict=True) if s and v > 100
    )
    for m, b in segments[0][1::10]:
        assert sum((m * x + b - y) ** 2 for x, y in DATA) / 2 == pytest.approx(
            level, rel=0.2
        )


@pytest.mark.parametrize("names", [("x",), ("x", "y", "z")])
def test_a_path_needs_exactly_two_parameters(names, ax):
    history = History(names, [0.0] * len(names), 1)
    with pytest.raises(ValueError, match="two parameters; got " + ", ".join(names)):
        plot_path(history, line_loss, DATA, ax)
    assert not ax.lines


@pytest.mark.filterwarnings(
    "ignore:overflow"
)  # NumPy's remark; what counts is the error
def test_a_path_among_losses_that_are_not_finite_is_refused(ax):
    history = History(("x", "y"), (1e200, 1e200), 1)
    with pytest.raises(ValueError, match="not finite; plot fewer epochs"):
        plot_path(history, lambda x, y: (x * y).square(), ax=ax)


def test_a_path_that_never_moved_can_be_drawn(ax):
    history = History(("x", "y"), (3.0, 4.0), 1)
    history.record(0.0, (3.0, 4.0))
    loss = lambda x, y: (x - 3).square() + (y - 4).square()  # noqa: E731
    assert points(plot_path(history, loss, ax=ax).lines[0]) == [(3, 4), (3, 4)]


def test_a_descent_that_exploded_can_be_drawn_without_a_warning(ax):
    with pytest.raises(Diverged) as error:
        gradient_descent(
            line_loss, [Scalar(0.0), Scalar(0.0)], DATA, learning_rate=10.0, epochs=300
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for plot in (plot_loss, plot_parameters):
            plot(error.value.history, ax=ax)
            ax.figure.canvas.draw()
            ax.clear()


@pytest.mark.parametrize("where", [plot_loss, plot_parameters, plot_path])
def test_without_axes_a_plot_makes_new_ones_and_no_plot_changes_the_history(
    history, ax, where
):
    before = copy.deepcopy(vars(history))
    extra = (line_loss, DATA) if where is plot_path else ()
    new = where(history, *extra)
    assert isinstance(new, plt.Axes) and new is not ax and new.figure is not ax.figure
    assert not ax.lines and vars(history) == before
