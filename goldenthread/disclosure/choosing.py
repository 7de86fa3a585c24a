"""Which figures are withheld: those that are small, and with them the fewest others by which they would be told.

Each linked set is an integer programme: least loss, so that every withheld figure keeps its protection interval. What an
interval needs is not known beforehand but found by attacking the answer, which adds a rule to the programme until the
attack finds nothing (M. Fischetti and J. J. Salazar, Management Science 47, 2001, has the method). A set too large for
that, or one that is not settled in the profile's rounds, has whole breakdowns withheld instead.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from goldenthread.disclosure.bounds import NOISE, Attacker, Found, given_away, quantities
from goldenthread.disclosure.figures import ALL, DENOMINATOR, NUMERATOR, REST, Cell, LinkedSet
from goldenthread.disclosure.profiles import Profile
from goldenthread.disclosure.puzzle import ENDLESS, Puzzle, Row, agrees, puzzle
from goldenthread.disclosure.solver import INFINITE, NoAnswer, Programme, Solver

FIGURE, LATEST, LONG, WHOLE = 1000, 2, 3, 100
"""What a withheld figure costs besides the people it counts, and how many times more the latest, a quarter's, a whole's do."""


ENOUGH = 8  # figures of one component that are given away, after which the solver is asked anew
EXACT = 3  # rounds after which what was chosen stays chosen, so that few are left
AT_ONCE = 30  # tables of which it is then told


@dataclass(frozen=True)
class Cut:
    """What a protection interval needs: so much of these counts unknown, each worth so much."""

    worth: tuple[tuple[int, float], ...]
    need: float


@dataclass(frozen=True)
class Chosen:
    """Which figures of a set are withheld, by place, and what an attacker finds all the same."""

    withheld: frozenset[int]
    given_away: tuple[Found, ...] = ()
    told_before: tuple[Found, ...] = ()  # by releases before this one, whatever it withholds
    is_proved: bool = True  # that no choice loses less


class Chooser:
    """Chooses for one set after another."""

    def __init__(self, profile: Profile, latest: dt.date | None = None) -> None:
        """latest: the last day of the release's last period, whose figures are dearer."""
        self.profile, self.latest = profile, latest
        self._least, self._bound = Solver(profile.nodes), Solver(profile.nodes)

    def choose(
        self, linked: LinkedSet, told: Collection[int] = (), hidden_before: Collection[int] = ()
    ) -> Chosen:
        """What to withhold of a set whose figures are known.

        told: places of figures that an earlier release printed as they still are; to withhold them hides nothing.
        hidden_before: places of figures that the last release withheld, which stay so where either would do.
        """
        first = for_their_own_sake(linked, self.profile)
        if not first or not self.profile.protection:
            return Chosen(first)
        return _Choice(self, linked, first, frozenset(told), frozenset(hidden_before)).settle()

    def cost(self, cell: Cell, hidden_before: bool) -> int:
        """What is lost with a figure."""
        if hidden_before:
            return 1
        key = cell.figure.key
        cost = FIGURE + min(cell.base, FIGURE)
        cost *= LATEST if self.latest and (self.latest - key.period_end).days < 92 else 1
        cost *= LONG if (key.period_end - key.period_start).days > 31 else 1
        return cost * (WHOLE if key.breakdown == ALL else 1)


class _Choice:
    """One set while it is settled."""

    def __init__(
        self,
        chooser: Chooser,
        linked: LinkedSet,
        first: frozenset[int],
        told: frozenset[int],
        before: frozenset[int],
    ) -> None:
        self.chooser, self.linked, self.first, self.told, self.before = chooser, linked, first, told, before
        self.gone = first  # what is withheld whatever the solver says
        self.profile = chooser.profile
        self.truth = truth(linked)
        self.costs = [chooser.cost(cell, at in before) for at, cell in enumerate(linked.cells)]
        self.holders: dict[int, list[int]] = defaultdict(list)
        for at, cell in enumerate(linked.cells):
            for place in cell.parts.values():
                self.holders[place].append(at)
        self.can_go = {
            at for at, cell in enumerate(linked.cells) if cell.base > 0 and at not in told and at not in first
        }
        self.wholes = {at for at, cell in enumerate(linked.cells) if cell.figure.key.breakdown == ALL}

    def settle(self) -> Chosen:
        hidden, is_proved = self.first, True
        cuts, proved = self._first_cuts(), set()
        for turn in range(self.profile.rounds):
            chosen = self._least_loss(cuts)
            if chosen is None:
                break
            hidden, is_least = chosen
            is_proved &= is_least
            found = given_away(self._attacker(hidden), self.profile, ENOUGH, proved)
            if not found:
                return Chosen(hidden, is_proved=is_proved)
            more = [cut for cut in self._cuts(found, hidden) if self._lacks(cut, hidden)]
            if not more:
                break
            cuts += more
            if turn >= EXACT:
                self.gone, is_proved = hidden, False
        return self._as_if_untold() if self.told else self._whole_breakdowns(hidden)

    def _as_if_untold(self) -> Chosen:
        """What would be withheld if nothing had been printed before, where what was printed cannot be made good."""
        made = _Choice(self.chooser, self.linked, self.first, frozenset(), self.before).settle()
        told = given_away(self._attacker(made.withheld), self.profile)
        return Chosen(made.withheld, made.given_away, tuple(told), made.is_proved)

    def _attacker(self, hidden: frozenset[int]) -> Attacker:
        return Attacker(self._puzzle(hidden), self.chooser._bound, self.truth)

    def _puzzle(self, hidden: frozenset[int]) -> Puzzle:
        marked = with_marks(self.linked, hidden)
        return puzzle(marked, *printed(marked, hidden - self.told, self.profile), self.profile)

    def _whole_breakdowns(self, hidden: frozenset[int]) -> Chosen:
        """Withhold all that adds up with what is given away, and what that adds up to only when that is not enough."""
        while True:
            found = given_away(self._attacker(hidden), self.profile)
            if not found:
                return Chosen(hidden, is_proved=False)
            near = {
                holder
                for each in found
                for part in each.cell.parts.values()
                for total in self.linked.sums
                if part == total.whole or part in total.parts
                for place in (total.whole, *total.parts)
                for holder in self.holders[place]
            } & (self.can_go - hidden)
            more = near - self.wholes or near
            if not more:
                return Chosen(hidden, tuple(found), is_proved=False)
            hidden |= more

    def _first_cuts(self) -> list[Cut]:
        """What every sum with a small count in it needs: what else is unknown in it is worth the protection interval."""
        by, cuts = self.profile.protection, []
        if self.profile.rounded_to:
            return []  # what is rounded hides already; the attack says where it does not
        least = 0 if self.profile.zero == "withheld" else 1
        wanted, lows = set(), {}
        for at, cell in enumerate(self.linked.cells):
            is_pair = set(cell.parts) == {NUMERATOR, REST}
            base = None if is_pair else cell.parts.get(DENOMINATOR, cell.parts.get(NUMERATOR))
            lows |= {
                place: least if place == base else 0 for place in cell.parts.values() if place not in lows
            }
            if at in self.first:
                small = {place for place in cell.parts.values() if self.profile.is_small(self.truth[place])}
                wanted |= small or set(cell.parts.values()) - {
                    place for place in cell.parts.values() if not self.truth[place]
                }
        for total in self.linked.sums:
            if not total.is_exact or self._can_be_unknown(total.whole, self.first):
                continue
            if any(place in wanted for place in total.parts):
                worth = [(place, min(by, self.truth[place] - lows.get(place, 0))) for place in total.parts]
                cuts.append(Cut((*((at, each) for at, each in worth if each > 0), (total.whole, by)), by))
                for place in total.parts:
                    if place in wanted:
                        rest = (*(each for each in total.parts if each != place), total.whole)
                        cuts.append(Cut(tuple((each, 1) for each in rest if self.truth[each]), 1))
        return cuts

    def _can_be_unknown(self, place: int, hidden: Collection[int]) -> bool:
        return all(holder in hidden and holder not in self.told for holder in self.holders[place])

    def _lacks(self, cut: Cut, hidden: Collection[int]) -> bool:
        """Whether what a cut needs is not there."""
        return sum(worth for at, worth in cut.worth if self._can_be_unknown(at, hidden)) < cut.need - NOISE

    def _least_loss(self, cuts: list[Cut]) -> tuple[frozenset[int], bool] | None:
        """The figures to withhold that meet every cut at the least loss, and whether that is proved; None: there are none.

        Wholes stay as long as anything else will do.
        """
        lacking = [cut for cut in cuts if self._lacks(cut, self.gone)]
        if not lacking:
            return self.gone, True
        allowed = self.can_go - self.wholes
        if any(self._lacks(cut, self.gone | allowed) for cut in lacking):
            allowed = self.can_go
            lacking = [cut for cut in lacking if not self._lacks(cut, self.gone | allowed)]
        chosen, is_proved = set(self.gone), True
        for cuts_of_one in self._apart(lacking, allowed):
            found = self._solve(cuts_of_one, allowed)
            if found is None:
                return None
            chosen |= found[0]
            is_proved &= found[1]
        return frozenset(chosen), is_proved

    def _movable(self, cut: Cut, allowed: Collection[int]) -> dict[int, list[int]]:
        """The counts that a cut may get from figures that may yet be withheld, with which figures each takes."""
        wanting = {}
        for at, _ in cut.worth:
            holders = [each for each in self.holders[at] if each not in self.gone]
            if (
                holders
                and all(each in allowed for each in holders)
                and self._can_be_unknown(at, self.gone | set(holders))
            ):
                wanting[at] = holders
        return wanting

    def _apart(self, cuts: list[Cut], allowed: Collection[int]) -> Iterable[list[Cut]]:
        """Cuts in groups that have no figure in common."""
        groups: list[tuple[set[int], list[Cut]]] = []
        for cut in cuts:
            mine = {each for holders in self._movable(cut, allowed).values() for each in holders}
            joined, apart = (mine, [cut]), []
            for group in groups:
                if group[0] & mine:
                    joined = (joined[0] | group[0], [*group[1], *joined[1]])
                else:
                    apart.append(group)
            groups = [*apart, joined]
        return [group for _, group in groups]

    def _solve(self, cuts: list[Cut], allowed: Collection[int]) -> tuple[set[int], bool] | None:
        """The least loss that meets cuts: one figure where that is enough, else by the solver."""
        rows: list[tuple[dict[int, float], float]] = []
        movable = [self._movable(cut, allowed) for cut in cuts]
        figures = sorted({each for one in movable for holders in one.values() for each in holders})
        shared = sorted({at for one in movable for at, holders in one.items() if len(holders) > 1})
        column = {each: number for number, each in enumerate(figures)}
        column_of = {at: len(figures) + number for number, at in enumerate(shared)}
        for cut, one in zip(cuts, movable, strict=True):
            need = cut.need - sum(worth for at, worth in cut.worth if self._can_be_unknown(at, self.gone))
            row: dict[int, float] = defaultdict(float)
            for at, worth in cut.worth:
                if at in one:
                    place = column_of[at] if at in column_of else column[one[at][0]]
                    row[place] += worth
            rows.append(({place: min(worth, need) for place, worth in row.items()}, need))
        if not shared:
            enough = [
                at for at in figures if all(row.get(column[at], 0) >= need - NOISE for row, need in rows)
            ]
            if enough:
                best = min(enough, key=lambda at: (self.costs[at], at))
                if self.costs[best] <= sum(sorted(self.costs[at] for at in figures)[:2]):
                    return {best}, True
        linking = [(at, each) for at in shared for each in next(one[at] for one in movable if at in one)]
        if len(figures) > self.profile.largest_set:
            return self._one_by_one(rows, linking, column, column_of), False
        size = len(figures) + len(shared)
        links = [([(column_of[at], 1.0), (column[each], -1.0)], -INFINITE, 0.0) for at, each in linking]
        try:
            answer = self.chooser._least.least(
                Programme(
                    [0.0] * size, [1.0] * size, [*(float(self.costs[at]) for at in figures), *[0.0] * len(shared)], True,
                    [*((list(row.items()), need, INFINITE) for row, need in rows), *links],
                )
            )  # fmt: skip
        except NoAnswer:
            answer = None
        if answer is None:
            return None
        return {
            at for at, value in zip(figures, answer.values, strict=False) if value > 0.5
        }, answer.is_proved

    def _one_by_one(
        self,
        rows: list[tuple[dict[int, float], float]],
        linking: list[tuple[int, int]],
        column: dict[int, int],
        column_of: dict[int, int],
    ) -> set[int]:
        """Figures that meet every row, though others might lose less: each time the one that gives most for what it costs."""
        figure_of = {number: at for at, number in column.items()}
        wants: dict[int, list[int]] = {number: [at] for number, at in figure_of.items()}
        for at, each in linking:
            wants.setdefault(column_of[at], []).append(each)
        chosen: set[int] = set()
        lacking = [(dict(row), need) for row, need in rows]
        while lacking:
            gain: dict[tuple[int, ...], float] = defaultdict(float)
            for row, need in lacking:
                for place, worth in row.items():
                    gain[tuple(sorted(set(wants[place]) - chosen))] += min(worth, need)
            best = max(
                (each for each in gain if each),
                key=lambda each: (gain[each] / sum(self.costs[at] for at in each), each),
                default=None,
            )
            if best is None:
                break
            chosen |= set(best)
            left = []
            for row, need in lacking:
                got = sum(worth for place, worth in row.items() if set(wants[place]) <= chosen)
                rest = {place: worth for place, worth in row.items() if not set(wants[place]) <= chosen}
                if got < need - NOISE:
                    left.append((rest, need - got))
            lacking = left
        return chosen

    def _cuts(self, found: list[Found], hidden: frozenset[int]) -> list[Cut]:
        """What the intervals of figures that are given away need: of each table's first, for with it others may be mended."""
        asked = self._puzzle(frozenset(self.can_go | self.first))  # as if all were withheld that may be
        unknown = {at for at in range(len(asked.low)) if self._can_be_unknown(at, hidden)}
        of: dict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(asked.rows):
            if agrees(row, self.truth):
                for at, _ in row.terms:
                    of[at].append(number)
        tables = {each.cell.figure.key[:5]: each for each in reversed(found)}
        made = []
        for table in sorted(tables)[:AT_ONCE]:
            terms = dict(quantities(tables[table].cell))[tables[table].part]
            near, numbers, waiting = set(terms), set(), list(terms)
            while waiting:
                for number in of[waiting.pop()]:
                    if number not in numbers:
                        numbers.add(number)
                        more = {at for at, _ in asked.rows[number].terms if at in unknown} - near
                        near |= more
                        waiting += more
            made.append(
                self._cut(asked, terms, sorted(near), [asked.rows[number] for number in sorted(numbers)])
            )
        return [cut for cut in made if cut]

    def _cut(self, asked: Puzzle, terms: tuple[int, ...], near: list[int], rows: list[Row]) -> Cut | None:
        """What one interval needs, by how far its count can move with what is withheld now.

        A bound that holds whatever else is withheld, from the dual values of the programmes for up and for down. near: what
        sums connect it with that is not known now. rows: those sums.
        """
        by = self.profile.protection
        column = {at: number for number, at in enumerate(near)}
        down = {at: min(2 * by, self.truth[at] - asked.low[at]) for row in rows for at, _ in row.terms}
        up = {at: min(2 * by, asked.high[at] - self.truth[at]) for at in down}
        moves = []
        for row in rows:
            now = sum(each * self.truth[at] for at, each in row.terms)
            moves.append(
                (
                    [(column[at], each) for at, each in row.terms if at in column],
                    -INFINITE if row.low <= -ENDLESS else row.low - now,
                    INFINITE if row.high >= ENDLESS else row.high - now,
                )
            )
        lower, upper = [-down.get(at, 0) for at in near], [up.get(at, 0) for at in near]
        solver, worth, fixed = self.chooser._bound, defaultdict(float), 0.0
        for sign in (-1.0, 1.0):
            cost = [sign if at in terms else 0.0 for at in near]
            if sign < 0:
                answer = solver.least(Programme(lower, upper, cost, False, moves))
            else:
                answer = solver.again([(column[at], sign) for at in terms])
            if answer is None:
                return None
            price: dict[int, float] = defaultdict(float)
            for at, each in zip(near, cost, strict=True):
                price[at] += each
            for row, (_, low, high), value in zip(rows, moves, answer.of_rows.tolist(), strict=True):
                if abs(value) > NOISE:
                    fixed -= value * (low if value > 0 else high)
                    for at, each in row.terms:
                        price[at] -= value * each
            for at, value in price.items():
                if abs(value) > NOISE:
                    worth[at] += value * down.get(at, 0) if value > 0 else -value * up.get(at, 0)
        need = by - fixed
        return Cut(tuple((at, min(each, need)) for at, each in sorted(worth.items()) if each > NOISE), need)


def for_their_own_sake(linked: LinkedSet, profile: Profile) -> frozenset[int]:
    """The places of a set's figures that are withheld whatever else is."""
    return frozenset(
        at
        for at, cell in enumerate(linked.cells)
        if profile.discloses(cell.figure.numerator, cell.figure.denominator)
    )


def truth(linked: LinkedSet) -> list[int]:
    """Each count of a set, from the figures that hold it."""
    table = [0] * len(linked.names)
    for cell in linked.cells:
        for part, place in cell.parts.items():
            table[place] = count_of(cell, part)
    for place, total in linked.beyond.items():
        table[place] = table[total.whole] - table[total.parts[0]]
    return table


def count_of(cell: Cell, part: str) -> int:
    """One count of a figure that is known."""
    figure = cell.figure
    if part == REST:
        return figure.denominator - figure.numerator
    return figure.numerator if part == NUMERATOR else figure.denominator


def with_marks(linked: LinkedSet, withheld: Collection[int]) -> LinkedSet:
    """The same set with its figures marked as withheld or not."""
    cells = [
        Cell(cell.figure._replace(withheld=at in withheld), cell.parts)
        for at, cell in enumerate(linked.cells)
    ]
    return replace(linked, cells=cells)


def printed(
    linked: LinkedSet, withheld: Collection[int], profile: Profile
) -> tuple[dict[int, tuple[int, int]], dict[int, int]]:
    """What figures that are not withheld tell: bounds of their counts, and tenths of percents where counts are rounded.

    Of figures that hold their counts as they are; ``attack`` reads what was printed instead.
    """
    bounds: dict[int, tuple[int, int]] = {}
    shares: dict[int, int] = {}
    for at, cell in enumerate(linked.cells):
        if at in withheld:
            continue
        for part, place in cell.parts.items():
            if part != REST or not profile.rounded_to:
                bounds[place] = profile.between(profile.told(count_of(cell, part)))
        if profile.rounded_to and REST in cell.parts and cell.figure.denominator:
            shares[at] = tenths(cell.figure.numerator, cell.figure.denominator)
    return bounds, shares


def tenths(numerator: int, denominator: int) -> int:
    """A percentage in tenths, half up."""
    return (2000 * numerator + denominator) // (2 * denominator)
