"""The footer that scripts/footer.py appends, read back by hand and by DuckDB."""

import subprocess
import sys

import duckdb
import pytest


def fields(file):
    """The eight fields, the first first."""
    footer = file.read_bytes()[-512:-256]
    return [footer[start : start + 32].rstrip(b"\0").decode() for start in range(224, -1, -32)]


def write_footer(repository, library, extension, *arguments):
    script = repository / "scripts" / "footer.py"
    return subprocess.run([sys.executable, script, library, extension, *arguments], capture_output=True, text=True)


def test_the_extension_names_its_api_and_platform(extension):
    platform = duckdb.connect().execute("PRAGMA platform").fetchone()[0]
    magic, named_platform, api, version, abi, *unused = fields(extension)
    assert (magic, named_platform, unused) == ("4", platform, ["", "", ""])
    assert (abi, api) in {("C_STRUCT", "v1.5.6"), ("C_STRUCT_UNSTABLE", "v2.0.0")}
    assert version.count(".") == 2


def test_the_bytes_before_the_fields_are_a_webassembly_section(repository, tmp_path):
    library, extension = tmp_path / "library.so", tmp_path / "library.duckdb_extension"
    library.write_bytes(b"library")
    write_footer(
        repository, library, extension, "--api-version", "v1.5.6", "--platform", "somewhere"
    ).check_returncode()
    content = extension.read_bytes()
    assert len(content) == len(b"library") + 22 + 512
    # Section 0; 531 bytes follow; a name of 16 bytes; 512 bytes of footer. Lengths in LEB128.
    assert content[7:29] == b"\x00\x93\x04\x10duckdb_signature\x80\x04"
    assert content[-256:] == bytes(256)


def test_a_field_that_does_not_fit_is_refused(repository, tmp_path):
    library, extension = tmp_path / "library.so", tmp_path / "library.duckdb_extension"
    library.write_bytes(b"library")
    ran = write_footer(repository, library, extension, "--api-version", "v1.5.6", "--platform", "p" * 33)
    assert ran.returncode != 0 and "longer than 32 bytes" in ran.stderr and not extension.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--api-version", "v1.5.6", "--platform", "another_platform"], "platform"),
        (["--api-version", "v99.0.0"], "version|API"),
    ],
)
def test_duckdb_refuses_a_file_that_is_not_for_it(repository, extension, tmp_path, arguments, message):
    other = tmp_path / extension.name
    write_footer(repository, extension, other, *arguments).check_returncode()
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    with pytest.raises(duckdb.Error, match=message):
        connection.load_extension(str(other))
