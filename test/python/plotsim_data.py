"""Helpers of the plotsim tests: a config's tables as views, and what the config says of its keys."""

import re
from typing import NamedTuple

TEMPLATES = {"saas": 10, "hr": 7, "ecommerce": 8, "education": 7, "healthcare": 8, "banking": 10, "marketing": 11}


class Reference(NamedTuple):
    """A foreign key: `table.column` names a row of `parent` by its `target`."""

    table: str
    column: str
    parent: str
    target: str


def quoted(text: str) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def table(config: str, name: str, **options) -> str:
    """The call that gives a table's rows."""
    named = "".join(f", {key} := {value}" for key, value in options.items())
    return f"plotsim_table({quoted(config)}, {quoted(name)}{named})"


def names(connection, config: str) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM plotsim_tables(?)", [config]).fetchall()]


def load(connection, config: str, **options) -> list[str]:
    """Makes a temporary table of every table of a config, under its own name."""
    found = names(connection, config)
    for name in found:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {table(config, name, **options)}")
    return found


def primary_keys(connection, config: str) -> dict[str, list[str]]:
    rows = connection.execute("SELECT name, primary_key FROM plotsim_tables(?)", [config]).fetchall()
    return {name: key.split(", ") for name, key in rows}


def references(connection, config: str) -> list[Reference]:
    """Every foreign key, as plotsim_columns lists them."""
    rows = connection.execute(
        'SELECT "table", name, "references" FROM plotsim_columns(?) WHERE "references" IS NOT NULL', [config]
    ).fetchall()
    return [Reference(name, column, *re.fullmatch(r"(\w+)\.(\w+)", target).groups()) for name, column, target in rows]


def one(connection, query: str, *arguments):
    """The only value of a query."""
    ((value,),) = connection.execute(query, list(arguments)).fetchall()
    return value


def fingerprint(connection, relation: str) -> tuple:
    """The number of rows and a hash of all their values that their order does not change."""
    return connection.execute(f"SELECT count(*), sum(hash(r::VARCHAR)::HUGEINT) FROM {relation} AS r").fetchone()
