"""Notebooks are kept without what running them leaves behind."""

import json

import pytest

from conftest import ROOT

NOTEBOOKS = [path for path in sorted((ROOT / "examples").rglob("*.ipynb")) if path.name != "executed.ipynb"]


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_outputs_are_stripped(path):
    cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells)
