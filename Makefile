# Two commands for newcomers: `make demo` and `make test`. `make help` names the others.
# Needs Python 3.11 or newer and make; everything else is installed into .venv.

PYTHON ?= python3
VENV ?= .venv
# Weights, samples and the jobs of this checkout; nothing is written outside of it.
MODELGRAPH_HOME ?= $(CURDIR)/.modelgraph
export MODELGRAPH_HOME

# Compiled once: pytest rewrites each test module, which takes a worker four seconds every time.
unexport PYTHONDONTWRITEBYTECODE

BIN := $(VENV)/bin
RUN := $(BIN)/python -m modelgraph
INSTALL := $(BIN)/python scripts/install.py
# Tests that open the pages in a browser run where one is installed.
BROWSER := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
MARKS := $(if $(BROWSER),,not browser)
# Tests share files, ports and machines well; each worker takes whole files, for their fixtures.
# More than four would wait for each other's models. TESTS='-n 0' runs them one by one.
TESTS ?= -n auto --maxprocesses 4 --dist loadfile
# FAST=no leaves the fast tests out of make check, for who runs make test as well.
FAST ?= yes

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test check bench lock

help: ## What can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.stamp-onnx ## Compare models, run two of them side by side, serve (DEMO_SERVE=0: don't serve)
	@$(RUN) demo

serve: $(VENV)/.stamp-onnx ## Serve the catalog on 127.0.0.1:8000
	@$(RUN) serve

test: $(VENV)/.stamp-dev ## Every test that needs no GPU
	$(BIN)/python -m pytest $(TESTS) -m '$(MARKS)'

check: $(VENV)/.stamp-dev ## Format, lint, types, floors and the fast tests
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(if $(filter no,$(FAST)),,$(BIN)/python -m pytest $(TESTS))

bench: $(VENV)/.stamp-dev ## Measure, and write docs/performance.md
	$(BIN)/python -m bench

lock: $(VENV)/.stamp-dev ## Write constraints.txt anew, from what is installed
	$(BIN)/python scripts/lock.py > constraints.txt.new
	mv constraints.txt.new constraints.txt

# A stamp is newer than what it was made from. The extra `dev` holds everything of `onnx`.
$(VENV)/.stamp-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "modelgraph needs Python 3.11 or newer; say which with: make PYTHON=python3.x")'
	@$(PYTHON) -m venv $(VENV) || { echo 'No virtual environment could be made; on Debian: apt-get install python3-venv' >&2; exit 1; }
	@touch $@

$(VENV)/.stamp-onnx: pyproject.toml constraints.txt $(VENV)/.stamp-venv
	@$(INSTALL) onnx --or-less
	@touch $@

$(VENV)/.stamp-dev: pyproject.toml constraints.txt $(VENV)/.stamp-venv
	@$(INSTALL) dev
	@touch $(VENV)/.stamp-onnx $@
