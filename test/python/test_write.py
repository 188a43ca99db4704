"""plotsim_write in real DuckDBs: what it writes, when it writes, and where it must not."""

import hashlib
import os
import pathlib
import subprocess
import sys
import threading
import time

import duckdb
import pytest

SHOP = """
seed: 7
datasets:
  - name: customers
    output: people/customers
    num_rows: 150000
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: key, generator: { type: uuid } }
      - { name: tier, generator: { type: weighted_choice, values: { none: 0.8, gold: 0.2 } } }
      - { name: born, generator: { type: optional, prob: 0.7, inner: { type: date, start: "1950-01-01", end: "2000-01-01" } } }
      - { name: tags, generator: { type: json_object, fields: { n: { type: uniform_int, min: 0, max: 9 } } } }
  - name: orders
    output: orders
    num_rows: 1003
    partition: { column: day, start: "2024-02-26", days: 7 }
    columns:
      - { name: id, generator: { type: sequential_id } }
      - { name: customer, generator: { type: foreign_key, dataset: customers } }
      - { name: total, generator: { type: uniform_float, min: 1, max: 99 } }
      - { name: paid, generator: { type: bool, prob: 0.9 } }
"""
NATIVE = "types: native\n" + SHOP
WRITE = "CALL plotsim_write(?, ?)"


def small(output="t", rows=10, more=""):
    columns = "[{ name: id, generator: { type: sequential_id } }]"
    return f"datasets:\n  - {{ name: t, output: '{output}', num_rows: {rows}, columns: {columns}{more} }}\n"


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


# What a bundle holds beside its tables.
DOCUMENTS = {"SHA256SUMS", "config.yaml", "load.sql", "manifest.json", "report.html", "schema.sql", "validation_report.txt"}


def everything(directory):
    return sorted(str(path.relative_to(directory)) for path in pathlib.Path(directory).rglob("*") if not path.is_dir())


def files(directory):
    return [name for name in everything(directory) if pathlib.Path(name).name not in DOCUMENTS]


def sums(directory):
    return {name: hashlib.sha256((directory / name).read_bytes()).hexdigest() for name in everything(directory)}


def refusal(connection, config, directory):
    with pytest.raises(duckdb.Error) as refused:
        connection.execute(WRITE, [config, str(directory)])
    return str(refused.value)


@pytest.mark.parametrize("config", [SHOP, NATIVE], ids=["text", "native"])
def test_the_files_hold_the_rows_of_the_datasets(connection, tmp_path, config):
    connection.execute(WRITE, [config, str(tmp_path)])
    for dataset, glob in [("customers", "people/customers/*.parquet"), ("orders", "orders/*/*.parquet")]:
        written = f"read_parquet('{tmp_path}/{glob}', hive_partitioning = false)"
        made = connection.execute("FROM smelt_datagen(?, ?)", [config, dataset])
        schema, rows = made.description, made.fetchall()
        read = connection.execute(f"FROM {written}")
        assert [(name, str(kind)) for name, kind, *_ in read.description] == [
            (name, str(kind)) for name, kind, *_ in schema
        ]
        # In order: each file's rows, file after file.
        assert read.fetchall() == rows


def test_hive_directories_are_what_duckdb_expects(connection, tmp_path):
    connection.execute(WRITE, [SHOP, str(tmp_path)])
    query = f"SELECT day, count(*) FROM read_parquet('{tmp_path}/orders/**/*.parquet') GROUP BY day ORDER BY day"
    days = connection.execute(query).fetchall()
    # 1003 rows over 7 days, none dropped: the first two days get one more.
    assert [rows for _, rows in days] == [144, 144, 143, 143, 143, 143, 143]
    assert (str(days[0][0]), str(days[3][0])) == ("2024-02-26", "2024-02-29")


def test_every_file_is_told_of_with_its_sum(connection, tmp_path):
    rows = connection.execute(f"CALL plotsim_write($config, '{tmp_path}')", {"config": SHOP}).fetchall()
    documents = [row for row in rows if row[0] is None]
    assert [row[0] for row in rows] == ["customers"] + ["orders"] * 7 + [None] * len(documents)
    for table, path, count, size, digest in rows:
        content = pathlib.Path(path).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (size, digest)
        if table is not None:
            assert connection.execute("SELECT count(*) FROM read_parquet(?)", [path]).fetchone() == (count,)
    assert len(files(tmp_path)) == 8
    assert {pathlib.Path(row[1]).name for row in documents} == set(everything(tmp_path)) - set(files(tmp_path))
    assert all(row[2] is None for row in documents) and documents[-1][1] == str(tmp_path / "SHA256SUMS")


def test_the_bytes_do_not_depend_on_threads(connection, tmp_path):
    for threads in (1, 2, 8):
        connection.execute(f"SET threads = {threads}")
        connection.execute(WRITE, [SHOP, str(tmp_path / str(threads))])
    assert sums(tmp_path / "1") == sums(tmp_path / "2") == sums(tmp_path / "8")
    connection.execute("CALL plotsim_write(?, ?, seed := 8)", [SHOP, str(tmp_path / "other")])
    one, other = sums(tmp_path / "1"), sums(tmp_path / "other")
    assert one.keys() == other.keys()
    assert not {one[name] for name in files(tmp_path / "1")} & set(other.values())


@pytest.mark.parametrize("scale", ["scale", "scale_factor"])
def test_scale_multiplies_the_rows(connection, tmp_path, scale):
    rows = connection.execute(f"SELECT sum(rows) FROM plotsim_write(?, ?, {scale} := 0.1)", [SHOP, str(tmp_path)])
    assert rows.fetchone() == (15_000 + 100,)


def test_nothing_is_written_before_it_is_run(connection, tmp_path):
    out = tmp_path / "out"
    call = f"plotsim_write({quoted(small())}, '{out}')"
    connection.execute(f"EXPLAIN FROM {call}").fetchall()
    connection.execute(f"DESCRIBE FROM {call}").fetchall()
    connection.execute(f"CREATE VIEW written AS FROM {call}")
    connection.execute(f"PREPARE later AS FROM {call}")
    connection.execute(f"FROM {call} LIMIT 0").fetchall()
    assert not out.exists()
    connection.execute("EXECUTE later").fetchall()
    assert files(out) == ["t/data.parquet"]


def test_the_result_of_a_call_need_not_be_fetched(connection, tmp_path):
    connection.execute(WRITE, [small(more=", partition: { column: day, start: '2020-01-01', days: 500 }"), str(tmp_path)])
    assert len(files(tmp_path)) == 500


@pytest.mark.parametrize("query", ["SELECT count(*) FROM {}", "SELECT max(sha256) FROM {}", "SELECT rows FROM {}"])
def test_columns_that_are_not_asked_for_do_not_matter(connection, tmp_path, query):
    out = tmp_path / "out"
    connection.execute(query.format(f"plotsim_write({quoted(small())}, '{out}')")).fetchall()
    assert files(out) == ["t/data.parquet"]


@pytest.mark.parametrize(
    "query, told",
    [
        ("SELECT path FROM {} LIMIT 1", None),
        ("SELECT EXISTS (FROM {})", [(True,)]),
        ("SELECT path FROM {} WHERE rows > 100000 LIMIT 1", None),
        ("SELECT rows FROM {} LIMIT 1", [(150_000,)]),
    ],
)
def test_a_query_that_stops_early_finds_everything_written(connection, tmp_path, query, told):
    out = tmp_path / "out"
    found = connection.execute(query.format(f"plotsim_write({quoted(SHOP)}, '{out}')")).fetchall()
    if told is not None:
        assert found == told
    else:
        assert pathlib.Path(found[0][0]).is_file()
    assert len(files(out)) == 8 and not (out / ".plotsim-write").exists()


def test_files_are_in_their_places_with_the_first_row(connection, tmp_path):
    stream = connection.execute(f"FROM plotsim_write({quoted(SHOP)}, '{tmp_path}')")
    assert pathlib.Path(stream.fetchone()[1]).is_file()
    assert len(files(tmp_path)) == 8


def test_a_later_run_replaces_an_earlier_one(connection, tmp_path):
    def days(number):
        return small(more=f", partition: {{ column: day, start: '2020-01-01', days: {number} }}")

    connection.execute(WRITE, [days(5), str(tmp_path)])
    (tmp_path / "t" / "mine.txt").write_text("mine")
    connection.execute(WRITE, [days(2), str(tmp_path)])
    assert files(tmp_path) == ["t/day=2020-01-01/data.parquet", "t/day=2020-01-02/data.parquet", "t/mine.txt"]
    connection.execute(f"COPY (SELECT 1 AS id) TO '{tmp_path}/t/day=2020-01-02/data.parquet' (FORMAT parquet)")
    before = sums(tmp_path)
    assert "was not written by plotsim" in refusal(connection, days(2), tmp_path)
    assert sums(tmp_path) == before


@pytest.mark.parametrize("output", ["/tmp/elsewhere", "../up", "a/../../up", "a\\\\b", ""])
def test_outputs_stay_inside_the_directory(connection, tmp_path, output):
    config = small(output)
    message = refusal(connection, config, tmp_path / "out")
    assert "<inline>:2:" in message and "datasets[0].output" in message and "not a path inside" in message
    assert list(tmp_path.iterdir()) == []
    # To a query it does not matter where the rows would be written.
    assert connection.execute("SELECT count(*) FROM smelt_datagen(?, 't')", [config]).fetchone() == (10,)
    found = connection.execute("SELECT severity, code, line FROM plotsim_validate(?)", [config]).fetchall()
    assert found == [("warning", "output-outside", 2)]


def test_datasets_do_not_share_an_output(connection, tmp_path):
    config = tmp_path / "shop.yaml"
    config.write_text(small() + small("./t/").split("\n", 1)[1].replace("name: t", "name: u"))
    message = refusal(connection, str(config), tmp_path)
    assert f"{config}:3:" in message and "output of another dataset" in message


def test_links_that_lead_out_are_refused_where_the_config_says_so(connection, tmp_path):
    out, outside = tmp_path / "out", tmp_path / "outside"
    out.mkdir()
    outside.mkdir()
    (out / "t").symlink_to(outside)
    message = refusal(connection, small(), out)
    assert "<inline>:2:" in message and "symbolic link" in message
    assert files(outside) == []


@pytest.mark.parametrize("url", ["s3://bucket/out", "https://host/out", "gcs://bucket", "az://container/out"])
def test_remote_targets_are_for_copy(connection, url):
    assert "COPY" in refusal(connection, small(), url)


def test_the_home_directory_is_the_one_duckdb_knows(connection, tmp_path):
    connection.execute(f"SET home_directory = '{tmp_path}'")
    rows = connection.execute(WRITE, [small(), "~/out"]).fetchall()
    assert rows[0][1] == f"{tmp_path}/out/t/data.parquet" and files(tmp_path) == ["out/t/data.parquet"]


class TestSandbox:
    """The settings that keep COPY from writing keep plotsim_write from it too."""

    def test_without_external_access_nothing_is_written(self, connection, tmp_path):
        connection.execute("SET enable_external_access = false")
        message = refusal(connection, small(), tmp_path / "out")
        assert "may not write" in message and "disabled" in message
        assert list(tmp_path.iterdir()) == []

    def test_allowed_directories_are_allowed_and_no_others(self, connection, tmp_path):
        connection.execute(f"SET allowed_directories = ['{tmp_path}/allowed']")
        connection.execute("SET enable_external_access = false")
        connection.execute(WRITE, [small(), f"{tmp_path}/allowed/out"])
        assert files(tmp_path) == ["allowed/out/t/data.parquet"]
        for other in ["", "other", "allowed/../other", "allowed2", "allowed/out/../../other"]:
            assert "may not write" in refusal(connection, small(), f"{tmp_path}/{other}"), other
        assert files(tmp_path) == ["allowed/out/t/data.parquet"]

    def test_a_path_that_is_allowed_is_no_directory(self, connection, tmp_path):
        connection.execute(f"SET allowed_paths = ['{tmp_path}/out']")
        connection.execute("SET enable_external_access = false")
        assert "may not write" in refusal(connection, small(), tmp_path / "out")

    def test_a_file_system_can_be_disabled(self, connection, tmp_path):
        connection.execute("SET disabled_filesystems = 'LocalFileSystem'")
        assert "may not write" in refusal(connection, small(), tmp_path / "out")

    def test_a_prepared_write_is_asked_about_again(self, connection, tmp_path):
        connection.execute(f"PREPARE later AS FROM plotsim_write({quoted(small())}, '{tmp_path}/out')")
        connection.execute("SET enable_external_access = false")
        with pytest.raises(duckdb.Error, match="may not write|disabled"):
            connection.execute("EXECUTE later").fetchall()
        assert list(tmp_path.iterdir()) == []


def test_an_interrupt_while_it_writes_comes_too_late(connection, tmp_path):
    config = small(rows=3_000_000, more=", partition: { column: day, start: '1900-01-01', days: 30 }")
    threading.Timer(0.3, connection.interrupt).start()
    try:
        connection.execute(WRITE, [config, str(tmp_path / "out")])
    except duckdb.Error as error:
        assert "interrupt" in str(error).lower()
    assert len(files(tmp_path / "out")) == 30 and not (tmp_path / "out" / ".plotsim-write").exists()


@pytest.mark.parametrize("link", ["", "new", "old", "gone", "old/t"])
def test_links_in_place_of_unfinished_work_lead_nowhere(connection, tmp_path, link):
    out, victim = tmp_path / "out", tmp_path / "victim"
    for name in ["new/dear", "old/t/data.parquet", "gone/dear", "dear", "t/data.parquet"]:
        (victim / name).parent.mkdir(parents=True, exist_ok=True)
        (victim / name).write_text("dear")
    before = sums(victim)
    place = out / ".plotsim-write" / link if link else out / ".plotsim-write"
    place.parent.mkdir(parents=True)
    place.symlink_to(victim)
    assert "is in the way" in refusal(connection, small(), out)
    assert sums(victim) == before
    assert place.is_symlink() and files(out) == everything(out)
    place.unlink()
    connection.execute(WRITE, [small(), str(out)])
    assert "t/data.parquet" in files(out) and sums(victim) == before


def test_a_run_that_is_killed_is_tidied_up_by_the_next(connection, extension, tmp_path):
    config = small(rows=20_000_000_000, more=", partition: { column: day, start: '1900-01-01', days: 10000 }")
    script = (
        "import duckdb; c = duckdb.connect(config={'allow_unsigned_extensions': 'true'});"
        f"c.load_extension({str(extension)!r}); c.execute({WRITE!r}, [{config!r}, {str(tmp_path)!r}])"
    )
    process = subprocess.Popen([sys.executable, "-c", script])
    try:
        deadline = time.monotonic() + 60
        while not files(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert "another plotsim_write" in refusal(connection, small(), tmp_path)
    finally:
        process.kill()
        process.wait()
    assert files(tmp_path) != []
    connection.execute(WRITE, [small(), str(tmp_path)])
    assert files(tmp_path) == ["t/data.parquet"]


def test_a_full_disk_leaves_the_old_files(connection, extension, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    script = tmp_path / "script.py"
    script.write_text(
        "import duckdb, hashlib, pathlib, sys\n"
        "c = duckdb.connect(config={'allow_unsigned_extensions': 'true'})\n"
        f"c.load_extension({str(extension)!r})\n"
        f"c.execute({WRITE!r}, [{small()!r}, {str(disk)!r}])\n"
        f"files = lambda: {{str(p): p.read_bytes() for p in pathlib.Path({str(disk)!r}).rglob('*') if p.is_file()}}\n"
        "before = files()\n"
        "try:\n"
        f"    c.execute({WRITE!r}, [{small(rows=5_000_000)!r}, {str(disk)!r}])\n"
        "except duckdb.Error as error:\n"
        "    print(error)\n"
        "sys.exit(0 if files() == before and len(before) > 1 else 3)\n"
    )
    mount = ["unshare", "--mount", "--map-root-user", "--user"] if os.geteuid() else ["unshare", "--mount"]
    shell = f"mount -t tmpfs -o size=2m none {disk} || exit 77; exec {sys.executable} {script}"
    try:
        ran = subprocess.run([*mount, "sh", "-c", shell], capture_output=True, text=True, timeout=120)
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    if ran.returncode == 77 or "unshare:" in ran.stderr:
        pytest.skip("a small file system cannot be mounted here")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "the disk is full" in ran.stdout and "data.parquet" in ran.stdout


def test_a_file_where_a_directory_is_wanted(connection, tmp_path):
    (tmp_path / "out").write_text("mine")
    assert "is a file" in refusal(connection, small(), tmp_path / "out")
    assert "is a file" in refusal(connection, small(), tmp_path / "out" / "below")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_without_permission(connection, tmp_path):
    tmp_path.chmod(0o500)
    try:
        assert "permission denied" in refusal(connection, small(), tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


def test_a_read_only_database_can_write_files(connect, tmp_path):
    path = tmp_path / "empty.duckdb"
    duckdb.connect(str(path)).close()
    connect(path, read_only=True).execute(WRITE, [small(), str(tmp_path / "out")])
    assert files(tmp_path / "out") == ["t/data.parquet"]


def test_both_arguments_are_needed(connection, tmp_path):
    with pytest.raises(duckdb.Error, match="directory must not be NULL"):
        connection.execute("FROM plotsim_write(?, NULL)", [small()])
    assert "must not be empty" in refusal(connection, small(), "")
