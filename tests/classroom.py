"""A class of thirty made-up students, marked by nbgrader from first to last.

python tests/classroom.py [exercise]        (04_operations when none is named)

Copies the course to a temporary folder, hands in what thirty students might, collects, marks,
gives back and exports, all by nbgrader's own commands; then says for each student which marks were
planted and which were given. Ends with an error when they differ.
"""

import copy
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from exercises import EXERCISES, answers, cells, tasks

LEFT_OUT = shutil.ignore_patterns(
    "gradebook.db", "submitted", "autograded", "feedback", "downloaded", "*.csv", ".*"
)
# What a submission may do in the cell of its first answer. Each costs that task and no more.
TROUBLE = {
    "syntax-error": "def answer(:\n    return",
    "endless-loop": "while True:\n    pass",
    "stubborn-loop": """
while True:
    try:
        while True:
            pass
    except KeyboardInterrupt:
        pass
""",
    "endless-recursion": "def again():\n    return again()\n\n\nagain()",
    "dies": "import os\n\nos._exit(1)",
    "crashes": "import ctypes\n\nctypes.string_at(0)",
    "writes-outside": """
import os
from pathlib import Path

course = Path.cwd().parents[2]
for name in ("gradebook.db", "source", "release"):
    try:
        os.rename(course / name, course / "gone")
    except OSError as refused:
        print("refused:", refused)
(course / "harmed").write_text("by a submission")
""",
    "reads-outside": """
from pathlib import Path

print("STOLEN", (Path.cwd().parents[2] / "gradebook.db").read_bytes())
""",
    "starts-programs": """
import subprocess

subprocess.run(["rm", "-rf", "../../../submitted"])
""",
}

# The limits of the course are for a machine that does nothing else. On a busy one only a loop
# without end is sure to reach them, so all others get more.
PATIENTLY = ["--ExecuteAll.timeout=60", "--ExecuteAll.iopub_timeout=30"]
TROUBLE["all-the-memory"] = (
    "hoard = []\nwhile True:\n    hoard.append(bytearray(10**8))"
    if sys.platform == "linux"
    else "raise MemoryError"  # nothing would stop it here
)


def submission(name, written):
    """The released notebook with `written`, a dict from tasks to Python, in its answer cells."""
    path = EXERCISES / "release" / name / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        kept = cell["metadata"].get("nbgrader", {})
        if kept.get("grade_id") in written:
            cell["source"] = written[kept["grade_id"]]
        elif kept.get("solution") and kept.get("grade"):
            cell["source"] = "In my own words: it depends."
    return notebook


def class_of_thirty(name):
    """What thirty students hand in: a dict from the student to the file's text and their marks.

    Marks are a dict from each task to its points, as planted. Every known mistake is made once:
    the first eight of each task by students who make one in every task, others by those in
    trouble; where a task has more than eighteen, the class is larger.
    """
    known = cells("source", name)
    points = {task: known[f"{task}-check"][0]["points"] for task in tasks(name)}
    right = {t: [a.source for a in answers(name) if a.task == t and not a.words] for t in points}
    wrong = {t: [a.source for a in answers(name) if a.task == t and a.words] for t in points}
    first, *others = points
    nothing = dict.fromkeys(points, 0)
    all_right = {task: right[task][0] for task in points}
    students = {}

    def enrol(student, notebook, marks):
        text = notebook if isinstance(notebook, str) else json.dumps(notebook)
        students[student] = text, marks

    for i in range(2):
        enrol(f"right-{i + 1}", submission(name, {t: right[t][i] for t in points}), points)
    left = {t: list(wrong[t]) for t in points}

    def mistakes_left(among):
        return {t: left[t].pop(0) for t in among if left[t]}

    for i in range(8):
        made = mistakes_left(points)
        written = {t: right[t][1] for t in points} | made
        enrol(f"wrong-{i + 1}", submission(name, written), points | dict.fromkeys(made, 0))
    for trouble, source in TROUBLE.items():
        made = {first: source} | mistakes_left(others)
        enrol(trouble, submission(name, all_right | made), points | dict.fromkeys(made, 0))
    while any(left.values()):
        made = mistakes_left(points)
        student = f"wrong-{len(students) - len(TROUBLE) - 1}"
        enrol(student, submission(name, all_right | made), points | dict.fromkeys(made, 0))
    thousand = 'print("\\n".join(f"line {i}{k:03}" for k in range(1000)))'
    shouting = f"for i in range(1000):\n    {thousand}\n"
    written = all_right | {first: shouting + all_right[first]}
    enrol("prints-a-million-lines", submission(name, written), points)
    enrol("empty-answers", submission(name, {}), nothing)
    enrol("empty-file", "", nothing)
    enrol("no-notebook", "My dog ate it.", nothing)
    enrol(
        "no-cells",
        {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
        nothing,
    )
    enrol("deletes-checks", without(submission(name, all_right), "grade"), points)
    last = {others[-1], f"{others[-1]}-check"}
    enrol(
        "deletes-a-task",
        without(submission(name, all_right), last),
        points | {others[-1]: 0},
    )
    enrol(
        "deletes-what-was-handed-out",
        without(submission(name, all_right), "locked"),
        points,
    )
    backwards = submission(name, all_right)
    backwards["cells"].reverse()
    enrol("out-of-order", backwards, points)
    bare = submission(name, all_right)
    for cell in bare["cells"]:
        cell["metadata"] = {}
    enrol("loses-what-nbgrader-wrote", bare, points)
    return students


def without(notebook, unwanted):
    """The notebook without the cells named, or without all that are what `unwanted` says."""
    notebook = copy.deepcopy(notebook)
    notebook["cells"] = [
        cell
        for cell in notebook["cells"]
        if not (kept := cell["metadata"].get("nbgrader"))
        or not (kept["grade_id"] in unwanted if isinstance(unwanted, set) else kept[unwanted])
    ]
    return notebook


def nbgrader(course, *arguments):
    """Run one of nbgrader's commands in the course; RuntimeError with its errors."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env=os.environ | {"HOME": str(course.parent), "USERPROFILE": str(course.parent)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        quiet = [x for x in done.stderr.splitlines() if not re.search("INFO|WARNING", x)]
        raise RuntimeError("\n".join([f"nbgrader {' '.join(arguments)}:", *quiet]))


def hand_in(course, name, students):
    """Put the files of the students where nbgrader collects them."""
    for student, (text, _) in students.items():
        folder = course / "downloaded" / name / "archive" / student
        folder.mkdir(parents=True)
        (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")


def marks_given(course, name):
    """What the gradebook holds: a dict from the student to a dict from tasks to points."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "scalarad") as gradebook:
        return {
            s.student.id: {
                g.cell.name.removesuffix("-check"): g.score
                for n in s.notebooks
                for g in n.grades
                if g.cell.name.endswith("-check")
            }
            for s in gradebook.assignment_submissions(name)
        }


def files(folder):
    """Every file below the folder, and its bytes."""
    return {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def mark(course, name, students):
    """The whole loop in `course`, a folder that does not exist yet; returns the marks given."""
    shutil.copytree(EXERCISES, course, ignore=LEFT_OUT)
    nbgrader(course, "generate_assignment", name)
    hand_in(course, name, students)
    nbgrader(course, "zip_collect", name)
    nbgrader(course, "autograde", name, "--student=*-loop")
    nbgrader(course, "autograde", name, *PATIENTLY)  # the others; who is marked is left out
    nbgrader(course, "generate_feedback", name)
    nbgrader(course, "export")
    return marks_given(course, name)


def totals(course):
    """The marks of the exported table, by student."""
    with open(course / "grades.csv", newline="", encoding="utf-8") as table:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(table)}


def main(name="04_operations"):
    students = class_of_thirty(name)
    course = Path(tempfile.mkdtemp(), "course")
    given = mark(course, name, students)
    for student, (_, planted) in students.items():
        got = given.get(student)
        verdict = "as planted" if got == planted else f"WRONG: {got}"
        print(f"{student:28} {sum(planted.values()):3} of {verdict}")
    print(f"The course, with feedback pages and grades.csv, is in {course}")
    if given != {student: planted for student, (_, planted) in students.items()}:
        sys.exit("Some marks are not those that were planted.")


if __name__ == "__main__":
    main(*sys.argv[1:])
