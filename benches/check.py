"""How fast plotsim_check is: 50,000 entities in 106 weeks with three metrics, one of which follows another.

    python benches/check.py build/release/plotsim.duckdb_extension

prints seconds and rows a second, for reading the fact alone and for checking everything, with the load of the machine.
"""

import os
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
dimensions:
  - name: dim_customer
    columns:
      - { name: customer_id, type: id }
facts:
  - name: fct_week
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: customer_id, type: ref.dim_customer }
      - { name: interest, type: metric.interest }
      - { name: visits, type: metric.visits }
      - { name: revenue, type: metric.revenue }
"""


def timed(connection, query):
    """Wall seconds, seconds of processors, rows."""
    start, used = time.perf_counter(), time.process_time()
    rows = connection.execute(query, [CONFIG]).fetchall()
    return time.perf_counter() - start, time.process_time() - used, rows


def main():
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.load_extension(sys.argv[1])
    _, _, [(rows,)] = timed(connection, "SELECT rows FROM plotsim_tables(?) WHERE name = 'fct_week'")
    print(f"{rows:,} rows, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for _ in range(3):
        reading, read, _ = timed(connection, "SELECT count(COLUMNS(*)) FROM plotsim_table($1, 'fct_week')")
        checking, checked, outcomes = timed(connection, "FROM plotsim_check($1)")
        print(
            f"read {reading:.2f} s ({read:.2f} s of processors), check {checking:.2f} s ({checked:.2f} s of processors):"
            f" {rows / checking:,.0f} rows/s"
        )
        for row in outcomes:
            if row[2] != "pass":
                print("  ", row)


main()
