"""S5: which record of an event is kept (docs/method/unique-events.md)."""

import itertools

import pytest
from harness import run
from method_rows import COMMUNITY, earlier, request, service, year


def single(ran, columns: str = "unit_cost, planned_units_per_week") -> list[tuple]:
    sql = f"select {columns} from fct_national__events where table_name = 'single' order by all"
    return [tuple(row.values()) for row in ran.query(sql)]


def joined(ran, columns: str) -> list[tuple]:
    sql = f"select {columns} from fct_national__events where table_name = 'joined' order by all"
    return [tuple(row.values()) for row in ran.query(sql)]


def test_the_record_of_the_latest_period_wins_whole_and_values_are_not_merged():
    """The later file ends the service sooner and says nothing of the mechanism: so it is."""
    row = service(COMMUNITY, "2024-05-01", "2026-02-01", delivery_mechanism="Direct payment")
    later = service(COMMUNITY, "2024-05-01", "2025-06-01")
    ran = run(earlier(row), year(later))
    assert [(str(end), how) for end, how in joined(ran, "ended_on, delivery_mechanism")] == [
        ("2025-06-01", None)
    ]


@pytest.mark.parametrize("ends", [(None, "2025-06-01"), ("2025-06-01", None)])
def test_of_equal_periods_the_open_record_wins(ends):
    ran = run(year(*[service(COMMUNITY, "2025-05-01", end) for end in ends]))
    assert joined(ran, "ended_on") == [(None,)]


def test_then_the_record_that_ends_last():
    ran = run(year(*[service(COMMUNITY, "2025-05-01", end) for end in ("2025-07-01", "2025-06-01")]))
    assert [str(end) for (end,) in joined(ran, "ended_on")] == ["2025-07-01"]


BEST_FIRST = ["Progress to reablement/ST-Max", "Admitted to hospital", "NFA: Other", "Went well"]


@pytest.mark.parametrize("pair", list(itertools.pairwise(BEST_FIRST)))
def test_then_the_outcome_of_the_best_rank_and_an_invalid_one_last(pair):
    ran = run(year(*[request("2025-05-01", event_outcome=outcome) for outcome in pair]))
    (kept,) = joined(ran, "outcome")
    assert kept == (pair[0],)


@pytest.mark.parametrize("said", [("Conversation", "Contact"), ("Contact", "Conversation")])
def test_then_the_conversation_before_the_record_that_came_last(said):
    ran = run(year(*[request("2025-05-01", event_description=text) for text in said]))
    assert joined(ran, "is_conversation") == [(1,)]


def test_the_outcome_comes_before_the_conversation():
    rows = [
        request("2025-05-01", event_description="Conversation", event_outcome="NFA: Other"),
        request("2025-05-01", event_outcome="Progress to reablement/ST-Max"),
    ]
    assert joined(run(year(*rows)), "is_conversation, outcome") == [(0, "Progress to reablement/ST-Max")]


def test_then_the_record_that_came_last():
    rows = [request("2025-05-01", accommodation_status=text) for text in ("Refuge", "Registered care home")]
    ran = run(year(*rows))
    assert joined(ran, "accommodation_status") == [("Registered care home",)]


def cost(amount, **more):
    return service(
        COMMUNITY, "2025-05-01", **{"unit_cost": amount, "cost_frequency_unit_type": "Weekly", **more}
    )


def test_in_the_single_table_each_cost_line_of_a_service_is_kept():
    ran = run(year(cost("10"), cost("12")))
    assert [float(amount) for amount, _ in single(ran)] == [10.0, 12.0]
    assert len(joined(ran, "event_key")) == 1, "the joined table has one row for the service"


def test_costs_are_rounded_to_the_penny_before_they_tell_lines_apart():
    assert len(single(run(year(cost("10"), cost("10.00"), cost("10.004"))))) == 1
    assert len(single(run(year(cost("10.00"), cost("10.005"))))) == 2, "half a penny is rounded up"


def test_planned_units_tell_lines_apart_to_two_decimals():
    assert (
        len(single(run(year(*[cost("10", planned_units_per_week=units) for units in ("3", "3.004", "4")]))))
        == 2
    )


def test_the_mechanism_that_tells_lines_apart_is_the_cleaned_one():
    rows = [cost("10", delivery_mechanism=text) for text in ("Cash", "Voucher", "Direct payment")]
    assert len(single(run(year(*rows)))) == 2, "two unknown words are one invalid mechanism"


def test_the_cost_frequency_that_tells_lines_apart_is_the_cleaned_one():
    rows = [cost("10", cost_frequency_unit_type=text) for text in ("Per leap year", "Per moon", "Daily")]
    assert len(single(run(year(*rows)))) == 2


def test_a_blank_cost_is_equal_to_a_blank_cost():
    assert len(single(run(year(cost(None), cost(None))))) == 1


def test_what_is_no_service_has_no_cost_lines():
    rows = [request("2025-05-01", unit_cost=amount) for amount in ("10", "12")]
    assert len(single(run(year(*rows)))) == 1


def test_the_joined_table_carries_no_costs():
    ran = run(year(cost("10", planned_units_per_week="3")))
    assert joined(ran, "unit_cost, cost_frequency, planned_units_per_week") == [(None, None, None)]
