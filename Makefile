.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
DATABASE := $(or $(LEAD_SCORING_DUCKDB_PATH),lead_scoring.duckdb)
# The bundled sample ends in June 2026: its "now" is the day after. Your own data are scored as of the clock.
VARS ?= $(if $(LEAD_SCORING_RAW_PATH),{},{as_of: 2026-07-01})

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

build: .venv/installed check ## check the seeds, build and test everything, say what came out
	$(BIN)/dbt build --quiet --vars '$(VARS)'
	$(BIN)/python -m lead_scoring.summary

scenarios: .venv/installed ## run the rulebook's scenarios: SCENARIOS=folder of YAML (default: examples/clientify)
	$(BIN)/python -m lead_scoring.scenarios --seeds $(or $(SEEDS),examples/clientify/seeds) --scenarios $(or $(SCENARIOS),examples/clientify/scenarios)

check: .venv/installed ## every fault in the seeds, without touching the warehouse
	$(BIN)/python -m lead_scoring.check

lint: .venv/installed ## sqlfluff and ruff
	$(BIN)/sqlfluff lint models tests analyses --processes 2
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

test: lint build ## lint, build and every test
	$(BIN)/pytest -n 2

clean: ## remove what builds and tests left, the environment and the warehouse
	rm -rf .venv target logs $(DATABASE) $(DATABASE).wal $(DATABASE).spill .pytest_cache .ruff_cache .hypothesis

.PHONY: help build check lint test clean
