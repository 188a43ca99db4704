#!/usr/bin/env python3
"""Instructions and CPU time of value making, for each kind of table: one thread, without DuckDB.

    cargo bench --bench scan --no-run        # prints where the program is
    python3 benches/instructions.py PROGRAM [--profile DIRECTORY]

Valgrind's callgrind counts the instructions, so that they are the same whatever else the machine does. CPU time is the
least of several runs. What is made once (curves, tables of quantiles) is not counted. `--profile` keeps what callgrind
wrote, for `callgrind_annotate --inclusive=yes`.
"""

import argparse
import pathlib
import re
import subprocess
import tempfile

import datagen

PANEL = """about: A panel
unit: subject
window: {{start: "2023-01", end: "2024-12", every: {every}}}
seed: 5
facts: wide
metrics:
{metrics}
segments:
  - {{name: rising, count: 20000, archetype: growth}}
  - {{name: falling, count: 20000, archetype: decline}}
{rest}"""
NORMAL = "  - {name: a, type: amount, distribution: normal, distribution_params: {sigma: 8}, range: [10, 90], bounds: clamp, polarity: positive}"
SKEWED = """  - {name: a, type: amount, distribution: lognorm, distribution_params: {s: 0.6}, range: [2, 90], bounds: reshape, polarity: positive}
  - {name: b, type: amount, distribution: gamma, distribution_params: {shape: 2.0}, range: [1, 80], bounds: reshape, polarity: positive}"""
POISSON = "  - {name: a, type: count, distribution: poisson, range: [2, 12], polarity: positive}"
LINKED = "connections:\n  - [a, 0.5, b]\n"


def panel(metrics, every="weekly", rest=""):
    return PANEL.format(every=every, metrics=metrics, rest=rest)


def cases():
    """Yields (what, config or template, table, rows, scale, columns)."""
    for kind in ("narrow", "wide", "pools"):
        yield f"datagen, {kind}: whole row", datagen.config(kind, 4_000_000), "t", 200_000, 1, []
    for column in datagen.WIDE_COLUMNS:
        yield f"datagen, wide: {column}", datagen.config("wide", 4_000_000), "t", 200_000, 1, [column]
    fact = "fct_subject"
    for every in ("daily", "weekly", "monthly"):
        yield f"panel, {every}: independent normal", panel(NORMAL, every), fact, 200_000, 1, ["a"]
    yield "panel, weekly: lognormal and gamma, reshaped, correlated", panel(SKEWED, rest=LINKED), fact, 200_000, 1, ["a", "b"]
    yield "panel, weekly: poisson", panel(POISSON), fact, 200_000, 1, ["a"]
    yield "panel, weekly: the keys", panel(NORMAL), fact, 200_000, 1, ["date_key", "subject_id"]
    benches = pathlib.Path(__file__).parent
    # A copy that stays as it is, so that figures of different days compare.
    yield "saas: fct_usage, whole row", (benches / "configs" / "saas.yaml").read_text(), "fct_usage", 200_000, 1000, []
    orders = (benches / "configs" / "retail.yaml").read_text()
    yield "retail: orders, whole row", orders, "orders", 200_000, 5, []


def measure(program, case, runs, keep):
    """Cells, instructions per cell and nanoseconds per cell."""
    what, config, table, rows, scale, columns = case
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "config.yaml"
        path.write_text(config)
        counts = pathlib.Path(keep or directory) / (re.sub(r"\W+", "_", what) + ".callgrind")
        command = [program, path, table, str(rows), str(scale), *columns]
        # The system counts CPU time in ticks, so that takes more rows.
        longer = [program, path, table, str(rows * 10), str(scale), *columns]
        best = None
        for _ in range(runs):
            done = subprocess.run(longer, capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(f"{what}: {done.stderr}")
            cells, spent = map(int, done.stdout.split())
            best = spent / cells if best is None else min(best, spent / cells)
        count = ["valgrind", "--tool=callgrind", "--toggle-collect=*scan*measured*", f"--callgrind-out-file={counts}"]
        done = subprocess.run([*count, *command], capture_output=True, text=True, check=True)
        cells = int(done.stdout.split()[0])
        total = re.search(r"^(?:summary|totals): (\d+)", counts.read_text(), re.M)
        return cells, int(total[1]) / cells, best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--only", default="", help="measure what has this in its name")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--profile", help="a directory for callgrind's files")
    arguments = parser.parse_args()
    print(f"| {'what':58} | instructions per cell | ns per cell | instructions per row | ns per row |")
    print(f"|{'-' * 60}|{'-' * 22}:|{'-' * 12}:|{'-' * 21}:|{'-' * 11}:|")
    for case in cases():
        if arguments.only not in case[0]:
            continue
        cells, instructions, spent = measure(arguments.program, case, arguments.runs, arguments.profile)
        width = len(case[5]) or round(cells / case[3])
        figures = f"{instructions:21.1f} | {spent:11.2f} | {instructions * width:20.1f} | {spent * width:10.1f}"
        print(f"| {case[0]:58} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
