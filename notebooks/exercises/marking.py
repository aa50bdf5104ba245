"""How submissions are repaired, run and judged here: what nbgrader_config.py gives to nbgrader.

A submission runs behind a wall (wall.py), where the answers are only looked at. The verdict is
found on this side: inputs are drawn after the answer stands, what was seen at them comes over the
wall as plain JSON, and `scalarad.exercises.judge` holds it against answers that no submission
sees. So nothing that a student wrote is run, imported or unpickled here, and nothing that it
prints is a mark.
"""

import ast
import random
import re
import secrets
import time
from difflib import SequenceMatcher
from glob import glob
from pathlib import Path

import bleach
import nbformat
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Grade, Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_solution
from traitlets import Bool, Integer, List
from wall import Lost, Wall, why_no_wall

from scalarad.exercises.judge import Verdict, task_named, verdict_on

COURSE = Path(__file__).parent
# Whoever uses these may have something in mind that the task does not ask for.
REMARKABLE = re.compile(r"\b(__builtins__|builtins|ctypes|exercises|get_ipython|sqlite3)\b")


# -------- repairing


def handed_out_as(assignment):
    """The notebook of an assignment as students got it."""
    return nbformat.read(COURSE / "release" / assignment / f"{assignment}.ipynb", 4)


def grade_id_of(cell):
    """What nbgrader calls a cell that was handed out; None for any other."""
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def pairs(released, submitted):
    """Which submitted cell is which of those handed out: a dict from place to place.

    A cell is known by what nbgrader wrote into it, or by its own id, or by what it says; what some
    program has robbed of all that, by its place among the others.
    """
    found, free = {}, dict(enumerate(submitted))
    for alike in (
        lambda r, s: grade_id_of(r) == grade_id_of(s) != None and r.id == s.get("id"),  # noqa: E711
        lambda r, s: grade_id_of(r) == grade_id_of(s) != None,  # noqa: E711
        lambda r, s: r.id == s.get("id"),
        lambda r, s: r.source == s.source,
    ):
        for i, cell in enumerate(released):
            if i not in found:
                k = next((k for k in free if alike(cell, free[k])), None)
                if k is not None:
                    found[i] = k
                    del free[k]
    places = {k: i for i, k in found.items()}
    order = [places.get(k, -1) for k in range(len(submitted))]
    matcher = SequenceMatcher(None, range(len(released)), order, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "replace":
            for i in range(start, end):
                for k in range(first, last):
                    alike = released[i].cell_type == submitted[k].cell_type
                    if is_solution(released[i]) and i not in found and k in free and alike:
                        found[i] = k
                        del free[k]
    return found


def restored(notebook, released):
    """The released notebook with the answers of a submitted one, and with the student's own cells.

    An own cell stays behind the cell that it followed. It is written anew, as all others are:
    nothing stays of what another program may have left in the file.
    """
    found = pairs(released.cells, notebook.cells)
    places = {k: i for i, k in found.items()}
    handed_out = {cell.source for cell in released.cells}
    answers = {grade_id_of(cell) for cell in released.cells if is_solution(cell)}
    followers, last = {}, None
    for k, cell in enumerate(notebook.cells):
        if k in places:
            last = places[k]
        elif grade_id_of(cell) in answers:
            text = f"*A copy of an answer; the cell that was handed out counts.*\n\n{fenced(cell)}"
            followers.setdefault(last, []).append(new_markdown_cell(text))
        elif cell.source not in handed_out:
            new = new_code_cell if cell.cell_type == "code" else new_markdown_cell
            followers.setdefault(last, []).append(new(cell.source))
    cells = followers.pop(None, [])
    for i, cell in enumerate(released.cells):
        if is_solution(cell) and i in found:
            answer = notebook.cells[found[i]]
            cell.source = answer.source
            if "attachments" in answer and cell.cell_type == "markdown":
                cell.attachments = answer.attachments
        cells += [cell, *followers.pop(i, [])]
    released.cells = cells
    return released


def fenced(cell):
    return f"````python\n{cell.source}\n````"


class RestoreCells(NbGraderPreprocessor):
    """Puts the cells that were handed out back where they stood; answers and own cells stay.

    nbgrader's OverwriteCells then adds the hidden tests; alone it fails where two neighbours are
    missing.
    """

    def preprocess(self, nb, resources):
        return restored(nb, handed_out_as(resources["nbgrader"]["assignment"])), resources


# -------- running and judging


def error_output(name, text):
    """What a failed cell shows."""
    return new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])


def plain_outputs(outputs):
    """Of what came over the wall what a page may show: texts and pictures, and no program."""
    shown = []
    for output in outputs if isinstance(outputs, list) else []:
        kind = output.get("output_type")
        if kind == "stream":
            shown.append(new_output("stream", name="stdout", text=str(output.get("text"))))
        elif kind == "error":
            trace = [str(line) for line in output.get("traceback") or []]
            texts = {part: str(output.get(part)) for part in ("ename", "evalue")}
            shown.append(new_output("error", **texts, traceback=trace))
        elif kind in ("display_data", "execute_result"):
            data = {"text/plain": str(output["data"].get("text/plain", ""))}
            picture = output["data"].get("image/png")
            if isinstance(picture, str) and re.fullmatch(r"[\w+/=\n]+", picture, re.ASCII):
                data["image/png"] = picture
            shown.append(new_output("display_data", data=data))
    return shown


SHOWN_TAGS = """a b blockquote br code dd details div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p
    pre s span strong sub summary sup table tbody td th thead tr ul""".split()
SHOWN_ATTRIBUTES = {
    "*": ["class", "id", "title"],
    "a": lambda tag, name, value: name == "href" and not value.startswith("data:"),
    "img": ["alt", "src"],
}


@pass_context
def markdown_without_programs(context, source):
    """The HTML of a Markdown cell, on the pages of nbgrader, which leave in what students wrote."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    page = MarkdownWithMath(renderer=renderer).render(source)
    protocols = ["http", "https", "mailto", "data"]
    return bleach.clean(page, SHOWN_TAGS, SHOWN_ATTRIBUTES, protocols)


class RunAndJudge(NbGraderPreprocessor):
    """Runs every cell behind a wall, and writes the judge's verdicts under the checks.

    Where a program has died or will not stop, a new one first runs again the cells that were handed
    out. The tasks do not depend on each other, so that is all that the rest of the notebook needs.
    """

    seconds = Integer(10, help="How long a cell may run.").tag(config=True)
    ahead = None  # a list of programs that are started for the next submissions
    seconds_in_all = Integer(240, help="How long a submission may run.").tag(config=True)
    megabytes = Integer(2048, help="How much memory a submission gets.").tag(config=True)

    def preprocess(self, nb, resources):
        self.nb, self.wall, self.folder = nb, None, resources["metadata"]["path"]
        self.late = time.monotonic() + self.seconds_in_all
        try:
            for index, cell in enumerate(nb.cells):
                if cell.cell_type == "code":
                    judged = is_grade(cell) and is_locked(cell)
                    cell.outputs = self.judged(cell, index) if judged else self.ran(cell, index)
        finally:
            if self.wall:
                self.wall.close()
        return nb, resources

    def ask(self, index, **request):
        """What comes over the wall for the cell `index`; Lost with a reason when nothing does."""
        if time.monotonic() > self.late:
            raise Lost(f"this notebook was stopped after {self.seconds_in_all} seconds")
        try:
            if self.wall is None:
                self.wall = self.next_wall()
                self.wall.fill(self.folder)
                self.run_handed_out(index)
            reply = self.wall.ask(**request)
        except Lost:
            self.wall = None
            raise
        if reply.get("ended") in ("dead", "stuck"):
            self.run_handed_out(index)
            if reply["ended"] == "dead":
                raise Lost("the kernel died while this cell ran")
            raise Lost(f"this cell could not be stopped after {self.seconds} seconds")
        return reply

    def next_wall(self):
        """A program for this submission; in a whole class two more start meanwhile."""
        behind = why_no_wall() is None
        waiting = [] if self.ahead is None else self.ahead
        while len(waiting) < (1 if self.ahead is None else 3):
            waiting.append(Wall(self.seconds, self.megabytes, behind))
        return waiting.pop(0)

    def run_handed_out(self, index):
        """Run what was handed out up to the cell `index`."""
        for cell in self.nb.cells[:index]:
            if is_locked(cell) and not is_grade(cell):
                self.wall.ask(run=cell.source)

    def ran(self, cell, index):
        """The outputs of a cell that is no check."""
        try:
            reply = self.ask(index, run=cell.source)
            outputs = plain_outputs(reply.get("outputs"))
        except Lost as lost:
            return [error_output("Lost", str(lost))]
        except (AttributeError, KeyError, TypeError):
            return [error_output("Unreadable", "what this cell shows could not be read")]
        if reply.get("ended") == "slow":
            outputs.append(error_output("TooSlow", self.too_slow))
        return outputs

    @property
    def too_slow(self):
        return f"stopped after {self.seconds} seconds; is there a loop that never ends?"

    def judged(self, cell, index):
        """The output of a check: the verdict, which is nothing that a student's program said."""
        try:
            verdict = self.verdict(*asked_in(cell), index)
        except Lost as lost:
            verdict = Verdict("Mistake", str(lost))
        if verdict.word == "Right":
            return [new_output("stream", name="stdout", text=f"{verdict}\n")]
        text = str(verdict)
        return [new_output("error", ename=verdict.word, evalue=text, traceback=[text])]

    def verdict(self, name, answer, index):
        """The verdict at the inputs that students see, and at others, drawn when all is written."""
        task, tried = task_named(name), []
        for seed in (0, secrets.randbits(64)):
            inputs = task.draw(random.Random(seed))
            if repr(inputs) in tried:
                break
            tried.append(repr(inputs))
            reply = self.ask(index, task=name, answer=answer, inputs=inputs)
            if reply.get("ended") == "slow":
                return Verdict("Mistake", self.too_slow)
            verdict = verdict_on_foreign(task, reply.get("found"), inputs)
            if verdict.word != "Right":
                break
        return verdict


def asked_in(cell):
    """The name of the task and the answer, as text, that a check cell demands."""
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "demand":
            return ast.literal_eval(node.args[0]), ast.unparse(node.args[1])
    raise ValueError(f'the check {grade_id_of(cell)} has no demand("noun.task", answer)')


def verdict_on_foreign(task, found, inputs):
    """The verdict on what came over the wall, which may be anything."""
    try:
        ((what, value),) = found.items()
        if not isinstance(value, {"seen": dict}.get(what, str)):
            raise TypeError
        return verdict_on(task, found if what == "seen" else {what: value[:500]}, inputs)
    except Exception:
        return Verdict("Mistake", "what was seen of this answer could not be read")


# -------- all submissions of an assignment


class Marking(Autograde):
    """nbgrader's autograde, which says in the end what a teacher has to know."""

    without_wall = Bool(False, help="Run submissions with your rights where there is no wall.").tag(
        config=True
    )
    sanitize_preprocessors = List([RestoreCells, *Autograde.sanitize_preprocessors.default()]).tag(
        config=True
    )
    autograde_preprocessors = List(
        [RunAndJudge if p is Execute else p for p in Autograde.autograde_preprocessors.default()]
    ).tag(config=True)

    def start(self):
        if why := why_no_wall():
            line = f"There is no wall here ({why}): submissions run with your rights."
            if not self.without_wall:
                self.log.error("%s Add --Marking.without_wall=True to mark all the same.", line)
                raise NbGraderException(line)
            self.log.warning(line)
        super().start()

    def init_notebooks(self):
        self.remarks = []
        name = self.coursedir.assignment_id
        pattern = self.coursedir.format_path(
            self.coursedir.submitted_directory, self.coursedir.student_id, name
        )
        for folder in map(Path, glob(pattern)):
            self.choose_notebook(folder, f"{name}.ipynb")
        super().init_notebooks()

    def choose_notebook(self, folder, name):
        """See to it that the folder has a notebook with the name that was handed out."""
        for path in folder.rglob("*"):
            if path.is_symlink():
                path.unlink()  # it may lead to the files of others
        student, chosen = folder.parent.name, folder / name
        others = sorted(folder.glob("*.ipynb"), key=lambda path: (len(path.name), path.name))
        if not others:
            self.remarks.append(f"{student} handed in no notebook.")
        elif chosen not in others:
            chosen.write_bytes(others[-1].read_bytes())
            if len(others) > 1:
                self.remarks.append(f"{student} handed in {len(others)} notebooks; marked is "
                                    f"{others[-1].name}.")  # fmt: skip

    def run_pre_convert_hook(self):
        """Put the released notebook in place of a file that is no notebook.

        What was submitted stays beside it, with `.unreadable` behind its name.
        """
        for path in map(Path, self.notebooks):
            assignment, student = path.parent.name, path.parent.parent.name
            if path.stem != assignment:
                continue
            released = handed_out_as(assignment)
            try:
                notebook = restored(nbformat.read(path, 4), handed_out_as(assignment))
                nbformat.validate(notebook)
            except Exception as error:
                text = f"**The submitted file could not be read as a notebook**: {error!r:.200}"
                self.remarks.append(f"{student}: the file could not be read as a notebook.")
                released.cells.insert(0, new_markdown_cell(text))
                path.replace(path.with_name(path.name + ".unreadable"))
                nbformat.write(released, path)
            else:
                old = {cell.source for cell in released.cells}
                code = [c.source for c in notebook.cells if c.source not in old]
                if words := sorted(set(REMARKABLE.findall("\n".join(code)))):
                    self.remarks.append(f"{student} uses {', '.join(words)}: read the code.")
        super().run_pre_convert_hook()

    def convert_notebooks(self):
        before = self.marks_by_hand()
        RunAndJudge.ahead = [] if len(self.assignments) > 1 else None
        try:
            super().convert_notebooks()
        finally:
            for wall in RunAndJudge.ahead or []:
                wall.close()
            RunAndJudge.ahead = None
            after = self.marks_by_hand()
            for whose in sorted(before.keys() | after.keys()):
                old, new = before.get(whose), after.get(whose)
                if old != new:
                    self.remarks.append(
                        f"A mark given by hand has changed: {whose}, {old} to {new}"
                    )
            for remark in self.remarks:
                self.log.warning(remark)

    def marks_by_hand(self):
        """All marks that somebody gave by hand: a dict from whose and which to the points."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            given = gradebook.db.query(Grade).filter(Grade.manual_score.isnot(None))
            return {f"{g.student.id}, {g.assignment.name}, {g.name}": g.manual_score for g in given}
