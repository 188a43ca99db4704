"""The plotsim language against plotsim itself, whose own limits end long before ours."""

import json
import pathlib
import shutil
import subprocess
import sys

from measure import command, query

MEMBERS = """about: Members of a gym
unit: member
window: {start: "2023-01", end: "2024-12", every: monthly}
seed: 11
metrics:
  - {name: energy, type: score, polarity: positive}
  - {name: visits, type: count, polarity: positive}
  - {name: spend, type: amount, polarity: positive, range: [5, 240]}
  - {name: mood, type: index, polarity: positive, range: [20, 80]}
  - {name: complaints, type: count, polarity: negative}
  - {name: referrals, type: count, polarity: positive}
  - {name: strain, type: score, polarity: negative}
segments:
  - {name: keen, count: 40, archetype: growth}
  - {name: fading, count: 35, archetype: decline}
  - {name: steady, count: 25, archetype: flat}
connections:
  - [energy, 0.5, spend]
  - [energy, -0.4, strain]
facts:
  - name: fct_month
    columns:
      - {name: date_key, type: ref.dim_date}
      - {name: member_id, type: ref.dim_member}
      - {name: energy, type: metric.energy}
      - {name: visits, type: metric.visits}
      - {name: spend, type: metric.spend}
      - {name: mood, type: metric.mood}
      - {name: complaints, type: metric.complaints}
      - {name: referrals, type: metric.referrals}
      - {name: strain, type: metric.strain}
dimensions:
  - name: dim_member
    columns:
      - {name: member_id, type: id}
      - {name: member_name, type: faker.name}
events:
  - name: evt_visit
    trigger: proportional
    driver: visits
    scale: 1.0
    columns:
      - {name: visit_id, type: id}
      - {name: member_id, type: ref.dim_member}
      - {name: date_key, type: ref.dim_date}
      - {name: at, type: timestamp}
"""


def panel(per_segment, segments, window, lag=True):
    follows = ", follows: activity, delay: 2" if lag else ""
    listed = "\n".join(
        f"  - {{name: s{index}, count: {per_segment}, archetype: {['growth', 'decline', 'flat', 'accelerating'][index % 4]}}}"
        for index in range(segments)
    )
    return f"""about: A panel
unit: subject
window: {window}
seed: 5
metrics:
  - {{name: activity, type: score, polarity: positive}}
  - {{name: spend, type: amount, polarity: positive, range: [2, 90]}}
  - {{name: tickets, type: count, polarity: negative{follows}}}
segments:
{listed}
"""


MONTHS = '{start: "2023-01", end: "2024-12", every: monthly}'
WEEKS = '{start: "2023-01", end: "2024-12", every: weekly}'
DAYS = '{start: "2023-01", end: "2024-12", every: daily}'
FIVE = [
    "{name: a, type: score, polarity: positive}",
    "{name: b, type: amount, polarity: positive, range: [2, 90]}",
    "{name: c, type: count, polarity: negative}",
    "{name: d, type: index, polarity: positive, range: [10, 60]}",
    "{name: e, type: score, polarity: negative}",
]


def read_all(extension, text, work, scale=1, threads=2):
    """Reads every table of a config in one statement each, from a cold LOAD on; gives the whole time."""
    path = pathlib.Path(work, "ours.yaml")
    path.write_text(text)
    program = f"""
import duckdb, json, resource, time
connection = duckdb.connect(config={{"allow_unsigned_extensions": "true", "threads": "{threads}"}})
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
cpu, wall = time.process_time(), time.perf_counter()
connection.execute("LOAD '{extension}'")
for name, in connection.execute("SELECT name FROM plotsim_tables('{path}')").fetchall():
    connection.execute(f"SELECT bit_xor(hash(t)) FROM plotsim_table('{path}', '{{name}}', scale := {scale}) t").fetchall()
print(json.dumps({{"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024}}))
"""
    best = None
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        result = json.loads(done.stdout)
        best = result if best is None or result["wall"] < best["wall"] else best
    return best


def theirs(peer, text, work):
    path = pathlib.Path(work, "theirs.yaml")
    path.write_text(text)
    return command([peer, "run", str(path), "-o", f"{work}/theirs", "--quiet"], PLOTSIM_ALLOW_LARGE_DATASET="1")


def run(setting, report):
    report.table(
        "The plotsim language, against plotsim in Python",
        ["what", "entities", "plotsim for DuckDB", "plotsim", "plotsim / ours", "expected"],
    )
    for what, rows, ours, measure, other, goal in measurements(
        setting.v1, setting.peers / "plotsim", setting.emptied(), setting.quick
    ):
        report.compared(what, rows, ours, measure, other, goal)


def measurements(extension, peer, work, quick):
    """(what, entities, ours, the measure that counts, theirs, what is expected) of each; plotsim's own minutes are not for a quick run."""
    yield (
        "100 entities × 24 months, 7 metrics, events: LOAD to last row",
        100,
        read_all(extension, MEMBERS, work),
        "wall",
        theirs(peer, MEMBERS, work),
        "< 50 ms, ≥ 200×",
    )
    text = panel(5000, 2, MONTHS)
    yield (
        "10 k entities × 24 months, with lag",
        10_000,
        read_all(extension, text, work),
        "wall",
        None if quick else theirs(peer, text, work),
        "< 0.1 s, ≥ 1000×",
    )
    yield (
        "1 k entities × 106 weeks × 3 metrics, with lag",
        1_000,
        read_all(extension, panel(500, 2, WEEKS), work),
        "wall",
        theirs(peer, panel(500, 2, WEEKS), work),
        "",
    )
    yield (
        "50 k entities × 106 weeks × 3 metrics, with lag",
        50_000,
        read_all(extension, panel(5000, 10, WEEKS), work),
        "wall",
        None,
        "< 1 s",
    )
    if quick:
        return
    daily = f"about: A long panel\nunit: subject\nwindow: {DAYS}\nseed: 5\nfacts: wide\nmetrics:\n" + "".join(
        f"  - {metric}\n" for metric in FIVE
    )
    daily += "segments:\n" + "".join(
        f"  - {{name: s{index}, count: 5000, archetype: {['growth', 'decline'][index % 2]}}}\n" for index in range(20)
    )
    path = pathlib.Path(work, "daily.yaml")
    path.write_text(daily)
    sql = f"SELECT sum(a), sum(b), sum(c), sum(d), sum(e) FROM plotsim_table('{path}', 'fct_subject')"
    yield (
        "100 k entities × 731 days × 5 metrics: scan, wall",
        100_000,
        query(extension, sql, repeat=1),
        "wall",
        None,
        "≥ 25 M values/s/core",
    )
    yield (
        "100 k entities × 731 days × 5 metrics: scan, memory",
        100_000,
        query(extension, sql, repeat=1),
        "mb",
        None,
        "< 300 MB",
    )
    shutil.rmtree(work, ignore_errors=True)
