"""What pictures do in a browser, as far as it can be tried without one."""

import base64
import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scalarad.pictures import browser, draw, film, wave
from scalarad.pictures.drawing import render
from scalarad.scalar import Scalar

ROOT = Path(__file__).parent.parent


class Engine:
    """In place of wasm-graphviz: draws nothing, and notes what it is asked for."""

    SVG = '<svg><text font-family="DejaVu Sans">é</text></svg>'

    def __init__(self):
        self.asked = []

    def layout(self, dot, format, program):
        self.asked.append((dot, format, program))
        return self.SVG if format == "svg" else "graph 1 1 1"


@pytest.fixture
def engine(monkeypatch):
    monkeypatch.setattr(browser, "HERE", True)
    monkeypatch.setattr(browser, "engine", Engine())
    return browser.engine


def product():
    return Scalar(3.0, name="x") * Scalar(4.0, name="<y>")


def shown_by(thing, monkeypatch):
    shown = []
    monkeypatch.setattr(
        "scalarad.pictures.drawing.display",
        lambda data, metadata=None, raw=False: shown.append(data),
    )
    thing._ipython_display_()
    return shown


def test_a_graph_is_an_image_with_its_words_as_alternative_text(engine, monkeypatch):
    (data,) = shown_by(draw(product()), monkeypatch)
    words = "n0: x = 3\nn1: <y> = 4\nn2: * = 12, from n0 and n1"
    assert data["text/plain"] == words and data.keys() == {"text/plain", "text/html"}
    image = '<img src="data:image/svg[+]xml;base64,(.*)" alt="((?:.|\n)*)">'
    picture, alt = re.fullmatch(image, data["text/html"]).groups()
    assert base64.b64decode(picture).decode() == Engine.SVG.replace(
        "Sans", "Sans,Verdana,sans-serif"
    )
    assert html.unescape(alt) == words and "<" not in alt


def test_the_letters_are_measured_in_a_font_that_the_engine_knows(engine):
    render(draw(product()).source, "svg")
    ((dot, *how),) = engine.asked
    assert how == ["svg", "dot"]
    assert 'fontname="DejaVu Sans"' in dot and "Verdana" not in dot


@pytest.mark.parametrize("moving", [film, wave])
def test_a_film_is_a_picture_for_each_frame_below_its_caption(engine, moving, monkeypatch, capsys):
    thing = moving(product())
    shown = shown_by(thing, monkeypatch)
    assert [data["text/plain"] for data in shown] == [frame.description for frame in thing.frames]
    assert all("<img" in data["text/html"] for data in shown)
    printed = capsys.readouterr().out
    assert all(line in printed for frame in thing.frames for line in frame.description.split("\n"))


def test_before_graphviz_is_there_the_words_are_shown_and_why(engine, monkeypatch, capsys):
    monkeypatch.setattr(browser, "engine", None)
    assert shown_by(draw(product()), monkeypatch) == []
    assert capsys.readouterr().out == f"{draw(product())}\n\n{browser.NO_GRAPHVIZ}\n"


def test_a_picture_is_saved_as_svg_and_png_is_refused(engine, tmp_path):
    draw(product()).save(tmp_path / "graph.svg")
    assert (tmp_path / "graph.svg").read_text(encoding="utf-8").startswith("<svg")
    with pytest.raises(RuntimeError, match="save as .svg"):
        draw(product()).save(tmp_path / "graph.png")


# As in a browser: no finder finds these, and the library is told that it runs in a kernel.
START = """
import sys
from importlib.machinery import PathFinder
from types import SimpleNamespace

gone, find = {"numpy", "matplotlib", "PIL", "pygraphviz", "dask", "llvmlite"}, PathFinder.find_spec
def find_spec(name, *more):
    return None if name.partition(".")[0] in gone else find(name, *more)
PathFinder.find_spec = find_spec

import scalarad
from scalarad.pictures import browser
content, before_cells, transforms = {}, [], []
shell = SimpleNamespace(
    kernel=SimpleNamespace(
        _parent_header={"content": content},
        lite_transform_manager=SimpleNamespace(cleanup_transforms=transforms),
    ),
    events=SimpleNamespace(register=lambda when, do: before_cells.append(do)),
    _showtraceback=lambda kind, error, lines: print("as usual:", *lines),
)
browser.load_ipython_extension(shell)

def refused(module):
    try: __import__(module)
    except ImportError as error: print(*error._render_traceback_())
"""


def printed(program):
    found = subprocess.run(
        [sys.executable, "-c", START + program], capture_output=True, text=True, cwd=ROOT
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.splitlines()


def test_a_plot_without_matplotlib_is_a_line():
    lines = printed("""
import matplotlib.pyplot as plt
from scalarad.pictures.curves import column, plot_caught, plot_with_slope, race
plt.style.use("scalarad.pictures.style")
plt.gca().set(xlabel="x")
plot_caught({"A": [True]}, ["test"]).set_aspect("equal")
above, below = plot_with_slope(abs, -1, 1)[:2], race({}, None).lines[-1]
plt.show()
print(race({}, None), column.__name__)
""")
    assert lines == [browser.NO_PLOT, f"{browser.NO_PLOT} column"]


def test_what_cannot_be_had_is_refused_in_a_sentence():
    lines = printed("for name in ('numpy', 'dask.distributed', 'llvmlite.ir'): refused(name)")
    dask, llvm = (browser.REFUSED[name] for name in ("dask", "llvmlite"))
    there = "run this cell on a machine of your own."
    assert lines == [browser.NO_ARRAYS, f"{dask}: {there}", f"{llvm}: {there}"]


def test_arrays_that_come_late_are_numbers_as_well_in_duals_too():
    lines = printed("""
from scalarad import Dual, Scalar, jvp, maximum
gone.remove("numpy")
before_cells[0]()
import numpy as np
x = Scalar(np.array([1.0, 2.0])); (x * x).sum().backward(); print(x.derivative)
two = np.array([1.0, 4.0])
print(jvp(lambda x: maximum(two, x), (np.array([2.0, 3.0]),), (np.array([1.0, 1.0]),))[1])
""")
    assert lines == ["[2. 4.]", "[1. 0.]"]


def test_an_error_that_a_lesson_shows_on_purpose_does_not_stop_what_follows():
    lines = printed("""
sys.stderr = sys.stdout
for on_purpose in (False, True):
    content["stop_on_error"] = not on_purpose
    shell._showtraceback(ValueError, ValueError("no"), ["the", "error"])
""")
    assert lines == ["as usual: the error", "the", "error"]
