"""Configs: a file, a text of YAML or a template, read and found without errors."""

import dataclasses
import datetime
import os

from .extension import connect

FINDINGS = 'SELECT severity, code, line, "column", message, hint FROM plotsim_validate(?)'


class ConfigError(ValueError):
    """A config with errors; `findings` holds all of them."""

    def __init__(self, source, findings):
        self.findings = [finding for finding in findings if finding.severity == "error"]
        super().__init__("\n".join([f"{source}: {len(self.findings)} error(s)", *map(str, self.findings)]))


@dataclasses.dataclass(frozen=True)
class Finding:
    """What plotsim says about a config; lines and columns count from 1 and are None where the config as a whole is meant."""

    severity: str
    code: str
    line: int | None
    column: int | None
    message: str
    hint: str | None

    def __str__(self):
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{self.severity} [{self.code}] {place}{self.message}{hint}"


@dataclasses.dataclass(frozen=True)
class Config:
    """A config as plotsim's functions take it: a path, a URL, `template:<name>` or the YAML itself. A seed and a scale replace the
    config's, and a day, a date or text such as 2026-03-31, the end of what extends in time."""

    source: str
    seed: int | None = None
    scale: float | None = None
    until: datetime.date | str | None = None

    def call(self, function, *arguments, **named):
        """A call of a table function as SQL, and its parameters."""
        until = None if self.until is None else str(self.until)
        named = {"seed": self.seed, "scale": self.scale, "until": until, **named}
        given = {name: value for name, value in named.items() if value is not None}
        places = ", ".join(["?"] * (1 + len(arguments)) + [f"{name} := ?" for name in given])
        return f"{function}({places})", [self.source, *arguments, *given.values()]

    def rows(self, connection, function, *arguments, select="*", **named):
        sql, parameters = self.call(function, *arguments, **named)
        return connection.execute(f"SELECT {select} FROM {sql}", parameters).fetchall()

    def text(self, connection):
        """The YAML itself."""
        if "\n" in self.source:
            return self.source
        if self.source.startswith("template:"):
            return load_template(self.source.removeprefix("template:"))
        return connection.execute("SELECT content FROM read_text(?)", [self.source]).fetchone()[0]


def findings(config, connection=None):
    """All findings of a config: errors, warnings and notes."""
    rows = (connection or connect()).execute(FINDINGS, [config.source]).fetchall()
    return [Finding(*row) for row in rows]


def load_config(path, seed=None, scale=None, until=None):
    """The config in a file, at a URL, or of a template (`template:saas`); `ConfigError` lists its errors."""
    config = Config(os.fspath(path), seed, scale, until)
    found = findings(config)
    if any(finding.severity == "error" for finding in found):
        raise ConfigError(config.source.splitlines()[0] if config.source else "the config", found)
    return config


def create_from_yaml(path, seed=None, scale=None, until=None):
    """The same as `load_config`; a text of YAML is taken too."""
    return load_config(path, seed, scale, until)


def list_templates():
    """(name, language, description) of each bundled config."""
    return connect().execute("SELECT name, language, description FROM plotsim_templates()").fetchall()


def load_template(name):
    """The YAML of a bundled config."""
    return connect().execute("SELECT yaml FROM plotsim_template(?)", [name]).fetchone()[0]
