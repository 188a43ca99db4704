"""Arguments of functions as hosts read them: NUL characters, expressions, parameters."""

import duckdb
import pytest

TEMPLATE = "template:retail_analytics"
NUL = "a\0b"


def text_arguments(connection):
    """Every text argument of every function, as (function, position or name, how many positional ones there are)."""
    for function, parameters in connection.execute("SELECT function, signature FROM plotsim_help()").fetchall():
        inside = parameters[parameters.index("(") + 1:-1]
        positional = []
        named = []
        for part in filter(None, inside.split(", ")):
            name, kind = part.split(" := ") if ":=" in part else part.split(" ")
            (named if ":=" in part else positional).append((name, kind))
        for place, (_, kind) in enumerate(positional):
            if kind == "VARCHAR":
                yield function, positional, place, None
        for name, kind in named:
            if kind == "VARCHAR":
                yield function, positional, None, name


def call(function, positional, place, name, text):
    fill = {"VARCHAR": lambda n: "$config" if n == "config" else "'x'", "BIGINT": lambda n: "1"}
    arguments = ["$text" if at == place else fill[kind](n) for at, (n, kind) in enumerate(positional)]
    if name:
        arguments.append(f"{name} := $text")
    values = {"text": text}
    if any(argument == "$config" for argument in arguments):
        values["config"] = TEMPLATE
    return f"SELECT * FROM {function}({', '.join(arguments)})", values


def test_no_text_argument_may_hold_nul(connection):
    tried = 0
    for function, positional, place, name in text_arguments(connection):
        for text in ["\0", NUL, "end\0", "it's\0 'quoted'"]:
            query, values = call(function, positional, place, name, text)
            expected = name or positional[place][0]
            with pytest.raises(duckdb.Error, match=rf"{expected} holds a NUL character \(U\+0000\)"):
                connection.execute(query, values).fetchall()
            tried += 1
    assert tried > 100


@pytest.mark.parametrize("text", ["", "it's", "''", "a\\'b\"\n\t\u00e9\U0001f600", "x" * 100_000 + "'"])
def test_other_texts_arrive_whole(connection, text):
    with pytest.raises(duckdb.Error) as error:
        connection.execute("FROM plotsim_table($1, $2)", [TEMPLATE, text]).fetchall()
    assert "NUL" not in str(error.value) and text in str(error.value)


COUNT = f"SELECT count(*), min(customer_id), md5(string_agg(email, ',' ORDER BY customer_id)) FROM smelt_datagen('{TEMPLATE}', 'customers'"


@pytest.mark.parametrize("seven", ["3 + 4", "7::TINYINT", "7::UTINYINT", "7::BIGINT", "7::UBIGINT", "7::HUGEINT", "getvariable('seven')"])
def test_counts_take_every_integer_expression(connection, seven):
    connection.execute("SET VARIABLE seven = 7")
    literal = connection.execute(f"{COUNT}, seed := 7, scale := 0.02)").fetchall()
    assert connection.execute(f"{COUNT}, seed := {seven}, scale := 0.02)").fetchall() == literal
    piece = connection.execute(f"{COUNT}, seed := 7, shard := 7, shards := 14)").fetchall()
    assert connection.execute(f"{COUNT}, seed := 7, shard := {seven}, shards := 2 * ({seven}))").fetchall() == piece


def test_counts_take_parameters(connection):
    expected = connection.execute(f"{COUNT}, seed := 7, shard := 1, shards := 4)").fetchall()
    query = f"{COUNT}, seed := $seed, shard := $shard, shards := $shards)"
    assert connection.execute(query, {"seed": 7, "shard": 1, "shards": 4}).fetchall() == expected
    connection.execute(f"PREPARE p AS {COUNT}, seed := $1, shard := $2, shards := $3)")
    assert connection.execute("EXECUTE p(7, 1, 4)").fetchall() == expected


def test_the_greatest_seed_is_a_seed(connection):
    greatest = 2**64 - 1
    rows = connection.execute(f"{COUNT}, seed := {greatest}, scale := 0.02)").fetchall()
    assert rows != connection.execute(f"{COUNT}, seed := 7, scale := 0.02)").fetchall()


@pytest.mark.parametrize("seed", ["-1", "18446744073709551616"])
def test_what_is_no_seed_is_refused(connection, seed):
    with pytest.raises(duckdb.Error, match=seed):
        connection.execute(f"{COUNT}, seed := {seed})").fetchall()


CONFIG = "{{datasets: [{{name: t, output: t, num_rows: {}, columns: [{{name: a, generator: {{type: sequential_id}}}}]}}]}}"


def test_prepared_statements_and_an_edited_file(connection, host, tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG.format(5))
    connection.execute(f"PREPARE written AS SELECT count(*) FROM smelt_datagen('{path}', 't')")
    connection.execute("PREPARE given AS SELECT count(*) FROM smelt_datagen($1, 't')")
    count = lambda name: connection.execute({"written": "EXECUTE written", "given": f"EXECUTE given('{path}')"}[name]).fetchone()[0]
    assert (count("written"), count("given")) == (5, 5)
    path.write_text(CONFIG.format(6))
    assert count("given") == 6
    # DuckDB 2 binds what functions of the stable C API read anew; DuckDB 1.5 does not, nor DuckDB 2.0 through its own API.
    binds_again = host == 1 and not duckdb.__version__.startswith("1.")
    assert count("written") == (6 if binds_again else 5)
