"""A puzzle: what who looks at print has, as counts with bounds and the sums between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from goldenthread.disclosure.figures import DENOMINATOR, NUMERATOR, REST, LinkedSet, Sum
from goldenthread.disclosure.profiles import Profile

FAR, ENDLESS = 10**9, 10**8  # no bound, and from what on a bound is none: more than any count


class Row(NamedTuple):
    """A sum of counts that lies within bounds, and the printed sum that it comes from."""

    terms: tuple[tuple[int, int], ...]
    low: int
    high: int
    sum: Sum | None


@dataclass
class Puzzle:
    """What who looks at print has: bounds of every count, and the sums between them."""

    linked: LinkedSet
    low: list[int]
    high: list[int]
    rows: list[Row]


def puzzle(
    linked: LinkedSet, printed: Mapping[int, tuple[int, int]], shares: Mapping[int, int], profile: Profile
) -> Puzzle:
    """What is left to find out.

    printed: bounds of the counts that print tells, by place. shares: by the place of a figure among the cells, the tenths
    of a percent that are printed of it where its counts are rounded.
    """
    least = 0 if profile.zero == "withheld" else 1
    low, high = [0] * len(linked.names), [FAR] * len(linked.names)
    for place, bounds in printed.items():
        low[place], high[place] = bounds
    rows: list[Row] = []
    for place, cell in enumerate(linked.cells):
        parts = cell.parts
        if len(parts) == 1 or (REST not in parts and DENOMINATOR in parts) or len(parts) == 3:
            base = parts.get(DENOMINATOR, parts.get(NUMERATOR))
            if base not in printed:
                low[base] = max(low[base], least)
        elif cell.figure.withheld and not {parts[NUMERATOR], parts[REST]} <= set(printed):
            rows.append(Row(((parts[NUMERATOR], 1), (parts[REST], 1)), least, FAR, None))
        elif profile.rounded_to and cell.figure.denominator is not None:
            between = profile.between(cell.figure.denominator)
            rows.append(Row(((parts[NUMERATOR], 1), (parts[REST], 1)), *between, None))
        if place in shares and REST in parts:
            told = shares[place]
            one, rest = parts[NUMERATOR], parts[REST]
            rows.append(Row(((one, 2000 - 2 * told + 1), (rest, 1 - 2 * told)), 0, 10**15, None))
            rows.append(Row(((one, 2000 - 2 * told - 1), (rest, -1 - 2 * told)), -(10**15), 0, None))
    for each in linked.sums:
        terms = ((each.whole, -1), *((part, 1) for part in each.parts))
        rows.append(Row(terms, 0, 0 if each.is_exact else FAR, each))
        if not each.is_exact:
            rows += [Row(((each.whole, 1), (part, -1)), 0, FAR, each) for part in each.parts]
    return Puzzle(linked, low, high, [row for row in (still_open(row, low, high) for row in rows) if row])


def still_open(row: Row, low: list[int], high: list[int]) -> Row | None:
    """A row over what is not known yet, with the rest of it made part of its bounds; None where nothing is open."""
    known = sum(by * low[at] for at, by in row.terms if low[at] == high[at])
    terms = tuple((at, by) for at, by in row.terms if low[at] != high[at])
    return Row(terms, row.low - known, row.high - known, row.sum) if terms else None


def narrow(rows: list[Row], low: list[int], high: list[int]) -> bool:
    """Tighten bounds by each sum in turn until no sum tightens any more, in place; False where nothing is left between them."""
    of: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for at, _ in row.terms:
            of.setdefault(at, []).append(number)
    waiting, is_waiting = list(range(len(rows))), [True] * len(rows)
    steps = 50 * len(rows) + 50  # bounds that creep towards one another are left to the programmes
    while waiting and steps:
        steps -= 1
        number = waiting.pop()
        is_waiting[number] = False
        for at in _narrowed(rows[number], low, high):
            if low[at] > high[at]:
                return False
            for other in of[at]:
                if not is_waiting[other]:
                    is_waiting[other] = True
                    waiting.append(other)
    return True


def _narrowed(row: Row, low: list[int], high: list[int]) -> list[int]:
    """The counts whose bounds one sum tightens, in place."""
    least = most = endless_down = endless_up = 0
    for at, by in row.terms:
        here, there = (low[at], high[at]) if by > 0 else (high[at], low[at])
        if here >= ENDLESS:
            endless_down += 1
        else:
            least += by * here
        if there >= ENDLESS:
            endless_up += 1
        else:
            most += by * there
    is_low, is_high = row.low > -ENDLESS, row.high < ENDLESS
    changed = []
    for at, by in row.terms:
        here, there = (low[at], high[at]) if by > 0 else (high[at], low[at])
        lowest, highest = low[at], high[at]
        if is_high and endless_down == (here >= ENDLESS):
            most_of_it = row.high - least + (0 if here >= ENDLESS else by * here)
            if by > 0:
                highest = min(highest, most_of_it // by)
            else:
                lowest = max(lowest, -(-most_of_it // by))
        if is_low and endless_up == (there >= ENDLESS):
            least_of_it = row.low - most + (0 if there >= ENDLESS else by * there)
            if by > 0:
                lowest = max(lowest, -(-least_of_it // by))
            else:
                highest = min(highest, least_of_it // by)
        if lowest > low[at] or highest < high[at]:
            low[at], high[at] = lowest, highest
            return [*changed, at, *_narrowed(row, low, high)] if lowest <= highest else [at]
    return changed


def agrees(row: Row, table: list[int]) -> bool:
    """Whether a table of counts meets a row, in which none can be fewer than nobody: a part may be said to be, and be more than its whole."""
    return (
        all(table[at] >= 0 for at, _ in row.terms)
        and row.low <= sum(by * table[at] for at, by in row.terms) <= row.high
    )
