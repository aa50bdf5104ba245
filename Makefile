# `make lab` and `make test` set up what they need on first use; after that they start at once.

lab_flags := $(LABFLAGS)
pip_flags := --quiet --disable-pip-version-check
pythons := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
pytest_nbval := --nbval --nbval-current-env --nbval-cell-timeout=60 \
	--nbval-sanitize-with tests/nbval_sanitize.cfg

ifeq ($(CONDA_DEFAULT_ENV),scalarad)
# The environment of environment.yml is active and has everything.
python := python
else
python := $(if $(filter Windows_NT,$(OS)),.venv/Scripts/python,.venv/bin/python)
ready_for_lab := .venv/ready-for-lab
ready_for_test := .venv/ready-for-test
endif

# JupyterLab refuses to run as root, the usual user of a container, unless it is told to.
ifeq ($(shell id -u 2>&1),0)
lab_flags += --allow-root
endif

# Kernels draw into the notebook, whatever the shell they are started from prefers.
unexport MPLBACKEND

.PHONY: help lab test notebooks pictures

help:
	@echo "make lab        open the first notebook in JupyterLab"
	@echo "make test       run every test, of the library and of the notebooks"
	@echo "make notebooks  run every notebook again and store its outputs"
	@echo "make pictures   draw the pictures of the README again"

lab: $(ready_for_lab)
	$(python) -m jupyterlab $(lab_flags) --LabApp.default_url=/lab/tree/notebooks/01_nudge.ipynb

test: $(ready_for_test)
	$(python) -m pytest tests --cov
	$(python) -m pytest $(pytest_nbval) notebooks
	$(python) -m ruff check
	$(python) -m ruff format --check scalarad tests

notebooks: $(ready_for_test)
	$(python) tests/execute_notebooks.py

pictures: $(ready_for_lab)
	$(python) tests/draw_pictures.py

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
