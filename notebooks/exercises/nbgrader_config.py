"""The course, for `nbgrader` and for its Formgrader in JupyterLab; see README.md."""

import os
import sys
from pathlib import Path

COURSE = Path(__file__).resolve().parent
sys.path.insert(0, str(COURSE))
# nbgrader starts `alembic`, which stands beside its Python, also where no .venv is activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

from marking import Marking, markdown_without_programs  # noqa: E402
from nbgrader.apps import api, autogradeapp  # noqa: E402

# The command and the Formgrader's button both take the class from where they have imported it.
api.Autograde = autogradeapp.Autograde = Marking

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "scalarad"
c.CourseDirectory.root = str(COURSE)
# The same source gives the same release, so that it can be made again at any time.
c.GenerateAssignment.force = True
c.ClearSolutions.code_stub = {"python": "...  # your answer here"}
c.ClearSolutions.text_stub = "Your answer here."

c.RunAndJudge.seconds = 10
c.RunAndJudge.seconds_in_all = 240
c.RunAndJudge.megabytes = 2048
# What students wrote as Markdown or HTML is shown, on your pages too, and never run.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {"markdown2html": markdown_without_programs}

# Submissions that came as files: downloaded/<assignment>/archive/<student>/<any name>.ipynb,
# or a zip of such folders.
c.ZipCollectApp.collector_plugin = "nbgrader.plugins.zipcollect.FileNameCollectorPlugin"
c.FileNameCollectorPlugin.named_regexp = r".*[/\\](?P<student_id>[^/\\]+)[/\\](?P<file_id>[^/\\]+)$"
