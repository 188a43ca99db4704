"""Filters on a table give what they give on a copy of it, whatever blocks the host leaves out for them."""

import json
import random

import pytest

NATIVE = """
{types: native, datasets: [{name: t, output: t, num_rows: 30000,
 partition: {column: day, start: '2024-01-01', days: 31},
 redelivery: {fraction: 0.05, arrival_column: at, delay_seconds: {type: uniform_int, min: 1, max: 60}},
 columns: [{name: id, generator: {type: sequential_id}},
  {name: at, generator: {type: timestamp_offset, base: day, offset_seconds: {type: uniform_int, min: 0, max: 80000}}},
  {name: v, generator: {type: uniform_int, min: 0, max: 100}}]}]}
"""

TABLES = [
    ("smelt_datagen", NATIVE, "t", {}),
    ("smelt_datagen", "template:retail_analytics", "order_items", {"scale": 0.03}),
    ("smelt_datagen", "template:retail_analytics", "orders", {"scale": 0.03, "shard": 2, "shards": 5}),
    ("smelt_datagen", "template:web_analytics", "sessions", {"scale": 0.05}),
    ("plotsim_table", "template:saas", "dim_company", {"scale": 40}),
    ("plotsim_table", "template:saas", "dim_company", {"scale": 40, "shard": 1, "shards": 3}),
    ("plotsim_table", "template:saas", "dim_user", {"scale": 10}),
    ("plotsim_table", "template:saas", "dim_date", {}),
    ("plotsim_table", "template:saas", "dim_plan", {}),
    ("plotsim_table", "template:saas", "fct_engagement", {"scale": 10}),
    ("plotsim_table", "template:saas", "fct_engagement", {"scale": 10, "shard": 1, "shards": 3}),
    ("plotsim_table", "template:saas", "evt_login", {"scale": 2}),
    ("plotsim_table", "template:saas", "evt_churn", {"scale": 10}),
    ("plotsim_table", "template:retail_analytics", "stores", {}),
]


def literal(value) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def predicate(rng: random.Random, column: str, values: list) -> str:
    """A condition on a column, about values that it has, or nearly has."""
    a, b = rng.choice(values), rng.choice(values)
    if isinstance(a, int) and not isinstance(a, bool) and rng.random() < 0.3:
        a += rng.choice([-1, 1, 1000000])
    if isinstance(a, str) and rng.random() < 0.2:
        a = rng.choice([a + "x", a[:-1], "", "~"])
    low, high = sorted([a, b]) if a is not None and b is not None else (a, b)
    name = f'"{column}"'
    return rng.choice([
        f"{name} = {literal(a)}",
        f"{literal(a)} = {name}",
        f"{name} < {literal(a)}",
        f"{literal(a)} <= {name}",
        f"{name} > {literal(a)}",
        f"{name} BETWEEN {literal(low)} AND {literal(high)}",
        f"{name} IN ({literal(a)}, {literal(b)}, {literal(rng.choice(values))})",
        f"{name} <> {literal(a)}",
        f"NOT ({name} >= {literal(a)})",
        f"{name} IS NOT DISTINCT FROM {literal(a)}",
        f"{name} IS NULL",
    ])


@pytest.mark.parametrize("function,config,table,named", TABLES, ids=lambda value: str(value)[:25].strip())
def test_random_filters(connection, function, config, table, named):
    arguments = "".join(f", {name} := {value}" for name, value in named.items())
    source = f"{function}({literal(config)}, '{table}'{arguments})"
    connection.execute(f"CREATE TABLE copy AS FROM {source}")
    columns = [row[0] for row in connection.execute("DESCRIBE copy").fetchall()]
    samples = {
        column: [row[0] for row in connection.execute(
            f'SELECT "{column}" FROM (SELECT DISTINCT "{column}" FROM copy) ORDER BY hash("{column}") LIMIT 40'
        ).fetchall()]
        for column in columns
    }
    rng = random.Random(f"{table}{named}")
    for _ in range(60):
        def one():
            # The last columns and the first are those that may leave out blocks.
            column = rng.choice([columns[0], columns[1 % len(columns)], columns[-1], rng.choice(columns)])
            return predicate(rng, column, samples[column])

        condition = rng.choice([
            one(), f"{one()} AND {one()}", f"({one()} OR {one()}) AND {one()}", f"{one()} OR {one()} OR {one()}",
            f"NOT ({one()} OR {one()})", f"CASE WHEN {one()} THEN {one()} ELSE {one()} END",
        ])
        query = "SELECT count(*), sum(hash(r)) FROM {} r WHERE " + condition
        expected = connection.execute(query.format("copy")).fetchone()
        assert connection.execute(query.format(source)).fetchone() == expected, condition


DAY = "smelt_datagen('template:retail_analytics', 'orders', scale := 0.05)"


def test_filters_of_one_query_do_not_mix(connection):
    """Several readings of one table in one query, some filtered, some not."""
    connection.execute(f"CREATE TABLE copy AS FROM {DAY}")
    one, two = "order_date = '2025-03-05'", "order_date = '2025-04-05'"
    for query in [
        f"SELECT (SELECT count(*) FROM t WHERE {one}), (SELECT count(*) FROM t WHERE {two}), (SELECT count(*) FROM t)",
        f"SELECT count(*), sum(order_id) FROM t WHERE {one} UNION ALL SELECT count(*), sum(order_id) FROM t WHERE {two}"
        " UNION ALL SELECT count(*), sum(order_id) FROM t ORDER BY ALL",
        f"WITH c AS (SELECT * FROM t) SELECT a.n, b.n FROM (SELECT count(*) n FROM c WHERE {one}) a,"
        f" (SELECT count(*) n FROM c WHERE {two}) b",
        f"WITH c AS MATERIALIZED (SELECT * FROM t) SELECT count(*) FROM c WHERE {one}",
        f"SELECT count(*) FROM t a JOIN t b USING (customer_id) WHERE a.{one} AND b.{two}",
        f"SELECT count(*) FROM t a LEFT JOIN t b ON a.order_id = b.order_id AND b.{one} WHERE b.order_id IS NULL",
        f"SELECT count(*) FROM (SELECT store_id, count(*) n FROM t WHERE {one} GROUP BY ALL) a"
        " JOIN (SELECT store_id, count(*) n FROM t GROUP BY ALL) b USING (store_id)",
        f"SELECT count(*) FROM t WHERE {one} OR order_id < 20 OR (SELECT max(order_id) FROM t WHERE {two}) = order_id",
        f"SELECT count(*) FROM (SELECT *, row_number() OVER () AS place FROM t) WHERE {one} AND place > 10",
        f"SELECT order_id FROM t WHERE {one} ORDER BY customer_id, order_id LIMIT 5",
        "SELECT count(*) FROM t WHERE order_date IN (SELECT max(order_date) FROM t WHERE order_id < 1000)",
    ]:
        expected = connection.execute(f"WITH t AS (FROM copy) {query}".replace("WITH t AS (FROM copy) WITH", "WITH t AS (FROM copy),"))
        expected = expected.fetchall()
        for kind in ["", "NOT MATERIALIZED", "MATERIALIZED"]:
            given = f"WITH t AS {kind} (FROM {DAY}) {query}".replace(") WITH ", "), ")
            assert connection.execute(given).fetchall() == expected, given
        connection.execute(f"CREATE OR REPLACE VIEW v AS FROM {DAY}")
        given = query.replace("FROM t", "FROM v").replace("JOIN t", "JOIN v")
        assert connection.execute(given).fetchall() == expected, given


def test_prepared_statements_take_new_values(connection):
    connection.execute(f"CREATE TABLE copy AS FROM {DAY}")
    count = "SELECT count(*), min(order_id) FROM {} WHERE order_date = $1"
    connection.execute(f"PREPARE p AS {count.format(DAY)}")
    connection.execute(f"CREATE MACRO m(day) AS TABLE SELECT count(*), min(order_id) FROM {DAY} WHERE order_date = day")
    for day in ["2025-03-05", "2025-04-05", "2025-03-05", "1999-01-01"]:
        expected = connection.execute(count.format("copy"), [day]).fetchone()
        assert connection.execute(count.format(DAY), [day]).fetchone() == expected
        assert connection.execute(f"EXECUTE p('{day}')").fetchone() == expected
        assert connection.execute(f"FROM m('{day}')").fetchone() == expected


def scanned(connection, query: str) -> int:
    """How many rows the function at the leaf of a query's plan gave."""
    (_, plan), = connection.execute(f"EXPLAIN (ANALYZE, FORMAT json) {query}").fetchall()
    node = json.loads(plan)["operator"][0]
    while node.get("children"):
        node = node["children"][0]
    return node["intermediate_rows"]


# A Saturday has up to 900 rows, a Wednesday about 500.
@pytest.mark.parametrize("source,condition,rows,most", [
    (DAY, "order_date = '2025-03-05'", 50_000, 600),
    (DAY, "order_date >= '2025-03-05' AND order_date < '2025-03-07'", 50_000, 1800),
    (DAY, "order_date IN ('2025-03-05', '2025-04-05')", 50_000, 1400),
    (DAY, "order_date < '1999-01-01'", 50_000, 0),
    (DAY, "order_id = 20000", 50_000, 900),
    (DAY, "order_id > 49000 AND channel = 'web'", 50_000, 1200),
    ("plotsim_table('template:saas', 'dim_company', scale := 100)", "company_id = 'company-00042'", 16_000, 2048),
    ("plotsim_table('template:saas', 'dim_user', scale := 20)", "company_id = 'company-0042'", 12_800, 2048),
    ("plotsim_table('template:saas', 'fct_engagement', scale := 40)", "company_id = 'company-0042'", 180_480, 17_000),
    ("plotsim_table('template:saas', 'fct_engagement', scale := 40)", "date_key = 19990101", 180_480, 0),
])
def test_filters_leave_out_blocks(connection, host, source, condition, rows, most):
    if host == 1:
        pytest.skip("the stable C API does not tell a function of filters")
    given = scanned(connection, f"SELECT * FROM {source} WHERE {condition}")
    assert given <= most < rows
    assert given or not connection.execute(f"SELECT count(*) FROM {source} WHERE {condition}").fetchone()[0]


def test_groups_of_days(connection):
    """Grouping by the partition's column, which a host may tell DuckDB to do file by file."""
    native = f"smelt_datagen({literal(NATIVE)}, 't')"
    for source, day, other in [(DAY, "order_date", "channel"), (native, "day", "v"),
                               (DAY.replace("0.05", "0.05, shard := 1, shards := 7"), "order_date", "status")]:
        connection.execute(f"CREATE OR REPLACE TABLE copy AS FROM {source}")
        for query in [
            f"SELECT {day}, count(*), max({other}), min({other}) FROM {{}} GROUP BY {day}",
            f"SELECT d, n FROM (SELECT {day} AS d, count(*) AS n FROM {{}} GROUP BY 1) WHERE n > 0",
            f"SELECT {day}, count(*) FROM {{}} WHERE {other} IS NOT NULL AND hash({other}) % 3 = 0 GROUP BY {day}",
            f"SELECT {day}, count(*) FROM {{}} WHERE {day} < (SELECT min({day}) FROM {{}}) GROUP BY {day}",
            f"SELECT {day}, count(*) FROM {{}} WHERE year({day}::DATE) = 1999 GROUP BY {day}",
            f"SELECT {day}, count(*) FROM {{}} WHERE {day} = '1999-01-01' GROUP BY {day}",
            f"SELECT {day}, count(*) FROM {{}} WHERE {day} > '2024-01-20' AND {day} <> '2025-03-08' GROUP BY {day}",
            f"SELECT {day}, {other}, count(*) FROM {{}} GROUP BY ALL",
            f"SELECT {day}, count(DISTINCT {other}) FROM {{}} GROUP BY {day}",
            f"SELECT DISTINCT {day} FROM {{}}",
            f"SELECT DISTINCT ON ({day}) {day} FROM {{}}",
            f"SELECT a.{day}, a.n, b.n FROM (SELECT {day}, count(*) n FROM {{}} GROUP BY 1) a"
            f" JOIN (SELECT {day}, count(*) n FROM {{}} WHERE hash({other}) % 2 = 0 GROUP BY 1) b USING ({day})",
            f"SELECT {day}, count(*), sum(count(*)) OVER (ORDER BY {day}) FROM {{}} GROUP BY {day}",
            f"SELECT {day}, first({other} ORDER BY {other}), list({other})[1] IS NULL FROM {{}} GROUP BY {day}",
            f"SELECT {day}, max(r) FROM (SELECT {day}, row_number() OVER (PARTITION BY {day}) AS r FROM {{}}) GROUP BY 1",
        ]:
            for threads in (1, 4):
                connection.execute(f"SET threads = {threads}")
                given = connection.execute(query.replace("{}", source) + " ORDER BY ALL").fetchall()
                assert given == connection.execute(query.replace("{}", "copy") + " ORDER BY ALL").fetchall(), query


def test_a_day_is_a_partition_to_duckdb(connection, host):
    if host == 1:
        pytest.skip("the stable C API does not tell DuckDB of partitions")
    (_, plan), = connection.execute(f"EXPLAIN SELECT order_date, count(*) FROM {DAY} GROUP BY order_date").fetchall()
    assert "Partitioned" in plan
