# Baokan: every task of the project in one word.  `make help` lists them.

# The first interpreter that runs and is new enough; PYTHON=/path/to/python make … chooses another.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV   ?= .venv
PAGES  ?= scans
OUTPUT ?= output
TRUTH  ?=

# Another kind of machine to pack for (FOR=windows make wheelhouse), and its Python; by default this machine's own.
FOR        ?=
FOR_PYTHON ?= 3.11

BIN        := $(VENV)/bin
PIP        := $(BIN)/python -m pip --disable-pip-version-check
PEERS      := benchmarks/.venv-peers
READERS    := benchmarks/.venv-formats
CODE       := $(shell find pipeline dictionaries -name '*.py' -o -name '*.csv' 2>/dev/null)
SCANS      := $(shell find scans -type f 2>/dev/null)
DEMO_STAMP := $(OUTPUT)/.demo

# What FOR stands for in the terms of pip: the tags of the packages that such a machine can use, best first.
TAGS_windows     := win_amd64
TAGS_linux       := $(addsuffix _x86_64,$(addprefix manylinux_2_,28 27 26 24 17 12 5) manylinux2014 manylinux2010 manylinux1)
TAGS_linux-arm64 := $(addsuffix _aarch64,$(addprefix manylinux_2_,35 34 31 28 27 26 24 17) manylinux2014)
EXTRA_windows    := colorama
# Packages that are published as source only; built here, they run everywhere.
SOURCE_ONLY      := jieba

.PHONY: help demo test test-postgresql bench bench-batch bench-corpus bench-review soak peers lint wheelhouse clean
.DELETE_ON_ERROR:

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

demo: $(DEMO_STAMP)  ## install Baokan here, read the sample scans, show what came out
	@page=$$(find $(OUTPUT) -name 'page-*.txt' | sort | head -n 1); \
	printf '\n%s begins:\n\n' "$$page"; head -n 10 "$$page"; \
	printf '\nAll results are in %s/, a folder for each scan: read document.md there first.\n' "$(OUTPUT)"

test: $(VENV)/stamp-test  ## run the tests
	$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile

KEPT_TESTS = batch corpus database editing planning review sampling sheets

test-postgresql: $(VENV)/stamp-test  ## run those of ledger, corpus and review with every database on a PostgreSQL, which they start
	$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile --kept postgresql $(KEPT_TESTS:%=tests/%)

lint: $(VENV)/stamp-test  ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/stamp-run  ## compare with other OCR programs on one set of pages (PAGES=folder, default scans)
	@$(MAKE) --no-print-directory $(PEERS)/stamp || echo "The other programs could not be installed: the table will say which are missing." >&2
	$(BIN)/python benchmarks/compare.py $(PAGES)

bench-batch: $(VENV)/stamp-run  ## kills at random moments, cost of the ledger, skipping what is done (half an hour)
	$(BIN)/python benchmarks/batch_cost.py scans
	$(BIN)/python benchmarks/batch_kills.py scans/notices-fax.tif scans/upside-down.jpg

bench-corpus: $(VENV)/stamp-test  ## how fast a corpus of 100 million characters is built and answers (TRUTH=folder: and finds misread names)
	@$(MAKE) --no-print-directory $(PEERS)/stamp || echo "The other programs could not be installed: tantivy will be missing from the table." >&2
	PYTHONPATH=. $(BIN)/python benchmarks/corpus.py
	PYTHONPATH=. $(BIN)/python benchmarks/corpus_readers.py
	$(if $(TRUTH),$(BIN)/baokan run $(TRUTH) --output $(OUTPUT)/truth -q)
	$(if $(TRUTH),PYTHONPATH=. $(BIN)/python benchmarks/corpus_names.py $(OUTPUT)/truth $(TRUTH))

bench-review: $(DEMO_STAMP) $(VENV)/stamp-test  ## the review pages: from key to next item, the queue with 100,000 flags, a page opened and moved
	$(BIN)/python benchmarks/review.py $(OUTPUT)
	$(BIN)/python benchmarks/review_page.py $(OUTPUT)

soak: $(VENV)/stamp-run  ## memory and open files over 3,000 replayed and 300 real pages (an hour or two)
	$(BIN)/python benchmarks/soak.py scans/notices-fax.tif --pages 3000 --replayed
	$(BIN)/python benchmarks/soak.py scans/notices-fax.tif scans/upside-down.jpg scans/tabloid-page-2.jpg --pages 300

peers: $(DEMO_STAMP) $(VENV)/stamp-test $(READERS)/stamp  ## do other tools (OCR-D, dinglehopper, hocr-tools …) read what Baokan writes
	$(BIN)/python benchmarks/formats_peers.py $(OUTPUT)
	$(BIN)/python benchmarks/formats_documents.py $(OUTPUT)

wheelhouse: $(VENV)/stamp-python  ## pack Baokan and all it needs into wheelhouse/, for machines without network
	rm -rf wheelhouse
	$(PIP) wheel --quiet --no-deps --wheel-dir wheelhouse . $(SOURCE_ONLY)
	$(if $(FOR),$(PIP) download --quiet $(addprefix --platform ,$(or $(TAGS_$(FOR)),$(error FOR is one of: linux windows linux-arm64))) \
		--python-version $(FOR_PYTHON) --only-binary=:all: --find-links wheelhouse --dest wheelhouse wheelhouse/baokan-*.whl $(EXTRA_$(FOR)),\
		$(PIP) wheel --quiet --find-links wheelhouse --wheel-dir wheelhouse .)
	cp docs/install-offline.md wheelhouse/INSTALL.md
	@echo "wheelhouse/ is ready: $$(ls wheelhouse/*.whl | wc -l) packages, $$(du -sh wheelhouse | cut -f1). How to install from it: wheelhouse/INSTALL.md"

clean:  ## remove what the targets above made, results in output/ included
	rm -rf $(VENV) $(PEERS) $(READERS) benchmarks/results wheelhouse build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find $(OUTPUT) -mindepth 1 ! -name .gitkeep -delete

# Stamps: what is done once stays done until its input changes.

$(VENV)/stamp-python:
	@test -n "$(PYTHON)" || { echo "Baokan needs Python 3.11 or newer; none was found. Name one: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV) || { echo "A virtual environment could not be made. On Debian: apt-get install python3-venv" >&2; exit 2; }
	@touch $@

$(VENV)/stamp-run: $(VENV)/stamp-python pyproject.toml
	$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/stamp-test: $(VENV)/stamp-run
	$(PIP) install --quiet --editable '.[test]'
	@touch $@

$(DEMO_STAMP): $(VENV)/stamp-run $(CODE) $(SCANS)
	$(BIN)/baokan run scans/ -o $(OUTPUT)
	@touch $@

$(PEERS)/stamp: benchmarks/peers/requirements.txt
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

$(READERS)/stamp: benchmarks/peers/formats-requirements.txt
	test -x $(READERS)/bin/python || $(PYTHON) -m venv $(READERS)
	$(READERS)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@
