"""The guard of a submission's kernel: what it lets through, and what it refuses."""

import os
import sys

import pytest
from exercises import EXERCISES

sys.path.insert(0, str(EXERCISES))
from guarded_kernel import guard  # noqa: E402


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with the submissions of ada and bob; we are in ada's folder."""
    for student in ("ada", "bob"):
        (tmp_path / "course" / "autograded" / student).mkdir(parents=True)
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(tmp_path / "course" / "autograded" / "ada")
    os.symlink(tmp_path / "course", "shortcut")
    return tmp_path / "course"


@pytest.fixture
def hook(course):
    return guard(course, [course / "autograded" / "ada", course.parent / "temporary"])


WRITE = os.O_WRONLY | os.O_CREAT


@pytest.mark.parametrize(
    "event, arguments",
    [
        ("open", ("own.txt", "w", WRITE)),
        ("open", ("../../../temporary/own.txt", "w", WRITE)),
        ("open", (os.devnull, "w", WRITE)),
        ("open", (3, "w", WRITE)),
        ("open", (b"own.txt", "r", os.O_RDONLY)),
        ("open", (os.__file__, "r", os.O_RDONLY)),
        ("os.listdir", (".",)),
        ("os.listdir", (None,)),
        ("os.rename", ("a", "b", -1, -1)),
        ("os.mkdir", ("new", 0o777, -1)),
        ("import", ("json", None, None, None, None)),
    ],
)
def test_a_submission_may_do_its_own_work(hook, event, arguments):
    hook(event, arguments)


@pytest.mark.parametrize(
    "event, arguments, words",
    [
        ("open", ("../bob/answer.ipynb", "w", WRITE), "its own folder"),
        ("open", ("../../gradebook.db", "r+", os.O_RDWR), "its own folder"),
        ("open", ("shortcut/gradebook.db", "w", WRITE), "its own folder"),
        (
            "open",
            (os.path.expanduser("~/.profile"), "a", os.O_APPEND),
            "its own folder",
        ),
        ("open", ("../ada-and-more", "w", WRITE), "its own folder"),
        ("open", ("../../gradebook.db", "r", os.O_RDONLY), "other files of the course"),
        (
            "open",
            (b"../../gradebook.db", "r", os.O_RDONLY),
            "other files of the course",
        ),
        (
            "open",
            ("shortcut/gradebook.db", "r", os.O_RDONLY),
            "other files of the course",
        ),
        ("os.listdir", ("..",), "other files of the course"),
        ("os.scandir", ("../bob",), "other files of the course"),
        ("os.remove", ("../bob/answer.ipynb", -1), "its own folder"),
        ("os.rename", ("own.txt", "../bob/answer.ipynb", -1, -1), "its own folder"),
        ("os.rename", ("../bob/answer.ipynb", "own.txt", -1, -1), "its own folder"),
        ("os.symlink", ("own.txt", "../bob/link", -1), "its own folder"),
        ("shutil.rmtree", ("../..", None), "its own folder"),
        ("sqlite3.connect", ("../../gradebook.db",), "its own folder"),
        ("subprocess.Popen", ("rm", ["rm"], None, None), "start a program"),
        ("os.system", (b"rm",), "start a program"),
        ("os.fork", (), "start a process"),
        ("os.kill", (1, 9), "stop a process"),
        ("socket.connect", (None, ("localhost", 80)), "reach the network"),
    ],
)
def test_a_submission_may_not_reach_outside(hook, event, arguments, words):
    with pytest.raises(PermissionError, match=words):
        hook(event, arguments)
