"""A minimal XLSX file, the same bytes on every machine: stored, not compressed, without a clock."""

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DATE_HEADER = re.compile(r"\bdate\b", re.IGNORECASE)
_STYLES = (  # style 1 is a date, format 14
    f'<styleSheet xmlns="{_SPREADSHEET}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>'
    '<xf xfId="0" numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def write_workbook(path: Path, columns: list[list[str]]) -> None:
    """Write one sheet; each column begins with its header, blanks are left out."""
    write_sheets(path, {"CLD": columns})


def write_sheets(path: Path, sheets: dict[str, list[list[str]]]) -> None:
    """Write sheets under their names; each of a sheet's columns begins with its header, blanks are left out.

    Whole numbers under a header that speaks of a date are Excel's day numbers and are written as dates.
    """
    shared: dict[str, int] = {}
    parts = {
        f"xl/worksheets/sheet{number}.xml": _sheet(columns, shared)
        for number, columns in enumerate(sheets.values(), start=1)
    }
    strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
    parts = (
        _around(list(sheets))
        | parts
        | {
            "xl/sharedStrings.xml": f'<sst xmlns="{_SPREADSHEET}" uniqueCount="{len(shared)}">{strings}</sst>',
        }
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, _HEAD + content)


def _sheet(columns: list[list[str]], shared: dict[str, int]) -> str:
    """One sheet; shared: the texts of the workbook so far, each with its number."""
    dated = [bool(_DATE_HEADER.search(column[0])) for column in columns]
    names = [_letters(number) for number in range(len(columns))]
    lines = []
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        told = []
        for name, date, text in zip(names, dated, cells, strict=True):
            if date and text.isdecimal():
                told.append(f'<c r="{name}{row}" s="1"><v>{text}</v></c>')
            elif text:
                told.append(f'<c r="{name}{row}" t="s"><v>{shared.setdefault(text, len(shared))}</v></c>')
        lines.append(f'<row r="{row}">{"".join(told)}</row>')
    return f'<worksheet xmlns="{_SPREADSHEET}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _around(names: list[str]) -> dict[str, str]:
    """The parts of a workbook that say which sheets it has."""
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}worksheet+xml"/>'
        for number in numbers
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    last = len(names)
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>{overrides}'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}sharedStrings+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
            f'<Relationship Id="rId{last + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId{last + 2}" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        ),
        "xl/styles.xml": _STYLES,
    }


def _letters(number: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
