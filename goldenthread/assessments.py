"""The council's own assessments by the Commission: every step of each, by the rules in force, from the register of events."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb

from goldenthread import deadlines, framework, tables

PROCESS = "Assessment by the Care Quality Commission"
EVENTS = {
    "Notification": "notification", "Information return sent": "submission", "Second letter": "second letter",
    "Site visit start": "visit", "Draft report": "draft report", "Factual accuracy sent": "comments",
    "Publication": "publication",
}  # fmt: skip
"""The register's words for what steps are counted from and end with."""
TABLE = """assessment_steps (
    la_code varchar, notified_on date, rule_set varchar, step varchar, due_on date, planned_on date, actual_on date,
    days_used bigint, days_allowed bigint, is_late boolean, rule varchar, source varchar, release varchar
)"""


def gather(connection: duckdb.DuckDBPyConnection, as_at: dt.date, release: str) -> None:
    """Make the table ``assessment_steps``; without rows where no register of events holds a notification."""
    rows: list[dict[str, Any]] = []
    if tables.has(connection, "fct_review_events"):
        rows = tables.rows(
            connection,
            "select la_code, event_type, rule_set, planned_on, actual_on from fct_review_events where process = $1 "
            "order by la_code, coalesce(actual_on, planned_on), event_ref",
            [PROCESS],
        )
    steps = (step for events in of_each(rows) for step in _steps(events, as_at))
    tables.make(connection, TABLE, ({**step, "release": release} for step in steps))


def of_each(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Events by the assessment that they belong to: each begins with its notification. Those before the first are of none.

    rows: by council and day.
    """
    found: list[list[dict[str, Any]]] = []
    for row in rows:
        if row["event_type"] == "Notification" and row["actual_on"]:
            found.append([row])
        elif found and found[-1][0]["la_code"] == row["la_code"]:
            found[-1].append(row)
    return found


def _steps(events: list[dict[str, Any]], as_at: dt.date) -> Iterator[dict[str, Any]]:
    """One assessment as rows of the table. One whose day no rules are held for is one row that says so."""
    first = events[0]
    told = {"la_code": first["la_code"], "notified_on": first["actual_on"]}
    dates, planned = {}, {}
    for row in events:
        if event := EVENTS.get(row["event_type"]):
            if row["actual_on"]:
                dates[event] = row["actual_on"]
            elif row["planned_on"]:
                planned[event] = row["planned_on"]
    try:
        rules = framework.timeline(first["rule_set"] or None, first["actual_on"])
    except framework.UnknownRules as problem:
        yield {**told, "rule": str(problem)}
        return
    known = (framework.working_days(), framework.pre_election_periods(), as_at)
    for rule, each in zip(rules, deadlines.reckon(rules, dates, *known), strict=True):
        until = each.actual or as_at
        yield {
            **told, "rule_set": rule.rule_set, "step": each.step, "due_on": each.due,
            "planned_on": planned.get(rule.ends_with), "actual_on": each.actual, "days_used": each.days_used,
            "days_allowed": each.days_allowed, "rule": each.rule, "source": each.source,
            "is_late": until > each.due if each.due and rule.bound == "at the latest" else None,
        }  # fmt: skip
