"""The national method transcribed step by step: ``literal/*.sql``, one temporary table for each numbered step.

Nothing in it is fused or shared between steps. It is what our models' speed is held against, and a second
derivation of every figure: the two must not differ.
"""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from goldenthread import conformance, rooms

STEPS = rooms.ROOT / "benchmarks" / "literal"
MEASURES = ("07", "08", "09", "10", "11")
"""Sections that are computed anew for every measured period; the others are computed once."""
HOSPITAL = "ascof_2d"

Period = tuple[dt.date, dt.date]


def files(*sections: str) -> list[Path]:
    """The files of some sections, or of all when none is named, in their order."""
    return [path for path in sorted(STEPS.glob("*.sql")) if not sections or path.name[:2] in sections]


def ask(connection: duckdb.DuckDBPyConnection, joined_start: dt.date, period: Period, as_of: dt.date) -> None:
    """Set what the steps are asked: the joined table's first day, the twelve months, the last day of receipt."""
    start, end = period
    months = "select cast($start - interval 3 month as date), last_day($end - interval 3 month)"
    earlier = connection.execute(months, {"start": start, "end": end}).fetchone()
    asked = {"joined_start": joined_start, "period_start": start, "period_end": end, "as_of": as_of,
             "period": conformance.label(start, end), "discharge_period": conformance.label(*earlier)}  # fmt: skip
    for name, value in asked.items():
        connection.execute(f"set variable {name} = $value", {"value": value})


def run(connection: duckdb.DuckDBPyConnection, steps: Sequence[Path]) -> dict[str, float]:
    """Run the statements of files; gives the seconds that each file took.

    The connection holds raw.cld, raw.loads, the lists and the staging models of reference data.
    """
    took = {}
    for path in steps:
        begun = time.perf_counter()
        connection.execute(path.read_text(encoding="utf-8"))
        took[path.stem] = time.perf_counter() - begun
    return took


def figures(
    connection: duckdb.DuckDBPyConnection, out: Path, wanted: Callable[[str], bool] = bool
) -> list[Path]:
    """Write the figures that are wanted in the shape in which they are exchanged; gives their files."""
    views = connection.execute(
        "select view_name from duckdb_views() where view_name like 'figures\\_%' escape '\\' order by all"
    ).fetchall()
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for (view,) in views:
        name = view.removeprefix("figures_")
        if wanted(name):
            connection.sql(f"from {view}").write_csv(str(out / f"{name}.csv"), header=True)
            written.append(out / f"{name}.csv")
    return written
