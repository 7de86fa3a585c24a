"""Figures from Client Level Data, from rows as councils' papers print them."""

from fractions import Fraction

import pytest
from printed_rows import COUNCIL

from reports import filters


def _figures(warehouse, metric: str, months: int, first: str, last: str) -> list[tuple[int, int]]:
    """Numerator and denominator of a metric's periods of so many months between two days."""
    return warehouse.query(f"""
        select numerator, denominator from {metric}
        where breakdown = 'all' and la_code = '{COUNCIL}' and period_start >= date '{first}' and period_end <= date '{last}'
            and date_diff('month', period_start, period_end) = {months - 1}
        order by period_start
    """)


def _printed(numerator: int, denominator: int) -> str:
    return str(filters.rounded(filters.decimal(Fraction(100 * numerator, denominator)), 1))


def test_1348_people_have_a_review_overdue_by_more_than_12_months(warehouse):
    """Not who was reviewed or began exactly 12 months before, nor whose support is shorter, over, or a carer's."""
    assert _figures(warehouse, "met_reviews__overdue", 1, "2025-06-01", "2025-06-30") == [(1348, 2400)]


def test_549_in_a_thousand_of_3180_assessments_of_a_year_found_eligible_needs(warehouse):
    quarters = _figures(warehouse, "met_assessments__eligible", 3, "2024-04-01", "2025-03-31")
    eligible, completed = (sum(counts) for counts in zip(*quarters, strict=True))
    assert (len(quarters), eligible, completed) == (4, 1746, 3180)
    assert _printed(eligible, completed) == "54.9"
    months = _figures(warehouse, "met_assessments__eligible", 1, "2024-04-01", "2025-03-31")
    assert sum(completed for _, completed in months) == 3180


def test_403_of_776_assessments_of_a_quarter_found_eligible_needs(warehouse):
    (found,) = _figures(warehouse, "met_assessments__eligible", 3, "2025-04-01", "2025-06-30")
    assert found == (403, 776)
    assert _printed(*found) == "51.9"


@pytest.mark.parametrize(
    ("numerator", "printed"), [(1744, "54.8"), (1745, "54.9"), (1747, "54.9"), (1748, "55.0")]
)
def test_three_numerators_print_alike_so_that_a_percentage_alone_is_not_enough(numerator, printed):
    assert _printed(numerator, 3180) == printed


def test_57_of_100_short_stays_have_lasted_over_six_weeks(warehouse):
    """The 42nd day is not over six weeks, the 43rd is."""
    found = _figures(warehouse, "met_placements__short_term_over_six_weeks", 1, "2025-06-01", "2025-06-30")
    assert found == [(57, 100)]
