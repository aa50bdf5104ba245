"""The course, for `nbgrader` and for its Formgrader in JupyterLab; see README.md."""

import os
import sys
from pathlib import Path

COURSE = Path(__file__).resolve().parent
sys.path.insert(0, str(COURSE))
# nbgrader starts `alembic`, which stands beside its Python, also where no .venv is activated.
os.environ["PATH"] = os.pathsep.join(
    [str(Path(sys.executable).parent), os.environ["PATH"]]
)

from marking import ExecuteAll, RestoreCells, replace_unreadable  # noqa: E402
from nbgrader.converters import Autograde  # noqa: E402
from nbgrader.preprocessors import Execute, OverwriteCells  # noqa: E402

SECONDS = 10

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "scalarad"
c.CourseDirectory.root = str(COURSE)
# The same source gives the same release, so that it can be made again at any time.
c.GenerateAssignment.force = True
c.ClearSolutions.code_stub = {"python": "...  # your answer here"}
c.ClearSolutions.text_stub = "Your answer here."

c.Autograde.pre_convert_hook = replace_unreadable
before, after = Autograde.sanitize_preprocessors, Autograde.autograde_preprocessors
c.Autograde.sanitize_preprocessors = [
    step
    for p in before.default()
    for step in ([RestoreCells, p] if p is OverwriteCells else [p])
]
c.Autograde.autograde_preprocessors = [
    ExecuteAll if p is Execute else p for p in after.default()
]
c.ExecuteAll.execute_retries = 2
c.ExecuteAll.timeout = SECONDS
c.ExecuteAll.error_on_timeout = {
    "ename": "TooSlow",
    "evalue": f"stopped after {SECONDS} seconds; is there a loop that never ends?",
    "traceback": [
        f"TooSlow: stopped after {SECONDS} seconds; is there a loop that never ends?"
    ],
}
c.GuardedKernel.megabytes = 2048

# Submissions that came as files: downloaded/<assignment>/archive/<student>/<assignment>.ipynb,
# or a zip of such folders.
c.ZipCollectApp.collector_plugin = "nbgrader.plugins.zipcollect.FileNameCollectorPlugin"
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\](?P<student_id>[^/\\]+)[/\\](?P<file_id>[^/\\]+)$"
)
