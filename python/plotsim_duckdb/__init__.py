"""plotsim for DuckDB in Python.

>>> import plotsim_duckdb as plotsim
>>> config = plotsim.load_config("config.yaml")
>>> tables = plotsim.generate_tables(config)      # {"fct_revenue": a DataFrame, …}
>>> plotsim.write_tables(tables, config, output_dir="out")

`connect()` gives a DuckDB connection in which plotsim's functions are there; for a connection of your own there is `load()`.
"""

from .config import Config, ConfigError, create_from_yaml, list_templates, load_config, load_template
from .extension import ExtensionMissing, connect, extension_path, load
from .tables import generate_tables, run, validate, write_tables

__all__ = [
    "Config",
    "ConfigError",
    "ExtensionMissing",
    "connect",
    "create_from_yaml",
    "extension_path",
    "generate_tables",
    "list_templates",
    "load",
    "load_config",
    "load_template",
    "run",
    "validate",
    "write_tables",
]
