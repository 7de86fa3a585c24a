"""The last look at a release before anybody else has one: its public files as they were written, read as a stranger reads them.

Disclosure control proves each linked set while it chooses. Here what was written is held against these proofs, which costs next to
nothing; a set that none is of (because control was off, or because what was written is not what was chosen) is attacked, and
a figure that can be worked out keeps the release in.
"""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from goldenthread.disclosure import attack, control, printed
from goldenthread.disclosure.earlier import Before
from goldenthread.disclosure.figures import Catalogue, Figure, LinkedSet, linked, sets
from goldenthread.disclosure.profiles import Profile
from goldenthread.disclosure.solver import Solver
from goldenthread.metrics import Metric

SHOWN = 5  # figures that are told of a release that gives some away


def refuse(
    public: Path,
    values: pa.Table,
    settled: Iterable[str],
    catalogue: Iterable[Metric],
    profile: Profile,
    before: Before | None = None,
) -> None:
    """Raise GivenAway where a release's public files tell what they withhold; the message has the figures and the sums.

    values: the same figures as they are. settled: fingerprints of the sets that disclosure control proved.
    """
    before, settled = before or Before(), frozenset(settled)
    (source,) = printed.read(public, ())
    known = Catalogue(each for each in catalogue if each.disclosure not in control.ABOUT_NOBODY)
    figures = control.of_table(values)
    row_of = {figure.key: row for row, figure in enumerate(figures)}
    strict = profile if profile.protection else profile.model_copy(update={"protection": 1})
    told = [
        f"{key.reference} is printed where it is withheld"
        for key, said in source.said.items()
        if said.is_marked and (said.is_told or said.tenths is not None)
    ]
    outcome, solver = attack.Outcome([]), Solver(profile.nodes)
    for one in sets((figure for figure in figures if figure.key in source.said), known):
        hidden = {at for at, cell in enumerate(one.cells) if source.said[cell.figure.key].is_marked}
        told += [
            f"{cell.figure.key.reference} is printed, and small"
            for at, cell in enumerate(one.cells)
            if at not in hidden and profile.discloses(cell.figure.numerator, cell.figure.denominator)
        ]
        rows = [row_of[cell.figure.key] for cell in one.cells]
        open_before = {at for at, row in enumerate(rows) if row in before.told}
        if hidden and control.fingerprint(profile, one, open_before & hidden, hidden) not in settled:
            pinned = attack.of_set(_unknown(one, hidden, known), [source], known, strict, solver, outcome)
            told += [" ".join([each.told, *(f"({sum_})" for sum_ in each.sums[:1])]) for each in pinned]
    if told:
        more = f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
        raise control.GivenAway(f"What is withheld could be worked out: {'; '.join(told[:SHOWN])}{more}.")


def _unknown(one: LinkedSet, hidden: set[int], known: Catalogue) -> LinkedSet:
    """The same set as somebody knows it who has only what is printed."""
    return linked(
        [Figure(cell.figure.key, None, None, at in hidden) for at, cell in enumerate(one.cells)], known
    )
