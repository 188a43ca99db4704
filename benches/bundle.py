"""What writing a bundle costs; `run.py --only bundle` runs it.

A config of 50,000 entities × 106 weeks × 3 metrics is written as a bundle, and against it DuckDB's own COPY of equal
tables that are in memory already, both as Parquet with Snappy on two threads, taking turns. The documents of the bundle are
also timed alone, as `format := 'sql'` writes nothing else.
"""

import shutil

from datagen import quoted
from measure import Worker, turns
from report import seconds

CONFIG = """
about: Meters
unit: meter
window: ["2022-01-03", "2024-01-08", "weekly"]
seed: 7
facts: wide
metrics:
  - {{ name: load, type: score, polarity: positive }}
  - {{ name: spend, type: amount, polarity: positive, range: [10, 120] }}
  - {{ name: faults, type: count, polarity: negative, follows: load, delay: 2 }}
segments:
  - {{ name: rising, count: {half}, archetype: growth }}
  - {{ name: falling, count: {half}, archetype: decline }}
"""
COPY, PARQUET, DOCUMENTS = "DuckDB's COPY of equal tables in memory", "the bundle as parquet", "its documents alone"


def run(setting, report):
    work = setting.emptied()
    entities = 10_000 if setting.quick else 50_000
    config = quoted(CONFIG.format(half=entities // 2))
    with Worker(setting.v1) as worker:
        tables = [name for (name,) in worker.rows(f"SELECT name FROM plotsim_tables('{config}')")]
        for name in tables:
            worker.run(f"CREATE TABLE {name} AS FROM plotsim_table('{config}', '{name}')")
        rows = sum(worker.rows(f"SELECT count(*) FROM {name}")[0][0] for name in tables)

        def copy():
            runs = [
                worker.run(f"COPY {name} TO '{work}/{name}.parquet' (FORMAT parquet, COMPRESSION snappy)")
                for name in tables
            ]
            return {
                "wall": sum(one["wall"] for one in runs),
                "cpu": sum(one["cpu"] for one in runs),
                "mb": max(one["mb"] for one in runs),
            }

        def write(format):
            shutil.rmtree(work / "out", ignore_errors=True)
            return worker.run(f"CALL plotsim_write('{config}', '{work}/out', format := '{format}')")

        found = turns(
            {
                COPY: copy,
                PARQUET: lambda: write("parquet"),
                "the bundle as csv": lambda: write("csv"),
                "the bundle as jsonl": lambda: write("jsonl"),
                DOCUMENTS: lambda: write("sql"),
            }
        )
    report.table(
        f"A bundle of {entities:,} entities × 106 weeks × 3 metrics, {rows:,} rows, 2 threads",
        ["what", "wall", "CPU ns/row", "speed / COPY"],
    )
    for what, result in found.items():
        report.row(
            what,
            seconds(result["wall"]),
            f"{result['cpu'] / rows * 1e9:.0f}",
            f"{found[COPY]['wall'] / result['wall']:.2f}×",
            raw=result,
        )
    report.goal(
        "bundle as Parquet, speed / COPY of equal tables, wall",
        found[COPY]["wall"] / found[PARQUET]["wall"],
        (0.8,),
        "×",
    )
    alone = found[PARQUET]["wall"] - found[DOCUMENTS]["wall"]
    report.goal("the same without its documents", found[COPY]["wall"] / alone, (0.8,), "×")
    shutil.rmtree(work, ignore_errors=True)
