"""What is wrong in the synthetic submissions, on purpose and as often as councils' files have it.

A fault belongs to an event or a person, not to a file: what was recorded wrongly stays wrong in
each submission that holds it, so submissions still agree with one another.
"""

from dataclasses import dataclass

import numpy as np

from goldenthread.synthetic.chance import BLANK, salted
from goldenthread.synthetic.identifiers import NO_ID, NO_NHS_NUMBER, SECOND_ID, UNKNOWN_LINK, WRONG_NHS_NUMBER
from goldenthread.synthetic.values import Column, Days, Listed


@dataclass(frozen=True)
class Fault:
    """One planted fault: how often, and of what."""

    name: str
    share: float
    of: str
    what: str


FAULTS = [
    Fault("no_nhs_number", NO_NHS_NUMBER, "people", "the NHS number is blank"),
    Fault("wrong_nhs_number", WRONG_NHS_NUMBER, "people", "the NHS number's check digit is wrong"),
    Fault("no_id", NO_ID, "people", "neither an NHS number nor a person id"),
    Fault("second_id", SECOND_ID, "people", "every other event of the person is under another person id"),
    Fault("unknown_link", UNKNOWN_LINK, "carers", "the linked adult is UNKNOWN"),
    Fault("duplicate_row", 0.002, "events", "the row is there twice"),
    Fault("blank_start", 0.001, "events", "the start date is blank"),
    Fault("blank_birth", 0.003, "events", "the date of birth is blank"),
    Fault("end_before_start", 0.002, "events", "the event ends before it begins"),
    Fault("impossible_date", 0.0008, "dates", "a day that there is not, such as 31/02/2025"),
    Fault("blank_code", 0.002, "listed values", "a value is blank where the kind of event has one"),
    Fault("unlisted", 0.001, "listed values", "a value that is on no list"),
    Fault("capitals", 0.001, "listed values", "the right value in the wrong capitals"),
    Fault("trailing_blanks", 0.001, "listed values", "blanks behind the right value"),
    Fault("name_in_description", 0.003, "events", "the event description mentions a (synthetic) name"),
    Fault("line_break_in_description", 0.005, "events", "a line break within the event description"),
    Fault("comma_in_description", 0.03, "events", "a comma or quotes within the event description"),
]
RATES = {fault.name: fault.share for fault in FAULTS}
DATED = ("event_start_date", "event_end_date", "date_of_birth")


def of_days(days: dict[str, np.ndarray], salt: np.ndarray) -> dict[str, np.ndarray]:
    """The day columns with blanks, and with ends that come before their starts."""
    start, end, birth = days["event_start_date"], days["event_end_date"], days["date_of_birth"]
    turned = (
        (start != BLANK) & (end != BLANK) & (salted(salt, "end_before_start") < RATES["end_before_start"])
    )
    return days | {
        "event_end_date": np.where(turned, start - 1 - (salt % 40).astype(np.int32), end),
        "event_start_date": np.where(salted(salt, "blank_start") < RATES["blank_start"], BLANK, start),
        "date_of_birth": np.where(salted(salt, "blank_birth") < RATES["blank_birth"], BLANK, birth),
    }


def of_listed(name: str, at: np.ndarray, listed: Listed, salt: np.ndarray) -> np.ndarray:
    """A listed column's positions with the faults of listed values; blanks stay blank."""
    luck = salted(salt, name)
    for fault, spoilt in (
        ("blank_code", 0),
        ("unlisted", listed.unlisted),
        ("capitals", at + listed.width),
        ("trailing_blanks", at + 2 * listed.width),
    ):
        struck = (at > 0) & (luck >= 0) & (luck < RATES[fault])
        luck = luck - RATES[fault]
        at = np.where(struck, spoilt, at)
    return at


def of_dates(columns: dict[str, Column], days: Days, salt: np.ndarray) -> dict[str, Column]:
    """The date columns with days that there are not."""
    for name in DATED:
        struck = (columns[name].at > 0) & (salted(salt, name) < RATES["impossible_date"])
        columns[name] = Column(np.where(struck, days.impossible, columns[name].at), days)
    return columns
