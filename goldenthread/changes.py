"""Why a national figure is another one than it was: every case that came, went or changed, under one reason.

Two releases are compared for the same period, or two periods of one release. Each case falls in one class and each
changed case under one reason, by a fixed order (docs/method/changes.md), so that the counts add up to the difference
of the figures; where they do not, there is no answer. It reads the internal half of releases, and gives counts alone.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from goldenthread import rooms, sides, thread
from goldenthread.metrics import Metric
from goldenthread.sides import Side
from goldenthread.thread import BadReference

STEPS = rooms.DBT / "changes"
INTERNAL = "Internal: true counts, not for publication."
NEEDED = ("cases", "events", "people", "2d_discharges", "2d_episodes")
BETWEEN_RELEASES = (
    "hospital record", "person details", "other identifier", "late record", "new event", "withdrawn load",
    "vanished event", "corrected event", "cropping", "dedupe choice", "selection", "method", "other",
)  # fmt: skip
"""Reasons between two releases, the first that holds counts; with another method, those of TOLD_BY_LOADS come first."""
TOLD_BY_LOADS = (
    "hospital record", "other identifier", "late record", "new event", "withdrawn load", "vanished event",
    "corrected event",
)  # fmt: skip
"""Reasons that something delivered or taken back since bears out, whatever the method makes of it."""
BETWEEN_PERIODS = (
    "came into the period",
    "died",
    "fell out of the period",
    "age",
    "support changed",
    "other",
)
ORDER = ("", *BETWEEN_PERIODS[:-1], *BETWEEN_RELEASES)
CHANGES = (
    "entered the denominator", "left the denominator", "entered the numerator", "left the numerator",
    "waited longer", "waited less long", "unchanged",
)  # fmt: skip
RESIDENTS = ("other residents", "estimate of residents")
"""Change and reason of a rate's denominator, which no case is part of."""


class DoesNotAddUp(Exception):
    """The cases explain another difference than that of the figures: an error of ours, and no answer."""


@dataclass(frozen=True)
class Figure:
    """What a side says for one council."""

    numerator: int | None
    denominator: int | None
    value: float | None
    start: dt.date
    method_version: str


def compare(home: Path, about: str, was: str | None = None, now: str | None = None) -> dict[str, Any]:
    """Explain the difference between two figures of a national metric: one JSON-able tree.

    about: the metric, also as ``metric@period_end#release``, which is then the later figure. was, now: the earlier and
    the later figure as ``metric@period_end#release``, or the period's end or the release alone. Left out, the latest
    period of the current release is compared with the same in the release before, or else with the period before.
    Raises BadReference for what is not there, and DoesNotAddUp.
    """
    metric, was_at, now_at = sides.choose(home, about, was, now)
    return _explain(home, metric, was_at, now_at)


def _explain(home: Path, metric: Metric, was: Side, now: Side) -> dict[str, Any]:
    """Both figures of each council, and what lies between them."""
    for side in (was, now):
        ends = sides.ends_of(thread.folder(home, side.release), metric)
        if side.end not in ends:
            told = ", ".join(map(str, ends)) or "none, or it was made before cases were kept"
            raise BadReference(
                f"release {side.release} has no {metric.id}@{side.end}; its periods end: {told}"
            )
    with duckdb.connect() as connection:
        _open(connection, home, {"earlier": was, "later": now})
        figures = [
            _figures(connection, at, metric, side.end) for at, side in (("earlier", was), ("later", now))
        ]
        both = sorted(figures[0].keys() & figures[1].keys())
        if not both:
            raise BadReference(f"no council has both {metric.id}@{was.end} and {metric.id}@{now.end}")
        before, after = (figure[both[0]] for figure in figures)
        connection.execute("create table councils as select unnest(?) as la_code", [both])
        for name, value in {
            "metric": metric.id, "earlier_start": before.start, "earlier_end": was.end, "later_start": after.start,
            "later_end": now.end, "method_changed": before.method_version != after.method_version,
            "reasons": list(BETWEEN_RELEASES), "told_by_loads": list(TOLD_BY_LOADS),
        }.items():  # fmt: skip
            connection.execute(f"set variable {name} = $1", [value])
        last = (
            ["3_between_periods"]
            if was.release == now.release
            else ["3_between_releases", "4_between_releases"]
        )
        for step in ("1_cases", "2_events", *last):
            connection.execute((STEPS / f"{step}.sql").read_text(encoding="utf-8"))
        councils = [_council(connection, metric, code, figures[0][code], figures[1][code]) for code in both]
    return {
        "metric": metric.id,
        "note": INTERNAL,
        "from": {"release": was.release, "period_start": before.start, "period_end": was.end, "method_version": before.method_version},
        "to": {"release": now.release, "period_start": after.start, "period_end": now.end, "method_version": after.method_version},
        "councils": councils,
        "without": sorted(figures[0].keys() ^ figures[1].keys()),
    }  # fmt: skip


def _open(connection: duckdb.DuckDBPyConnection, home: Path, placed: dict[str, Side]) -> None:
    """Each side's tables under the schema of its name, read-only; one file is opened once."""
    for number, release in enumerate(sorted({side.release for side in placed.values()})):
        path = thread.folder(home, release) / "internal" / "warehouse.duckdb"
        connection.execute(
            f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as release_{number} (read_only)"
        )
        tables = ["metric_values", "loads", *(f"fct_national__{name}" for name in NEEDED)]
        for schema in (name for name, side in placed.items() if side.release == release):
            connection.execute(f"create schema {schema}")
            for table in tables:
                connection.execute(f"create view {schema}.{table} as from release_{number}.main.{table}")


def _figures(
    connection: duckdb.DuckDBPyConnection, at: str, metric: Metric, end: dt.date
) -> dict[str, Figure]:
    """The undivided figure of each council."""
    rows = connection.execute(
        f"select la_code, numerator, denominator, value, period_start, method_version from {at}.metric_values "
        "where metric_id = ? and period_end = ? and breakdown = 'all'",
        [metric.id, end],
    ).fetchall()
    return {row[0]: Figure(*row[1:]) for row in rows}


def _council(
    connection: duckdb.DuckDBPyConnection, metric: Metric, la_code: str, was: Figure, now: Figure
) -> dict[str, Any]:
    """One council's two figures and the changes between them, held to add up."""
    rows = connection.execute(
        "select change, reason, count(*), sum(is_above::int - was_above::int)::bigint, "
        "sum(is_below::int - was_below::int)::bigint from explained where la_code = ? group by change, reason",
        [la_code],
    ).fetchall()
    rows.sort(key=lambda row: (CHANGES.index(row[0]), ORDER.index(row[1])))
    above = (now.numerator or 0) - (was.numerator or 0)
    below = (now.denominator or 0) - (was.denominator or 0)
    if "residents" in metric.needs and below:
        rows.append((*RESIDENTS, 0, 0, below))
    if sum(row[3] for row in rows) != above or sum(row[4] for row in rows) != below:
        raise DoesNotAddUp(f"the cases of {metric.id} do not add up to its figures, for council {la_code}")
    names = ("change", "reason", "cases", "numerator", "denominator")
    return {
        "la_code": la_code,
        "from": {"numerator": was.numerator, "denominator": was.denominator, "value": was.value},
        "to": {"numerator": now.numerator, "denominator": now.denominator, "value": now.value},
        "changes": [dict(zip(names, row, strict=True)) for row in rows],
    }
