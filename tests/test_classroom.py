"""The classroom: a whole class marked by nbgrader, from handing in to feedback."""

import html
import json
import re

import pytest
from classroom import class_of_thirty, files, mark, marks_given, totals
from exercises import EXERCISES, answers

pytestmark = pytest.mark.slow

CLASS = "04_operations"
STUDENTS = class_of_thirty(CLASS)


def text_of(page):
    """What a page of feedback says, without its colours, on one line."""
    return " ".join(html.unescape(re.sub("<[^>]*>", "", page)).split())


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course after the class was marked."""
    course = tmp_path_factory.mktemp("class") / "course"
    mark(course, CLASS, STUDENTS)
    return course


@pytest.fixture(scope="module")
def marks(course):
    return marks_given(course, CLASS)


def test_thirty_students_hand_in():
    assert len(STUDENTS) == 30


@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_gets_the_marks_that_were_planted(marks, student):
    assert marks[student] == STUDENTS[student][1]


def test_the_exported_table_has_the_same_marks(course):
    assert totals(course) == {s: sum(m.values()) for s, (_, m) in STUDENTS.items()}


def feedback(course, student):
    page = course / "feedback" / student / CLASS / f"{CLASS}.html"
    return text_of(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_gets_feedback(course, student):
    page = feedback(course, student)
    assert "Student's answer Score: " in page
    assert "mkdir" not in page and str(course) not in page


@pytest.mark.parametrize("answer", [a for a in answers(CLASS) if a.words])
def test_the_feedback_of_whoever_made_it_names_the_mistake(course, answer):
    made_by = [s for s, (text, _) in STUDENTS.items() if json.dumps(answer.source) in text]
    assert made_by
    for student in made_by:
        assert answer.words in feedback(course, student)


@pytest.mark.parametrize(
    "student, words",
    {
        "endless-loop": "is there a loop that never ends?",
        "stubborn-loop": "could not be stopped",
        "dies": "the kernel died",
        "all-the-memory": "MemoryError",
        "writes-outside": "may write in its own folder only",
        "reads-outside": "may not read the other files of the course",
        "starts-programs": "may not start a program",
        "empty-file": "could not be read as a notebook",
        "syntax-error": "SyntaxError",
    }.items(),
)
def test_the_feedback_says_what_went_wrong(course, student, words):
    assert words in feedback(course, student)


def test_nothing_of_the_course_was_harmed(course):
    assert not (course / "harmed").exists()
    for part in ("source", "release"):
        assert list(files(course / part).values()) == list(files(EXERCISES / part).values())
    for student, (text, _) in STUDENTS.items():
        folder = course / "submitted" / student / CLASS
        kept = [path.read_text(encoding="utf-8") for path in folder.iterdir()]
        assert text in kept


def test_no_submission_reads_the_marks_of_others(course):
    assert "STOLEN b'" not in feedback(course, "reads-outside")
