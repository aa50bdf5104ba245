"""The notebooks as lessons: what a reader does in them, and how much there is of what.

python tests/lessons.py prints a table of the whole series.
"""

import ast
import re
import statistics
from pathlib import Path

import nbformat

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
FOLDED = re.compile(r"<details><summary>(.*?)</summary>\n(.*?)</details>", re.DOTALL)
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def cells(path):
    """The cells of a notebook: pairs of the cell, a dict, and its source."""
    return [(cell, cell.source) for cell in nbformat.read(path, as_version=4).cells]


def tags(cell):
    return cell["metadata"].get("tags", [])


def folded(source, title):
    """The blocks in a folded part of a text: dicts of its python and its text."""
    return [dict(BLOCK.findall(inside)) for head, inside in FOLDED.findall(source) if head == title]


def lines_of_code(source):
    """How many lines hold code: no blank ones, comments or docstrings."""
    skipped = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node):
            doc = node.body[0]
            skipped.update(range(doc.lineno, doc.end_lineno + 1))
    lines = enumerate(source.splitlines(), start=1)
    return sum(i not in skipped and not re.match(r"\s*(#|$)", line) for i, line in lines)


def numbers(path):
    """What the table says of a notebook."""
    all_cells = cells(path)
    codes = [source for cell, source in all_cells if cell["cell_type"] == "code"]
    texts = [source for cell, source in all_cells if cell["cell_type"] == "markdown"]
    sizes = [lines_of_code(source) for source in codes]
    built = sum(lines_of_code(source) for source in codes if source.startswith("# scalarad/"))
    words = sum(len(re.sub(r"```.*?```", "", text, flags=re.DOTALL).split()) for text in texts)
    code_words = sum(len(source.split()) for source in codes)
    return {
        "cells": len(all_cells),
        "library lines": built,
        "longest": max(sizes),
        "median": round(statistics.median(sizes)),
        "text : code": f"{words / code_words:.1f}",
        "to do": sum("yours" in tags(cell) for cell, _ in all_cells),
        "Try it": sum(len(folded(text, "What comes out")) for text in texts),
        "kB": round(path.stat().st_size / 1000),
    }


if __name__ == "__main__":
    rows = {path.stem: numbers(path) for path in NOTEBOOKS}
    heads = list(next(iter(rows.values())))
    print("| notebook | " + " | ".join(heads) + " |")
    print("|---" * (len(heads) + 1) + "|")
    for name, row in rows.items():
        print(f"| {name} | " + " | ".join(map(str, row.values())) + " |")
