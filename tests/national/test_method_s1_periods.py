"""S1: the reporting period derived from a submission's events (docs/method/periods.md)."""

import datetime as dt

import pytest
from harness import Submission, run
from method_rows import COMMUNITY, event, request, service

RECEIVED = "2026-04-20 09:00:00"


def ended(day: str, times: int, kind: str = "Request", **more) -> list[dict]:
    """Records of different people that end on a day."""
    return [event(kind, day, day, person=f"{kind}{day}{at}", **more) for at in range(times)]


def derived(rows: list[dict], **more) -> tuple[str | None, str | None]:
    """First and last month of the derived period of a file without other rows."""
    (period,) = run(Submission(rows, covers=None, received=RECEIVED, **more)).table("submission_periods")
    days = period["Der_Reporting_Period_Start_Date"], period["Der_Reporting_Period_End_Date"]
    return tuple(day and f"{day:%Y-%m}" for day in days)


def test_the_stated_period_runs_from_the_first_stated_start_to_the_last_stated_end():
    stated = [("2025-04-01", "2025-09-30"), ("2025-07-01", "2026-03-31"), ("2025-04-01", "2025-09-30")]
    rows = [
        request("2025-05-01", reporting_period_start_date=start, reporting_period_end_date=end)
        for start, end in stated
    ]
    (period,) = run(Submission(rows, covers=None)).table("submission_periods")
    days = period["Reporting_Period_Start_Date"], period["Reporting_Period_End_Date"]
    assert days == (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    assert period["n_Reporting_Periods"] == 2


def test_events_that_end_in_the_month_of_receipt_do_not_count():
    assert derived(ended("2025-04-01", 5) + ended("2026-04-02", 5)) == ("2025-04", "2025-04")


def test_the_day_before_the_month_of_receipt_counts():
    assert derived(ended("2025-04-01", 5) + ended("2026-03-31", 5)) == ("2025-04", "2026-03")


def test_the_end_is_the_one_submitted_and_not_moved_by_a_death():
    rows = [event("Service", "2025-04-01", "2026-03-15", date_of_death="2025-06-01")]
    assert derived(rows) == ("2026-03", "2026-03")


def test_repeated_records_count_each_time():
    rows = ended("2025-04-10", 196) + 4 * ended("2026-03-10", 1)
    assert derived(rows) == ("2025-04", "2026-03")


def test_a_month_with_two_in_a_hundred_records_qualifies():
    assert derived(ended("2025-04-10", 98) + ended("2026-03-10", 2)) == ("2025-04", "2026-03")


def test_a_month_with_one_in_a_hundred_records_does_not():
    assert derived(ended("2025-04-10", 99) + ended("2026-03-10", 1)) == ("2025-04", "2025-04")


@pytest.mark.parametrize(("kinds", "last"), [(["Request", "Review"], "2026-03"), (["Request"], "2025-04")])
def test_a_month_may_have_one_type_of_event_fewer_than_the_best(kinds, last):
    rows = [row for kind in ("Request", "Review", "Service") for row in ended("2025-04-10", 30, kind)]
    rows += [row for kind in kinds for row in ended("2026-03-10", 20, kind)]
    assert derived(rows) == ("2025-04", last)


def test_the_best_is_the_best_month_and_not_the_whole_file():
    """Four types in the file, two in either month: each has as many as the best."""
    rows = [row for kind in ("Request", "Review") for row in ended("2025-04-10", 30, kind)]
    rows += [row for kind in ("Service", "Assessment") for row in ended("2026-03-10", 30, kind)]
    assert derived(rows) == ("2025-04", "2026-03")


def test_a_type_in_capitals_is_no_other_type():
    rows = [
        row for kind in ("Request", "REQUEST", "Service", "SERVICE") for row in ended("2025-04-10", 30, kind)
    ]
    assert derived(rows + ended("2026-03-10", 5)) == ("2025-04", "2026-03")


def test_each_unrecognised_type_is_one_more_type():
    """April has three types, two of them unknown words; March has one of them, two fewer."""
    rows = [row for kind in ("Request", "Visit", "Call") for row in ended("2025-04-10", 30, kind)]
    assert derived(rows + ended("2026-03-10", 10)) == ("2025-04", "2025-04")


def test_in_a_file_of_ninety_nine_records_every_month_qualifies_and_the_stated_period_plays_no_part():
    rows = ended("2025-04-10", 98, reporting_period_end_date="2025-12-31") + ended("2026-03-10", 1)
    assert derived(rows) == ("2025-04", "2026-03")


def test_a_hundred_records_are_those_with_an_end_in_time_and_not_the_rows_of_the_file():
    """260 rows, 60 of them ended before the month of receipt: with N = 60, one record makes a month qualify."""
    rows = ended("2025-04-10", 59) + ended("2026-03-10", 1) + ended("2026-04-02", 100)
    rows += [service(COMMUNITY, "2025-04-01", person=f"open{at}") for at in range(100)]
    assert derived(rows) == ("2025-04", "2026-03")


def test_months_between_the_first_and_the_last_are_not_looked_at():
    assert derived(ended("2025-04-10", 60) + ended("2025-12-10", 60)) == ("2025-04", "2025-12")


def test_a_file_of_open_services_has_no_period_and_is_never_selected():
    ran = run(Submission([service(COMMUNITY, "2025-04-01")], covers=None))
    (period,) = ran.table("submission_periods")
    assert period["Der_Reporting_Period_Start_Date"] is None
    assert period["Der_Reporting_Period_Length"] is None
    assert ran.table("joined_submissions") == [] and ran.table("single_submissions") == []
