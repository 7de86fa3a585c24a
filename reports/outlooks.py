"""When a backlog will be cleared, in words, from published figures alone: nothing where any of them is withheld."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from goldenthread import backlogs
from goldenthread.forecast import Outlook
from goldenthread.metrics import Metric, Part
from goldenthread.published import Published
from reports import filters

WITHHELD = "a figure that it would be made of is withheld"


@dataclass(frozen=True)
class Said:
    """A sentence with a reference: ``before`` it, the numbers of the forecast, and ``after``."""

    ref: str
    before: str
    numbers: str
    after: str


def of(published: Published, metric: Metric, la_code: str, end: dt.date) -> tuple[list[Said], str | None]:
    """The sentences about a backlog on a month's last day; without any, why not, as it goes on after “because”.

    A metric that is no backlog has neither.
    """
    if metric.backlog is None:
        return [], None
    known = {each.id: each for each in published.catalogue}
    wanted = [metric.id, metric.backlog.completed, *filter(None, [metric.backlog.received])]
    if missing := [name for name in wanted if name not in known]:
        return [], f"the release has no {filters.joined(missing)}"
    runs = {name: published.history(known[name], la_code, end) for name in wanted}
    if any(value.withheld for run in runs.values() for value in run):
        return [], WITHHELD
    counts = {name: {value.period_end: value.numerator for value in run} for name, run in runs.items()}
    received = counts[metric.backlog.received] if metric.backlog.received else None
    found = backlogs.of(metric, counts[metric.id], received, counts[metric.backlog.completed], end)
    if found.because:
        return [], found.because
    return _sentences(found), None


def _sentences(found: backlogs.Forecast) -> list[Said]:
    """What is said of a backlog: at today's pace, and as planned."""
    came, done = (filters.figure(filters.decimal(number), "people") for number in found.pace)
    said = [
        Said(
            _ref(found, backlogs.TODAY),
            f"At the pace of the last {found.known} months, {came} received and {done} completed in a month,",
            cleared(found.outlooks[backlogs.TODAY]),
            ".",
        )
    ]
    if backlogs.PLAN in found.outlooks:
        parts = [_part(part) for part in found.metric.backlog.plan]
        kept = found.progress
        so_far = (
            f". In the {filters.figure(kept.months, 'months')} months of the plan so far {filters.figure(kept.done, 'people')} "
            f"were completed of {filters.figure(kept.planned, 'people')} planned."
            if kept
            else "."
        )
        start = f"As planned ({found.metric.backlog.plan_source}: {filters.joined(parts)}),"
        said.append(Said(_ref(found, backlogs.PLAN), start, cleared(found.outlooks[backlogs.PLAN]), so_far))
    return said


def _ref(found: backlogs.Forecast, scenario: str) -> str:
    return f"{found.metric.id}@{found.end}/{backlogs.FORECAST}={scenario}"


def _part(part: Part) -> str:
    """One part of a plan: ``200 a month from April 2026 to September 2026``."""
    until = f" to {filters.month(part.end)}" if part.end else ""
    return f"{filters.figure(part.completed, 'people')} a month from {filters.month(part.start)}{until}"


def cleared(outlook: Outlook) -> str:
    """Months to clear with their interval, as a sentence goes on: ``it would be cleared in 12 months (9 to 16)``."""
    if outlook.months == 0:
        return "there is nothing left to clear"
    if outlook.upper is not None and outlook.upper < 1:
        return "it would be cleared within a month"
    never = "it would not be cleared within ten years"
    if outlook.lower is None:
        return never
    low = filters.rounded(outlook.lower)
    if outlook.months is None:
        return f"{never} (in 95 of 100 runs, after {_months(low)} at the soonest)"
    high = "not within ten years" if outlook.upper is None else f"{filters.rounded(outlook.upper):,}"
    between = (
        f"after {_months(low)} at the soonest, or {high}" if outlook.upper is None else f"{low:,} to {high}"
    )
    return f"it would be cleared in {_months(filters.rounded(filters.decimal(outlook.months)))} (in 95 of 100 runs, {between})"


def _months(number: Decimal) -> str:
    return "under a month" if number < 1 else f"{number:,} month{'s' if number > 1 else ''}"
