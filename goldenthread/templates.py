"""Workbooks to fill in: a sheet for each register, its lists to choose from, and what each column is for.

A filled one goes into the inbox as it is: the front door reads it by the same contracts.
"""

from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from goldenthread import contracts
from goldenthread.contracts import METRICS, Column, Contract

ROWS = 1000  # that offer their lists
NEEDED, OPTIONAL = PatternFill("solid", fgColor="1D3557"), PatternFill("solid", fgColor="D9E2EC")
WIDE = 48
NOBODY = ("Owners are roles, not names. Nothing about any person who draws on care belongs here.",)
README, LISTS = "Read me", "Lists"


def names() -> list[str]:
    """What there is a template for: workbooks of several registers, and every single extract."""
    return sorted({*contracts.workbooks(), *contracts.names()})


def write(name: str, path: Path, filled: dict[str, list[dict[str, str]]] | None = None) -> Path:
    """Write the template of a workbook or of one extract; gives the path. Raises ContractError when there is none.

    filled: rows that stand in an extract's sheet, in place of those that it has ready.
    """
    sheets = contracts.workbooks().get(name) or {_sheet(name): name}
    book = Workbook()
    lists = book.create_sheet(LISTS)
    ranges: dict[tuple[str, str], str] = {}
    for title, extract in sheets.items():
        contract = contracts.load(extract)
        rows = (filled or {}).get(extract) or list(_ready(contract))
        _register(book.create_sheet(title), contract, lists, ranges, rows)
    book.move_sheet(lists, len(sheets))
    lists.sheet_state = "hidden"
    _read_me(book.active, name, sheets)
    book.save(path)
    return path


def _sheet(extract: str) -> str:
    """The name of an extract's sheet."""
    contract = contracts.load(extract)
    return contract.sheet.name if contract.sheet else contract.title[:31]


def _read_me(sheet: Worksheet, name: str, sheets: dict[str, str]) -> None:
    """What the workbook is for and how it is filled in."""
    sheet.title = README
    columns = [column for each in sheets.values() for column in contracts.load(each).columns.values()]
    lines = [
        name.replace("_", " ").capitalize(),
        "One row for each record; the columns with a dark heading are needed. Hold the pointer over a heading to read what it is for.",
        "Dates as 21/04/2026. Where a cell may hold several values, put semicolons between them.",
        *(() if any(each.personal == "pseudonym" for each in columns) else NOBODY),
        "An id is given once and never used again.",
        f"Save it as .xlsx and put it into inbox/{name}. `goldenthread check` says beforehand what would be wrong with it.",
        *(
            f"The sheet {title} has {ready} ids ready: take out the rows that you do not use."
            for title, each in sheets.items()
            if (ready := contracts.load(each).ready)
        ),
        "",
        *(f"{title}: {contracts.load(each).grain}." for title, each in sheets.items()),
    ]
    for number, line in enumerate(lines, start=1):
        sheet.cell(number, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.column_dimensions["A"].width = 100


def _register(
    sheet: Worksheet,
    contract: Contract,
    lists: Worksheet,
    ranges: dict[tuple[str, str], str],
    rows: list[dict[str, str]],
) -> None:
    """One register: its headings, formats and lists, and the rows that stand in it."""
    for place, column in enumerate(contract.columns.values(), start=1):
        letter = get_column_letter(place)
        needed = column.presence == "required"
        cell = sheet.cell(1, place, column.header)
        cell.fill = NEEDED if needed else OPTIONAL
        cell.font = Font(bold=True, color="FFFFFF" if needed else "1D3557")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.comment = Comment(_about(contract, column), "Golden Thread", height=140, width=320)
        sheet.column_dimensions[letter].width = WIDE if column.type == "prose" else 18
        whole = f"{letter}2:{letter}{ROWS + 1}"
        if column.type == "date":
            for row in range(2, ROWS + 2):
                sheet.cell(row, place).number_format = "DD/MM/YYYY"
        if column.codes:
            key = (contract.lists or "", column.codes)
            if key not in ranges:
                ranges[key] = _list(lists, [each for each in choices(contract, column)])
            choice = DataValidation("list", formula1=ranges[key], allow_blank=True)
            # One of several can be chosen and the rest typed, so what is not on the list only warns.
            choice.errorStyle = "warning" if column.several else "stop"
            choice.error = "Choose from the list" + (
                ", and put semicolons between several." if column.several else "."
            )
            choice.showErrorMessage = True
            choice.add(whole)
            sheet.add_data_validation(choice)
    for at, row in enumerate(rows, start=2):
        for place, name in enumerate(contract.columns, start=1):
            if name in row:
                sheet.cell(
                    at, place, row[name]
                ).data_type = "s"  # a text, also where it begins as a formula does
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(contract.columns))}1"


def _ready(contract: Contract) -> Iterator[dict[str, str]]:
    """The rows that a template has ready: an id each, and nothing else."""
    if contract.ready:
        name = contract.key[0]
        shape = contract.columns[name].rules["shaped"]
        for number in range(1, contract.ready + 1):
            yield {name: f"{shape.starts}{number:0{shape.digits}}"}


def choices(contract: Contract, column: Column) -> list[str]:
    """The values of a column's list, each meaning once: in its own words where the list has them."""
    chosen: dict[str, str] = {}
    for each in contract.values(column.codes or ""):
        meaning = each.meaning or each.value
        if meaning not in chosen or each.value == meaning:
            chosen[meaning] = each.value
    return list(chosen.values())


def _list(lists: Worksheet, values: list[str]) -> str:
    """Add a list to the hidden sheet; gives its range."""
    place = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for row, value in enumerate(values, start=1):
        lists.cell(row, place, value)
    letter = get_column_letter(place)
    return f"{LISTS}!${letter}$1:${letter}${len(values)}"


def _about(contract: Contract, column: Column) -> str:
    """What a column is for, as the comment on its heading says it."""
    told = [column.description.strip()]
    if shape := column.rules.get("shaped"):
        told.append(f"An id such as {shape.starts}{1:0{shape.digits}}.")
    if column.refers:
        of = [
            "metrics, by their ids" if each == METRICS else contracts.load(each).title
            for each in column.refers
        ]
        told.append(f"Refers to: {', '.join(of)}.")
    if column.besides:
        told.append(f"Or: {', '.join(column.besides)}.")
    if column.several:
        told.append("Several, with semicolons between them.")
    filled = column.rules.get("filled")
    if filled and filled.when:
        told.append(
            "Needed when "
            + ", ".join(
                f"{contract.columns[name].header} is {'other than ' if values[0] == 'not' else ''}{' or '.join(values[values[0] == 'not' :])}"
                for name, values in filled.when.items()
            )
            + "."
        )
    return " ".join(told)
