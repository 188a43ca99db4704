"""The output block of a plotsim config: format, directory, SQL for other databases."""

import decimal
import pathlib
import sqlite3

import duckdb
import pytest

CONFIG = """
about: Subscription customers
unit: customer
window: ["2024-01", "2024-12", "monthly"]
seed: 42
metrics:
  - { name: engagement, type: score, polarity: positive }
  - { name: visits, type: count, polarity: positive, range: [0, 40] }
segments:
  - { name: active, count: 5, archetype: growth }
  - { name: inactive, count: 5, archetype: decline }
noise: { mcar_rate: 0.2 }
"""
TABLES = {"dim_date", "dim_customer", "fct_engagement", "fct_visits"}


def written(directory, suffix):
    return {path.stem for path in pathlib.Path(directory).glob(f"*.{suffix}")} & TABLES


@pytest.mark.parametrize(
    "output, suffix",
    [
        ("", "csv"),
        ("output_format: csv", "csv"),
        ("output: csv", "csv"),
        ("output_format: parquet", "parquet"),
        ("output: { format: parquet }", "parquet"),
        ("output_format: jsonl", "jsonl"),
        ("output: jsonl", "jsonl"),
        ("output: { directory: elsewhere }", "csv"),
    ],
)
def test_files_have_the_format_that_the_config_names(connection, tmp_path, output, suffix):
    config = CONFIG + output
    assert connection.execute("SELECT count(*) FROM plotsim_validate(?)", [config]).fetchone() == (0,)
    connection.execute("CALL plotsim_write(?, ?)", [config, str(tmp_path)])
    assert written(tmp_path, suffix) == TABLES
    for other in {"csv", "parquet", "jsonl"} - {suffix}:
        assert not list(tmp_path.glob(f"*.{other}"))


def test_the_format_of_a_call_comes_first(connection, tmp_path):
    connection.execute("CALL plotsim_write(?, ?, format := 'jsonl')", [CONFIG + "output: parquet", str(tmp_path)])
    assert written(tmp_path, "jsonl") == TABLES and not written(tmp_path, "parquet")


@pytest.mark.parametrize("output, directory", [("", "output"), ("output: { directory: deep/er }", "deep/er"), ("output: parquet", "output")])
def test_without_a_directory_the_config_says_where(connection, tmp_path, monkeypatch, output, directory):
    monkeypatch.chdir(tmp_path)
    rows = connection.execute("CALL plotsim_write(?, NULL)", [CONFIG + output]).fetchall()
    assert all(pathlib.Path(path).is_file() for _, path, *_ in rows)
    assert {path.name for path in (tmp_path / directory).iterdir()} == {pathlib.Path(path).name for _, path, *_ in rows}
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    connection.execute("CALL plotsim_write(?, NULL)", [CONFIG + output])
    assert (tmp_path / "other" / directory / "config.yaml").is_file()


def test_the_directory_can_be_left_out_where_the_host_allows_it(connection, host, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call = "CALL plotsim_write(?, format := 'jsonl')"
    if host == 1:
        with pytest.raises(duckdb.Error, match="No function matches"):
            connection.execute(call, [CONFIG])
        return
    connection.execute(call, [CONFIG + "output: { directory: here }"])
    assert written(tmp_path / "here", "jsonl") == TABLES


@pytest.mark.parametrize("directory", ["/tmp/elsewhere", "../up", "~/home", "a/../../b", "''"])
def test_a_config_writes_nowhere_but_below_the_working_directory(connection, tmp_path, monkeypatch, directory):
    monkeypatch.chdir(tmp_path)
    config = CONFIG + f"output: {{ directory: {directory} }}"
    with pytest.raises(duckdb.Error, match="is not below the working directory|must not be empty|empty"):
        connection.execute("CALL plotsim_write(?, NULL)", [config])
    assert list(tmp_path.iterdir()) == []


def test_the_directory_of_a_config_is_in_the_sandbox_too(connection, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    connection.execute(f"SET allowed_directories = ['{tmp_path}/allowed']")
    connection.execute("SET enable_external_access = false")
    with pytest.raises(duckdb.Error, match="may not write"):
        connection.execute("CALL plotsim_write(?, NULL)", [CONFIG])
    assert list(tmp_path.iterdir()) == []
    connection.execute("CALL plotsim_write(?, NULL)", [CONFIG + "output: { directory: allowed/out }"])
    assert written(tmp_path / "allowed" / "out", "csv") == TABLES


def test_datasets_name_no_directory(connection):
    config = "datasets: [{ name: t, output: t, num_rows: 1, columns: [{ name: id, generator: { type: sequential_id } }] }]"
    with pytest.raises(duckdb.Error, match="directory must not be NULL here"):
        connection.execute("CALL plotsim_write(?, NULL)", ["{" + config + "}"])


@pytest.mark.parametrize("output", ["cell_budget: 5", "sql_dialect: mysql"])
def test_what_has_no_effect_is_said(connection, output):
    found = connection.execute("SELECT severity, code FROM plotsim_validate(?)", [CONFIG + f"output: {{ {output} }}"]).fetchall()
    assert found == [("warning", "no-effect")]


ODD = """
types: native
datasets:
  - name: 'it''s "a" table'
    output: a
    num_rows: 250
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: 'a,"b`', generator: { type: weighted_choice, values: { '': 1, "q'q": 1, '\\\\': 1, "line\\nbreak": 1, '😀"': 1 } } }
      - { name: o, generator: { type: optional, prob: 0.5, inner: { type: uniform_float, min: -1.0e+9, max: 1.0e-9 } } }
      - { name: i, generator: { type: uniform_int, min: -9000000000000000000, max: 9000000000000000000 } }
      - { name: b, generator: { type: bool, prob: 0.5 } }
      - { name: d, generator: { type: date, start: "1000-01-01", end: "9999-01-01" } }
      - { name: t, generator: { type: timestamp, start: "2000-01-01T00:00:00", end: "2030-01-01T00:00:00" } }
      - { name: u, generator: { type: uuid } }
      - { name: boss, generator: { type: foreign_key, dataset: 'it''s "a" table' } }
  - name: child
    output: c
    num_rows: 7
    columns: [{ name: parent, generator: { type: foreign_key, dataset: 'it''s "a" table' } }]
  - name: none
    output: n
    num_rows: 1
    partition: { column: day, start: "2024-01-01", days: 1 }
    columns: [{ name: id, generator: { type: sequential_id } }]
"""


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def as_sqlite_has_it(value):
    if isinstance(value, float):
        # SQLite does not read every number to its last bit.
        return pytest.approx(value, rel=1e-14)
    if isinstance(value, decimal.Decimal):
        return float(value)
    return value if value is None or isinstance(value, (int, str)) else str(value)


@pytest.mark.parametrize("config", [ODD, CONFIG, "template:saas", "template:hr"], ids=["odd", "least", "saas", "hr"])
def test_a_script_for_sqlite_makes_the_tables(connection, tmp_path, config):
    connection.execute("CALL plotsim_write(?, ?, format := 'sql', sql_dialect := 'sqlite')", [config, str(tmp_path)])
    database = sqlite3.connect(tmp_path / "it.db")
    database.execute("PRAGMA foreign_keys = ON")
    database.executescript((tmp_path / "data.sql").read_text())
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for (name,) in connection.execute("SELECT name FROM plotsim_tables(?)", [config]).fetchall():
        made = connection.execute("FROM plotsim_table(?, ?)", [config, name]).fetchall()
        read = database.execute(f"SELECT * FROM {quoted(name)}").fetchall()
        assert read == [tuple(map(as_sqlite_has_it, row)) for row in made], name
    keys = sum(bool(database.execute(f"PRAGMA foreign_key_list({quoted(name)})").fetchall()) for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall())
    assert keys > 0


@pytest.mark.parametrize("config", [ODD, CONFIG, "template:saas"], ids=["odd", "least", "saas"])
def test_a_script_for_postgresql_makes_the_tables(connection, tmp_path, config):
    # Its types and quotes are among those of DuckDB, so that DuckDB can run it.
    connection.execute("CALL plotsim_write(?, ?, format := 'sql', sql_dialect := 'postgresql')", [config, str(tmp_path)])
    script = (tmp_path / "data.sql").read_text()
    assert "DOUBLE PRECISION" in script and "VARCHAR" not in script
    connection.execute(script)
    for (name,) in connection.execute("SELECT name FROM plotsim_tables(?)", [config]).fetchall():
        made = connection.execute("FROM plotsim_table(?, ?)", [config, name])
        types, rows = [str(column[1]) for column in made.description], made.fetchall()
        read = connection.execute(f"FROM {quoted(name)}")
        assert ([str(column[1]) for column in read.description], read.fetchall()) == (types, rows), name


def test_a_script_for_mysql_is_in_its_own_words(connection, tmp_path):
    connection.execute("CALL plotsim_write(?, ?, format := 'sql', sql_dialect := 'mysql')", [ODD, str(tmp_path)])
    script = (tmp_path / "data.sql").read_text()
    assert "CREATE TABLE `it's \"a\" table`" in script and "`a,\"b``` LONGTEXT NOT NULL" in script
    assert "`t` DATETIME(6) NOT NULL" in script and "'" + "\\" * 4 + "'" in script
    # 250 rows in batches of 100.
    assert script.count("INSERT INTO `it's") == 3


def test_the_config_names_the_database(connection, tmp_path):
    for output, said, told in [
        ("output: sql", "", "for PostgreSQL"),
        ("output: { format: sql, sql_dialect: mysql }", "", "for MySQL"),
        ("output: { format: sql, sql_dialect: mysql }", ", format := 'sql'", "for MySQL"),
        ("output: sql", ", sql_dialect := 'sqlite'", "for SQLite"),
    ]:
        connection.execute(f"CALL plotsim_write(?, ?{said})", [CONFIG + output, str(tmp_path)])
        assert told in (tmp_path / "data.sql").read_text().splitlines()[0]
    # Whatever the script is for, DuckDB makes the tables from the config.
    connection.execute(f"IMPORT DATABASE '{tmp_path}'")
    assert connection.execute("SELECT count(*) FROM fct_visits").fetchone() == (120,)
    connection.execute("CALL plotsim_write(?, ?, format := 'sql')", [CONFIG, str(tmp_path)])
    assert not (tmp_path / "data.sql").exists()


@pytest.mark.parametrize(
    "named, rule",
    [
        ("sql_dialect := 'mysql'", "add format := 'sql'"),
        ("format := 'sql', sql_dialect := 'oracle'", "duckdb, postgresql, mysql, sqlite"),
        ("format := 'sql', float_format := '%.4f'", "float_format is for csv and jsonl"),
    ],
)
def test_arguments_that_do_not_go_together(connection, tmp_path, named, rule):
    with pytest.raises(duckdb.Error, match=rule):
        connection.execute(f"CALL plotsim_write(?, ?, {named})", [CONFIG, str(tmp_path / "out")])
