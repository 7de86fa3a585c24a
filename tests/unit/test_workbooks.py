"""Excel workbooks: read as the CSV that they could have been, and spoken of in the sender's cells."""

import contextlib
import datetime as dt
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from goldenthread import reading
from goldenthread.reading.workbook import cell_name

WHEN = dt.datetime(2026, 3, 31, 9, 30)


@pytest.fixture
def workbook(tmp_path) -> Callable[..., Path]:
    """Write a workbook: a sheet for each keyword, as its rows of cells."""

    def write(**sheets: list[list[object]]) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            for number, row in enumerate(rows, start=1):
                for position, cell in enumerate(row, start=1):
                    sheet.cell(number, position, cell)
        made.save(tmp_path / "sent.xlsx")
        return tmp_path / "sent.xlsx"

    return write


def test_cells_of_a_workbook_read_as_they_would_stand_in_a_csv(workbook, read):
    cells = [dt.date(2026, 3, 31), WHEN, 12.0, 12.5, 9990000018, True, " text ", None, "x\ny"]
    texts = ["2026-03-31", "2026-03-31 09:30:00", "12", "12.5", "9990000018", "TRUE", " text ", "", "x\ny"]
    path = workbook(Sheet=[[f"h{at}" for at in range(len(cells))], cells])
    assert read(path) == ([(2, texts)], [])


def test_rows_of_a_workbook_keep_their_numbers_past_blank_ones_and_short_ones_are_filled_up(workbook, read):
    path = workbook(Sheet=[[], ["a", "b", "c"], [], ["1", "x"], [None, None, ""], ["2", "y", "z", "over"]])
    assert read(path) == ([(4, ["1", "x", ""])], [(6, "fields", 4)])


def test_a_cell_is_named_as_the_sender_sees_it(workbook):
    path = workbook(Cover=[["Synthetic council"]], Data=[["a"], ["1"]])
    seen = reading.look(path, lambda header: header == ["a"])
    assert seen.place(17, 27) == "sheet 'Data', cell AB17"
    assert seen.place(17, None) == "sheet 'Data', row 17"
    assert [cell_name(at, 1) for at in (0, 25, 26, 701, 702)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1"]


def test_the_sheet_with_the_most_known_headers_is_the_table(workbook):
    path = workbook(Notes=[["x", "y", "z"], [1, 2, 3]], Data=[["a", "b"], ["1", "2"]], Empty=[])
    seen = reading.look(path, lambda header: len({"a", "b"} & set(header)))
    assert (seen.sheet, seen.header) == ("Data", ["a", "b"])


def test_a_workbook_without_a_filled_cell_is_empty(workbook):
    assert reading.look(workbook(Sheet=[]), len).header_line == 0


def test_a_workbook_that_is_damaged_anywhere_is_no_table_and_never_another_error(workbook, read):
    path = workbook(Sheet=[["a", "b"], *([str(at), "x"] for at in range(30))])
    good = path.read_bytes()
    chance = random.Random(1)
    for _ in range(200):
        damaged = bytearray(good[: chance.choice([len(good), chance.randrange(4, len(good))])])
        for _ in range(chance.choice([1, 5, 50])):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        with contextlib.suppress(reading.NotATable):
            read(path)


@pytest.mark.parametrize(
    ("second", "status"),
    [
        (lambda header, rows: [header, *rows[:3]], "refused"),
        (lambda header, rows: [header], "loaded"),  # nothing stands below it
        (lambda header, rows: [header, [None] * len(header)], "loaded"),
        (
            lambda header, rows: [header[:40], rows[0][:40]],
            "loaded",
        ),  # some columns of it: not the extract again
        (lambda header, rows: [["Total", "Rows"], ["all", 9]], "loaded"),
    ],
    ids=["rows", "header", "blank row", "fewer columns", "another table"],
)
def test_a_workbook_with_two_sheets_that_are_equally_the_extract_is_refused_whole(
    front_door, sheet, workbook, second, status
):
    sent = sheet(9)
    path = workbook(CLD=[sent.header, *sent.rows], Later=second(sent.header, sent.rows))
    made = front_door.land(path.read_bytes(), "sent.xlsx")
    assert (made.status, made.rows_in) == (status, 12 if status == "refused" else 9)
    assert made.rows_in == made.rows_loaded + made.rows_set_aside
    assert ("on more than one sheet ('CLD', 'Later')" in made.reason) == (status == "refused")


def test_a_workbook_too_large_for_memory_when_unpacked_is_refused_before_it_is_opened(
    front_door, sheet, workbook, monkeypatch
):
    """A small file may unpack to more than there is, and would end every night that finds it."""
    sent = sheet(9)
    path = workbook(CLD=[sent.header, *sent.rows])
    with zipfile.ZipFile(path) as packed:
        size = sum(each.file_size for each in packed.infolist())
    monkeypatch.setattr(reading.workbook, "UNPACKED", size)
    assert front_door.land(path.read_bytes(), "whole.xlsx").status == "loaded"
    monkeypatch.setattr(reading.workbook, "UNPACKED", size - 1)
    path = workbook(CLD=[sent.header, *reversed(sent.rows)])
    made = front_door.land(path.read_bytes(), "large.xlsx")
    assert (
        made.status == "refused" and "too large to be read" in made.reason and "save it as CSV" in made.reason
    )
