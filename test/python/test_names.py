"""Tables as file names: `FROM 'gym.yaml#fct_energy'` wherever a table may stand, in every host."""

import duckdb
import pytest

GYM = """
about: Members of a climbing gym
unit: member
window: ["2024-01", "2024-06", "monthly"]
seed: 7
metrics: [{ name: energy, type: score, polarity: positive }, { name: spend, type: amount, polarity: positive, range: [10, 120] }]
segments: [{ name: regulars, count: 6, archetype: growth }]
"""


@pytest.fixture
def gym(tmp_path):
    folder = tmp_path / "a#b"
    folder.mkdir()
    path = folder / "gym.YAML"
    path.write_text(GYM)
    return str(path)


def rows(connection, query):
    return connection.execute(query).fetchall()


def test_a_name_is_the_table(connection, gym):
    wanted = rows(connection, f"FROM plotsim_table('{gym}', 'fct_energy')")
    assert len(wanted) == 36
    assert rows(connection, f"FROM '{gym}#fct_energy'") == wanted
    assert rows(connection, f'FROM "{gym}#FCT_ENERGY"') == wanted
    assert rows(connection, "FROM 'template:saas'") == rows(connection, "FROM plotsim_tables('template:saas')")
    assert rows(connection, "FROM 'template:saas#dim_plan'") == rows(connection, "FROM plotsim_table('template:saas', 'dim_plan')")
    assert rows(connection, "SELECT count(*) FROM 'template:retail_analytics#orders'") == [(1000000,)]


def test_it_stands_in_joins_views_and_prepared_statements(connection, gym, tmp_path):
    joined = f"SELECT sum(energy * spend) FROM '{gym}#fct_energy' AS e JOIN '{gym}#fct_spend' AS s USING (date_key, member_id)"
    called = f"SELECT sum(energy * spend) FROM plotsim_table('{gym}', 'fct_energy') JOIN plotsim_table('{gym}', 'fct_spend') USING (date_key, member_id)"
    assert rows(connection, joined) == rows(connection, called)
    connection.execute(f"CREATE VIEW v AS FROM '{gym}#fct_energy'")
    connection.execute(f"CREATE TABLE t AS FROM '{gym}#fct_energy'")
    connection.execute(f"COPY (FROM '{gym}#fct_energy') TO '{tmp_path}/t.parquet'")
    connection.execute(f"PREPARE p AS SELECT count(*) FROM '{gym}#fct_energy' WHERE energy > $1")
    more = rows(connection, "SELECT count(*) FROM t WHERE energy > 0.5")
    assert rows(connection, "EXECUTE p(0.5)") == rows(connection, "EXECUTE p(0.5)") == more
    for other in ["v", f"'{tmp_path}/t.parquet'"]:
        assert rows(connection, f"FROM t EXCEPT ALL FROM {other}") == rows(connection, f"FROM {other} EXCEPT ALL FROM t") == []
    assert rows(connection, f"WITH c AS (FROM '{gym}#fct_energy') SELECT count(*) FROM c, LATERAL (SELECT 1)") == [(36,)]


def test_a_table_or_config_that_is_not_there_is_an_error_of_plotsim(connection, gym):
    with pytest.raises(duckdb.Error, match=r"'fct_enrgy' is not a table of this config \(did you mean 'fct_energy'\?\)"):
        connection.execute(f"FROM '{gym}#fct_enrgy'")
    with pytest.raises(duckdb.Error, match="'sass' is not a template.*saas"):
        connection.execute("FROM 'template:sass'")
    with pytest.raises(duckdb.Error, match="nowhere.yaml"):
        connection.execute("FROM 'nowhere.yaml#t'")


def test_other_names_are_left_to_others(connection, gym, tmp_path):
    for name in [gym, f"{gym}#", "gym", "gym.csvx#t"]:
        # DuckDB's own words, which differ for names that look like files.
        with pytest.raises(duckdb.Error) as refused:
            connection.execute(f"FROM '{name}'")
        assert "is not a table of this config" not in str(refused.value)
    # A table of that name, and a file that DuckDB reads, come first.
    connection.execute('CREATE TABLE "gym.yaml#t" AS SELECT 1 AS one')
    assert rows(connection, "FROM 'gym.yaml#t'") == [(1,)]
    (tmp_path / "x#y.csv").write_text("a\n5\n")
    assert rows(connection, f"FROM '{tmp_path}/x#y.csv'") == [(5,)]


def test_a_closed_database_opens_again(connect, gym, tmp_path):
    path = tmp_path / "kept.duckdb"
    first = connect(path)
    first.execute(f"CREATE VIEW v AS FROM '{gym}#fct_energy'")
    wanted = rows(first, "FROM v")
    first.close()
    assert not (tmp_path / "kept.duckdb.wal").exists()
    second = connect(path, read_only=True)
    assert rows(second, "FROM v") == wanted
    other = second.cursor()
    assert rows(other, f"FROM '{gym}#fct_energy'") == wanted
    other.close()
    second.close()
