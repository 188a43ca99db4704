"""Draws the pictures of the README from the config that stands in it: docs/images/gym-light.svg and gym-dark.svg.

    python scripts/pictures.py EXTENSION
"""

import pathlib
import re
import sys

import duckdb

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
IMAGES = REPOSITORY / "docs" / "images"


def pictures(connection):
    """Path and text of each picture."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    config = re.search(r"^```yaml\n(# gym\.yaml\n.*?)^```$", readme, re.M | re.S)[1]
    for theme, dark in [("light", False), ("dark", True)]:
        svg, = connection.execute("FROM plotsim_plot(?, dark := ?)", [config, dark]).fetchone()
        yield IMAGES / f"gym-{theme}.svg", svg


def main():
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    connection.load_extension(sys.argv[1])
    IMAGES.mkdir(exist_ok=True)
    for path, svg in pictures(connection):
        path.write_text(svg, encoding="utf-8")
        print(path.relative_to(REPOSITORY))


if __name__ == "__main__":
    main()
