"""S8: ASCOF 2B and 2C, new admissions to care homes (docs/method/ascof-2b-2c.md)."""

import pytest
from harness import Submission, run
from method_rows import COMMUNITY, NURSING, RESIDENTIAL, SELF_FUNDED, earlier, request, service, year

LONG_TERM = "Long term residential care"
RESIDENTS = [("990", "18 to 64", 1000), ("990", "65 and above", 2000)]


def stay(start, end=None, kind=RESIDENTIAL, component=LONG_TERM, **more):
    return service(kind, start, end, service_component=component, **more)


def admitted(*rows, before=()) -> tuple[int, int]:
    """People newly admitted, of 18 to 64 and of 65 and above."""
    files = ([earlier(*before)] if before else []) + [year(*rows)]
    found = {row["Measure"]: row["Numerator"] for row in run(*files, residents=RESIDENTS).table("ascof")}
    return found["ASCOF 2B"], found["ASCOF 2C"]


def test_a_stay_in_a_care_home_begun_in_the_period_is_an_admission():
    assert admitted(
        stay("2025-05-01"), stay("2025-05-01", kind=NURSING, component="Long term nursing care", person="B")
    ) == (0, 2)


@pytest.mark.parametrize(("start", "people"), [("2025-03-31", 0), ("2025-04-01", 1), ("2026-03-31", 1)])
def test_the_first_and_the_last_day_of_the_period_count(start, people):
    assert admitted(stay(start)) == (0, people)


def test_community_services_are_no_admission():
    assert admitted(stay("2025-05-01", kind=COMMUNITY)) == (0, 0)


def test_only_service_users_are_admitted():
    assert admitted(stay("2025-05-01", client_type="Unpaid carer")) == (0, 0)


def test_only_what_is_called_service_is_an_admission():
    assert admitted(stay("2025-05-01") | {"event_type": "Services"}) == (0, 0)


def test_a_blank_component_leaves_a_stay_out():
    assert admitted(stay("2025-05-01", component=None)) == (0, 0)


@pytest.mark.parametrize("component", ["Short term residential care", "Meals", "Something residential"])
def test_a_short_or_another_or_an_invalid_component_leaves_a_stay_out(component):
    assert admitted(stay("2025-05-01", component=component)) == (0, 0)


def test_without_a_date_of_birth_nobody_is_counted():
    assert admitted(stay("2025-05-01", date_of_birth=None)) == (0, 0)


def test_who_died_before_the_period_is_not_counted():
    """Told by another record; the stay's own says nothing of a death."""
    dead = [request("2024-05-01", date_of_death="2025-03-31")]
    assert admitted(stay("2025-05-01"), before=dead) == (0, 0)


def test_an_end_before_the_start_is_no_reason_to_leave_a_stay_out():
    assert admitted(stay("2025-05-01", "2025-04-10")) == (0, 1)


def test_a_self_funded_stay_is_no_admission_and_one_without_an_outcome_is():
    assert admitted(stay("2025-05-01", event_outcome=SELF_FUNDED)) == (0, 0)
    assert admitted(stay("2025-05-01", event_outcome=None)) == (0, 1)


@pytest.mark.parametrize(("ended", "people"), [("2025-03-31", 0), ("2025-03-30", 1)])
def test_a_stay_that_ended_364_days_before_makes_an_admission_an_old_one(ended, people):
    assert admitted(stay("2026-03-30"), before=[stay("2025-01-01", ended)]) == (0, people)


def test_a_self_funded_stay_counts_as_an_earlier_one():
    assert admitted(stay("2025-05-01"), stay("2025-04-10", "2025-04-30", event_outcome=SELF_FUNDED)) == (0, 0)


def test_two_stays_of_one_day_do_not_make_each_other_old():
    assert admitted(
        stay("2025-05-01"), stay("2025-05-01", kind=NURSING, component="Long term nursing care")
    ) == (0, 1)


def test_people_are_counted_and_not_admissions():
    assert admitted(stay("2025-05-01", "2025-05-10"), stay("2025-06-01")) == (0, 1)


@pytest.mark.parametrize(("born", "cell"), [("2007-06-01", (0, 0)), ("1990-01-01", (1, 0))])
def test_children_are_not_counted(born, cell):
    assert admitted(stay("2025-05-01", date_of_birth=born)) == cell


def test_the_age_is_that_at_admission():
    """64 when admitted, 65 at the end of the period."""
    assert admitted(stay("2025-05-01", date_of_birth="1960-09-01")) == (1, 0)


def test_who_is_new_in_both_bands_counts_in_the_younger():
    """Only an end before the start can leave a year between two admissions of one period."""
    born = {"date_of_birth": "1960-09-01"}
    first = Submission(
        [stay("2025-04-01", "2025-03-30", **born)],
        received="2025-07-20 09:00:00",
        covers=("2024-07-01", "2025-06-30"),
    )
    second = Submission([stay("2026-03-31", **born)], covers=("2025-07-01", "2026-03-31"))
    found = run(first, second, residents=RESIDENTS).table("ascof")
    numerators = {row["Measure"]: row["Numerator"] for row in found}
    assert (numerators["ASCOF 2B"], numerators["ASCOF 2C"]) == (1, 0)


def test_the_rate_is_per_hundred_thousand_residents():
    rows = run(year(stay("2025-05-01")), residents=[("990", "65 and above", 16_000)]).table("ascof")
    (rate,) = [row for row in rows if row["Measure"] == "ASCOF 2C"]
    assert (rate["Numerator"], rate["Denominator"], rate["Outcome"]) == (1, 16_000, 6.3)


def test_a_council_without_residents_has_no_rate_and_one_without_admissions_a_rate_of_nought():
    assert not [
        row
        for row in run(year(stay("2025-05-01"))).table("ascof")
        if row["Measure"] in ("ASCOF 2B", "ASCOF 2C")
    ]
    rows = run(year(request("2025-05-01")), residents=RESIDENTS).table("ascof")
    assert [row["Outcome"] for row in rows if row["Measure"] in ("ASCOF 2B", "ASCOF 2C")] == [0, 0]
