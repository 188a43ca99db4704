"""Results of queries as the format writes them, and their comparison with what a file expects."""

from __future__ import annotations

import dataclasses
import decimal
import hashlib
import re

import duckdb

NUMERIC = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\)")
HASH = re.compile(r"\d+ values hashing to [0-9a-f]{32}")
LINES_SHOWN = 20


class Mismatch(Exception):
    """A record whose result is not the expected one. The text is for the person who reads the test's output."""


@dataclasses.dataclass
class Result:
    names: list[str]
    types: list[str]
    values: list[str]
    """Row after row, as text."""

    @property
    def rows(self) -> list[list[str]]:
        width = len(self.names)
        return [self.values[start : start + width] for start in range(0, len(self.values), width)]

    def sort(self, style: str) -> None:
        if style == "rowsort":
            self.values = [value for row in sorted(self.rows) for value in row]
        elif style == "valuesort":
            self.values.sort()

    def hash(self) -> str:
        digest = hashlib.md5(usedforsecurity=False)
        for value in self.values:
            digest.update(value.encode() + b"\n")
        return f"{len(self.values)} values hashing to {digest.hexdigest()}"


def fetch(connection: duckdb.DuckDBPyConnection, sql: str) -> Result:
    """Runs the statements and gives the result of the last one, its values turned into text by DuckDB's own cast."""
    *before, last = connection.extract_statements(sql)
    for statement in before:
        connection.execute(statement)
    if gives_count(last, sql):
        rows = connection.execute(last).fetchall()
        return Result(["Count"], ["BIGINT"], [str(value) for row in rows for value in row])
    relation = connection.query(last)
    if relation is None:
        raise Mismatch("the statement gives no result; use `statement ok`")
    names, types = relation.columns, [str(type_) for type_ in relation.types]
    as_text = relation.project(", ".join(f"CAST(#{i + 1} AS VARCHAR)" for i in range(len(names))))
    values = [text(value, type_) for row in as_text.fetchall() for value, type_ in zip(row, types)]
    return Result(names, types, values)


def gives_count(statement: duckdb.Statement, sql: str) -> bool:
    """Whether the result is the number of rows written, as for INSERT and COPY … TO."""
    returns_rows = re.search(r"\breturn(ing|_files|_stats)\b", sql, re.IGNORECASE)
    return duckdb.ExpectedResultType.CHANGED_ROWS in statement.expected_result_type and not returns_rows


def text(value: str | None, type_: str) -> str:
    if value is None:
        return "NULL"
    if type_ == "BOOLEAN":
        return "1" if value == "true" else "0"
    return value.replace("\0", "\\0") or "(empty)"


def check_values(result: Result, columns: int, expected: list[str]) -> None:
    """Compares with the lines after ----: a row per line with tabs between its values, a value per line, or a hash."""
    if len(result.names) != columns:
        raise Mismatch(f"expected {columns} columns, got {len(result.names)}: {', '.join(result.names)}")
    if len(expected) == 1 and HASH.fullmatch(expected[0]):
        if result.hash() != expected[0]:
            raise Mismatch(f"wrong result\nexpected {expected[0]}\ngot      {result.hash()}\n{rows_got(result)}")
        return
    rows = result.rows
    if (columns > 1 and len(expected) == len(rows)) or all("\t" in line for line in expected):
        wanted = [line.split("\t") for line in expected]
    elif len(expected) % columns:
        raise Mismatch(f"{len(expected)} expected values do not fill rows of {columns}\n{rows_got(result)}")
    else:
        wanted = [expected[start : start + columns] for start in range(0, len(expected), columns)]
    if len(wanted) != len(rows):
        raise Mismatch(f"expected {len(wanted)} rows, got {len(rows)}\n{both(wanted, result)}")
    for number, (row, wanted_row) in enumerate(zip(rows, wanted), start=1):
        if len(wanted_row) != columns:
            raise Mismatch(f"expected row {number} has {len(wanted_row)} values between tabs, not {columns}")
        for name, type_, got, want in zip(result.names, result.types, row, wanted_row):
            if not same(got, want, type_):
                raise Mismatch(
                    f"wrong result in row {number}, column {name}\n"
                    f"expected {want}\ngot      {got}\n{both(wanted, result)}"
                )


def same(got: str, want: str, type_: str) -> bool:
    """Whether one value is as expected. Numbers are equal however they are written, but never merely close:
    DuckDB's own runner lets floating-point values be 1 % off, this one does not."""
    if got == want:
        return True
    if matches := match_regex(want, got):
        return matches == "yes"
    if type_ == "BOOLEAN":
        return got == {"true": "1", "false": "0"}.get(want.lower())
    if NUMERIC.fullmatch(type_):
        try:
            return decimal.Decimal(got) == decimal.Decimal(want)
        except decimal.InvalidOperation:
            return False
    return False


def match_regex(pattern: str, value: str) -> str | None:
    """`yes` or `no` if the pattern is a `<REGEX>:` or `<!REGEX>:` for the whole value, None if it is plain text."""
    for prefix, answers in (("<REGEX>:", ("no", "yes")), ("<!REGEX>:", ("yes", "no"))):
        if pattern.startswith(prefix):
            try:
                return answers[re.fullmatch(pattern.removeprefix(prefix), value, re.DOTALL) is not None]
            except re.error as error:
                raise Mismatch(f"not a regular expression: {pattern} ({error})") from None
    return None


def check_error(message: str, expected: str) -> None:
    """An error is as expected if it contains the text, or if the whole of it matches the regular expression."""
    if "INTERNAL Error" in message:
        raise Mismatch(f"an internal error is never expected\n{message}")
    matches = match_regex(expected, message)
    if matches == "no" or (matches is None and expected not in message):
        raise Mismatch(f"wrong error\nexpected {expected}\ngot      {message}")


def rows_got(result: Result) -> str:
    return listing("got", result.rows)


def both(wanted: list[list[str]], result: Result) -> str:
    return f"{listing('expected', wanted)}\n{rows_got(result)}"


def listing(title: str, rows: list[list[str]]) -> str:
    lines = ["  " + "\t".join(row) for row in rows[:LINES_SHOWN]]
    if len(rows) > LINES_SHOWN:
        lines.append("  …")
    return "\n".join([f"{title}, {len(rows)} rows:", *lines])
