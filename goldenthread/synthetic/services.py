"""Services: long-term support and its changes, short-term support, placements, support to carers."""

import numpy as np

from goldenthread.synthetic import stories
from goldenthread.synthetic.chance import BLANK, Rng, pick, spread
from goldenthread.synthetic.events import Block, block
from goldenthread.synthetic.people import People
from goldenthread.synthetic.values import Lists

COMMUNITY, RESIDENTIAL = "Long term support: Community", "Long term support: Residential care"
NURSING, PRISON = "Long term support: Nursing care", "Long term support: Prison"
_OTHER_SHORT_TERM, _DIRECT = "Short term support: Other short term", "Direct payment"
_UNDER_65 = {COMMUNITY: 88, RESIDENTIAL: 10, NURSING: 1.5, PRISON: 0.5}
_FROM_65 = {COMMUNITY: 64, RESIDENTIAL: 23, NURSING: 13}
_AT_HOME = {
    "Home support or domiciliary care": 60,
    "Community supported living": 13,
    "Day support": 11,
    "Extra care housing": 7,
    "Shared Lives": 2,
    "Other long term support": 7,
}
_BESIDES = {
    "Day support": 35,
    "Transport": 20,
    "Meals": 10,
    "Home support or domiciliary care": 20,
    "Professional support: Social worker": 8,
    "Learning, education or employment support": 7,
}
# component: frequency, the least and the most of a unit's cost in pence and of units a week in hundredths
_COSTS = {
    "Home support or domiciliary care": ("Hourly", 1900, 2600, 300, 2800),
    "Direct payment": ("Weekly", 11000, 45000, 100, 100),
    "Day support": ("Per session", 4500, 8000, 100, 500),
    "Community supported living": ("Weekly", 40000, 150000, 100, 100),
    "Extra care housing": ("Weekly", 15000, 40000, 100, 100),
    "Shared Lives": ("Weekly", 35000, 60000, 100, 100),
    "Other long term support": ("4-weekly", 12000, 60000, 25, 25),
    "Long term residential care": ("Weekly", 68000, 115000, 100, 100),
    "Long term nursing care": ("Weekly", 80000, 140000, 100, 100),
    "Short term residential care": ("Weekly", 75000, 125000, 100, 100),
    "Short term nursing care": ("Weekly", 85000, 145000, 100, 100),
    "Transport": ("Daily", 900, 2500, 100, 500),
    "Meals": ("Daily", 550, 900, 500, 700),
    "Equipment": ("One-off", 4000, 60000, 100, 100),
    "Unpaid carer respite": ("Annually", 20000, 60000, 2, 2),
}


def priced(services: Block, lists: Lists, rng: Rng) -> Block:
    """The services with unit cost, frequency and units, where the component has a price and it is recorded."""
    component, size = services["service_component"], len(services["person"])
    known = rng.random(size) < 0.92
    within, units_within = rng.random(size), rng.random(size)
    cost, units, frequency = np.full(size, BLANK), np.full(size, BLANK), np.zeros(size, np.int32)
    for name, (how_often, low, high, least, most) in _COSTS.items():
        rows = (component == lists["service_component"].at(name)) & known
        cost[rows] = low + (within[rows] * (high - low) // 25).astype(np.int32) * 25
        units[rows] = least + (units_within[rows] * (most - least) // 50).astype(np.int32) * 50
        frequency[rows] = lists["cost_frequency_unit_type"].at(how_often)
    return services | {
        "unit_cost": cost,
        "planned_units_per_week": units,
        "cost_frequency_unit_type": frequency,
    }


def long_term(
    people: People, who, start, first: int, last: int, lists: Lists, rng: Rng
) -> tuple[list[Block], np.ndarray]:
    """Long-term support from ``start`` and, for each of ``who``, the day on which all of it ends."""
    size, young = len(who), people.age[who] < 65
    service_type, component = lists["service_type"], lists["service_component"]
    setting = np.where(
        young,
        pick(rng, size, lists.weights("service_type", _UNDER_65)),
        pick(rng, size, lists.weights("service_type", _FROM_65)),
    )
    leaves = np.maximum(start, first) + spread(
        rng.random(size), [(0, 60), (0.3, 800), (0.65, 2000), (1, 5000)]
    )
    at_home = setting == service_type.at(COMMUNITY)
    moves = at_home & ~young & (rng.random(size) < 0.16)
    moved = np.where(moves, start + 60 + (rng.random(size) * (leaves - start - 60)).astype(np.int32), leaves)
    to_nursing = np.where(moves, rng.random(size) < 0.3, setting == service_type.at(NURSING))
    settled = np.where(to_nursing, service_type.at(NURSING), service_type.at(RESIDENTIAL))
    room = np.where(
        to_nursing, component.at("Long term nursing care"), component.at("Long term residential care")
    )
    in_home = setting == service_type.at(RESIDENTIAL)
    in_home |= setting == service_type.at(NURSING)
    prison = setting == service_type.at(PRISON)
    managed = lists["delivery_mechanism"].at("CASSR managed personal budget")
    commissioned = lists["delivery_mechanism"].at("CASSR commissioned support")
    how = np.where(rng.random(size) < 0.25, commissioned, managed)

    def services(rows, begins, ends, kind, what, mechanism) -> Block:
        of = {"service_type": kind, "service_component": what, "delivery_mechanism": mechanism}
        of = {name: value[rows] if isinstance(value, np.ndarray) else value for name, value in of.items()}
        outcome = np.where(
            ends[rows] < leaves[rows],
            lists["event_outcome"].at("Continuation of support or services"),
            pick(rng, int(rows.sum()), lists.weights("event_outcome", {
                "NFA: Support ended as planned": 45, "NFA: Support ended for other reason": 30,
                "NFA: Responsibility moved to another local authority": 10, "Admitted to hospital": 15})),
        )  # fmt: skip
        return block(lists, "Service", who[rows], begins[rows], ends[rows], event_outcome=outcome, **of)

    direct = at_home & (rng.random(size) < stories.direct_payment_share(start))
    gives_up = direct & (rng.random(size) < 0.35)  # direct_payments_drift
    until = np.maximum(start + 90, first + (rng.random(size) * (last - first)).astype(np.int32))
    until = np.where(gives_up & (until < moved), until, moved)
    usual = pick(rng, size, lists.weights("service_component", _AT_HOME))
    besides = at_home & (rng.random(size) < 0.62)
    begins = np.minimum(start + spread(rng.random(size), [(0, 0), (0.5, 30), (1, 500)]), moved - 20)
    blocks = [
        services(in_home, start, leaves, settled, room, commissioned),
        services(prison, start, leaves, PRISON, "Other long term support", commissioned),
        services(at_home & ~direct, start, moved, COMMUNITY, usual, how),
        services(direct, start, until, COMMUNITY, _DIRECT, _DIRECT),
        services(direct & (until < moved), until, moved, COMMUNITY, "Home support or domiciliary care", managed),
        services(besides & (begins > start), begins, moved, COMMUNITY, pick(rng, size, lists.weights("service_component", _BESIDES)), how),
        services(moves & (moved < leaves), moved, leaves, settled, room, commissioned),
    ]  # fmt: skip
    home = np.where(
        to_nursing,
        lists["accommodation_status"].at("Registered nursing home"),
        lists["accommodation_status"].at("Registered care home"),
    )
    settles = in_home | moves
    people.later["accommodation_status"][who[settles]] = home[settles]
    people.moved_home[who[settles]] = np.where(moves, moved, start)[settles]
    return [priced(each, lists, rng) for each in blocks], leaves


def short_term(who, start, kind: str, lists: Lists, rng: Rng) -> Block:
    """Reablement ("Short term support: ST-Max") or low-level support, with what came of it."""
    size, reablement = len(who), kind == "Short term support: ST-Max"
    days = [(0, 3), (0.5, 28), (0.9, 45), (1, 70)] if reablement else [(0, 20), (0.5, 200), (1, 900)]
    component = (
        {"Reablement": 1} if reablement else {"Equipment": 60, "Other short term support": 25, "Meals": 15}
    )
    outcome = {
        "NFA: Support ended as planned": 58,
        "Progress to assessment, review or reassessment": 22,
        "Progress to support planning or services": 5,
        "Admitted to hospital": 7,
        "NFA: Support declined": 4,
        "NFA: Support ended for other reason": 4,
    }
    return block(
        lists, "Service", who, start, start + spread(rng.random(size), days), service_type=kind,
        service_component=pick(rng, size, lists.weights("service_component", component)),
        delivery_mechanism="CASSR commissioned support",
        event_outcome=pick(rng, size, lists.weights("event_outcome", outcome)),
    )  # fmt: skip


def care_home_placements(people: People, who, start, lists: Lists, rng: Rng) -> Block:
    """Short-term residential and nursing placements (placements_over_six_weeks, placements_step_down)."""
    size = len(who)
    ends = stories.placement_ends(start, rng.random(size), rng.random(size))
    kinds = {"Short term residential care": 68, "Short term nursing care": 32}
    outcome = {
        "NFA: Support ended as planned": 50,
        "Continuation of support or services": 40,
        "Admitted to hospital": 10,
    }
    return block(
        lists, "Service", who, start, ends, service_type=_OTHER_SHORT_TERM,
        service_component=pick(rng, size, lists.weights("service_component", kinds)),
        delivery_mechanism="CASSR commissioned support",
        event_outcome=pick(rng, size, lists.weights("event_outcome", outcome)),
    )  # fmt: skip


def carer_support(who, start, lists: Lists, rng: Rng) -> Block:
    """Support to carers themselves, or to the person cared for on their behalf."""
    size = len(who)
    direct = rng.random(size) < 0.78
    kind = np.where(
        direct,
        lists["service_type"].at("Unpaid carer support: Direct to unpaid carer"),
        lists["service_type"].at("Unpaid carer support: Support involving the person cared-for"),
    )
    own = {"Direct payment": 55, "Unpaid carer universal services": 30, "Other unpaid carer support": 15}
    for_them = {"Unpaid carer respite": 80, "Unpaid carer sitting service": 20}
    component = np.where(
        direct,
        pick(rng, size, lists.weights("service_component", own)),
        pick(rng, size, lists.weights("service_component", for_them)),
    )
    paid = component == lists["service_component"].at(_DIRECT)
    mechanism = np.where(
        paid,
        lists["delivery_mechanism"].at(_DIRECT),
        lists["delivery_mechanism"].at("CASSR commissioned support"),
    )
    return block(
        lists, "Service", who, start, start + spread(rng.random(size), [(0, 30), (0.5, 364), (1, 1100)]),
        service_type=kind, service_component=component, delivery_mechanism=mechanism,
        event_outcome="NFA: Support ended as planned",
    )  # fmt: skip
