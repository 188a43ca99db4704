"""What writing a bundle costs: `python benches/bundle.py EXTENSION [--entities N] [--rounds N]`.

A config of 50,000 entities × 106 weeks × 3 metrics is written as a bundle, and against it DuckDB's own COPY of equal
tables that are in memory already, both as Parquet with Snappy on two threads, taking turns. The best of the rounds counts, of
each. The documents of the bundle are also timed alone, as `format := 'sql'` writes nothing else.
"""

import argparse
import pathlib
import shutil
import tempfile
import time

import duckdb

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


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("extension")
    parser.add_argument("--entities", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    db = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    db.load_extension(options.extension)
    db.execute("SET threads = 2")
    config = CONFIG.format(half=options.entities // 2)
    tables = [name for (name,) in db.execute("SELECT name FROM plotsim_tables(?)", [config]).fetchall()]
    for name in tables:
        db.execute(f"CREATE TABLE {name} AS FROM plotsim_table(?, '{name}')", [config])
        rows = db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        print(f"{name}: {rows:,} rows")
    periods = db.execute("SELECT count(*) FROM dim_date").fetchone()[0]
    print(f"{options.entities:,} entities, {periods} weeks, DuckDB {duckdb.__version__}")
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)

        def copy():
            for name in tables:
                db.execute(f"COPY {name} TO '{place}/{name}.parquet' (FORMAT parquet, COMPRESSION snappy)")

        def write(format):
            shutil.rmtree(place / "out", ignore_errors=True)
            db.execute(f"CALL plotsim_write(?, '{place}/out', format := '{format}')", [config])

        best = {}
        for _ in range(options.rounds):
            for what, work in [
                ("DuckDB's COPY of tables in memory", copy),
                ("the bundle as parquet", lambda: write("parquet")),
                ("the bundle as csv", lambda: write("csv")),
                ("the bundle as jsonl", lambda: write("jsonl")),
                ("the documents alone", lambda: write("sql")),
            ]:
                best[what] = min(best.get(what, float("inf")), timed(work))
        for what, seconds in best.items():
            print(f"{what}: {seconds:.3f} s")
        copied, written, documents = (best[what] for what in [*best][:2] + ["the documents alone"])
        print(f"the bundle at {copied / written:.2f}× the speed of COPY")
        print(f"its tables alone at {copied / (written - documents):.2f}×")


if __name__ == "__main__":
    main()
