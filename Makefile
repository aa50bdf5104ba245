# `make lab` and `make test` set up what they need on first use; after that they start at once.

lab_flags := $(LABFLAGS)
pip_flags := --quiet --disable-pip-version-check
pythons := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
pytest_nbval := --nbval --nbval-current-env --nbval-cell-timeout=60 \
	--nbval-sanitize-with tests/nbval_sanitize.cfg
# The released exercises have no answers yet and cannot run.
executed := notebooks/*.ipynb notebooks/exercises/source/*/*.ipynb

ifeq ($(CONDA_DEFAULT_ENV),scalarad)
# The environment of environment.yml is active and has everything.
python := python
else
python := $(if $(filter Windows_NT,$(OS)),.venv/Scripts/python,.venv/bin/python)
ready_for_lab := .venv/ready-for-lab
ready_for_test := .venv/ready-for-test
ready_for_mutants := .venv/ready-for-mutants
ready_for_bench := .venv/ready-for-bench
ready_for_class := .venv/ready-for-class
endif

# JupyterLab refuses to run as root, the usual user of a container, unless it is told to.
ifeq ($(shell id -u 2>&1),0)
lab_flags += --allow-root
endif

# The same Python, for a command that runs in notebooks/exercises.
in_course := $(if $(findstring /,$(python)),../../$(python),$(python))

# Kernels draw into the notebook, whatever the shell they are started from prefers.
unexport MPLBACKEND

.PHONY: help lab test teach class release coverage notebooks pictures bench mutants

help:
	@echo "make lab        open the first notebook in JupyterLab"
	@echo "make test       run every test, of the library and of the notebooks"
	@echo "make teach      open the exercises in JupyterLab, with nbgrader to mark them"
	@echo "make class      mark thirty made-up students, from handing in to feedback"
	@echo "make release    make the exercises to hand out from the solved ones"
	@echo "make coverage   say which lines of the library the tests do not reach"
	@echo "make notebooks  run every notebook again and store its outputs"
	@echo "make pictures   draw the pictures of the README again"
	@echo "make bench      time scalarad against its peers, side by side (seven minutes)"
	@echo "make mutants    break each line of the library and see a test fail (half an hour)"

lab: $(ready_for_lab)
	$(python) -m jupyterlab $(lab_flags) --LabApp.default_url=/lab/tree/notebooks/01_nudge.ipynb

test: $(ready_for_test)
	$(python) -m pytest tests
	$(python) -m pytest $(pytest_nbval) $(wildcard $(executed))
	$(python) -m ruff check
	$(python) -m ruff format --check scalarad tests

teach: $(ready_for_class)
	cd notebooks/exercises && $(in_course) -m jupyterlab $(lab_flags)

class: $(ready_for_class)
	$(python) tests/classroom.py $(EXERCISE)

release: $(ready_for_class)
	cd notebooks/exercises && $(in_course) -m nbgrader generate_assignment "*"

coverage: $(ready_for_test)
	$(python) -m pytest tests --cov

notebooks: $(ready_for_test)
	$(python) tests/execute_notebooks.py

pictures: $(ready_for_lab)
	$(python) tests/draw_pictures.py

bench: $(ready_for_bench)
	$(python) tests/benchmarks/benchmark.py

# Both tools edit the code that they test, so they get a copy of their own. mutmut leaves decorated
# functions out, which most of functions.py are: cosmic-ray takes that file.
mutants: mutants_python = $(if $(findstring /,$(python)),$(CURDIR)/$(python),$(python))
mutants: $(ready_for_mutants)
	rm -rf build/mutants
	mkdir -p build/mutants
	cp -r scalarad tests pyproject.toml README.md LICENSE build/mutants
	cd build/mutants && $(mutants_python) -m mutmut run
	cd build/mutants && $(mutants_python) -m mutmut results
	cd build/mutants && export PATH="$(dir $(mutants_python)):$$PATH" && \
		cosmic-ray init tests/mutants.toml functions.sqlite && \
		cr-filter-operators functions.sqlite tests/mutants.toml && \
		cosmic-ray exec tests/mutants.toml functions.sqlite && \
		cr-report --surviving-only functions.sqlite

# A .venv without this stamp is half-made, hence --clear.
.venv/made:
	@for python in $(pythons); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
		python=; \
	done; \
	if test -z "$$python"; then \
		echo "scalarad needs Python 3.11 or newer; none of these is: $(pythons)." \
			"If you have one elsewhere, add PYTHON=/path/to/python to the command." >&2; \
		exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$python has no venv module. On Debian or Ubuntu: sudo apt install python3-venv" >&2; \
		exit 1; \
	fi; \
	echo "Setting up .venv with $$("$$python" --version); this takes a minute, once."; \
	"$$python" -m venv --clear .venv && touch $@

.venv/ready-for-lab: .venv/made pyproject.toml
	$(python) -m pip install $(pip_flags) --editable .
	@touch $@

.venv/ready-for-test: .venv/made pyproject.toml
	$(python) -m pip install $(pip_flags) --editable ".[test]"
	@touch .venv/ready-for-lab $@

.venv/ready-for-class: .venv/made pyproject.toml
	$(python) -m pip install $(pip_flags) --editable ".[classroom]"
	@touch .venv/ready-for-lab $@

.venv/ready-for-mutants: .venv/made pyproject.toml
	$(python) -m pip install $(pip_flags) --editable ".[test,mutants]"
	@touch .venv/ready-for-lab .venv/ready-for-test $@

.venv/ready-for-bench: .venv/made pyproject.toml
	$(python) -m pip install $(pip_flags) --editable ".[native,bench]"
	@touch .venv/ready-for-lab $@
