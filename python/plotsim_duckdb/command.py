"""What the two commands share: exit codes, and messages on the error stream."""

import os
import sys

import duckdb

from .config import ConfigError
from .extension import ExtensionMissing

DONE, FAILED, MISUSED = 0, 1, 2


def guarded(work):
    """Runs `work`, which gives an exit code: an error of the config, of DuckDB or of the file system is a message and 1."""
    try:
        return work()
    except ExtensionMissing as error:
        print(f"error: {error}", file=sys.stderr)
    except duckdb.Error as error:
        # What follows quotes the statement, which the user did not write.
        print(str(error).partition("\n\nLINE ")[0], file=sys.stderr)
    except BrokenPipeError:
        # Nobody reads any more, as behind `| head`; Python would say so once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ConfigError, OSError) as error:
        print(str(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
    return FAILED


def told(outcomes):
    """Prints the checks that did not pass, and a line with their number."""
    failed = [row for row in outcomes if row[2] == "fail"]
    for check, table, status, expected, observed, _ in outcomes:
        if status in ("fail", "warn"):
            print(f"{status}: {check}" + (f" of {table}" if table else "") + f": expected {expected}, found {observed}")
    passed = sum(row[2] == "pass" for row in outcomes)
    print(f"{passed} of {len(outcomes)} checks pass, {len(failed)} fail")
    return failed


def summed(written):
    """One line about what was written."""
    tables = {table for table, *_ in written if table}
    return f"wrote {len(tables)} tables, {sum(row[2] or 0 for row in written):,} rows, {len(written)} files"
