"""Rows of Client Level Data, short to write: what a test says of an event, and nothing else."""

from typing import Any

from harness import Row, Submission

NURSING = "Long term support: Nursing care"
RESIDENTIAL = "Long term support: Residential care"
COMMUNITY = "Long term support: Community"
PRISON = "Long term support: Prison"
ST_MAX = "Short term support: ST-Max"
LOW_LEVEL = "Short term support: Ongoing low level"
OTHER_SHORT = "Short term support: Other short term"
TO_CARER = "Unpaid carer support: Direct to unpaid carer"
FOR_CARED_FOR = "Unpaid carer support: Support involving the person cared-for"

ENDED = "NFA: Support ended as planned"
ADVICE = "NFA: Information and advice or signposting"
SELF_FUNDED = "NFA: Self-funded client or under 12wk disregard"
HOSPITAL = "Admitted to hospital"
PLANNING = "Progress to support planning or services"
ASSESSMENT = "Progress to assessment, review or reassessment"


def event(kind: str, start: str | None, end: str | None = None, **more: Any) -> Row:
    """An event of a service user; ``person`` is P1 unless given."""
    return {"event_type": kind, "event_start_date": start, "event_end_date": end, **more}


def request(start: str | None, end: str | None = None, **more: Any) -> Row:
    """A request, ended on the day it began unless told otherwise."""
    return event("Request", start, end or start, **more)


def assessment(start: str, end: str | None = None, **more: Any) -> Row:
    """A long term assessment, ended on the day it began unless told otherwise."""
    return event("Assessment", start, end or start, **{"assessment_type": "Long term assessment", **more})


def review(start: str, end: str | None = None, **more: Any) -> Row:
    """A review, ended on the day it began unless told otherwise."""
    return event("Review", start, end or start, **more)


def service(kind: str | None, start: str | None, end: str | None = None, **more: Any) -> Row:
    """A service of a type; open unless it has an end."""
    return event("Service", start, end, service_type=kind, **more)


def st_max(start: str, end: str | None = None, **more: Any) -> Row:
    """Reablement."""
    return service(ST_MAX, start, end, **{"service_component": "Reablement", **more})


def year(*rows: Row, **more: Any) -> Submission:
    """The file of the year to March 2026, received in April 2026."""
    return Submission(list(rows), **more)


def earlier(*rows: Row, **more: Any) -> Submission:
    """The file of the year to March 2025, received in April 2025."""
    return Submission(
        list(rows), **{"received": "2025-04-20 09:00:00", "covers": ("2024-04-01", "2025-03-31"), **more}
    )
