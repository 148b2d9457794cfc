# From a bare machine with Python >= 3.11, make and a network, each of these does all of its own set-up.
#
#   make demo [PORT=8000] [DATA=.rvs]    the whole service on invented candidates, in the foreground
#   make test                            all tests
#   make check                           lint, types, import layers, schema drift, dependency audit
#   make chaos                           kill -9 of workers that make files, 20 times
#   make bench                           the measurements of bench/RESULTS.md
#   make lock                            the lock files anew (needs uv)

PORT ?= 8000
DATA ?= .rvs

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
COMPILE := uv pip compile --generate-hashes --universal --no-header --python-version 3.11 -q pyproject.toml

ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
endif

.PHONY: help demo test check bench chaos lock
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/installed
	@$(BIN)/rvs demo --port $(PORT) --data "$(DATA)"

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layers.py
	$(BIN)/rvs schema | diff -u schema.graphql - || { echo "schema.graphql is not what the code says: rvs schema > schema.graphql"; exit 1; }
	@sh .ci/audit $(BIN)/pip-audit

bench: $(VENV)/installed-dev
	$(BIN)/python -m bench.run

chaos: $(VENV)/installed-dev
	$(BIN)/python -m tests.exports.chaos 20 1

lock:
	@command -v uv >/dev/null || { echo "uv is needed to make the lock files."; exit 1; }
	$(COMPILE) --group dev -o requirements-dev.lock
	$(COMPILE) --group build --constraint requirements-dev.lock -o requirements.lock

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; none was found. Is it elsewhere? make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments: its modules venv and ensurepip are missing."; \
		echo "On Debian and Ubuntu they come with: apt-get install python3-venv"; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what it needs (once) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing what it needs, and what its tests need (once) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
