"""What a ``manifest.csv`` beside delivered files promises of them: when each came, whose it is, how many rows it has.

A line that cannot be believed holds up its own file and no other; a manifest that cannot be read at all holds up
every file that it might name.
"""

import csv
import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NAME = "manifest.csv"
COUNCIL = re.compile(r"[0-9]{3}")
ROWS = re.compile(r"[0-9]{1,12}")


class BadManifest(ValueError):
    """A manifest that cannot be believed; the message names file, line, column and rule."""


@dataclass(frozen=True)
class Promise:
    """What a line says of one file."""

    received_at: dt.datetime  # Europe/London wall clock, with what a manifest says of a second's fraction
    la_code: str | None = None
    la_name: str | None = None
    rows: int | None = None


Lines = dict[str, Promise | BadManifest]
"""File name to what a manifest promises of it, or why that cannot be believed."""
Read = dict[Path, Lines | BadManifest]
"""The manifests of a run, each read once."""


def read(path: Path) -> Lines:
    """A manifest's lines by the file that each names. Raises BadManifest for one that cannot be read at all."""
    lines: Lines = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            if missing := {"file", "import_datetime"} - set(reader.fieldnames or []):
                raise BadManifest(f"{path.name} has no column {' and no column '.join(sorted(missing))}")
            for row in reader:
                name, said = (row["file"] or "").strip(), _line(row, reader.line_num)
                if lines.get(name, said) != said:
                    said = BadManifest(
                        f"{NAME}, line {reader.line_num}, column file: an earlier line says something else of it"
                    )
                lines[name] = said
    except (UnicodeDecodeError, csv.Error):
        raise BadManifest(f"{path.name} cannot be read as UTF-8 CSV") from None
    except OSError as problem:
        raise BadManifest(f"{path.name} cannot be read: {problem.strerror}") from None
    return lines


def of(path: Path, known: Read) -> Promise | None:
    """What the manifest in a file's folder, or in the one above, promises of it; None when neither names it.

    known: the manifests that were read already, and takes those that are read now. Raises BadManifest.
    """
    for folder in (path.parent, path.parent.parent):
        manifest = folder / NAME
        if manifest not in known:
            try:
                known[manifest] = read(manifest) if manifest.is_file() else {}
            except BadManifest as problem:
                known[manifest] = problem
        lines = known[manifest]
        said = lines if isinstance(lines, BadManifest) else lines.get(path.name)
        if isinstance(said, BadManifest):
            raise said
        if said is not None:
            return said
    return None


def _line(row: dict[str, str | None], number: int) -> Promise | BadManifest:
    """One line, or what is wrong with it."""
    text = {name: (row.get(name) or "").strip() for name in ("import_datetime", "la_code", "la_name", "rows")}
    wrong = {
        "import_datetime": "not a date and time such as 2026-04-21 14:03:09",
        "la_code": "not a council's code, which is three digits",
        "rows": "not a whole number",
    }
    at = _london(text["import_datetime"])
    if at is not None:
        del wrong["import_datetime"]
    if not text["la_code"] or COUNCIL.fullmatch(text["la_code"]):
        del wrong["la_code"]
    if not text["rows"] or ROWS.fullmatch(text["rows"]):
        del wrong["rows"]
    for column, why in wrong.items():
        return BadManifest(f"{NAME}, line {number}, column {column}: {why}")
    return Promise(
        at, text["la_code"] or None, text["la_name"] or None, int(text["rows"]) if text["rows"] else None
    )


def _london(text: str) -> dt.datetime | None:
    """A moment as London's clock has it, to the microsecond; None for what is none."""
    try:
        at = dt.datetime.fromisoformat(text)
        return (at.astimezone(LONDON) if at.tzinfo else at).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
