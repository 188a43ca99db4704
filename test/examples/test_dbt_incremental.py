"""The incremental dbt project of the examples: ten days one by one are a full refresh, and a source that moves is found."""

import re

import pytest


@pytest.fixture
def project(example):
    return example("dbt_incremental")


def test_ten_days_one_by_one_are_a_full_refresh(project):
    output = project.succeed("python", "ten_days.py")
    found = dict(re.findall(r"^(\w+): \d+ rows, (\d+) differ", output, re.M))
    assert found == {"riders": "0", "rides": "0", "stops": "0", "days": "0"}, output
    assert output.count("one day more") == 10


def test_a_source_that_moves_is_found(project):
    # Without a day, references move as people join.
    project.replace("rides.yaml", "column: rider_id, before: ride_date", "column: rider_id")
    project.path("tests/riders_join_before_they_ride.sql").unlink()
    code, output = project.run("python", "ten_days.py")
    assert code == 1, output
    assert re.search(r"^rides: \d+ rows, [1-9]\d* differ", output, re.M), output
    assert re.search(r"^riders: \d+ rows, 0 differ", output, re.M), output
