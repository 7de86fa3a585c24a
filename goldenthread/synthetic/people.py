"""The people of the synthetic council: who they are, and what of it changes."""

import zlib
from dataclasses import dataclass, field

import numpy as np

from goldenthread.synthetic.chance import BLANK, Quantiles, Rng, generator, pick, spread
from goldenthread.synthetic.values import Lists

SERVICE_USER, CARER, BY_ASSOCIATION = 0, 1, 2
PRACTICES = 25

_AGES: Quantiles = [(0, 18), (0.12, 32), (0.3, 60), (0.45, 72), (0.75, 85), (0.97, 95), (1, 103)]
_CARER_AGES: Quantiles = [(0, 19), (0.2, 45), (0.6, 62), (0.9, 79), (1, 92)]
_REASONS_YOUNG = {
    "Learning disability support": 42,
    "Mental health support": 26,
    "Physical support: Personal care support": 18,
    "Physical support: Access and mobility only": 7,
    "Social support: Substance misuse support": 3,
    "Sensory support: Support for visual impairment": 2,
    "Social support: Asylum seeker support": 1,
    "Unknown": 1,
}
_REASONS_OLD = {
    "Physical support: Personal care support": 58,
    "Support with memory and cognition": 17,
    "Physical support: Access and mobility only": 12,
    "Mental health support": 4,
    "Social support: Support for social isolation or other": 4,
    "Sensory support: Support for visual impairment": 2,
    "Sensory support: Support for hearing impairment": 1,
    "Sensory support: Support for dual impairment": 1,
    "Unknown": 1,
}
_GENDERS = {"Female": 57, "Male": 41.5, "Unknown": 1, "Other": 0.5}
_HOMES = {
    "Owner occupier or shared ownership scheme": 42,
    "Tenant: Local authority or other social housing provider": 26,
    "Tenant: Private landlord": 8,
    "Settled mainstream housing with family or friends": 12,
    "Supported accommodation, supported lodgings or supported group home": 6,
    "Unknown": 6,
}
_EMPLOYMENT = {
    "Not in paid employment: Not actively seeking work or retired": 78,
    "Unknown": 10,
    "Not in paid employment: Seeking work": 4,
    "Paid: Less than 16 hours a week": 3,
    "Paid: 16 or more hours a week": 3,
    "Not in paid employment: Voluntary work only": 2,
}
_FUNDING = {
    "Joint client and social care funded": 52,
    "Fully social care funded": 36,
    "Fully client funded": 9,
    "Unknown": 3,
}


@dataclass
class People:
    """A chunk of people. Arrays of n; days since 1970; listed values by their position in the list."""

    number: np.ndarray  # over the whole council, from 0
    role: np.ndarray
    established: np.ndarray  # known to the council before the first submission
    arrived: np.ndarray
    born: np.ndarray
    died: np.ndarray
    death_known: np.ndarray
    age: np.ndarray  # on arrival, in whole years
    practice: np.ndarray
    linked: np.ndarray  # (n, 3): whom a carer cares for, by place in this chunk; -1 for nobody
    salt: np.ndarray
    moved_home: np.ndarray  # the day from which ``later`` holds; BLANK for never
    now: dict[str, np.ndarray] = field(default_factory=dict)
    later: dict[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.number)


def write_people(numbers: np.ndarray, first: int, last: int, arrivals, lists: Lists, rng: Rng) -> People:
    """The people of one chunk, most of whom come between the days ``first`` and ``last``."""
    n = len(numbers)
    role = pick(rng, n, {SERVICE_USER: 88, CARER: 9, BY_ASSOCIATION: 3})
    established = rng.random(n) < 0.4
    before = first - spread(rng.random(n), [(0, 60), (0.5, 700), (1, 2200)])
    arrived = np.where(established, before, arrivals(rng.random(n), first - 45, last))
    age = np.where(role == SERVICE_USER, spread(rng.random(n), _AGES), spread(rng.random(n), _CARER_AGES))
    born = arrived - age * 365 - age // 4 - rng.integers(0, 365, n)
    dies_in = np.where(
        age >= 65,
        spread(rng.random(n), [(0, 20), (0.4, 1000), (0.85, 3500), (1, 9000)]),
        spread(rng.random(n), [(0, 100), (0.05, 1500), (1, 20000)]),
    )
    died = np.where(arrived + dies_in <= last, arrived + dies_in, BLANK)
    died = np.where(established & (died < first - 400), BLANK, died)
    people = People(
        number=numbers,
        role=role,
        established=established,
        arrived=arrived.astype(np.int32),
        born=born.astype(np.int32),
        died=died.astype(np.int32),
        death_known=(died + spread(rng.random(n), [(0, 1), (0.8, 30), (1, 120)])).astype(np.int32),
        age=age,
        practice=rng.integers(1, PRACTICES + 1, n),
        linked=_linked(role, rng),
        salt=rng.integers(0, 2**32, n, dtype=np.uint32),
        moved_home=np.where(rng.random(n) < 0.06, rng.integers(first, last, n), BLANK).astype(np.int32),
    )
    _describe(people, lists, rng)
    return people


def _linked(role: np.ndarray, rng: Rng) -> np.ndarray:
    """For each carer one, sometimes two or three adults of the chunk who draw on support."""
    linked = np.full((len(role), 3), -1, dtype=np.int32)
    adults, caring = np.flatnonzero(role == SERVICE_USER), role != SERVICE_USER
    for place, share in enumerate((1.0, 0.12, 0.02)):
        has = caring & (rng.random(len(role)) < share) if len(adults) else np.zeros(len(role), bool)
        has &= (linked[:, place - 1] >= 0) if place else True
        chosen = rng.integers(0, max(1, len(adults)), len(role))
        linked[has, place] = adults[chosen[has]]
    return linked


def _describe(people: People, lists: Lists, rng: Rng) -> None:
    """Set the columns of a person whose values carry a story or depend on one another."""
    n, user, now = len(people), people.role == SERVICE_USER, people.now
    types = ["Service user", "Unpaid carer", "Unpaid carer known by association"]
    now["client_type"] = np.array([lists["client_type"].at(each) for each in types])[people.role]
    reason = np.where(
        people.age < 65,
        pick(rng, n, lists.weights("primary_support_reason", _REASONS_YOUNG)),
        pick(rng, n, lists.weights("primary_support_reason", _REASONS_OLD)),
    )
    to_carer = lists["primary_support_reason"].at("Social support: Support to unpaid carer")
    now["primary_support_reason"] = np.where(user, reason, to_carer)
    now["gender"] = pick(rng, n, lists.weights("gender", _GENDERS))
    background = dict(enumerate(lists["ethnicity"].raw.to_pylist()))
    now["ethnicity"] = pick(
        rng, n, {at: _share(background[at]) for at in range(1, lists["ethnicity"].size + 1)}
    )
    now["accommodation_status"] = pick(rng, n, lists.weights("accommodation_status", _HOMES))
    work = pick(rng, n, lists.weights("employment_status", _EMPLOYMENT))
    now["employment_status"] = np.where(
        (people.age < 65) | (people.salt % 3 == 0), work, 0
    )  # seldom asked of the old
    yes, no, unknown = (lists["has_unpaid_carer"].at(each) for each in ("Yes", "No", "Unknown"))
    now["has_unpaid_carer"] = np.where(user, pick(rng, n, {yes: 34, no: 50, unknown: 16}), no)
    now["client_funding_status"] = np.where(
        user, pick(rng, n, lists.weights("client_funding_status", _FUNDING)), 0
    )
    dementia = people.salt % 10 < np.where(
        reason == lists["primary_support_reason"].at("Support with memory and cognition"), 8, 1
    )
    yes, no = (lists["dementia"].at(each) for each in ("Yes", "No"))
    now["dementia"] = np.where(user, np.where(dementia, yes, no), 0)
    _describe_the_rest(people, lists, rng)
    people.later |= {name: values.copy() for name, values in now.items()}


def _describe_the_rest(people: People, lists: Lists, rng: Rng) -> None:
    """The other listed columns about a person, from the contract: any of the values, some more common."""
    for name, column in lists.contract.columns.items():
        if name not in lists or name in people.now or not column.module.startswith(("Person", "Carers")):
            continue
        weights = generator(zlib.crc32(name.encode())).random(lists[name].size) ** 2 + 0.05
        values = pick(rng, len(people), dict(enumerate(weights.tolist(), start=1)))
        whose = (
            people.role != SERVICE_USER if column.module.startswith("Carers") else people.role == SERVICE_USER
        )
        people.now[name] = np.where(whose | (column.presence == "required"), values, 0)


def _share(background: str) -> float:
    """How common a background is here: mostly White British, and every other one present."""
    if background.startswith("White: English"):
        return 86.0
    return (
        2.0
        if background.startswith(("White: Any", "Asian or Asian British: Indian", "No data: Und"))
        else 0.6
    )
