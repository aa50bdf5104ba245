"""The conda way, the pip way and CI agree: the same packages, the same bounds and commands."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parent.parent
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = {r.name: r for r in map(Requirement, PROJECT["dependencies"])}
TEST = {r.name: r for r in map(Requirement, PROJECT["optional-dependencies"]["test"])}
CONDA = {
    r.name: r for r in map(Requirement, (d for d in ENVIRONMENT["dependencies"] if type(d) is str))
}
PYPI_NAMES = {"matplotlib-base": "matplotlib", "python-graphviz": "graphviz"}
NOT_PYTHON = {
    "graphviz",
    "make",
    "pip",
    "python",
}  # programs, which pip does not install
FROM_CONDA = {PYPI_NAMES.get(name, name): CONDA[name] for name in CONDA.keys() - NOT_PYTHON}

WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))


def test_conda_forge_is_the_only_channel():
    assert ENVIRONMENT["name"] == PROJECT["name"]
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]


@pytest.mark.parametrize("name", sorted(FROM_CONDA))
def test_a_conda_package_has_the_bounds_of_pyproject(name):
    assert FROM_CONDA[name].specifier == (RUNTIME | TEST)[name].specifier


def test_conda_brings_every_requirement_but_the_one_left_to_pip():
    # pip installs the project and with it pygraphviz, which draws the same picture everywhere.
    assert ENVIRONMENT["dependencies"][-1] == {"pip": ["-e ."]}
    assert (RUNTIME | TEST).keys() - FROM_CONDA.keys() == {"pygraphviz"}
    assert "pygraphviz" in RUNTIME
    assert CONDA.keys() >= {"graphviz", "pip"}


def test_every_requirement_has_a_lower_bound_and_no_other():
    for requirement in (RUNTIME | TEST).values():
        assert [bound.operator for bound in requirement.specifier] == [">="], requirement


def test_a_browser_is_asked_for_nothing_that_it_cannot_have():
    there = {"sys_platform": "emscripten"}
    asked = {n for n, r in RUNTIME.items() if r.marker is None or r.marker.evaluate(there)}
    assert asked == {"graphviz", "matplotlib", "numpy", "pillow", "tqdm"}
    assert RUNTIME.keys() - asked == {"ipykernel", "jupyterlab", "pygraphviz"}


def test_conda_and_pip_take_the_same_pythons():
    assert CONDA["python"].specifier == SpecifierSet(PROJECT["requires-python"])


@pytest.mark.parametrize("job", sorted(WORKFLOW["jobs"]))
def test_the_workflow_tries_the_oldest_and_the_newest_python(job):
    oldest, newest = WORKFLOW["jobs"][job]["strategy"]["matrix"]["python"]
    assert PROJECT["requires-python"] == f">={oldest}"
    assert newest == "3.14"


MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_place_that_tests_calls_make_test_and_then_make_check():
    commands = ["make test", "make check"]
    for job in WORKFLOW["jobs"].values():
        run = [step["run"] for step in job["steps"] if "run" in step]
        assert [command for command in run if "make" in command] == commands
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert ci.splitlines()[-2:] == commands
    assert "```sh\nmake test\n```" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"test", "check"} <= set(re.findall(r"^(\w+):", MAKEFILE, re.MULTILINE))


def recipe(target):
    return re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)[1]


def test_the_lowest_versions_are_tried_on_the_oldest_python():
    script = (ROOT / ".ci/set_up.py").read_text(encoding="utf-8")
    (tried,) = re.findall(r'python = \["(\S+)", "--no-python-downloads"\]', script)
    assert PROJECT["requires-python"] == f">={tried}"
    assert '"--resolution", "lowest-direct"' in script
    assert "\t$(MAKE) lowest\n" in recipe("check")
    assert "$(MAKE) .venv/lowest/made" in recipe("lowest")
    assert "\t$(without_bars) $(oldest) $(pytest_notebooks) $(solved)\n" in recipe("lowest")
    assert '$(lowest) $(pytest_library) -m "not slow"\n' in recipe("lowest")


def test_what_is_slow_is_run_by_make_check_and_by_nothing_else():
    assert '\t$(python) $(pytest_library) -m "not slow"\n' in recipe("test")
    slow = r"\t\$\(python\) \$\(pytest_library\) .* -m slow --ignore=tests/test_lessons.py\n"
    assert re.search(slow, recipe("check"))
    assert "\t$(oldest) -m pytest tests/test_lessons.py -m slow " in recipe("lowest")
