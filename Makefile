# make demo | corpus | check | test | lint | figures | bench | lock | clean: each does its own set-up.
PYTHON ?= python3
PORT ?= 8000

BIN := .venv/bin
DEV := .venv-dev/bin
PIP := -m pip install --quiet --disable-pip-version-check
SEEDS := $(wildcard seeds/*)

# The tests start many processes: without compiled modules each would compile them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo corpus check test lint figures bench lock clean

demo: corpus  ## build the corpus from seeds/ and serve the review app
	$(BIN)/baikonur-align serve corpus --port $(PORT)

corpus: .venv/ready  ## build the corpus from seeds/; reviewed text stays as the reviewers left it
	$(BIN)/baikonur-align build seeds --corpus corpus

# Tests of one file share a process, because they share its fixtures: servers, browsers, databases.
# They often wait for each other's ends of a connection, so there is a process more than cores.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
PYTEST = $(DEV)/python -m pytest -n $(WORKERS) --dist loadfile

check: lint  ## before each commit: linters, types and the fast tests
	$(PYTEST) -m "not slow and not browser"

test: .venv-dev/ready  ## all tests
	$(PYTEST)

lint: .venv-dev/ready node_modules/ready  ## check Python, JavaScript and CSS; needs npm
	$(DEV)/ruff check .
	$(DEV)/ruff format --check .
	$(DEV)/mypy
	node_modules/.bin/biome check
	node_modules/.bin/tsc

figures: .venv-dev/ready  ## long lines, short names, docstrings, long functions: then and now
	$(DEV)/python bench/figures.py

bench: .venv-dev/ready
	$(DEV)/python bench/align.py
	$(DEV)/python bench/translate.py

# The environment that runs the program: exact versions and hashes, no torch.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "baikonur-align needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python $(PIP) --no-deps --require-hashes -r requirements.lock
	$(BIN)/python $(PIP) --no-deps --editable .
	@touch $@

# The tools that test it, in an environment of their own that also sees the first one.
.venv-dev/ready: .venv/ready requirements-dev.lock
	$(PYTHON) -m venv .venv-dev
	$(DEV)/python $(PIP) --no-deps --require-hashes -r requirements-dev.lock
	$(DEV)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "run-time.pth").write_text("import site; site.addsitedir(" + repr(sysconfig.get_path("purelib").replace(".venv-dev", ".venv")) + ")\n")'
	@touch $@

# The tools that check the front end. The program and its tests do not need them.
node_modules/ready: package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

# Needs uv. Names, versions and hashes only; what the dev tools share with the program comes from there.
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --upgrade
SHARED := numpy scipy ctranslate2 sentencepiece sacremoses joblib cloudpickle regex tqdm
lock:
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --group pyproject.toml:test --group pyproject.toml:lint -c requirements.lock \
		$(SHARED:%=--no-emit-package %) -o requirements-dev.lock

clean:
	rm -rf .venv .venv-dev node_modules
