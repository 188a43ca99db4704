"""Lets ten days go by, one dbt run each, and compares what grew with a full refresh."""

import datetime
import pathlib
import subprocess
import sys

import duckdb

FIRST = datetime.date(2025, 1, 31)
STEPS = 10
MODELS = ["riders", "rides", "stops", "days"]
TARGET = pathlib.Path("target")


def dbt(command, target, day):
    done = subprocess.run(
        ["dbt", "--no-use-colors", "--quiet", *command, "--target", target, "--vars", f"{{day: '{day}'}}"], check=False
    )
    if done.returncode:
        sys.exit(f"dbt failed on {day}")


def main():
    for name in ["daily", "whole"]:
        (TARGET / f"{name}.duckdb").unlink(missing_ok=True)
    days = [FIRST + datetime.timedelta(days=step) for step in range(STEPS + 1)]
    for day in days:
        dbt(["run"], "daily", day)
        print(f"{day}: one day more" if day > FIRST else f"{day}: the first run", flush=True)
    dbt(["test"], "daily", days[-1])
    dbt(["run", "--full-refresh"], "whole", days[-1])

    connection = duckdb.connect()
    for name in ["daily", "whole"]:
        connection.execute(f"ATTACH '{TARGET / name}.duckdb' AS {name} (READ_ONLY)")
    different = 0
    for model in MODELS:
        rows, differ = connection.execute(
            f"""SELECT (SELECT count(*) FROM whole.{model}),
                       (SELECT count(*) FROM (FROM daily.{model} EXCEPT ALL FROM whole.{model}))
                     + (SELECT count(*) FROM (FROM whole.{model} EXCEPT ALL FROM daily.{model}))"""
        ).fetchone()
        different += differ
        print(f"{model}: {rows} rows, {differ} differ between ten days one by one and a full refresh")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
