#!/usr/bin/env python3
"""How near the data is to the config: correlations of every pair of families in both scopes, laws, lags, noise.

Prints the tables of docs/fidelity.md. In that of correlations each figure is the largest |achieved − wanted| over four coefficients, ±0.3 and ±0.7, in 144,000 cells of two
metrics; where a coefficient cannot be attained, the attainable one that plotsim_correlations names is what is wanted.
"""

import itertools
import pathlib
import sys

import duckdb
import numpy
from scipy import stats

from report import Report
from setting import Setting

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
    metrics = "\n".join(
        f"  - {{name: {name}, label: {name}, polarity: positive, {FAMILIES[family]}}}"
        for name, family in (("a", a), ("b", b))
    )
    archetypes = "\n".join(
        f"  - {{name: k{index}, label: k, description: k, curve_segments: [{curve}]}}"
        for index, curve in enumerate(CURVES[scope])
    )
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
    largest, other = 0.0, 0
    for coefficient in (-0.7, -0.3, 0.3, 0.7):
        text = config(a, b, coefficient, scope).replace("'", "''")
        expected, status = connection.execute(f"SELECT expected, status FROM plotsim_correlations('{text}')").fetchone()
        (achieved,) = connection.execute(f"SELECT corr(a, b) FROM plotsim_table('{text}', 'fct')").fetchone()
        wanted = coefficient if status == "met" else expected
        other += status != "met"
        largest = max(largest, abs(achieved - wanted))
    return f"{largest:.4f}" + (f" ({other} not met)" if other else "")


def correlations(connection, report):
    report.table("Largest error of a correlation", ["pair", "fixed position", "moving trajectories, whole table"])
    for a, b in itertools.combinations_with_replacement(FAMILIES, 2):
        report.row(f"{a} × {b}", worst(connection, a, b, "residual"), worst(connection, a, b, "pooled"))


# The law of each family above at the fixed position 0.5, for scipy.
LAWS = {
    "normal": lambda: stats.norm(50, 10),
    "lognorm": lambda: stats.lognorm(0.5, scale=20),
    # The draw is moved so that its mean is the centre; what leaves [0, 1] is set to its end.
    "beta": lambda: stats.beta(2, 5, loc=0.5 - 2 / 7),
    "poisson": lambda: stats.poisson(5),
    "gamma": lambda: stats.gamma(2, scale=1.5),
    "weibull": lambda: stats.weibull_min(1.5, scale=4),
}


def marginals(connection, report):
    report.table("Laws at a fixed position", ["family", "statistic", "p-value"])
    for seed, family in enumerate(FAMILIES, 1):
        # A seed for each, since equal seeds draw from all families at equal scores.
        text = config(family, "normal", 0.0, "residual").replace("seed: 1\n", f"seed: {seed}\n").replace("'", "''")
        values = connection.execute(f"SELECT a FROM plotsim_table('{text}', 'fct')").fetchnumpy()["a"]
        law = LAWS[family]()
        if family == "poisson":
            counts = numpy.bincount(values.astype(int), minlength=20)
            expected = law.pmf(numpy.arange(len(counts))) * len(values)
            keep = expected >= 5
            observed = numpy.append(counts[keep], counts[~keep].sum())
            wanted = numpy.append(expected[keep], len(values) - expected[keep].sum())
            found = stats.chisquare(observed, wanted)
            name = f"χ² = {found.statistic:.1f} in {len(wanted) - 1} degrees of freedom"
        else:
            inside = values[(values > 0) & (values < 1)] if family == "beta" else values
            low, high = (law.cdf(0), law.cdf(1)) if family == "beta" else (0.0, 1.0)
            found = stats.kstest(inside, lambda x: (law.cdf(x) - low) / (high - low))
            name = f"D = {found.statistic:.5f}"
        report.row(family, name, f"{found.pvalue:.2f}")


COURSES = {
    "sigmoid": "{curve: sigmoid, params: {midpoint: 0.5, steepness: 6}, start_pct: 0, end_pct: 1}",
    "oscillating, 10 cycles": "{curve: oscillating, params: {period: 10, amplitude: 0.45, center: 0.5}, start_pct: 0, end_pct: 1}",
    "sawtooth, 8 cycles": "{curve: sawtooth, params: {period: 8}, start_pct: 0, end_pct: 1}",
    "step": "{curve: step, params: {threshold: 0.5, before: 0.9, after: 0.1}, start_pct: 0, end_pct: 1}",
}


def lagged(course, lag):
    return f"""domain: {{name: d, description: d, entity_type: e, entity_label: E}}
time_window: {{start: "2010-01", end: "2019-12", granularity: monthly}}
seed: 1
metrics:
  - {{name: a, label: a, polarity: positive, distribution: lognorm, params: {{s: 0.5, scale: 40}}}}
  - {{name: b, label: b, polarity: positive, distribution: poisson, params: {{lambda: 5}}, causal_lag: {{driver: a, lag_periods: {lag}, blend_weight: 1}}}}
archetypes:
  - {{name: k, label: k, description: k, curve_segments: [{COURSES[course]}]}}
entities:
  - {{name: e, archetype: k, size: 1}}
{"".join(f"  - {{name: e{i}, archetype: k, size: 1}}{chr(10)}" for i in range(99))}output: {{format: csv, directory: out}}
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


def lags(connection, report):
    title = (
        "The lag with the strongest correlation: the median over 100 entities, and in brackets that of the mean series"
    )
    report.table(title, ["course of the driver", "1", "2", "5", "10", "30"])
    for course in COURSES:
        cells = []
        for lag in (1, 2, 5, 10, 30):
            text = lagged(course, lag).replace("'", "''")
            rows = connection.execute(
                f"SELECT a, b FROM plotsim_table('{text}', 'fct') ORDER BY e_id, date_key"
            ).fetchnumpy()
            a, b = (numpy.asarray(rows[name], dtype=float).reshape(100, 120) for name in "ab")
            most = max(2 * lag, lag + 3)
            strongest = lambda x, y: max(
                range(most + 1), key=lambda k: abs(numpy.corrcoef(x[: len(x) - k], y[k:])[0, 1])
            )
            single = int(numpy.median([strongest(x, y) for x, y in zip(a, b)]))
            cells.append(f"{single} ({strongest(a.mean(0), b.mean(0))})")
        report.row(course, *cells)


def noise(connection, report):
    report.table("Noise", ["what", "configured", "found"])
    text = config("normal", "normal", 0.0, "residual")
    clean = connection.execute(
        f"SELECT a FROM plotsim_table('{text.replace(chr(39), chr(39) * 2)}', 'fct')"
    ).fetchnumpy()["a"]
    settings = {
        "error relative to the value, SD": ("gaussian_sigma: 0.2", lambda x: (x / clean - 1).std(), 0.2),
        "share of outliers": ("outlier_rate: 0.05", lambda x: (x != clean).mean(), 0.05),
        "least and greatest factor of outliers": (
            "outlier_rate: 0.05",
            lambda x: "{:.2f}, {:.2f}".format(
                *(numpy.abs(x / clean)[x != clean].min(), numpy.abs(x / clean)[x != clean].max())
            ),
            "3, 10",
        ),
        "share of missing values": ("mcar_rate: 0.05", lambda x: numpy.ma.getmaskarray(x).mean(), 0.05),
    }
    for what, (setting, measure, configured) in settings.items():
        noisy = text.replace("output:", f"noise: {{{setting}}}\noutput:", 1).replace("'", "''")
        found = measure(connection.execute(f"SELECT a FROM plotsim_table('{noisy}', 'fct')").fetchnumpy()["a"])
        report.row(what, configured, found if isinstance(found, str) else f"{found:.4f}")


def run(setting, report):
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"LOAD '{setting.v1}'")
    for table in (correlations, marginals, lags, noise):
        table(connection, report)


if __name__ == "__main__":
    run(Setting(v1=pathlib.Path(sys.argv[1]).resolve()), Report(None))
