"""What a reader does in a notebook works: filling in, trying, running a cell again.

`make check` runs it with the oldest packages that will do: cells say with them what they say with
the newest ones, with which they are stored.
"""

import re

import nbformat
import pytest
from execute_notebooks import execute, is_widget, merge_streams, replace_all
from lessons import NOTEBOOKS, cells, folded, tags

# Nobody looks at them here, and they take most of the time.
SMALL_PICTURES = "import scalarad.pictures.png; scalarad.pictures.png.SCALE = 1"
STEPS = {path.stem: cells(path) for path in NOTEBOOKS}


def said(cell):
    """What a cell printed, gave and showed, as text; of an error its last line."""
    texts = []
    for output in merge_streams(cell.outputs):
        if output.output_type == "error":
            texts.append(f"{output.ename}: {output.evalue}")
        elif output.output_type == "stream":
            texts.append(output.text)
        elif not is_widget(output):
            texts.append(output.data["text/plain"])
    return "\n".join(text.rstrip() for text in texts)


class Script:
    """A notebook to be run, and for some of its cells what they have to say."""

    def __init__(self):
        self.cells, self.wanted = [], []

    def run(self, source, wanted=None, raises=False):
        cell = nbformat.v4.new_code_cell(source)
        cell.metadata["tags"] = ["raises-exception"] if raises else []
        self.cells.append(cell)
        self.wanted.append(wanted)

    def check(self, folder):
        small = nbformat.v4.new_code_cell(SMALL_PICTURES)
        notebook = nbformat.v4.new_notebook(cells=[small, *self.cells])
        execute(notebook, folder)
        for cell, wanted in zip(self.cells, self.wanted):
            if wanted is not None:
                text = replace_all(said(cell))
                assert re.match(wanted, text, re.DOTALL), f"{cell.source}\n\nsays:\n{text}"


def exactly(text):
    return re.escape(text.rstrip()) + r"\s*\Z"


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_say_what_is_stored_answers_are_right_and_any_cell_can_run_again(path):
    script, checks = Script(), []
    for cell, source in STEPS[path.stem]:
        if cell["cell_type"] == "code":
            raises = "raises-exception" in tags(cell)
            is_check = re.search(r'(?m)^check\("\w+\.\w+"', source)
            script.run(source, exactly(said(cell)), raises)
            script.run(source, "Not yet: " if is_check else None, raises)
            if "yours" in tags(cell):
                checks.append(None)
            elif is_check:
                checks[-1] = source
        else:
            for blocks in folded(source, "Answer"):
                script.run(blocks["python"])
                script.run(checks[-1], "Right: ")
            for blocks in folded(source, "What comes out"):
                wanted = exactly(blocks["text"]) if "text" in blocks else None
                raises = bool(re.match(r"\w*Error: ", blocks.get("text", "")))
                script.run(blocks["python"], wanted, raises)
    again = [(cell, source) for cell, source in STEPS[path.stem] if cell["cell_type"] == "code"]
    for cell, source in again:
        script.run(source, None, "raises-exception" in tags(cell))
    script.check(path.parent)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_to_be_filled_in_has_dots_a_check_and_an_answer(path):
    steps = STEPS[path.stem]
    for place, (cell, source) in enumerate(steps):
        if "yours" not in tags(cell):
            continue
        assert "..." in source
        assert 'check("' in source + steps[place + 1][1]
        after = [text for other, text in steps[place + 1 : place + 4]]
        assert any(folded(text, "Answer") for text in after)
