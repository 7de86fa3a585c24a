"""The purpose: what the paper is for, of what it is made, and what got worse, so that the first page says it."""

from reports.paper import WORSE, Paper
from reports.sections import worse

TITLE = "Purpose"


def build(paper: Paper) -> dict:
    """Return what got worse, and of what nothing can be said, where the paper tells of that in full; else nothing."""
    return worse.build(paper) if paper.has(WORSE) else {}
