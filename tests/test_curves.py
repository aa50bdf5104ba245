"""Curves: what they plot are the numbers of the history, on the Axes that they are given."""

import base64
import copy
import io
import warnings
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color
from PIL import Image, ImageChops
from test_drawing import outputs_of

from scalarad.functions import cosh, relu, sin, tanh
from scalarad.gradient_check import Check, GradientReport, gradient_check
from scalarad.gradient_descent import Diverged, History, gradient_descent
from scalarad.pictures.curves import (
    column,
    crawl,
    epoch_losses,
    epoch_rows,
    loss_surface,
    plot_caught,
    plot_check,
    plot_gallery,
    plot_loss,
    plot_matching,
    plot_parameters,
    plot_path,
    plot_paths,
    plot_residuals,
    plot_with_slope,
    plot_zooms,
    race,
)
from scalarad.pictures.png import opened
from scalarad.scalar import Scalar


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


# -------- steps and epochs


def test_an_epoch_is_a_step_for_each_example(history):
    assert epoch_losses(history, DATA) == [20, 416]  # of 4, 36 and of 256, 576
    assert epoch_rows(history, DATA) == [(0, 0), (-10, -4), (-42, -12)]


def test_without_data_an_epoch_is_one_step(history):
    assert epoch_losses(history) == history.losses == [4, 36, 256, 576]
    assert epoch_rows(history) == history.rows and len(history.rows) == 5


def test_a_last_epoch_that_was_cut_short_has_the_mean_of_its_steps():
    history = History(("x",), (0,))
    for i, loss in enumerate([10, 20, 7], 1):
        history.record(loss, [i])
    assert epoch_losses(history, [(1,), (2,)]) == [15, 7]
    assert epoch_rows(history, [(1,), (2,)]) == [(0,), (2,)]


def test_a_column_has_all_numbers_of_one_parameter_from_its_start(history):
    assert column(history, "m") == [0, 2, -10, 6, -42]
    assert column(history, "b") == [0, 2, -4, 12, -12]


def test_a_history_without_a_step_has_a_start_and_no_epoch():
    history = History(("x",), (1.5,))
    assert (epoch_losses(history, DATA), epoch_rows(history, DATA)) == ([], [(1.5,)])
    assert column(history, "x") == [1.5]


def test_a_parameter_that_is_not_there_is_named_with_those_that_are(history):
    with pytest.raises(ValueError, match="^no parameter is named 'w'; there are m, b$"):
        column(history, "w")


@pytest.mark.parametrize("f", [epoch_losses, epoch_rows, plot_loss, plot_parameters])
def test_what_is_no_history_or_no_data_is_refused_in_a_sentence(f, history, ax):
    with pytest.raises(TypeError, match="^a History of gradient_descent is needed; got 3$"):
        f(3)
    with pytest.raises(TypeError, match="^data holds a tuple for each example; got 30$"):
        f(history, 30)
    used_up = iter([])
    for nothing in ([], used_up):
        with pytest.raises(ValueError, match="^data holds no example "):
            f(history, nothing)
    assert len(plt.get_fignums()) == 1  # no empty figure is left behind


def test_a_path_or_a_surface_of_no_data_is_refused_in_a_sentence(history, ax):
    for refused in (
        lambda: plot_path(history, line_loss, []),
        lambda: loss_surface(line_loss, [0, 1], [0, 1], []),
    ):
        with pytest.raises(ValueError, match="^data holds no example "):
            refused()
    with pytest.raises(TypeError, match="^a History of gradient_descent is needed; got 3$"):
        plot_path(3, line_loss)
    with pytest.raises(TypeError, match="^a History of gradient_descent is needed; got 3$"):
        column(3, "m")
    assert len(plt.get_fignums()) == 1


def test_an_error_is_not_the_history_that_it_carries(history):
    with pytest.raises(TypeError, match="^a History of .* is needed; got Diverged"):
        plot_loss(Diverged(history))


def test_a_path_reads_data_that_can_be_read_once_only_once(history, ax):
    plot_path(history, line_loss, iter(DATA), ax)
    assert points(ax.lines[0]) == [(0, 0), (-10, -4), (-42, -12)]


def test_where_a_step_is_all_there_is_the_axis_counts_steps(history, ax):
    assert plot_loss(history, ax=ax).get_xlabel() == "step"
    assert points(ax.lines[0]) == [(1, 4), (2, 36), (3, 256), (4, 576)]
    assert plot_parameters(history, ax=ax).get_xlabel() == "step"
    mean = lambda m, b: (line_loss(m, b, 1, 2) + line_loss(m, b, 2, 0)) * 0.5  # noqa: E731
    path = plot_path(history, mean, ax=ax).lines[-2]
    assert points(path) == history.rows and path.get_label() == "a dot per step"


# -------- the curves of a descent


def test_the_loss_curve_has_the_mean_loss_of_each_epoch(history, ax):
    assert plot_loss(history, DATA, ax) is ax
    (line,) = ax.lines
    assert points(line) == [(1, 20), (2, 416)]
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == (
        "epoch",
        "loss",
        "log",
    )


def test_a_loss_of_0_is_drawn_on_a_linear_axis(ax):
    history = History(("x",), (1,))
    history.record(1.0, (0,))
    history.record(0.0, (0,))
    assert plot_loss(history, ax=ax).get_yscale() == "linear"
    assert points(ax.lines[0]) == [(1, 1), (2, 0)]


def test_each_parameter_is_a_line_from_its_start_and_each_goal_a_dashed_one(history, ax):
    assert plot_parameters(history, DATA, {"b": 7, "unknown": 1}, ax) is ax
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


def test_the_path_goes_through_the_end_of_each_epoch_on_the_contours_of_the_loss(history, ax):
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
        assert sum((m * x + b - y) ** 2 for x, y in DATA) / 2 == pytest.approx(level, rel=0.2)


@pytest.mark.filterwarnings("ignore:overflow")  # NumPy's remark; what counts is the error
def test_a_path_among_losses_that_are_not_finite_is_refused(ax):
    history = History(("x", "y"), (1e200, 1e200))
    with pytest.raises(ValueError, match="not finite; plot fewer epochs"):
        plot_path(history, lambda x, y: (x * y).square(), ax=ax)


def test_a_path_that_never_moved_can_be_drawn(ax):
    history = History(("x", "y"), (3.0, 4.0))
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
def test_without_axes_a_plot_makes_new_ones_and_no_plot_changes_the_history(history, ax, where):
    before = copy.deepcopy(vars(history))
    extra = (line_loss, DATA) if where is plot_path else ()
    new = where(history, *extra)
    assert isinstance(new, plt.Axes) and new is not ax and new.figure is not ax.figure
    assert not ax.lines and vars(history) == before


# -------- a function and its slope


def parabola(x):
    return x.square()


@pytest.fixture
def axes():
    figure, pair = plt.subplots(2, 1)
    yield pair
    plt.close("all")


def test_the_function_is_drawn_above_and_its_slope_below(axes):
    above, below = plot_with_slope(parabola, -1, 3, axes=axes)
    assert above is axes[0] and below is axes[1]
    assert above.get_title() == "parabola" and below.get_title() == ""
    xs = np.linspace(-1, 3, 200)
    for ax, expected in [(above, xs**2), (below, 2 * xs)]:
        (line,) = ax.lines
        assert np.allclose(line.get_xdata(), xs)
        assert np.allclose(line.get_ydata(), expected)
        assert line.get_linestyle() == "-"
    assert not same_color(above.lines[0].get_color(), below.lines[0].get_color())


def test_at_a_corner_the_slope_is_cut_and_a_dot_marks_the_one_given(axes):
    above, below = plot_with_slope(relu, -2, 2, corners=[0.0], axes=axes)
    curve, dot = above.lines
    assert points(dot) == [(0, 0)] and dot.get_marker() == "o"
    assert 0.0 in curve.get_xdata() and len(curve.get_xdata()) == 201
    slope, dot = below.lines
    assert points(dot) == [(0, 0)] and dot.get_marker() == "o"
    xs, slopes = slope.get_data()
    assert list(xs) == sorted(xs) == list(curve.get_xdata())
    assert np.all(np.isnan(slopes) == (xs == 0))
    assert np.all(slopes[xs < 0] == 0) and np.all(slopes[xs > 0] == 1)


def test_each_corner_has_a_dot_with_the_value_and_slope_there(axes):
    def stairs(x):
        return abs(x - 1) + abs(x + 1)

    above, below = plot_with_slope(stairs, -2, 2, corners=(1, -1), axes=axes)
    assert sorted(points(dot)[0] for dot in above.lines[1:]) == [(-1, 2), (1, 2)]
    assert sorted(points(dot)[0] for dot in below.lines[1:]) == [(-1, -1), (1, 1)]
    for ax in (above, below):
        assert same_color(ax.lines[0].get_color(), ax.lines[1].get_color())


def test_a_gallery_has_a_column_for_each_function():
    rows = plot_gallery(sin, relu, low=-1.0, high=2.0, corners=(0.0,))
    assert rows.shape == (2, 2)
    assert [ax.get_title() for ax in rows[0]] == ["sin", "relu"]
    assert [row[0].get_ylabel() for row in rows] == ["value", "slope"]
    xs, slopes = rows[1, 0].lines[0].get_data()
    assert (min(xs), max(xs)) == (-1, 2)
    assert np.allclose(slopes[xs != 0], np.cos(xs[xs != 0]))
    assert [points(ax.lines[1]) for ax in rows[:, 1]] == [[(0, 0)], [(0, 0)]]
    plt.close("all")


# -------- a check


def a_check(name, verdict, error):
    return Check(name, 1.0, 1.0, None, error, verdict)


def test_each_derivative_is_a_point_at_its_relative_error_in_its_own_row(ax):
    checks = [
        a_check("m", "right", 0.0), a_check("m", "WRONG", 0.5),
        a_check("b", "right", 1e-9), a_check("c", "corner", 1.0),
    ]  # fmt: skip
    assert plot_check(GradientReport(checks), ax) is ax
    by_verdict = {line.get_label(): points(line) for line in ax.lines}
    assert by_verdict == {
        "right": [(1e-17, 0), (1e-9, 2)],  # a log axis has no place for 0
        "WRONG": [(0.5, 1)],
        "corner": [(1, 3)],
    }
    assert [t.get_text() for t in ax.get_yticklabels()] == ["m", "m", "b", "c"]
    assert ax.get_xscale() == "log" and ax.get_xlabel() == "relative error"
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first input is on top
    assert ax.get_ylim() == (3.5, -0.5)
    assert ax.get_xlim()[0] < 1e-17 and ax.get_xlim()[1] >= 1
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert texts == ["right", "WRONG", "corner"]


def test_verdicts_differ_in_colour_and_in_mark(ax):
    kinds = ["right", "WRONG", "corner", "unknown"]
    plot_check(GradientReport([a_check(k, k, 0.1) for k in kinds]), ax)
    assert [line.get_label() for line in ax.lines] == kinds
    for look in ("get_marker", "get_color"):
        assert len({getattr(line, look)() for line in ax.lines}) == 4
    assert {line.get_linestyle() for line in ax.lines} == {"None"}


def test_a_real_report_can_be_drawn_and_is_as_high_as_it_is_long(ax):
    report = gradient_check(lambda x, y: x * y, 2.0, Scalar(3.0, name="y"))
    names = [t.get_text() for t in plot_check(report, ax).get_yticklabels()]
    assert names == ["input 0", "y"]
    long = GradientReport([a_check(f"x{i}", "right", 0) for i in range(20)])
    heights = [plot_check(r).figure.get_figheight() for r in (report, long)]
    assert heights[1] - heights[0] == pytest.approx(18 * 0.4)


# -------- the museum


def test_the_heat_map_has_a_row_per_name_and_a_column_per_test(ax):
    caught = {"one": [True, False, False], "two": [False, True, True]}
    assert plot_caught(caught, ["a", "b", "c"], ax) is ax
    (image,) = ax.images
    assert image.get_array().tolist() == [[1, 0, 0], [0, 1, 1]]
    assert image.get_clim() == (0, 1)
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b", "c"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["one", "two"]
    # The word says what the colour says: columns across, rows down.
    words = {t.get_position(): t.get_text() for t in ax.texts}
    assert words == {(0, 0): "caught", (1, 1): "caught", (2, 1): "caught"}
    assert not any(line.get_visible() for line in ax.get_xgridlines())


def test_what_all_or_nothing_catches_has_the_same_colours(ax):
    (image,) = plot_caught({"one": [True, True]}, ["a", "b"], ax).images
    assert image.get_clim() == (0, 1)
    small, large = (plot_caught({str(i): [True] for i in range(n)}, ["a"]) for n in (1, 11))
    difference = large.figure.get_figheight() - small.figure.get_figheight()
    assert difference == pytest.approx(2.8)


def test_without_axes_the_others_make_new_ones_too(ax):
    new = [*plot_with_slope(parabola, 0, 1)]
    new += [
        plot_check(gradient_check(parabola, 1.0)),
        plot_caught({"x": [True]}, ["a"]),
    ]
    assert all(isinstance(n, plt.Axes) and n.figure is not ax.figure for n in new)
    assert new[0].figure is new[1].figure and new[0].get_shared_x_axes().joined(*new[:2])
    assert not ax.lines


# -------- what a reader sees


@pytest.fixture
def contour(ax, monkeypatch):
    """What `ax.contour` is called with, as it goes through."""
    calls, real = [], ax.contour
    call = lambda *a, **k: calls.append((a, k)) or real(*a, **k)  # noqa: E731
    monkeypatch.setattr(ax, "contour", call)
    return calls


def test_the_contours_reach_a_quarter_beyond_the_path_and_crowd_at_the_bottom(history, ax, contour):
    plot_path(history, line_loss, DATA, ax)
    (((firsts, seconds, surface, levels), options),) = contour
    # The path goes from 0 to -42 and from 0 to -12: a quarter is 10.5 and 3.
    assert np.allclose(firsts, np.linspace(-52.5, 10.5, 201))
    assert np.allclose(seconds, np.linspace(-15, 3, 201))
    assert np.array_equal(surface, loss_surface(line_loss, firsts, seconds, DATA))
    assert len(levels) == 16 and levels[0] == surface.min()
    assert levels[-1] == pytest.approx(surface.max())
    # Distances from the bottom go with the fourth power.
    assert (levels[2] - levels[0]) / (levels[1] - levels[0]) == pytest.approx(16)
    assert options == {"linewidths": 1}


@pytest.mark.parametrize(
    "end, width, height",
    [
        ((10.0, 0.0), 15.0, 0.5),  # a tenth of the longer side is the least
        ((10.0, 0.5), 15.0, 1.0),
        ((10.0, 4.0), 15.0, 6.0),
        ((0.0, 0.0), 5e-5, 5e-5),  # a thousandth is the least of all
    ],
)
def test_a_narrow_path_gets_room(end, width, height, ax, contour):
    history = History(("x", "y"), (3.0, 40.0))
    history.record(1.0, (3 + end[0], 40 + end[1]))
    plot_path(history, lambda x, y: x.square() + y.square(), ax=ax)
    firsts, seconds = contour[0][0][:2]
    assert np.ptp(firsts) == pytest.approx(width, rel=1e-6)
    assert np.ptp(seconds) == pytest.approx(height, rel=1e-6)
    assert (firsts[0] + firsts[-1]) / 2 == pytest.approx(3 + end[0] / 2)
    assert (seconds[0] + seconds[-1]) / 2 == pytest.approx(40 + end[1] / 2)


def test_a_flat_loss_has_no_contours_and_a_shallow_one_has(ax, contour):
    history = History(("x", "y"), (0.0, 0.0))
    history.record(1.0, (1.0, 1.0))
    plot_path(history, lambda x, y: x * 0 + y * 0 + 7, ax=ax)
    assert not contour
    plot_path(history, lambda x, y: (x + y) * 0.01, ax=ax)
    assert len(contour) == 1


def test_the_path_is_black_with_dots_and_its_end_an_orange_star(history, ax):
    path, end = plot_path(history, line_loss, DATA, ax).lines
    look = [(n.get_marker(), n.get_linestyle(), n.get_label()) for n in (path, end)]
    assert look == [(".", "-", "a dot per epoch"), ("*", "None", "end")]
    assert same_color(path.get_color(), "black")
    assert same_color(end.get_color(), "#D55E00")
    assert end.get_markersize() > path.get_markersize()


def test_a_loss_that_overflows_is_an_error_and_no_warning(ax):
    history = History(("x", "y"), (1e200, 1e200))
    for loss in (lambda x, y: (x * y).square(), lambda x, y: x * y * x - x * y * x):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(ValueError, match="^the loss around the path is not fin"):
                plot_path(history, loss, ax=ax)


def test_every_legend_stands_to_the_right_of_its_axes_at_the_top(history, ax):
    report = gradient_check(parabola, 1.0)
    for plot in (
        lambda: plot_parameters(history, ax=ax),
        lambda: plot_path(history, line_loss, DATA, ax),
        lambda: plot_check(report, ax),
    ):
        ax.clear()
        plot().figure.canvas.draw()
        legend, frame = ax.get_legend().get_window_extent(), ax.get_window_extent()
        assert 0 < legend.x0 - frame.x1 < 20 and 0 < frame.y1 - legend.y1 < 20


@pytest.mark.parametrize(
    "losses, scale", [([0.5, 0.25], "log"), ([1.0, 0.0], "linear"), ([2, -1], "linear")]
)
def test_losses_above_0_are_drawn_on_a_log_axis(losses, scale, ax):
    history = History(("x",), (0.0,))
    for loss in losses:
        history.record(loss, [0.0])
    assert plot_loss(history, ax=ax).get_yscale() == scale


def test_a_check_goes_from_nothing_to_all_wrong(ax):
    plot_check(gradient_check(parabola, 1.0), ax)
    assert ax.get_xlim() == (1e-18, 10)


def test_a_cell_says_caught_in_its_middle_in_a_map_that_colour_blind_people_read(ax):
    plot_caught({"x": [True], "y": [False]}, ["a"], ax)
    (word,) = ax.texts
    assert (word.get_ha(), word.get_va()) == ("center", "center")
    assert word.get_fontsize() <= 8
    assert ax.images[0].get_cmap().name == "cividis" and ax.get_aspect() == "auto"
    assert [t.get_rotation() for t in ax.get_xticklabels()] == [30]
    assert {t.get_ha() for t in ax.get_xticklabels()} == {"right"}


def test_a_figure_is_as_wide_as_a_page_and_grows_with_its_rows(ax):
    report = gradient_check(parabola, 1.0)
    assert plot_check(report).figure.get_size_inches() == pytest.approx([6.4, 1.4])
    size = plot_caught({"x": [True]}, ["a"]).figure.get_size_inches()
    assert size == pytest.approx([6.4, 1.28])


def test_a_map_of_nothing_caught_is_not_one_of_all_caught(ax):
    (image,) = plot_caught({"one": [False, False]}, ["a", "b"], ax).images
    assert image.get_clim() == (0, 1)


# -------- the matching game


def test_curves_have_letters_and_their_slopes_numbers_in_the_order_of_places():
    rows = plot_matching([sin, cosh, tanh], [2, 0, 1], -1.0, 1.0)
    curves, slopes = ([ax.lines[0] for ax in row] for row in rows)
    assert [[ax.get_title() for ax in row] for row in rows] == [["A", "B", "C"], ["1", "2", "3"]]
    assert [row[0].get_ylabel() for row in rows] == ["value", "slope"]
    xs = curves[0].get_xdata()
    values = [np.sin(xs), np.cosh(xs), np.tanh(xs)]
    expected = [1 - np.tanh(xs) ** 2, np.cos(xs), np.sinh(xs)]
    for curve, numbers in zip(curves + slopes, values + expected, strict=True):
        assert np.allclose(curve.get_ydata(), numbers)
    plt.close("all")


def test_without_places_a_seed_shuffles_the_slopes():
    def order_of(seed):
        rows = plot_matching([sin, cosh, tanh], seed=seed)
        starts = [ax.lines[0].get_ydata()[0] for ax in rows[1]]
        plt.close("all")
        return [round(start, 3) for start in starts]

    orders = [order_of(seed) for seed in range(8)]
    assert orders[0] == order_of(0) and len({tuple(order) for order in orders}) > 2
    assert len({tuple(sorted(order)) for order in orders}) == 1


@pytest.mark.slow
def test_a_crawl_ends_on_what_the_path_shows_and_leaves_no_figure(monkeypatch):
    history = gradient_descent(
        line_loss,
        [Scalar(0.0, name="m"), Scalar(0.0, name="b")],
        DATA,
        learning_rate=0.01,
        epochs=40,
    )
    reel = crawl(history, line_loss, DATA)
    assert len(reel.pictures) == 24 and len(set(reel.pictures)) == 24
    assert plt.get_fignums() == []
    end = ", ".join(f"{number:.4g}" for number in history.rows[-1])
    start = ", ".join(f"{number:.4g}" for number in history.rows[0])
    assert repr(reel) == f"m and b crawl from {start} to {end} over the contours of the loss."
    (picture, _), (folded, _) = outputs_of(reel, monkeypatch)
    image = Image.open(io.BytesIO(base64.b64decode(picture["image/png"])))
    assert image.info["loop"] == 1 and image.is_animated and repr(reel) in folded["text/html"]
    plot_path(history, line_loss, DATA).figure.set_layout_engine("constrained")
    still = io.BytesIO()
    plt.gcf().savefig(still, format="png", dpi=2 * plt.gcf().dpi)
    whole, last = map(opened, (still.getvalue(), reel.pictures[-1]))
    assert ImageChops.difference(whole, last).getbbox() is None


def test_a_crawl_shows_its_whole_legend_and_has_equal_bytes_twice():
    def white_edge(picture):
        columns = np.array(Image.open(io.BytesIO(picture)).convert("L"))[:, -2:]
        return columns.min() == 255

    history = gradient_descent(lambda x, y: (x + y).square(), leaves(), learning_rate=0.01)
    with plt.rc_context({"figure.figsize": (4, 2), "figure.dpi": 50}):
        first, second = (crawl(history, lambda x, y: (x + y).square()) for _ in range(2))
    assert all(map(white_edge, first.pictures)) and first.pictures == second.pictures


def test_a_path_that_cannot_be_drawn_cannot_crawl():
    with pytest.raises(TypeError, match="^a History of gradient_descent is needed; got 3$"):
        crawl(3, line_loss)
    assert plt.get_fignums() == []


def test_a_crawl_says_now_on_its_way_and_end_at_its_end(monkeypatch):
    words = []

    def draw_artist(figure, artist):
        if artist is figure.axes[0].get_legend():
            words.append(artist.get_texts()[-1].get_text())

    monkeypatch.setattr("matplotlib.figure.Figure.draw_artist", draw_artist)
    history = gradient_descent(lambda x, y: (x + y).square(), leaves(), learning_rate=0.01)
    crawl(history, lambda x, y: (x + y).square())
    assert words == ["now"] * 23 + ["end"]


@pytest.mark.parametrize("size", [1e-3, 1.0, 7e5])
def test_the_last_digits_of_a_path_do_not_move_the_map(size, ax, contour):
    path = size * np.array([[0.1, 0.2], [1.3, -0.7], [0.4, 0.5]])
    maps = []
    for rows in (path, np.nextafter(path, np.inf), np.nextafter(path, -np.inf)):
        history = History(["m", "b"], rows[0])
        for row in rows[1:]:
            history.record(1.0, row)
        plot_path(history, lambda m, b: m.square() + b.square(), ax=ax)
        maps.append(np.array(contour[-1][0][:2]))
    assert np.array_equal(maps[0], maps[1]) and np.array_equal(maps[0], maps[2])


# -------- several paths, residuals, zooms


def leaves():
    return [Scalar(4.0, name="x"), Scalar(1.0, name="y")]


def bowl(x, y):
    return x.square() + y.square() * 9


def test_several_paths_lie_on_one_map_with_a_star_at_each_end(ax, contour):
    slow = gradient_descent(bowl, leaves(), learning_rate=0.01, epochs=5)
    fast = gradient_descent(bowl, leaves(), learning_rate=0.1, epochs=4)
    step = [(4, 1), (0, 0)]
    assert plot_paths({"slow": slow, "fast": fast, "one step": step}, bowl, ax=ax) is ax
    paths, ends = ax.lines[::2], ax.lines[1::2]
    assert [points(path) for path in paths] == [slow.rows, fast.rows, step]
    assert [points(end) for end in ends] == [slow.rows[-1:], fast.rows[-1:], step[-1:]]
    assert [end.get_marker() for end in ends] == ["*"] * 3
    for path, end in zip(paths, ends):
        assert same_color(path.get_color(), end.get_color())
    assert len({path.get_color() for path in paths}) == 3
    heights = [path.get_zorder() for path in paths]  # the first lies on top, all above the map
    assert heights == sorted(heights, reverse=True) and len(set(heights)) == 3
    assert heights[-1] >= 2 == max(c.get_zorder() for c in ax.collections)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["slow", "fast", "one step"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y") and len(contour) == 1
    firsts, seconds = contour[0][0][:2]
    every = np.array([*slow.rows, *fast.rows, *step])
    for side, numbers in ((firsts, every[:, 0]), (seconds, every[:, 1])):
        assert side[0] < numbers.min() and side[-1] > numbers.max()


def test_several_paths_have_a_dot_per_epoch_and_read_data_once(history, ax):
    plot_paths({"line": history}, line_loss, iter(DATA), ax)
    assert points(ax.lines[0]) == [(0, 0), (-10, -4), (-42, -12)]


@pytest.mark.parametrize(
    "more, words",
    [
        ({"flat": [0, 1]}, r"^a path is a History or a list of points \(x, y\); got \[0, 1\]$"),
        ({"deep": [(0, 1, 2)]}, r"^a path is a History or a list of points \(x, y\)"),
        ({"one": History(["x"], [0.0])}, "^a path needs two parameters; got x$"),
        ({"far": [(1e200, 0)]}, "^the loss around the path is not finite"),
    ],
)
def test_what_is_no_path_is_refused_in_a_sentence(more, words):
    history = gradient_descent(bowl, leaves(), epochs=2)
    with pytest.raises(ValueError, match=words):
        plot_paths({"right": history} | more, bowl)
    with pytest.raises(ValueError, match="^one of the paths must be a History"):
        plot_paths({"step": [(0, 0), (1, 1)]}, bowl)
    assert plt.get_fignums() == []


def test_residuals_are_points_around_a_line_at_0(ax):
    assert plot_residuals([1.0, 2.0, 4.0], [0.5, -0.25, 0.0], ax) is ax
    measured, zero = ax.lines
    assert points(measured) == [(1, 0.5), (2, -0.25), (4, 0)]
    assert measured.get_linestyle() == "None" and set(zero.get_ydata()) == {0}
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "residual")


def test_a_goal_is_marked_and_the_map_reaches_to_it(ax, contour):
    history = gradient_descent(bowl, leaves(), learning_rate=0.01, epochs=5)
    plot_path(history, bowl, ax=ax, goal=(-6, 7))
    assert [line.get_label() for line in ax.lines] == ["goal", "a dot per step", "end"]
    assert np.array_equal(np.column_stack(ax.lines[0].get_data()), [[-6, 7]])
    left, right, low, high = *ax.get_xlim(), *ax.get_ylim()
    assert left < -6 < right and low < 7 < high
    with pytest.raises(ValueError, match="list of points"):
        plot_path(history, bowl, ax=ax, goal=3)


def test_zooms_show_a_curve_and_its_line_nearer_and_nearer():
    def square_of_a_float(x):
        assert type(x) is float
        return x * x

    panels = plot_zooms(square_of_a_float, 3.0, 6.0)
    assert [panel.get_title() for panel in panels] == [
        "within 1 of 3", "within 0.1 of 3", "within 0.01 of 3",
    ]  # fmt: skip
    for panel, width in zip(panels, (1.0, 0.1, 0.01)):
        curve, line = panel.lines
        assert np.allclose(curve.get_xdata()[[0, -1]], [3 - width, 3 + width])
        assert np.allclose(curve.get_ydata(), curve.get_xdata() ** 2)
        # A parabola leaves its tangent by the square of the distance.
        assert np.ptp(curve.get_ydata() - line.get_ydata()) == pytest.approx(width**2)
        assert (list(panel.get_xticks()), list(panel.get_yticks())) == ([3], [9])
    words = [text.get_text() for text in panels[0].get_legend().get_texts()]
    assert words == ["curve", "slope 6"]
    assert len(plot_zooms(abs, 0.0, 0.0, widths=[1])) == 1
    plt.close("all")


# -------- a race


def race_of_two(steps=40):
    start = [Scalar(4.0, name="x"), Scalar(1.0, name="y")]
    history = gradient_descent(lambda x, y: (x + y).square(), start, None, 0.01, steps)
    return {"slow": history, "quick": [(4, 1), (0, 0), (-1.5, 1.5)]}


def test_a_race_shows_each_step_at_first_and_all_at_the_end(monkeypatch):
    steps, reached = [], []

    def photographs(figure, moving, moments):
        for _ in moments:
            ax = figure.axes[0]
            steps.append(int(ax.get_title().removeprefix("step ")))
            reached.append([len(line.get_xdata()) for line in ax.lines[::2]])
            ends = [line.get_xydata()[-1].tolist() for line in ax.lines]
            assert ends[::2] == ends[1::2]
        plt.close(figure)
        return []

    monkeypatch.setattr("scalarad.pictures.curves.photographs", photographs)
    reel = race(race_of_two(), lambda x, y: (x + y).square())
    assert steps[:4] == [0, 1, 2, 3] and steps[-1] == 40 and steps == sorted(set(steps))
    assert reached == [[step + 1, min(step + 1, 3)] for step in steps]
    assert "2 paths run" in repr(reel) and "quick at -1.5, 1.5" in repr(reel)


def test_a_race_moves_has_equal_bytes_twice_and_leaves_no_figure(monkeypatch):
    first, second = (race(race_of_two(300), lambda x, y: (x + y).square()) for _ in range(2))
    assert first.pictures == second.pictures
    assert len(set(first.pictures)) == len(first.pictures) > 10
    assert plt.get_fignums() == []
    (picture, _), _ = outputs_of(first, monkeypatch)
    assert Image.open(io.BytesIO(base64.b64decode(picture["image/png"]))).is_animated


def test_the_last_frame_of_a_race_shows_all_that_a_plot_shows():
    reel = race(race_of_two(), lambda x, y: (x + y).square())
    last = np.array(Image.open(io.BytesIO(reel.pictures[-1])).convert("RGB"))
    first = np.array(Image.open(io.BytesIO(reel.pictures[0])).convert("RGB"))
    assert last.shape == first.shape
    ax = plot_paths(race_of_two(), lambda x, y: (x + y).square())
    ax.set_title("step 40")
    for line in ax.lines[::2]:
        line.set(marker="", linewidth=1.5)
    ax.figure.set_layout_engine("constrained")
    file = io.BytesIO()
    ax.figure.savefig(file, format="png", dpi=2 * ax.figure.dpi)
    still = np.array(Image.open(file).convert("RGB"))
    # But for the order of what lies on the axes' lines, all pixels are the same.
    assert still.shape == last.shape and np.mean(still != last) < 0.005 < np.mean(still != first)
