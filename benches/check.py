"""How fast plotsim_check is: 50,000 entities in 106 weeks with three metrics, one of which follows another.

`run.py --only check` runs it: seconds for reading the fact alone and for checking everything.
"""

from datagen import quoted
from measure import Worker, turns
from report import seconds

CONFIG = """
about: A bench
unit: customer
window: { start: "2023-01-02", end: "2025-01-12", every: weekly }
seed: 1
metrics:
  - { name: interest, type: score, polarity: positive }
  - { name: visits, type: count, polarity: positive, range: [1, 20] }
  - { name: revenue, type: amount, polarity: positive, range: [10, 900], follows: interest, delay: 4 }
segments:
  - { name: rising, count: 25000, archetype: growth }
  - { name: falling, count: 25000, archetype: decline }
connections:
  - [interest, 0.8, visits]
dimensions:
  - name: dim_customer
    columns:
      - { name: customer_id, type: id }
facts:
  - name: fct_week
    columns:
      - { name: date_key, type: ref.dim_date }
      - { name: customer_id, type: ref.dim_customer }
      - { name: interest, type: metric.interest }
      - { name: visits, type: metric.visits }
      - { name: revenue, type: metric.revenue }
"""


def run(setting, report):
    config = quoted(CONFIG)
    with Worker(setting.v1) as worker:
        rows = worker.rows(f"SELECT rows FROM plotsim_tables('{config}') WHERE name = 'fct_week'")[0][0]
        check = f"FROM plotsim_check('{config}')"
        # The first call says whether this extension has the function, and what does not pass.
        outcomes = worker.rows(check)
        found = turns(
            {
                "reading the fact": lambda: worker.run(
                    f"SELECT count(COLUMNS(*)) FROM plotsim_table('{config}', 'fct_week')"
                ),
                "plotsim_check": lambda: worker.run(check),
            }
        )
    report.table(
        f"plotsim_check of 50,000 entities × 106 weeks × 3 metrics, {rows:,} rows, 2 threads",
        ["what", "wall", "CPU", "CPU ns/row"],
    )
    for what, result in found.items():
        report.row(
            what, seconds(result["wall"]), seconds(result["cpu"]), f"{result['cpu'] / rows * 1e9:.0f}", raw=result
        )
    for outcome in outcomes:
        if outcome[2] != "pass":
            report.line(f"\nnot passed: {outcome}")
    report.goal(
        "plotsim_check of 50,000 × 106 weeks × 3 metrics, 2 threads, wall", found["plotsim_check"]["wall"], 3, " s"
    )
