"""The notebooks and the library are the same code (design.md, "Notebook and library").

A cell whose first line is `# scalarad/<module>.py` builds that lesson module. All such cells
together, in order, must leave what the modules define: the same syntax trees, docstrings and
comments aside. A later definition replaces an earlier one, as in Python itself, and a cell that is
replaced says so: `# scalarad/<module>.py, draft`. What a draft computes is put to a trial.
"""

import ast
import contextlib
import functools
import itertools
import operator
import re
import sys
from collections import namedtuple
from pathlib import Path

import lessons
import numpy as np
import pytest

import scalarad
from scalarad.finite_difference import partial_derivatives

ROOT = Path(__file__).parent.parent

HOME_LINE = re.compile(r"# (scalarad/\S+\.py)(, draft)?")
ALMOST_A_HOME_LINE = re.compile(r"\s*#\s*scalarad/\S+\.py\W*\w*\W*")
Home = namedtuple("Home", "where notebook is_draft source")


def differences(notebooks, modules):
    """Say in sentences how the home cells of `notebooks` differ from `modules`; [] if they agree.

    notebooks: name -> sources of its code cells. modules: path -> source, of every lesson module.
    """
    cells, astray, found = home_cells(notebooks, modules)
    for path, source in modules.items():
        found += module_differences(path, source, cells[path], astray)
        built_in = {home.notebook for home in cells[path]}
        named = notebooks_named_by(source)
        for number in sorted(named - built_in):
            found.append(f"{path}: its first line names notebook {number}, which builds none of it")
        for number in sorted(built_in - named):
            found.append(f"{path}: its first line does not name notebook {number}, which builds it")
    return found


def home_cells(notebooks, modules):
    """The cells that build each module, what cells with a wrong home line define, and complaints.

    What went astray is not missed a second time, as being in no notebook.
    """
    cells, astray, found = {path: [] for path in modules}, set(), []
    for name, sources in sorted(notebooks.items()):
        for number, source in enumerate(sources, 1):
            where = f"notebook {name}, cell {number}"
            home = HOME_LINE.fullmatch(source.split("\n")[0])
            if home and home[1] in modules:
                cells[home[1]].append(Home(where, name[:2], bool(home[2]), source))
            wrong = wrong_home_lines(source, modules)
            found += [f"{where}: {sentence}" for sentence in wrong]
            if wrong:
                with contextlib.suppress(SyntaxError):
                    astray |= dict(definitions(source)).keys()
    return cells, astray, found


def wrong_home_lines(source, modules):
    """What is wrong with the home line of a cell, or with lines that look like one."""
    first, *rest = source.split("\n")
    home = HOME_LINE.fullmatch(first)
    if home and home[1].count("/") > 1:
        return [f"{home[1]} is a tool, which notebooks use and do not build"]
    if home and home[1] not in modules:
        return [f"there is no module {home[1]} to build"]
    if any(map(ALMOST_A_HOME_LINE.fullmatch, rest if home else [first, *rest])):
        return [
            "a home line is the first line, `# scalarad/<module>.py`, with or without `, draft`"
        ]
    return []


def module_differences(path, source, cells, astray):
    """The part of `differences` that concerns one module and its home cells."""
    found = []
    taught = {}  # name -> its latest tree, and the cell where it stands
    replaced = {}  # cell and name -> the cell that replaces it
    lost = {}  # name -> the cell that replaced it last
    first_taught = {}  # the names in the order of the story
    for home in cells:
        for name, tree in definitions(home.source):
            if name in taught and is_reopening(name, tree):
                continue
            # A class that begins anew takes its members with it.
            for old in [x for x in taught if x == name or x.startswith(f"{name}.")]:
                _, where = taught.pop(old)
                replaced[where, old] = lost[old] = home.where
                if where == home.where:
                    found.append(f"{where}: {old} is defined twice")
            taught[name] = (tree, home.where)
            first_taught[name] = True

    complaints, left_behind = draft_complaints(cells, replaced)
    found += complaints
    own = dict(definitions(source))
    names = [name for name, _ in definitions(source)]
    for name in own:
        if names.count(name) > 1:
            found.append(f"{path}: {name} is defined {names.count(name)} times in the module")
    for name, (tree, where) in taught.items():
        if name in left_behind:
            continue
        if name not in own:
            found.append(f"{path}: {name} is missing, but {where} has it")
        elif tree != own[name]:
            found.append(f"{path}: {name} differs from {where}")
    for name in own:
        if name in first_taught and name not in taught:
            found.append(f"{path}: {name} is lost in {lost[name]}, where its class begins anew")
        elif name not in taught and name not in astray:
            found.append(f"{path}: {name} is in no notebook")
    return found + order_differences(path, list(own), list(first_taught))


def draft_complaints(cells, replaced):
    """Where the word "draft" is missing or wrong, and the names that such cells leave behind."""
    complaints, left_behind = [], set()
    for home in cells:
        names = names_defined(home.source)
        later = {name: replaced.get((home.where, name)) for name in names}
        gone = [name for name in names if later[name] not in (None, home.where)]
        stay = [name for name in names if later[name] is None]
        if gone and stay:
            complaints.append(
                f"{home.where}: {later[gone[0]]} replaces {' and '.join(gone)}, but nothing "
                f"replaces {' and '.join(stay)}; a draft stands in a cell of its own"
            )
            left_behind |= set(stay)
        elif gone and not home.is_draft:
            complaints.append(
                f"{home.where}: {later[gone[0]]} replaces {' and '.join(gone)}, "
                "so the home line must say `, draft`"
            )
        elif home.is_draft and not gone:
            complaints.append(
                f"{home.where}: nothing replaces {' and '.join(stay) or 'it'}, so it is no draft"
            )
            left_behind |= set(stay)
    return complaints, left_behind


def order_differences(path, own, taught):
    """Where story and module first have two definitions, or two members of a class, swapped."""

    def by_owner(names, others):
        groups = {}
        for name in names:
            if name in others and not is_import(name):
                member = re.fullmatch(r"(\w+)\.\w+(, \w+)*", name)
                groups.setdefault(member and member[1], []).append(name)
        return groups

    found, story = [], by_owner(taught, own)
    for owner, names in by_owner(own, taught).items():
        pairs = zip(names, story[owner], strict=True)
        swapped = [f"{a} stands before {b}, but is taught after it" for a, b in pairs if a != b]
        found += [f"{path}: {sentence}" for sentence in swapped[:1]]
    return found


@functools.cache
def definitions(source):
    """Each definition, class header and import in `source`: its name and its tree as text."""
    found = []
    for node in without_docstrings(ast.parse(source)).body:
        if isinstance(node, ast.ClassDef):
            members, node.body = node.body, []
            found.append((node.name, ast.dump(node)))
            found += [
                (f"{node.name}.{name_of(member)}", ast.dump(member))
                for member in members
                if not isinstance(member, ast.Pass)
            ]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                one = type(node)(**{**vars(node), "names": [alias]})
                found.append((f"the import of {alias.asname or alias.name}", ast.dump(one)))
        else:
            found.append((name_of(node), ast.dump(node)))
    return found


def names_defined(source):
    """What a cell is there for: its definitions, without imports and headers of classes."""
    names = [name for name, _ in definitions(source) if not is_import(name)]
    return [
        name
        for name in dict.fromkeys(names)
        if not any(other.startswith(f"{name}.") for other in names)
    ]


def name_of(node):
    """What a statement defines; a statement that defines nothing is called by its own text."""
    if getattr(node, "name", None) == "_":  # a kind of number, registered with a generic function
        kinds = [arg.annotation for arg in node.args.args[:1] if arg.annotation]
        return " ".join(ast.unparse(x) for x in [*node.decorator_list, *kinds]) or "_"
    if hasattr(node, "name"):
        return node.name
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return ", ".join(ast.unparse(target) for target in targets if target) or ast.unparse(node)


def without_docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            if ast.get_docstring(node) is not None:
                del node.body[0]
    return tree


def is_import(name):
    return name.startswith("the import of ")


def is_reopening(name, tree):
    """True for the header `class Scalar(Scalar):`, which adds to a class taught before."""
    return tree == ast.dump(ast.ClassDef(name, [ast.Name(name, ast.Load())], [], [], []))


@functools.cache
def notebooks_named_by(source):
    """The numbers in "(notebooks 02, 04 and 07)" in the first line of a module's docstring."""
    first_line = (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]
    named = re.search(r"\(notebooks? ([^)]*)\)", first_line)
    return set(re.findall(r"\d\d", named[1])) if named else set()


# Trials of drafts. Each takes the class or function as the story has it when the draft is
# written, the method that it defines, and whether a number may be used twice by then.


def square(x):
    return x.square() if hasattr(x, "square") else x * x


NUMBERS = (1.5, -2.5, 0.7, 3.2)
OF_ONE = {"__neg__": operator.neg, "__abs__": abs, "square": square}
OF_TWO = {
    "__mul__": operator.mul,
    "__add__": operator.add,
    "__sub__": operator.sub,
    "__truediv__": operator.truediv,
}


def try_fields(kind, name, shared):
    leaf = kind(3.0)
    fields = (leaf.num, leaf.inputs, leaf.is_leaf, leaf.backward_fn, leaf.derivative, leaf.name)
    assert fields == (3.0, (), True, None, None, None)

    def rule(b_in):
        return (3.0 * b_in, 3.0 * b_in)

    result = kind(9.0, (leaf, leaf), rule, "*")
    assert (result.num, result.is_leaf, result.derivative, result.name) == (9.0, False, None, "*")
    assert len(result.inputs) == 2 and all(parent is leaf for parent in result.inputs)
    assert result.backward_fn is rule


def try_lift(kind, name, shared):
    x = kind(3.0)
    assert x.lift(x) is x
    assert (type(x.lift(4.0)), x.lift(4.0).num, x.lift(4.0).is_leaf) == (kind, 4.0, True)


def try_operation(kind, name, shared):
    f, numbers = (OF_ONE[name], NUMBERS[:1]) if name in OF_ONE else (OF_TWO[name], NUMBERS[:2])
    result = f(*map(kind, numbers))
    assert result.num == f(*numbers)
    slopes = partial_derivatives(f, *numbers)
    assert result.backward_fn(2.0) == pytest.approx([2 * slope for slope in slopes], rel=1e-6)


def try_backward(kind, name, shared):
    one = [f for operation, f in OF_ONE.items() if hasattr(kind, operation)]
    two = [f for operation, f in OF_TWO.items() if hasattr(kind, operation)]
    functions = [two_branches(*three) for three in itertools.product(two, repeat=3)]
    functions += [followed_by(last, f) for last in one for f in functions]
    if shared:
        functions += [diamond(*three) for three in itertools.product(two, repeat=3)]
    assert functions, "there is nothing to differentiate yet"
    for f in functions:
        leaves = [kind(number) for number in NUMBERS]
        output = f(*leaves)
        for _ in range(2):  # it clears what it fills
            output.backward()
            found = [leaf.derivative for leaf in leaves]
            assert found == pytest.approx(partial_derivatives(f, *NUMBERS), rel=1e-6, abs=1e-9)


def try_descent(descend, name, shared):
    def loss(m, b, x, y):
        return (scalarad.Scalar(y) - (m * x + b)).square()

    start = [scalarad.Scalar(0, name="m"), scalarad.Scalar(0, name="b")]
    history = descend(loss, start, [(1, 2), (2, 0)], 0.5, 2)
    # error e = y - (m x + b); m grows by e x, b by e
    assert history.rows == [(0, 0), (2, 2), (-10, -4), (6, 12), (-42, -12)]
    assert (history.losses, history.names) == ([4, 36, 256, 576], ("m", "b"))
    assert [p.num for p in start] == [0, 0]


def try_downhill(downhill, name, shared):
    parameter = scalarad.Scalar(3.0, name="m")
    parameter.derivative = -2.0
    lower = downhill(parameter, 0.25)
    assert (lower.num, lower.name, lower.is_leaf, parameter.num) == (3.5, "m", True, 3.0)


def try_train(train, name, shared):
    def loss(neuron, x, y):
        return (neuron([x]) - y).square()

    neuron = scalarad.Neuron([1.0], 1.0)
    history = train(neuron, loss, [np.array([1.0, 2.0]), np.array([1.0, 5.0])], 0.125, 1)
    # errors 1 and -2; mean slopes (2 * 1 * 1 - 2 * 2 * 2) / 2 = -3 and (2 * 1 - 2 * 2) / 2 = -1
    assert (history.rows, history.losses) == ([(1.0, 1.0), (1.375, 1.125)], [2.5])
    assert neuron.parameters() == [1.0, 1.0]


def two_branches(last, left, right):
    return lambda a, b, c, d: last(left(a, b), right(c, d))


def followed_by(last, f):
    return lambda *numbers: last(f(*numbers))


def diamond(last, left, right):
    def f(a, b, c, d):
        used_twice = left(a, b)
        return last(right(used_twice, c), left(used_twice, d))

    return f


TRIALS = {
    "Scalar.__init__": try_fields,
    "Scalar.lift": try_lift,
    "Scalar.backward": try_backward,
    "downhill": try_downhill,
    "gradient_descent": try_descent,
    "train": try_train,
    **{f"Scalar.{name}": try_operation for name in OF_ONE | OF_TWO},
}


def draft_troubles(notebooks, modules):
    """Say in sentences which drafts compute what is not so, and which have no trial."""
    cells, _, _ = home_cells(notebooks, modules)
    troubles = []
    for path, source in modules.items():
        for i, home in enumerate(cells[path]):
            for name in names_defined(home.source) if home.is_draft else ():
                if name not in TRIALS:
                    troubles.append(f"{home.where}: no trial is known for the draft of {name}")
                    continue
                owner, _, member = name.partition(".")
                try:
                    story = run_story(source, [home.source for home in cells[path][: i + 1]])
                    TRIALS[name](story[owner], member, home.notebook >= "07")
                except Exception as error:
                    reason = f"{type(error).__name__}: {error}".split("\n")[0]
                    troubles.append(f"{home.where}: the draft of {name} is wrong: {reason}")
    return troubles


def run_story(module, cells):
    """The names that `cells` define, run in order on top of what the module imports."""
    imports = [x for x in ast.parse(module).body if isinstance(x, (ast.Import, ast.ImportFrom))]
    names = {"__name__": "story"}
    for part in [ast.unparse(ast.Module(imports, [])), *cells]:
        exec(part, names)
    return names


def real_sources():
    notebooks = {
        path.stem: [source for cell, source in lessons.cells(path) if cell["cell_type"] == "code"]
        for path in (ROOT / "notebooks").glob("*.ipynb")
    }
    modules = {
        f"scalarad/{path.name}": path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "scalarad").glob("*.py"))
        if path.name != "__init__.py"
    }
    return notebooks, modules


def test_the_notebooks_build_the_library():
    notebooks, modules = real_sources()
    assert notebooks and modules
    assert differences(notebooks, modules) == []


def test_every_draft_is_true_of_what_it_was_written_for():
    notebooks, modules = real_sources()
    cells, _, _ = home_cells(notebooks, modules)
    assert any(home.is_draft for home in itertools.chain(*cells.values()))
    assert draft_troubles(notebooks, modules) == []


def test_a_change_to_any_function_of_the_library_is_seen():
    notebooks, modules = real_sources()
    cells, astray, _ = home_cells(notebooks, modules)
    seen = 0
    for path, source in modules.items():
        before = module_differences(path, source, cells[path], astray)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                lines = source.split("\n")
                last = node.body[-1]
                lines.insert(last.end_lineno, " " * last.col_offset + "changed = True")
                after = module_differences(path, "\n".join(lines), cells[path], astray)
                new = [sentence for sentence in after if sentence not in before]
                assert len(new) == 1, f"{path}: {node.name}"
                assert re.search(r"differs from notebook \d\d_", new[0]), f"{path}: {node.name}"
                seen += 1
    assert seen > 30


def test_the_public_names_are_those_that_the_package_gives():
    tree = ast.parse((ROOT / "scalarad" / "__init__.py").read_text(encoding="utf-8"))
    imported = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module.startswith("scalarad"):
            path = ROOT / f"{node.module.replace('.', '/')}.py"
            home = dict(definitions(path.read_text(encoding="utf-8")))
            names = {alias.asname or alias.name for alias in node.names}
            assert names <= home.keys(), f"{node.module} does not define all of {names}"
            imported |= names
    public = scalarad.__all__
    assert sorted(set(public)) == public
    assert imported <= set(public)
    for name in set(public) - imported:  # given when asked for: a tool's, in a folder
        assert re.fullmatch(r"scalarad\.\w+\.\w+", getattr(scalarad, name).__module__), name


# A module and its two notebooks, which agree, and what is said of them when they drift apart.

MODULE = '''"""A number that doubles (notebooks 01 and 02)."""

import math
from fractions import Fraction

HALF = Fraction(1, 2)


def halve(x, times=1):
    """Half of x."""
    return x * HALF**times


class Number:
    """A number."""

    kind = "real"

    def __init__(self, num):
        self.num = num

    def double(self):
        """2 x."""
        return Number(2 * self.num)

    @property
    def size(self):
        return math.fabs(self.num)


@halve.register(str)
def _(x):
    return x[: len(x) // 2]


@halve.register
def _(x: bytes):
    return x[: len(x) // 2]
'''

FIRST = [
    "1 + 1   # a demonstration has no home line",
    "# scalarad/number.py\nfrom fractions import Fraction\n\nHALF = Fraction(1, 2)  # exact",
    "# scalarad/number.py\ndef halve(x, times=1):\n    return x * HALF**times",
    '# scalarad/number.py\nclass Number:\n    kind = "real"\n\n'
    "    def __init__(self, num):\n        self.num = num",
    "# scalarad/number.py, draft\nclass Number(Number):\n    def double(self):\n"
    "        return Number(self.num + self.num)",
]
SECOND = [
    "%timeit halve(3)",
    "# scalarad/number.py\nimport math\n\n\nclass Number(Number):\n    @property\n"
    "    def size(self):\n        return math.fabs(self.num)",
    "class Number(Number):\n    def double(self):\n        'An experiment, thrown away.'",
    "# scalarad/number.py\nclass Number(Number):\n    def double(self):\n"
    "        return Number(2 * self.num)",
    "# scalarad/number.py\n@halve.register(str)\ndef _(x):\n    return x[: len(x) // 2]\n\n\n"
    "@halve.register\ndef _(x: bytes):\n    return x[: len(x) // 2]",
]


def drift(where, old, new, *more):
    """The differences after replacing `old` by `new` in the module or in a notebook."""
    sources = {"module": [MODULE], "01_first": FIRST, "02_second": SECOND}
    for place, before, after in [(where, old, new), *more]:
        assert sum(before in source for source in sources[place]) == 1
        sources[place] = [source.replace(before, after, 1) for source in sources[place]]
    modules = {"scalarad/number.py": sources.pop("module")[0]}
    return differences(sources, modules)


def test_without_a_drift_there_is_nothing_to_say():
    assert drift("module", "HALF", "HALF") == []


HALVE = "def halve(x, times=1):\n    return x * HALF**times"
DRAFT = "    def double(self):\n        return Number(self.num + self.num)"
DOUBLE = "    def double(self):\n        return Number(2 * self.num)"
SIZE = "    @property\n    def size(self):\n        return math.fabs(self.num)"
HALF_CELL, HALVE_CELL, INIT_CELL, DRAFT_CELL = (f"notebook 01_first, cell {i}" for i in range(2, 6))
SIZE_CELL, DOUBLE_CELL, KINDS_CELL = (f"notebook 02_second, cell {i}" for i in (2, 4, 5))


@pytest.mark.parametrize(
    "where, old, new, complaint",
    [
        # an edited rule, on either side
        ("module", "2 * self.num", "3 * self.num", f"Number.double differs from {DOUBLE_CELL}"),
        ("02_second", "2 * self.num", "3 * self.num", f"Number.double differs from {DOUBLE_CELL}"),
        ("module", "2 * self", "self.num + self", f"Number.double differs from {DOUBLE_CELL}"),
        ("01_first", "x * HALF", "HALF * x", f"halve differs from {HALVE_CELL}"),
        ("module", "times=1", "times=2", f"halve differs from {HALVE_CELL}"),
        ("module", "(1, 2)", "(1, 3)", f"HALF differs from {HALF_CELL}"),
        ("module", '"real"', '"whole"', f"Number.kind differs from {INIT_CELL}"),
        ("module", "    @property\n", "", f"Number.size differs from {SIZE_CELL}"),
        ("module", "Number:", "Number(int):", f"Number differs from {INIT_CELL}"),
        ("module", "class Number", "@final\nclass Number", f"Number differs from {INIT_CELL}"),
        (
            "module",
            "(x):\n    return x[:",
            "(x):\n    return x[1:",
            f"halve.register(str) differs from {KINDS_CELL}",
        ),
        (
            "02_second",
            "bytes):\n    return x[:",
            "bytes):\n    return x[1:",
            f"halve.register bytes differs from {KINDS_CELL}",
        ),
        # what only one side has
        (
            "module",
            SIZE,
            SIZE + "\n\n    def cube(self):\n        pass",
            "Number.cube is in no notebook",
        ),
        ("module", SIZE, SIZE + "\n\nTHIRD = 3", "THIRD is in no notebook"),
        ("module", SIZE, SIZE + "\n\nprint(1)", "print(1) is in no notebook"),
        (
            "module",
            "(str)",
            "(int)\ndef _(x):\n    pass\n\n\n@halve.register(str)",
            "halve.register(int) is in no notebook",
        ),
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
        ("module", SIZE, SIZE + "\n\n" + SIZE, "Number.size is defined 2 times in the module"),
        # imports
        (
            "module",
            "import math\n",
            "import math\nimport os\n",
            "the import of os is in no notebook",
        ),
        (
            "02_second",
            "import math\n",
            "import math\nimport os\n",
            f"the import of os is missing, but {SIZE_CELL} has it",
        ),
        (
            "module",
            "from fractions",
            "from decimal",
            f"the import of Fraction differs from {HALF_CELL}",
        ),
        (
            "01_first",
            "from fractions",
            "from decimal",
            f"the import of Fraction differs from {HALF_CELL}",
        ),
        # the notebooks that the first line names
        ("module", "01 and 02", "02", "its first line does not name notebook 01, which builds it"),
        (
            "module",
            "02)",
            "02 and 09)",
            "its first line names notebook 09, which builds none of it",
        ),
    ],
)
def test_a_drift_gives_one_sentence(where, old, new, complaint):
    assert drift(where, old, new) == [f"scalarad/number.py: {complaint}"]


def test_a_changed_order_is_seen_on_either_side():
    half = "HALF = Fraction(1, 2)"
    halve = '\n\ndef halve(x, times=1):\n    """Half of x."""\n    return x * HALF**times\n'
    assert drift("module", f"{half}\n{halve}", f"{halve}\n{half}\n") == [
        "scalarad/number.py: halve stands before HALF, but is taught after it"
    ]
    later = ("01_first", HALVE, f"{HALVE}\n\n\n{half}")
    assert drift("01_first", f"{half}  # exact", "", later) == [
        "scalarad/number.py: HALF stands before halve, but is taught after it"
    ]


def test_the_order_is_that_of_the_first_versions():
    double = DOUBLE.replace(":\n", ':\n        """2 x."""\n', 1)
    # Number.size is taught between the draft of Number.double and its last version.
    assert drift("module", f"{double}\n\n{SIZE}", f"{SIZE}\n\n{double}") == [
        "scalarad/number.py: Number.size stands before Number.double, but is taught after it"
    ]


def test_a_wrong_home_line_names_what_does_not_exist():
    assert drift("01_first", "scalarad/number.py\ndef", "scalarad/numbers.py\ndef") == [
        f"{HALVE_CELL}: there is no module scalarad/numbers.py to build"
    ]


@pytest.mark.parametrize("word", ["", ", draft"])
def test_a_home_line_that_names_a_tool_is_refused(word):
    tool = f"scalarad/pictures/number.py{word}"
    assert drift("01_first", "scalarad/number.py\ndef", f"{tool}\ndef") == [
        f"{HALVE_CELL}: scalarad/pictures/number.py is a tool, which notebooks use and do not build"
    ]


@pytest.mark.parametrize(
    "almost",
    [
        "#scalarad/number.py",
        "\n# scalarad/number.py",
        "# scalarad/number.py ",
        "# scalarad/number.py draft",
        "# scalarad/number.py,draft",
        "# scalarad/number.py, Draft",
        "# scalarad/number.py (draft)",
        "# scalarad/pictures/number.py:",
    ],
)
def test_what_is_almost_a_home_line_is_refused(almost):
    assert drift("01_first", "# scalarad/number.py\ndef", f"{almost}\ndef") == [
        f"{HALVE_CELL}: a home line is the first line, `# scalarad/<module>.py`, "
        "with or without `, draft`"
    ]


def test_a_home_line_inside_a_cell_is_refused():
    assert drift("02_second", "\n\n\n@halve", "\n\n# scalarad/number.py\n@halve") == [
        f"{KINDS_CELL}: a home line is the first line, `# scalarad/<module>.py`, "
        "with or without `, draft`"
    ]


def test_docstrings_comments_and_layout_are_no_drift():
    assert drift("module", '"""Half of x."""', '"""x / 2."""  # a comment') == []
    long = "    return (\n        x * HALF ** times\n    )"
    assert drift("module", "    return x * HALF**times", long) == []
    assert drift("02_second", DOUBLE, '    "Added to."\n' + DOUBLE) == []
    assert drift("01_first", "1 + 1", "class Number:\n    pass") == []


def test_the_draft_of_a_method_may_differ_from_what_the_library_holds():
    assert drift("01_first", DRAFT, "    def double(self):\n        return 7") == []
    # It may also need an import that the module has.
    assert drift("01_first", ", draft\n", ", draft\nimport math\n\n\n") == []


INIT = '    kind = "real"\n\n    def __init__(self, num):\n        self.num = num\n\n'
BEGUN_AS_DRAFT = ("01_first", ".py\nclass Number:", ".py, draft\nclass Number:")


@pytest.mark.parametrize("header", ["Number(Number):\n", "Number:\n"])
def test_a_draft_may_begin_the_class_and_a_class_may_begin_anew(header):
    again = ("02_second", "Number(Number):\n    @", f"{header}{INIT}    @")
    assert drift(*again, BEGUN_AS_DRAFT) == []


def test_a_class_that_begins_anew_loses_its_members():
    assert drift("02_second", "Number(Number):\n    @", "Number:\n    @", BEGUN_AS_DRAFT) == [
        f"scalarad/number.py: {name} is lost in {SIZE_CELL}, where its class begins anew"
        for name in ("Number.kind", "Number.__init__")
    ]


DRAFT_OF_DOUBLE = "class Number(Number):\n    def double(self):\n        return 7"


def test_a_draft_may_be_replaced_by_a_draft():
    second_draft = f"# scalarad/number.py, draft\n{DRAFT_OF_DOUBLE}"
    assert drift("02_second", "%timeit halve(3)", second_draft) == []


@pytest.mark.parametrize(
    "where, old, new, complaint",
    [
        (
            "01_first",
            ", draft",
            "",
            f"{DRAFT_CELL}: {DOUBLE_CELL} replaces Number.double, "
            "so the home line must say `, draft`",
        ),
        (
            "02_second",
            "%timeit halve(3)",
            f"# scalarad/number.py\n{DRAFT_OF_DOUBLE}",
            f"notebook 02_second, cell 1: {DOUBLE_CELL} replaces Number.double, "
            "so the home line must say `, draft`",
        ),
        (
            "02_second",
            "# scalarad/number.py\nclass Number(Number):\n    def",
            "class Number(Number):\n    def",
            f"{DRAFT_CELL}: nothing replaces Number.double, so it is no draft",
        ),
        (
            "01_first",
            ".py\ndef",
            ".py, draft\ndef",
            f"{HALVE_CELL}: nothing replaces halve, so it is no draft",
        ),
        (
            "01_first",
            ".py\nfrom",
            ".py, draft\nfrom",
            f"{HALF_CELL}: nothing replaces HALF, so it is no draft",
        ),
        (
            "02_second",
            ".py\nclass Number(Number):\n    def",
            ".py, draft\nclass Number(Number):\n    def",
            f"{DOUBLE_CELL}: nothing replaces Number.double, so it is no draft",
        ),
        (
            "01_first",
            DRAFT,
            DRAFT + "\n    half = 1",
            f"{DRAFT_CELL}: {DOUBLE_CELL} replaces Number.double, but nothing replaces "
            "Number.half; a draft stands in a cell of its own",
        ),
        (
            "02_second",
            SIZE,
            SIZE + "\n\n" + DRAFT,
            f"{SIZE_CELL}: {DOUBLE_CELL} replaces Number.double, but nothing replaces "
            "Number.size; a draft stands in a cell of its own",
        ),
        ("01_first", HALVE, f"{HALVE}\n{HALVE}", f"{HALVE_CELL}: halve is defined twice"),
    ],
)
def test_the_home_line_says_draft_exactly_where_it_is_true(where, old, new, complaint):
    assert drift(where, old, new) == [complaint]


# A story with drafts of every kind but one, all of them right, and what is said when one rots.

RULES = """# scalarad/scalar.py
class Scalar(Scalar):
    def __add__(self, other):
        return type(self)(self.num + other.num, (self, other), lambda b_in: (b_in, b_in), "+")

    def __sub__(self, other):
        return type(self)(self.num - other.num, (self, other), lambda b_in: (b_in, -b_in), "-")

    def square(self):
        return type(self)(self.num**2, (self,), lambda b_in: (2 * self.num * b_in,), "square")"""
RECURSIVE = """class Scalar(Scalar):
    def backward(self, b_in=1):
        self.derivative = b_in
        if not self.is_leaf:
            for parent, share in zip(self.inputs, self.backward_fn(b_in)):
                parent.backward(share)"""
SWEEP = """class Scalar(Scalar):
    def backward(self, b_in=1):
        order = topological_order(self)
        for node in order:
            node.derivative = 0.0
        self.derivative = b_in
        for node in reversed(order):
            shares = () if node.is_leaf else node.backward_fn(node.derivative)
            for parent, share in zip(node.inputs, shares):
                parent.derivative += share"""
STORY = {
    "02_scalar": [
        """# scalarad/scalar.py, draft
class Scalar:
    def __init__(self, num, inputs=None, backward=None, name=None):
        self.num = num
        self.inputs = inputs or ()
        self.is_leaf = inputs is None
        self.backward_fn = backward
        self.derivative = None
        self.name = name""",
        """# scalarad/scalar.py, draft
class Scalar(Scalar):
    def lift(self, other):
        return other if type(other) is type(self) else type(self)(other)""",
        """# scalarad/scalar.py, draft
class Scalar(Scalar):
    def __mul__(self, other):
        x, y = self.num, other.num
        return type(self)(x * y, (self, other), lambda b_in: (y * b_in, x * b_in), "*")""",
    ],
    "04_operations": [RULES],
    "05_backward": [f"# scalarad/scalar.py, draft\n{RECURSIVE}"],
    "07_shared_inputs": [f"# scalarad/scalar.py, draft\n{SWEEP}"],
}
SCALAR = "from scalarad.graph import topological_order\n"


def rot(notebook, old, new):
    """What is said of the drafts after replacing `old` by `new` in a notebook of the story."""
    assert sum(old in source for source in STORY[notebook]) == 1
    sources = [source.replace(old, new, 1) for source in STORY[notebook]]
    return draft_troubles(STORY | {notebook: sources}, {"scalarad/scalar.py": SCALAR})


@pytest.mark.parametrize("name", TRIALS)
def test_what_the_library_holds_passes_each_trial(name):
    owner, _, member = name.partition(".")
    home = scalarad if hasattr(scalarad, owner) else sys.modules["scalarad.gradient_descent"]
    TRIALS[name](getattr(home, owner), member, True)


def test_drafts_that_are_right_pass_their_trials():
    assert rot("04_operations", "square", "square") == []


@pytest.mark.parametrize(
    "notebook, old, new, cell, name",
    [
        ("02_scalar", "self.num = num", "self.num = int(num) - 1", 1, "__init__"),
        ("02_scalar", "inputs or ()", "()", 1, "__init__"),
        ("02_scalar", "inputs is None", "inputs is not None", 1, "__init__"),
        ("02_scalar", "= backward", "= None", 1, "__init__"),
        ("02_scalar", "other if", "None if", 2, "lift"),
        ("02_scalar", "(other)", "(0 * other)", 2, "lift"),
        ("02_scalar", "y * b_in, x * b_in", "x * b_in, y * b_in", 3, "__mul__"),
        ("02_scalar", "y * b_in, x * b_in", "y, x", 3, "__mul__"),
        ("02_scalar", "(x * y,", "(x + y,", 3, "__mul__"),
        ("05_backward", "backward(share)", "backward(b_in)", 1, "backward"),
        ("05_backward", "self.derivative = b_in", "self.derivative = b_im", 1, "backward"),
        ("07_shared_inputs", SWEEP, RECURSIVE, 1, "backward"),
        ("07_shared_inputs", "node.derivative = 0.0", "node.derivative = 1.0", 1, "backward"),
        ("07_shared_inputs", "= 0.0", "= node.derivative or 0.0", 1, "backward"),
        ("07_shared_inputs", "reversed(order)", "order", 1, "backward"),
        ("07_shared_inputs", "+= share", "= share", 1, "backward"),
    ],
)
def test_a_rotten_draft_gives_one_sentence(notebook, old, new, cell, name):
    told = [x for x in rot(notebook, old, new) if x.startswith(f"notebook {notebook}, cell {cell}")]
    assert len(told) == 1
    assert f"the draft of Scalar.{name} is wrong: " in told[0]


@pytest.mark.parametrize(
    "code, name",
    [
        ("class Scalar(Scalar):\n    def shrink(self):\n        pass", "Scalar.shrink"),
        ("def shrink(x):\n    pass", "shrink"),
    ],
)
def test_a_draft_without_a_trial_is_told(code, name):
    notebooks = STORY | {"06_gradient_descent": [f"# scalarad/scalar.py, draft\n{code}"]}
    assert draft_troubles(notebooks, {"scalarad/scalar.py": SCALAR}) == [
        f"notebook 06_gradient_descent, cell 1: no trial is known for the draft of {name}"
    ]


def test_a_draft_is_tried_with_what_the_story_has_by_then():
    no_operations = {"05_backward": STORY["02_scalar"][:1] + STORY["05_backward"]}
    (told,) = draft_troubles(no_operations, {"scalarad/scalar.py": SCALAR})
    assert "there is nothing to differentiate yet" in told
