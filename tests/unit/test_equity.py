"""Groups beside everybody else: when one is higher or lower, and what is known where figures are withheld."""

import datetime as dt
from types import SimpleNamespace

import duckdb
import pyarrow as pa
import pytest

from goldenthread import equity, metrics

CATALOGUE = {each.id: each for each in metrics.catalogue()}
SHARE, RATE, SCORE, MEDIAN = (
    CATALOGUE[name]
    for name in (
        "support__direct_payment",
        "equity__long_term_by_ethnicity",
        "service_users__quality_of_life",
        "waiting__median_wait",
    )
)
MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


def figure(numerator, denominator, value):
    return SimpleNamespace(numerator=numerator, denominator=denominator, value=value)


@pytest.mark.parametrize(
    ("whole", "part", "said"),
    [
        ((300, 1000, 30.0), (120, 200, 60.0), equity.HIGHER),  # others: 180 of 800
        ((300, 1000, 30.0), (5, 200, 2.5), equity.LOWER),
        ((300, 1000, 30.0), (62, 200, 31.0), equity.ALIKE),
        ((300, 1000, 30.0), (300, 1000, 30.0), None),  # there is nobody else
        ((300, 1000, 30.0), (None, None, None), None),
        ((None, None, None), (120, 200, 60.0), None),
        ((10, 20, 50.0), (11, 20, 55.0), None),  # no part of it
    ],
)
def test_a_group_is_set_beside_everybody_else(whole, part, said):
    assert equity.beside(SHARE, figure(*whole), figure(*part)).beside_others == said


def test_the_index_is_the_share_of_people_over_the_share_of_residents():
    """12 of 100 people and 60 of 1,000 residents: twice their share; 4 people of 100 residents, a third of it."""
    whole = figure(100, 1000, 100.0)
    assert equity.beside(RATE, whole, figure(12, 60, 200.0)).index == (12 / 100) / (60 / 1000) == 2
    assert equity.beside(RATE, whole, figure(4, 120, 1000 * 4 / 120)).index == pytest.approx(
        (4 / 100) / (120 / 1000)
    )
    assert equity.beside(RATE, figure(0, 0, None), figure(0, 0, None)).index is None


def test_scores_and_medians_have_an_index_and_no_comparison():
    for metric in (SCORE, MEDIAN):
        found = equity.beside(metric, figure(360, 20, 18.0), figure(90, 5, 9.0))
        assert (found.lower, found.upper, found.beside_others, found.index) == (None, None, None, 0.5)


def rows(**changed):
    """A quarter ends with the month: the quarter's figures count. One group is small, another not of this table."""
    quarter = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    told = [
        (RATE.id, MARCH, "all", "all", 100, 1000, 100.0),
        (RATE.id, MARCH, "ethnicity_group", "White", 98, 940, 1000 * 98 / 940),
        (RATE.id, MARCH, "ethnicity_group", "Other ethnic group", 2, 60, 1000 * 2 / 60),
        (RATE.id, (dt.date(2026, 2, 1), dt.date(2026, 2, 28)), "all", "all", 1, 2, 500.0),
        ("assessments__eligible", MARCH, "all", "all", 1, 2, 50.0),
        ("assessments__eligible", MARCH, "sex", "Female", 1, 2, 50.0),
        ("assessments__eligible", quarter, "all", "all", 9, 10, 90.0),
        ("assessments__eligible", quarter, "sex", "Female", 9, 10, 90.0),
        ("assessments__eligible", quarter, "support_reason", "Mental health support", 9, 10, 90.0),
        ("requests__completed", MARCH, "sex", "Female", 9, None, 9.0),
    ]
    names = ("breakdown", "breakdown_value", "numerator", "denominator", "value")
    made = []
    for metric, (start, end), *rest in told:
        row = dict(zip(names, rest, strict=True))
        row |= {
            "metric_id": metric,
            "la_code": "990",
            "period_start": start,
            "period_end": end,
            "withheld": None,
        }
        made.append(row | changed.get(row["breakdown_value"].split()[0], {}))
    return pa.Table.from_pylist(made)


def test_the_latest_and_longest_period_of_each_metric_is_told_by_group():
    found = equity.table(rows(), CATALOGUE.values(), "R1").to_pylist()
    assert [(row["topic"], row["metric_id"], row["breakdown_value"], row["numerator"]) for row in found] == [
        ("access", "assessments__eligible", "Female", 9),
        ("access", RATE.id, "Other ethnic group", 2),
        ("access", RATE.id, "White", 98),
    ]
    other = found[1]
    assert (
        other["index"] == pytest.approx(2 / 6) and other["value_of_all"] == 100 and other["release"] == "R1"
    )


def test_every_period_of_a_council_is_its_history_each_beside_its_own_whole():
    with duckdb.connect() as connection:
        connection.register("told", rows())
        connection.execute("create table metric_values as select * exclude (withheld) from told")
        connection.execute(
            "insert into metric_values select * replace (date '2026-02-01' as period_start, date '2026-02-28' as period_end, "
            "1 as numerator, 2 as denominator, 500.0 as value) from metric_values where breakdown_value = 'White'"
        )
        equity.gather(connection, CATALOGUE.values(), "R1")
        found = connection.execute(
            "select strftime(period_end, '%m'), value_of_all, index from equity where breakdown_value = 'White' order by all"
        ).fetchall()
        both = connection.execute("select count(*) from equity where breakdown_value = 'Female'").fetchone()
    assert found == [("02", 500.0, 1.0), ("03", 100.0, pytest.approx(98 / 94))]
    assert both == (2,), "the month and the quarter"


def test_what_is_withheld_has_no_interval_no_index_and_no_comparison():
    hidden = {"withheld": "small", "numerator": None, "value": None}
    found = equity.table(rows(Other=hidden), CATALOGUE.values(), "R1").to_pylist()
    other = next(row for row in found if row["breakdown_value"].startswith("Other"))
    assert [other[name] for name in ("lower", "upper", "index", "beside_others")] == [None] * 4
    assert other["withheld"] == "small"


def test_an_index_can_be_traced_to_the_figures_that_it_is_made_of():
    with duckdb.connect() as connection:
        connection.register("told", rows())
        connection.execute("create table metric_values as select * from told")
        (found,) = equity.worked_out(connection, RATE.id, MARCH[1], "White")
        assert found["value"] == pytest.approx(98 / 940 * 10)
        assert found["figures"] == [f"{RATE.id}@2026-03-31", f"{RATE.id}@2026-03-31/ethnicity_group=White"]
        assert equity.worked_out(connection, RATE.id, MARCH[1], "Nobody") == []
        assert equity.worked_out(connection, RATE.id, dt.date(2026, 3, 30), "White") == []
