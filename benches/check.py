"""How fast plotsim_check is: 50,000 entities in 106 weeks with three metrics, one of which follows another.

    python benches/check.py build/release/plotsim.duckdb_extension

prints seconds and rows a second, for reading the fact alone and for checking everything.
"""

import sys
import time

import duckdb

CONFIG = """
about: A bench
unit: customer
window: { start: "2023-01-02", end: "2025-01-12", every: weekly }
seed: 1
metrics:
  - { name: interest, type: score, polarity: positive }
  - { name: visits, type: count, polarity: positive, range: [1, 20] }
  - { name: revenue, type: amount, polarity: positive, range: [10, 900], follows: interest, delay: 4 }
segments:
  - { name: rising, count: 25000, archetype: growth }
  - { name: falling, count: 25000, archetype: decline }
connections:
  - [interest, 0.8, visits]
"""


def timed(connection, query):
    start = time.perf_counter()
    result = connection.execute(query, [CONFIG]).fetchall()
    return time.perf_counter() - start, result


def main():
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.load_extension(sys.argv[1])
    tables = connection.execute("SELECT name, rows FROM plotsim_tables(?) WHERE kind = 'fact'", [CONFIG]).fetchall()
    rows = sum(rows for _, rows in tables)
    print(f"{rows:,} rows in {', '.join(name for name, _ in tables)}")
    for _ in range(3):
        query = " UNION ALL ".join(
            f"SELECT count(COLUMNS(*)) FROM plotsim_table($1, '{name}')" for name, _ in tables[:1]
        )
        reading, _ = timed(connection, query)
        checking, outcomes = timed(connection, "FROM plotsim_check($1)")
        bad = [row for row in outcomes if row[2] != "pass"]
        print(f"read one fact {reading:.2f} s, check all {checking:.2f} s: {rows / checking:,.0f} rows/s, {len(bad)} not passed")
        for row in bad:
            print("  ", row)


main()
