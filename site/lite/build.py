"""Build JupyterLite, the notebooks with a kernel in the reader's browser.

python site/lite/build.py FOLDER

Its parts are laid out in build/lite first: notebooks, and Pyodide, the Python that browsers run.
All comes from the site itself but what had to be compiled for browsers, such as NumPy: that stays
where Pyodide's lock file says, on Pyodide's own server.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import npm  # noqa: E402

BUILD = ROOT / "build"
LITE = BUILD / "lite"
WHEELS = BUILD / "wheels"
PYODIDE = LITE / "static" / "pyodide"
SITE_PACKAGES = "/lib/python3.14/site-packages"
SERVER = f"https://cdn.jsdelivr.net/pyodide/v{npm.WANTED['pyodide']}/full/"

EXTENSIONS = Path(sys.prefix, "share", "jupyter", "labextensions")
KERNEL = "@jupyterlite/pyodide-kernel-extension"
WIDGETS = ["anywidget", "@jupyter-widgets/jupyterlab-manager"]

# What a kernel loads when it starts.
STARTS_WITH = [
    "micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "scalarad",
]  # fmt: skip
NEEDED_BY_SCALARAD = ["graphviz", "tqdm", "anywidget", "ipywidgets", "psygnal", "typing-extensions"]
OF_THE_KERNEL = ["ipykernel", "piplite", "pyodide_kernel"]
# What Pyodide's lock file does not have.
ADDED = {"comm": "0.2.3", "graphviz": "0.21", "psygnal": "0.16.1"} | {
    # Those whose other half, in JupyterLab, is installed here.
    name: metadata.version(name)
    for name in ("anywidget", "ipywidgets")
}
# These start processes of their own, or make machine code.
IMPOSSIBLE = {"dask", "distributed", "llvmlite"}

REMARK = (
    "> This copy runs in your browser: nothing is installed, and what you change stays in this "
    "browser. Arrays and plots need the network: NumPy and matplotlib come from Pyodide's own "
    "server, `cdn.jsdelivr.net`. All else comes from this site."
)


def main(folder):
    npm.install()
    shutil.rmtree(LITE, ignore_errors=True)
    lay_out_python()
    lay_out_contents()
    write_settings()
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", LITE]
    done = subprocess.run(
        [*command, "--output-dir", folder.resolve()],
        cwd=LITE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{done.stdout}\nJupyterLite could not be built; its reason is above.")
    tell_notebooks_apart(folder)


def tell_notebooks_apart(folder):
    """An exercise is called as its lesson is, in another folder: give it a session of its own.

    JupyterLite 0.8.6 looks for an open notebook by its name, without the folder.
    """
    by_name = r"let\{path:(\w+),name:(\w+)\}=e,(\w+)=this\._sessions\.find\(e=>e\.name===\2\)"
    by_path = r"let{path:\1,name:\2}=e,\3=this._sessions.find(e=>e.path===\1)"
    changed = 0
    for script in (folder / "build").glob("*.js"):
        text, count = re.subn(by_name, by_path, script.read_text(encoding="utf-8"))
        if count:
            script.write_text(text, encoding="utf-8")
        changed += count
    assert changed == 1, "JupyterLite has changed: is this still needed?"


# -------- Python


def lay_out_python():
    """Pyodide, its lock file with our packages in it, and all wheels that need no compiler."""
    PYODIDE.mkdir(parents=True)
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        shutil.copy(npm.folder_of("pyodide") / name, PYODIDE)
    lock = json.loads((npm.folder_of("pyodide") / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name not in IMPOSSIBLE}
    versions = {
        name: packages[name]["version"]
        for name in needed([*STARTS_WITH, *NEEDED_BY_SCALARAD], packages)
    } | ADDED
    for entry in packages.values():
        entry["file_name"] = SERVER + entry["file_name"]
    kernel = EXTENSIONS / KERNEL / "static" / "pypi"
    own = [next(kernel.glob(f"{name}-*.whl")) for name in OF_THE_KERNEL]
    for wheel in [library(), *own, *fetched(versions)]:
        shutil.copy(wheel, PYODIDE)
        name, version, *_ = parse_wheel_filename(wheel.name)
        packages[name] = (
            new_entry(name)
            | packages.get(name, {})
            | {
                "version": str(version),
                "file_name": wheel.name,
                "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
            }
        )
    packages["scalarad"]["depends"] = NEEDED_BY_SCALARAD
    # A cell that plots need not name matplotlib for it to be loaded.
    packages["matplotlib"]["imports"] += ["scalarad.pictures.curves", "scalarad.pictures.regions"]
    lock["packages"] = packages
    (PYODIDE / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def needed(names, packages):
    """Those of the names that the lock file has, with all that they depend on."""
    found, waiting = set(), [*names]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in packages and name not in found:
            found.add(name)
            waiting += packages[name]["depends"]
    return sorted(found)


def new_entry(name):
    """What the lock file says of a package that it does not know yet."""
    return {
        "name": name,
        "imports": [name.replace("-", "_")],
        "depends": [],
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def fetched(versions):
    """The wheels of these versions, from the package index unless they are there already."""
    WHEELS.mkdir(parents=True, exist_ok=True)
    missing = [f"{name}=={version}" for name, version in versions.items() - wheels().keys()]
    if missing:
        pure = ["--no-deps", "--only-binary=:all:", "--platform=any", "--python-version=3.14"]
        command = [sys.executable, "-m", "pip", "download", "-qq", "--dest", WHEELS]
        if subprocess.run([*command, *pure, *missing]).returncode:
            sys.exit(f"The site needs {', '.join(missing)}, once, from the network.")
    return [wheels()[item] for item in versions.items()]


def wheels():
    """The wheels that have been fetched, by their name and version."""
    files = {parse_wheel_filename(wheel.name)[:2]: wheel for wheel in WHEELS.glob("*.whl")}
    return {(str(name), str(version)): wheel for (name, version), wheel in files.items()}


def library():
    """A wheel of scalarad, with Graphviz for the browser and the file that a kernel starts with."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    name = f"scalarad-{project['project']['version']}"
    wheel = LITE / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as file:
        for package in project["tool"]["setuptools"]["packages"]:
            for path in sorted((ROOT / package.replace(".", "/")).iterdir()):
                if path.suffix in (".py", ".mplstyle", ".js"):
                    file.write(path, path.relative_to(ROOT))
        graphviz = npm.folder_of("@hpcc-js/wasm-graphviz") / "dist" / "index.js"
        file.write(graphviz, "scalarad/pictures/wasm-graphviz.js")
        file.write(HERE / "start.py", "scalarad_start.py")
        about = metadata.distribution("scalarad").read_text("METADATA")
        file.writestr(f"{name}.dist-info/METADATA", about)
        file.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
    return wheel


# -------- notebooks


def lay_out_contents():
    """The notebooks and the exercises to hand out, with what they read and show."""
    files, notebooks = LITE / "files", ROOT / "notebooks"
    for name in ("data", "pictures"):
        shutil.copytree(notebooks / name, files / name)
    places = {path: files / path.name for path in notebooks.glob("*.ipynb")}
    for kind, folder in (("release", "exercises"), ("source", "exercises/solved")):
        for path in notebooks.glob(f"exercises/{kind}/*/*.ipynb"):
            places[path] = files / folder / path.name
    for path, place in places.items():
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["metadata"]["kernelspec"] = {"name": "python", "display_name": "Python (Pyodide)"}
        remark = {"cell_type": "markdown", "id": "remark", "metadata": {}, "source": REMARK}
        notebook["cells"].insert(1, remark)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = linked(cell["source"], path, places)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def linked(text, path, places):
    """The text of a notebook, whose links lead to where the other notebooks are now."""

    def link(found):
        other = places[(path.parent / found[1]).resolve()]
        return f"]({os.path.relpath(other, places[path].parent)})".replace(os.sep, "/")

    return re.sub(r"\]\(([\w./]+\.ipynb)\)", link, "".join(text))


# -------- JupyterLite


def write_settings():
    """What JupyterLite reads when it builds, and when a page is opened."""
    write("jupyter_lite_config.json", {
        "LiteBuildConfig": {
            "apps": ["lab"],
            "contents": ["files"],
            "federated_extensions": [str(EXTENSIONS / name) for name in [KERNEL, *WIDGETS]],
            # What else is installed here is no business of the site.
            "ignore_sys_prefix": ["federated_extensions"],
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
        },
    })  # fmt: skip
    options = {
        "packages": STARTS_WITH,
        "env": {"PYTHONSTARTUP": f"{SITE_PACKAGES}/scalarad_start.py"},
    }
    write("jupyter-lite.json", {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "scalarad",
            "exposeAppInBrowser": "true",  # the tests ask it what the cells print
            "litePluginSettings": {f"{KERNEL}:kernel": {"loadPyodideOptions": options}},
        },
    })  # fmt: skip
    write("overrides.json", {
        "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    })  # fmt: skip


def write(name, settings):
    (LITE / name).write_text(json.dumps(settings, indent=2), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
