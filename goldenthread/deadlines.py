"""When each step of an assessment is due: days, weeks, months and working days from the steps before. Pure functions.

How long each step may take is data (``framework``); nothing here knows a number of days or reads a clock.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goldenthread.periods import months_after, said

DAYS = {"days": 1, "weeks": 7}
MONTHS, WORKING_DAYS = "months", "working days"
UNITS = (*DAYS, MONTHS, WORKING_DAYS)
EVENTS = ("notification", "submission", "second letter", "visit", "draft report", "comments", "publication")
"""What is dated, in the order in which it comes; a submission and a second letter may come either way round."""
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """One deadline of a rule set. Without ``amount`` the rules give no number."""

    rule_set: str
    name: str
    counted_from: str
    ends_with: str
    amount: int | None
    unit: str
    bound: str  # at the latest, at the earliest, about; on any day where nothing is to be counted
    in_pre_election: str  # what the source says of such a period
    source: str


@dataclass(frozen=True)
class Period:
    """A pre-election period, with both its days."""

    election: str
    day: dt.date
    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class Calendar:
    """Working days of the years whose bank holidays are held: Monday to Friday, but for those."""

    holidays: frozenset[dt.date]

    @property
    def years(self) -> set[int]:
        """The years whose bank holidays are held."""
        return {day.year for day in self.holidays}

    def is_working(self, day: dt.date) -> bool:
        """Is this a working day? Asked only of years that are held."""
        return day.weekday() < 5 and day not in self.holidays

    def after(self, day: dt.date, count: int) -> dt.date | None:
        """The working day that is so many after a day, which itself is day nought; None where a year is not held."""
        while count:
            day += DAY
            if day.year not in self.years:
                return None
            count -= self.is_working(day)
        return day

    def between(self, start: dt.date, end: dt.date) -> int | None:
        """The working days after one day and up to another; None where a year is not held."""
        days = [start + DAY * step for step in range(1, (end - start).days + 1)]
        return sum(map(self.is_working, days)) if {day.year for day in days} <= self.years else None


@dataclass(frozen=True)
class Reckoned:
    """A step with its dates; what is not known is None."""

    step: str
    due: dt.date | None
    actual: dt.date | None
    days_used: int | None
    days_allowed: int | None
    rule: str
    source: str
    bound: str

    def as_json(self) -> dict[str, Any]:
        """The step as programs read it."""
        dates = {
            name: day.isoformat() if (day := getattr(self, name)) else None for name in ("due", "actual")
        }
        return {"step": self.step, **dates, "days_used": self.days_used, "days_allowed": self.days_allowed,
                "rule": self.rule, "source": self.source}  # fmt: skip


def due(step: Step, start: dt.date, working: Calendar) -> dt.date | None:
    """The day to which a step's time runs; None where the rules give no number or its bank holidays are not held."""
    if step.amount is None:
        return None
    if step.unit == WORKING_DAYS:
        return working.after(start, step.amount)
    if step.unit == MONTHS:
        return months_after(start, step.amount)
    return start + DAY * (step.amount * DAYS[step.unit])


def reckon(
    steps: Iterable[Step],
    dates: Mapping[str, dt.date],
    working: Calendar,
    periods: Iterable[Period],
    as_at: dt.date | None = None,
) -> list[Reckoned]:
    """Every step of a rule set.

    dates: of EVENTS, as far as they are known or planned. as_at: what came later is planned and not actual, and the days
    of a step that is still open are counted to then; without it every date is actual, and nothing is counted but those.
    """
    periods = list(periods)
    found = []
    for step in steps:
        start, end = dates.get(step.counted_from), dates.get(step.ends_with)
        ends = due(step, start, working) if start else None
        actual = end if end and (as_at is None or end <= as_at) else None
        upto = actual or as_at
        counted = working.between if step.unit == WORKING_DAYS else lambda first, last: (last - first).days
        used = counted(start, upto) if start and upto and upto >= start else None
        allowed = _allowed(step, start, ends)
        rule = ". ".join(_rule(step, start, ends, working, periods, end if end != actual else None))
        found.append(Reckoned(step.name, ends, actual, used, allowed, rule, step.source, step.bound))
    return found


def disorder(dates: Mapping[str, dt.date]) -> tuple[str, str] | None:
    """Two events of which the second is dated before the first and cannot be; None when all can be."""
    after = {"submission": "notification", "second letter": "notification", "visit": "second letter",
             "draft report": "visit", "comments": "draft report", "publication": "draft report"}  # fmt: skip
    for later in EVENTS[1:]:
        before = after[later]
        while before not in dates:
            before = after[before]
        if later in dates and dates[later] < dates[before]:
            return before, later
    return None


def _allowed(step: Step, start: dt.date | None, ends: dt.date | None) -> int | None:
    """How many days a step may take; of months as many as they have."""
    if step.amount is None or (step.unit == MONTHS and not (start and ends)):
        return None
    if step.unit == MONTHS and start and ends:
        return (ends - start).days
    return step.amount * DAYS.get(step.unit, 1)


def _rule(
    step: Step,
    start: dt.date | None,
    ends: dt.date | None,
    working: Calendar,
    periods: list[Period],
    planned: dt.date | None,
) -> Iterable[str]:
    """What is said of a step: its rule, what is not known, and the pre-election period that it falls, or is planned, in."""
    since = f"after the {step.counted_from}"
    if step.amount is not None:
        yield f"{step.rule_set}: {step.bound} {step.amount} {step.unit} {since}"
    else:
        missing = "" if step.bound == "on any day" else "how long is not stated; "
        yield f"{step.rule_set}: {missing}on any day {since}"
    if planned:
        outside = ends and {"at the latest": planned > ends, "at the earliest": planned < ends}.get(
            step.bound
        )
        yield f"Planned for {said(planned)}" + (
            f", {'after' if planned > ends else 'before'} that day" if outside else ""
        )
    if step.amount is not None and start is None:
        yield f"The date of the {step.counted_from} is not given"
    elif step.amount is not None and ends is None:
        yield f"Bank holidays are held from {min(working.years)} to {max(working.years)}"
    for each in periods:
        is_due, is_planned = (day is not None and each.start <= day <= each.end for day in (ends, planned))
        if is_due or is_planned:
            during = f"{said(each.start)} to {said(each.end)}"
            yield (
                f"{'In' if is_due else 'Planned in'} the pre-election period of the {each.election} of {said(each.day)} "
                f"({during}): {step.in_pre_election}. The date is not moved"
            )
