"""What a run has to work with."""

import dataclasses
import pathlib
import shutil


@dataclasses.dataclass
class Setting:
    v1: pathlib.Path
    v2: pathlib.Path | None = None
    # A Python with DuckDB 2.0.0, for the extension of the C API version 2 and for the two hosts side by side.
    python2: pathlib.Path | None = None
    # Where the peers' programs are.
    peers: pathlib.Path = pathlib.Path(".venv/bench/bin")
    work: pathlib.Path = pathlib.Path("build/bench")
    quick: bool = False

    def emptied(self):
        """The directory to write in, empty."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        return self.work
