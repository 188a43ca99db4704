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
from plotsim.quality import apply_issues  # noqa: E402


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


def by_period(config, tables, counted):
    """table → archetype → date key → how many rows, of tables that show the date."""
    owner = next(table for table in config.tables if table.name == owner_of(config))
    key = next(column.name for column in owner.columns if column.source == "pk")
    archetypes = dict(zip(dict.fromkeys(tables[owner.name][key]), [entity.archetype for entity in config.entities]))
    found = {}
    for name in counted:
        frame = tables[name]
        if "date_key" in frame:
            counts = frame.groupby([frame[key].map(archetypes), "date_key"]).size()
            found[name] = {which: {str(date): int(n) for date, n in counts[which].items()} for which in counts.index.levels[0]}
    return found


def nulls(config, tables):
    """table → column → share of rows without a value, in facts and events."""
    names = [table.name for table in config.tables if table.type != "dim"]
    return {name: {column: float(share) for column, share in tables[name].isna().mean().items()} for name in names}


def issues(config, tables, seed):
    """For each issue: the rows that it hits, and those of its table before."""
    hits = {}
    _, records = apply_issues(tables, config, seed)
    for record in records:
        hits.setdefault(record.issue_index, set()).update(record.row_indices)
    targets = [issue.target_table for issue in config.quality.quality_issues]
    return [[len(hits.get(place, ())), len(tables[table])] for place, table in enumerate(targets)]


def main():
    name, output, seeds = sys.argv[1], Path(sys.argv[2]), [int(seed) for seed in sys.argv[3:]]
    config = plotsim.load_template(name)
    plotsim.run(config, output, seed=seeds[0])
    files = {path.stem: list(pd.read_csv(path, nrows=1).columns) for path in sorted(output.glob("*.csv"))}
    runs = []
    for seed in seeds:
        tables = plotsim.generate_tables(config, np.random.default_rng(seed))
        runs.append(
            {
                "rows": rows(config, tables, drivers(name)),
                "means": means(config, tables),
                "by_period": by_period(config, tables, drivers(name)),
                "nulls": nulls(config, tables),
                "issues": issues(config, tables, seed),
            }
        )
    print(json.dumps({"files": files, "baselines": baselines(name), "drivers": drivers(name), "runs": runs}))


main()
