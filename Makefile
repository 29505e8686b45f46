# Two commands do everything: `make run` and `make test`. The rest are parts of them.

VENV := .venv
PYTHON := $(VENV)/bin/python
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test setup check bench kills docs lock clean

help: ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: setup ## set up what is missing, make this node if there is none, and show the world outlook
	@$(VENV)/bin/forestall init
	@$(VENV)/bin/forestall outlook --open

test: setup .setup/system-test ## set up what is missing and run every test
	@$(PYTHON) -m pytest -n 2 --dist loadgroup

check: setup ## lint, formatting, types, layers
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache --no-logo >/dev/null || $(VENV)/bin/lint-imports --no-cache --no-logo

bench: setup ## measure against floors, peers and limits
	@$(PYTHON) -m bench

kills: setup .setup/system-test ## kill worker and web process a hundred times: nothing lost, nothing twice
	@$(PYTHON) -m pytest tests/runs/response/test_killed.py tests/web/test_killed.py --kills 100

docs: setup ## write the generated pages under docs/
	@$(PYTHON) -m docs.generate

setup: .setup/system-run .setup/python .setup/web ## environment, pinned dependencies, browser assets

.setup/python: requirements.lock pyproject.toml setup/python
	@setup/python $(VENV)
	@mkdir -p .setup && touch $@

.setup/web: web-assets/package-lock.json $(wildcard web-assets/*.mjs) src/forestall/places/countries.csv
	@setup/web
	@mkdir -p .setup && touch $@

.setup/system-%: setup/system
	@setup/system $*
	@mkdir -p .setup && touch $@

lock: setup ## resolve the dependencies of pyproject.toml anew, with hashes
	@setup/lock $(VENV)

clean: ## take away all that set-up and builds have made; a node's data stays
	@rm -rf $(VENV) .setup build dist node_modules web-assets/node_modules src/forestall/places/outlines src/forestall/web/static/forestall/built
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
