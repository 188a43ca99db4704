"""What a row and a value cost: CPU time on one thread."""

from datagen import WIDE_COLUMNS, quoted, scan
from measure import Worker, turns

METRICS = 5
PANEL = """about: A panel
unit: subject
window: {{start: "2023-01", end: "2024-12", every: weekly}}
seed: 5
facts: wide
metrics:
{metrics}
segments:
  - {{name: rising, count: {half}, archetype: growth}}
  - {{name: falling, count: {half}, archetype: decline}}
{connections}
"""


def panel(entities, kind, connected):
    metrics = "\n".join(
        f"  - {{name: m{index}, type: {kind}, polarity: positive{', range: [2, 90]' * (kind == 'amount')}}}"
        for index in range(METRICS)
    )
    pairs = "\n".join(f"  - [m{index}, 0.4, m{index + 1}]" for index in range(METRICS - 1))
    return PANEL.format(metrics=metrics, half=entities // 2, connections="connections:\n" + pairs if connected else "")


def run(setting, report):
    wide(setting, report)
    trajectories(setting, report)


def wide(setting, report):
    rows = 1_000_000 if setting.quick else 5_000_000
    source = scan("wide", rows)
    counts = ", ".join(f"count({name})" for name in WIDE_COLUMNS)
    read = {
        "count() of each column": f"SELECT {counts} FROM {{}}",
        "checksum of each column": "SELECT bit_xor(hash(COLUMNS(*))) FROM {}",
    }
    with Worker(setting.v1, threads=1, before=[f"CREATE TABLE equal AS FROM {source}"]) as worker:
        contenders = {}
        for how, sql in read.items():
            contenders[how] = lambda sql=sql: worker.run(sql.format(source))
            contenders[how + ", equal table"] = lambda sql=sql: worker.run(sql.format("equal"))
        found = turns(contenders, 7)
    report.table(
        f"A wide datagen row: {len(WIDE_COLUMNS)} columns, {rows:,} rows, one thread, v1",
        ["read by", "CPU ns/row", "over an equal table", "the difference"],
    )
    for how in read:
        ours, equal = (found[name]["cpu"] / rows * 1e9 for name in (how, how + ", equal table"))
        report.row(
            how,
            f"{ours:.0f}",
            f"{equal:.0f}",
            f"{ours - equal:.0f}",
            raw={"ours": found[how], "equal": found[how + ", equal table"]},
        )
        report.goal(f"wide datagen row, CPU, one thread, {how}", ours, 150, " ns", 0)


def trajectories(setting, report):
    entities = 10_000 if setting.quick else 50_000
    sql = "SELECT " + ", ".join(f"{{aggregate}}(m{index})" for index in range(METRICS)) + " FROM {source}"
    cases = {
        "scores, each drawn alone": ("score", False, 15),
        "skewed amounts, each drawn alone": ("amount", False, 15),
        "skewed amounts, correlated": ("amount", True, 40),
    }
    with Worker(setting.v1, threads=1) as worker:
        contenders = {}
        for case, (kind, connected, _) in cases.items():
            source = f"plotsim_table('{quoted(panel(entities, kind, connected))}', 'fct_subject')"
            rows = worker.rows(f"SELECT count(*) FROM {source}")[0][0]
            for aggregate in ("count", "sum"):
                statement = sql.format(aggregate=aggregate, source=source)
                contenders[case, aggregate] = lambda statement=statement: worker.run(statement)
        found = turns(contenders, 5)
    values = rows * METRICS
    report.table(
        f"A value of a metric: {METRICS} metrics, {rows:,} rows, one thread, v1; bind included",
        ["what", "count(): CPU ns/value", "sum(): CPU ns/value"],
    )
    for case, (_, _, bound) in cases.items():
        each = {aggregate: found[case, aggregate]["cpu"] / values * 1e9 for aggregate in ("count", "sum")}
        report.row(
            case,
            *(f"{value:.1f}" for value in each.values()),
            raw={aggregate: found[case, aggregate] for aggregate in each},
        )
        report.goal(f"trajectory value, CPU, one thread, {case}", each["count"], bound, " ns", 1)
