"""What plotsim_correlations expects is what corr() finds in the data."""

import itertools

import pytest

from plotsim_data import one, quoted, table

FAMILIES = {
    "normal": "{ sigma: 10, mu: 100 }",
    "lognorm": "{ s: 0.5, scale: 20 }",
    "beta": "{ alpha: 2, beta: 5 }",
    "poisson": "{ lambda: 5 }",
    "gamma": "{ shape: 2, scale: 3 }",
    "weibull": "{ shape: 1.5, scale: 7 }",
}

# Two metrics on a flat trajectory, so that every correlation is the coefficient's doing.
FLAT = """
domain: {{ name: d, description: d, entity_type: thing, entity_label: Things }}
time_window: {{ start: 2020-01, end: 2021-12, granularity: monthly }}
seed: 4
metrics:
  - {{ name: first, label: First, distribution: {a}, params: {pa}, polarity: positive }}
  - {{ name: second, label: Second, distribution: {b}, params: {pb}, polarity: positive }}
archetypes:
  - {{ name: level, label: Level, description: level, curve_segments: [{{ curve: plateau, params: {{ level: 0.5 }}, start_pct: 0, end_pct: 1 }}] }}
entities: [{{ name: one, archetype: level, size: 1 }}]
tables:
  - {{ name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{{ name: date_key, dtype: id, source: pk }}] }}
  - {{ name: dim_thing, type: dim, grain: per_entity, primary_key: thing_id, columns: [{{ name: thing_id, dtype: id, source: pk }}] }}
  - name: fct
    type: fact
    grain: per_entity_per_period
    primary_key: [date_key, thing_id]
    columns:
      - {{ name: date_key, dtype: id, source: "fk:dim_date.date_key" }}
      - {{ name: thing_id, dtype: id, source: "fk:dim_thing.thing_id" }}
      - {{ name: first, dtype: float, source: "metric:first" }}
      - {{ name: second, dtype: float, source: "metric:second" }}
correlations: [{{ metric_a: first, metric_b: second, coefficient: {r} }}]
output: {{ format: csv, directory: out }}
"""

# Many thousand cells; their correlation strays from its expectation by about 1 / sqrt(cells), more with heavy tails.
ENTITIES = 5000


def found(connection, config, fact, a, b, scale):
    return one(connection, f"SELECT corr({a}, {b}) FROM {table(config, fact, scale=scale)}")


def rows(connection, config):
    names = ["metric_a", "metric_b", "configured", "trajectory", "residual", "attainable_low", "attainable_high", "expected", "status"]
    query = f"SELECT {', '.join(names)} FROM plotsim_correlations({quoted(config)})"
    return [dict(zip(names, row)) for row in connection.execute(query).fetchall()]


@pytest.mark.parametrize("a, b", list(itertools.combinations_with_replacement(FAMILIES, 2)))
@pytest.mark.parametrize("r", [-0.7, 0.3])
def test_every_pair_of_families_keeps_its_coefficient(connection, a, b, r):
    config = FLAT.format(a=a, b=b, pa=FAMILIES[a], pb=FAMILIES[b], r=r)
    (pair,) = rows(connection, config)
    assert pair["attainable_low"] <= pair["expected"] <= pair["attainable_high"]
    if pair["attainable_low"] <= r <= pair["attainable_high"]:
        assert pair["expected"] == pytest.approx(r, abs=1e-3)
    assert found(connection, config, "fct", "first", "second", ENTITIES) == pytest.approx(pair["expected"], abs=0.015)


POOLED = """
about: Members
unit: member
window: [2022-01, 2023-12]
seed: 8
facts: wide
metrics:
  - { name: zeal, type: score, polarity: positive }
  - { name: visits, type: count, polarity: positive, range: [1, 12] }
  - { name: spend, type: amount, polarity: positive, range: [5, 120] }
  - { name: worry, type: index, polarity: negative, range: [0, 100] }
segments:
  - { name: keen, count: 100, archetype: growth }
  - { name: tired, count: 100, archetype: decline }
  - { name: even, count: 100, archetype: flat }
connections: [%s]
"""


def at_equal_position(connection, config, fact, a, b, scale):
    """The mean over segments and periods of the coefficient within them: what an analyst sees who compares like with like."""
    source = table(config, fact, scale=scale)
    trajectories = f"plotsim_trajectories({quoted(config)}, scale := {scale})"
    return one(
        connection,
        f"""WITH cells AS (SELECT corr({a}, {b}) AS r, count(*) AS n FROM {source} AS f JOIN (
              SELECT DISTINCT member_id, archetype FROM {trajectories}) AS t USING (member_id)
            GROUP BY archetype, date_key)
            SELECT sum(r * n) / sum(n) FROM cells WHERE NOT isnan(r)""",
    )


def test_pooled_coefficients_hold_in_the_table(connection):
    config = POOLED % "zeal mirrors visits, [zeal, 0.6, spend], zeal inverts worry"
    pairs = rows(connection, config)
    assert [pair["configured"] for pair in pairs] == [0.75, 0.6, -0.75]
    for pair in pairs:
        achieved = found(connection, config, "fct_member", pair["metric_a"], pair["metric_b"], 20)
        assert achieved == pytest.approx(pair["expected"], abs=0.015), pair
        within = at_equal_position(connection, config, "fct_member", pair["metric_a"], pair["metric_b"], 20)
        assert within == pytest.approx(pair["residual"], abs=0.02), pair
        if pair["status"] == "met":
            assert pair["expected"] == pytest.approx(pair["configured"], abs=1e-3), pair
        else:
            assert pair["status"] == "exceeded" and pair["residual"] == 0
            assert abs(pair["expected"]) > abs(pair["configured"]), pair


GYM = """
about: Members of a climbing gym
unit: member
window: ["2024-01", "2025-12", "monthly"]
seed: 7
facts: wide
metrics:
  - { name: energy, type: score, polarity: positive }
  - { name: spend, type: amount, polarity: positive, range: [10, 120] }
segments:
  - { name: regulars, count: 60, archetype: growth }
  - { name: drifters, count: 40, archetype: "growth > decline @ 8" }
"""


def test_a_word_never_turns_members_against_it(connection):
    """A wish that the trajectory exceeds adds nothing; only allow_reversal has the exact total."""
    scale = 100  # 240,000 rows: standard errors below 0.002.
    config = GYM + "connections: [spend related energy]\n"
    (pair,) = rows(connection, config)
    assert pair["status"] == "exceeded" and pair["residual"] == 0
    assert pair["trajectory"] == pytest.approx(0.58, abs=0.005)
    total = found(connection, config, "fct_member", "spend", "energy", scale)
    assert total == pytest.approx(pair["expected"], abs=0.004)
    assert at_equal_position(connection, config, "fct_member", "spend", "energy", scale) == pytest.approx(0, abs=0.01)
    ((severity, code, message),) = connection.execute(
        f"SELECT severity, code, message FROM plotsim_validate({quoted(config)})"
    ).fetchall()
    assert (severity, code) == ("note", "exceeded-correlation")
    exact = GYM + "connections: [[spend, 0.4, energy]]\nallow_reversal: true\n"
    (pair,) = rows(connection, exact)
    assert pair["status"] == "met" and pair["residual"] == pytest.approx(-0.655, abs=0.005)
    assert f"already at 0.58 from the shared trajectory; 0.4 would need {pair['residual']:.2f} at equal" in message
    assert found(connection, exact, "fct_member", "spend", "energy", scale) == pytest.approx(0.4, abs=0.004)
    within = at_equal_position(connection, exact, "fct_member", "spend", "energy", scale)
    assert within == pytest.approx(pair["residual"], abs=0.01)

    residual = GYM + "connections: [[spend, 0.4, energy]]\ncorrelation_scope: residual\n"
    within = at_equal_position(connection, residual, "fct_member", "spend", "energy", scale)
    assert within == pytest.approx(0.4, abs=0.005)


@pytest.mark.parametrize("wish", ["spend independent energy", "[spend, 0, energy]", "[spend, 0.05, energy]"])
def test_a_number_that_is_exceeded_is_a_warning_or_refused(connection, wish):
    config = GYM + f"connections: [{wish}]\n"
    (pair,) = rows(connection, config)
    assert (pair["status"], pair["residual"]) == ("exceeded", 0)
    for more, severity in (("", "warning"), ("on_infeasible: error\n", "error")):
        findings = connection.execute(f"SELECT severity, code FROM plotsim_validate({quoted(config + more)})").fetchall()
        assert findings == [(severity, "exceeded-correlation")]


def test_coefficients_that_no_data_has_are_refused(connection):
    triangle = "  - {{ name: {}, type: score, polarity: positive }}\n"
    config = GYM.replace("segments:", triangle.format("mood") + "segments:")
    config += "connections: [[spend, 0.9, energy], [energy, 0.9, mood], [mood, -0.9, spend]]\n"
    findings = connection.execute(f"SELECT severity, code FROM plotsim_validate({quoted(config)})").fetchall()
    assert findings == [("error", "impossible-correlations")]


@pytest.mark.parametrize("template", ["saas", "ecommerce", "healthcare", "education", "hr", "banking", "marketing"])
def test_templates_ask_for_what_they_can_have(connection, template):
    pairs = rows(connection, f"template:{template}")
    assert pairs and {pair["status"] for pair in pairs} == {"met"}
    assert all(pair["residual"] * pair["configured"] >= 0 for pair in pairs)
    told = connection.execute(f"SELECT code FROM plotsim_validate('template:{template}')").fetchall()
    # What a season does at the end of a range, and where parts of a value go, is no matter of correlations.
    assert {code for (code,) in told} <= {"held-at-bound", "lost-share"}


def test_a_coefficient_out_of_reach_is_replaced_and_told(connection):
    config = POOLED % "zeal inverts spend"
    (pair,) = rows(connection, config)
    assert pair["attainable_low"] > -0.75
    assert pair["expected"] == pytest.approx(pair["attainable_low"], abs=1e-3)
    achieved = found(connection, config, "fct_member", "zeal", "spend", 20)
    assert achieved == pytest.approx(pair["expected"], abs=0.015)
    warnings = connection.execute(f"SELECT severity, line FROM plotsim_validate({quoted(config)})").fetchall()
    assert warnings == [("warning", config.splitlines().index("connections: [zeal inverts spend]") + 1)]


def test_a_coefficient_out_of_reach_can_be_refused(connection):
    config = (POOLED % "zeal inverts spend") + "on_infeasible: error\n"
    findings = connection.execute(f"SELECT severity, message FROM plotsim_validate({quoted(config)})").fetchall()
    assert [severity for severity, _ in findings] == ["error"]


@pytest.mark.parametrize("template", ["saas", "ecommerce"])
def test_templates_achieve_what_they_expect(connection, template):
    """Pooled pairs of one fact, without the noise that comes on top of what is expected."""
    (text,) = connection.execute("SELECT yaml FROM plotsim_template(?)", [template]).fetchone()
    config = "\n".join(line for line in text.splitlines() if not line.startswith("noise:"))
    homes = dict(
        connection.execute(
            "SELECT name, min(\"table\") FROM plotsim_columns(?) WHERE \"table\" LIKE 'fct%' GROUP BY ALL", [config]
        ).fetchall()
    )
    pairs = [pair for pair in rows(connection, config) if homes[pair["metric_a"]] == homes[pair["metric_b"]]]
    # A metric with a condition hangs on a third value, and nothing is expected of its pairs.
    expected = [pair for pair in pairs if pair["expected"] is not None]
    assert expected and {pair["metric_a"] for pair in pairs if pair not in expected} <= {"basket"}
    for pair in expected:
        achieved = found(connection, config, homes[pair["metric_a"]], pair["metric_a"], pair["metric_b"], 30)
        assert achieved == pytest.approx(pair["expected"], abs=0.08), pair
