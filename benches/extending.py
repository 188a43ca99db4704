"""What stays where time goes on: rows of earlier days that are not there any more, of named configs and of drawn ones.

A config goes to one day, and then a day, a month and a year further. Rows of the first that the second does not have are counted
(`old EXCEPT ALL new`), table by table. Drawn configs are those of the unit test of the same name, which compares row by row.
"""

import os
import pathlib
import re
import subprocess

from measure import Failed, Worker

ROOT = pathlib.Path(__file__).resolve().parents[1]
FIRST = "2026-01-31"
LATER = {"+ 1 day": "2026-02-01", "+ 1 month": "2026-02-28", "+ 1 year": "2027-01-31"}
# Columns that may move: those that speak of now, and references without dates.
MAY_MOVE = {}


def run(setting, report):
    kept(setting, report)
    drawn(setting, report)


def kept(setting, report):
    report.table(
        f"Rows up to {FIRST} that are not there any more",
        ["config", "table", "rows", *LATER],
    )
    lost = tables = 0
    with Worker(setting.v1) as worker:
        configs = [str(ROOT / "examples/dbt_incremental/rides.yaml")]
        for (template,) in worker.rows("SELECT name FROM plotsim_templates() ORDER BY language, name"):
            config = f"template:{template}"
            if not worker.rows(f"FROM plotsim_validate('{config}', until := '{FIRST}') WHERE code = 'cannot-extend'"):
                configs.append(config)
        for config in configs:
            for (table,) in worker.rows(f"SELECT name FROM plotsim_tables('{config}', until := '{FIRST}')"):
                name = pathlib.Path(config).name.removeprefix("template:")
                moving = MAY_MOVE.get((name, table), [])
                shown = f"SELECT * EXCLUDE ({', '.join(moving)})" if moving else "SELECT *"
                of = lambda day: f"{shown} FROM plotsim_table('{config}', '{table}', until := '{day}')"
                rows = worker.rows(f"SELECT count(*) FROM ({of(FIRST)})")[0][0]
                counts = [
                    worker.rows(f"SELECT count(*) FROM ({of(FIRST)} EXCEPT ALL {of(day)})")[0][0]
                    for day in LATER.values()
                ]
                report.row(name, table, f"{rows:,}", *counts, raw={"rows": rows, "lost": counts})
                lost += sum(counts)
                tables += 1
    report.goal(f"rows of earlier days that are lost, in {tables} tables", lost, 0, "rows", 0)


def drawn(setting, report):
    """The unit test over many more configs than continuous integration tries."""
    cases = 60 if setting.quick else 560
    done = subprocess.run(
        ["cargo", "test", "--locked", "--lib", "datagen::extending", "--", "--nocapture"],
        cwd=ROOT,
        env={**os.environ, "PLOTSIM_EXTENDING": str(cases)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    told = re.search(r"^(\d+) configs that extend, (\d+) cells .* compared, (\d+) columns differ", done.stdout, re.M)
    if not told:
        raise Failed(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "cargo test said nothing")
    configs, cells, differ = map(int, told.groups())
    features = re.findall(r"^ *(\d+) ([a-z_: ]+)$", done.stdout[told.end() :], re.M)
    report.table(f"{configs} drawn configs, {cells:,} cells of earlier days compared", ["feature", "configs"])
    for count, feature in features:
        report.row(feature, count, raw={"configs": int(count)})
    report.goal(f"columns that differ, of {configs} drawn configs", differ, 0, "columns", 0)
    report.goal("configs that have the rarest feature", min(int(count) for count, _ in features), (50,), "configs", 0)
