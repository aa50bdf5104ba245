"""The notebooks and the library are the same code (design.md, "Notebook and library").

A cell whose first line is `# scalarad/<module>.py` builds that module. All such cells together
must define what the modules define: the same syntax trees, docstrings and comments aside.
"""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

TAUGHT_LATER = {}  # module path -> names that a later notebook will teach
# It runs only where the optional llvmlite is installed, and so no notebook can. (What is in
# scalarad/exercises checks what learners write; it is no part of the story either.)
NOT_TAUGHT = {"scalarad/native.py"}


def differences(notebooks, modules, taught_later):
    """Say in sentences how the home cells of `notebooks` differ from `modules`; [] if they agree.

    notebooks: name -> sources of its code cells. modules: path -> source. taught_later: path ->
    definitions and imports that no notebook teaches yet.
    """
    found = []
    cells = {path: [] for path in modules}
    for name, sources in sorted(notebooks.items()):
        for number, source in enumerate(sources, 1):
            where = f"notebook {name}, cell {number}"
            first, *rest = source.split("\n")
            home = re.fullmatch(r"# (scalarad/\w+\.py)", first)
            if home and home[1] in modules:
                cells[home[1]].append((where, source))
            elif home:
                found.append(f"{where}: there is no module {home[1]} to build")
            if any(
                re.fullmatch(r"\s*#\s*scalarad/\S+\.py\s*", x)
                for x in rest + [first] * (not home)
            ):
                found.append(
                    f"{where}: a home line is the first line, `# scalarad/<module>.py`"
                )
    for path, source in modules.items():
        found += module_differences(
            path, source, cells[path], taught_later.get(path, set())
        )
        taught_in = {
            re.search(r"notebook (\d\d)", where)[1] for where, _ in cells[path]
        }
        named_in = notebooks_named_by(source)
        for number in sorted(named_in - taught_in):
            exists = any(name.startswith(number) for name in notebooks)
            if exists or path not in taught_later:
                found.append(
                    f"{path}: its first line names notebook {number}, which builds none of it"
                )
        for number in sorted(taught_in - named_in):
            found.append(
                f"{path}: its first line does not name notebook {number}, which builds it"
            )
    for path in sorted(taught_later.keys() - modules.keys()):
        found.append(f"{path}: TAUGHT_LATER names this module, which does not exist")
    return found


def module_differences(path, source, cells, later):
    """The part of `differences` that concerns one module and its home cells."""
    found, taught = [], {}
    own = dict(definitions(source))
    names = [name for name, _ in definitions(source)]
    for name in own:
        if names.count(name) > 1:
            found.append(
                f"{path}: {name} is defined {names.count(name)} times in the module"
            )
    for where, cell in cells:
        for name, tree in definitions(cell):
            if name.startswith(("import ", "from ")):
                taught.setdefault(name, (tree, where))
            elif name in taught and is_reopening(name, tree):
                continue
            elif name in taught:
                found.append(
                    f"{path}: {name} is defined in {taught[name][1]}, and again in {where}"
                )
            else:
                taught[name] = (tree, where)
    for name, (tree, where) in taught.items():
        if name in later:
            found.append(
                f"{path}: {name} is taught in {where}; take it out of TAUGHT_LATER"
            )
        elif name not in own:
            found.append(f"{path}: {name} is missing, but {where} has it")
        elif tree != own[name]:
            found.append(f"{path}: {name} differs from {where}")
    for name in own:
        if name not in taught and name not in later:
            found.append(f"{path}: {name} is in no notebook")
    for name in sorted(later - own.keys()):
        found.append(f"{path}: TAUGHT_LATER names {name}, which does not exist")
    return found + order_differences(path, list(own), list(taught))


def order_differences(path, own, taught):
    """Where story and module first have two definitions, or two members of a class, swapped."""
    found = []
    own, taught = (
        [x for x in a if x in b and " " not in x]
        for a, b in ((own, taught), (taught, own))
    )
    for owner in dict.fromkeys(name.rpartition(".")[0] for name in own):
        pairs = zip(
            *([x for x in a if x.rpartition(".")[0] == owner] for a in (own, taught)),
            strict=True,
        )
        swapped = [
            f"{path}: {a} stands before {b}, but is taught after it"
            for a, b in pairs
            if a != b
        ]
        found += swapped[:1]
    return found


def definitions(source):
    """Each definition, class header and import in `source`: its name and its tree as text."""
    for node in without_docstrings(ast.parse(source)).body:
        if isinstance(node, ast.ClassDef):
            members, node.body = node.body, []
            yield name_of(node), ast.dump(node)
            for member in members:
                if not isinstance(member, ast.Pass):
                    yield f"{node.name}.{name_of(member)}", ast.dump(member)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                one = type(node)(**{**vars(node), "names": [alias]})
                yield ast.unparse(one), ast.dump(one)
        else:
            yield name_of(node), ast.dump(node)


def name_of(node):
    """What a statement defines; a statement that defines nothing is called by its own text."""
    if hasattr(node, "name"):
        return node.name
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return ", ".join(
        ast.unparse(target) for target in targets if target
    ) or ast.unparse(node)


def without_docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(
            node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        ):
            if ast.get_docstring(node) is not None:
                del node.body[0]
    return tree


def is_reopening(name, tree):
    """True for the header `class Scalar(Scalar):`, which adds to a class taught before."""
    return tree == ast.dump(
        ast.ClassDef(name, [ast.Name(name, ast.Load())], [], [], [])
    )


def notebooks_named_by(source):
    """The numbers in "(notebooks 02, 04 and 07)" in the first line of a module's docstring."""
    first_line = (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]
    named = re.search(r"\(notebooks? ([^)]*)\)", first_line)
    return set(re.findall(r"\d\d", named[1])) if named else set()


def real_sources():
    notebooks = {
        path.stem: [
            "".join(cell["source"])
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if cell["cell_type"] == "code"
        ]
        for path in (ROOT / "notebooks").glob("*.ipynb")
    }
    modules = {
        f"scalarad/{path.name}": path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "scalarad").glob("*.py"))
        if path.name != "__init__.py"
    }
    for path in NOT_TAUGHT:
        del modules[path]
    return notebooks, modules


def test_the_notebooks_build_the_library():
    notebooks, modules = real_sources()
    assert notebooks
    assert differences(notebooks, modules, TAUGHT_LATER) == []


def test_a_change_to_any_definition_of_the_library_is_seen():
    notebooks, modules = real_sources()
    before = differences(notebooks, modules, TAUGHT_LATER)
    seen = 0
    for path, source in modules.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.name != "backward":
                lines = source.split("\n")
                last = node.body[-1]
                lines.insert(last.end_lineno, " " * last.col_offset + "changed = True")
                drifted = modules | {path: "\n".join(lines)}
                new = [
                    d
                    for d in differences(notebooks, drifted, TAUGHT_LATER)
                    if d not in before
                ]
                assert len(new) == 1 and re.search(
                    r"differs from notebook \d\d_", new[0]
                ), node.name
                seen += 1
    assert seen > 30


def test_the_public_names_are_those_that_the_package_imports():
    tree = ast.parse((ROOT / "scalarad" / "__init__.py").read_text(encoding="utf-8"))
    imported = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            source = (ROOT / f"{node.module.replace('.', '/')}.py").read_text(
                encoding="utf-8"
            )
            home = {name for name, _ in definitions(source)}
            names = [alias.asname or alias.name for alias in node.names]
            assert set(names) <= home, f"{node.module} does not define all of {names}"
            imported += names
    (public,) = [
        ast.literal_eval(n.value) for n in tree.body if isinstance(n, ast.Assign)
    ]
    assert sorted(public) == public == sorted(imported)


MODULE = '''"""A number that doubles (notebooks 01, 02 and 09)."""

import math
from fractions import Fraction

from scalarad.later import order

HALF = Fraction(1, 2)


def halve(x, times=1):
    """Half of x."""
    return x * HALF**times


class Number:
    """A number."""

    kind = "real"

    def __init__(self, num):
        self.num = num

    @property
    def size(self):
        return math.fabs(self.num)

    def double(self):
        """2 x."""
        return Number(2 * self.num)

    def walk(self):
        return order(self)
'''

FIRST = [
    "1 + 1   # a demonstration has no home line",
    "# scalarad/number.py\nfrom fractions import Fraction\n\nHALF = Fraction(1, 2)  # exact",
    "# scalarad/number.py\ndef halve(x, times=1):\n    return x * HALF**times",
    '# scalarad/number.py\nclass Number:\n    kind = "real"\n\n'
    "    def __init__(self, num):\n        self.num = num",
]
SECOND = [
    "%timeit halve(3)",
    "# scalarad/number.py\nimport math\n\n\nclass Number(Number):\n    @property\n"
    "    def size(self):\n        return math.fabs(self.num)",
    "class Number(Number):\n    def double(self):\n        'A first draft, thrown away.'",
    "# scalarad/number.py\nclass Number(Number):\n    def double(self):\n"
    "        return Number(2 * self.num)",
]
LATER = {"Number.walk", "from scalarad.later import order"}


def drift(where, old, new, later=LATER):
    """The differences after replacing `old` by `new` in the module or in a notebook."""
    sources = {"module": [MODULE], "01_first": FIRST, "02_second": SECOND}
    assert sum(old in source for source in sources[where]) == 1
    sources[where] = [source.replace(old, new, 1) for source in sources[where]]
    modules = {"scalarad/number.py": sources.pop("module")[0]}
    return differences(sources, modules, {"scalarad/number.py": later} if later else {})


WALK = "\n    def walk(self):\n        return order(self)"
DOUBLE = "    def double(self):\n        return Number(2 * self.num)"
SIZE = "    @property\n    def size(self):\n        return math.fabs(self.num)"
HALVE = "def halve(x, times=1):\n    return x * HALF**times"
HALF_CELL, HALVE_CELL, INIT_CELL = (f"notebook 01_first, cell {i}" for i in (2, 3, 4))
SIZE_CELL, DOUBLE_CELL = (f"notebook 02_second, cell {i}" for i in (2, 4))


@pytest.mark.parametrize(
    "where, old, new, complaint",
    [
        (
            "module",
            "2 * self.num",
            "3 * self.num",
            f"Number.double differs from {DOUBLE_CELL}",
        ),
        (
            "02_second",
            "2 * self.num",
            "3 * self.num",
            f"Number.double differs from {DOUBLE_CELL}",
        ),
        ("01_first", "x * HALF", "HALF * x", f"halve differs from {HALVE_CELL}"),
        ("module", "times=1", "times=2", f"halve differs from {HALVE_CELL}"),
        ("module", "(1, 2)", "(1, 3)", f"HALF differs from {HALF_CELL}"),
        ("module", '"real"', '"whole"', f"Number.kind differs from {INIT_CELL}"),
        ("module", "    @property\n", "", f"Number.size differs from {SIZE_CELL}"),
        ("module", "Number:", "Number(int):", f"Number differs from {INIT_CELL}"),
        (
            "module",
            "class Number",
            "@final\nclass Number",
            f"Number differs from {INIT_CELL}",
        ),
        (
            "module",
            WALK,
            WALK + "\n\n    def cube(self):\n        pass",
            "Number.cube is in no notebook",
        ),
        ("module", WALK, WALK + "\n\nTHIRD = 3", "THIRD is in no notebook"),
        ("module", WALK, WALK + "\n\nprint(1)", "print(1) is in no notebook"),
        (
            "02_second",
            DOUBLE,
            DOUBLE + "\n    half = 1",
            f"Number.half is missing, but {DOUBLE_CELL} has it",
        ),
        (
            "02_second",
            DOUBLE,
            DOUBLE + "\nprint(1)",
            f"print(1) is missing, but {DOUBLE_CELL} has it",
        ),
        (
            "01_first",
            HALVE,
            HALVE + "\n" + HALVE,
            f"halve is defined in {HALVE_CELL}, and again in {HALVE_CELL}",
        ),
        (
            "02_second",
            SIZE,
            SIZE + "\n" + DOUBLE,
            f"Number.double is defined in {SIZE_CELL}, and again in {DOUBLE_CELL}",
        ),
        (
            "02_second",
            "Number(Number):\n    @",
            "Number:\n    @",
            f"Number is defined in {INIT_CELL}, and again in {SIZE_CELL}",
        ),
        (
            "module",
            WALK,
            WALK + "\n" + WALK,
            "Number.walk is defined 2 times in the module",
        ),
        (
            "module",
            "import math\n",
            "import math\nimport os\n",
            "import os is in no notebook",
        ),
        (
            "02_second",
            "import math\n",
            "import math\nimport os\n",
            f"import os is missing, but {SIZE_CELL} has it",
        ),
        (
            "02_second",
            DOUBLE,
            DOUBLE + "\n" + WALK,
            f"Number.walk is taught in {DOUBLE_CELL}; take it out of TAUGHT_LATER",
        ),
        ("module", WALK, "", "TAUGHT_LATER names Number.walk, which does not exist"),
        (
            "module",
            "01, 02 and",
            "02 and",
            "its first line does not name notebook 01, which builds it",
        ),
    ],
)
def test_a_drift_gives_one_sentence(where, old, new, complaint):
    assert drift(where, old, new) == [f"scalarad/number.py: {complaint}"]


def test_a_changed_import_is_missing_on_both_sides():
    assert drift("module", "from fractions", "from decimal") == [
        "scalarad/number.py: from fractions import Fraction is missing, "
        "but notebook 01_first, cell 2 has it",
        "scalarad/number.py: from decimal import Fraction is in no notebook",
    ]


def test_a_changed_order_is_seen_at_the_top_level_and_inside_a_class():
    halve = (
        '\ndef halve(x, times=1):\n    """Half of x."""\n    return x * HALF**times\n'
    )
    assert drift(
        "module", "HALF = Fraction(1, 2)\n\n" + halve, halve + "HALF = Fraction(1, 2)\n"
    ) == ["scalarad/number.py: halve stands before HALF, but is taught after it"]
    double = DOUBLE.replace(":\n", ':\n        """2 x."""\n', 1)
    assert drift("module", f"{SIZE}\n\n{double}", f"{double}\n\n{SIZE}") == [
        "scalarad/number.py: Number.double stands before Number.size, but is taught after it"
    ]


def test_a_wrong_home_line_names_what_does_not_exist():
    assert drift("01_first", "scalarad/number.py\ndef", "scalarad/numbers.py\ndef") == [
        "notebook 01_first, cell 3: there is no module scalarad/numbers.py to build",
        "scalarad/number.py: halve is in no notebook",
    ]
    for almost in (
        "#scalarad/number.py\ndef",
        "\n# scalarad/number.py\ndef",
        "# scalarad/number.py \ndef",
    ):
        assert drift("01_first", "# scalarad/number.py\ndef", almost) == [
            "notebook 01_first, cell 3: a home line is the first line, `# scalarad/<module>.py`",
            "scalarad/number.py: halve is in no notebook",
        ]


def test_docstrings_comments_and_layout_are_no_drift():
    assert drift("module", '"""Half of x."""', '"""x / 2."""  # a comment') == []
    assert (
        drift(
            "module",
            "    return x * HALF**times",
            "    return (\n        x * HALF ** times\n    )",
        )
        == []
    )
    assert drift("02_second", DOUBLE, '    "Added to."\n' + DOUBLE) == []
    assert drift("01_first", "1 + 1", "class Number:\n    pass") == []


def test_a_notebook_may_be_promised_only_while_something_is_taught_later():
    names_nine = (
        "scalarad/number.py: its first line names notebook 09, which builds none of it"
    )
    assert (
        drift("module", "A number that", "A number, which", later=None)[-1]
        == names_nine
    )
    modules = {"scalarad/number.py": MODULE}
    notebooks = {"01_first": FIRST, "02_second": SECOND, "09_walk": ["1 + 1"]}
    assert differences(notebooks, modules, {"scalarad/number.py": LATER}) == [
        names_nine
    ]


def test_taught_later_names_only_modules_that_exist():
    assert differences({}, {}, {"scalarad/number.py": LATER}) == [
        "scalarad/number.py: TAUGHT_LATER names this module, which does not exist"
    ]
