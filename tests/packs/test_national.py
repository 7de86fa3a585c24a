"""National measures in a paper: twelve months, the quarter that a wait ended in, and why there is no figure."""

import datetime as dt
import json

import pytest
import release_by_hand as by_hand

from goldenthread import periods
from goldenthread.published import Published
from reports import render

FOLLOWED = by_hand.COMMON | {
    "id": "ascof__2d_part1",
    "title": "At home twelve weeks later",
    "definition": "Episodes after which people stayed at home.",
    "kind": "proportion",
    "unit": "percent",
    "periods": ["twelve months"],
    "measured": "rolling",
    "lag_months": 3,
    "needs": ["hospital_records"],
    "numerator": "Episodes after which nothing went wrong",
    "denominator": "Episodes that followed a discharge",
    "quality_statement": "Assessing needs",
    "disclosure": "national",
}
WAIT = FOLLOWED | {
    "id": "waiting__first_response",
    "title": "Wait for a response",
    "kind": "median",
    "unit": "days",
    "periods": ["quarter"],
    "measured": "flow",
    "lag_months": 0,
    "needs": [],
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Two years of a measure with a lag, whose last period has no figure, and of a wait."""
    monkeypatch.setattr(by_hand, "CATALOGUE", [FOLLOWED, WAIT])
    values = []
    for place, end in enumerate(periods.month_ends(dt.date(2025, 9, 30), 22)[::3]):
        values.append(by_hand.row(FOLLOWED, periods.ending(end, 12), 40 + place, 50 + place))
    for place, end in enumerate(periods.month_ends(by_hand.LAST, 22)[::3]):
        waited = by_hand.row(WAIT, periods.ending(end, 3), 0, 45 + place)
        values.append(waited | {"numerator": None, "value": 12.5 + place})
    folder = by_hand.release(tmp_path, values=values)
    absent = {
        "metric_id": "ascof__2d_part1",
        "la_code": "501",
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
    }
    absences = [absent | {"absent_because": "no submission covers October to December 2025"}]
    (folder / "public" / "metric_absences.json").write_text(json.dumps(absences), encoding="utf-8")
    return tmp_path


def asked(home, place, period):
    published = Published.open(home)
    return published.value(published.catalogue[place], "501", periods.parse(period))


def test_a_measure_with_a_lag_tells_of_the_twelve_months_that_ended_earlier(home):
    value = asked(home, 0, "2025-26Q3")
    assert (value.period_start, value.period_end) == (dt.date(2024, 10, 1), dt.date(2025, 9, 30))
    assert value.numerator == 47
    assert value.ref == "ascof__2d_part1@2025-09-30"


def test_a_figure_that_is_not_there_says_why_and_one_that_nobody_asked_about_does_not(home):
    assert asked(home, 0, "2025-26Q4").absent_because == "no submission covers October to December 2025"
    later = asked(home, 0, "2026-27Q1")
    assert later.missing
    assert later.absent_because is None


def test_what_has_no_months_runs_by_quarter(home):
    published = Published.open(home)
    run = published.run(published.catalogue[1], "501", by_hand.LAST, 12)
    assert [value.period_end.month for value in run] == [6, 9, 12, 3]
    assert run[-1].value == 19.5


def test_where_a_release_has_nothing_of_a_measure_the_reason_stands_in_its_place(home):
    published = Published.open(home)
    published._values.clear()
    published._keys.clear()
    last = published.latest(published.catalogue[0], "501")
    assert last.missing
    assert last.period_end == dt.date(2025, 12, 31)
    assert published.latest(published.catalogue[1], "501") is None


def test_the_paper_says_the_periods_in_words_and_why_a_figure_is_absent(home):
    html = render.pack("scrutiny", "2025-26Q4", home)[0].read_text(encoding="utf-8")
    said = " ".join(html.split())
    assert (
        "There is no figure for the twelve months to 31 December 2025, because no submission covers" in said
    )
    assert "Twelve months, 3 months earlier" in said
    assert "At home twelve weeks later, by quarter" in said
    assert '<th scope="col">Twelve months to</th>' in said and '<th scope="row">June</th>' in said
    assert '<th scope="row">October to December</th>' in said
    assert "19.5 days (median of 52)" in said
    assert "The latest quarterly figure, for the twelve months to 30 September 2025, is" not in said, (
        "it is absent"
    )
