"""Run notebooks from a clean kernel and store their outputs, the same bytes every time.

python tests/execute_notebooks.py [notebook ...]

When none is named, it runs the whole series and every solved exercise.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets import default

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
EVERY = sorted(NOTEBOOKS.glob("*.ipynb")) + sorted(NOTEBOOKS.glob("exercises/source/*/*.ipynb"))
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
CELL_METADATA = ("jupyter", "nbgrader", "tags")
REPLACEMENTS = [  # the first two as in nbval_sanitize.cfg
    (r"\b0x[0-9a-fA-F]{6,}\b", "0xADDR"),
    (r"\S*ipykernel_[0-9]+[/\\][0-9]+\.py", "cell.py"),
    # A traceback names the files it went through by where they are on this machine.
    (r"(File (?:\x1b\[[0-9;]*m)*)[^\x1b\n]*[/\\]([^\x1b\n/\\]+\.py)", r"\1\2"),
]


class ThisPython(AsyncKernelManager):
    """Starts kernels with the running interpreter, whatever other kernels are installed."""

    @default("kernel_spec_manager")
    def no_installed_kernels(self):
        return KernelSpecManager(kernel_dirs=[])


def execute(notebook, folder):
    """Run all cells; raise RuntimeError where one fails without the tag `raises-exception`."""
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        kernel_manager_class=ThisPython,
        timeout=60,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    # These fix the dates inside pictures and the order of sets, show no progress bar where cells
    # take long, and keep plots in the notebook.
    fixed = {"SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0", "TQDM_DISABLE": "1"}
    environment = os.environ | fixed
    environment.pop("MPLBACKEND", None)
    # The kernel's own stderr is a remark about TCP; that of a cell arrives as an output.
    with client.setup_kernel(env=environment, stderr=subprocess.DEVNULL):
        for number, cell in enumerate(notebook.cells, start=1):
            try:
                client.execute_cell(cell, number - 1)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                raise RuntimeError(f"cell {number} ({cell.id}) fails.\n\n{error}") from error


def replace_all(value):
    """`value` with the replacements made in every text inside it, pictures excepted."""
    if isinstance(value, str):
        for pattern, text in REPLACEMENTS:
            value = re.sub(pattern, text, value)
    elif isinstance(value, list):
        value = [replace_all(item) for item in value]
    elif isinstance(value, dict):
        for key in value:
            if not key.startswith("image/"):
                value[key] = replace_all(value[key])
    return value


def is_widget(output):
    """Whether it is the link to a widget, which lives as long as the kernel."""
    return "application/vnd.jupyter.widget-view+json" in output.get("data", {})


def merge_streams(outputs):
    """Join what a cell printed in pieces; a picture in between keeps its place."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last["text"] += output["text"]
        else:
            merged.append(output)
    return merged


def normalise(notebook):
    """Drop what differs between two runs: front-end metadata, addresses, temporary files."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in CELL_METADATA}
        if cell.cell_type == "code":
            outputs = [output for output in cell.outputs if not is_widget(output)]
            cell.outputs = replace_all(merge_streams(outputs))


def executed(path):
    """The text of a notebook's file after it has run; RuntimeError as for `execute`."""
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, path.parent)
    normalise(notebook)
    return nbformat.writes(notebook) + "\n"


def main(paths):
    for path in map(Path, paths or EVERY):
        print(path.name, flush=True)
        try:
            text = executed(path)
        except RuntimeError as error:
            sys.exit(f"{path}: {error}")
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
