"""The published ASCOF workbook as reference data: every figure of every table, its marker kept as it was printed.

The Department of Health and Social Care publishes one workbook a year, with the years before in it. This turns
it into ``dbt_project/reference/ascof_published.csv``, which a build reads, and checks that the seeds beside it
know every measure and every area. Next year's workbook is then a change of data; docs/sources.md says how.
"""

import csv
import re
import sys
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from goldenthread import rooms
from goldenthread.marks import MISSING, NOT_APPLICABLE, WITHHELD

PUBLISHED = rooms.DBT / "reference" / "ascof_published.csv"
SEEDS = rooms.SEEDS / "ascof"
NAMES = {
    "outcome": "outcome",
    "numerator": "numerator",
    "denominator": "denominator",
    "margin of error": "margin_of_error",
    "number of respondents": "respondents",
}
"""How the workbook names the parts of a figure, and how we do."""
COLUMNS = ("measure", "part", "area", "year", *NAMES.values())
HEADING = re.compile(r"(\d{4}) to (\d{4}) - (?:(.+) )?(" + "|".join(NAMES) + ")")
WHOLE = "all"
MARKERS = (WITHHELD, MISSING, NOT_APPLICABLE)
NOISE = Decimal("0.000001")  # 94.19999999999999 was published as 94.2; no figure has six decimals


class BadWorkbook(ValueError):
    """A workbook that is not laid out as expected, or that holds what the seeds do not know; says what."""


def figures(workbook: Path) -> Iterator[dict[str, str]]:
    """Every figure of a workbook, as COLUMNS: a measure, a part of it, an area and a year to a row.

    A cell is the text that was printed: a number, a marker, or for some of 2016/17 two numbers, "64.2 (64.9)".
    Empty where the table has no such column. Raises BadWorkbook naming the sheet and what is wrong in it.
    """
    opened = CalamineWorkbook.from_path(str(workbook))
    sheets = [name for name in opened.sheet_names if name.lower().startswith("table_")]
    if not sheets:
        raise BadWorkbook(f"{workbook.name} has no sheet whose name begins with Table_")
    for sheet in sheets:
        yield from _sheet(sheet, opened.get_sheet_by_name(sheet).to_python())


def _sheet(sheet: str, rows: list[list[Any]]) -> Iterator[dict[str, str]]:
    """The figures of one table."""
    code = sheet.split("_", 1)[1].strip()
    measure = code[:2].upper() + code[2:]  # Table_2e(2a) is 2E(2a), as the sheet of contents writes it
    heads = [at for at, row in enumerate(rows) if str(row[0]).strip() == "Local authority code"]
    if len(heads) != 1:
        raise BadWorkbook(f"{sheet}: {len(heads)} rows begin with 'Local authority code', expected one")
    columns = [_column(sheet, measure, str(cell)) for cell in rows[heads[0]][3:] if str(cell).strip()]
    for row in rows[heads[0] + 1 :]:
        if not str(row[1]).strip():
            continue
        found: dict[tuple[str, str], dict[str, str]] = {}
        for (year, part, name), cell in zip(columns, row[3:], strict=False):
            found.setdefault((year, part), dict.fromkeys(NAMES.values(), ""))[name] = _printed(cell)
        for (year, part), parts in found.items():
            yield {"measure": measure, "part": part, "area": _area(row), "year": year, **parts}


def _column(sheet: str, measure: str, heading: str) -> tuple[str, str, str]:
    """The year, the part of the measure, and which number of the figure a column holds."""
    read = HEADING.fullmatch(heading.strip())
    if not read:
        raise BadWorkbook(f"{sheet}: cannot read the column heading '{heading}'")
    first, last, part, name = read.groups()
    if int(last) != int(first) + 1:
        raise BadWorkbook(f"{sheet}: '{heading}' is not a financial year")
    whole = part is None or part.lower() == measure.lower()
    return f"{first}/{last[2:]}", WHOLE if whole else part, NAMES[name]


def _area(row: list[Any]) -> str:
    """What an area is known by: its ONS code, else the code of its council type, else its name."""
    code, name, ons = (_printed(cell) for cell in row[:3])
    known = [each for each in (ons, code) if each and each not in MARKERS]
    return known[0] if known else name


def _printed(cell: Any) -> str:
    """A cell as it was published: a number without the noise of its storage, anything else as it stands."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(cell).strip()
    number = Decimal(repr(cell)).quantize(NOISE, rounding=ROUND_HALF_UP)
    return f"{number.normalize():f}"


def write(workbook: Path, published: Path = PUBLISHED) -> int:
    """Write the reference data of a workbook; gives the number of rows.

    Raises BadWorkbook when a measure or an area is not in the seeds: they say what it is, and are written by hand.
    """
    rows = list(figures(workbook))
    for column, seed in (("measure", "ascof_measures"), ("area", "ascof_areas")):
        with (SEEDS / f"{seed}.csv").open(newline="", encoding="utf-8") as file:
            known = {row[column] for row in csv.DictReader(file)}
        unknown = sorted({row[column] for row in rows} - known)
        if unknown:
            raise BadWorkbook(f"{seed}.csv does not know {', '.join(unknown)}: add a row for each")
    with published.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: [row[name] for name in COLUMNS[:4]]))
    return len(rows)


def main(arguments: list[str]) -> int:
    """``python -m goldenthread.ascof WORKBOOK``; gives an exit code."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("Usage: python -m goldenthread.ascof WORKBOOK, the ASCOF workbook (.ods or .xlsx)")
        return 2
    try:
        print(f"{write(Path(arguments[0]))} figures written to {PUBLISHED.relative_to(rooms.ROOT)}")
    except BadWorkbook as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
