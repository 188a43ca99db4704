#!/usr/bin/env python3
"""Shows plotsim at work in a real DuckDB: each statement as a user would type it, then what it gives."""

import pathlib
import sys

import duckdb


def main(extension: pathlib.Path, directory: pathlib.Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    parquet = (directory / "orders.parquet").as_posix()
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    print(f"DuckDB {duckdb.__version__}\n")

    def run(explanation: str, sql: str) -> None:
        print(f"-- {explanation}\n{sql.strip()};")
        result = connection.sql(sql)
        if result is not None and result.columns not in (["Success"], ["Count"]):
            result.show(max_width=120)
        else:
            print()

    run("The extension is one file.", f"LOAD '{extension.as_posix()}'")
    run("Configs come with it. Yours is a path to a YAML file, or the YAML itself.", "FROM plotsim_templates()")
    run("What is in one of them:", "FROM plotsim_tables('template:retail_analytics')")
    run(
        "Rows, made as they are asked for. A hundredth of the size, here:",
        """
FROM smelt_datagen('template:retail_analytics', 'orders', scale_factor := 0.01)
LIMIT 5""",
    )
    run(
        "Tables join on their keys:",
        """
SELECT customer_id, count(*) AS orders
FROM smelt_datagen('template:retail_analytics', 'orders', scale_factor := 0.01) AS o
JOIN smelt_datagen('template:retail_analytics', 'customers', scale_factor := 0.01) AS c USING (customer_id)
GROUP BY customer_id
ORDER BY orders DESC, customer_id
LIMIT 5""",
    )
    run(
        "The other language: companies that live through a trajectory, and what their bills show of it.",
        """
SELECT date_key, round(avg(revenue), 2) AS revenue
FROM plotsim_table('template:saas', 'fct_revenue')
GROUP BY date_key
ORDER BY date_key
LIMIT 6""",
    )
    run(
        "Into a file, in any format that DuckDB writes:",
        f"""
COPY (FROM smelt_datagen('template:retail_analytics', 'orders', scale_factor := 0.01))
TO '{parquet}'""",
    )
    run("And read back:", f"SELECT count(*) AS orders, count(DISTINCT customer_id) AS customers FROM '{parquet}'")
    print(f"Wrote {parquet} ({pathlib.Path(parquet).stat().st_size:,} bytes)")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
