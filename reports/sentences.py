"""Sentences made of figures: what a measure says, and how it lies to what it said before.

Words of direction come from the rules, of intervals or of statistical process control, and never from two figures that
somebody looked at.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import comparing, filters, signs
from reports.filters import day  # noqa: F401 (a date, as narrative asks for it)

if TYPE_CHECKING:
    from reports.paper import Paper

FIGURE = re.compile(r"(.*?)(\{counts\}.*\{value\}\)?|\{value\})(.*)")
"""In a metric's own sentence: what stands before the figure, the figure with its noun, and what follows."""


@dataclass(frozen=True)
class Stated:
    """A figure as it is printed, with its reference."""

    said: str
    ref: str


Sentence = list[str | Stated]


def stated(metric: Metric, value: Value) -> Stated:
    """The figure by itself: ``403 of 776 (51.9%)``."""
    return Stated(filters.stated(value, metric), value.ref)


def of(metric: Metric, value: Value) -> Sentence:
    """What a measure says for its period: ``January to March 2026: 403 of 776 assessments (51.9%) found eligible needs``.

    In the metric's own words (``says``) where it has some and all of the figure is known, else ``Title, when: figure``.
    """
    when = filters.opening(filters.when(value, metric))
    known = value.withheld is None and not value.missing and filters.plotted(value, metric) is not None
    if metric.says is None or not known:
        return [f"{metric.title}, {filters.when(value, metric)}: ", stated(metric, value)]
    before, figure, after = FIGURE.fullmatch(metric.says).groups()  # the catalogue holds no other
    counts = (
        f"{filters.counted(value, 'numerator', metric)} of {filters.counted(value, 'denominator', metric)}"
    )
    said = figure.format(
        counts=counts,
        value=filters.brief(value, metric) if "{counts}" in figure else filters.stated(value, metric),
    )
    return [f"{when}: {before}", Stated(said, value.ref), after]


def way(paper: "Paper", metric: Metric, now: Value, then: Value) -> str | None:
    """``higher than``, ``lower than`` or ``no further from``, where the rules say so; None where they say nothing."""
    moved = comparing.moved(now, then, metric)
    if moved is None:
        signed = signs.of(paper.published, metric, paper.la_code, now.period_end).way
        first, last = filters.plotted(then, metric), filters.plotted(now, metric)
        if not signed or first is None or last is None or (last > first) != (signed > 0):
            return None
        moved = signed
    return {1: "higher than", -1: "lower than", 0: "no further than chance would take it from"}[moved]


def since(paper: "Paper", metric: Metric, now: Value, then: Value) -> Sentence:
    """How a figure lies to an earlier one: ``higher than 300 of 776 (38.7%) in January to March 2025``."""
    when = f" ({filters.when(then, metric)})"
    said = way(paper, metric, now, then)
    if said is None:
        return ["beside ", stated(metric, then), when, ", from which no change can be told"]
    return [f"{said} ", stated(metric, then), when]
