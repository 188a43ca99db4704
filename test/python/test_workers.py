"""Threads, interrupts and projects that are kept: what a call takes of the machine it runs on."""

import collections
import pathlib
import sys
import threading
import time

import duckdb
import pytest

TASKS = pathlib.Path("/proc/self/task")

# Twelve tables of the same work.
TWELVE = "datasets:\n" + "".join(
    f"  - {{ name: t{number}, output: t{number}, num_rows: 60000, columns: ["
    "{ name: id, generator: { type: sequential_id } }, { name: key, generator: { type: uuid } }, "
    "{ name: amount, generator: { type: log_normal, median: 100, sigma: 1, max: 10000 } }] }\n"
    for number in range(12)
)


def most_threads(work):
    """How many of this process's threads had each name at once, at most, while `work` ran."""
    most, over = collections.Counter(), threading.Event()

    def watch():
        while not over.is_set():
            names = collections.Counter()
            for task in TASKS.iterdir():
                try:
                    names[(task / "comm").read_text().strip()] += 1
                except OSError:
                    pass
            most.update({name: count - most[name] for name, count in names.items() if count > most[name]})
            time.sleep(0.0005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        over.set()
        watcher.join()
    return most


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("threads, own", [(1, 0), (8, 7)])
@pytest.mark.parametrize("setting", ["threads", "plotsim_threads"])
def test_a_check_uses_as_many_threads_as_it_may(connection, threads, own, setting):
    connection.execute("SET threads = 8")
    connection.execute(f"SET {setting} = {threads}")
    check = "SELECT count(*) FROM plotsim_check('template:saas', scale := 30)"
    most = most_threads(lambda: connection.execute(check).fetchall())
    assert most["plotsim"] == own, most


def test_an_interrupt_ends_a_check_within_the_work_of_a_table(connection):
    check = "FROM plotsim_check(?)"
    begun = time.monotonic()
    assert len(connection.execute(check, [TWELVE]).fetchall()) > 24
    whole = time.monotonic() - begun
    timer = threading.Timer(whole / 12, connection.interrupt)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(duckdb.InterruptException):
        connection.execute(check, [TWELVE]).fetchall()
    timer.join()
    assert time.monotonic() - begun < whole / 2


def test_a_file_that_was_edited_is_read_anew(connection, tmp_path):
    config = tmp_path / "config.yaml"
    rows = "SELECT count(*) FROM plotsim_table(?, 't0')"
    config.write_text(TWELVE)
    assert connection.execute(rows, [str(config)]).fetchone() == (60000,)
    config.write_text(TWELVE.replace("60000", "60001"))
    assert connection.execute(rows, [str(config)]).fetchone() == (60001,)
    assert connection.execute(rows.replace("'t0'", "'t0', scale := 0.5"), [str(config)]).fetchone() == (30000,)


def test_eight_references_bind_in_little_more_time_than_one(connection):
    tables = [name for (name,) in connection.execute("SELECT name FROM plotsim_tables('template:ecommerce')").fetchall()]

    def bind(count, scale):
        reads = [f"(SELECT 1 FROM plotsim_table('template:ecommerce', '{name}', scale := {scale}))" for name in tables]
        begun = time.perf_counter()
        connection.execute("EXPLAIN " + " UNION ALL ".join(reads[:count])).fetchall()
        return time.perf_counter() - begun

    # A scale of its own makes each config one that was not read before.
    one = min(bind(1, 2 + number / 64) for number in range(5))
    eight = min(bind(8, 3 + number / 64) for number in range(5))
    assert len(tables) >= 8
    assert eight < 1.5 * one, (eight, one)
