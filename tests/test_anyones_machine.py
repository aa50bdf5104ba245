"""The commands do the same on anyone's machine: moved, offline, set up in the user's own way."""

import ast
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from execute_notebooks import executed

ROOT = Path(__file__).parent.parent
MAKE = shutil.which("make")
SPEC = importlib.util.spec_from_file_location("set_up", ROOT / ".ci" / "set_up.py")
LEFT_OUT = shutil.ignore_patterns(".venv", ".git", "build", "__pycache__", ".hypothesis", ".*cache")

needs_make = pytest.mark.skipif(not MAKE, reason="make is not installed")
unix = pytest.mark.skipif(os.name == "nt", reason="stops a group of processes, or runs bash")


@pytest.fixture
def set_up(tmp_path, monkeypatch):
    """The script that sets up, for a copy of the project's description in an empty folder."""
    module = importlib.util.module_from_spec(SPEC)
    SPEC.loader.exec_module(module)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    (tmp_path / ".venv").mkdir()
    return module


@pytest.fixture
def home(tmp_path):
    """The home folder of somebody who has set up everything otherwise."""
    home = tmp_path / "home of Łukasz"
    files = {
        ".ipython/profile_default/ipython_config.py": (
            "c = get_config()\nc.InteractiveShell.ast_node_interactivity = 'all'\n"
        ),
        ".ipython/profile_default/startup/00.ipy": "%precision 2\n",
        ".config/matplotlib/matplotlibrc": "figure.figsize: 1, 1\nlines.linewidth: 9\n",
        ".config/pip/pip.conf": "[install]\nuser = true\n[global]\nno-deps = true\n",
        ".jupyter/jupyter_server_config.py": "c.ServerApp.root_dir = '/'\n",
        ".jupyter/jupyter_config.json": json.dumps({"ServerApp": {"preferred_dir": "/tmp"}}),
        ".local/share/jupyter/kernels/python3/kernel.json": json.dumps(
            {"argv": ["/no/such/python"], "display_name": "mine", "language": "python"}
        ),
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    return home


def environment_of(home):
    """The environment of that person: no settings but those in the home folder."""
    kept = ("PATH", "LANG", "TMPDIR", "SYSTEMROOT", "SSL_CERT_FILE")
    return {k: v for k, v in os.environ.items() if k in kept} | {
        "HOME": str(home),
        "MATPLOTLIBRC": str(home / ".config" / "matplotlib"),
        "PYTHONWARNINGS": "error",
        "PYTEST_ADDOPTS": "--exitfirst --collect-only",
    }


def copy_of_the_project(folder):
    return Path(shutil.copytree(ROOT, folder, ignore=LEFT_OUT))


def ask_for_less(copy, *packages):
    """Take packages out of a copy's pyproject.toml: what is tried there is setting up."""
    path = copy / "pyproject.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.strip(" \"'").startswith(packages)]
    assert len(kept) <= len(lines) - len(packages)
    path.write_text("".join(kept), encoding="utf-8")


def run_make(folder, *words, env):
    """Run make with the Python of these tests, in a copy that has no environment of its own."""
    command = [MAKE, *words, f"python={sys.executable}", "set_up=@:"]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=300
    )


# -------- setting up


def test_what_is_installed_is_not_missing_whatever_else_changes_in_the_description(set_up):
    with (set_up.ROOT / "pyproject.toml").open("a", encoding="utf-8") as description:
        description.write("# a comment that a git pull brought\n")
    assert [*set_up.missing(["test"])] in ([], ["scalarad"])  # installed from another folder


def test_a_requirement_that_is_not_met_is_missing(set_up):
    description = set_up.ROOT / "pyproject.toml"
    text = description.read_text(encoding="utf-8")
    changed = re.sub(r'"numpy>=.*?"', '"numpy>=999", "no-such-package"', text)
    description.write_text(changed, encoding="utf-8")
    assert {"numpy>=999", "no-such-package"} <= {*set_up.missing([])}
    description.write_text(text.replace('"numpy>=', '"numpy<0.1; python_version<"3"'), "utf-8")


@pytest.mark.parametrize("note, here", [(None, False), ("/elsewhere", False), ("{}", True)])
def test_an_environment_belongs_to_the_folder_that_it_was_made_in(set_up, note, here):
    if note is not None:
        text = note.format(set_up.ROOT)
        (set_up.VENV / "made-in").write_text(text, encoding="utf-8")
    assert set_up.made_here() is here


def test_pip_keeps_where_packages_come_from_and_nothing_else_of_the_users(
    set_up, home, monkeypatch
):
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")
    monkeypatch.setenv("PIP_TARGET", "/somewhere/else")
    monkeypatch.setenv("PIP_FIND_LINKS", "/one /two")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(home / ".config" / "pip" / "pip.conf"))
    monkeypatch.setenv("UV_RESOLUTION", "lowest")
    given = set_up.environment_of_installers()
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
        assert given[name] == "https://packages.example/simple"
    assert given["PIP_FIND_LINKS"] == "/one /two" and given["UV_FIND_LINKS"] == "/one,/two"
    assert not {"PIP_TARGET", "PIP_USER", "PIP_NO_DEPS", "UV_RESOLUTION"} & given.keys()
    assert given["PIP_CONFIG_FILE"] == os.devnull and given["UV_NO_CONFIG"]


@pytest.mark.parametrize("fails, asked", [("", ["pip", "uv"]), ("uv", ["pip", "uv", "pip"])])
def test_where_uv_does_not_get_through_pip_does_it(set_up, monkeypatch, fails, asked):
    seen = []

    def run(command, **how):
        seen.append(command)
        return subprocess.CompletedProcess(command, int(command[2] == fails), "", "no way")

    monkeypatch.setattr(set_up, "environment_of_installers", dict)
    monkeypatch.setattr(set_up, "run", run)
    set_up.install(["test"])
    assert [command[2] for command in seen] == asked
    assert all(f"{set_up.ROOT}[test]" in command for command in seen[1:])


def test_without_a_network_one_sentence_says_what_is_needed(set_up, monkeypatch):
    for name in [n for n in os.environ if n.startswith("PIP_")]:
        monkeypatch.delenv(name)
    for name, value in NO_INDEX.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="^Setting up needs the network, once"):
        set_up.install([])


@pytest.mark.parametrize("is_there", [True, False])
def test_the_oldest_packages_are_tried_where_there_is_the_oldest_python(
    set_up, monkeypatch, capsys, is_there
):
    asked = []

    def run(command, **how):
        asked.append(command[3])
        fails = command[3:5] == ["python", "find"] and not is_there
        return subprocess.CompletedProcess(command, int(fails), "", "")

    monkeypatch.setattr(set_up, "environment_of_installers", dict)
    monkeypatch.setattr(set_up, "run", run)
    set_up.make_lowest()
    assert asked == (["python", "venv", "pip"] if is_there else ["python"])
    why = "There is no Python 3.11 here, on which the oldest packages could be tried.\n"
    assert capsys.readouterr().out == ("" if is_there else why)


# -------- the user's own settings


@needs_make
def test_what_notebooks_store_does_not_depend_on_the_users_settings(tmp_path, home):
    copy = copy_of_the_project(tmp_path / "a copy")
    done = run_make(
        copy, "notebooks", "NOTEBOOKS=notebooks/04_operations.ipynb", env=environment_of(home)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    name = "notebooks/04_operations.ipynb"
    assert (copy / name).read_bytes() == (ROOT / name).read_bytes()


@needs_make
def test_every_command_but_those_for_readers_hides_the_users_settings(tmp_path, home):
    shutil.copy(ROOT / "Makefile", tmp_path)
    makefile = tmp_path / "Makefile"
    shown = "\n\t@env\n"
    text = makefile.read_text(encoding="utf-8")
    commands = ("test", "check", "lowest", "notebooks", "lab", "teach")
    for name in commands:
        text = re.sub(rf"(?m)^{name}:\n(\t.*\n)+", lambda m, n=name: f"{n}:{shown}", text)
    makefile.write_text(text, encoding="utf-8")
    for name in commands:
        done = run_make(tmp_path, name, env=environment_of(home))
        seen = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
        own = tmp_path / ".venv" / "settings"
        assert seen["IPYTHONDIR"] == str(own / "ipython"), name
        assert seen["MPLCONFIGDIR"] == str(own / "matplotlib"), name
        # The kernel of .venv wins, also where .venv belongs to somebody else.
        assert seen["JUPYTER_PREFER_ENV_PATH"] == "1", name
        assert not {"MATPLOTLIBRC", "PYTHONWARNINGS", "PYTEST_ADDOPTS"} & seen.keys(), name
        for_readers = name in ("lab", "teach")
        assert ("JUPYTER_CONFIG_DIR" in seen) is not for_readers, name


@unix
@needs_make
@pytest.mark.slow
def test_the_lab_opens_the_first_notebook_with_the_kernel_that_knows_scalarad(tmp_path, home):
    copy = copy_of_the_project(tmp_path / "a copy")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = f"--no-browser --ServerApp.port={port} --IdentityProvider.token=x"
    command = [MAKE, "lab", f"python={sys.executable}", "set_up=@:", f"LABFLAGS={flags}"]
    server = subprocess.Popen(
        command,
        cwd=copy,
        env=environment_of(home),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        seen = []
        for line in server.stderr:
            seen.append(line)
            if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab", line):
                break
        else:
            pytest.fail("".join(seen))
        address = found[1]

        def asked(path):
            for _ in range(60):  # it says where it is before it listens
                try:
                    with urllib.request.urlopen(f"{address}/api/{path}?token=x") as answer:
                        return json.load(answer)
                except urllib.error.URLError:
                    time.sleep(1)
            pytest.fail("the server does not answer")

        first = asked("contents/notebooks/01_nudge.ipynb")
        assert first["type"] == "notebook"
        kernel = asked("kernelspecs")
        assert kernel["default"] == "python3"
        argv = kernel["kernelspecs"]["python3"]["spec"]["argv"]
        assert argv[0] != "/no/such/python"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


# -------- names, encodings, line ends


def test_a_graph_is_drawn_where_folders_have_names_that_the_code_page_lacks(tmp_path):
    folder = tmp_path / "Łukasz & Söhne"
    folder.mkdir()
    code = (
        "from scalarad import Scalar, draw; draw(Scalar(3.0, name='\\u017c') * 2).save('graph.svg')"
    )
    env = os.environ | {
        "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "MPLCONFIGDIR": str(folder),
    }  # fmt: skip
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "ż" in (tmp_path / "graph.svg").read_text(encoding="utf-8")


def python_files():
    return [
        path
        for folder in (".ci", "scalarad", "tests", "notebooks/exercises")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "checkpoints" not in str(path)
    ]


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_file_is_read_and_written_with_a_stated_encoding(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        stated = any(keyword.arg in ("encoding", None) for keyword in node.keywords)
        if called in ("read_text", "write_text"):
            positional = len(node.args) > (called == "write_text")
            assert stated or positional, f"{path.name}:{node.lineno}"
        elif called == "open" and isinstance(node.func, ast.Name):
            mode = node.args[1].value if len(node.args) > 1 else "r"
            assert stated or "b" in mode, f"{path.name}:{node.lineno}"


def test_a_checkout_has_the_same_bytes_with_line_ends_of_windows(tmp_path):
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    clone = tmp_path / "clone"
    git = ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    subprocess.run([*git, "clone", "--quiet", "--no-local", ROOT, clone], check=True)
    for name in ("README.md", "Makefile", "notebooks/04_operations.ipynb", ".ci/run"):
        assert b"\r" not in (clone / name).read_bytes(), name


# -------- another processor

# NumPy without its newest instructions, and OpenBLAS as on a processor of 2004.
OLDER = {
    "NPY_DISABLE_CPU_FEATURES": "AVX512_ICL,AVX512_SPR,X86_V4,X86_V3",
    "OPENBLAS_CORETYPE": "Prescott",
}


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="of another kind")
@pytest.mark.parametrize("name", ["01_nudge", "16_optimizers"])
def test_a_notebook_stores_the_same_pictures_on_an_older_processor(name, monkeypatch):
    texts = []
    for settings in ({}, OLDER):
        for key, value in settings.items():
            monkeypatch.setenv(key, value)
        texts.append(executed(ROOT / "notebooks" / f"{name}.ipynb"))
    assert texts[0] == texts[1]


# -------- without make


def blocks_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)


@unix
@pytest.mark.slow
def test_the_lines_for_a_machine_without_make_set_up_and_run(tmp_path):
    copy = copy_of_the_project(tmp_path / "a copy")
    (lines,) = [block for block in blocks_of_the_readme() if "python -m venv" in block]
    unused = "anywidget distributed jupyterlab llvmlite nb pytest- pyyaml ruff"
    ask_for_less(copy, *unused.split())
    # All but opening JupyterLab and running all tests.
    script = re.sub("-m jupyterlab .*", "-m ipykernel --version", lines)
    script = script.replace("-m pytest tests", "-m pytest tests/test_scalar.py")
    script = re.sub(r"(?m)^python ", f'"{sys.executable}" ', script)
    env = os.environ | {"PIP_NO_COMPILE": "1"}  # what is never imported need not be compiled
    command = ["bash", "-ec", script]
    done = subprocess.run(
        command, cwd=copy, env=env, capture_output=True, encoding="utf-8", timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


# A port of this machine at which nobody listens, in place of the index.
NO_INDEX = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}


@needs_make
@pytest.mark.slow
def test_a_first_set_up_without_a_network_says_so_within_seconds(tmp_path):
    copy = copy_of_the_project(tmp_path / "a copy")
    settings_of_pip_and_make = ("PIP_", "MAKE", "CONDA_", "MFLAGS")
    env = {k: v for k, v in os.environ.items() if not k.startswith(settings_of_pip_and_make)}
    begun = time.monotonic()
    done = subprocess.run(
        ["make", "lab"], cwd=copy, env=env | NO_INDEX, capture_output=True, encoding="utf-8"
    )
    assert done.returncode and "Setting up needs the network, once" in done.stderr, done.stderr
    assert time.monotonic() - begun < 60  # twelve seconds where nothing else runs


@needs_make
@pytest.mark.slow
def test_a_folder_that_was_moved_is_set_up_again_and_says_so(tmp_path, home):
    first = copy_of_the_project(tmp_path / "first")
    ask_for_less(first, "jupyterlab")
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    env["CONDA_DEFAULT_ENV"] = ""
    quick = ["make", "--no-print-directory", "pictures"]
    done = subprocess.run(quick, cwd=first, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and done.stdout.startswith("Setting up .venv"), done.stderr
    # After an update that asks for nothing new, and without a network, it works as before.
    with (first / "pyproject.toml").open("a", encoding="utf-8") as description:
        description.write("# a comment that a git pull brought\n")
    offline = env | NO_INDEX
    again = subprocess.run(quick, cwd=first, env=offline, capture_output=True, encoding="utf-8")
    assert again.returncode == 0 and "Setting up" not in again.stdout, again.stderr
    second = tmp_path / "second"
    first.rename(second)
    # What it installs is what it installed above; here it only has to begin, in a new .venv.
    done = subprocess.run(quick, cwd=second, env=offline, capture_output=True, encoding="utf-8")
    assert done.stdout.startswith("The folder was moved: setting up .venv again")
    assert "Setting up needs the network, once" in done.stderr
    assert not [*(second / ".venv").rglob("matplotlib")]
