"""Appendices: what is attached, by letter."""

from reports.paper import Paper

TITLE = "Appendices"


def build(paper: Paper) -> dict:
    """Nothing besides the paper itself."""
    return {}
