# Needs make and Python 3.11 or newer (choose one with `make PYTHON=...`), and pip's index: of that only
# files are taken whose hashes stand in requirements/. With Go actionlint is made, by its version. With
# chromium and chromedriver the html report is tested in a browser too; without them those tests are
# skipped, or fail where CI=true. What an environment was made from is remembered, so a second run is
# quick.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

DEMO := .venv
DEV := .venv-test
MIN := .venv-minimums
LATEST := .venv-latest
PIP := -m pip --disable-pip-version-check --quiet

# Everything that ends up in the wheel.
SOURCES := pyproject.toml README.md LICENSE NOTICE $(shell find pdplint policies schemas -type f \
	\( -name '*.py' -o -name '*.yaml' -o -name '*.json' -o -name py.typed \
	-o -name '*.css' -o -name '*.js' -o -name '*.LICENSE' \) 2>/dev/null)
EXAMPLES := $(shell find examples -type f 2>/dev/null)

# Tests start pdplint hundreds of times; without bytecode each start compiles it anew.
unexport PYTHONDONTWRITEBYTECODE

CORES := --numprocesses auto --dist worksteal

.DELETE_ON_ERROR:
.PHONY: help demo test quick dev untraced tests lint types imports policies generated wheel \
	test-minimums test-latest lock generate reference format clean

help:
	@echo 'make demo           check the examples with an installed pdplint'
	@echo 'make test           everything that has to hold before a change is merged'
	@echo 'make quick          in under a minute what a change usually breaks'
	@echo 'make dev            only make $(DEV), with pdplint editable and all tools'
	@echo 'make untraced|tests|lint|types|imports|policies|generated|wheel|test-minimums'
	@echo '                    one part of make test'
	@echo 'make test-latest    pytest with the newest of everything, nothing locked'
	@echo 'make lock           write requirements/ again, with the newest of everything'
	@echo 'make generate       write again what is generated and committed'
	@echo 'make reference      write docs/reference: pages on every clause, control and field'
	@echo 'make format         let ruff mend and format the code'
	@echo 'make clean          remove environments, builds and caches'

# --- demo ----------------------------------------------------------------------------------------

demo: $(DEMO)/.stamp
	$(call show,examples/shop-broken,1)
	$(call show,examples/social-network,1)
	$(call show,examples/shop,0)

# $(call show,WORKSPACE,EXIT CODE): 1 is what findings give, and an error where none are expected.
define show
@printf '\n$$ pdplint check %s\n' '$(1)'; \
$(DEMO)/bin/pdplint check $(1); code=$$?; \
if [ $$code -ne $(2) ]; then \
	echo 'make demo: pdplint check $(1) ended with' $$code', expected $(2)' >&2; exit 1; \
fi
endef

# Not cleared: .venv may be somebody's own.
$(DEMO)/.stamp: $(SOURCES) requirements/run.txt
	$(call venv,$(DEMO))
	$(call locked,$(DEMO),run)
	$(call ours,$(DEMO))
	@touch $@

# --- test ----------------------------------------------------------------------------------------

test: lint types imports generated policies untraced tests test-minimums wheel

# What judges or starts pdplint thousands of times is run apart: tracing lines takes four times as long.
UNTRACED := bench ci_templates docs examples hooks locks one_file snapshots words cli/cli cli/streams \
	judge/reliance judge/silence judge/subjects judge/verdict policy/mutations policy/policies report/browser \
	report/inert report/markdown run/bounded_work run/cache run/config run/doors run/jobs run/memory \
	run/readings run/writing \
	workspace/lineage_laws workspace/linking
modules = $(foreach one,$(2),$(1)tests/$(subst ./,,$(dir $(one)))test_$(notdir $(one)).py)

# The policies' own tests, the examples, the experiments, and the tests of what judges.
QUICK := examples snapshots one_file words format/form judge/check judge/reliance judge/verdict \
	policy/loading policy/operators policy/policies workspace/contradictions workspace/facts \
	workspace/lineage

quick: lint types imports generated
	$(DEV)/bin/pdplint test
	$(DEV)/bin/python -m pytest $(CORES) -q $(call modules,,$(QUICK))

untraced: $(DEV)/.stamp
	$(DEV)/bin/python -m pytest $(CORES) -q $(call modules,,$(UNTRACED))

tests: $(DEV)/.stamp
	rm -f .coverage .coverage.*
	$(DEV)/bin/python -m pytest $(CORES) --cov --cov-report=term $(call modules,--ignore=,$(UNTRACED))

lint: $(DEV)/.stamp
	$(DEV)/bin/ruff check
	$(DEV)/bin/ruff format --check

types: $(DEV)/.stamp
	$(DEV)/bin/mypy

imports: $(DEV)/.stamp
	$(DEV)/bin/lint-imports

policies: $(DEV)/.stamp
	$(DEV)/bin/pdplint test
	$(DEV)/bin/python -m tests.policy.test_mutations

generated: $(DEV)/.stamp
	$(DEV)/bin/python schemas/make.py --check
	$(DEV)/bin/python docs/floors.py --check
	$(DEV)/bin/python docs/law.py --check

dev: $(DEV)/.stamp

# wheels/ is the index of the tests that install pdplint as others do.
$(DEV)/.stamp: pyproject.toml requirements/dev.txt requirements/run.txt
	$(call venv,$(DEV),--clear)
	$(call locked,$(DEV),dev)
	$(call ours,$(DEV),--editable)
	$(DEV)/bin/python $(PIP) download --require-hashes --requirement requirements/run.txt --dest $(DEV)/wheels
	@touch $@

# Once more, with the oldest dependencies that pyproject.toml allows: whoever calls them, and every
# example whole.
MINIMUMS := examples python_interface snapshots cli/cli cli/completion cli/schema format/fields \
	format/form policy/loading report/json text/edit text/reader workspace/linking

test-minimums: $(MIN)/.stamp
	$(MIN)/bin/python -m pytest $(CORES) -q $(call modules,,$(MINIMUMS))

$(MIN)/.stamp: pyproject.toml requirements/minimums.txt
	$(call venv,$(MIN),--clear)
	$(call locked,$(MIN),minimums)
	$(call ours,$(MIN),--editable)
	@touch $@

# No part of `test`: what others release overnight turns this red, and no change of ours.
test-latest:
	$(call venv,$(LATEST),--clear)
	$(LATEST)/bin/python $(PIP) install --upgrade pip
	$(LATEST)/bin/python $(PIP) install --upgrade --editable . --group test
	$(LATEST)/bin/python -m pytest $(CORES) -m 'not installs'

# The sdist, the wheel from the sdist, and the wheel used where there is no checkout.
wheel: dist/.stamp
dist/.stamp: $(DEV)/.stamp $(SOURCES) $(EXAMPLES) tests/wheel_smoke.py
	rm -rf dist
	$(DEV)/bin/python -m build --no-isolation
	$(DEV)/bin/python tests/wheel_smoke.py dist/*.whl $(DEV)/wheels
	@touch $@

# $(call venv,FOLDER[,--clear]): an environment with the pip that Python brings.
define venv
@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python' >&2; exit 1; }
$(PYTHON) -m venv $(2) $(1)
endef

# $(call locked,FOLDER,LOCK): what a lock names, pip and the build backend too, each file by its hash.
locked = $(1)/bin/python $(PIP) install --require-hashes --requirement requirements/$(2).txt

# $(call ours,FOLDER[,--editable]): pdplint itself, built by the locked backend; asks no index.
ours = $(1)/bin/python $(PIP) install --no-index --no-deps --no-build-isolation $(2) .

# --- upkeep --------------------------------------------------------------------------------------

generate: $(DEV)/.stamp
	$(DEV)/bin/python schemas/make.py
	$(DEV)/bin/python docs/floors.py
	$(DEV)/bin/python docs/law.py

# For reading, and not committed.
reference: $(DEV)/.stamp
	$(DEV)/bin/python docs/make.py

lock: $(DEV)/.stamp
	$(DEV)/bin/python requirements/make.py

format: $(DEV)/.stamp
	$(DEV)/bin/ruff check --fix
	$(DEV)/bin/ruff format

clean:
	[ ! -e $(DEMO)/.stamp ] || rm -rf $(DEMO)
	rm -rf $(DEV) $(MIN) $(LATEST) build dist .coverage .coverage.* htmlcov
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find pdplint schemas tests -name __pycache__ -type d -prune -exec rm -rf {} +
