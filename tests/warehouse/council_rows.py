"""What a council sent of the extracts beside Client Level Data, in the small warehouse: as the papers print it.

Each function gives rows of one extract's raw table, with near misses beside what counts.
"""

import calendar
import datetime as dt
from typing import Any

from raw_by_hand import pseudonym

NORTHMOOR = "501"
CLEARED = [dt.date(2024, month, 1) for month in range(4, 10)]  # 200 a month for six months
LASTING = [dt.date(2024, month, 1) for month in range(10, 13)]  # 125 a month from then on
LISTS = [dt.date(2025, 4, 25), dt.date(2025, 6, 27)]  # none was taken in May


def loads() -> list[dict[str, Any]]:
    """One delivery of each, with the period that its rows show."""
    sent = [
        ("dols", "dols_applications", "2024-01-01", "2025-06-30", "2025-07-03 09:00:00"),
        ("lists", "open_work", "2025-04-01", "2025-06-30", "2025-06-27 17:00:00"),
    ]
    names = ("load_id", "extract", "period_start", "period_end", "received_at")
    always = {"la_code": NORTHMOOR, "la_name": "Northmoor", "status": "loaded", "withdrawn": False}
    return [dict(zip(names, load, strict=True)) | {"delivery_id": f"d-{load[0]}"} | always for load in sent]


def rows() -> dict[str, list[dict[str, Any]]]:
    """Rows by extract."""
    return {"dols_applications": _dols(), "open_work": _open_work()}


def _dols() -> list[dict[str, Any]]:
    """Signed off on every day of the month in turn, first and last among them; and others that are not completed."""
    made: list[dict[str, Any]] = []

    def sent(many: int, received: dt.date, signed: dt.date | None, status: str) -> None:
        for number in range(many):
            of_month = calendar.monthrange(signed.year, signed.month)[1] if signed else 1
            day = signed and signed.replace(day=number % of_month + 1)
            made.append({"received_on": received, "signed_off_on": day, "status": status})

    for months, number in ((CLEARED, 200), (LASTING, 125)):
        for month in months:
            sent(number - 60, dt.date(2024, 1, 31), month, "granted")
            sent(60, dt.date(2024, 1, 31), month, "not_granted")
            sent(7, dt.date(2024, 1, 31), month, "withdrawn")
    sent(40, dt.date(2024, 5, 1), None, "pending")
    return [
        {"load_id": "dols", "_line": at, "la_code": NORTHMOOR, "application_ref": pseudonym(f"dols{at}-")}
        | row
        for at, row in enumerate(made, start=2)
    ]


def _open_work() -> list[dict[str, Any]]:
    """Ann waits on both lists, Bob on the first alone."""
    waits = [("ann", LISTS[0]), ("bob", LISTS[0]), ("ann", LISTS[1])]
    return [
        {
            "load_id": "lists",
            "_line": at,
            "snapshot_date": day,
            "work_ref": pseudonym(f"work{person}"),
            "person_ref": pseudonym(person),
            "wait_type": "assessment_first",
            "requested_on": dt.date(2025, 4, 1),
        }
        for at, (person, day) in enumerate(waits, start=2)
    ]
