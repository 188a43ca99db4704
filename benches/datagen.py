"""The datagen language against smelt-datagen, and against DuckDB's own sinks."""

import itertools
import pathlib
import shutil

from measure import command, query

NARROW = """
      - { name: id, generator: { type: sequential_id } }
      - { name: a, generator: { type: uniform_int, min: 0, max: 1000000 } }
      - { name: b, generator: { type: uniform_int, min: 0, max: 50 } }"""

WIDE = """
      - { name: id, generator: { type: sequential_id } }
      - { name: token, generator: { type: uuid } }
      - { name: parent, generator: { type: foreign_key, dataset: parents } }
      - { name: status, generator: { type: weighted_choice, values: { open: 0.6, closed: 0.3, void: 0.1 } } }
      - { name: colour, generator: { type: one_of, values: [red, green, blue, yellow] } }
      - { name: quantity, generator: { type: uniform_int, min: 0, max: 10000 } }
      - { name: share, generator: { type: uniform_float, min: 0, max: 1 } }
      - { name: price, generator: { type: log_normal, median: 2500, sigma: 1.2, max: 500000 } }
      - { name: tries, generator: { type: geometric, p: 0.3 } }
      - { name: late, generator: { type: bool, prob: 0.2 } }
      - { name: due, generator: { type: date, start: "2020-01-01", end: "2024-12-31" } }
      - { name: made, generator: { type: timestamp, start: "2024-01-01T00:00:00", end: "2024-03-31T23:59:59" } }"""
WIDE_COLUMNS = [
    "id",
    "token",
    "parent",
    "status",
    "colour",
    "quantity",
    "share",
    "price",
    "tries",
    "late",
    "due",
    "made",
]

POOLS = """
    partition: { column: day, start: "2024-01-01", days: 90 }
    entity:
      pool_ratio: 0.2
      columns:
        - { name: visitor, generator: { type: uuid } }
        - { name: country, generator: { type: weighted_choice, values: { A: 0.4, B: 0.3, C: 0.3 } } }
    columns:
      - { name: session, generator: { type: uuid } }
      - { name: platform, generator: { type: one_of, values: [web, ios, android] } }
      - { name: seconds, generator: { type: log_normal, median: 120, sigma: 1.0, max: 7200 } }"""


def config(kind, rows, root="."):
    body = {"narrow": "\n    columns:" + NARROW, "wide": "\n    columns:" + WIDE, "pools": POOLS}[kind]
    return f"""seed: 42
datasets:
  - name: parents
    output: {root}/parents
    num_rows: 1000
    columns:
      - {{ name: id, generator: {{ type: sequential_id }} }}
  - name: t
    output: {root}/t
    num_rows: {rows}{body}
"""


def scan(kind, rows):
    return f"smelt_datagen('{quoted(config(kind, rows))}', 't')"


def quoted(text):
    return text.replace("'", "''")


def checksum(source):
    return f"SELECT bit_xor(hash(COLUMNS(*))) FROM {source}"


def run(setting, report):
    report.table(
        "The datagen language, against smelt-datagen and against DuckDB's own sinks",
        ["what", "rows", "plotsim", "other", "other / plotsim", "expected"],
    )
    sizes = [1_000_000] if setting.quick else [1_000_000, 20_000_000]
    peer = setting.peers / "smelt-datagen"
    measurements = [
        against_peer(setting.v1, peer, setting.work, kind, rows)
        for kind in ("narrow", "wide", "pools")
        for rows in sizes
    ]
    measurements += [within(setting.v1, max(sizes)), sinks(setting.v1, 1_000_000 if setting.quick else 5_000_000)]
    if not setting.quick:
        measurements += [large(setting.v1), memory(setting.v1)]
    for what, rows, ours, measure, other, goal in itertools.chain(*measurements):
        report.compared(what, rows, ours, measure, other, goal)


def against_peer(extension, peer, work, kind, rows):
    shutil.rmtree(work, ignore_errors=True)
    pathlib.Path(work).mkdir(parents=True)
    path = pathlib.Path(work, "config.yaml")
    path.write_text(config(kind, rows, root=f"{work}/theirs"))
    repeat = 3 if rows <= 1_000_000 else 1
    one = command([peer, "--config", str(path), "--quiet"], repeat=repeat, RAYON_NUM_THREADS="1")
    all_cores = command([peer, "--config", str(path), "--quiet"], repeat=repeat)
    ours = query(extension, checksum(scan(kind, rows)), threads=1, repeat=3)
    yield f"{kind}: checksum scan, CPU, one thread", rows, ours, "cpu", one, "≥ 15×" if kind == "wide" else "≥ 10×"
    pathlib.Path(work, "ours.yaml").write_text(config(kind, rows))
    ours = query(extension, f"FROM plotsim_write('{work}/ours.yaml', '{work}/ours')", repeat=3)
    yield f"{kind}: Parquet on disk, wall, all cores", rows, ours, "wall", all_cores, "≥ 5×"
    shutil.rmtree(work, ignore_errors=True)


def within(extension, rows):
    source = scan("wide", rows)
    whole = query(extension, checksum(source), threads=1)
    for column in ("quantity", "token"):
        one = query(extension, f"SELECT bit_xor(hash({column})) FROM {source}", threads=1)
        yield f"wide: {column} alone against all twelve, CPU", rows, one, "cpu", whole, "≥ 5×"
    lists = {}
    for size in (10, 20_000):
        names = ", ".join(f"name{index}" for index in range(size))
        text = f"datasets: [{{ name: t, output: t, num_rows: {rows}, columns: [{{ name: n, generator: {{ type: one_of, values: [{names}] }} }}] }}]"
        lists[size] = query(extension, f"SELECT max(n) FROM smelt_datagen('{{{text}}}', 't')", threads=1)
    yield "20,000 names against 10, CPU", rows, lists[20_000], "cpu", lists[10], "≥ 0.67×"


def large(extension):
    rows = 5_000_000_000
    source = scan("narrow", rows)
    goals = [
        ("SELECT count(*)", "", "< 20 ms"),
        ("SELECT *", "LIMIT 10", "< 50 ms"),
        ("SELECT *", f"LIMIT 10 OFFSET {rows - 10}", "< 2 s"),
    ]
    for select, rest, goal in goals:
        repeat = 1 if "OFFSET" in rest else 3
        yield (
            f"{select} {rest}".strip(),
            rows,
            query(extension, f"{select} FROM {source} {rest}", repeat=repeat),
            "wall",
            None,
            goal,
        )


def memory(extension):
    for rows in (20_000_000, 200_000_000):
        yield (
            "narrow: checksum scan, memory",
            rows,
            query(extension, checksum(scan("narrow", rows)), repeat=1),
            "mb",
            None,
            "< 300 MB",
        )
    pools = scan("pools", 100_000_000)
    alone = query(extension, f"SELECT bit_xor(hash(session)) FROM {pools}", repeat=1)
    yield "20 M entities, not projected, memory", 100_000_000, alone, "mb", None, "< 300 MB"
    yield (
        "20 M entities, projected, memory",
        100_000_000,
        query(extension, checksum(pools), repeat=1),
        "mb",
        None,
        "< 1 GB",
    )


def sinks(extension, rows):
    for kind in ("narrow", "wide"):
        for ordered in (True, False):
            create = "CREATE OR REPLACE TABLE u AS FROM "
            limit = query(
                extension,
                create + "m",
                ordered=ordered,
                before=[f"CREATE TABLE m AS FROM {scan(kind, rows)}"],
                each=["DROP TABLE IF EXISTS u"],
            )
            ours = query(extension, create + scan(kind, rows), ordered=ordered, each=["DROP TABLE IF EXISTS u"])
            order = "in order" if ordered else "any order"
            yield (
                f"{kind}: CREATE TABLE AS, {order}, against a table in memory, wall",
                rows,
                ours,
                "wall",
                limit,
                "≥ 0.83×",
            )
