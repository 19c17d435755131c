.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
# The bundled sample ends in June 2026: its "now" is the day after. Your own data are scored as of the clock.
AS_OF ?= $(if $(LEAD_SCORING_RAW_PATH),null,2026-07-01)
DISABLED_FEEDS ?=
VARS := {as_of: $(AS_OF), disabled_feeds: [$(DISABLED_FEEDS)]}

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

build: .venv/installed check ## check the seeds, build and test everything, say what came out
	$(BIN)/python -m lead_scoring.lock
	$(BIN)/dbt build --quiet --log-level-file info --vars '$(VARS)'
	$(BIN)/python -m lead_scoring.publish
	$(BIN)/python -m lead_scoring.summary

publish: .venv/installed ## let readers have what the last build made; make build does it
	$(BIN)/python -m lead_scoring.publish

export: .venv/installed ## ledger, history and scores as Parquet: EXPORT=folder (default: export)
	$(BIN)/python -m lead_scoring.export --to '$(or $(EXPORT),export)'

.venv/readers: requirements-readers.txt .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-readers.txt
	touch $@

.venv/tested: requirements-test.txt .venv/readers
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

dashboard: .venv/readers ## serve the dashboard on localhost: PORT=8765
	$(BIN)/python -m lead_scoring.dashboard serve $(if $(PORT),--port $(PORT))

dashboard-html: .venv/readers ## write the dashboard as one file: TO=target/dashboard.html, SCORE='Lead score'
	$(BIN)/python -m lead_scoring.dashboard html $(if $(TO),--to '$(TO)') $(if $(SCORE),--score '$(SCORE)')

scenarios: .venv/installed ## run scenarios: SCENARIOS=folder, SEEDS=folder (default: the seeds in use, scenarios beside them)
	$(BIN)/python -m lead_scoring.scenarios $(if $(SCENARIOS),--scenarios $(SCENARIOS)) $(if $(SEEDS),--seeds $(SEEDS))

preview: .venv/installed ## what edited seeds would change, before anyone is affected
	$(BIN)/python -m lead_scoring.preview $(if $(PEOPLE),--people $(PEOPLE))

outcomes: .venv/installed ## the marts that look back from outcomes: which scores and rules told who would convert
	$(BIN)/dbt build --quiet -s tag:outcomes --vars '$(VARS)'

suggest: .venv/installed ## points that outcomes would suggest; after make outcomes
	$(BIN)/python -m lead_scoring.suggest

check: .venv/installed ## every fault in the seeds, without touching the warehouse
	$(BIN)/python -m lead_scoring.check

lint: .venv/installed ## sqlfluff and ruff
	$(BIN)/sqlfluff lint models tests analyses --processes 2
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# What the templates become differs once there is a warehouse: lint sees what who works here sees. Tests are dealt out in order, so that
# most of a file's share the warehouses of one process; who is done first takes from the other.
test: build lint outcomes .venv/tested ## build, lint, the outcome marts and every test
	$(BIN)/dbt test --quiet --select test_type:unit
	$(BIN)/pytest -n 2 --dist worksteal

clean: ## remove the environment, what builds and tests left, and the default warehouse
	rm -rf .venv target logs .pytest_cache .ruff_cache .hypothesis lead_scoring.duckdb lead_scoring.duckdb.wal lead_scoring.duckdb.spill published

bench: .venv/installed ## benchmark: SIZE, RULES or RULEBOOK, SCENARIOS, RUNS, FOLDER (benchmarks/README.md)
	$(BIN)/pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	$(BIN)/python -m benchmarks.run $(if $(SIZE),--size $(SIZE)) $(if $(RULES),--rulebook rules_$(RULES)) $(if $(RULEBOOK),--rulebook $(RULEBOOK)) $(if $(SCENARIOS),--scenarios $(SCENARIOS)) $(if $(RUNS),--runs $(RUNS)) $(if $(FOLDER),--folder $(FOLDER))

soak: .venv/installed ## random histories and killed builds, then every part: HISTORIES=300 KILLS=40 FIRST=seed MINUTES=, JOBS=2; hours
	LEAD_SCORING_THREADS=2 $(BIN)/python tests/python/soak.py $(if $(HISTORIES),--histories $(HISTORIES)) $(if $(KILLS),--kills $(KILLS)) $(if $(FIRST),--first $(FIRST)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(JOBS),--jobs $(JOBS))
	LEAD_SCORING_THREADS=2 LEAD_SCORING_EVERYTHING=yes $(BIN)/pytest -n 2 tests/python/test_crashes.py
	LEAD_SCORING_THREADS=2 LEAD_SCORING_WORLDS=300 $(BIN)/pytest -n 2 tests/python/test_properties.py

.PHONY: help build dashboard dashboard-html preview outcomes suggest bench soak publish export check lint scenarios test clean
