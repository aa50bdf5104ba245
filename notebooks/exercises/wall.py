"""A wall around the program of one submission, made by bubblewrap (`bwrap`).

Behind it are Python, the library without the answers that it knows, and a copy of what was handed
in; all else of this machine is not there, and nor is a network. Only that copy can be written, and
it is gone in the end. Memory, processes and time are limited from this side.
"""

import ast
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path

import psutil

import scalarad

INSIDE = Path(__file__).with_name("inside.py")
LONGEST = 20 * 2**20  # bytes of an answer that are read
PROCESSES = 12  # a notebook has four; forks share much memory, and each counts all of it
# Where there is no wall, a program gets these of our environment, and no others.
PASSED_ON = "APPDATA LD_LIBRARY_PATH PATH SYSTEMROOT USERPROFILE VIRTUAL_ENV".split()


class Lost(Exception):
    """A program was ended before it answered; the text says why."""


class Wall:
    """A program that waits for the files of a submission, see `fill`, and then runs its cells.

    megabytes: of memory, for all of its processes together.
    wall: False lets it run without one, with the rights of whoever marks.
    """

    def __init__(self, seconds, megabytes, wall=True):
        self.seconds, self.megabytes = seconds, megabytes
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        library, handed_in = Path(copied_library().name), Path(self.folder.name, "handed-in")
        handed_in.mkdir()
        self.handed_in, start, home = handed_in, [], self.folder.name
        if wall:
            start = behind_wall(library, handed_in, megabytes)
            library, handed_in, home = Path("/library"), Path("/handed-in"), "/home"
        command = [*start, sys.executable, library / "inside.py"]
        self.program = subprocess.Popen(
            [*command, handed_in, str(seconds), str(megabytes)],
            cwd=None if wall else home,
            env=environment(home, library, wall),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def fill(self, folder):
        """Hand in a copy of all files of a folder, before anything is asked."""
        shutil.copytree(folder, self.handed_in, dirs_exist_ok=True)

    def ask(self, **request):
        """Hand in a request of inside.py and return the answer, a dict; Lost when none comes."""
        line = json.dumps(request).encode() + b"\n"
        late = time.monotonic() + 2 * self.seconds + 20

        def exchange():
            self.program.stdin.write(line)
            self.program.stdin.flush()
            return self.program.stdout.readline(LONGEST)

        with ThreadPoolExecutor(1) as thread:
            answer = thread.submit(exchange)
            try:
                while not wait([answer], timeout=0.2).done:
                    self.refuse_too_much()
                    if time.monotonic() > late:
                        raise Lost(f"this cell could not be stopped after {self.seconds} seconds")
                reply = json.loads(answer.result())
                if not isinstance(reply, dict):
                    raise ValueError
                return reply
            except (OSError, RecursionError, ValueError):
                self.close()
                raise Lost("the program ended while this cell ran") from None
            except BaseException:
                self.close()
                raise

    def refuse_too_much(self):
        """Raise Lost where the program has too many processes, or too much memory."""
        family = self.family()
        if len(family) > PROCESSES:
            raise Lost(f"this cell starts too many processes, more than {PROCESSES}")
        used = 0
        for process in family:
            try:
                used += process.memory_info().rss
            except psutil.Error:
                pass  # it has just ended
        if used > self.megabytes * 2**20:
            raise Lost(f"this cell needs too much memory, more than {self.megabytes} MB")

    def family(self):
        try:
            return psutil.Process(self.program.pid).children(recursive=True)
        except psutil.Error:
            return []

    def close(self):
        """End the program and all that it has started."""
        for process in [*self.family(), self.program]:
            try:
                process.kill()
            except (OSError, psutil.Error):
                pass  # it has just ended
        self.program.wait()
        self.folder.cleanup()


def behind_wall(library, handed_in, megabytes):
    """The command that starts another one behind the wall."""
    command = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--die-with-parent"]
    command += ["--new-session", "--cap-drop", "ALL", "--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/lib", "/lib32", "/lib64", "/sbin"):
        if os.path.islink(name):
            command += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            command += ["--ro-bind", name, name]
    seen = ["/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache"]
    for prefix in dict.fromkeys([sys.prefix, sys.base_prefix]):
        seen += [f"{prefix}/{part}" for part in ("bin", "lib", "lib64", "pyvenv.cfg", "share")]
    for path in seen:
        command += ["--ro-bind-try", path, path]
    command += ["--ro-bind", str(library), "/library"]
    command += ["--ro-bind", str(handed_in), "/handed-in"]
    command += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    command += ["--size", str(megabytes * 2**20 // 10), "--tmpfs", "/home", "--chdir", "/home"]
    return [*command, "--remount-ro", "/", "--"]


def environment(home, library, wall):
    """The environment of a submission: the same for whoever marks."""
    own = {"PATH": f"{sys.prefix}/bin:/usr/bin:/bin"} if wall else {}
    if not wall:
        own = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return own | {
        "HOME": home,
        "IPYTHONDIR": f"{home}/.ipython",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "LANG": "C.UTF-8",
        "NBGRADER_EXECUTION": "autograde",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "PYTHONPATH": str(library),
        "PYTHONWARNINGS": "ignore",
        "TMPDIR": home,
    }


@cache
def why_no_wall():
    """Why submissions cannot run behind a wall here, in a few words; None where they can."""
    if not shutil.which("bwrap"):
        return "bwrap is not installed"
    done = subprocess.run(
        [*behind_wall(INSIDE.parent, INSIDE.parent, 1000), sys.executable, "-c", "pass"],
        env=environment("/home", "/library", True),
        capture_output=True,
        text=True,
    )
    return done.returncode and (done.stderr.strip() or "bwrap fails").splitlines()[-1] or None


@cache
def copied_library():
    """A temporary folder with the library, less the answers that its exercises know."""
    folder = tempfile.TemporaryDirectory(prefix="scalarad-")
    own = Path(scalarad.__file__).parent
    shutil.copy(INSIDE, folder.name)
    shutil.copytree(own, f"{folder.name}/scalarad", ignore=shutil.ignore_patterns("__pycache__"))
    for path in Path(folder.name, "scalarad", "exercises").glob("*.py"):
        if path.name != "judge.py":
            path.write_text(without_answers(path.read_text(encoding="utf-8")), encoding="utf-8")
    compileall.compile_dir(folder.name, quiet=1)
    return folder


ANSWERING = {"known", "wrong", "mistake", "mistakes", "slip", "at"}


def without_answers(text):
    """The text of a module of exercises without the known answers of its tasks."""
    tree = ast.parse(text)
    tree.body = [part for part in tree.body if not holds_answer(part)]
    return ast.unparse(tree)


def holds_answer(part):
    """Whether a statement of a module adds answers to a task."""
    if isinstance(part, (ast.FunctionDef, ast.ClassDef)):
        places = part.decorator_list
    else:
        places = [part] if isinstance(part, (ast.Expr, ast.For)) else []
    inner = [node for place in places for node in ast.walk(place)]
    return any(isinstance(node, ast.Attribute) and node.attr in ANSWERING for node in inner)
