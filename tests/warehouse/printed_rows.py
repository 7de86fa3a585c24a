"""Client Level Data of a council whose figures are those that papers print, in the small warehouse.

Each function gives events of people of its own, with near misses beside what counts.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from raw_by_hand import pseudonym

COUNCIL = "990"
FIRST, LAST = dt.date(2024, 4, 1), dt.date(2025, 6, 30)
A_YEAR_BEFORE = dt.date(2024, 6, 30)
DAY = dt.timedelta(days=1)
SUPPORT = {
    "event_type": "Service",
    "client_type": "Service user",
    "service_type": "Long Term Support: Community",
}
Event = tuple[str, dict[str, Any]]


def load() -> dict[str, Any]:
    """The one delivery, of fifteen months."""
    return {
        "load_id": "printed",
        "delivery_id": "d-printed",
        "extract": "cld",
        "la_code": COUNCIL,
        "la_name": "Printed",
        "received_at": "2025-07-22 09:00:00",
        "period_start": FIRST.isoformat(),
        "period_end": LAST.isoformat(),
        "status": "loaded",
        "withdrawn": False,
    }


def rows() -> list[dict[str, Any]]:
    """Rows of raw.cld, every one with the same columns."""
    events = [*_reviewed(), *_assessed(), *_short_stays()]
    columns = dict.fromkeys(name for _, event in events for name in event)
    return [
        columns
        | {
            "load_id": "printed",
            "_line": line,
            "la_code": COUNCIL,
            "reporting_period_start_date": FIRST,
            "reporting_period_end_date": LAST,
            "la_person_unique_identifier": pseudonym(f"{person}-"),
            "gender": "FEMALE",
        }
        | event
        for line, (person, event) in enumerate(events, start=2)
    ]


def _on(day: dt.date, kind: str, **said: str) -> dict[str, Any]:
    return {
        "event_type": kind,
        "client_type": "Service user",
        "event_start_date": day,
        "event_end_date": day,
    } | said


def _reviewed() -> Iterator[Event]:
    """On 30 June 2025, 1,348 overdue of 2,400: by a day, by their start, or because nobody has looked."""
    long_ago = dt.date(2020, 1, 1)
    reviewed_late, reviewed_in_time = _on(A_YEAR_BEFORE - DAY, "Review"), _on(A_YEAR_BEFORE, "Review")
    about_money = _on(dt.date(2025, 2, 3), "Assessment", assessment_type="Financial Assessment")
    groups: list[tuple[int, dict[str, Any], dict[str, Any] | None]] = [
        (900, {"event_start_date": long_ago}, reviewed_late),
        (300, {"event_start_date": A_YEAR_BEFORE - DAY}, None),
        (100, {"event_start_date": long_ago}, None),
        (48, {"event_start_date": long_ago}, about_money),
        # In time.
        (600, {"event_start_date": long_ago}, reviewed_in_time),
        (300, {"event_start_date": A_YEAR_BEFORE}, None),
        (152, {"event_start_date": long_ago}, _on(LAST, "Review", review_reason="Unplanned")),
        # Not among them: supported for less than 12 months, until the day before, or as carers; and short-term support.
        (50, {"event_start_date": A_YEAR_BEFORE + DAY}, None),
        (40, {"event_start_date": long_ago, "event_end_date": LAST - DAY}, None),
        (30, {"event_start_date": long_ago, "client_type": "Carer"}, None),
        (20, {"event_start_date": long_ago, "service_type": "Short Term Support: Other Short Term"}, None),
    ]
    for group, (many, service, looked_at) in enumerate(groups):
        for number in range(many):
            person = f"supported{group}-{number}"
            yield person, SUPPORT | service
            if looked_at:
                yield person, looked_at


def _assessed() -> Iterator[Event]:
    """Of 3,180 in 2024-25, 1,746 eligible; of 776 in the quarter after, 403. On each day in turn, ends included."""
    years: list[tuple[str, dt.date, int, dict[str, int]]] = [
        ("year", FIRST, 365, {"Yes": 1746, "No": 1400, "Unknown": 30, "": 4}),
        ("quarter", dt.date(2025, 4, 1), 91, {"Yes": 403, "No": 370, "Unknown": 3}),
    ]
    for name, first, days, answers in years:
        for answer, many in answers.items():
            for number in range(many):
                day = first + number % days * DAY
                kind = "Short Term Assessment" if number % 5 == 0 else "Long Term Assessment"
                said = {"assessment_type": kind} | ({"eligible_needs_identified": answer} if answer else {})
                yield f"{name}{answer}{number}", _on(day, "Assessment", **said)
                if number % 100 == 0:  # sent twice
                    yield f"{name}{answer}{number}", _on(day, "Assessment", **said)
        for number in range(60):
            money = {"assessment_type": "Financial Assessment", "eligible_needs_identified": "Yes"}
            yield f"{name}money{number}", _on(first + number * DAY, "Assessment", **money)
            yield f"{name}asked{number}", _on(first + number * DAY, "Request")


def _short_stays() -> Iterator[Event]:
    """On 30 June 2025, 57 of 100 short stays are of more than 42 days; others are over, or no stay in a care home."""
    day_42, day_43 = LAST - 42 * DAY, LAST - 43 * DAY
    groups: list[tuple[int, dt.date, dt.date | None, str]] = [
        (40, day_43, None, "Short Term Residential Care"),
        (10, day_43, None, "Short Term Nursing Care"),
        (7, dt.date(2024, 1, 1), LAST, "Short Term Residential Care"),  # its last day counts
        (43, day_42, None, "Short Term Residential Care"),
        # Not among them.
        (25, day_43, LAST - DAY, "Short Term Residential Care"),
        (15, day_43, None, "Other Short Term Support"),
    ]
    for group, (many, first, last, component) in enumerate(groups):
        for number in range(many):
            service = {
                "service_type": "Short Term Support: Other Short Term",
                "service_component": component,
                "event_start_date": first,
                "event_end_date": last,
            }
            yield f"stay{group}-{number}", SUPPORT | service
