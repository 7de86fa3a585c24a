"""The council's own assessments as the register of events tells them, held to Leicestershire's dates."""

import datetime as dt

import duckdb
import pytest

from goldenthread import assessments, tables

DAY = dt.date.fromisoformat


def event(kind, actual=None, planned=None, la_code="990", rules="2024-09", process=assessments.PROCESS):
    return {
        "la_code": la_code, "event_ref": f"EVT-{kind}-{actual or planned}", "process": process, "event_type": kind,
        "rule_set": rules, "planned_on": planned and DAY(planned), "actual_on": actual and DAY(actual),
    }  # fmt: skip


@pytest.fixture
def steps():
    """The table of a release with these events, by step."""

    def steps(*events, as_at="2024-11-04"):
        with duckdb.connect() as connection:
            shape = "fct_review_events (la_code varchar, event_ref varchar, process varchar, event_type varchar, " \
                "rule_set varchar, planned_on date, actual_on date)"  # fmt: skip
            tables.make(connection, shape, events)
            assessments.gather(connection, DAY(as_at), "r")
            return tables.rows(
                connection, "select * from assessment_steps order by notified_on, due_on, step"
            )

    return steps


def test_days_used_and_allowed_are_those_that_a_council_printed(steps):
    """Leicestershire: notified on 9 September 2024, sent on the 27th, day 18 of 21; visit by 9 March 2025."""
    sent = event("Information return sent", "2024-09-27", "2024-09-30")
    found = {each["step"]: each for each in steps(sent, event("Notification", "2024-09-09"))}
    back = found["information return"]
    assert (back["days_used"], back["days_allowed"], back["is_late"]) == (18, 21, False)
    last = found["visit at the latest"]
    assert (last["due_on"], last["actual_on"], last["is_late"]) == (DAY("2025-03-09"), None, False)
    assert last["days_used"] == 56, "it is still open, and counted to the release's date"
    assert found["publication"]["due_on"] is None, "nothing is guessed of a visit that has no date"


@pytest.mark.parametrize(
    ("as_at", "sent", "late"),
    [
        ("2024-09-30", None, False),
        ("2024-10-01", None, True),
        ("2025-01-01", "2024-09-30", False),
        ("2025-01-01", "2024-10-01", True),
    ],
)
def test_the_day_on_which_a_step_is_due_is_not_late_and_the_day_after_is(steps, as_at, sent, late):
    events = [event("Notification", "2024-09-09")]
    events += [event("Information return sent", sent)] if sent else []
    (back,) = [each for each in steps(*events, as_at=as_at) if each["step"] == "information return"]
    assert (back["is_late"], back["actual_on"]) == (late, sent and DAY(sent))


def test_a_planned_day_is_no_actual_one_and_moves_nothing(steps):
    visit = event("Site visit start", planned="2024-10-30")
    (back,) = [
        each
        for each in steps(event("Notification", "2024-09-09"), visit)
        if each["step"] == "visit at the latest"
    ]
    assert (back["planned_on"], back["actual_on"]) == (DAY("2024-10-30"), None)


def test_each_assessment_has_its_own_steps_by_its_own_rules(steps):
    found = steps(
        event("Information return sent", "2024-03-20", rules=None),
        event("Notification", "2024-03-01", rules=None),
        event("Notification", "2026-03-01", rules=None),
        event("Notification", "2024-09-09", la_code="991"),
        event("Site visit start", "2024-03-05", process="Peer challenge"),
        as_at="2026-03-02",
    )
    told = {(each["la_code"], str(each["notified_on"]), each["rule_set"]) for each in found}
    assert told == {("990", "2024-03-01", "2024-01"), ("990", "2026-03-01", "2024-09"), ("991", "2024-09-09", "2024-09")}  # fmt: skip
    visits = [each for each in found if str(each["notified_on"]) == "2024-03-01" and "visit" in each["step"]]
    assert {each["due_on"] for each in visits} == {DAY("2024-04-26"), DAY("2024-05-10")}, (
        "8 to 10 weeks after the notice"
    )


def test_a_day_without_rules_is_said_and_no_notification_gives_no_rows(steps):
    (row,) = steps(event("Notification", "2023-06-01", rules=None))
    assert row["step"] is None and "no timeline rules were in force on 2023-06-01" in row["rule"]
    assert steps(event("Publication", "2024-06-01"), event("Notification", planned="2027-01-01")) == []
    with duckdb.connect() as connection:
        assessments.gather(connection, DAY("2026-01-01"), "r")
        assert tables.rows(connection, "select * from assessment_steps") == []
