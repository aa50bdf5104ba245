"""Build the site, what anybody can read and run in a browser: python site/build.py

Everything it writes is in `build`; the site itself, in `build/site`, can be served from any folder.
No notebook is run: the pages show the outputs that are stored.
"""

import ast
import json
import re
import shutil
import subprocess
import sys

import home_cells
import pages

ROOT = home_cells.ROOT
BUILD = ROOT / "build"
SOURCE = BUILD / "site-source"
OUTPUT = BUILD / "site"


def main():
    for folder in (SOURCE, OUTPUT):
        shutil.rmtree(folder, ignore_errors=True)
    pictures = lay_out()
    sphinx = ["-m", "sphinx", "-W", "--keep-going", "--quiet", "--fresh-env", "--jobs", "2"]
    folders = ["--conf-dir", ROOT / "site", "--doctree-dir", BUILD / "site-doctrees"]
    run(*sphinx, *folders, SOURCE, OUTPUT)
    for name, png in pictures.items():
        write(OUTPUT / name, png)
    run(ROOT / "site" / "lite" / "build.py", OUTPUT / "lite")
    print(f"The site is in {OUTPUT.relative_to(ROOT)}. Outer links, which nobody has followed:")
    print(*outer_links(), sep="\n")


def run(*command):
    """Run Python; where it fails, it has said why, and so does this program end."""
    done = subprocess.run([sys.executable, *command])
    if done.returncode:
        sys.exit(done.returncode)


def lay_out():
    """Write what Sphinx reads, each page where its source stands; return the pictures to add."""
    pictures = {}
    notebooks = [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("notebooks/exercises/*/*/*.ipynb")]
    for path in notebooks:
        name = path.relative_to(ROOT).as_posix()
        page = pages.page(json.loads(path.read_text(encoding="utf-8")), name, pictures)
        write(SOURCE / name, json.dumps(page).encode())
    for path in [*ROOT.glob("site/*.md"), *ROOT.glob("site/*.rst"), ROOT / "README.md"]:
        text = path.read_text(encoding="utf-8")
        moving = re.search(r"<!-- what moves in (.*) -->", text)
        if moving:
            notebook = json.loads((ROOT / moving[1]).read_text(encoding="utf-8"))
            text = text.replace(moving[0], pages.what_moves(notebook, moving[1]))
        text = text.replace("<!-- the modules -->", table_of_modules())
        write(SOURCE / path.name, text.encode())
    for path in [*ROOT.glob("notebooks/pictures/*"), *ROOT.glob("notebooks/exercises/*.md")]:
        write(SOURCE / path.relative_to(ROOT), path.read_bytes())
    for module in home_cells.modules():
        write(SOURCE / "reference" / f"{module}.rst", reference(module).encode())
    return pictures


def table_of_modules():
    """The lesson modules in Markdown, each with the first line of what it says of itself."""
    rows = ["| module | what it holds |", "|---|---|"]
    for module in home_cells.modules():
        source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        noun = ast.get_docstring(ast.parse(source)).partition("\n")[0]
        rows.append(f"| [{module}](reference/{module}.rst) | {noun} |")
    return "\n".join(rows)


def reference(module):
    """The page of a lesson module: what its docstrings say, in its order."""
    return f"{module}\n{'=' * len(module)}\n\n.. automodule:: {module}\n"


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def outer_links():
    """The addresses outside of the site to which its pages lead."""
    html = [path.read_text(encoding="utf-8") for path in OUTPUT.rglob("*.html")]
    return sorted({link for page in html for link in re.findall(r'href="(https?://[^"]*)"', page)})


if __name__ == "__main__":
    main()
