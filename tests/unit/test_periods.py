"""Periods are named as councils name them and keep to month ends."""

import datetime as dt

import pytest

from goldenthread import periods

DAY = dt.date


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2025-26Q1", DAY(2025, 4, 1), DAY(2025, 6, 30)),
        ("2025-26Q3", DAY(2025, 10, 1), DAY(2025, 12, 31)),
        ("2025-26Q4", DAY(2026, 1, 1), DAY(2026, 3, 31)),
        ("1999-00Q4", DAY(2000, 1, 1), DAY(2000, 3, 31)),
        ("2024-02", DAY(2024, 2, 1), DAY(2024, 2, 29)),
        ("2025-12", DAY(2025, 12, 1), DAY(2025, 12, 31)),
    ],
)
def test_a_name_and_its_dates_say_the_same(name, start, end):
    period = periods.parse(name)
    assert (period.start, period.end) == (start, end)
    assert period.name == name


@pytest.mark.parametrize(
    "name", ["2025-27Q1", "2025-26Q5", "2025-26Q0", "2025Q4", "2026-13", "2026-00", "", "2025-26Q4 "]
)
def test_a_name_that_is_no_period_is_refused_and_shows_how_one_is_written(name):
    with pytest.raises(periods.PeriodError, match="2025-26Q4"):
        periods.parse(name)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (DAY(2024, 2, 29), DAY(2023, 2, 28)),
        (DAY(2025, 2, 28), DAY(2024, 2, 29)),  # month end to month end
        (DAY(2024, 2, 28), DAY(2023, 2, 28)),
        (DAY(2026, 3, 31), DAY(2025, 3, 31)),
        (DAY(2026, 3, 30), DAY(2025, 3, 30)),
    ],
)
def test_the_year_before_a_month_end_is_a_month_end(day, before):
    assert periods.year_before(day) == before


def test_the_period_before_the_first_quarter_is_the_last_of_the_year_before():
    assert periods.parse("2025-26Q1").before().name == "2024-25Q4"
    assert periods.parse("2025-26Q1").year_before().name == "2024-25Q1"
    assert periods.parse("2026-01").before().name == "2025-12"


def test_month_ends_run_up_to_the_last_through_a_leap_february():
    assert periods.month_ends(DAY(2024, 3, 31), 3) == [DAY(2024, 1, 31), DAY(2024, 2, 29), DAY(2024, 3, 31)]
    assert periods.month_ends(DAY(2025, 1, 31), 2) == [DAY(2024, 12, 31), DAY(2025, 1, 31)]


def test_a_period_that_would_end_within_a_month_is_refused():
    with pytest.raises(periods.PeriodError, match="2026-03-30"):
        periods.ending(DAY(2026, 3, 30), 3)


def test_words_are_what_a_person_would_say():
    assert periods.parse("2025-26Q4").words == "January to March 2026"
    assert periods.parse("2026-03").words == "March 2026"
    assert periods.ending(periods.month_end(2026, 3), 12).words == "April 2025 to March 2026"
    assert periods.ending(periods.month_end(2025, 12), 12).words == "January to December 2025"


def test_the_financial_year_turns_on_the_first_of_april():
    assert periods.financial_year(DAY(2026, 3, 31)) == "2025-26"
    assert periods.financial_year(DAY(2026, 4, 1)) == "2026-27"
