"""Figures about reviews' effects and discharges, from rows as councils' papers print them."""

import pytest
from support_rows import RAISED, REVIEWS


def _figure(warehouse, metric: str, month: str) -> tuple[int, int]:
    (found,) = warehouse.query(f"""
        select numerator, denominator from {metric}
        where breakdown = 'all' and la_code = '501'
            and period_end = date '{month}' and period_start = date_trunc('month', period_end)
    """)
    return found


def test_1_in_5_reviews_raises_the_package_within_28_days(warehouse):
    """Ten of fifty, by their 28th day; not those dearer a day later, by price, or before the review."""
    assert _figure(warehouse, "met_packages__raised_at_review", "2025-03-31") == (RAISED, REVIEWS)
    assert 5 * RAISED == REVIEWS


def test_what_reviews_add_in_a_year_is_52_weeks_of_what_they_add_in_one(warehouse):
    """Ten rise by five pounds and eight fall by as much; prices are left out."""
    assert _figure(warehouse, "met_packages__review_effect", "2025-03-31") == ((10 - 8) * 5 * 52, None)


@pytest.mark.parametrize(
    ("metric", "month", "counts"),
    [
        ("met_discharges__home_without_reablement", "2025-03-31", (24, 80)),  # 30%
        ("met_discharges__pathway_3", "2025-03-31", (37, 123)),  # above 30%: 30.1%
        ("met_discharges__pathway_3", "2025-04-30", (9, 9)),
    ],
)
def test_discharges_are_counted_as_printed(warehouse, metric, month, counts):
    assert _figure(warehouse, metric, month) == counts


def test_discharges_without_a_pathway_are_counted_beside_those_with_one(warehouse):
    found = warehouse.query("""
        select breakdown_value, numerator from met_discharges__by_pathway
        where breakdown = 'pathway' and period_end = date '2025-03-31' and period_start = date '2025-03-01' order by all
    """)
    assert found == [
        ("Not recorded", 6),
        ("Pathway 0", 27),
        ("Pathway 1", 56),
        ("Pathway 2", 3),
        ("Pathway 3", 37),
    ]
