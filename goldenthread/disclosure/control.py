"""Disclosure control of a release: its figures in, the same figures out, with a reason wherever counts are taken out."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from goldenthread.disclosure import choosing, side_by_side
from goldenthread.disclosure.bounds import Found
from goldenthread.disclosure.earlier import KEY, Before
from goldenthread.disclosure.figures import ALL, REST, Catalogue, Figure, Key, LinkedSet, Sum, sets
from goldenthread.disclosure.profiles import Profile
from goldenthread.metrics import Metric

ABOUT_NOBODY = ("open", "internal")  # what the catalogue calls figures that are not controlled here


class GivenAway(RuntimeError):
    """A release that tells what it withholds; the message says which figures, and by which sums."""


@dataclass
class Controlled:
    """What may be printed, and what there is to tell of how it was come by."""

    figures: pa.Table
    proofs: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)  # these, and sets of which no more can be hidden
    withheld: int = 0
    small: int = 0  # of these, for their own sake
    told_before: int = 0  # that earlier releases had told, which nothing can take back
    unproved: int = 0  # sets in which less might be lost
    unsound: list[str] = field(default_factory=list)  # sums that the catalogue promises and figures break


def controlled(
    values: pa.Table,
    catalogue: Iterable[Metric],
    profile: Profile,
    before: Before | None = None,
    threads: int = 1,
) -> Controlled:
    """Figures after disclosure control, with a reason wherever value and counts are taken out.

    Groups of single months are left out whole (``is_between``), marks and all: that a group has a row says that it has
    somebody in it, and three months with a row each say that a quarter is of three people or more.

    values: ``metric_values``, with the row ``all, all`` for every metric, council and period. Figures about no person are
    left as they are. threads: how many processes may work at it. Raises GivenAway when what is withheld could be worked out.
    """
    before = before or Before()
    catalogue = list(catalogue)
    known = Catalogue(each for each in catalogue if each.disclosure not in ABOUT_NOBODY)
    by_month = {each.id for each in catalogue if each.id in known.metrics and "month" in each.periods}
    figures = of_table(values)
    row_of = {figure.key: row for row, figure in enumerate(figures)}
    ends = [figure.key.period_end for figure in figures if figure.key.metric_id in known.metrics]
    made, gone, refused = Controlled(values), set(), []
    kept_back = {
        row
        for row, figure in enumerate(figures)
        if figure.key.metric_id in by_month and is_between(figure.key, known)
    }
    shown = [figure for row, figure in enumerate(figures) if row not in kept_back]
    asked, places = [], []
    for linked in sets(shown, known):
        if why := contradiction(linked):
            raise GivenAway(why)
        rows = [row_of[cell.figure.key] for cell in linked.cells]
        told = frozenset(at for at, row in enumerate(rows) if row in before.told)
        hidden = frozenset(at for at, row in enumerate(rows) if row in before.hidden)
        asked.append(side_by_side.Asked(linked, told, hidden))
        places.append(rows)
    settled = _settled(asked, profile, before, max(ends, default=None), threads)
    for (linked, _, _), rows, (chosen, name) in zip(asked, places, settled, strict=True):
        refused += chosen.given_away
        made.told_before += len(chosen.told_before)
        if chosen.withheld and not chosen.given_away and profile.protection:
            made.settled.append(name)
            if not chosen.told_before:
                made.proofs.append(name)
        made.unproved += not chosen.is_proved
        made.small += sum(
            profile.discloses(linked.cells[at].figure.numerator, linked.cells[at].figure.denominator)
            for at in chosen.withheld
        )
        gone |= {rows[at] for at in chosen.withheld}
    if refused:
        raise GivenAway(
            f"What is withheld could be worked out: {'; '.join(sentence(each) for each in refused[:5])}."
        )
    made.withheld, made.proofs = len(gone), sorted(made.proofs)
    made.unsound = unsound(each.linked for each in asked)
    made.figures = _printed(values, known, profile, gone, kept_back)
    return made


def _settled(
    asked: list[side_by_side.Asked], profile: Profile, before: Before, latest: dt.date | None, threads: int
) -> Iterator[tuple[choosing.Chosen, str]]:
    """What to withhold of each set, with its fingerprint: what the last release did where that was proved, else what is found anew."""
    names = [fingerprint(profile, linked, told & hidden, hidden) for linked, told, hidden in asked]
    anew = [each for each, name in zip(asked, names, strict=True) if name not in before.proofs]
    found = iter(side_by_side.choose(anew, profile, latest, threads))
    for (linked, told, hidden), name in zip(asked, names, strict=True):
        if name in before.proofs:
            yield choosing.Chosen(hidden), name
        else:
            chosen = next(found)
            yield chosen, fingerprint(profile, linked, told & chosen.withheld, chosen.withheld)


def contradiction(linked: LinkedSet) -> str | None:
    """What keeps a set from being proved: two metrics that are said to count the same, and do not."""
    counted: dict[int, tuple[int, Key]] = {}
    for cell in linked.cells:
        for part, place in cell.parts.items():
            count = choosing.count_of(cell, part)
            first, key = counted.setdefault(place, (count, cell.figure.key))
            if first != count:
                return (
                    f"Nothing can be proved of {cell.figure.key.reference}: its {part} is {count}, and {key.reference} has {first}, "
                    "which the catalogue says is the same. Take it out of same_counts, or say part_of."
                )
    return None


def unsound(asked: Iterable[LinkedSet]) -> list[str]:
    """A sentence for each sum that the catalogue promises and figures break, with how often and the first place.

    What is withheld is chosen without such a sum, and a paper with both sides of it is refused when it is to be frozen.
    """
    broken: dict[str, list[str]] = {}
    for linked in asked:
        table, beyond = choosing.truth(linked), linked.beyond.values()
        for total in linked.sums:
            parts = [table[place] for place in total.parts]
            if min(parts) < 0 if total in beyond else total.is_exact and table[total.whole] != sum(parts):
                where = next(cell.figure.key for cell in linked.cells if total.whole in cell.parts.values())
                broken.setdefault(_said(linked, total), []).append(where.reference)
    return [
        f"{said}: {places[0]}{f' and {len(places) - 1:,} more' if len(places) > 1 else ''}. What is withheld there was chosen without "
        "that sum. Mend the extract, or the catalogue (docs/disclosure.md)."
        for said, places in sorted(broken.items())
    ]


def _said(linked: LinkedSet, total: Sum) -> str:
    """What does not hold, where a sum does not."""
    (whole, *of_whole), (part, *of_part) = linked.names[total.whole], linked.names[total.parts[0]]
    if total in linked.beyond.values():
        return f"{part} counts more than {whole}, of which it is part_of"
    if part != whole:
        return f"{whole} is not the sum of those of {part} by {of_part[2]} that it is by groups_of"
    if of_part[:2] != of_whole[:2]:
        return f"The months of {whole} do not add up to its quarter"
    return f"The groups of {whole} by {of_part[2]} do not add up to it"


def of_table(values: pa.Table) -> list[Figure]:
    """The figures of ``metric_values``, row by row."""
    columns = [values[name].to_pylist() for name in (*KEY, "numerator", "denominator")]
    return [Figure(Key(*row[:6]), *row[6:]) for row in zip(*columns, strict=True)]


def fingerprint(profile: Profile, linked: LinkedSet, told: Iterable[int], withheld: Iterable[int]) -> str:
    """What a proof is of: the figures, what is withheld, what of that was told before, and by which rules."""
    content = [
        profile.model_dump(mode="json"), sorted(told), sorted(withheld),
        [[*map(str, cell.figure.key), *cell.figure[1:3], sorted(cell.parts.items())] for cell in linked.cells],
        [[each.whole, *each.parts, each.is_exact] for each in linked.sums],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:24]


def is_between(key: Key, known: Catalogue) -> bool:
    """Whether a figure is of a group in a single month, between the quarters by which groups are told.

    Of a stock, groups are told at quarters' ends; of what is counted by quarter too, in quarters alone.
    """
    metric = known.metrics[key.metric_id]
    is_month = (key.period_start.year, key.period_start.month) == (key.period_end.year, key.period_end.month)
    if key.breakdown == ALL or not is_month:
        return False
    return "quarter" in metric.periods or key.period_end.month % 3 != 0


def _printed(
    values: pa.Table, known: Catalogue, profile: Profile, gone: set[int], kept_back: set[int]
) -> pa.Table:
    """The table as it goes out."""
    reasons = pa.array(
        [profile.reason if row in gone else None for row in range(values.num_rows)], pa.string()
    )
    ids = values["metric_id"].to_pylist()
    told = {
        name: [None if row in gone else count for row, count in enumerate(values[name].to_pylist())]
        for name in ("numerator", "denominator", "value")
    }
    if profile.rounded_to:
        for row, name in enumerate(ids):
            if row not in gone and name in known.metrics:
                _round(told, row, known, name, profile)
    for name, column in told.items():
        place = values.schema.get_field_index(name)
        values = values.set_column(place, name, pa.array(column, values.schema.field(name).type))
    told_of = pa.array([row not in kept_back for row in range(values.num_rows)])
    return values.append_column("withheld", reasons).filter(told_of)


def _round(told: dict[str, list[Any]], row: int, known: Catalogue, name: str, profile: Profile) -> None:
    """One figure with rounded counts: a percentage to one decimal of what was counted, anything else of what is printed."""
    numerator, denominator = told["numerator"][row], told["denominator"][row]
    metric = known.metrics[name]
    for part in ("numerator", "denominator"):
        if told[part][row] is not None:
            told[part][row] = profile.told(told[part][row])
    if REST in known.parts(name):
        if denominator:
            told["value"][row] = (metric.per or 100) * choosing.tenths(numerator, denominator) / 1000
    elif metric.kind == "count":
        told["value"][row] = float(told["numerator"][row])
    elif metric.kind == "rate":
        base = told["denominator"][row]
        told["value"][row] = (
            (metric.per or 100) * told["numerator"][row] / metric.whole / base if base else None
        )


def sentence(found: Found) -> str:
    """What a figure that is given away tells, and the sums that tell it."""
    if found.low == found.high:
        bounds = f"is {found.low}"
    else:
        bounds = f"is {found.low} to {found.high}" if found.high is not None else f"is {found.low} or more"
    return f"{found.part} of {found.cell.figure.key.reference} {bounds}"
