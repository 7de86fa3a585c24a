"""The rules of statistical process control: the reference's own answers, then what must hold of any series."""

import itertools
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from goldenthread import spc
from goldenthread.cli import app

VECTORS = json.loads((Path(__file__).parent / "spc_vectors.json").read_text(encoding="utf-8"))
LISTS = ("mean", "lpl", "upl", "special_cause_type", "point_type")
ICONS = ("assurance_type", "variation_type_last_point")
SERIES = st.lists(st.integers(-20, 20), min_size=2, max_size=40)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the command says of every vector."""
    file = tmp_path_factory.mktemp("spc") / "vectors.json"
    file.write_text(json.dumps(VECTORS), encoding="utf-8")
    ran = CliRunner().invoke(app, ["spc", str(file)])
    assert ran.exit_code == 0, ran.output
    return {case["id"]: case for case in json.loads(ran.stdout)["cases"]}


def ask(tmp_path, text, *options):
    file = tmp_path / "series.json"
    file.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return CliRunner().invoke(app, ["spc", str(file), *options])


def case(**given):
    return {"cases": [{"id": "a", "input": {"improvement_direction": "increase"} | given}]}


def test_there_are_36_vectors():
    assert len(VECTORS["cases"]) == 36


@pytest.mark.parametrize(
    "vector",
    [each for each in VECTORS["cases"] if each["id"] != "constant_series"],
    ids=lambda each: each["id"],
)
def test_the_reference_s_answer(answers, vector):
    found, expected = answers[vector["id"]], vector["expected"]
    assert set(found) == {"id", *LISTS, *ICONS}
    for name in ("mean", "lpl", "upl"):
        assert found[name] == pytest.approx(expected[name], abs=1e-6), name
    for name in ("special_cause_type", "point_type", *ICONS):
        assert found[name] == expected[name], name


def test_of_a_series_that_never_moves_the_limits_lie_on_the_mean(answers):
    """The reference loses every moving range there, for 0 is not below 3.267 times 0."""
    found = answers["constant_series"]
    assert found["mean"] == found["lpl"] == found["upl"] == [12.0] * 14
    assert set(found["special_cause_type"]) == {"Common Cause"}
    assert found["variation_type_last_point"] == spc.COMMON


def test_a_tenth_that_never_moves_is_on_its_mean():
    """In binary fractions, fourteen times 0.1 over fourteen is not 0.1."""
    found = spc.chart([0.1] * 14, spc.INCREASE)
    assert set(found.causes) == {"Common Cause"} and found.stretches[0].upper == Fraction(1, 10)


def part(helper):
    return [pytest.param(each, id=str(place)) for place, each in enumerate(VECTORS["helpers"][helper])]


@pytest.mark.parametrize("each", part("seven_point_one_side_mean"))
def test_seven_on_one_side(each):
    ends = [place for place, end in enumerate(each["out"]) if end]
    expected = [any(end - 6 <= place <= end for end in ends) for place in range(len(each["v"]))]
    assert spc._shift(each["v"], 7) == expected


@pytest.mark.parametrize("each", part("seven_point_trend"))
def test_seven_in_a_trend(each):
    ends = {place: way for place, way in enumerate(each["out"]) if way}
    values = [Fraction(value) for value in each["v"]]
    for place, way in enumerate(spc._trend(values, 7)):
        assert way == next((sign for end, sign in ends.items() if end - 6 <= place <= end), 0)


@pytest.mark.parametrize("each", part("two_in_three"))
def test_two_in_three(each):
    """Mean 0 and limits 3: a near point lies at 2.5, any other at 1."""
    limits = spc.Limits(0, 3, Fraction(0), Fraction(-3), Fraction(3))
    sides = each["relative_to_mean"]
    values = [Fraction(side * (5 if near else 2), 2) for near, side in zip(each["close"], sides, strict=True)]
    assert spc._two_in_three(values, sides, limits) == [bool(one) for one in each["part_of_two_in_three"]]


@pytest.mark.parametrize("each", part("assurance"))
def test_assurance(each):
    for row in each["rows"]:
        for lower, upper, target, out in zip(row["lpl"], row["upl"], row["target"], row["out"], strict=True):
            limits = spc.Limits(0, 20, None, Fraction(lower), Fraction(upper))
            assert spc.assurance(limits, each["direction"][0], target) == out


@pytest.mark.parametrize("way", [spc.INCREASE, spc.DECREASE])
def test_a_target_on_a_limit_may_be_met_or_missed(way):
    limits = spc.chart([10, 12], way).stretches[0]
    assert spc.assurance(limits, way, float(limits.upper)) == spc.EITHER
    assert spc.assurance(limits, way, float(limits.lower)) == spc.EITHER


def test_a_point_on_a_limit_is_inside_it_and_near_it():
    """Mean 50 and limits 2.66 away, fixed by the first two; 52.66 lies on the upper one."""
    found = spc.chart([49.5, 50.5, 52.66, 52.661], spc.NEUTRAL, fix_after=2)
    assert found.causes[2:] == ["Common Cause", "Above UCL"]
    assert spc.chart([49.5, 50.5, 52.66, 52.66, 51], spc.NEUTRAL, fix_after=2).types[2:4] == [spc.HIGH] * 2


def test_a_point_on_the_near_limit_is_not_near_yet():
    near = 50 + spc.WIDTH * 2 / 3
    for value, cause in ((near, "Common Cause"), (near + Fraction(1, 1000), "2 in 3 Above CL")):
        assert spc.chart([49.5, 50.5, value, value], spc.INCREASE, fix_after=2).causes[-1] == cause


def test_a_moving_range_of_exactly_3267_averages_is_left_out():
    """Ranges 1, 1, ..., and one that is 3.267 times the average of all: r = 3.267 (n + r) / (n + 1)."""
    n = 12
    great = Fraction("3.267") * n / (n + 1 - Fraction("3.267"))
    values = [Fraction(place % 2) for place in range(n + 1)]
    values.append(values[-1] + great)
    found = spc.chart(values, spc.INCREASE).stretches[0]
    assert found.upper - found.mean == spc.WIDTH
    assert (
        spc.chart([*values[:-1], values[-1] - Fraction(1, 10**6)], spc.INCREASE).stretches[0].upper
        > found.upper
    )


def test_rules_come_in_their_order():
    """Seven that rise, all above a mean that the stretch's first points fix; the last is beyond the limit."""
    found = spc.chart([0, 1] * 6 + [1, 2, 2.1, 2.2, 2.3, 2.4, 9], spc.INCREASE, fix_after=12)
    assert found.causes[-1] == "Above UCL"
    assert set(found.causes[-6:-1]) == {"7 Point Trend (Increasing)"}


def test_a_fall_above_the_mean_is_a_concern_where_higher_is_better():
    values = [*[0] * 9, 1, 0, 20, 19, 18, 17, 16, 15, 14]
    assert spc.chart(values, spc.INCREASE, fix_after=11).types[-1] == spc.IMPROVEMENT, "outside comes first"
    steady = [10, 20] * 6 + [18.9, 18.8, 18.7, 18.6, 18.5, 18.4, 18.3]
    found = spc.chart(steady, spc.INCREASE, fix_after=12)
    assert (found.causes[-1], found.variation) == ("7 Point Trend (Decreasing)", spc.CONCERN)


def test_the_turn_of_a_trend_belongs_to_where_it_goes_next():
    calm, turn = [0, 20] * 6 + [0], [7, 8, 9, 10, 11, 12, 13, 12, 11, 10, 9, 8, 7]
    causes = spc.chart([*calm, *turn], spc.INCREASE, fix_after=12).causes[13:]
    assert [cause.removeprefix("7 Point Trend ") for cause in causes] == ["(Increasing)"] * 6 + [
        "(Decreasing)"
    ] * 7


def test_limits_begin_afresh_and_no_run_goes_over_a_rebase():
    values = [0, 1] * 7 + [5] * 4 + [5, 6] * 7
    found = spc.chart(values, spc.INCREASE, rebase=[14])
    assert [each.points for each in found.stretches] == [14, 18]
    assert found.stretches[1].mean > 5 and not found.stretches[1].trial
    rising = list(range(6))
    broken = spc.chart([*rising, 6, 7], spc.INCREASE, rebase=[6])
    assert not any("Trend" in cause for cause in broken.causes)


def test_fixed_limits_are_of_each_stretch_s_first_points():
    found = spc.chart([0, 2, 50, 10, 14, 50], spc.INCREASE, fix_after=2, rebase=[3])
    assert [each.mean for each in found.stretches] == [1, 12]


def test_thirteen_points_are_no_trial():
    assert [spc.chart([1, 2] * 6 + more, spc.INCREASE).stretches[0].trial for more in ([], [1])] == [
        True,
        False,
    ]


def test_six_and_six_flags_six():
    shift = [0, 1] * 6 + [0.6] * 2 + [0.7, 0.6, 0.7, 0.6] + [0]
    rise = [5, 5.1, 5.2, 5.3, 5.4, 5.5, 5]
    six = spc.RULE_SETS["6/6"]
    assert spc.chart(shift, spc.INCREASE, fix_after=12, rules=six).causes[12:18] == ["6 Points Above CL"] * 6
    assert "6 Point Trend (Increasing)" in spc.chart(rise, spc.INCREASE, rules=six).causes
    assert set(spc.chart(rise, spc.INCREASE).causes) == {"Common Cause"}


def test_a_gap_is_no_point_ends_runs_and_has_no_moving_range():
    calm, rise = [0, 20] * 6, [10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.7]
    whole = spc.chart([*calm, *rise], spc.INCREASE, fix_after=12)
    gap = spc.chart([*calm, *rise[:3], None, *rise[3:]], spc.INCREASE, fix_after=12)
    assert set(whole.causes[12:]) == {"7 Point Trend (Increasing)"}
    assert gap.causes[15] is None and gap.types[15] is None and set(gap.causes[12:]) == {"Common Cause", None}
    assert gap.stretches == whole.stretches and gap.stretches[0].points == 19
    assert spc.chart([None, 1, None, 3, 5], spc.INCREASE, fix_after=2).stretches[0].mean == 2
    assert spc.chart([1, None, 100], spc.INCREASE).stretches[0].upper is None
    assert spc.chart([1, 2, None], spc.INCREASE).variation is None, (
        "nothing is said of a month without a figure"
    )


def test_of_no_points_nothing_is_said():
    assert spc.chart([], spc.INCREASE, 5).assurance is None
    assert spc.chart([None], spc.INCREASE).limits(0).mean is None


@given(SERIES, st.integers(-9, 9), st.integers(1, 9), st.sampled_from([None, 5]), st.booleans())
def test_moving_and_stretching_a_series_moves_and_stretches_its_limits_alone(values, by, times, fix, screen):
    made = [
        spc.chart(each, spc.INCREASE, screen=screen, fix_after=fix)
        for each in (values, [by + times * value for value in values])
    ]
    assert made[0].causes == made[1].causes
    assert made[1].stretches[0].mean == by + times * made[0].stretches[0].mean
    assert made[1].stretches[0].upper == by + times * made[0].stretches[0].upper


@given(SERIES)
def test_what_is_upside_down_is_flagged_upside_down(values):
    up, down = spc.chart(values, spc.INCREASE), spc.chart([-value for value in values], spc.DECREASE)
    assert up.types == down.types
    swapped = {spc.HIGH: spc.LOW, spc.LOW: spc.HIGH}
    neutral = [spc.chart([sign * value for value in values], spc.NEUTRAL).types for sign in (1, -1)]
    if all(
        a != b for a, b in itertools.pairwise(values)
    ):  # a level step between two trends counts as a fall, as in the reference
        assert [swapped.get(each, each) for each in neutral[0]] == neutral[1]


@given(SERIES, st.data())
def test_a_rebase_makes_two_series_of_one(values, data):
    at = data.draw(st.integers(1, len(values) - 1))
    both = spc.chart(values, spc.DECREASE, 3, rebase=[at])
    first, last = spc.chart(values[:at], spc.DECREASE, 3), spc.chart(values[at:], spc.DECREASE, 3)
    assert both.causes == first.causes + last.causes
    assert (both.variation, both.assurance) == (last.variation, last.assurance)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"cases"', "line 1, column 9"),
        ({"cases": [{"id": "a"}]}, "cases.0.input"),
        (case(y=[1, "2"]), "cases.0.input.y.1"),
        (case(y=[1, True]), "cases.0.input.y.1"),
        ('{"cases": [{"id": "a", "input": {"y": [1e999], "improvement_direction": "increase"}}]}', "y.0"),
        (case(y=[1], improvement_direction="up"), "improvement_direction"),
        (case(y=[1, 2], rebase_at=[2]), "rebase_at"),
        (case(y=[1, 2], rebase_at_1based=[3]), "case a: point 3 is not in a series of 2"),
        (case(y=[1, 2], fix_after_n_points=0), "fix_after_n_points"),
        (case(y=[1e308, -1e308, 1e308]), "case a: its limits are beyond 1.8e+308"),
        ("[]", "the whole"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_where(tmp_path, text, told):
    ran = ask(tmp_path, text)
    assert ran.exit_code != 0 and told in str(ran.exception)
    assert ran.exception.code == 1


def test_a_rule_set_is_named(tmp_path):
    rise = case(y=[5, 5.1, 5.2, 5.3, 5.4, 5.5, 5])
    six = json.loads(ask(tmp_path, rise, "--rule-set", "6/6").stdout)["cases"][0]
    assert "6 Point Trend (Increasing)" in six["special_cause_type"]
    assert ask(tmp_path, rise, "--rule-set", "8/8").exception.code == 2


def test_a_short_series_is_told_of_beside_the_answer(tmp_path):
    ran = ask(tmp_path, case(y=[1, 2] * 6))
    assert "trial limits" in ran.stderr and json.loads(ran.stdout)["cases"][0]["upl"][0] > 2
    assert "trial limits" not in ask(tmp_path, case(y=[1, 2] * 6 + [1])).stderr
