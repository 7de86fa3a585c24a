"""What got worse: every measure that the rules call a concern, or that misses its target, with its action or none."""

from dataclasses import dataclass
from typing import Any

from goldenthread import spc
from goldenthread.metrics import Metric
from goldenthread.published import Value
from reports import comparing, sentences, signs
from reports.paper import Paper
from reports.sentences import Sentence

TITLE = "What got worse"
CONCERN = comparing.WORDS["up"][1]


@dataclass(frozen=True)
class Worse:
    """One measure: its sentence, why it stands here, and the actions that are to move it."""

    metric: Metric
    value: Value
    sentence: Sentence
    because: list[str]
    actions: list[dict[str, Any]]


def build(paper: Paper) -> dict:
    """Return the measures that got worse, and the titles of those of which nothing can be said."""
    found = [each for each in (_judged(paper, metric) for metric in paper.metrics) if each.because]
    untold = [
        metric.title
        for metric in paper.metrics
        if paper.value(metric).withheld or paper.value(metric).missing
    ]
    return {"worse": found, "untold": untold, "measures": len(paper.metrics)}


def _judged(paper: Paper, metric: Metric) -> Worse:
    now, before = paper.value(metric), paper.value(metric, paper.period.year_before())
    told = signs.of(paper.published, metric, paper.la_code, paper.period.end)
    because = []
    if told.drawn and told.found.chart.variation == spc.CONCERN:
        because.append(f"{told.variation}: the latest {told.step} is {told.because}")
    elif not told.drawn and CONCERN in (change := comparing.change(now, before, metric) or ""):
        because.append(f"{change} since a year before")
    if told.drawn and told.found.chart.assurance == spc.FAIL:
        because.append(f"its target is {signs.ASSURED[spc.FAIL][1]}")
    return Worse(metric, now, sentences.of(metric, now), because, paper.actions_for(metric))
