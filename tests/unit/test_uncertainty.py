"""Intervals against published worked examples, and what must hold of any."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread import metrics, uncertainty
from goldenthread.uncertainty import Interval, poisson, survey_margin, wilson

CATALOGUE = {each.id: each for each in metrics.catalogue()}


def ends(interval):
    return (interval.lower, interval.upper)


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_newcombe_prints_it(numerator, denominator, lower, upper):
    """Newcombe 1998, Statistics in Medicine 17, page 857 and following, table I, method 3."""
    assert ends(wilson(numerator, denominator)) == pytest.approx((lower, upper), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "lower", "upper"), [(0, 0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (9, 4.115, 17.085)]
)
def test_few_events_have_garwoods_exact_limits(count, lower, upper):
    """Garwood 1936, Biometrika 28, as reprinted in tables of the Poisson distribution."""
    assert ends(poisson(count)) == pytest.approx((lower, upper), abs=6e-4)


@pytest.mark.parametrize(
    ("count", "lower", "upper"), [(10, 4.795, 18.390), (15, 8.395, 24.740), (100, 81.364, 121.627)]
)
def test_byars_limits_are_within_a_five_hundredth_of_the_exact(count, lower, upper):
    """The bound that Public Health England's technical guide of 2018 gives for ten events or more."""
    assert ends(poisson(count)) == pytest.approx((lower, upper), rel=0.002)


def test_where_exact_limits_end_byars_begin_without_a_jump():
    assert poisson(9).lower < poisson(10).lower < poisson(11).lower
    assert poisson(9).upper < poisson(10).upper < poisson(11).upper


def test_margins_of_a_survey():
    """384 respondents for five points, 278 among a thousand people: Krejcie and Morgan 1970."""
    assert survey_margin(0.5, 384) == pytest.approx(0.05, abs=5e-5)
    assert survey_margin(0.5, 278, 1000) == pytest.approx(0.05, abs=5e-5)
    assert survey_margin(0.3, 50, 50) == 0 == survey_margin(0, 1, 1)


@pytest.mark.parametrize(
    "wrong",
    [lambda: wilson(1, 0), lambda: wilson(3, 2), lambda: wilson(-1, 2), lambda: poisson(-1),
     lambda: survey_margin(0.5, 0), lambda: survey_margin(1.1, 9), lambda: survey_margin(0.5, 10, 9)],
)  # fmt: skip
def test_what_is_no_count_is_refused(wrong):
    with pytest.raises(ValueError, match="is no"):
        wrong()


@given(st.integers(1, 2000), st.data())
def test_an_interval_holds_its_figure_and_nothing_impossible(whole, data):
    part = data.draw(st.integers(0, whole))
    found, other = wilson(part, whole), wilson(whole - part, whole)
    assert 0 <= found.lower <= part / whole <= found.upper <= 1
    assert ends(found) == pytest.approx((1 - other.upper, 1 - other.lower), abs=1e-12)
    assert (found.lower == 0, found.upper == 1) == (part == 0, part == whole)
    wider = wilson(part * 4, whole * 4)
    assert wider.upper - wider.lower < found.upper - found.lower
    assert poisson(part).lower <= part < poisson(part).upper and math.isfinite(poisson(part).upper)


def test_intervals_that_touch_are_not_apart():
    assert not Interval(1, 2).apart(Interval(2, 3)) and not Interval(2, 3).apart(Interval(1, 2))
    assert Interval(1, 2).apart(Interval(2.1, 3)) and Interval(2.1, 3).apart(Interval(1, 2))


def test_a_figure_s_interval_is_in_its_own_unit():
    proportion, rate = CATALOGUE["reviews__overdue"], CATALOGUE["ascof__2c"]
    assert uncertainty.of(proportion, 81, 263).lower == pytest.approx(25.53, abs=0.005)
    assert uncertainty.of(rate, 5, 1000).upper == pytest.approx(11.668 * rate.per / 1000, rel=1e-4)
    assert uncertainty.of(proportion, None, None) is None and uncertainty.of(proportion, 0, 0) is None
    assert uncertainty.of(CATALOGUE["requests__completed"], 20, None) is None
    assert uncertainty.of(CATALOGUE["waiting__first_response"], None, 20) is None


def test_a_rate_has_an_interval_only_where_it_counts_events_or_a_part():
    """Money, scores and hundredths of posts are large numbers that are no events: Poisson's would be far too narrow."""
    answered, score = CATALOGUE["contacts__calls_answered_in_target"], CATALOGUE["carers__quality_of_life"]
    assert uncertainty.of(answered, 81, 263) == uncertainty.of(CATALOGUE["reviews__overdue"], 81, 263)
    assert uncertainty.of(answered, 264, 263) is None  # more answers than were asked for: a wrong register
    assert uncertainty.of(score, 700, 100) is None
    rates = [each for each in CATALOGUE.values() if each.kind == "rate"]
    events = {each.id for each in rates if each.chance == "events"}
    assert all("residents" in each.unit or "per 100,000" in each.unit for each in rates if each.id in events)
    amounts = ("pounds", "£", "score", "days", "weeks")
    assert all(each.chance is None for each in rates if any(word in each.unit for word in amounts))
    assert {"ascof__2b", "ascof__2c", "support__long_term_per_100000", "workforce__amhps"} <= events


@pytest.mark.parametrize("wrong", [{"kind": "count", "denominator": None, "per": None}, {"pence": True}])
def test_only_a_rate_of_counts_says_how_chance_moves_it(wrong):
    entry = CATALOGUE["ascof__2c"].model_dump() | wrong
    with pytest.raises(ValueError, match="chance: only a rate of counts"):
        metrics.Metric.model_validate(entry)


def test_only_a_proportion_is_of_those_who_answered_a_survey():
    entry = CATALOGUE["carers__satisfied"].model_dump()
    assert entry["chance"] == uncertainty.SURVEY
    with pytest.raises(ValueError, match="chance: only a proportion"):
        metrics.Metric.model_validate(CATALOGUE["ascof__2c"].model_dump() | {"chance": uncertainty.SURVEY})


def test_a_survey_has_its_margin_in_points_and_nothing_else_has_one():
    """Half of 1,000 who answered is 3.1 points either way, as polls print it."""
    assert uncertainty.margin("survey", 500, 1000) == pytest.approx(3.099, abs=0.001)
    assert uncertainty.margin("survey", 0, 10) == 0
    for chance, numerator, denominator in (
        (None, 5, 10),
        ("part", 5, 10),
        ("survey", None, 10),
        ("survey", 0, 0),
    ):
        assert uncertainty.margin(chance, numerator, denominator) is None
