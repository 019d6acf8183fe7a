# `make demo` and `make test` are each enough on a fresh clone: they need Python 3.11 or newer, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt

# Networks as small as those of the tests are no faster on several threads, which only wait for each other.
test test-all test-browser test-figures test-faults test-ray test-postgres: export OMP_NUM_THREADS ?= 1
test test-all test-browser test-figures test-faults test-ray test-postgres: export MPLBACKEND = Agg

.PHONY: demo test test-all test-browser test-figures test-faults test-ray test-postgres bench check clean
.DEFAULT_GOAL := test

demo: $(VENV)/installed
	$(BIN)/glassnet demo

# What every change must pass. Tests that need real pictures run where GLASSNET_DATA says the folder of mnist/ and chi_lars/.
# Two processes have half of the tests each, and who is through takes from the other; each trains what its tests look at.
test: check
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

# What a reader sees, in a real Chromium: Debian's packages chromium and chromium-driver. Keeps screenshots to look at in
# build/screenshots, or in the folder that GLASSNET_SCREENSHOTS names.
test-browser: $(VENV)/installed-for-browser
	$(BIN)/python -m pytest -q -m browser tests/browser

# A sweep whose workers and parent are killed twenty times over: some minutes, most of them spent starting processes again.
# It finds them in /proc.
test-faults: $(VENV)/installed-for-tests
	$(BIN)/python -m pytest -q -m faults tests/sweeping

# What docs/the-posts-answered.md tells, measured again as far as a minute goes.
test-figures: $(VENV)/installed-for-tests
	$(BIN)/python -m pytest -q -m figures tests/benchmarks

# A sweep on a Ray cluster of two nodes on this machine, one of which is killed.
test-ray: $(VENV)/installed-for-ray
	$(BIN)/python -m pytest -q -m ray tests/on_ray

# Two machines that share a study by a PostgreSQL server, which is restarted on the way: Debian's package postgresql.
test-postgres: $(VENV)/installed-for-postgres
	$(BIN)/python -m pytest -q -m postgres tests/sweeping

# All of this, and the scripts of 2017 from end to end on real pictures: some minutes more. Needs GLASSNET_DATA.
test-all: test test-figures
	@if [ -e /proc/self/cmdline ]; then $(MAKE) test-faults; \
	  else echo "Left out: make test-faults, for there is no /proc here to find processes in."; fi
	@if $(MAKE) $(VENV)/installed-for-ray; then $(MAKE) test-ray; \
	  else echo "Left out: make test-ray, for Ray cannot be installed here."; fi
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then $(MAKE) test-postgres; \
	  else echo "Left out: make test-postgres, for there is no PostgreSQL here."; fi
	@if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then $(MAKE) test-browser; \
	  else echo "Left out: make test-browser, for there is no chromium with its chromedriver here."; fi
	$(BIN)/glassnet run examples/mnist_2017.py
	cd $$(mktemp -d) && $(CURDIR)/$(BIN)/glassnet run $(CURDIR)/examples/two_people_2017.py $(abspath $(GLASSNET_DATA))/chi_lars 10 1 2

# Glassnet beside what else trains the same networks, each in an environment of its own; writes docs/benchmarks.md. An
# hour or so; needs GLASSNET_DATA. BENCH='--nets 1,2 --rounds 7' says what to run: `python -m benchmarks.bench --help`.
bench: $(VENV)/installed .venv-bench/tensorflow/installed .venv-bench/skorch/installed
	$(BIN)/python -m benchmarks.bench $(BENCH)

check: $(VENV)/installed-for-tests
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) .venv-bench build dist src/*.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
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

$(VENV)/installed-for-browser: $(VENV)/installed-for-tests
	@echo "Installing what drives a browser into $(VENV)."
	@$(PIP) --no-build-isolation --editable '.[test,test-browser]'
	@touch $@

$(VENV)/installed-for-ray: $(VENV)/installed-for-tests
	@echo "Installing Ray into $(VENV)."
	@$(PIP) --no-build-isolation --editable '.[test,test-ray]'
	@touch $@

$(VENV)/installed-for-postgres: $(VENV)/installed-for-tests
	@echo "Installing what speaks with PostgreSQL into $(VENV)."
	@$(PIP) --no-build-isolation --editable '.[test,test-postgres]'
	@touch $@

.venv-bench/%/installed: benchmarks/environments/%.txt | $(VENV)/bin/python
	@echo "Installing rivals into $(@D)."
	@$(VENV)/bin/python -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install -qq --disable-pip-version-check --requirement $<
	@touch $@
