"""The templates of plotsim 0.7.0, as its wheel has them, made by it and by this extension."""

import importlib.resources
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = Path(os.environ.get("PLOTSIM_EXTENSION", ROOT / "build/release/plotsim.duckdb_extension")).resolve()
TEMPLATES = ["banking", "health", "hr", "marketing", "retail", "saas"]
PEER_SEEDS = range(1, 9)
# So many that the spread of a mean is known well, outliers included.
OUR_SEEDS = range(1, 129)


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """template → what `program.py` prints of it, which is made beside the tests, two templates at a time."""
    home = tmp_path_factory.mktemp("peer")

    def run(name):
        command = [sys.executable, Path(__file__).with_name("program.py"), name, home / name, *map(str, PEER_SEEDS)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    with ThreadPoolExecutor(2) as pool:
        futures = {name: pool.submit(run, name) for name in TEMPLATES}
        yield lambda name: futures[name].result()


class Config:
    """One template's YAML, unedited, in a file of its own."""

    def __init__(self, name, path, connection):
        self.name, self.path, self.connection = name, path, connection

    def rows(self, query, *values):
        return self.connection.execute(query, values).fetchall()


@pytest.fixture(params=TEMPLATES)
def config(request, tmp_path):
    text = importlib.resources.files("plotsim.configs.templates").joinpath(f"{request.param}.yaml").read_text("utf-8")
    path = tmp_path / f"{request.param}.yaml"
    path.write_text(text)
    with duckdb.connect(config={"allow_unsigned_extensions": "true"}) as connection:
        connection.execute(f"LOAD '{EXTENSION}'")
        yield Config(request.param, str(path), connection)
