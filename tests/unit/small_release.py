"""A release of a few figures made by hand: for what reads a release, without a build."""

import datetime as dt
import functools
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from goldenthread import comparators, landing, lineage, metrics, raw_schema, series
from goldenthread.landing import Delivery
from goldenthread.warehouse import Build

RELEASE = "2026-04-23-0123456789ab"
SNAPSHOT, FLOW = "reviews__overdue", "requests__completed"
VALUES = "metric_id varchar, la_code varchar, period_start date, period_end date, breakdown varchar, breakdown_value varchar, kind varchar, unit varchar, numerator bigint, denominator bigint, value double, method_version varchar, release varchar"
MARTS = {
    "fct_ascof_published": "measure varchar, part varchar, area varchar, area_type varchar, area_name varchar, la_code varchar, region varchar, year varchar, year_end date, outcome double, outcome_marker varchar, decimals integer, is_outlier boolean, question varchar, councils_compared bigint, quartile bigint",
    "fct_ascof_peers": "la_code varchar, measure varchar, part varchar, year varchar, year_end date, decimals integer, peer_group varchar, councils bigint, councils_with_a_figure bigint, outcome double, lowest double, highest double",
    "fct_capacity_plans": "la_code varchar, plan_ref varchar, version integer, work_type varchar, month_on date, planned_completions integer",
    "fct_data_quality__fields": "la_code varchar, field varchar, column_header varchar, delivery_id varchar, applicable bigint, usable bigint, earlier_applicable bigint, earlier_usable bigint",
}
FIGURES = [
    (SNAPSHOT, "2026-02-01", "2026-02-28", "all", "all", 30, 90),
    (SNAPSHOT, "2026-03-01", "2026-03-31", "all", "all", 36, 91),
    (SNAPSHOT, "2026-03-01", "2026-03-31", "age_band", "65 and above", 20, 50),
    (FLOW, "2026-03-01", "2026-03-31", "all", "all", 7, None),
    (FLOW, "2026-01-01", "2026-03-31", "all", "all", 21, None),
    (FLOW, "2026-02-01", "2026-02-28", "all", "all", 6, None),
]
ABSENT = (
    "('ascof__2a', '990', date '2025-04-01', date '2026-03-31', 'no submission covers January to March 2026')"
)
LOADS = {  # file name to its stated period
    "year_to_december.csv": ("2025-01-01", "2025-12-31"),
    "year_to_february.csv": ("2025-03-01", "2026-02-28"),
    "year_to_march.csv": ("2025-04-01", "2026-03-31"),
    "quarter_to_march.csv": ("2026-03-01", "2026-03-31"),
}
CHOSEN = ("2", "3", "4")
"""Ids of the loads that were chosen for a quarter; the first one's rows were replaced by later ones."""


def delivery(name: str = "cld.csv", received: str = "2026-04-23 13:23:48", **given: Any) -> Delivery:
    """A delivery of ten rows, loaded, unless told otherwise."""
    at = dt.datetime.fromisoformat(received)
    load_id = given.pop("load_id", hashlib.sha256(name.encode()).hexdigest()[:16])
    made = {
        "delivery_id": landing.delivery_id(load_id, at), "load_id": load_id, "extract": "cld", "la_code": "990",
        "la_name": "Synthetic Northbridge", "file_name": name, "received_at": at, "received_from": "manifest",
        "file_bytes": 100, "sha256": load_id * 4, "period_start": dt.date(2025, 4, 1), "period_end": dt.date(2026, 3, 31),
        "rows_in": 10, "rows_loaded": 10, "rows_set_aside": 0, "rows_warned": 0, "status": "loaded", "reason": "",
    }  # fmt: skip
    return Delivery(**(made | given))


def build(home: Path, deliveries: list[Delivery], release: str = RELEASE) -> Build:
    """A finished build of these figures, as dbt and ``gather`` would leave it."""
    made = Build(release, dt.date(2026, 4, 23), deliveries, home / "runs" / release)
    made.folder.mkdir(parents=True)
    with duckdb.connect(str(made.database)) as connection:
        _figures(connection, release)
        for name, columns in MARTS.items():
            connection.execute(f"create table {name} ({columns})")
        connection.execute(f"create table {lineage.TABLE} (metric_id varchar, load_id varchar)")
        connection.execute("create table dim_person as select 'a' as person_key, 1960 as birth_year")
        connection.execute(
            "create table fct_submission_findings as select '990' as la_code, timestamp '2026-04-21' as received_at, "
            "'a' as load_id, 4 as events, 1 as events_before_birth, 0 as events_after_death, 2 as people, "
            "0 as people_without_nhs_number, 3 as services, 0 as services_of_unknown_type, "
            "0 as rows_of_release_1, 4 as rows_of_release_2"
        )
        connection.execute("create schema raw")
        connection.execute(f"create table raw.loads ({raw_schema.LOADS})")
        for each in deliveries:
            connection.execute(f"insert into raw.loads values ({', '.join('?' * 20)})", raw_schema.row(each))
        comparators.gather(connection)
        series.gather(connection, release)
    used = {each.delivery_id: each.withdrawn for each in deliveries}
    landing.write_whole(made.folder / "built.json", json.dumps({"as_at": "2026-04-23", "deliveries": used}))
    return made


def _figures(connection: duckdb.DuckDBPyConnection, release: str) -> None:
    """``metric_values``, ``metric_periods`` and ``metric_catalogue``."""
    connection.execute(f"create table metric_values ({VALUES})")
    others = [each for each in metrics.catalogue() if each.id not in (SNAPSHOT, FLOW)]
    march = [
        (each.id, "2026-03-01", "2026-03-31", "all", "all", 40, 40 if each.denominator else None)
        for each in others
    ]  # so that what the catalogue says is the same count is the same
    for metric, start, end, breakdown, value, numerator, denominator in [*FIGURES, *march]:
        kind, unit = ("count", "requests") if denominator is None else ("proportion", "percent")
        figure = numerator if denominator is None else 100 * numerator / denominator
        row = [
            metric,
            "990",
            start,
            end,
            breakdown,
            value,
            kind,
            unit,
            numerator,
            denominator,
            figure,
            "local-1",
            release,
        ]
        connection.execute(f"insert into metric_values values ({', '.join('?' * 13)})", row)
    connection.execute(
        "create table metric_periods as select distinct metric_id, la_code, period_start, period_end, "
        "null::varchar as absent_because from metric_values"
    )
    connection.execute(f"insert into metric_periods values {ABSENT}")
    connection.execute(
        "create table metric_catalogue (metric_id varchar, title varchar, definition varchar, entry varchar)"
    )
    for each in metrics.catalogue():
        row = [each.id, each.title, each.definition, each.model_dump_json()]
        connection.execute("insert into metric_catalogue values (?, ?, ?, ?)", row)


@functools.cache
def _database(release: str) -> bytes:
    """The internal database: made once, for it takes a second."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warehouse.duckdb"
        with duckdb.connect(str(path)) as connection:
            _figures(connection, release)
            connection.execute(
                "create table loads (delivery_id varchar, load_id varchar, extract varchar, la_code varchar, file_name varchar, received_at timestamp, sha256 varchar, rows_in bigint, rows_loaded bigint, rows_set_aside bigint, rows_warned bigint, period_start date, period_end date, status varchar, withdrawn boolean)"
            )
            for day, (name, (start, end)) in enumerate(LOADS.items(), 1):
                connection.execute(
                    "insert into loads values (?, ?, 'cld', '990', ?, ?, ?, 10, 10, 0, 1, ?, ?, 'loaded', false)",
                    [f"{day}-1", str(day), name, f"2026-04-{day:02} 09:00:00", str(day) * 64, start, end],
                )
            connection.execute(
                "create table comparators as select 'reviews__overdue' as metric_id, '2A' as national_measure, 'England' as area_name, '2024/25' as year, date '2025-03-31' as year_end, 77.1::double as value, null::varchar as marker, null::varchar as question"
            )
            connection.execute("create table fct_reviews (event_key varchar, load_id varchar)")
            for load_id in CHOSEN:
                connection.execute("insert into fct_reviews values ('a', ?)", [load_id])
            connection.execute(
                "create table quality_results (door varchar, rule varchar, description varchar, severity varchar, success boolean, unexpected bigint)"
            )
            connection.execute(
                "insert into quality_results values ('back', 'sums.agree', 'Sums agree.', 'refuse', true, 0)"
            )
        return path.read_bytes()


def write(home: Path, release: str = RELEASE, current: bool = True) -> Path:
    """Write the release's internal database and what its public half says of it; gives its folder."""
    folder = home / "published" / "releases" / release
    (folder / "internal").mkdir(parents=True)
    (folder / "public").mkdir()
    (folder / "internal" / "warehouse.duckdb").write_bytes(_database(release))
    about = {
        "release": release,
        "as_at": "2026-04-23",
        "councils": [{"la_code": "990", "la_name": "Synthetic Northbridge"}],
    }
    (folder / "public" / "release.json").write_text(json.dumps(about), encoding="utf-8")
    if current:
        (home / "published" / "current").symlink_to(Path("releases") / release)
    return folder
