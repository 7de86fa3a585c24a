"""One sent text to one typed value: each rule at its boundary."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread import sent_values


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/04/2026", dt.date(2026, 4, 3)),  # day first, always
        ("3/4/2026", dt.date(2026, 4, 3)),
        ("03-04-2026", dt.date(2026, 4, 3)),
        ("03.04.2026", dt.date(2026, 4, 3)),
        ("13/04/2026", dt.date(2026, 4, 13)),
        ("04/13/2026", None),  # there is no 13th month: never turned round
        ("2026-04-03", dt.date(2026, 4, 3)),
        ("2026-13-01", None),
        ("03-Apr-2026", dt.date(2026, 4, 3)),
        ("03 APR 2026", dt.date(2026, 4, 3)),
        ("03-Foo-2026", None),
        ("03/04/26", None),  # which century?
        ("03-Apr-26", None),
        ("31/02/2026", None),
        ("29/02/2024", dt.date(2024, 2, 29)),
        ("29/02/2025", None),
        ("29/02/1900", None),  # Excel thinks otherwise
        ("03/04/2026 09:30", dt.date(2026, 4, 3)),
        ("2026-04-03T23:59:59", dt.date(2026, 4, 3)),
        ("2026-04-03 00:00:00.000", dt.date(2026, 4, 3)),
        ("  03/04/2026 ", dt.date(2026, 4, 3)),
        ("46115", dt.date(2026, 4, 3)),  # Excel's day number
        ("46115.75", dt.date(2026, 4, 3)),
        ("10000", dt.date(1927, 5, 18)),
        ("9998", dt.date(1927, 5, 16)),
        ("9999", None),  # written where a date is not known
        ("3000", dt.date(1908, 3, 18)),  # somebody's birth
        ("2999", None),  # a year as likely as a day number
        ("20260403", None),
        ("1850-01-01", dt.date(1850, 1, 1)),
        ("1849-12-31", None),
        ("9999-12-31", dt.date(9999, 12, 31)),
        ("0000-01-01", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_as_councils_send_them(text, day):
    assert sent_values.sent_date(text) == day


@pytest.mark.parametrize(
    ("text", "month", "year"),
    [
        ("2025-10", dt.date(2025, 10, 1), None),
        (" 2024-2 ", dt.date(2024, 2, 1), None),
        ("29/02/2024", dt.date(2024, 2, 1), None),
        ("2025-13", None, None),
        ("2025-26", None, dt.date(2026, 3, 31)),
        ("2011-12", dt.date(2011, 12, 1), dt.date(2012, 3, 31)),
        ("2023/24", None, dt.date(2024, 3, 31)),
        ("1999-00", None, dt.date(2000, 3, 31)),
        ("2025-27", None, None),
        ("2025", None, None),
        ("", None, None),
    ],
)
def test_months_and_financial_years_as_councils_send_them(text, month, year):
    assert (sent_values.sent_month(text), sent_values.sent_year(text)) == (month, year)


@given(st.dates(dt.date(1908, 3, 18), dt.date(2100, 1, 1)).filter(lambda day: day != dt.date(1927, 5, 17)))
def test_a_date_reads_the_same_in_every_way_of_writing_it(day):
    serial = (day - dt.date(1899, 12, 30)).days
    ways = [f"{day:%d/%m/%Y}", day.isoformat(), f"{day:%d-%b-%Y}", str(serial), f"{day}T00:00:00"]
    assert {sent_values.sent_date(way) for way in ways} == {day}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("-3.50", "-3.5"),
        ("+4", "4"),
        (".5", "0.5"),
        (" 7. ", "7"),
        ("1.0000005", "1.000001"),  # half up, at six places
        ("1.0000004999", "1"),
        ("1.0000015", "1.000002"),  # and not to the even neighbour
        ("-1.0000005", "-1.000001"),
        ("1e3", "1000"),
        ("999999999.999999", "999999999.999999"),
        ("999999999.9999995", None),  # would have ten digits once rounded
        ("9990000018", None),  # somebody's number in the wrong column
        ("1e99", None),
        ("1e999999999", None),
        ("£12", None),
        ("1,200", None),
        ("1_200", None),
        ("١٢", None),
        ("NaN", None),
        ("Infinity", None),
        ("12 per week", None),
        ("", None),
    ],
)
def test_numbers_are_plain_and_rounded_half_up_at_six_places(text, number):
    assert sent_values.sent_number(text) == (None if number is None else Decimal(number))


@given(
    st.text(max_size=30)
    | st.from_regex(r"[+-]?[0-9]{0,14}\.?[0-9]{0,9}([eE][+-]?[0-9]{0,12})?", fullmatch=True)
)
def test_whatever_the_text_a_number_fits_its_column(text):
    number = sent_values.sent_number(text)
    assert number is None or pa.scalar(number, pa.decimal128(18, 6)).as_py() == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("2.0", 2),
        ("2.5", None),
        ("-1", -1),
        ("999999999", 999999999),
        ("1000000000", None),
        ("", None),
    ],
)
def test_integers_are_whole_also_when_written_with_a_point(text, number):
    assert sent_values.sent_integer(text) == number


@pytest.mark.parametrize(
    ("birth", "at", "age"),
    [
        # National method, 0.2: floor(days / 365.25). On an exact anniversary it can be a year low.
        (dt.date(2001, 1, 1), dt.date(2019, 1, 1), 17),  # 6,574 days
        (dt.date(2000, 1, 1), dt.date(2018, 1, 1), 18),  # 6,575 days
        (dt.date(1961, 1, 1), dt.date(2026, 1, 1), 64),  # 23,741 days
        (dt.date(1961, 1, 1), dt.date(2026, 1, 2), 65),
        (dt.date(2026, 1, 2), dt.date(2026, 1, 1), -1),  # floor, not towards zero
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1), 0),
    ],
)
def test_ages_are_days_over_365_and_a_quarter(birth, at, age):
    assert sent_values.years(np.array([float((at - birth).days)])).tolist() == [age]


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("9990000018", True),
        ("999 000 0018", True),
        ("9990000019", False),
        ("9990000220", True),  # remainder 11: the check digit is 0
        ("9990000000", False),  # remainder 10: no digit is right
        ("9990000001", False),
        ("999000001", False),
        ("99900000180", False),
        ("٩٩٩٠٠٠٠٠١٨", False),
        ("", False),
    ],
)
def test_nhs_numbers_have_ten_digits_and_the_right_last_one(number, valid):
    assert sent_values.nhs_numbers_valid([number]) == [valid]


@given(st.integers(0, 999_999))
def test_at_most_one_check_digit_is_right_and_none_when_the_remainder_is_ten(tail):
    stem = f"999{tail:06}"
    remainder = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(stem)) % 11
    right = [digit for digit in range(10) if sent_values.nhs_numbers_valid([f"{stem}{digit}"])[0]]
    assert right == ([] if remainder == 10 else [remainder % 11])


@pytest.mark.parametrize(
    ("postcode", "outward"),
    [
        ("ZZ1 1AA", "ZZ1"),
        ("zz11aa", "ZZ1"),
        ("ZZ1A 1AA", "ZZ1A"),
        ("ZZ12 1AA", "ZZ12"),
        ("Z1 1AA", "Z1"),
        (" ZZ1 1AA ", "ZZ1"),
        ("ZZ1", None),
        ("ZZ1 AAA", None),
        ("ZZZ1 1AA", None),
        ("", None),
    ],
)
def test_a_postcode_leaves_its_first_half(postcode, outward):
    assert sent_values.outward_code(postcode) == outward
