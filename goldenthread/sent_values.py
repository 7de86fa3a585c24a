"""What one text says, as councils send it: a day, a month, a year, a number, the first half of a postcode, an NHS number.

Each is a function of the text alone, and what cannot be read is None: what that means is its caller's to say.
"""

import calendar
import datetime as dt
import functools
import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

EXCEL_EPOCH = dt.date(1899, 12, 30)  # what day 0 of an Excel serial is, for days after February 1900
TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})" + TIME)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + TIME)
YEAR_MONTH = re.compile(r"\d{4}-\d{1,2}")
FINANCIAL_YEAR = re.compile(r"(1[89]\d\d|20\d\d)[-/](\d\d)")
NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[- ](\d{4})" + TIME)
SERIAL = re.compile(r"([1-9]\d{4}|(?!9999)[3-9]\d{3})(?:\.\d+)?")
"""From 1908 on, before which nobody was born who is alive; lower numbers are as likely years, and 9999 is "not known"."""
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
LARGEST = Decimal(10) ** 9  # no cost and no count has ten digits; a person's number has
MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_abbr) if name}
OUTWARD = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) ?\d[A-Z]{2}")


_remembered = functools.lru_cache(maxsize=100_000)
"""Dates, costs and postcodes repeat from block to block and from file to file."""


@_remembered
def sent_date(text: str) -> dt.date | None:
    """A date as councils send it: DD/MM/YYYY, ISO, 03-Apr-2026 or an Excel serial; None for anything else."""
    text = text.strip()
    try:
        if match := DAY_FIRST.fullmatch(text):
            day = dt.date(int(match[3]), int(match[2]), int(match[1]))
        elif match := ISO.fullmatch(text):
            day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        elif match := NAMED.fullmatch(text):
            day = dt.date(int(match[3]), MONTHS.get(match[2].lower(), 0), int(match[1]))
        elif match := SERIAL.fullmatch(text):
            day = EXCEL_EPOCH + dt.timedelta(days=int(match[1]))
        else:
            return None
    except ValueError:
        return None
    return day if day.year >= 1850 else None


def sent_month(text: str) -> dt.date | None:
    """The first day of a month, which is sent as 2025-10 or as any of its days; None for anything else."""
    text = text.strip()
    day = sent_date(f"{text}-01" if YEAR_MONTH.fullmatch(text) else text)
    return day and day.replace(day=1)


def sent_year(text: str) -> dt.date | None:
    """The last day of a financial year, which is sent as 2025-26 or 2025/26; None for anything else."""
    match = FINANCIAL_YEAR.fullmatch(text.strip())
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        return None
    return dt.date(int(match[1]) + 1, 3, 31)


@_remembered
def sent_number(text: str) -> Decimal | None:
    """A plain number, to six decimal places; None for anything else, such as one with a currency sign."""
    text = text.strip()
    if not NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    if abs(number) >= LARGEST:
        return None
    number = number.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)
    return number if abs(number) < LARGEST else None


def sent_integer(text: str) -> int | None:
    """A whole number, also when written 2.0; None for anything else."""
    number = sent_number(text)
    return int(number) if number is not None and number == int(number) and abs(number) < 2**31 else None


@_remembered
def outward_code(text: str) -> str | None:
    """The first half of a postcode; None when the text is not one."""
    match = OUTWARD.fullmatch(text.strip().upper())
    return match[1] if match else None


def nhs_numbers_valid(texts: list[str]) -> list[bool]:
    """Which texts are ten digits with the right check digit, modulus 11 (NHS Data Dictionary, NHS NUMBER)."""
    valid = np.zeros(len(texts), dtype=bool)
    numbers = pc.replace_substring(pa.array(texts, pa.string()), " ", "")
    ten = pc.match_substring_regex(numbers, r"\A[0-9]{10}\z")
    digits = numbers.filter(ten).cast(pa.int64()).to_numpy()[:, None] // 10 ** np.arange(9, -1, -1) % 10
    check = 11 - digits[:, :9] @ np.arange(10, 1, -1) % 11
    valid[ten.to_numpy(zero_copy_only=False)] = (check != 10) & (digits[:, 9] == check % 11)
    return valid.tolist()


def years(days: np.ndarray) -> np.ndarray:
    """Age from days lived: floor(days / 365.25), not birthdays (national method, 0.2 and 0.5)."""
    return np.floor(days / 365.25)


def value_class(text: str) -> str:
    """What kind of value a text is, for a slip that must not repeat it."""
    text = text.strip()
    if not text:
        return "blank"
    return f"{len(text)} {'digits' if text.isdigit() else 'letters' if text.isalpha() else 'characters'}"
