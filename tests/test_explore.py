"""`explore`: what Python tells the page is right, and so is what the page makes of it."""

import gzip
import importlib.util
import json
import random
import re
import sys
from fractions import Fraction
from pathlib import Path

import nbformat
import numpy as np
import pytest
from browser import served
from execute_notebooks import normalise
from test_drawing import outputs_of

from scalarad import Symbol, exp, log, maximum, minimum, sin, sqrt, where
from scalarad.graph import topological_order
from scalarad.pictures import Explorer, explore, film, wave
from scalarad.pictures.drawing import short as short
from scalarad.pictures.explore import INSTALL, PAGE, page_of, read, widget_of
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
    }  # fmt: skip
    for result, formula in results.items():
        for name in (result.name, "mine"):  # a name of the reader's hides the sign
            result.name = name
            told = page_of(topological_order(result))["graph"]["nodes"][-1]
            assert told["formula"] == formula and told["rule"]


def test_a_changed_number_is_computed_by_the_operations_of_the_graph():
    x, y = Scalar(2.0, name="x"), Scalar(3.0, name="y")
    z = sin(x * y) / (x**2 + 1) - minimum(x, y) * exp(-y) + sqrt(x) * log(y) + x**y
    page = Explorer(z).answer({"numbers": ["2.5", "3.0", "1"]})
    expected = np.sin(7.5) / 7.25 - 2.5 * np.exp(-3) + np.sqrt(2.5) * np.log(3) + 2.5**3
    assert float(page["numbers"]["nums"][-1]) == pytest.approx(expected)


def leaves_of(output):
    return [node for node in topological_order(output) if node.is_leaf]


def test_a_graph_that_cannot_be_computed_again_can_still_be_stepped_through():
    def rule(b_in):
        return (3.0 * b_in,)

    x = Scalar(2.0, name="x")
    for y in (where(x > 1, x * 2, x), Scalar(6.0, (x,), rule, "thrice")):
        page = page_of(topological_order(y))
        assert page["numbers"]["nudged"] is None
        answer = Explorer(y).answer({"numbers": ["1.0"] * len(leaves_of(y))})
        assert list(answer) == ["refused"]


def test_what_has_no_value_is_refused_in_a_sentence():
    x = Scalar(0.5, name="x")
    explorer = Explorer(log(x))
    assert explorer.answer({"numbers": ["-0.5"]}) == {"refused": "log has no value at -0.5."}
    assert explorer.answer({"numbers": ["1.0"]})["numbers"]["nums"] == ["1.0", "0.0"]


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
    explorer = explore("x * a", x=3.0, a=1.0)
    page = explorer.answer({"formula": formula})
    assert float(page["numbers"]["nums"][-1]) == value
    assert explorer.nodes[-1].num == value and "graph" in page


REFUSED = {
    "": "write a formula and its numbers",
    "x), (x": "write a formula",
    "x +": "^'x \\+' is no formula that Python can read",
    "x)(x": "write a formula and its numbers",
    "x * x, **{}": "write a formula and its numbers",
    "x * x, x=3, x=4": "write a formula and its numbers",
    "sqrt(x), x=0": "infinite",
    "2x": "^'2x' is no formula that Python can read; 2x is written 2 \\* x",
    "x * x, x=1e999": "x is inf; give it a finite number",
    "2 * 3": "has no name in it whose number",
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
    explorer = explore("x * x", x=1.0)
    answer = explorer.answer({"formula": formula})
    assert re.search(REFUSED[formula], answer["refused"]) and answer["refused"].endswith(".")
    assert len(explorer.nodes) == 2  # the graph from before


def large():
    y = Scalar(1.0)
    for _ in range(60):
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


@pytest.mark.parametrize("before", [None, 5.0])
def test_the_graph_stays_as_it_is(before):
    y = shared()
    nodes = topological_order(y)
    for node in nodes:
        node.derivative = before
    explorer = explore(y)
    page_of(explorer.nodes)
    explorer.answer({"numbers": ["1.0"] * 4})
    explorer.answer({"formula": "x, x=1"})
    assert {node.derivative for node in nodes} == {before}
    assert [node.num for node in nodes] == [3, 2, 6, 1, 7, 3, 18, 126]


def test_a_notebook_gets_the_moving_picture_its_words_and_the_widget(monkeypatch):
    (page, _), *others = outputs_of(explore(shared()), monkeypatch)
    assert page.keys() == {WIDGET}
    assert others == outputs_of(wave(shared()), monkeypatch)
    assert repr(explore(shared())) == repr(wave(shared())) == others[0][0]["text/plain"]


def test_the_widget_answers_what_its_page_asks(monkeypatch):
    widget, sent = widget_of(explore(shared())), []
    monkeypatch.setattr(type(widget), "send", lambda self, answer: sent.append(answer))
    for request in ({"numbers": ["4.0", "2.0", "1.0", "3.0"]}, {"formula": "a, a=7"}):
        widget._handle_custom_msg(request, [])
    assert widget.page["numbers"]["nums"][-1] == "126.0"
    assert sent[0]["numbers"]["nums"][-1] == "216.0"  # (8 + 1) (8 * 3)
    assert sent[1]["numbers"]["nums"] == ["7.0"]


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
AXE = ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js"
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
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    details = page.locator("[aria-live]").text_content()
    for sentence in (
        "b is a * n1: 3 * 2 = 6.",
        "Its whole derivative is 18 × 1 from left + 7 × 3 from right = 39.",
        "Its rule: x * y, with d(x * y) = y dx + x dy.",
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
    page.locator('.node[aria-label^="a "]').click()
    nudge = "A nudge by hand: a from 3 to 3.001 moves y from 126 to 126.07801, 78.01 times as far."
    assert nudge in page.locator("[aria-live]").text_content()
    more = page.get_by_role("button", name="a + 1")
    for _ in range(3):
        more.click()
    # 12 a² + 6 a at 6, and its slope 24 a + 6
    assert said(page) == "a is 6 now. y is 468 now. The derivative of a is 150."
    assert more.get_attribute("aria-disabled") == "true"
    assert "No kernel runs here" in page.locator(".explore").text_content()
    more.press("Enter")
    assert said(page).startswith("No kernel runs here")
    page.get_by_role("button", name="a + 0.001").click()
    assert said(page).startswith("a is 6.001 now. y is 468.15001 now.")
    page.get_by_role("button", name="All numbers as at first").click()
    assert said(page) == "a is 3 now. y is 126 now. The derivative of a is 78."
    assert page.get_by_role("textbox").count() == 0


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
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run()")["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
