# `make run` and `make test` are all that is needed; the rest is for those who change Firstline.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Only as given to make: some shells keep this machine's own name in HOST.
HOST_SETTING := $(if $(filter command,$(firstword $(origin HOST))),FIRSTLINE_HOST=$(HOST))
STORE_SETTING := $(if $(STORE),FIRSTLINE_STORE='$(STORE)')
DEMO_SETTING := $(if $(DEMO),FIRSTLINE_DEMO='$(DEMO)')

.DEFAULT_GOAL := help
.PHONY: help run test check lint types format audit bench screenshots lock clean

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.run ## set up and serve the desk (PORT=8000 HOST=127.0.0.1 STORE=memory: DEMO=busy as you like)
	@$(if $(PORT),FIRSTLINE_PORT=$(PORT)) $(HOST_SETTING) $(STORE_SETTING) $(DEMO_SETTING) $(BIN)/firstline serve

# The tests start hundreds of desks: what Python has compiled is kept, also where it is told not to
# keep it, as in many containers. A file of tests stays together, as does what it makes for all of
# them; those that take longest, in a browser and with processes, come first.
test: $(VENV)/.dev ## set up and pass the tests (of one file: .venv/bin/pytest FILE)
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder

check: lint types test ## everything that CI checks

lint: $(VENV)/.dev ## style and common mistakes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## types, strictly
	$(BIN)/mypy

format: $(VENV)/.dev ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

audit: $(BIN)/python ## ask whether flaws are known in the packages that are used (needs the internet)
	@$(PYTHON) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement constraints.txt

bench: $(VENV)/.peers ## measure what a desk can carry and withstand, also beside others of its kind and with many who watch, and whether pages grow with the log (takes some minutes)
	$(BIN)/python -m benchmarks.capacity
	$(BIN)/python -m benchmarks.exposed
	$(BIN)/python -m benchmarks.peers
	$(BIN)/python -m benchmarks.watched
	$(BIN)/python -m benchmarks.growth

screenshots: $(VENV)/.dev ## make the README's pictures again (needs Chromium)
	$(BIN)/python docs/screenshots.py

lock: ## renew constraints.txt: the newest versions that fit together
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev,peers]'
	$(BIN)/pip freeze --exclude-editable > constraints.txt

clean: ## remove what make has set up
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up (this takes a minute, once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up for development (this takes a minute, once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/.run

$(VENV)/.peers: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up for the benchmarks (this takes a minute, once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,peers]'
	@touch $@ $(VENV)/.dev $(VENV)/.run

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Firstline needs Python 3.11 or newer; $(PYTHON) is older. Say which: make PYTHON=python3.12 ..." >&2; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
