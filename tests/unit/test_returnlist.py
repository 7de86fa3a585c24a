"""The Commission's list of items, however its spreadsheet is laid out, becomes rows of the template; nothing is invented."""

import dataclasses

import openpyxl
import pytest

from goldenthread import contracts, inbox, returnlist, templates


@pytest.mark.parametrize(
    ("written", "ref"),
    [("7", "IR07"), ("07", "IR07"), ("7.", "IR07"), ("7.0", "IR07"), ("IR7", "IR07"), ("ir 38", "IR38"), ("IR-01", "IR01"),
     ("Item 12", "IR12"), ("10", "IR10"), ("100", "IR100"), ("0", None), ("7a", None), ("7.1", None), ("", None), ("Total", None)],
)  # fmt: skip
def test_an_item_is_known_however_its_number_is_written(written, ref):
    assert returnlist.reference(written) == ref


def test_a_csv_with_lines_above_its_header(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('The list\n\nRef;Evidence required\n1;"A; or\nB"\n;\n2;C\n', encoding="utf-8-sig")
    assert returnlist.read(path) == [("IR01", "A; or B"), ("IR02", "C")]


def test_a_workbook_with_a_cover_and_names_of_its_own(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Cover"])
    sheet = book.create_sheet("Asked for")
    for row in ([None, None], ["x", "What we ask", "Which"], ["x", "=A", 1], ["x", " B\nC ", 2.0]):
        sheet.append(row)
    sheet["B3"].data_type = "s"
    book.save(tmp_path / "list.xlsx")
    asked = returnlist.read(tmp_path / "list.xlsx", item="which", title="What we ask")
    assert asked == [("IR01", "=A"), ("IR02", "B C")]
    with pytest.raises(returnlist.BadList, match="names a column of the items' numbers"):
        returnlist.read(tmp_path / "list.xlsx")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("item,title\n1,A\n1,B\n", "row 3: IR01 is there twice"),
        ("item,title\n1,\n", "row 2: IR01 has no title"),
        ("item,title\nA1,B\n", "row 2: 'A1' is no item's number"),
        ("item,title\n", "no items below its header"),
        ("", "it begins: with nothing"),
        ("a\0b,c\n", "neither an Excel workbook nor text"),
        ("PK not a workbook", "no Excel workbook"),
    ],
)
def test_a_list_that_cannot_be_believed_is_refused_with_its_place(tmp_path, text, told):
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(returnlist.BadList, match=told):
        returnlist.read(tmp_path / "list.csv")


def rows(path):
    """The rows of the template's sheet Return, by heading."""
    header, *below = openpyxl.load_workbook(path)["Return"].iter_rows(values_only=True)
    told = [{name: cell for name, cell in zip(header, row, strict=True) if cell is not None} for row in below]
    return [row for row in told if row]


def test_the_template_has_38_slots_and_no_title(tmp_path):
    found = rows(templates.write("assessment", tmp_path / "assessment.xlsx"))
    assert found == [{"Item ref": f"IR{number:02}"} for number in range(1, 39)]


def test_a_list_that_was_read_stands_in_the_template_and_comes_in_by_the_door(tmp_path, front_door):
    listed = {
        "list_version": "2026",
        "item_ref": "IR05",
        "title": "=Of the Commission",
        "status": "not_started",
    }
    folder = front_door.home / "inbox" / "assessment"
    folder.mkdir()
    templates.write("assessment", folder / "filled.xlsx", {"evidence_items": [listed]})
    assert rows(folder / "filled.xlsx") == [
        {contracts.load("evidence_items").columns[name].header: told for name, told in listed.items()}
    ]
    (landed,) = front_door.admit(
        *(dataclasses.replace(each, la_code="990") for each in inbox.find(front_door.home).waiting)
    )
    (row,) = front_door.raw(landed)
    assert (landed.extract, landed.rows_set_aside) == ("evidence_items", 0)
    assert {name: row[name] for name in listed} == listed
