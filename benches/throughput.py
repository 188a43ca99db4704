"""Rows a second of a table like TPC-H's orders, by all who can make one, against what the sink itself takes.

Everyone writes one Parquet file with Snappy, taking turns, on all cores. The sink's limit is DuckDB's COPY of an equal table in
memory. Python's makers are slow, so they make few rows, and their figures are those of a row.
"""

import contextlib
import shutil
import subprocess

from measure import Failed, Worker, run_program, turns
from report import seconds

# Nine columns as wide as those of TPC-H's orders: keys, a code, an amount, a day, three texts, a number.
CONFIG = """seed: 42
types: native
datasets:
  - name: customers
    output: {root}/customers
    num_rows: 150000
    columns:
      - {{ name: c_custkey, generator: {{ type: sequential_id }} }}
  - name: orders
    output: {root}/orders
    num_rows: {rows}
    columns:
      - {{ name: o_orderkey, generator: {{ type: sequential_id }} }}
      - {{ name: o_custkey, generator: {{ type: foreign_key, dataset: customers }} }}
      - {{ name: o_orderstatus, generator: {{ type: weighted_choice, values: {{ O: 0.49, F: 0.49, P: 0.02 }} }} }}
      - {{ name: o_totalprice, generator: {{ type: uniform_float, min: 850, max: 560000 }} }}
      - {{ name: o_orderdate, generator: {{ type: date, start: "1992-01-01", end: "1998-08-03" }} }}
      - {{ name: o_orderpriority, generator: {{ type: one_of, values: [1-URGENT, 2-HIGH, 3-MEDIUM, 4-NOT SPECIFIED, 5-LOW] }} }}
      - {{ name: o_clerk, generator: {{ type: uuid }} }}
      - {{ name: o_shippriority, generator: {{ type: uniform_int, min: 0, max: 5 }} }}
      - {{ name: o_comment, generator: {{ type: string_pattern, template: "{{uuid}}" }} }}
"""

# The same columns in plain SQL, from random() and from hashes of the row number.
RANDOM = """SELECT i AS o_orderkey, (random() * 150000)::BIGINT AS o_custkey, ['O', 'F', 'P'][1 + (random() * 2.04)::INT] AS o_orderstatus,
    850 + random() * 559150 AS o_totalprice, DATE '1992-01-01' + (random() * 2405)::INT AS o_orderdate,
    ['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'][1 + (random() * 4)::INT] AS o_orderpriority, uuid() AS o_clerk,
    (random() * 5)::BIGINT AS o_shippriority, uuid()::VARCHAR AS o_comment FROM range({rows}) r(i)"""
HASHED = """SELECT i AS o_orderkey, hash(i, 1) % 150000 AS o_custkey, ['O', 'F', 'P'][1 + (hash(i, 2) % 3)::INT] AS o_orderstatus,
    850 + hash(i, 3) % 55915000 / 100 AS o_totalprice, DATE '1992-01-01' + (hash(i, 4) % 2405)::INT AS o_orderdate,
    ['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'][1 + (hash(i, 5) % 5)::INT] AS o_orderpriority, md5('c' || i) AS o_clerk,
    hash(i, 6) % 5 AS o_shippriority, md5(i::VARCHAR) AS o_comment FROM range({rows}) r(i)"""

FAKER = """
import sys, random, uuid, pandas
from faker import Faker
rows, target = int(sys.argv[1]), sys.argv[2]
fake = Faker(); Faker.seed(42); random.seed(42)
pandas.DataFrame({
    "o_orderkey": range(rows), "o_custkey": [random.randrange(150000) for _ in range(rows)],
    "o_orderstatus": [random.choice("OFP") for _ in range(rows)], "o_totalprice": [random.uniform(850, 560000) for _ in range(rows)],
    "o_orderdate": [fake.date_between("-7y") for _ in range(rows)],
    "o_orderpriority": [fake.random_element(("1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW")) for _ in range(rows)],
    "o_clerk": [fake.uuid4() for _ in range(rows)], "o_shippriority": [random.randrange(5) for _ in range(rows)],
    "o_comment": [fake.sentence() for _ in range(rows)],
}).to_parquet(target)
"""

# plotsim has no table of rows, so its own kind stands in: one value of an entity and period is a row of eight metrics.
PANEL = (
    """about: Orders as a panel
unit: customer
window: {start: "2023-01", end: "2024-12", every: monthly}
seed: 5
metrics:
"""
    + "".join(f"  - {{name: m{index}, type: score, polarity: positive}}\n" for index in range(8))
    + """segments:
  - {name: all, count: 200, archetype: growth}
facts:
  - name: fct_month
    columns:
      - {name: date_key, type: ref.dim_date}
      - {name: customer_id, type: ref.dim_customer}
"""
    + "".join(f"      - {{name: m{index}, type: metric.m{index}}}\n" for index in range(8))
    + """dimensions:
  - name: dim_customer
    columns:
      - {name: customer_id, type: id}
"""
)
TPCH_ORDERS = 1_500_000
OURS = "plotsim for DuckDB, in order"
LIMIT, LIMIT_2 = (f"the sink's limit: DuckDB {version} copies an equal table" for version in ("1.5.6", "2.0.0"))


def quoted(text):
    return text.replace("'", "''")


def run(setting, report):
    work = setting.emptied()
    rows = 1_000_000 if setting.quick else 10_000_000
    rounds = 3
    config = quoted(CONFIG.format(rows=rows, root="."))
    source = f"smelt_datagen('{config}', 'orders')"

    def copy(worker, what):
        return lambda: worker.run(f"COPY (FROM {what}) TO '{work}/out.parquet' (FORMAT parquet, COMPRESSION snappy)")

    path = work / "theirs.yaml"
    path.write_text(CONFIG.format(rows=rows, root=work / "theirs").replace("types: native\n", ""))
    (work / "panel.yaml").write_text(PANEL)
    factor = rows / TPCH_ORDERS
    few, panel = (2_000 if setting.quick else 20_000), 200 * 24
    peers = setting.peers
    smelt = [peers / "smelt-datagen", "--config", path, "--quiet"]
    tpch = [
        peers / "tpchgen-cli",
        "parquet",
        "-s",
        f"{factor:.6f}",
        "--tables",
        "orders",
        "--output-dir",
        work / "tpch",
        "--overwrite",
    ]
    faker = [peers / "python", "-c", FAKER, few, work / "faker.parquet"]
    plotsim = [peers / "plotsim", "run", work / "panel.yaml", "-o", work / "plotsim", "--quiet"]
    # For each: its rows, how it is run, and whose wall time is the limit of its sink.
    makers = {}
    with contextlib.ExitStack() as stack:
        keep = [f"CREATE TABLE equal AS FROM {source}"]
        v1, loose = (stack.enter_context(Worker(setting.v1, ordered=ordered)) for ordered in (True, False))
        table = stack.enter_context(Worker(setting.v1, before=keep))
        workers = [
            (LIMIT, table, "equal", LIMIT),
            (OURS, v1, source, LIMIT),
            ("plotsim for DuckDB, any order", loose, source, LIMIT),
            ("SQL: range() and random(), uuid()", table, f"({RANDOM.format(rows=rows)})", LIMIT),
            ("SQL: range(), hash() and md5()", table, f"({HASHED.format(rows=rows)})", LIMIT),
        ]
        if setting.python2:
            v2 = stack.enter_context(Worker(setting.v2, python=setting.python2))
            table2 = stack.enter_context(Worker(setting.v2, python=setting.python2, before=keep))
            workers[3:3] = [
                (LIMIT_2, table2, "equal", LIMIT_2),
                ("plotsim for DuckDB, v2, in order", v2, source, LIMIT_2),
            ]
        for name, worker, what, limit in workers:
            makers[name] = (rows, copy(worker, what), limit)
        try:
            table.run("INSTALL tpch")
            table.run("LOAD tpch")
            generate = f"CALL dbgen(sf := {factor})"
            drop = [
                f"DROP TABLE IF EXISTS {name}"
                for name in "lineitem orders customer part partsupp supplier nation region".split()
            ]
            makers["DuckDB's dbgen(), all tables into DuckDB"] = (
                int(factor * 8_660_000),
                lambda: table.run(generate, drop),
                LIMIT,
            )
        except Failed as error:
            refused = {"DuckDB's dbgen()": f"INSTALL tpch: {str(error).splitlines()[0]}"}
        else:
            refused = {}
        makers["tpchgen-cli, orders"] = (int(factor * TPCH_ORDERS), lambda: run_program(tpch), LIMIT)
        makers["smelt-datagen"] = (rows, lambda: run_program(smelt), LIMIT)
        makers[f"Faker and pandas, {few:,} rows"] = (few, lambda: run_program(faker), LIMIT)
        makers[f"plotsim in Python, {panel:,} rows, CSV"] = (panel, lambda: run_program(plotsim), LIMIT)
        usable = {}
        for name, (size, maker, limit) in makers.items():
            try:
                maker()  # also warms up
                usable[name] = (size, maker, limit)
            except (Failed, OSError, subprocess.CalledProcessError) as error:
                said = getattr(error, "stderr", b"") or str(error).encode()
                refused[name] = said.decode(errors="replace").strip().split("\n")[-1][:160]
        found = turns({name: maker for name, (_, maker, _) in usable.items()}, rounds)
    report.table(
        f"A table like TPC-H's orders, nine columns, {rows:,} rows to a Parquet file on all cores",
        [
            "who",
            "rows/s",
            "CPU ns/row",
            "wall",
            "CPU per row / ours",
            "wall per row / ours",
            "wall per row / sink's limit",
        ],
    )
    each = {name: {kind: result[kind] / usable[name][0] for kind in ("wall", "cpu")} for name, result in found.items()}
    for name, result in found.items():
        mine = each[name]
        report.row(
            name,
            f"{1 / mine['wall']:,.0f}",
            f"{mine['cpu'] * 1e9:,.0f}",
            seconds(result["wall"]),
            f"{mine['cpu'] / each[OURS]['cpu']:.2f}×",
            f"{mine['wall'] / each[OURS]['wall']:.2f}×",
            f"{mine['wall'] / each[usable[name][2]]['wall']:.2f}×",
            raw={"rows": usable[name][0], **result},
        )
    for name, reason in refused.items():
        report.row(name, "not measured", "", "", "", "", "", raw={"reason": reason})
    for name, reason in refused.items():
        report.line(f"\n{name}: {reason}")
    report.line(
        "\nOurs is the stable file, in order. The limit of v2 is DuckDB 2.0.0's. Faker's and plotsim's rows are few and their figures include the start of Python: they are per row of so many."
    )
    scans(setting, report, source, rows)
    shutil.rmtree(work, ignore_errors=True)


def scans(setting, report, source, rows):
    """The same without a sink: every column read by a checksum, on one thread."""
    checksum = "SELECT bit_xor(hash(COLUMNS(*))) FROM {}"
    with Worker(setting.v1, threads=1, before=[f"CREATE TABLE equal AS FROM {source}"]) as worker:
        sources = {
            "a table in memory: the limit": "equal",
            "plotsim for DuckDB": source,
            "SQL: range() and random(), uuid()": f"({RANDOM.format(rows=rows)})",
            "SQL: range(), hash() and md5()": f"({HASHED.format(rows=rows)})",
        }
        found = turns({name: (lambda what=what: worker.run(checksum.format(what))) for name, what in sources.items()})
    report.table(
        f"The same {rows:,} rows without a sink: checksum over all columns, one thread",
        ["who", "CPU ns/row", "wall", "CPU / ours", "CPU / limit"],
    )
    first, ours = (found[name]["cpu"] for name in list(found)[:2])
    for name, result in found.items():
        report.row(
            name,
            f"{result['cpu'] / rows * 1e9:,.0f}",
            seconds(result["wall"]),
            f"{result['cpu'] / ours:.2f}×",
            f"{result['cpu'] / first:.2f}×",
            raw=result,
        )
