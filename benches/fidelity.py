#!/usr/bin/env python3
"""How near the correlations in the data are to the configured ones: every pair of families, in both scopes.

Prints one table. Each figure is the largest |achieved − wanted| over four coefficients, ±0.3 and ±0.7, in 144,000 cells of two
metrics; where a coefficient cannot be attained, the attainable one that plotsim_correlations names is what is wanted.
"""

import itertools
import sys

import duckdb

FAMILIES = {
    "normal": "distribution: normal, params: {mu: 100, sigma: 10}",
    "lognorm": "distribution: lognorm, params: {s: 0.5, scale: 40}",
    "beta": "distribution: beta, params: {alpha: 2, beta: 5}, value_range: {min: 0, max: 1}",
    "poisson": "distribution: poisson, params: {lambda: 10}",
    "gamma": "distribution: gamma, params: {shape: 2, scale: 3}",
    "weibull": "distribution: weibull, params: {shape: 1.5, scale: 8}",
}
CURVES = {
    # One fixed position, as plotsim's own figures are measured.
    "residual": ["{curve: plateau, params: {level: 0.5}, start_pct: 0, end_pct: 1}"] * 2,
    # Two moving trajectories.
    "pooled": [
        "{curve: linear, params: {start: 0.2, end: 0.9}, start_pct: 0, end_pct: 1}",
        "{curve: exp_decay, params: {rate: 1.5}, start_pct: 0, end_pct: 1}",
    ],
}


def config(a, b, coefficient, scope):
    metrics = "\n".join(f"  - {{name: {name}, label: {name}, polarity: positive, {FAMILIES[family]}}}" for name, family in (("a", a), ("b", b)))
    archetypes = "\n".join(f"  - {{name: k{index}, label: k, description: k, curve_segments: [{curve}]}}" for index, curve in enumerate(CURVES[scope]))
    entities = "\n".join(f"  - {{name: e{index}, archetype: k{index % 2}, size: 1}}" for index in range(200))
    return f"""domain: {{name: d, description: d, entity_type: e, entity_label: E}}
time_window: {{start: "1960-01", end: "2019-12", granularity: monthly}}
seed: 1
correlation_scope: {scope}
metrics:
{metrics}
archetypes:
{archetypes}
entities:
{entities}
correlations: [{{metric_a: a, metric_b: b, coefficient: {coefficient}}}]
output: {{format: csv, directory: out}}
tables:
  - {{name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{{name: date_key, dtype: id, source: pk}}]}}
  - {{name: dim_e, type: dim, grain: per_entity, primary_key: e_id, columns: [{{name: e_id, dtype: id, source: pk}}]}}
  - name: fct
    type: fact
    grain: per_entity_per_period
    primary_key: [date_key, e_id]
    columns:
      - {{name: date_key, dtype: id, source: "fk:dim_date.date_key"}}
      - {{name: e_id, dtype: id, source: "fk:dim_e.e_id"}}
      - {{name: a, dtype: float, source: "metric:a"}}
      - {{name: b, dtype: float, source: "metric:b"}}
"""


def worst(connection, a, b, scope):
    largest, unattainable = 0.0, 0
    for coefficient in (-0.7, -0.3, 0.3, 0.7):
        text = config(a, b, coefficient, scope).replace("'", "''")
        expected, status = connection.execute(f"SELECT expected, status FROM plotsim_correlations('{text}')").fetchone()
        achieved, = connection.execute(f"SELECT corr(a, b) FROM plotsim_table('{text}', 'fct')").fetchone()
        wanted = coefficient if status == "met" else expected
        unattainable += status != "met"
        largest = max(largest, abs(achieved - wanted))
    return f"{largest:.4f}" + (f" ({unattainable} unattainable)" if unattainable else "")


def main(extension):
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"LOAD '{extension}'")
    print("| pair | fixed position | moving trajectories, whole table |\n|---|---:|---:|")
    for a, b in itertools.combinations_with_replacement(FAMILIES, 2):
        print(f"| {a} × {b} | {worst(connection, a, b, 'residual')} | {worst(connection, a, b, 'pooled')} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
