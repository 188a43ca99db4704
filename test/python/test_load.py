"""The extension file in its hosts: Python, several connections and databases in one process, the shell."""

import pathlib
import subprocess
import sys

import duckdb
import pytest

VERSION = "SELECT count(*) FROM plotsim_version()"


def test_an_unsigned_extension_needs_permission(extension):
    with duckdb.connect() as connection, pytest.raises(duckdb.Error, match="signature|unsigned"):
        connection.load_extension(str(extension))


def test_loading_twice_does_no_harm(connection, extension):
    connection.load_extension(str(extension))
    assert connection.execute(VERSION).fetchone() == (1,)


def test_two_databases_in_one_process(connect):
    first, second = connect(), connect()
    assert first.execute(VERSION).fetchone() == (1,)
    first.close()
    assert second.execute(VERSION).fetchone() == (1,)


def test_a_database_file_can_be_reopened_read_only_after_use(connect, tmp_path):
    path = tmp_path / "kept.duckdb"
    with connect(path) as writer:
        writer.execute("CREATE TABLE kept AS FROM plotsim_version()")
    assert [file.name for file in tmp_path.iterdir()] == [path.name], "a write-ahead log was left behind"
    with connect(path, read_only=True) as reader:
        assert reader.execute("SELECT count(*) FROM kept").fetchone() == (1,)
        assert reader.execute(VERSION).fetchone() == (1,)


def test_another_process_can_open_the_file_at_once(connect, tmp_path):
    """A database handle kept by the extension would hold the file's lock after the last connection is closed."""
    path = tmp_path / "kept.duckdb"
    with connect(path) as writer:
        writer.execute("CREATE TABLE kept AS FROM plotsim_version()")
    script = f"import duckdb; print(duckdb.connect({str(path)!r}).execute('SELECT count(*) FROM kept').fetchone()[0])"
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (other.stdout.strip(), other.stderr) == ("1", "")


def test_the_shell_loads_it(extension):
    shell = pathlib.Path(sys.executable).parent / "duckdb"
    if not shell.exists():
        pytest.skip("PyPI has no shell of this DuckDB version")
    script = f"LOAD '{extension}'; {VERSION};"
    ran = subprocess.run(
        [shell, "-unsigned", "-csv", "-noheader"], input=script, capture_output=True, text=True, timeout=60
    )
    assert (ran.stdout.strip(), ran.stderr) == ("1", "")
