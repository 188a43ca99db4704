"""Runs plotsim 0.7.0 on one of its own templates and prints what the tests compare, as JSON.

    program.py TEMPLATE OUTPUT SEED …

The first seed goes through `plotsim.run`, which writes every file; all of them through `generate_tables`, which leaves out what is
done to a table afterwards (issues of quality, splits, wide tables), so that the same rows are compared.
"""

import json
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

import importlib.resources  # noqa: E402

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import plotsim  # noqa: E402
import yaml  # noqa: E402


def facts_of(config):
    """The facts with a row for each entity and period: name → (key of the entity, key of the date, metrics)."""
    found = {}
    for table in config.tables:
        if table.type != "fact" or table.grain != "per_entity_per_period":
            continue
        sources = {column.name: column.source for column in table.columns}
        metrics = {name: source.split(":", 1)[1] for name, source in sources.items() if source.startswith("metric:")}
        keys = [name for name, source in sources.items() if source.startswith("fk:")]
        date = next(name for name in keys if sources[name].startswith("fk:dim_date."))
        owner = owner_of(config)
        entity = next(name for name in keys if sources[name].startswith(f"fk:{owner}."))
        found[table.name] = (entity, date, metrics)
    return found


def owner_of(config):
    """The dimension with a row for each entity."""
    return next(table.name for table in config.tables if table.grain == "per_entity")


def means(config, tables):
    """metric → archetype → mean of each period; a metric that several facts show is read from the first."""
    archetype = [entity.archetype for entity in config.entities]
    found = {}
    for name, (entity, date, metrics) in facts_of(config).items():
        frame = tables[name]
        frame = frame.assign(_entity=pd.factorize(frame[entity])[0])
        frame["_archetype"] = np.asarray(archetype)[frame["_entity"]]
        for column, metric in metrics.items():
            if metric in found:
                continue
            values = frame.assign(_value=pd.to_numeric(frame[column])).groupby(["_archetype", date])["_value"].mean()
            found[metric] = {
                which: [None if pd.isna(value) else float(value) for value in values[which]] for which in dict.fromkeys(archetype)
            }
    return found


def written(name):
    """The template's YAML."""
    return yaml.safe_load(importlib.resources.files("plotsim.configs.templates").joinpath(f"{name}.yaml").read_text("utf-8"))


def baselines(name):
    """The pairs (archetype, metric) whose centre a segment moves."""
    return [(segment["name"], metric) for segment in written(name)["segments"] for metric in segment.get("baseline", {})]


def drivers(name):
    """table → the metric that decides how many rows an entity has in a period."""
    config = written(name)
    found = {event["name"]: event.get("driver", event.get("metric")) for event in config.get("events", [])}
    for fact in config.get("facts", []):
        if "row_count_driver" in fact:
            found[fact["name"]] = fact["row_count_driver"]
        elif "parent_table" in fact:
            found[fact["name"]] = found[fact["parent_table"]]
    return found


def rows(config, tables, counted):
    """table → archetype → how many rows."""
    owner = next(table for table in config.tables if table.name == owner_of(config))
    key = next(column.name for column in owner.columns if column.source == "pk")
    archetypes = dict(zip(dict.fromkeys(tables[owner.name][key]), [entity.archetype for entity in config.entities]))
    return {name: tables[name][key].map(archetypes).value_counts().to_dict() for name in counted}


def main():
    name, output, seeds = sys.argv[1], Path(sys.argv[2]), [int(seed) for seed in sys.argv[3:]]
    config = plotsim.load_template(name)
    plotsim.run(config, output, seed=seeds[0])
    files = {path.stem: list(pd.read_csv(path, nrows=1).columns) for path in sorted(output.glob("*.csv"))}
    runs = []
    for seed in seeds:
        tables = plotsim.generate_tables(config, np.random.default_rng(seed))
        runs.append({"rows": rows(config, tables, drivers(name)), "means": means(config, tables)})
    print(json.dumps({"files": files, "baselines": baselines(name), "drivers": drivers(name), "runs": runs}))


main()
