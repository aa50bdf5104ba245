"""What needs no NumPy runs without it, and a lesson's module loads no pictures."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

HIDDEN = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Hidden())
"""


def run(program, *hidden):
    """What `program` prints in a process of its own, in which `hidden` cannot be imported."""
    found = subprocess.run(
        [sys.executable, "-c", HIDDEN.format(hidden=hidden) + program],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    return found.stdout.split("\n")[:-1]


PROGRAMS = {
    "arithmetic": (
        "x, y = Scalar(3.0), Scalar(4.0); z = 2 * x * y - x / y + abs(-x) ** 2 - (1 - y)\n"
        "z.backward(); print(x.derivative, y.derivative)",
        "13.75 7.1875",  # 2 y - 1 / y + 2 x, and 2 x + x / y² + 1
    ),
    "functions": (
        "x = Scalar(0.0)\n"
        "sum([f(x) for f in (exp, sin, cos, tan, atan, sinh, cosh, tanh, log1p, expm1)],\n"
        "    4 * sigmoid(x) + 2 * softplus(x) + relu(x)).backward(); print(x.derivative)",
        "10.0",
    ),
    "maximum and where": (
        "x = Scalar(2.0); y = where(x > 1, maximum(x, 1.0), minimum(x, 1.0)) * sqrt(x * 2)\n"
        "y.backward(); print(y.num, x.derivative, log(exp(x)).num)",
        "4.0 3.0 2.0",  # x sqrt(2 x), with slope 1.5 sqrt(2 x)
    ),
    "fractions": (
        "x = Scalar(Fraction(2, 3)); (1 / x).backward(); print(x.derivative)", "-9/4",
    ),
    "decimals": (
        "x = Scalar(Decimal('0.1')); (x**3).backward(); print(x.derivative)", "0.03",
    ),
    "complex numbers": (
        "z = Scalar(1j); (z * z * 2 + sigmoid(z) * 0).backward(); print(z.derivative)", "4j",
    ),
    "second derivatives": (
        "inner = Scalar(2.0); x = Scalar(inner); (x * x * x + x.sum() + x.mean()).backward()\n"
        "x.derivative.backward(); print(inner.derivative)",
        "12.0",
    ),
    "symbols": (
        "x = Scalar(Symbol('x')); (x * x * 3 + sin(x)).backward(); print(x.derivative)",
        "cos(x) + x * 3 + x * 3",
    ),
    "forward mode": (
        "print(jvp(lambda x, y: (x * y, maximum(x, y)), (2.0, Fraction(3)), (1.0, 0)))\n"
        "x = Dual(4.0, 1.0); print(where(x > 1, sqrt(x), exp(x)).tangent, x.sum() + x.mean())\n"
        "def slope(x):\n"
        "    x = Scalar(x); (x * x * x).backward(); return x.derivative\n"
        "print(jvp(slope, (2.0,), (1.0,)))",
        "((6.0, Fraction(3, 1)), (3.0, 0.0)) 0.25 Dual(8.0, 2.0) (12.0, 12.0)",
    ),
    "graph mode": (
        "f = compile(lambda x, y: where(x > y, x * y, tanh(y)) + sigmoid(x) ** 2)\n"
        "print(f(2.0, 1.0)[1][1], f(Fraction(3), 0)[1][1]); print('def' in f.source)",
        "2.0 3.0 True",
    ),
    "gradient descent": (
        "x = Scalar(0.0, name='x')\n"
        "past = gradient_descent(lambda x: (x - 3).square(), [x], None, 0.25, 2)\n"
        "print(past.rows)",
        "[(0.0,), (1.5,), (2.25,)]",
    ),
    "networks": (
        "past = train(Network([Layer([Neuron([1.0], 0.0)])]), lambda n, x, y:\n"
        "    (n([x])[0] - y).square(), [1.0, 3.0], 0.25, 1)\n"
        "print(past.rows[-1], random_network([1, 1]).parameters()[1])",
        "(2.0, 1.0) 0.0",  # the error is -2, and both slopes are twice that
    ),
    "gradient check": (
        "print(bool(gradient_check(lambda x, y: exp(x) * sin(y) / (2 + x), 0.5, 1.5)))", "True",
    ),
    "finite differences": (
        "print(partial_derivatives(lambda x, y: x * y, 3, 4, h=1))", "(4.0, 3.0)",
    ),
    "copies": (
        "x = Scalar(3.0); y = copy.deepcopy(x * x); y.backward(); print(y.inputs[0].derivative)\n"
        "print(pickle.loads(pickle.dumps(x)).num)",
        "6.0 3.0",
    ),
    "what is refused": (
        "for attempt in (float, math.exp, list, round):\n"
        "    try: attempt(Scalar(1.0))\n"
        "    except TypeError as error: print('x.' in str(error))",
        "True True True True",
    ),
}  # fmt: skip

START = """
import copy, math, pickle
from decimal import Decimal
from fractions import Fraction
from scalarad import Dual, Scalar, Symbol, gradient_check, gradient_descent, jvp
from scalarad import partial_derivatives
from scalarad import Layer, Network, Neuron, random_network, train
from scalarad.functions import *
from scalarad.graph_mode import compile
assert "numpy" not in sys.modules
"""


@pytest.fixture(scope="module")
def printed():
    """What each program prints, one after the other in one process without NumPy."""
    marks = [f"print('-- {name}')\n{program}\n" for name, (program, _) in PROGRAMS.items()]
    lines = "\n".join(run(START + "".join(marks), "numpy")).split("-- ")[1:]
    return {part.split("\n")[0]: " ".join(part.split("\n")[1:]).strip() for part in lines}


@pytest.mark.parametrize("name", PROGRAMS)
def test_plain_numbers_need_no_numpy(printed, name):
    assert printed[name] == PROGRAMS[name][1]


def test_without_numpy_an_array_is_what_cannot_be_had_and_not_the_library():
    words = run(
        "import scalarad\ntry: import scalarad.arrays\nexcept ImportError as e: print(e)", "numpy"
    )
    assert words == ["No module named 'numpy'"]


LESSONS = [
    "finite_difference", "scalar", "graph", "gradient_descent", "functions", "gradient_check",
    "arrays", "symbol", "graph_mode", "dual",
]  # fmt: skip


def test_the_lessons_load_no_pictures():
    imports = "\n".join(f"import scalarad.{name}" for name in LESSONS)
    loaded = run(imports + "\nprint(*sorted({name.split('.')[0] for name in sys.modules}))")
    assert not {"matplotlib", "graphviz", "pygraphviz", "IPython", "llvmlite"} & set(
        loaded[0].split()
    )


def test_the_module_of_scalar_alone_loads_neither_matplotlib_nor_graphviz():
    loaded = run("import scalarad.scalar\nprint(*sys.modules)")
    modules = {name.split(".")[0] for name in loaded[0].split()}
    assert "scalarad" in modules and not {"matplotlib", "graphviz"} & modules


def test_without_matplotlib_and_graphviz_all_but_the_pictures_runs():
    program = (
        "from scalarad import Scalar\nx = Scalar(2.0); (x * x).backward(); print(x.derivative)\n"
        "try: from scalarad import draw\nexcept ImportError as error: print(error.name)"
    )
    derivative, missing = run(program, "matplotlib", "graphviz")
    assert derivative == "4.0" and missing in ("matplotlib", "graphviz")


def test_a_graph_is_described_and_written_in_dot_without_matplotlib_and_pillow():
    program = (
        "from scalarad import Scalar, draw\npicture = draw(Scalar(2.0, name='x').square())\n"
        "print(picture)\nprint(picture.source.split()[0])"
    )
    words = ["n0: x = 2", "n1: square = 4, from n0", "digraph"]
    assert run(program, "numpy", "matplotlib", "PIL", "pygraphviz") == words
