"""The rows of one extract for a chunk of people, made as its recipe says; and what of them is known on a day.

Chance is taken from each row's own salt and the column's name, so that a column that is added, or made otherwise,
changes no other, and every delivery says the same of a row until more is known.
"""

import datetime as dt
import itertools
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from goldenthread.synthetic import lineage
from goldenthread.synthetic.chance import BLANK, Rng, generator, salted, spread
from goldenthread.synthetic.identifiers import nhs_numbers
from goldenthread.synthetic.people import SERVICE_USER
from goldenthread.synthetic.recipes import CLIENT_LEVEL_DATA, Made, Recipe
from goldenthread.synthetic.submissions import LA_CODE, day_number
from goldenthread.synthetic.values import Lists
from goldenthread.synthetic.views import World

LEARNT_IN = 60  # days


@dataclass
class Records:
    """Rows of one extract. ``columns`` hold days since 1970 (BLANK for none) or texts, whatever is known by when."""

    recipe: Recipe
    begins: np.ndarray
    person: np.ndarray  # place in the chunk; -1 for nobody
    died: np.ndarray  # BLANK for nobody and for the living
    salt: np.ndarray
    of_each: np.ndarray | None = None  # the salt of the combination of ``each`` that the row stands for
    columns: dict[str, np.ndarray] = field(default_factory=dict)
    parent: dict[str, np.ndarray] = field(default_factory=dict)
    whole: np.ndarray | None = None  # of versions: which row they are versions of

    def __len__(self) -> int:
        return len(self.begins)

    def uniform(self, column: str, purpose: str = "") -> np.ndarray:
        """A number in [0, 1) for each row, the same for ever for one column and purpose."""
        made = self.recipe.columns.get(column)
        salt = self.salt if self.of_each is None or not (made and made.apart) else self.salt ^ self.of_each
        return salted(salt, f"{self.recipe.extract}.{column}.{purpose}")

    def open_on(self, day: int, begun_by: int | None = None) -> np.ndarray:
        """Which rows had begun by a day, or by a later one, and were still open at its end."""
        here = self.begins <= (day if begun_by is None else begun_by)
        if self.recipe.rows.until:
            until = self.columns[self.recipe.rows.until]
            here &= (until == BLANK) | (until > day)
        return here & ((self.died == BLANK) | (self.died > day))


def make(
    recipe: Recipe,
    world: World | None,
    of: Records | None,
    span: tuple[int, int],
    size: int,
    seed: int,
    chunk: int,
) -> Records:
    """The rows that begin within a span of days, for a chunk of ``size`` people.

    world: the chunk, for rows that are of people; of: the rows that these are of, where the recipe says so.
    """
    rng = generator(seed, 4, chunk, zlib.crc32(recipe.extract.encode()))
    rows = recipe.rows
    if rows.of == CLIENT_LEVEL_DATA:
        made = _of_events(recipe, world, span[1])
    elif of is not None:
        made = _of(recipe, of)
    elif rows.per_1000_people:
        made = _some(recipe, world, span, size, rng)
    else:
        made = _each(recipe, span, rng)
    if rows.each and (of is not None or rows.per_1000_people):
        made = _times_each(made)
    made.columns.setdefault(rows.begins, made.begins)
    for name, column in recipe.columns.items():
        values = _values(made, name, column, world, seed, chunk)
        if column.per_1000_people:
            times = size / 1000
            values = np.array(
                [f"{float(value) * times:.{column.decimals}f}" if value else "" for value in values]
            )
        if values is not None:
            known = [other for other in column.only if other in made.columns]
            blank = BLANK if values.dtype.kind == "i" else ""
            for other in known:
                values = np.where(lineage.holds(made.columns[other], column.only[other]), values, blank)
            made.columns[name] = values
    return made


def _of(recipe: Recipe, of: Records) -> Records:
    """A row for each of another extract's that is wanted."""
    begins = of.columns[recipe.rows.begun or of.recipe.rows.begins]
    wanted = (begins != BLANK) & ((of.died == BLANK) | (begins <= of.died))
    for name, values in recipe.rows.where.items():
        wanted &= lineage.holds(of.columns[name], values)
    parent = {name: values[wanted] for name, values in of.columns.items()}
    salt = of.salt[wanted] ^ np.uint32(zlib.crc32(recipe.extract.encode()))
    return Records(recipe, begins[wanted], of.person[wanted], of.died[wanted], salt, parent=parent)


def _of_events(recipe: Recipe, world: World, until: int) -> Records:
    """A row for each event of Client Level Data that is wanted, or for each version of it."""
    columns, whose = lineage.events(world, recipe)
    begins = columns[recipe.rows.begun or "event_start_date"]
    wanted = begins != BLANK
    for name, values in recipe.rows.where.items():
        wanted &= lineage.holds(columns[name], values)
    salt = world.events.salt[wanted] ^ np.uint32(zlib.crc32(recipe.extract.encode()))
    parent = {name: values[wanted] for name, values in columns.items()}
    begins, person = begins[wanted], whose[wanted].astype(np.int32)
    whole = None
    if recipe.rows.cut:
        whole, begins, told = lineage.versions(
            recipe, world, person, begins, parent[recipe.rows.ends or ""], salt, until
        )
        parent = {name: values[whole] for name, values in parent.items()} | told
        person, salt = person[whole], salt[whole]
    return Records(recipe, begins, person, world.people.died[person], salt, parent=parent, whole=whole)


def _each(recipe: Recipe, span: tuple[int, int], rng: Rng) -> Records:
    """A row for each month and combination of values."""
    combinations = list(itertools.product(*recipe.rows.each.values()))
    level = recipe.rows.level or {dt.date.min: 1}
    months = [first for first, _ in _months(*span) if _from(level, first)]
    begins = np.repeat(np.array(months, dtype=np.int32), len(combinations))
    nobody = np.full(len(begins), -1, dtype=np.int32)
    made = Records(recipe, begins, nobody, np.full(len(begins), BLANK), _salts(len(begins), rng))
    for at, name in enumerate(recipe.rows.each):
        made.columns[name] = np.tile(np.array([each[at] for each in combinations]), len(months))
    return made


def _times_each(made: Records) -> Records:
    """Every row once for each combination of values."""
    combinations = list(itertools.product(*made.recipe.rows.each.values()))
    salts = np.array([zlib.crc32(";".join(each).encode()) for each in combinations], dtype=np.uint32)
    at = np.repeat(np.arange(len(made)), len(combinations))
    parent = {name: values[at] for name, values in made.parent.items()}
    times = Records(
        made.recipe, made.begins[at], made.person[at], made.died[at], made.salt[at], parent=parent,
        of_each=np.tile(salts, len(made)),
    )  # fmt: skip
    for nth, name in enumerate(made.recipe.rows.each):
        times.columns[name] = np.tile(np.array([each[nth] for each in combinations]), len(made))
    return times


def _some(recipe: Recipe, world: World | None, span: tuple[int, int], size: int, rng: Rng) -> Records:
    """So many rows a month, each of somebody whom the council knew by then and who lived."""
    begins = []
    for first, length in _months(*span):
        wanted = (
            (recipe.rows.per_1000_people or 0)
            * size
            / 1000
            * _from(recipe.rows.level or {dt.date.min: 1}, first)
        )
        begins.append(first + rng.integers(0, length, int(wanted + rng.random())))
    days = np.concatenate(begins).astype(np.int32)
    salt, nobody = _salts(len(days), rng), np.full(len(days), -1, dtype=np.int32)
    if recipe.people is None or world is None:
        return Records(recipe, days, nobody, np.full(len(days), BLANK), salt)
    people = world.people
    fits = (people.role == SERVICE_USER) != recipe.people.carers
    known = np.flatnonzero(fits)[np.argsort(people.arrived[fits], kind="stable")]
    so_far = np.searchsorted(people.arrived[known], days, side="right")
    person = nobody
    for _ in range(6):  # somebody who had died, or was too young, is passed over for another
        chosen = np.floor(rng.random(len(days)) * so_far).astype(np.int32)
        chosen = known[np.minimum(chosen, max(len(known) - 1, 0))] if len(known) else nobody
        died, age = people.died[chosen], (days - people.born[chosen]) / 365.25
        fit = (so_far > 0) & ((died == BLANK) | (died > days)) & (age >= recipe.people.from_age)
        person = np.where((person < 0) & fit, chosen, person)
    found = person >= 0
    person = person[found]
    return Records(recipe, days[found], person, people.died[person], salt[found])


def _values(
    made: Records, name: str, column: Made, world: World | None, seed: int, chunk: int
) -> np.ndarray | None:
    """What a column holds, whatever is known by when; None for what depends on the day of the question."""
    kind, count = column.kind, len(made)
    if kind == "key":
        alike = 1
        if made.of_each is not None and not column.apart:
            alike = math.prod(len(values) for values in made.recipe.rows.each.values())
        places = range(count) if made.whole is None else made.whole.tolist()
        return np.array(
            [f"{column.key}{LA_CODE}{chunk:03}{at // alike:0{column.digits}}" for at in places], dtype=str
        )
    if kind == "parent":
        return made.parent[column.parent]
    if kind == "month":
        return made.columns[column.month].astype("datetime64[D]").astype("datetime64[M]").astype(str)
    if kind == "value":
        return np.full(count, column.value)
    if kind == "person":
        return _personal(made, column, world, seed)
    if kind == "weights":
        return _weighted(made, name, column)
    if kind in ("after", "number"):
        numbers = np.full(count, BLANK, dtype=np.int64)
        for rows, quantiles in _plain(column.days if kind == "after" else column.number, made):
            points = [
                (float(share), float(number) * 10**column.decimals) for share, number in quantiles.items()
            ]
            numbers[rows] = spread(made.uniform(name)[rows], points)
        has = np.ones(count, bool)
        for rows, share in _plain(1.0 if column.share is None else column.share, made):
            has[rows] = made.uniform(name, "share")[rows] < share
        if column.times is not None:
            numbers = _grown(made, name, column, numbers)
        if kind == "number":
            said = [f"{each / 10**column.decimals:.{column.decimals}f}" for each in numbers.tolist()]
            return np.where(has, np.array(said, dtype=str), "")
        day = made.columns[column.after]
        return np.where(has & (day != BLANK), day + numbers, BLANK)
    return None


def _grown(made: Records, name: str, column: Made, numbers: np.ndarray) -> np.ndarray:
    """Numbers of first versions, multiplied from version to version."""
    times = np.full(len(made), 1000, dtype=np.int64)
    afresh = salted(
        made.salt ^ (made.begins & 0xFFFF).astype(np.uint32), f"{made.recipe.extract}.{name}.times"
    )
    for rows, quantiles in _plain(column.times, made):
        points = [(float(share), float(number) * 1000) for share, number in quantiles.items()]
        times[rows] = spread(afresh[rows], points)
    return lineage.grown(numbers, times, made.parent["version"])


def _personal(made: Records, column: Made, world: World | None, seed: int) -> np.ndarray:
    """What Client Level Data's world says of the person."""
    people, who = world.people, made.person
    if column.person == "id":
        return np.array(world.texts["la_person_unique_identifier"].raw.to_numpy(zero_copy_only=False))[
            who + 1
        ].astype(str)
    if column.person == "nhs_number":
        numbers = nhs_numbers(people.number[who], seed)
        return np.where(numbers == BLANK, "", numbers.astype(str))
    if column.person == "birth_date":
        return people.born[who]
    if column.person == "age":
        return np.floor((made.begins - people.born[who]) / 365.25).astype(int).astype(str)
    listed = Lists.of_client_level_data()[column.person].raw.to_numpy(zero_copy_only=False)
    words = np.array(listed)[people.now[column.person][who]].astype(str)
    said = {word: _in_words_of(word, column.as_) for word in set(words.tolist())}
    return np.array([said[word] for word in words.tolist()], dtype=str)


def _in_words_of(word: str, stands_for: dict[str, str]) -> str:
    """What stands for a listed value: the first whose beginning it has, else `else`, else itself."""
    begins = (told for beginning, told in stands_for.items() if word.upper().startswith(beginning.upper()))
    return next(begins, stands_for.get("else", word))


def _weighted(made: Records, name: str, column: Made) -> np.ndarray:
    """One of some values for each row, or several, each as often as its weight says."""
    values = np.full(len(made), "", dtype=object)
    for nth in range(column.several):
        has = made.uniform(name, f"has{nth}") < (0.3 if nth else 1.0)
        for rows, weights in _plain(column.weights, made):
            bounds = np.cumsum(list(weights.values()))
            at = np.searchsorted(bounds, made.uniform(name, str(nth or ""))[rows] * bounds[-1], side="right")
            drawn = np.array(list(weights), dtype=object)[at]
            new = [each not in said.split(";") for each, said in zip(drawn, values[rows], strict=True)]
            with_more = np.where(values[rows] == "", drawn, values[rows] + ";" + drawn)
            values[rows] = np.where(has[rows] & np.array(new, bool), with_more, values[rows])
    return values.astype(str)


def told(made: Records, rows: np.ndarray, known: int) -> dict[str, np.ndarray]:
    """What was known of some rows at the end of a day, as texts by column; days as they are sent."""
    days: dict[str, np.ndarray] = {}
    said: dict[str, np.ndarray] = {name: made.columns[name][rows] for name in made.recipe.rows.each}
    died = made.died[rows]
    for name, column in {made.recipe.rows.begins: Made(value="?"), **made.recipe.columns}.items():
        held = made.columns.get(name)
        if column.kind in ("every", "next_of", "counts"):
            base = made.recipe.columns[column.next_of or column.counts or name]
            held = _repeated(made, rows, column, base, column.next_of or column.counts or name, known)
        elif column.kind == "reached":
            held = _reached(made, rows, name, column, days)
        elif column.kind == "day":
            held = np.full(len(rows), known)
        elif held is not None:
            held = held[rows]
        if held.dtype.kind == "i":
            happened = (
                (held <= known) & ((died == BLANK) | (held <= died))
                | column.ahead
                | (column.kind == "next_of")
            )
            held = np.where(happened, held, BLANK)
            days[name] = held
        said[name] = texts(held)
        for other, wanted in column.only.items():
            said[name] = np.where(lineage.holds(said[other], wanted), said[name], "")
        if column.known_from:
            said[name] = np.where(days[column.known_from] == BLANK, column.before, said[name])
        if column.learnt:
            early = (known - made.begins[rows] < LEARNT_IN) & (
                made.uniform(name, "learnt")[rows] < column.learnt
            )
            said[name] = np.where(early, "", said[name])
    for number, fault in enumerate(made.recipe.faults):
        spoilt = made.uniform(fault.column, f"fault{number}")[rows] < fault.share
        said[fault.column] = np.where(spoilt, fault.says, said[fault.column])
    return said


def texts(values: np.ndarray) -> np.ndarray:
    """Days as DD/MM/YYYY, blank where there is none; texts as they are."""
    if values.dtype.kind != "i":
        return values
    iso = values.astype("datetime64[D]").astype(str)
    said = [f"{day[8:]}/{day[5:7]}/{day[:4]}" for day in iso]
    return np.where(values == BLANK, "", np.array(said, dtype=str))


def _repeated(made: Records, rows: np.ndarray, column: Made, base: Made, name: str, known: int) -> np.ndarray:
    """The latest repetition, the next, or how many there were, of what happens every so many days."""
    interval = np.full(len(made), 1, dtype=np.int64)
    for at, every in _plain(base.every, made, known):
        interval[at] = every
    since = made.columns[base.since]
    has = since != BLANK
    for at, share in _plain(1.0 if base.share is None else base.share, made, known):
        has[at] &= made.uniform(name, "share")[at] < share
    late = np.floor(made.uniform(name) * interval * 0.2).astype(np.int64)
    times = np.where(has, np.maximum(known - since - late, 0) // interval, 0)[rows]
    interval, since, has = interval[rows], since[rows], has[rows]
    if column.counts:
        return times.astype(str)
    if column.next_of:
        return np.where(has, since + (times + 1) * interval + late[rows], BLANK)
    return np.where(times > 0, since + times * interval + late[rows], BLANK)


def _reached(
    made: Records, rows: np.ndarray, name: str, column: Made, days: dict[str, np.ndarray]
) -> np.ndarray:
    """What the last of some days that has come says, or now and then something else."""
    said = np.full(len(rows), "", dtype=object)
    for other, value in column.reached.items():
        said = np.where(days[other] == BLANK, said, value)
    uniform, below = made.uniform(name, "instead")[rows], 0.0
    for value, share in column.instead.items():
        said = np.where((uniform >= below) & (uniform < below + share), value, said)
        below += share
    return said.astype(str)


def _plain(share: Any, made: Records, known: int | None = None) -> Iterator[tuple[np.ndarray, Any]]:
    """The places of the rows for which a share is the same, and what it is for them.

    known: the day of the question, for what changes for all rows from a month on and not by when they began.
    """
    yield from _within(share, made, np.arange(len(made)), known)


def _within(
    share: Any, made: Records, rows: np.ndarray, known: int | None
) -> Iterator[tuple[np.ndarray, Any]]:
    if isinstance(share, dict) and "by" in share:
        held = made.columns[share["by"]][rows]
        rest = np.ones(len(rows), bool)
        for value, below in share["of"].items():
            yield from _within(below, made, rows[held == str(value)], known)
            rest &= held != str(value)
        if "else" in share:
            yield from _within(share["else"], made, rows[rest], known)
    elif isinstance(share, dict) and "from" in share:
        starts = sorted((_first(month), below) for month, below in share["from"].items())
        asked = made.begins[rows] if known is None else np.full(len(rows), known)
        place = np.maximum(np.searchsorted([start for start, _ in starts], asked, side="right") - 1, 0)
        for at, (_, below) in enumerate(starts):
            yield from _within(below, made, rows[place == at], known)
    else:
        yield rows, share


def _first(month: Any) -> int:
    """The first day of a month as YAML has it."""
    return day_number(month if isinstance(month, dt.date) else dt.date.fromisoformat(f"{month}-01"))


def _from(level: dict[dt.date, float], day: int) -> float:
    """The level on a day: that of the latest month that has begun, else of the first."""
    begun = [
        times for month, times in sorted(level.items()) if month == dt.date.min or day_number(month) <= day
    ]
    return begun[-1] if begun else level[min(level)]


def _months(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The months of a span of days: the first day of each, and how many days it has within the span."""
    day = dt.date(1970, 1, 1) + dt.timedelta(days=first)
    start = day.replace(day=1)
    while day_number(start) <= last:
        following = (start + dt.timedelta(days=32)).replace(day=1)
        yield day_number(start), min(day_number(following), last + 1) - day_number(start)
        start = following


def _salts(count: int, rng: Rng) -> np.ndarray:
    return rng.integers(0, 2**32, count, dtype=np.uint32)
