"""What columns that hang on others cost, against those that do not: CPU time on one thread."""

from datagen import quoted
from measure import Worker, turns

CONFIG = """types: native
seed: 42
datasets:
- name: p
  output: p
  num_rows: 20000
  columns:
  - {{ name: id, generator: {{ type: sequential_id }} }}
- name: kids
  output: kids
  columns:
  - {{ name: p_id, generator: {{ type: foreign_key, dataset: p, column: id, per_parent: {{ min: 3, max: 12 }} }} }}
  - {{ name: kid, generator: {{ type: sequential_id }} }}
- name: loose
  output: loose
  num_rows: 150000
  columns:
  - {{ name: p_id, generator: {{ type: foreign_key, dataset: p, column: id }} }}
  - {{ name: kid, generator: {{ type: sequential_id }} }}
- name: t
  output: t
  num_rows: {rows}
  columns:
  - {{ name: category, generator: {{ type: weighted_choice, values: {{ books: 5, toys: 3, food: 2 }} }} }}
  - {{ name: alone, generator: {{ type: log_normal, median: 2500, sigma: 1.2, max: 500000 }} }}
  - name: price
    generator:
      type: case
      of: category
      when:
      - {{ is: books, then: {{ type: log_normal, median: 2500, sigma: 1.2, max: 500000 }} }}
      - {{ is: toys, then: {{ type: log_normal, median: 900, sigma: 0.7, max: 500000 }} }}
      else: {{ type: log_normal, median: 300, sigma: 0.4, max: 500000 }}
  - {{ name: quantity, generator: {{ type: geometric, p: 0.5 }} }}
  - {{ name: unit, generator: {{ type: log_normal, median: 12.5, sigma: 0.6, max: 9999, decimals: 2 }} }}
  - {{ name: discount, generator: {{ type: uniform_float, min: 0, max: 0.3 }} }}
  - {{ name: total, sql: "round(quantity * unit * (1 - coalesce(discount, 0)), 2)" }}
  - {{ name: p_id, generator: {{ type: foreign_key, dataset: p, column: id }} }}
  - {{ name: kid, generator: {{ type: foreign_key, dataset: kids, column: kid, match: {{ p_id: p_id }} }} }}
  - {{ name: loose, generator: {{ type: foreign_key, dataset: loose, column: kid, match: {{ p_id: p_id }} }} }}
  - {{ name: plain, generator: {{ type: foreign_key, dataset: loose, column: kid }} }}
  - {{ name: at, generator: {{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-12-31T00:00:00 }} }}
  - {{ name: busy, generator: {{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-12-31T00:00:00, rhythm: retail }} }}
  - {{ name: zoned, generator: {{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-12-31T00:00:00, rhythm: retail, zone: Europe/Berlin }} }}
  - {{ name: name, generator: {{ type: person, field: name }} }}
  - {{ name: email, generator: {{ type: person, field: email }} }}
"""

# What is read, and what is read beside it that is not to be counted.
COLUMNS = {
    "alone": ["category"],
    "price": ["category"],
    "total": ["quantity", "unit", "discount"],
    "plain": ["p_id"],
    "kid": ["p_id"],
    "loose": ["p_id"],
    "at": [],
    "busy": [],
    "zoned": [],
    "name": [],
    "email": ["name"],
}

# A column, the one it is compared with, and how many times its cost it may take; or the nanoseconds it may take.
GOALS = [
    ("case over three log-normals", "price", "alone", 1.3),
    ("foreign_key with match, by structure", "kid", "plain", 1.5),
    ("foreign_key with match, by index", "loose", "plain", 4),
    ("timestamp with a rhythm", "busy", "at", 2),
    ("computed column of five operations", "total", None, 15),
    ("name of a person", "name", None, 60),
    ("e-mail beside the name", "email", None, 25),
]


def run(setting, report):
    rows = 1_000_000 if setting.quick else 4_000_000
    source = f"smelt_datagen('{quoted(CONFIG.format(rows=rows))}', 't')"
    sets = {tuple(beside) for beside in COLUMNS.values()}
    sets |= {(*beside, column) for column, beside in COLUMNS.items()}
    with Worker(setting.v1, threads=1) as worker:
        contenders = {}
        for columns in sorted(sets):
            counted = ", ".join(f"count({column})" for column in columns or ["*"])
            contenders[columns] = lambda counted=counted: worker.run(f"SELECT {counted} FROM {source}")
        found = turns(contenders, 5)
    cost = {
        column: (found[(*beside, column)]["cpu"] - found[tuple(beside)]["cpu"]) / rows * 1e9
        for column, beside in COLUMNS.items()
    }
    report.table(
        f"Columns that hang on others: {rows:,} rows, one thread, v1; what is beside is left out",
        ["column", "beside", "CPU ns/value"],
    )
    for column, beside in COLUMNS.items():
        report.row(column, ", ".join(beside) or "nothing", f"{cost[column]:.1f}", raw=found[(*beside, column)])
    for what, column, other, bound in GOALS:
        if other:
            report.goal(f"{what}, CPU against {other}", cost[column] / cost[other], bound, "×")
        else:
            report.goal(f"{what}, CPU, one thread", cost[column], bound, " ns", 1)
