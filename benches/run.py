#!/usr/bin/env python3
"""Runs every benchmark once and prints one table; see benches/README.md."""

import argparse
import datetime
import itertools
import json
import os
import pathlib
import platform
import sys

import duckdb

import datagen
import trajectory

HERE = pathlib.Path(__file__).parent


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return {"cpu": model, "cores": os.cpu_count(), "memory_gb": memory, "system": platform.platform(), "duckdb": duckdb.__version__}


def shown(result, measure):
    value = result[measure]
    return f"{value:,.0f} MB" if measure == "mb" else f"{value * 1000:,.0f} ms" if value < 10 else f"{value:,.1f} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extension", type=pathlib.Path)
    parser.add_argument("--peers", type=pathlib.Path, default=pathlib.Path(".venv/bench/bin"), help="where the peers' programs are")
    parser.add_argument("--work", default="build/bench", help="a directory that may be emptied")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000_000, 20_000_000])
    arguments = parser.parse_args()
    record = {"machine": machine(), "started": datetime.datetime.now().isoformat(timespec="seconds"), "rows": []}
    print(json.dumps(record["machine"]))
    print("| what | rows | plotsim | other | ratio | goal |\n|---|---:|---:|---:|---:|---|")
    rows_of_both = itertools.chain(
        datagen.run(arguments.extension, arguments.peers / "smelt-datagen", arguments.work, arguments.sizes),
        trajectory.run(arguments.extension, arguments.peers / "plotsim", arguments.work),
    )
    for what, rows, ours, measure, other, goal in rows_of_both:
        record["rows"].append({"what": what, "rows": rows, "measure": measure, "ours": ours, "other": other, "goal": goal})
        ratio = f"{other[measure] / ours[measure]:.1f}×" if other else ""
        print(f"| {what} | {rows:,} | {shown(ours, measure)} | {shown(other, measure) if other else ''} | {ratio} | {goal} |")
        sys.stdout.flush()
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    name = record["started"].replace(":", "").replace("T", "-")
    (results / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
