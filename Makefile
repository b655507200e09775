# Every target installs what it needs into .venv from the locks; Python 3.11 and make are all that a machine must have.

PYTHON ?= python3
BIN := .venv/bin
UP := .venv/.up-installed
DEV := .venv/.dev-installed
NO_ADDRESSES := --no-emit-index-url --no-emit-find-links --no-annotate --no-header
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes $(NO_ADDRESSES)

.PHONY: help install secrets up test faults chaos soak fuzz test-compose check fix bench growth memory flame instructions bench-topics bench-japan topics weigh-terms holidays market lock formats reliability schema clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

install: $(DEV) ## everything for work on the project, into .venv

up: $(UP) ## the whole line on this machine, fed with the sample wire; Ctrl-C stops it
	@$(BIN)/wire up --demo

test: $(DEV) ## all tests but those that need a container engine
	$(BIN)/pytest -m "not long" tests/unit tests/contract tests/topics tests/japan tests/near tests/fuzz tests/integration tests/faults tests/acceptance

faults: $(DEV) ## the whole fault matrix of docs/reliability.md; CASE=name for one, FAULT_SEED for its copy
	@mkdir -p var && rm -f var/faults.jsonl
	FAULT_RECORD=var/faults.jsonl $(BIN)/pytest tests/faults $(if $(CASE),-k "test_fault and $(CASE)")
	$(if $(CASE),,$(BIN)/pytest -m long tests/integration)

chaos: $(DEV) ## five minutes of random faults under load; SEED=… repeats a run, LENGTH=… other seconds
	$(BIN)/python -m tests.faults.chaos $(if $(SEED),--seed $(SEED)) --seconds $(if $(LENGTH),$(LENGTH),300)

soak: $(DEV) ## half an hour of mixed load with a fault a minute, memory watched; SEED=…, MINUTES=…
	$(BIN)/python -m tests.faults.soak $(if $(SEED),--seed $(SEED)) --minutes $(if $(MINUTES),$(MINUTES),30)

fuzz: $(DEV) ## damaged copy, and runs without end, for FUZZ_SECONDS (600) a family each; FAMILY=nitf for one
	FUZZ_SECONDS=$${FUZZ_SECONDS:-600} $(BIN)/pytest --timeout 0 tests/fuzz -k "(damaged or long) and $(if $(FAMILY),[$(FAMILY)],_)"

secrets: $(DEV) ## passwords and ACL of docker-compose.yml, into secrets/
	$(BIN)/python scripts/make_secrets.py

test-compose: $(DEV) ## docker-compose.yml and testcontainers on a real engine
	tests/compose/run

check: $(DEV) ## format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(DEV) ## what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) ## the line beside the floor and the peers: docs/performance.md; ROUNDS=5, QUICK=1 for a look; reading by family
	$(if $(QUICK),,$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -q -r requirements-bench.lock)
	$(BIN)/python -m tests.bench.speed $(if $(QUICK),--quick,--out docs/performance/run.json) $(if $(ROUNDS),--rounds $(ROUNDS))
	$(if $(QUICK),,$(BIN)/python -m scripts.make_performance_page)
	$(BIN)/python -m tests.bench.formats

growth: $(DEV) ## the line on an empty store and on one of VERSIONS (5000000) versions, by turns; 15 minutes
	$(BIN)/python -m tests.bench.growth --versions $${VERSIONS:-5000000}

memory: $(DEV) ## is a worker's memory flat over STORIES (1000000) stories?  The better part of an hour
	$(BIN)/python -m tests.bench.memory --stories $${STORIES:-1000000}

flame: $(DEV) ## where ingest spends its time: docs/performance/flame.svg
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -q -r requirements-bench.lock
	$(BIN)/python -m tests.bench.flame

instructions: $(DEV) ## what reading and enriching a story costs, held against instructions.json; needs valgrind
	$(BIN)/python -m tests.bench.instructions $(if $(WRITE),--write)

bench-topics: $(DEV) ## how right the topics are, how quick, how large: the table of docs/topics.md
	$(BIN)/python -m tests.bench.topics

bench-japan: $(DEV) ## what the Japan block costs a story, whole and by its parts
	$(BIN)/python -m tests.bench.japan

topics: $(DEV) ## the semantic head and the curves of the scores, anew from training/ and config/topics
	$(BIN)/python -m scripts.train_topics

weigh-terms: $(DEV) ## terms whose weight our labelled sentences do not bear out
	$(BIN)/python -m scripts.weigh_terms

holidays: $(DEV) ## the table of national holidays, anew from the package `holidays`
	$(BIN)/python scripts/make_holidays.py

market: $(DEV) ## the table of days without trading in Tokyo, anew from exchange_calendars, through year THROUGH (2030)
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -q -r requirements-calendars.lock
	$(BIN)/python -m scripts.make_market --through $${THROUGH:-2030}

formats: $(UP) ## the tables of docs/formats.md, anew from the code
	$(BIN)/python scripts/make_formats_page.py

reliability: $(DEV) ## the matrix of docs/reliability.md, anew from the cases and the last `make faults`
	$(BIN)/python -m scripts.make_reliability_page var/faults.jsonl

schema: $(UP) ## the published contracts, anew from the models
	$(BIN)/wire schema export

lock: $(DEV) ## the locks, anew from pyproject.toml
	$(COMPILE) pyproject.toml --extra embedded --extra semantic --extra train --extra tracing --extra dev -o requirements-dev.lock
	$(COMPILE) pyproject.toml --extra embedded --extra semantic -c requirements-dev.lock -o requirements-up.lock
	$(COMPILE) pyproject.toml --extra semantic --extra tracing -c requirements-dev.lock -o requirements.lock
	$(COMPILE) pyproject.toml --extra calendars -c requirements-dev.lock -o requirements-calendars.lock
	$(COMPILE) pyproject.toml --extra bench -c requirements-dev.lock -o requirements-bench.lock
	echo hatchling | $(COMPILE) - -c requirements-dev.lock -o requirements-build.lock

clean: ## .venv, caches and the data of `make up`
	rm -rf .venv var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Kawaraban needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv

$(UP): requirements-up.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements-up.lock
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(UP)
