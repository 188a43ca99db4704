"""The examples as a user has them: copies, with the tools of the examples' virtual environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
EXTENSION = Path(os.environ.get("PLOTSIM_EXTENSION", ROOT / "build/release/plotsim.duckdb_extension")).resolve()


class Project:
    """A copy of an example, and commands run in it."""

    def __init__(self, directory):
        self.directory = directory

    def run(self, *command, environment=None):
        """The return code of a command and all it printed."""
        path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
        given = {**os.environ, "PATH": path, "PLOTSIM_EXTENSION": str(EXTENSION), **(environment or {})}
        done = subprocess.run(
            command,
            cwd=self.directory,
            env={name: value for name, value in given.items() if value is not None},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=240,
        )
        return done.returncode, done.stdout

    def succeed(self, *command):
        """What a command printed that must not fail."""
        code, output = self.run(*command)
        assert code == 0, output
        return output

    def sql(self, *statements, database=":memory:"):
        """Runs SQL in the shell with plotsim loaded, stopping at the first error."""
        commands = [part for statement in statements for part in ("-c", statement)]
        return self.run("duckdb", "-unsigned", "-bail", "-cmd", f"LOAD '{EXTENSION}'", database, *commands)

    def rows(self, query):
        """The rows of a query, as JSON."""
        return self.succeed("duckdb", "-unsigned", "-json", "-cmd", f"LOAD '{EXTENSION}'", ":memory:", "-c", query)

    def path(self, name):
        return self.directory / name

    def replace(self, name, old, new):
        """Edits a file of the copy, which must hold the old text."""
        path = self.path(name)
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture
def example(tmp_path):
    """Copies an example, without what runs of it left behind."""

    def copy(name):
        left = shutil.ignore_patterns("target", "logs", "data", ".smelt", ".user.yml", "executed.ipynb", "*.png")
        shutil.copytree(ROOT / "examples" / name, tmp_path / name, ignore=left)
        return Project(tmp_path / name)

    return copy
