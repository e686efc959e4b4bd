# Everyday commands; `make` alone lists them.
# The store may be named by the environment, as for the command line: INTEGRATIONSNETZ_STORE=sqlite:///path
# STORE=neo4j is this checkout's own Neo4j server; STORE=neo4j://host:7687 is another one (docs/operations.md).
STORE ?= $(or $(INTEGRATIONSNETZ_STORE),sqlite:///data/registry.db)
HOST ?= 127.0.0.1
PORT ?= 8000
HEAP ?= 2g
PAGECACHE ?= 512m
HTTP ?=
LIBRARIES ?=
# How many tests run at once; those of a server that was given share it, so one after the other.
JOBS ?= $(if $(INTEGRATIONSNETZ_TEST_NEO4J),0,2)
ARGS ?=

BIN := .venv/bin
ROOMS := registry graph web seed
CODE := $(ROOMS) scripts tests
NEO4J := $(BIN)/python scripts/neo4j_server.py
NEO4J_OPTIONS = --heap $(HEAP) --page-cache $(PAGECACHE)$(if $(HTTP), --http)
# What stands before a command that works on the store.
ON_STORE = $(if $(filter neo4j,$(STORE)),$(NEO4J) use $(NEO4J_OPTIONS) --)

export INTEGRATIONSNETZ_STORE := $(STORE)

.DEFAULT_GOAL := help
.PHONY: help run load neo4j neo4j-stop neo4j-jars fast test check format-check lint types contracts docs-drift format docs \
	translations bench lock vendor environment environment-dev clean

help:  ## list these commands
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r c t; do \
		printf '%-18s %s\n' "$$c" "$$t"; done
	@echo 'Variables: STORE=sqlite:///path|neo4j|neo4j://host:7687  HOST=address  PORT=number'
	@echo '           HEAP=2g PAGECACHE=512m HTTP=1 (Neo4j Browser)  JOBS=2 (tests at once)  ARGS="options for test and bench"'

run: environment load  ## set everything up, load the sources if there is no record yet, serve the pages
	@$(ON_STORE) $(BIN)/integrationsnetz serve --host $(HOST) --port $(PORT)

load: environment
	@$(ON_STORE) $(BIN)/python scripts/load_if_empty.py

neo4j: environment  ## start a Neo4j server of this checkout, wait until it is ready, say where it is
	@$(NEO4J) start $(NEO4J_OPTIONS)

neo4j-stop: environment  ## stop it; its data stays in data/neo4j
	@$(NEO4J) stop

fast: environment  ## add the compiled part of the Neo4j driver
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fast.lock

# Got before the tests begin, as a test has no time for it; without Java or Maven the tests say what they lack.
neo4j-jars: environment
	@if [ -z "$$INTEGRATIONSNETZ_TEST_NEO4J" ] && command -v java >/dev/null && command -v mvn >/dev/null; then \
		$(BIN)/python scripts/neo4j_jars.py >/dev/null || true; fi

test: environment-dev neo4j-jars  ## run all tests (ARGS="-k words" for some)
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

check: environment-dev format-check lint types contracts docs-drift  ## format, lint, types, import contracts, docs drift

format-check: environment-dev
	@$(BIN)/ruff format --check --quiet $(CODE) || \
		{ echo 'These files are not formatted: run make format' >&2; $(BIN)/ruff format --check $(CODE); exit 1; }

lint: environment-dev
	@$(BIN)/ruff check --quiet $(CODE) && echo 'lint: nothing found'

types: environment-dev
	@$(BIN)/mypy --strict $(ROOMS)
	@MYPYPATH=scripts $(BIN)/mypy --strict scripts/*.py

contracts: environment-dev
	@$(BIN)/lint-imports

docs-drift: environment-dev
	@$(BIN)/python scripts/check_docs.py

format: environment-dev  ## format the code and apply the linter's safe repairs
	@$(BIN)/ruff check --fix --quiet $(CODE) ; $(BIN)/ruff format $(CODE)

docs: environment-dev  ## renew the generated parts of docs/reference
	@$(BIN)/python scripts/generate_docs.py

translations: environment-dev  ## renew the catalogues of texts from the pages and compile them
	@$(BIN)/pybabel --quiet extract --mapping-file web/babel.cfg --sort-by-file --no-wrap --keyword _l --keyword lazy_gettext \
		--keyword lazy_ngettext:1,2 --keyword lazy_pgettext:1c,2 \
		--output-file .venv/messages.pot web
	@$(BIN)/pybabel --quiet update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
		--input-file .venv/messages.pot --output-dir web/translations
	@$(BIN)/pybabel --quiet compile --directory web/translations

bench: environment  ## measure stores and measures, print the tables (ARGS="--help"; LIBRARIES=1 adds networkit)
	@$(if $(LIBRARIES),$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock)
	@$(BIN)/python -m seed.bench $(ARGS)

lock:  ## maintainers: renew the lock files (UPGRADE=1 takes the newest versions)
	@sh scripts/lock.sh

vendor: environment  ## maintainers: renew the front-end files from npm and prove them
	@$(BIN)/python scripts/vendor.py refresh
	@$(BIN)/python scripts/vendor.py prove

environment:
	@sh scripts/environment.sh run

environment-dev:
	@sh scripts/environment.sh dev

clean:  ## remove the environment, caches and build products (not the data)
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .neo4j
