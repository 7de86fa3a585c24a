"""When a backlog is cleared, in a paper: in words, from published figures, with a reference."""

from fractions import Fraction

import docx
import pytest
import reading
import release_by_hand as by_hand

from goldenthread import periods
from goldenthread.forecast import Outlook
from reports import outlooks, render

STOCK = by_hand.CATALOGUE[2]
NAMES = {"received": "requests__received", "completed": "requests__completed"}
PLAN = [
    {"start": "2026-01-01", "end": "2026-06-30", "completed": 200},
    {"start": "2026-07-01", "end": None, "completed": 125},
]


@pytest.fixture
def paper(tmp_path, monkeypatch):
    """Render a paper about a stock of 1,170 of which 60 are done and 50 come in each of 14 months."""
    flows = [
        STOCK | {"id": name, "measured": "flow", "periods": ["month", "quarter"], "packs": []}
        for name in NAMES.values()
    ]
    monkeypatch.setitem(STOCK, "backlog", NAMES | {"plan": PLAN, "plan_source": "Board, item 4"})
    monkeypatch.setattr(by_hand, "CATALOGUE", [*by_hand.CATALOGUE, *flows])

    def written(withheld=None, months=14):
        values = []
        for place, end in enumerate(periods.month_ends(by_hand.LAST, 14)):
            month = periods.ending(end, 1)
            values.append(by_hand.row(STOCK, month, 1300 - 10 * place, None))
            for flow, count in zip(flows, (50, 60), strict=True):
                if place >= 14 - months:
                    hide = "small count" if withheld == (flow["id"], place) else None
                    values.append(by_hand.row(flow, month, count, None, withheld=hide))
        by_hand.release(tmp_path, values=values)
        return render.pack("scrutiny", "2025-26Q4", tmp_path)

    return written


def words(page):
    return " ".join("".join(reading.Page(page).words).split())


def test_today_s_pace_and_the_plan_stand_beside_each_other(paper):
    html, word, _ = paper()
    page = html.read_text(encoding="utf-8")
    said = words(page)
    assert (
        "At the pace of the last 12 months, 50 received and 60 completed in a month, it would be cleared in 117 months "
        "(in 95 of 100 runs, 117 to 117)." in said
    )
    assert (
        "As planned (Board, item 4: 200 a month from January 2026 to June 2026 and 125 a month from July 2026), it would be "
        "cleared in 13 months (in 95 of 100 runs, 13 to 13). In the 3 months of the plan so far 180 were completed of 600 "
        "planned." in said
    )
    for scenario in ("today", "plan"):
        assert f'data-ref="support__open@2026-03-31/forecast={scenario}#R1"' in page
    assert "forecast=plan" in "".join(text for text, _ in reading.word_runs(docx.Document(str(word))))


def test_the_plan_s_line_stands_beside_the_forecast_in_a_table_and_a_chart(paper):
    """On 31 December 1,200 waited; 50 come and 200 are asked for in a month, 125 from July."""
    html, word, _ = paper()
    page = html.read_text(encoding="utf-8")
    assert "Had the plan been kept" in words(page)
    for ref, said in (
        ("asked:2026-06", "300"),
        ("today:2026-06", "1,140 (1,140 to 1,140)"),
        ("plan:2026-06", "720 (720 to 720)"),
        ("asked:2027-03", "0"),
    ):
        assert f'data-ref="support__open@2026-03-31/forecast={ref}#R1">{said}</td>' in page
    assert 'aria-labelledby="picture-support__open-ahead"' in page
    assert "forecast=asked:2026-06" in "".join(
        text for text, _ in reading.word_runs(docx.Document(str(word)))
    )


def test_where_a_figure_is_withheld_nothing_is_told(paper):
    page = paper(withheld=("requests__received", 2))[0].read_text(encoding="utf-8")
    assert f"When it will be cleared is not told, because {outlooks.WITHHELD}." in words(page)
    assert "forecast=" not in page


def test_too_few_months_are_told_of(paper):
    page = paper(months=4)[0].read_text(encoding="utf-8")
    assert "is not told, because only 4 months tell what came and what was done" in words(page)


@pytest.mark.parametrize(
    ("outlook", "said"),
    [
        (Outlook(0, 0.0, 0.0), "there is nothing left to clear"),
        (Outlook(None, None, None), "it would not be cleared within ten years"),
        (Outlook(None, 14.4, None), "it would not be cleared within ten years (in 95 of 100 runs, after 14 months at the soonest)"),
        (Outlook(Fraction(25, 2), 9.2, 15.5), "it would be cleared in 13 months (in 95 of 100 runs, 9 to 16)"),
        (Outlook(Fraction(1), 0.9, None),
         "it would be cleared in 1 month (in 95 of 100 runs, after 1 month at the soonest, or not within ten years)"),
        (Outlook(Fraction(1, 4), 0.2, 0.3), "it would be cleared within a month"),
    ],
)  # fmt: skip
def test_months_in_words(outlook, said):
    assert outlooks.cleared(outlook) == said
