"""`smelt-datagen`: the flags of smelt's own command."""

import argparse
import sys

from . import config as configs
from .command import DONE, guarded, summed
from .extension import connect
from .tables import run

LISTED = """SELECT generator, description, example, list((parameter, "type", required, meaning)) FILTER (parameter IS NOT NULL)
FROM (SELECT *, row_number() OVER () AS place FROM plotsim_generators() WHERE kind = 'generator')
GROUP BY ALL ORDER BY min(place)"""


def list_generators():
    for generator, description, example, parameters in connect().execute(LISTED).fetchall():
        print(f"{generator}: {description}\n  {example}")
        for parameter, kind, required, meaning in parameters or ():
            print(f"  {parameter} ({kind}{', required' if required else ''}): {meaning}")
        print()
    return DONE


def parser():
    parser = argparse.ArgumentParser(
        prog="smelt-datagen", description="Datasets of a YAML config, by plotsim for DuckDB."
    )
    parser.add_argument("--config", help="path or URL of the config, or template:<name>")
    parser.add_argument("-o", "--output", default="output", help="directory to write to (default: output)")
    parser.add_argument("-s", "--seed", type=int, help="seed in place of the config's")
    parser.add_argument("--scale-factor", type=float, help="what the rows of each dataset are multiplied by")
    parser.add_argument("--until", help="last day there is, such as 2026-03-31, where datasets extend in time")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing of what was written")
    parser.add_argument("--list-generators", action="store_true", help="list the generators with their parameters")
    return parser


def work(arguments):
    if arguments.list_generators:
        return list_generators()
    config = configs.load_config(arguments.config, arguments.seed, arguments.scale_factor, arguments.until)
    written = run(config, arguments.output)
    if not arguments.quiet:
        print(summed(written))
    return DONE


def main(argv=None):
    made = parser()
    arguments = made.parse_args(argv)
    if not arguments.config and not arguments.list_generators:
        made.error("--config is missing")
    return guarded(lambda: work(arguments))


if __name__ == "__main__":
    sys.exit(main())
