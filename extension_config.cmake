# Included by DuckDB's own build, which then builds the extension and runs test/sql in its `unittest`:
#
#     EXTENSION_CONFIGS=/path/to/this/repository/extension_config.cmake make
#
# The extension is written in Rust against the C API: it is loaded (DONT_LINK), never linked into DuckDB.
# How it is built is in CMakeLists.txt.

file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/Cargo.toml PLOTSIM_VERSION REGEX "^version = " LIMIT_COUNT 1)
string(REGEX REPLACE "^version = \"(.*)\"$" "\\1" PLOTSIM_VERSION "${PLOTSIM_VERSION}")

duckdb_extension_load(plotsim
    SOURCE_DIR ${CMAKE_CURRENT_LIST_DIR}
    EXTENSION_VERSION ${PLOTSIM_VERSION}
    LOAD_TESTS
    DONT_LINK
)
