# Thin wrappers; README.md shows the commands behind them.
VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= python3

.PHONY: demo test setup check bench peers bars lock clean

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

bench: peers  ## Ours beside its peers in one table; QUICK=1 for a first look, ONLY="ours bugbug"
	@nice -n 5 $(BIN)/python -m tests.bench.peers $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

peers: setup  ## Install what ours is compared with; without it the table says so
	@$(BIN)/python $(wildcard tools/vendor/pip-*.whl)/pip install -q --disable-pip-version-check --group peers \
		|| echo "对照方案未能全部安装，表中会注明。"

bars:  ## Every bar of accuracy and speed with the figure measured last
	@$(BIN)/python -m tests.bench.bars

lock:  ## Renew requirements.txt (needs uv)
	@uv pip compile pyproject.toml --all-extras --group dev --universal --upgrade \
		--generate-hashes --no-header --no-annotate -q -o requirements.txt

clean:  ## Remove the environment; what the service wrote stays
	@rm -rf $(VENV)
