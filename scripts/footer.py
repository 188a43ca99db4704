#!/usr/bin/env python3
"""Turns the shared library that Cargo builds into a file that DuckDB's LOAD accepts.

A `.duckdb_extension` is a shared library followed by a footer that DuckDB reads before it opens the library:

    offset from the end   bytes   what
    -534                     22   header of a WebAssembly custom section named `duckdb_signature`, so that a
                                  WebAssembly library with a footer is still a valid module
    -512                    256   eight fields of 32 bytes, ASCII padded with zeros, the eighth first:
                                  8–6 unused, 5 ABI type, 4 version of the extension, 3 version of the C API
                                  (ABI type C_STRUCT) or of DuckDB (C_STRUCT_UNSTABLE), 2 platform, 1 "4"
    -256                    256   signature; all zeros in an unsigned extension

Without arguments for them, the platform is the one that the installed `duckdb` package reports and the version
is the one in Cargo.toml.
"""

import argparse
import os
import pathlib
import re

FIELD_BYTES = 32
SIGNATURE_BYTES = 256
FOOTER_BYTES = 8 * FIELD_BYTES + SIGNATURE_BYTES
MAGIC = "4"
ABI_TYPES = ("C_STRUCT", "C_STRUCT_UNSTABLE")


def leb128(number: int) -> bytes:
    """A length as WebAssembly writes it: seven bits a byte, the lowest first, the top bit set on all but the last."""
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def section_header() -> bytes:
    """The start of a custom section (id 0) whose content is the footer."""
    name = b"duckdb_signature"
    # DuckDB writes a length for the content too; a WebAssembly reader takes it for the first bytes of the content.
    start = leb128(len(name)) + name + leb128(FOOTER_BYTES)
    return b"\x00" + leb128(len(start) + FOOTER_BYTES) + start


def field(name: str, text: str) -> bytes:
    encoded = text.encode("ascii")
    if len(encoded) > FIELD_BYTES:
        raise SystemExit(f"footer.py: the {name} '{text}' is longer than {FIELD_BYTES} bytes")
    return encoded.ljust(FIELD_BYTES, b"\x00")


def footer(platform: str, api_version: str, extension_version: str, abi: str) -> bytes:
    """The bytes to append to a library."""
    fields = [
        field("magic number", MAGIC),
        field("platform", platform),
        field("API version", api_version),
        field("extension version", extension_version),
        field("ABI type", abi),
        field("unused field", ""),
        field("unused field", ""),
        field("unused field", ""),
    ]
    return section_header() + b"".join(reversed(fields)) + bytes(SIGNATURE_BYTES)


def duckdb_platform() -> str:
    """The platform as DuckDB itself names it, e.g. `linux_amd64`."""
    import duckdb

    return duckdb.connect().execute("PRAGMA platform").fetchone()[0]


def crate_version() -> str:
    """The version in Cargo.toml. Found by its line, since build services run Pythons older than `tomllib`."""
    manifest = pathlib.Path(__file__).resolve().parent.parent / "Cargo.toml"
    return re.search(r'^version = "(.*)"$', manifest.read_text(encoding="utf-8"), re.MULTILINE)[1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Append DuckDB's extension footer to a shared library.")
    parser.add_argument("library", type=pathlib.Path, help="the library that Cargo built; it is not changed")
    parser.add_argument("extension", type=pathlib.Path, help="the file to write, NAME.duckdb_extension")
    parser.add_argument("--abi", choices=ABI_TYPES, default="C_STRUCT")
    parser.add_argument("--api-version", required=True, help="e.g. v1.5.6")
    parser.add_argument("--platform", help="default: what the installed duckdb package reports")
    parser.add_argument("--platform-file", type=pathlib.Path, help="a file that holds the platform's name")
    parser.add_argument("--extension-version", help="default: the version in Cargo.toml")
    arguments = parser.parse_args()

    platform = arguments.platform
    if platform is None and arguments.platform_file:
        platform = arguments.platform_file.read_text(encoding="ascii").strip()
    platform = platform or duckdb_platform()
    version = arguments.extension_version or crate_version()

    # Replacing the file in one step, under a new inode, leaves a running DuckDB with the old library intact.
    arguments.extension.parent.mkdir(parents=True, exist_ok=True)
    unfinished = arguments.extension.with_name(arguments.extension.name + ".tmp")
    unfinished.write_bytes(
        arguments.library.read_bytes() + footer(platform, arguments.api_version, version, arguments.abi)
    )
    os.replace(unfinished, arguments.extension)
    print(f"{arguments.extension}: {version}, {arguments.abi} {arguments.api_version}, {platform}")


if __name__ == "__main__":
    main()
