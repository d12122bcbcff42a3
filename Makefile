# Two commands matter: `make report` and `make test`. Windows without make: see README.md.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
  BIN := $(VENV)/Scripts
else
  BIN := $(VENV)/bin
endif
UV_VERSION := 0.13.8

.PHONY: help report test live check bench demo-decision constraints clean

help:
	@echo "make report   set up .venv and render the network's report, brochure and board"
	@echo "make test     set up what tests need and run them"
	@echo "make check    lint and type checks"
	@echo "make bench    measure (see benchmarks/README.md)"
	@echo "make demo-decision   the demo's data have changed: decide again on its board (needs Chromium)"

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)

$(VENV)/.runs: pyproject.toml constraints.txt | $(BIN)/uv
	$(BIN)/uv pip install --python $(VENV) --quiet --compile-bytecode -c constraints.txt -e .
	$(BIN)/python -c "open('$@', 'w').close()"

$(VENV)/.tests: $(VENV)/.runs
	$(BIN)/uv pip install --python $(VENV) --quiet --compile-bytecode -c constraints.txt --group dev -e .
	$(BIN)/python -c "open('$@', 'w').close()"

report: $(VENV)/.runs
	$(BIN)/bedarf run

test: $(VENV)/.tests
	$(BIN)/python -m pytest -n auto --dist loadfile

live: $(VENV)/.tests
	$(BIN)/python -m pytest tests/live

check: $(VENV)/.tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.tests
	$(BIN)/python -m benchmarks

demo-decision: $(VENV)/.tests
	$(BIN)/python -m tests.house.demo_decision

constraints: | $(BIN)/uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --fork-strategy fewest --upgrade \
	  --no-annotate --no-header --no-emit-index-url --group dev pyproject.toml -o constraints.txt

clean:
	$(BIN)/python -c "import shutil; [shutil.rmtree(p, True) for p in ('data/interim', 'data/processed', 'data/public', 'reports/_gen', 'reports/_output')]"
