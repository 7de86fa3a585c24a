"""The question that a build answers: its date, what it uses, and an id that changes with every input and nothing else."""

import datetime as dt

import duckdb
import pytest
import small_release

from goldenthread import contracts, landing, metric_values, metrics, raw_schema, settings, warehouse
from goldenthread.warehouse import BuildFailed, NothingToBuild


def question(as_at: str | None = None):
    return warehouse.question(settings.current(), dt.date.fromisoformat(as_at) if as_at else None)


@pytest.fixture
def two_loads(home):
    for name, received in (("earlier.csv", "2026-01-20 12:00:00"), ("later.csv", "2026-04-23 12:00:00")):
        landing.commit(home, small_release.delivery(name, received), None)
    return home


def test_with_nothing_loaded_it_says_what_to_do(home):
    with pytest.raises(NothingToBuild, match="goldenthread demo"):
        question()


def test_before_the_first_delivery_it_says_when_that_came(two_loads):
    with pytest.raises(NothingToBuild, match="the first came on 20 January 2026"):
        question("2026-01-19")


def test_the_date_asked_about_is_that_of_the_latest_load_unless_said(two_loads):
    assert question().as_at == dt.date(2026, 4, 23)
    assert question("2026-05-01").as_at == dt.date(2026, 5, 1)
    landing.commit(
        two_loads,
        small_release.delivery("letter.csv", "2026-06-01 08:00:00", status="refused", rows_loaded=0),
        None,
    )
    assert question().as_at == dt.date(2026, 4, 23), "a refused file tells nothing about the date"


def test_what_came_after_the_date_is_left_out(two_loads):
    assert [each.file_name for each in question("2026-04-22").deliveries] == ["earlier.csv"]
    assert len(question("2026-04-23").deliveries) == 2


def test_the_same_question_has_the_same_id_in_another_home(two_loads, tmp_path, monkeypatch):
    first = question().release
    assert first.startswith("2026-04-23-")
    other = tmp_path / "another home"
    landing.prepare(other)
    for each in reversed(landing.register(two_loads)):
        landing.commit(other, each, None)
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(other))
    monkeypatch.setenv("GOLDENTHREAD_THREADS", "1")
    monkeypatch.setenv("GOLDENTHREAD_MEMORY_LIMIT", "512MB")
    assert question().release == first


def test_each_input_changes_the_id(two_loads, monkeypatch):
    seen = [question().release, question("2026-04-24").release]
    load = landing.register(two_loads)[0].load_id
    landing.withdraw(two_loads, load, "sent by mistake")
    seen.append(question().release)
    landing.withdraw(two_loads, load, "it was right after all", restore=True)
    assert question().release == seen[0], "put back, the question is the first one again"
    (two_loads / "reasons.csv").write_text(
        "metric_id,period_end,reason\nrequests__completed,2026-03-31,a new form\n"
    )
    seen.append(question().release)
    monkeypatch.setenv("GOLDENTHREAD_LA_NAMES", "990=Another Name")
    seen.append(question().release)
    landing.commit(two_loads, small_release.delivery("third.csv", "2026-04-01 08:00:00"), None)
    seen.append(question().release)
    assert len(set(seen)) == len(seen)


def test_a_change_of_code_changes_the_id(two_loads, tmp_path, monkeypatch):
    (tmp_path / "code" / "reports" / "templates").mkdir(parents=True)
    template = tmp_path / "code" / "reports" / "templates" / "site.html.j2"
    template.write_text("one")
    monkeypatch.setattr(warehouse.rooms, "ROOT", tmp_path / "code")
    before = question().release
    template.write_text("two")
    assert question().release != before, "a release holds pages made from templates"


def test_every_kind_of_code_that_is_watched_is_there():
    for pattern in warehouse.CODE:
        assert any(warehouse.rooms.ROOT.glob(pattern)), (
            f"{pattern} matches nothing any more: mend warehouse.CODE"
        )


def test_a_later_step_sees_the_deliveries_as_the_build_used_them(two_loads):
    register = landing.register(two_loads)
    made = small_release.build(two_loads, register)
    landing.withdraw(two_loads, register[0].load_id, "while the build was under way")
    landing.commit(two_loads, small_release.delivery("third.csv", "2026-04-01 08:00:00"), None)
    again = warehouse.again(settings.current(), made.release)
    assert [(each.file_name, each.withdrawn) for each in again.deliveries] == [
        ("earlier.csv", False),
        ("later.csv", False),
    ]
    with pytest.raises(BuildFailed, match="no finished build"):
        warehouse.again(settings.current(), "2026-01-01-none")


def test_an_extract_without_loads_has_its_columns_and_no_rows():
    view = raw_schema.view(contracts.load("cld"), [])
    with duckdb.connect() as connection:
        described = connection.execute(f"describe {view}").fetchall()
        assert connection.execute(f"select count(*) from ({view})").fetchone() == (0,)
    assert {"load_id", "_line", "la_code", "event_start_date_state"} <= {row[0] for row in described}


@pytest.fixture
def gathered():
    """Figures gathered from models of two rows each: over nothing, and over three."""
    with duckdb.connect() as connection:
        for each in metrics.catalogue():
            rows = {
                "count": "(7, null, null), (1, null, null)",
                "median": "(null, 0, null), (null, 3, 12.5)",
            }.get(each.kind, "(7, 0, null), (1, 3, null)")
            connection.execute(
                f"create table met_{each.id} as select '990' as la_code, date '2026-03-01' as period_start, "
                "date '2026-03-31' as period_end, 'all' as breakdown, 'all' as breakdown_value, * "
                f"from (values {rows}) as t (numerator, denominator, value)"
            )
        connection.execute(
            "create table dim_period as select 'cld' as extract_name, '990' as la_code, 'month' as period_length, date '2026-03-01' as "
            "period_start, date '2026-03-31' as period_end "
            "union all select 'open_work', '990', 'month', date '2026-04-01', date '2026-04-30' "
            "union all select 'open_work', '991', 'month', date '2026-03-01', date '2026-03-31'"
        )
        connection.execute(
            "create table fct_national__periods as select '990' as la_code, 'twelve months' as period_length, "
            "date '2025-04-01' as period_start, date '2026-03-31' as period_end, null::varchar as lacks_submissions, "
            "'no residents' as lacks_residents, 'no records' as lacks_hospital_records "
            "union all select '990', 'twelve months', date '2025-01-01', date '2025-12-31', 'no submission', 'no residents', null "
            "union all select '990', 'quarter', date '2026-01-01', date '2026-03-31', null, null, null"
        )
        metric_values.gather(connection, "r1")
        yield connection


def test_a_metric_is_due_its_own_periods_and_absent_for_the_first_thing_that_it_lacks(gathered):
    due = "select metric_id, period_start::varchar, absent_because from metric_periods where metric_id in ({}) order by all"
    wanted = "'reviews__overdue', 'ascof__2a', 'ascof__2b', 'ascof__2d_part1', 'waiting__first_response'"
    assert gathered.execute(due.format(wanted)).fetchall() == [
        ("ascof__2a", "2025-01-01", "no submission"),
        ("ascof__2a", "2025-04-01", None),
        ("ascof__2b", "2025-01-01", "no submission"),
        ("ascof__2b", "2025-04-01", "no residents"),
        ("ascof__2d_part1", "2025-01-01", "no submission"),
        ("ascof__2d_part1", "2025-04-01", "no records"),
        ("reviews__overdue", "2026-03-01", None),
        ("waiting__first_response", "2026-01-01", None),
    ]


def test_a_metric_of_another_extract_is_absent_where_only_client_level_data_covers_a_period(gathered):
    due = "select la_code, period_start::varchar, absent_because from metric_periods where metric_id = '{}' order by all"
    assert gathered.execute(due.format("waiting__open_work")).fetchall() == [
        ("990", "2026-03-01", "no delivery of the extract “Open work and waiting list” covers it"),
        ("990", "2026-04-01", None),
        ("991", "2026-03-01", None),
    ]
    assert gathered.execute(due.format("reviews__overdue")).fetchall() == [("990", "2026-03-01", None)]


@pytest.mark.parametrize(
    ("metric", "over_three", "over_nothing"),
    [
        ("requests__completed", (1, 1), (7, 7)),
        ("waiting__first_response", (3, 12.5), (0, None)),
        ("reviews__overdue", (1, 100 / 3), (7, None)),
        ("ascof__2b", (1, 100_000 / 3), None),  # a rate of some over none is no figure
        ("packages__mean_weekly_cost", (1, 0.01 / 3), None),  # a penny over three people, in pounds
        ("packages__growth_in_a_year", (1, 100 / 3), None),  # pence over pence
        ("packages__review_effect", (1, 0.01), (7, 0.07)),
        ("grants__seed_funding_committed", (1, 1), (7, 7)),
    ],
)
def test_values_come_from_counts_and_are_missing_over_nothing(gathered, metric, over_three, over_nothing):
    found = gathered.execute(
        "select coalesce(numerator, denominator), value from metric_values where metric_id = ?", [metric]
    ).fetchall()
    assert sorted(found) == sorted(
        (count, None if value is None else pytest.approx(value))
        for count, value in filter(None, (over_three, over_nothing))
    )


def test_a_rate_over_residents_that_are_not_held_is_absent_with_the_reason_and_prints_no_count(gathered):
    gathered.execute(
        "drop table metric_values; drop table metric_periods; drop table metric_catalogue; drop table metric_left_out"
    )
    metric = "support__long_term_per_100000"
    gathered.execute(
        f"create or replace table met_{metric} as select '990' as la_code, date '2026-03-01' as period_start, "
        "date '2026-03-31' as period_end, * from (values ('all', 'all', 3, 0), ('age_band', '18 to 64', 3, 0)) "
        "as t (breakdown, breakdown_value, numerator, denominator)"
    )
    metric_values.gather(gathered, "r2")
    asked = "select {} from {} where metric_id = '" + metric + "'"
    assert gathered.execute(asked.format("*", "metric_values")).fetchall() == []
    reasons = gathered.execute(asked.format("absent_because", "metric_periods")).fetchall()
    assert reasons == [("no count is held of: Residents aged 18 and over",)]


def test_a_group_without_residents_is_in_the_whole_alone(gathered):
    gathered.execute(
        "drop table metric_values; drop table metric_periods; drop table metric_catalogue; drop table metric_left_out"
    )
    metric = "support__long_term_per_100000"
    gathered.execute(
        f"create or replace table met_{metric} as select '990' as la_code, date '2026-03-01' as period_start, "
        "date '2026-03-31' as period_end, * from (values ('all', 'all', 30, 900), ('age_band', '18 to 64', 28, 900), "
        "('age_band', 'Unknown', 2, 0), ('age_band', '65 and above', 0, 0)) as t (breakdown, breakdown_value, numerator, denominator)"
    )
    metric_values.gather(gathered, "r2")
    asked = "select {} from {} where metric_id = '" + metric + "' order by all"
    assert gathered.execute(asked.format("breakdown_value, numerator", "metric_values")).fetchall() == [
        ("18 to 64", 28), ("65 and above", 0), ("all", 30),
    ]  # fmt: skip
    kept = gathered.execute(
        asked.format("breakdown_value, numerator, denominator", "metric_left_out")
    ).fetchall()
    assert kept == [("Unknown", 2, 0)], "by which the back door adds up the groups"
    assert gathered.execute(asked.format("absent_because", "metric_periods")).fetchall() == [(None,)]


def test_a_metric_that_was_not_built_for_want_of_deliveries_has_no_figure_and_says_why(gathered):
    gathered.execute(
        "drop table metric_values; drop table metric_periods; drop table metric_catalogue; drop table metric_left_out"
    )
    gathered.execute("drop table met_waiting__open_work")
    metric_values.gather(gathered, "r2")
    count = "select count(*) from {} where metric_id = 'waiting__open_work'"
    assert gathered.execute(count.format("metric_values")).fetchone() == (0,)
    assert gathered.execute(
        f"{count.format('metric_periods')} and absent_because is not null"
    ).fetchone() == (1,)
    entries = gathered.execute("select count(*) from metric_catalogue").fetchone()
    assert entries == (len(metrics.catalogue()),)


def test_a_list_of_peers_that_cannot_be_read_stops_the_build_with_its_place(home):
    (home / "peers.csv").write_text("la_code,peer_la_code\n990,\n", encoding="utf-8")
    made = warehouse.Build("R", dt.date(2026, 4, 23), [], home / "runs" / "R")
    with pytest.raises(BuildFailed, match=r"peers\.csv, line 2: .* Mend .*peers\.csv"):
        warehouse.build(settings.current(), made)


def test_a_build_that_fails_says_which_model_and_leaves_the_log_that_it_names(two_loads):
    made = small_release.build(two_loads, landing.register(two_loads))
    with pytest.raises(BuildFailed, match="stg_cld__as_sent") as failed:
        warehouse.dbt(settings.current(), made, "build", "--select", "stg_cld__as_sent")
    log = made.folder / "logs" / "dbt.log"
    assert str(log) in str(failed.value)
    assert "stg_cld__as_sent" in log.read_text(encoding="utf-8")
