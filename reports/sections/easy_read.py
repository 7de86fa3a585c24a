"""The Easy Read summary: short sentences, one number each, and what it means for people."""

from reports import comparing, sentences
from reports.paper import Paper
from reports.sections import worse

TITLE = "Easy Read summary"
PLAIN = {
    1: "That is more than a year ago.",
    -1: "That is less than a year ago.",
    0: "That is about the same as a year ago.",
}
WORSE = "This is one of the things that got worse."


def build(paper: Paper) -> dict:
    """Return each headline's title in plain words, its figure, and whether it got worse, or how it lies to a year before."""
    told, got_worse = [], {each.metric.id for each in worse.build(paper)["worse"]}
    for metric in paper.headlines:
        now, then = paper.value(metric), paper.value(metric, paper.period.year_before())
        moved = WORSE if metric.id in got_worse else PLAIN.get(comparing.moved(now, then, metric))
        told.append((metric, now, sentences.of(metric, now), moved))
    return {"told": told}
