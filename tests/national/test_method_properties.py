"""What must hold of the national method whatever a council sends: order, other people, repetition."""

import datetime as dt

import pytest
from harness import COUNCIL, Submission, person_key, run
from hypothesis import given, settings
from hypothesis import strategies as st
from method_rows import (
    ADVICE,
    COMMUNITY,
    ENDED,
    HOSPITAL,
    LOW_LEVEL,
    NURSING,
    PLANNING,
    RESIDENTIAL,
    ST_MAX,
    TO_CARER,
)

SERVICES = [COMMUNITY, RESIDENTIAL, NURSING, ST_MAX, ST_MAX, LOW_LEVEL, TO_CARER, None]
OUTCOMES = [PLANNING, ENDED, ADVICE, HOSPITAL, "Progress to reablement/ST-Max", "Went well", None]
COMPONENTS = ["Reablement", "Long term residential care", "Direct payment", "Equipment", "Meals", None]
MECHANISMS = ["Direct payment", "CASSR managed personal budget", None]
KINDS = ["Request", "Assessment", "Service", "Service", "Service", "Review"]
RESIDENTS = [("990", "18 to 64", 1000), ("990", "65 and above", 1000)]
FIRST = dt.date(2024, 4, 1)
EXAMPLES = settings(max_examples=8)


@st.composite
def events(draw, people=("P1", "P2", "P3")):
    """Any event of two years, of one of some people."""
    kind = draw(st.sampled_from(KINDS))
    start = FIRST + dt.timedelta(days=draw(st.integers(0, 720)))
    days = draw(st.one_of(st.none(), st.integers(0, 60)) if kind == "Service" else st.integers(0, 30))
    row = {
        "person": draw(st.sampled_from(people)),
        "event_type": kind,
        "event_start_date": str(start),
        "event_end_date": None if days is None else str(start + dt.timedelta(days=days)),
        "event_outcome": draw(st.sampled_from(OUTCOMES)),
        "client_type": draw(st.sampled_from(["Service user", "Service user", "Unpaid carer"])),
        "event_description": draw(st.sampled_from(["Conversation", "Visit"])),
        "date_of_birth": draw(st.sampled_from(["1940-05-05", "1961-02-02", None])),
    }
    if kind == "Service":
        row |= {
            "service_type": draw(st.sampled_from(SERVICES)),
            "service_component": draw(st.sampled_from(COMPONENTS)),
            "delivery_mechanism": draw(st.sampled_from(MECHANISMS)),
        }
    if kind == "Assessment":
        row["assessment_type"] = draw(st.sampled_from(["Long term assessment", "Short term assessment"]))
    return row


SHOWN = [
    {"person": "always", "event_type": "Review", "event_start_date": day, "event_end_date": day}
    for day in ("2024-05-01", "2025-05-01")
]
"""Somebody whom each file names, so that no period depends on who else is in it."""


def files(first: list[dict], second: list[dict], third: list[dict] = ()) -> list[Submission]:
    """The file of 2024-25, of 2025-26, and its correction, with the months each shows."""
    covers = ("2024-04-01", "2025-03-31"), ("2024-04-01", "2026-03-31"), ("2025-04-01", "2026-03-31")
    received = "2025-04-20 09:00:00", "2026-04-20 09:00:00", "2026-04-25 09:00:00"
    return [
        Submission([*SHOWN, *rows], received=at, covers=months)
        for rows, at, months in zip((first, second, third), received, covers, strict=True)
    ]


@EXAMPLES
@given(
    st.lists(events(), max_size=6),
    st.lists(events(), min_size=4, max_size=10),
    st.lists(events(), max_size=4),
    st.permutations([0, 1, 2]),
)
def test_the_order_in_which_files_are_loaded_never_changes_a_figure(first, second, third, order):
    sent = files(first, second, third)
    figures = run(*sent, residents=RESIDENTS).everything()
    assert run(*[sent[at] for at in order], residents=RESIDENTS).everything() == figures


OF_PEOPLE = ["2a_episodes", "2b_2c_people", "2e_people", "3d_clients", "3d_carers", "waits", "people"]


def said_of_others(ran, name: str) -> dict[str, list[tuple]]:
    """What each table says of everybody but one."""
    sql = "select * from fct_national__{} where person_key <> '{}' order by all"
    return {
        table: [tuple(row.values()) for row in ran.query(sql.format(table, person_key(name)))]
        for table in OF_PEOPLE
    }


@EXAMPLES
@given(st.lists(events(), min_size=4, max_size=10), st.lists(events(["stranger"]), min_size=1, max_size=8))
def test_an_unrelated_person_never_changes_what_is_said_of_others(rows, of_stranger):
    without, with_them = files(rows, rows), files(rows, [*of_stranger, *rows])
    before, after = run(*without), run(*with_them)
    periods = "Der_Reporting_Period_Start_Date", "Der_Reporting_Period_End_Date"
    assert [[row[name] for name in periods] for row in before.table("submission_periods")] == [
        [row[name] for name in periods] for row in after.table("submission_periods")
    ], "the example was to leave every derived period where it is"
    assert said_of_others(before, "stranger") == said_of_others(after, "stranger")


@EXAMPLES
@given(st.lists(events(), min_size=2, max_size=8), st.lists(events(["stranger"]), min_size=1, max_size=8))
def test_the_figures_of_two_groups_of_people_add_up(rows, of_stranger):
    """Each case of a measure is one person's own, so that nobody can raise or lower the count of others."""
    together, one, other = (
        cells(run(*files(part, part))) for part in (rows + of_stranger, rows, of_stranger)
    )
    added = {
        key: tuple(a + b for a, b in zip(one.get(key, (0, 0)), other.get(key, (0, 0)), strict=True))
        for key in together
    }
    assert added == together


def cells(ran) -> dict[tuple, tuple[int, int]]:
    return {
        (row["Measure"], row["Part"], row["Group"]): (row["Numerator"], row["Denominator"])
        for row in ran.table("ascof")
    }


def identity(row: dict) -> tuple:
    """What the method's description says makes two records one event (methods 4.5), in plain Python."""
    kind = row["event_type"]
    own = {
        "Service": [row.get("service_type"), row.get("service_component")],
        "Assessment": [row["event_end_date"], row.get("assessment_type")],
    }.get(kind, [row["event_end_date"]])
    return (COUNCIL, row["event_start_date"], row["client_type"], row["person"], kind, *own)


CHANGED = st.fixed_dictionaries(
    {
        "event_outcome": st.sampled_from(OUTCOMES),
        "delivery_mechanism": st.sampled_from(MECHANISMS),
        "event_reference": st.sampled_from(["E1", "E2"]),
        "event_description": st.sampled_from(["Conversation", "Visit"]),
        "gender": st.sampled_from(["Male", "Female"]),
    }
)


@EXAMPLES
@given(st.lists(st.tuples(events(), CHANGED), min_size=2, max_size=10))
def test_a_later_submission_that_repeats_events_never_counts_them_twice(pairs):
    """Also in other capitals, and with everything changed that does not identify."""
    rows = [row for row, _ in pairs]
    again = [
        {**row, **changed, "event_type": row["event_type"].upper(), "client_type": row["client_type"].lower()}
        for row, changed in pairs
    ]
    sql = (
        "select count(*) as n, count(distinct event_key) as keys from fct_national__events "
        f"where table_name = 'joined' and person_key <> '{person_key('always')}'"
    )
    ((once,), (twice,)) = (run(*files(rows, later)).query(sql) for later in (rows, again))
    assert once["n"] == once["keys"] and twice["n"] == twice["keys"]
    assert twice["n"] == once["n"] <= len({identity(row) for row in rows})


@pytest.mark.parametrize("kind", ["Request", "Service"])
def test_a_repeated_event_is_one_event(kind):
    """The property on one example, so that it is known to have something to judge."""
    row = {
        "person": "P1",
        "event_type": kind,
        "event_start_date": "2024-06-01",
        "event_end_date": "2024-07-01",
    }
    row |= {"client_type": "Service user"}
    ran = run(*files([row], [row], [row]))
    rows = [
        each for each in ran.table("main_tables") if each["Event_Type"] == kind and each["Table"] == "joined"
    ]
    assert [each["events"] for each in rows] == [1]
