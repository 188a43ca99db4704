"""The Python package as a user installs it: the wheel in an environment of its own, without Rust and without a variable."""

import json
import subprocess
import sys
import venv

import pytest

from conftest import ROOT

NAMES = "import json, plotsim_duckdb as plotsim"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Runs a command of a new environment that holds nothing but the wheel, pandas and what they need."""
    place = tmp_path_factory.mktemp("wheel")
    venv.create(place / "env", with_pip=True)
    programs = place / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    wheel = next((ROOT / "build" / "wheel").glob("plotsim_duckdb-*.whl"))
    # The other packages in the versions of the examples.
    needed = [str(wheel), "duckdb==1.5.6", "pandas==3.1.1"]
    pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *needed]
    subprocess.run(pip, check=True, timeout=240)

    def run(program, *arguments):
        done = subprocess.run(
            [programs / program, *arguments], cwd=place, env={}, text=True, capture_output=True, timeout=240
        )
        return done.returncode, done.stdout, done.stderr

    run.place = place
    return run


def python(installed, program):
    code, output, error = installed("python", "-c", program)
    assert code == 0, error
    return json.loads(output)


def test_a_config_becomes_files(installed):
    code, output, error = installed("plotsim", "run", "template:hr", "-o", "out", "--validate")
    assert (code, error) == (0, "")
    assert "wrote 7 tables" in output and "0 fail" in output
    assert (installed.place / "out" / "manifest.json").is_file()


def test_the_verbs_of_plotsim(installed):
    code, output, _ = installed("plotsim", "list-templates")
    assert code == 0 and "saas" in output
    code, _, _ = installed("plotsim", "template", "saas", "-o", "saas.yaml")
    assert code == 0
    code, output, _ = installed("plotsim", "validate", "saas.yaml")
    assert (code, output.splitlines()[-1]) == (0, "saas.yaml: valid")
    code, output, _ = installed("plotsim", "info", "saas.yaml")
    assert code == 0 and "fct_engagement" in output
    code, output, _ = installed("plotsim", "schema")
    assert code == 0 and json.loads(output)["$schema"]


def test_the_flags_of_smelt_datagen(installed):
    config = (
        "datasets: [{ name: t, output: t, num_rows: 200, columns: [{ name: a, generator: { type: sequential_id } }] }]"
    )
    (installed.place / "datagen.yaml").write_text(config)
    code, output, _ = installed(
        "smelt-datagen", "--config", "datagen.yaml", "--scale-factor", "0.5", "-s", "7", "-o", "data"
    )
    assert (code, output) == (0, "wrote 1 tables, 100 rows, 8 files\n")
    code, output, _ = installed("smelt-datagen", "--list-generators")
    assert code == 0 and "\nuniform_int: " in output


@pytest.mark.parametrize(
    ("program", "arguments", "code", "said"),
    [
        ("plotsim", ["run", "broken.yaml"], 1, "unknown-key"),
        ("plotsim", ["run", "missing.yaml"], 1, "missing.yaml"),
        ("plotsim", ["ran"], 2, "invalid choice"),
        ("smelt-datagen", [], 2, "--config"),
        ("smelt-datagen", ["--config", "template:saas", "--scale-factor", "much"], 2, "invalid float"),
    ],
)
def test_exit_codes(installed, program, arguments, code, said):
    (installed.place / "broken.yaml").write_text("about: A gym\nunti: member\n")
    result, _, error = installed(program, *arguments)
    assert result == code
    assert said in error
    assert "Traceback" not in error


def test_frames_are_the_tables(installed):
    program = f"""{NAMES}
config = plotsim.load_config("template:hr", seed=5)
tables = plotsim.generate_tables(config)
directory = plotsim.write_tables(tables, config, output_dir="frames")
counts = plotsim.connect().execute("SELECT count(*) FROM plotsim_table('template:hr', 'evt_absence', seed := 5)").fetchone()
print(json.dumps([{{name: len(frame) for name, frame in tables.items()}}, counts[0], sorted(path.name for path in directory.iterdir())]))"""
    rows, absences, files = python(installed, program)
    assert rows["evt_absence"] == absences
    assert files == sorted(["config.yaml", *(f"{name}.csv" for name in rows)])


def test_errors_are_exceptions(installed):
    program = f"""{NAMES}
try:
    plotsim.load_config("about: A gym\\nunti: member\\n")
except plotsim.ConfigError as error:
    print(json.dumps([[finding.code, finding.line] for finding in error.findings]))"""
    assert ["unknown-key", 2] in python(installed, program)


def test_a_connection_of_ones_own(installed):
    program = f"""{NAMES}, duckdb
own = duckdb.connect(config={{"allow_unsigned_extensions": "true"}})
print(json.dumps(plotsim.load(own).execute("SELECT count(*) FROM plotsim_templates()").fetchone()[0] > 0))
try:
    plotsim.load(duckdb.connect())
except plotsim.ExtensionMissing as error:
    assert "allow_unsigned_extensions" in str(error), error"""
    assert python(installed, program) is True
