"""When a backlog will be cleared, at today's pace and as planned: pure functions of a stock and of what came and went.

The interval is made of the council's own months. A run draws a history of as many months from the last ones, then each
month ahead from that history, until the stock is gone; so it holds both that months differ and that so few of them tell
little of the pace. The draws are seeded by the figures themselves: the same figures give the same interval.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from goldenthread.periods import ending, month_end, month_ends

HORIZON = 120
"""Months that are looked ahead; what is not cleared by then is said not to be."""
HISTORY = 12  # months that tell today's pace
FEWEST = 6  # of which there must be so many
RUNS = 1000
TAIL = 0.025
SHOWN = 12
"""Months ahead in which it is told where a stock would stand."""


class TooLittle(ValueError):
    """A forecast that cannot be made; the message says why, as it goes on after “because”."""


@dataclass(frozen=True)
class Month:
    """How many came and how many were done in a month."""

    came: int
    done: int


@dataclass(frozen=True)
class Phase:
    """A part of a plan: how many are to be done in each month that begins from ``start`` to ``end``, both included."""

    start: dt.date
    end: dt.date | None
    done: int


@dataclass(frozen=True)
class Outlook:
    """Months until a stock is gone: as the averages have it, and of 95 in a hundred runs from ``lower`` to ``upper``.

    None is: not within ten years.
    """

    months: Fraction | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Standing:
    """Where a stock would stand on a month's last day: as the averages have it, and in 95 of a hundred runs."""

    end: dt.date
    stock: Fraction
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Progress:
    """What a plan has asked for since it began, and what was done in those months."""

    months: int
    planned: int
    done: int


def pace(history: Sequence[Month]) -> tuple[Fraction, Fraction]:
    """How many come and how many are done in a month, by the last months. Raises TooLittle when there are too few."""
    known = history[-HISTORY:]
    if len(known) < FEWEST:
        raise TooLittle(f"only {len(known)} months tell what came and what was done, and {FEWEST} are needed")
    return _averages(known)


def _averages(known: Sequence[Month]) -> tuple[Fraction, Fraction]:
    """How many come and how many are done in a month, of months that are known."""
    return Fraction(sum(each.came for each in known), len(known)), Fraction(
        sum(each.done for each in known), len(known)
    )


def outlook(stock: int, history: Sequence[Month], ahead: Sequence[int | None] = ()) -> Outlook:
    """When a stock will be gone.

    history: months in order, the last twelve of which count. ahead: how many are to be done in each month to come, None
    (and any month beyond) for today's pace. Raises TooLittle for a history of under six months.
    """
    known = list(history[-HISTORY:])
    came, done = pace(known)
    planned = [*ahead, *[None] * HORIZON][:HORIZON]
    expected = _until(Fraction(stock), ((came, done if plan is None else plan) for plan in planned))
    drawn = _drawn(stock, known, planned)
    ends = sorted(
        (HORIZON + 1 if each is None else each)
        for each in (_until(stock, _run(known, planned, drawn)) for _ in range(RUNS))
    )
    skipped = int(TAIL * RUNS)
    lower, upper = (float(end) if end <= HORIZON else None for end in (ends[skipped], ends[-1 - skipped]))
    return Outlook(expected, lower, upper)


def standings(
    stock: int, history: Sequence[Month], last: dt.date, ahead: Sequence[int | None] = ()
) -> list[Standing]:
    """Where a stock will stand at the end of each of the next twelve months, by the same runs as ``outlook``.

    last: the last day of the month in which it stood at ``stock``. Raises TooLittle for a history of under six months.
    """
    known = list(history[-HISTORY:])
    came, done = pace(known)
    planned = [*ahead, *[None] * SHOWN][:SHOWN]
    expected = _path(Fraction(stock), ((came, done if plan is None else plan) for plan in planned))
    drawn = _drawn(stock, known, planned)
    runs = [_path(stock, _run(known, planned, drawn)) for _ in range(RUNS)]
    skipped = int(TAIL * RUNS)
    made = []
    for place, (end, middle) in enumerate(zip(after(last), expected, strict=True)):
        here = sorted(run[place] for run in runs)
        made.append(Standing(end, middle, float(here[skipped]), float(here[-1 - skipped])))
    return made


def as_asked(
    plan: Sequence[Phase], stock: dict[dt.date, int | None], history: Sequence[Month], last: dt.date
) -> list[Standing]:
    """The plan's own line: where a stock would stand if since the plan began as much had been done as it asked for.

    What came is what did come, and from now on what comes in a month on average; where the plan says nothing, what was
    done. history: the months up to ``last`` without a gap. It begins on the eve of the plan's first month, or of the
    first of the history where that is later, and ends twelve months ahead. Empty where the stock of that day is unknown.
    """
    if not history:
        return []
    known = history[-HISTORY:]
    came, done = _averages(known)
    ends = month_ends(last, len(history) + 1)
    months = [(end, month.came, month.done) for end, month in zip(ends[1:], history, strict=True)]
    months += [(end, came, done) for end in after(last)]
    spoken = (at for at, (end, *_) in enumerate(months) if _asked(plan, ending(end, 1).start) is not None)
    began = next(spoken, None)
    if began is None or began >= len(history) or stock.get(ends[began]) is None:
        return []
    line = [Standing(ends[began], Fraction(stock[ends[began]]))]
    for end, came, done in months[began:]:
        asked = _asked(plan, ending(end, 1).start)
        left = line[-1].stock + came - (done if asked is None else asked)
        line.append(Standing(end, max(Fraction(0), Fraction(left))))
    return line


def after(last: dt.date, months: int = SHOWN) -> list[dt.date]:
    """The last days of the months after the one that ends on ``last``."""
    first = last.year * 12 + last.month
    return [month_end(month // 12, month % 12 + 1) for month in range(first, first + months)]


def _drawn(stock: int, known: list[Month], planned: list[int | None]) -> Random:
    """Chance that is the same for the same figures."""
    told = json.dumps([stock, [[each.came, each.done] for each in known], planned])
    return Random(int.from_bytes(hashlib.sha256(told.encode()).digest()))


def _path(stock, months) -> list:
    """A stock at the end of each month; what is cleared goes no lower."""
    path = []
    for came, done in months:
        stock = max(0, stock + came - done)
        path.append(stock)
    return path


def _run(known: list[Month], planned: list[int | None], drawn: Random):
    """Months ahead, drawn from a history that is itself drawn from the months known."""
    history = [known[int(drawn.random() * len(known))] for _ in known]
    for plan in planned:
        month = history[int(drawn.random() * len(history))]
        yield month.came, month.done if plan is None else plan


def _until(stock, months):
    """Months until a stock is gone, a part of the last month by how much of it is needed; None if never in these."""
    if stock <= 0:
        return 0
    for number, (came, done) in enumerate(months):
        if done - came >= stock:
            return number + stock / (done - came)
        stock += came - done
    return None


def ahead(plan: Sequence[Phase], last: dt.date) -> list[int | None]:
    """What a plan asks for in each month after the one that ends on ``last``: None where it says nothing."""
    return [_asked(plan, ending(end, 1).start) for end in after(last, HORIZON)]


def progress(plan: Sequence[Phase], done: dict[dt.date, int]) -> Progress | None:
    """How a plan is kept: of the months known, by their last days, those that it speaks of. None when there is none."""
    asked = {end: _asked(plan, ending(end, 1).start) for end in done}
    spoken = [end for end, count in asked.items() if count is not None]
    if not spoken:
        return None
    return Progress(len(spoken), sum(asked[end] or 0 for end in spoken), sum(done[end] for end in spoken))


def _asked(plan: Sequence[Phase], start: dt.date) -> int | None:
    """What the plan asks for in the month that begins on a day; of two parts that speak of it, the later."""
    parts = [part for part in plan if part.start <= start and (part.end is None or start <= part.end)]
    return parts[-1].done if parts else None
