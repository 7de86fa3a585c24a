# One verb each. `make run` and `make test` set up what they need, from nothing but Python 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
.DEFAULT_GOAL := help
.PHONY: help setup run demo check test test-system mutations generate bench up down lock clean

help: ## say what each verb does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.11 ..."; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.5"
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes --compile-bytecode -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	$(BIN)/python -m goldenthread.parsing
	@touch $@

setup: $(READY) ## install everything from the hashed lock into .venv

demo: $(READY) ## write a synthetic council's extracts into data/inbox
	$(BIN)/goldenthread demo

run: $(READY) ## write a synthetic council, run the night, make a pack, say where all is
	$(BIN)/goldenthread demo
	$(BIN)/goldenthread refresh
	$(BIN)/goldenthread pack scrutiny --period 2025-26Q4

check: $(READY) ## lint, format, types of imports, SQL, YAML, generated files
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/check.sh

test: $(READY) ## every test that needs no server (under 10 minutes)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-system: $(READY) ## what needs real servers and programs (debian-packages.txt names them)
	$(BIN)/python -m pytest tests/system

mutations: $(READY) ## take away each rule of the national method, and see its test notice (about 15 minutes)
	$(BIN)/python -m tests.mutations

generate: $(READY) ## write the files that derive from contracts and catalogue
	$(BIN)/python -m goldenthread.generate

bench: $(READY) ## speed, memory and growth, as ratios (docs/performance.md)
	$(BIN)/python -m benchmarks

up: ## the production shape: docker compose with Airflow, Postgres and a static server
	$(PYTHON) docker/prepare.py
	docker compose up --build --detach --wait

down: ## stop it; what it holds stays
	docker compose down

lock: ## resolve dependencies anew into requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --upgrade --output-file requirements.lock

clean: ## remove what was installed and generated locally; data/ stays
	rm -rf $(VENV) *.egg-info .pytest_cache .ruff_cache .hypothesis dbt_project/target dbt_project/logs
