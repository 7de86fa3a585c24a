"""When a paper has to be out: five clear days before the meeting, by the working days of England.

Local Government Act 1972, sections 100B(3) and 100K: agenda and reports are open to the public for at least five clear days
before the meeting. Clear days leave out the day on which they are published and that of the meeting; working days are counted,
as councils do.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from goldenthread.deadlines import DAY, Calendar
from goldenthread.periods import Period, ending, month_end

CLEAR_DAYS = 5
DRAFTED = 14
"""Days before the paper has to be out on which its draft is made, so that there is time to write, read and approve it."""


@dataclass(frozen=True)
class Due:
    """A meeting to come, and the last day on which its papers can be published."""

    meeting_ref: str
    meets_on: dt.date
    publish_by: dt.date

    @property
    def draft_on(self) -> dt.date:
        """The day from which there is a draft."""
        return self.publish_by - DRAFTED * DAY

    @property
    def period(self) -> Period:
        """The last whole quarter before the day of the draft."""
        day = self.draft_on
        quarter = (day.month - 1) // 3
        return ending(month_end(day.year - (quarter == 0), 3 * quarter or 12), 3)


def publish_by(calendar: Calendar, meets_on: dt.date) -> dt.date | None:
    """The last working day with five whole working days between it and a meeting; None where a year's holidays are not held."""
    day, clear = meets_on, 0
    while True:
        day -= DAY
        if day.year not in calendar.years:
            return None
        if calendar.is_working(day):
            if clear == CLEAR_DAYS:
                return day
            clear += 1


def due(calendar: Calendar, meetings: Iterable[dict[str, Any]], body: str, today: dt.date) -> Due | None:
    """The next meeting of a board for which a draft is to be made by today; None where there is none.

    meetings: rows with ``record_ref``, ``title`` (the board) and ``due_on`` (the planned day).
    """
    for row in sorted(meetings, key=lambda each: str(each["due_on"])):
        if row["title"] == body and row["due_on"] and row["due_on"] > today:
            last = publish_by(calendar, row["due_on"])
            if last:
                found = Due(row["record_ref"], row["due_on"], last)
                return found if found.draft_on <= today else None
    return None
