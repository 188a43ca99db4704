"""One mistake in a template of plotsim 0.7.0 is one finding, and every key of it does something."""

import json
from collections import Counter

import pytest

import mistakes

# Keys that say what holds without them: a default, rows that the references tell, metrics that columns show anyway.
SAY_THE_SAME = {
    "window.every",
    "noise.mcar_rate",
    "dimensions[].per",
    "facts[].metrics",
}
# What identifies the text of a config, and so differs for each.
OF_THE_TEXT = ("config_sha256", "run_sha256")


@pytest.fixture
def parsed(config):
    with open(config.path) as file:
        return mistakes.Config(file.read())


def errors(config, text):
    return config.rows("SELECT code, path, message FROM plotsim_validate(?) WHERE severity = 'error'", text)


def test_a_misspelt_key_is_one_finding(config, parsed):
    """All keys of the language; names that the config makes up are looked for where they are used."""
    found = {key.path: errors(config, parsed.misspelt(key)) for key in parsed.keys if not key.made_up}
    wrong = {path: told for path, told in found.items() if [code for code, *_ in told] != ["unknown-key"]}
    assert wrong == {}, Counter(len(told) for told in found.values())


def test_a_missing_key_is_one_finding(config, parsed):
    """Where a key must be there, that is all that is said, unless others refer to what it names or makes."""
    names = {"metrics", "segments", "dimensions", "facts", "columns", "name", "attributes"}
    found = {key: errors(config, parsed.without(key)) for key in parsed.keys if not key.made_up and key.name not in names}
    assert {key.path: told for key, told in found.items() if len(told) > 1} == {}


def findings(config, text):
    return config.rows("SELECT severity, code, path, message FROM plotsim_validate(?)", text)


def listings(config, text):
    return [config.rows(f"FROM {name}(?, scale := 0.1)", text) for name in ("plotsim_tables", "plotsim_columns")]


def rows(config, text):
    ((document,),) = config.rows("SELECT manifest FROM plotsim_manifest(?, scale := 0.1, hashes := true)", text)
    return {key: value for key, value in json.loads(document).items() if key not in OF_THE_TEXT}


def test_every_key_changes_a_finding_a_listing_or_rows(config, parsed):
    """The cheapest of them is asked first."""
    whole = parsed.whole()
    known = {}

    def differs(text, told):
        if told not in known:
            known[told] = told(config, whole)
        return told(config, text) != known[told]

    idle = []
    for key in parsed.keys:
        text = parsed.without(key)
        if not any(differs(text, told) for told in (findings, listings, rows)):
            idle.append(key.path)
    general = {mistakes.without_numbers(path) for path in idle}
    assert general - SAY_THE_SAME == set(), idle
