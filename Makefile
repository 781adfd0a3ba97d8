# GNU make 3.81 or newer. `make help` lists what can be done.
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11
PYTEST := pytest -n 2 --dist loadfile --no-loadscope-reorder
INSTALL := $(BIN)/uv pip install --quiet --require-hashes

# What is imported is compiled once and kept: the suite starts hundreds of programs, and each of its processes would
# otherwise compile every import and rewrite every assertion anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-chaos check format bench lock asyncapi jobs clean

help:            ## list these commands
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 20

run: .venv/demo  ## a living fleet on this machine; RESET=1 begins anew
	@$(BIN)/cml-fleet demo $(if $(RESET),--reset)

test: .venv/dev $(if $(MEASURED),.venv/measured) ## the whole test suite; MEASURED=1 also notes what it takes, for check
	$(if $(MEASURED),,$(BIN)/$(PYTEST))

test-chaos: .venv/dev ## the long kills and stalls
	CML_FLEET_CHAOS_RUNS=20 $(BIN)/pytest tests/chaos

check: .venv/dev ## everything that has to hold before a change is merged
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry src
	$(BIN)/codespell README.md CHANGELOG.md CONTRIBUTING.md notes src tests benchmarks
	$(MAKE) --no-print-directory .venv/measured
	$(BIN)/coverage report --skip-covered --show-missing --include='src/domain/*,src/application/*' --fail-under=100
	$(BIN)/coverage report --skip-covered --omit='src/domain/*,src/application/*' --fail-under=90

format: .venv/dev ## let ruff write what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev ## the measurements, as ratios of one run; QUICK=1 for a look
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick)
	$(BIN)/python -m benchmarks --only https
	$(BIN)/python -m benchmarks.cml $(if $(QUICK),--quick)
	$(BIN)/python -m benchmarks.sse $(if $(QUICK),--quick)

asyncapi: .venv/dev ## write notes/asyncapi.json anew, after a change of events
	PYTHONPATH=src:tests $(BIN)/python -m support.asyncapi

jobs: .venv/dev  ## write notes/jobs.md anew, after a change of jobs
	PYTHONPATH=src:tests $(BIN)/python -m support.job_notes

lock: .venv/dev  ## pin the requirements anew, with hashes and without addresses
	$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(LOCK) pyproject.toml --extra demo --group dev --group build -o requirements/dev.txt
	$(LOCK) pyproject.toml --extra demo --group build -c requirements/dev.txt -o requirements/demo.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/runtime.txt
	$(LOCK) requirements/official-client.in -o requirements/official-client.txt

clean:           ## remove what was installed and what the demo keeps
	rm -rf .venv .demo

.venv/demo: requirements/demo.txt pyproject.toml | .venv/uv
	$(INSTALL) -r requirements/demo.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.txt .venv/demo
	$(INSTALL) -r requirements/dev.txt
	@touch $@

# The suite under coverage, once for all that it depends on.
.venv/measured: .venv/dev pyproject.toml $(shell find src tests benchmarks deploy notes -type f -not -name '*.pyc')
	rm -f .coverage .coverage.*
	$(BIN)/$(PYTEST) --cov --cov-report=
	@touch $@

.venv/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@
