"""The dbt project of the examples: green as it is, red for the right reason when its data or its set-up is broken."""

import json
import re
import shutil

import pytest

TABLE = "FROM plotsim_table('hivewatch.yaml', '{name}')"


@pytest.fixture
def project(example):
    return example("dbt_saas")


def dbt(project, *arguments, environment=None):
    return project.run("dbt", "--no-use-colors", *arguments, environment=environment)


def failed(project):
    """The names of the tests that failed in the last run."""
    results = json.loads(project.path("target/run_results.json").read_text())["results"]
    return [result["unique_id"].split(".")[2] for result in results if result["status"] == "fail"]


def test_the_property_files_are_those_of_the_config(project):
    committed = {name: project.path(f"models/staging/{name}").read_text() for name in ("sources.yml", "schema.yml")}
    code, output = project.sql(".read properties.sql")
    assert code == 0, output
    assert committed == {name: project.path(f"models/staging/{name}").read_text() for name in committed}


def test_sources_can_be_stored(project):
    code, output = dbt(project, "build", "--target", "stored")
    assert code == 0, output
    # The tables need no extension: a plain shell reads them.
    count = "SELECT count(*) FROM stg_dim_apiary"
    output = project.succeed("duckdb", "-csv", "-noheader", "target/stored.duckdb", "-c", count)
    assert output.strip() == "180"


@pytest.mark.parametrize(
    ("rows", "kind", "test"),
    [
        (f"({TABLE} LIMIT 100)", "relationships", "source_relationships_hivewatch_evt_cancellation_apiary_id"),
        (f"({TABLE} UNION ALL {TABLE})", "unique", "source_unique_hivewatch_dim_apiary_apiary_id"),
    ],
    ids=["cut short", "delivered twice"],
)
def test_broken_keys_are_found(project, rows, kind, test):
    code, output = dbt(project, "test", "--select", "source:*", "--vars", json.dumps({"rows": rows}))
    assert code == 1, output
    names = failed(project)
    assert any(name.startswith(test) for name in names), names
    assert all(kind in name for name in names), names


def test_without_the_extension_the_variable_is_named(project):
    code, output = dbt(project, "build", environment={"PLOTSIM_EXTENSION": None})
    assert code != 0
    assert "Env var required but not provided: 'PLOTSIM_EXTENSION'" in output


def test_a_wrong_path_to_the_extension_is_named(project):
    code, output = dbt(project, "build", environment={"PLOTSIM_EXTENSION": "/nowhere/plotsim.duckdb_extension"})
    assert code != 0
    assert "/nowhere/plotsim.duckdb_extension" in output


def test_a_missing_config_is_named_once(project):
    project.path("hivewatch.yaml").unlink()
    code, output = dbt(project, "build")
    assert code != 0
    assert 'Cannot open file "hivewatch.yaml"' in output
    assert output.count("Binder Error") == 1


def test_mistakes_in_the_config_are_named_with_their_lines_once(project):
    project.replace("hivewatch.yaml", "archetype: growth", "archetype: grwth")
    project.replace("hivewatch.yaml", "ref.dim_plan", "ref.dim_plam")
    code, output = dbt(project, "build")
    assert code != 0
    assert "hivewatch.yaml has 2 problems" in output
    assert re.search(r"hivewatch\.yaml:18:16: .*\(did you mean 'growth'\?\)", output)
    assert re.search(r"hivewatch\.yaml:52:36: .*'dim_plan'\?\)", output)
    assert output.count("Binder Error") == 1


def test_a_datagen_config_becomes_a_project(project):
    """Both property files of a config of the other language, and a model for each of its tables."""
    shutil.rmtree(project.path("models"))
    project.path("tests/members_of_associations_stay.sql").unlink()
    project.path("dbt_project.yml").write_text("name: dbt_saas\nprofile: dbt_saas\nmodels: { +materialized: table }\n")
    directory = project.path("models")
    directory.mkdir()
    for file in ("sources.yml", "schema.yml"):
        content = "SELECT content FROM plotsim_dbt('template:retail_analytics', scale := 0.002, range_test := 'within')"
        copy = f"COPY ({content} WHERE file = '{file}') TO '{directory / file}' (FORMAT csv, HEADER false, QUOTE '')"
        code, output = project.sql(copy)
        assert code == 0, output
    for table in re.findall(r"^  - name: stg_(\w+)$", directory.joinpath("schema.yml").read_text(), re.M):
        directory.joinpath(f"stg_{table}.sql").write_text(f"select * from {{{{ source('plotsim', '{table}') }}}}\n")
    # The models and their tests; those of the sources are the same.
    code, output = dbt(project, "--warn-error", "build", "--exclude", "source:*")
    assert code == 0, output
    assert int(re.search(r"PASS=(\d+)", output).group(1)) > 60
