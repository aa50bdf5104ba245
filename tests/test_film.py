"""The film of a walk back: its frames and captions, in the right order and in wrong ones."""

import base64
import io
import re
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from test_drawing import outputs_of

from scalarad import jvp
from scalarad.graph import topological_order
from scalarad.pictures import Drawing, Film, Wave, draw, film, wave
from scalarad.pictures.drawing import INSTALL, render
from scalarad.pictures.film import replay
from scalarad.scalar import Scalar


def chain(length):
    y = Scalar(1.0)
    for _ in range(length):
        y = y + 1
    return y


def diamond():
    """(b + 1) (b 3) with b = 2 x at x = 3: 12 x² + 6 x, so 126 and 78."""
    x = Scalar(3, name="x")
    b = x * 2
    return (b + 1) * (b * 3)


def test_a_film_has_a_frame_per_result_in_the_order_of_the_sweep():
    reel = film(diamond())
    assert isinstance(reel, Film) and all(isinstance(f, Drawing) for f in reel.frames)
    whole, waits = " has received everything: ", " Still to receive something: "
    captions = [
        f"1. n7 (*){whole}1. It sends 18 to n4 and 7 to n6.{waits}n5, n3, n2, n1, x.",
        f"2. n6 (*){whole}7. It sends 21 to n2 and 42 to n5.{waits}n3, n2, n1, x.",
        f"3. n4 (+){whole}18. It sends 18 to n2 and 18 to n3.{waits}n1, x.",
        f"4. n2 (*){whole}39. It sends 78 to x and 117 to n1.",
    ]
    assert [frame.description for frame in reel.frames] == captions
    assert repr(reel) == str(reel) == "\n".join(captions)


def test_a_film_ends_on_what_backward_gives():
    y, again = diamond(), diamond()
    again.backward()
    expected = [node.derivative for node in topological_order(again)]
    assert shown(film(y).frames[-1]) == expected
    assert shown(film(y, b_in=10).frames[-1]) == [10 * number for number in expected]
    assert repr(film(y, 10)).startswith("1. n7 (*) has received everything: 10. It sends 180 to n4")


@pytest.mark.parametrize("before", [None, 5.0])
def test_a_film_and_a_wave_leave_every_derivative_as_it_was(before):
    def rule(b_in):
        raise ValueError("broken")

    y = diamond()
    broken = Scalar(1.0, (y,), rule)
    nodes = topological_order(broken)
    for i, node in enumerate(nodes):
        node.derivative = before and before + i
    kept = [node.derivative for node in nodes]
    for turns in (None, turns_of(y, "76201543")):
        assert repr(film(y, turns=turns)) == repr(film(y, turns=turns))
    wave(y)
    for show in (film, wave):  # in the middle of the walk
        with pytest.raises(ValueError, match="broken"):
            show(broken)
    assert [node.derivative for node in nodes] == kept


def places_in(dot):
    """Where the nodes of DOT text are laid out, and how large, by their names."""
    rows = [line.split(" ") for line in render(dot, "plain").decode().splitlines()]
    return {row[1]: tuple(row[2:6]) for row in rows if row[0] == "node"}


def frame_nodes(frame):
    """Of each node in the DOT of a frame: its label and whether its border is thick."""
    rows = re.findall(r"^\t(n\d+) \[label=<(.*?)> (.*)\]$", frame.source, re.M)
    return {n: (text, "penwidth=4" in rest) for n, text, rest in rows}


def words_in(frame):
    """Of each node in a frame, what it says of its derivative."""
    nodes = frame_nodes(frame).items()
    return {n: re.findall(r">(so far \S+|derivative \S+)</font>", text) for n, (text, _) in nodes}


def shown(frame):
    """The derivatives in a frame, whole or "so far", by the order of the nodes; None for none."""
    nodes = sorted(words_in(frame).items(), key=lambda item: int(item[0][1:]))
    return [float(words[0].split()[-1]) if words else None for _, words in nodes]


def test_the_node_whose_turn_it_is_has_the_thick_border_in_each_frame():
    frames = film(diamond()).frames
    thick = [n for f in frames for n, (_, is_thick) in frame_nodes(f).items() if is_thick]
    assert thick == ["n7", "n6", "n4", "n2"]


def arrows(frame, color="#a83800"):
    """What stands on the arrows of a frame in this colour: pairs of the arrow and the text."""
    rows = re.findall(r"^\t(n\d+ -> n\d+) \[(.*)\]$", frame.source, re.M)
    return [
        (arrow, re.search(r'label="?<?([^<"]*)', look)[1])
        for arrow, look in rows
        if f'fontcolor="{color}"' in look or f"fontcolor={color}" in look
    ]


def test_shares_stand_on_the_arrows_that_carry_them_and_are_there_unseen_in_all_frames():
    frames = film(diamond()).frames
    assert [arrows(frame) for frame in frames] == [
        [("n4 -> n7", "1 × 18"), ("n6 -> n7", "1 × 7")],
        [("n2 -> n6", "7 × 3"), ("n5 -> n6", "7 × 6")],
        [("n2 -> n4", "18 × 1"), ("n3 -> n4", "18 × 1")],
        [("n0 -> n2", "39 × 2"), ("n1 -> n2", "39 × 3")],
    ]
    # A bright arrow points to the input: to where the share goes.
    assert [frame.source.count("dir=back") for frame in frames] == [2, 2, 2, 2]
    assert all(len(arrows(frame, "white")) == 6 for frame in frames)


def test_all_frames_of_a_film_and_of_a_wave_have_one_layout():
    y = diamond()
    forward = wave(y, tangents={topological_order(y)[0]: 1})
    for reel in (film(y), film(y, turns=turns_of(y, "76201543")), wave(y), forward):
        places = {tuple(sorted(places_in(frame.source).items())) for frame in reel.frames}
        assert len(places) == 1


def test_a_derivative_says_so_far_until_its_last_share_has_come():
    words = []
    for frame in film(diamond()).frames:
        text, _ = frame_nodes(frame)["n2"]  # b, which two others use
        words.append(re.findall(r">(so far \S+|derivative \S+)</font>", text))
    # 21 = 7 * 3 is sent in the second frame, the last 18 in the third
    assert words == [[], ["so far 21"], ["derivative 39"], ["derivative 39"]]
    last = film(diamond()).frames[-1].source
    assert "so far" not in last and last.count("derivative ") == 8
    first = film(diamond()).frames[0].source
    assert first.count("derivative ") == 3 and "so far" not in first


@pytest.mark.parametrize("num", [0.0, 0, np.zeros(2)])
def test_a_film_of_a_node_that_is_0_names_all_nodes_in_every_frame(num):
    x = Scalar(num, name="x")
    for frame in film(x * 2).frames:
        assert "<b>x</b>" in frame.source and "<b>n2 *</b>" in frame.source


def test_a_node_of_a_film_is_called_as_in_its_caption():
    for frame in film(Scalar(3.0, name="x") * 2).frames:
        names = [text.split("<br/>")[0] for text, _ in frame_nodes(frame).values()]
        assert [n.replace(" </b>", "</b>") for n in names] == [
            "<b>x</b>", "<b>n1</b>", "<b>n2 *</b>",
        ]  # fmt: skip


def test_a_film_calls_a_node_by_the_name_that_the_reader_gave_if_no_other_has_it():
    x, twin, odd = Scalar(3.0, name="x"), Scalar(3.0, name="x"), Scalar(1.0, name="n0")
    left = x * twin
    left.name = "left"
    assert repr(film(left + odd)) == (
        "1. n4 (+) has received everything: 1. It sends 1 to left and 1 to n3. "
        "Still to receive something: n1, n0.\n"
        "2. left has received everything: 1. It sends 3 to n0 and 3 to n1."
    )
    assert "<b>left</b> *" in film(left).frames[0].source
    assert film(left, turns=["left"]).frames


def test_a_film_of_a_leaf_has_one_frame_and_shows_numbers_short():
    x = Scalar(2 / 3, name="x")
    assert repr(film(x, 1 / 3)) == "1. x has received everything: 0.3333."
    assert repr(film(Scalar(1.0))) == "1. n0 has received everything: 1."


def test_a_film_of_x_times_x_sends_twice_to_the_same_node():
    x = Scalar(3.0)
    assert repr(film(x * x)).split("\n") == [
        "1. n1 (*) has received everything: 1. It sends 3 to n0 and 3 to n0.",
    ]


def test_the_film_is_as_long_as_its_limit_allows():
    y = chain(9)  # 19 nodes
    assert len(film(y).frames) == 9 == len(film(y, limit=19).frames)
    with pytest.raises(ValueError) as error:
        film(chain(10))
    assert str(error.value) == (
        "a film of 21 nodes is too long to watch; film a smaller graph, or say film(..., limit=21)"
    )
    assert len(film(chain(10), limit=21).frames) == 10
    with pytest.raises(ValueError, match="a film of 19 nodes is too long"):
        film(y, limit=18)


def test_a_refused_film_leaves_the_graph_alone():
    y = chain(10)
    with pytest.raises(ValueError, match="too long"):
        film(y)
    assert y.derivative is None


@pytest.mark.parametrize("engine", ["pygraphviz", "neither"])
def test_a_film_can_be_read_and_heard(engine, monkeypatch, capfd):
    if engine == "neither":
        monkeypatch.setitem(sys.modules, "pygraphviz", None)
        monkeypatch.setenv("PATH", "")
    x = Scalar(3.0, name='<x> & "y"')
    reel = film((x * 2).square())
    outputs = outputs_of(reel, monkeypatch)
    printed, remarks = capfd.readouterr()
    captions = repr(reel).split("\n")
    assert remarks == "" and len(captions) == 2
    if engine == "neither":
        assert outputs == [] and printed == f"{reel}\n\n{INSTALL}\n"
    else:
        assert printed.split() == repr(reel).split()  # in lines of 80
        assert [data["text/plain"] for data, _ in outputs] == captions
        assert len({data["image/png"] for data, _ in outputs}) == 2


def test_a_film_holds_its_frames():
    frames = [Drawing("digraph {}", "first"), Drawing("digraph {}", "<second>")]
    assert repr(Film(frames)) == "first\n<second>" and Film(frames).frames == frames
    assert repr(Film([])) == ""


# -------- in motion


def test_a_wave_leaves_the_output_and_ends_on_the_finished_graph():
    y = diamond()
    reel = wave(y)
    assert isinstance(reel, Wave)
    assert repr(reel).split("\n")[:5] == [
        "1 arrives at n7.",
        "n7 sends 18 to n4 and 7 to n6.",
        "n6 sends 21 to n2 and 42 to n5.",
        "n4 sends 18 to n2 and 18 to n3.",
        "n2 sends 78 to x and 117 to n1.",
    ]
    y.backward()
    assert reel.frames[-1].description == draw(y).description
    assert arrows(reel.frames[0]) == [] and reel.frames[0].source.count("derivative ") == 1
    # what arrived, times the local derivative
    texts = [re.findall(r"label=<(\d+ × \d+)<", f.source) for f in reel.frames]
    assert (
        texts == [["39 × 2", "39 × 3", "18 × 1", "18 × 1", "7 × 3", "7 × 6", "1 × 18", "1 × 7"]] * 6
    )
    lit = [[arrow for arrow, _ in arrows(frame)] for frame in reel.frames]
    assert lit == [
        [], ["n4 -> n7", "n6 -> n7"], ["n2 -> n6", "n5 -> n6"], ["n2 -> n4", "n3 -> n4"],
        ["n0 -> n2", "n1 -> n2"], [],
    ]  # fmt: skip
    assert len(arrows(reel.frames[-1], "#767676")) == 8


def test_a_wave_of_tangents_goes_forward_and_ends_on_all_of_them():
    y = diamond()
    x = topological_order(y)[0]
    reel = wave(y, tangents={x: 1})
    assert isinstance(reel, Wave)
    assert [frame.description for frame in reel.frames[:-1]] == [
        "The wave begins with the tangent 1 at x.",
        "n2 receives 2 from x.",
        "n4 receives 2 from n2.",
        "n6 receives 6 from n2.",
        "n7 receives 36 from n4 and 42 from n6: 78 together.",
    ]
    assert not any("dir=back" in frame.source for frame in reel.frames)
    assert reel.frames[-1].description.splitlines()[-1] == "n7: * = 126, from n4 and n6, tangent 78"
    assert {node.derivative for node in topological_order(y)} == {None}
    # One arrow is bright, then two; what was lit is paler, and in the end no arrow is bright.
    bright = [frame.source.count("penwidth=2.5") for frame in reel.frames]
    assert bright == [0, 1, 1, 1, 2, 0]
    assert [frame.source.count("fontcolor=\"#767676\"") for frame in reel.frames] == [
        0, 0, 2, 4, 6, 8
    ]  # fmt: skip
    assert "18 × 2" not in reel.frames[-1].source and "6 × 7" in reel.frames[-1].source


def test_a_wave_of_tangents_adds_up_and_shows_a_derivative_that_is_there():
    x, c = Scalar(3.0, name="x"), Scalar(0.0, name="c")
    y = x * x + c
    y.backward()
    words = repr(wave(y, tangents={x: 1.0, c: 10.0}))
    assert words.splitlines() == [
        "The wave begins with the tangent 1 at x and 10 at c.",
        "n1 receives 3 from x and 3 from x: 6 together.",
        "n3 receives 6 from n1 and 10 from c: 16 together.",
        "n0: x = 3, tangent 1, derivative 6",
        "n1: * = 9, from n0 and n0, tangent 6, derivative 1",
        "n2: c = 0, tangent 10, derivative 1",
        "n3: + = 9, from n1 and n2, tangent 16, derivative 1",
    ]
    still = wave(y, tangents={c: 1}).frames[1]
    assert still.description == "n3 receives 1 from c."
    assert still.source.count("penwidth=2.5") == 1


def test_a_wave_of_tangents_is_what_jvp_computes():
    def f(x, y):
        return (x * y - y / x) * (x + 2 * y).square()

    x, y = Scalar(1.5), Scalar(-0.5)
    words = repr(wave(f(x, y), tangents={x: 2.0, y: -3.0}, limit=30))
    assert words.endswith(f"tangent {jvp(f, (1.5, -0.5), (2.0, -3.0))[1]:.4g}")


@pytest.mark.parametrize(
    "tangents, error, words",
    [
        (1.0, TypeError, r"^tangents is a dict such as \{x: 1.0\}, of leaves; got 1.0$"),
        ({}, TypeError, r"of leaves; got \{\}$"),
        ({Scalar(2.0): 1}, ValueError, r"leaves of this graph; Scalar\(2.0\) is none$"),
        ({"x": 1}, ValueError, "leaves of this graph; 'x' is none$"),
    ],
)
def test_a_wave_refuses_tangents_that_belong_to_no_leaf(tangents, error, words):
    with pytest.raises(error, match=words):
        wave(diamond(), tangents=tangents)


def test_a_wave_refuses_the_tangent_of_a_result_and_what_is_no_number():
    y = diamond()
    with pytest.raises(ValueError, match="is none$"):
        wave(y, tangents={y: 1.0})
    with pytest.raises(TypeError, match="^Scalar wraps a number, such as 3.0; got '1'"):
        wave(y, tangents={topological_order(y)[0]: "1"})


def test_a_wave_is_one_moving_picture_with_its_words(monkeypatch):
    reel = wave(diamond(), b_in=10)
    (picture, look), (folded, _) = outputs_of(reel, monkeypatch)
    assert picture["text/plain"] == look["image/png"]["alt"] == repr(reel)
    image = Image.open(io.BytesIO(base64.b64decode(picture["image/png"])))
    assert image.is_animated and image.info["loop"] == 1
    assert repr(reel).startswith("10 arrives at n7.\nn7 sends 180 to n4 and 70 to n6.")
    twice, _ = outputs_of(wave(diamond(), b_in=10), monkeypatch)
    assert twice[0] == picture


def test_a_wave_of_a_leaf_of_too_much_and_of_no_scalar():
    x = Scalar(2.0, name="x")
    assert repr(wave(x)) == "1 arrives at x.\nn0: x = 2, derivative 1"
    with pytest.raises(ValueError, match=r"^a wave of 21 nodes is too long to watch; wave a"):
        wave(chain(10))
    with pytest.raises(TypeError, match=r"^wave takes a Scalar; got 3$"):
        wave(3)


# -------- other orders of the turns


def turns_of(output, places):
    """The nodes of a graph in another order, given by their places in the topological one."""
    nodes = topological_order(output)
    return [nodes[int(place)] for place in places]


def test_an_order_that_sends_too_early_is_filmed_with_what_it_gets_wrong():
    y = diamond()
    # b = n2 has its turn when the share from b + 1 = n4 is still to come.
    reel = film(y, turns=turns_of(y, "76201543"))
    whole, waits = " has received everything: ", " Still to receive something: "
    captions = [
        f"1. n7 (*){whole}1. It sends 18 to n4 and 7 to n6.{waits}n5, n3, n2, n1, x.",
        f"2. n6 (*){whole}7. It sends 21 to n2 and 42 to n5.{waits}n3, n2, n1, x.",
        f"3. n2 (*) has received 21 so far. It sends 42 to x and 63 to n1.{waits}n3, n2.",
        f"4. n4 (+){whole}18. It sends 18 to n2 and 18 to n3. Too late: n2 has had its turn and "
        "does not send this on.",
    ]
    assert repr(reel).split("\n") == captions
    assert shown(reel.frames[-1]) == [42, 63, 39, 18, 18, 42, 7, 1]
    seen = [words_in(f)["n2"] for f in reel.frames]
    assert seen == [[], ["so far 21"], ["so far 21"], ["derivative 39"]]
    thick = [n for f in reel.frames for n, (_, is_thick) in frame_nodes(f).items() if is_thick]
    assert thick == "n7 n6 n2 n4".split()


def test_a_node_at_which_nothing_has_arrived_sends_nothing():
    y = Scalar(3.0, name="x") * 2.0  # n0, n1, n2
    z = y * 5.0  # n3, n4
    reel = film(z, turns=turns_of(z, "02143"))
    assert repr(reel).split("\n") == [
        "1. Nothing has arrived at n2 (*): it sends nothing. Still to receive something: n3, n2.",
        "2. n4 (*) has received everything: 1. It sends 5 to n2 and 6 to n3. Too late: n2 has had "
        "its turn and does not send this on.",
    ]
    assert shown(reel.frames[-1]) == [None, None, 5, 6, 1]
    assert re.findall("derivative .", reel.frames[0].source) == ["derivative 1"]  # the output's


def test_a_node_that_sends_nothing_lights_no_arrow():
    y = diamond()
    reel = film(y, turns=["n2", "n7", "n6", "n4"])  # at n2 nothing has arrived yet
    assert reel.frames[0].description.startswith(
        "1. Nothing has arrived at n2 (*): it sends nothing"
    )
    bright = [len(re.findall(r"-> .*penwidth=2.5", frame.source)) for frame in reel.frames]
    assert bright == [0, 2, 2, 2]
    assert frame_nodes(reel.frames[0])["n2"][1]  # the thick border, all the same


def test_nothing_comes_too_late_for_a_leaf_which_sends_nothing_in_any_case():
    x = Scalar(3.0, name="x")
    y = x * x
    reel = film(y, turns=[x, y])
    assert repr(reel) == repr(film(y)) and shown(reel.frames[-1]) == [6, 1]


def test_a_share_sent_twice_to_a_node_that_had_its_turn_is_late_once():
    b = Scalar(3.0) + 1.0
    y = b * b
    captions = repr(film(y, turns=turns_of(y, "2310"))).split("\n")
    assert captions[1].count("Too late: n2 has had its turn") == 1


def test_only_the_node_that_is_late_is_named_among_those_with_equal_numbers():
    x = Scalar(1.0)
    a, b = x * 1.0, x * 1.0  # n2 and n4
    y = a * 1.0 * b  # n5 = a * 1, n7 = n6 * b
    nodes = topological_order(y)
    places = {id(node): f"n{i}" for i, node in enumerate(nodes)}
    others = [n for n in nodes[::-1] if n is not y and n is not b]
    assert re.findall(r"Too late: (n\d)", repr(film(y, turns=[b, y, *others]))) == [places[id(b)]]


def test_another_right_order_gives_what_backward_gives():
    y, again = diamond(), diamond()
    reel = film(y, b_in=10, turns=iter(turns_of(y, "74635210")))
    again.backward(10)
    assert shown(reel.frames[-1]) == [n.derivative for n in topological_order(again)]
    assert len(reel.frames) == 4 and not re.search("so far|Too late|no more", repr(reel))
    assert repr(film(y, turns=topological_order(y)[::-1])) == repr(film(y))


@given(st.permutations(range(8)))
def test_in_any_order_everything_means_the_right_derivative_and_its_words_agree(places):
    y, right = diamond(), diamond()
    right.backward()
    frames = film(y, turns=turns_of(y, places)).frames
    expected = [n.derivative for n in topological_order(right)]
    results = [place for place in places if not topological_order(y)[place].is_leaf]
    for place, frame in zip(results, frames, strict=True):
        whole = re.search(r"^\d\. n\d.* has received everything: (\d+)\.", frame.description)
        said = words_in(frame)[f"n{place}"]
        if whole:
            assert int(whole[1]) == expected[place] and said == [f"derivative {whole[1]}"]
        waits = re.search(r"Still to receive something: (.*)\.$", frame.description)
        waiting = set(waits[1].split(", ")) if waits else set()
        so_far = {n for n, word in words_in(frame).items() if "so far" in str(word)}
        assert so_far <= waiting
    found = shown(frames[-1])
    faults = re.search("Too late|it sends nothing|no more will come", repr(Film(frames)))
    assert (found == expected) == (faults is None)


@pytest.mark.parametrize(
    "places, missing, surplus",
    [("210", "n3", "none"), ("32100", "none", "1"), ("3x", "n2", "1"), ("33", "n2", "1")],
)
def test_an_order_that_does_not_hold_each_result_once_is_refused(places, missing, surplus):
    y = Scalar(2.0) * 3.0 - 1.0
    y = y.inputs[0].square()  # n0 * n1 = n2, squared n3
    others = {"x": Scalar(2.0)}
    turns = [others.get(p) or topological_order(y)[int(p)] for p in places]
    with pytest.raises(ValueError) as error:
        film(y, turns=turns)
    assert str(error.value) == (
        "turns must hold each result of the graph once, and leaves at most once; "
        f"missing: {missing}; too many: {surplus}"
    )
    assert y.derivative is None


def test_turns_may_be_called_as_the_pictures_call_them():
    y = diamond()
    for places in ("7642", "7264", "2467"):
        by_name = film(y, turns=[f"n{place}" for place in places])
        assert repr(by_name) == repr(film(y, turns=turns_of(y, places)))
    mixed = film(y, turns=[y, "n6", *turns_of(y, "4"), "n2"])
    assert repr(mixed) == repr(film(y))


@pytest.mark.parametrize(
    "turns, error, words",
    [
        (..., TypeError, "turns is a list of nodes, or of names such as 'n4'; got Ellipsis"),
        ("n4", TypeError, "turns is a list of nodes, or of names such as 'n4'; got 'n4'"),
        (4, TypeError, "turns is a list of nodes, or of names such as 'n4'; got 4"),
        (["n2", "n9"], ValueError, "no node is called 'n9'; the pictures call them n0, n1, n2"),
        (["n2", "n2"], ValueError, "turns must hold each result of the graph once, and leaves at "
         "most once; missing: none; too many: 1"),
    ],
)  # fmt: skip
def test_turns_that_are_no_list_or_no_nodes_are_refused_in_a_sentence(turns, error, words):
    y = Scalar(2.0) * 3.0
    with pytest.raises(error) as found:
        film(y, turns=turns)
    assert str(found.value) == words and y.derivative is None


def test_leaves_send_nothing_and_may_be_left_out_of_the_turns():
    y = diamond()
    assert repr(film(y, turns=turns_of(y, "7642"))) == repr(film(y))


def test_each_share_is_fitted_to_the_number_that_it_goes_to():
    z = Scalar(2.0) - Scalar(7.0)
    assert [type(share) for _, shares in replay(z, [z], 1) for _, share in shares] == [float] * 2
    xs = Scalar(np.array([1.0, 2.0, 3.0]))
    slope = Scalar(2.0, name="slope")
    reel = film(slope * xs, np.ones(3))
    assert repr(reel) == (
        "1. n2 (*) has received everything: [1. 1. 1.]. It sends 6 to slope and [2. 2. 2.] to n1."
    )


def test_a_rule_that_gives_too_few_shares_stops_the_film():
    x = Scalar(3.0)
    wrong = Scalar(9.0, (x, x), lambda b_in: (3.0 * b_in,))
    with pytest.raises(TypeError, match="must return a tuple with one share for each of its 2"):
        film(wrong)


def test_a_name_that_cannot_be_seen_is_an_escape_in_picture_and_caption():
    reel = film(Scalar(3.0, name="\x1b").square() * Scalar(2.0, name=" "))
    assert r"<b>\&#8203;x1b</b>" in reel.frames[0].source
    reel = film(Scalar(3.0, name="\x1b"))
    assert repr(reel) == r"1. \x1b has received everything: 1."
