#!/usr/bin/env python3
"""Runs the benchmarks and prints a Markdown table for each theme, and the goals at the end; see benches/README.md."""

import argparse
import contextlib
import datetime
import importlib.metadata
import pathlib
import subprocess
import time

import duckdb

import bundle
import check
import datagen
import extending
import fidelity
import hosts
import plan
import realism
import relations
import throughput
import trajectory
import values
from measure import Failed, Worker
from report import Report
from setting import Setting

HERE = pathlib.Path(__file__).parent
SECTIONS = {
    "throughput": (throughput.run, "Rows a second: ours, the peers and the sink's limit"),
    "hosts": (hosts.run, "Two hosts: v1 and v2"),
    "values": (values.run, "What a row and a value cost"),
    "bundle": (bundle.run, "Bundles"),
    "check": (check.run, "Checks"),
    "plan": (plan.run, "Plans"),
    "datagen": (datagen.run, "The datagen language"),
    "relations": (relations.run, "Columns that hang on others"),
    "extending": (extending.run, "Time that only grows"),
    "trajectory": (trajectory.run, "The plotsim language"),
    "fidelity": (fidelity.run, "Fidelity"),
    "realism": (realism.run, "Realism"),
}
PEERS = ["smelt-sql", "plotsim", "tpchgen-cli", "Faker", "pandas", "pyarrow", "scipy", "misata"]


def versions(setting):
    found = {"duckdb": duckdb.__version__}
    for name in PEERS:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    with Worker(setting.v1) as worker:
        found["plotsim for DuckDB"] = worker.rows("FROM plotsim_version()")[0][0]
    if setting.python2:
        with Worker(python=setting.python2) as worker:
            found["duckdb of the hosts"] = worker.rows("SELECT version()")[0][0]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("v1", type=pathlib.Path, help="the extension for the stable C API")
    parser.add_argument("v2", type=pathlib.Path, nargs="?", help="the extension for the C API version 2")
    parser.add_argument(
        "--python2", type=pathlib.Path, help="a Python with DuckDB 2.0.0; without it the hosts are left out"
    )
    parser.add_argument(
        "--peers", type=pathlib.Path, default=pathlib.Path(".venv/bench/bin"), help="where the peers' programs are"
    )
    parser.add_argument(
        "--work", type=pathlib.Path, default=pathlib.Path("build/bench"), help="a directory that is emptied"
    )
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results", help="where the raw numbers go")
    parser.add_argument("--quick", action="store_true", help="smaller sizes: minutes instead of an hour")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="the sections to run")
    arguments = parser.parse_args()
    # A Python of a virtual environment is a link that must not be followed.
    absolute = lambda path: path and path.absolute()
    setting = Setting(
        arguments.v1.resolve(),
        arguments.v2 and arguments.v2.resolve(),
        absolute(arguments.python2 if arguments.v2 else None),
        absolute(arguments.peers),
        absolute(arguments.work),
        arguments.quick,
    )
    arguments.results.mkdir(exist_ok=True)
    name = datetime.datetime.now().isoformat(timespec="seconds").replace(":", "").replace("T", "-")
    report = Report(arguments.results / f"{name}.json", quick=setting.quick, versions=versions(setting))
    for section in arguments.only:
        run, title = SECTIONS[section]
        report.section(title)
        began = time.perf_counter()
        # A section that this machine, build or network cannot run is named, and the others still run.
        try:
            run(setting, report)
        except (Failed, OSError, duckdb.Error, subprocess.CalledProcessError) as error:
            report.unmeasured(title, str(error).strip().splitlines()[0])
        report.line(f"\n{time.perf_counter() - began:.0f} s")
    report.goals()
    report.line(f"\nRaw numbers: {report.path.name}")


if __name__ == "__main__":
    main()
