"""The checks of the exercises: every kept answer hears what it should."""

import collections
import re

import matplotlib
import pytest
from exercises import EXERCISES, NAMES, answers, attempt, cells, tasks

from scalarad.exercises.judging import Mistake

matplotlib.use("agg")

KEPT = [(name, answer) for name in NAMES for answer in answers(name)]
TASKS = [(name, task) for name in NAMES for task in tasks(name)]


def stub(name, task):
    return cells("release", name)[task][1]


@pytest.mark.parametrize("name, task", TASKS)
def test_a_task_has_enough_answers_and_each_says_something_else(name, task):
    kept = [answer for answer in answers(name) if answer.task == task]
    wrong = [answer.words for answer in kept if answer.words]
    assert len(kept) - len(wrong) >= 2 and len(wrong) >= 5
    assert len(set(wrong)) == len(wrong)


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_for_a_task(name):
    assert {answer.task for answer in answers(name)} == set(tasks(name))


def ids(kept):
    count = collections.Counter()
    for name, answer in kept:
        count[name, answer.task] += 1
        yield f"{name}-{answer.task}-{count[name, answer.task]}"


@pytest.mark.parametrize("name, answer", KEPT, ids=list(ids(KEPT)))
def test_a_kept_answer_hears_what_it_should(name, answer, capsys):
    if answer.words is None:
        attempt(name, answer.task, answer.source)
        assert "Right: " in capsys.readouterr().out
    else:
        with pytest.raises(Mistake) as mistake:
            attempt(name, answer.task, answer.source)
        assert answer.words in str(mistake.value)
        others = {a.words for a in answers(name) if a.task == answer.task} - {answer.words}
        assert not [words for words in others if words and words in str(mistake.value)]


@pytest.mark.parametrize("name, task", TASKS)
def test_the_solution_is_right(name, task):
    attempt(name, task, cells("source", name)[task][1])


@pytest.mark.parametrize("name, task", TASKS)
def test_an_empty_answer_is_told_what_is_missing(name, task):
    with pytest.raises(Mistake):
        attempt(name, task, stub(name, task))


GUIDE = (EXERCISES / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d\d [\w ]+) \| (\d+) \| (\d+) \|", GUIDE, re.MULTILINE)


def test_the_guide_lists_every_exercise_in_order():
    assert [name.replace(" ", "_") for name, *_ in ROWS] == NAMES


@pytest.mark.parametrize("name, read, do", ROWS)
def test_the_guide_and_the_exercise_give_the_same_minutes(name, read, do):
    name = name.replace(" ", "_")
    for kind in ("source", "release"):
        text = (EXERCISES / kind / name / f"{name}.ipynb").read_text(encoding="utf-8")
        assert f"and about {do} minutes" in text
    assert 15 <= int(do) <= 30 and 15 <= int(read) <= 40


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_has_three_to_six_tasks_and_one_open_question(name):
    known = [kept for kept, _ in cells("source", name).values()]
    by_hand = [kept for kept in known if kept["grade"] and kept["solution"]]
    assert len(by_hand) == 1 and by_hand[0] == known[-1]
    assert 3 <= len(tasks(name)) + 1 <= 6


@pytest.mark.parametrize("name", NAMES)
def test_each_task_has_a_hint_that_is_folded(name):
    text = (EXERCISES / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8")
    assert text.count("<details><summary>Hint</summary>") >= len(tasks(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_solved_version_and_the_notebook_are_one_click_away(name):
    folder = EXERCISES / "release" / name
    text = (folder / f"{name}.ipynb").read_text(encoding="utf-8")
    for target in re.findall(r"\]\((\.\./[^)]*)\)", text):
        assert (folder / target).is_file()
    assert f"](../../source/{name}/{name}.ipynb)" in text
    assert f"](../../../{name}.ipynb)" in text


def test_a_release_gives_no_answer_and_no_hidden_test_away():
    for name in NAMES:
        text = (EXERCISES / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8")
        assert not re.search("BEGIN|END SOLUTION|HIDDEN|seed=1|YOUR CODE", text)
