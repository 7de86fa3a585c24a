"""The published ASCOF workbook as reference data: what is derived from it is what it printed, and nothing is guessed."""

import csv
import re

import openpyxl
import pytest

from goldenthread import ascof

HEAD = ["Local authority code", "Local authority", "ONS area code"]
EXCERPT = {  # cells as the workbook of 2024/25 stores them, the noise of storage included
    "Table_2a": [
        ["2024 to 2025 - numerator", "2024 to 2025 - denominator", "2024 to 2025 - outcome"],
        ["England", "England", "E92000001", 142525.0, 184745.0, 77.1],
        [416.0, "Worcestershire", "E10000034", 83.0, 637.0, 13.0],
        [813.0, "Portsmouth", "E06000044", "[c]", "[c]", "[c]"],
        ["", "", "", "", "", ""],
    ],
    "Table_1c": [
        [
            "2015 to 2016 - margin of error", "2015 to 2016 - number of respondents", "2015 to 2016 - outcome",
            "2016 to 2017 - margin of error", "2016 to 2017 - number of respondents", "2016 to 2017 - outcome",
        ],
        ["England", "England", "E92000001", "[z]", "[z]", "[z]", "0 (0.1)", "45,000 (31000)", "7.7 (7.6)"],
        ["S", "Shire Counties", "[z]", "[z]", "[z]", "[z]", 0.1, 1.0, 94.19999999999999],
    ],
    "Table_6b": [
        [
            "2024 to 2025 - good numerator", "2024 to 2025 - good denominator", "2024 to 2025 - good outcome",
            "2024 to 2025 - 6b numerator", "2024 to 2025 - 6b denominator", "2024 to 2025 - 6b outcome",
        ],
        [906.0, "Isles of Scilly", "E06000053", 0.0, 1.0, 0.0, 0.0, 1.0, 0.0],
    ],
}  # fmt: skip


def workbook(folder, sheets):
    """A workbook laid out as the publisher's: lines of explanation, the heading, a row for each area."""
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    for name, (heads, *rows) in sheets.items():
        sheet = book.create_sheet(name)
        for row in ([f"Table {name}"], ["This worksheet contains one table."], HEAD + heads, *rows):
            sheet.append(row)
    book.save(folder / "ascof.xlsx")
    return folder / "ascof.xlsx"


def published():
    with ascof.PUBLISHED.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_what_is_derived_from_an_excerpt_is_what_the_reference_data_hold(tmp_path):
    ascof.write(
        workbook(tmp_path, {"Table_2a": EXCERPT["Table_2a"], "Table_6b": EXCERPT["Table_6b"]}),
        tmp_path / "made.csv",
    )
    with (tmp_path / "made.csv").open(newline="", encoding="utf-8") as file:
        made = list(csv.DictReader(file))
    assert len(made) == 5
    held = published()
    assert [row for row in made if row not in held] == []


def test_markers_and_bracketed_figures_are_kept_as_printed_and_noise_is_not(tmp_path):
    made = {
        (row["area"], row["year"]): row
        for row in ascof.figures(workbook(tmp_path, {"Table_1c": EXCERPT["Table_1c"]}))
    }
    assert made["E92000001", "2016/17"]["outcome"] == "7.7 (7.6)"
    assert made["E92000001", "2015/16"]["outcome"] == "[z]"
    assert made["S", "2016/17"] | {"measure": "", "part": ""} == {
        "measure": "", "part": "", "area": "S", "year": "2016/17", "outcome": "94.2", "numerator": "",
        "denominator": "", "margin_of_error": "0.1", "respondents": "1",
    }  # fmt: skip


def test_the_reference_data_hold_every_area_and_year_once_and_only_numbers_and_markers():
    rows = published()
    keys = [(row["measure"], row["part"], row["area"], row["year"]) for row in rows]
    assert len(keys) == len(set(keys)) > 20_000
    number = re.compile(r"\d+(\.\d+)?|\[[cxz]\]|[\d.,]+ \((:|[\d.,]+)\)|")
    odd = {row[name] for row in rows for name in ascof.NAMES.values() if not number.fullmatch(row[name])}
    assert odd == set()
    assert {row["year"] for row in rows} == {f"{year}/{(year + 1) % 100}" for year in range(2015, 2025)}


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        ({"Notes": [[]]}, "no sheet whose name begins with Table_"),
        ({"Table_2a": [["2024 to 2025 - mean"]]}, "cannot read the column heading '2024 to 2025 - mean'"),
        ({"Table_2a": [["2024 to 2026 - outcome"]]}, "is not a financial year"),
        ({"Table_9z": [["2024 to 2025 - outcome"], ["England", "England", "E92000001", 1]]}, "ascof_measures.csv does not know 9Z"),
        ({"Table_2a": [["2024 to 2025 - outcome"], ["999", "Atlantis", "E99000001", 1]]}, "ascof_areas.csv does not know E99000001"),
    ],
)  # fmt: skip
def test_a_workbook_that_is_not_understood_is_refused_and_nothing_is_written(tmp_path, sheets, told):
    with pytest.raises(ascof.BadWorkbook, match=re.escape(told)):
        ascof.write(workbook(tmp_path, sheets), tmp_path / "made.csv")
    assert not (tmp_path / "made.csv").exists()
