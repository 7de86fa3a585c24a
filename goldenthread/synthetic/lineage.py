"""Rows that come of others: of events of Client Level Data, and a row's versions, one for each time that it changes."""

import datetime as dt

import numpy as np

from goldenthread.synthetic.chance import BLANK, salted, spread
from goldenthread.synthetic.recipes import Cut, Recipe
from goldenthread.synthetic.submissions import day_number
from goldenthread.synthetic.values import Lists
from goldenthread.synthetic.views import World

_PERSON = 2**32  # more than there are days: a person and a day are one number
_NEVER = 2**30

Columns = dict[str, np.ndarray]


def events(world: World, recipe: Recipe) -> tuple[Columns, np.ndarray]:
    """The columns of Client Level Data's events that a recipe names, and whose each event is.

    Days are those on which things happened, whether or not they had been recorded; lists are in the words of release 2.
    """
    known, lists = world.events, Lists.of_client_level_data()
    columns = {
        "event_start_date": known.start.astype(np.int64),
        "event_end_date": known.end.astype(np.int64),
        "event_reference": _texts(world.texts["event_reference"].raw)[1 + np.arange(len(known.start))],
    }
    for name in sorted(recipe.of_client_level_data - set(columns)):
        of_persons = world.people.now.get(name)
        place = known.columns[name] if of_persons is None else of_persons[known.person]
        columns[name] = _texts(lists[name].raw)[place]
    return columns, known.person.astype(np.int64)


def holds(values: np.ndarray, wanted: list[str]) -> np.ndarray:
    """Whether each value is one of some; ``filled`` is any but a blank."""
    if values.dtype.kind == "i":
        return values != BLANK
    return values != "" if wanted == ["filled"] else np.isin(values, wanted)


def versions(
    recipe: Recipe,
    world: World,
    person: np.ndarray,
    begins: np.ndarray,
    ends: np.ndarray,
    salt: np.ndarray,
    until: int,
) -> tuple[np.ndarray, np.ndarray, Columns]:
    """Cut each row wherever the recipe says that it changes.

    person, begins, ends, salt: of the rows as they are whole; an end may be BLANK. Nothing changes after ``until``.
    Gives, for each version: the row's place, the version's first day, and the columns ``version`` (from 1), ``why``
    (`start` or the cut's name), ``next_on``, ``last_on`` and ``cause`` (the event's reference, where one made it change).
    """
    last = np.where(ends == BLANK, _NEVER, ends)
    rows, days = [np.arange(len(begins))], [begins]
    whys, causes = [np.full(len(begins), "start")], [np.full(len(begins), "")]
    told, whose = events(world, recipe)
    for why, cut in recipe.rows.cut.items():
        at, day, cause = _at_events(cut, told, whose, person, begins, last, salt) if cut.where else _yearly(cut, begins, last)  # fmt: skip
        within = (day > begins[at]) & (day <= np.minimum(last[at], until))
        rows.append(at[within])
        days.append(day[within])
        whys.append(np.full(int(within.sum()), why))
        causes.append(cause[within])
    row, day = np.concatenate(rows), np.concatenate(days).astype(np.int64)
    order = np.lexsort((day, row))
    row, day, why, cause = row[order], day[order], np.concatenate(whys)[order], np.concatenate(causes)[order]
    first = np.r_[True, (np.diff(row) != 0) | (np.diff(day) != 0)][: len(row)]
    row, day, why, cause = row[first], day[first], why[first], cause[first]
    starts = np.flatnonzero(np.r_[True, np.diff(row) != 0][: len(row)])
    nth = np.arange(len(row)) - np.repeat(starts, np.diff(np.r_[starts, len(row)])) + 1
    following = np.r_[day[1:], BLANK] if len(row) else day
    following = np.where(np.r_[nth[1:], 1][: len(row)] > 1, following, BLANK)
    return row, day, {
        "version": nth.astype(str),
        "why": why,
        "cause": cause,
        "next_on": following,
        "last_on": np.where(following == BLANK, ends[row], following - 1),
    }  # fmt: skip


def grown(numbers: np.ndarray, thousandths: np.ndarray, version: np.ndarray) -> np.ndarray:
    """Numbers of first versions, carried through the later ones by so many thousandths each."""
    nth, grown_by = version.astype(np.int64), numbers.astype(np.int64)
    for number in range(2, int(nth.max(initial=1)) + 1):
        at = np.flatnonzero(nth == number)
        grown_by[at] = grown_by[at - 1] * thousandths[at] // 1000
    return grown_by


def _at_events(cut: Cut, told: Columns, whose, person, begins, last, salt):
    """The person's own events that make a row change, and the day of the change."""
    when = told[cut.begun]
    fits = when != BLANK
    for name, wanted in cut.where.items():
        fits &= holds(told[name], wanted)
    place = np.flatnonzero(fits)
    place = place[np.argsort(whose[place] * _PERSON + when[place], kind="stable")]
    key = whose[place] * _PERSON + when[place]
    low = np.searchsorted(key, person.astype(np.int64) * _PERSON + begins, side="right")
    high = np.searchsorted(key, person.astype(np.int64) * _PERSON + last, side="right")
    many = np.maximum(high - low, 0)
    row = np.repeat(np.arange(len(begins)), many)
    at = place[np.repeat(low, many) + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)]
    mixed = salt[row] ^ (when[at] & 0xFFFF).astype(np.uint32)
    after = spread(salted(mixed, "cut"), [(float(share), float(days)) for share, days in cut.days.items()])
    return row, when[at] + after, told["event_reference"][at]


def _yearly(cut: Cut, begins, last):
    """The same day of every year, from the earliest that could matter."""
    month, day = (int(part) for part in (cut.yearly or "04-01").split("-"))
    rows, days = [], []
    for year in range(cut.since.year, cut.since.year + 15):
        on = day_number(dt.date(year, month, day))
        at = np.flatnonzero((begins < on) & (last >= on))
        rows.append(at)
        days.append(np.full(len(at), on))
    row = np.concatenate(rows)
    return row, np.concatenate(days), np.full(len(row), "")


def _texts(raw) -> np.ndarray:
    return np.array(raw.to_numpy(zero_copy_only=False)).astype(str)
