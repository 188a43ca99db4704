# plotsim for DuckDB. `make help` lists the targets; each of them works first on a fresh clone.
#
# Needed: Rust (see rust-version in Cargo.toml), Python 3.11 or later with venv, and make; for the Spark example Java 17.
# Everything else comes from crates.io and PyPI and stays in target/, build/ and .venv/.

NAME := plotsim
# The version of DuckDB's stable C API that the extension asks for: DuckDB of this version and all later ones load it.
API_VERSION := v1.5.6
# The version of DuckDB that the v2 preview is built for: it loads in this one alone, as the C API version 2 is not stable yet and
# the bindings are made from this version's header.
V2_VERSION := 2.0.0
# DuckDB versions to test in; each needs a scripts/requirements-duckdb-VERSION.txt. The first also names the platform.
DUCKDB_VERSIONS := 1.5.6 2.0.0 2.0.1
# The oldest and the newest of them run every Python test with the stable file; the others, and the v2 preview, run those that
# look at how a host behaves. What a config means is the same in all, and the SQL suite pins it in each.
FULL_VERSIONS := $(firstword $(DUCKDB_VERSIONS)) $(lastword $(DUCKDB_VERSIONS))
# They read tables that only debug builds have.
DEBUG_TESTS := test/python/test_probe.py test/python/test_types.py
HOST_TESTS := $(addprefix test/python/test_,arguments.py bundle.py filters.py host.py load.py names.py write.py)

CARGO ?= cargo
PYTHON ?= python3

# OSX_BUILD_ARCH comes from DuckDB's build service, which makes both kinds of macOS library on one machine.
ifeq ($(OSX_BUILD_ARCH),x86_64)
RUST_TARGET := x86_64-apple-darwin
else ifeq ($(OSX_BUILD_ARCH),arm64)
RUST_TARGET := aarch64-apple-darwin
endif
CARGO_BUILD := $(CARGO) build --locked --lib $(addprefix --target ,$(RUST_TARGET))
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)$(addprefix /,$(RUST_TARGET))
ifeq ($(OS),Windows_NT)
LIBRARY := $(NAME).dll
VENV_PYTHON := Scripts/python.exe
else ifeq ($(shell uname -s),Darwin)
LIBRARY := lib$(NAME).dylib
VENV_PYTHON := bin/python
else
LIBRARY := lib$(NAME).so
VENV_PYTHON := bin/python
endif
RELEASE := build/release/$(NAME).duckdb_extension
RELEASE_V2 := build/release/v2/$(NAME).duckdb_extension
DEBUG := build/debug/$(NAME).duckdb_extension
DEBUG_V2 := build/debug/v2/$(NAME).duckdb_extension

# What to test, as pairs extension@version: each extension file in each DuckDB that is meant to load it.
pairs_of = $(addprefix $(1)@,$(DUCKDB_VERSIONS)) $(2)@$(V2_VERSION)
PAIRS := $(call pairs_of,$(RELEASE),$(RELEASE_V2))
DEBUG_PAIRS := $(call pairs_of,$(DEBUG),$(DEBUG_V2))
FULL_PAIRS := $(addprefix $(RELEASE)@,$(FULL_VERSIONS))
HOST_PAIRS := $(filter-out $(FULL_PAIRS),$(PAIRS))

venv_of = .venv/duckdb-$(1)
BUILD_PYTHON := $(call venv_of,$(firstword $(DUCKDB_VERSIONS)))/$(VENV_PYTHON)
VENVS := $(foreach version,$(DUCKDB_VERSIONS),$(call venv_of,$(version))/.installed)

# The footer names the platform. A build service says which; otherwise an installed DuckDB is asked.
ifdef DUCKDB_PLATFORM
FOOTER := $(PYTHON) scripts/footer.py --platform $(DUCKDB_PLATFORM)
FOOTER_NEEDS :=
else
FOOTER := $(BUILD_PYTHON) scripts/footer.py
FOOTER_NEEDS := $(firstword $(VENVS))
endif

# $(call extensions,library,extension,v2 extension): the two files, which are one library with different footers.
define extensions
$(FOOTER) $(1) $(2) --api-version $(API_VERSION)
$(FOOTER) $(1) $(3) --abi C_STRUCT_UNSTABLE --api-version v$(V2_VERSION)
endef

# $(call in_each_of,pairs,command): runs the command with $$extension and $$python set, for all pairs even if one fails.
define in_each_of
@failed=0; \
for pair in $(1); do \
	extension=$${pair%@*}; python=.venv/duckdb-$${pair##*@}/$(VENV_PYTHON); \
	$(2) || failed=1; \
done; \
exit $$failed
endef

.DEFAULT_GOAL := all
.PHONY: all help release debug venv test test-rust test-sql test-python test-debug test-valgrind test-cross fuzz test-spark test-templates test-peer demo pictures wheel bench example-spark fmt lint clean

all: debug ## the debug build (default)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile examples/examples.mk

release: $(FOOTER_NEEDS) ## the optimised extension: build/release/plotsim.duckdb_extension, and the v2 preview
	$(CARGO_BUILD) --release
	$(call extensions,$(TARGET_DIR)/release/$(LIBRARY),$(RELEASE),$(RELEASE_V2))
	$(call hand_over,release)

debug: $(FOOTER_NEEDS) ## the unoptimised extension: build/debug/plotsim.duckdb_extension, and v2/
	$(CARGO_BUILD)
	$(call extensions,$(TARGET_DIR)/debug/$(LIBRARY),$(DEBUG),$(DEBUG_V2))
	$(call hand_over,debug)

venv: $(VENVS) ## the virtual environments, one per DuckDB version

.venv/duckdb-%/.installed: scripts/requirements-duckdb-%.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

test: test-rust test-debug test-sql test-python test-templates test-spark test-examples ## all tests

test-rust: ## unit, property and statistical tests of the library
	$(CARGO) test --locked --workspace

# A million configs take hours; each run begins with another seed, which a failure names. Optimised, as what users have.
FUZZ_SEED ?= $(shell date +%s)
FUZZ_CASES ?= 1000000
fuzz: ## configs broken at random, for hours; FUZZ_SEED=, FUZZ_CASES=
	PLOTSIM_FUZZ_SEED=$(FUZZ_SEED) PLOTSIM_FUZZ_CASES=$(FUZZ_CASES) $(CARGO) test --locked --release --test fuzz -- --nocapture

# Other processors, by an emulator. Debian: qemu-user-static gcc-aarch64-linux-gnu libc6-dev-arm64-cross, and for the second,
# which has 32-bit addresses, gcc-arm-linux-gnueabihf libc6-dev-armhf-cross.
CROSS_TARGETS := aarch64-unknown-linux-gnu armv7-unknown-linux-gnueabihf
test-cross: $(addprefix test-cross-,$(CROSS_TARGETS)) ## pinned values and laws on other processors, emulated

test-cross-aarch64-unknown-linux-gnu: CROSS := aarch64-linux-gnu
test-cross-armv7-unknown-linux-gnueabihf: CROSS := arm-linux-gnueabihf
# What Cargo calls the settings of a target.
cross_setting = CARGO_TARGET_$(shell echo $(1) | tr a-z- A-Z_)_$(2)
test-cross-%:
	rustup target add $*
	export $(call cross_setting,$*,LINKER)=$(CROSS)-gcc CC_$(subst -,_,$*)=$(CROSS)-gcc \
		$(call cross_setting,$*,RUNNER)="qemu-$(firstword $(subst -, ,$(CROSS)))-static -L /usr/$(CROSS)" && \
	$(CARGO) test --locked --target $* --package plotsim-maths && \
	$(CARGO) test --locked --target $* --test stability

test-sql: release venv ## test/sql in every DuckDB version
	$(call in_each_of,$(PAIRS),$$python scripts/sqllogictest --extension $$extension test/sql)

test-python: release venv ## test/python, end to end: all in the oldest and the newest DuckDB, tests of the host in each
	$(call in_each_of,$(FULL_PAIRS),PLOTSIM_EXTENSION=$$extension $$python -m pytest -n auto -p no:cacheprovider test/python $(addprefix --ignore ,$(DEBUG_TESTS)))
	$(call in_each_of,$(HOST_PAIRS),PLOTSIM_EXTENSION=$$extension $$python -m pytest -n auto -p no:cacheprovider $(HOST_TESTS))

test-debug: debug venv ## what the hosts do with every type of a column, and with tables that are wrong on purpose
	$(call in_each_of,$(DEBUG_PAIRS),PLOTSIM_EXTENSION=$$extension $$python -m pytest -n auto -p no:cacheprovider $(DEBUG_TESTS))

test-valgrind: debug ## LOAD and scans in DuckDB's shell under valgrind, which must be installed
	scripts/memcheck $(firstword $(dir $(firstword $(VENVS))))lib/python3*/site-packages/duckdb_cli/duckdb test/valgrind/queries.sql

test-spark: example-spark ## the Spark example; it fails unless the pieces are the table

# The peer takes minutes for its part, so that `test` leaves out what needs its tables.
test-templates: release .venv/peer/.installed ## the templates of plotsim for Python: read, checked, imported
	PLOTSIM_EXTENSION="$(CURDIR)/$(RELEASE)" .venv/peer/$(VENV_PYTHON) -m pytest -p no:cacheprovider test/peer -k "not peers and not agree"

test-peer: release .venv/peer/.installed ## the same, and compared with the tables that it makes of them itself
	PLOTSIM_EXTENSION="$(CURDIR)/$(RELEASE)" .venv/peer/$(VENV_PYTHON) -m pytest -p no:cacheprovider test/peer

.venv/peer/.installed: scripts/requirements-peer.txt
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

demo: release ## shows the main job: a bundled config, its rows, a Parquet file
	$(BUILD_PYTHON) scripts/demo.py $(RELEASE) build/demo

pictures: release ## the pictures of the README, drawn anew from its config
	$(BUILD_PYTHON) scripts/pictures.py $(RELEASE)

# The extension goes into the wheel, which is then one for this platform.
wheel: release venv ## a wheel of the Python package that carries the extension: build/wheel
	rm -rf build/wheel build/python && mkdir -p build/wheel build/python
	cp -r python/pyproject.toml python/setup.py python/README.md python/plotsim_duckdb build/python
	cp $(RELEASE) build/python/plotsim_duckdb/
	$(BUILD_PYTHON) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir build/wheel build/python

bench: release venv .venv/bench/.installed ## the benchmarks, see benches/README.md; BENCH=--quick takes minutes
	.venv/bench/$(VENV_PYTHON) benches/run.py $(RELEASE) $(RELEASE_V2) --python2 $(call venv_of,$(V2_VERSION))/$(VENV_PYTHON) \
		--peers .venv/bench/bin $(BENCH)

.venv/bench/.installed: scripts/requirements-bench.txt
	$(PYTHON) -m venv .venv/bench
	.venv/bench/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

example-spark: release .venv/spark/.installed ## a table made by a Spark cluster, see examples/spark
	.venv/spark/$(VENV_PYTHON) examples/spark/shards.py --extension $(RELEASE) --out build/example-spark

.venv/spark/.installed: scripts/requirements-spark.txt
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

fmt: ## formats the Rust code
	$(CARGO) fmt --all

lint: .venv/lint/.installed ## format, clippy, the documentation of the code, and the Python; nothing changed
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps --document-private-items
	.venv/lint/bin/ruff check --no-cache scripts test examples benches python

.venv/lint/.installed: scripts/requirements-lint.txt
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

clean: ## removes what make and Cargo built; the virtual environments stay
	$(CARGO) clean
	rm -rf build

include packaging/community.mk
include examples/examples.mk
