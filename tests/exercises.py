"""The exercises as tests see them: their notebooks, their tasks, and the answers that are known."""

import importlib
import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt

from scalarad.exercises.judge import Task, text_of

EXERCISES = Path(__file__).parent.parent / "notebooks" / "exercises"
NAMES = sorted(path.name for path in (EXERCISES / "source").iterdir())


class Answer(NamedTuple):
    """What a learner may write: for which task, in Python, and what the judge says.

    words: the sentence of the mistake, None when the answer is right.
    """

    task: str
    source: str
    words: str | None


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


def module_of(name):
    """The module with the tasks of the exercise `name`, which is named by its noun."""
    return importlib.import_module(f"scalarad.exercises.{name.partition('_')[2]}")


def judged_tasks(name):
    """The tasks that the module of an exercise holds, by name."""
    return {n: task for n, task in vars(module_of(name)).items() if isinstance(task, Task)}


def answers(name):
    """The known answers to the exercise `name` that have a text, as the text of a cell."""
    found = []
    for task, judged in judged_tasks(name).items():
        for known in judged.known_answers + judged.wrong_answers:
            words = known in judged.wrong_answers and " ".join(known.__doc__.split())
            if text := as_cell(name, task, known):
                found.append(Answer(task, text, words or None))
    return found


def as_cell(name, task, known):
    """What a learner writes who has the answer `known`; None for one without a text."""
    judged = judged_tasks(name)[task]
    asked = re.search(r'demand\("[\w.]+", (.*)\)', cells("source", name)[f"{task}-check"][1])[1]
    if judged.given(known) is not known:
        text = f"{asked} = {judged.given(known)!r}\n"
        return None if " at 0x" in text else text
    if known.__name__ == "<lambda>" or "<" in getattr(known, "__qualname__", ""):
        return None
    try:
        return source(known, asked)
    except OSError:
        return None


def source(answer, name):
    """The text of a function or class under another name, without its decorators."""
    return re.sub(rf"\b{answer.__name__}\b", name, text_of(answer))


def attempt(name, task, answer, space=None):
    """Run the exercise with `answer` in the cell of `task`, up to its check; other tasks empty.

    The mark of a task depends on no other task, so nothing of theirs is run.
    """
    space = {"__name__": "__main__"} if space is None else space
    plt.close("all")
    for grade_id, (kept, text) in cells("source", name).items():
        if grade_id == task:
            text = answer
        elif grade_id != f"{task}-check" and (kept["solution"] or kept["grade"]):
            continue
        exec(compile(text, f"{name}/{grade_id}", "exec"), space)
        if grade_id == f"{task}-check":
            return
