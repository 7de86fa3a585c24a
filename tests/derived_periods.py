"""For tests that write raw rows by hand: what the front door keeps of each file beside its rows."""

import datetime as dt

import duckdb

from goldenthread import contracts, coverage, methods
from goldenthread.coverage import Counted, Month
from goldenthread.periods import Period
from goldenthread.raw_schema import FILES, PERIODS, STAND_INS


def derive(connection: duckdb.DuckDBPyConnection, version: str = "") -> None:
    """Make ``raw.load_periods`` from ``raw.cld`` and ``raw.loads``, by a version of the national method.

    There are no files behind such rows: ``raw.files`` is empty, and ``raw.stand_ins`` unless it is there already.
    """
    connection.execute(f"create table raw.load_periods ({PERIODS}); create table raw.files ({FILES})")
    connection.execute(f"create table if not exists raw.stand_ins ({STAND_INS})")
    counted = coverage.facts(connection, contracts.load("cld"), "raw.cld")
    derivation = methods.named(version).switches["period_derivation"]
    loads = connection.execute("select load_id, received_at, la_code from raw.loads").fetchall()
    for load_id, received_at, la_code in loads:
        facts = counted.get(load_id, {"months": [], "open_services": 0, "stated": [0, None, None]})
        start, end = (day and dt.date.fromisoformat(day) for day in facts["stated"][1:])
        months = [Month.of(each) for each in facts["months"]]
        told = Counted(
            months,
            received_at,
            la_code,
            Period(start, end) if start and end else None,
            facts["open_services"],
        )
        period = told.period(derivation)
        derived = (period.start, period.end) if period else (None, None)
        row = [load_id, facts["stated"][0] or None, start, end, *derived]
        connection.execute("insert into raw.load_periods values (?, ?, ?, ?, ?, ?)", row)
