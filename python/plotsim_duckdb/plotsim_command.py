"""`plotsim`: the verbs and flags of plotsim's own command."""

import argparse
import pathlib
import sys

from . import config as configs
from .command import DONE, FAILED, guarded, summed, told
from .extension import connect
from .tables import run, validate


def run_command(arguments):
    config = configs.load_config(arguments.config, arguments.seed)
    # Nothing is written of tables that fail under --strict.
    if arguments.strict and told(validate(config)):
        print("--strict: nothing was written", file=sys.stderr)
        return FAILED
    written = run(config, arguments.output_dir)
    if not arguments.quiet:
        print(summed(written))
    if arguments.validate and not arguments.strict:
        told(validate(config))
    return DONE


def validate_command(arguments):
    found = configs.findings(configs.Config(arguments.config))
    for finding in found:
        print(finding)
    errors = sum(finding.severity == "error" for finding in found)
    print(f"{arguments.config}: {errors} error(s)" if errors else f"{arguments.config}: valid")
    return FAILED if errors else DONE


def info_command(arguments):
    config = configs.load_config(arguments.config)
    rows = config.rows(
        connect(), "plotsim_tables", select="name, kind, coalesce(rows, estimated_rows), columns, description"
    )
    width = max(len(row[0]) for row in rows)
    for name, kind, count, columns, description in rows:
        print(f"{name:<{width}}  {kind:<8} {count:>12,} rows {columns:>4} columns  {description or ''}".rstrip())
    return DONE


def templates_command(_):
    for name, language, description in configs.list_templates():
        print(f"{name:<18} {language:<8} {description}")
    return DONE


def written_or_printed(text, output):
    if output is None:
        print(text, end="" if text.endswith("\n") else "\n")
    else:
        pathlib.Path(output).write_text(text, encoding="utf-8")
    return DONE


def template_command(arguments):
    return written_or_printed(configs.load_template(arguments.name), arguments.output)


def schema_command(arguments):
    return written_or_printed(connect().execute("SELECT * FROM plotsim_schema()").fetchone()[0], arguments.output)


def parser():
    parser = argparse.ArgumentParser(
        prog="plotsim", description="Synthetic tables of a YAML config, by plotsim for DuckDB."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)

    def verb(name, work, help, config=True):
        made = verbs.add_parser(name, help=help, description=help)
        made.set_defaults(work=work)
        if config:
            made.add_argument("config", help="path or URL of the config, or template:<name>")
        return made

    run = verb("run", run_command, "write every table of a config")
    run.add_argument("-o", "--output-dir", help="directory to write to; the config's by default")
    run.add_argument("-s", "--seed", type=int, help="seed in place of the config's")
    run.add_argument("-v", "--validate", action="store_true", help="check the tables and say what does not pass")
    run.add_argument("--strict", action="store_true", help="write nothing and exit with 1 if a check fails")
    run.add_argument("-q", "--quiet", action="store_true", help="say nothing of what was written")
    unlimited = "has no effect, as there is no limit to be lifted"
    run.add_argument("--allow-large-dataset", action="store_true", help=unlimited)
    check = verb("validate", validate_command, "find what is wrong with a config; no table is made")
    check.add_argument("--config-only", action="store_true", help="the same, as no table is made")
    check.add_argument("--allow-large-dataset", action="store_true", help=unlimited)
    info = verb("info", info_command, "list the tables of a config, with their rows")
    info.add_argument("--allow-large-dataset", action="store_true", help=unlimited)
    verb("list-templates", templates_command, "list the bundled configs", config=False)
    template = verb("template", template_command, "print a bundled config", config=False)
    template.add_argument("name")
    template.add_argument("-o", "--output", help="file to write it to")
    schema = verb("schema", schema_command, "print the JSON Schema of configs", config=False)
    schema.add_argument("-o", "--output", help="file to write it to")
    return parser


def main(argv=None):
    arguments = parser().parse_args(argv)
    return guarded(lambda: arguments.work(arguments))


if __name__ == "__main__":
    sys.exit(main())
