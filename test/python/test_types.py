"""Every type of a column, through the host and through files of every format. `make test-debug` runs this."""

import hashlib
import struct
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from uuid import UUID

import pytest

LINE = 'STRUCT(price DECIMAL(9,2), "a ""b""" VARCHAR, "names" VARCHAR[])'
TYPES = {
    "id": "BIGINT",
    "flag": "BOOLEAN",
    "whole": "INTEGER",
    "real": "DOUBLE",
    "d4": "DECIMAL(4,1)",
    "d9": "DECIMAL(9,9)",
    "d18": "DECIMAL(18,3)",
    "d19": "DECIMAL(19,0)",
    "d38": "DECIMAL(38,10)",
    "words": "VARCHAR",
    "kind": "VARCHAR",
    "day": "DATE",
    "clock": "TIME",
    "moment": "TIMESTAMP",
    "instant": "TIMESTAMP WITH TIME ZONE",
    "uuid": "UUID",
    "numbers": "INTEGER[]",
    "texts": "VARCHAR[]",
    "lists": "BIGINT[][]",
    "line": LINE,
    "lines": LINE + "[]",
}
ROWS = 6000
EPOCH = datetime(1970, 1, 1)


def value(kind, n, null):
    """The value that the documentation of the probe says."""
    if null(n):
        return None
    if kind.endswith("[]"):
        return [value(kind[:-2], n + place, lambda n: n % 5 == 4) for place in range(n % 4)]
    if kind.startswith("STRUCT"):
        members = [("price", "DECIMAL(9,2)"), ('a "b"', "VARCHAR"), ("names", "VARCHAR[]")]
        return {name: value(kind, n, lambda n, p=place: n % 3 == p) for place, (name, kind) in enumerate(members)}
    if kind.startswith("DECIMAL"):
        precision, scale = map(int, kind[8:-1].split(","))
        greatest = 10**precision - 1
        with localcontext(prec=40):
            return Decimal(greatest - n if n % 2 == 0 else n - greatest).scaleb(-scale)
    moment = EPOCH + timedelta(microseconds=(n - 50) * 3_600_000_001)
    return {
        "BOOLEAN": n % 2 == 0,
        "INTEGER": n - 100,
        "BIGINT": n,
        "DOUBLE": n / 8,
        "VARCHAR": ["", f"no. {n}", f"it's a \"long\" text, with a \\ and ünïcode: {n}", "NULL"][n % 4],
        "DATE": date(1970, 1, 1) + timedelta(days=n - 50),
        "TIME": (EPOCH + timedelta(microseconds=n * 14_000_001)).time(),
        "TIMESTAMP": moment,
        "TIMESTAMP WITH TIME ZONE": moment,
        "UUID": UUID(int=(n << 64) | (0xABC << 100)),
    }[kind]


def expected():
    rows = []
    for n in range(ROWS):
        row = []
        for place, (name, kind) in enumerate(TYPES.items()):
            if name == "id":
                row.append(n)
            elif name == "kind":
                row.append(["short", "a text that is longer"][n % 2])
            else:
                row.append(value(kind, n, lambda n, p=place: n % 7 == p % 7))
        rows.append(tuple(row))
    return rows


@pytest.fixture
def probed(connection):
    if connection.execute("SELECT count(*) FROM duckdb_functions() WHERE function_name = 'debug_probe'").fetchone() == (0,):
        pytest.skip("not a debug build")
    return connection


def plain(connection, source):
    """Rows as Python shows them, without need of a zone."""
    return connection.execute(
        f"SELECT * REPLACE (make_timestamp(epoch_us(instant)) AS instant) FROM {source} ORDER BY id"
    ).fetchall()


def test_every_type_arrives_with_its_values(probed):
    described = probed.execute("DESCRIBE FROM debug_probe('types')").fetchall()
    normal = {name: probed.execute(f"SELECT typeof(NULL::{kind})").fetchone()[0] for name, kind in TYPES.items()}
    assert {row[0]: row[1] for row in described} == normal
    rows = plain(probed, "debug_probe('types')")
    assert rows == expected()
    # The same through a table, whose storage checks what it is given, on several threads.
    probed.execute("SET threads = 4; CREATE TABLE kept AS FROM debug_probe('types')")
    assert plain(probed, "kept") == rows
    # Each column alone, so that it is the first of its chunk.
    for name in TYPES:
        seen, = probed.execute(f'SELECT count(DISTINCT "{name}"::VARCHAR) FROM debug_probe(\'types\')').fetchone()
        kept, = probed.execute(f'SELECT count(DISTINCT "{name}"::VARCHAR) FROM kept').fetchone()
        assert seen == kept


def columns():
    return "{" + ", ".join("'{}': '{}'".format(name, kind.replace("'", "''")) for name, kind in TYPES.items()) + "}"


READERS = {
    "csv": "read_csv('{}', header = true, auto_detect = false, nullstr = '', allow_quoted_nulls = false, columns = {})",
    "jsonl": "read_json('{}', format = 'newline_delimited', columns = {})",
    "parquet": "read_parquet('{}')",
}


@pytest.mark.parametrize("format", READERS)
def test_every_type_comes_back_from_a_file(probed, format, tmp_path):
    path = tmp_path / f"types.{format}"
    probed.execute("SELECT count(*) FROM debug_probe('types', \"write\" := $1)", [str(path)]).fetchall()
    reader = READERS[format].format(path, columns())
    rows = plain(probed, reader)
    for got, wanted in zip(rows, expected()):
        assert got == wanted
    assert len(rows) == ROWS
    if format == "parquet":
        described = probed.execute(f"DESCRIBE FROM {reader}").fetchall()
        assert [row[:2] for row in described] == [row[:2] for row in probed.execute("DESCRIBE FROM debug_probe('types')").fetchall()]


def canonical(kind, cell):
    """The form that the documentation of digests gives a cell."""
    if cell is None:
        return b"\0"
    number = lambda value: struct.pack("<q", value)
    if kind.endswith("[]"):
        return b"\1" + number(len(cell)) + b"".join(canonical(kind[:-2], item) for item in cell)
    if kind.startswith("STRUCT"):
        kinds = ["DECIMAL(9,2)", "VARCHAR", "VARCHAR[]"]
        return b"\1" + b"".join(canonical(kind, member) for kind, member in zip(kinds, cell.values()))
    if kind.startswith("DECIMAL"):
        with localcontext(prec=60):
            digits = int(cell.scaleb(int(kind[:-1].split(",")[1])))
        return b"\1" + digits.to_bytes(16, "little", signed=True)
    micros = lambda delta: delta // timedelta(microseconds=1)
    form = {
        "BOOLEAN": lambda: bytes([cell]),
        "INTEGER": lambda: number(cell),
        "BIGINT": lambda: number(cell),
        "DOUBLE": lambda: struct.pack("<d", cell),
        "VARCHAR": lambda: number(len(cell.encode())) + cell.encode(),
        "DATE": lambda: number((cell - date(1970, 1, 1)).days),
        "TIME": lambda: number(micros(datetime.combine(EPOCH.date(), cell) - EPOCH)),
        "TIMESTAMP": lambda: number(micros(cell - EPOCH)),
        "TIMESTAMP WITH TIME ZONE": lambda: number(micros(cell - EPOCH)),
        "UUID": lambda: cell.bytes,
    }
    return b"\1" + form[kind]()


def test_the_digest_of_every_type_is_the_documented_one(probed, tmp_path):
    path = tmp_path / "types.digest"
    probed.execute("SELECT count(*) FROM debug_probe('types', \"write\" := $1)", [str(path)]).fetchall()
    total = hashlib.sha256()
    for row in expected():
        form = b"".join(canonical(kind, cell) for kind, cell in zip(TYPES.values(), row))
        total.update(hashlib.sha256(form).digest())
    assert path.read_text() == total.hexdigest()
