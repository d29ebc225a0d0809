# One verb per task. `make run` and `make test` set up everything they need in .venv by themselves.
# Prerequisites: make and any python3 >= 3.11.

CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint types contracts assets pictures compose-check chaos bench fmt .run .dev

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .run ## start the whole system on this machine (EMPTY=1: without the example alliance)
	@$(BIN)/alliance up

test: .dev lint types ## every check: style, import rules, types, then all tests, three files at a time (many of them wait); chaos alone
	@$(BIN)/python -m pytest --numprocesses 3 --no-loadscope-reorder --ignore tests/chaos
	@$(BIN)/python -m pytest tests/chaos

lint: .dev ## style, import rules, a sentence for each test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports --no-logo

types: .dev ## pyright, strict
	@$(BIN)/pyright

contracts: .dev ## write the contracts down as schemas and AsyncAPI, unless that would break a reader
	@$(BIN)/python -m deploy.contracts

assets: .dev ## build the pages' style, fonts and scripts from npm's packages (they are committed)
	@$(BIN)/python -m deploy.web

pictures: .dev ## take README's pictures of the pages, in a real browser
	@$(BIN)/python -m pytest -q tests/e2e/pictures.py

compose-check: .dev ## try docker-compose.yml without a container engine, in a clean environment, and tell what that leaves untried
	@$(BIN)/python -m deploy.docker

chaos: .dev ## break everything for a while, by a seed, and judge (SEED=7 SECONDS=60; SEEDS=1-100 REPORT=file goes on, SUMMARY=file.md)
	@$(BIN)/python -m tests.chaos --seeds $(or $(SEEDS),$(SEED),1) --seconds $(or $(SECONDS),60) $(if $(REPORT),--report $(REPORT)) $(if $(SUMMARY),--summary $(SUMMARY))

bench: .dev ## print how fast and how big (ONLY=import|start|joined|rush|flow|pages|bus|history, QUICK=1)
	@$(BIN)/python -m deploy.bench

fmt: .dev ## put the code into the agreed style
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

.run .dev:
	@for python in $(CANDIDATES); do \
	  if $$python -c '$(NEW_ENOUGH)' 2>/dev/null; then exec $$python requirements/install.py $(@:.%=%); fi; \
	done; \
	echo "Python 3.11 or newer is needed; what is here is: $$(python3 --version 2>/dev/null || echo no python3 at all)." >&2; exit 1
