#!/usr/bin/env python3
"""The two hosts side by side, in DuckDB 2.0.0: what order, threads and filters cost. `run.py --only hosts` runs it.

Every statement is run by both hosts and over a table in memory that holds the same rows, taking turns, in memory and in insertion
order, which is DuckDB's default. A goal about threads is also measured by the CPU time of the busiest thread, which is what the wall time
would be at best on processors that do nothing else.
"""

import contextlib
import pathlib

from measure import Worker, turns
from report import seconds

# A config that stays as it is, so that figures of different days compare.
SAAS = pathlib.Path(__file__).parent / "configs" / "saas.yaml"
RETAIL = pathlib.Path(__file__).parent / "configs" / "retail.yaml"
FILTER = "WHERE order_date = '2025-03-31'"
SCAN = "SELECT bit_xor(hash(COLUMNS(*))) FROM {}"


def tables(size):
    """5 million rows of a dataset and 4.5 million of a fact, times `size`: the source and what a column of its counts."""
    return {
        "dataset": f"smelt_datagen('{RETAIL}', 'orders', scale := {5 * size})",
        "fact": f"plotsim_table('{SAAS}', 'fct_usage', scale := {1000 * size})",
    }


def run(setting, report):
    if not setting.python2:
        report.unmeasured("v2 against v1", "no Python with DuckDB 2.0.0 and no file for it")
        return
    work = setting.emptied()
    target = work / "t.parquet"
    rounds = 3 if setting.quick else 5
    statements = {
        "CREATE TABLE AS": ("CREATE TABLE t AS FROM {}", ["DROP TABLE IF EXISTS t"]),
        "COPY TO parquet": (f"COPY (FROM {{}}) TO '{target}'", []),
        "scan, checksum": (SCAN, []),
    }
    found = {}
    report.table(
        "The hosts in DuckDB 2.0.0, in insertion order: wall, and CPU per row",
        ["what", "v1", "v2", "equal table", "v1 / v2", "v2 / equal table", "CPU ns/row v1", "v2", "equal table"],
    )
    for name, source in tables(0.5 if setting.quick else 1).items():
        for threads in (1, 2):
            with contextlib.ExitStack() as stack:
                v1 = stack.enter_context(Worker(setting.v1, threads, python=setting.python2))
                v2 = stack.enter_context(Worker(setting.v2, threads, python=setting.python2))
                equal = stack.enter_context(
                    Worker(setting.v2, threads, python=setting.python2, before=[f"CREATE TABLE equal AS FROM {source}"])
                )
                rows = equal.rows("SELECT count(*) FROM equal")[0][0]
                for kind, (sql, each) in statements.items():
                    times = turns(
                        {
                            "v1": lambda: v1.run(sql.format(source), each),
                            "v2": lambda: v2.run(sql.format(source), each),
                            "equal": lambda: equal.run(sql.format("equal"), each),
                        },
                        rounds,
                    )
                    found[name, kind, threads] = times
                    one, two, limit = (times[whose] for whose in ("v1", "v2", "equal"))
                    report.row(
                        f"{name}, {rows:,} rows: {kind}, {threads} thread{'s' * (threads > 1)}",
                        seconds(one["wall"]),
                        seconds(two["wall"]),
                        seconds(limit["wall"]),
                        f"{one['wall'] / two['wall']:.2f}×",
                        f"{two['wall'] / limit['wall']:.2f}×",
                        *(f"{result['cpu'] / rows * 1e9:,.0f}" for result in (one, two, limit)),
                        raw=times,
                    )
    for measure, told in (("wall", "wall"), ("busiest", "busiest thread")):
        goals(found, measure, told, report)
    filtered(setting, report)


def goals(found, measure, told, report):
    for name in tables(1):
        create, copy = found[name, "CREATE TABLE AS", 2], found[name, "COPY TO parquet", 2]
        if create["v1"][measure] is None:
            continue
        report.goal(
            f"{name}: ordered CREATE TABLE AS, v1 / v2, 2 threads, {told}",
            create["v1"][measure] / create["v2"][measure],
            (1.8,),
            "×",
        )
        for kind, times in (("CREATE TABLE AS", create), ("COPY TO parquet", copy)):
            ratio = times["v2"][measure] / times["equal"][measure]
            report.goal(f"{name}: ordered {kind}, v2 / equal table, 2 threads, {told}", ratio, 1.15, "×")
        speedup = found[name, "scan, checksum", 1]["v2"][measure] / found[name, "scan, checksum", 2]["v2"][measure]
        report.goal(f"{name}: scan on v2, 1 thread / 2 threads, {told}", speedup, (1.9,), "×")


def filtered(setting, report):
    """A day of the 90 that a dataset is partitioned by."""
    source = tables(1)["dataset"]
    sql = f"SELECT count(order_id), max(status), max(ordered_at), max(order_date) FROM {source}"
    with Worker(setting.v2, 2, python=setting.python2) as worker:
        times = turns({"all": lambda: worker.run(sql), "day": lambda: worker.run(f"{sql} {FILTER}")}, 5)
    report.table("One day of a table partitioned over 90, on v2, 2 threads", ["what", "wall", "CPU"])
    for what, result in times.items():
        report.row(what, seconds(result["wall"]), seconds(result["cpu"]), raw=result)
    report.goal("one day of 90 / full scan, v2, wall", times["day"]["wall"] / times["all"]["wall"] * 100, 2, " %")
    report.goal("one day of 90 / full scan, v2, CPU", times["day"]["cpu"] / times["all"]["cpu"] * 100, 2, " %")
