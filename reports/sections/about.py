"""About this paper: what it covers, where its figures come from, and how to read them."""

from reports import filters
from reports.paper import Paper

TITLE = "About this paper"


def build(paper: Paper) -> dict:
    """Return the marks that may stand in a figure's place, with an example reference."""
    return {"marks": filters.MARKS, "example": paper.ref(paper.value(paper.metrics[0]))}
