"""Recommendations: the decisions that the paper asks for."""

from reports.paper import Paper

TITLE = "Recommendations"


def build(paper: Paper) -> dict:
    """Return the pack's recommendations and those that were written for this paper, as paragraphs."""
    fixed = [paper.said(text, "recommendations") for text in paper.pack.recommendations]
    return {"asked": fixed + paper.box("recommendations").paragraphs}
