"""What is wrong with a config is told at once: every problem, with its place in the text and a hint."""

import duckdb
import pytest

from plotsim_data import quoted, table

GOOD = """about: Members
unit: member
window: [2023-01, 2024-06]
metrics:
  - { name: zeal, type: score, polarity: positive }
  - { name: visits, type: count, polarity: positive, follows: zeal, delay: 2 }
segments:
  - { name: keen, count: 30, archetype: growth }
  - { name: tired, count: 20, archetype: decline }
"""

# What replaces what, and the finding: code, line, the text at whose first character the column points, part of the message.
MISTAKES = [
    ("unit: member\n", "unit: member\ncolour: red\n", "unknown-key", "red", "colour"),
    ("type: score", "type: skore", "unknown-word", "skore", "skore"),
    ("polarity: positive }\n  - { name: visits", "polarity: up }\n  - { name: visits", "unknown-word", "up", "up"),
    ("follows: zeal", "follows: zeel", "unknown-metric", "zeel", "zeel"),
    ("archetype: growth", "archetype: grow", None, "grow ", "grow"),
    ("archetype: decline", "archetype: growth > decline @ 99", None, "99", "99"),
    ("archetype: decline", "archetype: growth + decline", None, "+ decline", "+"),
    ("count: 30", "count: -3", "out-of-range", "-3", "-3"),
    ("count: 30", "count: many", "wrong-type", "many", "many"),
    ("[2023-01, 2024-06]", "[2023-13, 2024-06]", "bad-date", "2023-13", "2023-13"),
    ("[2023-01, 2024-06]", "[2024-06, 2023-01]", "bad-window", "2023-01]", None),
    ("type: score,", "type: amount,", "missing-key", None, "range"),
    (", delay: 2", "", None, None, "delay"),
    ("name: tired", "name: keen", "duplicate-name", None, "keen"),
]


def place(config, text):
    """Line and column, from 1, at which a text begins."""
    before = config[: config.index(text)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("old, new, code, at, part", MISTAKES, ids=[mistake[1].strip()[:40] for mistake in MISTAKES])
def test_a_mistake_is_found_in_its_place(connection, old, new, code, at, part):
    assert old in GOOD
    config = GOOD.replace(old, new)
    findings = connection.execute(
        f"SELECT code, line, \"column\", message, coalesce(hint, '') FROM plotsim_validate({quoted(config)}) WHERE severity = 'error'"
    ).fetchall()
    assert len(findings) == 1, findings
    ((found, line, column, message, hint),) = findings
    if code:
        assert found == code
    if at:
        assert (line, column) == place(config, at)
    if part:
        assert part in message + hint
    with pytest.raises(duckdb.Error) as error:
        connection.execute(f"FROM {table(config, 'fct_zeal')}")
    assert f"<inline>:{line}:{column}: " in str(error.value)


def test_all_mistakes_come_together(connection):
    config = GOOD
    for old, new, *_ in (MISTAKES[1], MISTAKES[3], MISTAKES[7]):
        config = config.replace(old, new)
    with pytest.raises(duckdb.Error, match="3 problems"):
        connection.execute(f"FROM {table(config, 'fct_zeal')}")


def test_a_circle_of_lags_is_refused(connection):
    config = GOOD.replace("type: score, polarity: positive", "type: score, polarity: positive, follows: visits, delay: 1")
    rows = connection.execute(f"SELECT code, message FROM plotsim_validate({quoted(config)})").fetchall()
    assert [code for code, _ in rows] == ["lag-cycle"]
    assert "zeal" in rows[0][1] and "visits" in rows[0][1]


@pytest.mark.parametrize("function", ["plotsim_table({}, 'fct_zeel')"])
def test_an_unknown_table_is_named_with_a_hint(connection, function):
    with pytest.raises(duckdb.Error, match="did you mean 'fct_zeal'"):
        connection.execute(f"FROM {function.format(quoted(GOOD))}")


ENGINE = """domain: {{ name: d, description: d, entity_type: thing, entity_label: Things }}
time_window: {{ start: 2020-01, end: 2020-12, granularity: monthly }}
seed: 1
metrics:
  - {{ name: a, distribution: {distribution}, params: {params}, polarity: positive }}
archetypes:
  - name: rise
    curve_segments:
      - {{ curve: {curve}, params: {curve_params}, start_pct: 0, end_pct: {end} }}
      - {{ curve: plateau, start_pct: 0.5, end_pct: 1 }}
entities: [{{ name: only, archetype: {archetype}, size: 1 }}]
tables:
  - {{ name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{{ name: date_key, dtype: id, source: pk }}] }}
  - name: dim_thing
    type: dim
    grain: per_entity
    primary_key: thing_id
    columns:
      - {{ name: thing_id, dtype: id, source: pk }}
      - {{ name: text, dtype: string, source: "{source}" }}
output: {{ format: csv, directory: out }}
"""
FINE = dict(distribution="gamma", params="{ shape: 2 }", curve="linear", curve_params="{}", end="0.5", archetype="rise",
            source="generated:faker.name")


@pytest.mark.parametrize(
    "wrong, at",
    [
        (dict(distribution="cauchy"), "cauchy"),
        (dict(params="{ scale: 2 }"), "{ scale"),
        (dict(params="{ shape: -1 }"), "-1 }"),
        (dict(curve="parabola"), "parabola"),
        (dict(curve_params="{ slope: 2 }"), "2 }, start"),
        (dict(end="0.4"), None),
        (dict(archetype="fall"), "fall"),
        (dict(source="generated:faker.nme"), "nme"),
        (dict(source="metric:a"), None),
        (dict(source="fk:dim_place.place_id"), "dim_place"),
        (dict(source="fk:dim_date.day"), None),
        (dict(source="derived:shoe_size"), "shoe_size"),
    ],
    ids=lambda wrong: next(iter(wrong.values())) if isinstance(wrong, dict) else "",
)
def test_mistakes_of_the_complete_form_are_found_at_load(connection, wrong, at):
    assert connection.execute(f"FROM plotsim_validate({quoted(ENGINE.format(**FINE))})").fetchall() == []
    config = ENGINE.format(**(FINE | wrong))
    rows = connection.execute(f"SELECT line, \"column\" FROM plotsim_validate({quoted(config)}) WHERE severity = 'error'").fetchall()
    assert len(rows) == 1, rows
    if at:
        assert rows[0] == place(config, at)
