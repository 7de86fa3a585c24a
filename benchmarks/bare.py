"""Plain DuckDB: the least that any pipeline of the same shape must do. What ours is held against."""

import csv
import json
from pathlib import Path

import duckdb

from goldenthread import contracts, rooms
from goldenthread.rules import rules

THREADS = 2


def read(files: list[Path], folder: Path) -> int:
    """Each CSV file to zstd Parquet, all columns text, one COPY for each; gives how many rows there are."""
    with duckdb.connect() as connection:
        connection.execute(f"set threads={THREADS}")
        rows = 0
        for path in files:
            # Windows-1252 itself needs an extension; the bytes that differ from Latin-1 become controls.
            encoding = "utf-8" if _is_utf8(path) else "latin-1"
            source = f"read_csv('{path}', all_varchar=true, header=true, encoding='{encoding}')"
            target = folder / f"{path.stem}.parquet"
            made = connection.execute(f"copy (from {source}) to '{target}' (format parquet, compression zstd)")
            rows += made.fetchone()[0]
    return rows


def _is_utf8(path: Path) -> bool:
    """The generator's Windows-1252 file is told by its header's neighbours: ask once, read the start."""
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def encodings(files: list[Path]) -> dict[str, str]:
    """DuckDB's name for each file's encoding."""
    return {path.name: "utf-8" if _is_utf8(path) else "latin-1" for path in files}
