"""What plotsim_plan says against what writing comes to, for every template; `run.py --only plan` runs it.

Each figure is the estimate over the actual number: 1 is exact. Tables of few rows are left out.
"""

from measure import Worker

# Tables below this many rows are a rounding error of the whole.
SMALL = 1_000


def off(ratio):
    """How far a ratio is from 1, either way, as a factor."""
    return max(ratio, 1 / ratio) if ratio > 0 else float("inf")


def run(setting, report):
    size = 200_000 if setting.quick else 1_000_000
    worst = {"rows": 0.0, "Parquet bytes": 0.0, "CSV bytes": 0.0, "seconds": 0.0}
    report_rows = []
    with Worker(setting.v1) as worker:
        for (template,) in worker.rows("SELECT name FROM plotsim_templates() ORDER BY language, name"):
            measured, ratio = template_rows(worker, f"template:{template}", size, setting.emptied())
            report_rows += [(f"{template}.{name}", *cells) for name, *cells in measured]
            report_rows.append((f"{template}: seconds to write", None, None, None, None, ratio))
    report.table(
        f"plotsim_plan: estimated over actual, templates at about {size:,} rows",
        ["table", "rows", "rows", "Parquet bytes", "CSV bytes", "seconds"],
    )
    for name, rows, *ratios in report_rows:
        report.row(
            name,
            f"{rows:,}" if rows else "",
            *("" if ratio is None else f"{ratio:.2f}" for ratio in ratios),
            raw={"rows": rows, "ratios": ratios},
        )
        for kind, ratio in zip(worst, ratios):
            if ratio is not None:
                worst[kind] = max(worst[kind], off(ratio))
    for kind, factor in worst.items():
        report.goal(f"plotsim_plan, {kind}: worst factor between estimate and actual", factor, 2, "×")


def template_rows(worker, config, size, work):
    """For each table: name, rows, and the three ratios; and that of the seconds of the whole."""
    total = "SELECT sum(coalesce(rows, estimated_rows)) FROM plotsim_tables('{}', scale := {})"
    scale = size / float(worker.rows(total.format(config, 1))[0][0])
    plan = worker.rows(f"FROM plotsim_plan('{config}', scale := {scale})")
    written = worker.run(
        f"""SELECT "table", sum(rows)::BIGINT, sum(bytes)::BIGINT FROM plotsim_write('{config}', '{work}/parquet', scale := {scale}, format := 'parquet') GROUP BY ALL""",
        rows=True,
    )
    actual = {name: (rows, size) for name, rows, size in written["rows"]}
    measured = []
    for name, rows, _, _, _, parquet, csv, _ in plan:
        have, size_of = actual[name]
        if have < SMALL:
            continue
        call = "plotsim_table" if name.startswith(("dim_", "fct_", "evt_", "br_")) else "smelt_datagen"
        target = work / "table.csv"
        worker.run(f"COPY (FROM {call}('{config}', '{name}', scale := {scale})) TO '{target}' (FORMAT csv, HEADER)")
        measured.append((name, have, rows / have, parquet / size_of, csv / max(target.stat().st_size, 1), None))
    return measured, sum(row[-1] for row in plan) / written["wall"]
