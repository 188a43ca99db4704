"""Makes one table on many machines: each Spark task makes one piece in a DuckDB of its own.

    python shards.py --extension plotsim.duckdb_extension --table fct_departures --shards 8 --out parts

A table is a pure function of its config, so tasks need nothing from each other: the pieces, in order, are the table that one
machine would make, value for value. The last step here compares the two.
"""

import argparse
import os
import pathlib
import shutil
import sys
import time

import duckdb
import pyarrow
from pyspark.sql import SparkSession

HERE = pathlib.Path(__file__).resolve().parent
REPORT = "shard int, rows long, copy_seconds double, task_seconds double, process long"


def connect(extension: str) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    database.execute(f"LOAD '{extension}'")
    return database


def write_pieces(extension: str, out: str):
    """What a task does: for each row (shard, query), one Parquet file and a row that says how it went."""

    def task(batches):
        for batch in batches:
            for piece in batch.to_pylist():
                started = time.perf_counter()
                with connect(extension) as database:
                    # The other tasks of this machine have the other processors.
                    database.execute("SET threads = 1")
                    copying = time.perf_counter()
                    path = f"{out}/part-{piece['shard']:05}.parquet"
                    rows = database.execute(f"COPY ({piece['query']}) TO '{path}'").fetchone()[0]
                    copied = time.perf_counter()
                report = {
                    "shard": [piece["shard"]],
                    "rows": [rows],
                    "copy_seconds": [copied - copying],
                    "task_seconds": [time.perf_counter() - started],
                    "process": [os.getpid()],
                }
                schema = pyarrow.schema(
                    [("shard", pyarrow.int32()), ("rows", pyarrow.int64()), ("copy_seconds", pyarrow.float64()),
                     ("task_seconds", pyarrow.float64()), ("process", pyarrow.int64())]
                )
                yield pyarrow.RecordBatch.from_pydict(report, schema=schema)

    return task


def rows_of_pieces(extension: str):
    """The same without files: the rows go on into a Spark DataFrame, batch by batch."""

    def task(batches):
        for batch in batches:
            for piece in batch.to_pylist():
                with connect(extension) as database:
                    yield from database.execute(piece["query"]).to_arrow_reader(100_000)

    return task


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--extension", required=True, type=pathlib.Path)
    arguments.add_argument("--config", default=HERE / "bikes.yaml", type=pathlib.Path)
    arguments.add_argument("--table", default="fct_departures")
    arguments.add_argument("--shards", default=8, type=int)
    arguments.add_argument("--executors", default=2, type=int, help="processes, each as it were a machine")
    arguments.add_argument("--out", default=pathlib.Path("parts"), type=pathlib.Path)
    arguments = arguments.parse_args()

    extension, config, out = (str(path.resolve()) for path in (arguments.extension, arguments.config, arguments.out))
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)

    database = connect(extension)
    plan = database.execute(
        "SELECT shard::INTEGER AS shard, query FROM plotsim_shards(?, ?, ?)", [config, arguments.table, arguments.shards]
    ).fetchall()

    # Executors must find the same packages as this process.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # local-cluster[executors, cores of each, MB of each]: a cluster of real processes on this machine.
    session = (
        SparkSession.builder.master(f"local-cluster[{arguments.executors},1,1024]")
        .appName("plotsim shards")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    pieces = session.createDataFrame(session.sparkContext.parallelize(plan, len(plan)), "shard int, query string")

    started = time.perf_counter()
    reports = pieces.mapInArrow(write_pieces(extension, out), REPORT).collect()
    seconds = time.perf_counter() - started

    print(f"{'shard':>5} {'rows':>9} {'COPY s':>7} {'task s':>7}  process")
    for report in sorted(reports):
        print(f"{report.shard:>5} {report.rows:>9} {report.copy_seconds:>7.3f} {report.task_seconds:>7.3f}  {report.process}")
    overhead = sum(report.task_seconds - report.copy_seconds for report in reports) / len(reports)
    print(f"{len({report.process for report in reports})} processes, {seconds:.2f} s in all; "
          f"{overhead * 1000:.0f} ms of each task to connect, LOAD and close")

    # The same rows as a Spark DataFrame.
    schema = ", ".join(
        f"`{name}` {SPARK_TYPES[kind]}"
        for name, kind in database.execute(
            "SELECT name, type FROM plotsim_columns(?) WHERE \"table\" = ? ORDER BY position", [config, arguments.table]
        ).fetchall()
    )
    frame = pieces.mapInArrow(rows_of_pieces(extension), schema)
    print(f"as a DataFrame: {frame.count()} rows, columns {frame.columns}")
    session.stop()

    files = [f"{out}/part-{shard:05}.parquet" for shard, _ in plan]
    rows, different = database.execute(
        "SELECT count(*), count(*) FILTER (piece IS DISTINCT FROM whole)"
        " FROM read_parquet($files) AS piece POSITIONAL JOIN plotsim_table($config, $table) AS whole",
        {"files": files, "config": config, "table": arguments.table},
    ).fetchone()
    print(f"against one process: {rows} rows, {different} different")
    if different:
        raise SystemExit("the pieces are not the table")


SPARK_TYPES = {
    "VARCHAR": "string", "BIGINT": "long", "INTEGER": "int", "DOUBLE": "double", "BOOLEAN": "boolean",
    "DATE": "date", "TIMESTAMP": "timestamp_ntz", "UUID": "string",
}

if __name__ == "__main__":
    main()
