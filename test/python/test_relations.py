"""Columns that belong together: docs/relations.md shows what its queries give, and parts are parts of the whole."""

import pathlib
import re

import pytest

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "relations.md"


def page():
    """The page's configs by the names of their files, and each query with the table below it."""
    text = PAGE.read_text(encoding="utf-8")
    configs = dict(re.findall(r"```yaml\n# ([^\n]*)\n(.*?)```", text, re.DOTALL))
    return configs, re.findall(r"```sql\n(.*?)```\n\n((?:\|[^\n]*\n)+)", text, re.DOTALL)


@pytest.fixture
def shop(tmp_path):
    for name, config in page()[0].items():
        (tmp_path / name).write_text(config, encoding="utf-8")
    return tmp_path / "returns.yaml"


def shown(value):
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_queries_of_the_page_give_what_it_shows(connection, shop):
    queries = page()[1]
    assert len(queries) == 7
    for query, table in queries:
        found = connection.execute(re.sub(r"'(\w+\.yaml)'", rf"'{shop.parent}/\1'", query))
        names = [column[0] for column in found.description]
        lines = [names, ["---"] * len(names), *([shown(value) for value in row] for row in found.fetchall())]
        wanted = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
        assert lines == wanted, query


def test_native_times_and_their_typical_distance(connection, shop):
    shop.write_text("types: native\n" + page()[0]["returns.yaml"], encoding="utf-8")
    hours, kinds = connection.execute(
        """SELECT median(date_diff('second', shipped_at, delivered_at)) / 3600,
                  (SELECT string_agg(column_type, ',') FROM (DESCRIBE FROM smelt_datagen($path, 'orders'))
                   WHERE column_name IN ('joined', 'renewed', 'ordered_at', 'returned_at'))
           FROM smelt_datagen($path, 'orders')""",
        {"path": str(shop)},
    ).fetchone()
    assert 45 < hours < 51
    assert kinds == "DATE,DATE,TIMESTAMP,TIMESTAMP"


@pytest.mark.parametrize("dataset", ["customers", "orders", "lines", "claims"])
def test_threads_shards_and_projections_agree(connection, shop, dataset):
    def read(columns="*", shard=""):
        query = f"SELECT {columns} FROM smelt_datagen(?, ?{shard})"
        return connection.execute(query, [str(shop), dataset]).fetchall()

    connection.execute("SET threads = 1")
    whole = read()
    names = [column[0] for column in connection.description]
    for place, name in enumerate(names):
        assert read(f'"{name}"') == [(row[place],) for row in whole], name
    parts = [row for shard in range(5) for row in read(shard=f", shard := {shard}, shards := 5")]
    assert parts == whole
    connection.execute("SET threads = 8")
    assert read() == whole


def test_another_column_changes_none(connection, shop):
    before = connection.execute("FROM smelt_datagen(?, 'claims')", [str(shop)]).fetchall()
    config = page()[0]["returns.yaml"].replace(
        "      - { name: claim_id,", "      - { name: extra, generator: { type: uuid } }\n      - { name: claim_id,"
    )
    shop.write_text(config, encoding="utf-8")
    after = connection.execute("SELECT * EXCLUDE extra FROM smelt_datagen(?, 'claims')", [str(shop)]).fetchall()
    assert after == before
