"""Pictures of what a network sees."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image
from test_drawing import outputs_of

from scalarad import random_network
from scalarad.pictures.regions import (
    bend,
    classes_of,
    plot_confusion,
    plot_points,
    plot_regions,
    share_right,
)

XS, YS = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 2.0, 1.0, 3.0])
CLASSES = np.array([0, 1, 0, 1])


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    plt.close("all")


def above(limit):
    """A network that sees class 1 right of a limit."""
    return lambda inputs: [inputs[0] - limit]


def three(inputs):
    """Three scores; the largest is the first on the left, the last on the right."""
    return [0 * inputs[0], inputs[0] - 1, 2 * inputs[0] - 3]


def test_one_score_says_whether_it_is_class_1_and_of_more_the_largest_decides():
    assert classes_of(above(1.5), [XS, YS]).tolist() == [0, 0, 1, 1]
    assert classes_of(lambda inputs: inputs[0] - 1.5, [XS, YS]).tolist() == [0, 0, 1, 1]
    middle = np.array([0.5, 1.5, 2.5])
    assert classes_of(three, [middle, middle]).tolist() == [0, 1, 2]
    grid = np.meshgrid(middle, middle)
    for network in (above(2.0), three):
        assert classes_of(network, grid).shape == (3, 3)
    assert share_right(above(1.5), XS, YS, CLASSES) == 0.5
    assert share_right(above(2.5), XS, YS, CLASSES) == 0.75


def test_each_class_has_points_of_its_own_mark_and_name():
    ax = plot_points(XS, YS, [0, 2, 1, 2], ["a", "b", "c"])
    assert [line.get_xdata().tolist() for line in ax.lines] == [[0], [2], [1, 3]]
    assert len({line.get_marker() for line in ax.lines}) == 3
    assert len({line.get_color() for line in ax.lines}) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "c"]
    named = plot_points(XS, YS, CLASSES.astype(float)).get_legend().get_texts()
    assert [text.get_text() for text in named] == ["class 0", "class 1"]


def colour_at(ax, x, y):
    """The colour of the picture at a point of the plane."""
    ax.figure.canvas.draw()
    picture = np.asarray(ax.figure.canvas.buffer_rgba())
    column, row = ax.transData.transform((x, y)).astype(int)
    return tuple(picture[picture.shape[0] - 1 - row, column, :3])


@pytest.mark.parametrize("network, places", [(above(1.5), 2), (three, 3)])
def test_the_regions_have_the_colours_of_their_classes(network, places):
    names = ["a", "b", "c"][:places]
    ax = plot_regions(network, XS, YS, CLASSES, names)
    ax.grid(False)
    seen = [colour_at(ax, x, 2.7) for x in (0.3, 1.7, 2.6)]
    assert len(set(seen)) == places
    painted = ax.collections[0]
    assert painted.get_facecolor()[:, :3] == pytest.approx(
        np.array([plt.matplotlib.colors.to_rgb(f"C{i}") for i in range(places)])
    )


def test_a_border_bends_frame_by_frame_and_stops_on_the_last(monkeypatch):
    networks = {f"step {i}": above(limit) for i, limit in enumerate((0.5, 1.5, 2.5))}
    reel = bend(networks, XS, YS, CLASSES)
    assert plt.get_fignums() == []
    assert len(reel.pictures) == len(set(reel.pictures)) == 3
    assert repr(reel) == (
        "The border between the regions bends: at step 0 75.0 % of the points lie in the region "
        "of their class, at step 2 75.0 %."
    )
    (picture, _), _ = outputs_of(reel, monkeypatch)
    image = Image.open(io.BytesIO(base64.b64decode(picture["image/png"])))
    # Pillow counts the still picture, the last frame, as one more
    assert image.is_animated and image.info["loop"] == 1
    assert reel.pictures == bend(networks, XS, YS, CLASSES).pictures


def test_the_frames_of_a_bend_have_one_size_and_one_network_is_enough():
    networks = {"a short title": above(0.5), "100000000 steps": above(1.5)}
    sizes = {Image.open(io.BytesIO(p)).size for p in bend(networks, XS, YS, CLASSES).pictures}
    assert len(sizes) == 1
    network = random_network([2, 3, 1])
    assert len(bend({"step 1": network}, XS, YS, CLASSES).pictures) == 1


def test_a_confusion_matrix_has_what_is_in_rows_and_what_is_seen_in_columns():
    ax = plot_confusion([[5, 1], [0, 7]], ["cat", "dog"])
    cells = {text.get_position(): text.get_text() for text in ax.texts}
    assert cells == {(0, 0): "5", (1, 0): "1", (0, 1): "0", (1, 1): "7"}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("what the network sees", "what it is")
