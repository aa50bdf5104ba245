"""The picture of a graph and its words, with and without Graphviz."""

import base64
import io
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import nbconvert
import nbformat
import pytest
from PIL import Image

from scalarad.graph import topological_order
from scalarad.pictures import Drawing, draw, film, wave
from scalarad.pictures.drawing import INSTALL, png_of, render, use_one_font
from scalarad.pictures.png import moving
from scalarad.scalar import Scalar

SVG = "{http://www.w3.org/2000/svg}"


def line():
    """(a * b + c) squared at a = 2, b = -3, c = 10."""
    a, b, c = (Scalar(n, name=name) for n, name in [(2.0, "a"), (-3.0, "b"), (10.0, "c")])
    return (a * b + c).square()


def chain(length):
    y = Scalar(1.0)
    for _ in range(length):
        y = y + 1
    return y


@pytest.fixture(params=["pygraphviz", "dot", "neither"])
def engine(request, monkeypatch, tmp_path):
    """Each way in which Graphviz can be there; the program `dot` is played by a script."""
    monkeypatch.setenv("PATH", str(tmp_path))
    if request.param != "pygraphviz":
        monkeypatch.setitem(sys.modules, "pygraphviz", None)
    if request.param == "dot":
        fake, picture = tmp_path / "dot", io.BytesIO()
        Image.new("RGB", (4, 2), "white").save(picture, "PNG")
        fake.write_text(
            f"#!{sys.executable}\nimport sys\nsource = sys.stdin.read()\n"
            "names = ''.join(w for w in 'abc' if f'<b>{w}</b>' in source)\n"
            "print('to be hidden', file=sys.stderr)\n"
            "png = '-Tpng' in sys.argv\n"
            f"sys.stdout.buffer.write({picture.getvalue()!r} if png else "
            "f'<svg xmlns=\"http://www.w3.org/2000/svg\"><text>{names}</text></svg>'.encode())\n",
            encoding="utf-8",
        )
        fake.chmod(0o755)
    return request.param


def svg_of(drawing):
    """The picture of a drawing as SVG, parsed."""
    return ET.fromstring(render(drawing.source, "svg"))


def outputs_of(thing, monkeypatch):
    """What Jupyter gets to show for a thing: pairs of data and metadata."""
    outputs = []

    def display(data, metadata=None, raw=False):
        assert raw
        outputs.append((data, metadata))

    for module in ("drawing", "explore"):
        monkeypatch.setattr(sys.modules[f"scalarad.pictures.{module}"], "display", display)
    thing._ipython_display_()
    return outputs


def texts(svg):
    """The texts in a picture as they look: one space is as wide as another, or has no width."""
    words = [t.text for t in svg.iter(f"{SVG}text")]
    return [word.replace("\xa0", " ").replace("\u200b", "") for word in words]


def test_the_description_has_names_numbers_inputs_and_derivatives_once_they_exist():
    y = line()
    words = """\
n0: a = 2
n1: b = -3
n2: * = -6, from n0 and n1
n3: c = 10
n4: + = 4, from n2 and n3
n5: square = 16, from n4"""
    assert repr(draw(y)) == str(draw(y)) == draw(y).description == words
    y.backward()
    derivatives = [-24, 16, 8, 8, 8, 1]  # 2 * 4 at the sum, times -3 and 2 at a and b
    lines = zip(words.split("\n"), derivatives, strict=True)
    assert repr(draw(y)) == "\n".join(f"{line}, derivative {d}" for line, d in lines)


def test_the_dot_has_a_node_per_scalar_and_an_arrow_per_input():
    y = line()
    source = draw(y).source
    nodes = re.findall(r"^\t(n\d+) \[label=<(.*?)> .*shape=(\w+)", source, re.M)
    assert nodes == [
        ("n0", "<b>a</b><br/>2", "box"),
        ("n1", "<b>b</b><br/>-3", "box"),
        ("n2", "<b>*</b><br/>-6", "ellipse"),
        ("n3", "<b>c</b><br/>10", "box"),
        ("n4", "<b>+</b><br/>4", "ellipse"),
        ("n5", "<b>square</b><br/>16", "ellipse"),
    ]
    arrows = re.findall(r"(n\d+) -> (n\d+)", source)
    assert arrows == [
        ("n0", "n2"),
        ("n1", "n2"),
        ("n2", "n4"),
        ("n3", "n4"),
        ("n4", "n5"),
    ]
    assert "derivative" not in source and "fontname" in source
    colours = set(re.findall(r'fillcolor="(#\w+)".*shape=(\w+)', source))
    assert len(colours) == len({c for c, _ in colours}) == 2
    y.backward()
    assert re.findall(r">derivative (\S+)</font>", draw(y).source) == "-24 16 8 8 8 1".split()


def test_a_square_by_multiplication_has_two_arrows():
    x = Scalar(3.0, name="x")
    assert re.findall(r"n\d+ -> n\d+", draw(x * x).source) == ["n0 -> n1", "n0 -> n1"]
    assert repr(draw(x * x)) == "n0: x = 3\nn1: * = 9, from n0 and n0"


def test_only_some_are_drawn_and_all_others_are_folded_into_where_they_lead():
    a, b, c = (Scalar(n, name=name) for n, name in [(2.0, "a"), (-3.0, "b"), (10.0, "c")])
    total = a * b + c
    total.name = "total"
    y = total.square() * a
    drawing = draw(y, only=[b, total, a])
    assert (
        repr(drawing)
        == """\
n0: a = 2
n1: b = -3
n2: total = 4, from n0 and n1, with 2 Scalars folded in
n3: * = 32, from n2 and n0, with 1 Scalar folded in"""
    )
    shapes = re.findall(r"^\t(n\d) .*?(peripheries=\d )?shape=(\w+)", drawing.source, re.M)
    assert [shape for _, _, shape in shapes] == ["box", "box", "box", "box"]
    assert [name for name, lines, _ in shapes if lines] == ["n2", "n3"]
    arrows = re.findall(r"(n\d) -> (n\d)", drawing.source)
    assert arrows == [("n0", "n2"), ("n1", "n2"), ("n2", "n3"), ("n0", "n3")]
    y.backward()
    # y = (ab + c)² a; dy/db = 2 (ab + c) a a, and dy/da = 2 (ab + c) b a + (ab + c)²
    lines = repr(draw(y, only=[b, total, a])).split("\n")
    assert [line.rpartition(" ")[2] for line in lines] == ["-32", "32", "16", "1"]


def test_what_has_nothing_folded_in_is_drawn_as_ever():
    y = line()
    y.inputs[0].name = "sum"
    order = topological_order(y)
    assert draw(y, only=order).source == draw(y).source
    assert repr(draw(y, only=order)) == repr(draw(y))
    x = Scalar(3.0, name="x")
    assert repr(draw(x * x, only=[x])) == "n0: x = 3\nn1: * = 9, from n0 and n0"


def test_several_ways_through_what_is_folded_are_one_arrow():
    x = Scalar(3.0, name="x")
    drawing = draw((x * x + x) * (x + 1), only=[x])
    assert repr(drawing) == "n0: x = 3\nn1: * = 48, from n0, with 4 Scalars folded in"


def test_all_is_folded_into_the_output_when_nothing_else_is_to_be_drawn():
    assert repr(draw(line(), only=[])) == "n0: square = 16, with 5 Scalars folded in"


def test_a_folded_graph_too_large_to_draw_says_so():
    y = chain(20)
    drawing = draw(y, only=topological_order(y)[::2], limit=3)
    assert repr(drawing).startswith("Too large to draw whole: these are the 3 of")


def test_edges_show_the_local_derivatives_and_leave_the_graph_alone():
    y = line()
    drawing = draw(y, edges=True)
    labels = re.findall(r"(n\d -> n\d) \[label=(\S+)\]", drawing.source)
    local = {"n0 -> n2": "-3.0", "n1 -> n2": "2.0", "n2 -> n4": "1", "n3 -> n4": "1"}
    assert {k: float(v.strip('"')) for k, v in labels} == {
        **{k: float(v) for k, v in local.items()},
        "n4 -> n5": 8,
    }
    assert "n2: * = -6, from n0 (local derivative -3) and n1 (local derivative 2)" in repr(drawing)
    assert y.derivative is None and "local" not in repr(draw(y))


@pytest.mark.parametrize(
    "num, shown",
    [
        (2 / 3, "0.6667"),
        (1e-9, "1e-09"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (7, "7"),
    ]
    + [(10**30, "1000000000000000000…"), (1 + 2j, "(1+2j)")],
)
def test_a_number_is_rounded_for_the_eye(num, shown):
    x = Scalar(num, name="x")
    assert repr(draw(x)) == f"n0: x = {shown}"
    assert f"<br/>{shown}>" in draw(x).source
    assert x.num is num


@pytest.mark.parametrize(
    "operation, sign",
    [("x + y", "+"), ("x - y", "-"), ("x * y", "*"), ("x / y", "/"), ("x.square()", "square")],
)
def test_a_result_with_a_name_of_the_readers_keeps_its_sign(operation, sign):
    class Own(Scalar):
        pass

    for kind in (Scalar, Own):
        result = eval(operation, {"x": kind(6.0), "y": kind(2.0)})
        line = f" = {result.num:g}, from "
        assert f": {sign}{line}" in repr(draw(result))
        result.name = "area"
        assert f": area ({sign}){line}" in repr(draw(result))
        assert texts(svg_of(draw(result))).count("area") == 1
        assert f"<b>area</b> {sign}<br/>" in draw(result).source


def test_a_rule_that_belongs_to_no_operation_has_no_sign_beside_its_name():
    x = Scalar(2.0, name="square")
    mine = Scalar(6.0, (x, x), lambda b_in: (3 * b_in, b_in), "mine")
    assert repr(draw(mine)) == "n0: square = 2\nn1: mine = 6, from n0 and n0"
    mine.name = None
    assert repr(draw(mine)).endswith("n1: 6, from n0 and n0")


NAMES = ['<b>&"\\', "a\\nb", "α₁", "naïve 名", "&amp;", "%", "]", "-->", "\\", r"\Gamma", r"\N"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_reaches_picture_and_words_as_it_is(name, engine, monkeypatch, capfd):
    drawing = draw(Scalar(2.0, name=name) * 3)
    assert drawing.description.startswith(f"n0: {name} = 2\n")
    if engine == "pygraphviz":
        assert name in texts(svg_of(drawing))
    outputs = outputs_of(drawing, monkeypatch)
    if engine == "neither":
        assert outputs == [] and capfd.readouterr().out.startswith(f"n0: {name} = 2")
    else:
        (_, look), (folded, _) = outputs
        assert look["image/png"]["alt"].startswith(f"n0: {name} = 2")
        root = ET.fromstring(folded["text/html"])
        assert root[1].text.startswith(f"n0: {name} = 2")


@pytest.mark.parametrize(
    "name, shown",
    [("\x1b", r"\x1b"), ("a\0b", r"a\x00b"), ("\n", ""), ("x\ny", r"x\ny"), ("\ud800", r"\ud800")]
    + [("", ""), (" ", ""), ("\u3000\t", ""), ("\uffff", r"\uffff"), ("\x9b[2J", r"\x9b[2J")],
    ids=ascii,
)
def test_a_name_that_cannot_be_seen_is_shown_as_an_escape_or_not_at_all(name, shown):
    y = Scalar(2.0, name=name) * 3
    drawing = draw(y)
    assert drawing.description.startswith(f"n0: {shown} = 2\n" if shown else "n0: 2\n")
    words = texts(svg_of(drawing))
    assert words.count("2") == 1 and words.count("6") == 1
    assert (shown in words) is (shown != "") and len(words) == 4 + (shown != "")


class Money:
    """A number of a reader's own, whose text is given."""

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text

    def __add__(self, other):
        return self

    __sub__ = __mul__ = __rmul__ = __add__


@pytest.mark.parametrize("text, shown", [("<b>", "<b>"), ("5\x1b", r"5\x1b"), ("\\N", "\\N")])
def test_any_number_reaches_nodes_and_arrows_as_it_is(text, shown):
    y = Scalar(Money(text)) * Scalar(Money(text))
    assert repr(draw(y)).startswith(f"n0: {shown}\n")
    assert texts(svg_of(draw(y, edges=True))).count(shown) == 3 + 2  # nodes and arrows


def test_what_is_stored_is_a_png_with_its_words_and_nothing_is_written(engine, monkeypatch, capfd):
    y = line()
    y.backward()
    words = draw(y).description
    outputs = outputs_of(draw(y), monkeypatch)
    printed, remarks = capfd.readouterr()
    assert remarks == ""
    if engine == "neither":
        assert outputs == [] and printed == f"{words}\n\n{INSTALL}\n"
        assert len(INSTALL.split("\n")) == 1 and "pip install pygraphviz" in INSTALL
        return
    assert printed == ""
    (picture, look), (folded, _) = outputs
    assert picture.keys() == {"text/plain", "image/png"} and picture["text/plain"] == words
    image = Image.open(io.BytesIO(base64.b64decode(picture["image/png"])))
    width, height = image.size
    assert look == {"image/png": {"width": width // 2, "height": height // 2, "alt": words}}
    assert folded["text/plain"] == words
    assert folded["text/html"] == (
        f"<details><summary>In words</summary><pre>{words}</pre></details>"
    )


def test_a_picture_is_twice_as_large_as_it_shows_in_32_colours_on_exact_white(monkeypatch):
    y = line()
    y.backward()
    image = Image.open(io.BytesIO(png_of(draw(y, edges=True).source)))
    assert image.mode == "P" and len(image.getcolors()) <= 32
    colours = image.convert("RGB")
    assert colours.getpixel((0, 0)) == colours.getpixel((image.width - 1, 0)) == (255, 255, 255)
    width = float(svg_of(draw(y, edges=True)).get("width").removesuffix("pt")) * 96 / 72
    assert image.width == pytest.approx(2 * width, rel=0.01)
    assert "derivative -24" in texts(svg_of(draw(y)))


@pytest.mark.parametrize("words", ["<x> & y", "a\nb"])
def test_words_are_escaped_where_they_are_folded(words, monkeypatch):
    _, (folded, _) = outputs_of(Drawing("digraph {}", words), monkeypatch)
    assert (
        f"<pre>{words.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</pre>"
        in (folded["text/html"])
    )


def test_a_moving_picture_plays_once_for_less_than_five_seconds_and_ends_on_its_last_frame():
    files = []
    for i in range(6):
        page, file = Image.new("RGB", (10 + i, 9), "white"), io.BytesIO()
        page.paste((20 * i, 0, 0), (4, 4, 9, 9))
        page.save(file, "PNG")
        files.append(file.getvalue())
    stored = moving(files, 4.5)
    assert stored == moving(files, 4.5)
    image = Image.open(io.BytesIO(stored))
    assert image.info["loop"] == 1 and image.info["default_image"]
    assert image.convert("RGB").getpixel((5, 5)) == (100, 0, 0)  # without motion: the last
    shown, seconds = [], 0
    for i in range(1, image.n_frames):
        image.seek(i)
        shown.append(image.convert("RGB").getpixel((5, 5))[0])
        seconds += image.info["duration"] / 1000
    assert shown == [0, 20, 40, 60, 80, 100] and seconds == pytest.approx(4.5)
    for seconds in (0, 5, 60):
        with pytest.raises(ValueError, match="less than five seconds"):
            moving(files, seconds)


def test_exported_pages_show_every_picture_and_its_words_once():
    y = line()
    things = (draw(y), wave(y), film(y))
    outputs = []
    for thing in things:
        with pytest.MonkeyPatch.context() as patch:
            outputs += outputs_of(thing, patch)
    pictures = 2 + len(film(y).frames)
    cell = nbformat.v4.new_code_cell("draw(y)")
    cell.outputs = [
        nbformat.v4.new_output("display_data", data, metadata=metadata or {})
        for data, metadata in outputs
    ]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    for exporter in (nbconvert.HTMLExporter(), nbconvert.SlidesExporter()):
        page, _ = exporter.from_notebook_node(notebook)
        assert page.count('src="data:image/png;base64,') == pictures and page.count("In words") == 2
    page, _ = nbconvert.HTMLExporter(sanitize_html=True).from_notebook_node(notebook)
    assert page.count('src="data:image/png;base64,') == pictures
    tex, resources = nbconvert.LatexExporter().from_notebook_node(notebook)
    assert len([name for name in resources["outputs"] if name.endswith(".png")]) == pictures
    assert tex.count(r"\adjustimage{") == pictures
    assert tex.count("n0: a = 2\n") == 1  # under the drawing; the wave has its derivatives too
    assert tex.count("n0: a = 2, derivative -24\n") == 1


def test_a_picture_is_saved_in_the_format_that_its_name_says(engine, tmp_path, capfd):
    for suffix, start in [("svg", b"<"), ("png", b"\x89PNG\r\n\x1a\n")]:
        path = tmp_path / f"y.{suffix}"
        if engine == "neither":
            with pytest.raises(RuntimeError) as error:
                draw(line()).save(path)
            assert str(error.value) == INSTALL and not path.exists()
        else:
            draw(line()).save(path)
            assert path.read_bytes().startswith(start)
            draw(line()).save(str(path))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("path", ["y.pdf", "y", "y.svg.gz", "y.SVG"])
def test_another_ending_is_refused(path, tmp_path):
    with pytest.raises(ValueError) as error:
        draw(line()).save(tmp_path / path)
    assert str(error.value) == f"save writes .svg and .png files; got {str(tmp_path / path)!r}"


@pytest.mark.parametrize("fails", [False, True])
def test_what_an_engine_remarks_is_hidden_and_standard_error_works_again(fails, monkeypatch, capfd):
    class Noisy:
        def __init__(self, string):
            pass

        def draw(self, format, prog):
            os.write(2, b"a remark about fonts")
            return b"picture" if not fails else 1 / 0

    monkeypatch.setitem(sys.modules, "pygraphviz", SimpleNamespace(AGraph=Noisy))
    if fails:
        with pytest.raises(ZeroDivisionError):
            render("digraph {}", "svg")
    else:
        assert render("digraph {}", "svg") == b"picture"
    os.write(2, b"heard")
    assert capfd.readouterr() == ("", "heard")


def test_the_same_program_gives_the_same_picture():
    first, second = draw(line()), draw(line())
    assert first.source == second.source
    assert png_of(first.source) == png_of(second.source)


PROCESS = """if True:
    from hashlib import sha256
    from scalarad import Scalar
    from scalarad.pictures import draw, wave
    from scalarad.pictures.drawing import png_of, rendered_at_scale
    from scalarad.pictures.png import moving
    y = (Scalar(2.0, name="a") * -3.0 + 10.0).square()
    frames = [rendered_at_scale(frame.source) for frame in wave(y).frames]
    for picture in (png_of(draw(y, edges=True).source), moving(frames, 4.0)):
        print(sha256(picture).hexdigest())
"""


def test_two_processes_make_the_same_bytes():
    digests = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", PROCESS],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
        )
        assert run.stdout.count("\n") == 2, run.stderr
        digests.add(run.stdout)
    assert len(digests) == 1


def test_of_a_large_graph_the_part_nearest_the_output_is_drawn():
    y = chain(10)  # 21 nodes
    drawing = draw(y, limit=4)
    note = "Too large to draw whole: these are the 4 of 21 nodes nearest the output. "
    note += "draw(..., limit=21) draws all."
    assert repr(drawing).split("\n") == [
        note,
        "n0: + = 9, from … and …",
        "n1: + = 10, from n0 and …",
        "n2: 1",
        "n3: + = 11, from n1 and n2",
    ]
    assert note.replace(". ", ".\n") in drawing.source  # two lines: no wider than the nodes
    assert drawing.source.count('label="…"') == 3
    assert repr(draw(y, limit=21)) == repr(draw(y, limit=1000)) == repr(draw(y))
    assert "Too large" not in repr(draw(y))


def test_2000_nodes_are_too_large_and_200000_do_not_hang():
    start = time.perf_counter()
    for length, total in [(1_000, "2001"), (100_000, "200001")]:
        drawing = draw(chain(length))
        assert repr(drawing).startswith(f"Too large to draw whole: these are the 100 of {total} ")
        assert len(re.findall(r"^\tn\d+ \[", drawing.source, re.M)) == 100
        assert any("Too large to draw whole" in t for t in texts(svg_of(drawing)))
    assert time.perf_counter() - start < 20


def test_a_drawing_holds_dot_and_words():
    drawing = Drawing("digraph {}", "an empty graph")
    assert (drawing.source, repr(drawing)) == ("digraph {}", "an empty graph")


# -------- the page of a picture


def test_a_page_reads_from_left_to_right_on_white_in_one_font():
    source = draw(line()).source
    page = re.search(r"graph \[(.*?)\]", source)[1]
    for attribute in ("rankdir=LR", "bgcolor=white", "nodesep=0.15"):
        assert attribute in page
    for kind in ("graph", "node", "edge"):
        attributes = re.search(rf"^\t{kind} \[(.*?)\]", source, re.M)[1]
        assert 'fontname="DejaVu Sans,Verdana"' in attributes
        assert "fontsize=12" in attributes


def test_by_default_there_are_no_local_derivatives_in_words_or_labels():
    assert "->" in draw(line()).source
    labels = re.findall(r"-> n\d+( \[label=\S+\])?", draw(line()).source)
    assert not any("1" in label or "None" in label for label in labels)
    assert repr(draw(line(), False)) == repr(draw(line()))


def test_a_part_of_a_graph_shows_its_local_derivatives_if_asked():
    y = Scalar(2.0) * 3.0 * 5.0
    drawing = draw(y, edges=True, limit=3)
    assert "n2: * = 30, from n0 (local derivative 5) and n1 (local derivative 6)" in (repr(drawing))
    assert re.findall(r"n\d -> n2 \[label=\"?([\d.]+)", drawing.source) == ["5", "6"]


def test_a_limit_of_1_draws_the_output_alone():
    drawing = draw(chain(3), limit=1)
    assert repr(drawing).split("\n")[1:] == ["n0: + = 4, from … and …"]


def test_nodes_near_the_output_are_counted_once_each():
    x = Scalar(1.0)
    y = x + x  # two ways to the same node do not use up the limit
    assert "Too large" not in repr(draw((y + y) + x, limit=4))
    assert "these are the 3 of 4 nodes" in repr(draw((y + y) + x, limit=3))


@pytest.mark.parametrize(
    "num, shown",
    [
        (2**999, f"{2**999}"[:19] + "…"),  # 1000 bits
        (2**1000, "an int of 1001 bits"),
        pytest.param(2**20000, "an int of 20001 bits", id="huge"),
        (10**19, "1" + "0" * 19),  # 20 characters
        (10**20, "1" + "0" * 18 + "…"),
    ],
)
def test_a_large_int_is_cut_or_counted_in_bits(num, shown):
    assert repr(draw(Scalar(num))) == f"n0: {shown}"


def test_graphviz_measures_text_in_the_font_that_matplotlib_brings(monkeypatch):
    pytest.importorskip("pygraphviz")
    monkeypatch.setenv("FONTCONFIG_FILE", "before")
    render("digraph {}", "svg")
    config = Path(os.environ["FONTCONFIG_FILE"])
    assert config.name == "scalarad-fonts.conf"
    root = ET.parse(config).getroot()
    fonts = Path(root.find("dir").text)
    assert root.tag == "fontconfig" and (fonts / "DejaVuSans.ttf").exists()
    assert Path(root.find("cachedir").text) == config.parent
    assert root.find("config/rescan/int").text == "0"


def test_what_is_left_out_is_three_plain_dots_and_no_edge_has_an_empty_word():
    source = draw(chain(3), limit=1).source
    assert re.findall(r'label="…" shape=plain', source) == ['label="…" shape=plain'] * 2
    assert "XX" not in source and "label=None" not in source
    assert re.findall(r"-> n\d+(.*)", draw(line()).source) == [""] * 5 or (
        set(re.findall(r"-> n\d+(.*)", draw(line()).source)) == {' [label=""]'}
    )


def test_the_part_nearest_the_output_is_found_node_by_node_and_not_path_by_path():
    y = Scalar(1)
    for _ in range(60):
        y = y + y
    assert len(re.findall(r"^\tn\d+ \[", draw(y, limit=61).source, re.M)) == 61


def test_paths_with_signs_of_xml_and_letters_of_any_language_can_be_configured(
    monkeypatch, tmp_path
):
    fonts, cache = tmp_path / "R&D <fonts>", tmp_path / "Jürgen & 名"
    cache.mkdir()
    monkeypatch.setattr(matplotlib, "get_data_path", lambda: str(fonts))
    monkeypatch.setattr(matplotlib, "get_cachedir", lambda: str(cache))
    monkeypatch.setenv("FONTCONFIG_FILE", "before")
    use_one_font()
    root = ET.fromstring(Path(os.environ["FONTCONFIG_FILE"]).read_bytes())  # as UTF-8
    assert root.find("dir").text == str(fonts / "fonts" / "ttf")
    assert root.find("cachedir").text == str(cache)


def test_what_is_no_scalar_or_no_limit_is_refused_in_a_sentence():
    with pytest.raises(TypeError, match="^draw takes a Scalar; got 3.0, of type float$"):
        draw(3.0)
    with pytest.raises(ValueError, match="the largest number of nodes to draw, at least 1; got 0"):
        draw(Scalar(1.0), limit=0)


def test_a_drawing_loads_no_pyplot():
    code = "import sys, scalarad.pictures; print('matplotlib.pyplot' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == "False\n"
