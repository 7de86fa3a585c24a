"""What anybody can work out: the least and the most that each withheld count may be, given all that is printed.

A count is safe when two tables that both agree with everything printed give it values far enough apart. Such tables are
looked for by moving counts of one that is known; where none is found, linear programmes tell how far it can move.
"""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from goldenthread.disclosure.figures import DENOMINATOR, NUMERATOR, REST, Cell, Sum
from goldenthread.disclosure.profiles import Profile
from goldenthread.disclosure.puzzle import ENDLESS, FAR, Puzzle, agrees, narrow, still_open
from goldenthread.disclosure.solver import INFINITE, NoAnswer, Programme, Solver

SWEEP, SWEEPS = 3, 6  # from how many doubtful figures on they are looked at together, and how often
SEARCHED = 30  # counts in a component from which on tables are looked for by programmes alone
TRIES = 16  # counts that one move may touch on its way before it is left to the solver
NOISE = 1e-6


class Contradiction(ValueError):
    """No table agrees with everything printed: something of it does not add up, as when it was put right later."""


class Found(NamedTuple):
    """A withheld figure that print gives away: which count of it, its bounds, and the sums that tell them."""

    cell: Cell
    part: str
    low: int
    high: int | None
    sums: tuple[Sum, ...]


class Attacker:
    """Somebody with everything printed, a pencil and a linear programme."""

    def __init__(self, asked: Puzzle, solver: Solver, known: list[int] | None = None) -> None:
        """known: a table that agrees with everything printed, if one is at hand; rows that it breaks are left out.

        Raises Contradiction where none is, and there is no such table.
        """
        self.asked, self.solver = asked, solver
        self.low, self.high = list(asked.low), list(asked.high)
        rows = [row for row in asked.rows if known is None or agrees(row, known)]
        if not narrow(rows, self.low, self.high):
            raise Contradiction
        needed = [row for row in rows if not (row.sum and row.sum.is_implied)]
        self.rows = [made for row in needed if (made := still_open(row, self.low, self.high))]
        self.of: dict[int, list[int]] = {}
        for number, row in enumerate(self.rows):
            for at, _ in row.terms:
                self.of.setdefault(at, []).append(number)
        self.component = self._components()
        self._asking: int | None = None
        self._before: list[tuple[int, float]] = []
        self.start = list(known) if known is not None else self._some_table()
        self._least, self._most = (np.array(self.start, dtype=float) for _ in range(2))
        pairs = {
            (cell.parts[NUMERATOR], cell.parts[REST])
            for cell in asked.linked.cells
            if cell.figure.withheld and set(cell.parts) == {NUMERATOR, REST}
        }
        self._pair = {pair: number for number, pair in enumerate(sorted(pairs))}
        self._pair_of = {at: pair for pair in self._pair for at in pair}
        self._ones, self._rests = np.array(sorted(pairs), dtype=int).reshape(-1, 2).T
        self._bases = np.array(self.start, dtype=float)[self._ones] + np.array(self.start)[self._rests]
        self._base_least, self._base_most = self._bases.copy(), self._bases.copy()

    def _components(self) -> dict[int, int]:
        """Counts that sums connect, by the least of them; a count in no sum stands alone."""
        lead = {at: at for at in range(len(self.low)) if self.low[at] != self.high[at]}

        def first(at: int) -> int:
            while lead[at] != at:
                lead[at] = lead[lead[at]]
                at = lead[at]
            return at

        for row in self.rows:
            one = first(row.terms[0][0])
            for at, _ in row.terms[1:]:
                other = first(at)
                one, other = min(one, other), max(one, other)
                lead[other] = one
        self._members: dict[int, list[int]] = {}
        for at in sorted(lead):
            self._members.setdefault(first(at), []).append(at)
        self._frozen = {lead: frozenset(members) for lead, members in self._members.items()}
        return {at: first(at) for at in lead}

    def leads(self, cell: Cell) -> set[int]:
        """The components that a figure's counts are in, each by its least count."""
        return {self.component[at] for at in cell.parts.values() if at in self.component}

    def counts(self, lead: int) -> frozenset[int]:
        """All counts of a component: with them known to be open, what can be said of them is settled."""
        return self._frozen[lead]

    def _some_table(self) -> list[int]:
        """A table of whole numbers that agrees with everything printed. Raises Contradiction."""
        table = list(self.low)
        for lead, members in self._members.items():
            found = self.solver.least(self._programme(lead, is_whole=True))
            if found is None:
                raise Contradiction
            for at, value in zip(members, found.values, strict=True):
                table[at] = round(value)
        return table

    def _programme(
        self, lead: int, is_whole: bool = False, cost: list[float] | None = None, near: int = 0
    ) -> Programme:
        """One component's programme; near: how far counts may lie from those of the table that is known."""
        members = self._members[lead]
        column = {at: number for number, at in enumerate(members)}
        numbers = sorted({number for at in members for number in self.of.get(at, ())})
        lower = [self.low[at] for at in members]
        upper = [INFINITE if self.high[at] >= ENDLESS else self.high[at] for at in members]
        if near:
            lower = [max(low, self.start[at] - near) for low, at in zip(lower, members, strict=True)]
            upper = [min(high, self.start[at] + near) for high, at in zip(upper, members, strict=True)]
        return Programme(
            lower,
            upper,
            cost or [0.0] * len(members),
            is_whole,
            [
                (
                    [(column[at], by) for at, by in self.rows[number].terms],
                    -INFINITE if self.rows[number].low <= -ENDLESS else self.rows[number].low,
                    INFINITE if self.rows[number].high >= ENDLESS else self.rows[number].high,
                )
                for number in numbers
            ],
            numbers,
        )

    def apart(self, terms: tuple[int, ...], by: int) -> bool:
        """Whether a count, or the sum of two, was seen so far apart in tables that agree with print; looks for such tables."""
        if self._width(terms) >= by:
            return True
        if self.span(terms) < by or any(
            len(self._members[self.component[at]]) > SEARCHED for at in terms if at in self.component
        ):
            return False
        for towards in (1, -1):
            table = list(self.start)
            for _ in range(by):
                need = by - int(self._width(terms))
                if need <= 0:
                    return True
                if not any(
                    self._move(table, at, towards * step) for step in dict.fromkeys((need, 1)) for at in terms
                ):
                    break
        return self._width(terms) >= by

    def outer(self, terms: tuple[int, ...]) -> tuple[int, int]:
        """Bounds that sums taken one by one tell: the least and the most lie within them."""
        return sum(self.low[at] for at in terms), min(FAR, sum(self.high[at] for at in terms))

    def seen_apart(self, terms: tuple[int, ...], by: int) -> bool:
        """Whether it was seen so far apart; looks no further."""
        return self._width(terms) >= by

    def span(self, terms: tuple[int, ...]) -> int:
        """How far apart those are."""
        low, high = self.outer(terms)
        return high - low

    def _width(self, terms: tuple[int, ...]) -> float:
        if len(terms) == 2:
            number = self._pair[terms]
            return self._base_most[number] - self._base_least[number]
        return self._most[terms[0]] - self._least[terms[0]]

    def sweep(self, counts: Iterable[int], by: int) -> None:
        """Look for tables in which many counts at once lie far from where they are, by a few programmes for each component."""
        for turn in range(SWEEPS):
            near = {at for at in counts if at in self.component and self._most[at] - self._least[at] < by}
            for lead in sorted({self.component[at] for at in near}):
                members = self._members[lead]
                signs = (
                    1.0 - 2 * ((at * (2 * turn + 1) >> turn // 3) % 2 if turn > 1 else turn) for at in members
                )
                cost = [sign if at in near else 0.0 for at, sign in zip(members, signs, strict=True)]
                found = self.solver.least(self._programme(lead, cost=cost, near=by))
                self._asking = None
                if found is not None:
                    self._see_all(members, found.values)

    def _see_all(self, members: list[int], found: np.ndarray) -> None:
        """Keep how far counts lie from where they are in a programme's table."""
        table = np.array(self.start, dtype=float)
        table[members] = found
        np.minimum(self._least, np.ceil(table - NOISE), out=self._least)
        np.maximum(self._most, np.floor(table + NOISE), out=self._most)
        bases = table[self._ones] + table[self._rests]
        np.minimum(self._base_least, np.ceil(bases - NOISE), out=self._base_least)
        np.maximum(self._base_most, np.floor(bases + NOISE), out=self._base_most)

    def _move(self, table: list[int], at: int, by: int) -> bool:
        """Change a count and as many others as the sums need, in place; False, and nothing changed, where none was found."""
        if not self.low[at] <= table[at] + by <= self.high[at]:
            return False
        changes, budget = {at: by}, [TRIES]
        if not self._mend(table, changes, budget, list(self.of.get(at, ()))):
            return False
        for place, change in changes.items():
            table[place] += change
            self._least[place] = min(self._least[place], table[place])
            self._most[place] = max(self._most[place], table[place])
        for pair in {self._pair_of[place] for place in changes if place in self._pair_of}:
            number, base = self._pair[pair], table[pair[0]] + table[pair[1]]
            self._base_least[number] = min(self._base_least[number], base)
            self._base_most[number] = max(self._base_most[number], base)
        return True

    def _mend(self, table: list[int], changes: dict[int, int], budget: list[int], waiting: list[int]) -> bool:
        """Whether the rows that changes broke can be mended by more of them: depth first, each count once."""
        low, high, rows = self.low, self.high, self.rows
        while waiting:
            row = rows[waiting[-1]]
            total = 0
            for at, by in row.terms:
                total += by * (table[at] + changes[at] if at in changes else table[at])
            over = total - row.high if total > row.high else total - row.low if total < row.low else 0
            if not over:
                waiting.pop()
                continue
            for at, by in row.terms:
                if at in changes or over % by:
                    continue
                change = -over // by
                if not low[at] <= table[at] + change <= high[at]:
                    continue
                budget[0] -= 1
                if budget[0] < 0:
                    return False
                changes[at] = change
                mark = set(changes)
                if self._mend(table, changes, budget, [*waiting[:-1], *self.of[at]]):
                    return True
                for place in set(changes) - mark | {at}:
                    changes.pop(place, None)
            return False
        return True

    def between(self, terms: tuple[int, ...]) -> tuple[int, int | None, tuple[Sum, ...]]:
        """The least and the most of a count, or of the sum of two, by linear programmes, and the sums that tell them."""
        known = sum(self.low[at] for at in terms if at not in self.component)
        leads = {self.component[at] for at in terms if at in self.component}
        low, high, used = known, known, set()
        for lead in sorted(leads):
            mine = tuple(at for at in terms if self.component.get(at) == lead)
            for sign in (1, -1):
                end, numbers = self._end(lead, mine, sign)
                used |= numbers
                if sign > 0:
                    low += math.ceil(end - NOISE)
                elif high is not None:
                    high = None if math.isinf(end) else high + math.floor(end + NOISE)
        told = {self.rows[number].sum for number in used} - {None}
        told |= {
            each for each in self.asked.linked.sums for at in terms if at == each.whole or at in each.parts
        }
        return low, high, tuple(sorted(told, key=lambda each: (each.whole, each.parts)))

    def _end(self, lead: int, terms: tuple[int, ...], sign: int) -> tuple[float, set[int]]:
        """The least, or with a sign below nought the most, of counts of one component, and the rows that bound them."""
        column = {at: number for number, at in enumerate(self._members[lead])}
        cost = [(column[at], float(sign)) for at in terms]
        try:
            if self._asking != lead:
                self._numbers = self._programme(lead).names
                if self.solver.least(self._programme(lead)) is None:
                    raise Contradiction
                self._asking, self._before = lead, []
            before, self._before = self._before, cost
            found = self.solver.again(cost, before)
        except NoAnswer:  # no bound to that side
            return (-math.inf if sign > 0 else math.inf), set()
        if found is None:
            raise Contradiction
        self._see_all(self._members[lead], found.values)
        rows = {
            number for number, worth in zip(self._numbers, found.of_rows, strict=True) if abs(worth) > NOISE
        }
        return sign * found.cost, rows


def quantities(cell: Cell) -> Iterable[tuple[str, tuple[int, ...]]]:
    """What a withheld figure is not to tell: each of its counts, and how many it is about."""
    for part, place in cell.parts.items():
        yield part, (place,)
    if set(cell.parts) == {NUMERATOR, REST}:
        yield DENOMINATOR, (cell.parts[NUMERATOR], cell.parts[REST])


def given_away(
    attacker: Attacker, profile: Profile, enough: int = FAR, proved: set[frozenset[int]] | None = None
) -> list[Found]:
    """The withheld figures that are not safe.

    A count may not be known to lie within less than the protection interval where it may be a small one; and no figure
    may be known whole. enough: how many of them need be known of each component. proved: components that are safe, by their
    counts; they are left out, and those that turn out safe are added.
    """
    if not profile.protection:
        return []
    proved = set() if proved is None else proved
    asked = [
        (cell, leads)
        for cell in attacker.asked.linked.cells
        if cell.figure.withheld
        if not (leads := attacker.leads(cell)) or any(attacker.counts(lead) not in proved for lead in leads)
    ]
    doubtful = [(cell, leads) for cell, leads in asked if not _is_safe(attacker, cell, profile)]
    if len(doubtful) > SWEEP:
        attacker.sweep(sorted({at for cell, _ in doubtful for at in cell.parts.values()}), profile.protection)
    found, known = [], Counter()
    for cell, leads in doubtful:
        if leads and max(known[lead] for lead in leads) >= enough:
            known.update(leads)
        elif told := _of_cell(attacker, cell, profile):
            found.append(told)
            known.update(leads)
    proved |= {attacker.counts(lead) for _, leads in asked for lead in leads if not known[lead]}
    return found


def _open_parts(attacker: Attacker, cell: Cell) -> list[tuple[str, tuple[int, ...]]]:
    """What of a withheld figure is not printed with another one."""
    asked = attacker.asked
    return [
        (part, terms)
        for part, terms in quantities(cell)
        if any(asked.low[at] != asked.high[at] for at in terms)
    ]


def _may_be_small(low: int, high: int | None, profile: Profile) -> bool:
    least = 0 if profile.zero == "withheld" else 1
    return low < profile.smallest_shown and (high is None or high >= least)


def _is_safe(attacker: Attacker, cell: Cell, profile: Profile) -> bool:
    """Whether tables were found that leave a figure every doubt it is to have."""
    is_told_whole = True
    for _, terms in _open_parts(attacker, cell):
        if _may_be_small(*attacker.outer(terms), profile):
            if not attacker.apart(terms, profile.protection):
                return False
            is_told_whole = False
        elif is_told_whole and attacker.apart(terms, 1):
            is_told_whole = False
    return not is_told_whole


def _of_cell(attacker: Attacker, cell: Cell, profile: Profile) -> Found | None:
    """The count by which a figure is given away, by what the programmes say."""
    told = None
    parts = _open_parts(attacker, cell)
    for part, terms in parts:
        if _may_be_small(*attacker.outer(terms), profile):
            if attacker.seen_apart(terms, profile.protection):
                continue
            low, high, sums = attacker.between(terms)
            if high is None or high - low >= profile.protection:
                continue
            if _may_be_small(low, high, profile):
                return Found(cell, part, low, high, sums)
    for part, terms in parts:
        if attacker.seen_apart(terms, 1):
            return None
        low, high, sums = attacker.between(terms)
        if low != high:
            return None
        told = told or Found(cell, part, low, high, sums)
    return told
