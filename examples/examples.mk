# The examples, each with one command that works on a fresh clone: it builds the extension, makes a virtual environment
# with the tools (once, from scripts/requirements-examples.txt), and runs the example where it lies.

EXAMPLES := .venv/examples/.installed
EXAMPLES_PYTHON := .venv/examples/$(VENV_PYTHON)
# Recipes run in the example's directory with the tools first in the path.
IN_EXAMPLE = export PATH="$(CURDIR)/$(dir $(EXAMPLES_PYTHON)):$$PATH" PLOTSIM_EXTENSION="$(CURDIR)/$(RELEASE)" && \
	cd examples/$(1) &&

.PHONY: example-dbt example-incremental example-smelt example-python example-notebook test-examples

$(EXAMPLES): scripts/requirements-examples.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, not " + sys.version)'
	$(PYTHON) -m venv --clear $(@D)
	$(EXAMPLES_PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

example-dbt: release $(EXAMPLES) ## a dbt project whose sources are tables of a config
	@$(call IN_EXAMPLE,dbt_saas) dbt build && duckdb target/live.duckdb -f story.sql

example-incremental: release $(EXAMPLES) ## a dbt project that grows by a day at a time, and its full refresh
	@$(call IN_EXAMPLE,dbt_incremental) python ten_days.py

example-smelt: release $(EXAMPLES) ## a smelt project whose sources are written by plotsim
	@$(call IN_EXAMPLE,smelt_retail) mkdir -p target && \
		duckdb -unsigned -bail -cmd "LOAD '$$PLOTSIM_EXTENSION'" target/dev.duckdb -f raw.sql && \
		smelt build --show-results && smelt test

example-python: release $(EXAMPLES) ## from SQL to pandas, Polars and a picture
	@$(call IN_EXAMPLE,python) python trams.py

example-notebook: release $(EXAMPLES) ## a notebook about an A/B test, executed
	@$(call IN_EXAMPLE,notebook) jupyter execute ab_test.ipynb --output=executed.ipynb

test-examples: wheel example-dbt example-incremental example-smelt example-python example-notebook ## the examples, as they are and broken, and the pages that need their tools
	PLOTSIM_EXTENSION="$(CURDIR)/$(RELEASE)" $(EXAMPLES_PYTHON) -m pytest -p no:cacheprovider test/examples
	PLOTSIM_EXTENSION="$(CURDIR)/$(RELEASE)" $(EXAMPLES_PYTHON) -m pytest -p no:cacheprovider test/python/test_pages.py
