# Everyday commands; `make` alone lists them.
# The store may be named by the environment, as for the command line: INTEGRATIONSNETZ_STORE=sqlite:///path
STORE ?= $(or $(INTEGRATIONSNETZ_STORE),sqlite:///data/registry.db)
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=

BIN := .venv/bin
ROOMS := registry graph web seed
CODE := $(ROOMS) scripts tests

export INTEGRATIONSNETZ_STORE := $(STORE)

.DEFAULT_GOAL := help
.PHONY: help run load test check format-check lint types contracts docs-drift format docs translations bench lock vendor \
	environment environment-dev clean

help:  ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r c t; do \
		printf '%-18s %s\n' "$$c" "$$t"; done
	@echo 'Variables: STORE=sqlite:///path  HOST=address  PORT=number  ARGS="options for test and bench"'

run: environment load  ## set everything up, load the sources if there is no store yet, serve the pages
	@$(BIN)/integrationsnetz serve --host $(HOST) --port $(PORT)

# A load that was interrupted leaves its mark, and the next call completes it: loading twice changes nothing.
load: environment
	@case '$(STORE)' in sqlite:///*) \
		file='$(STORE)'; file="$${file#sqlite:///}"; \
		if [ ! -e "$$file" ] || [ -e "$$file.loading" ]; then \
			mkdir -p -m 700 "$$(dirname "$$file")" && : >"$$file.loading" \
			&& $(BIN)/integrationsnetz load && rm -f "$$file.loading"; \
		fi;; esac

test: environment-dev  ## run all tests (ARGS="-k words" for some)
	@$(BIN)/python -m pytest $(ARGS)

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

bench: environment  ## measure and print the benchmark table
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
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
