"""The smelt project of the examples: from its datagen.yaml come the files that smelt-datagen makes."""

import json

import pytest


@pytest.fixture
def project(example):
    return example("smelt_retail")


def smelt_datagen(project):
    project.succeed("smelt-datagen", "--config", "datagen.yaml", "--quiet")


def files(directory):
    """Every Parquet file below a directory, relative to it."""
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*.parquet"))


def schema(project, directory):
    """The columns and row counts of the datasets whose files are below a directory."""
    columns, rows = [], []
    for dataset in ("members", "plants", "sales"):
        source = f"read_parquet('{directory}/data/{dataset}/**/data.parquet', hive_partitioning = false)"
        query = f"SELECT column_name, column_type FROM (DESCRIBE FROM {source})"
        columns.append(json.loads(project.succeed("duckdb", "-json", "-c", query)))
        rows.append(json.loads(project.succeed("duckdb", "-json", "-c", f"SELECT count(*) AS rows FROM {source}")))
    return columns, rows


def test_the_files_are_where_smelt_datagen_puts_them(project):
    """Paths, columns, types and numbers of rows are the same; values are other draws from the same laws."""
    ours, theirs = project.path("ours"), project.path("theirs")
    code, output = project.sql("CALL plotsim_write('datagen.yaml', 'ours')")
    assert code == 0, output
    theirs.mkdir()
    smelt_datagen(project)
    project.path("data").rename(theirs / "data")
    assert len(files(ours)) == 62
    assert files(ours) == files(theirs)
    assert schema(project, ours) == schema(project, theirs)


def test_models_run_over_files_of_either(project):
    project.path("target").mkdir()
    answers = []
    for with_smelt in (False, True):
        if with_smelt:
            project.replace("raw.sql", "CALL plotsim_write('datagen.yaml', '.');", "")
            smelt_datagen(project)
        code, output = project.sql(".read raw.sql", database="target/dev.duckdb")
        assert code == 0, output
        assert "built 3 model(s)" in project.succeed("smelt", "build")
        query = "SELECT card, buyers FROM marts_card_value ORDER BY card"
        answers.append(json.loads(project.succeed("duckdb", "-json", "target/dev.duckdb", "-c", query)))
    ours, theirs = answers
    assert [row["card"] for row in ours] == [row["card"] for row in theirs] == ["evergreen", "perennial", "seedling"]
    # 400, 1200 and 2400 members are expected; the standard deviations are below 31.
    for mine, other in zip(ours, theirs):
        assert abs(mine["buyers"] - other["buyers"]) < 6 * 31 * 2**0.5


def test_a_mistake_in_the_config_is_named_with_its_line(project):
    project.replace("datagen.yaml", "dataset: members", "dataset: member")
    code, output = project.sql(".read raw.sql")
    assert code != 0
    assert "datagen.yaml:51:50: dataset " in output
    assert "did you mean 'members'?" in output
