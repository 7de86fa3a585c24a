"""Definitions: what each measure counts, over whom, who answers for it and when that is looked at again."""

from reports.paper import Paper

TITLE = "Method and definitions"


def build(paper: Paper) -> dict:
    """Return the paper's metrics, ``told`` those whose definition stands with the measure, and every metric's title."""
    return {
        "metrics": paper.metrics,
        "told": {metric.id for metric in paper.metrics} if paper.has("measures") else set(),
        "titles": {metric.id: metric.title for metric in paper.published.catalogue},
    }
