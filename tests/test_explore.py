"""`explore`: what Python tells the page is right, and so is what the page makes of it."""

import base64
import gzip
import importlib.util
import io
import json
import math
import random
import re
import sys
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pytest
from browser import AXE, serious_violations, served
from execute_notebooks import execute, normalise
from PIL import Image
from test_drawing import outputs_of

from scalarad import Symbol, exp, functions, log, maximum, minimum, sin, sqrt, where
from scalarad.functions import elementary
from scalarad.graph import topological_order
from scalarad.pictures import explore, film, wave
from scalarad.pictures.again import why_fixed
from scalarad.pictures.drawing import short as short
from scalarad.pictures.explore import INSTALL, PAGE, answer, page_of, read, widget_of
from scalarad.pictures.film import derivatives_kept, replay
from scalarad.scalar import Scalar

ROOT = Path(__file__).parent.parent
WIDGET = "application/vnd.jupyter.widget-view+json"


def shared():
    """(b + 1) (b 3) with b = 2 a at a = 3: 78."""
    a = Scalar(3.0, name="a")
    b = a * 2.0
    left, right = b + 1.0, b * 3.0
    y = left * right
    b.name, left.name, right.name, y.name = "b", "left", "right", "y"
    return y


def random_graph(seed, leaf=lambda chance: chance.uniform(0.5, 2)):
    """A graph of some fifteen nodes, in which much is used twice."""
    chance = random.Random(seed)
    nodes = [Scalar(leaf(chance), name=name) for name in "xyz"]
    for _ in range(4):
        x, y = chance.choices(nodes[-4:], k=2)
        nodes.append(
            chance.choice([lambda x, y: x * y, lambda x, y: x + y, lambda x, y: x - y,
                           lambda x, y: x.square(), lambda x, y: x * 2 - y])(x, y)
        )  # fmt: skip
    return nodes[-1] + sum(nodes[3:-1], nodes[0])


def values(texts):
    return [float(Fraction(text)) if "/" in text else float(text) for text in texts]


def test_a_page_has_the_numbers_inputs_and_local_derivatives_of_the_graph():
    for seed in range(6):
        y = random_graph(seed)
        nodes, page = topological_order(y), page_of(topological_order(y))
        assert values(page["numbers"]["nums"]) == [node.num for node in nodes]
        y.backward()
        # What the page does: products of what arrives and local derivatives, added up.
        derivatives = [0.0] * len(nodes)
        derivatives[-1] = 1.0
        for i in reversed(range(len(nodes))):
            told = page["graph"]["nodes"][i]
            assert [id(nodes[k]) for k in told["inputs"]] == [*map(id, nodes[i].inputs)]
            for k, local in zip(told["inputs"], values(page["numbers"]["local"][i])):
                derivatives[k] += derivatives[i] * local
        assert derivatives == pytest.approx([node.derivative for node in nodes])


def test_boxes_fill_the_page_and_arrows_lead_from_one_to_another():
    graph = page_of(topological_order(random_graph(1)))["graph"]

    def edges(box, axis):
        (at, size) = (box["at"][axis], box["size"][axis])
        return at - size / 2, at + size / 2

    for axis, length in enumerate((graph["width"], graph["height"])):
        starts, ends = zip(*(edges(box, axis) for box in graph["nodes"]))
        assert -1 < min(starts) < 10 and length - 10 < max(ends) < length + 1
    for box in graph["nodes"]:
        for source, arrow in zip(box["inputs"], box["arrows"]):
            left, right = edges(graph["nodes"][source], 0), edges(box, 0)
            assert abs(arrow["points"][0][0] - left[1]) < 20  # from right of the one
            assert abs(arrow["points"][-1][0] - right[0]) < 30  # to left of the other, and a head


def test_the_nudge_of_each_leaf_is_near_its_derivative():
    y = shared()
    y.backward()
    leaves = [node for node in topological_order(y) if node.is_leaf]
    for leaf, after in zip(leaves, page_of(topological_order(y))["numbers"]["nudged"]):
        assert (float(after) - y.num) / 0.001 == pytest.approx(leaf.derivative, rel=1e-3)


def test_fractions_and_ints_stay_exact():
    x = Scalar(Fraction(1, 3), name="x")
    page = page_of(topological_order(x * x * 2))
    assert page["numbers"]["nums"] == ["1/3", "1/9", "2", "2/9"]
    assert page["numbers"]["local"] == [[], ["1/3", "1/3"], [], ["2", "1/9"]]
    assert page["numbers"]["nudged"] == [
        str(2 * Fraction(1003, 3000) ** 2),
        str(Fraction(2001, 9000)),
    ]


def test_each_operation_is_written_down_with_its_rule():
    x, y = Scalar(2.0, name="x"), Scalar(3.0, name="y")
    results = {
        x * y: "{} * {}", x + y: "{} + {}", x - y: "{} - {}", x / y: "{} / {}", -x: "-{}",
        x.square(): "square({})", x**-2: "{} ** -2", x**y: "{} ** {}", exp(x): "exp({})",
        abs(x): "abs({})", maximum(x, y): "maximum({}, {})",
        x ** Fraction(1, 2): "{} ** (1/2)", thrice(x, times=5.0): "thrice({}, times=5)",
    }  # fmt: skip
    for result, formula in results.items():
        for name in (result.name, "mine"):  # a name of the reader's hides the sign
            result.name = name
            told = page_of(topological_order(result))["graph"]["nodes"][-1]
            assert told["formula"] == formula and told["rule"]


def test_a_changed_number_is_computed_by_the_operations_of_the_graph():
    x, y = Scalar(2.0, name="x"), Scalar(3.0, name="y")
    z = sin(x * y) / (x**2 + 1) - minimum(x, y) * exp(-y) + sqrt(x) * log(y) + x**y
    page = reply_of(z, numbers=["2.5", "3.0", "1"])
    expected = np.sin(7.5) / 7.25 - 2.5 * np.exp(-3) + np.sqrt(2.5) * np.log(3) + 2.5**3
    assert float(page["numbers"]["nums"][-1]) == pytest.approx(expected)


def reply_of(output, **request):
    return answer(topological_order(output), request)[1]


def leaves_of(output):
    return [node for node in topological_order(output) if node.is_leaf]


def thrice(x, times=3.0):
    """An operation of a reader's own: times x."""

    def rule(b_in):
        return (times * b_in,)

    return Scalar(times * x.num, (x,), rule, "thrice")


@elementary(lambda x, y: 3 * x * x)
def cube(x):
    """x times x times x."""
    return x * x * x


def only_by_name(x, *, times):
    """An operation whose option goes by name: times x."""

    def rule(b_in):
        return (times * b_in,)

    print("It runs.")
    return Scalar(times * x.num, (x,), rule)


class Twofold(Scalar):
    """Whose product is twice that of others."""

    __slots__ = ()

    def __neg__(self):
        return super().__neg__()

    def __mul__(self, other):
        """2 x y."""
        x, y = self.num, other.num

        def backward(b_in):
            return (2 * y * b_in, 2 * x * b_in)

        return type(self)(2 * x * y, (self, other), backward, "*")


@pytest.mark.parametrize(
    ("make", "at_2"),
    [
        (thrice, 6.0),
        (lambda x: thrice(x, times=5.0), 10.0),
        (cube, 8.0),
        (lambda x: only_by_name(x, times=5.0), 10.0),
        (lambda x: -Twofold(x.num), -2.0),
        (lambda x: Twofold(x.num) * Twofold(2.5), 10.0),
        (lambda x: x**2, 4.0),
        (lambda x: x**2.5, 2**2.5),
    ],
)
def test_a_changed_number_is_computed_by_the_readers_own_operation(make, at_2):
    y = make(Scalar(1.5, name="x"))
    _, *rest = [str(leaf.num) for leaf in leaves_of(y)]
    assert float(reply_of(y, numbers=["2.0", *rest])["numbers"]["nums"][-1]) == at_2
    assert page_of(topological_order(y))["graph"]["nodes"][-1]["rule"]


def detour(x):
    def rule(b_in):
        return (b_in,)

    return Scalar(x.num, (x * 1.0,), rule, "detour")


def hidden_rule():
    return lambda b_in: (3.0 * b_in,)


def test_an_operation_that_is_not_found_is_not_replaced_by_another(monkeypatch):
    def exp(x):
        return 1.0 + x

    x = Scalar(2.0, name="x")
    before = thrice(x)
    monkeypatch.setitem(globals(), "thrice", cube)
    named_alike = elementary(lambda x, y: 1.0)(exp)(x)
    for y in (
        where(x > 1, x * 2, x),
        Scalar(6.0, (x,), hidden_rule()),
        named_alike,
        detour(x),
        before,
    ):
        why = page_of(topological_order(y))["graph"]["fixed"]
        assert re.search("was computed cannot be told|computed again, .* other nodes", why)
        reply = reply_of(y, numbers=["1.0"] * len(leaves_of(y)))
        assert reply == {"refused": f"{why}."}


def one_less(x, n):
    n = n - 1

    def rule(b_in):
        return (n * b_in,)

    return Scalar(n * x.num, (x,), rule)


SAME_TEXT = """
def again_and_again(x):
    def rule(b_in):
        return (b_in,)
    return Scalar(x.num + SHIFT, (x,), rule)
"""


def test_an_operation_that_works_on_otherwise_is_not_run_again():
    x = Scalar(0.0, name="x")
    names = {"Scalar": Scalar, "SHIFT": 0}
    exec(SAME_TEXT, names)
    before = names["again_and_again"](x)
    exec(SAME_TEXT, names)
    for y in (one_less(x, 3), before):
        assert "was computed cannot be told" in why_fixed(topological_order(y))


def clip(limit):
    def clipped(x):
        inside = x.num <= limit

        def rule(b_in):
            return (b_in if inside else 0 * b_in,)

        return Scalar(min(x.num, limit), (x,), rule)

    return clipped


def one(x, y):
    return 1.0 + 0 * x


def low(limit):
    def low(x):
        return min(x, limit)

    return elementary(one)(low)


def test_an_operation_of_the_same_make_is_not_taken_for_another(monkeypatch):
    x = Scalar(1.0, name="x")

    def relu(x):
        return min(max(x, 0.0), 6.0)

    for name, make in {"clipped": clip, "low": low}.items():
        monkeypatch.setitem(globals(), name, make(5.0))
        y = globals()[name](x)
        monkeypatch.setitem(globals(), name, make(3.0))
        assert "was computed cannot be told" in why_fixed(topological_order(y)), name
    y = elementary(functions.relu.slope)(relu)(x)
    assert "was computed cannot be told" in why_fixed(topological_order(y))


def thrice_here(x):
    def rule(b_in):
        return (3.0 * b_in,)

    if x.num > 2:
        raise KeyError("k")
    return Scalar(3.0 * x.num, (x,), rule)


def test_an_operation_that_fails_is_named_with_what_it_raised():
    reply = reply_of(thrice_here(Scalar(1.0, name="x")), numbers=["3.0"])
    assert reply == {"refused": "computed again, n1 ends in KeyError: 'k'."}


def test_a_fraction_stays_one_where_it_is_whole_and_an_int_stays_exact():
    x, z = Fraction(10**17 + 8), Fraction(10**17)
    y = Scalar(x, name="x") / 7 - Scalar(z, name="z") / 7
    nums = page_of(topological_order(y))["numbers"]["nums"]
    assert nums[0] == f"{10**17 + 8}/1"
    reply = reply_of(y, numbers=[f"{10**17 + 9}/1", "7", f"{10**17}/1", "7"])
    assert reply["numbers"]["nums"][-1] == "9/7"
    y = maximum(Scalar(3, name="x"), 0) * Fraction(1, 3)
    assert page_of(topological_order(y))["numbers"]["local"][2] == ["1", "0"]


def test_where_rounding_takes_all_digits_it_is_refused():
    t = Scalar(1.0, name="x") * 1e17
    with pytest.raises(ValueError, match="rounding takes all digits"):
        explore(t / 49.0 * 49.0 - t)
    x = Scalar(1.0, name="x")
    explore(x / 49.0 * 49.0 - x)  # 1e-16 beside 1 is rounding as it is everywhere


def test_what_is_too_large_for_a_float_is_in_no_ones_way():
    y = Scalar(10**400, name="x") * 2
    assert reply_of(y, formula="u * u, u=3")["numbers"]["nums"] == ["3.0", "9.0"]


def test_what_an_operation_prints_is_not_printed_again(capsys):
    y = only_by_name(Scalar(2.0), times=3.0)
    capsys.readouterr()
    page_of(topological_order(y))
    assert capsys.readouterr().out == ""


def test_an_operation_that_is_not_found_is_not_taken_for_another_in_words():
    x, y = Scalar(2.0, name="x"), Scalar(3.0, name="y")
    renamed = where(x > 1, x, y)
    renamed.name = "z"
    for result, formula in {
        where(x > 1, x, y): "where({}, {})",
        renamed: "a result of {} and {}",
        Scalar(6.0, (x, y), lambda b_in: (b_in, b_in), "-"): "a result of {} and {}",
        Scalar(6.0, (x,), lambda b_in: (b_in,), "a{}"): "a result of {}",
    }.items():
        assert page_of(topological_order(result))["graph"]["nodes"][-1]["formula"] == formula


def test_where_the_walk_back_is_no_product_of_local_derivatives_it_is_refused():
    a, b, inf = Scalar(1e150), Scalar(1e-100), Scalar(math.inf)
    small = Scalar(2.0, (Scalar(2.0),), lambda b_in: (b_in if abs(b_in) > 0.01 else 0 * b_in,))
    for y in (a / b * 1e-300, where(a > 1, a, b) * inf, small * 0.001):
        with pytest.raises(ValueError, match="film shows such a rule"):
            explore(y)


def test_where_a_number_was_set_later_none_can_be_changed_and_it_says_why():
    x = Scalar(2.0, name="x")
    y = x * 3.0
    assert why_fixed(topological_order(y)) == ""
    x.num = 4.0
    why = "computed again, n2 is 12, and not 6: was something changed after it was used?"
    assert why_fixed(topological_order(y)) == why
    assert reply_of(y, numbers=["1.0", "3.0"]) == {"refused": why}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "output"), [("05_backward", "loss"), ("07_shared_inputs", "y")])
def test_a_notebooks_own_class_is_found_again(name, output):
    path = ROOT / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(path, 4)
    sources = [cell.source for cell in notebook.cells]
    place = next(i for i, source in enumerate(sources) if f"explore({output})" in source)
    asked = "from scalarad.graph import topological_order\n"
    asked += "from scalarad.pictures.again import why_fixed\n"
    asked += "from scalarad.pictures.explore import numbers_of\n"
    asked += f"nodes = topological_order({output})\n"
    asked += "print(repr(why_fixed(nodes)), None in numbers_of(nodes)['nudged'])"
    notebook.cells[place + 1 :] = [nbformat.v4.new_code_cell(asked)]
    execute(notebook, path.parent)
    assert notebook.cells[-1].outputs[0].text == "'' False\n"


def test_numbers_for_another_graph_are_refused():
    assert "another graph" in reply_of(shared(), numbers=["1.0"])["refused"]


def test_what_has_no_value_is_refused_in_a_sentence():
    nodes = topological_order(log(Scalar(0.5, name="x")))
    assert answer(nodes, {"numbers": ["-0.5"]}) == (
        nodes, {"refused": "log has no value at -0.5."}
    )  # fmt: skip
    assert answer(nodes, {"numbers": ["1.0"]})[1]["numbers"]["nums"] == ["1.0", "0.0"]


def shifted(x):
    """An operation of whole numbers only."""

    def rule(b_in):
        return (2 * b_in,)

    return Scalar(x.num << 1, (x,), rule)


def test_a_nudge_to_where_a_readers_operation_fails_is_none():
    page = page_of(topological_order(shifted(Scalar(3))))
    assert (page["graph"]["fixed"], page["numbers"]["nudged"]) == ("", [None])


@pytest.mark.parametrize(
    "rule",
    [
        lambda b_in: (3.0,),
        lambda b_in: (b_in**2,),
        lambda b_in: (abs(b_in),),
        lambda b_in: (min(b_in, 5.0),),
        lambda b_in: (b_in + 1,),
        lambda b_in: (math.nan if b_in == 2 else b_in,),
    ],
)
def test_a_rule_that_does_not_multiply_what_arrives_is_refused(rule):
    y = Scalar(6.0, (Scalar(2.0),), rule, "odd") * 2.0
    with pytest.raises(ValueError, match="the rule of odd sends .* film shows such a rule"):
        explore(y)


def test_one_third_of_fractions_and_ints_is_one_third():
    page = page_of(topological_order(Scalar(Fraction(1, 2)) / 3))
    assert page["numbers"]["local"][-1] == ["1/3", "-1/18"]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("x * y + x, x=3, y=4", 15.0),
        ("-square(x) / 2 + x.square(), x=4", 8.0),
        ("maximum(x, y) - minimum(x, 1) + 2 ** x, x=2, y=5", 8.0),
        ("exp(0 * x) + a", 2.0),  # x and a have numbers already
    ],
)
def test_a_typed_formula_becomes_the_graph(formula, value):
    nodes, page = answer(explore("x * a", x=3.0, a=1.0).nodes, {"formula": formula})
    assert float(page["numbers"]["nums"][-1]) == value
    assert nodes[-1].num == value and "graph" in page


def test_a_typed_formula_knows_the_numbers_of_the_page_as_floats_and_no_name_of_two():
    x, other = Scalar(9, name="x"), Scalar(2.0, name="x")
    nodes, page = answer(topological_order(x * 2), {"formula": "x ** x ** x"})
    assert page == {"refused": "9.0 ** 387420489.0 is larger than any float."}
    page = reply_of(x * other, formula="x * 2")
    assert page == {"refused": "x has no number; give it one: x=3.0."}


REFUSED = {
    "": "write a formula and its numbers",
    "x), (x": "write a formula",
    "x +": "^'x \\+' is no formula that Python can read",
    "x)(x": "write a formula and its numbers",
    "x * x, **{}": "write a formula and its numbers",
    "x * x, x=3, x=4": "write a formula and its numbers",
    "sqrt(x), x=0": "infinite",
    "2x": "^'2x' is no formula that Python can read; it reads 2 \\* x",
    "x * y, x=3 y=4": "commas between them, as in x=3.5, y=4",
    "x * y, x=3,5": "commas between them, as in x=3.5, y=4",
    "x^2": "a power is written x \\*\\* 2",
    "x * y, y=x": "y needs a number; got x",
    "x * x, x=1e999": "a number in the formula is larger than any float",
    "x * 1" + "0" * 400: "a number in the formula is larger than any float",
    "x * x, x=1e308 * 10": "x is inf; give it a finite number",
    "sqrt(x), sqrt=3": "sqrt has a number and is not in the formula",
    "2 * 3": "has no name in it whose number",
    "x * x, y=3": "y has a number and is not in the formula",
    "-" * 450 + "(lambda: x)": "a formula has names, numbers, .*; got lambda: x",
    "[" + "-" * 490 + "x]": "the formula has too many brackets or signs in each other",
    "x * q": "q has no number; give it one: q=3.0",
    "x.num": "got x.num",
    "open('x')": r"got open\('x'\)",
    "__import__('os')": "a formula has names, numbers",
    "True * x": "got True",
    "x if x else x": "a formula has names, numbers",
    "exp(x, x)": "a formula has names, numbers",
    "9 ** 9 ** 9 ** 9 * x": "larger than any float",
    "log(-1 * x)": "log has no value at -1.0",
    "x / 0": "division by zero",
    "x" + " + x" * 80: "at most 60 nodes",
    "(" * 300 + "x" + ")" * 300: "at most 500 characters",
    "x * y, y='3'": "a formula has names, numbers",
}


@pytest.mark.parametrize("formula", REFUSED)
def test_what_is_no_formula_is_refused_in_a_sentence(formula):
    before = explore("x * x", x=1.0).nodes
    nodes, reply = answer(before, {"formula": formula})
    assert re.search(REFUSED[formula], reply["refused"]) and reply["refused"].endswith(".")
    assert nodes is before


def large(nodes=61):
    y = Scalar(1.0)
    for _ in range(nodes - 1):
        y = y.square()
    return y


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (
            lambda: explore(3.0),
            TypeError,
            "explore takes a Scalar, or a formula in quotes; got 3.0",
        ),
        (lambda: explore(None), TypeError, "or a formula in quotes; got None"),
        (lambda: explore(shared(), x=3.0), TypeError, "numbers go with a formula in quotes"),
        (lambda: explore("x * y", x=3.0), ValueError, "y has no number; give it one: y=3.0"),
        (lambda: explore("x *", x=3.0), ValueError, "no formula that Python can read"),
        (lambda: explore("x" + " + x" * 999, x=3.0), ValueError, "at most 500 characters"),
        (lambda: explore("x", x="3"), TypeError, "Scalar wraps a number"),
        (lambda: explore("x", x=3.0, z=1.0), ValueError, "z has a number and is not in the for"),
        (lambda: explore(Scalar(10**5000) * 2), ValueError, "of up to a thousand digits"),
        (lambda: explore(Scalar(Fraction(1, 10**5000)) * 2), ValueError, "a thousand digits"),
        (lambda: explore(Scalar(np.ones(2)).sum()), TypeError, "ndarray: draw and film show it"),
        (lambda: explore(Scalar(Scalar(1.0)) * 2), TypeError, "plain numbers, float, int or Fr"),
        (lambda: explore(Scalar(Symbol("x")) * 2), TypeError, "of type Symbol: draw and film"),
        (lambda: explore(Scalar(1j) * 2), TypeError, "of type complex: draw and film"),
        (lambda: explore(large()), ValueError, "at most 60 nodes, and this graph has 61"),
        (lambda: explore(sqrt(Scalar(0.0))), ZeroDivisionError, "the slope of sqrt at 0"),
    ],
)
def test_what_it_does_not_show_it_refuses_in_a_sentence(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_sixty_nodes_are_not_too_many():
    assert len(page_of(explore(large(60)).nodes)["graph"]["nodes"]) == 60


@pytest.mark.parametrize("before", [None, 5.0])
def test_the_graph_stays_as_it_is(before):
    y = shared()
    nodes = topological_order(y)
    for node in nodes:
        node.derivative = before
    explorer = explore(y)
    page_of(explorer.nodes)
    answer(explorer.nodes, {"numbers": ["1.0"] * 4})
    answer(explorer.nodes, {"formula": "x, x=1"})
    assert {node.derivative for node in nodes} == {before}
    assert [node.num for node in nodes] == [3, 2, 6, 1, 7, 3, 18, 126]


def test_a_notebook_gets_the_moving_picture_its_words_and_the_widget(monkeypatch):
    (page, _), *others = outputs_of(explore(shared()), monkeypatch)
    assert page.keys() == {WIDGET}
    assert others == outputs_of(wave(shared()), monkeypatch)
    assert repr(explore(shared())) == repr(wave(shared())) == others[0][0]["text/plain"]


def test_each_widget_answers_what_its_page_asks_and_has_it_for_another_view(monkeypatch):
    explorer, sent = explore(shared()), []
    widget, other = widget_of(explorer), widget_of(explorer)
    for one in (widget, other):
        monkeypatch.setattr(type(one), "send", lambda self, reply: sent.append(reply))
    assert widget.page["numbers"]["nums"][-1] == "126.0"
    widget._handle_custom_msg({"numbers": ["4.0", "2.0", "1.0", "3.0"], "id": 1}, [])
    assert sent[-1]["numbers"]["nums"][-1] == "216.0"  # (8 + 1) (8 * 3)
    assert widget.page["numbers"] == sent[-1]["numbers"] and "graph" in widget.page
    widget._handle_custom_msg({"formula": "a, a=7", "id": 2}, [])
    assert widget.page == {"graph": sent[-1]["graph"], "numbers": sent[-1]["numbers"]}
    widget._handle_custom_msg({"formula": "a +", "id": 3}, [])
    assert widget.page["numbers"]["nums"] == ["7.0"] and "refused" not in widget.page
    assert [reply["id"] for reply in sent] == [1, 2, 3]
    # What was asked of a graph that is no longer there is not computed on another.
    widget._handle_custom_msg({"numbers": ["9.0"], "graph": -1, "id": 3}, [])
    assert sent.pop()["refused"] and widget.page["numbers"]["nums"] == ["7.0"]
    # The other page of the same graph is where it was.
    other._handle_custom_msg({"numbers": ["3.0", "2.0", "1.0", "4.0"], "id": 4}, [])
    assert sent[-1]["numbers"]["nums"][-1] == "168.0"  # (6 + 1) (6 * 4)


def test_a_graph_of_more_than_twelve_nodes_stands_still(monkeypatch):
    assert len(explore("x" + " + x" * 11, x=1.0).frames) > 1
    explorer = explore("x" + " + x" * 12, x=1.0)
    (frame,) = explorer.frames
    assert "n0: x = 1, derivative 13" in repr(explorer) == frame.description
    page, (picture, _), _ = outputs_of(explorer, monkeypatch)
    png = Image.open(io.BytesIO(base64.b64decode(picture["image/png"])))
    assert not getattr(png, "is_animated", False)


def test_without_anywidget_it_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    (shown, _), _ = outputs_of(explore(shared()), monkeypatch)
    assert shown.keys() == {"image/png", "text/plain"}
    assert capsys.readouterr().out == INSTALL + "\n"


def test_nothing_of_the_widget_is_stored():
    picture = {"image/png": "", "text/plain": "words"}
    outputs = [
        nbformat.v4.new_output("display_data", data)
        for data in ({WIDGET: {"model_id": "1"}}, picture)
    ]
    cell = nbformat.v4.new_code_cell("explore(y)", outputs=outputs)
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": {}})
    normalise(notebook)
    assert [output.data for output in cell.outputs] == [picture]
    assert "widget" not in nbformat.writes(notebook)


SPEC = importlib.util.spec_from_file_location("pages", ROOT / "site" / "explore.py")
pages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(pages)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_the_site_shows_the_graphs_of_the_notebooks(path):
    cells = json.loads(path.read_bytes())["cells"]
    stored = [
        "".join(cell["outputs"][0]["data"]["text/plain"])
        for cell in cells
        if cell["cell_type"] == "code" and re.search(r"^explore\(", "".join(cell["source"]), re.M)
    ]
    graphs = pages.GRAPHS.get(path.stem, [])
    assert stored == [repr(wave(graph())) for graph in graphs]
    assert all(len(gzip.compress(html.encode())) < 10_000 for html in pages.states_for(path.stem))


slow = pytest.mark.slow
HTML = """<!doctype html><html lang="en"><head><title>explore</title>
<meta name="viewport" content="width=device-width"><style>
@media (prefers-color-scheme: dark) { body { background: #121212; color: #e0e0e0 } }
</style></head><body><main><h1>explore</h1>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the pages of notebook 7 and of exact numbers are served, with the script."""
    folder = tmp_path_factory.mktemp("explore")
    (folder / "explore.js").write_bytes(PAGE.read_bytes())
    (shared_page,) = pages.states_for("07_shared_inputs", "./explore.js", ["<p>A picture</p>"])
    (folder / "index.html").write_text(HTML + shared_page, encoding="utf-8")
    (folder / "favicon.ico").touch()
    with served(folder) as address:
        yield address


@pytest.fixture
def page(chromium, address):
    """The page of notebook 7 in a browser, which asks no other host and reports no error."""
    page = chromium.new_page()
    errors, hosts = [], set()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: hosts.add("/".join(request.url.split("/")[:3])))
    page.goto(address)
    page.wait_for_selector(".explore svg")
    yield page
    assert errors == [] and hosts == {address}
    page.close()


def said(page):
    return page.locator(".said").text_content()


def labels(page):
    """What a screen reader hears of each node."""
    nodes = page.locator(".node")
    return [nodes.nth(i).get_attribute("aria-label") for i in range(nodes.count())]


@slow
def test_the_page_says_of_each_turn_what_a_film_says_in_any_order(page):
    """And its derivatives are those of the film, which for the right order are backward's."""
    made, expected = [], []
    for seed in range(12):
        exact = lambda chance: Fraction(chance.randint(1, 9), chance.randint(1, 5))  # noqa: E731
        y = random_graph(seed, exact) if seed % 3 else random_graph(seed)
        nodes = topological_order(y)
        results = [node for node in reversed(nodes) if not node.is_leaf]
        if seed >= 3:
            random.Random(seed).shuffle(results)
        turns = [next(i for i, node in enumerate(nodes) if node is turn) for turn in results]
        made.append(page_of(nodes) | {"turns": turns})
        captions = [
            re.sub(r"^\d+\. ", "", frame.description)
            for frame in film(y, turns=results, limit=40).frames
        ]
        with derivatives_kept(nodes):
            rest = [node for node in nodes if node.is_leaf]
            for _ in replay(y, [*results, *rest], 1):
                pass
            ends = ["null" if n.derivative is None else short(n.derivative) for n in nodes]
        expected.append([captions, ends])
    found = page.evaluate(
        """async (made) => {
            const { moments, short } = await import("./explore.js");
            return made.map(({ graph, numbers, turns }) => {
                const all = moments(graph, numbers, turns);
                const ends = all.at(-1).derivatives.map((a) => a === null ? "null" : short(a));
                return [all.slice(-turns.length).map((moment) => moment.words), ends];
            });
        }""",
        made,
    )
    assert found == expected


@slow
def test_numbers_look_as_they_do_in_pictures(page):
    chance = random.Random(1)
    floats = [chance.uniform(-1, 1) * 10 ** chance.randint(-8, 12) for _ in range(200)]
    floats += [12.125, 1234.5, 12.375, -0.5, 100.0, 99995.0, 9.9995, 1e-5, 1e16, 1e300, 0.0, -0.0]
    texts = [*map(str, floats), "3", "-12345678901234567890123", "22/7", "inf", "-inf", "nan"]
    shown = page.evaluate(
        """async (texts) => {
            const { read, short } = await import("./explore.js");
            return texts.map((text) => short(read(text)));
        }""",
        texts,
    )
    assert shown == [short(read(text)) for text in texts]


@slow
def test_by_keyboard_to_the_end_where_the_derivatives_are_those_of_backward(page):
    y = shared()
    y.backward()
    assert page.get_by_text("A picture").count() == 0
    assert said(page) == "The leaves have their numbers."
    assert labels(page)[-1] == "y * ?"
    for key in ("Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == "Forward"
    words = []
    for _ in range(9):
        page.keyboard.press("Enter")
        words.append(said(page))
    assert words[0] == "b is a * n1: 3 * 2 = 6." and words[4] == "1 arrives at y."
    assert words[5:] == [frame.description[3:] for frame in film(y).frames]
    shown = [float(label.split()[-1]) for label in labels(page)]
    assert shown == [node.derivative for node in topological_order(y)]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert said(page) == words[-2]
    # Into the graph, to b, whose rule and whole derivative is then said.
    page.locator(".node").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    details = page.locator("[aria-live]").text_content()
    for sentence in (
        "b is a * n1: 3 * 2 = 6.",
        "Its derivative is 18 × 1 from left + 7 × 3 from right = 39.",
        "Its rule, for inputs of any name: x * y, with d(x * y) = y dx + x dy.",
        "It sends 39 × 2 = 78 to a and 39 × 3 = 117 to n1.",
    ):
        assert sentence in details


@slow
def test_an_order_of_ones_own_gives_the_answer_that_the_film_of_it_gives(page):
    page.get_by_label("I choose the order of turns").focus()
    page.keyboard.press("Space")
    assert said(page) == "1 arrives at y. Whose turn is next? Choose a result in the graph."
    for name in ("y", "left", "b", "right"):
        page.locator(f'.node[aria-label^="{name} "]').press("Enter")
    y = shared()
    named = {node.name: node for node in topological_order(y)}
    frames = film(y, turns=[named[name] for name in ("y", "left", "b", "right")]).frames
    wrong = "Wrong: a has 36, and 78 is right; n1 has 54, and 117 is right."
    assert said(page) == f"{frames[-1].description[3:]} All have had their turn. {wrong}"
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="Back").click()
    for name in ("right", "b"):
        page.locator(f'.node[aria-label^="{name} "]').press("Enter")
    right = "had their turn, and each leaf has its right derivative."
    assert said(page).endswith(right)
    # To look at a result before all turns takes none, and keeps those that were taken.
    page.get_by_role("button", name="Start").click()
    page.locator('.node[aria-label^="b "]').press("Enter")
    page.get_by_role("button", name="End").click()
    assert said(page).endswith(right)


@slow
def test_an_order_is_wrong_also_where_four_digits_do_not_show_it(page):
    a = Scalar(1.0, name="a")
    b = a * 2.0
    c = b * 0.00001
    y = b + c
    b.name, c.name, y.name = "b", "c", "y"
    page.evaluate(
        """async (made) => {
            const { show } = await import("./explore.js");
            show(document.querySelector("main"), made);
        }""",
        page_of(topological_order(y)) | {"near": {}},
    )
    page.get_by_label("I choose the order of turns").check()
    for name in ("y", "b", "c"):
        page.locator(f'.node[aria-label^="{name} "]').press("Enter")
    assert "Wrong: a has 2, and 2.00002 is right;" in said(page)


@slow
def test_without_a_kernel_a_number_moves_as_far_as_was_computed_before(page):
    page.get_by_role("button", name="End").click()
    page.locator('.node[aria-label^="a "]').click()
    nudge = "a from 3 to 3.001 moves the output y from 126 to 126.07801, by 78.01 times the nudge."
    assert f"A nudge by hand: {nudge}" in page.locator("[aria-live]").text_content()
    more = page.get_by_role("button", name="a + 1")
    for _ in range(3):
        more.click()
    # 12 a² + 6 a at 6, and its slope 24 a + 6
    assert said(page) == "a is 6 now. y is 468 now. The derivative of a is 150."
    assert more.get_attribute("aria-disabled") == "true"
    assert "Python does not run on this page" in page.locator(".explore").text_content()
    more.press("Enter")
    assert said(page) == "That is as far as numbers go on this page."
    page.get_by_role("button", name="a + 0.001").click()
    assert said(page).startswith("a is 6.001 now. y is 468.15001 now.")
    page.get_by_role("button", name="All numbers as at first").click()
    assert said(page) == "a is 3 now. y is 126 now. The derivative of a is 78."
    assert page.get_by_role("textbox").count() == 0


@pytest.fixture
def live(page, monkeypatch):
    """Shows a graph on the page, behind which a kernel answers.

    After `hold()` requests wait, as they do while a kernel is slow, until `release(count)`.
    """

    def show(output):
        widget, replies = widget_of(explore(output)), []
        monkeypatch.setattr(type(widget), "send", lambda self, reply: replies.append(reply))

        def kernel(request):
            widget._handle_custom_msg(request, [])
            return replies.pop()

        page.expose_function("kernel", kernel)
        page.evaluate(
            """async (made) => {
                const { default: widget } = await import("./explore.js");
                const hears = new Set();
                let held = null;
                const reply = async (request) => {
                    const found = await kernel(request);
                    hears.forEach((hear) => hear(found));
                };
                window.hold = () => (held = []);
                window.release = async (count) => {
                    for (const request of held.splice(0, count)) await reply(request);
                };
                const model = {
                    get: () => made,
                    on: (_, hear) => hears.add(hear),
                    off: (_, hear) => hears.delete(hear),
                    send: (request) => held ? held.push(request) : reply(request),
                };
                const el = document.querySelector("main");
                el.replaceChildren();
                window.view = () => widget.render({ model, el });
                view();
            }""",
            widget.page,
        )

    return show


@slow
def test_a_typed_formula_is_stepped_through_to_the_derivatives_of_backward(page, live):
    live(shared())
    formula = page.get_by_role("textbox")
    formula.fill("u * square(v) - exp(w) / u, u=2, v=3, w=0")
    formula.press("Enter")
    page.wait_for_function("document.querySelectorAll('.node').length === 8")
    page.get_by_role("button", name="End").click()
    u, v, w = Scalar(2.0), Scalar(3.0), Scalar(0.0)
    y = u * v.square() - exp(w) / u
    y.backward()
    shown = sorted(float(label.split()[-1]) for label in labels(page))
    assert shown == sorted(node.derivative for node in topological_order(y))
    # What is refused leaves it all as it is.
    formula.fill("u *")
    page.get_by_role("button", name="Show it").click()
    page.wait_for_function("document.querySelector('.said').textContent.includes('Python can')")
    assert len(labels(page)) == 8
    page.locator('.node[aria-label^="u "]').click()
    page.get_by_role("button", name="u + 1").click()
    page.wait_for_function("document.querySelector('.said').textContent.startsWith('u is 3 now')")


@slow
def test_no_click_is_lost_and_none_counts_twice_while_the_kernel_is_slow(page, live):
    live(shared())
    page.locator('.node[aria-label^="a "]').click()
    more = page.get_by_role("button", name="a + 1")
    page.evaluate("hold()")
    more.click()
    more.click()
    page.evaluate("release(1)")
    assert said(page).startswith("a is 4 now.")
    more.click()
    page.evaluate("release(1)")
    assert said(page).startswith("a is 5 now.")
    page.evaluate("release(1)")
    assert said(page).startswith("a is 6 now.")
    page.get_by_role("textbox").fill("a * a")
    page.get_by_role("button", name="Show it").click()
    more.click()  # for the graph that is on its way it means nothing
    assert said(page) == "The formula is on its way."
    page.evaluate("release(9)")
    assert labels(page) == ["a 6", "n1 * ?"]


@slow
def test_of_two_views_none_sends_numbers_of_a_graph_that_is_gone(page, live):
    live(shared())
    page.evaluate("void view()")
    first, second = (page.locator(".explore").nth(i) for i in range(2))
    page.evaluate("hold()")
    first.get_by_role("textbox").fill("u * v + w * t, u=10, v=20, w=30, t=40")
    first.get_by_role("button", name="Show it").click()
    second.locator('.node[aria-label^="a "]').click()
    second.get_by_role("button", name="a + 1").click()
    page.evaluate("release(1)")
    second.locator('.node[aria-label^="u "]').click()
    second.get_by_role("button", name="u + 1").click()
    page.evaluate("release(1)")  # the "a + 1"
    assert first.locator('[aria-label="u 10"]').count() == 1
    assert first.locator(".said").text_content() == "The leaves have their numbers."
    page.evaluate("release(1)")
    shown = [node.get_attribute("aria-label") for node in second.locator(".node").all()]
    assert {"u 11", "v 20", "w 30", "t 40"} <= {*shown}


@slow
def test_what_cannot_be_changed_says_why_in_the_page(page, live):
    y = shared()
    leaves_of(y)[0].num = 4.0
    live(y)
    page.locator('.node[aria-label^="a "]').click()
    details = page.locator("[aria-live]").text_content()
    assert "No number can be changed here: computed again, b is 8, and not 6: was some" in details
    assert page.get_by_role("button", name="a + 1").count() == 0


@slow
def test_fractions_have_brackets_where_a_sign_is_beside_them_and_are_never_nan(page, live):
    x, y = Scalar(Fraction(1, 2), name="x{}"), Scalar(Fraction(-1, 3), name="y")
    live((x / y).square() * Fraction(10**400 + 1, 10**400) * 0.5)
    page.get_by_role("button", name="Forward").click()
    assert said(page) == "n2 (/) is x{} / y: (1/2) / (-1/3) = -3/2."
    page.get_by_role("button", name="Forward").click()
    assert said(page) == "n3 (square) is square(n2): square(-3/2) = 9/4."
    page.get_by_role("button", name="End").click()
    words = page.locator(".explore").text_content() + " ".join(labels(page))
    assert "NaN" not in words and "nan" not in words


@slow
@pytest.mark.parametrize("number", [10**304, Fraction(2**1005, 777), Fraction(777, 2**1005)])
def test_large_exact_numbers_are_right_beside_floats(page, live, number):
    y = Scalar(2.0) * number
    live(y)
    page.get_by_role("button", name="End").click()
    y.backward()
    assert labels(page)[0].endswith(f"derivative {short(y.inputs[0].derivative)}")


@slow
def test_what_an_order_of_ones_own_does_to_long_exact_numbers_is_said_in_full(page, live):
    a = Scalar(3, name="a")
    b = a * 1
    c, d = b * 1, b * 10**30
    y = d + c
    b.name, c.name, d.name, y.name = "b", "c", "d", "y"
    live(y)
    page.get_by_label("I choose the order of turns").check()
    for name in ("y", "d", "b", "c"):
        page.locator(f'.node[aria-label^="{name} "]').press("Enter")
    assert f"Wrong: a has {10**30}, and {10**30 + 1} is right;" in said(page)


@slow
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda x: x * 2.0, "is lost in rounding here. The derivative is 2."),
        (lambda x: x * 1e-10 + 1e13, "is lost in rounding here. The derivative is 1e-10."),
        (lambda x: x * 0.0, "by 0 times the nudge. The derivative is 0."),
        (lambda x: abs(x - 1e13), "by 1 times the nudge. The derivative is 0. Where a curve bends"),
    ],
)
def test_a_nudge_says_where_it_tells_nothing(page, live, make, sentence):
    live(make(Scalar(1e17 if "is 2." in sentence else 1e13, name="x")))
    page.get_by_role("button", name="End").click()
    page.locator('.node[aria-label^="x "]').click()
    assert sentence in page.locator("[aria-live]").text_content()


@slow
def test_a_kernel_that_does_not_answer_is_spoken_of(page, live):
    page.clock.install()
    live(shared())
    page.locator('.node[aria-label^="a "]').click()
    page.evaluate("hold()")
    page.get_by_role("button", name="a + 1").click()
    page.clock.run_for(2100)
    assert said(page).startswith("Python has not answered yet.")
    page.evaluate("release(1)")
    assert said(page).startswith("a is 4 now.")


@slow
def test_keys_are_the_pages_own_and_the_browsers(page):
    own = page.locator(":is(button, input, .node)")
    assert own.count() == page.locator("[data-lm-suppress-shortcuts]").count() > 10
    page.locator(".graph").dispatch_event("keydown", {"key": "Enter", "bubbles": True})
    back = "new KeyboardEvent('keydown', {key: 'ArrowLeft', altKey: true, cancelable: true})"
    assert page.locator(".node").first.evaluate(f"(node) => node.dispatchEvent({back})")


@slow
def test_in_an_order_of_ones_own_a_node_tells_what_it_sent_in_it(page):
    page.get_by_label("I choose the order of turns").check()
    for name in ("y", "left", "b"):
        page.locator(f'.node[aria-label^="{name} "]').press("Enter")
    assert "b has received 18 so far. It sends 36 to a and 54 to n1." in said(page)
    page.locator('.node[aria-label^="left "]').press("Enter")
    assert said(page) == "left has had its turn."
    details = page.locator("[aria-live]").text_content()
    assert "left has received everything: 18. It sends 18 to b and 18 to n3." in details
    assert "Its derivative" not in details and "Your order so far: y, left, b." in details
    page.locator('.node[aria-label^="right "]').press("Enter")
    assert labels(page)[0] == "a 3 36, not 78" and labels(page)[-1] == "y * 126 derivative 1"
    page.get_by_role("button", name="Start").click()
    page.locator('.node[aria-label^="y "]').press("Enter")
    assert said(page).startswith("Turns begin when 1 has arrived")
    page.get_by_label("I choose the order of turns").uncheck()
    assert said(page) == "1 arrives at y."


@slow
def test_what_is_not_there_yet_is_not_given_away(page):
    details = page.locator("[aria-live]")
    page.locator('.node[aria-label^="b "]').click()
    assert details.text_content() == "b is not computed yet."
    page.locator('.node[aria-label^="a "]').click()
    assert details.text_content() == "a is a leaf.Its derivative has not arrived yet."
    page.get_by_role("button", name="a + 1").click()
    assert said(page) == "a is 4 now."
    for _ in range(6):
        page.get_by_role("button", name="Forward").click()
    assert said(page).startswith("y has received everything")
    page.locator('.node[aria-label^="n3 "]').click()
    assert "Its derivative" in details.text_content()


@slow
def test_ends_and_other_numbers_say_what_can_be_done(page):
    buttons = [page.get_by_role("button", name=n) for n in ("Start", "Back", "Forward", "End")]
    off = lambda: [button.get_attribute("aria-disabled") for button in buttons]  # noqa: E731
    assert off() == ["true", "true", "false", "false"]
    buttons[3].click()
    assert off() == ["false", "false", "true", "true"]
    page.locator('.node[aria-label^="a "]').click()
    page.get_by_role("button", name="a + 1").click()
    page.locator('.node[aria-label^="n1 "]').click()
    page.get_by_role("button", name="n1 + 1").press("Enter")
    assert said(page) == 'a is changed: choose "All numbers as at first" before another one.'


@slow
def test_it_plays_in_less_than_five_seconds_and_stops(page):
    page.clock.install()
    play = page.get_by_role("button", name="Play")
    play.click()
    assert page.get_by_role("button", name="Stop").count() == 1
    page.clock.run_for(4900)
    assert "Step 9 of 9" in page.locator(".explore").text_content()
    assert play.count() == 1
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    page.wait_for_selector(".explore svg")
    assert play.count() == 0  # who wants no motion steps by hand


@slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation_of_accessibility(page, scheme):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: `make site` brings it")
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("button", name="End").click()
    page.locator('.node[aria-label^="a "]').click()
    assert serious_violations(page) == []
