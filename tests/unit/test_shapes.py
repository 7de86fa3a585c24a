"""One table, however a council's tool wrote it, becomes the same rows of ``raw/``."""

import csv
import datetime as dt
import io
import random
import re

import openpyxl
import pytest

DAY = re.compile(r"\d\d/\d\d/\d{4}")


def dated(sheet, say):
    """The sheet with every date said another way."""
    for row in sheet.rows:
        for at, text in enumerate(row):
            if DAY.fullmatch(text):
                row[at] = say(dt.datetime.strptime(text, "%d/%m/%Y"))
    return sheet


def workbook(sheet) -> bytes:
    """As somebody's spreadsheet has it: dates as dates, numbers as numbers, a cover sheet before it."""
    made = openpyxl.Workbook()
    made.active.append(["Return of a synthetic council"])
    table = made.create_sheet("Data")
    for row in (sheet.header, *dated(sheet, lambda day: day).rows):
        cells = [
            int(cell) if isinstance(cell, str) and cell.isdecimal() and cell[0] != "0" else cell
            for cell in row
        ]
        table.append(cells)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def shuffled(sheet) -> bytes:
    order = list(range(len(sheet.header)))
    random.Random(1).shuffle(order)
    sheet.header, *sheet.rows = [[row[at] for at in order] for row in (sheet.header, *sheet.rows)]
    return sheet.csv()


def spelt(sheet) -> bytes:
    sheet.header = [text.upper().replace(" ", "_") for text in sheet.header]
    return sheet.csv()


SHAPES = {
    "bom.csv": lambda sheet: sheet.csv("utf-8-sig"),
    "utf-16.csv": lambda sheet: sheet.csv("utf-16"),
    "utf-16 without a mark.csv": lambda sheet: sheet.csv("utf-16-be"),
    "windows.csv": lambda sheet: sheet.csv("cp1252"),
    "tab.txt": lambda sheet: sheet.csv(delimiter="\t"),
    "pipe.csv": lambda sheet: sheet.csv(delimiter="|", end="\n"),
    "semicolon.csv": lambda sheet: sheet.csv(delimiter=";"),
    "quoted.csv": lambda sheet: sheet.csv(quoting=csv.QUOTE_ALL),
    "macintosh.csv": lambda sheet: sheet.csv(end="\r", quoting=csv.QUOTE_ALL),
    "blank lines.csv": lambda sheet: b",,,\r\n\r\n" + sheet.csv(),
    "iso.csv": lambda sheet: dated(sheet, lambda day: f"{day:%Y-%m-%d}").csv(),
    "times.csv": lambda sheet: dated(sheet, lambda day: f"{day:%d/%m/%Y} 00:00").csv(),
    "day numbers.csv": lambda sheet: dated(
        sheet, lambda day: str((day - dt.datetime(1899, 12, 30)).days)
    ).csv(),
    "columns in another order.csv": shuffled,
    "headers spelt otherwise.csv": spelt,
    "workbook.xlsx": workbook,
}


@pytest.fixture
def table(sheet):
    """A small table with what spreadsheets and encodings stumble over."""

    def make():
        made = sheet(12).fill("gp_practice_name", "Synthetic “Practice” é").fill("unit_cost", "12.5")
        return made.set(3, "gp_practice_name", 'a comma, a ; a | and a "quote"').set(5, "date_of_birth", "")

    return make


def test_the_shape_of_a_file_does_not_show_in_its_rows(front_door, table):
    sent = {"plain.csv": table().csv()} | {name: write(table()) for name, write in SHAPES.items()}
    at = (f"2026-04-21T09:30:{second:02}" for second in range(60))
    made = front_door.admit(*(front_door.waiting(content, name, next(at)) for name, content in sent.items()))
    loads = {each.file_name: each for each in made}
    assert len({each.load_id for each in made}) == len(sent) == len(SHAPES) + 1
    assert {name: (each.status, each.rows_warned) for name, each in loads.items()} == dict.fromkeys(
        sent, ("loaded", 1)
    )
    for name, each in loads.items():
        assert rows(front_door, each) == rows(front_door, loads["plain.csv"]), name


def rows(front_door, delivery) -> list[dict]:
    """What is in ``raw/``, without what says where it came from."""
    own = ("load_id", "_line")
    return [{key: value for key, value in row.items() if key not in own} for row in front_door.raw(delivery)]
