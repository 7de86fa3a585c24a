"""Definitions: what each measure counts, over whom, who answers for it and when that is looked at again."""

from reports.paper import Paper

TITLE = "Method and definitions"


def build(paper: Paper) -> dict:
    """Return the paper's metrics; their catalogue entries say the rest."""
    return {"metrics": paper.metrics}
