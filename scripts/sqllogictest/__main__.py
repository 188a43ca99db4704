"""Runs DuckDB sqllogictest files against an extension, in the DuckDB of the Python that runs this.

    .venv/duckdb-1.5.6/bin/python scripts/sqllogictest --extension build/release/plotsim.duckdb_extension test/sql

Each file runs in a process of its own, so a crash or an endless query fails one file and is named. The last line is
`N passed, N failed` (and `, N skipped`), counted in files; the exit code is 0 if none failed and at least one passed.

Which part of the format is understood is described in test/sql/README.md.
"""

import argparse
import concurrent.futures
import os
import pathlib
import signal
import subprocess
import sys
import time

import duckdb

from run import AT, Failed, Runner, Skipped

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
# How the process of one file tells its verdict to the process that started it.
EXIT_CODES = {0: PASSED, 1: FAILED, 77: SKIPPED}


def run_here(file: pathlib.Path, extension: pathlib.Path) -> int:
    """Runs one file in this process and prints what it has to say."""
    runner = Runner(file, extension)
    try:
        runner.run_file()
    except Skipped as reason:
        print(reason)
        return 77
    except Failed as failure:
        print(failure)
        return 1
    finally:
        runner.close()
    print(f"{runner.checks} checks")
    return 0


def run_in_child(file: pathlib.Path, extension: pathlib.Path, timeout: float) -> tuple[str, str, float]:
    """Runs one file in a process of its own; gives the verdict, what was printed, and the seconds it took."""
    started = time.monotonic()
    command = [sys.executable, os.path.dirname(__file__), "--here", "--extension", extension, file]
    # Dates and times must not depend on where the tests run.
    environment = os.environ | {"TZ": "UTC", "PYTHONIOENCODING": "utf-8"}
    try:
        child = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
        )
    except subprocess.TimeoutExpired as expired:
        # Bytes, whatever the encoding asked for.
        printed, at = without_progress((expired.stdout or b"").decode("utf-8", "replace"))
        return FAILED, f"{printed}{at or file}: not finished after {timeout:g} seconds", timeout
    verdict = EXIT_CODES.get(child.returncode, FAILED)
    printed, at = without_progress(child.stdout)
    if child.returncode < 0:
        printed += f"{at or file}: DuckDB crashed ({signal.Signals(-child.returncode).name})"
    return verdict, printed.rstrip(), time.monotonic() - started


def without_progress(printed: str) -> tuple[str, str | None]:
    """What a child printed but for the lines that say where it is, and the place that the last of those named."""
    lines = printed.splitlines(keepends=True)
    places = [line for line in lines if line.startswith(AT)]
    kept = "".join(line for line in lines if not line.startswith(AT))
    return kept, places[-1].removeprefix(AT).strip() if places else None


def find_files(paths: list[pathlib.Path]) -> list[pathlib.Path]:
    files: list[pathlib.Path] = []
    for path in paths:
        files += sorted(path.rglob("*.test")) if path.is_dir() else [path]
    return files


def main() -> int:
    parser = argparse.ArgumentParser(prog="sqllogictest", description="Run DuckDB sqllogictest files.")
    parser.add_argument("paths", nargs="+", type=pathlib.Path, help="test files, or directories that hold *.test files")
    parser.add_argument("--extension", required=True, type=pathlib.Path, help="the file that `require NAME` loads")
    parser.add_argument("--jobs", type=int, default=2, help="files to run at the same time (default: 2)")
    parser.add_argument("--timeout", type=float, default=300, help="seconds until a file has failed (default: 300)")
    parser.add_argument("--here", action="store_true", help="run in this process, for a debugger (one file)")
    arguments = parser.parse_args()
    extension = arguments.extension.resolve()

    if arguments.here:
        return run_here(arguments.paths[0], extension)
    if not extension.is_file():
        parser.error(f"no such file: {extension}")
    files = find_files(arguments.paths)
    print(f"{arguments.extension} in DuckDB {duckdb.__version__}, {len(files)} test files")
    verdicts: list[str] = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        runs = pool.map(lambda file: run_in_child(file, extension, arguments.timeout), files)
        for file, (verdict, printed, seconds) in zip(files, runs):
            verdicts.append(verdict)
            separator = "\n" if verdict == FAILED else ": "
            print(f"{verdict:7} {file} ({seconds:.1f} s){separator}{printed}", flush=True)

    passed, failed, skipped = (verdicts.count(verdict) for verdict in (PASSED, FAILED, SKIPPED))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
