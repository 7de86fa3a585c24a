"""What happens to the people: requests, assessments, services and reviews, one leading to the next.

The histories begin years before the first submission and are written whole; ``views`` says what of
them was known when each submission was sent.
"""

import numpy as np

from goldenthread.synthetic import stories
from goldenthread.synthetic.chance import BLANK, Rng, pick, spread
from goldenthread.synthetic.events import Block, Events, block, only, together
from goldenthread.synthetic.people import BY_ASSOCIATION, CARER, SERVICE_USER, People
from goldenthread.synthetic.services import care_home_placements, carer_support, long_term, priced, short_term
from goldenthread.synthetic.submissions import RELEASE_2_EVENTS_FROM, day_number
from goldenthread.synthetic.values import Lists

_ASSESS = "Progress to assessment, review or reassessment"
_REABLE, _SUPPORT = "Progress to reablement/ST-Max", "Progress to support planning or services"
_CONTINUE = "Continuation of support or services"
_ASKED = {
    _ASSESS: 41,
    "NFA: Information and advice or signposting": 25,
    _REABLE: 13,
    _SUPPORT: 8,
    "NFA: No services offered for other reason": 4,
    "NFA: Support declined": 3,
    "NFA: Self-funded client or under 12wk disregard": 2,
    "Admitted to hospital": 2,
    "NFA: Other": 1,
    "NFA: Referral to NHS services or NHS funded social care": 1,
}
_ROUTES = {
    "Community or other route": 68,
    "Discharge from hospital": 21,
    "Diversion from hospital services": 4,
    "Self-funder": 3,
    "Planned entry (transition)": 2,
    "Discharge from reablement": 1,
    "Transfer from other local authority": 0.8,
    "Prison": 0.2,
}
_UNPLANNED = {
    "Unplanned: Other reason": 55,
    "Unplanned: Hospital (planned and unplanned episodes)": 22,
    "Unplanned: Unpaid carer related": 10,
    "Unplanned: Safeguarding concern": 8,
    "Unplanned: Change in commissioning arrangements": 3,
    "Unplanned: Provider failure": 2,
}
# Values that only release 2 has: nothing that ended before may carry them.
_RELEASE_2 = day_number(RELEASE_2_EVENTS_FROM)


def write_histories(people: People, first: int, last: int, lists: Lists, rng: Rng) -> Events:
    """Everything that happens to the people of one chunk up to the day ``last``.

    ``first`` is the first day that any submission covers.
    """
    users, carers = people.role == SERVICE_USER, people.role == CARER
    asks = np.flatnonzero((users | carers) & ~people.established)
    chances = np.repeat(np.flatnonzero(users), 2)  # to ask again, some day
    later = rng.integers(first - 30, last, len(chances))
    again = rng.random(len(chances)) < np.where(people.established[chances], 0.68, 0.34)
    again &= later > people.arrived[chances] + 60
    who, day = np.r_[asks, chances[again]], np.r_[people.arrived[asks], later[again]]
    requests = _requests(people, who, day, lists, rng)
    progress = {name: only(requests, requests["event_outcome"] == lists["event_outcome"].at(name)) for name in (_ASSESS, _REABLE, _SUPPORT)}  # fmt: skip

    reabled = only(progress[_REABLE], users[progress[_REABLE]["person"]])
    st_max = short_term(reabled["person"], reabled["end"] + rng.integers(0, 4, len(reabled["end"])), "Short term support: ST-Max", lists, rng)  # fmt: skip
    low_level = short_term(progress[_SUPPORT]["person"], progress[_SUPPORT]["end"] + 3, "Short term support: Ongoing low level", lists, rng)  # fmt: skip
    after = only(st_max, st_max["event_outcome"] == lists["event_outcome"].at(_ASSESS))
    assessed = np.r_[progress[_ASSESS]["person"], after["person"]]
    wait = spread(rng.random(len(assessed)), [(0, 0), (0.5, 16), (0.9, 60), (1, 200)])
    begun = np.r_[progress[_ASSESS]["end"], after["end"]] + wait
    assessments = _assessments(people, assessed, begun, lists, rng)
    eligible = only(assessments, assessments["event_outcome"] == lists["event_outcome"].at(_SUPPORT))
    cared_for = only(eligible, carers[eligible["person"]])
    established_carers = np.flatnonzero(carers & people.established)

    who, start = _supported(people, eligible, users, rng)
    services, leaves = long_term(people, who, start, first, last, lists, rng)
    placed = np.flatnonzero(users & (people.age >= 60) & (rng.random(len(people)) < 0.26))
    placed_on = np.maximum(
        people.arrived[placed] + 5,
        first - 60 + (rng.random(len(placed)) * (last - first + 60)).astype(np.int32),
    )
    blocks = [
        requests,
        assessments,
        _financial(only(eligible, rng.random(len(eligible["person"])) < 0.06), lists),
        st_max,
        priced(low_level, lists, rng),
        priced(care_home_placements(people, placed, placed_on, lists, rng), lists, rng),
        carer_support(cared_for["person"], cared_for["end"] + 10, lists, rng),
        carer_support(
            established_carers, np.maximum(people.arrived[established_carers], first - 500), lists, rng
        ),
        *services,
        *_reviews(people, who, start, leaves, first, last, lists, rng),
        _short_term_reviews(st_max, lists, rng),
        _known_by_association(people),
    ]
    _say_what_was_said(blocks[0], rng)
    return together(blocks, people, last, lists, rng)


def _requests(people: People, who, day, lists: Lists, rng: Rng) -> Block:
    size = len(who)
    end = day + spread(rng.random(size), [(0, 0), (0.5, 1), (0.9, 7), (1, 28)])
    outcome = pick(rng, size, lists.weights("event_outcome", _ASKED))
    elsewhere = lists["event_outcome"].at("NFA: Referral to other service within the local authority")
    outcome = np.where(
        (outcome == lists["event_outcome"].at("NFA: Other")) & (end >= _RELEASE_2), elsewhere, outcome
    )
    for_carer = np.where(rng.random(size) < 0.6, lists["event_outcome"].at(_ASSESS), outcome)
    return block(
        lists, "Request", who, day, end,
        event_outcome=np.where(people.role[who] == CARER, for_carer, outcome),
        request_route_of_access=pick(rng, size, lists.weights("request_route_of_access", _ROUTES)),
    )  # fmt: skip


def _assessments(people: People, who, begun, lists: Lists, rng: Rng) -> Block:
    """Assessments with eligible needs as often as the story says, evenly over time."""
    size = len(who)
    end = begun + spread(rng.random(size), [(0, 0), (0.5, 12), (0.9, 40), (1, 90)])
    turn = np.empty(size)
    turn[np.argsort(end, kind="stable")] = (np.arange(size) * 0.6180339887498949 + rng.random()) % 1
    yes, no, unknown = (lists["eligible_needs_identified"].at(each) for each in ("Yes", "No", "Unknown"))
    found = np.where(turn < stories.ELIGIBLE, yes, np.where(turn < 0.97, no, unknown))
    refused = pick(rng, size, lists.weights("event_outcome", {
        "NFA: Information and advice or signposting": 60, "NFA: No services offered for other reason": 25,
        "NFA: Self-funded client or under 12wk disregard": 10, "NFA: Support declined": 5}))  # fmt: skip
    by_user = {
        "Assessment: Service user only": 45,
        "Assessment: Service user and unpaid carer": 40,
        "Supported self assessment": 15,
    }
    method = pick(rng, size, lists.weights("method_of_assessment", by_user))
    by_carer = lists["method_of_assessment"].at("Assessment: Unpaid carer only")
    return block(
        lists, "Assessment", who, begun, end,
        assessment_type=pick(rng, size, lists.weights("assessment_type", {"Long term assessment": 82, "Short term assessment": 18})),
        eligible_needs_identified=found,
        event_outcome=np.where(found == yes, lists["event_outcome"].at(_SUPPORT), refused),
        method_of_assessment=np.where(people.role[who] == CARER, by_carer, method),
    )  # fmt: skip


def _financial(assessments: Block, lists: Lists) -> Block:
    """Financial assessments, which have no outcome."""
    who, day = assessments["person"], assessments["end"] + 9
    return block(lists, "Assessment", who, day, day, assessment_type="Financial assessment", event_outcome=0)


def _supported(people: People, eligible: Block, users: np.ndarray, rng: Rng) -> tuple[np.ndarray, np.ndarray]:
    """Who has long-term support, and since when: nearly all established people, and those found eligible."""
    never = 2**31 - 1
    start = np.where(
        people.established & users & (rng.random(len(people)) < 0.93), people.arrived + 30, never
    )
    new = only(eligible, users[eligible["person"]])
    np.minimum.at(start, new["person"], new["end"] + rng.integers(2, 35, len(new["end"])))
    who = np.flatnonzero(start < never)
    return who, start[who]


def _reviews(
    people: People, who, start, leaves, first: int, last: int, lists: Lists, rng: Rng
) -> list[Block]:
    """Reviews of long-term support, planned ones a year after the one before, unplanned ones between."""
    size = len(who)
    done, blocks = np.maximum(start, np.where(start < first, first - rng.integers(1, 365, size), start)), []
    for _ in range(2 * ((last - first) // 365 + 1)):  # a planned one a year, and one between
        planned = stories.reviewed(done + 365, rng.random(size), people.practice[who])
        between = done + 20 + (rng.random(size) * np.maximum(1, planned - done - 20)).astype(np.int32)
        unplanned = rng.random(size) < 0.24
        done = np.where(unplanned, between, planned)
        rows = (done < leaves) & (done <= last)
        count = int(rows.sum())
        reason = np.where(
            unplanned[rows],
            pick(rng, count, lists.weights("review_reason", _UNPLANNED)),
            lists["review_reason"].at("Planned"),
        )
        begun = done[rows] - spread(rng.random(count), [(0, 0), (0.5, 3), (1, 30)])
        blocks.append(_review(who[rows], begun, done[rows], reason, lists, rng))
    return blocks


def _review(who, begun, done, reason, lists: Lists, rng: Rng) -> Block:
    size = len(who)
    outcome = {
        _CONTINUE: 72,
        _SUPPORT: 14,
        _ASSESS: 9,
        "NFA: Support ended as planned": 3,
        "NFA: Support declined": 2,
    }
    achieved = {"Fully met": 44, "Partially met": 46, "Not met": 10}
    met = {"Service user only": 48, "Service user and unpaid carer": 42, "Unpaid carer only": 10}
    return block(
        lists, "Review", who, begun, done, review_reason=reason,
        event_outcome=pick(rng, size, lists.weights("event_outcome", outcome)),
        review_outcomes_achieved=pick(rng, size, lists.weights("review_outcomes_achieved", achieved)),
        method_of_review=pick(rng, size, lists.weights("method_of_review", met)),
    )  # fmt: skip


def _short_term_reviews(st_max: Block, lists: Lists, rng: Rng) -> Block:
    """Reviews of short-term support, which release 2 brought."""
    ended = only(st_max, (st_max["end"] + 1 >= _RELEASE_2) & (rng.random(len(st_max["end"])) < 0.3))
    return _review(
        ended["person"], ended["end"] - 1, ended["end"] + 1, "Review of short term support", lists, rng
    )


def _known_by_association(people: People) -> Block:
    """Carers without an event of their own: a row that stands for the person."""
    who = np.flatnonzero((people.role == BY_ASSOCIATION) & (people.linked[:, 0] >= 0))
    nothing = np.full(len(who), BLANK)
    return {"person": who, "start": nothing, "end": nothing, "event_type": np.zeros(len(who), np.int32)}


def _say_what_was_said(requests: Block, rng: Rng) -> None:
    """Some requests are conversations in the sense of the three conversations model."""
    requests["conversation"] = pick(rng, len(requests["person"]), {0: 92, 1: 5, 2: 2, 3: 1})
