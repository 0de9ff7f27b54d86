# Two commands on a fresh machine (Python 3.11 or newer, make, a package index): `make demo` and `make test`.
# compiled modules are kept whatever the machine prefers: the tests start the program hundreds of times
export PYTHONDONTWRITEBYTECODE :=
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PATO := $(BIN)/pato
STAMP := $(VENV)/.installed

.PHONY: demo test lint resolutions pages docs bench reliability browser clean wheel sbom

$(VENV)/bin/python:
	@echo "Making a virtual environment in $(VENV): a few seconds."
	@$(PYTHON) -m venv $(VENV)

# kernels need nothing but numba, so they are compiled while the rest is installed
$(STAMP): pyproject.toml hatch_build.py | $(VENV)/bin/python
	@echo "Installing pato and what it needs, and compiling its kernels meanwhile: about a minute."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check numba
	@PYTHONPATH=src $(BIN)/python -m pato.kernels.ahead & \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . && wait
	@touch $@

$(VENV)/.extras: $(STAMP)
	@echo "Installing what the extras need."
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet -e ".[cluster,estimate,explore,games,mcp,office,workbench]"
	@touch $@

$(VENV)/.%: $(VENV)/.extras
	$(BIN)/python -m pip install --quiet --group $*
	touch $@

demo: $(STAMP)
	$(PATO) who --attacker CHN --victim JPN --act armed_attack --on territory --place senkaku --date 2026-11-21
	$(PATO) compare alliance-of-seven --overwrite -o out/demo
	@echo "The report is at $(CURDIR)/out/demo/report.html"

test: $(VENV)/.test lint
	$(BIN)/python -m pytest -n 2 -m "not browser and not reliability" $(PYTEST_ARGS)

lint: $(VENV)/.lint
	$(BIN)/ruff check src tests benchmarks hatch_build.py
	$(BIN)/ruff format --check src tests benchmarks hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell src docs README.md CONTRIBUTING.md  # tests misspell on purpose

browser: $(VENV)/.test $(VENV)/.browser
	$(BIN)/python -m pytest -m browser $(PYTEST_ARGS)

pages: $(VENV)/.docs
	$(BIN)/zensical build --strict --clean

docs: pages
	$(PATO) compare alliance-of-seven --overwrite -o site/sample  # a stranger can look before installing
	$(PATO) compare debate --overwrite -o site/debate

bench: $(VENV)/.test
	$(BIN)/python benchmarks/run.py

reliability: $(VENV)/.test $(VENV)/.mutants
	$(BIN)/python -m pytest -m reliability $(PYTEST_ARGS)
	$(BIN)/python tests/reliability/campaign.py --write  # an hour; the next run goes on from there, as do these:
	for package in treaties kernels assess files; do $(BIN)/python tools/mutants.py --package $$package --minutes 30 --write || exit 1; done

# the quick part of the tests with the oldest versions that pyproject.toml allows, and with the newest; on another Python with
# make resolutions RESOLVE_PYTHON=python3.13
RESOLVE_PYTHON ?= $(PYTHON)
RESOLUTIONS ?= lowest-direct highest
QUICK_TESTS := $(addprefix tests/unit/,registry files kernels futures test_dependencies.py test_front_door.py cli/test_app.py)
resolutions: $(VENV)/.resolve
	set -e; for how in $(RESOLUTIONS); do \
	  $(BIN)/uv venv --quiet --clear --python $(RESOLVE_PYTHON) $(VENV)-$$how; \
	  $(BIN)/uv pip install --quiet --python $(VENV)-$$how --resolution $$how --group test \
	    -e ".[cluster,estimate,explore,games,mcp,office,workbench]"; \
	  $(VENV)-$$how/bin/python -m pytest -n 2 $(QUICK_TESTS) $(PYTEST_ARGS); \
	done

# a release: the source distribution, and the wheel from it with compiled kernels
wheel: $(VENV)/.build
	PATO_KERNELS=1 $(BIN)/python -m build --outdir dist

# what is installed, as a bill of materials
sbom: $(VENV)/.build
	mkdir -p dist
	$(BIN)/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml -o dist/pato.cdx.json

clean:
	rm -rf $(VENV) $(VENV)-* build dist site out .pytest_cache .mypy_cache .ruff_cache
