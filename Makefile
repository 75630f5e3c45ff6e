# `make table` runs the main job, `make test` the tests. Everything lives in .venv and out/.
PYTHON ?= python3
STUDY  ?= sample
DATA   ?=
TEXT   ?=
BASE   ?=
SEEDS  ?=
SCALE  ?= sample
OUT    ?= out
DRILLS ?=
VENV   := .venv
BIN    := $(VENV)/bin

ASKED = --out $(OUT) $(if $(DATA),--data $(DATA)) $(if $(TEXT),--text $(TEXT)) $(if $(BASE),--base $(BASE)) $(if $(SEEDS),--seeds $(SEEDS))

.PHONY: table study plan test check bench faults clean help
.DEFAULT_GOAL := help

help:  ## show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

table: $(VENV)/.ready  ## run a study and print its score table: STUDY=sample, or STUDY=real-slice DATA=dir TEXT=dir
	@$(BIN)/python -m flows --study $(STUDY) $(ASKED)

study: $(VENV)/.ready  ## answer a question: STUDY=chains on the sample world; SCALE=full DATA=dir BASE=model at full scale
	@$(BIN)/python -m flows --study $(STUDY)$(if $(filter full,$(SCALE)),-full) $(ASKED)

plan: $(VENV)/.ready  ## show what `make table` would train, without training
	@$(BIN)/xtreme-eval plan --study $(STUDY) $(ASKED)

test: $(VENV)/.ready  ## run every test
	$(BIN)/python -m pytest

check: $(VENV)/.ready  ## format, lint, types, import directions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready  ## measure: time and memory of the main job, padding (minutes; never part of the tests)
	$(BIN)/python -m tests.benchmarks

faults: $(VENV)/.ready  ## kill, cut, corrupt and race on a real S3 server until the promises are believed (an hour or more, resumable)
	$(BIN)/python -m tests.faults $(DRILLS)

clean:  ## remove results, keep the installed environment
	rm -rf out

# uv resolves and installs the set in seconds; pip's resolver needs minutes. uv does not read pip's settings, so a folder of
# wheels that pip knows (PIP_FIND_LINKS) is passed on.
$(VENV)/.ready: pyproject.toml constraints.txt tests/oracles.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	@find_links="$${UV_FIND_LINKS:-$$PIP_FIND_LINKS}"; if [ -n "$$find_links" ]; then export UV_FIND_LINKS="$$find_links"; fi; \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraints constraints.txt --editable '.[dev]' && \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --requirement tests/oracles.txt
	@touch $@
