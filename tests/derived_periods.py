"""For tests that write raw rows by hand: what the front door keeps of each file beside its rows."""

import duckdb

from goldenthread import contracts, coverage
from goldenthread.warehouse import DERIVED_PERIODS


def derive(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``raw.derived_periods`` from ``raw.cld`` and ``raw.loads``."""
    connection.execute(DERIVED_PERIODS)
    counted = coverage.months(connection, contracts.load("cld"), "raw.cld")
    for load_id, received_at in connection.execute("select load_id, received_at from raw.loads").fetchall():
        if period := coverage.derived(counted.get(load_id, []), received_at):
            values = [load_id, period.start, period.end]
            connection.execute("insert into raw.derived_periods values (?, ?, ?)", values)
