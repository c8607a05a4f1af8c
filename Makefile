# Two entry points for a fresh machine with python3 (3.11 or newer) and make: `make demo` and `make test`.
.DELETE_ON_ERROR:
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST = $(BIN)/python -m pytest

# What is slow or needs programs beside Python runs as a stage of its own; all the rest is `unit`.
GOLDEN := tests/test_pipeline.py tests/gold
DOCS := tests/docs tests/trust
BROWSER := tests/browser tests/serve/test_browser.py
FAULTS := tests/faults tests/fuzz tests/mutation tests/pipeline tests/scale

.PHONY: demo test lint types unit golden docs browser faults
demo: $(READY)
	$(BIN)/kg build -o exports/demo
	$(BIN)/kg query exports/demo faster-than
	@echo "Open exports/demo/graph.html in a browser, or ask more: $(BIN)/kg query exports/demo"

test: lint types unit golden docs browser faults

lint: $(READY)
	@echo "== lint"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/kg vocab lint

types: $(READY)
	@echo "== types"
	$(BIN)/mypy

unit: $(READY)
	@echo "== unit and property tests"
	$(PYTEST) $(foreach path,$(GOLDEN) $(DOCS) $(BROWSER) $(FAULTS),--ignore=$(path))

golden: $(READY)
	@echo "== golden outputs and figures"
	$(PYTEST) $(GOLDEN)

docs: $(READY)
	@echo "== documentation"
	$(PYTEST) $(DOCS)

browser: $(READY)
	@echo "== pages in a browser"
	$(PYTEST) $(BROWSER)

faults: $(READY)
	@echo "== faults, fuzzing, scale"
	$(PYTEST) $(FAULTS)

# The locked versions, with hashes; then the project itself without asking for anything more.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "paperkg needs Python 3.11 or newer.")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# What takes longer than a change should wait for; .ci/run calls these too.
.PHONY: interop coverage lowest wheel audit sabotage mutation fuzz bench
interop: $(READY)  # installs nine importers and compares (PAPERKG_REQUIRE_INTEROP=1: none may be missing)
	$(BIN)/python tests/interop/harness.py

# Under the tracer, what measures time and memory measures the tracer.
UNTRACED := $(DOCS) tests/browser tests/serve/test_browser.py tests/interop tests/mutation tests/bench \
	tests/export/test_speed.py tests/query/test_speed.py

coverage: $(READY)  # a quarter of an hour
	mkdir -p build/coverage
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not browser" -k "not test_the_owners_page" -o timeout=1500 \
		$(foreach path,$(UNTRACED),--ignore=$(path))
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --skip-covered --sort=miss
	$(BIN)/coverage json --quiet -o build/coverage/report.json
	$(BIN)/python tests/packaging/covered.py build/coverage/report.json

lowest: $(READY)  # the oldest versions that pyproject.toml allows: right answers, whatever their speed
	mkdir -p build
	$(BIN)/python tests/packaging/lowest.py > build/lowest.txt
	$(PYTHON) -m venv --clear build/lowest
	build/lowest/bin/python -m pip install --quiet --disable-pip-version-check -r build/lowest.txt
	PYTHONPATH=. build/lowest/bin/python -m pytest -W default tests/core tests/export tests/graph tests/query tests/view \
		--ignore=tests/query/test_speed.py --ignore=tests/export/test_speed.py

wheel: $(READY)  # the built package alone, where nothing of the checkout can help it
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir build/wheel .
	$(BIN)/python tests/packaging/alone.py build/wheel

audit: $(READY)  # known vulnerabilities, and a bill of materials
	$(BIN)/pip-audit --require-hashes --disable-pip --progress-spinner off -r requirements.lock
	mkdir -p build
	$(BIN)/cyclonedx-py environment --output-reproducible -o build/sbom.json $(BIN)/python

sabotage: $(READY)  # each guarantee broken on purpose: does its test notice?
	$(BIN)/python tests/trust/sabotage.py

mutation: $(READY)  # small changes of the code: do the tests notice?
	$(BIN)/python tests/mutation/run.py

fuzz: $(READY)  # changed bytes for every parser, and new examples for every property test
	$(BIN)/python tests/fuzz/fuzz.py --seconds 1800
	PAPERKG_EXPLORE=1 $(PYTEST) $$(grep -rl "^from hypothesis" tests --include='test_*.py')

bench: $(READY)  # speed and memory; CORPUS=abstracts.jsonl.gz for real sizes, else a short trial on the sample
	$(BIN)/python bench $(CORPUS)

# What is made out of the code and committed.
.PHONY: sample pages lock clean
sample: $(READY)
	$(BIN)/kg build -o exports/sample

pages: $(READY)
	$(BIN)/python tests/docs/reference.py
	$(BIN)/python tests/trust/tables.py

lock:
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --extra serve --extra mcp --extra cluster --extra frames --extra zst --extra dev \
		--generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache
