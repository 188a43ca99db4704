"""Text of a sqllogictest file → its records, in order, loops nested. Nothing is run here."""

from __future__ import annotations

import dataclasses
import pathlib

SORT_STYLES = ("nosort", "rowsort", "valuesort")
LOOPS = ("loop", "foreach", "concurrentloop", "concurrentforeach")
# Lines that stand alone, with how many words may follow them (None: any number).
DIRECTIVES = {
    "require": (1, 2), "require-env": (1, 2), "test-env": (2, 2), "mode": (1, None), "set": (1, None),
    "reset": (2, 2), "load": (0, 2), "restart": (0, 1), "reconnect": (0, 0), "sleep": (2, 2),
    "halt": (0, 0), "tags": (0, None), "endloop": (0, 0),
}  # fmt: skip


class ParseError(Exception):
    """A file that is not in the format. The text starts with file:line."""


@dataclasses.dataclass
class Record:
    """What every record has. `conditions` are the `skipif` and `onlyif` lines before it, as (word, condition)."""

    line: int
    conditions: list[tuple[str, str]] = dataclasses.field(default_factory=list, kw_only=True)


@dataclasses.dataclass
class Statement(Record):
    expect: str
    """`ok`, `error`, or `maybe`: may fail, but then with this message."""
    connection: str | None
    sql: str
    message: str | None


@dataclasses.dataclass
class Query(Record):
    columns: int
    sort: str
    label: str | None
    connection: str | None
    sql: str
    expected: list[str]


@dataclasses.dataclass
class Directive(Record):
    name: str
    arguments: list[str]


@dataclasses.dataclass
class Loop(Record):
    variable: str
    values: list[str]
    concurrent: bool
    body: list[Record]


class Parser:
    def __init__(self, file: pathlib.Path):
        self.file = file
        self.lines = file.read_text(encoding="utf-8").replace("\r", "").split("\n")
        self.at = 0

    def error(self, line: int, text: str) -> ParseError:
        return ParseError(f"{self.file}:{line}: {text}")

    def parse(self) -> list[Record]:
        return self.records(opened_at=None)

    def records(self, opened_at: int | None) -> list[Record]:
        """The records up to the end of the file, or up to the `endloop` of the loop that `opened_at` began."""
        records: list[Record] = []
        conditions: list[tuple[str, str]] = []
        while self.at < len(self.lines):
            line, words = self.at + 1, self.lines[self.at].split()
            if self.is_blank():
                self.at += 1
            elif words[0] in ("skipif", "onlyif"):
                conditions.append((words[0], " ".join(words[1:])))
                self.at += 1
            elif words[0] == "endloop" and opened_at is not None:
                self.directive(line, words)
                return records
            else:
                record = self.record(line, words)
                record.conditions, conditions = conditions, []
                records.append(record)
        if opened_at is not None:
            raise self.error(opened_at, "this loop has no endloop")
        return records

    def record(self, line: int, words: list[str]) -> Record:
        name, arguments = words[0], words[1:]
        if name == "statement":
            return self.statement(line, arguments)
        if name == "query":
            return self.query(line, arguments)
        if name in LOOPS:
            return self.loop(line, name, arguments)
        return self.directive(line, words)

    def statement(self, line: int, arguments: list[str]) -> Statement:
        if not arguments or arguments[0] not in ("ok", "error", "maybe"):
            raise self.error(line, "a statement is `statement ok`, `statement error` or `statement maybe`")
        self.at += 1
        sql = self.sql(line)
        message = "\n".join(self.expected()) if self.at_separator() else None
        if arguments[0] == "ok" and message is not None:
            raise self.error(line, "`statement ok` cannot have an expected message")
        if arguments[0] != "ok" and not message:
            raise self.error(line, f"`statement {arguments[0]}` needs an expected message after ----")
        return Statement(line, arguments[0], arguments[1] if len(arguments) > 1 else None, sql, message)

    def query(self, line: int, arguments: list[str]) -> Query:
        if not arguments or set(arguments[0]) - set("ITR"):
            raise self.error(line, "a query names its columns as letters I, T or R, e.g. `query III`")
        sort, connection = "nosort", None
        if len(arguments) > 1:
            # One place for both, as in DuckDB: what is not a way to sort is the name of a connection.
            sort, connection = (arguments[1], None) if arguments[1] in SORT_STYLES else ("nosort", arguments[1])
        label = arguments[2] if len(arguments) > 2 else None
        self.at += 1
        sql = self.sql(line)
        expected = self.expected() if self.at_separator() else []
        return Query(line, len(arguments[0]), sort, label, connection, sql, expected)

    def loop(self, line: int, name: str, arguments: list[str]) -> Loop:
        if name.endswith("foreach"):
            if len(arguments) < 2:
                raise self.error(line, f"expected `{name} variable value value …`")
            values = arguments[1:]
        else:
            try:
                _, first, end = arguments
                values = [str(number) for number in range(int(first), int(end))]
            except ValueError:
                raise self.error(line, f"expected `{name} variable first end`, two whole numbers") from None
        self.at += 1
        body = self.records(opened_at=line)
        return Loop(line, arguments[0], values, name.startswith("concurrent"), body)

    def directive(self, line: int, words: list[str]) -> Directive:
        name, arguments = words[0], words[1:]
        if name not in DIRECTIVES:
            raise self.error(line, f"`{name}` is not a record that this runner knows")
        fewest, most = DIRECTIVES[name]
        if len(arguments) < fewest or (most is not None and len(arguments) > most):
            raise self.error(line, f"`{name}` has {len(arguments)} arguments")
        self.at += 1
        if not self.is_blank():
            raise self.error(self.at + 1, f"`{name}` must be followed by an empty line or a comment")
        return Directive(line, name, arguments)

    def is_blank(self) -> bool:
        """Whether this line ends what came before: empty, a comment, or beyond the end."""
        return self.at >= len(self.lines) or not self.lines[self.at].strip() or self.lines[self.at].startswith("#")

    def at_separator(self) -> bool:
        return self.at < len(self.lines) and self.lines[self.at] == "----"

    def sql(self, line: int) -> str:
        first = self.at
        while not self.is_blank() and not self.at_separator():
            self.at += 1
        if self.at == first:
            raise self.error(line, "there is no SQL after this line")
        return "\n".join(self.lines[first : self.at])

    def expected(self) -> list[str]:
        """The lines after ----, up to an empty one. A `#` starts no comment here."""
        self.at += 1
        first = self.at
        while self.at < len(self.lines) and self.lines[self.at]:
            self.at += 1
        return self.lines[first : self.at]
