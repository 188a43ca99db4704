"""Runs the records of one file, in order, up to the first that is not as expected."""

from __future__ import annotations

import concurrent.futures
import operator
import os
import pathlib
import re
import shutil
import tempfile
import time

import duckdb
from database import Database
from parse import Directive, Loop, ParseError, Parser, Query, Record, Statement

import results
from results import Mismatch

# `require` of these asks about the platform or about DuckDB's own build; here the answer is always yes.
ALWAYS_THERE = {
    "64bit", "longdouble", "no_alternative_verify", "no_extension_autoloading", "noforcestorage", "nothreadsan",
    "notmingw", "notmusl", "notwindows", "allow_unsigned_extensions", "skip_reload", "strinline", "vector_size",
}  # fmt: skip
# Longer ones first, so that `<=` is not read as `<`.
COMPARISONS = {
    "<>": operator.ne, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
# Starts a line that says which record runs now.
AT = "@ "
SECONDS = {"second": 1.0, "seconds": 1.0, "millisecond": 1e-3, "milliseconds": 1e-3, "ms": 1e-3}


class Skipped(Exception):
    """The rest of the file does not apply here. The text says why."""


class Failed(Exception):
    """A record is not as expected. The text starts with file:line and is for the person who reads the test's output."""


class Halted(Exception):
    """The file said `halt`."""


class Runner:
    def __init__(self, file: pathlib.Path, extension: pathlib.Path):
        self.file, self.extension = file, extension
        self.checks = 0
        self.hashes: dict[str, str] = {}
        self.extensions: list[str] = []
        self.ignored_errors: list[str] = []
        self.show: str | None = None
        self.skipping = False
        self.directory = tempfile.mkdtemp(prefix="plotsim-sql-")
        self.words = {
            "__TEST_DIR__": self.directory, "{TEST_DIR}": self.directory,
            "__WORKING_DIRECTORY__": os.getcwd(), "{WORKING_DIRECTORY}": os.getcwd(),
        }  # fmt: skip
        self.database = Database(":memory:", read_only=False)

    def close(self) -> None:
        self.database.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def run_file(self) -> None:
        try:
            self.run(Parser(self.file).parse(), {}, None)
        except ParseError as error:
            raise Failed(str(error)) from None
        except Halted:
            pass

    def run(self, records: list[Record], variables: dict[str, str], thread: duckdb.DuckDBPyConnection | None) -> None:
        """`variables` are those of the loops around; `thread` is the default connection inside a concurrent loop."""
        for record in records:
            if self.skipping and not (isinstance(record, Directive) and record.name == "mode"):
                continue
            try:
                if not self.applies(record, variables):
                    continue
                if isinstance(record, Loop):
                    self.loop(record, variables, thread)
                elif isinstance(record, Directive):
                    self.directive(record, variables)
                else:
                    self.check(record, variables, thread)
            except Mismatch as mismatch:
                raise Failed(f"{self.file}:{record.line}: {mismatch}{self.around(record, variables)}") from None

    def around(self, record: Record, variables: dict[str, str]) -> str:
        """The SQL and the loop variables, for a message about a failure."""
        sql = self.replace(record.sql, variables) if isinstance(record, (Statement, Query)) else ""
        loops = ", ".join(f"{name}={value}" for name, value in variables.items())
        return "".join(
            f"\n{title}\n  " + body.replace("\n", "\n  ")
            for title, body in (("SQL:", sql), ("in loop:", loops))
            if body
        )

    def applies(self, record: Record, variables: dict[str, str]) -> bool:
        for word, condition in record.conditions:
            if any(sign in condition for sign in "<>="):
                holds = all(compare(part, variables) for part in condition.split("&&"))
            else:
                holds = condition.lower() == "duckdb"
            if holds == (word == "skipif"):
                return False
        return True

    def replace(self, text: str, variables: dict[str, str]) -> str:
        for word, value in self.words.items():
            text = text.replace(word, value)
        for name, value in variables.items():
            text = text.replace("${" + name + "}", value).replace("{" + name + "}", value)
        return text

    def check(
        self, record: Statement | Query, variables: dict[str, str], thread: duckdb.DuckDBPyConnection | None
    ) -> None:
        self.checks += 1
        # If DuckDB does not come back from this one, the process that waits knows where it was.
        print(f"{AT}{self.file}:{record.line}", flush=True)
        sql = self.replace(record.sql, variables)
        connection = thread if thread and record.connection is None else self.database.connection(record.connection)
        if isinstance(record, Statement):
            self.check_statement(record, connection, sql, variables)
        else:
            self.check_query(record, connection, sql, variables)

    def check_statement(
        self, record: Statement, connection: duckdb.DuckDBPyConnection, sql: str, variables: dict[str, str]
    ) -> None:
        try:
            # The rows too: an error can come with any of them.
            cursor = connection.execute(sql)
            while cursor.fetchmany(10_000):
                pass
        except duckdb.Error as error:
            if record.expect == "ok":
                self.skip_if_ignored(error)
                raise Mismatch(f"the statement failed\n{error}") from None
            results.check_error(str(error), self.replace(record.message or "", variables))
        else:
            if record.expect == "error":
                raise Mismatch(f"the statement succeeded, expected an error with\n{record.message}")

    def check_query(
        self, record: Query, connection: duckdb.DuckDBPyConnection, sql: str, variables: dict[str, str]
    ) -> None:
        try:
            result = results.fetch(connection, sql)
        except duckdb.Error as error:
            self.skip_if_ignored(error)
            raise Mismatch(f"the query failed\n{error}") from None
        result.sort(record.sort)
        if self.show == "output_hash":
            print(f"{self.file}:{record.line}: {result.hash()}")
        elif self.show:
            print(f"{self.file}:{record.line}:\n{results.rows_got(result)}")
        if record.label and self.hashes.setdefault(record.label, result.hash()) != result.hash():
            raise Mismatch(
                f"not the result that label {record.label} stands for\n"
                f"expected {self.hashes[record.label]}\ngot      {result.hash()}\n{results.rows_got(result)}"
            )
        # A label alone is an expectation: the same result as before.
        if record.expected or not record.label:
            expected = [self.replace(line, variables) for line in record.expected]
            results.check_values(result, record.columns, expected)

    def skip_if_ignored(self, error: duckdb.Error) -> None:
        for part in self.ignored_errors:
            if part in str(error):
                raise Skipped(f"an error with '{part}': {error}")

    def loop(self, loop: Loop, variables: dict[str, str], thread: duckdb.DuckDBPyConnection | None) -> None:
        def rounds():
            names = loop.variable.split(",")
            for value in loop.values:
                parts = (
                    self.replace(value, variables).split(",") if len(names) > 1 else [self.replace(value, variables)]
                )
                if len(parts) != len(names):
                    raise Mismatch(f"{value} has {len(parts)} parts for the variables {loop.variable}")
                yield variables | dict(zip(names, parts))

        if not loop.concurrent:
            for round_variables in rounds():
                self.run(loop.body, round_variables, thread)
            return
        with concurrent.futures.ThreadPoolExecutor(max_workers=max(len(loop.values), 1)) as pool:
            cursors = [(round_variables, self.database.default.cursor()) for round_variables in rounds()]
            futures = [pool.submit(self.run, loop.body, *arguments) for arguments in cursors]
            for future in futures:
                future.result()
        for _, cursor in cursors:
            cursor.close()

    def directive(self, directive: Directive, variables: dict[str, str]) -> None:
        arguments = [self.replace(argument, variables) for argument in directive.arguments]
        handler = getattr(self, "do_" + directive.name.replace("-", "_"))
        handler(*arguments)

    def do_require(self, name: str, _detail: str = "") -> None:
        name = name.lower()
        if name in ALWAYS_THERE:
            return
        if name not in self.extensions:
            self.load_extension(name)
            self.extensions.append(name)

    def load_extension(self, name: str) -> None:
        ours = self.extension.name == f"{name}.duckdb_extension"
        source = str(self.extension).replace("'", "''") if ours else name
        try:
            self.database.default.execute(f"LOAD '{source}'")
        except duckdb.Error as error:
            if ours:
                raise Mismatch(f"the extension does not load\n{error}") from None
            raise Skipped(f"require {name}: {error}") from None

    def do_require_env(self, name: str, wanted: str | None = None) -> None:
        value = os.environ.get(name)
        if value is None or (wanted is not None and value != wanted):
            raise Skipped(f"require-env {name} {wanted or ''}".rstrip())
        self.words["{" + name + "}"] = value

    def do_test_env(self, name: str, default: str) -> None:
        self.words["{" + name + "}"] = os.environ.get(name, default)

    def do_mode(self, mode: str, *_reason: str) -> None:
        if mode in ("skip", "unskip"):
            self.skipping = mode == "skip"
        elif mode in ("output_hash", "output_result", "no_output"):
            self.show = None if mode == "no_output" else mode
        else:
            raise Mismatch(f"`mode {mode}` is not one that this runner knows")

    def do_set(self, what: str, *values: str) -> None:
        if what == "ignore_error_messages":
            self.ignored_errors = [part.strip() for part in " ".join(values).split(",") if part.strip()]
        elif what == "seed" and len(values) == 1:
            self.database.default.execute("SELECT setseed(?)", [float(values[0])]).fetchall()
        elif what == "variable" and len(values) == 2:
            self.words["{" + values[0] + "}"] = values[1]
        else:
            raise Mismatch(f"`set {what}` with {len(values)} values is not one that this runner knows")

    def do_reset(self, what: str, label: str) -> None:
        if what != "label":
            raise Mismatch("only a label can be reset")
        self.hashes.pop(label, None)

    def do_load(self, path: str = ":memory:", mode: str = "readwrite") -> None:
        if mode not in ("readonly", "readwrite"):
            raise Mismatch(f"a database is loaded `readonly` or `readwrite`, not `{mode}`")
        self.reopen(path, mode == "readonly", load_extensions=True)

    def do_restart(self, option: str = "") -> None:
        self.reopen(self.database.path, self.database.read_only, load_extensions=option != "no_extension_load")

    def reopen(self, path: str, read_only: bool, load_extensions: bool) -> None:
        self.database.close()
        try:
            self.database = Database(path, read_only)
        except duckdb.Error as error:
            raise Mismatch(f"the database {path} does not open\n{error}") from None
        if load_extensions:
            for name in self.extensions:
                self.load_extension(name)

    def do_reconnect(self) -> None:
        self.database.reconnect()

    def do_sleep(self, amount: str, unit: str) -> None:
        if unit not in SECONDS:
            raise Mismatch(f"a time is given in {', '.join(SECONDS)}, not in {unit}")
        time.sleep(float(amount) * SECONDS[unit])

    def do_halt(self) -> None:
        raise Halted

    def do_tags(self, *_tags: str) -> None:
        pass

    def do_endloop(self) -> None:
        raise Mismatch("this endloop ends no loop")


def compare(condition: str, variables: dict[str, str]) -> bool:
    """A condition of `skipif` or `onlyif` on a loop variable, such as `i>=2`."""
    match = re.fullmatch(r"\s*(\w+)\s*(<>|>=|<=|>|<|=)\s*(\S+)\s*", condition)
    if not match or match[1] not in variables:
        raise Mismatch(f"a condition compares the variable of a loop around with a value: {condition}")
    left, right = variables[match[1]], match[3]
    if left.lstrip("-").isdigit() and right.lstrip("-").isdigit():
        return COMPARISONS[match[2]](int(left), int(right))
    return COMPARISONS[match[2]](left, right)
