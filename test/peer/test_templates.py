"""Each template of plotsim 0.7.0 loads as it is, and its tables say the same as the peer's."""

import math
import statistics

import pytest

from conftest import OUR_SEEDS

# Columns that only one of the two has, each a decision that docs/coming-from.md explains.
ONLY_HERE = {"_arrival_date"}
ONLY_THERE = set()
# A season adds to an index, whose range may cross zero, where the peer multiplies it.
INDEX = {"roi"}


def test_it_is_read_without_an_error(config):
    assert config.rows("SELECT * FROM plotsim_validate(?) WHERE severity = 'error'", config.path) == []


def test_every_table_can_be_read(config):
    for name, rows in config.rows("SELECT name, rows FROM plotsim_tables(?)", config.path):
        found = len(config.rows("FROM plotsim_table(?, ?)", config.path, name))
        assert rows is None or found == rows, name


def test_no_check_fails(config):
    assert config.rows("SELECT * FROM plotsim_check(?) WHERE status = 'fail'", config.path) == []


def test_its_bundle_can_be_imported(config, tmp_path):
    target = tmp_path / "bundle"
    config.rows("SELECT * FROM plotsim_write(?, ?)", config.path, str(target))
    config.connection.execute(f"IMPORT DATABASE '{target}'")
    for (name,) in config.rows("SELECT name FROM plotsim_tables(?)", config.path):
        made = config.rows("SELECT count(*) FROM plotsim_table(?, ?)", config.path, name)
        assert config.rows(f'SELECT count(*) FROM "{name}"') == made, name


def test_it_has_the_peers_tables_and_columns(config, runs):
    theirs = runs(config.name)["files"]
    ours = {}
    for table, column in config.rows('SELECT "table", name FROM plotsim_columns(?)', config.path):
        ours.setdefault(table, set()).add(column)
    assert set(theirs) - set(ours) == set()
    for table, columns in theirs.items():
        assert set(columns) - ours[table] - ONLY_THERE == set(), table
        assert ours[table] - set(columns) - ONLY_HERE == set(), table


@pytest.fixture
def clamped(config):
    """The template with the bounds that the peer has: values beyond a range are set to its end."""
    with open(config.path, "a") as file:
        file.write("\nbounds: clamp\n")
    return config


def deviations(theirs, ours):
    """How many standard errors the peer's mean of a cell is from ours.

    None where ours never varies: a season that pushes a centre past its range leaves it on the bound here, while the peer then draws
    from a law of negative scale.
    """
    error = statistics.stdev(ours) * math.sqrt(1 / len(theirs) + 1 / len(ours))
    return (statistics.fmean(theirs) - statistics.fmean(ours)) / error if error > 0 else None


def owner_of(config):
    """The key of entities."""
    query = "SELECT column_name FROM (DESCRIBE FROM plotsim_trajectories(?)) LIMIT 1 OFFSET 1"
    return config.rows(query, config.path)[0][0]


def our_means(config, metric, table, column):
    """For each seed: (archetype, period) → mean of the metric's column, in the rows before issues of quality."""
    owner = owner_of(config)
    query = f"""
        SELECT archetype, period_index, avg("{column}")
        FROM plotsim_trajectories(?, seed := ?)
        JOIN plotsim_table(?, ?, seed := ?, clean := true) USING ("{owner}", date_key)
        GROUP BY ALL"""
    return [
        {(archetype, period): mean for archetype, period, mean in config.rows(query, config.path, seed, config.path, table, seed)}
        for seed in OUR_SEEDS
    ]


def test_means_by_archetype_and_period_agree(clamped, runs):
    """A metric's deviations over its cells have standard deviation 1, within the error of that number at so many cells."""
    run = runs(clamped.name)
    left_out = {tuple(pair) for pair in run["baselines"]}
    wrong = {}
    for metric, archetypes in run["runs"][0]["means"].items():
        if metric in INDEX:
            continue
        ((table, column),) = clamped.rows(
            'SELECT "table", name FROM plotsim_columns(?) WHERE source = ? AND "table" NOT SIMILAR TO \'.*_(wide|train|holdout)\' LIMIT 1',
            clamped.path,
            f"metric:{metric}",
        )
        ours = our_means(clamped, metric, table, column)
        found = []
        for archetype, periods in archetypes.items():
            if (archetype, metric) in left_out:
                continue
            for period in range(len(periods)):
                their = [made["means"][metric][archetype][period] for made in run["runs"]]
                found.append(deviations(their, [made[archetype, period] for made in ours]))
        found = [value for value in found if value is not None]
        if found:
            size = math.sqrt(statistics.fmean(value * value for value in found))
            if abs(size - 1) > 4 / math.sqrt(2 * len(found)):
                wrong[metric] = (round(size, 3), len(found))
    assert wrong == {}


def test_numbers_of_rows_by_period_agree(clamped, runs):
    """Their deviations over archetypes and periods have standard deviation 1, within the error of that number at so many cells."""
    run = runs(clamped.name)
    left_out = {tuple(pair) for pair in run["baselines"]}
    owner = owner_of(clamped)
    wrong = {}
    for table in run["runs"][0]["by_period"]:
        query = f"""
            SELECT archetype, date_key::VARCHAR, count(*)
            FROM (SELECT DISTINCT archetype, "{owner}" FROM plotsim_trajectories(?)) JOIN plotsim_table(?, ?, seed := ?, clean := true)
            USING ("{owner}") GROUP BY ALL"""
        ours = []
        for seed in OUR_SEEDS:
            found = clamped.rows(query, clamped.path, clamped.path, table, seed)
            ours.append({(archetype, date): count for archetype, date, count in found})
        found = []
        for archetype, date in sorted({cell for made in ours for cell in made}):
            if (archetype, run["drivers"][table]) not in left_out:
                their = [made["by_period"][table].get(archetype, {}).get(date, 0) for made in run["runs"]]
                found.append(deviations(their, [made.get((archetype, date), 0) for made in ours]))
        found = [value for value in found if value is not None]
        if found:
            size = math.sqrt(statistics.fmean(value * value for value in found))
            if abs(size - 1) > 4 / math.sqrt(2 * len(found)):
                wrong[table] = (round(size, 3), len(found))
    assert wrong == {}


def test_shares_of_missing_values_agree(clamped, runs):
    """Noise leaves as many values out as the peer's: each column's share is within 4 standard errors."""
    run = runs(clamped.name)
    wrong = {}
    for table, columns in run["runs"][0]["nulls"].items():
        shown = [row[0] for row in clamped.rows("DESCRIBE FROM plotsim_table(?, ?, clean := true)", clamped.path, table)]
        names = [name for name in columns if name in shown]
        query = "SELECT " + ", ".join(f'avg(("{name}" IS NULL)::INT)' for name in names) + " FROM plotsim_table(?, ?, seed := ?, clean := true)"
        ours = [clamped.rows(query, clamped.path, table, seed)[0] for seed in OUR_SEEDS]
        for place, name in enumerate(names):
            their = [made["nulls"][table][name] for made in run["runs"]]
            own = [made[place] for made in ours]
            deviation = deviations(their, own)
            if deviation is None and their != own[: len(their)] or deviation is not None and abs(deviation) > 4:
                wrong[table, name] = (statistics.fmean(their), statistics.fmean(own), deviation)
    assert wrong == {}


def test_shares_of_quality_issues_agree(clamped, runs):
    """The peer hits ⌊rate·rows⌋, here each row has a coin: the means are within 4 standard errors and the row that rounding takes."""
    run = runs(clamped.name)
    if not run["runs"][0]["issues"]:
        pytest.skip("it has none")
    wrong = {}
    query = """
        SELECT issue_index, count(DISTINCT "row"), any_value("table") FROM plotsim_quality(?, seed := ?) GROUP BY ALL"""
    ours = []
    for seed in OUR_SEEDS:
        found = {}
        for issue, hits, table in clamped.rows(query, clamped.path, seed):
            ((rows,),) = clamped.rows("SELECT count(*) FROM plotsim_table(?, ?, seed := ?, clean := true)", clamped.path, table, seed)
            found[issue] = hits / rows
        ours.append(found)
    for issue in range(len(run["runs"][0]["issues"])):
        their = [made["issues"][issue] for made in run["runs"]]
        share, rows = statistics.fmean(hits / rows for hits, rows in their), statistics.fmean(rows for _, rows in their)
        own = [made.get(issue, 0.0) for made in ours]
        room = 4 * statistics.stdev(own) / math.sqrt(len(own)) + 1 / rows
        if abs(statistics.fmean(own) - share) > room:
            wrong[issue] = (share, statistics.fmean(own), room)
    assert wrong == {}


def test_numbers_of_rows_agree(clamped, runs):
    """Events, facts of varying length and children: the peer's mean number of an archetype's rows is within 4 standard errors."""
    run = runs(clamped.name)
    left_out = {tuple(pair) for pair in run["baselines"]}
    owner = owner_of(clamped)
    wrong = {}
    for table, driver in run["drivers"].items():
        query = f"""
            SELECT archetype, count(*)
            FROM (SELECT DISTINCT archetype, "{owner}" FROM plotsim_trajectories(?)) JOIN plotsim_table(?, ?, seed := ?, clean := true)
            USING ("{owner}") GROUP BY ALL"""
        ours = [dict(clamped.rows(query, clamped.path, clamped.path, table, seed)) for seed in OUR_SEEDS]
        for archetype in {archetype for made in ours for archetype in made}:
            if (archetype, driver) not in left_out:
                their = [made["rows"][table].get(archetype, 0) for made in run["runs"]]
                deviation = deviations(their, [made.get(archetype, 0) for made in ours])
                if deviation is not None and abs(deviation) > 4:
                    wrong[table, archetype] = round(deviation, 2)
    assert wrong == {}
