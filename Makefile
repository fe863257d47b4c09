# Aktenverbund. `make run` to try it, `make test` to check it; both set up what is missing. `make help` lists all.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VENV := .venv/bin
SETUP = @$(if $(PYTHON),$(PYTHON),echo "Python 3.11 or newer is missing: apt-get install python3" >&2; false) -m tools.setup

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run test check test-long coverage bench bench-search bench-suggest bench-reading bench-pages bench-upload lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## set up what the product needs, start nothing
	$(SETUP)

setup-tests: ## set up what the tests need, too
	$(SETUP) --tests

# Demo mode unless another mode was asked for: it binds to this machine only.
run: setup ## set up and start at http://127.0.0.1:8080 (PORT, AKTENVERBUND_DATA)
	@exec $(VENV)/aktenverbund serve $(if $(AKTENVERBUND_PRODUCTION)$(AKTENVERBUND_DEMO),,--demo)

check: setup-tests ## style, types and the borders between the parts
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports

test: check ## set up, check, and run all tests
	@exec $(VENV)/python -m pytest $(PYTEST_ARGS)

test-long: setup-tests ## the tests that take many minutes (a thousand crashes)
	@exec $(VENV)/python -m pytest -m long --timeout 0 $(PYTEST_ARGS)

coverage: setup-tests ## all tests with a report of the lines and branches they reach
	@$(VENV)/coverage erase
	@$(VENV)/coverage run -m pytest $(PYTEST_ARGS)
	@$(VENV)/coverage combine --quiet
	@$(VENV)/coverage report

bench: bench-suggest bench-search bench-reading bench-pages bench-upload ## all benchmarks

bench-search: setup-tests ## German search: recall, rank and precision, time per query
	@$(VENV)/python -m tests.bench.search

bench-suggest: setup-tests ## suggestion of positions: cold, learned, time per letter
	@$(VENV)/python -m tests.bench.suggest

bench-reading: setup-tests ## pages per minute and character errors beside plain ocrmypdf
	@$(VENV)/python -m tests.bench.reading

bench-pages: setup-tests ## search, in-tray and other pages at 10,000 documents, milliseconds
	@$(VENV)/python -m tests.bench.pages

bench-upload: setup-tests ## 1 GiB taken in and the idle server: memory and seconds
	@$(VENV)/python -m tests.bench.upload

lock: ## write the lock files anew from pyproject.toml and package.json
	@PYTHON=$(PYTHON) tools/lock.sh

clean: ## remove everything that set-up made; data in var/ stays
	rm -rf .venv build node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
