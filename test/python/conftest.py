"""What every end-to-end test shares: the extension under test, named by PLOTSIM_EXTENSION, in this Python's DuckDB."""

import os
import pathlib

import duckdb
import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def repository() -> pathlib.Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def extension() -> pathlib.Path:
    """The extension file under test. `make test-python` sets the variable."""
    path = os.environ.get("PLOTSIM_EXTENSION")
    if not path:
        pytest.exit("set PLOTSIM_EXTENSION to a plotsim.duckdb_extension, or run `make test-python`", returncode=2)
    return (REPOSITORY / path).resolve(strict=True)


@pytest.fixture(scope="session")
def host(extension) -> int:
    """The version of DuckDB's C API that the extension under test uses, as its footer says."""
    footer = extension.read_bytes()[-512:]
    return 2 if b"C_STRUCT_UNSTABLE" in footer else 1


@pytest.fixture
def connect(extension):
    """A function that opens a database, in memory unless a path is given, and loads the extension into it."""
    opened = []

    def connect(path=":memory:", **options) -> duckdb.DuckDBPyConnection:
        config = {"allow_unsigned_extensions": "true", "autoinstall_known_extensions": "false"}
        connection = duckdb.connect(str(path), config=config, **options)
        opened.append(connection)
        connection.load_extension(str(extension))
        return connection

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def connection(connect) -> duckdb.DuckDBPyConnection:
    """A database in memory with the extension loaded."""
    return connect()
