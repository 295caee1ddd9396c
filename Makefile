# `make` alone lists the targets. Everything runs in .venv: the one of the README is as good as the
# one that `make install` makes; a tool that is missing from it is installed.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install format lint types test test-all check

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## make .venv, with everything a developer needs in it
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q -e '.[dev]'

format: $(BIN)/ruff ## sort imports, fix what ruff can fix, and format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lint: $(BIN)/ruff ## check style and formatting, change nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(BIN)/mypy ## check the types
	$(BIN)/mypy

test: $(BIN)/pytest ## run the quick tests
	$(BIN)/pytest -n auto -m 'not slow'

test-all: $(BIN)/pytest ## run all tests
	$(BIN)/pytest -n auto

check: lint types test ## all of it: lint, types and quick tests

$(BIN)/%:
	@$(MAKE) --no-print-directory install
