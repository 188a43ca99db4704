"""What the hosts do with tables that break a promise. `make test-debug` runs this: only debug builds have such tables."""

import re

import duckdb
import pytest

BROKEN = {
    "text": "column 'seats' is declared INTEGER, but its values are of Arrow's type Utf8",
    "dictionary": "column 'seats' is declared INTEGER, but its values are of Arrow's type Dictionary(Int32, Utf8)",
    "short": "column 'seats' has 1500 values in a block of 3000 rows",
    "missing": "1 columns were asked for, 0 came",
    "panic": "a scan that goes wrong",
    "bind panic": "a bind that goes wrong",
}


@pytest.fixture
def probed(connection):
    if connection.execute("SELECT count(*) FROM duckdb_functions() WHERE function_name = 'debug_probe'").fetchone() == (0,):
        pytest.skip("not a debug build")
    return connection


def test_a_table_that_keeps_its_promises_is_read(probed):
    rows = 4 * 3000
    assert probed.execute("SELECT count(*), sum(seats) FROM debug_probe('right')").fetchone() == (rows, rows * (rows - 1) // 2)


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("threads", [1, 4])
def test_a_broken_table_is_an_error_of_the_query(probed, kind, threads):
    probed.execute(f"SET threads = {threads}")
    for query in ["SELECT sum(seats) FROM debug_probe($1)", "CREATE OR REPLACE TABLE t AS SELECT seats FROM debug_probe($1)"]:
        with pytest.raises(duckdb.Error, match="please report it.*" + re.escape(BROKEN[kind])):
            probed.execute(query, [kind]).fetchall()
        # The database goes on.
        assert probed.execute("SELECT count(*) FROM debug_probe('right')").fetchone() == (12000,)
