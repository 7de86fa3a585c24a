"""Workbooks of registers as a council would send them, made of good rows."""

import csv
from pathlib import Path

from goldenthread import contracts, inbox
from goldenthread.landing import Delivery
from goldenthread.synthetic.rows import Row, good_rows
from goldenthread.synthetic.submissions import LA_CODE, LA_NAME
from goldenthread.synthetic.workbook import write_sheets

AT = "2026-04-21T09:30:00"


def good(register: str, count: int = 3) -> list[Row]:
    """Good rows of a register."""
    return good_rows(contracts.load(register), count)


def columns(register: str, rows: list[Row]) -> list[list[str]]:
    """Rows as a sheet's columns, each with its header first."""
    told = contracts.load(register).columns
    return [[column.header, *(row.get(name, "") for row in rows)] for name, column in told.items()]


def put(
    home: Path,
    workbook: str,
    rows: dict[str, list[Row]],
    name: str = "plan.xlsx",
    at: str = AT,
    besides: dict[str, list[list[str]]] | None = None,
    la_code: str = LA_CODE,
) -> Path:
    """Put a workbook into the inbox: a sheet for each register that has rows given, with a manifest beside it.

    besides: other sheets, as columns.
    """
    folder = home / "inbox" / workbook
    folder.mkdir(parents=True, exist_ok=True)
    sheets = {title: each for title, each in contracts.workbooks()[workbook].items() if each in rows}
    write_sheets(
        folder / name,
        {title: columns(each, rows[each]) for title, each in sheets.items()} | (besides or {}),
    )
    with (folder / inbox.MANIFEST).open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["file", "import_datetime", "la_code", "la_name"])
        lines.writerow([name, at, la_code, LA_NAME])
    return folder / name


def told_by(warnings: list, rule: str) -> list[tuple[str, str]]:
    """Place and sentence of each warning of a rule."""
    return [(each.place, each.sentence) for each in warnings if each.rule == rule]


def loaded(deliveries: list[Delivery]) -> dict[str, int]:
    """Rows loaded of each register."""
    return {each.extract: each.rows_loaded for each in deliveries if each.status == "loaded"}
