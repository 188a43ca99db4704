"""plotsim_schema() under a validator that is not ours: it says of every config what the parser says.

Valid configs are those of templates, examples and docs. Each is then broken in one place after another (a key removed or
misspelt, a value of another type, out of bounds, or no word that is known), and parser and schema must agree on the outcome.
"""

import copy
import json
import random
import re

import jsonschema
import pytest
import yaml

LANGUAGES = {"datasets": "datagen", "about": "builder", "domain": "engine"}


class Loader(yaml.SafeLoader):
    """YAML 1.2: dates are text, and only true and false are booleans."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in forms if not tag.endswith((":timestamp", ":bool"))]
    for letter, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|True|TRUE|false|False|FALSE)$"), "tTfF")


def blocks(page):
    """The whole configs of a page."""
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text(), re.DOTALL):
        if re.search(rf"^({'|'.join(LANGUAGES)}):", block, re.MULTILINE):
            yield block


@pytest.fixture(scope="module")
def database(extension):
    import duckdb

    with duckdb.connect(config={"allow_unsigned_extensions": "true"}) as connection:
        connection.load_extension(str(extension))
        yield connection


@pytest.fixture(scope="module")
def configs(database, repository):
    """Every config that is told to be valid, by name."""
    found = {}
    for (name,) in database.execute("SELECT name FROM plotsim_templates()").fetchall():
        found[name] = "".join(database.execute("FROM plotsim_template(?)", [name]).fetchone())
    for path in [*repository.glob("examples/**/*.yaml"), *repository.glob("src/plotsim/tests/*.yaml")]:
        found[str(path.relative_to(repository))] = path.read_text()
    for page in [repository / "README.md", *repository.glob("docs/*.md")]:
        for number, block in enumerate(blocks(page)):
            found[f"{page.name}[{number}]"] = block
    return {name: as_json(yaml.load(text, Loader)) for name, text in found.items()}


def as_json(node):
    """A tree with keys as JSON has them: `9: 3` of a YAML mapping is "9"."""
    if isinstance(node, dict):
        return {key if isinstance(key, str) else str(key): as_json(value) for key, value in node.items()}
    return [as_json(item) for item in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def validator(database):
    """A function that gives the validator of a language, or of all."""

    def validator(language=None):
        query = "FROM plotsim_schema()" if language is None else f"FROM plotsim_schema(language := '{language}')"
        schema = json.loads(database.execute(query).fetchone()[0])
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    return validator


def errors_of(database, config):
    query = "SELECT code, message FROM plotsim_validate(?) WHERE severity = 'error'"
    return database.execute(query, [json.dumps(config)]).fetchall()


def language_of(config):
    """The language of a config; None of one in both, which only the whole schema takes."""
    if "datasets" in config and len(LANGUAGES.keys() & config.keys()) > 1:
        return None
    return next(language for mark, language in LANGUAGES.items() if mark in config)


def test_valid_configs_are_valid(database, configs, validator):
    whole = validator()
    assert len(configs) >= 12
    for name, config in configs.items():
        errors = errors_of(database, config)
        if errors and name.endswith("]"):
            continue  # a page may show what is wrong, or a part
        assert errors == [], name
        problems = [f"{error.json_path}: {error.message}" for error in whole.iter_errors(config)]
        assert problems == [], name


def test_each_language_has_a_schema_of_its_own(configs, validator):
    for own in ["datagen", "builder", "engine"]:
        schema = validator(own)
        for name, config in configs.items():
            if not name.endswith("]"):
                assert schema.is_valid(config) == (language_of(config) == own), (name, own)


def places(value, path=()):
    """The path of every value below, the value itself not included."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for key, child in entries:
        yield (*path, key)
        yield from places(child, (*path, key))


def remove(parent, key):
    del parent[key]


def misspell(parent, key):
    if isinstance(parent, dict):
        parent[f"{key}_"] = parent.pop(key)


def retype(parent, key):
    old = parent[key]
    parent[key] = [old] if isinstance(old, dict) else {"a": old} if isinstance(old, list) else [[old]]


def loosen(parent, key):
    if isinstance(parent[key], (int, float)) and not isinstance(parent[key], bool):
        parent[key] = str(parent[key])
    elif isinstance(parent[key], str):
        parent[key] = 0.5


def exceed(parent, key):
    if isinstance(parent[key], (int, float)) and not isinstance(parent[key], bool):
        parent[key] = random.choice([-1, -(10**9), 10**13, 2.5])


def garble(parent, key):
    if isinstance(parent[key], str):
        parent[key] = random.choice(["nonsense", "", parent[key][:-1], parent[key] + "x"])


def empty(parent, key):
    parent[key] = random.choice([None, [], {}])


MUTATIONS = [remove, misspell, retype, loosen, exceed, garble, empty]

# Errors about one place and what may stand there. Others, about names that must exist or numbers that must fit together, are
# beyond a schema.
STRUCTURAL = [
    ("unknown-key", "unknown key"),
    ("missing-key", "missing key"),
    ("wrong-type", "must be .*, not "),
    ("out-of-range", "but must be (a whole number|in |[<>≤≥])"),
    ("conflicting-keys", "say the same thing|exclude each other"),
    ("wrong-place", "' belongs to "),
    ("wrong-length", "has "),
    ("unknown-(word|generator|curve|distribution|type|relationship|faker-method)", ""),
    ("empty-(list|mapping|name)", ""),
]
# What follows from other places though it reads the same, and whole numbers beyond 64 bits, which JSON has none of.
BEYOND = "nothing says how many rows|value is "


def is_structural(code, message):
    if re.search(BEYOND, message):
        return False
    return any(re.fullmatch(known, code) and re.search(part, message) for known, part in STRUCTURAL)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_parser_and_schema_agree_on_what_is_broken(database, configs, validator, mutation):
    random.seed(7)
    schemas = {language: validator(language) for language in [None, *LANGUAGES.values()]}
    refused = 0
    for name, config in configs.items():
        all_places = list(places(config))
        for path in random.sample(all_places, min(20, len(all_places))):
            broken = copy.deepcopy(config)
            parent = broken
            for step in path[:-1]:
                parent = parent[step]
            mutation(parent, path[-1])
            if broken == config or (len(path) == 1 and path[0] in LANGUAGES):
                continue
            errors = errors_of(database, broken)
            accepted = schemas[language_of(broken)].is_valid(broken)
            structural = [error for error in errors if is_structural(*error)]
            refused += bool(structural)
            assert accepted or errors, f"{name}: {path}: the parser takes what the schema refuses"
            assert not (accepted and structural), f"{name}: {path}: the schema takes it, the parser says {structural}"
    assert refused > 10


def test_every_property_and_word_is_described(validator):
    definitions = validator().schema["$defs"]
    closed = {name: value for name, value in definitions.items() if value.get("additionalProperties") is False}
    assert len(closed) > 50
    for name, section in closed.items():
        assert section["description"], name
        for key, value in section["properties"].items():
            assert value.get("description"), f"{name}.{key}"
    for name, value in definitions.items():
        for part in [value, *value.get("anyOf", [])]:
            if "enumDescriptions" in part:
                assert len(part["enumDescriptions"]) == len(part["enum"]) and all(part["enumDescriptions"]), name


def test_the_statement_of_the_docs_writes_the_schema(database, repository, tmp_path, monkeypatch):
    page = (repository / "docs" / "editors.md").read_text()
    (statement,) = re.findall(r"COPY \(FROM plotsim_schema\(\)\).*?;", page)
    monkeypatch.chdir(tmp_path)
    database.execute(statement)
    written = json.loads((tmp_path / "plotsim.schema.json").read_text())
    assert written == json.loads(database.execute("FROM plotsim_schema()").fetchone()[0])


def test_an_unknown_language_is_refused(database):
    with pytest.raises(Exception, match="'buidler' is not a language \\(did you mean 'builder'\\?\\)"):
        database.execute("FROM plotsim_schema(language := 'buidler')")
