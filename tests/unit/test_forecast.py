"""When a backlog is cleared: worked examples by hand, and what must hold of any interval."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread import forecast
from goldenthread.forecast import HORIZON, Month, Phase, outlook

MARCH = dt.date(2026, 3, 31)
PLAN = [Phase(dt.date(2026, 4, 1), dt.date(2026, 9, 30), 200), Phase(dt.date(2026, 10, 1), None, 125)]
"""The plan of R044 and R045: 200 a month for six months, 125 after."""
STEADY = [Month(50, 60)] * 12
months = st.lists(st.builds(Month, st.integers(0, 60), st.integers(0, 60)), min_size=6, max_size=15)


def test_at_a_steady_pace_it_is_the_stock_over_what_is_done_beyond_what_comes():
    assert outlook(125, STEADY) == forecast.Outlook(Fraction(25, 2), 12.5, 12.5)
    assert outlook(10, STEADY).months == 1
    assert outlook(0, STEADY).months == 0


def test_six_months_of_two_hundred_clear_twelve_hundred_when_nothing_comes():
    idle = [Month(0, 0)] * 6
    assert outlook(1200, idle, forecast.ahead(PLAN, MARCH)) == forecast.Outlook(Fraction(6), 6.0, 6.0)
    assert outlook(1450, idle, forecast.ahead(PLAN, MARCH)).months == 8, "and two months of 125 the rest"


def test_a_backlog_that_grows_is_never_cleared_and_one_beyond_the_horizon_is_not_said():
    assert outlook(1, [Month(60, 50)] * 12) == forecast.Outlook(None, None, None)
    assert outlook(HORIZON, [Month(0, 1)] * 6).months == HORIZON
    assert outlook(HORIZON + 1, [Month(0, 1)] * 6).months is None


def test_a_plan_starts_and_stops_on_its_days_and_today_s_pace_stands_in_between():
    told = forecast.ahead([Phase(dt.date(2026, 5, 1), dt.date(2026, 6, 30), 7)], MARCH)
    assert told[:4] == [None, 7, 7, None] and len(told) == HORIZON
    assert forecast.ahead(PLAN, dt.date(2025, 12, 31))[:10] == [None] * 3 + [200] * 6 + [125]


def test_only_the_last_twelve_months_tell_the_pace_and_six_are_needed():
    assert forecast.pace([Month(900, 0), *STEADY]) == (50, 60)
    with pytest.raises(forecast.TooLittle, match="only 5 months"):
        outlook(10, STEADY[:5])


def test_a_plan_is_held_against_what_was_done_in_its_own_months():
    done = {MARCH: 80, dt.date(2026, 4, 30): 150, dt.date(2026, 5, 31): 210}
    assert forecast.progress(PLAN, done) == forecast.Progress(2, 400, 360)
    assert forecast.progress(PLAN, {MARCH: 80}) is None


def test_months_that_differ_make_an_interval_around_what_the_averages_say():
    uneven = [Month(50, 80), Month(50, 60)] * 6
    found = outlook(200, uneven)
    assert found.months == 10 and 7 < found.lower < 10 < found.upper < 20
    wild = outlook(200, [Month(50, 140), Month(50, 0)] * 6)
    assert wild.months == 10 and wild.lower < found.lower and (wild.upper is None or wild.upper > found.upper)


@settings(max_examples=25)
@given(months, st.integers(0, 900), st.integers(0, 80))
def test_the_same_figures_give_the_same_interval_and_it_is_in_order(history, stock, plan):
    found = outlook(stock, history, [plan] * 24)
    assert found == outlook(stock, list(history), [plan] * 24)
    assert (found.lower or HORIZON) <= (found.upper or HORIZON)
    known = history[-12:]
    fastest = max((plan, *(each.done for each in known))) - min(each.came for each in known)
    if found.lower is not None and stock:
        assert found.lower >= stock / fastest - 1e-9, "no run is faster than its best month"


@settings(max_examples=25)
@given(months, st.integers(1, 900))
def test_more_work_done_never_takes_longer(history, stock):
    slow, fast = (outlook(stock, history, [count] * HORIZON).months for count in (40, 70))
    assert slow is None or (fast is not None and fast <= slow)
