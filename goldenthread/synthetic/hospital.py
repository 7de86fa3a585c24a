"""Hospital stays of the synthetic council's people, in keeping with what its own records say of them.

Some reablement follows a discharge, some of it ends with an admission, some people go back within weeks, and
some die in hospital; the rest is what befalls people of their age. The planted story is that of
``readmissions_winter``. Chance here has a seed of its own: Client Level Data is the same with or without.
"""

from dataclasses import dataclass

import numpy as np

from goldenthread.synthetic import stories
from goldenthread.synthetic.chance import BLANK, Rng, pick, spread
from goldenthread.synthetic.events import Block
from goldenthread.synthetic.people import SERVICE_USER
from goldenthread.synthetic.values import Lists
from goldenthread.synthetic.views import World

_GAP = {0: 30, 1: 25, 2: 15, 3: 10, 5: 8, 7: 5, 12: 4, -2: 3}  # days from a discharge to reablement
_LENGTHS = [(0, 1), (0.5, 6), (0.9, 20), (1, 45)]  # of a stay, in days
_AFTER_HOSPITAL, _IN_HOSPITAL = 0.62, 0.45  # shares of reablement, and of deaths
_BY_AGE = {True: 0.4, False: 0.12}  # people with another stay, of 65 and over and younger
_EMERGENCY, _PLANNED = {"21": 80, "22": 8, "2A": 12}, {"11": 70, "12": 20, "13": 10}
_DESTINATIONS = {"19": 90, "29": 3, "51": 4, "54": 1, "85": 2}
_SPECIALTIES = {"300": 60, "430": 20, "110": 15, "501": 2, "650": 3}
_EARLIER_EPISODE = 0.06  # stays that began under another consultant: a record that is not the last one


@dataclass(frozen=True)
class Stays:
    """Hospital records of a chunk of people; days since 1970, codes as texts."""

    person: np.ndarray  # place in the chunk
    admitted: np.ndarray
    discharged: np.ndarray
    is_last: np.ndarray
    died: np.ndarray
    method: np.ndarray
    destination: np.ndarray
    kind: np.ndarray
    specialty: np.ndarray
    salt: np.ndarray


def write_stays(world: World, first: int, last: int, lists: Lists, rng: Rng) -> Stays:
    """The stays of one chunk's people that ended by the day ``last``; ``first`` is the first day of any file."""
    reabled = _reablement(world, lists)
    before = _before(reabled, rng)
    blocks = [
        before,
        _again(before, rng),
        _admitted_from(reabled, lists, rng),
        _last_stays(world, rng),
        _other(world, first, last, rng),
    ]
    table = {name: np.concatenate([each[name] for each in blocks]) for name in blocks[0]}
    death = world.people.died[table["person"]]
    keep = (table["discharged"] <= last) & (table["admitted"] >= first - 200)
    keep &= (death == BLANK) | (table["discharged"] < death) | (table["dies"] == 1)
    table = {name: values[keep] for name, values in table.items()}
    order = np.lexsort((table["admitted"], table["person"]))
    return _coded({name: values[order] for name, values in table.items()}, rng)


def _reablement(world: World, lists: Lists) -> Block:
    """Every episode of reablement, as one service each."""
    events = world.events
    rows = events.columns["service_type"] == lists["service_type"].at("Short term support: ST-Max")
    rows &= events.columns["service_component"] == lists["service_component"].at("Reablement")
    return {
        "person": events.person[rows], "start": events.start[rows], "end": events.end[rows],
        "outcome": events.columns["event_outcome"][rows],
    }  # fmt: skip


def _stays(person: np.ndarray, admitted, discharged, emergency, dies=0) -> Block:
    """Stays of one kind."""
    made = {"admitted": admitted, "discharged": discharged, "emergency": emergency, "dies": dies}
    return {"person": person} | {
        name: np.broadcast_to(np.asarray(values, dtype=np.int32), person.shape)
        for name, values in made.items()
    }


def _before(reabled: Block, rng: Rng) -> Block:
    """Stays that reablement followed, by up to a fortnight; a few ended only after it had begun."""
    size = len(reabled["person"])
    discharged = reabled["start"] - pick(rng, size, _GAP)
    admitted = discharged - spread(rng.random(size), _LENGTHS)
    stays = _stays(reabled["person"], admitted, discharged, rng.random(size) < 0.8)
    follows = rng.random(size) < _AFTER_HOSPITAL
    return {name: values[follows] for name, values in stays.items()}


def _again(before: Block, rng: Rng) -> Block:
    """Emergency readmissions within twelve weeks of those discharges (readmissions_winter)."""
    size, home = len(before["person"]), before["discharged"]
    turn = np.empty(size)  # evenly over time, so that few people scatter little
    turn[np.argsort(home, kind="stable")] = (np.arange(size) * 0.6180339887498949 + rng.random()) % 1
    returns = turn < stories.readmission_share(home)
    admitted = home + 4 + rng.integers(0, 78, size)
    stays = _stays(before["person"], admitted, admitted + spread(rng.random(size), _LENGTHS), 1)
    return {name: values[returns] for name, values in stays.items()}


def _admitted_from(reabled: Block, lists: Lists, rng: Rng) -> Block:
    """Where the council's record says that reablement ended with an admission, there is one on that day."""
    rows = reabled["outcome"] == lists["event_outcome"].at("Admitted to hospital")
    admitted = reabled["end"][rows]
    return _stays(reabled["person"][rows], admitted, admitted + spread(rng.random(rows.sum()), _LENGTHS), 1)


def _last_stays(world: World, rng: Rng) -> Block:
    """Stays in which people died."""
    died = world.people.died
    who = np.flatnonzero((died != BLANK) & (rng.random(len(died)) < _IN_HOSPITAL))
    return _stays(who, died[who] - spread(rng.random(len(who)), _LENGTHS), died[who], 1, dies=1)


def _other(world: World, first: int, last: int, rng: Rng) -> Block:
    """Stays that have nothing to do with reablement."""
    people = world.people
    share = np.where(people.age >= 65, _BY_AGE[True], _BY_AGE[False])
    who = np.flatnonzero((people.role == SERVICE_USER) & (rng.random(len(people)) < share))
    admitted = rng.integers(first - 100, last, len(who))
    discharged = admitted + spread(rng.random(len(who)), _LENGTHS) - (rng.random(len(who)) < 0.1)
    return _stays(who, admitted, np.maximum(admitted, discharged), rng.random(len(who)) < 0.6)


def _coded(table: Block, rng: Rng) -> Stays:
    """The stays with their codes; some began with an episode that was not the last."""
    size = len(table["person"])
    emergency, dies = table["emergency"] == 1, table["dies"] == 1
    codes = {
        "method": np.where(emergency, _some(rng, size, _EMERGENCY), _some(rng, size, _PLANNED)),
        "destination": np.where(dies, "79", _some(rng, size, _DESTINATIONS)),
        "kind": np.where(emergency, np.where(rng.random(size) < 0.9, "EM", "NE"), "EL"),
        "specialty": _some(rng, size, _SPECIALTIES),
        "salt": rng.integers(0, 2**32, size, dtype=np.uint32),
    }
    twice = rng.random(size) < _EARLIER_EPISODE
    rows, is_last = np.repeat(np.arange(size), 1 + twice), np.ones(size + twice.sum(), bool)
    is_last[np.flatnonzero(np.r_[rows[1:] == rows[:-1], False])] = False
    return Stays(
        person=table["person"][rows],
        admitted=table["admitted"][rows],
        discharged=table["discharged"][rows],
        died=dies[rows],
        is_last=is_last,
        **{name: values[rows] for name, values in codes.items()},
    )


def _some(rng: Rng, size: int, weights: dict[str, float]) -> np.ndarray:
    """``size`` of some codes, each as often as its weight says."""
    names = np.array(list(weights))
    return names[pick(rng, size, dict(enumerate(weights.values())))]
