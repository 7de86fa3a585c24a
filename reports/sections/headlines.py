"""The headlines: one row per measure, this period beside the one before and the same time last year."""

from dataclasses import dataclass

from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import comparing, signs
from reports.paper import Paper
from reports.signs import Signs

TITLE = "Headlines"


@dataclass(frozen=True)
class Row:
    """One measure's figures, in the order of the table's columns."""

    metric: Metric
    values: list[Value]
    signs: Signs

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


def build(paper: Paper) -> dict:
    """Return the periods across and the rows down; a measure with no figure still has its row."""
    periods = [paper.period, paper.period.before(), paper.period.year_before()]
    rows = [
        Row(
            metric,
            [paper.value(metric, period) for period in periods],
            signs.of(paper.published, metric, paper.la_code, paper.period.end),
        )
        for metric in paper.metrics
    ]
    lagging = any(metric.lag_months for metric in paper.metrics)
    return {"periods": periods, "rows": rows, "lagging": lagging}
