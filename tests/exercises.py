"""The exercises as tests see them: their tasks, and the answers kept in tests/answers.

A file of answers is Python in pieces. Each begins with a line that says what follows:

    # %% task | right
    # %% task | wrong | words that the check has to say

and is what a learner may have written into the answer cell of that task.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt

EXERCISES = Path(__file__).parent.parent / "notebooks" / "exercises"
ANSWERS = Path(__file__).parent / "answers"
NAMES = sorted(path.name for path in (EXERCISES / "source").iterdir())


class Answer(NamedTuple):
    """What a learner may write: for which task, in Python, and what the check says.

    words: a part of the Mistake that it must raise, None when the answer is right.
    """

    task: str
    source: str
    words: str | None


@cache
def answers(name):
    """All kept answers to the exercise `name`."""
    text = (ANSWERS / f"{name}.py").read_text(encoding="utf-8")
    _, *pieces = re.split(r"(?m)^# %% ", text)
    found = []
    for piece in pieces:
        head, source = piece.split("\n", 1)
        task, verdict, *words = (part.strip() for part in head.split("|"))
        assert (verdict, len(words)) in [("right", 0), ("wrong", 1)], head
        found.append(Answer(task, source, words[0] if words else None))
    return found


@cache
def cells(kind, name):
    """The cells of the exercise `name` that nbgrader knows; `kind` is source or release.

    A dict from their id to a pair: what nbgrader keeps about the cell, and its source.
    """
    path = EXERCISES / kind / name / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    known = [cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: (
            cell["metadata"]["nbgrader"],
            "".join(cell["source"]),
        )
        for cell in known
    }


def tasks(name):
    """The ids of the tasks that are marked automatically: each has a cell `...-check`."""
    ids = cells("source", name)
    return [i for i in ids if f"{i}-check" in ids]


def attempt(name, task, answer):
    """Run the exercise with `answer` in the cell of `task`, up to its check; other tasks empty.

    The mark of a task depends on no other task, so nothing of theirs is run.
    """
    space = {"__name__": "__main__"}
    plt.close("all")
    for grade_id, (kept, source) in cells("source", name).items():
        if grade_id == task:
            source = answer
        elif grade_id != f"{task}-check" and (kept["solution"] or kept["grade"]):
            continue
        exec(compile(source, f"{name}/{grade_id}", "exec"), space)
        if grade_id == f"{task}-check":
            return
