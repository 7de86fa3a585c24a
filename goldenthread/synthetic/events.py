"""The events of a chunk of people as one table of arrays, put together from blocks of like events."""

from dataclasses import dataclass

import numpy as np

from goldenthread.synthetic.chance import BLANK, Rng, spread
from goldenthread.synthetic.identifiers import PROVIDERS
from goldenthread.synthetic.people import People
from goldenthread.synthetic.values import Lists

Block = dict[str, np.ndarray]
AMOUNTS = ("unit_cost", "planned_units_per_week")  # in hundredths; every other column is a list position
LATE_ENTRY = [(0, 0), (0.8, 6), (0.95, 45), (1, 200)]  # days from an event to its record
REVISED, WITHDRAWN = 0.02, 0.004  # shares of events: given another outcome later; found to be a mistake


@dataclass
class Events:
    """Sorted by person and start. Days since 1970, BLANK for none; ``columns`` by name in the contract."""

    person: np.ndarray  # place in the chunk
    ordinal: np.ndarray  # of the person's events, from 1
    start: np.ndarray
    end: np.ndarray
    recorded: np.ndarray
    end_recorded: np.ndarray
    may_be_open: np.ndarray  # services: their end may not be known yet
    revised: np.ndarray  # the day from which the outcome is ``columns['event_outcome']``
    outcome_at_first: np.ndarray
    withdrawn: np.ndarray  # the day on which the record was removed
    provider: np.ndarray  # 0 for none
    salt: np.ndarray
    columns: dict[str, np.ndarray]


def block(lists: Lists, event_type: str, person, start, end, **columns) -> Block:
    """Events of one type; a text is a release 2 value that holds for all of them."""
    made: Block = {"person": person, "start": start, "end": end}
    for name, value in {"event_type": event_type, **columns}.items():
        position = lists[name].at(value) if isinstance(value, str) else value
        made[name] = np.broadcast_to(np.asarray(position, dtype=np.int32), person.shape)
    return made


def only(events: Block, rows: np.ndarray) -> Block:
    """Some of a block's events."""
    return {name: values[rows] for name, values in events.items()}


def together(blocks: list[Block], people: People, last: int, lists: Lists, rng: Rng) -> Events:
    """All events up to the day ``last``, none of them after the person's death."""
    names = list(dict.fromkeys(name for each in blocks for name in each))
    empty = {name: BLANK if name in AMOUNTS else 0 for name in names}
    table = {
        name: np.concatenate(
            [each.get(name, np.full(len(each["person"]), empty[name])) for each in blocks], dtype=np.int32
        )
        for name in names
    }
    died = people.died[table["person"]]
    table = only(table, (table["start"] <= last) & ((died == BLANK) | (table["start"] <= died)))
    table = only(table, np.lexsort((table["event_type"], table["start"], table["person"])))
    person, start, size = table["person"], table["start"], len(table["person"])
    service = table["event_type"] == lists["event_type"].at("Service")
    _end_at_death(table, people, service, lists)
    first_of = np.r_[0, np.flatnonzero(np.diff(person)) + 1] if size else np.zeros(0, int)
    ordinal = np.arange(size) - np.repeat(first_of, np.diff(np.r_[first_of, size])) + 1
    entered = spread(rng.random(size), LATE_ENTRY)
    revised = (rng.random(size) < REVISED) & (table["event_outcome"] > 0)
    happened = np.where(service | (table["end"] == BLANK), start, table["end"])
    codes = {name: table[name] for name in names if name not in ("person", "start", "end")}
    return Events(
        person=person,
        ordinal=ordinal,
        start=start,
        end=table["end"],
        recorded=happened + entered,
        end_recorded=np.maximum(table["end"], happened) + spread(rng.random(size), LATE_ENTRY),
        may_be_open=service,
        revised=np.where(revised, happened + rng.integers(60, 200, size), BLANK),
        outcome_at_first=np.where(revised, lists["event_outcome"].at("NFA: Other"), codes["event_outcome"]),
        withdrawn=np.where(rng.random(size) < WITHDRAWN, happened + rng.integers(40, 300, size), 2**31 - 1),
        provider=np.where(service & (rng.random(size) < 0.85), rng.integers(1, PROVIDERS + 1, size), 0),
        salt=rng.integers(0, 2**32, size, dtype=np.uint32),
        columns=codes,
    )


def _end_at_death(table: Block, people: People, service: np.ndarray, lists: Lists) -> None:
    """No event goes on after the person's death, and a service that ends with it says so."""
    died = people.died[table["person"]]
    cut = (died != BLANK) & (table["event_type"] != 0) & ((table["end"] == BLANK) | (table["end"] > died))
    table["end"] = np.where(cut, died, table["end"])
    table["event_outcome"] = np.where(
        cut & service, lists["event_outcome"].at("NFA: Deceased"), table["event_outcome"]
    )
