"""Figures of the extracts beside Client Level Data, from rows as a council's papers print them."""

from council_rows import CLEARED, LASTING


def test_200_and_then_125_dols_applications_are_completed_a_month(warehouse):
    """1,200 in the six months in which the backlog is cleared; none withdrawn, none that still waits."""
    completed = dict(
        warehouse.query("""
            select period_start, numerator from met_dols__completed
            where breakdown = 'all' and date_diff('month', period_start, period_end) = 0
        """)
    )
    assert [completed[month] for month in CLEARED] == [200] * 6
    assert [completed[month] for month in LASTING] == [125] * 3
    quarters = warehouse.query("""
        select numerator from met_dols__completed
        where breakdown = 'all' and period_start >= date '2024-04-01' and period_end = last_day(period_start + interval 2 month)
        order by period_start limit 3
    """)
    assert quarters == [(600,), (600,), (375,)]


def test_what_waits_is_what_had_come_and_was_not_signed_off(warehouse):
    """1,638 came in January and 40 in May; 200 and 7 withdrawn leave in April, and so on."""
    waiting = dict(
        warehouse.query(
            "select period_end::varchar, numerator from met_dols__waiting where breakdown = 'all'"
        )
    )
    came = 6 * 207 + 3 * 132
    assert waiting["2024-03-31"] == came
    assert waiting["2024-04-30"] == came - 207
    assert waiting["2024-05-31"] == came - 2 * 207 + 40
    assert waiting["2024-12-31"] == waiting["2025-06-30"] == 40
    assert warehouse.query(
        "select numerator, denominator from met_dols__over_28_days where breakdown = 'all' and period_end = date '2024-05-31'"
    ) == [(came - 2 * 207 + 40, came - 2 * 207 + 40)]


def test_a_month_between_two_lists_has_no_figure_and_one_with_a_list_has(warehouse):
    found = warehouse.query("""
        select period_end::varchar, numerator from met_waiting__for_assessment where breakdown = 'all' order by all
    """)
    assert found == [("2025-04-30", 2), ("2025-06-30", 1)]
