# `make help` lists what there is. Everything runs in .venv, which the first command makes.

# The first interpreter that is new enough, unless one is named: make book PYTHON=python3.12
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
NOTEBOOKS := $(wildcard book/*.ipynb)
CELLS := --line-length 76 $(NOTEBOOKS)

# uv takes 8 s for what takes pip 87 s (153 packages, no cache, 2 cores); where uv cannot reach its index, pip may.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python $(1) || $(BIN)/python -m pip install --quiet $(1)

# Container images often set it. Here it would make each of some forty kernels compile all that it imports: 8 s, not 2.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help book test test-fast serve lab lint format notebooks lock bench lighthouse clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

$(BIN)/python:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed and was not found. Name one: make book PYTHON=/path/to/python"; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

# A stamp a lock file: installed once for every change of the pins.
$(VENV)/book.stamp: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the pinned environment of the book into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' requirements-test.txt)" || true
	@$(call INSTALL,-r requirements.txt)
	@touch $@

$(VENV)/test.stamp: requirements-test.txt $(VENV)/book.stamp
	@echo "Installing what the tests need …"
	@$(call INSTALL,-r requirements-test.txt)
	@touch $@

book: $(VENV)/book.stamp ## Build the book and print where it is
	@$(BIN)/python book/build.py

test: lint book ## Check everything: lint, units, properties, doctests, notebooks, the built book in a browser
	$(BIN)/pytest -n 2 --dist loadgroup --nbval $(NOTEBOOKS) tests lecture14

test-fast: $(VENV)/test.stamp ## Units, properties and doctests only, in less than a minute
	$(BIN)/pytest -n 2 --dist loadgroup -m "not slow" --ignore=tests/book --ignore=tests/notebooks tests lecture14

serve: book ## Serve the built book on this machine
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

lab: $(VENV)/book.stamp ## Open the pages as notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir book

lint: $(VENV)/test.stamp ## Look for faults without running anything
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/ruff format --check $(CELLS)
	$(BIN)/mypy
	$(BIN)/codespell

format: $(VENV)/test.stamp ## Put code and notebooks into the common form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/ruff format $(CELLS)

notebooks: $(VENV)/book.stamp ## Run every notebook from a fresh kernel and store it clean
	$(BIN)/python book/refresh.py $(NOTEBOOKS)

lock: $(VENV)/test.stamp ## Renew the pinned versions (requirements.txt, requirements-test.txt)
	$(BIN)/uv pip compile $(LOCK) --upgrade pyproject.toml --extra book --extra test -o requirements-test.txt
	echo "-e .[book]" | $(BIN)/uv pip compile $(LOCK) --upgrade - -c requirements-test.txt -o requirements.txt
# One version of everything on every Python and system, the oldest Python leading.
LOCK := --quiet --universal --fork-strategy fewest --python-version 3.11 --no-annotate --custom-compile-command "make lock"

bench: $(VENV)/test.stamp ## Time the package against its peers (never part of a test)
	@set -e; for script in benchmarks/autodiff_*.py benchmarks/clustering_*.py benchmarks/[ip]*.py; do \
	  echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script; done

lighthouse: book ## Measure the built book with Lighthouse (needs npm and Chromium)
	$(BIN)/python benchmarks/lighthouse.py

clean: ## Remove everything that was made, .venv included
	rm -rf $(VENV) _build .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
