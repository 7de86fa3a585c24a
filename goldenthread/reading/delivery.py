"""One delivered file, whatever it is: what it looks like from outside, and its records."""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from goldenthread.reading import decoding, workbook
from goldenthread.reading.records import MAX_RECORD, Block, CutOff
from goldenthread.reading.records import blocks as text_blocks

DELIMITERS = (",", "\t", "|", ";")
BLANK_LINES = re.compile(rb"(?:[ \t\r,|;]*\n)*")
"""Lines above the header that hold nothing, as a spreadsheet saves its empty rows."""
HEAD = 64 * 1024  # bytes that are read at a time until the header is found
CLOSED = re.compile(rb'(?:[^"\n]|"[^"]*")*\n')
"""A record with its line breaks, all of which but the last stand between quotes."""
WORKBOOK = b"PK"
OTHER_FORMATS = {
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook, one with a password, or a Word document (save it as .xlsx or CSV)",
    b"\x1f\x8b": "a compressed file (unpack it first)",
    b"Rar!": "a compressed file (unpack it first)",
    b"7z\xbc\xaf": "a compressed file (unpack it first)",
    b"\x89PNG": "a picture",
}


class NotATable(ValueError):
    """The file is not a table; the message says what it seems to be."""


@dataclass(frozen=True)
class Look:
    """What a file shows before its records are read."""

    path: Path
    found: decoding.Bytes
    header: list[str]
    header_line: int  # 0 when the file is empty
    delimiter: str = ","
    sheet: str | None = None  # the workbook's sheet, or None for text
    also: dict[str, int] = field(
        default_factory=dict
    )  # other sheets that are as much the table, and their rows
    _rows: list[list[object]] = field(default_factory=list, repr=False)
    _skip: int = 0  # characters of UTF-8 before the first record
    _lines: int = 1  # that the header takes

    @property
    def sha256(self) -> str:
        """The hash of the file's bytes."""
        return self.found.sha256

    def place(self, line: int, position: int | None) -> str:
        """Where a fault is, as its sender would look for it: a line, or a workbook's cell."""
        if self.sheet is None:
            return f"line {line}"
        where = f"row {line}" if position is None else f"cell {workbook.cell_name(position, line)}"
        return f"sheet '{self.sheet}', {where}"


def look(path: Path, score: Callable[[list[str]], int], sheet: str | None = None) -> Look:
    """Examine a file and find its header.

    score: how many columns of a header are known; it chooses the delimiter, and the sheet of a workbook unless ``sheet``
    names it.
    Raises NotATable when the bytes are those of something else.
    """
    found = _of_a_table(path)
    if found.head.startswith(WORKBOOK):
        with _workbook():
            tables = workbook.tables(path, score, sheet)
        if not tables:
            return Look(path, found, [], 0, sheet="")
        first, *others = tables
        also = {each.name: each.filled for each in others}
        return Look(
            path,
            found,
            first.header,
            first.row if first.header else 0,
            sheet=first.name,
            also=also,
            _rows=first.rows,
        )
    lines = _first_lines(path, found)
    if not lines[0].text.strip():
        return Look(path, found, [], 0)
    ways = [(first, delimiter, _split(first.text, delimiter)) for first in lines for delimiter in DELIMITERS]
    first, delimiter, header = max(
        ways, key=lambda way: (score(way[2]), way[0] is lines[0], len(way[2]), way[1] == ",")
    )
    return Look(
        path, found, header, first.line, delimiter, _skip=first.end, _lines=1 + first.text.count("\n")
    )


def headers(path: Path) -> list[list[str]]:
    """The headers that a file may have: its first line divided in each way, or that of each sheet of a workbook.

    Raises NotATable when the bytes are those of something else.
    """
    found = _of_a_table(path)
    if found.head.startswith(WORKBOOK):
        with _workbook():
            return workbook.headers(path)
    lines = _first_lines(path, found)
    return [_split(first.text, each) for first in lines if first.text.strip() for each in DELIMITERS]


def _of_a_table(path: Path) -> decoding.Bytes:
    """What a file's bytes show. Raises NotATable when they are those of something else."""
    found = decoding.examine(path)
    for start, name in OTHER_FORMATS.items():
        if found.head.startswith(start):
            raise NotATable(name)
    return found


@contextmanager
def _workbook() -> Iterator[None]:
    """Raises NotATable where what is read as a workbook is none."""
    try:
        yield
    except workbook.TooLarge as large:
        raise NotATable(str(large)) from None
    except ValueError as error:
        raise NotATable(f"a compressed file that is no Excel workbook ({error})") from None


@dataclass(frozen=True)
class _FirstLine:
    """What may be a text's header; ``end`` is the first character of UTF-8 after it."""

    text: str
    line: int
    end: int


def _first_lines(path: Path, found: decoding.Bytes) -> list[_FirstLine]:
    """The first line that is not blank; and where a quote is open at its end, also as far as that is closed, for a cell of
    a header may hold a line break. Raises NotATable when the line holds zero bytes.
    """
    start = b""
    for chunk in decoding.utf8(path, found, HEAD):
        start += chunk
        first, break_, _ = start[BLANK_LINES.match(start).end() :].partition(b"\n")
        whole = break_ and (first.count(b'"') % 2 == 0 or CLOSED.match(start, BLANK_LINES.match(start).end()))
        if whole or len(start) > MAX_RECORD:
            break
    blank = BLANK_LINES.match(start).end()
    line = start[:blank].count(b"\n") + 1
    record, break_, _ = start[blank:].partition(b"\n")
    if b"\0" in record:
        raise NotATable("not text: it holds zero bytes")
    lengths = [len(record) + len(break_)]
    if record.count(b'"') % 2 and (closed := CLOSED.match(start, blank, blank + MAX_RECORD)):
        lengths.append(closed.end() - blank)
    return [
        _FirstLine(
            start[blank : blank + length].rstrip(b"\r\n").decode("utf-8", "replace"), line, blank + length
        )
        for length in lengths
    ]


def _split(text: str, delimiter: str) -> list[str]:
    """A header's cells."""
    try:
        return [cell.strip() for cell in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))]
    except (csv.Error, StopIteration):
        return [cell.strip() for cell in text.split(delimiter)]


def blocks(seen: Look, names: list[str]) -> Iterator[Block]:
    """The records below the header; names: one for each of the header's cells. The next block is read ahead.

    Raises CutOff when a text file ends in the middle of a record.
    """
    if seen.sheet is not None:
        return workbook.blocks(seen._rows, names, seen.header_line + 1)
    chunks = decoding.utf8(seen.path, seen.found)
    first = seen.header_line + seen._lines
    found = text_blocks(_without_start(chunks, seen._skip), seen.delimiter, names, first)
    return _ahead(found)


def _ahead(found: Iterator[Block]) -> Iterator[Block]:
    """The same blocks, each begun while the one before is being used."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        following = reader.submit(next, found, None)
        while (block := following.result()) is not None:
            following = reader.submit(next, found, None)
            yield block


def _without_start(chunks: Iterator[bytes], skip: int) -> Iterator[bytes]:
    """A stream of bytes after its first ones."""
    for chunk in chunks:
        if skip >= len(chunk):
            skip -= len(chunk)
            continue
        yield chunk[skip:]
        break
    yield from itertools.chain(chunks)


__all__ = ["CutOff", "Look", "NotATable", "blocks", "headers", "look"]
