"""What a host adds to the rows: documentation, progress, interrupts, order, the pragma."""

import threading
import time

import duckdb
import pytest

PLOTSIM = "function_name LIKE 'plotsim%' OR function_name = 'smelt_datagen'"
# Rows for hours, of every kind of table.
LONG = [
    "SELECT count(*), min(status), max(voucher) FROM smelt_datagen('template:retail_analytics', 'orders', scale := 100000)",
    "SELECT sum(engagement) FROM plotsim_table('template:saas', 'fct_engagement', scale := 1000000)",
    "SELECT count(*) FROM plotsim_table('template:saas', 'evt_login', scale := 1000000)",
    "CREATE TABLE t AS FROM smelt_datagen('template:retail_analytics', 'orders', scale := 100000)",
]


@pytest.mark.parametrize("query", LONG)
def test_an_interrupt_ends_a_scan(connection, query):
    interrupted = []

    def interrupt():
        time.sleep(0.5)
        interrupted.append(time.monotonic())
        while interrupted:
            # An interrupt before the query starts is forgotten.
            connection.interrupt()
            time.sleep(0.1)

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        with pytest.raises(duckdb.Error, match="(?i)interrupt"):
            connection.execute(query).fetchall()
        assert time.monotonic() - interrupted[0] < 5
    finally:
        interrupted.clear()
        thread.join()
    assert connection.execute("SELECT count(*) FROM plotsim_version()").fetchone() == (1,)


def test_progress_is_the_share_of_blocks(connection, host):
    if host == 1:
        pytest.skip("the stable C API does not ask a function for its progress")
    connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0")
    seen = []
    done = threading.Event()

    def watch():
        while not done.is_set():
            seen.append(connection.query_progress())
            time.sleep(0.005)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        connection.execute("SELECT count(DISTINCT order_id), max(status) FROM"
                           " smelt_datagen('template:retail_analytics', 'orders', scale := 2)").fetchall()
    finally:
        done.set()
        thread.join()
    between = [share for share in seen if 0 < share < 100]
    assert len(set(between)) >= 3
    assert between == sorted(between)


def test_functions_are_documented(connection, host):
    if host == 1:
        pytest.skip("the stable C API has no documentation of functions")
    functions = connection.execute(
        f"SELECT function_name, description, parameters, examples, categories FROM duckdb_functions() WHERE {PLOTSIM}"
    ).fetchall()
    assert len(functions) >= 13
    for name, description, parameters, examples, categories in functions:
        assert len(description) > 20, name
        assert all(parameter and not parameter.startswith("col") for parameter in parameters), name
        assert len(examples) == 1 and name in examples[0] and examples[0].endswith(";"), name
        assert categories == ["plotsim"], name
    assert connection.execute(
        "SELECT parameters FROM duckdb_functions() WHERE function_name = 'plotsim_table'"
    ).fetchone()[0][:4] == ["config", "table", "seed", "scale"]


def test_examples_run(connect, host, tmp_path, monkeypatch):
    if host == 1:
        pytest.skip("the stable C API has no documentation of functions")
    monkeypatch.chdir(tmp_path)
    examples = connect().execute(f"SELECT examples[1] FROM duckdb_functions() WHERE {PLOTSIM}").fetchall()
    for (example,) in examples:
        # Each as the first statement after LOAD.
        connection = connect()
        connection.execute(example).fetchall()
        connection.close()


def test_a_parameter_can_be_given_by_its_name(connection, host):
    if host == 1:
        pytest.skip("in the stable C API positional parameters have no names")
    query = "SELECT count(*) FROM plotsim_table(config := 'template:saas', \"table\" := 'dim_plan', seed := NULL)"
    assert connection.execute(query).fetchone() == (3,)


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_tables_are_made_in_order(connection, threads):
    connection.execute(f"SET threads = {threads}")
    source = "smelt_datagen('template:retail_analytics', 'orders', scale := 0.7)"
    connection.execute(f"CREATE TABLE t AS FROM {source}")
    assert connection.execute("SELECT count(*), bool_and(order_id = rowid + 1) FROM t").fetchone() == (700_000, True)
    streamed = connection.execute(f"SELECT order_id FROM {source}").fetchall()
    assert streamed == [(place,) for place in range(1, 700_001)]
    limited = connection.execute(f"SELECT order_id FROM {source} LIMIT 5 OFFSET 400000").fetchall()
    assert limited == [(400_001 + place,) for place in range(5)]


def test_files_are_written_in_order(connection, tmp_path):
    connection.execute("SET threads = 4")
    target = tmp_path / "orders.parquet"
    connection.execute(
        f"COPY (FROM smelt_datagen('template:retail_analytics', 'orders', scale := 0.7)) TO '{target}'"
    )
    ordered = "SELECT count(*), bool_and(order_id = file_row_number + 1) FROM read_parquet(?, file_row_number = true)"
    assert connection.execute(ordered, [str(target)]).fetchone() == (700_000, True)


class TestLoad:
    def test_loads_a_config_into_a_schema(self, connection, host):
        if host == 1:
            pytest.skip("the stable C API has no pragmas")
        connection.execute("PRAGMA plotsim_load('template:saas', schema = 'sim')")
        names = {row[0] for row in connection.execute("FROM plotsim_tables('template:saas') SELECT name").fetchall()}
        made = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'sim'").fetchall()
        assert {row[0] for row in made} == names
        same = "SELECT count(*) FROM (FROM sim.dim_user EXCEPT FROM plotsim_table('template:saas', 'dim_user'))"
        assert connection.execute(same).fetchone() == (0,)

    def test_is_undone_by_a_rollback(self, connection, host):
        if host == 1:
            pytest.skip("the stable C API has no pragmas")
        connection.execute("BEGIN")
        connection.execute("PRAGMA plotsim_load('template:retail_analytics', scale = 0.01, seed = 4)")
        assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone()[0] > 3
        same = "FROM stores EXCEPT FROM plotsim_table('template:retail_analytics', 'stores', seed := 4, scale := 0.01)"
        assert connection.execute(same).fetchall() == []
        connection.execute("ROLLBACK")
        assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)

    def test_says_what_is_wrong(self, connection, host):
        if host == 1:
            pytest.skip("the stable C API has no pragmas")
        with pytest.raises(duckdb.Error, match="did you mean 'hr'"):
            connection.execute("PRAGMA plotsim_load('template:hrx')")
        with pytest.raises(duckdb.Error, match="config must not be NULL"):
            connection.execute("PRAGMA plotsim_load(NULL)")

    def test_inline_configs_and_odd_names(self, connection, host):
        if host == 1:
            pytest.skip("the stable C API has no pragmas")
        config = "{datasets: [{name: it's, output: t, num_rows: 4, columns: [{name: i, generator: {type: sequential_id}}]}]}"
        connection.execute(f"PRAGMA plotsim_load('{config.replace(chr(39), chr(39) * 2)}', schema = 'a \"b')")
        assert connection.execute('SELECT count(*) FROM "a ""b"."it\'s"').fetchone() == (4,)
