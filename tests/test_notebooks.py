"""What every stored notebook must be: executed, clean, the same on every machine."""

import json
import re

import pytest
from execute_notebooks import CELL_METADATA, EVERY, METADATA, main
from lessons import tags

IDS = [path.stem + " solved" * ("exercises" in path.parts) for path in EVERY]
each_notebook = pytest.mark.parametrize(
    "cells",
    [json.loads(p.read_bytes())["cells"] for p in EVERY],
    ids=IDS,
)


def code(cells):
    return [cell for cell in cells if cell["cell_type"] == "code"]


def texts(value):
    """Every text inside the JSON `value`, lines joined; pictures are no text."""
    if isinstance(value, str):
        yield re.sub(r";base64,[A-Za-z0-9+/=]+", "", value)
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield from texts("".join(value))
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not key.startswith("image/"):
                yield from texts(item)


def test_each_notebook_has_a_number_of_its_own_and_they_begin_with_one():
    series = [path for path in EVERY if path.parent.name == "notebooks"]
    numbers = [int(re.match(r"(\d\d)_", path.name)[1]) for path in series]
    assert numbers[0] == 1 and len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("path", EVERY, ids=IDS)
def test_a_notebook_is_stored_the_one_way(path):
    notebook = json.loads(path.read_bytes())
    assert notebook["metadata"] == METADATA
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    kept = {key for cell in notebook["cells"] for key in cell["metadata"]}
    assert kept <= set(CELL_METADATA)
    assert path.read_bytes().endswith(b"\n}\n")


@each_notebook
def test_it_opens_with_a_title_and_a_question(cells):
    assert cells[0]["cell_type"] == "markdown"
    assert cells[0]["source"][0].startswith("# ")
    first_code = cells.index(code(cells)[0])
    opening = "\n".join(texts([cell["source"] for cell in cells[:first_code]]))
    assert re.search(r"\*\*[^*]+\?\*\*", opening)


@each_notebook
def test_it_is_executed_from_top_to_bottom(cells):
    counts = [cell["execution_count"] for cell in code(cells)]
    assert counts == list(range(1, len(counts) + 1))


@each_notebook
def test_its_cells_have_names_of_their_own(cells):
    ids = [cell["id"] for cell in cells]
    assert len(set(ids)) == len(ids)


@each_notebook
def test_every_cell_is_compared(cells):
    for cell in cells:
        assert not [tag for tag in tags(cell) if tag.startswith("nbval")]
        assert "NBVAL_" not in "".join(cell["source"])


@each_notebook
def test_a_cell_fails_exactly_when_it_is_meant_to(cells):
    for cell in code(cells):
        failed = any(output["output_type"] == "error" for output in cell["outputs"])
        assert failed == ("raises-exception" in tags(cell)), "".join(cell["source"])


@each_notebook
def test_no_cell_writes_to_standard_error(cells):
    for cell in code(cells):
        assert not [o["text"] for o in cell["outputs"] if o.get("name") == "stderr"]


MACHINE = {
    "a folder of one machine": r"/(home|root|tmp|Users)/|\b[A-Z]:\\",
    "an address": r"\b0x[0-9a-fA-F]{6,}",
    "a timing": r"CPU times|Wall time|\b\d+(\.\d+)? ?[mµn]s\b|it/s\b|per loop",
}


@each_notebook
@pytest.mark.parametrize("pattern", MACHINE.values(), ids=MACHINE)
def test_nothing_depends_on_the_machine(cells, pattern):
    for cell in cells:
        for text in texts([cell["source"], cell.get("outputs", [])]):
            assert not re.search(pattern, text)


@pytest.fixture
def small_notebook(tmp_path):
    """Write a notebook with one code cell per source, and return its path."""

    def write(*sources):
        cells = [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"cell-{i}",
                "metadata": {"collapsed": True, "tags": ["kept"]},
                "outputs": [],
                "source": source,
            }
            for i, source in enumerate(sources)
        ]
        path = tmp_path / "small.ipynb"
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    return write


def test_running_again_leaves_the_bytes_unchanged(small_notebook):
    path = small_notebook(
        "import sys, warnings\nsys.executable",
        "object()",
        "warnings.warn('where')",
        "{'b', 'a', 'c'}, hash('a')",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    )
    main([path])
    first = path.read_bytes()
    main([path])
    assert path.read_bytes() == first
    cells = json.loads(first)["cells"]
    assert [cell["execution_count"] for cell in cells] == [1, 2, 3, 4, 5]
    assert all(cell["metadata"] == {"tags": ["kept"]} for cell in cells)
    stored = "\n".join(texts([cell["outputs"] for cell in cells]))
    assert "<object at 0xADDR>" in stored
    assert "cell.py:1: UserWarning: where" in stored
    assert "<Figure size" in stored


def test_a_cell_that_fails_stops_the_run_and_is_named(small_notebook):
    path = small_notebook("1", "1 / 0")
    before = path.read_bytes()
    with pytest.raises(SystemExit, match=r"small.ipynb: cell 2 \(cell-1\)(.|\n)*ZeroDivisionError"):
        main([path])
    assert path.read_bytes() == before


@each_notebook
def test_what_a_text_opens_it_closes(cells):
    for cell in cells:
        if cell["cell_type"] == "markdown":
            code_or_tag = r"```.*?```|`[^`]*`|<[^>]*>"
            prose = re.sub(code_or_tag, "", "".join(cell["source"]), flags=re.DOTALL)
            for part in prose.split("\n\n"):
                assert part.count("(") == part.count(")") and part.count("**") % 2 == 0, part
                assert '"' not in re.sub(r'(^|[\s(*])"[^"]+"', "", part), part
