"""All measures at a glance: small charts side by side, each on a scale of its own."""

from reports import filters, multiples
from reports.paper import Paper
from reports.sections import measures
from reports.sections.measures import Measure

TITLE = "All measures at a glance"


def build(paper: Paper) -> dict:
    """Return the picture and the sentences that say the same: which measures changed, and which way."""
    found = [each for each in measures.of(paper) if len(each.drawn) > 1]
    if not found:
        return {"pictures": [], "flagged": [], "calm": 0}
    pages = [found[at : at + multiples.PAGE] for at in range(0, len(found), multiples.PAGE)]
    pictures = [
        multiples.picture(f"overview-{at}", page, _words(paper, page)) for at, page in enumerate(pages, 1)
    ]
    flagged = [each for each in found if each.signs.drawn and each.signs.because]
    return {"pictures": pictures, "flagged": flagged, "calm": len(found) - len(flagged)}


def _words(paper: Paper, page: list[Measure]) -> str:
    """What a picture shows, for who does not see it."""
    titles = filters.joined([each.metric.title for each in page])
    return f"Small line charts, each on a scale of its own, up to {paper.period.words}: {titles}. The tables of the measures have their figures."
