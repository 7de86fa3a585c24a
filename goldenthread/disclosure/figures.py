"""How published figures add up: the sums that anybody can do with a release's tables, as linked sets of counts.

A part of a figure is a count: its numerator, its denominator, or the rest of the denominator. Parts add up from each
breakdown to the whole, from three months to their quarter, and from numerator and rest to the denominator; one metric's
denominator may be what another one counts (``same_counts`` in the catalogue), a part of it (``part_of``), or some of its groups
(``groups_of``). Figures between which there is no such sum can tell nothing of one another.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from goldenthread.metrics import GroupsOf, Metric

ALL = "all"
NUMERATOR, DENOMINATOR, REST = "numerator", "denominator", "rest"


class Key(NamedTuple):
    """What names a figure in a release."""

    metric_id: str
    la_code: str
    period_start: dt.date
    period_end: dt.date
    breakdown: str
    breakdown_value: str

    @property
    def reference(self) -> str:
        """As a paper refers to it, with its period in full."""
        cut = "" if self.breakdown == ALL else f"/{self.breakdown}={self.breakdown_value}"
        return f"{self.metric_id}@{self.period_start}..{self.period_end}{cut}"


class Figure(NamedTuple):
    """One figure: its counts, as far as they are known to who looks; a count has no denominator, a median no numerator."""

    key: Key
    numerator: int | None
    denominator: int | None
    withheld: bool = False


Part = tuple[str, dt.date, dt.date, str, str]
"""A count's name within its set: series, period, breakdown and value."""


@dataclass(frozen=True)
class Sum:
    """Parts that add up to a whole; or, of groups that overlap, make at least the whole and none more than it."""

    whole: int
    parts: tuple[int, ...]
    is_exact: bool = True
    is_implied: bool = False  # by other sums, so that programmes need not have it


@dataclass
class Cell:
    """A figure in its set: where its parts stand among the set's counts."""

    figure: Figure
    parts: dict[str, int]

    @property
    def base(self) -> int:
        """How many it is about."""
        known = (self.figure.denominator, self.figure.numerator)
        return next(count for count in known if count is not None)


@dataclass
class LinkedSet:
    """Figures that sums connect: the counts they are made of by name, the figures, and the sums."""

    names: list[Part] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    of: list[str] = field(default_factory=list)  # each count's metric, to be told by
    beyond: dict[int, Sum] = field(
        default_factory=dict
    )  # counts that no figure prints: what a whole has besides a part of it


class Catalogue:
    """What the metric catalogue says of how figures add up."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self.metrics = {metric.id: metric for metric in metrics}
        self._series: dict[str, str] = {}
        self._part_of: list[tuple[str, str]] = []
        groups_of: dict[str, GroupsOf] = {}
        self._family = {name: name for name in self.metrics}
        for metric in sorted(self.metrics.values(), key=lambda each: each.id):
            for mine, theirs in sorted(metric.same_counts.items()):
                other, _, part = theirs.rpartition(".")
                if other in self.metrics:
                    self._series[f"{metric.id}.{mine}"] = f"{other}.{part}"
                    self._join(metric.id, other)
            for mine, theirs in sorted(metric.part_of.items()):
                other = theirs.rpartition(".")[0]
                if other in self.metrics:
                    self._part_of.append((f"{metric.id}.{mine}", theirs))
                    self._join(metric.id, other)
            for mine, groups in sorted(metric.groups_of.items()):
                other = groups.count.rpartition(".")[0]
                if other in self.metrics:
                    groups_of[f"{metric.id}.{mine}"] = groups
                    self._join(metric.id, other)
        linked = (
            *self._series.items(),
            *self._part_of,
            *((mine, groups.count) for mine, groups in groups_of.items()),
        )
        self._shared = {name for pair in linked for name in pair}
        self.implied = {self.series(name, REST) for name in self.metrics if self.shared(name)}
        """Counts whose sums follow from those of numerator and denominator."""
        self.overlapping = {
            self.series(metric.id, part)
            for metric in self.metrics.values()
            if metric.overlapping
            for part in (NUMERATOR, DENOMINATOR, REST)
        }
        """Counts whose groups need not add up to their whole, for somebody may be in two."""
        self.part_of = {
            part: whole for part, whole in (tuple(map(self._named, pair)) for pair in self._part_of)
        }
        """Counts that are a part of others, each with the whole."""
        self.groups_of = {
            self._named(mine): groups.model_copy(update={"count": self._named(groups.count)})
            for mine, groups in groups_of.items()
        }
        """Counts that are some groups of others."""

    def _join(self, one: str, other: str) -> None:
        old, new = self._family[one], self._family[other]
        self._family = {name: new if family == old else family for name, family in self._family.items()}

    def series(self, metric_id: str, part: str) -> str:
        """The one name of a count that several metrics print."""
        name = f"{metric_id}.{part}"
        while name in self._series:
            name = self._series[name]
        return name

    def _named(self, name: str) -> str:
        return self.series(*name.rsplit(".", 1))

    def parts(self, metric_id: str) -> tuple[str, ...]:
        """Which counts a metric's figures are made of."""
        metric = self.metrics[metric_id]
        if metric.kind == "count":
            return (NUMERATOR,)
        if metric.kind == "median":
            return (DENOMINATOR,)
        if metric.kind == "proportion" or metric.chance == "part":
            linked = self.shared(metric_id)
            return (NUMERATOR, REST, DENOMINATOR) if linked else (NUMERATOR, REST)
        return (NUMERATOR, DENOMINATOR)

    def shared(self, metric_id: str) -> bool:
        """Whether a metric's denominator is what other metrics print, or is a part of that, or has such a part."""
        return f"{metric_id}.{DENOMINATOR}" in self._shared

    def family(self, metric_id: str) -> str:
        """The metrics with which one shares counts, by the name of one of them."""
        return self._family[metric_id]

    def place(self, key: Key) -> tuple[Any, ...]:
        """Which set a figure is in: a flow's months stand with their quarter."""
        start, end = key.period_start, key.period_end
        if self.metrics[key.metric_id].measured == "flow":
            start = start.replace(month=(start.month - 1) // 3 * 3 + 1)
            end = start
        return self.family(key.metric_id), key.la_code, start, end


def sets(figures: Iterable[Figure], catalogue: Catalogue) -> list[LinkedSet]:
    """All figures in their linked sets, in an order that theirs does not change."""
    placed: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    for each in figures:
        if each.key.metric_id in catalogue.metrics:
            placed[catalogue.place(each.key)].append(each)
    return [linked(placed[place], catalogue) for place in sorted(placed)]


def linked(figures: Sequence[Figure], catalogue: Catalogue) -> LinkedSet:
    """One set of figures with the sums between them."""
    made = LinkedSet()
    at: dict[Part, int] = {}
    for figure in sorted(figures, key=lambda each: each.key):
        key, places = figure.key, {}
        for part in catalogue.parts(key.metric_id):
            name = (catalogue.series(key.metric_id, part), *key[2:])
            if name not in at:
                at[name] = len(made.names)
                made.names.append(name)
                made.of.append(key.metric_id)
            places[part] = at[name]
        made.cells.append(Cell(figure, places))
        if len(places) == 3:
            made.sums.append(Sum(places[DENOMINATOR], (places[NUMERATOR], places[REST])))
    _beyond(made, at, catalogue)
    made.sums += _groups_of(at, catalogue)
    made.sums += [
        replace(each, is_implied=made.names[each.whole][0] in catalogue.implied)
        for each in _breakdowns(at, catalogue.overlapping) + _quarters(at)
    ]
    return made


def _beyond(made: LinkedSet, at: dict[Part, int], catalogue: Catalogue) -> None:
    """What a count has besides a part of it that another metric counts, such as people whose wait is not known.

    No figure prints it, so it has no cell; its own sums follow from those of the two.
    """
    for (series, *where), place in list(at.items()):
        whole = at.get((catalogue.part_of.get(series, ""), *where))
        if whole is None:
            continue
        rest = len(made.names)
        made.names.append((f"{catalogue.part_of[series]} besides {series}", *where))
        made.of.append(made.of[place])
        made.beyond[rest] = Sum(whole, (place, rest))
        made.sums.append(made.beyond[rest])


def _groups_of(at: dict[Part, int], catalogue: Catalogue) -> list[Sum]:
    """A count that is some groups of another: the whole of it their sum, and each such group of its own the other's.

    A period in which the other has no groups tells of none; a group that it has no row of has nobody in it.
    """
    made = []
    for (series, start, end, breakdown, value), place in at.items():
        groups = catalogue.groups_of.get(series)
        if groups is None:
            continue
        wanted = groups.values if breakdown == ALL and groups.whole else []
        if breakdown == groups.breakdown and value in groups.values:
            wanted = [value]
        names = [(groups.count, start, end, groups.breakdown, each) for each in wanted]
        found = tuple(at[name] for name in names if name in at)
        if found:
            made.append(Sum(place, found))
    return made


def _breakdowns(at: dict[Part, int], overlapping: set[str]) -> list[Sum]:
    """Each breakdown to its whole, and each cross of two to the figures of either."""
    tables: dict[Part, list[int]] = defaultdict(list)
    for (series, start, end, breakdown, value), place in at.items():
        if breakdown == ALL:
            continue
        tables[series, start, end, breakdown, ALL].append(place)
        names, values = breakdown.split(" x "), value.split(" x ")
        if len(names) == 2 == len(values):
            for name, cut in zip(names, values, strict=True):
                tables[series, start, end, name, cut].append(place)
    made = []
    for (series, start, end, breakdown, value), parts in tables.items():
        whole = at.get((series, start, end, *((ALL, ALL) if value == ALL else (breakdown, value))))
        if whole is not None:
            made.append(Sum(whole, tuple(parts), series not in overlapping))
    return made


def _quarters(at: dict[Part, int]) -> list[Sum]:
    """Three months to their quarter, where each of them has figures; of a group, where any of them tells of it at all."""
    made = []
    for (series, start, end, breakdown, value), place in at.items():
        months = _months(start, end)
        if len(months) == 3 and all((series, *month, ALL, ALL) in at for month in months):
            found = [at.get((series, *month, breakdown, value)) for month in months]
            if parts := tuple(each for each in found if each is not None):
                made.append(Sum(place, parts))
    return made


def _months(start: dt.date, end: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The months of a quarter; none of any other period."""
    if start.month % 3 != 1 or (end.year, end.month) != (start.year, start.month + 2):
        return []
    firsts = [start.replace(month=start.month + step) for step in range(3)]
    lasts = [each - dt.timedelta(days=1) for each in firsts[1:]]
    return list(zip(firsts, [*lasts, end], strict=True))
