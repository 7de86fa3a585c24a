"""Better or worse is said only where intervals lie apart or the rules see a change."""

import datetime as dt

import pytest
import reading
import release_by_hand as by_hand

from goldenthread import periods
from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import comparing, render

LAST = dt.date(2026, 3, 31)
OVERDUE = Metric.model_validate(by_hand.COMMON | by_hand.CATALOGUE[1])


def value(numerator, denominator=200, withheld=None):
    return Value("reviews__overdue", "501", LAST, LAST, "all", "all", numerator, denominator, None, withheld)


@pytest.mark.parametrize(
    ("now", "then", "good", "said"),
    [
        (40, 80, "down", "▼ improvement"),
        (80, 40, "down", "▲ concern"),
        (80, 40, "up", "▲ improvement"),
        (40, 80, "neutral", "▼ lower"),
        (60, 66, "down", comparing.NO_MORE),
    ],
)
def test_a_change_is_called_by_which_way_is_good(now, then, good, said):
    metric = OVERDUE.model_copy(update={"good": good})
    assert comparing.change(value(now), value(then), metric) == said


def test_of_what_is_withheld_missing_or_no_share_nothing_is_said():
    assert comparing.change(value(40), value(80, withheld="small count"), OVERDUE) is None
    assert comparing.change(value(None, None), value(80), OVERDUE) is None
    assert comparing.between(value(3, withheld="small count"), OVERDUE) is None
    count = OVERDUE.model_copy(update={"kind": "count"})
    assert comparing.between(value(40), count) is None


def test_an_interval_is_told_in_the_metric_s_unit():
    assert comparing.between(value(81, 263), OVERDUE) == "25.5% to 36.6%"
    rate = OVERDUE.model_copy(
        update={"kind": "rate", "chance": "events", "per": 100000, "unit": "per 100,000 residents"}
    )
    assert comparing.between(value(10, 1000), rate) == "478.7 to 1,839.1 per 100,000 residents"


def paper(home, first, last):
    """The words of a paper about reviews overdue of 200 people, 24 months between two figures in even steps."""
    steps = [first + (last - first) * place // 23 for place in range(24)]
    rows = [
        by_hand.row(by_hand.CATALOGUE[1], periods.ending(end, 1), each, 200)
        for end, each in zip(periods.month_ends(LAST, 24), steps, strict=True)
    ]
    by_hand.release(home, values=rows)
    html, *_ = render.pack("scrutiny", "2025-26Q4", home)
    return " ".join("".join(reading.Page(html.read_text(encoding="utf-8")).words).split())


def test_a_paper_says_higher_or_lower_only_beyond_chance(tmp_path):
    assert "; it ended lower than it began." in paper(tmp_path / "a", 90, 40)
    near = paper(tmp_path / "b", 60, 54)
    assert "; it ended no further from where it began than chance alone would take it." in near
    assert "than it began" not in near
    assert "Allowing for chance: 21.3% to 33.5% (95% interval)." in near


def test_overlapping_periods_are_set_beside_the_year_before(tmp_path, monkeypatch):
    monkeypatch.setitem(by_hand.CATALOGUE[1], "spc", None)
    said = paper(tmp_path, 110, 40)
    assert "no limits, because its periods overlap. Since the same time a year before: ▼ improvement." in said
