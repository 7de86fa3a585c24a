"""The purpose: what the paper is for, and of what it is made."""

from reports.paper import Paper

TITLE = "Purpose"


def build(paper: Paper) -> dict:
    """Nothing besides the paper itself."""
    return {}
