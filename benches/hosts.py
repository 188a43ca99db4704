#!/usr/bin/env python3
"""The two hosts side by side, in the DuckDB of this Python (2.0.0): what order, threads and filters cost.

    .venv/duckdb-2.0.0/bin/python benches/hosts.py build/release/plotsim.duckdb_extension \\
        build/release/v2/plotsim.duckdb_extension

Every number is the least of several runs, each in memory and in insertion order, which is DuckDB's default. "copy" is the
same statement over a table in memory that holds the same rows. The load average is printed: on a machine that does something
else the numbers mean little.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

def tables(size: float) -> dict:
    """5 million rows of a dataset and 4.5 million of a fact, times `size`."""
    return {
        "dataset": f"smelt_datagen('template:retail_analytics', 'orders', scale := {5 * size})",
        "fact": f"plotsim_table('template:saas', 'fct_usage', scale := {1000 * size})",
    }


FILTER = "WHERE order_date = '2025-03-31'"


def connect(extension: str, threads: int):
    import duckdb

    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.load_extension(extension)
    connection.execute(f"SET threads = {threads}")
    return connection


def least(runs: int, connection, statement: str, before: str = "") -> float:
    """Seconds of the fastest of some runs."""
    fastest = float("inf")
    for _ in range(runs):
        if before:
            connection.execute(before)
        start = time.perf_counter()
        connection.execute(statement)
        fastest = min(fastest, time.perf_counter() - start)
    return fastest


def measure(extension: str, runs: int, size: float) -> dict:
    """All times of one host, by what was measured."""
    times = {}
    with tempfile.TemporaryDirectory() as directory:
        target = pathlib.Path(directory) / "t.parquet"
        for name, source in tables(size).items():
            for threads in (1, 2):
                connection = connect(extension, threads)
                create, drop = "CREATE TABLE t AS FROM {}", "DROP TABLE IF EXISTS t"
                write = f"COPY (FROM {{}}) TO '{target}'"
                connection.execute(f"CREATE TABLE copy AS FROM {source}")
                scan = "SELECT count(*) FROM (SELECT hash(r) AS h FROM {} r) WHERE h = 0"
                # In turn, so that what else the machine does hits all alike.
                for kind, statement, before in [("create", create, drop), ("parquet", write, ""), ("scan", scan, "")]:
                    key = f"{name} {kind} {threads}"
                    for _ in range(runs):
                        for whose, what in [("", source), (" of copy", "copy")]:
                            seconds = least(1, connection, statement.format(what), before)
                            times[key + whose] = min(times.get(key + whose, seconds), seconds)
                connection.close()
        connection = connect(extension, 2)
        every = "SELECT count(order_id), max(status), max(ordered_at), max(order_date) FROM"
        times["full scan"] = least(runs, connection, f"{every} {tables(size)['dataset']}")
        times["a day of it"] = least(runs, connection, f"{every} {tables(size)['dataset']} {FILTER}")
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("v1", help="extension for the stable C API")
    parser.add_argument("v2", help="extension for the C API version 2")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--size", type=float, default=1.0, help="multiplies the rows")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        print(json.dumps(measure(arguments.only, arguments.runs, arguments.size)))
        return
    print(f"load average before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} processors")
    times = {}
    for host in ("v1", "v2"):
        path = str(pathlib.Path(getattr(arguments, host)).resolve())
        command = [sys.executable, __file__, "-", "-", "--runs", str(arguments.runs), "--size", str(arguments.size)]
        command += ["--only", path]
        times[host] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"load average after: {os.getloadavg()[0]:.1f}\n")
    print(f"{'seconds':36}{'v1':>9}{'v2':>9}")
    for what in times["v2"]:
        print(f"{what:36}{times['v1'][what]:9.3f}{times['v2'][what]:9.3f}")
    v1, v2 = times["v1"], times["v2"]
    print()
    for name in tables(1):
        create, parquet = f"{name} create 2", f"{name} parquet 2"
        print(f"{name}: CREATE TABLE AS, v2 is faster than v1 by {v1[create] / v2[create]:8.2f}  (1.8 or more)")
        print(f"{name}: CREATE TABLE AS, v2 over the copy  {v2[create] / v2[create + ' of copy']:14.2f}  (1.15 or less)")
        print(f"{name}: COPY TO parquet, v2 over the copy  {v2[parquet] / v2[parquet + ' of copy']:14.2f}  (1.15 or less)")
        for kind in ("create", "parquet", "scan"):
            speedup = v2[f"{name} {kind} 1"] / v2[f"{name} {kind} 2"]
            print(f"{name}: {kind}, two threads over one on v2 {speedup:16.2f}  (1.9 or more)")
    print(f"a day of 90 over the full scan, v2 {v2['a day of it'] / v2['full scan']:22.3f}  (0.02 or less)")


if __name__ == "__main__":
    main()
