"""Where the extension is, and connections that have loaded it."""

import os
import pathlib

import duckdb

HERE = pathlib.Path(__file__).parent
FILE = "plotsim.duckdb_extension"


class ExtensionMissing(RuntimeError):
    """No extension was found, or DuckDB does not load it; the message says what to do."""


def extension_path():
    """The extension's file: `PLOTSIM_EXTENSION`, else the one in this package, else that of the checkout; None if there is none."""
    named = os.environ.get("PLOTSIM_EXTENSION")
    if named:
        if not pathlib.Path(named).is_file():
            raise ExtensionMissing(f"PLOTSIM_EXTENSION is '{named}', which is not a file")
        return pathlib.Path(named)
    checkout = HERE.parent.parent / "build" / "release" / FILE
    return next((path for path in (HERE / FILE, checkout) if path.is_file()), None)


def load(connection):
    """Loads plotsim into `connection`, which must allow unsigned extensions unless DuckDB has plotsim installed; returns it."""
    path = extension_path()
    try:
        connection.execute("LOAD plotsim" if path is None else f"LOAD '{str(path).replace(chr(39), chr(39) * 2)}'")
    except duckdb.Error as error:
        where = f"'{path}' does not load" if path else "no plotsim extension was found"
        hint = (
            'open the connection with config={"allow_unsigned_extensions": "true"}, or use plotsim_duckdb.connect()'
            if path
            else "build it with 'make release', name its file in PLOTSIM_EXTENSION, or 'INSTALL plotsim FROM community'"
        )
        raise ExtensionMissing(f"{where}: {error}\nhint: {hint}") from error
    return connection


def connect(database=":memory:", **config):
    """A DuckDB connection with plotsim loaded; `config` are DuckDB's settings."""
    return load(duckdb.connect(database, config={"allow_unsigned_extensions": "true", **config}))
