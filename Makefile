# `make help` lists what can be done. Everything is installed into .venv; nothing else on the machine is touched,
# except by `make system`.

# The first of these that is new enough and can make environments; `make demo PYTHON=...` names another.
suitable = $(or $(shell for python in $(1); do \
	$$python admm_site/operations/preflight.py >/dev/null 2>&1 && echo $$python && break; done),python3)
PYTHON ?= $(call suitable,python3 python3.13 python3.12 python3.11)
# Pyenv offers one of its Pythons by name, and keeps the rest here.
NEWEST_PYTHON = $(call suitable,$(foreach v,3.13 3.12,python$(v) $(wildcard $(HOME)/.pyenv/versions/$(v).*/bin/python)) python3)
PORT ?= 8000
VENV ?= .venv
BIN = $(VENV)/bin
MANAGE = $(BIN)/python manage.py
PYTEST = $(BIN)/pytest $(ARGS)
BY_FILE = -n auto --dist loadfile --no-loadscope-reorder
NOT_EXHAUSTIVE = -m "not browser and not exhaustive"
PYTEST_LATEST = .venv-latest/bin/pytest -n auto --dist worksteal -W default -W ignore::ResourceWarning $(NOT_EXHAUSTIVE)
# What leans most on Wagtail's own views and templates.
ADMIN_TESTS = accounts editorial/test_admin_addresses.py editorial/test_admin_actions.py editorial/test_status_updates.py withdrawals/test_unpublishing.py
TEMPLATES = find templates -name '*.html'
# Each command with the Debian package that brings it, and the packages whose command is not there.
COMMANDS = chromium:chromium java:default-jre-headless npm:npm wrk:wrk nginx:nginx redis-server:redis-server \
	pg_ctlcluster:postgresql pgbouncer:pgbouncer curl:curl openssl:openssl faketime:faketime
MISSING = $(foreach pair,$(COMMANDS),$(shell command -v $(firstword $(subst :, ,$(pair))) >/dev/null || echo $(lastword $(subst :, ,$(pair)))))
needs = @command -v $(1) >/dev/null || { echo "$(1) is missing: \`make system\` installs it." >&2; exit 1; }
SUDO = $(if $(filter-out 0,$(shell id -u)),sudo)

FOLDER = $(or $(VAR_DIR),var)

# The demonstration is served as on a server, but without TLS: what it shows is what visitors get.
SERVED = DEBUG=false TLS=false SECRET_KEY=$$(cat $(FOLDER)/secret-key) ALLOWED_HOSTS=127.0.0.1,localhost \
	EMAIL_URL=consolemail:// SECOND_FACTOR=false LOG_LEVEL=WARNING PORTAL_URL=http://127.0.0.1:$(PORT)

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PATH := $(PATH):/usr/sbin
export PYTHONDONTWRITEBYTECODE = # or each process compiles all tests
.NOTPARALLEL:
.PHONY: help demo demo-ready test test-exhaustive test-database test-everything test-browser test-sitemap test-all-pythons test-latest check-latest latest lint format bench production-check chaos documents pictures requirements audit sbom licences system clean preflight

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r target what; do printf '%-18s %s\n' "$$target" "$$what"; done

demo: preflight ## Serve the portal with its demonstration content at 127.0.0.1:8000 (PORT= changes it)
	@$(PYTHON) admm_site/operations/preflight.py --alone $(MAKE) --no-print-directory demo-ready
	@$(PYTHON) admm_site/operations/preflight.py $(PORT) # another program may have taken the port meanwhile
	@echo "The portal: http://127.0.0.1:$(PORT)/   For editors: http://127.0.0.1:$(PORT)/admin/   Ctrl-C stops it."
	@$(SERVED) $(BIN)/gunicorn --no-control-socket --log-level warning --threads 4 --bind 127.0.0.1:$(PORT) admm_site.wsgi

# What was interrupted is finished by the next run; one at a time.
demo-ready: $(VENV)/runtime
	@echo "Bringing the database up to date ..."
	@mkdir -p $(FOLDER)
	@test -n "$$DATABASE_URL" || test -s $(FOLDER)/db.sqlite3 || $(new_database)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo --if-empty
	@test -s $(FOLDER)/secret-key || (umask 077 && $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))' > $(FOLDER)/secret-key)
	@$(SERVED) $(MANAGE) collectstatic --noinput --verbosity 0

# Django records a migration after the transaction that makes its tables: one that is killed in between can't be
# repeated. So a new database comes to its place when it is complete.
new_database = (rm -f $(FOLDER)/new.sqlite3* && DATABASE_URL=sqlite:///$(abspath $(FOLDER))/new.sqlite3 \
	$(MANAGE) migrate --verbosity 0 && mv $(FOLDER)/new.sqlite3 $(FOLDER)/db.sqlite3)

test: $(VENV)/development ## Run the tests, but the browser's and what is slow or exhaustive (ARGS="-k calendar"; DATABASE_URL names another database)
	$(PYTEST) -n auto --dist worksteal

test-exhaustive: $(VENV)/development ## Run what `make test` leaves out: slow tests, and every combination where the database can't matter
	$(PYTEST) -p schemathesis -m "(slow and not exhaustive or exhaustive and not database) and not browser" $(BY_FILE)

test-database: $(VENV)/development ## Run all tests whose outcome the database can change (DATABASE_URL names it)
	$(PYTEST) -p schemathesis -m "database and not browser" $(BY_FILE)

test-everything: $(VENV)/development ## Run all tests but the browser's on one database (which DATABASE_URL names)
	$(PYTEST) -p schemathesis -m "not browser" $(BY_FILE)

test-browser: $(VENV)/development $(VENV)/vnu ## Run the tests that need Chromium or the HTML checker (see `make system`)
	$(call needs,chromium)
	$(PYTEST) -m "browser and not exhaustive" -n auto --dist worksteal

test-sitemap: $(VENV)/development $(VENV)/vnu ## Look at every address of the sitemap: axe, HTML, 320 pixels (minutes)
	$(call needs,chromium)
	$(PYTEST) -m browser -n auto --dist worksteal tests/browser/test_sitemap.py

test-all-pythons: ## Run the tests on each supported Python
	for version in 3.11 3.12 3.13; do $(MAKE) test ARGS='$(NOT_EXHAUSTIVE)' VENV=.venv-$$version PYTHON=python$$version || exit; done

test-latest: latest ## Run the tests on the newest Django and Wagtail (findings: docs/decisions/)
	$(PYTEST_LATEST) $(ARGS)

check-latest: latest ## Run the tests of the admin's own views on the newest Django and Wagtail
	.venv-latest/bin/python manage.py makemigrations --check --dry-run # and the system checks; the tests migrate
	$(PYTEST_LATEST) --disable-warnings $(addprefix tests/,$(ADMIN_TESTS))

# Besides what is locked, the newest of both that the newest Python here can run, anew each time.
latest: $(VENV)/development
	@$(BIN)/uv venv --quiet --clear --python $(NEWEST_PYTHON) .venv-latest
	@$(BIN)/uv pip sync --quiet --python .venv-latest requirements-dev.txt
	@$(BIN)/uv pip install --quiet --python .venv-latest --upgrade django wagtail wagtail-factories django-filter
	@.venv-latest/bin/python --version
	@$(BIN)/uv pip list --quiet --python .venv-latest | grep -E '^(django|wagtail) '

lint: $(VENV)/development ## Check format, style, the direction of imports and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(TEMPLATES) -exec $(BIN)/djade --target-version 5.2 --check {} +
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

format: $(VENV)/development ## Put Python and templates into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(TEMPLATES) -exec $(BIN)/djade --target-version 5.2 {} +

bench: $(VENV)/development ## Measure the portal beside a constant response (needs wrk, see `make system`)
	$(call needs,wrk)
	$(BIN)/python -m tests.bench

production-check: $(VENV)/development ## Set up, ask and upgrade the portal as deploy/ does, in a folder of its own (minutes)
	$(call needs,nginx)
	$(call needs,redis-server)
	$(call needs,pg_ctlcluster)
	$(BIN)/python -m tests.production

chaos: $(VENV)/development ## Break parts of the portal while it is read and edited, as root (ten minutes; ARGS="--seed 7")
	$(call needs,nginx)
	$(call needs,redis-server)
	$(call needs,pg_ctlcluster)
	$(BIN)/python -m tests.chaos $(ARGS)

documents: $(VENV)/development ## Typeset the demonstration documents anew from fixtures/documents/
	$(BIN)/python fixtures/typeset.py

pictures: $(VENV)/development ## Take the pictures of docs/design.md and of the README anew (needs Chromium)
	$(call needs,chromium)
	$(BIN)/python -m tests.browser.take_pictures

requirements: $(VENV)/development ## Lock requirements*.in (UPGRADE=1 takes newer versions)
	for list in requirements requirements-oidc requirements-s3 requirements-sentry requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(if $(UPGRADE),--upgrade) \
			--custom-compile-command 'make requirements' $$list.in --output-file $$list.txt || exit; done

audit: $(VENV)/development ## Ask for known weaknesses of what the portal runs on, where the network allows it
	$(BIN)/python -m tests.supply_chain.audit

sbom: $(VENV)/development ## Write the bill of materials of what the portal runs on (CycloneDX): var/sbom.cdx.json
	$(BIN)/python -m tests.supply_chain.bill_of_materials

licences: $(VENV)/development ## List the licences of what the portal runs on anew: docs/licences.md
	$(BIN)/python -m tests.supply_chain.licences

# RUNLEVEL=1 has Debian install services without starting them.
system: ## Install from Debian what tests need: Chromium, Java, npm, wrk, nginx, Redis, PostgreSQL, PgBouncer
	$(if $(strip $(MISSING)),$(SUDO) sh -c 'apt-get update -qq && RUNLEVEL=1 apt-get install -qq --no-install-recommends $(MISSING)')

clean: ## Remove environments and caches; the content in var/ stays
	rm -rf .venv .venv-* .pytest_cache .ruff_cache .import_linter_cache .mypy_cache
	find admm_site meetings initiatives tests -name __pycache__ -exec rm -rf {} +

# Environments: made anew when what is locked changes.

preflight:
	@command -v $(PYTHON) >/dev/null || { echo "No Python is found: install Python 3.11 or newer (Debian: \`apt-get install python3-venv\`)." >&2; exit 1; }
	@$(PYTHON) admm_site/operations/preflight.py $(PORT)

$(VENV)/runtime: requirements.txt
	@$(PYTHON) admm_site/operations/preflight.py
	@echo "Installing the portal's packages into $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	@echo "Installing the tools of development into $(VENV) ..."
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/vnu: $(VENV)/runtime
	$(call needs,npm)
	$(call needs,java)
	@npm install --silent --no-audit --no-fund --prefix $@ vnu-jar@26.9.27
	@touch $@
