"""What the realism scan of misata says about the tables of every template; `run.py --only realism` runs it.

The scan looks for the marks of generated data: flat hours and weekdays, even shares and references, thin tails, addresses without the name. A pass
counts 1, a warning 0.5. Two of its rules do not fit and are left out: rules for prose on columns of JSON, and "no nulls" in a calendar.
"""

import duckdb

# Templates of millions of rows, at one hundredth.
SCALES = {"retail_analytics": 0.01, "web_analytics": 0.01}
OF_PROSE = {"text_templates", "text_diversity", "text_context", "value_diversity"}


def tables(connection, template):
    """The template's tables as data frames, and the columns of JSON as (table, column)."""
    config, scale = f"template:{template}", SCALES.get(template, 1)
    frames, json = {}, set()
    for (name,) in connection.sql(f"SELECT name FROM plotsim_tables('{config}')").fetchall():
        frames[name] = connection.sql(f"FROM plotsim_table('{config}', '{name}', scale := {scale})").df()
        for column, values in frames[name].items():
            texts = values.dropna().astype(str).head(20) if values.dtype.kind in "OT" else []
            if len(texts) and texts.str.startswith(("{", "[")).all():
                json.add((name, column))
    return frames, json


def fits(check, json):
    prose = check.check in OF_PROSE and (check.table, check.column) in json
    calendar = check.check == "too_clean" and check.table == "dim_date"
    return not prose and not calendar


def run(setting, report):
    from misata import tells  # only this section needs it

    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"LOAD '{setting.v1}'")
    report.table("misata's realism scan", ["template", "checks", "warnings", "failures", "score"])
    templates = connection.sql("SELECT name FROM plotsim_templates() ORDER BY language, name").fetchall()
    worst, found = 1.0, []
    for (template,) in templates:
        frames, json = tables(connection, template)
        scan = tells.realism_report(frames)
        scan.checks = [check for check in scan.checks if fits(check, json)]
        counts = scan.counts()
        raw = {"tells": [check.to_dict() for check in scan.tells]}
        report.row(template, len(scan.checks), counts["warn"], counts["fail"], f"{scan.score:.2f}", raw=raw)
        worst = min(worst, scan.score)
        found += [(template, check) for check in scan.tells]
    for template, check in found:
        report.line(f"\n{template}: {check.check} of {check.table}.{check.column}: {check.message}")
    report.goal("misata's realism scan, worst template", worst, (0.95,))
