"""The back door's own arithmetic: which sums must agree, and which changes are jumps."""

import duckdb
import pytest

from expectations import published

COLUMNS = (
    "metric_id varchar, la_code varchar, period_start date, period_end date, breakdown varchar, breakdown_value varchar, "
    "kind varchar, numerator bigint, denominator bigint, value double"
)
PERIOD = ("2025-04-01", "2026-03-31")


@pytest.fixture
def door():
    """An empty set of tables that the back door reads."""
    with duckdb.connect() as connection:
        connection.execute(f"create table metric_values ({COLUMNS})")
        connection.execute(
            "create table metric_left_out as select * exclude (kind, value) from metric_values"
        )
        connection.execute(
            "create table metric_periods (metric_id varchar, la_code varchar, period_start date, period_end date, absent_because varchar)"
        )
        connection.execute("create table metric_catalogue (metric_id varchar, entry varchar)")
        connection.execute(
            "create schema raw; create table raw.loads (load_id varchar, rows_loaded bigint, status varchar, withdrawn boolean)"
        )
        yield connection


def put(door, metric, cut, numerator, denominator, kind="proportion", value=None, period=PERIOD):
    breakdown, group = cut
    row = [metric, "990", *period, breakdown, group, kind, numerator, denominator, value]
    door.execute(f"insert into metric_values values ({', '.join('?' * 10)})", row)


def due(door, metric, because=None, period=PERIOD, entry="{}"):
    door.execute("insert into metric_periods values (?, '990', ?, ?, ?)", [metric, *period, because])
    door.execute("insert into metric_catalogue values (?, ?)", [metric, entry])


def disagreeing(door):
    sums = published.SUMS.format(raw="select 'none' as load_id where false")
    rows = door.execute(
        f"select what, expected, found from ({sums}) where expected is distinct from found order by all"
    )
    return rows.fetchall()


ALL, OLD, YOUNG = ("all", "all"), ("age_band", "65 and above"), ("age_band", "18 to 64")


def test_a_group_of_a_rate_over_nobody_is_no_figure_and_is_added_up_all_the_same(door):
    """People whose age is not known are in the whole; there are no residents of unknown age to tell them by."""
    for metric, unknown in (("whole", 1), ("short", 0)):
        due(door, metric)
        put(door, metric, ALL, 10, 900, "rate")
        put(door, metric, OLD, 6, 500, "rate")
        put(door, metric, YOUNG, 3, 400, "rate")
        door.execute(
            "insert into metric_left_out values (?, '990', ?, ?, 'age_band', 'Unknown', ?, 0)",
            [metric, *PERIOD, unknown],
        )
    door.execute("insert into metric_left_out values ('absent', '990', ?, ?, 'all', 'all', 3, 0)", PERIOD)
    door.execute(
        "insert into metric_left_out values ('absent', '990', ?, ?, 'age_band', 'Unknown', 3, 0)", PERIOD
    )
    assert disagreeing(door) == [("numerators by age_band", 10, 9)], (
        "and a period without any figure is another matter"
    )


def test_groups_make_the_whole_and_overlapping_ones_at_least_the_whole(door):
    for metric, entry in (
        ("apart", "{}"),
        ("over", '{"overlapping": true}'),
        ("under", '{"overlapping": true}'),
    ):
        due(door, metric, entry=entry)
        put(door, metric, ALL, 10, 20)
        put(door, metric, OLD, 6, 12)
        put(door, metric, YOUNG, *{"apart": (4, 8), "over": (5, 9), "under": (4, 7)}[metric])
    assert disagreeing(door) == [("denominators by age_band", 20, 19)]


def test_a_medians_waits_add_up_and_it_has_no_numerators_to_add(door):
    due(door, "wait")
    put(door, "wait", ALL, None, 20, "median", 9.0)
    put(door, "wait", OLD, None, 12, "median", 12.0)
    assert disagreeing(door) == [("denominators by age_band", 20, 12)]
    put(door, "wait", YOUNG, None, 8, "median", 3.0)
    assert disagreeing(door) == []


def test_a_figure_is_there_for_every_period_that_lacks_nothing_and_for_no_other(door):
    due(door, "missing")
    due(door, "excused", because="no submission covers it")
    due(door, "unexpected", because="no submission covers it")
    for metric in ("unexpected", "undue"):
        put(door, metric, ALL, 1, 2)
    assert disagreeing(door) == [
        ("figures without a period", 0, 1),
        ("periods of a metric", 0, 1),
        ("periods of a metric", 1, 0),
    ]


@pytest.mark.parametrize(
    ("kind", "before", "now", "jumps"),
    [
        ("rate", (100, 9000, 50.0), (160, 9000, 76.0), True),
        ("rate", (100, 9000, 50.0), (150, 9000, 75.0), False),  # by half, and no more
        ("rate", (49, 9000, 50.0), (160, 9000, 80.0), False),  # a handful of people
        ("median", (None, 50, 10.0), (None, 50, 15.5), True),
        ("median", (None, 49, 10.0), (None, 500, 90.0), False),
        ("proportion", (10, 50, 20.0), (23, 50, 46.0), True),
        ("proportion", (10, 49, 20.0), (23, 50, 46.0), False),
    ],
)
def test_a_rate_and_a_median_jump_by_half_where_enough_are_counted(door, kind, before, now, jumps):
    earlier = ("2025-01-01", "2025-12-31")
    for period, (numerator, denominator, value) in ((earlier, before), (PERIOD, now)):
        put(door, "m", ALL, numerator, denominator, kind, value, period)
    assert door.execute(f"select is_jump from ({published.JUMPS})").fetchall() == [(jumps,)]


def test_a_figure_that_is_said_twice_or_lacks_a_part_of_its_name_is_found(door):
    """No model has such a test of its own: the back door judges the grain of every metric."""
    for cut in (ALL, OLD, OLD, (None, "all"), ("sex", None)):
        put(door, "m", cut, 1, 2)
    put(door, "n", ALL, 1, 2, period=(None, "2026-03-31"))
    put(door, "n", ALL, 1, 2, period=("2025-04-01", None))
    door.execute(
        "insert into metric_values (metric_id, breakdown, breakdown_value) values ('o', 'all', 'all')"
    )
    ((_, suite, breaks), *_) = published._suites()
    judged = {each.meta["rule"] for each in suite.expectations}
    assert {"figures.unique", "figures.named"} <= judged == set(breaks)
    found = door.execute(
        f"select metric_id, count(*) filter (where {breaks['figures.unique']}), "
        f"count(*) filter (where {breaks['figures.named']}) from ({published._figures()}) group by all order by all"
    ).fetchall()
    assert found == [("m", 2, 2), ("n", 0, 2), ("o", 0, 1)]


@pytest.mark.parametrize(
    ("entry", "kind", "refused"),
    [("{}", "rate", 1), ("{}", "count", 1), ('{"signed": true}', "rate", 0), ("{}", "sum", 0)],
)
def test_a_count_below_zero_is_refused_and_income_above_spending_is_not(door, entry, kind, refused):
    due(door, "m", entry=entry)
    put(door, "m", ALL, -5, 100, kind, -5.0)
    put(door, "m", OLD, 5, 100, kind, 5.0)
    ((_, _, breaks), *_) = published._suites()
    (found,) = door.execute(
        f"select count(*) filter (where {breaks['figures.counts']}) from ({published._figures()})"
    ).fetchone()
    assert found == refused
