"""Many sets, each settled for itself: in processes of their own where there are enough to be worth it."""

import datetime as dt
import itertools
import logging
from collections.abc import Collection, Iterable
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from goldenthread import processes
from goldenthread.disclosure.choosing import Chooser, Chosen, for_their_own_sake
from goldenthread.disclosure.figures import LinkedSet
from goldenthread.disclosure.profiles import Profile

log = logging.getLogger(__name__)

MANY = 300  # sets with something to hide: fewer are settled sooner than processes are started
AT_ONCE = 8  # sets that a process is given together


class Asked(NamedTuple):
    """One set whose figures are known, as ``Chooser.choose`` takes it."""

    linked: LinkedSet
    told: Collection[int]
    hidden_before: Collection[int]


def choose(asked: list[Asked], profile: Profile, latest: dt.date | None, threads: int = 1) -> list[Chosen]:
    """What to withhold of each set, in their order: the same in however many processes it is found."""
    hides = [bool(for_their_own_sake(each.linked, profile)) for each in asked]
    if threads < 2 or sum(hides) < MANY:
        return _in_turn(asked, profile, latest)
    try:
        found = iter(_apart(list(itertools.compress(asked, hides)), profile, latest, threads))
    except BrokenProcessPool:
        log.warning(
            "A process that settles what is withheld was killed, perhaps for lack of memory. It is done here."
        )
        return _in_turn(asked, profile, latest)
    return [next(found) if each else Chosen(frozenset()) for each in hides]


def _apart(asked: list[Asked], profile: Profile, latest: dt.date | None, workers: int) -> Iterable[Chosen]:
    """Raises BrokenProcessPool where a process is killed."""
    parts = [asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE)]
    with processes.Pool(workers, __name__) as pool:
        found = pool.map(_in_turn, parts, itertools.repeat(profile), itertools.repeat(latest))
        return list(itertools.chain.from_iterable(found))


def _in_turn(asked: list[Asked], profile: Profile, latest: dt.date | None) -> list[Chosen]:
    chooser = Chooser(profile, latest)
    return [chooser.choose(*each) for each in asked]
