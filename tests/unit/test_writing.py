"""How registers write: ids in a cell, and words without what is somebody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread import writing

IDS = st.from_regex(r"(ACT-[0-9]{4}|MS-[0-9]{3}|IR[0-9]{2}|[a-z]{2,8}__[a-z0-9_]{1,8})", fullmatch=True)


@given(st.lists(IDS, min_size=1, max_size=5), st.sampled_from([";", "; ", ", ", "\n", " ; "]))
def test_ids_are_kept_in_one_way_however_they_are_put_between(ids, between):
    kept = writing.records(between.join(ids))
    assert kept == ";".join(ids)
    assert writing.RECORDS.fullmatch(kept)
    assert writing.records(kept) == kept


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("act-0001", "ACT-0001"),
        (" ACT-0001 ;; act-0002;", "ACT-0001;ACT-0002"),
        ("", ""),
        ("reviews__overdue@2026-03-31", "reviews__overdue@2026-03-31"),
        (
            "reviews__overdue@2026-03-31/reason=Illness, or other",
            "reviews__overdue@2026-03-31/reason=Illness, or other",
        ),
        (
            "act-0001; reviews__overdue@2026-03-31/reason=Illness, or other; act-0002",
            "ACT-0001;reviews__overdue@2026-03-31/reason=Illness, or other;ACT-0002",
        ),
        ("act-0001/act-0002", "ACT-0001/ACT-0002"),
        ("none", "NONE"),
    ],
)
def test_a_cell_of_ids(cell, kept):
    assert writing.records(cell) == kept


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Write to jo.bloggs@example.org about it", "Write to [taken out] about it"),
        ("NHS number 999 000 0018.", "NHS number [taken out]."),
        ("Call 9990000018", "Call [taken out]"),
        ("Telephone 01632 960 001 today", "Telephone [taken out] today"),
        ("Telephone 01632 960001 today", "Telephone [taken out] today"),
        ("Mobile +44 7700 900123", "Mobile [taken out]"),
        ("Mobile 07700 900123", "Mobile [taken out]"),
        ("Office (020) 7946 0000.", "Office [taken out]."),
    ],
)
def test_what_is_somebodys_is_taken_out_of_words(words, kept):
    assert writing.prose(words) == (kept, True)


@pytest.mark.parametrize(
    "words",
    [
        "In 2024-25, 1,234 reviews; 56% in time by 31/03/2026, and £12,345,678 spent.",
        "From 2024 to 2026: 120 of 300 people @ the front door.",
        "ACT-0001; minute 12.3.4; https://example.org/a?id=12",
        "Budget 2024/25 2025/26",
        "Between 01/04/2025 and 31/03/2026",
        "Seen on 01-04-2025 by 10 of 120 people; 0.56 then, 0.61 now",
    ],
)
def test_near_misses_stay_in_words(words):
    assert writing.prose(words) == (words, False)


def test_blank_words_are_none():
    assert writing.prose("  \n ") == (None, False)


@given(st.text(st.characters(exclude_characters=";\n")), st.text(st.characters(exclude_characters=";\n")))
def test_parts_are_what_stands_between_semicolons_and_line_breaks(one, other):
    expected = [each.strip() for each in (one, other) if each.strip()]
    assert writing.parts(f"{one};{other}") == writing.parts(f"{one}\n;{other};") == expected


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_is_made_text(start):
    assert writing.inert(f"{start}A1") == f"'{start}A1" and writing.inert(f"A1{start}") == f"A1{start}"


def test_a_csv_holds_numbers_as_they_are_and_nothing_as_a_blank():
    rows = [["-0.25", -3, None, "-0.25-A1", 'one, "two"']]
    assert writing.as_csv(["a", "b", "c", "d", "e"], rows) == (
        'a,b,c,d,e\r\n-0.25,-3,,\'-0.25-A1,"one, ""two"""\r\n'
    )
