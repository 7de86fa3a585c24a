"""Blocks of sent text to raw columns: all columns there, states said, and nothing personal left."""

import datetime as dt
import hashlib
import hmac
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from goldenthread import conversion, identity
from goldenthread.conversion import Converter

SECRET = bytes(range(32))


@pytest.fixture
def convert(cld):
    """Rows of some columns to raw rows: what the front door writes."""

    def give(*rows: dict[str, str], converter: Converter | None = None) -> list[dict]:
        names = list(dict.fromkeys(name for row in rows for name in row))
        sent = {name: pa.array([row.get(name, "") for row in rows]).dictionary_encode() for name in names}
        made = (converter or Converter(cld, SECRET, "load")).table(
            pa.table(sent), np.arange(2, len(rows) + 2)
        )
        return made.to_pylist()

    return give


def test_every_raw_column_is_there_whatever_was_sent(cld, convert):
    (row,) = convert({"la_code": "990"})
    assert list(row) == [column.name for column in conversion.raw_columns(cld)]
    assert {value for name, value in row.items() if name.endswith("_state")} == {"blank"}
    assert row["_line"] == 2 and row["load_id"] == "load" and row["gender"] is None


@pytest.mark.parametrize(
    ("column", "text", "made", "state"),
    [
        ("event_start_date", "31/02/2026", None, "invalid"),
        ("event_start_date", "01/02/2026", dt.date(2026, 2, 1), "valid"),
        ("event_start_date", "  ", None, "blank"),
        ("unit_cost", "£1", None, "invalid"),
        ("unit_cost", "1.2345675", Decimal("1.234568"), "valid"),
        ("no_of_adults_being_cared_for", "2.5", None, "invalid"),
    ],
)
def test_what_cannot_be_typed_becomes_null_and_its_state_says_so(convert, column, text, made, state):
    (row,) = convert({column: text})
    assert (row[column], row[f"{column}_state"]) == (made, state)


def test_a_birth_date_leaves_year_month_and_the_two_ages_from_its_full_date(convert):
    dates = {"event_start_date": "01/04/2025", "reporting_period_end_date": "31/03/2026"}
    whole, impossible, no_event = convert(
        {"date_of_birth": "15/06/1960", **dates},
        {"date_of_birth": "31/06/1960", **dates},
        {"date_of_birth": "15/06/1960", "reporting_period_end_date": "31/03/2026"},
    )
    assert "date_of_birth" not in whole and dt.date(1960, 6, 15) not in whole.values()
    parts = (
        "birth_year",
        "birth_month",
        "date_of_birth_state",
        "age_at_event_start",
        "age_at_reporting_period_end",
    )
    assert [whole[name] for name in parts] == [1960, 6, "valid", 64, 65]
    assert [impossible[name] for name in parts] == [None, None, "invalid", None, None]
    assert [no_event[name] for name in parts] == [1960, 6, "valid", None, 65]


def test_a_description_leaves_the_two_conversation_flags_and_nothing_else(convert):
    said = ["A three CONVERSATIONS contact", "Conversation 1: at home", "about nothing", ""]
    rows = convert(*({"event_description": text} for text in said))
    assert [(row["is_conversation"], row["is_conversation_1"]) for row in rows] == [
        (1, 0),
        (1, 1),
        (0, 0),
        (0, 0),
    ]
    assert not any("event_description" in row or set(said[:3]) & set(map(str, row.values())) for row in rows)


def expected(domain: str, value: str) -> str:
    return hmac.new(SECRET, (domain + value).encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("column", "domain"),
    [
        ("nhs_number", "nhs_number"),
        ("la_person_unique_identifier", "person"),
        ("adult_1_linked_person_id", "person"),
        ("adult_2_linked_person_id", "person"),
        ("adult_3_linked_person_id", "person"),
        ("event_reference", "event"),
    ],
)
def test_a_pseudonym_is_the_hmac_of_domain_and_value_in_capitals_without_trailing_blanks(
    convert, column, domain
):
    rows = convert(*({column: text} for text in ("s99x", "S99X  ", " s99x", "", "   ")))
    assert [row[column] for row in rows] == [
        expected(domain, "S99X"), expected(domain, "S99X"), expected(domain, " S99X"), None, None
    ]  # fmt: skip


def test_a_wrong_nhs_number_is_hashed_like_any_other_and_flagged(convert):
    good, wrong, none = convert(
        {"nhs_number": "9990000018"}, {"nhs_number": "9990000019"}, {"nhs_number": ""}
    )
    assert wrong["nhs_number"] == expected("nhs_number", "9990000019")
    assert [row["nhs_number_state"] for row in (good, wrong, none)] == ["valid", "invalid", "blank"]


@pytest.mark.parametrize("text", ["Unknown", "UNKNOWN", "Invalid and not mapped", "NULL", "null "])
def test_literals_that_name_nobody_stay_as_they_were_sent(convert, text):
    (row,) = convert({"nhs_number": text, "la_person_unique_identifier": text})
    assert row["nhs_number"] == row["la_person_unique_identifier"] == text.rstrip()
    assert text.strip().upper() in identity.LITERALS


def test_text_keeps_its_case_and_leading_blanks_and_loses_trailing_ones(convert):
    (row,) = convert({"gp_practice_name": " Synthetic Practice  ", "gender": "MALE ", "la_code": " 990 "})
    assert (row["gp_practice_name"], row["gender"], row["la_code"]) == (" Synthetic Practice", "MALE", "990")


IDENTIFIERS = [
    "9990000018",
    "999 000 0018",
    "15/06/1960",
    "1-2-60",
    "ZZ1 1AA",
    "zz1a1aa",
    "someone@synthetic.example",
]


@pytest.mark.parametrize("text", IDENTIFIERS)
@pytest.mark.parametrize(
    "column", ["gender", "service_type", "gp_practice_name", "provider_cqc_location_name"]
)
def test_an_identifier_in_the_wrong_column_is_hidden_and_counted(cld, convert, column, text):
    converter = Converter(cld, SECRET, "load")
    rows = convert({column: text}, {column: text}, {column: f"ask {text}"}, converter=converter)
    assert all(row[column].startswith("masked:") and text not in row[column] for row in rows)
    assert rows[0][column] == rows[1][column] != rows[2][column], "equal rows must stay equal"
    assert converter.masked == 3


def test_what_belongs_in_a_column_is_not_hidden(cld, convert):
    rows = [{"gender": "TBC"}, {"provider_cqc_location_id": "1-1234567890"}, {"gp_practice_code": "ZZ9001"}]
    rows += [{"event_type": value.value} for value in cld.values("Event_Type")]
    converter = Converter(cld, SECRET, "load")
    made = convert(*rows, converter=converter)
    assert converter.masked == 0
    assert made[0]["gender"] == "TBC" and made[1]["provider_cqc_location_id"] == "1-1234567890"


def test_a_coded_column_that_holds_free_text_is_hidden_in_this_block_and_those_after_it(cld, convert):
    converter = Converter(cld, SECRET, "load")
    first = convert(*({"gender": f"Synthetic sentence {'x' * at}"} for at in range(10)), converter=converter)
    later = convert({"gender": "One more sentence"}, {"gender": "Male"}, converter=converter)
    assert all(row["gender"].startswith("masked:") for row in [*first, later[0]])
    assert later[1]["gender"] == "Male" and converter.masked == 11


def test_what_would_stand_for_a_shown_code_is_kept_and_is_what_another_file_hides_it_under(cld, convert):
    shown, hidden = Converter(cld, SECRET, "one"), Converter(cld, SECRET, "other")
    convert({"service_component": "Our own code  "}, {"gender": "TBC"}, converter=shown)
    rows = [{"service_component": "OUR OWN CODE"}, *({"service_component": f"Own {at}"} for at in range(9))]
    made = convert(*rows, converter=hidden)
    stands = shown.stand_ins["service_component"]
    assert stands == {"our own code": made[0]["service_component"]} and "gender" not in shown.stand_ins
    assert not any(hidden.stand_ins.values()), "what is hidden has no way back"


def test_a_value_that_others_are_mapped_to_is_no_free_text(cld, convert):
    mapped = {"event_outcome": "Release 1 specification only: Not mapped"}
    made = convert(mapped, *({"event_outcome": f"Code {at}"} for at in range(10)))
    assert made[0] == made[0] | mapped and made[1]["event_outcome"].startswith("masked:")


def test_nine_different_unlisted_codes_or_many_of_a_few_are_codes_and_stay(convert):
    few = convert(*({"gender": f"Code {'x' * at}"} for at in range(9)))
    often = convert(*({"gender": f"Code {'x' * (at % 10)}"} for at in range(20)))
    assert not any(row["gender"].startswith("masked:") for row in [*few, *often])
