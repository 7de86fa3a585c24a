"""A submission as a view of the world: what had been recorded when it was made, in its words."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from goldenthread.synthetic import descriptions, faults
from goldenthread.synthetic.chance import BLANK, salted
from goldenthread.synthetic.events import Events
from goldenthread.synthetic.identifiers import after_blank, id_positions, linked_positions
from goldenthread.synthetic.people import People
from goldenthread.synthetic.submissions import LA_CODE, RELEASE_2_EVENTS_FROM, Submission, day_number
from goldenthread.synthetic.values import Column, Days, Lists, Texts, amounts, numbered

_DEARER = np.array([1000, 1060, 1124, 1191])  # thousandths of the first price after so many years
_STILL_RELEASE_1 = 0.25  # of older events, in the submission that holds both releases
_RARE, _UNMAPPED = 0.02, 0.003  # of cells: another release 1 word for the same; one without a release 2 value


@dataclass
class World:
    """A chunk of people with all that happens to them, and what is written of them."""

    people: People
    events: Events
    texts: dict[str, Texts]

    @classmethod
    def of(cls, people: People, events: Events, texts: dict[str, Texts]) -> "World":
        """The chunk with what is written of each person and event."""
        references = numbered("E", people.number[events.person].astype(np.int64) * 100 + events.ordinal, 9)
        written = {
            "event_reference": after_blank(references),
            "event_description": descriptions.texts(texts["last_name"]),
        }
        return cls(people, events, texts | written)


def rows(world: World, submission: Submission, lists: Lists) -> np.ndarray:
    """Which events are in the submission, by place; a few of them twice."""
    people, events, known = world.people, world.events, submission.known
    kind = events.columns["event_type"]
    service, nothing = kind == lists["event_type"].at("Service"), kind == 0
    end = known_end(events, submission)
    recorded = (events.recorded <= known) & (events.withdrawn > known)
    ended = ~service & ~nothing & (events.end >= submission.start) & (events.end <= submission.reached)
    active = service & (events.start <= submission.reached) & ((end == BLANK) | (end >= submission.start))
    here = recorded & (ended | active)
    if submission.first_try:  # why it was corrected: every fifth review had been left out
        here &= ~((kind == lists["event_type"].at("Review")) & (events.salt % 5 == 0))
    present = np.zeros(len(people), bool)
    present[events.person[here]] = True
    here |= nothing & present[people.linked[events.person, 0]]
    twice = salted(events.salt, "duplicate_row") < faults.RATES["duplicate_row"]
    return np.repeat(np.arange(len(here)), here * (1 + twice))


def known_end(events: Events, submission: Submission) -> np.ndarray:
    """The end of each event as it was known; an end after the period is not known yet."""
    still_open = (events.end_recorded > submission.known) | (events.end > submission.reached)
    return np.where(events.may_be_open & still_open, BLANK, events.end)


def view(world: World, submission: Submission, lists: Lists, days: Days) -> dict[str, Column]:
    """The submission's rows of one chunk, by the contract's column names and in its order."""
    at = rows(world, submission, lists)
    salt, end = world.events.salt[at], known_end(world.events, submission)[at]
    codes = _codes(world, submission, at, end, lists)
    release_1 = np.full(len(at), submission.release == "1")
    if submission.release == "both":
        older = (end != BLANK) & (end < day_number(RELEASE_2_EVENTS_FROM))
        release_1 = older & (salted(salt, "release") < _STILL_RELEASE_1)
    made = _written(world, submission, at)
    told = faults.of_days(_days(world, submission, at, end), salt)
    made |= faults.of_dates({name: days.column(values) for name, values in told.items()}, days, salt)
    made |= _costs(codes, world.events.start[at], submission)
    for name in lists:
        positions = codes[name] if name in codes else np.zeros(len(at), np.int32)
        positions = np.where(release_1, _in_release_1(name, positions, codes, salt, lists), positions)
        made[name] = Column(faults.of_listed(name, positions, lists[name], salt), lists[name])
    blank = Column(np.zeros(len(at), np.int32), Texts(pa.array([""])))
    return {name: made.get(name, blank) for name in lists.contract.columns}


def _codes(world: World, submission: Submission, at, end, lists: Lists) -> dict[str, np.ndarray]:
    """The listed columns of the rows ``at`` as known, by release 2 position; blank where they do not belong."""
    people, events, known = world.people, world.events, submission.known
    who, codes = events.person[at], {name: values[at] for name, values in events.columns.items()}
    moved = (people.moved_home[who] != BLANK) & (people.moved_home[who] <= known)
    codes |= {name: np.where(moved, people.later[name][who], now[who]) for name, now in people.now.items()}
    kind = {
        name: codes["event_type"] == lists["event_type"].at(name) for name in ("Request", "Service", "Review")
    }
    outcome = np.where(events.revised[at] > known, events.outcome_at_first[at], codes["event_outcome"])
    going_on = lists["event_outcome"].at("Continuation of support or services")
    codes["event_outcome"] = np.where(kind["Service"] & (end == BLANK), going_on, outcome)
    not_yet = kind["Request"] & (events.salt[at] % 3 == 0)  # a reason is often found only after the request
    codes["primary_support_reason"] = np.where(not_yet, 0, codes["primary_support_reason"])
    codes["client_funding_status"] = np.where(
        kind["Service"] | kind["Review"], codes["client_funding_status"], 0
    )
    return codes


def _days(world: World, submission: Submission, at, end) -> dict[str, np.ndarray]:
    people, who = world.people, world.events.person[at]
    return {
        "reporting_period_start_date": np.full(len(at), submission.start),
        "reporting_period_end_date": np.full(len(at), submission.end),
        "date_of_birth": people.born[who],
        "date_of_death": np.where(people.death_known[who] <= submission.known, people.died[who], BLANK),
        "event_start_date": world.events.start[at],
        "event_end_date": end,
    }


def _written(world: World, submission: Submission, at) -> dict[str, Column]:
    """The columns of free text: who, where, by whom, and what was said."""
    people, events = world.people, world.events
    who, texts, count = events.person[at], world.texts, len(people)
    moved = (people.moved_home[who] != BLANK) & (people.moved_home[who] <= submission.known)
    provided = events.provider[at]
    places = {
        "nhs_number": 1 + who,
        "la_person_unique_identifier": id_positions(people, who, events.ordinal[at]),
        "first_name": np.ones(len(at), np.int32),
        "last_name": 1 + who,
        "postcode": 1 + who + count * moved,
        "gp_practice_name": people.practice[who],
        "gp_practice_code": people.practice[who],
        "provider_cqc_location_name": provided,
        "provider_cqc_location_id": provided,
        "event_reference": np.where(events.start[at] == BLANK, 0, 1 + at),
        "event_description": descriptions.positions(events.columns["conversation"][at], who, events.salt[at]),
    }
    made = {name: Column(place, texts[name]) for name, place in places.items()}
    linked = linked_positions(people, who)
    for number, place in enumerate(linked, start=1):
        made[f"adult_{number}_linked_person_id"] = Column(place, texts["la_person_unique_identifier"])
    some = Texts(pa.array(["", "1", "2", "3"]))
    made["no_of_adults_being_cared_for"] = Column(sum((place > 0).astype(np.int32) for place in linked), some)
    made["la_code"] = Column(np.zeros(len(at), np.int32), Texts(pa.array([LA_CODE])))
    return made


def _costs(codes: dict[str, np.ndarray], start: np.ndarray, submission: Submission) -> dict[str, Column]:
    """Costs at the latest known price: the national rule adds no row when a price changes."""
    cost = codes["unit_cost"].astype(np.int64)
    years = np.clip((submission.known - start) // 365, 0, len(_DEARER) - 1)
    dearer = np.where(cost == BLANK, BLANK, cost * _DEARER[years] // 1000)
    return {
        "unit_cost": amounts(dearer, 2),
        "planned_units_per_week": amounts(codes["planned_units_per_week"], 2),
    }


def _in_release_1(
    name: str, at: np.ndarray, codes: dict[str, np.ndarray], salt: np.ndarray, lists: Lists
) -> np.ndarray:
    """A listed column in the words of release 1; where those were several for one, mostly the first."""
    listed, outcomes = lists[name], lists["event_outcome"]
    other_word = salted(salt, name + " other word") < _RARE
    if name == "event_outcome":  # open services are "Provision of service", reviews lead to re-assessments
        service = codes["event_type"] == lists["event_type"].at("Service")
        review = codes["event_type"] == lists["event_type"].at("Review")
        other_word = service | (
            review & (at == outcomes.at("Progress to assessment, review or reassessment"))
        )
    words = np.where(other_word, listed.last[at], listed.first[at])
    if len(listed.unmapped):
        gone = (at > 0) & (salted(salt, name + " unmapped") < _UNMAPPED)
        words = np.where(gone, listed.unmapped[salt % len(listed.unmapped)], words)
    return words
