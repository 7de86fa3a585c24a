"""The sign-off: by which definitions, on what data, of which release, and who looked at it."""

from reports.paper import Paper

TITLE = "Sign-off"


def build(paper: Paper) -> dict:
    """Return the versions of the method that the paper's figures are by."""
    return {"versions": sorted({metric.method_version for metric in paper.metrics})}
