"""What a release says of registers and figures together: its alerts, and which of them are new."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb

from goldenthread import tables, walking

ORDER = "order by is_acknowledged, consequence desc, since, kind, subject_ref"
TOLD = 3  # alerts that a notification names


def rows(release: Path, sql: str) -> list[dict[str, Any]] | None:
    """Rows of a query over a release's own database; None when it was built without registers.

    release: its folder.
    """
    with duckdb.connect(str(release / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        if not walking.has_registers(connection):
            return None
        return tables.rows(connection, sql)


def as_at(release: Path) -> dt.date:
    """The day as at which a release tells."""
    told = json.loads((release / "public" / "release.json").read_text(encoding="utf-8"))
    return dt.date.fromisoformat(told["as_at"])


def alerts(release: Path, everything: bool = False) -> list[dict[str, Any]] | None:
    """A release's alerts, the gravest first; None when it was built without registers.

    everything: those that were acknowledged too.
    """
    found = rows(release, f"select * from fct_alerts {ORDER}")
    return found if found is None else [each for each in found if everything or not each["is_acknowledged"]]


def news(before: Path | None, now: Path) -> str | None:
    """A sentence about the alerts that a release has and the one before had not; None when there are none."""
    found = alerts(now) or []
    known = {_whose(each) for each in (alerts(before, everything=True) or [])} if before else set()
    fresh = [each for each in found if _whose(each) not in known]
    if not fresh:
        return None
    named = "; ".join(f"{each['title']}: {each['subject_ref']}" for each in fresh[:TOLD])
    more = f"; and {len(fresh) - TOLD} more" if len(fresh) > TOLD else ""
    return f"{len(fresh)} new alert{'s' if len(fresh) > 1 else ''} from the registers: {named}{more}. See goldenthread alerts."


def _whose(alert: dict[str, Any]) -> tuple[str, str]:
    """What tells an alert from every other: councils may give records the same ids."""
    return alert["la_code"], alert["alert_ref"]
