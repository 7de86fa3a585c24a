"""What a metric's series is, where limits start afresh, what is not charted, and the table of a release."""

import datetime as dt
from fractions import Fraction

import duckdb
import pytest
import small_release

from goldenthread import metrics, periods, publish, series, settings, spc

CATALOGUE = {each.id: each for each in metrics.catalogue()}
OVERDUE, REQUESTS = CATALOGUE["reviews__overdue"], CATALOGUE["requests__completed"]
MONTHS = periods.month_ends(dt.date(2026, 3, 31), 14)


def known(values, ends=MONTHS):
    return {end: None if value is None else Fraction(value) for end, value in zip(ends, values, strict=False)}


def with_spc(metric, **given):
    return metric.model_copy(update=given)


def test_figures_count_by_their_counts():
    assert series.counted(OVERDUE, 1, 3, 33.3) == Fraction(100, 3)
    assert series.counted(REQUESTS, 7, None, 7.0) == 7
    assert series.counted(CATALOGUE["ascof__2c"], 1, 3, None) == Fraction(CATALOGUE["ascof__2c"].per, 3)
    assert series.counted(CATALOGUE["waiting__first_response"], None, 20, 8.5) == Fraction(17, 2)
    assert series.counted(OVERDUE, 0, 0, None) is None


def test_a_month_without_a_figure_is_a_gap_and_a_series_begins_with_its_first_figure():
    values = known([None, 1, 2, None, 3])
    del values[MONTHS[3]]  # nothing was due, and no row is there
    found = series.of(REQUESTS, values)
    assert [each.value for each in found.figures] == [1, 2, None, 3]
    assert [each.period.end for each in found.figures] == MONTHS[1:5]
    assert series.of(REQUESTS, known([1, 2, None])).chart.variation is None


def test_a_metric_without_months_is_charted_by_quarter():
    quarters = [end for end in periods.month_ends(dt.date(2026, 3, 31), 12) if end.month % 3 == 0]
    found = series.of(CATALOGUE["waiting__first_response"], known([9, 8, None, 7], quarters))
    assert [each.period.name for each in found.figures] == [
        "2025-26Q1",
        "2025-26Q2",
        "2025-26Q3",
        "2025-26Q4",
    ]


@pytest.mark.parametrize(
    ("date", "point"), [((2025, 6, 30), 4), ((2025, 6, 1), 4), ((2025, 7, 1), 5), ((2020, 1, 1), 0)]
)
def test_limits_start_afresh_with_the_period_that_holds_the_date(date, point):
    charted = with_spc(REQUESTS, spc=metrics.Spc(rule_set="7/7", rebase=[dt.date(*date)]))
    found = series.of(charted, known(range(14)))
    assert [each.first for each in found.chart.stretches] == ([0, point] if point else [0])
    assert found.start(found.last) == MONTHS[point].replace(day=1)


def test_a_rebase_that_is_still_to_come_changes_nothing():
    charted = with_spc(REQUESTS, spc=metrics.Spc(rule_set="7/7", rebase=[dt.date(2030, 1, 1)]))
    assert series.of(charted, known(range(14))).chart == series.of(REQUESTS, known(range(14))).chart


def test_which_way_is_good_and_the_target_come_from_the_catalogue():
    high = [10, 12] * 6 + [30]
    assert series.of(OVERDUE, known(high)).chart.variation == spc.CONCERN
    wanted = with_spc(OVERDUE, target=100.0, good="up")
    assert series.of(wanted, known(high)).chart.variation == spc.IMPROVEMENT
    assert series.of(wanted, known(high)).chart.assurance == spc.FAIL
    six = with_spc(REQUESTS, spc=metrics.Spc(rule_set="6/6"))
    assert (series.of(REQUESTS, known(high)).rules.shift, series.of(six, known(high)).rules.shift) == (7, 6)


def test_overlapping_periods_are_not_charted():
    rolling = [each for each in CATALOGUE.values() if each.measured == "rolling"]
    assert rolling and not any(series.is_charted(each) for each in rolling)
    before = with_spc(rolling[0], spc=metrics.Spc(rule_set="7/7"))  # as releases from before have it
    assert series.of(before, known(range(14))) is None


def test_a_release_holds_the_chart_of_its_true_values(home):
    made = small_release.build(home, [small_release.delivery()])
    folder = publish.write(settings.current(), made, [])
    with duckdb.connect(str(folder / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select period_end::varchar, value, mean, upper_limit, points, is_trial, limits_from::varchar, rule_set, release "
            "from metric_spc where metric_id = 'requests__completed' order by 1"
        ).fetchall()
        charted = {
            name for (name,) in connection.execute("select distinct metric_id from metric_spc").fetchall()
        }
    common = (6.5, 6.5 + 2.66, 2, True, "2026-02-01", "7/7", made.release)
    assert rows == [("2026-02-28", 6.0, *common), ("2026-03-31", 7.0, *common)], "months, and no quarter"
    by_month = {name for name, each in CATALOGUE.items() if each.spc and "month" in each.periods}
    assert charted == by_month, "a metric by quarter has no row of a month"
    assert not list((folder / "public").glob("*spc*"))
