"""What docs/plotsim.md shows is what happens."""

import re

import duckdb
import pytest

from plotsim_data import names, table


@pytest.fixture
def page(repository):
    return (repository / "docs" / "plotsim.md").read_text()


@pytest.fixture
def example(page, tmp_path):
    """The first config of the page, in the file its first line names."""
    text = re.search(r"```yaml\n# gym.yaml\n(.*?)```", page, re.DOTALL).group(0)
    path = tmp_path / "gym.yaml"
    path.write_text(text.removeprefix("```yaml\n").removesuffix("```"))
    return path


def test_the_first_config_has_the_tables_it_says(connection, page, example):
    said = re.search(r"FROM plotsim_tables\('gym.yaml'\); +-- (.*)", page).group(1)
    assert names(connection, example.as_posix()) == said.split(", ")
    columns = re.search(r"LIMIT 5; +-- (.*)", page).group(1)
    found = connection.execute(f"DESCRIBE FROM {table(example, 'fct_visits')}").fetchall()
    assert [column[0] for column in found] == columns.split(", ")


def test_the_queries_of_the_page_run(connection, page, example):
    queries = re.findall(r"FROM plotsim_\w+\('gym\.yaml'[^;\n`]*", page)
    assert len(queries) > 4
    for query in queries:
        rows = connection.execute(query.replace("gym.yaml", str(example))).fetchall()
        # Nothing is wrong with the page's config, and it has no pairs, outliers, faults or systems.
        empty = any(word in query for word in ("validate", "correlations", "regressions", "outliers", "quality", "sources"))
        assert (rows == []) == empty, query


def test_the_mistakes_are_reported_as_shown(connection, page, example):
    shown = re.search(r"```\n(gym\.yaml:.*?)```", page, re.DOTALL).group(1).splitlines()
    text = example.read_text()
    example.write_text(text.replace("count, polarity: positive", "count, polarity: up").replace("decline }", "declin }"))
    with pytest.raises(duckdb.Error) as error:
        connection.execute(f"FROM {table(example, 'fct_zeal')}")
    told = [line.strip().replace(f"{example.parent}/", "") for line in str(error.value).splitlines()]
    # Below each stands the line that it is about.
    assert [line for line in told if line.startswith("gym.yaml:")] == shown
