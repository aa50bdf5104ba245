"""The library's docstrings as Sphinx reads text, and with the notebook that builds each thing."""

import re

import home_cells
from sphinx import addnodes

PARAMETER = r"(\w+(?:, \w+)*): "


def as_page(app, what, name, thing, options, lines):
    """Change the lines of a docstring in place, as Sphinx's autodoc wants it."""
    built = where_it_is_built(name, home_cells.places().get(name, []))
    lines[:] = [*formatted("\n".join(lines)).split("\n"), ""]
    if built:
        lines += [".. rst-class:: built", "", built, ""]


def formatted(text):
    """A docstring in reStructuredText: it has `code`, paragraphs, and lists of parameters."""
    parts = re.split(r"`(.+?)`", text, flags=re.DOTALL)
    parts[::2] = [re.sub(r"([*|\\])", r"\\\1", part) for part in parts[::2]]
    parts[1::2] = [f"``{code}``" for code in parts[1::2]]
    return "\n\n".join(map(paragraph, "".join(parts).strip().split("\n\n")))


def paragraph(text):
    """Where each line names a parameter or goes on below one, a list with what each means."""
    if all(re.match(PARAMETER + "|    ", line) for line in text.split("\n")):
        return re.sub(f"^{PARAMETER}", r"\1\n    ", text, flags=re.MULTILINE)
    return text


def keep_first_signatures(app, page):
    """Leave out how a generic function is called for each kind of number: it is called the same."""
    for described in page.findall(addnodes.desc):
        for signature in described.children[1:-1]:
            described.remove(signature)


def where_it_is_built(name, places):
    """The sentence that leads from the library to the cells that build a thing."""
    if name in home_cells.modules():
        places = {place.notebook: place for place in reversed(places)}.values()
        return f"Built in {listed([link(place) for place in places][::-1])}."
    last = [link(place) for place in places if not place.is_draft]
    drafts = [link(place) for place in places if place.is_draft]
    words = [f"Built in {listed(last)}."] if last else []
    words += [f"A draft stands in {listed(drafts)}."] if drafts else []
    return " ".join(words)


def listed(words):
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def link(place):
    return f":ref:`notebook {int(place.notebook[:2])} <{home_cells.label(place.cell)}>`"
