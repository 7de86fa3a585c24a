"""The slip that goes back: it finds the place for the sender, and repeats nothing that stood there."""

import csv
import io
import re

import openpyxl
import pytest

from expectations import slips, wording
from goldenthread import contracts
from goldenthread.landing import Delivery

FORMULA = '=HYPERLINK("http://synthetic.example","x")'


def lines_of(front_door, made: Delivery) -> list[dict[str, str]]:
    folder = front_door.home / "refused" / made.extract / made.delivery_id
    with (folder / "slip.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def workbook(rows: list[list[str]], sheet: str = "CLD Q4") -> bytes:
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_a_row_set_aside_is_found_by_line_column_kind_of_value_rule_and_remedy(front_door, sheet):
    made = front_door.land(sheet().set(4, "la_code", "991").csv(), "return.csv")
    (line,) = lines_of(front_door, made)
    assert line == {
        "file": "return.csv", "what_happened": "row set aside", "rule": "other_council", "place": "line 6",
        "column": "LA Code", "value": "3 digits",
        "sentence": "The row carries a council code other than 990.",
        "what_to_do": "Remove other councils' rows from the extract.",
    }  # fmt: skip
    page = front_door.slip(made)
    for told in ("return.csv was loaded, and some of its rows were set aside", "21 April 2026 at 09:30:00",
                 "<b>12</b> rows in", "<b>11</b> rows loaded", "<b>1</b> rows set aside", made.delivery_id):  # fmt: skip
        assert told in page


def test_the_line_is_the_physical_one_also_below_a_value_of_several_lines(front_door, sheet):
    made = front_door.land(sheet().set(2, "event_description", "a\nb\nc").set(4, "la_code", "991").csv())
    assert [line["place"] for line in lines_of(front_door, made)] == ["line 8"]


def test_a_workbooks_place_is_its_sheet_and_cell(front_door, sheet):
    sent = sheet().set(4, "la_code", "991")
    sent.header[0], sent.header[1] = sent.header[1], sent.header[0]
    for row in sent.rows:
        row[0], row[1] = row[1], row[0]
    sent.rows[7].append("one too many")
    made = front_door.land(workbook([sent.header, *sent.rows]), "return.xlsx")
    places = {line["rule"]: line["place"] for line in lines_of(front_door, made)}
    assert places == {"other_council": "sheet 'CLD Q4', cell B6", "fields": "sheet 'CLD Q4', row 9"}


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda content: b"", "The file is empty."),
        (lambda content: content.splitlines()[0], "The file has a header and no rows."),
        (lambda content: b"%PDF-1.7", "it seems to be a PDF document"),
        (
            lambda content: b"a,b\r\n1,2\r\n",
            "The file's columns are not those of Client Level Data (CLD): 0 of ",
        ),
        (lambda content: content[:3000], "The file ends in the middle of the record that begins on line "),
        (lambda content: content.replace(b"Gender", b"Sex", 1), "The column Gender is missing."),
        (
            lambda content: content.replace(b"Gender", b"Ethnicity", 1),
            "The column Ethnicity appears more than once",
        ),
    ],
)
def test_a_refused_file_is_told_why_and_what_to_do(front_door, sheet, spoil, told):
    made = front_door.land(spoil(sheet().csv()))
    assert made.status == "refused" and told in made.reason
    page = front_door.slip(made)
    assert told in page.replace("&#39;", "'") and "was refused" in page and "What to do:" in page
    assert {line["what_happened"] for line in lines_of(front_door, made)} >= {"file refused"}


def canaries(sheet):
    """A sheet with a text of its own in every column of two rows, and of what stands in them."""
    made = sheet(12)
    texts = [f"CANARY{at:03}COLUMN" for at in range(len(made.columns))]
    for row in (5, 6):
        made.rows[row] = list(texts)
    return made, texts


@pytest.mark.parametrize("refused", [False, True])
def test_no_value_of_a_row_is_ever_repeated(front_door, sheet, refused):
    sent, texts = canaries(sheet)
    sent.rows[6].append("CANARY999COLUMN")
    content = sent.csv() + (b"CANARY998COLUMN,cut" if refused else b"")
    made = front_door.land(content, "return.csv")
    assert made.status == ("refused" if refused else "loaded")
    slip = front_door.slip(made)
    assert "line 8" in slip, "the row with a field too many must be found"
    found = [text for text in [*texts, "CANARY998COLUMN", "CANARY999COLUMN"] if text in slip]
    assert not found, "a slip may be mailed: it names the kind of a value, never the value"


def test_a_value_that_stands_where_a_header_should_is_not_repeated(front_door, sheet):
    sent = sheet()
    sent.header += ["999 000 0018", "someone@synthetic.example", "Local notes"]
    sent.rows = [[*row, "", "", ""] for row in sent.rows]
    made = front_door.land(sent.set(4, "la_code", "991").csv())
    slip = front_door.slip(made)
    assert "0018" not in slip and "synthetic.example" not in slip
    assert "The column in position" in slip and "The column Local notes is not part of" in slip


def test_what_a_sender_calls_a_file_or_a_column_cannot_act(front_door, sheet):
    sent = sheet()
    sent.header += [FORMULA, "<script>alert(1)</script>"]
    sent.rows = [[*row, "", ""] for row in sent.rows]
    made = front_door.land(sent.set(4, "la_code", "991").csv(), "=1+2<b>.csv")
    page = (front_door.home / "refused/cld" / made.delivery_id / "slip.html").read_text(encoding="utf-8")
    assert "<script>" not in page and "<b>.csv" not in page and "&lt;script&gt;" in page
    for line in lines_of(front_door, made):
        assert not [cell for cell in line.values() if re.match(r"[=+\-@\t\r]", cell)], (
            "a spreadsheet would run it"
        )


def test_many_faults_of_one_rule_are_all_in_the_csv_and_the_first_in_the_page(front_door, sheet):
    sent = sheet(2)
    content = sent.csv() + b"990,too,short\r\n" * (slips.SHOWN + 1)
    made = front_door.land(content)
    assert made.rows_set_aside == len(lines_of(front_door, made)) == slips.SHOWN + 1
    page = front_door.slip(made).split("</html>")[0]
    assert f"the first {slips.SHOWN} are shown, slip.csv has them all" in page
    assert page.count("<tr><td>") == slips.SHOWN


def test_a_name_that_is_no_utf_8_gets_its_slip(front_door):
    made = front_door.land(b"", "r\udce9turn.csv")
    assert made.status == "refused" and "r\ufffdturn.csv was refused" in front_door.slip(made)


def test_every_rule_of_a_file_or_a_row_has_its_sentence_and_its_remedy():
    for name in contracts.names():
        contract = contracts.load(name)
        told = {**wording.FILE, **wording.ROW}
        silent = {*contract.file, *contract.rows} - {*told, "fewer_rows"}  # which the register tells
        assert not silent, f"{name}: say in expectations/wording.py what these mean to a sender: {silent}"
        assert all(sentence.endswith(".") and fix.endswith(".") for sentence, fix in told.values())
