"""Computed columns against DuckDB: the same SQL over the same operands gives the same values, of the same types.

Expressions are made by a seeded generator from templates, one list for each function or operator. A template has a hole for
each argument, named by a type; a hole takes a column with everyday values, a column with nulls and extremes, or a literal.
"""

import collections
import json
import math
import random
import struct

import duckdb
import pytest

ROWS = 100

# The source columns: texts, from which others are cast. Each type has a mild column and one with nulls and extremes.
TEXTS = {
    "mild_integer": ["1", "2", "3", "7", "12", "100", "-4", "0"],
    "wild_integer": ["0", "1", "-1", "2147483647", "-2147483648", "46341", "-99999", "10"],
    "mild_bigint": ["1", "-2", "30", "4000", "500000", "60000000", "7000000000", "0"],
    "wild_bigint": ["9223372036854775807", "-9223372036854775808", "0", "-1", "4294967296", "1000000007", "5", "3037000500"],
    "mild_double": ["0.5", "1.25", "-2.75", "10", "99.995", "0.1", "2.675", "3"],
    "wild_double": ["0", "-0.0", "1e308", "-1e-308", "inf", "-inf", "nan", "123456789.123456789", "2.5", "1e16", "1e-5"],
    "mild_decimal": ["0.50", "1.25", "-2.75", "10", "99.99", "0.01", "2.65", "3"],
    "wild_decimal": ["99999999.99", "-99999999.99", "0", "0.01", "-0.01", "0.05", "12345.67", "-5.55"],
    "wide_decimal": ["0.00005", "99999999999999999999.99999", "-7", "1234567890123.45678", "0.5", "-0.5"],
    "mild_varchar": ["abc", "hello world", "Alpha", "x", "a,b,c", "  pad ", "100%", "under_score"],
    "wild_varchar": ["", " ", "äöü ß", "日本語テキスト", "😀 smile", "İstanbul", "%_\\", "a'b", "ABC", ",,", "aaaaaaaa"],
    "mild_date": ["2024-01-31", "2024-02-29", "2023-12-31", "2025-06-15", "2020-01-01", "2024-12-30"],
    "wild_date": ["1970-01-01", "1969-12-31", "0001-01-01", "9999-12-31", "1900-02-28", "2000-02-29", "2027-01-03"],
    "mild_timestamp": ["2024-01-31 10:11:12", "2024-02-29 23:59:59.999999", "2023-12-31 00:00:00", "2025-06-15 12:30:00.5"],
    "wild_timestamp": ["1970-01-01 00:00:00", "1969-12-31 23:59:59.000001", "0001-01-01 00:00:00", "9999-12-31 23:59:59",
                       "1900-03-01 01:02:03.04", "2000-02-29 12:00:00"],
    "mild_time": ["10:11:12", "00:00:00", "23:59:59.999999", "12:00:00.5"],
    "mild_boolean": ["true", "false"],
    "number_text": ["12", "-7.5", " 3 ", "1e2", "0.05", ".5", "5.", "+8"],
    "mild_uuid": ["00112233-4455-6677-8899-aabbccddeeff", "ffffffff-0000-1111-2222-333333333333"],
}
TYPES = {
    "integer": "INTEGER", "bigint": "BIGINT", "double": "DOUBLE", "decimal": "DECIMAL(10,2)", "varchar": "VARCHAR",
    "date": "DATE", "timestamp": "TIMESTAMP", "time": "TIME", "boolean": "BOOLEAN", "uuid": "UUID",
}
COLUMNS = collections.defaultdict(list)


def type_of(source):
    """The type a source column is cast to."""
    if source == "wide_decimal":
        return "DECIMAL(38,5)"
    return TYPES.get(source.split("_")[1], "VARCHAR")


for source in TEXTS:
    kind = "text" if source == "number_text" else "wide" if source == "wide_decimal" else source.split("_")[1]
    COLUMNS[kind].append(source.replace("mild", "m").replace("wild", "w"))

LITERALS = {
    "integer": ["0", "1", "2", "-3", "7", "1000"],
    "bigint": ["5000000000", "CAST(3 AS BIGINT)"],
    "double": ["1e0", "2.5e0", "-0.125e0", "1e3"],
    "decimal": ["0.5", "1.25", "-2.5", "100.01", "7.0"],
    "varchar": ["'a'", "'hello'", "''", "'%l%'", "'ß'"],
    "date": ["DATE '2024-03-31'", "DATE '1969-07-20'"],
    "timestamp": ["TIMESTAMP '2024-03-31 12:34:56.789'", "TIMESTAMP '1965-05-05 05:05:05'"],
    "time": ["TIME '12:34:56'"],
    "boolean": ["TRUE", "FALSE", "NULL::BOOLEAN"],
    "interval": ["INTERVAL 1 MONTH", "INTERVAL '3 days 4 hours'", "INTERVAL (-7) DAY", "INTERVAL 90 MINUTE",
                 "INTERVAL 2 YEAR", "to_days(m_integer)"],
    "small": ["0", "1", "2", "-1", "3", "m_integer"],
    "digits": ["0", "1", "2", "-1", "5", "-3"],
    "part": ["'year'", "'quarter'", "'month'", "'week'", "'day'", "'hour'", "'minute'", "'second'", "'decade'"],
    "pattern": ["'%a%'", "'a_c'", "'%'", "'_'", "'%l_%'", "'ABC'", "'%\\%'", "'h%d'"],
    "format": ["'%Y-%m-%d'", "'%H:%M:%S.%f'", "'%d.%m.%y'", "'%A, %B %-d'", "'%j %I %p'", "'%a %b %w %u %%'"],
    "target": ["INTEGER", "BIGINT", "DOUBLE", "DECIMAL(10,2)", "DECIMAL(18,3)", "DECIMAL(4,1)", "VARCHAR"],
    "chars": ["'a'", "' '", "'xyz'", "'le'", "'ab '"],
}
NUMBERS = ["integer", "bigint", "double", "decimal", "wide"]

# Templates by function or operator: holes are {type}; {number} stands for any of the types of numbers.
TEMPLATES = {
    "+": ["{number} + {number}"], "-": ["{number} - {number}", "-{number}"], "*": ["{number} * {number}"],
    "/": ["{number} / {number}"], "//": ["{number} // {number}"], "%": ["{number} % {number}", "mod({number}, {number})"],
    "date +": ["{date} + {interval}", "{date} - {interval}", "{date} + {small}", "{date} - {date}", "{interval} + {date}",
               "{date} + {time}"],
    "timestamp +": ["{timestamp} + {interval}", "{timestamp} - {interval}", "CAST({timestamp} - {timestamp} AS VARCHAR)",
                    "CAST({timestamp} - {date} AS VARCHAR)"],
    "time +": ["{time} + {interval}", "{time} - {interval}"],
    "interval": ["CAST({interval} + {interval} AS VARCHAR)", "CAST({interval} * {small} AS VARCHAR)",
                 "{interval} > {interval}", "CAST(-{interval} AS VARCHAR)", "{interval} = {interval}"],
    "compare numbers": ["{number} < {number}", "{number} = {number}", "{number} >= {number}", "{number} <> {number}",
                        "{number} IS DISTINCT FROM {number}", "{number} IS NOT DISTINCT FROM {number}"],
    "compare texts": ["{varchar} < {varchar}", "{varchar} = {varchar}", "{varchar} >= {varchar}",
                      "{varchar} IS DISTINCT FROM {varchar}"],
    "compare moments": ["{date} < {date}", "{date} <= {timestamp}", "{timestamp} > {timestamp}", "{time} < {time}",
                        "{date} = {date}", "{date} IS NOT DISTINCT FROM {date}"],
    "compare truths": ["{boolean} = {boolean}", "{boolean} < {boolean}", "{boolean} IS DISTINCT FROM {boolean}"],
    "logic": ["{boolean} AND {boolean}", "{boolean} OR {boolean}", "NOT {boolean}", "{boolean} IS TRUE",
              "{boolean} IS NOT FALSE", "{boolean} IS NULL", "{number} IS NOT NULL"],
    "between": ["{number} BETWEEN {number} AND {number}", "{date} NOT BETWEEN {date} AND {date}"],
    "in": ["{integer} IN (1, 2, {integer})", "{varchar} IN ('abc', 'x', NULL)", "{decimal} NOT IN (0.5, {decimal})",
           "{date} IN ('2024-01-31', {date})"],
    "case": ["CASE WHEN {boolean} THEN {number} WHEN {number} > {number} THEN {number} ELSE {number} END",
             "CASE {integer} WHEN 1 THEN {varchar} WHEN 2 THEN 'two' END",
             "CASE WHEN {integer} <> 0 THEN 100 % {integer} END", "if({boolean}, {date}, {date})"],
    "coalesce": ["coalesce({number}, {number})", "coalesce({varchar}, 'none')", "ifnull({date}, {date})",
                 "coalesce({date}, {timestamp})"],
    "nullif": ["nullif({number}, {number})", "nullif({varchar}, 'abc')", "nullif({date}, {date})"],
    "greatest": ["greatest({number}, {number}, {number})", "greatest({varchar}, {varchar})", "greatest({date}, {date})"],
    "least": ["least({number}, {number})", "least({varchar}, {varchar}, {varchar})", "least({date}, {timestamp})"],
    "abs": ["abs({number})"], "sign": ["sign({number})"], "ceil": ["ceil({number})"], "floor": ["floor({number})"],
    "trunc": ["trunc({number})"], "round": ["round({number})", "round({number}, {digits})"],
    "sqrt": ["sqrt(abs({double}))", "sqrt(abs({decimal}))"], "exp": ["exp({double} / 100)"],
    "ln": ["ln(abs({double}) + 1)", "ln({mild_number} * {mild_number} + 1)"],
    "log": ["log(abs({double}) + 1)", "log(3, abs({double}) + 1)", "log10(abs({double}) + 1)", "log2(abs({double}) + 1)"],
    "pow": ["pow({double}, {small})", "power(abs({decimal}), 0.5)"],
    "angles": ["sin({m_double})", "cos({m_double})", "atan({double})", "asin(sin({m_double}))", "acos(cos({m_double}))",
               "radians({m_double})", "degrees({m_double})", "{m_double} * pi()"],
    "length": ["length({varchar})", "strlen({varchar})", "len({varchar})"], "lower": ["lower({varchar})"],
    "upper": ["upper({varchar})"], "concat": ["concat({varchar}, {number}, {date})", "concat_ws('-', {varchar}, {integer})"],
    "||": ["{varchar} || {varchar}", "{varchar} || {number}", "{boolean} || {varchar}", "{integer} || {date}"],
    "replace": ["replace({varchar}, {chars}, 'QQ')", "replace({varchar}, 'l', '')"], "repeat": ["repeat({varchar}, {small})"],
    "lpad": ["lpad({varchar}, {small} + 4, 'xy')", "lpad(CAST({integer} AS VARCHAR), 6, '0')"],
    "rpad": ["rpad({varchar}, {small} + 4, 'xy')"],
    "substring": ["substring({varchar}, {small}, {small})", "substr({varchar}, {small})",
                  "substring({varchar} FROM 2 FOR 3)", "substr({varchar}, {small}, 3)"],
    "left": ["left({varchar}, {small})"], "right": ["right({varchar}, {small})"],
    "trim": ["trim({varchar})", "trim({varchar}, {chars})", "ltrim({varchar}, {chars})", "rtrim({varchar})",
             "trim(LEADING 'a' FROM {varchar})"],
    "split_part": ["split_part({varchar}, ',', {small})", "split_part({varchar}, {chars}, 1)"],
    "strpos": ["strpos({varchar}, {chars})", "position('b' IN {varchar})", "instr({varchar}, 'o')"],
    "contains": ["contains({varchar}, {chars})"], "starts_with": ["starts_with({varchar}, {chars})", "prefix({varchar}, 'A')"],
    "ends_with": ["ends_with({varchar}, {chars})", "suffix({varchar}, 'c')"],
    "like": ["{varchar} LIKE {pattern}", "{varchar} NOT LIKE {pattern}", "{varchar} LIKE '%!%' ESCAPE '!'"],
    "ilike": ["{varchar} ILIKE {pattern}", "{varchar} NOT ILIKE {pattern}"],
    "date_part": ["date_part({part}, {date})", "extract(year FROM {timestamp})", "extract(isodow FROM {date})",
                  "date_part('epoch', {timestamp})", "date_part('doy', {date})", "date_part('isoyear', {date})",
                  "date_part('century', {date})", "date_part('millennium', {date})", "extract(microsecond FROM {timestamp})",
                  "extract(hour FROM {time})", "date_part('dow', {timestamp})", "date_part('millisecond', {timestamp})"],
    "interval parts": ["date_part('day', {interval})", "date_part('epoch', {interval})", "extract(hour FROM {interval})",
                       "extract(month FROM {interval})", "epoch({timestamp} - {timestamp})"],
    "part functions": ["year({date})", "quarter({date})", "month({timestamp})", "week({date})", "day({date})",
                       "dayofweek({date})", "isodow({date})", "dayofyear({date})", "hour({timestamp})",
                       "minute({timestamp})", "second({timestamp})", "epoch({date})"],
    "date_trunc": ["date_trunc({part}, {date})", "date_trunc({part}, {timestamp})", "date_trunc('century', {date})",
                   "date_trunc('millisecond', {timestamp})", "date_trunc('isoyear', {date})"],
    "date_diff": ["date_diff({part}, {date}, {date})", "datediff({part}, {timestamp}, {timestamp})"],
    "date_sub": ["date_sub({part}, {date}, {date})", "datesub({part}, {timestamp}, {timestamp})"],
    "age": ["CAST(age({timestamp}, {timestamp}) AS VARCHAR)"],
    "names": ["dayname({date})", "monthname({date})", "last_day({date})", "last_day({m_timestamp})"],
    "make_date": ["make_date(2000 + abs({m_integer}), 1 + abs({m_integer}) % 12, 1 + abs({m_integer}) % 28)"],
    "strftime": ["strftime({m_timestamp}, {format})", "strftime({m_date}, {format})"],
    "intervals": ["{date} + to_years({small})", "{date} + to_months({small})", "{timestamp} + to_hours({small})",
                  "{timestamp} + to_minutes({small})", "{timestamp} + to_seconds(2.5)", "{date} + to_weeks({small})",
                  "date_add({date}, {interval})"],
    "cast numbers": ["CAST({number} AS {target})", "CAST({text} AS {target})", "CAST({boolean} AS {target})",
                     "CAST({number} AS BOOLEAN)"],
    "cast moments": ["CAST({date} AS VARCHAR)", "CAST({timestamp} AS VARCHAR)", "CAST({timestamp} AS DATE)",
                     "CAST({date} AS TIMESTAMP)", "CAST({time} AS VARCHAR)", "CAST({timestamp} AS TIME)",
                     "CAST(CAST({date} AS VARCHAR) AS DATE)", "CAST(CAST({timestamp} AS VARCHAR) AS TIMESTAMP)",
                     "CAST({uuid} AS VARCHAR)"],
    "precedence": ["{m_integer} + {m_integer} * {m_integer} - -{m_integer}", "{varchar} || {m_integer} + 1",
                   "NOT {m_integer} = {m_integer} AND {boolean} OR {boolean}", "{m_integer} + 1 || 'a' = '2a'",
                   "{m_integer} BETWEEN 1 AND 3 AND {boolean}", "{m_integer} < 3 IS NULL", "{m_integer} % 5 * 2 / 4",
                   "'a' LIKE 'a' = {boolean}", "NOT {boolean} IS NULL", "- {m_integer} * 2"],
}
EACH = 20
TRANSCENDENTAL = {"exp", "ln", "log", "pow", "angles"}
# What versions before 2.0 refuse, and 2.0 computes.
ERRORS_BEFORE_2 = ("cannot take logarithm", "cannot take square root")


def filled(template, choose):
    """The template with its holes filled."""
    out, rest = "", template
    while "{" in rest:
        before, rest = rest.split("{", 1)
        hole, rest = rest.split("}", 1)
        out += before
        if hole == "number":
            hole = choose.choice(NUMBERS)
        if hole == "mild_number":
            out += choose.choice(["m_integer", "m_double", "m_decimal"])
        elif hole.startswith(("m_", "w_")):
            out += hole
        elif hole in COLUMNS and (hole not in LITERALS or choose.random() < 0.75):
            out += choose.choice(COLUMNS[hole])
        else:
            out += choose.choice(LITERALS[hole])
    return out + rest


def expressions():
    """Pairs of a group and an expression, each group with its own seed."""
    for group, templates in TEMPLATES.items():
        choose = random.Random(f"expressions {group}")
        for number in range(EACH + 4 * (any("number" in template for template in templates))):
            yield group, filled(templates[number % len(templates)], choose)


def sources():
    """Columns of the config: texts drawn with nulls, and what they are as other types."""
    columns = []
    for name, texts in TEXTS.items():
        generator = {"type": "one_of", "values": texts}
        if not name.startswith("mild"):
            generator = {"type": "optional", "prob": 0.85, "inner": generator}
        columns.append({"name": f"t_{name}", "generator": generator})
    for name in TEXTS:
        short = name.replace("mild", "m").replace("wild", "w")
        columns.append({"name": short, "sql": f"CAST(t_{name} AS {type_of(name)})"})
    return columns


def dataset(columns):
    return {"name": "rows", "output": "rows", "num_rows": ROWS, "columns": sources() + columns}


def config(columns):
    return json.dumps({"types": "native", "datasets": [dataset(columns)]})


def ordered(value):
    """A double as a whole number in the same order."""
    (bits,) = struct.unpack("<q", struct.pack("<d", value))
    return bits if bits >= 0 else -(bits & 0x7FFF_FFFF_FFFF_FFFF)


def same(own, theirs, slack):
    if isinstance(own, float) and isinstance(theirs, float):
        if math.isnan(own) or math.isnan(theirs):
            return math.isnan(own) and math.isnan(theirs)
        if slack:
            return abs(ordered(own) - ordered(theirs)) <= 1
        return struct.pack("<d", own) == struct.pack("<d", theirs) or own == theirs == 0
    return own == theirs and type(own) is type(theirs)


def rows_of(connection, query, parameters=()):
    """Type and values of a column, or the first line of the error."""
    try:
        found = connection.execute(query, list(parameters))
        kind = str(found.description[0][1])
        return kind, [value for (value,) in found.fetchall()]
    except duckdb.Error as error:
        return "error", str(error).split("\n")[0]


@pytest.fixture
def stored(connection):
    """The source columns as a table that DuckDB made of the texts alone."""
    names = ", ".join(f"t_{name}" for name in TEXTS)
    casts = ", ".join(
        f"CAST(t_{name} AS {type_of(name)}) AS {name.replace('mild', 'm').replace('wild', 'w')}" for name in TEXTS
    )
    connection.execute(
        f"CREATE TABLE stored AS SELECT {names}, {casts} FROM smelt_datagen(?, 'rows')", [config([])]
    )
    return connection


def test_source_columns_are_the_casts_of_their_texts(stored):
    for name in TEXTS:
        short = name.replace("mild", "m").replace("wild", "w")
        own = rows_of(stored, f"SELECT {short} FROM smelt_datagen(?, 'rows')", [config([])])
        theirs = rows_of(stored, f"SELECT {short} FROM stored")
        assert own[0] == theirs[0]
        assert all(same(a, b, False) for a, b in zip(own[1], theirs[1], strict=True)), name


def compared(own, theirs, group, before_2):
    """What is wrong with a column; nothing if it is DuckDB's."""
    (kind, values), (expected, others) = own, theirs
    # `sign` is an INTEGER here, and sums of narrow decimals are wider from 2.0 on.
    alike = group == "sign" or (before_2 and kind.startswith("DECIMAL") and expected.startswith("DECIMAL"))
    if kind != expected and not alike:
        return kind, expected
    pairs = enumerate(zip(values, others, strict=True))
    return next(((row, a, b) for row, (a, b) in pairs if not same(a, b, group in TRANSCENDENTAL)), None)


def columns_of(connection, text, names):
    """Type and values of columns of a config, or the error of each that has one."""
    found = {}
    for first in range(0, len(names), 100):
        some = names[first : first + 100]
        try:
            result = connection.execute(f"SELECT {', '.join(some)} FROM smelt_datagen(?, 'rows')", [text])
            kinds = [str(column[1]) for column in result.description]
            found |= {name: (kind, list(values)) for name, kind, values in zip(some, kinds, zip(*result.fetchall()))}
        except duckdb.Error:
            query = "SELECT {} FROM smelt_datagen(?, 'rows')"
            found |= {name: rows_of(connection, query.format(name), [text]) for name in some}
    return found


def test_every_expression_gives_what_duckdb_gives(stored):
    before_2 = duckdb.__version__.startswith("1.")
    if not before_2:
        stored.execute("SET error_on_division_by_zero = false")
    all_expressions = list(expressions())
    counts = collections.Counter(group for group, _ in all_expressions)
    assert len(counts) >= 60 and min(counts.values()) >= EACH
    assert len({text for _, text in all_expressions}) >= 800
    theirs = [rows_of(stored, f"SELECT {text} FROM stored") for _, text in all_expressions]
    wrong = []
    # Expressions that DuckDB computes stand in one config, so that it is read once.
    computed = [place for place, (kind, _) in enumerate(theirs) if kind != "error"]
    text = config([{"name": f"c{place}", "sql": all_expressions[place][1]} for place in computed])
    query = "SELECT path, message FROM plotsim_validate(?) WHERE severity = 'error'"
    findings = stored.execute(query, [text]).fetchall()
    assert not findings, findings[:20]
    found = columns_of(stored, text, [f"c{place}" for place in computed])
    for place in computed:
        group, expression = all_expressions[place]
        own = found[f"c{place}"]
        difference = (own[1],) if own[0] == "error" else compared(own, theirs[place], group, before_2)
        if difference is not None:
            wrong.append((expression, *difference))
    for (_, expression), (kind, message) in zip(all_expressions, theirs, strict=True):
        if kind != "error" or (before_2 and any(words in message for words in ERRORS_BEFORE_2)):
            continue
        own = rows_of(stored, "SELECT c FROM smelt_datagen(?, 'rows')", [config([{"name": "c", "sql": expression}])])
        if own[0] != "error":
            wrong.append((expression, "no error", message))
    lines = "\n".join(str(one) for one in wrong)
    assert not wrong, f"{len(wrong)} of {len(all_expressions)} differ:\n{lines}"


@pytest.mark.parametrize("function", ["upper", "lower"])
def test_every_letter_changes_its_case_as_in_duckdb(connection, function):
    letters = [chr(code) for code in range(0x20, 0x1F000) if not 0x7F <= code < 0xA0 and not 0xD800 <= code < 0xE000]
    for first in range(0, len(letters), 3000):
        text = "".join(letters[first : first + 3000])
        columns = [{"name": "s", "generator": {"type": "constant", "value": text}}, {"name": "r", "sql": f"{function}(s)"}]
        one = json.dumps({"datasets": [{"name": "t", "output": "t", "num_rows": 1, "columns": columns}]})
        own = connection.execute("SELECT r FROM smelt_datagen(?, 't')", [one]).fetchone()[0]
        theirs = connection.execute(f"SELECT {function}(CAST(? AS VARCHAR))", [text]).fetchone()[0]
        assert own == theirs
