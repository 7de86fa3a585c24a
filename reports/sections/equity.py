"""Equity: access, waits and outcomes by ethnicity group, sex and age, each group beside everybody else."""

from dataclasses import dataclass

from goldenthread import equity
from goldenthread.equity import Beside
from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import filters
from reports.paper import Paper

TITLE = "Equity"
TOPICS = {
    "access": "Who has support",
    "wait": "Who waits",
    "outcome": "What comes of it",
}
REPRESENTATION = "equity__long_term_by_ethnicity"


@dataclass(frozen=True)
class Row:
    """A group's figure beside everybody else's."""

    value: Value
    beside: Beside

    @property
    def said(self) -> str:
        """How it lies to that of others, as a table says it."""
        return (self.beside.beside_others or "not compared").capitalize()


@dataclass(frozen=True)
class Index:
    """How a group's share of the people supported compares with its share of residents, as printed."""

    ref: str
    group: str
    said: str


@dataclass(frozen=True)
class Measure:
    """A measure's figure for everybody, and by group; ``silent`` names the breakdowns of which every figure
    is withheld, ``elsewhere`` says whether the paper tells of it in full."""

    metric: Metric
    whole: Value
    rows: list[Row]
    silent: list[str]
    elsewhere: bool


def build(paper: Paper) -> dict:
    """Return the measures by topic, and the index of representation; what was withheld has neither."""
    told = {metric.id for metric in paper.metrics}
    measures = [
        _measure(paper, metric, metric.id in told) for metric in paper.published.catalogue if metric.equity
    ]
    topics = [
        (title, [each for each in measures if (each.rows or each.silent) and each.metric.equity == topic])
        for topic, title in TOPICS.items()
    ]
    return {
        "topics": [(title, found) for title, found in topics if found],
        "indices": [
            index for each in measures if each.metric.id == REPRESENTATION for index in _indices(each)
        ],
    }


def _measure(paper: Paper, metric: Metric, elsewhere: bool) -> Measure:
    whole = paper.value(metric)
    there = paper.published.breakdowns(metric, paper.la_code, paper.period)
    found = {name: [value for value in there.get(name, []) if equity.told(value)] for name in equity.GROUPS}
    silent = [name for name, values in found.items() if values and all(value.withheld for value in values)]
    rows = [
        Row(value, equity.beside(metric, whole, value))
        for name, values in found.items()
        if name not in silent
        for value in values
    ]
    return Measure(metric, whole, rows, silent, elsewhere)


def _indices(measure: Measure) -> list[Index]:
    """The index of each group that has one."""
    return [
        Index(
            f"{measure.metric.id}@{row.value.period_end}/{equity.INDEX}={row.value.breakdown_value}",
            row.value.breakdown_value,
            f"{filters.rounded(row.beside.index, 2):,}",
        )
        for row in measure.rows
        if row.beside.index is not None
    ]
