"""A notebook as a page of the site: its pictures as files with words, its folds, its links."""

import base64
import os
import re
import struct
from html import escape

import home_cells
from explore import states_for

SOLVED = "notebooks/exercises/source"
RELEASED = "notebooks/exercises/release"
PICTURES = "pictures"  # the folder on the site


def page(notebook, path, pictures):
    """The notebook as Sphinx shall read it.

    `path` is where it stands in the repository, and so on the site. The bytes of each of its
    pictures are put into the dict `pictures`, by the path that the page asks for.
    """
    top = os.path.relpath(".", path.rpartition("/")[0])
    cells, explored = [], []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            home = home_cells.home_of(source)
            if home:
                cells.append(text_cell(f"{cell['id']}-home", caption(home, cell["id"])))
            fold(cell)
            texts = ("".join(c["source"]) for c in cells[::-1] if c["cell_type"] == "markdown")
            before = next(text for text in texts if not text.startswith("("))
            for number, output in enumerate(cell["outputs"]):
                if "image/png" in output.get("data", {}):
                    words = words_of(output, cell, before)
                    name = picture_name(path, cell, number)
                    png = base64.b64decode("".join(output["data"]["image/png"]))
                    pictures[name] = png
                    if moves(png):
                        pictures[still_name(name)] = without_motion(png)
                    look = output["metadata"].get("image/png", {})
                    output["data"] = {"text/html": picture(f"{top}/{name}", png, words, look)}
                    output["metadata"] = {}
                    if re.search(r"^explore\(", source, re.MULTILINE):
                        explored.append(output["data"])
        elif not cells:
            title, _, rest = source.partition("\n\n")
            cell["source"] = f"{title}\n\n{beginning(path, top, notebook)}\n\n{rest}"
        cells.append(cell)
    put_under_ones_fingers(explored, path, f"{top}/_static/explore.js")
    metadata = notebook["metadata"]
    if path.startswith(SOLVED):  # found from its exercise, not by searching
        metadata = metadata | {"orphan": True, "nosearch": True}
    return notebook | {"cells": cells, "metadata": metadata}


def text_cell(name, source):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": source}


def fold(cell):
    """What is folded in Jupyter is folded on the site, below a line that opens it."""
    if cell["metadata"].get("jupyter", {}).get("source_hidden"):
        cell["metadata"]["tags"] = [*cell["metadata"].get("tags", []), "hide-input"]


def put_under_ones_fingers(explored, path, script):
    """In place of the pictures of `explore`, its pages; the pictures stand there until they run."""
    stem = path.rpartition("/")[2].removesuffix(".ipynb")
    pictures = [data["text/html"] for data in explored]
    for data, html in zip(explored, states_for(stem, script, pictures)):
        data["text/html"] = html


# -------- links


def beginning(path, top, notebook):
    """What stands below the title: how to run the page, its exercise, what it builds."""
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(".ipynb")
    if folder.startswith(SOLVED):
        back = os.path.relpath(f"{RELEASED}/{stem}/{name}", folder)
        return f"::::{{container}} beginning\nThe solved version of [this exercise]({back}).\n::::"
    contents = f"exercises/{name}" if folder.startswith(RELEASED) else name
    words = [
        f'<a class="run" href="{top}/lite/lab/index.html?path={contents}">Run in the browser</a>'
        f" ([how](/browser.md))"
    ]
    if folder.startswith(RELEASED):
        words.append("Running it draws its graphs")
    if (home_cells.ROOT / RELEASED / stem / name).exists() and folder == "notebooks":
        words.append(f"[Exercise](exercises/release/{stem}/{name})")
    homes = (home_cells.home_of("".join(c["source"])) for c in notebook["cells"])
    built = dict.fromkeys(home.module for home in homes if home)
    if built:
        names = ", ".join(f"{{py:mod}}`{m.removeprefix('scalarad.')} <{m}>`" for m in built)
        words.append(f"Builds {names}")
    return "::::{container} beginning\n" + " · ".join(words) + "\n::::"


def caption(home, cell):
    """What stands above a home cell: a place to link to, and links to the reference."""
    names = [name for name in home.names if name in home_cells.described()]
    short = [name.removeprefix(f"{home.module}.") for name in names]
    links = [f"{{py:obj}}`{text} <{name}>`" for text, name in zip(short, names)]
    file = f"{{py:mod}}`scalarad/{home.module.rpartition('.')[2]}.py <{home.module}>`"
    words = f"{'A draft for ' if home.is_draft else ''}{file}"
    if links:
        words += f": {', '.join(links)}"
    return f"({home_cells.label(cell)})=\n::::{{container}} home\n{words}\n::::"


# -------- pictures


def words_of(output, cell, text):
    """What a picture shows, in words: its own, or what is printed with it, or said before it."""
    described = output["metadata"].get("image/png", {}).get("alt")
    if described:
        return described
    printed = "".join("".join(o.get("text", "")) for o in cell["outputs"])
    return f"Plot. {printed or plain(text)}".strip()


def plain(text):
    """The last paragraph of a text, without its marks."""
    return re.sub(r"[*`]|\]\(.*?\)|\[", "", text.strip().split("\n\n")[-1])


def picture(href, png, words, look):
    """A picture as HTML, loaded when it is about to be seen; what moves has a still beside it."""
    width, height = struct.unpack(">II", png[16:24])
    width, height = look.get("width", width), look.get("height", height)
    image = (
        f'<img src="{href}" alt="{escape(words)}" width="{width}" height="{height}" loading="lazy">'
    )
    if moves(png):
        still = f'<source srcset="{still_name(href)}" media="(prefers-reduced-motion: reduce)">'
        return f'<div class="picture moving"><picture>{still}{image}</picture></div>'
    # The letters of a graph have a size of their own, those of a plot shrink with it.
    return f'<div class="picture {"graph" if "alt" in look else "plot"}">{image}</div>'


def picture_name(path, cell, number):
    """The picture's file; cells of a notebook and of its exercise may be called the same."""
    folder = path.removeprefix("notebooks/").removesuffix(".ipynb")
    return f"{PICTURES}/{folder}/{cell['id']}-{number}.png"


def what_moves(notebook, path):
    """The first moving picture of a notebook, as the home page shows it."""
    for cell in notebook["cells"]:
        for number, output in enumerate(cell.get("outputs", ())):
            png = base64.b64decode("".join(output.get("data", {}).get("image/png", "")))
            if moves(png):
                look = output["metadata"]["image/png"]
                return picture(picture_name(path, cell, number), png, look["alt"], look)
    raise ValueError(f"no picture of {path} moves")


def still_name(name):
    return name.replace(".png", "-still.png")


def moves(png):
    """Whether the bytes are an animated PNG: it says so before its first picture."""
    return b"acTL" in png.partition(b"IDAT")[0]


def without_motion(png):
    """The still picture in an animated PNG, here its last frame: the chunks of the others go."""
    kept, at = png[:8], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        chunk = png[at : at + 12 + length]
        if chunk[4:8] not in (b"acTL", b"fcTL", b"fdAT"):
            kept += chunk
        at += len(chunk)
    return kept
