"""What deliveries are to one another, whatever the order in which they were loaded."""

import dataclasses
import datetime as dt
import itertools

import pytest

from goldenthread.landing import Delivery
from goldenthread.relations import related

START, END = dt.date(2025, 4, 1), dt.date(2026, 3, 31)


def delivery(load_id, day, *, rows=100, la_code="990", status="loaded", start=START, end=END, name=None):
    at = dt.datetime(2026, 4, day, 9)
    return Delivery(
        f"{load_id}-{at:%Y%m%d%H%M%S}", load_id, "cld", la_code, None, name or f"{load_id}.csv", at, "manifest",
        1, load_id, start, end, rows, rows if status == "loaded" else 0, 0 if status == "loaded" else rows, 0,
        status, "", facts={"fewer_rows_below": 0.7},
    )  # fmt: skip


def told(deliveries, withdrawn=frozenset()):
    return {
        each.delivery_id.split("-")[0] + f" {each.received_at.day}": each
        for each in related(deliveries, set(withdrawn))
    }


def test_a_later_file_for_the_same_period_supersedes_the_earlier_in_any_order_of_loading():
    both = [delivery("first", 1), delivery("second", 2)]
    for order in itertools.permutations(both):
        found = told(list(order))
        assert found["second 2"].supersedes == "first"
        assert found["first 1"].supersedes is None


def test_of_the_same_bytes_the_first_received_is_the_load_even_if_the_second_was_loaded_first():
    loaded_first = delivery("same", 5, name="again.csv")
    came_first = dataclasses.replace(
        delivery("same", 2, name="once.csv"), status="duplicate", rows_loaded=0, rows_set_aside=100
    )
    found = told([loaded_first, came_first])
    assert (found["same 2"].status, found["same 2"].rows_loaded) == ("loaded", 100)
    assert found["same 5"].status == "duplicate"
    assert found["same 5"].duplicate_of == found["same 2"].delivery_id
    assert "once.csv" in found["same 5"].reason
    assert all(each.rows_in == each.rows_loaded + each.rows_set_aside for each in found.values())


@pytest.mark.parametrize(("rows", "remarked"), [(70, False), (69, True)])
def test_a_file_of_under_seven_tenths_of_the_last_one_is_remarked_on(rows, remarked):
    found = told([delivery("whole", 1), delivery("part", 2, rows=rows)])
    assert ("69%" in found["part 2"].reason) == remarked


def test_a_file_is_compared_with_the_last_of_the_same_length_of_period_only():
    quarter = delivery("quarter", 2, rows=20, start=dt.date(2026, 1, 1))
    assert told([delivery("year", 1), quarter])["quarter 2"].reason == ""


def test_a_withdrawn_load_is_compared_with_nothing():
    found = told([delivery("wrong", 1, rows=1000), delivery("right", 2)], withdrawn={"wrong"})
    assert found["wrong 1"].withdrawn and not found["right 2"].withdrawn
    assert found["right 2"].supersedes is None and found["right 2"].reason == ""


@pytest.mark.parametrize(("start", "end"), [(START, None), (None, END), (END, START)])
def test_a_stated_period_that_cannot_be_read_is_said(start, end):
    assert "stated period cannot be read" in told([delivery("odd", 1, start=start, end=end)])["odd 1"].reason


def test_the_first_delivery_of_another_council_is_remarked_on():
    found = told(
        [delivery("ours", 1), delivery("theirs", 2, la_code="991"), delivery("more", 3, la_code="991")]
    )
    assert found["ours 1"].reason == "" and found["more 3"].reason == ""
    assert "first delivery of council 991" in found["theirs 2"].reason
