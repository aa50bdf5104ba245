"""Which cell of which notebook builds what in the library: its home line says so, and its code."""

import ast
import functools
import json
import re
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HOME_LINE = re.compile(r"# scalarad/(\w+)\.py(, draft)?")
Home = namedtuple("Home", "module is_draft names")
Place = namedtuple("Place", "notebook cell is_draft")


def home_of(source):
    """What a cell builds: a module, whether as a draft, and names; None where it builds nothing."""
    line = HOME_LINE.fullmatch(source.split("\n")[0])
    if line is None:
        return None
    module = f"scalarad.{line[1]}"
    return Home(module, bool(line[2]), [f"{module}.{name}" for name, _ in definitions(source)])


def definitions(source):
    """Pairs of each function, class and method in `source` and whether it has a docstring."""
    for node in ast.parse(source).body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            continue
        # `class Scalar(Scalar):` adds to a class that is there already.
        is_reopened = any(
            getattr(base, "id", "") == node.name for base in getattr(node, "bases", [])
        )
        if not is_reopened:
            yield node.name, bool(ast.get_docstring(node))
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, ast.FunctionDef):
                    yield f"{node.name}.{member.name}", bool(ast.get_docstring(member))


def cells_of(path):
    """The cells of a notebook, each with its source as one text."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


@functools.cache
def places():
    """Each name that the notebooks build, and each module: the places where they do."""
    found = {}
    for path in NOTEBOOKS:
        for cell in cells_of(path):
            home = home_of(cell["source"]) if cell["cell_type"] == "code" else None
            for name in [home.module, *home.names] if home else []:
                place = Place(path.stem, cell["id"], home.is_draft)
                found.setdefault(name, []).append(place)
    return found


@functools.cache
def modules():
    """The lesson modules, in the order in which the story first builds something in them."""
    return [name for name in places() if name.count(".") == 1]


@functools.cache
def described():
    """The names in the lesson modules that have a docstring, and hence a place in the reference."""
    found = set(modules())
    for module in modules():
        source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        found |= {
            f"{module}.{name}" for name, has_docstring in definitions(source) if has_docstring
        }
    return found


def label(cell):
    """What Sphinx calls the place above a home cell."""
    return f"built-in-{cell}".lower()
