# Clausetrail: `make run` and `make test` do everything on a machine with Python 3.11+ and make.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test test-long check format bench neo4j neo4j-stop lock clean

help: ## Say what each command does
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Install, load the sample on an empty data folder, serve on 127.0.0.1:8000 (STORE=neo4j, PORT=8001)
	@STORE='$(STORE)' HOST='$(HOST)' PORT='$(PORT)' scripts/run.sh

test: ## Install what the tests need and run them (T='tests/ingestion -k dash' for a part, WORKERS=1)
	@scripts/test.sh short $(T)

test-long: ## Run the long tests too: random histories, crashes, the current Neo4j release
	@scripts/test.sh long $(T)

check: ## Check format, lint, types, floors and the shape of the repository
	@scripts/check.sh

format: ## Put the code into its format and repair what the linter can
	@scripts/install.sh test
	@.venv/bin/ruff format --quiet .
	@.venv/bin/ruff check --fix .

bench: ## Measure speed and memory; ratios decide the exit status, absolute figures warn (B='trail')
	@scripts/bench.sh $(B)

neo4j: ## Start a Neo4j server for tests and trials and leave it running
	@scripts/install.sh run
	@.venv/bin/python scripts/neo4j_server.py start
	@.venv/bin/python scripts/neo4j_server.py env

neo4j-stop: ## End the server that make neo4j started
	@scripts/install.sh run
	@.venv/bin/python scripts/neo4j_server.py stop

lock: ## Make the requirement locks anew (LOCK_FLAGS=--upgrade for current releases)
	@LOCK_FLAGS='$(LOCK_FLAGS)' scripts/lock.sh

clean: ## Remove the environment and every cache; the data folder stays
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
