"""Every block of every page runs as it stands there.

A page is read from top to bottom in a directory of its own, with one database:

* `yaml` blocks whose first line is `# name.yaml` become that file; others must be YAML;
* `sql` blocks are executed, statement by statement, with the extension loaded;
* `python` blocks are executed, those of one page in one namespace;
* `<!-- not run: reason -->` before a block skips it, `<!-- error: text -->` says that it must fail with that text,
  `<!-- only: v2 -->` that it needs the file for DuckDB 2.0's own API.

The configs of README.md and of the tutorial lie in the directory of every page.
"""

import pathlib
import re

import duckdb
import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
PAGES = sorted([REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")])
BLOCK = re.compile(r"(?:^<!-- (?P<mark>not run|error|only): (?P<note>.*?) -->\n+)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.M | re.S)


def blocks(page: pathlib.Path):
    """The line, mark, note, kind and body of each block."""
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        yield text.count("\n", 0, found.start("body")), found["mark"], found["note"], found["kind"], found["body"]


def write_config(directory, body):
    named = re.match(r"# (\S+\.ya?ml)\n", body)
    if named:
        path = directory / named[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")


def execute_sql(connection, body):
    # One after the other: DuckDB reads what IMPORT DATABASE imports when it parses it.
    for statement in re.split(r";[ \t]*(?:--[^\n]*)?(?:\n|$)", body):
        if re.sub(r"--[^\n]*|\s", "", statement):
            # All rows are read, since a table function makes them only then.
            connection.execute(statement).fetchall()


def fails_with(text, run):
    with pytest.raises(duckdb.Error) as raised:
        run()
    assert text in str(raised.value)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_happens(page, connection, extension, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    for folder in ("build/release", "build/release/v2"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "plotsim.duckdb_extension").symlink_to(extension)
    (tmp_path / "examples").symlink_to(REPOSITORY / "examples")
    for shared in ("README.md", "docs/tutorial.md"):
        for *_, kind, body in blocks(REPOSITORY / shared):
            if kind == "yaml":
                write_config(tmp_path, body)
    namespace = {}
    for line, mark, note, kind, body in blocks(page):
        if mark == "not run" or kind not in ("yaml", "sql", "python"):
            continue
        if mark == "only" and extension.parent.name != note:
            continue
        try:
            if kind == "yaml":
                write_config(tmp_path, body)
            elif mark == "error":
                fails_with(note, lambda body=body: execute_sql(connection, body))
            elif kind == "sql":
                execute_sql(connection, body)
            else:
                exec(compile(body, f"{page.name}:{line}", "exec"), namespace)  # noqa: S102
        except ImportError as missing:
            pytest.skip(f"{page.name}:{line} needs {missing.name}")
        except Exception as error:
            raise AssertionError(f"{page.name}, the block at line {line}: {error}") from error


def test_links_between_pages_lead_somewhere():
    def anchors(path):
        heads = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.M)
        return {re.sub(r"[^\w\- ]", "", head.lower().replace("`", "")).replace(" ", "-") for head in heads}

    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
                broken.append(f"{page.name}: {target}")
    assert not broken
