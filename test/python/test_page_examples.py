"""Every feature of the datagen language as its users first meet it: one small config each, run from a file."""

import collections
import json
import math
import textwrap

import pytest


@pytest.fixture
def rows(connection, tmp_path):
    """A function that writes a config to a file and gives a dataset's rows as dictionaries."""

    def rows(config, dataset, **arguments):
        path = tmp_path / "datagen.yaml"
        path.write_text(textwrap.dedent(config))
        named = "".join(f", {name} := {value}" for name, value in arguments.items())
        found = connection.execute(f"SELECT * FROM smelt_datagen(?, ?{named})", [str(path), dataset])
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return rows


def column(generator, rows=4000, extra=""):
    """A config of one dataset with one column, `c`; the generator may span lines."""
    block = textwrap.indent(textwrap.dedent(generator).strip(), " " * 10)
    head = f"datasets:\n  - name: t\n    output: out/t\n    num_rows: {rows}\n{extra}"
    return f"{head}    columns:\n      - name: c\n        generator:\n{block}\n"


def shares(values):
    counts = collections.Counter(values)
    return {value: count / len(values) for value, count in counts.items()}


def test_a_first_config(rows):
    config = """
        seed: 7
        scale_factor: 1.0
        datasets:
          - name: members
            output: lake/members
            num_rows: 250
            columns:
              - name: member_no
                generator: { type: sequential_id }
              - name: card
                generator: { type: string_pattern, template: "card-{sequential_id}" }
              - name: grade
                generator:
                  type: weighted_choice
                  values:
                    junior: 0.7
                    senior: 0.3
              - name: since
                generator: { type: date, start: "2018-01-01", end: "2023-01-01" }
    """
    made = rows(config, "members")
    assert [row["member_no"] for row in made] == list(range(1, 251))
    assert [row["card"] for row in made[:2]] == ["card-1", "card-2"]
    assert {row["grade"] for row in made} == {"junior", "senior"}
    assert all("2018-01-01" <= row["since"] < "2023-01-01" for row in made)
    assert made == rows(config, "members", seed=7) != rows(config, "members", seed=8)


def test_identifiers(rows):
    made = [row["c"] for row in rows(column("type: uuid"), "t")]
    assert len(set(made)) == 4000 and all(len(text) == 36 and text[14] == "4" for text in made)


@pytest.mark.parametrize(
    ("generator", "check"),
    [
        ('{ type: constant, value: "open" }', lambda v: v == "open"),
        ("{ type: one_of, values: [north, east, south, west] }", lambda v: v in {"north", "east", "south", "west"}),
        ('{ type: string_pattern, template: "ISBN-{uniform_int:200-900}" }', lambda v: 200 <= int(v[5:]) < 900),
        (
            '{ type: string_pattern, template: "{one_of:ox,elk,hare}_{sequential_id}" }',
            lambda v: v.split("_")[0] in {"ox", "elk", "hare"} and 1 <= int(v.split("_")[1]) <= 4000,
        ),
        ("{ type: uniform_int, min: 1890, max: 1920 }", lambda v: 1890 <= v < 1920),
        ("{ type: uniform_float, min: -1.0, max: 0.5 }", lambda v: -1 <= v < 0.5),
        ("{ type: log_normal, median: 40, sigma: 0.9, max: 300 }", lambda v: 0 <= v <= 300),
        ("{ type: geometric, p: 0.4 }", lambda v: v >= 1),
        ("{ type: geometric, p: 0.4, min: 0 }", lambda v: v >= 0),
        ('{ type: date, start: "2023-05-01", end: "2023-06-01" }', lambda v: "2023-05-01" <= v <= "2023-05-31"),
        (
            '{ type: timestamp, start: "2023-05-01T06:00:00", end: "2023-05-01T18:30:00" }',
            lambda v: "2023-05-01T06:00:00" <= v < "2023-05-01T18:30:00" and len(v) == 19,
        ),
        ("{ type: bool, prob: 0.2 }", lambda v: v in {True, False}),
    ],
)
def test_one_line_generators(rows, generator, check):
    made = [row["c"] for row in rows(column(generator), "t")]
    assert len(made) == 4000 and all(check(value) for value in made)


def test_weights_are_normalised(rows):
    made = rows(column("type: weighted_choice\nvalues:\n  paid: 7\n  open: 2\n  void: 1"), "t")
    found = shares([row["c"] for row in made])
    assert all(math.isclose(found[name], share, abs_tol=0.04) for name, share in [("paid", 0.7), ("open", 0.2), ("void", 0.1)])


def test_zero_is_clamped_unless_it_is_asked_for(rows):
    clamped = shares([row["c"] for row in rows(column("{ type: geometric, p: 0.5 }"), "t")])
    raw = shares([row["c"] for row in rows(column("{ type: geometric, p: 0.5, min: 0 }"), "t")])
    assert 0 not in clamped and math.isclose(clamped[1], 0.75, abs_tol=0.05)
    assert math.isclose(raw[0], 0.5, abs_tol=0.05)


def test_optional_is_null_otherwise(rows):
    generator = """
        type: optional
        prob: 0.1
        inner:
          type: one_of
          values: [Too Small, Wrong Colour]
    """
    made = [row["c"] for row in rows(column(generator), "t")]
    assert set(made) == {None, "Too Small", "Wrong Colour"} and math.isclose(shares(made)[None], 0.9, abs_tol=0.03)


PAYLOAD = """
    type: json_object
    fields:
      kind:
        type: weighted_choice
        values:
          open: 0.7
          scroll: 0.2
          share: 0.1
      address:
        type: string_pattern
        template: "https://news.example/a/{uniform_int:1-500}"
      seconds:
        type: uniform_int
        min: 0
        max: 600
      member:
        type: bool
        prob: 0.4
      via:
        type: optional
        prob: 0.5
        inner:
          type: one_of
          values: [search, mail]
"""


def test_json_objects(rows, connection):
    made = [row["c"] for row in rows(column(PAYLOAD), "t")]
    assert all(" " not in text for text in made)
    parsed = [json.loads(text) for text in made]
    assert all(list(value) == ["kind", "address", "seconds", "member", "via"] for value in parsed)
    assert {value["via"] for value in parsed} == {None, "search", "mail"}
    assert connection.execute("SELECT ? ->> '$.address'", [made[0]]).fetchone()[0] == parsed[0]["address"]
    nested = """
        type: json_object
        fields:
          outer:
            type: json_object
            fields:
              inner: { type: constant, value: 1 }
    """
    assert {row["c"] for row in rows(column(nested), "t")} == {'{"outer":{"inner":1}}'}


PAIRS = """
    datasets:
      - name: bikes
        output: lake/bikes
        num_rows: 300
        columns:
          - name: bike_id
            generator: { type: sequential_id }
      - name: riders
        output: lake/riders
        num_rows: 200
        columns:
          - name: rider_id
            generator: { type: sequential_id }
      - name: trips
        output: lake/trips
        num_rows: 30000
        linked_pools:
          - name: bike_rider
            pool_size: 2000
            shapes:
              - weight: 0.60
                fields:
                  bike_id:  { type: foreign_key, dataset: bikes }
                  rider_id: { type: foreign_key, dataset: riders }
              - weight: 0.25
                fields:
                  bike_id: { type: foreign_key, dataset: bikes }
                  rider_id:
                    type: optional
                    prob: 0.0
                    inner: { type: foreign_key, dataset: riders }
              - weight: 0.10
                emit: 2
                sticky: [bike_id]
                fields:
                  bike_id:  { type: foreign_key, dataset: bikes }
                  rider_id: { type: foreign_key, dataset: riders }
              - weight: 0.05
                emit: 2
                sticky: [rider_id]
                fields:
                  bike_id:  { type: foreign_key, dataset: bikes }
                  rider_id: { type: foreign_key, dataset: riders }
        columns:
          - name: bike_id
            generator: { type: linked_choice, pool: bike_rider, field: bike_id }
          - name: rider_id
            generator: { type: linked_choice, pool: bike_rider, field: rider_id }
"""


def test_columns_drawn_together(rows):
    made = rows(PAIRS, "trips")
    pairs = {(row["bike_id"], row["rider_id"]) for row in made}
    # Independent draws would show nearly 30,000 different pairs; here there are as many as entries, at most.
    assert 1500 < len(pairs) <= 2000
    assert all(1 <= bike <= 300 and (rider is None or 1 <= rider <= 200) for bike, rider in pairs)
    # A draw of the anonymous shape makes one entry, of the last two shapes two: 0.25 of 1.15.
    assert math.isclose(shares([row["rider_id"] is None for row in made])[True], 0.25 / 1.15, abs_tol=0.04)


def test_pools_do_not_grow_with_the_scale(rows):
    config = PAIRS.replace("type: foreign_key, dataset: bikes", "type: uniform_int, min: 1, max: 301")
    small, large = rows(config, "trips", scale_factor=0.5), rows(config, "trips", scale_factor=2)
    assert {row["bike_id"] for row in small} <= {row["bike_id"] for row in large}


def test_days(rows):
    config = """
        datasets:
          - name: reads
            output: lake/reads
            num_rows: 9000
            partition:
              column: read_on
              start: "2023-11-20"
              days: 90
            columns:
              - name: read_id
                generator: { type: sequential_id }
              - name: how
                generator:
                  type: weighted_choice
                  values:
                    paper: 0.50
                    phone: 0.50
    """
    made = rows(config, "reads")
    assert list(made[0]) == ["read_id", "how", "read_on"], "the day comes last"
    days = collections.Counter(row["read_on"] for row in made)
    assert (min(days), max(days), set(days.values())) == ("2023-11-20", "2024-02-17", {100})
    # A remainder is spread, not dropped.
    made = rows(config.replace("9000", "9050"), "reads")
    assert len(made) == 9050 and set(collections.Counter(row["read_on"] for row in made).values()) == {100, 101}


def test_entities(rows):
    config = """
        datasets:
          - name: visits
            output: lake/visits
            num_rows: 20000
            entity:
              pool_ratio: 0.2
              columns:
                - name: guest_id
                  generator: { type: uuid }
                - name: home
                  generator:
                    type: weighted_choice
                    values: { hill: 0.5, dale: 0.5 }
            columns:
              - name: visit_id
                generator: { type: uuid }
              - name: door
                generator:
                  type: one_of
                  values: [front, back]
    """
    made = rows(config, "visits")
    homes = collections.defaultdict(set)
    for row in made:
        homes[row["guest_id"]].add(row["home"])
    assert list(made[0]) == ["guest_id", "home", "visit_id", "door"], "entity columns come first"
    assert 3900 < len(homes) <= 4000 and all(len(home) == 1 for home in homes.values())
    assert len({row["visit_id"] for row in made}) == 20000


RELATED = """
    scale_factor: 0.1
    datasets:
      - name: teams
        output: lake/teams
        num_rows: 1000
        columns:
          - name: team_id
            generator: { type: sequential_id }
          - name: league
            generator:
              type: weighted_choice
              values: { First: 0.5, Second: 0.3, Third: 0.2 }
      - name: matches
        output: lake/matches
        num_rows: 10000
        columns:
          - name: match_id
            generator: { type: sequential_id }
          - name: home_team
            generator: { type: foreign_key, dataset: teams }
"""


@pytest.mark.parametrize("scale", [None, 0.01, 0.5, 2])
def test_references_follow_the_scale(rows, scale):
    arguments = {"scale_factor": scale} if scale else {}
    teams, matches = rows(RELATED, "teams", **arguments), rows(RELATED, "matches", **arguments)
    assert (len(teams), len(matches)) == (1000 * (scale or 0.1), 10000 * (scale or 0.1))
    assert {row["home_team"] for row in matches} <= {row["team_id"] for row in teams}


def test_a_parquet_directory_as_the_page_lays_it_out(connection, tmp_path):
    """One directory a day, as other tools expect it, by DuckDB's own COPY."""
    target = tmp_path / "events"
    connection.execute(
        "COPY (FROM smelt_datagen('template:retail_analytics', 'orders', scale_factor := 0.01)) "
        f"TO '{target}' (FORMAT parquet, PARTITION_BY (order_date), FILENAME_PATTERN 'data')"
    )
    assert len(list(target.glob("order_date=2025-*"))) == 90
    count = connection.execute(f"SELECT count(*), count(DISTINCT order_id) FROM '{target}/*/*.parquet'").fetchone()
    assert count == (10000, 10000)


def test_the_bundled_retail_config(connection):
    tables = dict(connection.execute("SELECT name, rows FROM plotsim_tables('template:retail_analytics')").fetchall())
    assert tables == {
        "customers": 100_000,
        "products": 10_000,
        "stores": 500,
        "orders": 1_000_000,
        "order_items": 3_000_000,
        "web_events": 5_000_000,
    }
    days = connection.execute(
        "SELECT count(DISTINCT order_date) FROM smelt_datagen('template:retail_analytics', 'orders', scale_factor := 0.01)"
    ).fetchone()
    assert days == (90,)
