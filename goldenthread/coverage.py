"""Which period a submission covers, as the national method derives it from the events in it, not from what it states.

How many events end in which month is counted once, as a file lands, and kept in its record. The rule is
applied to those counts whenever they are read, because it also asks when the file was received.
Source: national method, section 1 (docs/method/).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb

from goldenthread.contracts import Contract
from goldenthread.periods import Period, month_end

FEW = 100  # records: below this every month counts that has one
SHARE = 2  # percent of all records: a month with exactly that many qualifies


@dataclass(frozen=True)
class Month:
    """A calendar month in which events of a submission end, as submitted: a death moves no end."""

    start: dt.date
    records: int  # duplicates included
    kinds: int  # distinct texts of the event type, blank not among them

    def as_json(self) -> list[Any]:
        """What ``of`` takes."""
        return [self.start.isoformat(), self.records, self.kinds]

    @classmethod
    def of(cls, content: list[Any]) -> "Month":
        """The month that ``as_json`` told of."""
        return cls(dt.date.fromisoformat(content[0]), content[1], content[2])


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
            count(*), count(distinct lower(rtrim({activity.kind}, ' ')))
        from {source}
        where {activity.ended} is not null
        group by all
        order by all
        """
    ).fetchall()
    told: dict[str, list[Month]] = {}
    for load_id, start, records, kinds in found:
        told.setdefault(load_id, []).append(Month(start, records, kinds))
    return told


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
