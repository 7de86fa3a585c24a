"""When a backlog will be cleared, in words, from published figures alone: nothing where any of them is withheld."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from goldenthread import backlogs, forecast, plans
from goldenthread.forecast import Outlook, Phase, Standing
from goldenthread.metrics import Metric
from goldenthread.periods import month_ends
from goldenthread.published import Published
from reports import filters

WITHHELD = "a figure that it would be made of is withheld"
LINES = {
    backlogs.ASKED: "Had the plan been kept",
    backlogs.TODAY: "At today's pace (95 of 100 runs)",
    backlogs.PLAN: "As planned from now on (95 of 100 runs)",
}


@dataclass(frozen=True)
class Said:
    """A sentence with a reference: ``before`` it, the numbers of the forecast, and ``after``."""

    ref: str
    before: str
    numbers: str
    after: str


@dataclass(frozen=True)
class Stood:
    """Where a stock would stand in a month, as a table prints it, with its reference."""

    ref: str
    said: str


@dataclass(frozen=True)
class Ahead:
    """What is said of a backlog: ``sentences``; ``counted``, what stood at each month's end up to now, and where it would
    stand by each of ``lines`` (see ``backlogs``); ``because`` says why nothing is. A metric that is no backlog has none of it.
    """

    sentences: list[Said]
    because: str | None = None
    metric: Metric | None = None
    counted: list[Standing] = field(default_factory=list)
    lines: dict[str, list[Standing]] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[str, list[Stood | None]]]:
        """The table: every third month to come, and where the stock would stand by each line (None: not told)."""
        if self.metric is None or not self.counted:
            return []
        now, made = self.counted[-1].end, []
        for end in forecast.after(now)[2::3]:
            found = [{each.end: each for each in self.lines.get(name, [])}.get(end) for name in self.named]
            cells = [
                each and Stood(_ref(self.metric, now, f"{name}:{end:%Y-%m}"), _standing(each))
                for name, each in zip(self.named, found, strict=True)
            ]
            made.append((filters.month(end), cells))
        return made

    @property
    def named(self) -> list[str]:
        """The lines that there are, in the order of the table's columns."""
        return [name for name in (backlogs.ASKED, backlogs.TODAY, backlogs.PLAN) if self.lines.get(name)]

    @property
    def heads(self) -> list[str]:
        """What each line is called."""
        return [LINES[name] for name in self.named]


def of(published: Published, metric: Metric, la_code: str, end: dt.date) -> Ahead:
    """What is said of a backlog on a month's last day."""
    if metric.backlog is None:
        return Ahead([])
    known = {each.id: each for each in published.catalogue}
    wanted = [metric.id, metric.backlog.completed, *filter(None, [metric.backlog.received])]
    if missing := [name for name in wanted if name not in known]:
        return Ahead([], f"the release has no {filters.joined(missing)}")
    runs = {name: published.history(known[name], la_code, end) for name in wanted}
    if any(value.withheld for run in runs.values() for value in run):
        return Ahead([], WITHHELD)
    counts = {name: {value.period_end: value.numerator for value in run} for name, run in runs.items()}
    received = counts[metric.backlog.received] if metric.backlog.received else None
    work = metric.backlog.plan_work
    plan = plans.published(published, la_code, work) if work else None
    found = backlogs.of(metric, counts[metric.id], received, counts[metric.backlog.completed], end, plan)
    if found.because:
        return Ahead([], found.because)
    stood = counts[metric.id]
    counted = [
        Standing(day, Fraction(stood[day]))
        for day in month_ends(end, found.known + 1)
        if stood.get(day) is not None
    ]
    return Ahead(_sentences(found), None, metric, counted, found.lines)


def _sentences(found: backlogs.Forecast) -> list[Said]:
    """What is said of a backlog: at today's pace, and as planned."""
    came, done = (filters.figure(filters.decimal(number), "people") for number in found.pace)
    said = [
        Said(
            _ref(found.metric, found.end, backlogs.TODAY),
            f"At the pace of the last {found.known} months, {came} received and {done} completed in a month,",
            cleared(found.outlooks[backlogs.TODAY]),
            ".",
        )
    ]
    if backlogs.PLAN in found.outlooks:
        parts = [_part(part) for part in found.plan]
        kept = found.progress
        so_far = (
            f". In the {filters.figure(kept.months, 'months')} months of the plan so far {filters.figure(kept.done, 'people')} "
            f"were completed of {filters.figure(kept.planned, 'people')} planned."
            if kept
            else "."
        )
        start = f"As planned ({found.plan_source}: {filters.joined(parts)}),"
        said.append(
            Said(
                _ref(found.metric, found.end, backlogs.PLAN),
                start,
                cleared(found.outlooks[backlogs.PLAN]),
                so_far,
            )
        )
    return said


def _ref(metric: Metric, end: dt.date, name: str) -> str:
    return f"{metric.id}@{end}/{backlogs.FORECAST}={name}"


def _standing(each: Standing) -> str:
    """Where it would stand, with its interval where it has one: ``412 (380 to 450)``."""
    said = f"{filters.rounded(filters.decimal(each.stock)):,}"
    if each.lower is None or each.upper is None:
        return said
    return f"{said} ({filters.rounded(each.lower):,} to {filters.rounded(each.upper):,})"


def _part(part: Phase) -> str:
    """One part of a plan: ``200 a month from April 2026 to September 2026``."""
    until = f" to {filters.month(part.end)}" if part.end else ""
    return f"{filters.figure(part.done, 'people')} a month from {filters.month(part.start)}{until}"


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
