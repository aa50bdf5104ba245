"""Sphinx's settings for the site; `site/build.py` lays out the pages that it reads."""

import os
import sys
import tomllib
from pathlib import Path

SITE = Path(__file__).resolve().parent
sys.path[:0] = [str(SITE), str(SITE.parent)]

import docstrings  # noqa: E402
import mathml  # noqa: E402

PROJECT = tomllib.loads((SITE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = PROJECT["name"]
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode", "sphinx_copybutton"]
nitpicky = True  # a link to nothing is a warning, and warnings fail the build
exclude_patterns = ["README.md"]  # of which the home page takes the map of the notebooks
pygments_style = "a11y-high-contrast-light"

# The notebooks are shown as they are stored.
nb_execution_mode = "off"
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_enable_extensions = ["attrs_inline", "colon_fence", "dollarmath"]
myst_heading_anchors = 3

add_module_names = False
autodoc_inherit_docstrings = False
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "special-members": True}

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = [str(SITE / "static"), *map(str, SITE.parent.glob("scalarad/pictures/*.js"))]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"type": "module"})]
html_favicon = str(SITE / "static" / "favicon.svg")
html_copy_source = False
html_domain_indices = html_use_index = False
html_show_copyright = False
html_math_renderer = "mathml"
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system is
html_theme_options = {
    "footer_content_items": [],
    "home_page_in_toc": True,
    "navbar_persistent": [],  # otherwise a second search button
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
}
# Where the repository is, which only those know who have put it somewhere.
repository = PROJECT.get("urls", {}).get("Repository")
if not repository and "GITHUB_REPOSITORY" in os.environ:
    repository = f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}"
if repository:
    html_theme_options |= {"repository_url": repository, "use_repository_button": True}


def setup(app):
    app.connect("autodoc-process-docstring", docstrings.as_page)
    app.connect("doctree-read", docstrings.keep_first_signatures)
    app.add_html_math_renderer("mathml", (mathml.inline, None), (mathml.block, None))
