"""The period that the national method derives for a submission (method, section 1), each rule at its boundary."""

import datetime as dt

import duckdb
import pytest

from goldenthread import coverage, periods
from goldenthread.coverage import Month
from goldenthread.periods import Period

RECEIVED = dt.datetime(2026, 4, 2, 9)


def month(start: str, records: int, kinds: int = 1) -> Month:
    return Month(dt.date.fromisoformat(start), records, kinds)


def derived(*months: Month, at: dt.datetime = RECEIVED) -> tuple[str, str] | None:
    found = coverage.derived(list(months), at)
    return found and (found.start.isoformat(), found.end.isoformat())


def test_two_in_a_hundred_records_make_a_month_qualify_and_fewer_do_not():
    found = derived(month("2026-01-01", 2), month("2026-02-01", 97), month("2026-03-01", 1))
    assert found == ("2026-01-01", "2026-02-28")


def test_two_percent_is_exact_and_not_of_rounded_shares():
    assert derived(month("2025-01-01", 3), month("2026-02-01", 148)) == ("2026-02-01", "2026-02-28")  # 1.99%
    assert derived(month("2025-01-01", 3), month("2026-02-01", 147)) == ("2025-01-01", "2026-02-28")  # 2.00%


@pytest.mark.parametrize(("others", "start"), [(98, "2025-05-01"), (99, "2026-02-01")])
def test_in_a_file_of_fewer_than_a_hundred_dated_records_every_month_qualifies(others, start):
    assert derived(month("2025-05-01", 1), month("2026-02-01", others)) == (start, "2026-02-28")


def test_a_month_may_have_one_kind_of_event_fewer_than_the_best_month():
    months = month("2026-01-01", 99, 2), month("2026-02-01", 99, 3), month("2026-03-01", 99, 1)
    assert derived(*months) == ("2026-01-01", "2026-02-28")


def test_months_from_that_of_receipt_on_are_not_looked_at_and_weigh_nothing():
    late = month("2026-04-01", 1_000_000, 9)
    assert derived(month("2026-03-01", 2), month("2026-02-01", 98), late) == ("2026-02-01", "2026-03-31")
    assert derived(late) is None
    assert derived(late, at=dt.datetime(2026, 5, 1)) == ("2026-04-01", "2026-04-30")


def test_months_between_the_first_and_the_last_that_qualify_need_not():
    assert derived(month("2025-05-01", 500), month("2026-02-01", 500)) == ("2025-05-01", "2026-02-28")


def test_without_a_month_there_is_no_period():
    assert derived() is None


def test_ends_are_counted_as_submitted_by_month_and_kinds_without_regard_to_capitals(cld):
    rows = [
        ("a", dt.date(2025, 5, 1), dt.date(2025, 4, 2), "Review"),  # a death before the end moves it not
        ("a", dt.date(2025, 5, 31), None, "REVIEW"),
        ("a", dt.date(2025, 5, 31), None, None),
        ("a", None, None, "Service"),  # open: in no month
        ("b", dt.date(2024, 2, 29), None, "Meeting"),
    ]
    with duckdb.connect() as connection:
        connection.execute(
            "create table sent (load_id text, event_end_date date, date_of_death date, event_type text, "
            "reporting_period_start_date date, reporting_period_end_date date)"
        )
        connection.executemany("insert into sent values (?, ?, ?, ?, null, null)", rows)
        found = coverage.months(connection, cld, "sent")
        connection.execute(
            "update sent set reporting_period_start_date = date '2025-04-01' where load_id = 'a' and event_type = 'Review'"
        )
        facts = coverage.facts(connection, cld, "sent")
    assert [(each.start.isoformat(), each.records, each.kinds) for each in found["a"]] == [
        ("2025-05-01", 3, 1)
    ]
    assert [(each.start.isoformat(), each.records, each.kinds) for each in found["b"]] == [
        ("2024-02-01", 1, 1)
    ]
    assert [Month.of(each) for each in facts["a"]["months"]] == found["a"]
    assert (facts["a"]["open_services"], facts["b"]["open_services"]) == (1, 0)
    assert facts["a"]["stated"] == [2, "2025-04-01", None], "none stated is a pair too"
    assert facts["b"]["stated"] == [1, None, None]


@pytest.mark.parametrize(
    ("start", "end", "names"),
    [
        ("2025-04-01", "2025-09-30", ["2025-26Q1", "2025-26Q2"]),
        ("2025-05-01", "2025-09-30", ["2025-26Q2"]),
        ("2025-04-01", "2025-08-31", ["2025-26Q1"]),
        ("2025-05-01", "2025-06-30", []),
    ],
)
def test_a_quarter_is_taken_only_when_it_is_covered_whole(start, end, names):
    covered = Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    assert [quarter.name for quarter in periods.quarters(covered)] == names
