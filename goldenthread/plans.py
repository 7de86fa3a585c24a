"""What councils have decided to get done, month by month: out of a build and out of a release.

It comes with the extract ``capacity_plans``. It is about no person, so it is public as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow.parquet as pq

from goldenthread import tables
from goldenthread.forecast import Phase
from goldenthread.periods import month_end
from goldenthread.published import Published

TABLE = "fct_capacity_plans"
FILE = "capacity_plans.parquet"


@dataclass(frozen=True)
class Plan:
    """How many are to be completed in which months, and where that is written down."""

    parts: list[Phase]
    source: str


def of(rows: Iterable[dict[str, Any]]) -> Plan | None:
    """The plan for one kind of work: plans that speak of one month are added up. None without rows.

    rows: of ``fct_capacity_plans``. Months that follow one another and ask for as many are one part.
    """
    asked: dict[Any, int] = {}
    names = set()
    for row in rows:
        asked[row["month_on"]] = asked.get(row["month_on"], 0) + row["planned_completions"]
        names.add(row["plan_ref"])
    parts: list[Phase] = []
    for first in sorted(asked):
        last = month_end(first.year, first.month)
        before = parts[-1] if parts else None
        if before and before.done == asked[first] and before.end and (first - before.end).days == 1:
            parts[-1] = Phase(before.start, last, before.done)
        else:
            parts.append(Phase(first, last, asked[first]))
    return Plan(parts, f"capacity plan {' and '.join(sorted(names))}") if parts else None


def held(connection: duckdb.DuckDBPyConnection, work: str) -> dict[str, Plan]:
    """Each council's plan for a kind of work in a release's database; none in a release from before there were any."""
    if not tables.has(connection, TABLE):
        return {}
    rows = tables.rows(connection, f"select * from {TABLE} where work_type = $1 order by all", [work])
    councils = {row["la_code"] for row in rows}
    made = {la_code: of(row for row in rows if row["la_code"] == la_code) for la_code in sorted(councils)}
    return {la_code: plan for la_code, plan in made.items() if plan}


def published(release: Published, la_code: str, work: str) -> Plan | None:
    """A council's plan for a kind of work, from a release's public folder; None when it has none."""
    wanted = [("la_code", "=", la_code), ("work_type", "=", work)]
    try:
        return of(pq.read_table(release.file(FILE), filters=wanted).to_pylist())
    except FileNotFoundError:  # a release from before there were plans
        return None
