"""Limits, signs of change and what a target can expect: said in words, and of nothing that is withheld."""

import datetime as dt

import docx
import pytest
import reading
import release_by_hand as by_hand

from goldenthread import periods, published
from reports import render, signs

LAST = dt.date(2026, 3, 31)
ASSESSMENTS, OVERDUE, OPEN = by_hand.CATALOGUE
CALM = [50, 52] * 8


def months(entry, values, **given):
    """Rows of a metric by month, the last of them in March 2026; of a proportion they are out of 200."""
    whole = 200 if entry["denominator"] else None
    ends = periods.month_ends(LAST, len(values))
    return [
        by_hand.row(entry, periods.ending(end, 1), value, whole, **given)
        for end, value in zip(ends, values, strict=True)
    ]


def read(home, values):
    by_hand.release(home, values=values)
    return published.Published.open(home)


def told(home, entry, values, end=LAST):
    found = read(home, months(entry, values))
    metric = next(each for each in found.catalogue if each.id == entry["id"])
    return signs.of(found, metric, "501", end)


def words_of(page):
    return " ".join("".join(reading.Page(page).words).split())


@pytest.mark.parametrize(
    ("entry", "last", "said"),
    [
        (OVERDUE, 51, "● no sign of change"),
        (OVERDUE, 90, "▲ concern"),
        (OVERDUE, 10, "▼ improvement"),
        (OPEN, 90, "▲ higher"),
        (OPEN, 10, "▼ lower"),
    ],
)
def test_each_sign_is_a_word_and_an_arrow_that_says_only_which_way(tmp_path, entry, last, said):
    found = told(tmp_path, entry, [*CALM, last])
    assert found.variation == said
    assert found.heading[2:3].isupper()


def test_a_short_series_says_that_its_limits_are_trial_limits(tmp_path):
    assert told(tmp_path / "a", OPEN, CALM[:12]).variation == "● no sign of change (trial limits)"
    assert told(tmp_path / "b", OPEN, CALM[:13]).variation == "● no sign of change"
    assert told(tmp_path / "c", OPEN, [7]).variation == signs.NONE_TOO_FEW


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (50, "✓ met consistently"),
        (120, "✗ missed consistently"),
        (80, "? may be met or missed"),
    ],
)
def test_a_target_is_set_against_the_limits(tmp_path, level, said):
    """Of reviews overdue 40 per cent at most is wanted: 80 of 200."""
    assert told(tmp_path, OVERDUE, [level + wave for wave in [-1, 1] * 8]).assurance == said


def test_limits_that_no_figure_could_pass_are_not_told(tmp_path):
    low = told(tmp_path / "a", OVERDUE, [0, 9] * 8)
    assert low.lower is None and low.upper.said.endswith("%")
    high = told(tmp_path / "b", OVERDUE, [191, 200] * 8)
    assert high.upper is None and high.lower is not None
    assert {point["upper"] for point in high.points.values()} == {None}
    assert told(tmp_path / "c", OPEN, [900, 905] * 8).upper is not None, "a count may be over a hundred"


def test_of_a_series_with_one_withheld_figure_nothing_is_told_and_no_limit_drawn(tmp_path):
    values = months(OVERDUE, [*CALM, 10])
    assert read(tmp_path / "a", values) and told(tmp_path / "b", OVERDUE, [*CALM, 10]).drawn
    values[0] = months(OVERDUE, [3], withheld="small count")[0] | {
        name: values[0][name] for name in ("period_start", "period_end")
    }
    found = read(tmp_path / "c", values)
    metric = next(each for each in found.catalogue if each.id == OVERDUE["id"])
    hidden = signs.of(found, metric, "501", LAST)
    assert (hidden.variation, hidden.drawn, hidden.points) == (signs.NONE_WITHHELD, False, {})
    html, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path / "c")
    page = html.read_text(encoding="utf-8")
    assert "Sign of change: not told, because a figure is withheld." in words_of(page)
    assert "Upper limit" not in page and "limits=" not in page


def test_a_paper_about_the_past_knows_nothing_of_what_came_after(tmp_path):
    then = told(tmp_path / "a", OPEN, [*CALM, 90, 91, 92], end=dt.date(2025, 12, 31))
    assert then == told(tmp_path / "b", OPEN, [*CALM, 200, 1, 300], end=dt.date(2025, 12, 31))
    assert then.variation == "● no sign of change"


def test_the_paper_says_it_in_the_headlines_in_the_text_and_in_the_chart(tmp_path):
    by_hand.release(tmp_path, values=months(OVERDUE, [*CALM, *CALM, 44]))
    html, word, *_ = render.pack("scrutiny", "2025-26Q4", tmp_path)
    page = html.read_text(encoding="utf-8")
    said = words_of(page)
    assert "<td>▼ Improvement</td>" in page and ", ✓ met consistently</td>" in page
    assert (
        "Sign of change: ▼ improvement. The latest month is below the lower limit. The mean is 25.4%;" in said
    )
    assert "Marked in the chart: ▼ improvement, as diamonds, in March 2026 (below the lower limit)." in said
    assert page.count("Upper limit</text>") == 1 and "Mean</text>" in page
    for name in ("mean", "lower", "upper"):
        assert f'data-ref="reviews__overdue@2026-03-31/limits={name}#R1"' in page
    runs = "".join(
        text for text, style in reading.word_runs(docx.Document(str(word))) if style != "Reference"
    )
    assert "▼ improvement. The latest month is below the lower limit." in " ".join(runs.split())
    assert "limits=upper" in "".join(text for text, _ in reading.word_runs(docx.Document(str(word))))


def test_overlapping_periods_have_no_limits_and_the_paper_says_why(tmp_path, monkeypatch):
    monkeypatch.setitem(OPEN, "spc", None)
    assert told(tmp_path, OPEN, CALM).variation == signs.NONE_OVERLAPS


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("Above UCL", "above the upper limit"),
        ("Below LCL", "below the lower limit"),
        ("7 Point Trend (Increasing)", "among 7 or more months in a row that rise"),
        ("6 Point Trend (Decreasing)", "among 6 or more months in a row that fall"),
        ("2 in 3 Above CL", "among two of three months near the upper limit"),
        ("7 Points Below CL", "among 7 or more months in a row below the mean"),
    ],
)
def test_each_rule_in_words(cause, said):
    assert signs.why(cause, "month") == said
