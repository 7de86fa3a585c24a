"""The second derivation of the period that a submission covers (docs/method/versions.md), each rule at its boundary."""

import dataclasses
import datetime as dt

import duckdb
import pytest

from goldenthread import coverage
from goldenthread.coverage import Counted, Month
from goldenthread.periods import Period

RECEIVED = dt.datetime(2026, 4, 20, 9)
YEAR = [f"{2025 + (at > 8)}-{(at + 3) % 12 + 1:02}" for at in range(12)]  # April 2025 to March 2026


def counted(ends: dict[str, tuple[int, int, int]], open_services: int = 0, **more) -> Counted:
    """A file in which so many requests, assessments and services end in each month."""
    months = [Month(dt.date.fromisoformat(f"{name}-01"), sum(of), 3, of) for name, of in sorted(ends.items())]
    return Counted(months, **{"received_at": RECEIVED, "open_services": open_services, **more})


def covered(ends: dict[str, tuple[int, int, int]], **more) -> tuple[str, str] | None:
    """First and last month of its period."""
    found = counted(ends, **more).period("second")
    return found and (f"{found.start:%Y-%m}", f"{found.end:%Y-%m}")


def year(**changed: tuple[int, int, int]) -> dict[str, tuple[int, int, int]]:
    """Ten of each type in every month of the year, but for the months named, such as m2025_04."""
    return {name: (10, 10, 10) for name in YEAR} | {
        name[1:].replace("_", "-"): of for name, of in changed.items()
    }


def test_a_month_needs_ten_events_of_each_type():
    assert covered(year()) == ("2025-04", "2026-03")
    assert covered(year(m2026_03=(10, 10, 9))) == ("2025-04", "2026-02")
    assert covered(year(m2025_04=(9, 10, 10))) == ("2025-05", "2026-03")


def test_the_city_of_london_does_not_need_ten_but_a_month_without_any_is_complete_nowhere():
    few = {name: (1, 1, 1) for name in YEAR}
    assert covered(few) is None
    assert covered(few, la_code="714") == ("2025-04", "2026-03")
    assert covered(few | {"2026-03": (0, 1, 1)}, la_code="714") == ("2025-04", "2026-02")
    assert covered({name: (1, 1, 0) for name in YEAR}, la_code="714") is None


@pytest.mark.parametrize(("last", "end"), [(20, "2026-03"), (19, "2026-02")])
def test_a_month_needs_a_fifth_of_the_types_median_month(last, end):
    assert covered({name: (100, 100, 100) for name in YEAR} | {"2026-03": (last, 100, 100)}) == (
        "2025-04",
        end,
    )


def test_the_median_is_of_the_months_that_have_any():
    """Of 100, 100 and 10 it is 100, and 10 is not a fifth; with the empty months counted it would be nought."""
    ends = {name: (50, 50, 50) for name in YEAR}
    ends |= {name: (0, 50, 50) for name in YEAR[:9]} | {YEAR[9]: (100, 50, 50), YEAR[10]: (100, 50, 50)}
    assert covered(ends | {YEAR[11]: (10, 50, 50)}) == (YEAR[9], YEAR[10])
    assert covered(ends | {YEAR[11]: (20, 50, 50)}) == (YEAR[9], YEAR[11])


@pytest.mark.parametrize(("open_services", "period"), [(120, ("2025-04", "2026-03")), (119, None)])
def test_a_type_needs_a_twentieth_of_the_median_types_total_and_open_services_count_there(
    open_services, period
):
    ends = {name: (400, 400, 10) for name in YEAR}  # 4,800 is the median total; 120 services end
    assert covered(ends, open_services=open_services) == period


def test_a_single_month_between_two_complete_ones_is_let_pass_and_two_are_not():
    assert covered(year(m2025_08=(0, 10, 10))) == ("2025-04", "2026-03")
    assert covered(year(m2025_08=(0, 10, 10), m2025_09=(0, 10, 10))) == ("2025-10", "2026-03")


def test_gaps_of_two_types_side_by_side_are_let_pass_because_each_is_single():
    assert covered(year(m2025_08=(0, 10, 10), m2025_09=(10, 0, 10))) == ("2025-04", "2026-03")


def test_the_latest_run_is_taken_however_short():
    assert covered(year(m2026_01=(0, 10, 10), m2026_02=(0, 10, 10))) == ("2026-03", "2026-03")


def test_a_file_without_a_type_has_no_period_unless_its_services_are_open_and_then_no_month_is_complete():
    assert covered({name: (10, 10, 0) for name in YEAR}) is None
    assert covered({name: (10, 10, 0) for name in YEAR}, open_services=100) is None


def test_the_month_of_receipt_and_months_before_april_2020_are_not_looked_at():
    assert covered(year() | {"2026-04": (10, 10, 10)}) == ("2025-04", "2026-03")
    long_ago = {f"2020-{month:02}": (10, 10, 10) for month in range(1, 7)}
    assert covered(long_ago) == ("2020-04", "2020-06")
    assert covered({"2020-03": (10, 10, 10)}) is None
    assert covered({"2020-04": (10, 10, 10)}, received_at=dt.datetime(2020, 4, 30)) is None


def test_the_isles_of_scilly_have_the_period_that_they_state():
    stated = Period(dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    assert covered({}, la_code="906", stated=stated) == ("2025-04", "2026-03")
    assert covered(year(), la_code="906") is None


def test_reviews_and_unknown_types_count_for_nothing_and_capitals_make_no_difference(cld):
    sent = [
        "REQUEST",
        "Requests",
        "Assessment",
        "service",
        "Services",
        "Review",
        " Request",
        "Telephone",
        None,
    ]
    with duckdb.connect() as connection:
        connection.execute(
            "create table sent (load_id text, event_end_date date, event_type text, "
            "reporting_period_start_date date, reporting_period_end_date date)"
        )
        connection.executemany(
            "insert into sent values ('a', date '2025-05-31', ?, null, null)", [[kind] for kind in sent]
        )
        connection.execute("insert into sent select 'a', null, unnest(['SERVICE', 'Request']), null, null")
        facts = coverage.facts(connection, cld, "sent")
    assert Month.of(facts["a"]["months"][0]).of_types == (2, 1, 2)
    assert facts["a"]["open_services"] == 1


def test_what_was_counted_before_types_were_lacks_for_the_second_derivation_alone():
    old = dataclasses.replace(counted(year()), open_services=None)
    assert old.lacks("second") and not old.lacks("first") and not counted(year()).lacks("second")
