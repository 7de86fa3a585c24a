"""Disclosure control: what may not be printed because it says something about somebody.

The local profile (the papers' own practice): counts as they are, 1 to 4 withheld; a percentage withheld
when it is over fewer than ten, or when its numerator or the rest is 1 to 4. Where one cell of a breakdown
is withheld, the next smallest goes with it, so that neither comes back from the total.

This protects each table by itself. It does not yet prove that nothing can be worked out across tables,
periods and earlier releases; docs/decisions/0006 says what is published meanwhile.
"""

from dataclasses import dataclass, replace

SMALL = 4  # counts from 1 to this are withheld
SMALLEST_BASE = 10  # a percentage over fewer is withheld

OWN = "a count of 1 to 4 people, or a percentage that gives one away"
WITH_ANOTHER = "withheld so that another cell cannot be worked out from the total"


@dataclass(frozen=True)
class Cell:
    """One figure: counts in, counts and value or a reason out. A count has no denominator."""

    breakdown_value: str
    numerator: int
    denominator: int | None
    withheld: str | None = None


def is_small(count: int | None) -> bool:
    """Whether a count by itself is too small to print. A zero is not: it is about nobody."""
    return count is not None and 1 <= count <= SMALL


def discloses(cell: Cell) -> bool:
    """Whether a figure has to be withheld for its own sake."""
    if cell.denominator is None:
        return is_small(cell.numerator)
    rest = cell.denominator - cell.numerator
    return 0 < cell.denominator < SMALLEST_BASE or is_small(cell.numerator) or is_small(rest)


def protect(total: Cell, cells: list[Cell]) -> tuple[Cell, list[Cell]]:
    """Withhold what one breakdown's cells, printed beside their total, would give away.

    cells: mutually exclusive and summing to the total. Gives both, in the same order, with reasons.
    """
    total = replace(total, withheld=OWN if discloses(total) else None)
    kept = [replace(cell, withheld=OWN if discloses(cell) else None) for cell in cells]
    hidden = [cell for cell in kept if cell.withheld]
    if total.withheld is None and hidden and not _covered(hidden):
        order = sorted(
            (at for at, cell in enumerate(kept) if not cell.withheld and _size(cell) > 0),
            key=lambda at: (_size(kept[at]), kept[at].breakdown_value),
        )
        for at in order:
            kept[at] = replace(kept[at], withheld=WITH_ANOTHER)
            hidden.append(kept[at])
            if _covered(hidden):
                break
    return total, kept


def _size(cell: Cell) -> int:
    """How much a cell can hide behind it."""
    return cell.denominator if cell.denominator is not None else cell.numerator


def _covered(hidden: list[Cell]) -> bool:
    """Whether hidden cells cannot be read off the total: two or more, with more than a small count in each sum."""
    sums = [sum(cell.numerator for cell in hidden)]
    if hidden[0].denominator is not None:
        sums.append(sum(cell.denominator - cell.numerator for cell in hidden))
        sums.append(sum(cell.denominator for cell in hidden))
    return len(hidden) >= 2 and all(each == 0 or each > SMALL for each in sums)
