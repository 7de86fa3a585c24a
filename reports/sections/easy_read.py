"""The Easy Read summary: short sentences, one number each, and what it means for people."""

from reports import comparing, sentences
from reports.paper import Paper

TITLE = "Easy Read summary"
PLAIN = {
    1: "That is more than a year ago.",
    -1: "That is less than a year ago.",
    0: "That is about the same as a year ago.",
}


def build(paper: Paper) -> dict:
    """Return each headline's title in plain words, its figure, and how it lies to a year before, where that can be said."""
    told = []
    for metric in paper.headlines:
        now, then = paper.value(metric), paper.value(metric, paper.period.year_before())
        told.append((metric, now, sentences.of(metric, now), PLAIN.get(comparing.moved(now, then, metric))))
    return {"told": told}
