"""S7: ASCOF 2A, what came of reablement (docs/method/ascof-2a.md)."""

import pytest
from harness import run
from method_rows import (
    ADVICE,
    ASSESSMENT,
    COMMUNITY,
    ENDED,
    FOR_CARED_FOR,
    HOSPITAL,
    LOW_LEVEL,
    NURSING,
    OTHER_SHORT,
    PLANNING,
    PRISON,
    RESIDENTIAL,
    SELF_FUNDED,
    assessment,
    earlier,
    request,
    review,
    service,
    st_max,
    year,
)  # fmt: skip

MOVED = "NFA: Responsibility moved to another local authority"
OTHER = "NFA: Other"
INVALID = "Invalid and not mapped"
FIRST, LAST = "2025-06-01", "2025-07-01"  # of the episode that most tests are about


def episode(outcome=ENDED, **more):
    return st_max(FIRST, LAST, event_outcome=outcome, **more)


def found(*rows, before=(), **more) -> list[tuple[str, str]]:
    """Sequel type and final outcome of each episode that counts."""
    files = ([earlier(*before)] if before else []) + [year(*rows)]
    told = run(*files, **more).table("ascof_2a_sequels")
    return [(row["Sequel_Type"], row["Final_Outcome"]) for row in told for _ in range(row["ST_Max_Count"])]


def counts(*rows) -> dict[str, tuple[int, int]]:
    """Group to numerator and denominator."""
    rows = [row for row in run(year(*rows)).table("ascof") if row["Measure"] == "ASCOF 2A"]
    return {row["Group"]: (row["Numerator"], row["Denominator"]) for row in rows}


# Episodes


def test_every_component_of_st_max_makes_an_episode():
    assert found(st_max(FIRST, LAST, service_component="Meals", event_outcome=ENDED)) == [("4a", ENDED)]


def test_only_what_is_called_service_makes_an_episode():
    assert found(episode() | {"event_type": "Services"}) == []


def test_only_service_users_have_episodes():
    assert found(episode(client_type="Unpaid carer")) == []


def test_an_end_before_the_start_makes_no_episode():
    assert found(st_max("2025-07-01", "2025-06-01", event_outcome=ENDED)) == []


@pytest.mark.parametrize(("start", "episodes"), [("2025-07-08", 1), ("2025-07-09", 2)])
def test_a_gap_of_seven_days_joins_and_one_of_eight_parts(start, episodes):
    assert len(found(episode(), st_max(start, "2025-08-01", event_outcome=ENDED))) == episodes


def test_the_gap_is_counted_from_the_latest_end_so_far():
    """A short service inside a long one does not open a gap."""
    rows = [
        st_max(FIRST, "2025-09-01"),
        st_max("2025-06-05", "2025-06-10"),
        st_max("2025-09-05", "2025-10-01"),
    ]
    assert len(found(*rows)) == 1


def test_an_open_st_max_takes_in_all_that_follows_and_has_not_ended():
    assert found(st_max(FIRST, event_outcome=ENDED), st_max("2025-12-01", "2025-12-10")) == []


@pytest.mark.parametrize(("end", "number"), [("2025-04-01", 1), ("2026-03-31", 1), ("2026-04-01", 0)])
def test_an_episode_counts_in_the_period_in_which_it_ends(end, number):
    assert len(found(st_max("2025-02-20", end, event_outcome=ENDED))) == number


def test_the_outcome_is_that_of_the_service_that_ends_last():
    rows = [
        st_max(FIRST, "2025-07-10", event_outcome=MOVED),
        st_max("2025-06-15", "2025-06-20", event_outcome=OTHER),
    ]
    assert found(*rows) == [("4a", MOVED)]


def test_of_services_that_end_together_the_outcome_that_says_most_counts():
    rows = [st_max(FIRST, LAST, event_outcome=OTHER), st_max("2025-06-15", LAST, event_outcome=MOVED)]
    assert found(*rows) == [("4a", MOVED)]


@pytest.mark.parametrize("outcomes", [(None, "Went well"), ("Went well", None)])
def test_a_blank_outcome_is_an_invalid_one(outcomes):
    assert found(episode(outcomes[0])) == [("6", INVALID)]


# Who counts


@pytest.mark.parametrize(("born", "number"), [("2007-08-01", 0), ("2007-07-01", 1), (None, 1)])
def test_children_do_not_count_and_people_of_unknown_age_do(born, number):
    """18 on 1 July 2025, by days over 365.25, is who was born in July 2007 or before."""
    assert len(found(episode(date_of_birth=born))) == number


def test_unknown_ages_are_in_the_total_alone():
    rows = [episode(person="A", date_of_birth=None), episode(person="B", date_of_birth="1990-01-01")]
    assert counts(*rows) == {"18 to 64": (1, 1), "65 and above": (0, 0), "Total": (2, 2)}


def test_episodes_are_counted_and_not_people():
    assert counts(episode(), st_max("2025-10-01", "2025-11-01", event_outcome=ENDED))["Total"] == (2, 2)


def test_who_had_died_before_the_episode_has_none():
    """The death stands on another record; the episode's own record is not moved by it."""
    dead = request("2025-04-10", "2025-05-10", date_of_death="2025-05-31")
    assert found(episode(), dead) == []
    assert found(episode(), dead | {"date_of_death": FIRST}) == [("1", "NFA: Deceased")]


@pytest.mark.parametrize(("end", "number"), [("2025-03-02", 1), ("2025-03-03", 0), (None, 0)])
def test_long_term_support_in_the_ninety_days_before_makes_an_existing_client(end, number):
    """91 days before 1 June is 2 March."""
    assert len(found(episode(), before=[service(COMMUNITY, "2025-01-01", end)])) == number or end is None
    if end is None:
        assert found(episode(), service(COMMUNITY, "2025-01-01")) == []


def test_long_term_support_that_starts_with_the_episode_does_not():
    assert found(episode(), service(COMMUNITY, FIRST, "2025-06-20")) == [("4a", ENDED)]


@pytest.mark.parametrize(("kind", "number"), [(PRISON, 0), (LOW_LEVEL, 1), (OTHER_SHORT, 1)])
def test_only_long_term_support_makes_an_existing_client(kind, number):
    assert len(found(episode(), service(kind, "2025-04-01", "2025-05-30"))) == number


def test_the_type_of_the_event_does_not_matter_there():
    row = service(COMMUNITY, "2025-05-01", "2025-05-20") | {"event_type": "Services"}
    assert found(episode(), row) == []


# Step 1 and 2: death, hospital


@pytest.mark.parametrize(("dies", "step"), [("2025-07-08", "1"), ("2025-07-09", "4a"), ("2025-06-15", "1")])
def test_a_death_up_to_seven_days_after_the_end_is_the_sequel(dies, step):
    row = request("2025-04-10", "2025-05-01", date_of_death=dies)
    ((found_step, _),) = found(episode(), row)
    assert found_step == step


def test_death_comes_before_hospital_and_hospital_before_services():
    home = service(NURSING, LAST, "2025-12-01")
    assert found(episode(HOSPITAL), home) == [("2", HOSPITAL)]
    assert found(episode(HOSPITAL), home, request("2025-04-10", "2025-05-01", date_of_death=LAST)) == [
        ("1", "NFA: Deceased")
    ]


# Step 3: services in the window


@pytest.mark.parametrize(
    ("start", "end", "step"),
    [
        (FIRST, "2025-07-02", "3"), ("2025-07-08", None, "3"), ("2025-07-09", None, "4a"),
        (FIRST, LAST, "4a"), ("2025-07-01", "2025-07-01", "4a"),
    ],
    ids=["begun with it, ended a day after", "begun seven days after", "eight days after", "ended with it", "that day"],
)  # fmt: skip
def test_a_service_that_outlasts_the_episode_and_begins_by_seven_days_after_is_the_sequel(start, end, step):
    ((found_step, _),) = found(episode(), service(COMMUNITY, start, end))
    assert found_step == step


def test_a_service_begun_before_the_episode_is_no_sequel():
    assert found(episode(), service(LOW_LEVEL, "2025-05-31", "2025-12-01")) == [("4a", ENDED)]


def test_of_services_in_the_window_the_most_intensive_is_the_sequel_whatever_came_first():
    rows = [service(LOW_LEVEL, "2025-07-02", "2025-12-01"), service(RESIDENTIAL, "2025-07-08", "2025-08-01")]
    assert found(episode(), *rows) == [("3", RESIDENTIAL)]


def test_other_short_term_support_in_a_care_home_has_an_outcome_of_its_own():
    stay = service(OTHER_SHORT, "2025-07-02", "2025-08-01", service_component="Short term nursing care")
    assert found(episode(), stay) == [("3", "Short term support: Residential or Nursing care")]
    assert found(episode(), stay | {"service_component": "Meals"}) == [("3", OTHER_SHORT)]


def test_and_comes_before_other_short_term_support():
    rows = [service(OTHER_SHORT, "2025-07-02", "2025-08-01", service_component=what)
            for what in ("Meals", "Short term residential care")]  # fmt: skip
    assert found(episode(), *rows) == [("3", "Short term support: Residential or Nursing care")]


def test_st_max_of_the_episode_is_no_event_around_it():
    """Equipment as a component would otherwise be the episode's own sequel."""
    assert found(episode(PLANNING, service_component="Equipment")) == [("6", PLANNING)]


# Step 4: outcomes


def test_without_anything_in_the_window_the_episodes_own_usable_outcome_counts():
    assert found(episode(MOVED)) == [("4a", MOVED)]


@pytest.mark.parametrize("outcome", [PLANNING, "Went well"])
def test_an_outcome_that_leads_on_and_an_invalid_one_are_not_usable(outcome):
    ((step, _),) = found(episode(outcome))
    assert step == "6"


def test_the_best_outcome_of_the_window_counts_beside_the_own():
    assert found(episode(OTHER), request("2025-07-05", event_outcome=MOVED)) == [("4b", MOVED)]
    assert found(episode(MOVED), request("2025-07-05", event_outcome=OTHER)) == [("4a", MOVED)]


def test_of_equal_outcomes_the_episodes_own_is_named():
    assert found(episode(OTHER), request("2025-07-05", event_outcome=OTHER)) == [("4a", OTHER)]


def test_support_ended_as_planned_in_the_window_says_nothing():
    assert found(episode(PLANNING), request("2025-07-05", event_outcome=ENDED)) == [("6", PLANNING)]


def test_the_outcome_of_a_service_in_the_window_says_nothing():
    carers = service(FOR_CARED_FOR, "2025-07-02", "2025-08-01", event_outcome=MOVED)
    assert found(episode(PLANNING), carers) == [("6", PLANNING)]


def test_an_outcome_that_leads_on_in_the_window_lets_the_own_speak():
    assert found(episode(OTHER), request("2025-07-05", event_outcome=PLANNING)) == [("4a", OTHER)]


EQUIPMENT = service(LOW_LEVEL, FIRST, "2025-06-20", service_component="Equipment")


def test_a_window_of_events_that_say_nothing_takes_the_own_outcome_away():
    """Only to be seen where equipment takes its place; else step 6 gives the own outcome after all."""
    silent = request("2025-07-05", event_outcome=ENDED)
    assert found(episode(ENDED), EQUIPMENT) == [("4a", ENDED)]
    carers = service(FOR_CARED_FOR, "2025-07-02", "2025-08-01")
    assert found(episode(OTHER), EQUIPMENT, carers) == [("5", LOW_LEVEL)]
    assert found(episode(OTHER), carers) == [("6", OTHER)]
    assert found(episode(OTHER), EQUIPMENT, silent) == [("5", LOW_LEVEL)]


def test_a_request_admitted_to_hospital_in_the_window_makes_the_episode_one():
    assert found(episode(OTHER), request("2025-07-05", event_outcome=HOSPITAL)) == [("4b", HOSPITAL)]
    assert counts(episode(OTHER), request("2025-07-05", event_outcome=HOSPITAL))["Total"] == (0, 0)


@pytest.mark.parametrize(("end", "step"), [("2025-06-18", "4c"), ("2025-06-17", "6"), (LAST, "4c")])
def test_an_assessment_or_review_in_the_last_fortnight_of_the_episode_can_tell(end, step):
    for row in (
        assessment("2025-06-10", end, event_outcome=OTHER),
        review("2025-06-10", end, event_outcome=OTHER),
    ):
        ((found_step, _),) = found(episode(PLANNING), row)
        assert found_step == step


def test_a_request_in_it_can_not():
    assert found(episode(PLANNING), request("2025-06-25", event_outcome=OTHER)) == [("6", PLANNING)]


def test_of_several_the_last_tells_then_the_one_that_says_most():
    rows = [review("2025-06-20", event_outcome=MOVED), review("2025-06-25", event_outcome=OTHER)]
    assert found(episode(PLANNING), *rows) == [("4c", OTHER)]
    rows = [review("2025-06-25", event_outcome=OTHER), assessment("2025-06-25", event_outcome=MOVED)]
    assert found(episode(PLANNING), *rows) == [("4c", MOVED)]


def test_a_nested_event_must_begin_with_the_episode_or_after():
    assert found(episode(PLANNING), review("2025-05-31", "2025-06-25", event_outcome=OTHER)) == [
        ("6", PLANNING)
    ]


def test_and_end_after_its_first_day():
    short = st_max("2025-06-25", LAST, event_outcome=PLANNING)
    assert found(short, review("2025-06-25", event_outcome=OTHER)) == [("6", PLANNING)]
    assert found(short, review("2025-06-25", "2025-06-26", event_outcome=OTHER)) == [("4c", OTHER)]


# Steps 5 and 6, classes


def test_equipment_during_the_episode_is_low_level_support():
    assert found(episode(PLANNING), EQUIPMENT) == [("5", LOW_LEVEL)]


def test_otherwise_the_own_outcome_stands_usable_or_not():
    assert found(episode(ASSESSMENT)) == [("6", ASSESSMENT)]


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (service(NURSING, "2025-07-02"), (0, 1)), (service(LOW_LEVEL, "2025-07-02"), (1, 1)),
        (service(OTHER_SHORT, "2025-07-02"), (1, 1)),
    ],
)  # fmt: skip
def test_ongoing_long_term_support_is_in_the_denominator_alone(row, cell):
    assert counts(episode(), row)["Total"] == cell


@pytest.mark.parametrize(
    ("outcome", "cell"),
    [
        (ADVICE, (1, 1)),
        (ENDED, (1, 1)),
        (SELF_FUNDED, (0, 0)),
        ("NFA: Support declined", (0, 0)),
        (PLANNING, (0, 0)),
    ],
)
def test_what_ended_well_is_in_both_and_what_ended_elsewhere_in_neither(outcome, cell):
    assert counts(episode(outcome))["Total"] == cell


def test_who_is_unable_to_be_classified_is_said():
    rows = run(year(episode(PLANNING, person="A"), episode(SELF_FUNDED, person="B"))).table(
        "ascof_2a_sequels"
    )
    assert {row["Final_Outcome"]: row["Incl_In_Unable_To_Classify"] for row in rows} == {
        PLANNING: "Y",
        SELF_FUNDED: "N",
    }
