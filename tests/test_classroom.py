"""The classroom: a whole class marked by nbgrader, from handing in to feedback."""

import html
import json
import re

import pytest
from classroom import (
    CHEATS,
    FLAGS,
    LISTENER,
    SCRIPT,
    TROUBLE,
    class_of_thirty,
    files,
    mark,
    marks_given,
    nbgrader,
    those_who_may,
    totals,
    why_no_wall,
    written,
)
from exercises import EXERCISES, answers

pytestmark = pytest.mark.slow

CLASS = "04_operations"
CLASS_OF_THIRTY = class_of_thirty(CLASS)
STUDENTS = those_who_may(CLASS_OF_THIRTY)
NO_WALL = pytest.mark.skip(reason=f"there is no wall here: {why_no_wall()}")


def each(students):
    """Parameters for a test of each of the students; who cannot hand in here is skipped."""
    return [s if s in STUDENTS else pytest.param(s, marks=NO_WALL) for s in students]


def text_of(page):
    """What a page of feedback says, without its colours, on one line."""
    return " ".join(html.unescape(re.sub("<[^>]*>", "", page)).split())


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The course after the class was marked, and what the marking said."""
    course = tmp_path_factory.mktemp("class") / "course"
    return course, mark(course, CLASS, STUDENTS)


@pytest.fixture(scope="module")
def course(marked):
    return marked[0]


@pytest.fixture(scope="module")
def marks(course):
    return marks_given(course, CLASS)


def test_thirty_students_hand_in():
    assert len(CLASS_OF_THIRTY) == 30


@pytest.mark.parametrize("student", each(CLASS_OF_THIRTY))
def test_a_student_gets_the_marks_that_were_planted(marks, student):
    assert marks[student] == STUDENTS[student][1]


def test_the_exported_table_has_the_same_marks(course):
    assert totals(course) == {s: sum(m.values()) for s, (_, m) in STUDENTS.items()}


def page_of(course, student):
    path = course / "feedback" / student / CLASS / f"{CLASS}.html"
    return path.read_text(encoding="utf-8")


def shown_by(course, student):
    """All that the cells of a submission have shown, as text."""
    path = course / "autograded" / student / CLASS / f"{CLASS}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return "".join(json.dumps(cell.get("outputs", [])) for cell in notebook["cells"])


@pytest.mark.parametrize("student", each(CLASS_OF_THIRTY))
def test_a_student_gets_feedback(course, student):
    page = text_of(page_of(course, student))
    assert "Student's answer Score: " in page
    assert str(course) not in page or student.startswith("reaches")


def test_the_feedback_of_whoever_made_it_names_the_mistake(course):
    made = 0
    for student, (text, _) in STUDENTS.items():
        for answer in answers(CLASS):
            if answer.words and json.dumps(answer.source) in text:
                assert answer.words in text_of(page_of(course, student))
                made += 1
    assert made >= 10


FEEDBACK = {
    "all-the-memory": "MemoryError",
    "copies-an-answer": "A copy of an answer; the cell that was handed out counts.",
    "dies": "the kernel died",
    "ends-what-runs-it": "the program ended",
    "endless-loop": "is there a loop that never ends?",
    "forgets-an-import": "name 'np' is not defined",
    "no-notebook": "could not be read as a notebook",
    "processes-without-end": "too many processes",
    "stubborn-loop": "could not be stopped",
}


@pytest.mark.parametrize("student", each(FEEDBACK))
def test_the_feedback_says_what_went_wrong(course, student):
    assert FEEDBACK[student] in text_of(page_of(course, student))


ATTACKS = [student for student in TROUBLE if student.startswith("reaches")]


@pytest.mark.parametrize("student", each([*ATTACKS, *CHEATS]))
def test_no_submission_reaches_what_is_not_its_own(course, student):
    assert "REACHED" not in shown_by(course, student)


ENDS_WITH = {
    "reaches-for-files": "looked everywhere",
    "reaches-for-marks": "refused: unable to open database file",
    "reaches-for-programs": "cannot touch",
    "reaches-for-secrets": "looked everywhere",
    "reaches-for-the-network": "refused: [Errno 101] Network is unreachable",
}


@pytest.mark.parametrize("student", each(ENDS_WITH))
def test_an_attack_is_tried_to_its_end(course, student):
    assert ENDS_WITH[student] in shown_by(course, student)


def test_nothing_came_through_the_network(course):
    with pytest.raises(BlockingIOError):
        LISTENER.recv(100)


def test_nothing_is_left_in_the_temporary_folder(course):
    assert not list((course.parent / "tmp").iterdir())


def test_nothing_of_the_course_was_harmed(course):
    assert not (course / "harmed").exists()
    for part in ("source", "release"):
        assert list(files(course / part).values()) == list(files(EXERCISES / part).values())
    for student, (text, _) in STUDENTS.items():
        folder = course / "submitted" / student / CLASS
        kept = [path.read_text(encoding="utf-8") for path in folder.iterdir()]
        assert written(text, course) in kept


def test_a_page_shows_what_students_wrote_and_runs_none_of_it(course):
    page = page_of(course, "writes-a-script")
    assert SCRIPT in json.loads(STUDENTS["writes-a-script"][0])["cells"][-2]["source"]
    assert "<script>steal" not in page and not re.search("<[^>]*onerror", page)


REMARKS = {
    "no-notebook": ": the file could not be read as a notebook.",
    "replaces-the-checks": " uses builtins, exercises: read the code.",
    "asks-for-known-answers": " uses exercises: read the code.",
    "dies": " uses ctypes: read the code.",
    "reaches-for-marks": " uses sqlite3: read the code.",
}


@pytest.mark.parametrize("student", each(REMARKS))
def test_the_marking_names_whom_to_look_at(marked, student):
    assert student + REMARKS[student] in marked[1]


def test_a_mark_given_by_hand_stays(course, marks):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "scalarad") as gradebook:
        grade = gradebook.find_grade("memory", CLASS, CLASS, "right-1")
        grade.manual_score = 1.5
        gradebook.db.commit()
    nbgrader(course, "autograde", CLASS, *FLAGS, "--student=right-1", "--force")
    with Gradebook(f"sqlite:///{course}/gradebook.db", "scalarad") as gradebook:
        assert gradebook.find_grade("memory", CLASS, CLASS, "right-1").manual_score == 1.5
    assert marks_given(course, CLASS)["right-1"] == marks["right-1"]
