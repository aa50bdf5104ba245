"""README.md keeps its word: its code prints what it shows, its links and commands exist."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| \[(\w+)\]\((\S+)\) \| (.+) \|$", README, re.MULTILINE)


def words_in(svg):
    """The texts in a picture: what it says, wherever fonts put it."""
    return [text for text in ElementTree.parse(svg).getroot().itertext() if text.strip()]


def test_the_block_prints_what_stands_below_it_and_draws_the_picture(tmp_path, monkeypatch, capsys):
    ((code, shown),) = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(code, {})
    assert capsys.readouterr().out == shown
    assert words_in("graph.svg") == words_in(ROOT / ".github" / "pictures" / "graph.svg")


@pytest.mark.parametrize("target", re.findall(r"\]\((.+?)\)", README))
def test_a_link_leads_to_a_file(target):
    assert (ROOT / target).is_file()


def test_every_picture_has_a_description():
    descriptions = re.findall(r"!\[(.*?)\]", README)
    assert len(descriptions) == 2 and all(descriptions)


def test_the_map_lists_every_notebook_in_order():
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert [(name, link) for name, link, _ in TABLE] == [
        (path.stem, f"notebooks/{path.name}") for path in notebooks
    ]


@pytest.mark.parametrize("name, link, question", TABLE)
def test_a_notebook_opens_with_the_question_of_the_map(name, link, question):
    text = (ROOT / link).read_text(encoding="utf-8")
    assert question in text.split('"cell_type": "code"')[0]


def test_the_commands_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"\bmake ([a-z]+)", README)
    assert {"lab", "test"} <= set(commands)
    assert set(commands) <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
