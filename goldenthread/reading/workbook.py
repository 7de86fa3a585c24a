"""Excel workbooks, read with calamine: the sheet that holds the table, its header, its rows as text."""

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from goldenthread.reading.records import CODED, MAX_RECORD, Block, Unreadable

ROWS = 20_000  # per block
UNPACKED = (
    400 * 1024 * 1024
)  # bytes: a workbook is read whole, in some three times its unpacked size of memory


class TooLarge(ValueError):
    """A workbook that unpacked would not fit; the message says what to do."""


def _opened(path: Path) -> CalamineWorkbook:
    """The workbook. Raises TooLarge, and what calamine raises for a file that is none."""
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except Exception:  # what zipfile cannot read has many names; calamine says whether it is a workbook
        size = 0
    if size > UNPACKED:
        raise TooLarge(
            f"an Excel workbook too large to be read, {size // 1024**2:,} MB when it is unpacked (save it as CSV)"
        )
    return CalamineWorkbook.from_path(str(path))


def sheets(path: Path, without_rows: bool = False) -> list[str]:
    """The names of a workbook's sheets, or of those with a header at most; none when the file is not a workbook."""
    try:
        workbook = _opened(path)
        if not without_rows:
            return workbook.sheet_names
        return [
            name
            for name in workbook.sheet_names
            if sum(any(cell != "" for cell in row) for row in workbook.get_sheet_by_name(name).to_python())
            < 2
        ]
    except (CalamineError, OSError, UnicodeDecodeError, TooLarge):
        return []


@dataclass(frozen=True)
class Sheet:
    """A sheet that may hold the table. ``row`` is the header's number, from 1."""

    name: str
    header: list[str]
    row: int
    rows: list[list[object]]

    @property
    def filled(self) -> int:
        """How many of its rows are not blank."""
        return sum(any(as_text(cell) for cell in row) for row in self.rows)


def tables(path: Path, score: Callable[[list[str]], int], only: str | None = None) -> list[Sheet]:
    """The sheets whose headers are known best, in the order of the workbook; more than one where several do equally and
    have rows.

    score: how many columns of a header are known. only: the one sheet to look at. Raises ValueError when the file is not
    a workbook.
    """
    found = list(_sheets(path, only))
    best = max((score(each.header) for each in found), default=0)
    equal = [each for each in found if score(each.header) == best]
    return [each for each in equal if best and each.filled] or equal[:1]


def headers(path: Path) -> list[list[str]]:
    """The header of each sheet that has one. Raises ValueError when the file is not a workbook."""
    return [each.header for each in _sheets(path)]


def _sheets(path: Path, only: str | None = None) -> Iterator[Sheet]:
    """Each sheet that is not empty. Raises ValueError when the file is not a workbook."""
    try:
        workbook = _opened(path)
        for name in [only] if only in workbook.sheet_names else workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            place = next((at for at, row in enumerate(rows) if any(cell != "" for cell in row)), None)
            if place is None:
                continue
            header = [as_text(cell) for cell in rows[place]]
            while header and not header[-1]:
                header.pop()
            yield Sheet(name, header, place + 1, rows[place + 1 :])
    except (CalamineError, OSError, UnicodeDecodeError) as error:
        raise ValueError(f"the workbook cannot be opened: {type(error).__name__}") from None


def blocks(rows: list[list[object]], header: list[str], first_row: int) -> Iterator[Block]:
    """Rows as blocks of text columns; ``lines`` are the workbook's row numbers."""
    schema = pa.schema([(name, CODED) for name in header])
    for at in range(0, len(rows), ROWS):
        kept, numbers, unreadable = [], [], []
        for number, row in enumerate(rows[at : at + ROWS], start=first_row + at):
            texts = [as_text(cell) for cell in row]
            if not any(texts):
                continue
            if any(texts[len(header) :]):
                unreadable.append(
                    Unreadable(number, "fields", max(i for i, text in enumerate(texts) if text) + 1)
                )
            elif sum(map(len, texts)) > MAX_RECORD:
                unreadable.append(Unreadable(number, "too_long"))
            else:
                kept.append((texts + [""] * len(header))[: len(header)])
                numbers.append(number)
        columns = (
            [pa.array(values, pa.string()).dictionary_encode() for values in zip(*kept, strict=True)]
            if kept
            else []
        )
        content = pa.Table.from_arrays(columns, schema=schema) if kept else schema.empty_table()
        yield Block(content, np.array(numbers, dtype=np.int64), unreadable)


def as_text(cell: object) -> str:
    """A cell as it would stand in a CSV: whole numbers without a point, dates as ISO."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell).strip("\r\n") if cell is not None else ""


def cell_name(column: int, row: int) -> str:
    """The name of a cell, such as AB17, from a column's position (from 0) and a row's number (from 1)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
