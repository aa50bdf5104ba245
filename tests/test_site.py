"""The site: every page is reached, linked both ways, light, readable on any screen and by ear."""

import gzip
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "site"))

import home_cells  # noqa: E402
import pages  # noqa: E402

SITE = ROOT / "build" / "site"
INDEX = (ROOT / "site" / "index.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
AXE = ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js"
slow = pytest.mark.slow
in_browser = pytest.mark.xdist_group("site")


def page_of(name):
    """A notebook as the site's build lays it out, and its pictures."""
    pictures = {}
    notebook = json.loads((ROOT / name).read_text(encoding="utf-8"))
    return pages.page(notebook, name, pictures), pictures


# -------- without a build


def test_the_notebooks_stand_in_the_contents_in_the_parts_of_the_readme():
    parts = re.findall(r"^:caption: (.*)\n\n((?:notebooks/\w+\n)+)", INDEX, re.MULTILINE)
    in_contents = [[part, *names.split()] for part, names in parts]
    rows = re.findall(r"^\| (?:\*\*(.+?)\*\* \| \||\[\w+\]\((\S+)\.ipynb\))", README, re.MULTILINE)
    in_readme = []
    for part, name in rows:
        if part:
            in_readme.append([part])
        else:
            in_readme[-1].append(name)
    assert len(in_readme) == 4
    assert in_contents == in_readme


def test_the_reference_has_a_page_for_each_lesson_module():
    modules = {f"scalarad.{path.stem}" for path in (ROOT / "scalarad").glob("[!_]*.py")}
    assert {*home_cells.modules()} == modules


def test_each_definition_of_a_lesson_is_linked_to_the_cell_that_builds_it():
    assert home_cells.described() - home_cells.places().keys() == set()
    (place,) = home_cells.places()["scalarad.graph.topological_order"]
    assert (place.notebook, place.is_draft) == ("03_graph", False)


@pytest.mark.parametrize("path", home_cells.NOTEBOOKS, ids=lambda path: path.stem)
def test_each_picture_of_a_notebook_has_words_of_its_own(path):
    page, pictures = page_of(f"notebooks/{path.name}")
    shown = [html for html in htmls_in(page) if 'class="picture' in html]
    words = [re.search(r'alt="(.+?)"', html, re.DOTALL)[1] for html in shown]
    assert len(words) == sum(not name.endswith("-still.png") for name in pictures)
    assert all(len(alt) > 20 and "Axes" not in alt for alt in words)


def htmls_in(page):
    for cell in page["cells"]:
        for output in cell.get("outputs", ()):
            yield "".join(output.get("data", {}).get("text/html", ""))


def test_a_moving_picture_stands_still_where_motion_is_unwelcome():
    page, pictures = page_of("notebooks/05_backward.ipynb")
    (name,) = [name for name, png in pictures.items() if pages.moves(png)]
    still = pictures[name.replace(".png", "-still.png")]
    moving, still = (Image.open(io.BytesIO(png)) for png in (pictures[name], still))
    assert (moving.is_animated, getattr(still, "is_animated", False)) == (True, False)
    moving.seek(moving.n_frames - 1)
    assert ImageChops.difference(moving.convert("RGB"), still.convert("RGB")).getbbox() is None


def test_what_is_folded_in_jupyter_is_folded_on_the_site_and_nothing_else():
    for path in home_cells.NOTEBOOKS:
        page, _ = page_of(f"notebooks/{path.name}")
        for cell in page["cells"]:
            hidden = cell["metadata"].get("jupyter", {}).get("source_hidden", False)
            assert ("hide-input" in cell["metadata"].get("tags", ())) == hidden


# -------- the pages that were built


class Page(HTMLParser):
    """The links, names and pictures of a page, and the files that it loads."""

    def __init__(self, path):
        super().__init__()
        self.links, self.names, self.pictures, self.loaded = [], set(), [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.names.add(given.get("id"))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "img":
            self.pictures.append(given)
        if tag == "link" and given.get("rel") in ("stylesheet", "icon"):
            self.loaded.append(given["href"])
        if tag in ("img", "script") and "src" in given:
            self.loaded.append(given["src"])


@pytest.fixture(scope="module")
def built():
    """The pages of the site, by their paths."""
    assert (SITE / "index.html").exists(), "The site is not built: run `make site` first."
    paths = [path for path in SITE.rglob("*.html") if "lite" not in path.relative_to(SITE).parts]
    return {path: Page(path) for path in paths}


def outside(address):
    return bool(urlsplit(address).netloc) or address.startswith(("data:", "mailto:"))


@slow
@in_browser
def test_each_link_inside_the_site_leads_to_a_page_and_to_its_place_there(built):
    for path, page in built.items():
        for link in page.links:
            if outside(link):
                continue
            address, name = urldefrag(link)
            target = (path.parent / unquote(urlsplit(address).path)).resolve() if address else path
            assert target.is_file(), f"{path.relative_to(SITE)} links to {link}, which is no file"
            if name and target in built:
                assert name in built[target].names, f"{path.relative_to(SITE)}: no place {link}"


@slow
@in_browser
def test_what_pages_load_comes_from_the_site_and_weighs_little(built):
    weights = {}
    for path, page in built.items():
        files = {(path.parent / urlsplit(file).path).resolve() for file in page.loaded}
        assert not [file for file in page.loaded if outside(file)]
        weights[path.name] = sum(as_sent(file) for file in files | {path})
    assert max(weights.values()) < 1_500_000, weights


def as_sent(file):
    """The bytes of a file as a server sends it: what is text is compressed."""
    content = file.read_bytes()
    return len(content if file.suffix in (".png", ".woff2") else gzip.compress(content))
