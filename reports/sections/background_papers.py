"""Background papers: what the paper rests on, which the law asks to be listed (Local Government Act 1972, section 100D)."""

from reports.paper import Paper

TITLE = "Background papers"


def build(paper: Paper) -> dict:
    """Return what was written of other papers."""
    return {"written": paper.box("background_papers").paragraphs}
