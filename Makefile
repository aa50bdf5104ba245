# `make lab` and `make test` set up what they need on first use; after that they start at once,
# and need no network.

lab_flags := $(LABFLAGS)
pythons := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
# In two processes; the tests of a file, or the cells of a notebook, follow each other in one of them.
in_two := --numprocesses=2 --dist=loadfile
pytest_library := -m pytest tests $(in_two)
pytest_notebooks := -m pytest $(in_two) --nbval --nbval-current-env --nbval-cell-timeout=60 \
	--nbval-sanitize-with tests/nbval_sanitize.cfg
series := $(wildcard notebooks/*.ipynb)
# The released exercises have no answers yet and cannot run.
solved := $(wildcard notebooks/exercises/source/*/*.ipynb)

ifeq ($(CONDA_DEFAULT_ENV),scalarad)
# The environment of environment.yml is active and has everything.
python := python
lowest := none
set_up := @:
own := $(CURDIR)/build/settings
else
# What builds the site and looks at it, which environment.yml leaves out.
site := site browser
python := $(if $(filter Windows_NT,$(OS)),.venv/Scripts/python,.venv/bin/python)
lowest := .venv/lowest/$(if $(filter Windows_NT,$(OS)),Scripts,bin)/python
own := $(CURDIR)/.venv/settings
# `$(set_up) extra ...` with the first Python that is new enough; .venv may have been moved here.
define set_up
@for python in $(pythons); do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	python=; \
done; \
if test -z "$$python"; then \
	echo "scalarad needs Python 3.11 or newer; none of these is: $(pythons)." \
		"If you have one elsewhere, add PYTHON=/path/to/python to the command." >&2; \
	exit 1; \
fi; \
"$$python" .ci/set_up.py
endef
endif

# JupyterLab refuses to run as root, the usual user of a container, unless it is told to.
ifeq ($(shell id -u 2>&1),0)
lab_flags += --allow-root
endif

# The same Python, for a command that runs in notebooks/exercises.
in_course := $(if $(findstring /,$(python)),../../$(python),$(python))

# A progress bar shows after two seconds: an output that only busy machines would have.
without_bars := TQDM_DISABLE=1

# What the user has set elsewhere must not change what a command prints or stores: IPython,
# matplotlib and Jupyter get folders of their own, and Python and pytest no other orders.
export IPYTHONDIR := $(own)/ipython
export MPLCONFIGDIR := $(own)/matplotlib
export JUPYTER_PREFER_ENV_PATH := 1
export PYTHONNOUSERSITE := 1
unexport JUPYTER_PATH MATPLOTLIBRC MPLBACKEND PYTEST_ADDOPTS PYTEST_PLUGINS \
	PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONOPTIMIZE PYTHONPATH PYTHONSTARTUP PYTHONWARNINGS
# Only the reader's Lab and the teacher's keep their own look and keys.
ours := bench check class coverage lowest mutants notebooks pictures release site test
$(ours): export JUPYTER_CONFIG_DIR := $(own)/jupyter
$(ours): export JUPYTER_CONFIG_PATH := $(own)/jupyter
$(ours): export JUPYTER_DATA_DIR := $(own)/jupyter-data
lab_flags += --MultiKernelManager.default_kernel_name=python3
# Where Lab looks for notebooks, whatever the reader's own configuration says.
in_folder = --ServerApp.root_dir="$(1)" --ServerApp.preferred_dir="$(1)"

.PHONY: help lab test check lowest teach class release coverage notebooks pictures site bench mutants

help:
	@echo "make lab        open the first notebook in JupyterLab"
	@echo "make test       run every test, of the library and of the notebooks"
	@echo "make check      run what is slow: a class, the site in a browser, what make lowest runs"
	@echo "make lowest     run tests, lessons and exercises with the oldest packages that will do"
	@echo "make teach      open the exercises in JupyterLab, with nbgrader to mark them"
	@echo "make class      mark thirty made-up students, from handing in to feedback"
	@echo "make release    make the exercises to hand out from the solved ones"
	@echo "make coverage   say which lines of the library the tests do not reach"
	@echo "make notebooks  run every notebook again and store its outputs"
	@echo "make pictures   draw the pictures of the README again"
	@echo "make site       build the site, to read and run anywhere, in build/site (a minute)"
	@echo "make bench      time scalarad against its peers, side by side (ten minutes)"
	@echo "make mutants    break each line of the library and see a test fail (half an hour)"

# Notebook 17 deals its work out with Dask; `explore` is a widget.
lab:
	$(set_up) distributed explore
	$(python) -m jupyterlab $(lab_flags) $(call in_folder,$(CURDIR)) \
		--LabApp.default_url=/lab/tree/notebooks/01_nudge.ipynb

test:
	$(set_up) test
	$(python) $(pytest_library) -m "not slow"
	$(without_bars) $(python) $(pytest_notebooks) $(series)
	$(python) -m ruff check
	$(python) -m ruff format --check scalarad site tests

check:
	$(set_up) test $(site)
	$(if $(site),$(MAKE) site)
	$(MAKE) lowest
	$(python) $(pytest_library) --no-loadscope-reorder -m slow --ignore=tests/test_lessons.py

# With the oldest packages that pyproject.toml allows. Where there is no Python for them, the lessons
# and the exercises, which no other command tries so, are run with those that there are.
oldest = $$(test -x $(lowest) && echo $(lowest) || echo $(python))
lowest:
	$(set_up) test check
	$(if $(site),$(MAKE) .venv/lowest/made)
	test ! -x $(lowest) || $(lowest) $(pytest_library) -m "not slow"
	$(oldest) -m pytest tests/test_lessons.py -m slow --numprocesses=2 --dist=worksteal
	$(without_bars) $(oldest) $(pytest_notebooks) $(solved)

# From the folder of the course, where nbgrader looks for its settings; but links lead out of it.
teach:
	$(set_up) classroom
	cd notebooks/exercises && $(in_course) -m jupyterlab $(lab_flags) \
		$(call in_folder,$(CURDIR)) --LabApp.default_url=/lab/tree/notebooks/exercises

class:
	$(set_up) classroom
	$(python) tests/classroom.py $(EXERCISE)

release:
	$(set_up) classroom
	cd notebooks/exercises && $(in_course) -m nbgrader generate_assignment "*"

coverage:
	$(set_up) test
	$(python) $(pytest_library) -m "not slow" --cov

notebooks:
	$(set_up) test
	$(python) tests/execute_notebooks.py $(NOTEBOOKS)

pictures:
	$(set_up)
	$(python) tests/draw_pictures.py

site:
	$(set_up) site
	$(python) site/build.py

bench:
	$(set_up) native bench distributed
	$(python) tests/benchmarks/benchmark.py

# Both tools edit the code that they test, so they get a copy of their own. mutmut leaves decorated
# functions out, which most of functions.py are: cosmic-ray takes that file.
mutants: mutants_python = $(if $(findstring /,$(python)),$(CURDIR)/$(python),$(python))
mutants:
	$(set_up) test mutants
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

.venv/lowest/made: pyproject.toml
	$(python) .ci/set_up.py --lowest
	@test ! -d .venv/lowest || touch $@
