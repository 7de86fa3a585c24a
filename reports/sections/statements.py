"""Performance by quality statement: this period beside the one before and the same time last year, and what stands behind."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from goldenthread import comparators, grades
from goldenthread.comparators import Comparator
from goldenthread.grades import Grade
from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import comparing, signs
from reports.paper import Paper
from reports.signs import Signs

TITLE = "Performance by quality statement"


@dataclass(frozen=True)
class Row:
    """One measure's figures, in the order of the table's columns, and what stands behind them."""

    metric: Metric
    values: list[Value]
    signs: Signs
    beside: Comparator | None
    quality: Grade | None
    actions: list[dict[str, Any]]

    @property
    def since(self) -> str | None:
        """Of a measure without limits: what became of it since a year before, where that can be said."""
        return None if self.signs.drawn else comparing.change(self.values[0], self.values[-1], self.metric)

    @property
    def span(self) -> str:
        """Which days a figure of this row is about, in words."""
        if self.metric.measured == "rolling":
            lag = f", {self.metric.lag_months} months earlier" if self.metric.lag_months else ""
            return f"Twelve months{lag}"
        return "On the last day" if self.metric.measured == "snapshot" else "In the period"


def row(paper: Paper, metric: Metric) -> Row:
    """A measure's row; one with no figure still has it."""
    periods = [paper.period, paper.period.before(), paper.period.year_before()]
    beside = comparators.beside(paper.published, metric.id, paper.la_code)
    return Row(
        metric,
        [paper.value(metric, period) for period in periods],
        signs.of(paper.published, metric, paper.la_code, paper.period.end),
        next((each for each in beside if each.area_name == "England" and each.value is not None), None),
        grades.of(paper.published, metric.id, paper.la_code),
        paper.actions_for(metric),
    )


def build(paper: Paper) -> dict:
    """Return the periods across, and the rows of each statement in the Commission's order."""
    rows = [row(paper, metric) for metric in paper.metrics]
    order = list(type(paper.metrics[0].quality_statement)) if paper.metrics else []
    rows.sort(key=lambda each: order.index(each.metric.quality_statement))
    return {
        "periods": [paper.period, paper.period.before(), paper.period.year_before()],
        "statements": [
            (statement, list(found))
            for statement, found in groupby(rows, key=lambda each: each.metric.quality_statement)
        ],
        "lagging": any(metric.lag_months for metric in paper.metrics),
    }
