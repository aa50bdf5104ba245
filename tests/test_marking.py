"""The marking: what is repaired, what is believed, and what a wall keeps in."""

import copy
import json
import logging
import os
import re
import subprocess
import sys

import nbformat
import pytest
from exercises import EXERCISES
from nbformat.v4 import new_code_cell, new_markdown_cell

from scalarad.exercises.judge import task_named

sys.path.insert(0, str(EXERCISES))
import marking  # noqa: E402
import wall  # noqa: E402
from marking import handed_out_as, plain_outputs, restored, verdict_on_foreign  # noqa: E402

NAME = "04_operations"
TASK = task_named("operations.shares_of_a_difference")


# -------- repairing


@pytest.fixture
def handed_out():
    return handed_out_as(NAME)


@pytest.fixture
def notebook():
    """What somebody hands in who has written `answer of ...` as each answer."""
    notebook = handed_out_as(NAME)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = f"answer of {marking.grade_id_of(cell)}"
    return notebook


def repaired(notebook):
    """The cells after the repair, from what a file says."""
    submitted = nbformat.reads(json.dumps(notebook), 4)
    cells = restored(submitted, handed_out_as(NAME)).cells
    nbformat.validate(nbformat.v4.new_notebook(cells=cells))
    return cells


def answers_of(cells):
    return {
        marking.grade_id_of(cell): cell.source
        for cell in cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def test_a_cell_copied_from_another_exercise_stays_and_is_nobodys_answer(notebook):
    copied = new_code_cell("helper = 1")
    copied.metadata["nbgrader"] = {"grade_id": "depth", "solution": True}
    answers = answers_of(notebook.cells)
    notebook.cells[4:4] = [copied, new_code_cell("helper += 1")]
    cells = repaired(notebook)
    sources = [cell.source for cell in cells]
    assert sources.index("helper += 1") == sources.index("helper = 1") + 1 == 5
    assert "nbgrader" not in cells[4].metadata
    assert answers_of(cells) == answers and len(cells) == len(notebook.cells)


@pytest.mark.parametrize("lost", ["ids", "grade_ids", "both"])
def test_answers_are_known_without_what_other_programs_drop(notebook, lost):
    answers = answers_of(notebook.cells)
    notebook.nbformat_minor = 5 if lost == "grade_ids" else 2
    for cell in notebook.cells:
        if lost != "ids":
            cell.metadata = {}
        if lost != "grade_ids":
            del cell["id"]
    notebook.cells.insert(4, notebook.cells[4] | {"source": "own = 1"})
    notebook.cells[4].pop("id", None)
    assert answers_of(repaired(notebook)) == answers


@pytest.mark.parametrize("before", [True, False])
def test_a_copied_answer_is_kept_and_does_not_count(notebook, before):
    answers = answers_of(notebook.cells)
    place = next(i for i, c in enumerate(notebook.cells) if marking.grade_id_of(c) == "subtract")
    copied = copy.deepcopy(notebook.cells[place]) | {"id": "copied", "source": "another try"}
    notebook.cells.insert(place if before else place + 1, copied)
    cells = repaired(notebook)
    assert answers_of(cells) == answers
    (kept,) = [cell for cell in cells if "another try" in cell.source]
    assert kept.cell_type == "markdown" and "A copy of an answer" in kept.source


def test_a_lost_answer_is_as_it_was_handed_out(notebook, handed_out):
    notebook.cells = [c for c in notebook.cells if marking.grade_id_of(c) != "cube"]
    assert answers_of(repaired(notebook))["cube"] == answers_of(handed_out.cells)["cube"]


def test_nothing_else_of_a_file_stays(notebook, handed_out):
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    notebook.cells.insert(0, new_code_cell("1", metadata={"tags": ["remove-cell"]}))
    whole = restored(notebook, handed_out)
    assert "widgets" not in whole.metadata and not whole.cells[0].metadata


# -------- believing


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        {},
        "Right",
        {"word": "Right", "seen": {}},
        {"seen": "Right"},
        {"seen": {"share_of_x": [[]]}},
        {"seen": {"share_of_x": 10**400, "share_of_y": -3}},
        {"seen": {"share_of_x": "3", "share_of_y": "-3"}},
        {"seen": {"told": {}}},
        {"odd": 1},
        {"odd": "Right"},
        {"error": "x" * 10**6},
        {"unfinished": None},
    ],
)
def test_whatever_comes_over_the_wall_is_no_more_than_an_answer(found):
    assert verdict_on_foreign(TASK, found, []).word == "Mistake"


def test_what_is_seen_of_a_right_answer_is_right():
    found = {"seen": {"share_of_x": 3, "share_of_y": -3.0}}
    assert verdict_on_foreign(TASK, found, []).word == "Right"


def test_outputs_are_texts_and_pictures_and_no_program():
    html = {"text/html": "<script>", "text/plain": "x", "image/png": 'iVBO">'}
    shown = plain_outputs([{"output_type": "display_data", "data": html}, {"output_type": "?"}])
    assert [output.data for output in shown] == [{"text/plain": "x"}]


def test_a_check_that_demands_nothing_is_named():
    check = new_code_cell("assert x", metadata={"nbgrader": {"grade_id": "x-check"}})
    with pytest.raises(ValueError, match="x-check has no demand"):
        marking.asked_in(check)


# -------- the wall


@pytest.fixture
def behind():
    """Nothing, where there is a wall; some machines forbid it."""
    if why := wall.why_no_wall():
        pytest.skip(f"there is no wall here: {why}")


def test_the_library_behind_the_wall_knows_no_answers():
    code = """
from pathlib import Path
from scalarad import exercises
from scalarad.exercises.judge import Task
import importlib
for path in Path(exercises.__file__).parent.glob("*.py"):
    module = importlib.import_module(f"scalarad.exercises.{path.stem}")
    for name, task in vars(module).items():
        if isinstance(task, Task):
            assert not task.known_answers + task.wrong_answers, name
            print(name)
"""
    folder = wall.copied_library().name
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert b"subtract" in done.stdout


def marked(notebook, folder):
    """The notebook after it was run and judged."""
    step = marking.RunAndJudge(seconds=60, seconds_in_all=600)
    return step.preprocess(notebook, {"metadata": {"path": str(folder)}})[0]


@pytest.mark.slow
def test_without_a_wall_a_submission_runs_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(marking, "why_no_wall", lambda: "none here")
    check = new_code_cell('demand("operations.shares_of_a_difference", shares)')
    check.metadata["nbgrader"] = {"grade": True, "locked": True, "grade_id": "c", "points": 1}
    own = new_code_cell("import os\nprint(os.environ.get('PASSWORD'))\nshares = 3, -3")
    monkeypatch.setenv("PASSWORD", "secret")
    notebook = marked(
        nbformat.v4.new_notebook(cells=[own, new_markdown_cell("."), check]), tmp_path
    )
    assert notebook.cells[0].outputs[0].text == "None\n"
    assert notebook.cells[2].outputs[0].text.startswith("Right: ")


def test_marking_without_a_wall_asks_for_a_flag_and_says_each_time_what_it_means(monkeypatch):
    said = []
    monkeypatch.setattr(marking, "why_no_wall", lambda: "bwrap is not installed")
    monkeypatch.setattr(marking.Autograde, "start", lambda self: said.append("marked"))
    step = marking.Marking()
    step.log.addHandler(handler := logging.Handler())
    handler.emit = lambda record: said.append(record.getMessage())
    line = "There is no wall here (bwrap is not installed): submissions run with your rights."
    with pytest.raises(marking.NbGraderException, match=re.escape(line)):
        step.start()
    assert said == [f"{line} Add --Marking.without_wall=True to mark all the same."]
    said.clear()
    step.without_wall = True
    step.start()
    assert said == [line, "marked"]


def test_a_mark_given_by_hand_that_changes_meanwhile_is_named(monkeypatch):
    found = iter([{"ada, 04_operations, memory": 1.5}, {"ada, 04_operations, memory": 12.0}])
    monkeypatch.setattr(marking.Marking, "marks_by_hand", lambda self: next(found))
    monkeypatch.setattr(marking.Autograde, "convert_notebooks", lambda self: None)
    step = marking.Marking()
    step.assignments, step.remarks = {}, []
    step.convert_notebooks()
    assert step.remarks == [
        "A mark given by hand has changed: ada, 04_operations, memory, 1.5 to 12.0"
    ]


def test_a_wall_that_is_installed_and_does_not_stand_is_none(tmp_path, monkeypatch):
    """In many containers bwrap is there and may not make namespaces: only running it tells."""
    fake = tmp_path / "bwrap"
    script = "#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n"
    fake.write_text(script, encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert wall.why_no_wall.__wrapped__() == "bwrap: No permissions"
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert wall.why_no_wall.__wrapped__() == "bwrap is not installed"


@pytest.mark.slow
def test_time_and_memory_end_what_takes_too_much_of_them(behind, tmp_path):
    step = marking.RunAndJudge(seconds=30, seconds_in_all=1, megabytes=2000)
    many = "import os, time\nfor i in range(2):\n    os.fork()\nb = b'1' * 5 * 10**8\ntime.sleep(9)"
    cells = [new_code_cell(many), new_code_cell("1"), new_code_cell("1")]
    step.preprocess(nbformat.v4.new_notebook(cells=cells), {"metadata": {"path": str(tmp_path)}})
    assert "too much memory, more than 2000 MB" in cells[0].outputs[0].evalue
    assert "stopped after 1 seconds" in cells[1].outputs[0].evalue
