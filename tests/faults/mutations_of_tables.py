"""Classes of damage to a file as a table: its columns, its headers, its dates, the fields of its rows."""

import datetime as dt
import random
import re
from collections.abc import Callable

from mutations import ROWS, Mutated, Sheet, kind

from goldenthread import contracts

COUNCIL = "la_code"


def _column(sheet: Sheet, chance: random.Random, presence: str) -> int:
    """The position of some required or optional column."""
    columns = contracts.load("cld").columns
    return chance.choice([at for at, name in enumerate(sheet.columns) if columns[name].presence == presence])


def _without(sheet: Sheet, at: int) -> Sheet:
    for row in (sheet.header, *sheet.rows):
        del row[at]
    return sheet


def _dated(sheet: Sheet, said: Callable[[dt.date], str]) -> Mutated:
    """Every date of a sheet said another way."""
    for row in sheet.rows:
        for at, text in enumerate(row):
            if re.fullmatch(r"\d\d/\d\d/\d{4}", text):
                row[at] = said(dt.datetime.strptime(text, "%d/%m/%Y").date())
    return Mutated(sheet.csv())


@kind(20, "loaded")
def columns_swapped_with_their_headers(sheet, chance):
    one, other = chance.sample(range(len(sheet.header)), 2)
    for row in (sheet.header, *sheet.rows):
        row[one], row[other] = row[other], row[one]
    return Mutated(sheet.csv())


@kind(20, "loaded")
def headers_swapped_without_their_values(sheet, chance):
    one, other = chance.sample([at for at, name in enumerate(sheet.columns) if name != COUNCIL], 2)
    sheet.header[one], sheet.header[other] = sheet.header[other], sheet.header[one]
    return Mutated(sheet.csv())


@kind(10, "refused")
def council_header_swapped_without_its_values(sheet, chance):
    at, other = sheet.columns.index(COUNCIL), _column(sheet, chance, "optional")
    sheet.header[at], sheet.header[other] = sheet.header[other], sheet.header[at]
    return Mutated(sheet.csv())


@kind(15, "loaded")
def headers_in_another_spelling(sheet, chance):
    spellings = [
        str.upper,
        str.lower,
        lambda text: text.replace(" ", "_"),
        lambda text: f" {text}  ",
        str.title,
    ]
    sheet.header = [chance.choice(spellings)(text) for text in sheet.header]
    return Mutated(sheet.csv())


@kind(15, "refused")
def a_required_column_renamed(sheet, chance):
    sheet.header[_column(sheet, chance, "required")] = "Renamed"
    return Mutated(sheet.csv())


@kind(15, "loaded")
def an_optional_column_renamed(sheet, chance):
    sheet.header[_column(sheet, chance, "optional")] = "Renamed"
    return Mutated(sheet.csv())


@kind(15, "refused")
def a_required_column_missing(sheet, chance):
    return Mutated(_without(sheet, _column(sheet, chance, "required")).csv())


@kind(10, "loaded")
def an_optional_column_missing(sheet, chance):
    return Mutated(_without(sheet, _column(sheet, chance, "optional")).csv())


@kind(15, "refused")
def a_column_doubled(sheet, chance):
    at, to = chance.randrange(len(sheet.header)), chance.randrange(len(sheet.header))
    for row in (sheet.header, *sheet.rows):
        row.insert(to, row[at])
    return Mutated(sheet.csv())


@kind(5, "refused")
def one_column(sheet, chance):
    at = chance.randrange(len(sheet.header))
    return Mutated("\n".join([sheet.header[at], *(row[at] for row in sheet.rows)]).encode())


@kind(15, "loaded")
def dates_shifted(sheet, chance):
    days = dt.timedelta(days=chance.choice([-36525, -400, -1, 1, 31, 3650]))
    return _dated(sheet, lambda day: f"{day + days:%d/%m/%Y}")


@kind(20, "loaded")
def dates_in_another_format(sheet, chance):
    shape = chance.choice(
        ["%Y-%m-%d", "%d-%b-%Y", "%m/%d/%Y", "%d/%m/%y", "%Y%m%d", "%d %B %Y", "%Y-%m-%dT00:00:00Z"]
    )
    return _dated(sheet, lambda day: f"{day:{shape}}")


@kind(5, "loaded")
def dates_as_excels_day_numbers(sheet, chance):
    return _dated(sheet, lambda day: str((day - dt.date(1899, 12, 30)).days))


@kind(15, "loaded")
def fields_too_few_or_too_many(sheet, chance):
    rows = chance.sample(range(ROWS - 1), 4)
    for row in rows:
        sheet.rows[row] = chance.choice([sheet.rows[row][:-1], [*sheet.rows[row], ""], sheet.rows[row][:3]])
    return Mutated(sheet.csv(), len(rows))
