"""The night measures every twelve months at once, and each of them as the method does when asked for it alone."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import duckdb
import pytest

from expectations import gate
from goldenthread import conformance, landing, metric_values, raw_schema, rooms, warehouse
from goldenthread.settings import Settings

PERIODS = {
    "latest": (dt.date(2025, 4, 1), dt.date(2026, 3, 31)),
    "previous": (dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
}
PASSED_OVER = {"CLD_501_20240101_20241231_truncated.csv", "CLD_501_20240701_20250630_v1.csv"}
ASCOF = "select measure, part, group_name, numerator, denominator from fct_national__ascof where period_end = $end order by all"
TWO_D = (
    "select client_group, slice, episodes, went_well, died, readmitted, entered_care, discharges from fct_national__2d "
    "where period_end = last_day($end - interval 3 month) order by all"
)


def query(database: Path, sql: str, **given) -> list[tuple]:
    """Rows of a query, read-only."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql, given).fetchall()


@pytest.fixture(scope="module")
def northmoor(tmp_path_factory) -> tuple[Settings, Path]:
    """A case's files, landed once: the settings of its home, and its folder.

    What was landed of the two that are chosen for nothing is spoilt: whatever opened them would fail.
    """
    folder = tmp_path_factory.mktemp("northmoor")
    with zipfile.ZipFile(rooms.ROOT / "tests" / "cases" / "northmoor-a.zip") as kept:
        kept.extractall(folder / "case")
    settings = conformance.own_home(Settings(), folder / "home")
    assert not conformance.receive(settings, folder / "case", gate.admit, lambda *_: None)
    spoilt = [each for each in landing.register(settings.home) if each.file_name in PASSED_OVER]
    assert len(spoilt) == len(PASSED_OVER)
    for each in spoilt:
        (settings.home / "raw" / "cld" / f"{each.load_id}.parquet").write_bytes(b"not to be opened")
    return settings, folder / "case"


@pytest.fixture(scope="module")
def night(northmoor, tmp_path_factory) -> Path:
    """The database of a night over the case, with its hospital records and residents."""
    settings, _ = northmoor
    asked = warehouse.question(settings, None)
    made = warehouse.Build(asked.release, asked.as_at, asked.deliveries, tmp_path_factory.mktemp("night"))
    with duckdb.connect(str(made.database)) as connection:
        raw_schema.make(connection, settings, made)
    nightly = ("build", "--exclude-resource-type", "unit_test", "--exclude", warehouse.ASSURANCE)
    warehouse.dbt(settings, made, *nightly)
    with duckdb.connect(str(made.database)) as connection:
        metric_values.gather(connection, made.release)
    return made.database


@pytest.fixture(scope="module", params=PERIODS)
def alone(request, northmoor, tmp_path_factory) -> tuple[Path, dt.date]:
    """The database of the method asked for one period alone, and the period's last day."""
    settings, _ = northmoor
    out = tmp_path_factory.mktemp(request.param)
    for left in (settings.home / "runs").glob("*"):
        left.rename(out / "earlier run")
    conformance.run(settings, PERIODS[request.param], None, out / "made")
    (database,) = (settings.home / "runs").glob("*/warehouse.duckdb")
    return database, PERIODS[request.param][1]


def test_the_plan_names_the_files_of_the_loads_that_were_chosen_and_no_other(night):
    """For staging, which every model reads rows through; two of eleven submissions are chosen for nothing."""
    files = query(
        night,
        "select path, file_name from raw.files inner join raw.loads using (load_id) where extract = 'cld'",
    )
    opened = query(
        night, "select path from raw.files inner join int_national__loads_opened using (load_id) order by 1"
    )
    assert {name for path, name in files if (path,) not in opened} == PASSED_OVER
    ((view,),) = query(
        night, "select sql from duckdb_views() where schema_name = 'raw' and view_name = 'cld'"
    )
    assert re.findall(r"'([^']+\.parquet)'", view) == [path for (path,) in opened]
    ((_, plan),) = query(
        night, "explain (analyze, format json) select count(client_type) from stg_cld__events"
    )
    assert re.findall(r'"Total Files Read": "(\d+)"', plan) == [str(len(opened))] == ["9"]


@pytest.mark.parametrize("sql", [ASCOF, TWO_D], ids=["ascof", "2d"])
def test_a_period_measured_among_others_is_the_period_measured_alone(night, alone, sql):
    """The latest twelve months, and those before them.

    Asked for alone, the earlier period also has a joined table and person details that end with it. In this case
    neither moves a count of the period before; of periods further back they move some, as the method's own revisions do.
    """
    database, end = alone
    expected = query(database, sql, end=end)
    assert len(expected) >= 18
    assert query(night, sql, end=end) == expected


def test_a_metric_is_the_national_table(night):
    """Totals and groups of the metrics, and the cells of the national tables."""
    cells = (
        "select {numerator}, denominator, breakdown_value from metric_values where metric_id = '{metric}' "
        "and period_end = date '2026-03-31' and breakdown_value in ('all', '18 to 64', '65 and above') order by 3, 1"
    )
    for metric, measure, part in [
        ("ascof__2a", "ASCOF 2A", ""),
        ("ascof__3d_clients_self_directed", "ASCOF 3D (Clients)", "1a"),
        ("ascof__3d_carers_direct_payment", "ASCOF 3D (Carers)", "2b"),
    ]:
        found = query(night, cells.format(numerator="numerator", metric=metric))
        table = query(
            night,
            "select numerator, denominator, replace(group_name, 'Total', 'all') from fct_national__ascof "
            "where measure = $measure and part = $part and period_end = date '2026-03-31' order by 3, 1",
            measure=measure,
            part=part,
        )
        assert len(table) == 3
        assert sorted(found, key=str) == sorted(table, key=str), metric
    waits = query(
        night,
        "select age_band, waits, median_days from fct_national__waiting_times "
        "where metric = 'Wait time to first service' and quarter_end = date '2025-12-31' order by 1",
    )
    assert len(waits) == 2
    assert waits == query(
        night,
        "select breakdown_value, denominator, value from metric_values where metric_id = 'waiting__first_service' "
        "and period_end = date '2025-12-31' and breakdown = 'age_band' order by 1",
    )


def test_the_cases_of_every_national_metric_are_its_figure_in_every_period(night):
    """What figures are compared by (docs/method/changes.md): no metric has other cases than it counts."""
    differ = query(
        night,
        """
        with cases as (
            select
                metric_id, la_code, unnest(period_ends) as period_end,
                in_numerator::int as above, in_denominator::int as below, days_waited
            from fct_national__cases
        ),
        counted as (
            select metric_id, la_code, period_end, sum(above) as above, sum(below) as below, median(days_waited) as days
            from cases group by all
        )
        select metric_id, period_end
        from metric_values as figures left join counted using (metric_id, la_code, period_end)
        where
            breakdown = 'all' and metric_id in (select metric_id from cases)
            and (
                coalesce(above, 0) <> coalesce(numerator, 0)
                or (kind <> 'rate' or metric_id = 'ascof__2d_part2') and coalesce(below, 0) <> denominator
                or kind = 'median' and days is distinct from value
            )
        """,
    )
    assert not differ
    ((metrics,),) = query(night, "select count(distinct metric_id) from fct_national__cases")
    assert metrics == 13


def test_every_period_due_has_a_figure_or_a_reason(night):
    missing = query(
        night,
        "select metric_id, period_end from metric_periods left join metric_values as figures "
        "using (metric_id, la_code, period_start, period_end) "
        "where coalesce(breakdown, 'all') = 'all' and (figures.metric_id is null) <> (absent_because is not null)",
    )
    assert not missing
    reasons = query(
        night,
        "select metric_id, period_end::varchar, absent_because from metric_periods where absent_because is not null "
        "and metric_id in ('ascof__2a', 'ascof__2d_part1') and period_end in ('2023-12-31', '2026-03-31') order by all",
    )
    assert reasons == [
        ("ascof__2a", "2023-12-31", "no submission covers January to March 2023"),
        ("ascof__2d_part1", "2023-12-31", "no submission covers January to March 2023"),
        ("ascof__2d_part1", "2026-03-31", "people have to be followed for twelve weeks after its last day"),
    ]


def test_the_periods_measured_are_those_that_lack_no_submission(night):
    measured = query(
        night, "select la_code, period_start, period_end from int_national__periods order by all"
    )
    assert len(measured) == 9
    assert measured == query(
        night,
        "select la_code, period_start, period_end from fct_national__periods "
        "where period_length = 'twelve months' and lacks_submissions is null order by all",
    )
