"""Tables as CSV: what the page prints, its references beside it, and nothing that a spreadsheet would work out."""

import csv
import io

import pytest
import reading

from reports import sheets


def rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_table_of_the_page_is_a_file_with_its_figures_in_order_and_their_references(pack):
    html = pack["html"].read_text(encoding="utf-8")
    page = reading.Page(html)
    folder = pack["html"].with_name(pack["html"].stem + "-tables")
    written = [rows(path.read_bytes()) for path in sorted(folder.iterdir())]
    assert len(written) == sum(tag == "table" for tag, _ in page.tags)
    cells = [
        "".join(text).strip()
        for tag, attrs, text in page.cells
        if tag in ("td", "th") and attrs.get("scope") != "col"
    ]
    kept = [cell for table in written for row in table[1:] for cell, head in zip(row, table[0], strict=True) if not head.startswith("Reference")]  # fmt: skip
    assert [reading.numbers(cell) for cell in kept] == [
        reading.numbers(" ".join(cell.split())) for cell in cells
    ]
    refs = [cell for table in written for row in table[1:] for cell, head in zip(row, table[0], strict=True) if head.startswith("Reference") and cell]  # fmt: skip
    assert len(refs) > 40 and all("@" in ref for ref in refs)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+44 cmd", "'+44 cmd"),
        ("-cmd", "'-cmd"),
        ("-5.2%", "-5.2%"),
        ("403 of 776", "403 of 776"),
    ],
)
def test_what_a_spreadsheet_would_work_out_stays_text(cell, kept):
    assert sheets.safe(cell) == kept


def test_quotes_and_line_breaks_come_back_as_they_were():
    page = '<table><caption>Table 1. A</caption><thead><tr><th>a "b", c</th></tr></thead><tbody><tr><td>x<br>y</td></tr></tbody></table>'
    (content,) = sheets.written(f"<html><body>{page}</body></html>").values()
    assert rows(content) == [['a "b", c'], ["x y"]]
