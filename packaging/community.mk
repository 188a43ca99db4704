# The targets that DuckDB's build service for community extensions calls (duckdb/extension-ci-tools), and what it expects:
#
#   set_duckdb_version, configure_ci, release, test_release     in this order
#   DUCKDB_PLATFORM, OSX_BUILD_ARCH, LINUX_CI_IN_DOCKER         in the environment
#   build/release/extension/plotsim/plotsim.duckdb_extension    afterwards
#
# Nothing is linked against DuckDB's source, so there is no version of it to check out.

.PHONY: configure configure_ci set_duckdb_version set_duckdb_tag set_duckdb_repository test_release test_debug

configure configure_ci set_duckdb_version set_duckdb_tag set_duckdb_repository:
	@:

# $(call hand_over,profile): a copy where the service looks for it.
define hand_over
@mkdir -p build/$(1)/extension/$(NAME)
@cp build/$(1)/$(NAME).duckdb_extension build/$(1)/extension/$(NAME)/
endef

# In its Linux container there is no Python package of DuckDB; the service calls the target once more outside of it.
ifeq ($(LINUX_CI_IN_DOCKER),1)
test_release test_debug:
	@echo "Tests run outside the container."
else
test_release: $(firstword $(VENVS))
	$(BUILD_PYTHON) scripts/sqllogictest --extension $(RELEASE) test/sql

test_debug: $(firstword $(VENVS))
	$(BUILD_PYTHON) scripts/sqllogictest --extension $(DEBUG) test/sql
endif
