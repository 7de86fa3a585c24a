"""Every table of a page as CSV: its cells as they are printed, and beside each figure its reference.

A cell that a spreadsheet would take for a formula begins with an apostrophe, so that it stays text.
"""

import csv
import io
import re

from lxml import html

FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?[\d,.]+%?")


def written(page: str) -> dict[str, bytes]:
    """The CSV of each table by file name: ``01-headlines.csv``. UTF-8 with a mark at its beginning, as Excel expects it."""
    tree = html.fromstring(page)
    made = {}
    for number, table in enumerate(tree.iter("table"), 1):
        caption = _text(table.find("caption"))
        title = re.sub(r"^Table \d+\. ", "", caption)
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-")
        made[f"{number:02}-{slug}.csv"] = _csv(table)
    return made


def _csv(table) -> bytes:
    heads = [_text(cell) for cell in table.find("thead").iter("th")]
    rows = [list(row) for row in table.find("tbody").iter("tr")]
    referred = [place for place in range(len(heads)) if any(_ref(row, place) for row in rows)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe(head) for head in [*heads, *(f"Reference: {heads[place]}" for place in referred)]])
    for row in rows:
        cells = [_text(cell) for cell in row]
        writer.writerow([safe(cell) for cell in [*cells, *(_ref(row, place) for place in referred)]])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def safe(cell: str) -> str:
    """A cell that no spreadsheet works out: a formula begins with an apostrophe, a number stays one."""
    return f"'{cell}" if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell) else cell


def _ref(row: list, place: int) -> str:
    """The references of a cell, or of the figures in it."""
    if place >= len(row):
        return ""
    found = [each.get("data-ref") for each in row[place].iter() if each.get("data-ref")]
    return "; ".join(found)


def _text(element) -> str:
    """What an element says, in one line; a line break is a space."""
    if element is None:
        return ""
    said = "".join(" " if part is None else part for part in _parts(element))
    return re.sub(r"\s+", " ", said).strip()


def _parts(element):
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield None
        elif child.tag == "small":
            yield None
            yield from _parts(child)
        else:
            yield from _parts(child)
        yield child.tail or ""
