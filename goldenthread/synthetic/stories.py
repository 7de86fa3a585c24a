"""What the synthetic council went through, so that figures have something to find.

Each story is a fact of the calendar: it is there whenever the submissions cover its dates.
``STORIES`` says it in words, for tests and packs; the rest are the numbers that plant it.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from goldenthread.synthetic.chance import Quantiles, spread
from goldenthread.synthetic.submissions import day_number


@dataclass(frozen=True)
class Story:
    """One planted story."""

    name: str
    first: dt.date
    last: dt.date | None
    what: str


STORIES = [
    Story(
        "reviews_backlog",
        dt.date(2024, 1, 1),
        dt.date(2025, 3, 31),
        "Reviews that fall due from January 2024 are done later and later: long-term support without a review "
        "for over 12 months rises throughout 2024.",
    ),
    Story(
        "reviews_recovery",
        dt.date(2025, 4, 1),
        None,
        "A recovery plan from April 2025 clears the oldest first within ten months and keeps new ones on time.",
    ),
    Story(
        "reviews_late_practice",
        dt.date(2024, 1, 1),
        dt.date(2025, 3, 31),
        "People of Synthetic Practice 07 wait longer for their review in that backlog than people of any other.",
    ),
    Story(
        "placements_over_six_weeks",
        dt.date(2024, 4, 1),
        dt.date(2025, 9, 30),
        "Short-term care home placements grow longer: the share open for over 42 days rises.",
    ),
    Story(
        "placements_step_down",
        dt.date(2025, 10, 1),
        None,
        "From October 2025 long short-term placements are ended within five weeks and new ones are short.",
    ),
    Story(
        "eligible_needs",
        dt.date(2023, 4, 1),
        None,
        "About 53 to 54 of 100 completed assessments find eligible needs throughout; few people scatter around it.",
    ),
    Story(
        "direct_payments_drift",
        dt.date(2023, 4, 1),
        None,
        "Fewer people start community support with a direct payment and more give theirs up: the share drifts down.",
    ),
    Story(
        "requests_step",
        dt.date(2024, 10, 1),
        dt.date(2024, 12, 31),
        "In the last quarter of 2024 a third more new people ask for support; it passes.",
    ),
    Story(
        "readmissions_winter",
        dt.date(2024, 12, 1),
        dt.date(2025, 2, 28),
        "Of people discharged into reablement in the winter of 2024 to 2025 about twice as many as usual go back "
        "to hospital within twelve weeks.",
    ),
]

LATE_PRACTICE = 7
READMITTED, READMITTED_IN_WINTER = 0.1, 0.5
_WINTER = day_number(dt.date(2024, 12, 1)), day_number(dt.date(2025, 3, 1))
ELIGIBLE = 0.537
_BACKLOG_FROM, _RECOVERY_FROM = day_number(dt.date(2024, 1, 1)), day_number(dt.date(2025, 4, 1))
_LONG_FROM, _SHORT_FROM = day_number(dt.date(2024, 4, 1)), day_number(dt.date(2025, 10, 1))
_STEP = day_number(dt.date(2024, 10, 1)), day_number(dt.date(2025, 1, 1))
_STEP_TIMES = 1.5  # among people who are new; others ask as before

_ON_TIME: Quantiles = [(0, -45), (0.7, 0), (0.9, 40), (1, 150)]
_BACKLOG: Quantiles = [(0, -20), (0.25, 20), (0.45, 180), (1, 560)]
_SHORT: Quantiles = [(0, 4), (0.5, 24), (0.87, 42), (0.97, 85), (1, 150)]
_LONG: Quantiles = [(0, 7), (0.35, 35), (0.6, 85), (0.85, 180), (1, 300)]


def arrivals(uniform: np.ndarray, first: int, last: int) -> np.ndarray:
    """Days on which new people ask, evenly between two days except for the step (requests_step)."""
    days = np.arange(first, last + 2)
    rate = np.where((days >= _STEP[0]) & (days < _STEP[1]), _STEP_TIMES, 1.0)
    passed = np.concatenate([[0.0], np.cumsum(rate)[:-1]])
    return np.floor(np.interp(uniform, passed / passed[-1], days)).astype(np.int32)


def reviewed(due: np.ndarray, uniform: np.ndarray, practice: np.ndarray) -> np.ndarray:
    """The day of a review that falls due on ``due`` (reviews_backlog, _recovery, _late_practice)."""
    deepening = np.clip((due - _BACKLOG_FROM) / 365, 0, 1)
    worse = np.where(practice == LATE_PRACTICE, np.sqrt(uniform), uniform)
    late = (spread(worse, _BACKLOG) * (0.5 + 0.5 * deepening)).astype(np.int32)
    in_backlog = (due >= _BACKLOG_FROM) & (due < _RECOVERY_FROM)
    day = due + np.where(in_backlog, late, spread(uniform, _ON_TIME))
    oldest_first = _RECOVERY_FROM + (280 * np.clip((due - _BACKLOG_FROM) / 455, 0, 1) + 25 * uniform).astype(
        np.int32
    )
    return np.where(in_backlog & (day > _RECOVERY_FROM), np.minimum(day, oldest_first), day)


def placement_ends(start: np.ndarray, uniform: np.ndarray, jitter: np.ndarray) -> np.ndarray:
    """The last day of a short-term care home placement (placements_over_six_weeks, _step_down)."""
    longer = np.clip((start - _LONG_FROM) / 450, 0, 1) * (start < _SHORT_FROM)
    days = (1 - longer) * spread(uniform, _SHORT) + longer * spread(uniform, _LONG)
    end = start + days.astype(np.int32)
    overlong = (start < _SHORT_FROM) & (end > _SHORT_FROM)
    return np.where(
        overlong, np.minimum(end, np.maximum(start + 5, _SHORT_FROM + spread(jitter, [(0, 0), (1, 35)]))), end
    )


def direct_payment_share(start: np.ndarray) -> np.ndarray:
    """The share of community support that starts as a direct payment (direct_payments_drift)."""
    return np.interp(start, [day_number(dt.date(2022, 1, 1)), day_number(dt.date(2026, 1, 1))], [0.34, 0.12])


def readmission_share(discharged: np.ndarray) -> np.ndarray:
    """The share of those discharged into reablement who are readmitted as an emergency (readmissions_winter)."""
    winter = (discharged >= _WINTER[0]) & (discharged < _WINTER[1])
    return np.where(winter, READMITTED_IN_WINTER, READMITTED)
