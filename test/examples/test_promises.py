"""What plotsim_dbt promises of the tables of the bundled configs is true of their rows."""

import duckdb
import pytest
import yaml

from conftest import EXTENSION


@pytest.fixture(scope="module")
def database():
    database = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    database.execute(f"LOAD '{EXTENSION}'")
    return database



def violations(table, column, test):
    """A query of the rows that break a test, as dbt's generic tests have them."""
    if isinstance(test, str):
        name, given = test, {}
    else:
        ((name, body),) = test.items()
        given = body["arguments"]
    column = given.get("column_name", column)
    if name == "not_null":
        return f"FROM {table} WHERE {column} IS NULL"
    if name == "unique":
        return f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
    if name == "relationships":
        parent = given["to"].removeprefix("ref('").removesuffix("')")
        return f"FROM {table} WHERE {column} NOT IN (SELECT {given['field']} FROM {parent})"
    if name == "accepted_values":
        quoted = given.get("quote", True)
        values = ", ".join(f"'{value}'" if quoted else str(value) for value in given["values"])
        return f"FROM {table} WHERE {column} NOT IN ({values})"
    assert name == "within"
    ends = [("<", given.get("min_value")), (">", given.get("max_value"))]
    return f"FROM {table} WHERE {' OR '.join(f'{column} {sign} {end}' for sign, end in ends if end is not None)}"


TEMPLATES = {
    "retail_analytics": 0.01,
    "web_analytics": 0.01,
    "marketplace": 0.5,
    "bank": 0.5,
    "saas": 1,
    "hr": 1,
    "ecommerce": 0.5,
    "education": 1,
    "healthcare": 1,
    "banking": 0.5,
    "marketing": 0.5,
}


def test_every_template_is_here(database):
    assert {name for (name,) in database.sql("SELECT name FROM plotsim_templates()").fetchall()} == TEMPLATES.keys()


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_rows_keep_every_promise(database, template):
    config, scale = f"template:{template}", TEMPLATES[template]
    schema = """
        SELECT content FROM plotsim_dbt($config, prefix := '', scale := $scale, range_test := 'within')
        WHERE file = 'schema.yml'
    """
    (content,) = database.execute(schema, {"config": config, "scale": scale}).fetchone()
    models = yaml.safe_load(content)["models"]
    tables = [name for (name,) in database.execute("SELECT name FROM plotsim_tables(?)", [config]).fetchall()]
    assert [model["name"] for model in models] == tables

    for table in tables:
        rows = f"FROM plotsim_table('{config}', '{table}', scale := {scale})"
        database.execute(f'CREATE OR REPLACE TABLE "{table}" AS {rows}')
    checked = 0
    for model in models:
        described = f'SELECT column_name, column_type FROM (DESCRIBE "{model["name"]}")'
        assert database.sql(described).fetchall() == [(column["name"], column["data_type"]) for column in model["columns"]]
        tests = [(None, test) for test in model.get("data_tests", [])]
        tests += [(f'"{column["name"]}"', test) for column in model["columns"] for test in column.get("data_tests", [])]
        for column, test in tests:
            broken = database.sql(f"SELECT count(*) FROM ({violations(model['name'], column, test)})").fetchone()[0]
            assert broken == 0, (model["name"], column, test)
            checked += 1
    assert checked >= 15
