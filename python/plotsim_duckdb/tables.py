"""Tables of a config: as data frames, as files, and what the checks say of them."""

import pathlib

from .config import Config, load_config
from .extension import connect

# What COPY calls the formats that frames are written in, and their files.
FORMATS = {"csv": ("csv", "csv"), "parquet": ("parquet", "parquet"), "jsonl": ("json", "jsonl")}


def configured(config):
    return config if isinstance(config, Config) else load_config(config)


def table_names(config, connection):
    return [name for (name,) in config.rows(connection, "plotsim_tables", select="name")]


def generate_tables(config, seed=None):
    """Every table as a pandas DataFrame, by name. `config` is a `Config`, or what `load_config` takes."""
    config, connection = configured(config), connect()
    seed = {} if seed is None else {"seed": seed}
    frames = {}
    for name in table_names(config, connection):
        sql, parameters = config.call("plotsim_table", name, **seed)
        frames[name] = connection.execute(f"SELECT * FROM {sql}", parameters).df()
    return frames


def write_tables(tables, config, output_dir="output", format="csv"):
    """Writes data frames as they are, one file each (`csv`, `parquet` or `jsonl`), and the config; returns the directory.

    `run` writes a config without data frames, and with it its manifest, checks and report.
    """
    if format not in FORMATS:
        raise ValueError(f"format '{format}' is not one of {', '.join(FORMATS)}")
    kind, suffix = FORMATS[format]
    directory, connection = pathlib.Path(output_dir), connect()
    directory.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        target = str(directory / f"{name}.{suffix}").replace("'", "''")
        connection.register("frame", frame)
        connection.execute(f"COPY frame TO '{target}' (FORMAT {kind})")
        connection.unregister("frame")
    (directory / "config.yaml").write_text(configured(config).text(connection), encoding="utf-8")
    return directory


def run(config, output_dir=None, format=None):
    """Writes all of a config: tables, keys, manifest, checks, report. Returns rows (table, path, rows, bytes, sha256).

    Directory and format are the config's own unless they are given.
    """
    config = configured(config)
    return config.rows(connect(), "plotsim_write", output_dir and str(output_dir), format=format)


def validate(config, strict=False):
    """What plotsim_check says: rows (check, table, status, expected, observed, detail). Reads every row of every table."""
    return configured(config).rows(connect(), "plotsim_check", strict=strict or None)
