"""Earlier commitments: what members were promised and what became of it; and what was recommended, with the answer."""

import datetime as dt
from typing import Any

from reports.paper import Paper

TITLE = "Earlier commitments and recommendations"


def build(paper: Paper) -> dict:
    """Return each commitment and recommendation with its state, those still open first."""
    as_at = paper.published.as_at
    promised = [(each, state(each, as_at)) for each in paper.records_of("commitment")]
    promised.sort(
        key=lambda pair: (pair[0]["met_on"] is not None, str(pair[0]["due_on"]), pair[0]["record_ref"])
    )
    return {"promised": promised, "recommended": paper.records_of("recommendation")}


def state(commitment: dict[str, Any], as_at: dt.date) -> str:
    """What became of a commitment by a day: ``Met``, ``Met late``, ``Overdue`` or ``Not due yet``."""
    due, met = commitment["due_on"], commitment["met_on"]
    if met:
        return "Met late" if due and met > due else "Met"
    if due is None:
        return "No date"
    return "Overdue" if due < as_at else "Not due yet"
