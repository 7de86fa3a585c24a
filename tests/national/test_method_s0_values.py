"""S0: how texts and days compare, ages, rounding, medians (docs/method/values.md)."""

from decimal import Decimal

import pytest
from harness import person_key, run
from method_rows import (
    COMMUNITY,
    PLANNING,
    RESIDENTIAL,
    assessment,
    earlier,
    request,
    service,
    st_max,
    year,
)  # fmt: skip


def events(ran, kind="Service"):
    rows = [row for row in ran.table("main_tables") if row["Table"] == "joined" and row["Event_Type"] == kind]
    return rows[0]["events"] if rows else 0


def test_texts_that_differ_in_case_alone_are_equal():
    rows = [service(COMMUNITY, "2025-05-01"), service(COMMUNITY.upper(), "2025-05-01")]
    assert events(run(year(*rows))) == 1


def test_a_leading_blank_makes_another_text():
    rows = [request("2025-05-01", request_route_of_access=route) for route in ("Prison", " Prison")]
    assert events(run(year(*rows)), "Request") == 2


def test_the_text_null_is_a_value_also_as_an_identifier():
    assert events(run(year(service(COMMUNITY, "2025-05-01", person="NULL")))) == 1


@pytest.mark.parametrize(
    ("birth", "admitted", "measure"),
    [("1961-01-15", "2026-01-01", "ASCOF 2B"), ("1960-05-31", "2025-05-02", "ASCOF 2C")],
    ids=["on the anniversary the result is one year low", "the first of the birth month counts"],
)
def test_ages_are_days_since_the_first_of_the_birth_month_over_365_25(birth, admitted, measure):
    """65 on 1 January 2026 by the calendar: 23741 days / 365.25 = 64.99. Born 31 May 1960: 65 on 2 May."""
    row = service(RESIDENTIAL, admitted, date_of_birth=birth, service_component="Long term residential care")
    ran = run(year(row), residents=[("990", "18 to 64", 1000), ("990", "65 and above", 1000)])
    counted = {row["Measure"]: row["Numerator"] for row in ran.table("ascof") if row["Denominator"] == 1000}
    assert counted == {"ASCOF 2B": 0, "ASCOF 2C": 0} | {measure: 1}


def test_the_age_at_the_start_of_an_event_comes_from_the_full_date_of_birth():
    """Born 20 May 2000: on 10 May 2025 still 24 by the day, 25 already by the month. Requests begin at 25."""
    rows = [
        request("2025-05-10", date_of_birth="2000-05-20", event_outcome=PLANNING, person="young"),
        assessment("2025-05-12", date_of_birth="2000-05-20", person="young"),
        request("2025-05-10", date_of_birth="2000-05-01", event_outcome=PLANNING, person="old"),
        assessment("2025-05-12", date_of_birth="2000-05-01", person="old"),
    ]
    assert run(year(*rows)).table("people")[0]["Waiting_Person_Rows"] == 1


@pytest.mark.parametrize(("birth", "requests"), [("2000-05-11", 0), ("2000-05-10", 1)])
def test_that_age_too_is_days_over_365_25(birth, requests):
    """25 years and 7 leap days from 10 May 2000 are 9131 days = 24.9993 years; a day more is 25.002."""
    rows = [request("2025-05-11", date_of_birth=birth, event_outcome=PLANNING)]
    found = run(year(*rows)).query("select count(*) as n from int_national__wait_timeline")
    assert found == [{"n": requests}]


@pytest.mark.parametrize(("birth", "band"), [("2026-01-01", "Unknown"), ("2024-01-01", "Under 18")])
def test_in_person_details_an_age_of_nought_is_no_age(birth, band):
    ran = run(year(request("2026-02-01", date_of_birth=birth)))
    assert ran.query("select age_band_at_period_end as band from fct_national__people") == [{"band": band}]


def test_a_share_is_rounded_half_up_to_one_decimal():
    """1 of 16 is 6.25%: 6.3, and not 6.2 as banker's rounding has it."""
    rows = [
        service(COMMUNITY, "2025-05-01", person=f"P{at}", service_component="" if at else "Direct payment")
        for at in range(16)
    ]
    shares = {
        row["Outcome"] for row in run(year(*rows)).table("ascof") if row["Measure"] == "ASCOF 3D (Clients)"
    }
    assert shares == {6.3}


def test_the_shares_of_2d_are_rounded_half_up_to_two_decimals():
    """2 of 3 is 66.67%."""
    people = [f"999000000{at}" for at in range(3)]
    rows = [st_max("2025-06-10", "2025-07-01", nhs_number=number, person=number) for number in people]
    rows[0]["date_of_death"] = "2025-07-20"
    stays = [
        {"patient": number, "admitted_on": "2025-06-01", "discharged_on": "2025-06-09"} for number in people
    ]
    (total, *_) = [
        row
        for row in run(year(*rows), hospital=stays).table("ascof_2d_part1")
        if row["Client_Type"] == "Total"
    ]
    assert (total["Numerator"], total["Denominator"]) == (2, 3)
    assert Decimal(str(total["Outcome_Percent"])) == Decimal("66.67")


def test_the_median_of_two_waits_lies_between_them():
    rows = [request("2025-05-01", event_outcome=PLANNING, person=who) for who in ("A", "B")]
    rows += [assessment("2025-05-02", person="A"), assessment("2025-05-05", person="B")]
    (wait,) = run(year(*rows)).table("waiting_times")
    assert (wait["Median_Waiting_Time"], wait["Number_Of_Waiting_Times_Identified"]) == (2.5, 2)


def test_the_length_of_a_period_leaves_its_first_day_out():
    """1 April to 31 March are 364 days: 12 months of 30.436875 days."""
    (period,) = run(year()).table("submission_periods")
    assert (period["Reporting_Period_Length"], period["Der_Reporting_Period_Length"]) == (12, 12)


def test_a_person_is_the_same_in_both_submissions():
    ran = run(earlier(request("2024-05-01")), year(request("2025-05-01")))
    assert ran.query("select distinct person_key from fct_national__people") == [
        {"person_key": person_key("P1")}
    ]
