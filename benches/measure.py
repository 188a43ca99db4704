"""Measurements: a DuckDB in a process of its own, a program, and rounds in which several of them take turns."""

import json
import os
import resource
import subprocess
import sys
import time

# Answers one task a line. A task is a list of statements to prepare with and one to time.
PROGRAM = r"""
import json, os, resource, sys, time

def threads():
    # Seconds of CPU of each thread, where the system tells.
    used = {}
    if os.path.isdir("/proc/self/task"):
        for thread in os.listdir("/proc/self/task"):
            try:
                with open(f"/proc/self/task/{thread}/schedstat") as file:
                    used[thread] = int(file.read().split()[0]) / 1e9
            except OSError:
                pass
    return used

start = json.loads(sys.stdin.readline())
try:
    import duckdb
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true", "threads": str(start["threads"])})
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET preserve_insertion_order = " + ("true" if start["ordered"] else "false"))
    if start["extension"]:
        connection.execute(f"LOAD '{start['extension']}'")
    for statement in start["before"]:
        connection.execute(statement)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({}), flush=True)
except Exception as error:
    print(json.dumps({"error": str(error)}), flush=True)
    sys.exit()
for line in sys.stdin:
    task = json.loads(line)
    try:
        for statement in task["each"]:
            connection.execute(statement)
        busy, cpu, wall = threads(), time.process_time(), time.perf_counter()
        rows = connection.execute(task["sql"]).fetchall()
        result = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        result["busiest"] = max((used - busy.get(thread, 0) for thread, used in threads().items()), default=None)
        result["mb"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024
        if task["rows"]:
            result["rows"] = rows
        print(json.dumps(result, default=str), flush=True)
    except Exception as error:
        print(json.dumps({"error": str(error)}), flush=True)
"""


class Failed(RuntimeError):
    """A statement, or the start of a process, failed; the message is DuckDB's."""


class Worker:
    """A DuckDB in a process of its own, so that hosts, threads and settings can take turns."""

    def __init__(self, extension=None, threads=2, ordered=True, before=(), python=None):
        self.process = subprocess.Popen(
            [str(python or sys.executable), "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        extension = str(extension) if extension else None
        self.ask({"extension": extension, "threads": threads, "ordered": ordered, "before": list(before)})

    def ask(self, task):
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"error": f"the process ended at {task}"}
        if "error" in answer:
            raise Failed(answer["error"])
        return answer

    def run(self, sql, each=(), rows=False):
        """Seconds of wall, of CPU and of the busiest thread's CPU of a statement, MiB at the peak above what was before; perhaps rows."""
        return self.ask({"sql": sql, "each": list(each), "rows": rows})

    def rows(self, sql):
        return self.run(sql, rows=True)["rows"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)


def best(runs):
    """The least wall and CPU times of some runs, the greatest memory, and all of them."""
    busiest = [run.get("busiest") for run in runs]
    return {
        "busiest": None if None in busiest else min(busiest),
        "wall": min(run["wall"] for run in runs),
        "cpu": min(run["cpu"] for run in runs),
        "mb": max(run["mb"] for run in runs),
        "walls": [run["wall"] for run in runs],
        "cpus": [run["cpu"] for run in runs],
    }


def turns(contenders, rounds=3):
    """Runs each contender once a round, so that what else the machine does hits all alike: the best of each by name."""
    runs = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            runs[name].append(run())
    return {name: best(of_one) for name, of_one in runs.items()}


def query(extension, sql, threads=2, ordered=True, before=(), each=(), repeat=3):
    """Runs `sql` in a DuckDB of its own; the best of `repeat` times."""
    with Worker(extension, threads, ordered, before) as worker:
        return best([worker.run(sql, each) for _ in range(repeat)])


def command(arguments, repeat=1, **environment):
    """Runs a program; the best wall time, and the CPU time and peak memory of its children."""
    return best([run_program(arguments, **environment) for _ in range(repeat)])


def run_program(arguments, **environment):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [str(argument) for argument in arguments], check=True, capture_output=True, env={**os.environ, **environment}
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "mb": after.ru_maxrss / 1024}
