"""S3: which records have a place in the period, and where a death ends them (docs/method/events.md)."""

import pytest
from harness import run
from method_rows import COMMUNITY, event, request, review, service, year


def kept(*rows, **more) -> list[tuple[str, str | None]]:
    """Start and end of each joined event."""
    sql = "select started_on, ended_on from fct_national__events where table_name = 'joined' order by all"
    return [
        tuple(value and str(value) for value in row.values()) for row in run(year(*rows), **more).query(sql)
    ]


def test_a_death_between_start_and_end_ends_an_event():
    dies = {"date_of_death": "2025-09-01"}
    assert kept(service(COMMUNITY, "2025-05-01", "2025-12-01", **dies)) == [("2025-05-01", "2025-09-01")]


@pytest.mark.parametrize("dies", ["2025-05-01", "2025-12-01"])
def test_a_death_on_the_first_or_last_day_counts_as_between(dies):
    assert kept(service(COMMUNITY, "2025-05-01", "2025-12-01", date_of_death=dies)) == [("2025-05-01", dies)]


def test_a_death_ends_an_open_event():
    assert kept(service(COMMUNITY, "2025-05-01", date_of_death="2025-09-01")) == [
        ("2025-05-01", "2025-09-01")
    ]


def test_a_death_on_the_first_day_leaves_an_open_event_open():
    assert kept(service(COMMUNITY, "2025-05-01", date_of_death="2025-05-01")) == [("2025-05-01", None)]


def test_only_the_death_on_the_record_itself_moves_its_end():
    rows = [service(COMMUNITY, "2025-05-01"), request("2025-06-01", date_of_death="2025-09-01")]
    assert ("2025-05-01", None) in kept(*rows)


@pytest.mark.parametrize(
    ("end", "is_kept"),
    [("2025-03-31", False), ("2025-04-01", True), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_what_is_no_service_has_its_place_where_it_ends(end, is_kept):
    assert bool(kept(request("2025-03-01", end))) is is_kept


def test_an_open_event_that_is_no_service_is_left_out():
    assert kept(event("Review", "2025-05-01")) == []


@pytest.mark.parametrize(("end", "is_kept"), [("2025-03-31", False), ("2025-04-01", True), (None, True)])
def test_a_service_has_its_place_while_it_goes_on(end, is_kept):
    assert bool(kept(service(COMMUNITY, "2020-01-01", end))) is is_kept


@pytest.mark.parametrize(("start", "is_kept"), [("2026-03-31", True), ("2026-04-01", False)])
def test_nothing_that_starts_after_the_period_is_kept(start, is_kept):
    assert bool(kept(service(COMMUNITY, start))) is is_kept


def test_a_death_decides_where_an_event_has_its_place():
    """The review was to end after the period, and the death ended it within."""
    row = review("2026-03-01", "2026-04-10", date_of_death="2026-03-20")
    assert kept(row) == [("2026-03-01", "2026-03-20")]


def test_a_record_without_a_type_is_left_out():
    assert (
        kept(event(None, "2025-05-01", "2025-05-02", client_type="Unpaid carer known by association")) == []
    )


def test_a_record_of_an_unknown_type_is_treated_as_no_service():
    assert kept(event("Visit", "2025-05-01", "2025-05-02")) == [("2025-05-01", "2025-05-02")]
    assert kept(event("Visit", "2025-05-01")) == []


def test_a_type_that_contains_service_is_treated_as_a_service():
    assert kept(event("Services", "2020-01-01")) == [("2020-01-01", None)]


def test_a_record_without_a_start_is_left_out():
    assert kept(service(COMMUNITY, None), service(COMMUNITY, None, "2025-06-01")) == []


def test_an_end_before_the_start_is_kept_here():
    assert kept(request("2025-06-01", "2025-05-01")) == [("2025-06-01", "2025-05-01")]


def test_nothing_is_kept_of_somebody_who_died_before_the_period():
    """Also not the service that a death on its first day left open."""
    assert kept(service(COMMUNITY, "2025-01-01", "2025-06-01", date_of_death="2025-03-31")) == []
    assert kept(service(COMMUNITY, "2025-01-01", date_of_death="2025-01-01")) == []


def test_an_open_service_ended_by_a_death_on_the_first_day_of_the_period_is_kept():
    assert kept(service(COMMUNITY, "2025-01-01", date_of_death="2025-04-01")) == [
        ("2025-01-01", "2025-04-01")
    ]


def test_an_event_that_starts_after_the_death_is_left_out():
    assert kept(service(COMMUNITY, "2025-06-02", date_of_death="2025-06-01")) == []


def test_a_death_after_the_period_changes_nothing_but_an_open_end():
    assert kept(service(COMMUNITY, "2025-06-01", date_of_death="2026-05-01")) == [
        ("2025-06-01", "2026-05-01")
    ]
