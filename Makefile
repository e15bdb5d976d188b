# Everything a person or CI does with this repository. Needs Python 3.11 to 3.13, git and make.

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
# One for each processor. Some tests wait for a clock, but others keep a browser, a database and a
# portal busy besides themselves: with one worker more the suite took a fifth longer.
WORKERS = $(shell getconf _NPROCESSORS_ONLN)
UV = $(shell command -v uv || echo $(BIN)/uv)
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header pyproject.toml

# Where it is set, each of the many processes that tests and `kontor run` start would compile two
# thousand modules anew: three seconds of their start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check lint format setup assets messages chromium lock clean
.DELETE_ON_ERROR:

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: $(STAMPS)/run assets ## the portal on http://127.0.0.1:8000, with its own PostgreSQL and S3
	@exec $(BIN)/kontor run

test: setup assets chromium ## the whole test suite against real PostgreSQL, S3 and Redis
	$(BIN)/pytest --numprocesses $(WORKERS) --no-loadscope-reorder $(ARGS)

check: lint test ## what CI asks for: format, lint, types, import contracts, tests

lint: setup ## all of check but the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## let ruff put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: $(STAMPS)/dev ## the environment for development, in .venv

assets: $(STAMPS)/run ## CSS and JavaScript; does nothing when they are up to date
	@$(BIN)/python -m portal.web.assets
	@$(BIN)/python -m portal.web.catalogues

messages: setup ## bring the catalogues up to date with what code and templates say
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k said --add-location=file -s -w 100 \
		--sort-by-file --project=Kontor --copyright-holder="the Kontor authors" --version=1 \
		-o $(VENV)/messages.pot portal partners documents edi forums deals
	$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d portal/web/translations -w 100 \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

chromium: ## the browser of the browser tests, where it may be installed
	@sh requirements/chromium.sh

lock: $(STAMPS)/uv ## resolve the dependencies anew; ARGS=--upgrade takes newer versions
	$(LOCK) $(ARGS) --extra dev --output-file requirements/dev.lock
	$(LOCK) $(ARGS) --extra embedded --extra assets --extra build \
		--constraints requirements/dev.lock --no-annotate --output-file requirements/run.lock
	$(LOCK) $(ARGS) --constraints requirements/dev.lock --no-annotate \
		--output-file requirements/image.lock
	echo uv | $(LOCK:pyproject.toml=-) $(ARGS) --no-annotate --output-file requirements/uv.lock

clean: ## remove what was built; the portal's data in var/ stays
	rm -rf $(VENV) assets/node_modules portal/web/static/dist dist

$(STAMPS)/venv: requirements/venv.sh
	@sh requirements/venv.sh $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/uv: requirements/uv.lock $(STAMPS)/venv
	@command -v uv >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --requirement requirements/uv.lock
	@touch $@

$(STAMPS)/run: requirements/run.lock pyproject.toml $(STAMPS)/uv
	@echo "Installing what the portal needs ..."
	@$(INSTALL) --require-hashes --requirement requirements/run.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: requirements/dev.lock pyproject.toml $(STAMPS)/uv
	@echo "Installing what development needs ..."
	@$(INSTALL) --require-hashes --requirement requirements/dev.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(STAMPS)/run $@
