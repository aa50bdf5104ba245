"""The site: every page is reached, linked both ways, light, readable on any screen and by ear."""

import functools
import gzip
import io
import json
import re
import runpy
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import yaml
from browser import serious_violations
from PIL import Image, ImageChops

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "site"))

import home_cells  # noqa: E402
import pages  # noqa: E402

SITE = ROOT / "build" / "site"
NOTEBOOKS = [f"notebooks/{path.stem}.html" for path in home_cells.NOTEBOOKS]
EXERCISE = "notebooks/exercises/release/02_scalar/02_scalar.html"
INDEX = (ROOT / "site" / "index.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
slow = pytest.mark.slow


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
    assert not [alt for alt in words if "Figure size" in alt or len(alt) < len("n0: x = 3")]


def htmls_in(page):
    for cell in page["cells"]:
        for output in cell.get("outputs", ()):
            yield "".join(output.get("data", {}).get("text/html", ""))


def test_a_moving_picture_stands_still_where_motion_is_unwelcome():
    page, pictures = page_of("notebooks/05_backward.ipynb")
    name = next(name for name, png in pictures.items() if pages.moves(png))
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


def test_the_workflow_deploys_what_make_site_builds():
    path = ROOT / ".github" / "workflows" / "site.yml"
    (job,) = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make site"]
    (upload,) = [step for step in job["steps"] if "upload-pages" in step.get("uses", "")]
    assert upload["with"]["path"] == SITE.relative_to(ROOT).as_posix()


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
    pytest.importorskip("sphinx", reason="Sphinx is not installed: it comes with the extra `site`")
    assert (SITE / "index.html").exists(), "The site is not built: run `make site` first."
    paths = (path.relative_to(SITE) for path in SITE.rglob("*.html"))
    return {SITE / p: Page(SITE / p) for p in paths if p.parts[0] not in ("_static", "lite")}


def outside(address):
    return bool(urlsplit(address).netloc) or address.startswith(("data:", "mailto:"))


@slow
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
def test_what_pages_load_comes_from_the_site_and_weighs_little(built):
    weights = {}
    for path, page in built.items():
        files = {(path.parent / urlsplit(file).path).resolve() for file in page.loaded}
        assert not [file for file in page.loaded if outside(file)]
        weights[path] = sum(as_sent(file) for file in files | {path})
    assert max(weights.values()) < 1_500_000, weights


@slow
def test_each_page_has_the_pictures_of_its_own_notebook(built):
    for name in [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("notebooks/exercises/*/*/*.ipynb")]:
        name = name.relative_to(ROOT).as_posix()
        html = (SITE / name).with_suffix(".html")
        shown = {(html.parent / picture["src"]).resolve() for picture in built[html].pictures}
        for picture, png in page_of(name)[1].items():
            assert (SITE / picture).read_bytes() == png
            assert SITE / picture in shown or picture.endswith("-still.png")


@functools.cache
def as_sent(file):
    """The bytes of a file as a server sends it: what is text is compressed."""
    content = file.read_bytes()
    return len(content if file.suffix in (".png", ".woff2") else gzip.compress(content))


@slow
@pytest.mark.parametrize("name", [None, "somebody/scalarad"])
def test_the_address_of_the_repository_is_the_one_that_is_known(built, monkeypatch, name):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    if name:
        monkeypatch.setenv("GITHUB_SERVER_URL", "https://code.example")
        monkeypatch.setenv("GITHUB_REPOSITORY", name)
    options = runpy.run_path(str(ROOT / "site" / "conf.py"))["html_theme_options"]
    assert options.get("repository_url") == (name and f"https://code.example/{name}")


@slow
def test_each_picture_of_a_film_stands_below_its_caption(built):
    html = (SITE / "notebooks" / "07_shared_inputs.html").read_text(encoding="utf-8")
    found = re.findall(r'<pre>(?:<span></span>)?(\d)\. |class="(picture) ', html)
    parts = ["".join(part) for part in found]
    start = parts.index("1")
    assert parts[start : start + 4] == ["1", "picture", "2", "picture"]


# -------- the pages in a browser


@pytest.fixture(scope="module")
def asked():
    """The addresses that the browser has asked for since this was emptied."""
    return set()


@pytest.fixture(scope="module")
def browser(chromium, site, asked):
    """A window of the browser, 1280 pixels wide, in which no page may fail or look elsewhere."""
    troubles = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=site)
    window = context.new_page()
    window.on("pageerror", lambda error: troubles.append(str(error)))
    window.on("response", lambda r: troubles.append(r.url) if r.status >= 400 else None)
    window.on("request", lambda r: asked.add(r.url))
    own = (site, "blob:", "data:")
    window.on("request", lambda r: None if r.url.startswith(own) else troubles.append(r.url))
    yield window
    context.close()
    assert troubles == []


@slow
@pytest.mark.parametrize("page", ["index.html", EXERCISE, *NOTEBOOKS])
def test_a_page_shows_its_pictures_is_light_at_first_and_fits_a_narrow_screen(
    browser, site, asked, page
):
    asked.clear()
    browser.set_viewport_size({"width": 1280, "height": 800})
    browser.goto(page)
    browser.wait_for_load_state("networkidle")
    own = [SITE / urlsplit(url).path[1:] for url in asked if "_static" not in url]
    assert sum(map(as_sent, own)) < 300_000, own

    pictures = browser.evaluate(
        """async () => {
            const pictures = [...document.querySelectorAll("article img")];
            for (const picture of pictures) picture.loading = "eager";
            await Promise.allSettled(pictures.map((picture) => picture.decode()));
            return pictures.map((p) => [p.getAttribute("src"), p.naturalWidth, p.alt]);
        }"""
    )
    assert [p for p in pictures if not p[1] or not p[2]] == []
    loaded = browser.evaluate("performance.getEntriesByType('resource').map((r) => r.name)")
    files = {SITE / urlsplit(url).path[1:] for url in [*loaded, f"/{page}"]}
    assert sum(as_sent(file) for file in files if file.is_file()) < 1_500_000

    browser.set_viewport_size({"width": 400, "height": 800})
    assert browser.evaluate("document.documentElement.scrollWidth") <= 400


@slow
@pytest.mark.parametrize(
    "page, theme",
    [
        ("index.html", "light"),
        ("notebooks/05_backward.html", "light"),
        ("notebooks/05_backward.html", "dark"),
        ("notebooks/06_gradient_descent.html", "dark"),
        (EXERCISE, "light"),
        ("reference/scalarad.scalar.html", "light"),
    ],
)
def test_nothing_in_a_page_stands_in_the_way_of_who_cannot_see_it_well(browser, page, theme):
    browser.set_viewport_size({"width": 1280, "height": 800})
    browser.emulate_media(color_scheme=theme)
    browser.goto(page)
    assert browser.evaluate("document.documentElement.dataset.theme") == theme
    browser.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert serious_violations(browser) == []


@slow
def test_a_word_is_found(browser):
    browser.goto("search.html?q=topological")
    browser.wait_for_selector("#search-results li a")
    found = browser.evaluate("[...document.querySelectorAll('#search-results li a')].map(String)")
    assert any("notebooks/03_graph.html" in link for link in found)
    assert not any("exercises/source" in link for link in found)


@slow
def test_a_picture_moves_again_and_only_when_asked_where_motion_is_unwelcome(browser):
    browser.emulate_media(reduced_motion="reduce")
    browser.goto("index.html")
    moving = browser.locator(".moving img").first
    moving.scroll_into_view_if_needed()
    browser.wait_for_load_state("networkidle")
    assert moving.evaluate("(picture) => picture.currentSrc").endswith("-still.png")
    browser.get_by_role("button", name="Play again").first.click()
    browser.wait_for_function(
        "document.querySelector('.moving img').currentSrc.startsWith('blob:')"
    )
    browser.emulate_media(reduced_motion="no-preference")
