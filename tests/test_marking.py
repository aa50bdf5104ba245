"""Repairs of what was submitted, before nbgrader looks at it."""

import sys

import nbformat
from exercises import EXERCISES

sys.path.insert(0, str(EXERCISES))
from marking import RestoreCells, handed_out_as  # noqa: E402

GRADER = {"nbgrader": {"assignment": "04_operations", "notebook": "04_operations"}}


def test_a_cell_copied_from_another_exercise_stays_and_is_nobodys_answer():
    notebook = handed_out_as("04_operations", "04_operations.ipynb")
    copied = nbformat.v4.new_code_cell("helper = 1")
    copied.metadata["nbgrader"] = {"grade_id": "depth", "solution": True}
    own = nbformat.v4.new_code_cell("helper += 1")
    notebook.cells[4:4] = [copied, own]
    restored, _ = RestoreCells().preprocess(notebook, GRADER)
    sources = [cell.source for cell in restored.cells]
    assert sources.index("helper += 1") == sources.index("helper = 1") + 1 == 5
    assert "nbgrader" not in restored.cells[4].metadata
    assert len(sources) == len(handed_out_as("04_operations", "04_operations.ipynb").cells) + 2
