"""The first page: at most eight measures, each one sentence, one number, one sign, and what follows from it."""

from reports import sentences
from reports.paper import Paper
from reports.sections import statements

TITLE = "Headlines"


def build(paper: Paper) -> dict:
    """Return each headline's row and its sentence, in the pack's order."""
    rows = [statements.row(paper, metric) for metric in paper.headlines]
    return {"rows": [(row, sentences.of(row.metric, row.values[0])) for row in rows]}
