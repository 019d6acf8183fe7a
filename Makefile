# `make demo` and `make test` are each enough on a fresh clone: they need Python 3.11 or newer, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# Two threads are as fast as many for networks this small, and leave the machine usable.
export OMP_NUM_THREADS ?= 2
export MPLBACKEND ?= Agg

.PHONY: demo test test-all check clean
.DEFAULT_GOAL := test

demo: $(VENV)/installed
	$(BIN)/glassnet demo

# What every change must pass. Tests that need real pictures run where GLASSNET_DATA says the folder of mnist/ and chi_lars/.
test: check
	$(BIN)/python -m pytest -q

# The same, and the long trainings that `make test` leaves out.
test-all: check
	GLASSNET_LONG=1 $(BIN)/python -m pytest -q --durations=20

check: $(VENV)/installed-for-tests
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) build dist src/*.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# An empty file in .venv remembers what was installed; it is done again only when a list of packages changes.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Glassnet needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 3; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing the pinned versions into $(VENV): a minute or two, once."
	@$(PIP) setuptools
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-for-tests: $(VENV)/installed
	@echo "Installing the tools of the tests into $(VENV)."
	@$(PIP) --no-build-isolation --editable '.[test]'
	@touch $@
