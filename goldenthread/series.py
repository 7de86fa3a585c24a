"""A metric's series, and what is read off it by statistical process control: for a release, a pack and a reference.

Only undivided figures of months, else quarters, that do not overlap are charted. A figure counts as its numerator
over its denominator, unrounded; a period without one is a gap.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

import duckdb

from goldenthread import spc, tables
from goldenthread.metrics import Metric
from goldenthread.periods import Period, ending, month_ends

DIRECTIONS = {"up": spc.INCREASE, "down": spc.DECREASE, "neutral": spc.NEUTRAL}
LIMITS = "limits"
"""What stands in a reference where a breakdown would: ``<metric>@<end of the series>/limits=upper``."""
TABLE = """metric_spc (
    metric_id varchar, la_code varchar, period_start date, period_end date, value double, mean double,
    lower_limit double, upper_limit double, special_cause varchar, point_type varchar, limits_from date, points bigint,
    is_trial boolean, variation varchar, assurance varchar, rule_set varchar, rule_set_version varchar, release varchar
)"""


@dataclass(frozen=True)
class Figure:
    """One figure of a series as it is counted: ``value`` is None where there is none."""

    period: Period
    value: Fraction | None


@dataclass(frozen=True)
class Series:
    """A metric's figures for one council, earliest first, one for each period, and their chart."""

    metric: Metric
    rules: spc.RuleSet
    figures: list[Figure]
    chart: spc.Chart

    @property
    def last(self) -> spc.Limits:
        """The limits that hold at its end."""
        return self.chart.stretches[-1]

    def start(self, limits: spc.Limits) -> dt.date:
        """The first day of the stretch that limits are of."""
        return self.figures[limits.first].period.start


def is_charted(metric: Metric) -> bool:
    """Whether a metric's figures are independent of one another as far as their periods go, so that limits hold."""
    return metric.spc is not None and metric.measured != "rolling"


def step(metric: Metric) -> int:
    """How many months one figure of a metric's series is of."""
    return 1 if "month" in metric.periods else 3


def counted(
    metric: Metric, numerator: int | None, denominator: int | None, value: float | None
) -> Fraction | None:
    """A figure before any rounding, by its counts where it has them; None over nobody."""
    if metric.kind in ("proportion", "rate"):
        if numerator is None or not denominator:
            return None
        return Fraction((metric.per or 100) * numerator, metric.whole * denominator)
    if metric.kind == "count":
        return None if numerator is None else Fraction(numerator)
    return None if value is None else spc.exact(value)


def of(metric: Metric, known: dict[dt.date, Fraction | None]) -> Series | None:
    """The chart of figures by the last day of their periods; None where there is none to chart.

    Limits start afresh with the period that holds a rebase date of the catalogue.
    """
    ends = sorted(end for end, value in known.items() if value is not None)
    if not ends or metric.spc is None or not is_charted(metric):
        return None
    length, first, last = step(metric), ends[0], max(known)
    months = (last.year - first.year) * 12 + last.month - first.month
    every = month_ends(last, months + 1)[::-1][::length][::-1]
    figures = [Figure(ending(end, length), known.get(end)) for end in every]
    rebase = [
        next((place for place, each in enumerate(figures) if date <= each.period.end), None)
        for date in metric.spc.rebase
    ]
    rules = spc.RULE_SETS[metric.spc.rule_set]
    chart = spc.chart(
        [each.value for each in figures],
        DIRECTIONS[metric.good],
        metric.target,
        rebase=[place for place in rebase if place is not None],
        rules=rules,
    )
    return Series(metric, rules, figures, chart)


def read(
    connection: duckdb.DuckDBPyConnection, metric_id: str | None = None, until: dt.date | None = None
) -> Iterable[tuple[str, Series]]:
    """Each council's charted series in a release's database, by its code, as the release's own catalogue has it.

    metric_id: of one metric. until: the last day that counts.
    """
    entries = connection.execute(
        "select entry from metric_catalogue where $id is null or metric_id = $id order by metric_id",
        {"id": metric_id},
    ).fetchall()
    for metric in filter(is_charted, (Metric.model_validate_json(entry) for (entry,) in entries)):
        rows = connection.execute(
            "select la_code, period_end, numerator, denominator, value from metric_values where metric_id = $metric "
            "and breakdown = 'all' and date_diff('month', period_start, period_end) + 1 = $months "
            "and ($until is null or period_end <= $until) order by la_code, period_end",
            {"metric": metric.id, "months": step(metric), "until": until},
        ).fetchall()
        for la_code, of_council in groupby(rows, key=lambda row: row[0]):
            found = of(metric, {end: counted(metric, *counts) for _, end, *counts in of_council})
            if found is not None:
                yield la_code, found


def limit(
    connection: duckdb.DuckDBPyConnection, metric_id: str, end: dt.date, name: str
) -> list[dict[str, Any]]:
    """What a reference to a limit stands for, for each council: the number and the figures that it is made of.

    name: mean, lower or upper. Empty where no series of the metric ends on the day, or there is no such limit.
    """
    told = []
    for la_code, found in read(connection, metric_id, end):
        number = {"mean": found.last.mean, "lower": found.last.lower, "upper": found.last.upper}.get(name)
        if number is None or found.figures[-1].period.end != end:
            continue
        first, rules = found.figures[found.last.first].period, found.rules
        made_of = f"the {found.last.points} figures of periods from {first.start} to {end}"
        told.append(
            {
                "la_code": la_code,
                "what": name if name == "mean" else f"{name} limit",
                "value": float(number),
                "made_of": f"{made_of}, by rule set {rules.name}, version {rules.version}",
                "figures": [
                    f"{metric_id}@{each.period.start}..{each.period.end}"
                    for each in found.figures[found.last.first :]
                    if each.value is not None
                ],
            }
        )
    return told


def gather(connection: duckdb.DuckDBPyConnection, release: str) -> None:
    """Make the table ``metric_spc`` from the true values of a release: a row per metric, council and period charted."""
    rows = [row for la_code, found in read(connection) for row in _rows(found, la_code, release)]
    tables.make(connection, TABLE, rows)


def _rows(series: Series, la_code: str, release: str) -> Iterable[dict[str, Any]]:
    """A series as rows of ``metric_spc``."""
    chart, rules = series.chart, series.rules
    for place, each in enumerate(series.figures):
        limits = chart.limits(place)
        yield {
            "metric_id": series.metric.id, "la_code": la_code,
            "period_start": each.period.start, "period_end": each.period.end,
            "value": _number(each.value), "mean": _number(limits.mean),
            "lower_limit": _number(limits.lower), "upper_limit": _number(limits.upper),
            "special_cause": chart.causes[place], "point_type": chart.types[place],
            "limits_from": series.start(limits), "points": limits.points, "is_trial": limits.trial,
            "variation": chart.variation, "assurance": chart.assurance,
            "rule_set": rules.name, "rule_set_version": rules.version, "release": release,
        }  # fmt: skip


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact)
