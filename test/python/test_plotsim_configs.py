"""Configs as people write them: the short form, its defaults, the complete form, and what they find inside."""

import pytest

from plotsim_data import load, names, one, primary_keys, quoted, references, table

GYM = """
about: Members of a gym
unit: member
window: ["2023-01", "2024-06", "monthly"]
metrics:
  - { name: zeal, type: score, polarity: positive }
  - { name: visits, type: count, polarity: positive }
segments:
  - { name: regulars, count: 45, archetype: growth }
  - { name: resolvers, count: 35, archetype: decline }
seed: 11
"""


def test_a_short_config_gives_a_star(connection):
    assert names(connection, GYM) == ["dim_date", "dim_member", "fct_zeal", "fct_visits"]
    load(connection, GYM)
    sizes = [one(connection, f"SELECT count(*) FROM {name}") for name in names(connection, GYM)]
    assert sizes == [18, 80, 80 * 18, 80 * 18]
    assert primary_keys(connection, GYM)["fct_zeal"] == ["date_key", "member_id"]
    assert {(key.table, key.parent) for key in references(connection, GYM)} == {
        (fact, parent) for fact in ("fct_zeal", "fct_visits") for parent in ("dim_date", "dim_member")
    }
    columns = connection.execute("SELECT column_name FROM (DESCRIBE dim_member)").fetchall()
    assert columns == [("member_id",), ("member_name",)]
    assert one(connection, "SELECT min(member_id) FROM dim_member") == "m-001"


def test_metrics_move_with_the_segment(connection):
    load(connection, GYM)
    halves = connection.execute(
        """
        SELECT member_id <= 'm-045' AS regular, avg(zeal) FILTER (period_index >= 9) - avg(zeal) FILTER (period_index < 9),
               avg(visits) FILTER (period_index >= 9) - avg(visits) FILTER (period_index < 9)
        FROM fct_zeal JOIN fct_visits USING (date_key, member_id) JOIN dim_date USING (date_key)
        GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    (_, tired_zeal, tired_visits), (_, zeal, visits) = halves
    assert zeal > 0.4 and visits > 2
    assert tired_zeal < -0.25 and tired_visits < -1


def test_one_wide_fact_on_request(connection):
    config = GYM + "facts: wide\n"
    assert names(connection, config) == ["dim_date", "dim_member", "fct_member"]
    columns = connection.execute(f"DESCRIBE FROM {table(config, 'fct_member')}").fetchall()
    assert [column[0] for column in columns] == ["date_key", "member_id", "zeal", "visits"]
    load(connection, GYM)
    unequal = f"""
        SELECT count(*) FROM {table(config, 'fct_member')} w JOIN fct_zeal z USING (date_key, member_id)
        JOIN fct_visits v USING (date_key, member_id) WHERE w.zeal <> z.zeal OR w.visits <> v.visits
    """
    assert one(connection, unequal) == 0


def test_a_file_and_its_text_are_the_same_config(connection, tmp_path):
    path = tmp_path / "gym.yaml"
    path.write_text(GYM)
    assert connection.execute(f"FROM {table(path, 'fct_zeal')} EXCEPT FROM {table(GYM, 'fct_zeal')}").fetchall() == []


@pytest.mark.parametrize(
    "window, periods, first, label",
    [
        ("[2023-11, 2024-02]", 4, "2023-11-01", "2023-11"),
        ("{ start: 2023-01, end: 2023-02, every: weekly }", 10, "2022-12-26", "2022-W52"),
        ("{ start: 2024-02-27, end: 2024-03-02, every: daily }", 5, "2024-02-27", "2024-02-27"),
        ("{ start: 2024-02, end: 2024-02, every: daily }", 29, "2024-02-01", "2024-02-01"),
    ],
)
def test_windows(connection, window, periods, first, label):
    config = GYM.replace('["2023-01", "2024-06", "monthly"]', window)
    rows = connection.execute(
        f"SELECT date::VARCHAR, period_label, period_index FROM {table(config, 'dim_date')} ORDER BY period_index"
    ).fetchall()
    assert rows[0] == (first, label, 0)
    assert [row[2] for row in rows] == list(range(periods))


def test_values_stay_inside_their_range_and_off_its_ends(connection):
    config = """
about: Shops
unit: shop
window: [2020-01, 2021-12]
seed: 2
facts: wide
metrics:
  - { name: mood, type: score, polarity: positive }
  - { name: sales, type: amount, polarity: positive, range: [50, 5000] }
  - { name: price, type: amount, polarity: negative, range: [5, 20] }
  - { name: balance, type: index, polarity: positive, range: [-100, 100] }
  - { name: queue, type: amount, polarity: positive, range: [1, 60], distribution: gamma, distribution_params: { shape: 2 } }
  - { name: calls, type: count, polarity: negative, range: [1, 30] }
segments:
  - { name: up, count: 200, archetype: growth }
  - { name: down, count: 200, archetype: decline }
  - { name: low, count: 200, archetype: flat }
noise: { gaussian_sigma: 0 }
"""
    connection.execute(f"CREATE TEMP TABLE t AS FROM {table(config, 'fct_shop')}")
    for metric, (low, high) in {
        "mood": (0, 1), "sales": (50, 5000), "price": (5, 20), "balance": (-100, 100), "queue": (1, 60)
    }.items():
        least, most, at_ends = connection.execute(
            f"SELECT min({metric}), max({metric}), avg(({metric} IN ({low}, {high}))::INT) FROM t"
        ).fetchone()
        assert low <= least and most <= high, metric
        assert at_ends <= 0.01, metric
        assert most - least > 0.7 * (high - low), f"{metric} does not use its range"
    assert one(connection, "SELECT min(calls) FROM t") >= 0


def test_negative_metrics_mirror_positive_ones(connection):
    config = GYM + "facts: wide\n"
    config = config.replace("name: visits, type: count, polarity: positive", "name: visits, type: count, polarity: negative")
    assert one(connection, f"SELECT corr(zeal, visits) FROM {table(config, 'fct_member')}") < -0.4


def test_a_chain_of_lags_is_exact_where_nothing_is_random(connection):
    """Positions themselves: b reads a two periods ago, c reads b three before that."""
    config = """
domain: { name: d, description: d, entity_type: thing, entity_label: Things }
time_window: { start: 2020-01, end: 2021-12, granularity: monthly }
seed: 1
metrics:
  - { name: a, distribution: normal, params: { mu: 1, sigma: 0 }, polarity: positive }
  - { name: b, distribution: normal, params: { mu: 1, sigma: 0 }, polarity: positive, causal_lag: { driver: a, lag_periods: 2 } }
  - { name: c, distribution: normal, params: { mu: 1, sigma: 0 }, polarity: negative, causal_lag: { driver: b, lag_periods: 3 } }
archetypes:
  - name: rise
    curve_segments: [{ curve: linear, start_pct: 0, end_pct: 1 }]
entities: [{ name: only, archetype: rise, size: 1 }]
tables:
  - { name: dim_date, type: dim, grain: per_period, primary_key: date_key, columns: [{ name: date_key, dtype: id, source: pk }] }
  - { name: dim_thing, type: dim, grain: per_entity, primary_key: thing_id, columns: [{ name: thing_id, dtype: id, source: pk }] }
  - name: fct
    type: fact
    grain: per_entity_per_period
    primary_key: [date_key, thing_id]
    columns:
      - { name: date_key, dtype: id, source: "fk:dim_date.date_key" }
      - { name: thing_id, dtype: id, source: "fk:dim_thing.thing_id" }
      - { name: a, dtype: float, source: "metric:a" }
      - { name: b, dtype: float, source: "metric:b" }
      - { name: c, dtype: float, source: "metric:c" }
      - { name: a_before, dtype: float, source: "lag:a:periods:4" }
      - { name: a_before_or_now, dtype: float, source: "lag:a:periods:4:initial:current" }
output: { format: csv, directory: out }
"""
    rows = connection.execute(f"SELECT a, b, c, a_before, a_before_or_now FROM {table(config, 'fct')}").fetchall()
    assert len(rows) == 24
    for t, (a, b, c, a_before, a_before_or_now) in enumerate(rows):
        assert a == pytest.approx(t / 23)
        assert b == pytest.approx((t - 2 if t >= 2 else t) / 23)
        follows = t if t < 3 else (t - 3 if t - 3 < 2 else t - 5)
        assert c == pytest.approx(1 - follows / 23)
        assert a_before == (pytest.approx((t - 4) / 23) if t >= 4 else None)
        assert a_before_or_now == pytest.approx((t - 4 if t >= 4 else t) / 23)


def test_trajectories_are_the_curves(connection):
    """Growth over twelve months: 1 / (1 + exp(-6 (t - 1/2))) at t = 0, 1/11, … 1, stretched to run from 0 to 1."""
    growth = [0, 0.035, 0.0902, 0.1726, 0.2858, 0.4251, 0.5749, 0.7142, 0.8274, 0.9098, 0.965, 1]
    config = GYM.replace('["2023-01", "2024-06", "monthly"]', "[2023-01, 2023-12]")
    rows = connection.execute(
        f"SELECT position FROM plotsim_trajectories({quoted(config)}) WHERE entity = 'regulars_0007' ORDER BY period_index"
    ).fetchall()
    assert [position for (position,) in rows] == pytest.approx(growth, abs=1e-4)


def test_a_treatment_lifts_a_part_of_a_segment(connection):
    config = GYM.replace("archetype: growth }", "archetype: flat, treatment: { fraction: 0.4, lift_log_odds: 1.5, start_period: 9 } }")
    arms = connection.execute(
        f"""
        SELECT lifted, count(*), max(early), round(min(late), 4), round(max(late), 4) FROM (
            SELECT entity, max(zeal_position) FILTER (period_index < 9) AS early,
                   avg(zeal_position) FILTER (period_index >= 9) AS late, late > early AS lifted
            FROM plotsim_trajectories({quoted(config)}) WHERE entity LIKE 'regulars%' GROUP BY ALL
        ) GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    # 0.15 has log-odds of -1.7346; 1.5 more are a position of 0.4416. Two fifths of 45 entities are 18.
    assert arms == [(False, 27, 0.15, 0.15, 0.15), (True, 18, 0.15, 0.4416, 0.4416)]


def test_events_without_a_flag_column_happen(connection):
    config = GYM + """
dimensions: [{ name: dim_member, columns: [{ name: member_id, type: id }] }]
facts:
  - { name: fct_month, metrics: [zeal, visits], columns: [{ name: date_key, type: ref.dim_date }, { name: member_id, type: ref.dim_member }] }
events:
  - { name: evt_gone, trigger: threshold, metric: zeal, below: 0.3, for: 2, columns: [{ name: gone_id, type: id }, { name: member_id, type: ref.dim_member }, { name: date_key, type: ref.dim_date }] }
"""
    load(connection, config)
    assert one(connection, "SELECT count(*) FROM evt_gone") > 30
    assert one(connection, "SELECT count(*) = count(DISTINCT member_id) FROM evt_gone")
    assert one(connection, "SELECT min(gone_id) FROM evt_gone") == "g-00001"


def test_an_entity_dimension_may_refer_to_a_lookup(connection):
    config = GYM + """
dimensions:
  - { name: dim_club, reference: true, columns: [{ name: club_id, type: id }, { name: club, type: "static.east,west,north" }] }
  - { name: dim_member, columns: [{ name: member_id, type: id }, { name: club_id, type: ref.dim_club }] }
"""
    load(connection, config)
    assert one(connection, "SELECT count(DISTINCT club) FROM dim_member JOIN dim_club USING (club_id)") == 3
    assert one(connection, "SELECT count(*) FROM dim_member") == 80
