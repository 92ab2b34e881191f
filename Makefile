# The verbs of the project. The first one run makes .venv from requirements.lock; README.md has the same steps without make.

UV_VERSION := 0.13.9
VENV := .venv
BENCH := build/bench-venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := $(BIN)/uv

# A Python 3.11-3.13 that can make virtual environments; set PYTHON to choose another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& { echo "$$python"; break; }; done)

.PHONY: help report test lab bench rivals lock refresh clean

help:
	@echo "make report   rerun the notebooks on the sample and write the HTML report to build/report/"
	@echo "make test     run every test: unit, rule examples, the papermill chain, the committed notebooks"
	@echo "make lab      open JupyterLab on the notebooks"
	@echo "make bench    run the benchmarks, with the rival tools in an environment of their own"
	@echo "make rivals   score the rival tools on the sample's gold rows and store their table"
	@echo "make lock     resolve the locks again after a change of pyproject.toml (UPGRADE=--upgrade takes newer versions)"
	@echo "make refresh  rerun the committed notebooks in place and update README.md with what they found"
	@echo "make clean    remove the environment and everything built"

report: $(READY)
	$(BIN)/tarifftrail report

test: $(READY)
	$(BIN)/python -m pytest tests -n 2 --dist loadfile
	$(BIN)/python -m pytest notebooks --nbval-lax --nbval-current-env --nbval-cell-timeout 120 -p no:cacheprovider

lab: $(READY)
	$(BIN)/jupyter lab --notebook-dir=. notebooks

bench: $(BENCH)/.ready
	$(BENCH)/bin/python -m benchmarks

rivals: $(BENCH)/.ready
	$(BENCH)/bin/python -m benchmarks.rivals

$(UV):
	@test -n "$(PYTHON)" || { \
		echo "No Python 3.11, 3.12 or 3.13 with the venv module was found."; \
		echo "Install one (on Debian and Ubuntu: python3 and python3-venv), or name it: make PYTHON=/path/to/python3.12"; \
		exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(READY): requirements.lock pyproject.toml | $(UV)
	$(UV) pip sync --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q lib
	@touch $@

$(BENCH)/.ready: requirements.lock benchmarks/requirements.lock pyproject.toml | $(UV)
	$(UV) venv --allow-existing --python $(BIN)/python $(BENCH)
	$(UV) pip sync --python $(BENCH)/bin/python --require-hashes --compile-bytecode requirements.lock benchmarks/requirements.lock
	$(UV) pip install --python $(BENCH)/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

# Both locks hold for Python 3.11-3.13 on Linux, macOS and Windows, and name no index, so that any mirror serves.
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(UPGRADE)

lock: | $(UV)
	$(COMPILE) pyproject.toml --extra test --output-file requirements.lock
	$(COMPILE) benchmarks/requirements.in --output-file benchmarks/requirements.lock

refresh: $(READY)
	$(BIN)/tarifftrail refresh

clean:
	rm -rf $(VENV) build .pytest_cache .hypothesis lib/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
