"""Each measure in full: its line over up to three financial years, the figures behind it, and who is counted."""

import calendar
import itertools
from dataclasses import dataclass
from functools import cached_property

from goldenthread import comparators, grades
from goldenthread.comparators import Comparator
from goldenthread.grades import Grade
from goldenthread.metrics import Metric
from goldenthread.periods import Period, financial_year
from goldenthread.published import Value
from reports import charts, filters
from reports.paper import Paper

TITLE = "The measures"
LAST = ("unknown", "no data", "not known", "other")  # groups that belong at the end of a breakdown
GOOD = {
    "up": "Higher is better.",
    "down": "Lower is better.",
    "neutral": "Neither higher nor lower is better in itself.",
}


@dataclass(frozen=True)
class Measure:
    """One measure: ``run`` its months, earliest first; ``groups`` a breakdown to its figures.

    ``beside`` holds what was published for the measure: for the council, England, its region and its peers.
    """

    metric: Metric
    now: Value
    run: list[Value]
    groups: dict[str, list[Value]]
    beside: list[Comparator]
    quality: Grade | None

    @property
    def numbered(self) -> list[Comparator]:
        """Those of ``beside`` that are numbers, for a sentence."""
        return [each for each in self.beside if each.value is not None]

    @property
    def good(self) -> str:
        """Which way is better, as a sentence."""
        return GOOD[self.metric.good]

    @property
    def series(self) -> list[Value]:
        """The months from the first for which anything was published."""
        return list(itertools.dropwhile(lambda value: value.missing, self.run))

    @property
    def drawn(self) -> list[Value]:
        """The months that have a figure to draw."""
        return [value for value in self.series if filters.plotted(value, self.metric) is not None]

    @property
    def withheld(self) -> int:
        """How many months are withheld."""
        return sum(value.withheld is not None for value in self.series)

    @property
    def lowest(self) -> Value:
        """The first month that has the lowest figure."""
        return min(self.drawn, key=self._height)

    @property
    def highest(self) -> Value:
        """The first month that has the highest figure."""
        return max(self.drawn, key=self._height)

    @property
    def level(self) -> bool:
        """Whether every month's figure is printed the same."""
        return self._height(self.lowest) == self._height(self.highest)

    @property
    def told(self) -> list[Value]:
        """The figures of the chart's sentences, in their order."""
        return [self.series[-1]] if self.level else [self.lowest, self.highest, self.series[-1]]

    @property
    def ended(self) -> str:
        """How the last figure lies to the first, by what is printed: arithmetic, not judgement."""
        first, last = self._height(self.drawn[0]), self._height(self.drawn[-1])
        return "higher than" if last > first else "lower than" if last < first else "as"

    @cached_property
    def picture(self) -> charts.Picture | None:
        """The chart, or None when fewer than two months can be drawn."""
        if len(self.drawn) < 2:
            return None
        first, last = filters.month(self.series[0].period_end), filters.month(self.series[-1].period_end)
        alt = f"Line chart: {self.metric.title}, by month, {first} to {last}. The table that follows has its figures."
        return charts.line(self.metric, self.series, alt)

    @property
    def years(self) -> list[str]:
        """The financial years across the table of months, earliest first."""
        return sorted({financial_year(value.period_end) for value in self.series})

    @property
    def months(self) -> list[tuple[str, list[Value | None]]]:
        """The table of months: a month's name and its figure in each of ``years`` (None: to come)."""
        found = {(financial_year(value.period_end), value.period_end.month): value for value in self.run}
        months = [*range(4, 13), *range(1, 4)] if self.years else []
        return [
            (calendar.month_name[month], [found.get((year, month)) for year in self.years])
            for month in months
        ]

    def _height(self, value: Value) -> float:
        return float(filters.plotted(value, self.metric) or 0)


def build(paper: Paper) -> dict:
    """Return every measure of the paper, in its order, and their ``pictures``."""
    measures = [_measure(paper, metric) for metric in paper.metrics]
    return {
        "measures": measures,
        "pictures": [measure.picture for measure in measures if measure.picture],
        "attribution": comparators.ATTRIBUTION if any(measure.beside for measure in measures) else None,
    }


def _measure(paper: Paper, metric: Metric) -> Measure:
    found = paper.published.breakdowns(metric, paper.la_code, paper.period)
    groups = {name: sorted(values, key=_in_order) for name, values in found.items()}
    run = paper.published.months(metric, paper.la_code, paper.period.end, _reach(paper.period))
    beside = comparators.beside(paper.published, metric.id, paper.la_code)
    quality = grades.of(paper.published, metric.id, paper.la_code)
    return Measure(metric, paper.value(metric), run, groups, beside, quality)


def _reach(period: Period) -> int:
    """How many months are shown: the financial year so far and the two before it, at most 36."""
    return 24 + (period.end.month - 4) % 12 + 1


def _in_order(value: Value) -> tuple[int, str]:
    """Groups by name, "Under 18" before "18 to 64", and those that say nothing last."""
    name = value.breakdown_value.lower()
    return name.startswith(LAST) - name.startswith("under "), name
