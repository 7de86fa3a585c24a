"""A backlog by its catalogue entry: what comes and what is done by month, its table, its reference."""

import datetime as dt

import duckdb
import pytest

from goldenthread import backlogs, forecast, metrics, periods, plans
from goldenthread.forecast import Month

MARCH = dt.date(2026, 3, 31)
MONTHS = periods.month_ends(MARCH, 14)
CATALOGUE = {each.id: each for each in metrics.catalogue()}
PLAN = [
    {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 6, 30), "completed": 200},
    {"start": dt.date(2026, 7, 1), "completed": 125},
]


def backlog(received="waits__received", plan=PLAN):
    """A count of people waiting that is a backlog."""
    entry = {
        "received": received,
        "completed": "waits__completed",
        "plan": plan,
        "plan_source": "Board, item 4",
    }
    return CATALOGUE["support__long_term_open"].model_copy(
        update={"id": "waits__open", "backlog": metrics.Backlog.model_validate(entry)}
    )


def counts(numbers, ends=MONTHS):
    return dict(zip(ends, numbers, strict=True))


STOCK = counts(range(1300, 1160, -10))
CAME, DONE = counts([50] * 14), counts([60] * 14)


def test_the_last_twelve_months_tell_the_pace_and_the_plan_its_own():
    found = backlogs.of(backlog(), STOCK, CAME, DONE, MARCH)
    assert (found.stock, found.known, found.pace) == (1170, 12, (50, 60))
    assert found.outlooks["today"] == forecast.Outlook(117, 117.0, 117.0)
    assert float(found.outlooks["plan"].months) == 3 + (1170 - 3 * 150) / 75 == 12.6
    assert found.progress == forecast.Progress(3, 600, 180)
    assert found.because is None


def test_where_nothing_counts_what_came_the_stock_tells_it():
    found = backlogs.of(backlog(None), STOCK, None, DONE, MARCH)
    assert found.history == [Month(50, 60)] * 12


@pytest.mark.parametrize("gone", ["came", "done"])
def test_only_months_without_a_gap_before_the_day_count(gone):
    came, done = dict(CAME), dict(DONE)
    (came if gone == "came" else done)[MONTHS[4]] = None
    found = backlogs.of(backlog(), STOCK, came, done, MARCH)
    assert found.known == 9
    (came if gone == "came" else done).pop(MONTHS[9])
    found = backlogs.of(backlog(), STOCK, came, done, MARCH)
    assert found.outlooks == {} and found.because.startswith("only 4 months")


def test_without_a_figure_of_the_backlog_itself_there_is_no_forecast():
    found = backlogs.of(backlog(), STOCK | {MARCH: None}, CAME, DONE, MARCH)
    assert (found.outlooks, found.because) == ({}, "there is no figure for the backlog itself")


def test_without_a_plan_there_is_only_today_s_pace():
    found = backlogs.of(backlog(plan=[]), STOCK, CAME, DONE, MARCH)
    assert list(found.outlooks) == ["today"] and found.progress is None


@pytest.fixture
def database():
    """A release's figures of a backlog and its flows; the other council's flows are not counted."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table metric_values (metric_id varchar, la_code varchar, period_start date, period_end date, "
            "breakdown varchar, numerator bigint)"
        )
        for name, figures in (("waits__open", STOCK), ("waits__received", CAME), ("waits__completed", DONE)):
            for end, count in figures.items():
                row = [name, "990", end.replace(day=1), end, "all", count]
                connection.execute("insert into metric_values values (?, ?, ?, ?, ?, ?)", row)
        connection.execute(
            "insert into metric_values select metric_id, la_code, period_start, period_end, 'sex', 1 from metric_values"
        )
        connection.execute(
            "insert into metric_values values ('waits__completed', '990', '2026-01-01', '2026-03-31', 'all', 180)"
        )
        connection.execute(
            "insert into metric_values values ('waits__open', '991', '2026-03-01', '2026-03-31', 'all', 7)"
        )
        connection.execute("create table metric_catalogue (metric_id varchar, entry varchar)")
        for metric in (backlog(), CATALOGUE["reviews__planned"]):
            connection.execute(
                "insert into metric_catalogue values (?, ?)", [metric.id, metric.model_dump_json()]
            )
        yield connection


def test_a_release_has_a_row_for_each_scenario_and_says_why_there_is_none(database):
    backlogs.gather(database, "R1")
    rows = database.execute(
        "select la_code, scenario, stock, received_a_month, completed_a_month, months_to_clear, plan_completed, plan_done, "
        "no_forecast_because, release from metric_forecasts order by all"
    ).fetchall()
    assert rows == [
        ("990", "plan", 1170, 50.0, 60.0, 12.6, 600, 180, None, "R1"),
        ("990", "today", 1170, 50.0, 60.0, 117.0, None, None, None, "R1"),
        ("991", "today", 7, None, None, None, None, None,
         "only 0 months tell what came and what was done, and 6 are needed", "R1"),
    ]  # fmt: skip


def test_a_reference_leads_to_the_figures_of_the_day_it_names(database):
    (found,) = backlogs.worked_out(database, "waits__open", MONTHS[11], "today")
    assert found["value"] == 119 and found["made_of"] == "a stock of 1,190 and the 12 months to 2026-01-31"
    assert found["figures"][0] == "waits__open@2026-01-31" and len(found["figures"]) == 25
    assert "waits__completed@2025-02-01..2025-02-28" in found["figures"]
    for end, name in ((dt.date(2026, 1, 30), "today"), (MARCH, "tomorrow"), (dt.date(2024, 3, 31), "today")):
        assert backlogs.worked_out(database, "waits__open", end, name) == []


def test_a_release_without_backlogs_has_an_empty_table():
    with duckdb.connect() as connection:
        connection.execute(
            "create table metric_catalogue as select 'a' as metric_id, '{\"backlog\": null}' as entry"
        )
        backlogs.gather(connection, "R1")
        assert connection.execute("select count(*) from metric_forecasts").fetchone() == (0,)


def test_the_plan_s_own_line_stands_beside_the_forecast(database):
    """The plan began in January with 1,200 waiting: 50 came and it asked for 200 in each month; then for 125 from July."""
    backlogs.gather(database, "R1")
    rows = dict(
        database.execute(
            "select line || ' ' || strftime(period_end, '%Y-%m'), stock from metric_forecast_lines where la_code = '990'"
        ).fetchall()
    )
    assert len(rows) == 12 + 12 + (1 + 3 + 12)
    asked = [
        rows[f"asked {month}"] for month in ("2025-12", "2026-01", "2026-03", "2026-06", "2026-07", "2027-03")
    ]
    assert asked == [1200, 1050, 750, 300, 225, 0]
    assert [rows[f"today {month}"] for month in ("2026-04", "2027-03")] == [1160, 1050]
    assert [rows[f"plan {month}"] for month in ("2026-04", "2026-07")] == [1020, 1170 - 450 - 75]
    assert database.execute(
        "select count(*) from metric_forecast_lines where la_code = '991'"
    ).fetchall() == [(0,)]


def test_a_reference_to_where_a_stock_would_stand_leads_to_it(database):
    (found,) = backlogs.worked_out(database, "waits__open", MARCH, "asked:2026-06")
    assert (found["value"], found["what"]) == (300, "stock at the end of 2026-06, asked")
    (found,) = backlogs.worked_out(database, "waits__open", MARCH, "today:2026-06")
    assert found["lower"] == found["value"] == found["upper"] == 1140
    for name in ("asked:2027-04", "asked", "never:2026-06"):
        assert backlogs.worked_out(database, "waits__open", MARCH, name) == []


def test_a_council_s_delivered_plan_counts_before_the_catalogue_s(database):
    """Two plans speak of April: they are added up."""
    database.execute(
        "create table fct_capacity_plans as select * from (values "
        "('990', 'A', 'Waits', date '2026-04-01', 300), ('990', 'B', 'Waits', date '2026-04-01', 100), "
        "('990', 'A', 'Waits', date '2026-05-01', 400), ('990', 'A', 'Other', date '2026-04-01', 9), "
        "('991', 'A', 'Waits', date '2026-04-01', 9)) as t (la_code, plan_ref, work_type, month_on, planned_completions)"
    )
    delivered = plans.held(database, "Waits")["990"]
    assert delivered.parts == [forecast.Phase(dt.date(2026, 4, 1), dt.date(2026, 5, 31), 400)]
    found = backlogs.of(backlog(), STOCK, CAME, DONE, MARCH, delivered)
    assert found.plan_source == "capacity plan A and B"
    assert [float(each.stock) for each in found.lines["plan"][:3]] == [820, 470, 460]
    assert found.progress is None and plans.of([]) is None


def test_without_the_stock_on_the_eve_of_the_plan_it_has_no_line():
    found = backlogs.of(backlog(), STOCK | {MONTHS[10]: None}, CAME, DONE, MARCH)
    assert found.lines["asked"] == [] and found.lines["plan"]
