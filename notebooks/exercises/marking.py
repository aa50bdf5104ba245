"""How submissions are run and repaired here: parts that nbgrader_config.py gives to nbgrader.

nbgrader alone loses a submission whose kernel dies or ignores an interrupt, that cannot be read,
or from which an answer was deleted together with its check. Here each of these costs one task at
most, or gets a mark of 0 and feedback that says why.
"""

import copy
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_solution
from traitlets import Integer

COURSE = Path(__file__).parent
PASSED_ON = """
APPDATA HOME LANG LC_ALL LOCALAPPDATA PATH SYSTEMROOT USERPROFILE VIRTUAL_ENV
""".split()
OTHER_FILE = re.compile(r"(\x1b\[[\d;]*m)*File ")


class GuardedKernel(AsyncKernelManager):
    """Starts kernels through guarded_kernel.py, without the secrets of the environment."""

    megabytes = Integer(2048, help="How much memory a submission gets.").tag(
        config=True
    )

    def format_kernel_cmd(self, extra_arguments=None):
        command = super().format_kernel_cmd(extra_arguments)
        arguments = command[command.index("ipykernel_launcher") + 1 :]
        start = [sys.executable, str(COURSE / "guarded_kernel.py")]
        return [*start, str(COURSE), str(self.megabytes), *arguments]

    async def start_kernel(self, **options):
        self.temporary = tempfile.TemporaryDirectory()
        environment = {
            name: os.environ[name] for name in PASSED_ON if name in os.environ
        }
        environment |= {
            "MPLCONFIGDIR": self.temporary.name,
            "NBGRADER_EXECUTION": "autograde",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONWARNINGS": "ignore",
            "TMPDIR": self.temporary.name,
        }
        return await super().start_kernel(**options | {"env": environment})

    async def cleanup_resources(self, restart=False):
        await super().cleanup_resources(restart)
        if not restart:
            self.temporary.cleanup()


class ExecuteAll(Execute):
    """Runs every cell, in a new kernel where the old one has died or will not stop.

    A new kernel first runs again the cells that were handed out. The tasks do not depend on each
    other, so that is all that the rest of the notebook needs.
    """

    characters = Integer(20_000, help="How much of what a cell prints is kept.").tag(
        config=True
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, kernel_manager_class=GuardedKernel, **kwargs)

    def preprocess(self, nb, resources=None, km=None):
        for _ in range(self.execute_retries):
            try:
                return super().preprocess(nb, resources, km)
            except RuntimeError as error:
                # On a busy machine a kernel may fail to start, and that is not the student's fault.
                self.log.warning("Starting again: %s", error)
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell, resources, index):
        try:
            return super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            reason = "the kernel died while this cell ran"
        except CellTimeoutError:
            reason = f"this cell could not be stopped after {self.timeout} seconds"
        cell.outputs.append(error_output("KernelLost", reason))
        self.start_again(index)
        return cell, resources

    def start_again(self, index):
        """Replace the kernel, and run in it what was handed out up to the cell `index`."""
        run_sync(self.km.shutdown_kernel)(now=True)
        self._cleanup_kernel()
        self.create_kernel_manager()
        self.start_new_kernel()
        self.start_new_kernel_client()
        for i, cell in enumerate(self.nb.cells[:index]):
            if is_locked(cell) and not is_grade(cell):
                self.execute_cell(copy.deepcopy(cell), i)

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            # nbgrader takes whatever is on stderr for an error, even a progress bar.
            msg["content"]["name"] = "stdout"
            printed = sum(
                len(o.text) for o in cell.outputs if o.output_type == "stream"
            )
            if printed > self.characters:
                return None
            msg["content"]["text"] = msg["content"]["text"][: self.characters]
        if msg["msg_type"] == "error":
            # What the student wrote is of interest, and not the way there through other files.
            parts = msg["content"]["traceback"]
            msg["content"]["traceback"] = [p for p in parts if not OTHER_FILE.match(p)]
        return super().process_message(msg, cell, cell_index)


def error_output(name, text):
    """What a failed cell shows."""
    return nbformat.v4.new_output(
        "error", ename=name, evalue=text, traceback=[f"{name}: {text}"]
    )


def handed_out_as(assignment, name):
    """The notebook `name` as students got it."""
    return nbformat.read(COURSE / "release" / assignment / name, 4)


def grade_id_of(cell):
    """What nbgrader calls a cell that was handed out; None for any other."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


class RestoreCells(NbGraderPreprocessor):
    """Puts the cells that were handed out back where they stood; answers and own cells stay.

    An own cell stays behind the cell that it followed. nbgrader's OverwriteCells then restores
    what locked cells said; alone it fails where two neighbours are missing.
    """

    def preprocess(self, nb, resources):
        grader = resources["nbgrader"]
        released = handed_out_as(grader["assignment"], f"{grader['notebook']}.ipynb")
        handed_out = {cell.source for cell in released.cells}
        known = {cell.id: grade_id_of(cell) for cell in released.cells}
        submitted, followers, last = {}, {}, None
        for cell in nb.cells:
            # Some programs drop what nbgrader wrote into a cell, but not the cell's own id.
            grade_id = grade_id_of(cell) or known.get(cell.id)
            if grade_id and grade_id in known.values():
                submitted[grade_id], last = cell, grade_id
            elif cell.source not in handed_out:
                # A cell copied from another exercise still says that it belongs there.
                cell.metadata.pop("nbgrader", None)
                followers.setdefault(last, []).append(cell)
        cells = followers.pop(None, [])
        for cell in released.cells:
            grade_id = grade_id_of(cell)
            if is_solution(cell) and grade_id in submitted:
                cell.source = submitted[grade_id].source
            cells += [cell, *followers.pop(grade_id, [])]
        nb.cells = cells
        return nb, resources


def replace_unreadable(assignment, student, notebooks):
    """Before marking: put the released notebook in place of a file that is no notebook.

    What was submitted stays beside it, with `.unreadable` behind its name.
    """
    for path in map(Path, notebooks):
        try:
            nbformat.validate(nbformat.read(path, 4))
        except Exception as error:
            released = handed_out_as(assignment, path.name)
            text = f"**The submitted file could not be read as a notebook**: {error!r:.200}"
            released.cells.insert(0, nbformat.v4.new_markdown_cell(text))
            path.replace(path.with_name(path.name + ".unreadable"))
            nbformat.write(released, path)
