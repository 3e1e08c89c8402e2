# Two commands are all a newcomer needs: `make demo` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo demo-reset test test-long room bench conformance mutants check-style setup lock

help:                 ## what this file can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: setup           ## sets up, makes a demo landlord, works its cases and serves them on this machine
	$(BIN)/python -m tools.demo

demo-reset: setup     ## the same, from the beginning
	$(BIN)/python -m tools.demo --reset

test: setup           ## the whole suite, on SQLite and on a real PostgreSQL
	$(BIN)/python -m pytest -m "not long" -n 2 --dist loadfile --no-loadscope-reorder

test-long: setup      ## the slow suites too
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

room: setup           ## the tests of one room: make room ROOM=tasks
	$(BIN)/python -m pytest -m "not long" tests/$(ROOM)

bench: setup          ## the figures of the README, measured side by side in one run
	$(BIN)/python -m tools.bench --json bench.json

conformance: setup    ## what is run as BPMN, DMN and FEEL say, counted: writes docs/conformance.md
	$(BIN)/python -m tools.conformance

check-style: setup    ## formatting, lint, strict types, and who may know whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml
	bash tools/setup.sh "$(PYTHON)" "$(VENV)"
	touch $@

lock:                 ## after a change of dependencies; needs uv
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q \
	  --group dev pyproject.toml -o requirements.lock

mutants: setup        ## plants faults in the upper rooms and asks whether a test notices; 40 minutes at most
	$(BIN)/python -m tools.mutants --seed 20260302 --count 60
