"""Text to records: where each record begins and ends, which cannot be read, and their columns.

The structure is found by counting delimiters, newlines and quotes in whole blocks at once. A block in
which a quote stands where none may stand is walked line by line instead, so that one unbalanced quote
costs its own record and not the rest of the file.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from goldenthread.reading.decoding import MARK_BYTES

MAX_RECORD = 1_000_000  # bytes: no record of a return is this long; a runaway quote makes one
CODED = pa.dictionary(pa.int32(), pa.string())
PARSED = (
    1024 * 1024
)  # bytes that Arrow parses at once: more is slower (fresh memory), less than a record fails
NEWLINE, QUOTE, RETURN = ord("\n"), ord('"'), ord("\r")


class CutOff(ValueError):
    """The file ends in the middle of a record; ``line`` is where that record begins."""

    def __init__(self, line: int):
        super().__init__(f"the file ends in the middle of the record that begins on line {line}")
        self.line = line


class _Miscounted(ValueError):
    """The parser and we see other records."""


@dataclass(frozen=True)
class Unreadable:
    """A record that cannot be read as a row. ``rule`` is the contract's name for why."""

    line: int
    rule: str  # fields | bytes | too_long
    found: int | None = None  # fields: how many there are


@dataclass(frozen=True)
class Block:
    """Records in the order of the file: text columns and the line on which each record begins."""

    columns: pa.Table  # one dictionary-encoded text column per header, blank as the empty text
    lines: np.ndarray  # int64, one per row of columns
    unreadable: list[Unreadable] = field(default_factory=list)


@dataclass
class _Structure:
    """Records of one stretch of bytes. Arrays are one entry per record."""

    starts: np.ndarray  # int64 offsets
    ends: np.ndarray  # int64 offsets, without the line end
    fields: np.ndarray  # int64 counts; -1: no record could be made of it
    lines: np.ndarray  # int64, counted from 0 at the stretch's first byte
    used: int  # bytes that the records take
    used_lines: int  # newlines in them
    spans_lines: bool  # a quoted newline stands in a record


def blocks(chunks: Iterable[bytes], delimiter: str, header: list[str], first_line: int) -> Iterator[Block]:
    """Cut a stream of UTF-8 (its header line already taken off) into blocks of records.

    Raises CutOff when the last record is incomplete.
    """
    line, pending = first_line, b""
    for chunk in chunks:
        text = pending + chunk
        found, block = _stretch(text, delimiter, header, line)
        yield block
        line += found.used_lines
        pending = text[found.used :]
    pending = pending.removesuffix(b"\x1a")  # DOS's end-of-file mark
    if pending:
        found = _structure(pending, delimiter, len(header), last=True)
        whole = pending.endswith(b"\n") and found.fields[-1] >= 0
        if not whole and found.fields[-1] != len(header) and found.ends[-1] > found.starts[-1]:
            raise CutOff(line + int(found.lines[_last_begun(found, len(header))]))
        yield _block(pending, found, delimiter, header, line)


def _stretch(text: bytes, delimiter: str, header: list[str], line: int) -> tuple[_Structure, Block]:
    """A stretch that others follow. Where every record has its fields the parser finds that out by itself; only
    where it finds otherwise are they counted."""
    found = _counted(text, ord(delimiter), len(header), last=False, fields_too=False)
    if found is not None:
        try:
            return found, _block(text, found, delimiter, header, line)
        except (pa.ArrowInvalid, _Miscounted):
            pass
    found = _structure(text, delimiter, len(header), last=False)
    return found, _block(text, found, delimiter, header, line)


def _last_begun(found: _Structure, expected: int) -> int:
    """The record that a file's end cuts off: the last, or the one whose open quote runs on to the end."""
    at = len(found.fields) - 1
    while at and found.fields[at] >= 0 and found.fields[at - 1] != expected:
        at -= 1
    return at if found.fields[at] < 0 else len(found.fields) - 1


def _structure(text: bytes, delimiter: str, expected: int, last: bool) -> _Structure:
    """Find the records of a stretch that begins at a record's start; expected: the fields of a good one."""
    return _counted(text, ord(delimiter), expected, last) or _walked(text, delimiter, expected, last)


def _counted(
    text: bytes, delimiter: int, expected: int, last: bool, fields_too: bool = True
) -> _Structure | None:
    """All records at once, or None when a quote stands where a well-formed file has none, or may run away.

    fields_too: count each record's fields; else each is said to have as many as expected, which the parser then holds it to.
    """
    data = np.frombuffer(text, dtype=np.uint8)
    all_breaks = breaks = np.flatnonzero(data == NEWLINE)
    quotes = np.flatnonzero(data == QUOTE) if QUOTE in text else breaks[:0]
    if len(quotes):
        if not _quotes_well_placed(data, quotes, delimiter):
            return None
        breaks = _outside(quotes, breaks)
    if last and len(quotes) % 2:
        return None
    ends = breaks
    if last and (not len(breaks) or breaks[-1] != len(data) - 1):
        ends = np.append(breaks, len(data))
    used = int(ends[-1]) + 1 if len(ends) else 0
    starts = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    if not last and len(text) - used > MAX_RECORD:
        return None  # a record without end: walk, so that it is cut at its own line
    if len(ends) and int((ends - starts).max()) > MAX_RECORD and len(quotes):
        return None
    if fields_too:
        cuts = _outside(quotes, np.flatnonzero(data == delimiter))
        fields = np.diff(np.searchsorted(cuts, ends), prepend=0) + 1
    else:
        fields = np.full(len(ends), expected)
    lines = np.searchsorted(all_breaks, starts)
    spans_lines = len(all_breaks) != len(breaks)
    if spans_lines and ((np.searchsorted(all_breaks, ends) > lines) & (fields != expected)).any():
        return None
    trimmed = ends - ((ends > starts) & (data[np.maximum(ends - 1, 0)] == RETURN))
    used_lines = int(np.searchsorted(all_breaks, used))
    return _Structure(starts, trimmed, fields, lines, min(used, len(text)), used_lines, spans_lines)


def _outside(quotes: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """Those of the marks that stand in no quoted field. Both are offsets in order."""
    return marks[np.searchsorted(quotes, marks) % 2 == 0] if len(quotes) else marks


def _quotes_well_placed(data: np.ndarray, quotes: np.ndarray, delimiter: int) -> bool:
    """Whether each quote opens a field at its start, closes one at its end, or is doubled."""
    opens = np.arange(len(quotes)) % 2 == 0
    before = np.where(quotes > 0, data[np.maximum(quotes - 1, 0)], NEWLINE)
    after = np.where(quotes < len(data) - 1, data[np.minimum(quotes + 1, len(data) - 1)], NEWLINE)
    starts_well = (before == delimiter) | (before == NEWLINE) | (before == QUOTE)
    ends_well = (after == delimiter) | (after == NEWLINE) | (after == RETURN) | (after == QUOTE)
    return bool(np.where(opens, starts_well, ends_well).all())


def _walked(text: bytes, delimiter: str, expected: int, last: bool) -> _Structure:
    """Record by record. One that makes no sense is its own first line, and the next line begins anew."""
    mark = re.escape(delimiter.encode())
    one_field = re.compile(rb'(?:"(?:[^"]|"")*"|(?!")[^' + mark + rb"\n]*?)(?=\r?\n|" + mark + rb"|\Z)")
    starts, ends, counts, lines = [], [], [], []
    position = line = 0
    spans = False
    while position < len(text):
        count, at = 0, position
        limit = min(len(text), position + MAX_RECORD + 2)  # and its line end
        while match := one_field.match(text, at, limit):
            count, at = count + 1, match.end()
            if at >= limit or text[at : at + 1] != delimiter.encode():
                break
            at += 1
        if match is None or (at == limit < len(text)):
            count, at = -1, _line_end(text, position)
        end = _line_end(text, at)
        if end == len(text) and not last:
            if len(text) - position <= MAX_RECORD:
                break  # not whole yet: the next chunk goes on from here
            count = -1
        if count != expected and _runs_over_rows(text[position:end], delimiter, expected):
            count, end = -1, _line_end(text, position)
        starts.append(position)
        ends.append(end - (text[end - 1 : end] == b"\r") if end > position else end)
        counts.append(count)
        lines.append(line)
        newlines = text.count(b"\n", position, end + 1)
        spans |= newlines > 1
        line += newlines
        position = end + 1
    as_array = [np.array(values, dtype=np.int64) for values in (starts, ends, counts, lines)]
    return _Structure(*as_array, min(position, len(text)), line, spans)


def _runs_over_rows(record: bytes, delimiter: str, expected: int) -> bool:
    """Whether a record of several lines, itself no row, has swallowed lines that look like rows."""
    return any(line.count(delimiter.encode()) == expected - 1 for line in record.split(b"\n")[1:])


def _line_end(text: bytes, position: int) -> int:
    """Where the physical line that holds a position ends."""
    end = text.find(b"\n", position)
    return len(text) if end < 0 else end


def _block(text: bytes, found: _Structure, delimiter: str, header: list[str], line: int) -> Block:
    """The columns of the good records of a stretch, and the bad ones."""
    lengths = found.ends - found.starts
    filled = lengths > 0  # an empty line is no record
    damaged = np.zeros(len(lengths), dtype=bool)
    for mark in (MARK_BYTES, b"\0"):
        if mark[0] in text and text.find(mark, 0, found.used) >= 0:  # one byte is found far sooner than three
            places = [match.start() for match in re.compile(re.escape(mark)).finditer(text, 0, found.used)]
            damaged[np.searchsorted(found.starts, places, side="right") - 1] = True
    too_long = lengths > MAX_RECORD
    good = filled & ~damaged & ~too_long & (found.fields == len(header))
    unreadable = []
    for index in np.flatnonzero(filled & ~good):
        rule = "too_long" if too_long[index] else "bytes" if damaged[index] else "fields"
        count = int(found.fields[index])
        unreadable.append(Unreadable(line + int(found.lines[index]), rule, count if count > 0 else None))
    whole = good.all() and found.used == len(text)
    content = b"" if not good.any() else text if whole else _only(text, found, good)
    columns = _columns(content, delimiter, header, found.spans_lines)
    lines = found.lines[good] + line
    if columns.num_rows != len(lines):
        raise _Miscounted(
            f"{columns.num_rows} rows were read where {len(lines)} records stand from line {line}"
        )
    return Block(columns, lines, unreadable)


def _only(text: bytes, found: _Structure, good: np.ndarray) -> bytes:
    """The good records' bytes, one after another."""
    kept = np.flatnonzero(good)
    runs = np.split(kept, np.flatnonzero(np.diff(kept) != 1) + 1) if len(kept) else []
    return b"".join(text[found.starts[run[0]] : found.ends[run[-1]]] + b"\n" for run in runs)


def _has_lone_returns(content: bytes) -> bool:
    """Whether a carriage return stands before anything but a newline."""
    data = np.frombuffer(content, dtype=np.uint8)
    returns = np.flatnonzero(data == RETURN) if RETURN in content else data[:0]
    if len(returns) and returns[-1] == len(data) - 1:
        return True
    return bool((data[returns + 1] != NEWLINE).any()) if len(returns) else False


def _without_lone_returns(content: bytes, delimiter: str) -> bytes:
    """Carriage returns that end no line, outside quotes, as blanks: to the parser they would end a row."""
    quoted = rb"(?:\A|(?<=[\n" + re.escape(delimiter.encode()) + rb']))"(?:[^"]|"")*"'
    return re.sub(
        quoted + rb"|\r(?!\r*(?:\n|\Z))", lambda found: b" " if found[0] == b"\r" else found[0], content
    )


def _columns(content: bytes, delimiter: str, header: list[str], spans_lines: bool) -> pa.Table:
    """Well-formed CSV bytes as a table of strings."""
    schema = pa.schema([(name, pa.string()) for name in header])
    if not content:
        return pa.schema([(name, CODED) for name in header]).empty_table()
    if _has_lone_returns(content):
        content = _without_lone_returns(content, delimiter)
    read = pa_csv.read_csv(
        pa.py_buffer(content),
        pa_csv.ReadOptions(
            column_names=header,
            block_size=PARSED,
            # One block is parsed while the one before is converted, so both cores are in use already; and
            # Arrow's own pool, begun from a thread, now and then aborts the process as it ends.
            use_threads=False,
        ),
        pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=spans_lines),
        pa_csv.ConvertOptions(
            column_types=schema, strings_can_be_null=False, quoted_strings_can_be_null=False
        ),
    )
    texts = read.combine_chunks()  # so that each column has one dictionary
    return pa.Table.from_arrays(
        [column.dictionary_encode().cast(CODED) for column in texts.columns], names=texts.column_names
    )
