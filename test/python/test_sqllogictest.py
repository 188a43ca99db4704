"""scripts/sqllogictest must pass what is right and, above all, fail what is wrong."""

import subprocess
import sys

import pytest


@pytest.fixture
def run(repository, extension, tmp_path):
    """Runs the text of a test file; gives the exit code and what was printed."""

    def run(text, *arguments):
        file = tmp_path / "case.test"
        file.write_text(text)
        runner = [sys.executable, repository / "scripts" / "sqllogictest", "--extension", extension, *arguments]
        ran = subprocess.run([*runner, file], capture_output=True, text=True, timeout=120)
        return ran.returncode, ran.stdout + ran.stderr

    return run


TABLE = "statement ok\nCREATE TABLE t (i INT);\n\n"

PASSING = {
    "rows with tabs": "query IT\nSELECT i, 'r' || i FROM range(2) t(i);\n----\n0\tr0\n1\tr1\n",
    "a value per line": "query IT\nSELECT i, 'r' || i FROM range(2) t(i);\n----\n0\nr0\n1\nr1\n",
    "NULL and the empty string": "query III\nSELECT NULL, '', 'NULL';\n----\nNULL\t(empty)\tNULL\n",
    "booleans": "query II\nSELECT true, false;\n----\n1\tfalse\n",
    "numbers as DuckDB prints them": (
        "query IIIIII\nSELECT 0.1::FLOAT, 1e16::DOUBLE, 1e-5, 'nan'::DOUBLE, 1.50, 10::HUGEINT;\n"
        "----\n0.1\t1e+16\t1e-05\tnan\t1.50\t10\n"
    ),
    "numbers written otherwise": "query II\nSELECT 2::DOUBLE, 1.50;\n----\n2\t1.5\n",
    "nested values": "query II\nSELECT [1, NULL], {'a': DATE '2024-02-29'};\n----\n[1, NULL]\t{'a': 2024-02-29}\n",
    "no rows": "query I\nSELECT 1 WHERE false;\n----\n",
    "rowsort": "query II rowsort\nVALUES (2, 1), (1, 3), (1, 2);\n----\n1\t2\n1\t3\n2\t1\n",
    "valuesort": "query II valuesort\nVALUES (2, 1), (1, 3);\n----\n1\n1\n2\n3\n",
    # md5 of the values, each followed by a line feed: printf '0\n1\n2\n' | md5sum
    "hash": "query I\nSELECT i FROM range(3) t(i);\n----\n3 values hashing to 996dc30fa92a088d53929ed16588ec72\n",
    "label": "query I nosort same\nSELECT 1;\n\nquery I nosort same\nSELECT 2 - 1;\n",
    "regex": "query II\nSELECT 'abc', 'abc';\n----\n<REGEX>:a.*\t<!REGEX>:b.*\n",
    "error": "statement error\nSELECT nothing;\n----\nBinder Error: Referenced column\n",
    "error regex": "statement error\nSELECT nothing;\n----\n<REGEX>:Binder Error.*nothing.*\n",
    "count of rows written": TABLE + "query I\nINSERT INTO t VALUES (1), (2);\n----\n2\n",
    "rows returned": TABLE + "query I\nINSERT INTO t VALUES (7) RETURNING i;\n----\n7\n",
    "loop": "loop i 0 3\n\nquery I\nSELECT {i} * 2;\n----\n<REGEX>:0|2|4\n\nendloop\n",
    "foreach with conditions": (
        "foreach word,length a,1 bcd,3\n\nskipif word=a\nquery I\nSELECT length('{word}') + 10;\n----\n13\n\n"
        "query I\nSELECT length('{word}') = {length};\n----\ntrue\n\nendloop\n"
    ),
    "concurrent loop": "concurrentloop i 0 4\n\nquery I\nSELECT sum(x) FROM range(9) t(x);\n----\n36\n\nendloop\n",
    "connections": (
        "statement ok con1\nCREATE TEMP TABLE mine (i INT);\n\nstatement error con2\nFROM mine;\n----\nnot exist\n\n"
        "query I con1\nSELECT count(*) FROM mine;\n----\n0\n"
    ),
    "a file, read again after restart": (
        "load __TEST_DIR__/a.duckdb\n\n"
        "statement ok\nCREATE TABLE t AS SELECT 1 i;\n\nrestart\n\nquery I\nFROM t;\n----\n1\n"
    ),
    "read-only": "load __TEST_DIR__/b.duckdb\n\nload __TEST_DIR__/b.duckdb readonly\n\n"
    "statement error\nCREATE TABLE t (i INT);\n----\nread-only\n",
    "mode skip": "mode skip\n\nquery I\nSELECT 1;\n----\n2\n\nmode unskip\n\nquery I\nSELECT 1;\n----\n1\n",
    "halt": "query I\nSELECT 1;\n----\n1\n\nhalt\n\nquery I\nSELECT 1;\n----\n2\n",
    "several statements": "query I\nCREATE TABLE t (i INT); INSERT INTO t VALUES (5); FROM t;\n----\n5\n",
    "the extension": "require plotsim\n\nquery I\nSELECT count(*) FROM plotsim_version();\n----\n1\n",
}

FAILING = {
    "a value": ("query I\nSELECT 1;\n----\n2\n", "expected 2\ngot      1"),
    "a close number": ("query I\nSELECT 1.0001::DOUBLE;\n----\n1.0002\n", "expected 1.0002"),
    "a number for text": ("query T\nSELECT '1.0';\n----\n1\n", "got      1.0"),
    "NULL for the word": ("query I\nSELECT NULL;\n----\n(empty)\n", "got      NULL"),
    "rows in another order": ("query I\nVALUES (2), (1);\n----\n1\n2\n", "row 1"),
    "a row too many": ("query I\nVALUES (2), (1);\n----\n2\n", "expected 1 rows, got 2"),
    "a row too few": ("query I\nVALUES (2);\n----\n2\n1\n", "expected 2 rows, got 1"),
    "no expected rows": ("query I\nVALUES (2);\n", "expected 0 rows, got 1"),
    "a column too many": ("query II\nSELECT 1;\n----\n1\n", "expected 2 columns, got 1"),
    "a hash": ("query I\nSELECT 1;\n----\n1 values hashing to 00000000000000000000000000000000\n", "got      1 values"),
    "a label": ("query I nosort x\nSELECT 1;\n\nquery I nosort x\nSELECT 2;\n", "label x"),
    "a regex": ("query I\nSELECT 'abc';\n----\n<REGEX>:b\n", "expected <REGEX>:b"),
    "a negated regex": ("query I\nSELECT 'abc';\n----\n<!REGEX>:a.*\n", "expected <!REGEX>"),
    "an error in a query": ("query I\nSELECT nothing;\n----\n1\n", "the query failed\nBinder Error"),
    "an error in a late row": (
        "statement ok\nSELECT error('at ' || i) FROM range(300000) t(i) WHERE i = 299999;\n", "at 299999"),
    "success": ("statement error\nSELECT 1;\n----\nanything\n", "the statement succeeded"),
    "another error": ("statement error\nSELECT nothing;\n----\nCatalog Error\n", "wrong error"),
    "an error without a message": ("statement error\nSELECT nothing;\n", "needs an expected message"),
    "a failure within a loop": ("loop i 0 3\n\nquery I\nSELECT {i} < 2;\n----\ntrue\n\nendloop\n", "i=2"),
    "a failure within a concurrent loop": (
        "concurrentloop i 0 3\n\nquery I\nSELECT {i} < 2;\n----\ntrue\n\nendloop\n", "i=2"),
    "a loop without an end": ("loop i 0 3\n\nquery I\nSELECT 1;\n----\n1\n", "no endloop"),
    "an unknown record": ("qeury I\nSELECT 1;\n----\n2\n", "`qeury` is not a record"),
    "a query without SQL": ("query I\n\nSELECT 1;\n----\n2\n", "no SQL"),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSING)
def test_passes(run, name):
    code, printed = run(PASSING[name])
    assert (code, printed.splitlines()[-1]) == (0, "1 passed, 0 failed"), printed


@pytest.mark.parametrize("name", FAILING)
def test_fails(run, name):
    text, message = FAILING[name]
    code, printed = run(text)
    assert (code, printed.splitlines()[-1]) == (1, "0 passed, 1 failed"), printed
    assert message in printed and "case.test:" in printed


def test_names_the_line_of_the_failure(run):
    code, printed = run("statement ok\nSELECT 1;\n\n# a comment\nquery I\nSELECT 1;\n----\n2\n")
    assert code == 1 and "case.test:5: wrong result in row 1" in printed


def test_a_missing_requirement_skips_the_file_and_is_no_success(run):
    code, printed = run("require no_such_extension\n\nquery I\nSELECT 1;\n----\n2\n")
    assert (code, printed.splitlines()[-1]) == (1, "0 passed, 0 failed, 1 skipped")


def test_an_endless_query_is_stopped(run):
    endless = "statement ok\nWITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i FROM t) SELECT count(*) FROM t;\n"
    code, printed = run(endless, "--timeout", "3")
    assert code == 1 and "case.test:1: not finished after 3 seconds" in printed


def test_no_files_is_no_success(repository, extension, tmp_path):
    runner = [sys.executable, repository / "scripts" / "sqllogictest", "--extension", extension, tmp_path]
    assert subprocess.run(runner, capture_output=True, timeout=60).returncode == 1
