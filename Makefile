# Thin wrappers; README.md shows the commands behind them.
VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= python3

.PHONY: demo test setup check lock clean

demo: setup  ## Set up and run the demonstration city
	@$(BIN)/hotline demo

test: setup  ## Set up and pass every test
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

setup: $(VENV)/.ready  ## Prepare .venv; quick when nothing changed

$(VENV)/.ready: requirements.txt pyproject.toml tools/setup_venv.py
	@$(PYTHON) tools/setup_venv.py $(VENV)

check: setup  ## The style gates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lock:  ## Renew requirements.txt (needs uv)
	@uv pip compile pyproject.toml --all-extras --group dev --universal --upgrade \
		--generate-hashes --no-header --no-annotate -q -o requirements.txt

clean:  ## Remove the environment; what the service wrote stays
	@rm -rf $(VENV)
