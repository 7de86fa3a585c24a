"""S10: ASCOF 2E, people with long term support who live at home (docs/method/ascof-2e.md)."""

import pytest
from harness import run
from method_rows import COMMUNITY, LOW_LEVEL, NURSING, RESIDENTIAL, earlier, request, service, year

HOME = "Tenant: Private landlord"
YOUNG = {"date_of_birth": "1990-01-01"}


def at_home(*rows, before=(), measure="ASCOF 2E", part="65+", group="Total") -> tuple[int, int] | None:
    """Numerator and denominator; None when the table has no such row."""
    files = ([earlier(*before)] if before else []) + [year(*rows)]
    found = [
        (row["Numerator"], row["Denominator"])
        for row in run(*files).table("ascof")
        if (row["Measure"], row["Part"], row["Group"]) == (measure, part, group)
    ]
    return found[0] if found else None


def support(start="2025-05-01", end=None, kind=COMMUNITY, **more):
    return service(kind, start, end, **{"accommodation_status": HOME, **more})


def test_settled_accommodation_is_at_home():
    assert at_home(support()) == (1, 1)
    assert at_home(support(accommodation_status="Refuge")) == (0, 1)


@pytest.mark.parametrize(("end", "cell"), [("2025-03-31", None), ("2025-04-01", (1, 1))])
def test_support_at_any_time_in_the_year_counts(end, cell):
    """The earlier file tells of a service that ended on the last day before the year; this year's of one a day after."""
    row = support("2024-05-01", end)
    assert (at_home(request("2025-06-01"), before=[row]) if cell is None else at_home(row)) == cell


def test_support_that_ended_long_before_the_end_of_the_year_counts():
    assert at_home(support("2025-04-02", "2025-04-03")) == (1, 1)


def test_an_end_before_the_start_is_no_support():
    assert at_home(support("2025-06-01", "2025-05-01")) is None


def test_only_long_term_services_of_service_users_count():
    assert at_home(support(kind=LOW_LEVEL)) is None
    assert at_home(support(client_type="Unpaid carer")) is None
    assert at_home(support() | {"event_type": "Services"}) is None


def test_who_died_before_the_year_is_left_out():
    dead = request("2024-05-01", date_of_death="2025-03-31")
    assert at_home(support(), before=[dead]) is None


def test_the_accommodation_is_the_latest_known_and_not_that_of_the_service():
    assert at_home(support(end="2025-06-01"), request("2025-09-01", accommodation_status="Refuge")) == (0, 1)


def test_presumed_at_home_is_settled():
    row = support(accommodation_status=None, service_component="Home support or domiciliary care")
    assert at_home(row) == (1, 1)


def test_presumed_in_the_community_and_unknown_are_not_settled_and_stay_in_the_denominator():
    assert at_home(support(accommodation_status=None)) == (0, 1)
    assert at_home(support(accommodation_status=None), service(LOW_LEVEL, "2025-05-01", "2026-06-01"),
                   support("2025-05-01", "2025-06-01", accommodation_status=None)) == (0, 1)  # fmt: skip


@pytest.mark.parametrize(
    ("end", "born", "part"),
    [
        ("2025-06-01", "1960-09-01", "18-64"),
        (None, "1960-09-01", "65+"),
        ("2026-09-01", "1961-06-01", "18-64"),
    ],
    ids=["at the end of support", "at the end of the year", "and no later"],
)
def test_the_age_is_that_at_the_end_of_support_capped_by_the_year(end, born, part):
    parts = {name: at_home(support(end=end, date_of_birth=born), part=name) for name in ("18-64", "65+")}
    assert parts == {"18-64": (0, 0), "65+": (0, 0)} | {part: (1, 1)}


def test_the_latest_end_of_several_services_decides():
    rows = [support("2025-04-02", "2025-05-01"), support("2025-05-01", "2025-12-01", kind=NURSING)]
    rows = [{**row, "date_of_birth": "1960-09-01"} for row in rows]
    assert at_home(*rows, part="65+") == (1, 1)


def test_children_and_unknown_ages_are_in_no_band():
    assert at_home(support(date_of_birth="2010-01-01")) is None
    assert at_home(support(date_of_birth=None), support(person="B")) == (1, 1)


def test_other_and_unknown_sexes_are_in_the_total_alone():
    rows = [support(gender="Other"), support(gender="Male", person="B")]
    assert at_home(*rows) == (2, 2)
    assert at_home(*rows, group="Male") == (1, 1)
    assert at_home(*rows, group="Other") is None and at_home(*rows, group="Female") is None


LEARNING = {"primary_support_reason": "Learning disability support"}


def test_learning_disability_is_the_latest_known_reason_and_of_18_to_64():
    where = {"measure": "ASCOF 2E LD", "part": "18-64"}
    assert at_home(support(**YOUNG, **LEARNING), **where) == (1, 1)
    assert at_home(support(**LEARNING), **where) is None, "65 and over"
    changed = request("2025-09-01", primary_support_reason="Mental health support", **YOUNG)
    assert at_home(support(end="2025-06-01", **YOUNG, **LEARNING), changed, **where) is None
    assert at_home(support(**LEARNING, date_of_birth=None), **where) is None


def test_people_are_counted_and_not_services():
    assert at_home(support(), support(kind=RESIDENTIAL)) == (1, 1)


def test_a_cell_with_nobody_settled_and_a_cell_with_nobody_are_both_nought():
    rows = run(year(support(accommodation_status="Refuge"))).table("ascof")
    assert {row["Outcome"] for row in rows if row["Measure"] == "ASCOF 2E"} == {0}


def unclassified(*rows, measure="ASCOF 2E") -> int:
    return next(
        row["Count"] for row in run(year(*rows)).table("ascof_unclassified") if row["Measure"] == measure
    )


def test_presumed_at_home_is_told_as_unknown_as_well():
    row = support(accommodation_status=None, service_component="Home support or domiciliary care")
    assert unclassified(row) == 1
    assert unclassified(support()) == 0


def test_unknown_accommodation_is_told_also_of_unknown_ages():
    assert unclassified(support(accommodation_status=None, date_of_birth=None)) == 1
