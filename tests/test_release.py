"""Every exercise goes through nbgrader: what is handed out, and its marks when it is solved."""

import shutil

import pytest
from classroom import FLAGS, LEFT_OUT, PATIENTLY, files, marks_given, nbgrader
from exercises import EXERCISES, NAMES, cells, tasks


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course with a new release of every exercise."""
    course = tmp_path_factory.mktemp("release") / "course"
    shutil.copytree(EXERCISES, course, ignore=LEFT_OUT)
    shutil.rmtree(course / "release")
    nbgrader(course, "generate_assignment", "*", "--no-db")
    return course


@pytest.fixture(scope="module")
def marked(course):
    """The course after `solved` handed in every exercise."""
    for name in NAMES:
        shutil.copytree(EXERCISES / "source" / name, course / "submitted" / "solved" / name)
    nbgrader(course, "generate_assignment", "*")
    nbgrader(course, "autograde", "*", *FLAGS, *PATIENTLY)
    return course


@pytest.mark.parametrize("name", NAMES)
def test_the_release_is_what_the_source_gives(course, name):
    made, stored = (folder / "release" / name for folder in (course, EXERCISES))
    assert list(files(made).values()) == list(files(stored).values())


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_solved_source_scores_full_marks(marked, name):
    known = cells("source", name)
    assert marks_given(marked, name)["solved"] == {
        t: known[f"{t}-check"][0]["points"] for t in tasks(name)
    }
