"""The database that a test file talks to."""

from __future__ import annotations

import duckdb


class Database:
    """One open database, with a default connection and named ones (`con1`, …) made when first used."""

    def __init__(self, path: str, read_only: bool):
        self.path, self.read_only = path, read_only
        # No test downloads an extension, and none sees the runner's own Python variables as tables.
        config = {
            "allow_unsigned_extensions": "true",
            "autoinstall_known_extensions": "false",
            "python_enable_replacements": "false",
        }
        self.default = duckdb.connect(path, read_only=read_only, config=config)
        self.named: dict[str, duckdb.DuckDBPyConnection] = {}

    def connection(self, name: str | None) -> duckdb.DuckDBPyConnection:
        if name is None:
            return self.default
        if name not in self.named:
            self.named[name] = self.default.cursor()
        return self.named[name]

    def close(self) -> None:
        for connection in [*self.named.values(), self.default]:
            connection.close()

    def reconnect(self) -> None:
        """Ends the default connection's session: its transaction, temporary tables and settings."""
        fresh = self.default.cursor()
        self.default.close()
        self.default = fresh
