"""Disclosure control: what may not be printed because it says something about somebody.

The local profile (the papers' own practice): counts as they are, 1 to 4 withheld; a percentage withheld
when it is over fewer than ten, or when its numerator or the rest is 1 to 4; a median withheld when it is
of fewer than ten. Where one cell of a breakdown
is withheld, the next smallest goes with it, so that neither comes back from the total.

This protects each table by itself. It does not yet prove that nothing can be worked out across tables,
periods and earlier releases; docs/decisions/0006 says what is published meanwhile.
"""

from dataclasses import dataclass, replace

SMALL = 4  # counts from 1 to this are withheld
SMALLEST_BASE = 10  # a percentage over fewer is withheld

WITHHELD = (
    "a count of 1 to 4 people, a percentage that gives one away, a median of fewer than ten, "
    "or a figure that would give one of them back"
)
"""One reason for all: to say which cell is small and which goes with it would narrow both down."""


@dataclass(frozen=True)
class Cell:
    """One figure: counts in, counts and value or a reason out. A count has no denominator, a median no numerator."""

    breakdown_value: str
    numerator: int | None
    denominator: int | None
    withheld: str | None = None


def is_small(count: int | None) -> bool:
    """Whether a count by itself is too small to print. A zero is not: it is about nobody."""
    return count is not None and 1 <= count <= SMALL


def discloses(cell: Cell) -> bool:
    """Whether a figure has to be withheld for its own sake."""
    if cell.denominator is None:
        return is_small(cell.numerator)
    if cell.numerator is None:
        return 0 < cell.denominator < SMALLEST_BASE
    rest = cell.denominator - cell.numerator
    return 0 < cell.denominator < SMALLEST_BASE or is_small(cell.numerator) or is_small(rest)


def protect(total: Cell, cells: list[Cell]) -> tuple[Cell, list[Cell]]:
    """Withhold what one breakdown's cells, printed beside their total, would give away.

    cells: mutually exclusive and summing to the total. Gives both, in the same order, with reasons.
    """
    total = replace(total, withheld=WITHHELD if discloses(total) else None)
    kept = [replace(cell, withheld=WITHHELD if discloses(cell) else None) for cell in cells]
    hidden = [cell for cell in kept if cell.withheld]
    if total.withheld is None and hidden and not _covered(hidden):
        order = sorted(
            (at for at, cell in enumerate(kept) if not cell.withheld),
            key=lambda at: (
                _size(kept[at]) == 0,
                _size(kept[at]),
                kept[at].breakdown_value,
            ),  # nobody's come last
        )
        for at in order:
            kept[at] = replace(kept[at], withheld=WITHHELD)
            hidden.append(kept[at])
            if _covered(hidden):
                break
        else:
            total = replace(total, withheld=WITHHELD)  # every cell holds one: only the total keeps that
    return total, kept


def _size(cell: Cell) -> int:
    """How much a cell can hide behind it."""
    return cell.denominator if cell.denominator is not None else cell.numerator


def _covered(hidden: list[Cell]) -> bool:
    """Whether hidden cells cannot be read off the total: two or more, with more than a small count in each sum.

    Small counts whose sum is the least or the most that it can be (all ones, all fours) are all told by it.
    """
    if len(hidden) < 2:
        return False
    if (
        hidden[0].denominator is None or hidden[0].numerator is None
    ):  # a median's waits are a count by themselves
        counts = [_size(cell) for cell in hidden]
        return sum(counts) > SMALL and set(counts) not in ({1}, {SMALL})
    numerators = [cell.numerator for cell in hidden]
    denominators = sum(cell.denominator for cell in hidden)
    sums = (sum(numerators), denominators - sum(numerators), denominators)
    return all(
        each <= 0 or each > SMALL for each in sums
    )  # of a score or a rate above its base there is no rest
