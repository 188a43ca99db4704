"""The bundled plotsim configs: the promised tables, keys that hold, a date spine without gaps."""

import pytest

from plotsim_data import TEMPLATES, load, names, one, primary_keys, references

pytestmark = pytest.mark.parametrize("template", TEMPLATES)

WEEKLY = {"ecommerce", "marketing"}
PERIODS = {"saas": 30, "hr": 36, "ecommerce": 104, "education": 34, "healthcare": 36, "banking": 36, "marketing": 78}


@pytest.fixture
def config(template):
    return f"template:{template}"


@pytest.fixture
def loaded(connection, config):
    load(connection, config)
    return connection


def test_it_has_the_promised_number_of_tables(connection, config, template):
    assert len(set(names(connection, config))) == TEMPLATES[template]


def test_it_is_valid_without_a_warning(connection, config):
    warnings = "FROM plotsim_validate(?) WHERE severity <> 'note'"
    assert connection.execute(warnings, [config]).fetchall() == []


def test_no_table_is_empty_and_announced_rows_are_exact(loaded, config):
    for name, rows in loaded.execute("SELECT name, rows FROM plotsim_tables(?)", [config]).fetchall():
        made = one(loaded, f"SELECT count(*) FROM {name}")
        assert made > 0, name
        assert rows in (None, made), name


def test_every_foreign_key_names_a_row(loaded, config):
    keys = references(loaded, config)
    assert keys
    for table, column, parent, target in keys:
        named = f"(FROM {table} WHERE {column} IS NOT NULL) AS named"
        orphans = one(loaded, f"SELECT count(*) FROM {named} ANTI JOIN {parent} ON named.{column} = {parent}.{target}")
        assert orphans == 0, f"{table}.{column}"


def test_every_fact_and_event_refers_to_dates_and_entities(connection, config):
    kinds = dict(connection.execute("SELECT name, kind FROM plotsim_tables(?)", [config]).fetchall())
    grains = dict(connection.execute("SELECT name, grain FROM plotsim_tables(?)", [config]).fetchall())
    parents = {}
    for key in references(connection, config):
        parents.setdefault(key.table, set()).add(key.parent)
    for name, kind in kinds.items():
        if kind in ("fact", "event"):
            assert "dim_date" in parents[name], name
            assert grains[name] == "per_period" or any(grains[parent] in ("per_entity", "per_version") for parent in parents[name]), name
        if kind == "bridge":
            assert len(parents[name]) == 2, name


def test_every_primary_key_is_unique_and_complete(loaded, config):
    for name, key in primary_keys(loaded, config).items():
        columns = ", ".join(key)
        complete = " AND ".join(f"{column} IS NOT NULL" for column in key)
        rows, distinct = loaded.execute(
            f"SELECT count(*), count(DISTINCT ({columns})) FILTER ({complete}) FROM {name}"
        ).fetchone()
        assert rows == distinct, name


def test_only_columns_that_say_so_hold_nulls(loaded, config):
    notes = loaded.execute('SELECT "table", name FROM plotsim_columns(?) WHERE NOT nullable', [config]).fetchall()
    for table, column in notes:
        assert one(loaded, f"SELECT count(*) FROM {table} WHERE {column} IS NULL") == 0, f"{table}.{column}"


def test_the_date_spine_has_no_gaps(loaded, template):
    step = "week" if template in WEEKLY else "month"
    rows, first, gaps = loaded.execute(
        f"""
        SELECT count(*), min(period_index), count(*) FILTER (previous IS NOT NULL AND date <> previous + INTERVAL 1 {step})
        FROM (SELECT *, lag(date) OVER (ORDER BY date_key) AS previous FROM dim_date)
        """
    ).fetchone()
    assert (rows, first, gaps) == (PERIODS[template], 0, 0)
    keys = "date_key = CAST(strftime(date, '%Y%m%d') AS INTEGER) AND year = year(date) AND month = month(date)"
    assert one(loaded, f"SELECT bool_and({keys}) FROM dim_date")


def test_facts_have_a_row_per_entity_and_period(loaded, config):
    """Entities begin once and then have a row in every period to the end of the window, or to the day on which they left."""
    left = loaded.execute("SELECT \"table\", name FROM plotsim_columns(?) WHERE source LIKE '%left_at'", [config]).fetchone()
    grains = loaded.execute("SELECT name FROM plotsim_tables(?) WHERE grain = 'per_entity_per_period'", [config]).fetchall()
    for (name,) in grains:
        (entity,) = [column for column in primary_keys(loaded, config)[name] if column != "date_key"]
        days = f"SELECT DISTINCT {entity}, {left[1]} AS day FROM {left[0]}" if left else f"SELECT DISTINCT {entity}, NULL::DATE AS day FROM {name}"
        broken = one(
            loaded,
            f"""
            WITH facts AS (
                SELECT {entity}, count(*) AS rows, count(DISTINCT date_key) AS periods, min(date) AS first
                FROM {name} JOIN dim_date USING (date_key) GROUP BY ALL
            ), ends AS ({days})
            SELECT count(*) FROM facts JOIN ends USING ({entity})
            WHERE rows <> periods
               OR rows <> (SELECT count(*) FROM dim_date AS d WHERE d.date BETWEEN first AND coalesce(day, DATE '9999-12-31'))
            """,
        )
        assert broken == 0, name


def test_invented_people_are_marked(connection, config):
    marked = connection.execute(
        "SELECT name FROM plotsim_columns(?) WHERE source SIMILAR TO '.*(faker|person)[.](name|email|phone|birth_date).*'", [config]
    ).fetchall()
    noted = connection.execute("SELECT name FROM plotsim_columns(?) WHERE pii_note IS NOT NULL", [config]).fetchall()
    assert marked and set(marked) <= set(noted)
