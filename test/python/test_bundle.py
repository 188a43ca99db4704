"""Whole bundles in real DuckDBs: the same bytes however they are made, loaded by one statement, made again from their config."""

import hashlib
import json
import pathlib
import subprocess
import sys

import duckdb
import pytest

FORMATS = ["parquet", "csv", "jsonl", "sql"]
# Scales at which each template is small.
TEMPLATES = {
    "retail_analytics": 0.005,
    "web_analytics": 0.005,
    "marketplace": 0.1,
    "bank": 0.1,
    "saas": 1,
    "hr": 1,
    "ecommerce": 1,
    "education": 1,
    "healthcare": 1,
    "banking": 0.3,
    "marketing": 0.3,
}
# Values that text formats stumble over, and outputs further down.
ODD = """
types: %s
datasets:
  - name: 'o"d d''s'
    output: deep/er/odds [x]
    num_rows: 3000
    columns:
      - { name: id, generator: { type: sequential_id } }
      - name: 'a,"b"'
        generator:
          type: weighted_choice
          values: { '': 1, ' x ': 1, 'a,b': 1, "line\\nbreak": 1, 'q"q': 1, "cr\\rlf\\r\\n": 1, 'null': 1, 'NULL': 1, '#c': 1,
                    'ü€😀': 1, '\\\\': 1, "tab\\t": 1, 'true': 1, '01': 1 }
      - { name: o, generator: { type: optional, prob: 0.5, inner: { type: weighted_choice, values: { '': 1, 'x': 1 } } } }
      - { name: u, generator: { type: optional, prob: 0.5, inner: { type: uuid } } }
      - { name: d, generator: { type: optional, prob: 0.5, inner: { type: date, start: "0001-01-01", end: "9999-01-01" } } }
      - { name: t, generator: { type: timestamp, start: "0001-01-01T00:00:00", end: "9999-01-01T00:00:00" } }
      - { name: f, generator: { type: optional, prob: 0.5, inner: { type: uniform_float, min: -1000000, max: 0.0001 } } }
      - { name: g, generator: { type: uniform_float, min: 0, max: 0.00000001 } }
      - { name: h, generator: { type: uniform_float, min: 0, max: 1.0e+300 } }
      - { name: i, generator: { type: uniform_int, min: -9000000000000000000, max: 9000000000000000000 } }
      - { name: b, generator: { type: optional, prob: 0.5, inner: { type: bool, prob: 0.5 } } }
      - name: j
        generator:
          type: optional
          prob: 0.5
          inner:
            type: json_object
            fields:
              n: { type: uniform_int, min: 0, max: 9 }
              't x': { type: weighted_choice, values: { 'a"b': 1, "x\\ny": 1, 'é': 1, '': 1 } }
              f: { type: uniform_float, min: 0, max: 1 }
      - { name: k, generator: { type: json_array, item: { type: uniform_int, min: 0, max: 9 }, min: 0, max: 3 } }
  - name: days
    output: deep/days
    num_rows: 50
    partition: { column: day, start: "2024-02-26", days: 7 }
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: o, generator: { type: optional, prob: 0.5, inner: { type: weighted_choice, values: { '': 1, 'x': 1 } } } }
"""


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def sums(directory):
    found = sorted(path for path in pathlib.Path(directory).rglob("*") if path.is_file())
    return {str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def write(connection, config, directory, format, more=""):
    return connection.execute(f"CALL plotsim_write(?, ?, format := '{format}'{more})", [config, str(directory)]).fetchall()


def rows(connection, source, parameters=()):
    read = connection.execute(f"FROM {source}", list(parameters))
    types = [(name, str(kind)) for name, kind, *_ in read.description]
    return types, sorted(map(repr, read.fetchall()))


def check_loaded(connection, config, directory, scale):
    """Loads the bundle into an empty schema of the connection's database, far from its directory, and takes it away again."""
    connection.execute("BEGIN")
    connection.execute(f"IMPORT DATABASE '{directory}'")
    tables = connection.execute("SELECT name FROM plotsim_tables(?)", [config]).fetchall()
    for (name,) in tables:
        made = rows(connection, f"plotsim_table(?, ?, scale := {scale})", [config, name])
        assert rows(connection, quoted(name)) == made, name
    keys = connection.execute("SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'").fetchone()
    assert connection.execute("SELECT getvariable('plotsim_config')").fetchone() == (None,)
    connection.execute("ROLLBACK")
    assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)
    return keys[0]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_one_statement_loads_a_bundle_and_its_keys_hold(connection, tmp_path, monkeypatch, template, format):
    config, scale = f"template:{template}", TEMPLATES[template]
    write(connection, config, tmp_path / "out", format, f", scale := {scale}")
    # Paths do not hang on where one stands, nor on where the bundle was written.
    (tmp_path / "out").rename(tmp_path / "moved")
    monkeypatch.chdir("/")
    assert check_loaded(connection, config, tmp_path / "moved", scale) > 1


@pytest.mark.parametrize("types", ["native", "text"])
@pytest.mark.parametrize("format", FORMATS)
def test_odd_values_and_names_come_back_as_they_were(connection, tmp_path, types, format):
    config = ODD % types
    write(connection, config, tmp_path, format)
    assert check_loaded(connection, config, tmp_path, 1) > 0


def test_keys_of_several_columns_hold(connection, tmp_path):
    config = """
datasets:
  - name: orders
    output: orders
    num_rows: 50
    columns: [{ name: order_id, generator: { type: sequential_id } }]
  - name: lines
    output: lines
    columns:
      - name: order_id
        generator: { type: foreign_key, dataset: orders, column: order_id, per_parent: { min: 1, max: 3 } }
      - { name: line_no, generator: { type: child_number } }
  - name: returns
    output: returns
    num_rows: 40
    columns:
      - { name: order_id, generator: { type: foreign_key, dataset: lines, column: order_id } }
      - { name: line_no, generator: { type: foreign_key, dataset: lines, column: line_no, with: order_id } }
"""
    write(connection, config, tmp_path, "csv")
    assert check_loaded(connection, config, tmp_path, 1) == 2
    schema = (tmp_path / "schema.sql").read_text()
    assert 'FOREIGN KEY ("order_id", "line_no") REFERENCES "lines" ("order_id", "line_no")' in schema


SELVES = {
    # A table that refers to itself, and two that refer to each other and one to itself.
    "datagen": """
datasets:
  - name: emp
    output: emp
    num_rows: 30
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: boss, generator: { type: foreign_key, dataset: emp } }
""",
    "builder": """
about: people
unit: person
window: ["2023-01", "2023-03", "monthly"]
metrics:
  - { name: m, type: count, polarity: positive, range: [0, 5] }
segments:
  - { name: s, count: 30, archetype: growth }
dimensions:
  - name: dim_person
    columns:
      - { name: person_id, type: id }
      - { name: manager_id, type: ref.dim_person }
""",
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("config", SELVES.values(), ids=SELVES)
def test_tables_that_refer_to_themselves_are_loaded(connection, tmp_path, config, format):
    write(connection, config, tmp_path, format)
    assert check_loaded(connection, config, tmp_path, 1) > 0
    assert "not declared, because a table's references to itself cannot be checked" in (tmp_path / "schema.sql").read_text()
    for (statement,) in connection.execute("FROM plotsim_sql(?, kind := 'table')", [config]).fetchall():
        connection.execute(statement)
    name = connection.execute("SELECT name FROM plotsim_tables(?) ORDER BY name = 'emp' OR name = 'dim_person' DESC", [config]).fetchone()[0]
    assert connection.execute(f"SELECT count(*) FROM sim.{name}").fetchone() == (30,)


@pytest.mark.parametrize("types", ["text", "native"])
@pytest.mark.parametrize("format", FORMATS)
def test_json_comes_back_as_it_was_written(connection, tmp_path, types, format):
    # A reader that takes the text for JSON writes 1e-10, -0.0 and control characters its own way.
    fields = """x: { type: uniform_float, min: 1.0e-10, max: 1.0e-9 }, z: { type: constant, value: -0.0 },
      c: { type: constant, value: "\\x1f/\\u2028" }, big: { type: constant, value: 9007199254740993 }"""
    config = f"""
types: {types}
datasets:
  - name: t
    output: t
    num_rows: 50
    columns:
      - {{ name: j, generator: {{ type: json_object, fields: {{ {fields} }} }} }}
      - {{ name: a, generator: {{ type: json_array, item: {{ type: uniform_float, min: 0, max: 1.0e-8 }}, min: 0, max: 3 }} }}
"""
    write(connection, config, tmp_path, format)
    check_loaded(connection, config, tmp_path, 1)


def test_keys_are_checked_on_the_way_in(connection, tmp_path):
    write(connection, "template:saas", tmp_path, "csv")
    company = tmp_path / "dim_company.csv"
    company.write_text("".join(company.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(duckdb.ConstraintException, match="company_id"):
        connection.execute(f"IMPORT DATABASE '{tmp_path}'")


@pytest.mark.parametrize("template", ["saas", "web_analytics"])
@pytest.mark.parametrize("format", FORMATS)
def test_the_bytes_of_a_bundle_do_not_depend_on_threads_or_runs(connection, tmp_path, template, format):
    for run, threads in enumerate([1, 8, 8]):
        connection.execute(f"SET threads = {threads}")
        write(connection, f"template:{template}", tmp_path / str(run), format, f", scale := {TEMPLATES[template]}")
    assert sums(tmp_path / "0") == sums(tmp_path / "1") == sums(tmp_path / "2")
    # Once more onto itself: nothing is in the way and nothing changes.
    write(connection, f"template:{template}", tmp_path / "0", format, f", scale := {TEMPLATES[template]}")
    assert sums(tmp_path / "0") == sums(tmp_path / "1")


def test_what_is_told_of_the_tables_is_what_the_functions_tell(connection, tmp_path):
    write(connection, "template:saas", tmp_path, "csv", ", seed := 7")
    assert {path.name for path in tmp_path.iterdir() if path.suffix != ".csv"} == {
        "SHA256SUMS", "config.yaml", "load.sql", "manifest.json", "report.html", "schema.sql", "validation_report.txt",
    }
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["config_sha256"] == sums(tmp_path)["config.yaml"]
    assert manifest["seed"] == 7
    config = str(tmp_path / "config.yaml")
    assert connection.execute("FROM plotsim_manifest(?)", [config]).fetchone()[0] == (tmp_path / "manifest.json").read_text()
    assert connection.execute("FROM plotsim_report(?)", [config]).fetchone()[0] == (tmp_path / "report.html").read_text()
    report = (tmp_path / "validation_report.txt").read_text()
    found = connection.execute("SELECT status, count(*) FROM plotsim_check(?) GROUP BY ALL", [config]).fetchall()
    words = {"fail": "[ERROR]", "warn": "[WARN ]", "pass": "[PASS ]"}
    assert {status: report.count(words[status]) for status, _ in found} == dict(found)


def test_the_sums_are_those_of_the_files(connection, tmp_path):
    write(connection, "template:web_analytics", tmp_path, "jsonl", ", scale := 0.001")
    found = sums(tmp_path)
    del found["SHA256SUMS"]
    lines = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert lines[0].startswith("# plotsim ")
    assert dict(reversed(line.split("  ", 1)) for line in lines[1:]) == found
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_config_of_a_bundle_makes_it_again(connection, tmp_path, template):
    scale = TEMPLATES[template] * 3
    write(connection, f"template:{template}", tmp_path / "one", "parquet", f", seed := 7, scale := {scale}")
    write(connection, str(tmp_path / "one" / "config.yaml"), tmp_path / "two", "parquet")
    assert sums(tmp_path / "one") == sums(tmp_path / "two")
    other = write(connection, str(tmp_path / "one" / "config.yaml"), tmp_path / "two", "parquet", ", seed := 8")
    assert "seed: 8," in (tmp_path / "two" / "config.yaml").read_text() and other
    assert sums(tmp_path / "one") != sums(tmp_path / "two")


def test_queries_take_the_config_of_a_bundle_too(connection, tmp_path):
    write(connection, "template:saas", tmp_path, "sql", ", seed := 7, scale := 3")
    config = str(tmp_path / "config.yaml")
    assert rows(connection, "plotsim_table(?, 'dim_user')", [config]) == rows(
        connection, "plotsim_table('template:saas', 'dim_user', seed := 7, scale := 3)"
    )
    text = (tmp_path / "config.yaml").read_text()
    (tmp_path / "config.yaml").write_text(text.replace('version: "', 'version: "0.0.'))
    found = connection.execute("SELECT severity, code, line FROM plotsim_validate(?)", [config]).fetchall()
    assert ("warning", "other-version", 2) in found
    (tmp_path / "config.yaml").write_text(text.replace("seed: 7", "sed: 7"))
    with pytest.raises(duckdb.Error, match=r":2:\d+: unknown key 'sed' \(did you mean 'seed'"):
        connection.execute("FROM plotsim_tables(?)", [config])


class TestText:
    """What is in the text formats, byte by byte."""

    CONFIG = """
types: native
datasets:
  - name: t
    output: t
    num_rows: 2
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: half, generator: { type: constant, value: 0.5 } }
      - { name: word, generator: { type: constant, value: 'a "b", c' } }
      - { name: none, generator: { type: optional, prob: 0, inner: { type: constant, value: x } } }
      - { name: empty, generator: { type: constant, value: '' } }
      - { name: yes, generator: { type: bool, prob: 1 } }
      - { name: day, generator: { type: date, start: "2024-02-29", end: "2024-02-29" } }
      - { name: json, generator: { type: json_object, fields: { a: { type: constant, value: 1 } } } }
"""

    def text(self, connection, tmp_path, format, more=""):
        write(connection, self.CONFIG, tmp_path / "out", format, more)
        return (tmp_path / "out" / "t" / f"data.{format}").read_bytes().decode()

    def test_csv(self, connection, tmp_path):
        row = '{},0.5,"a ""b"", c",,"",true,2024-02-29,"{{""a"":1}}"\n'
        head = "id,half,word,none,empty,yes,day,json\n"
        assert self.text(connection, tmp_path, "csv") == head + row.format(1) + row.format(2)

    def test_jsonl(self, connection, tmp_path):
        row = '{{"id":{},"half":0.5,"word":"a \\"b\\", c","none":null,"empty":"","yes":true,"day":"2024-02-29","json":"{{\\"a\\":1}}"}}\n'
        assert self.text(connection, tmp_path, "jsonl") == row.format(1) + row.format(2)

    @pytest.mark.parametrize("format, written", [("%.4f", "0.5000"), ("%.2e", "5.00e-01"), ("%.3g", "0.5"), ("%.0f", "0")])
    def test_float_format(self, connection, tmp_path, format, written):
        text = self.text(connection, tmp_path, "csv", f", float_format := '{format}'")
        assert text.splitlines()[1].startswith(f"1,{written},")

    def test_instants_have_a_space_and_a_fraction_only_if_there_is_one(self, connection, tmp_path):
        write(connection, "template:saas", tmp_path, "csv")
        lines = (tmp_path / "evt_login.csv").read_text().splitlines()
        column = lines[0].split(",").index("logged_in_at")
        import re

        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?", line.split(",")[column]) for line in lines[1:])


class TestDirectory:
    """A directory holds one bundle, and nothing of anybody else's is lost."""

    def test_another_format_takes_the_place_of_the_first(self, connection, tmp_path):
        write(connection, "template:web_analytics", tmp_path, "parquet", ", scale := 0.001")
        first = sums(tmp_path)
        (tmp_path / "events" / "mine.txt").write_text("mine")
        write(connection, "template:web_analytics", tmp_path, "sql", ", scale := 0.001")
        assert not list(tmp_path.rglob("*.parquet")) and not (tmp_path / "readers").exists()
        write(connection, "template:web_analytics", tmp_path, "parquet", ", scale := 0.001")
        assert (tmp_path / "events" / "mine.txt").read_text() == "mine"
        (tmp_path / "events" / "mine.txt").unlink()
        assert sums(tmp_path) == first

    @pytest.mark.parametrize("name", ["dim_date.csv", "config.yaml", "load.sql", "SHA256SUMS"])
    def test_what_was_changed_is_the_users(self, connection, tmp_path, name):
        write(connection, "template:saas", tmp_path, "csv")
        (tmp_path / name).write_text("mine")
        before = sums(tmp_path)
        with pytest.raises(duckdb.Error, match=f"{name}' is in the way.*|is in the way"):
            write(connection, "template:saas", tmp_path, "csv")
        assert sums(tmp_path) == before

    def test_a_config_that_was_edited_in_its_bundle_is_written_anew(self, connection, tmp_path):
        write(connection, "template:saas", tmp_path, "csv")
        config = tmp_path / "config.yaml"
        config.write_text(config.read_text() + "# mine\n")
        write(connection, str(config), tmp_path, "csv")
        assert config.read_text().endswith("# mine\n")

    def test_tables_that_are_gone_from_the_config_go(self, connection, tmp_path):
        two = "datasets:\n" + "".join(
            f"  - {{ name: {name}, output: {name}, num_rows: 3, columns: [{{ name: id, generator: {{ type: sequential_id }} }}] }}\n"
            for name in ("a", "b")
        )
        write(connection, two, tmp_path, "csv")
        write(connection, two.rsplit("\n", 2)[0] + "\n", tmp_path, "csv")
        assert not (tmp_path / "b").exists() and (tmp_path / "a" / "data.csv").exists()

    def test_sums_of_somebody_elses_make_nothing_go(self, connection, tmp_path):
        out = tmp_path / "out"
        write(connection, "template:saas", out, "csv")
        victim = tmp_path / "victim.txt"
        victim.write_text("mine")
        line = f"{hashlib.sha256(b'mine').hexdigest()}  ../victim.txt\n{hashlib.sha256(b'mine').hexdigest()}  {victim}\n"
        (out / "SHA256SUMS").write_text((out / "SHA256SUMS").read_text() + line)
        write(connection, "template:saas", out, "csv")
        assert victim.read_text() == "mine"


@pytest.mark.parametrize("kind", ["view", "table"])
@pytest.mark.parametrize("template", ["saas", "retail_analytics"])
def test_the_statements_of_plotsim_sql_run_again_and_again(connection, template, kind):
    config, scale = f"template:{template}", TEMPLATES[template]
    script = connection.execute(
        f"FROM plotsim_sql(?, schema := 'a \" b', kind := '{kind}', scale := {scale}, seed := 3)", [config]
    ).fetchall()
    for _ in range(2):
        for (statement,) in script:
            connection.execute(statement)
    for (name,) in connection.execute("SELECT name FROM plotsim_tables(?)", [config]).fetchall():
        made = rows(connection, f"plotsim_table(?, ?, scale := {scale}, seed := 3)", [config, name])
        assert rows(connection, f'"a "" b".{quoted(name)}') == made, name
    keys = connection.execute("SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY'").fetchone()
    assert (keys[0] > 0) == (kind == "table")
    noted = connection.execute(f"SELECT count(comment) FROM duckdb_{kind}s() WHERE schema_name = 'a \" b'").fetchone()
    assert noted[0] > 0


def test_views_of_a_file_work_from_everywhere(connection, tmp_path, monkeypatch):
    text = connection.execute("FROM plotsim_template('saas')").fetchone()[0]
    (tmp_path / "it's.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    script = connection.execute("FROM plotsim_sql('it''s.yaml')").fetchall()
    monkeypatch.chdir("/")
    for (statement,) in script:
        connection.execute(statement)
    assert connection.execute("SELECT count(*) FROM sim.dim_date").fetchone()[0] > 0


def test_a_full_disk_leaves_a_whole_bundle(extension, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    script = tmp_path / "script.py"
    script.write_text(
        "import duckdb, pathlib, sys\n"
        "c = duckdb.connect(config={'allow_unsigned_extensions': 'true'})\n"
        f"c.load_extension({str(extension)!r})\n"
        f"files = lambda: {{str(p): p.read_bytes() for p in pathlib.Path({str(disk)!r}).rglob('*') if p.is_file()}}\n"
        "for format in ['csv', 'jsonl', 'parquet']:\n"
        f"    c.execute(\"CALL plotsim_write('template:saas', {str(disk)!r}, format := '\" + format + \"')\")\n"
        "    before = files()\n"
        "    try:\n"
        f"        c.execute(\"CALL plotsim_write('template:saas', {str(disk)!r}, scale := 3000, format := '\" + format + \"')\")\n"
        "        sys.exit(4)\n"
        "    except duckdb.Error as error:\n"
        "        print(error)\n"
        "    if files() != before:\n"
        "        sys.exit(3)\n"
    )
    shell = f"mount -t tmpfs -o size=16m none {disk} || exit 77; exec {sys.executable} {script}"
    try:
        ran = subprocess.run(
            ["unshare", "--mount", "--map-root-user", "--user", "sh", "-c", shell], capture_output=True, text=True, timeout=300
        )
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    if ran.returncode == 77 or "unshare:" in ran.stderr:
        pytest.skip("a small file system cannot be mounted here")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("the disk is full") == 3
