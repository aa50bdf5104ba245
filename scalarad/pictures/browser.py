"""What is different where the kernel runs in the reader's browser, in Pyodide.

Graphs are drawn there by wasm-graphviz, which the site puts beside this module and which makes SVG
only. NumPy and matplotlib come over the network, from Pyodide's own server: without one a plot is
a line that says so. What no browser can do is refused in a sentence.

The kernel loads this module as an extension of IPython, before the first cell.
"""

import base64
import html
import sys
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from tqdm import tqdm

from scalarad import functions
from scalarad.dual import also_for_duals

HERE = sys.platform == "emscripten"
GRAPHVIZ = Path(__file__).with_name("wasm-graphviz.js")
NO_GRAPHVIZ = "To see the picture in a browser, open this notebook on the site."

FROM_THE_NETWORK = "comes over the network, from Pyodide's server, which cannot be reached."
NO_PLOT = f"No plot: matplotlib {FROM_THE_NETWORK}"
NO_ARRAYS = f"NumPy {FROM_THE_NETWORK} This cell needs it."
REFUSED = {
    "dask": "Dask starts other processes, which no browser allows",
    "distributed": "Dask starts other processes, which no browser allows",
    "llvmlite": "machine code cannot run in a browser",
}


class NotInTheBrowser(ImportError):
    """What cannot be had in a browser; IPython shows its sentence and no stack trace."""

    def _render_traceback_(self):
        return [str(self)]


# -------- graphs

engine = None  # wasm-graphviz, once it is loaded


async def load_graphviz():
    """Load wasm-graphviz, which a browser does not do at once."""
    global engine
    from pyodide.code import run_js

    load = run_js("""async text => {
        const address = URL.createObjectURL(new Blob([text], {type: "text/javascript"}));
        return (await import(address)).Graphviz.load();
    }""")
    engine = await load(GRAPHVIZ.read_text(encoding="utf-8"))


def render(dot, format):
    """The picture of DOT text as bytes of `format`, "svg" or "plain"; RuntimeError if it cannot."""
    if engine is None:
        raise RuntimeError(NO_GRAPHVIZ)
    if format == "png":
        raise RuntimeError("In a browser pictures of graphs are SVG: save as .svg.")
    # It knows how wide the letters of a font are if it is named alone.
    dot = dot.replace('fontname="DejaVu Sans,Verdana"', 'fontname="DejaVu Sans"')
    picture = engine.layout(dot, format, "dot")
    fonts = 'font-family="DejaVu Sans,Verdana,sans-serif"'
    return picture.replace('font-family="DejaVu Sans"', fonts).encode()


def bundle(svg, words):
    """What Jupyter shows of the bytes of an SVG and its words: a pair of data and metadata."""
    picture = base64.b64encode(svg).decode()
    image = f'<img src="data:image/svg+xml;base64,{picture}" alt="{html.escape(words)}">'
    return {"text/plain": words, "text/html": image}, {}


# -------- plots without matplotlib


class Unseen:
    """Stands for matplotlib and all that it makes: takes every call, and draws nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments, **options):
        return self

    def __getitem__(self, key):
        return self

    def __iter__(self):
        raise NotInTheBrowser(NO_PLOT)

    def __repr__(self):
        return NO_PLOT

    def show(self):
        print(NO_PLOT)

    def use(self, style):
        pass


UNSEEN = Unseen()


class StandIn(ModuleType):
    """Stands for a module of matplotlib."""

    def __getattr__(self, name):
        return getattr(UNSEEN, name)


def leave_out_plots(names, plt):
    """Where `plt` only stands for matplotlib, let the functions in `names` that plot do nothing."""
    if isinstance(plt, StandIn):
        for name in names:
            if name.startswith("plot_") or name in ("crawl", "race"):
                names[name] = UNSEEN


class Absent:
    """Stands for a module that could not be imported; whoever uses it is told why."""

    def __init__(self, why):
        self.why = why

    def __getattr__(self, name):
        raise self.why


class Finder:
    """Stands after what finds installed modules, and answers for those that are not there."""

    def find_spec(self, name, path=None, target=None):
        package = name.partition(".")[0]
        if package in REFUSED:
            raise NotInTheBrowser(f"{REFUSED[package]}: run this cell on a machine of your own.")
        if package == "numpy":
            raise NotInTheBrowser(NO_ARRAYS)
        if package == "matplotlib":
            return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StandIn(spec.name, NO_PLOT)

    def exec_module(self, module):
        pass


def arrays_too(*_):
    """NumPy may come after `import scalarad`: let arrays be numbers then, in duals too."""
    if "scalarad.arrays" in sys.modules or not PathFinder.find_spec("numpy"):
        return
    choosers = functions.maximum, functions.where
    before = [set(chooser.registry) for chooser in choosers]
    import scalarad.arrays  # noqa: F401

    for chooser, known in zip(choosers, before):
        for kind in chooser.registry.keys() - known:
            chooser.register(kind, also_for_duals(chooser, chooser.registry[kind]))


def load_ipython_extension(shell):
    """Make a kernel in the browser ready, before its first cell."""
    transforms = shell.kernel.lite_transform_manager.cleanup_transforms

    async def with_graphviz(lines):
        transforms.remove(with_graphviz)
        with suppress(Exception):  # words then stand where a picture would
            await load_graphviz()
        return lines

    sys.setrecursionlimit(1000)  # as elsewhere; a lesson says so
    tqdm.monitor_interval = 0  # it would start a thread

    usual = shell._showtraceback

    def show_error(kind, error, lines):
        """An error that a lesson shows on purpose is no failure, after which nothing would run."""
        if shell.kernel._parent_header["content"].get("stop_on_error", True):
            usual(kind, error, lines)
        else:
            print("\n".join(lines), file=sys.stderr)

    shell._showtraceback = show_error
    # Before a cell runs there is time to wait for something, and afterwards no more.
    transforms.append(with_graphviz)
    shell.events.register("pre_run_cell", arrays_too)
    sys.meta_path.insert(sys.meta_path.index(PathFinder) + 1, Finder())
