"""What a member reads first, what is said once, and figures of other areas drawn beside the council's own."""

import dataclasses
import html
import re

import pytest
import release_by_hand as by_hand

from goldenthread import comparators, periods, published
from goldenthread.metrics import Metric
from reports import charts, dots, filters, paper, render, signs


def words_of(part):
    """The words of a part of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", part)).split())


def purpose(page):
    """What the purpose says of what got worse."""
    own = page[page.index('<section id="purpose"') : page.index('<section id="recommendations"')]
    return words_of(own).partition("What got worse: ")[2]


def test_the_purpose_says_that_nothing_got_worse(pack):
    said = purpose(pack["html"].read_text(encoding="utf-8"))
    assert said.startswith("no measure is called a concern, and none misses its target consistently.")


def test_the_purpose_names_what_got_worse_with_its_action_or_none(tmp_path, monkeypatch):
    fewer_is_worse = [
        entry | {"good": "up"} if entry["id"] == "reviews__overdue" else entry for entry in by_hand.CATALOGUE
    ]
    monkeypatch.setattr(by_hand, "CATALOGUE", fewer_is_worse)
    values = by_hand.rows()
    for row in values:
        of_all = row["metric_id"] == "reviews__overdue" and row["breakdown"] == "all"
        if of_all and str(row["period_end"]) == "2025-03-31":  # so that a year later it is much lower
            row |= {"numerator": 900, "value": 100 * 900 / row["denominator"]}
    by_hand.release(tmp_path, values=values)
    page = render.pack("scrutiny", "2025-26Q4", tmp_path)[0].read_text(encoding="utf-8")
    assert purpose(page) == "People whose review is overdue (no action recorded)."
    assert page.index('id="worse-title"') < page.index('id="headlines-title"')


def test_groups_that_equity_sets_beside_others_stand_there_alone(tmp_path, monkeypatch):
    told = [
        entry | {"equity": "wait"} if entry["id"] == "reviews__overdue" else entry
        for entry in by_hand.CATALOGUE
    ]
    monkeypatch.setattr(by_hand, "CATALOGUE", told)
    by_hand.release(tmp_path)
    page = render.pack("scrutiny", "2025-26Q4", tmp_path)[0].read_text(encoding="utf-8")
    own = page[page.index('<section id="measure-reviews__overdue"') :]
    own = own[: own.index("</section>")]
    assert page.count('reviews__overdue@2026-03-31/age_band=18 to 64#R1"') == 1
    assert "stand under “Equity”" in words_of(own) and "age_band=" not in own
    assert "sex=Unknown" in own  # which is set beside nobody, and is not lost
    other = page[page.index('<section id="measure-support__open"') :]
    assert "age_band=18 to 64" in other[: other.index("</section>")]


def test_a_breakdown_that_is_withheld_whole_is_a_sentence(tmp_path):
    values = [
        row | {"numerator": None, "value": None, "withheld": "small count"}
        if (row["metric_id"], row["breakdown"]) == ("reviews__overdue", "sex")
        else row
        for row in by_hand.rows()
    ]
    by_hand.release(tmp_path, values=values)
    page = render.pack("scrutiny", "2025-26Q4", tmp_path)[0].read_text(encoding="utf-8")
    assert "By sex, every figure is withheld." in words_of(page)
    assert "reviews__overdue@2026-03-31/sex=" not in page
    assert "reviews__overdue@2026-03-31/age_band=" in page


@pytest.mark.parametrize(
    ("given", "said"), [("It was asked for", "It was asked for."), ("It was.", "It was.")]
)
def test_a_register_s_words_end_with_one_full_stop(given, said):
    assert filters.sentence(given) == said


@pytest.fixture
def told(tmp_path):
    """A council's paper, a measure with published figures beside it, and these."""
    by_hand.release(tmp_path, synthetic=False, councils=(("416", "A Council"),), beside=by_hand.beside())
    page = render.pack("scrutiny", "2025-26Q4", tmp_path)[0].read_text(encoding="utf-8")
    return page


def test_every_area_is_drawn_with_its_time_and_in_the_table_before_the_plot(told):
    start = told.index('id="picture-reviews__overdue-beside"')
    plot = told[start : told.index("</svg>", start)]
    for said in (
        "13.0%, 2024/25",
        "77.1%, 2024/25",
        "68.5%, 2024/25",
        "median 74.3%, 2024/25",
        "31 March 2026",
    ):
        assert f"{said}</text>" in plot
    table = told.rindex("<caption", 0, start)
    assert "A Council, own records" in words_of(told[table:start])


def rows(home, la_code, value=None):
    """What is drawn for a council: its figure, and those that its release sets beside it."""
    known = published.Published.open(home)
    metric = next(each for each in known.catalogue if each.id == "reviews__overdue")
    now = known.value(metric, la_code, periods.parse("2025-26Q4"))
    now = dataclasses.replace(now, **(value or {}))
    found = comparators.beside(known, metric.id, la_code)
    return dots._rows("A Council", now, metric, found), dots.drawable(now, metric, found)


def test_a_figure_that_is_withheld_is_its_mark_and_no_dot(tmp_path):
    by_hand.release(tmp_path, councils=(("415", "A Council"),), beside=by_hand.beside())
    drawn, enough = rows(tmp_path, "415", {"withheld": "small count", "numerator": None, "value": None})
    own, herefordshire, england, *_ = drawn
    assert own["value"] is None and own["said"].startswith("[c], ")
    assert herefordshire["value"] is None and herefordshire["said"] == "[c], 2024/25"
    assert england["value"] == 77.1 and enough


def test_one_figure_alone_is_not_drawn(tmp_path):
    by_hand.release(tmp_path, councils=(("990", "A Council"),), beside=by_hand.beside())
    assert rows(tmp_path, "990")[1]
    assert not rows(tmp_path, "990", {"withheld": "small count", "numerator": None, "value": None})[1]


def test_the_last_figure_drawn_says_its_month_where_the_latest_is_not_drawn():
    metric = Metric.model_validate(by_hand.COMMON | by_hand.CATALOGUE[0])

    def run(latest):
        months = [periods.parse(f"2026-0{month}") for month in (1, 2, 3)]
        told = [(3, 9, None), (4, 8, None), latest]
        return [
            published.Value(metric.id, "501", each.start, each.end, "all", "all", up, of, None, withheld)
            for each, (up, of, withheld) in zip(months, told, strict=True)
        ]

    def labels(series):
        rows = charts._rows(metric, series, signs.Signs(metric, series[-1].period_end, None, None))
        return [row["said"] for row in rows if row["last"]]

    assert labels(run((5, 8, None))) == ["62.5%"]
    assert labels(run((None, None, "primary"))) == ["50.0% in Feb 2026"]


def test_each_pack_says_what_got_worse_before_its_headlines():
    told = [paper.load(name).sections for name in paper.packs()]
    orders = [sections for sections in told if "headlines" in sections]
    assert len(orders) >= 3
    assert all(sections.index("worse") < sections.index("headlines") for sections in orders)
