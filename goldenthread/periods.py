"""Periods: months and financial quarters, their names, their dates, and the same time a year before.

A financial year runs from April to March, so ``2025-26Q4`` is January to March 2026. Dates are
plain dates; every period ends on the last day of a month.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

QUARTER = re.compile(r"(\d{4})-(\d{2})Q([1-4])")
MONTH = re.compile(r"(\d{4})-(\d{2})")


class PeriodError(ValueError):
    """A period's name that cannot be read; the message shows how one is written."""


@dataclass(frozen=True, order=True)
class Period:
    """Whole months, such as a financial quarter; ``start`` and ``end`` are both counted."""

    start: dt.date
    end: dt.date

    @property
    def months(self) -> int:
        """How many months it is long."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def name(self) -> str:
        """``2025-26Q4`` for a quarter, ``2026-03`` for a month."""
        if self.months == 1:
            return f"{self.start:%Y-%m}"
        return f"{financial_year(self.start)}Q{(self.start.month - 4) % 12 // 3 + 1}"

    @property
    def words(self) -> str:
        """``January to March 2026``, ``April 2025 to March 2026`` or ``March 2026``."""
        last = f"{calendar.month_name[self.end.month]} {self.end.year}"
        first = calendar.month_name[self.start.month]
        if self.start.year != self.end.year:
            first = f"{first} {self.start.year}"
        return last if self.months == 1 else f"{first} to {last}"

    def before(self) -> "Period":
        """The period of the same length that ends the day before this one starts."""
        return ending(self.start - dt.timedelta(days=1), self.months)

    def year_before(self) -> "Period":
        """The same months of the year before."""
        return ending(year_before(self.end), self.months)


def parse(name: str) -> Period:
    """Read ``2025-26Q4`` or ``2026-03``; anything else is a PeriodError that says so."""
    if found := QUARTER.fullmatch(name):
        year, short, quarter = int(found[1]), found[2], int(found[3])
        if short == f"{(year + 1) % 100:02}":
            month = 3 * quarter + 3  # 6, 9, 12, 15
            return ending(month_end(year + (month > 12), (month - 1) % 12 + 1), 3)
    elif (found := MONTH.fullmatch(name)) and 1 <= int(found[2]) <= 12:
        return ending(month_end(int(found[1]), int(found[2])), 1)
    raise PeriodError(f"{name!r} is not a period: write a quarter as 2025-26Q4 or a month as 2026-03")


def ending(end: dt.date, months: int) -> Period:
    """The period of so many whole months that ends on ``end``, a month's last day."""
    if not is_month_end(end):
        raise PeriodError(f"{end} is not the last day of a month, and a period ends on one")
    return Period(months_after(end.replace(day=1), 1 - months), end)


def quarters(covered: Period) -> list[Period]:
    """The quarters that lie wholly in a stretch of months, earliest first."""
    ends = [
        month_end(year, month)
        for year in range(covered.start.year, covered.end.year + 1)
        for month in (3, 6, 9, 12)
    ]
    found = [ending(end, 3) for end in ends]
    return [quarter for quarter in found if covered.start <= quarter.start and quarter.end <= covered.end]


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def is_month_end(day: dt.date) -> bool:
    """Whether ``day`` is the last of its month."""
    return day == month_end(day.year, day.month)


def month_ends(last: dt.date, count: int) -> list[dt.date]:
    """The ``count`` month ends up to and including ``last``, earliest first."""
    firsts = (months_after(last.replace(day=1), -back) for back in range(count - 1, -1, -1))
    return [month_end(first.year, first.month) for first in firsts]


def year_before(day: dt.date) -> dt.date:
    """The same day of the year before; a month's last day gives that month's last day.

    So 29 February 2024 gives 28 February 2023, and 28 February 2025 gives 29 February 2024.
    """
    if is_month_end(day):
        return month_end(day.year - 1, day.month)
    return day.replace(year=day.year - 1)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_end(year, month + 1)
    return last.replace(day=min(day.day, last.day))


def said(day: dt.date) -> str:
    """A day in words: ``31 March 2026``."""
    return f"{day:%-d %B %Y}"


def financial_year(day: dt.date) -> str:
    """The financial year that holds ``day``, as ``2025-26``."""
    first = day.year - (day.month < 4)
    return f"{first}-{(first + 1) % 100:02}"
