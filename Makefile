# Two commands: `make run` shows the dashboard, `make test` tests everything. Each sets up what it needs, once.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.requirements.stamp
TEST_STAMP := .venv/.tests.stamp
BROWSER_STAMP := .venv/.browser.stamp

.PHONY: run test slow bench clean check-python
.DEFAULT_GOAL := run

run: $(STAMP)  ## the dashboard on this machine; PORT=8600 asks for that port
	@$(BIN)/python -m pages.parts.server.launch $(if $(PORT),--port $(PORT))

test: $(TEST_STAMP) $(BROWSER_STAMP)  ## all tests but the slow ones, browser included
	$(BIN)/python -m pytest -q -n 2 --dist loadfile $(ARGS)

slow: $(TEST_STAMP)  ## minutes long: kills, many seeds, millions of rows
	$(BIN)/python -m pytest -q -m slow $(ARGS)

bench: $(TEST_STAMP)  ## how fast it is, as ratios within one run
	$(BIN)/python -m tests.bench $(ARGS)

clean:  ## remove what make built; your data in home/ stays
	rm -rf .venv .pytest_cache .hypothesis bench/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Install it, or name another one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make a virtual environment: install its venv package (Debian, Ubuntu: python3-venv)." >&2; \
	  exit 1; }

$(BIN)/python:
	@$(MAKE) --silent check-python
	$(PYTHON) -m venv .venv

$(STAMP): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TEST_STAMP): tests/requirements.txt $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

# The browser is a convenience of the machine, not of the project: a missing one makes browser tests fail, visibly.
$(BROWSER_STAMP): $(TEST_STAMP)
	$(BIN)/python -m tests.browser.chromium
	@touch $@
