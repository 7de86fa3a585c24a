"""Which period a submission covers, as the national method derives it from the events in it, not from what it states.

How many events end in which month is counted once, as a file lands, and kept in its record. The rule is
applied to those counts whenever they are read, because it also asks when the file was received, and which version
of the method is in use. Source: national method, section 1 (docs/method/), and docs/method/versions.md.
"""

import datetime as dt
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from goldenthread import methods
from goldenthread.contracts import Contract
from goldenthread.periods import Period, month_end

FEW = 100  # records: below this every month counts that has one
SHARE = 2  # percent of all records: a month with exactly that many qualifies

TYPES = ("request", "assessment", "service")  # what a type begins with; reviews tell nothing of coverage
CALENDAR = dt.date(2020, 4, 1)  # nothing that ended earlier is looked at
ENDS = 10  # of one type: a month with fewer is not complete
OF_MEDIAN = 20  # percent of the type's own median month: nor is one with less
OF_TYPES = 5  # percent of the median type's total: a type with less has no complete month
TINY = "714"  # City of London: there ENDS is not asked for
STATED = "906"  # Isles of Scilly: has too few events for any of this


@dataclass(frozen=True)
class Month:
    """A calendar month in which events of a submission end, as submitted: a death moves no end."""

    start: dt.date
    records: int  # duplicates included
    kinds: int  # distinct texts of the event type, blank not among them
    of_types: tuple[int, ...] = ()  # records of each of TYPES; none in a record of before they were counted

    def as_json(self) -> list[Any]:
        """What ``of`` takes."""
        return [self.start.isoformat(), self.records, self.kinds, *self.of_types]

    @classmethod
    def of(cls, content: list[Any]) -> "Month":
        """The month that ``as_json`` told of."""
        return cls(dt.date.fromisoformat(content[0]), content[1], content[2], tuple(content[3:]))


@dataclass(frozen=True)
class Counted:
    """What is kept of a submission's events, and what else a rule may ask of it."""

    months: list[Month]
    received_at: dt.datetime
    la_code: str | None = None
    stated: Period | None = None
    open_services: int | None = None  # services without an end; None: landed before types were counted

    def lacks(self, derivation: str) -> bool:
        """Whether it landed before that was counted which a derivation asks for."""
        return derivation == methods.SECOND and self.open_services is None

    def period(self, derivation: str) -> Period | None:
        """The period by one of the derivations of methods.py. What lacks a count has to be counted again first."""
        return complete(self) if derivation == methods.SECOND else derived(self.months, self.received_at)


def months(connection: duckdb.DuckDBPyConnection, contract: Contract, source: str) -> dict[str, list[Month]]:
    """Load id to the months in which its events end, in order; nothing for an extract without events.

    source: SQL of raw rows of this extract, as after ``from``.
    """
    activity = contract.submission.activity
    if activity is None:
        return {}
    found = connection.execute(
        f"""
        select load_id, cast(date_trunc('month', {activity.ended}) as date) as month_start,
            count(*), count(distinct lower(rtrim({activity.kind}, ' '))),
            {", ".join(f"count(*) filter (where {_is(activity.kind, each)})" for each in TYPES)}
        from {source}
        where {activity.ended} is not null
        group by all
        order by all
        """
    ).fetchall()
    told: dict[str, list[Month]] = {}
    for load_id, start, records, kinds, *of_types in found:
        told.setdefault(load_id, []).append(Month(start, records, kinds, tuple(of_types)))
    return told


def facts(
    connection: duckdb.DuckDBPyConnection, contract: Contract, source: str
) -> dict[str, dict[str, Any]]:
    """Load id to what its record keeps for its period: months as ``Month.of`` takes them, open services, and of what
    its rows state the number of pairs, the first day and the last.

    source: as ``months`` takes it. Nothing for an extract without events.
    """
    activity = contract.submission.activity
    if activity is None:
        return {}
    is_open = f"{activity.ended} is null and {_is(activity.kind, 'service')}"
    said = contract.submission
    stated = f"coalesce({said.period_start}::varchar, '') || '|' || coalesce({said.period_end}::varchar, '')"
    counted = months(connection, contract, source)
    rows = connection.execute(
        f"select load_id, count(*) filter (where {is_open}), count(distinct {stated}), "
        f"min({said.period_start})::varchar, max({said.period_end})::varchar from {source} group by load_id"
    ).fetchall()
    return {
        load_id: {
            "months": [month.as_json() for month in counted.get(load_id, [])],
            "open_services": services,
            "stated": list(stated),
        }
        for load_id, services, *stated in rows
    }


def _is(column: str, kind: str) -> str:
    """SQL for whether an event's type begins with the name of one of TYPES, in any capitals."""
    return f"starts_with(lower({column}), '{kind}')"


def derived(counted: list[Month], received_at: dt.datetime) -> Period | None:
    """From the first to the last month that qualifies, whatever lies between; None when none does.

    Months from that of receipt on are not looked at. Of a file with FEW records or more in the others, a
    month qualifies with SHARE percent of them, that share included, and with at most one kind of event
    fewer than the month that has most kinds (national method, 1, steps 1 to 7).
    """
    before = [month for month in counted if month.start < received_at.date().replace(day=1)]
    total = sum(month.records for month in before)
    most = max((month.kinds for month in before), default=0)
    qualifying = [
        month.start
        for month in before
        if total < FEW or (100 * month.records >= SHARE * total and month.kinds >= most - 1)
    ]
    if not qualifying:
        return None
    last = max(qualifying)
    return Period(min(qualifying), month_end(last.year, last.month))


def complete(counted: Counted) -> Period | None:
    """The latest run of months that are complete in requests, assessments and services; None when there is none.

    A month is complete for a type with ENDS of it, or any number where the council is TINY, and OF_MEDIAN percent of
    the type's median over the months that have any, if the type is not much the rarest: its total, to which open
    services count, is OF_TYPES percent of the middle one of the three. One month that is not, between two that are, is
    let pass. So a file without any event of a type has no period; that of council STATED is the one it states.
    Months before CALENDAR and from that of receipt on are not looked at (second derivation, docs/method/versions.md).
    """
    if counted.la_code == STATED:
        return counted.stated
    calendar = list(_calendar(counted.received_at.date().replace(day=1)))
    found = {month.start: month for month in counted.months}
    ends = [[_of_type(found.get(start), kind) for start in calendar] for kind in range(len(TYPES))]
    totals = [sum(of_kind) for of_kind in ends]
    totals[TYPES.index("service")] += counted.open_services or 0
    fewest = 1 if counted.la_code == TINY else ENDS
    enough = statistics.median(totals) * OF_TYPES / 100
    passing = [
        _let_pass([total >= enough and _is_complete(each, of_kind, fewest) for each in of_kind])
        for of_kind, total in zip(ends, totals, strict=True)
    ]
    covered = [
        start for start, of_types in zip(calendar, zip(*passing, strict=True), strict=True) if all(of_types)
    ]
    if not covered:
        return None
    first = last = covered.pop()
    while covered and month_end(covered[-1].year, covered[-1].month) + dt.timedelta(days=1) == first:
        first = covered.pop()
    return Period(first, month_end(last.year, last.month))


def _calendar(until: dt.date) -> Iterator[dt.date]:
    """The first days of months from CALENDAR on, before a day."""
    start = CALENDAR
    while start < until:
        yield start
        start = month_end(start.year, start.month) + dt.timedelta(days=1)


def _of_type(month: Month | None, kind: int) -> int:
    """How many events of a type end in a month, in which none of any type may."""
    return month.of_types[kind] if month else 0


def _is_complete(ends: int, of_kind: list[int], fewest: int) -> bool:
    """Whether a month with so many ends is complete, beside the type's others."""
    return ends >= fewest and 100 * ends >= OF_MEDIAN * statistics.median(filter(None, of_kind))


def _let_pass(is_complete: list[bool]) -> list[bool]:
    """The same, with each single month between two complete ones."""
    beside = zip([False, *is_complete][:-1], [*is_complete, False][1:], strict=True)
    return [here or (before and after) for here, (before, after) in zip(is_complete, beside, strict=True)]
