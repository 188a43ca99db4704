"""Passengers of a city's tram lines: from LOAD to pandas, to Polars, and to a picture.

    python trams.py [picture.png]

PLOTSIM_EXTENSION says where the extension is; build/release of this repository by default.
"""

import os
import sys
from pathlib import Path

import duckdb
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import polars

HERE = Path(__file__).parent

# A config may be a path, a URL, or as here the text itself.
TRAMS = """
about: Tram lines of a city
unit: line
window: { start: 2024-01, end: 2025-12, every: monthly }
seed: 28
metrics:
  - { name: riders, label: Thousand rides, type: amount, polarity: positive, range: [60, 900], seasonal_sensitivity: 1 }
  - { name: delay, label: Delay in minutes, type: amount, polarity: negative, range: [1, 9] }
segments:
  - { name: harbour, count: 6, archetype: growth, attributes: { part: harbour } }
  - { name: old_town, count: 5, archetype: flat, attributes: { part: old town } }
  - { name: outskirts, count: 4, archetype: "decline > growth @ 12", attributes: { part: outskirts } }
seasonality:
  - { months: [7, 8], strength: -0.3 }
dimensions:
  - name: dim_line
    columns: [{ name: line_id, type: id }, { name: part, type: pool.part }]
facts: wide
"""

MONTHS = """
    SELECT dates.date AS month, part, sum(riders) AS riders, avg(delay) AS delay
    FROM plotsim_table($config, 'fct_line') AS fact
    JOIN plotsim_table($config, 'dim_line') AS lines USING (line_id)
    JOIN plotsim_table($config, 'dim_date') AS dates USING (date_key)
    GROUP BY ALL ORDER BY ALL
"""


def connect():
    """A DuckDB in memory with plotsim, which is not signed."""
    extension = os.environ.get("PLOTSIM_EXTENSION", HERE / "../../build/release/plotsim.duckdb_extension")
    database = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    database.execute(f"LOAD '{extension}'")
    return database


def main():
    picture = sys.argv[1] if len(sys.argv) > 1 else "trams.png"
    database = connect()

    # Every problem of a config is an error before the first row; as rows:
    problems = database.execute("FROM plotsim_validate($config)", {"config": TRAMS}).fetchall()
    assert not problems, problems

    # pandas
    months = database.execute(MONTHS, {"config": TRAMS}).df()
    print(months.head(3), end="\n\n")

    # Polars takes the rows over Arrow, without a copy and without pyarrow.
    frame = polars.DataFrame(database.sql(MONTHS, params={"config": TRAMS}))
    yearly = frame.group_by("part", polars.col("month").dt.year().alias("year")).agg(polars.col("riders").sum())
    print(yearly.sort("part", "year"))

    # The same config is the same data, whoever reads it.
    assert months["riders"].tolist() == frame["riders"].to_list()

    figure, (above, below) = plt.subplots(2, 1, figsize=(8, 5), sharex=True)
    months.pivot(index="month", columns="part", values="riders").plot(ax=above, ylabel="thousand rides a month")
    months.pivot(index="month", columns="part", values="delay").plot(ax=below, ylabel="delay, minutes", legend=False)
    figure.tight_layout()
    figure.savefig(picture)
    print(f"\nwrote {picture}")


if __name__ == "__main__":
    main()
