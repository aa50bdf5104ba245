"""Make `.venv` ready for a command of the Makefile: python .ci/set_up.py [extra ...]

Looks before it acts: where everything is installed that `pyproject.toml` asks for, with the extras
that are named, nothing is done and no network is needed. Runs on any Python from 3.11 on that has
`venv`, the one in `.venv` included. With --lowest: the oldest packages, in `.venv/lowest`.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

# The settings of pip that say where packages come from, and uv's names for them. All others of the
# user's would change what is installed, or where to.
KEPT = {
    "cache-dir": None,
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "index-url": "UV_DEFAULT_INDEX",
    "keyring-provider": "UV_KEYRING_PROVIDER",
    "no-index": "UV_NO_INDEX",
    "proxy": "ALL_PROXY",
    "retries": "UV_HTTP_RETRIES",
    "timeout": "UV_HTTP_TIMEOUT",
    "trusted-host": "UV_INSECURE_HOST",
}
NO_NETWORK = re.compile(r"Retrying|ConnectionError|ConnectTimeout|ProxyError|NameResolution", re.I)


def main(extras):
    if not ready(extras):
        if not made_here():
            make_environment()
        install(extras)


def ready(extras):
    """Whether `.venv` holds this checkout and all that it needs, in versions that will do."""
    return made_here() and not run([PYTHON, __file__, "--missing", *extras], check=False).stdout


def made_here():
    """Whether `.venv` was made, to the end, in this folder: moved, it looks for the old one."""
    note = VENV / "made-in"
    return PYTHON.exists() and note.is_file() and note.read_text(encoding="utf-8") == str(ROOT)


def make_environment():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        sys.exit(
            f"{sys.executable} has no venv module. "
            "On Debian or Ubuntu: sudo apt install python3-venv"
        )
    note = VENV / "made-in"
    moved = note.is_file() and note.read_text(encoding="utf-8") != str(ROOT)
    why = "The folder was moved: setting up .venv again" if moved else "Setting up .venv"
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"{why} with Python {version}; this takes a minute, once.", flush=True)
    # This very Python may stand in the folder that is to be made anew.
    base = getattr(sys, "_base_executable", None) or sys.executable
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([base, "-m", "venv", VENV], check=True)
    note.write_text(str(ROOT), encoding="utf-8")


def install(extras):
    """Install what is missing, and end with a sentence where that fails.

    By uv, which takes a quarter of pip's time; by pip where uv does not get through.
    """
    names = f"[{','.join(extras)}]" if extras else ""
    wanted = ["--editable", f"{ROOT}{names}"]
    env = environment_of_installers()
    pip = [PYTHON, "-m", "pip", "install", "--quiet"]
    uv = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON]
    done = run([*pip, "--only-binary=uv", "uv"], check=False, env=env)
    if not offline(done):
        done = run([*uv, *wanted], check=False, env=env)
        if done.returncode:
            done = run([*pip, *wanted], check=False, env=env)
    if offline(done):
        sys.exit(
            "Setting up needs the network, once, and pip does not reach its index. Connect and "
            "try again; behind a proxy, tell pip of it: python -m pip config set global.proxy ..."
        )
    if done.returncode:
        sys.exit(done.stderr + "pip could not install what scalarad needs; its reason is above.")


def offline(done):
    """Whether a command failed because it did not reach the network."""
    return bool(done.returncode and NO_NETWORK.search(done.stderr))


def make_lowest():
    """Beside the newest packages the oldest that pyproject.toml allows, on the oldest Python.

    They need not run on a later one: where this machine lacks that Python, it says so and makes
    nothing.
    """
    # What is never imported need not be compiled.
    env = environment_of_installers() | {"UV_COMPILE_BYTECODE": "0"}
    uv = [PYTHON, "-m", "uv"]
    folder = VENV / "lowest"
    python = ["3.11", "--no-python-downloads"]
    if run([*uv, "python", "find", *python], check=False, env=env).returncode:
        print("There is no Python 3.11 here, on which the oldest packages could be tried.")
        return
    old = ["--resolution", "lowest-direct", "--editable", f"{ROOT}[test]"]
    for command in (
        [*uv, "venv", "--clear", "--seed", folder, "--python", *python],
        [*uv, "pip", "install", "--python", folder, *old],
    ):
        done = run(command, check=False, env=env)
        if done.returncode:
            sys.exit(done.stderr)


def environment_of_installers():
    """The environment without pip's and uv's settings, but for pip's kept ones, for both."""
    listed = run([PYTHON, "-m", "pip", "config", "list"]).stdout.splitlines()
    settings = dict(line.split("=", 1) for line in listed if "=" in line)
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON", "UV_"))}
    # Also for what builds the package; five take half a minute.
    own["PIP_RETRIES"] = own["UV_HTTP_RETRIES"] = "1"
    for name, value in settings.items():
        key = name.rpartition(".")[2]
        if key in KEPT:
            text = str(ast.literal_eval(value)).strip()
            own["PIP_" + key.upper().replace("-", "_")] = text
            if KEPT[key]:
                own[KEPT[key]] = ",".join(text.split()) if key == "find-links" else text
    return own | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # As pip does: the best version of all indexes, and compiled now.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_COMPILE_BYTECODE": "1",
        "UV_NO_CONFIG": "1",
    }


def run(command, check=True, env=None):
    return subprocess.run(
        list(map(str, command)), check=check, env=env, capture_output=True, encoding="utf-8"
    )


def missing(extras):
    """The requirements that are not met, as text; run by the Python in `.venv`."""
    import tomllib
    from importlib import metadata

    try:
        from packaging.requirements import Requirement
    except ImportError:
        from pip._vendor.packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    try:
        direct = metadata.distribution("scalarad").read_text("direct_url.json") or "{}"
        if json.loads(direct).get("url") != ROOT.as_uri():
            yield "scalarad"
    except metadata.PackageNotFoundError:
        yield "scalarad"
    for requirement in map(Requirement, wanted):
        if requirement.marker and not requirement.marker.evaluate():
            continue
        try:
            installed = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            yield str(requirement)
        else:
            if not requirement.specifier.contains(installed, prereleases=True):
                yield str(requirement)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--missing"]:
        print(*missing(sys.argv[2:]), sep="\n", end="")
    elif sys.argv[1:2] == ["--lowest"]:
        make_lowest()
    else:
        main(sys.argv[1:])
