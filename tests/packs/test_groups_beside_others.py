"""Equity in a paper: each group beside everybody else, with references, and nothing of what is withheld."""

import docx
import pytest
import reading
import release_by_hand as by_hand

from goldenthread import periods
from reports import render

ENTRY = by_hand.CATALOGUE[2]
RATE = ENTRY | {
    "id": "equity__long_term_by_ethnicity", "title": "People beside residents", "kind": "rate", "per": 1000, "chance": "events",
    "unit": "per 1,000 residents", "denominator": "Residents", "packs": [], "equity": "access",
}  # fmt: skip


@pytest.fixture
def paper(tmp_path, monkeypatch):
    """A paper of a release in which 400 of 4,000 residents are supported, 200 of 1,000 Asian residents among them."""
    monkeypatch.setattr(by_hand, "CATALOGUE", [*by_hand.CATALOGUE, RATE])
    march = periods.ending(by_hand.LAST, 1)
    groups = {
        "Asian or Asian British": (200, 1000),
        "White": (196, 2900),
        "Other ethnic group": (4, 100),
        "Unknown": (9, 9),
    }
    values = by_hand.rows()
    values = [row for row in values if row["metric_id"] != RATE["id"]]
    told = {("all", "all"): (400, 4000)} | {
        ("ethnicity_group", name): counts for name, counts in groups.items()
    }
    for cut, (numerator, denominator) in told.items():
        small = "small count" if cut[1].startswith("Other") else None
        made = by_hand.row(RATE, march, numerator, denominator, cut, small)
        values.append(made | {"value": made["value"] and made["value"] * 10})
    by_hand.release(tmp_path, values=values)
    return render.pack("scrutiny", "2025-26Q4", tmp_path)


def test_groups_stand_beside_everybody_else_with_an_index(paper):
    html, word, _ = paper
    page = html.read_text(encoding="utf-8")
    section = page[page.index('<section id="equity"') : page.index('<section id="definitions"')]
    start = "equity__long_term_by_ethnicity@2026-03-31"
    assert f'data-ref="{start}/index=Asian or Asian British#R1">2.00</td>' in section
    assert "Higher than others" in section and "Lower than others" in section
    assert section.count("Not compared") == 1 and f"{start}/index=Other" not in section
    assert (
        f'data-ref="{start}/ethnicity_group=White#R1"' in section
        and "/ethnicity_group=Unknown" not in section
    )
    assert "index=White" in "".join(text for text, _ in reading.word_runs(docx.Document(str(word))))


def test_a_release_without_such_measures_says_so(tmp_path):
    by_hand.release(tmp_path)
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path)
    assert "No measure of access, waits or outcomes has figures by group" in html.read_text(encoding="utf-8")
