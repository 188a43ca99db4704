"""A table is a pure function of config and seed: how it is read changes nothing, what it is made from does."""

import duckdb
import pytest

from plotsim_data import TEMPLATES, fingerprint, names, one, table


@pytest.fixture(params=TEMPLATES)
def config(request):
    return f"template:{request.param}"


def prints(connection, config, **options):
    return {name: fingerprint(connection, table(config, name, **options)) for name in names(connection, config)}


def test_threads_change_nothing(connection, config):
    connection.execute("SET threads = 1")
    alone = prints(connection, config, scale=10)
    connection.execute("SET threads = 8")
    assert prints(connection, config, scale=10) == alone


def test_order_is_kept_with_any_number_of_threads(connection):
    tapes = []
    for threads in (1, 8):
        connection.execute(f"SET threads = {threads}")
        connection.execute(f"CREATE OR REPLACE TABLE t AS FROM {table('template:saas', 'evt_login', scale=20)}")
        tapes.append(one(connection, "SELECT md5(string_agg(login_id, ',' ORDER BY rowid)) FROM t"))
    assert tapes[0] == tapes[1]


def test_columns_read_alone_are_the_same(connection, config):
    for name in names(connection, config):
        source = table(config, name)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE whole AS FROM {source}")
        for (column,) in connection.execute("SELECT column_name FROM (DESCRIBE whole)").fetchall():
            alone = connection.execute(f"SELECT {column} FROM {source}").fetchall()
            assert alone == connection.execute(f"SELECT {column} FROM whole").fetchall(), f"{name}.{column}"


def test_counting_agrees_with_reading(connection, config):
    for name in names(connection, config):
        counted = one(connection, f"SELECT count(*) FROM {table(config, name)}")
        assert counted == len(connection.execute(f"FROM {table(config, name)}").fetchall()), name


def test_shards_in_order_are_the_whole(connection, config):
    for name in names(connection, config):
        whole = connection.execute(f"FROM {table(config, name)}").fetchall()
        parts = [
            row
            for shard in range(3)
            for row in connection.execute(f"FROM {table(config, name, shard=shard, shards=3)}").fetchall()
        ]
        assert parts == whole, name


def test_a_limit_gives_the_first_rows(connection, config):
    for name in names(connection, config):
        first = connection.execute(f"FROM {table(config, name)} LIMIT 7").fetchall()
        assert first == connection.execute(f"FROM {table(config, name)}").fetchall()[:7], name


def test_the_seed_changes_what_is_drawn_and_nothing_else(connection, config):
    own, other = prints(connection, config), prints(connection, config, seed=99)
    kinds = dict(connection.execute("SELECT name, kind FROM plotsim_tables(?)", [config]).fetchall())
    for name, kind in kinds.items():
        if kind in ("fact", "event"):
            assert own[name] != other[name], name
    assert own["dim_date"] == other["dim_date"]
    assert prints(connection, config, seed=99) == other


def test_the_seed_of_the_config_is_the_seed_of_the_call(connection):
    assert prints(connection, "template:saas", seed=1207) == prints(connection, "template:saas")


def test_scale_multiplies_entities(connection, config):
    entities = "SELECT name, grain, rows FROM plotsim_tables(?, scale := ?) WHERE grain IN ('per_entity', 'per_version')"
    ((name, grain, rows),) = connection.execute(entities, [config, 1]).fetchall()
    ((_, _, more),) = connection.execute(entities, [config, 3]).fetchall()
    # Each entity has one version that is its last.
    last = "WHERE is_current" if grain == "per_version" else ""
    few, many = (one(connection, f"SELECT count(*) FROM {table(config, name, scale=scale)} {last}") for scale in (1, 3))
    assert many == 3 * few
    assert last or (few, many) == (rows, more)


def test_scaling_up_keeps_the_first_entities_of_a_segment(connection):
    """Their metrics hang on segment and place, so more of them change none of those there were."""
    config = """
about: Members
unit: member
window: [2023-01, 2023-12]
seed: 5
metrics: [{ name: zeal, type: score, polarity: positive }]
segments: [{ name: only, count: 40, archetype: growth }, { name: more, count: 10, archetype: decline }]
"""
    before = connection.execute(f"SELECT zeal FROM {table(config, 'fct_zeal')} LIMIT 480").fetchall()
    after = connection.execute(f"SELECT zeal FROM {table(config, 'fct_zeal', scale=2)} LIMIT 480").fetchall()
    assert before == after


BASE = """
about: Members
unit: member
window: [2023-01, 2024-12]
seed: 5
metrics:
  - { name: zeal, type: score, polarity: positive }
  - { name: visits, type: count, polarity: positive, range: [0, 9], follows: zeal, delay: 2 }
"""
SEGMENTS = """
segments:
  - { name: keen, count: 30, archetype: growth }
  - { name: tired, count: 20, archetype: decline }
"""


@pytest.mark.parametrize(
    "more",
    [
        BASE + "  - { name: fees, type: amount, polarity: positive, range: [10, 90] }\n" + SEGMENTS,
        BASE + SEGMENTS + "  - { name: later, count: 100, archetype: flat }\n",
        BASE + SEGMENTS + "bridges: []\noutput: parquet\n",
    ],
    ids=["a metric", "100 entities", "an output"],
)
def test_additions_change_no_earlier_value(connection, more):
    for name in ("fct_zeal", "fct_visits"):
        earlier = connection.execute(f"FROM {table(BASE + SEGMENTS, name)}").fetchall()
        assert len(earlier) == 50 * 24
        assert connection.execute(f"FROM {table(more, name)} LIMIT {50 * 24}").fetchall() == earlier, name


def test_equal_queries_in_one_statement_agree(connection):
    source = table("template:saas", "evt_login")
    assert one(connection, f"SELECT count(*) FROM (FROM {source} EXCEPT ALL FROM {source})") == 0


def test_pieces_that_are_told_where_they_begin_are_the_whole(connection):
    whole = connection.execute("FROM plotsim_table('template:saas', 'evt_login', seed := 8)").fetchall()
    plan = connection.execute("FROM plotsim_shards('template:saas', 'evt_login', 7, seed := 8, count := true)").fetchall()
    rows = [connection.execute(query).fetchall() for *_, query in plan]
    assert [len(part) for part in rows] == [piece[1] for piece in plan]
    assert sum(rows, []) == whole
    token = plan[3][4].split("first := ")[1]
    for foreign in [plan[3][4].replace("shard := 3", "shard := 4"), plan[3][4].replace("seed := 8", "seed := 9"),
                    plan[2][4].split("first := ")[0] + "first := " + token]:
        with pytest.raises(duckdb.Error, match="plotsim_shards gave for no such call"):
            connection.execute(foreign)
