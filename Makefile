# Linewise: `make help` is the map.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# ragas is heavy, and only evals use it.
JUDGING := $(VENV)/.judging
# Evals keep their books here, and share the trained classifiers with the tests.
EVALS  := $(CURDIR)/.cache/evals

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all check evals gate inspect agentdojo bench lock clean

help: ## Show what there is to run
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-9s %s\n", $$1, $$2}'

setup: $(STAMP) ## Make .venv with the locked dependencies and the linewise command

$(STAMP): pyproject.toml requirements.lock requirements-embeddings.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-embeddings.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## Seed the demo portfolio, print a conversation, serve http://localhost:8000
	$(BIN)/linewise serve --demo

test: setup ## The default test ring: no network, no key, under five minutes
	$(BIN)/pytest -n auto --dist worksteal -m "not slow and not browser"

test-all: setup ## Every ring: slow and browser too
	$(BIN)/pytest -n auto --dist worksteal

check: setup ## Lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

evals: setup $(JUDGING) $(EVALS)/cache ## Run every suite of cases
	LINEWISE_DATA_DIR=$(EVALS) $(BIN)/linewise evals run

gate: setup $(JUDGING) $(EVALS)/cache ## Decide whether this release may go out
	LINEWISE_DATA_DIR=$(EVALS) $(BIN)/linewise evals gate

$(JUDGING): $(STAMP) requirements-evals.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-evals.lock
	@touch $@

$(EVALS)/cache:
	mkdir -p $(EVALS) $(CURDIR)/.cache/models
	ln -sfn $(CURDIR)/.cache/models $@

inspect: $(EVALS)/cache ## Run the suites as a task of Inspect's, in an environment of its own
	$(PYTHON) -m venv .venv-inspect
	.venv-inspect/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-inspect.lock
	.venv-inspect/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-embeddings.lock
	LINEWISE_DATA_DIR=$(EVALS) PYTHONPATH=. .venv-inspect/bin/inspect eval evals/external/inspect_task.py --model none

# The lock is whole; with dependencies, pip 23 misreads the extra that AgentDojo asks of pydantic.
agentdojo: ## Attack AgentDojo's bank through the tool guard, in an environment of its own
	$(PYTHON) -m venv .venv-agentdojo
	.venv-agentdojo/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.lock
	.venv-agentdojo/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-embeddings.lock
	.venv-agentdojo/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	.venv-agentdojo/bin/linewise bench agentdojo

bench: setup ## Measure a turn
	$(BIN)/linewise bench turn

lock: ## Resolve the lock again (needs uv); hashes, no URLs
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.lock

clean: ## Remove the virtual environment and caches (not the demo data)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache *.egg-info
