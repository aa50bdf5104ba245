"""The notebooks run in a browser, with a kernel that the site itself serves: in real Chromium.

One kernel does for all tests, since starting it takes most of the time.
"""

import hashlib
import json
import re
from itertools import groupby
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVER = "https://cdn.jsdelivr.net/pyodide/"  # NumPy and matplotlib come from there
NO_PLOT = (
    "No plot: matplotlib comes over the network, from Pyodide's server, which cannot be reached."
)

pytestmark = pytest.mark.slow


class Lab:
    """JupyterLite in a page of the browser, as a reader comes to it from a page of the site."""

    def __init__(self, chromium, site):
        self.page = page = chromium.new_page()
        page.set_default_timeout(60_000)
        self.elsewhere = []  # what was asked of other hosts
        # They are out of reach, whether this machine has a network or not.
        here = re.escape(site.removeprefix("http://"))
        page.context.route(re.compile(f"^https?://(?!{here})"), self.refuse)
        page.goto(f"{site}/notebooks/02_scalar.html")
        page.locator("a[href*='lite/lab/index.html']").first.click()
        running = "jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.id"
        self.kernel = page.wait_for_function(f"() => window.{running}").json_value()

    def refuse(self, route):
        self.elsewhere.append(route.request.url)
        route.abort()

    def open(self, path):
        """Open another notebook, with the kernel that runs already."""
        self.page.evaluate(
            """async ([path, id]) => {
                const panel = await jupyterapp.commands.execute(
                    "docmanager:open", {path, kernel: {id}});
                await panel.context.ready;
                await panel.sessionContext.ready;
                jupyterapp.shell.activateById(panel.id);
            }""",
            [path, self.kernel],
        )

    def do(self, command):
        """Choose something in the menu, and wait until it is done."""
        self.page.evaluate(
            """command => Promise.race([
                jupyterapp.commands.execute(command),
                new Promise((_, fail) => setTimeout(() => fail(Error("no end")), 90_000)),
            ])""",
            command,
        )

    def run_all(self):
        """Run all cells, and return them as the notebook has them then."""
        self.do("notebook:run-all-cells")
        return self.cells()

    def cells(self):
        get = "jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells"
        return self.page.evaluate(get)

    def type_and_run(self, place, text=None):
        """Go to a cell, type a text in place of its own, run it, and return what it shows."""
        go = "place => { const n = jupyterapp.shell.currentWidget.content;"
        go += " n.activeCellIndex = place; n.mode = 'edit'; n.activate(); }"
        self.page.evaluate(go, place)
        if text is not None:
            self.page.wait_for_selector(".jp-Cell.jp-mod-active .cm-focused")
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(text)
            assert self.cells()[place]["source"] == text
        self.do("notebook:run-cell")
        return words_of(self.cells()[place])

    def images(self):
        """The pictures of the open notebook, once they are loaded: pairs of alt and width."""
        notebook = ".jp-NotebookPanel:not(.lm-mod-hidden)"
        return self.page.eval_on_selector_all(
            f"{notebook} .jp-OutputArea-output img",
            "async all => { for (const image of all) await image.decode();"
            " return all.map(image => [image.alt, image.naturalWidth]); }",
        )


@pytest.fixture(scope="module")
def lab(chromium, site):
    return Lab(chromium, site)


@pytest.fixture(scope="module")
def exercise(lab):
    """The exercise has the name of the notebook that is open already, but for its folder."""
    lab.open("exercises/02_scalar.ipynb")
    return lab


def words_of(cell):
    """What a cell shows, without its pictures and the stack traces that it shows on purpose."""
    found = []
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            found.append(output["evalue"])
        elif output["output_type"] == "stream":
            text = re.sub(r"\x1b\[[\d;]*m", "", "".join(output["text"]).rstrip())
            found.append(re.sub(r"(?s)^-{75}.*Error: ", "", text))
        else:
            found.append("".join(output["data"].get("text/plain", "")))
    return "\n".join(text for text, _ in groupby(found) if text)


def all_words(cells):
    return {cell["id"]: words_of(cell) for cell in cells if cell["cell_type"] == "code"}


def stored(name):
    """What the cells of the notebook in git show."""
    text = (ROOT / "notebooks" / name).read_text(encoding="utf-8")
    return all_words(json.loads(text)["cells"])


def test_all_that_needs_no_compiler_comes_from_the_site_itself():
    folder = ROOT / "build" / "site" / "lite" / "static" / "pyodide"
    packages = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    own = [entry for entry in packages.values() if "/" not in entry["file_name"]]
    for entry in own:
        found = hashlib.sha256((folder / entry["file_name"]).read_bytes()).hexdigest()
        assert found == entry["sha256"], entry["name"]
    assert {"scalarad", "graphviz", "tqdm", "ipython"} <= {entry["name"] for entry in own}
    assert all(entry in own or entry["file_name"].startswith(SERVER) for entry in packages.values())


def test_a_notebook_opened_from_its_page_shows_what_it_shows_elsewhere(lab):
    cells = lab.run_all()
    assert all_words(cells) == stored("02_scalar.ipynb")
    ran = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]
    assert ran == [*range(1, len(ran) + 1)]
    assert not any(o["output_type"] == "error" for c in cells for o in c.get("outputs", []))


def test_graphs_are_drawn_and_their_words_are_the_alternative_text(lab):
    lab.open("03_graph.ipynb")
    cells = lab.run_all()
    assert all_words(cells) == stored("03_graph.ipynb")
    images = lab.images()
    assert "n0: x = 3\nn1: y = 4\nn2: * = 12, from n0 and n1" in dict(images)
    assert len(images) >= 5 and all(alt and width > 50 for alt, width in images)


ANSWER = 4  # the place of an answer in the exercise; its check is the next cell


def test_an_exercise_says_mistake_and_then_right(exercise):
    assert exercise.type_and_run(ANSWER) == ""
    assert "Not yet: " in exercise.type_and_run(ANSWER + 1)
    exercise.type_and_run(ANSWER, "shares = (15.9, -7.8)")
    assert "Mistake: " in exercise.type_and_run(ANSWER + 1)
    exercise.type_and_run(ANSWER, "shares = (-7.8, 15.9)")
    assert exercise.type_and_run(ANSWER + 1).startswith("Right: ")


def test_without_a_network_a_plot_is_one_line_and_nobody_else_is_asked(exercise):
    assert exercise.elsewhere == []
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    assert exercise.type_and_run(ANSWER, plot) == NO_PLOT
    assert exercise.elsewhere and all(address.startswith(SERVER) for address in exercise.elsewhere)
    # Where the server can be reached, a cell that plots finds matplotlib without naming it.
    exercise.elsewhere.clear()
    exercise.type_and_run(ANSWER, "from scalarad.pictures.curves import column")
    assert any("/matplotlib-" in address for address in exercise.elsewhere)


@pytest.mark.parametrize("module, sentence", [
    ("numpy", "NumPy comes over the network, from Pyodide's server"),
    ("dask.distributed", "Dask starts other processes, which no browser allows"),
    ("llvmlite", "machine code cannot run in a browser"),
])  # fmt: skip
def test_what_a_browser_does_not_have_is_refused_in_a_sentence(exercise, module, sentence):
    exercise.type_and_run(ANSWER, f"import {module}")
    (error,) = exercise.cells()[ANSWER]["outputs"]
    assert error["traceback"] == [error["evalue"]] and error["evalue"].startswith(sentence)


@pytest.mark.parametrize("name", [
    "04_operations", "05_backward", "07_shared_inputs", "10_gradient_check", "12_formulas",
    "13_graph_mode", "14_forward_mode",
])  # fmt: skip
def test_without_a_network_what_needs_no_array_runs_whole_but_for_plots(lab, name):
    lab.open(f"{name}.ipynb")
    expected = stored(f"{name}.ipynb")
    for cell, words in expected.items():
        expected[cell] = re.sub(r"<Figure size .*>", NO_PLOT, words)
    assert all_words(lab.run_all()) == expected
