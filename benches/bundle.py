"""What writing a bundle costs: `python benches/bundle.py EXTENSION [--entities N] [--rounds N]`.

A config of 50,000 entities × 106 weeks × 3 metrics is written as a bundle, and against it DuckDB's own COPY of equal
tables that are in memory already, both as Parquet with Snappy on two threads, taking turns. The best of the rounds counts, of
each. Documents are made after the tables, so the tables alone take until the last data file was written to.
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
            """Seconds until the tables and until the whole bundle is there."""
            shutil.rmtree(place / "out", ignore_errors=True)
            start = time.time()
            db.execute(f"CALL plotsim_write(?, '{place}/out', format := '{format}')", [config])
            whole = time.time() - start
            return max(path.stat().st_mtime for path in (place / "out").glob(f"*.{format}")) - start, whole

        best = {}

        def note(what, seconds):
            best[what] = min(best.get(what, float("inf")), seconds)

        for _ in range(options.rounds):
            note("DuckDB's COPY of tables in memory", timed(copy))
            for format in ["parquet", "csv", "jsonl"]:
                tables_alone, whole = write(format)
                note(f"{format}: the tables alone", tables_alone)
                note(f"{format}: the documents after them", whole - tables_alone)
                note(f"{format}: the whole bundle", whole)
        for what, seconds in best.items():
            print(f"{what}: {seconds:.3f} s")
        copied = best["DuckDB's COPY of tables in memory"]
        print(f"the tables at {copied / best['parquet: the tables alone']:.2f}× the speed of COPY")
        print(f"the whole bundle at {copied / best['parquet: the whole bundle']:.2f}×")


if __name__ == "__main__":
    main()
