"""What plotsim_plan says against what writing comes to, for every template at about a million rows.

    python benches/plan.py build/release/plotsim.duckdb_extension

Prints, for each table of some size, the estimate over the actual number: 1 is exact.
"""

import pathlib
import sys
import tempfile
import time

import duckdb

ROWS = 1_000_000
# Tables below this many rows are a rounding error of the whole.
SMALL = 1_000


def main(extension):
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"LOAD '{extension}'")
    templates = connection.execute("SELECT name FROM plotsim_templates() ORDER BY language, name").fetchall()
    print(f"{'table':36} {'rows':>10} {'rows':>6} {'parquet':>8} {'csv':>6}")
    worst = {}
    for (template,) in templates:
        config = f"template:{template}"
        count = "SELECT sum(coalesce(rows, estimated_rows)) FROM plotsim_tables(?, scale := ?)"
        scale = ROWS / connection.execute(count, [config, 1]).fetchone()[0]
        begun = time.perf_counter()
        plan = connection.execute("FROM plotsim_plan(?, scale := ?)", [config, scale]).fetchall()
        planned = time.perf_counter() - begun
        with tempfile.TemporaryDirectory() as directory:
            directory = pathlib.Path(directory)
            begun = time.perf_counter()
            files = connection.execute(
                'SELECT "table", sum(rows), sum(bytes) FROM plotsim_write(?, ?, scale := ?) GROUP BY ALL',
                [config, str(directory / "parquet"), scale],
            ).fetchall()
            seconds = time.perf_counter() - begun
            actual = {name: (rows, size) for name, rows, size in files}
            for name, rows, _, _, _, parquet, csv, _ in plan:
                call = "plotsim_table" if name.startswith(("dim_", "fct_", "evt_", "br_")) else "smelt_datagen"
                target = directory / "table.csv"
                connection.execute(
                    f"COPY (FROM {call}('{config}', '{name}', scale := {scale})) TO '{target}' (FORMAT csv, HEADER)"
                )
                ratios = (
                    rows / max(actual[name][0], 1),
                    parquet / actual[name][1],
                    csv / max(target.stat().st_size, 1),
                )
                if actual[name][0] >= SMALL:
                    print(f"{template + '.' + name:36} {actual[name][0]:>10} {ratios[0]:6.2f} {ratios[1]:8.2f} {ratios[2]:6.2f}")
                for kind, ratio in zip(("rows", "parquet", "csv"), ratios):
                    error = max(ratio, 1 / ratio) if ratio else 1
                    if actual[name][0] >= SMALL and error > worst.get(kind, (0,))[0]:
                        worst[kind] = (error, f"{template}.{name}")
        estimate = sum(row[-1] for row in plan)
        print(f"{template + ': seconds':36} {seconds:10.2f} {estimate / seconds:6.2f}   (planned in {planned:.2f} s)")
    for kind, (error, where) in worst.items():
        print(f"worst {kind}: off by {error:.2f}× in {where}")


if __name__ == "__main__":
    main(sys.argv[1])
