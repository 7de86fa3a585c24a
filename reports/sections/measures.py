"""Each measure in full: its line over up to three financial years, the figures behind it, and who is counted."""

import calendar
import datetime as dt
import itertools
from dataclasses import dataclass
from functools import cached_property

from goldenthread import comparators, equity, grades
from goldenthread.comparators import Comparator
from goldenthread.grades import Grade
from goldenthread.metrics import Metric
from goldenthread.periods import Period, financial_year
from goldenthread.published import Value
from reports import charts, comparing, dots, filters, outlooks, signs
from reports.paper import Paper
from reports.signs import Signs

TITLE = "The measures"
GOOD = {
    "up": "Higher is better.",
    "down": "Lower is better.",
    "neutral": "Neither higher nor lower is better in itself.",
}


@dataclass(frozen=True)
class Measure:
    """One measure: ``run`` its figures by month, or by quarter, earliest first; ``groups`` a breakdown to its figures.

    ``beside`` holds what was published for the measure: for the council, England, its region and its peers. ``since``
    is what became of it since a year before, where that is more than chance or no more. ``elsewhere``: its groups of the
    equity section stand there, and not here too. ``silent`` names the breakdowns of which every figure is withheld.
    """

    metric: Metric
    now: Value
    run: list[Value]
    groups: dict[str, list[Value]]
    beside: list[Comparator]
    quality: Grade | None
    signs: Signs
    since: str | None
    outlook: outlooks.Ahead
    elsewhere: bool
    silent: list[str]
    council: str

    @property
    def numbered(self) -> list[Comparator]:
        """Those of ``beside`` that are numbers, for a sentence."""
        return [each for each in self.beside if each.value is not None]

    @property
    def good(self) -> str:
        """Which way is better, as a sentence."""
        return GOOD[self.metric.good]

    @property
    def step(self) -> str:
        """How far its figures are apart: ``month`` or ``quarter``."""
        return "month" if "month" in self.metric.periods else "quarter"

    def at(self, value: Value) -> str:
        """When one figure of the run is for: ``March 2026``, or as it is said of a longer period."""
        if self.step == "month":
            return filters.month(value.period_end)
        the = "the " if self.metric.measured == "rolling" else ""
        return the + filters.when(value, self.metric)

    @property
    def series(self) -> list[Value]:
        """The months, or quarters, from the first for which anything was published."""
        return list(itertools.dropwhile(lambda value: value.missing, self.run))

    @property
    def drawn(self) -> list[Value]:
        """Those of the series that have a figure to draw."""
        return [value for value in self.series if filters.plotted(value, self.metric) is not None]

    @property
    def withheld(self) -> int:
        """How many of the series are withheld."""
        return sum(value.withheld is not None for value in self.series)

    @property
    def lowest(self) -> Value:
        """The first that is lowest."""
        return min(self.drawn, key=self._height)

    @property
    def highest(self) -> Value:
        """The first that is highest."""
        return max(self.drawn, key=self._height)

    @property
    def level(self) -> bool:
        """Whether every figure is printed the same."""
        return self._height(self.lowest) == self._height(self.highest)

    @property
    def told(self) -> list[Value]:
        """The figures of the chart's sentences, in their order."""
        return [self.series[-1]] if self.level else [self.lowest, self.highest, self.series[-1]]

    @property
    def ended(self) -> str | None:
        """How the last figure lies to the first: only by more than chance, or where the rules see a change that way."""
        first, last = self.drawn[0], self.drawn[-1]
        way = comparing.moved(last, first, self.metric)
        if way == 0:
            return "it ended no further from where it began than chance alone would take it"
        higher = self._height(last) > self._height(first)
        if way is None and self.signs.way != (1 if higher else -1):
            return None
        return f"it ended {'higher' if higher else 'lower'} than it began"

    @cached_property
    def picture(self) -> charts.Picture | None:
        """The chart, or None when fewer than two figures can be drawn."""
        if len(self.drawn) < 2:
            return None
        first, last = filters.month(self.series[0].period_end), filters.month(self.series[-1].period_end)
        limits = " with limits" if self.signs.drawn else ""
        alt = f"Line chart: {self.metric.title}, by {self.step}{limits}, {first} to {last}. The table that follows has its figures."
        return charts.line(self.metric, self.series, self.signs, alt)

    @cached_property
    def ahead(self) -> charts.Picture | None:
        """The chart of a backlog to come, or None when nothing is told of it."""
        if not self.outlook.rows:
            return None
        first = filters.month(self.outlook.counted[0].end)
        alt = (
            f"Line chart: {self.metric.title}, by month from {first}, and for the twelve months to come "
            f"{filters.joined([head.lower() for head in self.outlook.heads])}. The table that follows has its figures."
        )
        return charts.ahead(self.metric, self.outlook.counted, self.outlook.lines, alt)

    @cached_property
    def dotted(self) -> charts.Picture | None:
        """Its own figure beside those published, or None where there are not two to set beside one another."""
        if not self.beside or not dots.drawable(self.now, self.metric, self.beside):
            return None
        areas = filters.joined([each.area_name for each in self.beside])
        alt = f"Dot plot: {self.metric.title}, the council's own figure beside those published for {areas}. The table before it has its figures."
        return dots.picture(self.council, self.now, self.metric, self.beside, alt)

    @property
    def flagged(self) -> list[str]:
        """Each run of figures that breaks a rule, as words; with the rule where the run breaks but one.

        ``▲ concern, as squares, from May 2025 to July 2025 (above the upper limit)``.
        """
        return [
            f"{kind} {self._span(ends)}" + (f" ({whys[0]})" if len(whys) == 1 else "")
            for ends, kind, whys in self.signs.flagged(self.series)
        ]

    def _span(self, ends: list[dt.date]) -> str:
        """``in May 2025`` or ``from May 2025 to July 2025``, by the months in which periods end."""
        first, last = filters.month(ends[0]), filters.month(ends[-1])
        return f"in {first}" if len(ends) == 1 else f"from {first} to {last}"

    @property
    def years(self) -> list[str]:
        """The financial years across the table of the run, earliest first."""
        return sorted({financial_year(value.period_end) for value in self.series})

    @property
    def heading(self) -> str:
        """What stands over the names of the table's rows."""
        return "Twelve months to" if self.metric.measured == "rolling" else self.step.capitalize()

    @property
    def rows(self) -> list[tuple[str, list[Value | None]]]:
        """The table of the run: a month's or quarter's name and its figure in each of ``years`` (None: to come)."""
        found = {(financial_year(value.period_end), value.period_end.month): value for value in self.run}
        ends = [*range(4, 13), *range(1, 4)] if self.step == "month" else [6, 9, 12, 3]
        return [
            (self._named(end), [found.get((year, end)) for year in self.years])
            for end in (ends if self.years else [])
        ]

    def _named(self, month: int) -> str:
        """What a row of the table is called, by the month that it ends in."""
        last = calendar.month_name[month]
        if self.step == "month":
            return last
        if self.metric.measured == "rolling":
            return last
        return f"{calendar.month_name[month - 2]} to {last}"

    def _height(self, value: Value) -> float:
        return float(filters.plotted(value, self.metric) or 0)


def build(paper: Paper) -> dict:
    """Return every measure of the paper, in its order, and their ``pictures``."""
    measures = of(paper)
    return {
        "measures": measures,
        "pictures": [
            each
            for measure in measures
            for each in (measure.dotted, measure.picture, measure.ahead)
            if each is not None
        ],
        "attribution": comparators.ATTRIBUTION if any(measure.beside for measure in measures) else None,
    }


def of(paper: Paper) -> list[Measure]:
    """Every measure of the paper, in its order."""
    return [_measure(paper, metric) for metric in paper.metrics]


def _measure(paper: Paper, metric: Metric) -> Measure:
    found = paper.published.breakdowns(metric, paper.la_code, paper.period)
    elsewhere = metric.equity is not None and paper.has("equity")
    groups = {
        name: [value for value in values if not (elsewhere and equity.told(value))]
        for name, values in found.items()
    }
    moved = elsewhere and any(len(groups[name]) < len(values) for name, values in found.items())
    silent = [name for name, values in found.items() if all(value.withheld for value in values)]
    groups = {name: values for name, values in groups.items() if values and name not in silent}
    run = paper.published.run(metric, paper.la_code, paper.period.end, _reach(paper.period))
    beside = comparators.beside(paper.published, metric.id, paper.la_code)
    quality = grades.of(paper.published, metric.id, paper.la_code)
    told = signs.of(paper.published, metric, paper.la_code, paper.period.end)
    since = comparing.change(paper.value(metric), paper.value(metric, paper.period.year_before()), metric)
    outlook = outlooks.of(paper.published, metric, paper.la_code, paper.period.end)
    return Measure(
        metric,
        paper.value(metric),
        run,
        groups,
        beside,
        quality,
        told,
        since,
        outlook,
        moved,
        silent,
        paper.council,
    )


def _reach(period: Period) -> int:
    """How many months are shown: the financial year so far and the two before it, at most 36."""
    return 24 + (period.end.month - 4) % 12 + 1
