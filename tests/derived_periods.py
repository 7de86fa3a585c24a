"""For tests that write raw rows by hand: what the front door keeps of each file beside its rows."""

import duckdb

from goldenthread import contracts, coverage, methods
from goldenthread.coverage import Counted, Month
from goldenthread.periods import Period
from goldenthread.warehouse import DERIVED_PERIODS


def derive(connection: duckdb.DuckDBPyConnection, version: str = "") -> None:
    """Make ``raw.derived_periods`` from ``raw.cld`` and ``raw.loads``, by a version of the national method."""
    connection.execute(DERIVED_PERIODS)
    counted = coverage.facts(connection, contracts.load("cld"), "raw.cld")
    derivation = methods.named(version).switches["period_derivation"]
    loads = "select load_id, received_at, la_code, period_start, period_end from raw.loads"
    for load_id, received_at, la_code, start, end in connection.execute(loads).fetchall():
        facts = counted.get(load_id, {"months": [], "open_services": 0})
        months = [Month.of(each) for each in facts["months"]]
        stated = Period(start, end) if start and end else None
        told = Counted(months, received_at, la_code, stated, facts["open_services"])
        if period := told.period(derivation):
            values = [load_id, period.start, period.end]
            connection.execute("insert into raw.derived_periods values (?, ?, ?)", values)
