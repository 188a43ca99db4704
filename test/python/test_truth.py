"""The ground truth: the manifest, how cells came about, and what tables will take."""

import datetime
import decimal
import hashlib
import json
import struct
import uuid

import pytest

from plotsim_data import TEMPLATES, names, one, table

DATAGEN = ("retail_analytics", "web_analytics", "marketplace", "bank")


def manifest(connection, config, **options):
    given = "".join(f", {name} := {value}" for name, value in options.items())
    return json.loads(one(connection, f"SELECT manifest FROM plotsim_manifest('{config}'{given})"))


def canonical(value):
    """A cell as docs/truth.md says it is hashed."""
    if value is None:
        return b"\0"
    if isinstance(value, bool):
        form = bytes([value])
    elif isinstance(value, int):
        form = struct.pack("<q", value)
    elif isinstance(value, float):
        form = struct.pack("<d", value)
    elif isinstance(value, decimal.Decimal):
        form = int(value.scaleb(-value.as_tuple().exponent)).to_bytes(16, "little", signed=True)
    elif isinstance(value, datetime.datetime):
        form = struct.pack("<q", (value - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1))
    elif isinstance(value, datetime.date):
        form = struct.pack("<q", (value - datetime.date(1970, 1, 1)).days)
    elif isinstance(value, uuid.UUID):
        form = value.bytes
    else:
        form = struct.pack("<Q", len(value.encode())) + value.encode()
    return b"\1" + form


def content_hash(rows):
    digests = (hashlib.sha256(b"".join(map(canonical, row))).digest() for row in rows)
    return hashlib.sha256(b"".join(digests)).hexdigest()


@pytest.mark.parametrize("template", TEMPLATES)
def test_hashes_are_those_of_the_rows_read(connection, template):
    config = f"template:{template}"
    for entry in manifest(connection, config)["tables"]:
        rows = connection.execute(f"FROM {table(config, entry['name'])}").fetchall()
        assert (entry["rows"], entry["sha256"]) == (len(rows), content_hash(rows)), entry["name"]


def test_hashes_of_datasets_are_those_of_the_rows_read(connection):
    for template in DATAGEN:
        scale = 0.005 if template.endswith("analytics") else 0.05
        for entry in manifest(connection, f"template:{template}", scale=scale)["tables"]:
            rows = connection.execute(
                f"FROM smelt_datagen('template:{template}', '{entry['name']}', scale := {scale})"
            ).fetchall()
            assert (entry["rows"], entry["sha256"]) == (len(rows), content_hash(rows)), entry["name"]


def test_threads_change_nothing(connection):
    texts = []
    for threads in (1, 8):
        connection.execute(f"SET threads = {threads}")
        texts.append(one(connection, "SELECT manifest FROM plotsim_manifest('template:healthcare', scale := 10)"))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_size_does_not_follow_the_number_of_entities(connection, template):
    size = "SELECT length(manifest) FROM plotsim_manifest(?, scale := ?, hashes := false)"
    few = connection.execute(size, [f"template:{template}", 1]).fetchone()[0]
    many = connection.execute(size, [f"template:{template}", 1000]).fetchone()[0]
    assert many < few * 1.05


def test_the_config_hash_is_that_of_the_file(connection, tmp_path):
    text = one(connection, "SELECT yaml FROM plotsim_template('hr')")
    path = tmp_path / "hr.yaml"
    path.write_text(text)
    found = manifest(connection, path, hashes="false")
    assert found["config_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    lines = f"plotsim {found['plotsim_version']}\nconfig {found['config_sha256']}\nseed {found['seed']}\nscale 1\n"
    assert found["run_sha256"] == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("template", TEMPLATES)
def test_traced_values_are_those_of_the_tables(connection, template):
    config = f"template:{template}"
    for name in names(connection, config):
        source = table(config, name)
        rows = connection.execute(f"FROM {source}").fetchall()
        for row in {0, len(rows) // 2, len(rows) - 1} if rows else ():
            connection.execute(f"CREATE OR REPLACE TEMP TABLE one AS FROM {source} LIMIT 1 OFFSET {row}")
            columns = [column for (column,) in connection.execute("SELECT column_name FROM (DESCRIBE one)").fetchall()]
            traced = connection.execute(
                "SELECT \"column\", value, text FROM plotsim_trace(?, ?, ?) WHERE step = 'value'", [config, name, row]
            ).fetchall()
            assert [column for column, _, _ in traced] == columns
            for (column, number, text), value in zip(traced, rows[row]):
                if isinstance(value, (int, float)):
                    assert number == value, f"{name}.{column} of row {row}"
                elif value is None or isinstance(value, str):
                    assert text == value, f"{name}.{column} of row {row}"
                else:
                    assert text is not None


def test_a_plan_is_within_a_factor_of_two_of_what_is_written(connection, tmp_path):
    for template, scale in (("saas", 20), ("education", 20), ("web_analytics", 0.05)):
        plan = connection.execute(
            'SELECT "table", rows, parquet_bytes FROM plotsim_plan(?, scale := ?)', [f"template:{template}", scale]
        ).fetchall()
        written = dict(
            (name, (rows, size))
            for name, rows, size in connection.execute(
                """SELECT "table", sum(rows), sum(bytes) FROM plotsim_write(?, ?, scale := ?, format := 'parquet') GROUP BY ALL""",
                [f"template:{template}", str(tmp_path / template), scale],
            ).fetchall()
        )
        for name, rows, size in plan:
            assert 0.5 < (rows + 1) / (written[name][0] + 1) < 2, f"{name}: {rows} of {written[name][0]} rows"
            assert 0.5 < size / written[name][1] < 2, f"{name}: {size} of {written[name][1]} bytes"


def test_a_plan_of_a_huge_config_is_there_at_once(connection):
    begun = datetime.datetime.now()
    connection.execute("EXPLAIN FROM plotsim_plan('template:saas', scale := 1e6)").fetchall()
    connection.execute("FROM plotsim_plan('template:saas', scale := 1e6)").fetchall()
    # Far above what it takes, and far below what any pass over the tables would.
    assert datetime.datetime.now() - begun < datetime.timedelta(seconds=60)
