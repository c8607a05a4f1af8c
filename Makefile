# Two entry points for a fresh machine with python3 (3.11 or newer) and make: `make demo` and `make test`.
.DELETE_ON_ERROR:
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint types unit lock sample clean

demo: $(READY)
	$(BIN)/kg build -o exports/demo
	$(BIN)/kg query exports/demo faster-than
	@echo "Open exports/demo/graph.html in a browser."

test: $(READY) lint types unit

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/kg vocab lint

types: $(READY)
	$(BIN)/mypy

unit: $(READY)
	$(BIN)/python -m pytest

# The locked versions, with hashes; then the project itself without asking for anything more.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "paperkg needs Python 3.11 or newer.")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Renew requirements.lock from pyproject.toml.
lock:
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --extra serve --extra mcp --extra cluster --extra frames --extra zst --extra dev --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --output-file requirements.lock pyproject.toml

# Renew the committed outputs of the packaged sample.
sample: $(READY)
	$(BIN)/kg build -o exports/sample

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache

# Load the graph into other stores and compare (installs them; PAPERKG_REQUIRE_INTEROP=1: none may be missing).
.PHONY: interop
interop: $(READY)
	$(BIN)/python tests/interop/harness.py
