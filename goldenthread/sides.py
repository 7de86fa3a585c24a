"""Which two figures of a national metric are to be compared: as they were typed, or what lies nearest."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from goldenthread import metrics, rooms, tables, thread
from goldenthread.metrics import Metric
from goldenthread.thread import BadReference


@dataclass(frozen=True)
class Side:
    """One of the two figures: which release, and the last day of which period."""

    release: str
    end: dt.date


Wanted = tuple[dt.date | None, str | None]
"""A period's end and a release, as far as they were said."""


def choose(home: Path, about: str, was: str | None, now: str | None) -> tuple[Metric, Side, Side]:
    """The metric, the earlier and the later figure, which differ in the release or in the period, not in both.

    about, was, now: as changes.compare takes them. Raises BadReference for what is not there.
    """
    metric, end, release = _about(about)
    later, earlier = _wanted(now, metric), _wanted(was, metric)
    place = thread.folder(home, later[1] or release)
    known = ends_of(place, metric)
    if not known:
        raise BadReference(
            f"release {place.name} has no figure of {metric.id}, or was made before cases were kept"
        )
    to = Side(place.name, later[0] or end or known[-1])
    since = _earlier(home, metric, to, earlier)
    if since == to:
        raise BadReference(f"{metric.id}@{to.end}#{to.release} is both figures: there is nothing to compare")
    if since.release != to.release and since.end != to.end:
        raise BadReference(
            "two figures are compared that differ in the release or in the period; take two steps, such as "
            f"{metric.id}@{since.end} of both releases, and then the two periods of {to.release}"
        )
    return metric, since, to


def _about(text: str) -> tuple[Metric, dt.date | None, str | None]:
    """The metric, and what is said of the later figure."""
    name, _, rest = text.strip().partition("@")
    name, _, release = name.partition("#")
    path = next(rooms.METRICS.glob(f"**/{metrics.PREFIX}{name}.yml"), None) if name.isidentifier() else None
    metric = metrics.read(path) if path else None
    if metric is None or not metric.national:
        known = sorted(each.id for each in metrics.catalogue() if each.national)
        raise BadReference(f"there is no national metric {name}; there are: {', '.join(known)}")
    end, later = _wanted(f"{name}@{rest}", metric) if rest else (None, release or None)
    return metric, end, later


def _wanted(text: str | None, metric: Metric) -> Wanted:
    """A side as it was typed: ``metric@end#release``, ``end#release``, ``end``, ``#release`` or ``release``."""
    if not text:
        return None, None
    figure, _, release = text.strip().partition("#")
    if "@" in figure:
        found = thread.parse(figure)
        if found.metric != metric.id or found.breakdown != "all":
            raise BadReference(f"'{text}' is no undivided figure of {metric.id}")
        return found.end, release or None
    try:
        return (dt.date.fromisoformat(figure) if figure else None), release or None
    except ValueError:
        if release:
            raise BadReference(f"'{text}' does not begin with a date such as 2026-03-31") from None
        return None, figure


def _earlier(home: Path, metric: Metric, to: Side, wanted: Wanted) -> Side:
    """The earlier side, found where it was not said."""
    end, release = wanted
    if end or release:
        return Side(thread.folder(home, release or to.release).name, end or to.end)
    before = _release_before(home, to.release)
    if before and to.end in ends_of(before, metric):
        return Side(before.name, to.end)
    ends = [each for each in ends_of(thread.folder(home, to.release), metric) if each < to.end]
    if not ends:
        raise BadReference(
            f"there is no earlier release and no earlier period to hold {metric.id}@{to.end} against"
        )
    return Side(to.release, ends[-1])


def _release_before(home: Path, release: str) -> Path | None:
    """The release made before another, of an earlier date or of the same; None when it is the first."""
    folders = [each for each in (home / "published" / "releases").iterdir() if not each.name.startswith(".")]
    order = sorted(folders, key=lambda each: (each.name[:10], each.stat().st_mtime_ns))
    at = [each.name for each in order].index(release)
    return order[at - 1] if at else None


def ends_of(place: Path, metric: Metric) -> list[dt.date]:
    """The periods for which a release's folder has the metric and its cases, earliest first."""
    with duckdb.connect(str(place / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        if not tables.has(connection, "fct_national__cases"):
            return []
        rows = connection.execute(
            "select distinct period_end from metric_values where metric_id = ? order by 1", [metric.id]
        ).fetchall()
    return [end for (end,) in rows]
