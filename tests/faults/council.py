"""A council of 200 people whose inbox holds every kind of delivery, and ways to compare what a refresh made of it."""

import csv
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from warm import Event

from goldenthread import synthetic

KEPT = ("CLD_990_20240701_20250630_v1.csv", "CLD_990_20240701_20250630_v2.csv", "CLD_990_20250101_20251231.xlsx",
        "CLD_990_20250401_20260331.csv")  # fmt: skip
LANDED = ("inbox", "archive", "refused", "raw", "identity", "withdrawn", "quality/front_door")
LETTER = "Dear colleague,\nplease find the file attached.\nIt was too large to attach.\n"


@dataclass(frozen=True)
class Undisturbed:
    """Copies of home before the landing, after it, before publishing; and home at the end."""

    waiting: Path
    landed: Path
    guarded: Path
    published: Path
    built: dict[str, Any]
    publishing: list[Event]


@dataclass(frozen=True)
class Landing:
    """Home before and after its deliveries were landed, and the operations that this took."""

    waiting: Path
    landed: Path
    events: list[Event]


def write(inbox: Path) -> None:
    """Four files of a synthetic council, one with rows of another council; a duplicate; a refused file.

    Their receipts are in the manifest, so nothing depends on when a test runs.
    """
    synthetic.write(inbox, people=200)
    folder = inbox / "cld"
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
        lines = {line["file"]: line for line in csv.DictReader(file)}
    for name in set(lines) - set(KEPT):
        (folder / name).unlink()
    _of_another_council(folder / KEPT[0])
    shutil.copy2(folder / KEPT[1], folder / "sent_again.csv")
    (folder / "letter.csv").write_text(LETTER, encoding="utf-8")
    told = [lines[name] for name in KEPT]
    told += [told[1] | {"file": "sent_again.csv", "import_datetime": "2025-07-29 09:00:00"}]
    told += [told[1] | {"file": "letter.csv", "import_datetime": "2026-02-03 10:00:00", "rows": ""}]
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(told[0]))
        writer.writeheader()
        writer.writerows(told)


def _of_another_council(path: Path) -> None:
    """Give the last two rows another council's code: they will be set aside, with a slip."""
    *kept, one, two = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*kept, *(line.replace(b"990", b"991", 1) for line in (one, two))]))


def landed(home: Path) -> dict[str, str]:
    """Every file of the rooms that hold deliveries, and the hash of its bytes."""
    return {name: digest for room in LANDED for name, digest in hashes(home / room, home).items()}


def hashes(folder: Path, below: Path) -> dict[str, str]:
    """Path below a folder to the hash of its bytes, for every file there is."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(below).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def released(home: Path) -> dict[str, Any]:
    """What ``current`` holds: bytes by hash, and the database by its rows (its pages may lie in any order)."""
    release = (home / "published" / "current").resolve()
    content: dict[str, Any] = {"release": release.name, **hashes(release, release)}
    del content["internal/warehouse.duckdb"]
    with duckdb.connect(str(release / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall():
            content[f"table {name}"] = connection.execute(f"from {name} order by all").fetchall()
    return content


def copy(source: Path, home: Path) -> Path:
    """A home in the same state, without what dbt left beside its database."""
    shutil.copytree(source, home, symlinks=True, ignore=shutil.ignore_patterns("target", "logs"))
    return home


def differences(found: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """The names under which two contents differ."""
    return sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))


def home(folder: Path) -> Path:
    """A home with an empty inbox."""
    (folder / "inbox").mkdir(parents=True)
    return folder


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
