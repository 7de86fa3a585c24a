"""The golden thread of one published figure: what it says, how it was counted, and the files it came from.

A reference is ``<metric_id>@<period_end>[/<breakdown>=<value>][#<release>]``. Where a month and a quarter
end on the same day the plain form means the quarter; ``<metric_id>@2026-03`` is the month, and ``<metric_id>@<start>..<end>``
names either. An id of a register,
such as ``ACT-0012``, is one too.
"""

import datetime as dt
import difflib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from goldenthread import backlogs, equity, lineage, metrics, series, tables, uncertainty, walking
from goldenthread.comparators import ATTRIBUTION, COMPARATOR
from goldenthread.periods import month_end
from goldenthread.walking import RECORD

REF = re.compile(
    r"(?P<metric>[a-z0-9_]+)@(?:(?P<month>\d{4}-\d\d)|(?:(?P<start>\d{4}-\d\d-\d\d)\.\.)?(?P<end>\d{4}-\d\d-\d\d))"
    r"(?:/(?P<breakdown>[a-z0-9_ ]+)=(?P<value>[^#]+))?(?:#(?P<release>[\w.-]+))?"
)


class BadReference(ValueError):
    """A reference that is not one, or names nothing; the message says what there is."""


@dataclass(frozen=True)
class Reference:
    """A figure's address."""

    metric: str
    end: dt.date
    start: dt.date | None = None
    breakdown: str = "all"
    value: str = "all"
    release: str | None = None


def parse(text: str) -> Reference:
    """Read a reference. Raises BadReference with the form expected."""
    match = REF.fullmatch(text.strip())
    if not match:
        raise BadReference(
            f"'{text}' is not a reference. One looks like reviews__overdue@2026-03-31 or "
            "reviews__overdue@2026-03-31/age_band=65 and above"
        )
    try:
        said = match["start"] or (match["month"] and f"{match['month']}-01")
        start = dt.date.fromisoformat(said) if said else None
        end = dt.date.fromisoformat(match["end"]) if match["end"] else month_end(start.year, start.month)
    except ValueError:
        raise BadReference(f"'{text}' holds a date that does not exist") from None
    return Reference(
        match["metric"], end, start, match["breakdown"] or "all", match["value"] or "all", match["release"]
    )


def folder(home: Path, release: str | None) -> Path:
    """A release's folder, ``current`` resolved once. Raises BadReference when there is none."""
    releases = home / "published" / "releases"
    path = releases / release if release else (home / "published" / "current").resolve()
    is_name = not release or (path.parent == releases and not release.startswith("."))
    if not is_name or not (path / "internal" / "warehouse.duckdb").is_file():
        known = (
            sorted(each.name for each in releases.iterdir() if not each.name.startswith("."))
            if releases.is_dir()
            else []
        )
        raise BadReference(
            f"there is no release {release or 'yet'}; {'there are: ' + ', '.join(known) if known else 'run goldenthread refresh'}"
        )
    return path


def trace(home: Path, text: str) -> dict[str, Any]:
    """Walk a figure back to its files: one JSON-able tree per council under ``figures``.

    Another council's published figure leads to its publisher, under ``published``; a limit or a forecast to the figures
    that it is made of, under ``worked_out``.

    Raises BadReference when the metric, the period or the slice is not in the release.
    """
    if RECORD.fullmatch(text.strip().partition("#")[0].upper()):
        return _record(home, text.strip())
    wanted = parse(text)
    place = folder(home, wanted.release)
    with duckdb.connect(str(place / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        if wanted.breakdown == COMPARATOR:
            return {"ref": text.strip(), "release": place.name, "published": _published(connection, wanted)}
        if wanted.breakdown in WORKED_OUT:
            return {"ref": text.strip(), "release": place.name, "worked_out": _worked_out(connection, wanted)}
        figures = _figures(connection, wanted)
        metric = _metric(connection, wanted.metric)
        loads = tables.rows(
            connection,
            f"select delivery_id, load_id, extract, la_code, file_name, received_at, sha256, rows_in, rows_loaded, "
            f"rows_set_aside, rows_warned, period_start, period_end from loads where status = 'loaded' and not withdrawn "
            f"and load_id in (select load_id from ({_used(connection, metric)}) as used) order by received_at",
        )
        checks = tables.rows(
            connection,
            "select rule, description, severity, success, unexpected from quality_results where door = 'back' order by rule",
        )
        with_registers = walking.has_registers(connection)
        for each in figures if with_registers else []:
            each["thread"] = walking.thread_of(connection, each["la_code"], wanted.metric, each["period_end"])
    for each in figures:
        margin = uncertainty.margin(metric.get("chance"), each["numerator"], each["denominator"])
        each |= {"margin_of_error": margin} if margin is not None else {}
        each["files"] = [load for load in loads if _touches(load, each)]
    return {
        "ref": text.strip(),
        "release": place.name,
        "metric": {
            key: metric.get(key)
            for key in (
                "id",
                "title",
                "definition",
                "numerator",
                "denominator",
                "target",
                "owner",
                "method_version",
            )
        }
        | {
            "hundredths": [*(metric.get("hundredths") or []), *(["numerator"] if metric.get("pence") else [])]
        },
        "sql": metric["sql"],
        "yaml": metric["yaml_path"],
        "figures": figures,
        "checks": checks,
        "registers": with_registers,
    }


def _record(home: Path, text: str) -> dict[str, Any]:
    """Walk a record of a register both ways. Raises BadReference when the release has none of the id."""
    ref, _, release = text.partition("#")
    ref = ref.upper()
    place = folder(home, release or None)
    with duckdb.connect(str(place / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        if not walking.has_registers(connection):
            raise BadReference(
                f"the release {place.name} was built without registers; put them into the inbox"
            )
        rows = tables.rows(
            connection,
            "select records.*, loads.file_name, loads.received_at, loads.sha256 from dim_records as records "
            "inner join loads on records.load_id = loads.load_id and loads.status = 'loaded' where record_ref = $1 "
            "order by records.la_code",
            [ref],
        )
        for each in rows:
            if each["kind"] == "claim" and tables.has(connection, "fct_claim_versions"):
                each["versions"] = _versions(connection, each["la_code"], ref)
            each["back"] = walking.back(connection, each["la_code"], ref).as_json()
            each["forward"] = walking.forward(connection, each["la_code"], ref).as_json()
        if not rows:
            there = connection.execute("select distinct record_ref from dim_records order by 1").fetchall()
            near = difflib.get_close_matches(ref, [each for (each,) in there], n=3)
            raise BadReference(
                f"no register holds {ref}" + (f"; the nearest: {', '.join(near)}" if near else "")
            )
    return {"ref": text, "release": place.name, "records": rows}


def _versions(connection: duckdb.DuckDBPyConnection, la_code: str, ref: str) -> list[dict[str, Any]]:
    """What each version of the self-assessment said of a claim, what changed and why, the latest first."""
    return tables.rows(
        connection,
        "select * exclude (la_code, claim_ref) from fct_claim_versions where la_code = $1 and claim_ref = $2 "
        "order by version_number desc",
        [la_code, ref],
    )


def _published(connection: duckdb.DuckDBPyConnection, wanted: Reference) -> list[dict[str, Any]]:
    """A figure that was published nationally, with what it is and whose. Raises BadReference when there is none."""
    rows = tables.rows(
        connection,
        "select *, $source as source from comparators where metric_id = $metric and year_end = $end and area_name = $area",
        {"source": ATTRIBUTION, "metric": wanted.metric, "end": wanted.end, "area": wanted.value},
    )
    if not rows:
        raise BadReference(
            f"the release has no published figure of {wanted.value} for {wanted.metric} and {wanted.end}"
        )
    return rows


WORKED_OUT = {
    series.LIMITS: (series.limit, "mean, lower and upper of a metric whose entry names a rule set"),
    equity.INDEX: (equity.worked_out, "the groups by ethnicity, sex and age"),
    backlogs.FORECAST: (
        backlogs.worked_out,
        "today, and plan where there is one, of a metric that is a backlog, and with asked each of a month, as today:2026-09",
    ),
}
"""What stands in a reference where a breakdown would, for numbers that are no counts: who works them out, and of what."""


def _worked_out(connection: duckdb.DuckDBPyConnection, wanted: Reference) -> list[dict[str, Any]]:
    """What a number that is no count stands for. Raises BadReference when the release has none of the name."""
    work_out, there = WORKED_OUT[wanted.breakdown]
    rows = work_out(connection, wanted.metric, wanted.end, wanted.value)
    if not rows:
        raise BadReference(
            f"{wanted.metric} has no {wanted.breakdown} {wanted.value} at {wanted.end}: there are {there}, "
            "at the end of each of its figures"
        )
    return rows


def _figures(connection: duckdb.DuckDBPyConnection, wanted: Reference) -> list[dict[str, Any]]:
    """The figure for each council, of the longest period that ends on the day unless a start is given."""
    rows = tables.rows(
        connection,
        "select la_code, period_start, period_end, breakdown, breakdown_value, kind, unit, numerator, denominator, value "
        "from metric_values where metric_id = ? and period_end = ? and breakdown = ? and breakdown_value = ? "
        "and (? is null or period_start = ?) qualify period_start = min(period_start) over (partition by la_code) order by la_code",
        [wanted.metric, wanted.end, wanted.breakdown, wanted.value, wanted.start, wanted.start],
    )
    if rows:
        return rows
    known = {each.id for each in metrics.catalogue()}
    if wanted.metric not in known:
        raise BadReference(f"there is no metric {wanted.metric}; there are: {', '.join(sorted(known))}")
    ends = connection.execute(
        "select distinct period_end from metric_values where metric_id = ? order by 1 desc limit 6",
        [wanted.metric],
    ).fetchall()
    values = connection.execute(
        "select distinct breakdown || '=' || breakdown_value from metric_values where metric_id = ? and period_end = ? order by 1",
        [wanted.metric, wanted.end],
    ).fetchall()
    told = ", ".join(str(end) for (end,) in ends)
    there = ", ".join(value for (value,) in values) or (f"periods ending {told}" if told else "none at all")
    reasons = {why for *_, end, why in absences(connection, wanted.metric, None) if end == wanted.end}
    if reasons:
        raise BadReference(
            f"{wanted.metric} has no such figure, because {' and '.join(sorted(reasons))}; there are: {there}"
        )
    raise BadReference(f"{wanted.metric} has no such figure; there are: {there}")


def absences(connection: duckdb.DuckDBPyConnection, metric_id: str, la_code: str | None) -> list[tuple]:
    """The last periods for which a metric has no figure: council, first day, last day and why, earliest first.

    la_code: of one council, or None for every. Releases from before reasons were kept have none.
    """
    if not tables.has(connection, "metric_periods"):
        return []
    return connection.execute(
        "select la_code, period_start, period_end, absent_because from metric_periods where absent_because is not null "
        "and metric_id = ? and (? is null or la_code = ?) "
        "qualify row_number() over (partition by la_code order by period_end desc) <= 12 order by la_code, period_end",
        [metric_id, la_code, la_code],
    ).fetchall()


def _metric(connection: duckdb.DuckDBPyConnection, metric_id: str) -> dict[str, Any]:
    """The catalogue entry as the release has it, not as the code has it now."""
    return json.loads(
        connection.execute("select entry from metric_catalogue where metric_id = ?", [metric_id]).fetchone()[
            0
        ]
    )


def _used(connection: duckdb.DuckDBPyConnection, metric: dict[str, Any]) -> str:
    """SQL for the loads whose rows a metric counts: by the lineage that the build left, and of Client Level Data those
    whose rows stand in a mart, because they were chosen for a quarter.

    Marts of the national method are apart, because it chooses by its own rule. Releases from before lineage was kept
    know the marts alone.
    """
    told = tables.has(connection, lineage.TABLE)
    own = f"select load_id from {lineage.TABLE} where metric_id = '{metric['id']}'" if told else ""
    if told and metric["extract"] != "cld" and not metric.get("with_client_level_data"):
        return own
    marts = connection.execute(
        "select table_name from duckdb_columns() where column_name = 'load_id' and starts_with(table_name, 'fct_') "
        "and starts_with(table_name, 'fct_national__') = ? order by 1",
        [metric["disclosure"] == "national"],
    ).fetchall()
    rows = " union ".join(f"select load_id from {name}" for (name,) in marts)
    counted = f"select load_id from loads where extract = 'cld' and load_id in ({rows})"  # a register's mart has loads too
    return f"{counted} union {own}" if told else counted


def _touches(load: dict[str, Any], figure: dict[str, Any]) -> bool:
    """Whether a load is of the figure's council, or of all, and begins before its period is over: figures look back."""
    return load["la_code"] in (None, "", figure["la_code"]) and (
        not load["period_start"] or load["period_start"] <= figure["period_end"]
    )
