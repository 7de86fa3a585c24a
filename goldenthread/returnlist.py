"""The list of items that the Commission sends with its notification, read from its spreadsheet. Titles are its own.

What its columns are called was seen in no published paper, so names that are likely are tried, and others can be given.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import openpyxl

from goldenthread.contracts import header_key, load

ITEM = {"item", "itemno", "itemnumber", "itemref", "itemreference", "no", "number", "ref", "reference", "ir", "irref",
        "irno", "id", "evidenceno", "evidencenumber", "evidenceref"}  # fmt: skip
TITLE = {"title", "itemtitle", "evidence", "evidenceitem", "evidencetitle", "evidencerequired", "evidencerequested",
         "description", "documentrequested", "informationrequested", "informationrequired", "request"}  # fmt: skip
REGISTER = "evidence_items"


class BadList(ValueError):
    """The file is no list of items; the message says where and why."""


def read(path: Path, item: str = "", title: str = "") -> list[tuple[str, str]]:
    """Each item's id, such as IR01, and its title, in the list's order. Rows above the columns' names are passed over.

    item, title: what the columns are called, where they are not called as one would think. Raises BadList.
    """
    names = [{header_key(item)} if item else ITEM, {header_key(title)} if title else TITLE]
    headers = []
    for sheet, rows in _sheets(path):
        for at, row in enumerate(rows):
            headers.append(", ".join(filter(None, row)))
            number, told = (_place(row, known) for known in names)
            if number is not None and told is not None and number != told:
                return _items(path.name, sheet, at + 2, rows[at + 1 :], number, told)
    raise BadList(
        f"{path.name} has no row that names a column of the items' numbers and another of their titles; it begins: "
        f"{next(filter(None, headers), 'with nothing')}. Say how they are called, with --item-column and --title-column."
    )


def _place(row: list[str], known: set[str]) -> int | None:
    """The first cell of a row that is called so."""
    return next((at for at, cell in enumerate(row) if header_key(cell) in known), None)


def _items(
    name: str, sheet: str, first: int, rows: list[list[str]], number: int, title: int
) -> list[tuple[str, str]]:
    """The items below the header; first: the line of the first of these rows."""
    found: dict[str, str] = {}
    for line, row in enumerate(rows, start=first):
        written, told = ((row[at] if at < len(row) else "") for at in (number, title))
        if not written and not told:
            continue
        where = f"{name}, {sheet}row {line}"
        ref = reference(written)
        if ref is None:
            raise BadList(f"{where}: '{written[:20]}' is no item's number such as 7 or IR07.")
        if not told:
            raise BadList(f"{where}: {ref} has no title.")
        if ref in found:
            raise BadList(f"{where}: {ref} is there twice.")
        found[ref] = told
    if not found:
        raise BadList(f"{name} has no items below its header.")
    return list(found.items())


def _sheets(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Each sheet, as its name in a sentence and its rows of texts without blanks around or line breaks in them."""
    content = path.read_bytes()
    if content.startswith(b"PK"):
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as problem:
            raise BadList(f"{path.name} is no Excel workbook ({type(problem).__name__}).") from None
        for sheet in book.worksheets:
            yield f"sheet '{sheet.title}', ", [_texts(row) for row in sheet.iter_rows(values_only=True)]
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise BadList(f"{path.name} is neither an Excel workbook nor text.")
    for delimiter in ",;\t":
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        except csv.Error as problem:
            raise BadList(f"{path.name} cannot be read as text with columns: {problem}.") from None
        yield "", [_texts(row) for row in rows]


def _texts(row: Iterable[object]) -> list[str]:
    return ["" if cell is None else " ".join(str(cell).split()) for cell in row]


def reference(number: str) -> str | None:
    """The id of an item's number, however it is written: 7, 7., IR7, IR 07. None when it is none."""
    shape = load(REGISTER).columns["item_ref"].rules["shaped"]
    written = re.fullmatch(rf"(?:{shape.starts}|item)?[\s.\-]*0*([1-9]\d{{0,2}})\.?0?", number, re.IGNORECASE)
    return f"{shape.starts}{int(written[1]):0{shape.digits}}" if written else None
