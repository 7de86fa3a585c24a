"""The attack: everything printed, by one paper or by many, and what of the withheld can be worked out from all of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from goldenthread.disclosure.bounds import Attacker, Contradiction, Found, given_away
from goldenthread.disclosure.control import ABOUT_NOBODY, sentence
from goldenthread.disclosure.figures import (
    ALL,
    DENOMINATOR,
    NUMERATOR,
    REST,
    Catalogue,
    Figure,
    Key,
    LinkedSet,
    Sum,
    sets,
)
from goldenthread.disclosure.figures import linked as relinked
from goldenthread.disclosure.printed import Said, Source
from goldenthread.disclosure.profiles import Profile
from goldenthread.disclosure.puzzle import Puzzle, Row, puzzle
from goldenthread.disclosure.solver import Solver

Progress = Callable[..., None]


@dataclass
class Pinned:
    """A withheld figure that can be worked out: what it tells, and the sums that tell it."""

    key: Key
    told: str
    sums: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What an attack came to."""

    pinned: list[Pinned]
    withheld: int = 0  # figures that are withheld
    open_elsewhere: int = 0  # of these, that another of the sources prints
    contradicting: int = 0  # linked sets in which sources contradict one another, attacked one by one
    unproved: int = 0  # linked sets in which a source contradicts itself, so that nothing can be said of them

    @property
    def is_safe(self) -> bool:
        """Whether everything was attacked, and nothing can be worked out."""
        return not self.pinned and not self.unproved


def attack(
    sources: Iterable[Source],
    profile: Profile | None = None,
    progress: Progress | None = None,
    la_code: str | None = None,
) -> Outcome:
    """Bound every withheld figure by all that the sources print.

    profile: how much doubt there has to be; by default that by which the latest source was made. la_code: of one council,
    whose figures no sum connects with another's.
    """
    ordered = sorted(sources, key=attrgetter("as_at"))
    latest = ordered[-1]
    profile = profile or next((each.profile for each in reversed(ordered) if each.profile), None)
    if profile is None:
        from goldenthread.disclosure import profiles

        profile = profiles.named()
    metrics = {metric.id: metric for source in ordered for metric in source.metrics}
    catalogue = Catalogue(each for each in metrics.values() if each.disclosure not in ABOUT_NOBODY)
    made = Outcome([])
    keys = {key for source in ordered for key in source.said if la_code in (None, key.la_code)}
    figures = [Figure(key, None, None, _is_withheld(ordered, key)) for key in sorted(keys)]
    linked_sets = [
        linked for linked in sets(figures, catalogue) if any(cell.figure.withheld for cell in linked.cells)
    ]
    solver = Solver(profile.nodes)
    for number, linked in enumerate(linked_sets):
        if progress and not number % 20:
            progress(f"{number:,} of {len(linked_sets):,} linked sets attacked", number, len(linked_sets))
        hidden = [cell for cell in linked.cells if cell.figure.withheld]
        made.withheld += len(hidden)
        made.open_elsewhere += sum(_shown(ordered, cell.figure.key) is not None for cell in hidden)
        made.pinned += of_set(linked, ordered, catalogue, profile, solver, made)
    for source in ordered:
        for key, what in source.misplaced:
            if la_code not in (None, key.la_code):
                continue
            said = latest.said.get(key) or source.said.get(key)
            if said and said.is_marked:
                made.pinned.append(
                    Pinned(key, f"{source.name} prints {what} where {key.reference} is withheld")
                )
    return made


def _is_withheld(ordered: list[Source], key: Key) -> bool:
    """Whether the latest source that speaks of a figure withholds it."""
    last = next(source.said[key] for source in reversed(ordered) if key in source.said)
    return last.is_marked


def _shown(ordered: list[Source], key: Key) -> Said | None:
    """What is printed of a figure: by the latest source that prints any."""
    found = (source.said[key] for source in reversed(ordered) if key in source.said)
    return next((said for said in found if said.is_told), None)


def of_set(
    linked: LinkedSet,
    ordered: list[Source],
    catalogue: Catalogue,
    profile: Profile,
    solver: Solver,
    made: Outcome,
) -> list[Pinned]:
    """One set, with everything that any source says of it; source by source where they contradict one another."""
    here = [source for source in ordered if any(cell.figure.key in source.said for cell in linked.cells)]
    ways = [here]
    if len(here) > 1 and _was_put_right(linked, here):
        ways = [[*group] for _, group in groupby(here, key=attrgetter("release"))]
        made.contradicting += 1
    found: dict[Key, Pinned] = {}
    for way in ways:
        there = {key for source in way for key in source.said}
        part = relinked([cell.figure for cell in linked.cells if cell.figure.key in there], catalogue)
        try:
            attacker = Attacker(_puzzle(part, way, profile), solver)
            for each in given_away(attacker, profile):
                key = each.cell.figure.key
                if _shown(ordered, key) is None:
                    found.setdefault(key, Pinned(key, sentence(each), _sums(part, way, each)))
        except Contradiction:
            made.unproved += 1
    return list(found.values())


def _was_put_right(linked: LinkedSet, sources: list[Source]) -> bool:
    """Whether two sources print different counts of a figure, or two releases different groups, so that what they say is
    not of the same people.
    """
    keys = {cell.figure.key for cell in linked.cells}
    if len({frozenset(keys & source.said.keys()) for source in sources if source.name == source.release}) > 1:
        return True
    for cell in linked.cells:
        told = [source.said[cell.figure.key] for source in sources if cell.figure.key in source.said]
        if len({(said.numerator, said.denominator) for said in told if said.is_told}) > 1:
            return True
    return False


def _puzzle(linked: LinkedSet, sources: list[Source], profile: Profile) -> Puzzle:
    """The set as the sources leave it."""
    bounds: dict[int, tuple[int, int]] = {}
    shares: dict[int, int] = {}
    cells = []
    for at, cell in enumerate(linked.cells):
        said = _shown(sources, cell.figure.key) or Said()
        for part, place in cell.parts.items():
            if (count := _count(said, part)) is None:
                continue
            if part != REST:
                bounds[place] = profile.between(count)
            elif not profile.rounded_to:
                bounds[place] = (count, count)
        if profile.rounded_to and REST in cell.parts and said.tenths is not None:
            shares[at] = said.tenths
        figure = cell.figure._replace(numerator=said.numerator, denominator=said.denominator)
        cells.append(type(cell)(figure._replace(withheld=not said.is_told), cell.parts))
    asked = puzzle(replace(linked, cells=cells), bounds, shares, profile)
    asked.rows.extend(_means(linked, sources, asked.low, asked.high))
    return asked


def _count(said: Said, part: str) -> int | None:
    if part == NUMERATOR:
        return said.numerator
    if part == DENOMINATOR:
        return said.denominator
    return None if said.numerator is None or said.denominator is None else said.denominator - said.numerator


def _means(linked: LinkedSet, sources: list[Source], low: list[int], high: list[int]) -> list[Row]:
    """A mean that was printed of a count's series tells their sum: where some of these months are in the set, what is left of it.

    Only a mean that is not simply that of the printed figures says anything; then it is taken to be of all of them.
    """
    rows = []
    for source in sources:
        for key, (least, most) in source.means.items():
            run = {
                other: said
                for other, said in source.said.items()
                if other[:2] == key[:2] and other.breakdown == ALL and other.period_end <= key.period_end
                if (other.period_end - other.period_start).days < 31
            }
            told = [said.numerator for said in run.values() if said.numerator is not None]
            if not told or 20 * sum(told) in range(least * len(told), most * len(told) + 1):
                continue
            places = {
                cell.parts[NUMERATOR]
                for cell in linked.cells
                if cell.figure.key in run and run[cell.figure.key].numerator is None
            }
            terms = tuple((at, 20) for at in sorted(places) if low[at] != high[at])
            if terms and len(places) == len(run) - len(told):
                rows.append(
                    Row(terms, least * len(run) - 20 * sum(told), most * len(run) - 20 * sum(told), None)
                )
    return rows


def _sums(linked: LinkedSet, sources: list[Source], found: Found) -> list[str]:
    """The sums that give a figure away, as anybody would write them down."""
    return [told for each in found.sums if (told := _sum(linked, sources, each))]


def _sum(linked: LinkedSet, sources: list[Source], total: Sum) -> str:
    def count(place: int) -> str:
        series, start, end, breakdown, value = linked.names[place]
        name = series if breakdown == ALL else f"{value}"
        for cell in linked.cells:
            for part, at in cell.parts.items():
                if at == place and (said := _shown(sources, cell.figure.key)):
                    known = _count(said, part)
                    if known is not None:
                        return f"{name} {start:%Y-%m}..{end:%Y-%m} {known}"
        return f"{name} {start:%Y-%m}..{end:%Y-%m} [c]"

    sign = "=" if total.is_exact else ">="
    return f"{' + '.join(count(part) for part in total.parts)} {sign} {count(total.whole)}"
