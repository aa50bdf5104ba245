"""The exercises: their notebooks with the judge, and the rules that all of them keep."""

import re
import sys

import matplotlib
import pytest
from exercises import EXERCISES, NAMES, answers, attempt, cells, judged_tasks, tasks

import scalarad.exercises
from scalarad.exercises.judge import NotRight, judge, task_named

matplotlib.use("agg")

TASKS = [(name, task) for name in NAMES for task in tasks(name)]


@pytest.mark.parametrize("name", NAMES)
def test_the_tasks_of_the_notebook_are_those_of_the_module(name):
    assert set(tasks(name)) == set(judged_tasks(name))


@pytest.mark.parametrize("name, task", TASKS)
def test_a_task_has_enough_known_answers_and_each_mistake_says_something_else(name, task):
    judged = judged_tasks(name)[task]
    sentences = {" ".join(wrong.__doc__.split()) for wrong in judged.wrong_answers}
    assert judged.known_answers and len(sentences) >= 3


@pytest.mark.parametrize("name, task", TASKS)
def test_the_solution_is_right(name, task, capsys):
    attempt(name, task, cells("source", name)[task][1])
    assert capsys.readouterr().out.count("Right: ") >= 1


@pytest.mark.parametrize("name, task", TASKS)
def test_what_is_handed_out_is_not_yet_an_answer(name, task):
    with pytest.raises(NotRight, match="^Not yet: "):
        attempt(name, task, cells("release", name)[task][1])


@pytest.mark.parametrize("name", NAMES)
def test_the_solutions_are_right_together_in_one_kernel(name, capsys):
    space = {"__name__": "__main__"}
    for kept, text in cells("source", name).values():
        if not (kept["grade"] and kept["solution"]):  # the open question
            exec(compile(text, name, "exec"), space)
    assert capsys.readouterr().out.count("Right: ") >= len(tasks(name))


@pytest.mark.parametrize("name, task", TASKS)
def test_known_answers_written_into_the_cell_hear_the_same(name, task, capsys):
    """What passes in a test passes on the screen: the first right answer and a mistake."""
    known = [answer for answer in answers(name) if answer.task == task]
    for answer in [a for a in known if not a.words][:1]:
        attempt(name, task, answer.source)
        assert "Right: " in capsys.readouterr().out
    for answer in [a for a in known if a.words and "{" not in a.words][:1]:
        with pytest.raises(NotRight) as mistake:
            attempt(name, task, answer.source)
        assert " ".join(str(mistake.value).split()) == f"Mistake: {answer.words}"


GUIDE = (EXERCISES / "README.md").read_text(encoding="utf-8")
NEW_TASK, TRIED, HEARD, *_ = re.findall(
    r"```(?:python|text)\n(.*?)```", GUIDE.partition("## Add a task")[2], re.DOTALL
)
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


@pytest.fixture
def new_task(tmp_path, monkeypatch):
    """The module of the guide, where modules of exercises are looked for."""
    (tmp_path / "halves.py").write_text(NEW_TASK, encoding="utf-8")
    found = scalarad.exercises.__path__
    monkeypatch.setattr(scalarad.exercises, "__path__", [*found, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "scalarad.exercises.halves", raising=False)


def test_whoever_follows_the_guide_has_a_task_that_judges(new_task, capsys):
    exec(compile(TRIED, "a cell", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out == HEARD
    task = task_named("halves.half")
    assert judge(task, task.known_answers[0]).word == "Right"
    for wrong in task.wrong_answers:
        assert judge(task, wrong) == ("Mistake", wrong.__doc__)
    assert NEW_TASK.count("\n") <= 40


def test_the_guide_says_what_the_judge_says_of_a_missing_comma(new_task, capsys):
    exec(TRIED.replace("(2 * b_in,)", "b_in / 2"), {"__name__": "__main__"})
    assert f"```text\n{capsys.readouterr().out}```" in GUIDE
