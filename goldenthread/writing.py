"""How registers write: several values in a cell, ids of records, words that are meant to be read; and how a CSV is written."""

import csv
import io
import re
from collections.abc import Iterable

SOMEBODYS = re.compile(
    r"\S+@\S+\.\S+|\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|(?:\+44 ?(?:\(0\) ?)?|\(0|\b0)\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}\b"
)
"""In prose: an address of e-mail, ten digits as an NHS number has them, or a telephone's."""
METRIC = re.compile(r"[a-z0-9_]+__[a-z0-9_]+(@[^;]*)?")
"""A metric, or a figure as ``goldenthread trace`` takes it."""
_RECORD = rf"([A-Z]{{1,4}}-?[0-9]{{1,7}}|{METRIC.pattern})"
NUMBER = re.compile(r"-?\d+(\.\d+)?")
RECORDS = re.compile(rf"{_RECORD}(;{_RECORD})*")
"""Ids of records, as ``records`` gives them."""


def parts(text: str, between: str = ";\n") -> list[str]:
    """The values of a cell that holds several, with semicolons or line breaks between them."""
    return [part.strip() for part in re.split(f"[{between}]", text) if part.strip()]


def records(text: str) -> str:
    """The ids in a cell as they are kept: in capitals, with semicolons between them; a metric's id stays small.

    Commas may stand between them too, but not in a figure of one group, whose name may have a comma in it.
    """
    written = [one for part in parts(text) for one in ([part] if "/" in part else parts(part, ","))]
    return ";".join(part if METRIC.fullmatch(part) else part.upper() for part in written)


def prose(text: str) -> tuple[str | None, bool]:
    """Words without what is somebody's number or address, blank as None; and whether anything was taken out."""
    left, times = SOMEBODYS.subn("[taken out]", text.strip())
    return left or None, times > 0


def inert(text: str) -> str:
    """A cell of a CSV that a spreadsheet will not take for a formula; a number is none."""
    return (
        f"'{text}"
        if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not NUMBER.fullmatch(text)
        else text
    )


def as_csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as a CSV for a spreadsheet, in which no cell is a formula; nothing is blank."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(["" if cell is None else inert(str(cell)) for cell in row] for row in rows)
    return text.getvalue()
