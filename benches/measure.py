"""One measurement in one process: what it takes in seconds of wall and CPU, and in memory at its peak."""

import json
import os
import resource
import subprocess
import sys
import time

PROGRAM = r"""
import json, resource, sys, time
task = json.loads(sys.stdin.read())
import duckdb
connection = duckdb.connect(config={"allow_unsigned_extensions": "true", "threads": str(task["threads"])})
connection.execute("SET enable_progress_bar = false")
connection.execute("SET preserve_insertion_order = " + ("true" if task["ordered"] else "false"))
connection.execute(f"LOAD '{task['extension']}'")
for statement in task["before"]:
    connection.execute(statement)
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
walls, cpus = [], []
for _ in range(task["repeat"]):
    for statement in task["each"]:
        connection.execute(statement)
    cpu, wall = time.process_time(), time.perf_counter()
    connection.execute(task["sql"]).fetchall()
    walls.append(time.perf_counter() - wall)
    cpus.append(time.process_time() - cpu)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"wall": min(walls), "cpu": min(cpus), "walls": walls, "cpus": cpus, "mb": (peak - base) / 1024}))
"""


def query(extension, sql, threads=2, ordered=True, before=(), each=(), repeat=3):
    """Runs `sql` in a DuckDB of its own; the best of `repeat` times, and the memory above DuckDB's own in MiB."""
    task = {
        "extension": str(extension), "sql": sql, "threads": threads, "ordered": ordered,
        "before": list(before), "each": list(each), "repeat": repeat,
    }
    done = subprocess.run([sys.executable, "-c", PROGRAM], input=json.dumps(task), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{sql}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def command(arguments, repeat=1, **environment):
    """Runs a program; the best wall time, and the CPU time and peak memory of its children."""
    walls, cpus, peaks = [], [], []
    for _ in range(repeat):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(arguments, check=True, capture_output=True, env={**os.environ, **environment})
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        peaks.append(after.ru_maxrss / 1024)
    return {"wall": min(walls), "cpu": min(cpus), "walls": walls, "cpus": cpus, "mb": max(peaks)}
