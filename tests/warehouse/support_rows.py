"""What a council sent of reviews, packages and discharges, in the small warehouse: as the papers print it.

Near misses stand beside what counts: days on the wrong side, prices that rise, people who only go back.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from raw_by_hand import pseudonym

NORTHMOOR = "501"
REVIEWED = dt.date(2025, 2, 3)
DAY_28, DAY_29 = REVIEWED + dt.timedelta(days=28), REVIEWED + dt.timedelta(days=29)
LEFT = dt.date(2025, 3, 31)
REVIEWS, RAISED = 50, 10  # 1 in 5


def loads() -> list[dict[str, Any]]:
    """One delivery of each, with the period that its rows show."""
    sent = [("packages", "care_packages", "2024-07-01"), ("discharges", "hospital_discharges", "2025-03-01")]
    return [
        {
            "load_id": load,
            "extract": extract,
            "period_start": start,
            "period_end": "2025-06-30",
            "received_at": "2025-07-04 09:00:00",
            "la_code": NORTHMOOR,
            "la_name": "Northmoor",
            "status": "loaded",
            "withdrawn": False,
            "delivery_id": f"d-{load}",
        }
        for load, extract, start in sent
    ]


def reviews() -> Iterator[tuple[str, dict[str, str]]]:
    """The reviews as Client Level Data has them: person, and what is said of the event."""
    day = REVIEWED.isoformat()
    for number in range(REVIEWS):
        yield (
            f"reviewed{number}-",
            {
                "event_type": "Review",
                "client_type": "Service user",
                "event_start_date": day,
                "event_end_date": day,
            },
        )


def rows() -> dict[str, list[dict[str, Any]]]:
    """Rows by extract."""
    return {"care_packages": list(_packages()), "hospital_discharges": list(_discharges())}


def _packages() -> Iterator[dict[str, Any]]:
    """Of 50 people reviewed, ten whose package rises by the 28th day; and others whose rise is none, or comes too late."""
    line = 1
    for number in range(REVIEWS):
        changed, why, dearer = DAY_28, "review", 5.0
        if number >= RAISED:
            changed, why, dearer = [
                (DAY_29, "review", 5.0),  # a day too late
                (DAY_28, "price_uplift", 5.0),  # a price, not a need
                (DAY_28, "review", 0.0),
                (DAY_28, "review", -5.0),
                (REVIEWED, "provider_change", 5.0),  # before the review
            ][number % 5]
        for version, (first, last, cause, gross) in enumerate(
            [
                (dt.date(2020, 1, 1), changed - dt.timedelta(days=1), "start", 100.0),
                (changed, None, why, 100.0 + dearer),
            ],
            start=1,
        ):
            line += 1
            yield {
                "load_id": "packages",
                "_line": line,
                "package_ref": pseudonym(f"package{number}-"),
                "version": version,
                "person_ref": pseudonym(f"reviewed{number}-"),
                "valid_from": first,
                "valid_to": last,
                "change_reason": cause,
                "gross_weekly_cost": gross,
                "client_contribution_weekly": 10.0,
                "nhs_contribution_weekly": 0.0,
            }


def _discharges() -> Iterator[dict[str, Any]]:
    """80 home, 24 of them without reablement; 40 elsewhere, of whom 37 to pathway 3; and near misses."""
    sent: list[tuple[int, dt.date, str, str, str, str]] = [
        # how many, day, pathway, home, with reablement, a resident before
        (56, LEFT, "1", "true", "true", "false"),
        (24, LEFT, "0", "true", "false", "false"),
        (37, LEFT, "3", "false", "false", "false"),
        (3, LEFT, "2", "false", "true", "false"),
        (6, LEFT, "U", "false", "false", "false"),  # no pathway on record
        (9, LEFT + dt.timedelta(days=1), "3", "true", "false", "false"),  # the next month's
        (3, LEFT, "3", "false", "false", "true"),  # back to the home where they lived
    ]
    line = 1
    for many, day, pathway, home, reablement, resident in sent:
        for _ in range(many):
            line += 1
            yield {
                "load_id": "discharges",
                "_line": line,
                "discharge_ref": pseudonym(f"discharge{line}-"),
                "person_ref": pseudonym(f"patient{line}-"),
                "discharged_on": day,
                "pathway": pathway,
                "to_home": home,
                "reablement_offered": reablement,
                "care_home_resident_before": resident,
            }
