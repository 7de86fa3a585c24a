"""A metric that is a backlog: what comes, what is done, its plan, and when it will be gone.

A backlog's catalogue entry names the metrics that count what was received and completed in a month, and may have a plan.
Where nothing counts what was received, the stock itself tells it: what it grew by, and what was done besides.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import duckdb

from goldenthread import forecast, plans, tables
from goldenthread.forecast import Month, Outlook, Phase, Progress, Standing
from goldenthread.metrics import Metric
from goldenthread.periods import is_month_end, month_ends
from goldenthread.plans import Plan

FORECAST = "forecast"
"""What stands in a reference where a breakdown would: ``<metric>@<month's end>/forecast=today``, or ``plan``.

Where the stock would stand in a month is ``forecast=today:2026-09``, or ``plan:``, or ``asked:`` for the plan's own line.
"""
TODAY, PLAN, ASKED = "today", "plan", "asked"
Counts = dict[dt.date, int | None]
"""Last day of a month to a count; None where there is none."""
TABLE = """metric_forecasts (
    metric_id varchar, la_code varchar, period_end date, scenario varchar, stock bigint, history_months bigint,
    received_a_month double, completed_a_month double, months_to_clear double, lower_months double, upper_months double,
    plan_months bigint, plan_completed bigint, plan_done bigint, no_forecast_because varchar, release varchar
)"""
LINES = """metric_forecast_lines (
    metric_id varchar, la_code varchar, forecast_on date, line varchar, period_end date, stock double, lower double,
    upper double, release varchar
)"""


@dataclass(frozen=True)
class Forecast:
    """A backlog on a month's last day; ``because`` says why nothing can be told of when it is cleared."""

    metric: Metric
    end: dt.date
    stock: int | None
    history: list[Month]
    outlooks: dict[str, Outlook]
    progress: Progress | None
    because: str | None
    lines: dict[str, list[Standing]] = field(default_factory=dict)  # where it would stand, by month
    plan: list[Phase] = field(default_factory=list)
    plan_source: str | None = None

    @property
    def pace(self) -> tuple[Fraction, Fraction]:
        """How many come and how many are done in a month."""
        return forecast.pace(self.history)

    @property
    def known(self) -> int:
        """How many months tell it."""
        return min(len(self.history), forecast.HISTORY)


def of(
    metric: Metric,
    stock: Counts,
    received: Counts | None,
    completed: Counts,
    end: dt.date,
    delivered: Plan | None = None,
) -> Forecast:
    """The forecast of a backlog on a month's last day, from counts by month up to then.

    received: None where no metric counts it. Only months without a gap before the end count. delivered: the council's
    own plan; without one, that of the catalogue entry.
    """
    written = [Phase(each.start, each.end, each.completed) for each in metric.backlog.plan]
    plan, source = (delivered.parts, delivered.source) if delivered else (written, metric.backlog.plan_source)
    history: list[Month] = []
    for month in reversed(month_ends(end, forecast.HISTORY)):
        known = _month(month, stock, received, completed)
        if known is None:
            break
        history.insert(0, known)
    since = {day: count for day, count in completed.items() if count is not None and day <= end}
    done = forecast.progress(plan, since)
    now = stock.get(end)
    if now is None:
        return Forecast(metric, end, None, history, {}, done, "there is no figure for the backlog itself")
    try:
        told = {TODAY: forecast.outlook(now, history)}
        lines = {TODAY: forecast.standings(now, history, end)}
        if plan:
            asked = forecast.ahead(plan, end)
            told[PLAN] = forecast.outlook(now, history, asked)
            lines[PLAN] = forecast.standings(now, history, end, asked)
            lines[ASKED] = forecast.as_asked(plan, stock, history, end)
    except forecast.TooLittle as problem:
        return Forecast(metric, end, now, history, {}, done, str(problem))
    return Forecast(metric, end, now, history, told, done, None, lines, plan, source)


def _month(end: dt.date, stock: Counts, received: Counts | None, completed: Counts) -> Month | None:
    """What came and was done in a month; None where it is not known."""
    done = completed.get(end)
    if done is None:
        return None
    if received is not None:
        came = received.get(end)
        return None if came is None else Month(came, done)
    before, after = stock.get(month_ends(end, 2)[0]), stock.get(end)
    if before is None or after is None:
        return None
    return Month(
        after - before + done, done
    )  # below nought where the stock was put right: the difference holds


def read(
    connection: duckdb.DuckDBPyConnection, metric_id: str | None = None, until: dt.date | None = None
) -> Iterable[tuple[str, Forecast]]:
    """Each council's forecasts in a release's database, by its code, for the last month of each backlog.

    metric_id: of one backlog. until: the last day that counts.
    """
    entries = connection.execute(
        "select entry from metric_catalogue where ($id is null or metric_id = $id) "
        "and json_extract_string(entry, '$.backlog') is not null order by metric_id",
        {"id": metric_id},
    ).fetchall()
    for metric in (Metric.model_validate_json(entry) for (entry,) in entries):
        councils = _counts(connection, metric.id, until)
        received = _counts(connection, metric.backlog.received, until) if metric.backlog.received else None
        completed = _counts(connection, metric.backlog.completed, until)
        work = metric.backlog.plan_work
        delivered = plans.held(connection, work) if work else {}
        for la_code, stock in councils.items():
            came = None if received is None else received.get(la_code, {})
            done = completed.get(la_code, {})
            yield la_code, of(metric, stock, came, done, max(stock), delivered.get(la_code))


def _counts(
    connection: duckdb.DuckDBPyConnection, metric_id: str, until: dt.date | None
) -> dict[str, Counts]:
    """A metric's undivided counts by council and month."""
    found: dict[str, Counts] = {}
    for la_code, end, count in connection.execute(
        "select la_code, period_end, numerator from metric_values where metric_id = $id and breakdown = 'all' "
        "and date_diff('month', period_start, period_end) = 0 and ($until is null or period_end <= $until) "
        "order by la_code, period_end",
        {"id": metric_id, "until": until},
    ).fetchall():
        found.setdefault(la_code, {})[end] = count
    return found


def gather(connection: duckdb.DuckDBPyConnection, release: str) -> None:
    """Make the tables of forecasts from the true values of a release: ``metric_forecasts``, ``metric_forecast_lines``."""
    known = list(read(connection))
    rows = [row for la_code, found in known for row in _rows(found, la_code, release)]
    lines = [row for la_code, found in known for row in _lines(found, la_code, release)]
    tables.make(connection, TABLE, rows)
    tables.make(connection, LINES, lines)


def _lines(found: Forecast, la_code: str, release: str) -> Iterable[dict[str, Any]]:
    """A forecast's lines as rows of ``metric_forecast_lines``."""
    for line, standings in found.lines.items():
        for each in standings:
            yield {
                "metric_id": found.metric.id, "la_code": la_code, "forecast_on": found.end, "line": line,
                "period_end": each.end, "stock": float(each.stock), "lower": each.lower, "upper": each.upper,
                "release": release,
            }  # fmt: skip


def _rows(found: Forecast, la_code: str, release: str) -> Iterable[dict[str, Any]]:
    """A forecast as rows of ``metric_forecasts``."""
    came, done = found.pace if found.outlooks else (None, None)
    for scenario in found.outlooks or [TODAY]:
        outlook = found.outlooks.get(scenario, Outlook(None, None, None))
        kept = found.progress if scenario == PLAN else None
        yield {
            "metric_id": found.metric.id, "la_code": la_code, "period_end": found.end, "scenario": scenario,
            "stock": found.stock, "history_months": found.known,
            "received_a_month": _number(came), "completed_a_month": _number(done),
            "months_to_clear": _number(outlook.months), "lower_months": outlook.lower, "upper_months": outlook.upper,
            "plan_months": kept and kept.months, "plan_completed": kept and kept.planned, "plan_done": kept and kept.done,
            "no_forecast_because": found.because, "release": release,
        }  # fmt: skip


def _number(exact: Fraction | int | None) -> float | None:
    return None if exact is None else float(exact)


def worked_out(
    connection: duckdb.DuckDBPyConnection, metric_id: str, end: dt.date, name: str
) -> list[dict[str, Any]]:
    """What a reference to a forecast stands for, for each council: months, and the figures that it is made of.

    name: today or plan, for months to clear; with a month behind a colon, where the stock would stand: also of the
    line asked. Empty where there is no such forecast on the day.
    """
    if not is_month_end(end):
        return []
    told = []
    for la_code, found in read(connection, metric_id, end):
        if found.end != end or (number := _number_of(found, name)) is None:
            continue
        what, value, lower, upper = number
        backlog = found.metric.backlog
        named = [each for each in (backlog.received, backlog.completed) if each]
        ends = month_ends(end, found.known)
        told.append(
            {
                "la_code": la_code,
                "what": what,
                "value": value,
                "lower": lower,
                "upper": upper,
                "made_of": f"a stock of {found.stock:,} and the {found.known} months to {end}",
                "figures": [
                    f"{metric_id}@{end}",
                    *(f"{each}@{day.replace(day=1)}..{day}" for each in named for day in ends),
                ],
            }
        )
    return told


def _number_of(found: Forecast, name: str) -> tuple[str, float | None, float | None, float | None] | None:
    """What a forecast's number of a name is, with its value and interval; None when there is none of the name."""
    line, _, month = name.partition(":")
    if not month:
        outlook = found.outlooks.get(line)
        return outlook and (f"months to clear, {line}", _number(outlook.months), outlook.lower, outlook.upper)
    for each in found.lines.get(line, []):
        if f"{each.end:%Y-%m}" == month:
            return f"stock at the end of {month}, {line}", float(each.stock), each.lower, each.upper
    return None
