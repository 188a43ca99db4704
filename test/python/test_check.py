"""plotsim_check: what the bundled configs and broken requests give."""

import duckdb
import pytest

NAMES = "SELECT name FROM plotsim_templates() ORDER BY ALL"


def bad_rows(connection, config, arguments=""):
    query = f"FROM plotsim_check(?{arguments}) WHERE status IN ('warn', 'fail')"
    return connection.execute(query, [config]).fetchall()


@pytest.mark.parametrize("seed", [None, 1, 20240607])
def test_bundled_configs_pass_at_any_seed(connection, seed):
    for (name,) in connection.execute(NAMES).fetchall():
        # The datagen configs have millions of rows; a few thousands show as much.
        scale = ", scale := 0.01" if name.endswith("analytics") else ""
        arguments = scale if seed is None else f"{scale}, seed := {seed}"
        assert bad_rows(connection, f"template:{name}", arguments) == [], (name, seed)


def test_columns_and_words(connection):
    relation = connection.sql("FROM plotsim_check('template:hr')")
    assert relation.columns == ["check", "table", "status", "expected", "observed", "detail"]
    rows = relation.fetchall()
    checks = {row[0] for row in rows}
    assert {"row_count", "pk_uniqueness", "fk_integrity", "date_spine", "marginal_fit", "null_policy"} <= checks
    assert {row[2] for row in rows} == {"pass"}


def test_threads_do_not_matter(connection):
    def rows(threads):
        connection.execute(f"SET threads = {threads}")
        return connection.execute("FROM plotsim_check('template:education')").fetchall()

    assert rows(1) == rows(8)


TORN = """
about: x
unit: u
window: [2022-01, 2023-12]
metrics:
  - { name: a, type: score, polarity: positive }
  - { name: b, type: score, polarity: positive }
  - { name: c, type: score, polarity: positive, follows: a, delay: 4 }
segments:
  - { name: s, count: 60, archetype: growth }
connections:
  - [a, 0.93, b]
  - [b, 0.2, c]
  - [a, 0.5, c]
allow_reversal: true
"""


def test_strict_raises_with_the_first_findings(connection):
    (row,) = [row for row in bad_rows(connection, TORN) if row[0] == "correlation_psd"]
    assert row[2] == "warn"
    with pytest.raises(duckdb.Error, match=r"checks did not pass:\n +warn correlation_psd"):
        connection.execute("FROM plotsim_check(?, strict := true)", [TORN]).fetchall()
    # The connection goes on.
    assert connection.execute("SELECT count(*) > 20 FROM plotsim_check('template:hr', strict := true)").fetchone() == (True,)


def test_binding_reads_no_table(connection):
    """A config of a thousand billion rows is bound at once; only its problems are told then."""
    huge = "datasets:\n- {name: t, output: t, num_rows: 1000000000000, columns: [{name: c, generator: {type: uuid}}]}\n"
    connection.execute("EXPLAIN FROM plotsim_check(?)", [huge])
    connection.execute("DESCRIBE FROM plotsim_check(?)", [huge])
    with pytest.raises(duckdb.Error, match="num_rows"):
        connection.execute("EXPLAIN FROM plotsim_check(?)", [huge.replace("1000000000000", "-1")])
