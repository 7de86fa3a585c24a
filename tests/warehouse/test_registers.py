"""Registers in the warehouse: what is planted is found and nothing else, whatever the seed; five papers, row by row.

One build for all: a council for each seed, whose figures are told so that the stories hold, and one for each paper.
"""

import csv
import datetime as dt
import random
import types
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from raw_by_hand import Warehouse, dbt, write_raw

from goldenthread import contracts, conversion, inbox, landing, metrics, series, walking
from goldenthread.settings import Settings
from goldenthread.synthetic import registers
from goldenthread.warehouse import ASSURANCE

PAPERS = Path(__file__).parents[1] / "papers"
COUNCILS = {  # code and, for a manifest, the day on which the paper was given
    "cambridgeshire": ("995", "2023-10-05T09:00:00"),
    "trafford": ("996", "2024-01-30T09:00:00"),
    "leicester": ("997", "2023-10-06T09:00:00"),
    "leicestershire": ("998", "2024-11-04T09:00:00"),
}
LAST, AS_AT = dt.date(2026, 3, 31), "2026-04-30"
SENT = registers.sending_days(LAST)[-1]
SEEDS = dict(
    zip(
        ("990", "991", "992", "993", "994", "999"),
        (7, 1, 2, 20260331, 4, random.randrange(10**6)),
        strict=True,
    )
)
"""The last is another one each time; a failure names it."""
CARELESS = "989"
ORPHANED = f"metric_without_action:{registers.ORPHAN}@{LAST}"
WORDS = "Direct payments has worsened beyond chance, and no live action is to move it."
IMPROVED = registers.AIMS[0][0]  # whose action is closed


def _plan(code: str) -> registers.Plan:
    return registers.registers(SEEDS[code], LAST, SENT)


def _careless() -> registers.Plan:
    """What a plan kept by hand may hold: an action under a milestone's id, one of several metrics that did nothing, and
    references to what was taken out."""
    plan = registers.Plan()
    common = {"source_tracker": "By hand", "owner": "Head of service", "status": "complete", "closed_on": dt.date(2025, 6, 1),
              "started_on": dt.date(2025, 7, 1), "due_on": dt.date(2025, 6, 1)}  # fmt: skip
    plan.add("improvement_actions", action_ref="MS-001", title="Under another's id", **common)
    plan.add(
        "improvement_actions", action_ref="ACT-0001", title="Two metrics that did not move", **common,
        metric_refs="waiting__for_assessment; dols__waiting", balancing_metric_refs=f"ot__waiting; {registers.ORPHAN}",
    )  # fmt: skip
    plan.add("milestones", milestone_ref="MS-001", title="A milestone", forecast_on=dt.date(2024, 1, 1))
    plan.add(
        "milestones",
        milestone_ref="MS-002",
        title="Of an action that was taken out",
        action_refs="ACT-0404; ACT-0001",
    )
    plan.add("assurance_questions", question_ref="Q1", text="Do we know?", answered_on=dt.date(2026, 4, 1),
             answer="We do.", evidence_refs="DOC-0404")  # fmt: skip
    return plan


def _load(code: str, extract: str, received_at: str, load_id: str) -> dict:
    return {
        "load_id": load_id, "delivery_id": f"d-{load_id}", "extract": extract, "la_code": code, "la_name": "Synthetic",
        "received_at": received_at, "status": "loaded", "withdrawn": False,
    }  # fmt: skip


def _typed(code: str, extract: str, rows: list[registers.Row], load_id: str) -> pa.Table:
    """A register's rows as the front door types them."""
    contract = contracts.load(extract)
    texts = {
        name: pa.array([row.get(name, "") for row in rows], pa.string()).dictionary_encode()
        for name in contract.columns
    }
    made = conversion.Converter(contract, b"registers", load_id)
    return made.table(pa.table(texts), np.arange(2, len(rows) + 2))


def _tell_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """A steady figure of each metric, at its target; the first aim's has improved, and the orphan's has worsened."""
    catalogue = metrics.catalogue()
    connection.execute(
        "create table metric_catalogue (metric_id varchar, title varchar, definition varchar, entry varchar)"
    )
    connection.executemany(
        "insert into metric_catalogue values (?, ?, ?, ?)",
        [(each.id, each.title, each.definition, each.model_dump_json()) for each in catalogue],
    )
    connection.execute(f"create table {series.TABLE}")
    connection.execute(
        "insert into metric_spc by name select * from (select metric_id, unnest($1) as la_code, "
        "last_day(date '2024-04-01' + to_months(months)) as period_end, 50.0 as value, "
        "case when months > 15 and metric_id = $2 then 'special_cause_improvement' "
        "when months > 15 and metric_id = $3 then 'special_cause_concern' else 'common_cause' end as point_type, "
        "point_type as variation from metric_catalogue, range(24) as steps (months))",
        [[*SEEDS, CARELESS], IMPROVED, registers.ORPHAN],
    )
    connection.execute(
        "create table metric_values as select metric_id, la_code, period_end - 30 as period_start, period_end, 'all' as breakdown, "
        "'all' as breakdown_value, coalesce(try_cast(entry ->> 'target' as double), 50) as value "
        "from metric_spc inner join metric_catalogue using (metric_id)"
    )
    connection.execute(
        "create table comparators (metric_id varchar, area_type varchar, year_end date, value double, area varchar, la_code varchar, "
        "area_name varchar, region varchar)"
    )


def _send_papers(home: Path) -> None:
    """Put each paper's registers into the inbox, each with its manifest."""
    for council, (code, given) in COUNCILS.items():
        for path in sorted((PAPERS / council).glob("*.csv")):
            folder = home / "inbox" / path.stem / council
            folder.mkdir(parents=True)
            (folder / f"{council}_{path.name}").write_bytes(path.read_bytes())
            with (folder / inbox.MANIFEST).open("w", newline="", encoding="utf-8") as file:
                lines = csv.writer(file)
                lines.writerow(["file", "import_datetime", "la_code", "la_name"])
                lines.writerow([f"{council}_{path.name}", given, code, f"As {council} says"])


@pytest.fixture(scope="module")
def admitted(tmp_path_factory):
    """The papers' registers through the front door: its home, and what became of each."""
    from expectations import gate

    settings = Settings(
        home=tmp_path_factory.mktemp("papers"), env="demo", la_codes=",".join(code for code, _ in COUNCILS.values()),
        la_names="", key=None, key_file=None,
    )  # fmt: skip
    _send_papers(settings.home)
    found = inbox.find(settings.home)
    assert found.said == []
    return settings.home, gate.admit(found.waiting, settings)


def _acknowledge(connection: duckdb.DuckDBPyConnection) -> None:
    """The same alert of every council, acknowledged of some; an entry from before entries said whose they are."""
    slipped = "milestone_slipped:MS-001", "It was expected on 1 January 2024 and is not achieved."
    for entry, (code, subject, said, until) in enumerate(
        (
            ("990", ORPHANED, WORDS, None),
            ("991", ORPHANED, WORDS, AS_AT),
            ("992", ORPHANED, WORDS, "2026-04-29"),
            ("993", ORPHANED, "It had said something else.", None),
            (None, *slipped, None),
            (CARELESS, *slipped, None),
        ),
        start=1,
    ):
        connection.execute(
            "insert into raw.ledger by name select $1 as entry, 'acknowledgement' as kind, $2 as subject, 'Lead' as by_role, "
            "'Agreed' || $1 as reason, $3 as said, $4::date as until_on, $5 as la_code",
            [entry, subject, said, until, code],
        )


def _build(folder: Path, loads: list[dict], tables: list[tuple[str, pa.Table]], as_at: str) -> Warehouse:
    """The assurance models, with their data tests, over registers and the figures of ``_tell_figures``."""
    database = folder / "warehouse.duckdb"
    write_raw(database, loads, [])
    with duckdb.connect(str(database)) as connection:
        for extract, sent in tables:
            connection.register("sent", sent)
            connection.execute(f"insert into raw.{extract} by name select * from sent")
            connection.unregister("sent")
        _tell_figures(connection)
        _acknowledge(connection)
    chosen = ("build", "--select", f"+{ASSURANCE}", "--exclude-resource-type", "unit_test")
    ran = dbt(database, folder / "target", *chosen, as_at=as_at)
    assert not (failed := [each for each in ran if each.failed]), failed
    return Warehouse(database, ran, {})


@pytest.fixture(scope="module")
def built(admitted, tmp_path_factory) -> Warehouse:
    home, deliveries = admitted
    loads, tables = [], []
    for code in SEEDS:
        for extract, rows in _plan(code).rows.items():
            loads.append(_load(code, extract, f"{SENT} 07:45:00", f"{code}-{extract}"))
            tables.append((extract, _typed(code, extract, rows, f"{code}-{extract}")))
    for extract, rows in _careless().rows.items():
        loads.append(_load(CARELESS, extract, f"{SENT} 07:45:00", f"{CARELESS}-{extract}"))
        tables.append((extract, _typed(CARELESS, extract, rows, f"{CARELESS}-{extract}")))
    for each in deliveries:
        loads.append(_load(each.la_code, each.extract, str(each.received_at), each.load_id))
        with duckdb.connect() as connection:
            kept = home / "raw" / each.extract / f"{each.load_id}.parquet"
            told = connection.execute("from read_parquet($1)", [str(kept)]).to_arrow_table()
        tables.append((each.extract, told))
    return _build(tmp_path_factory.mktemp("registers"), loads, tables, AS_AT)


@pytest.fixture(scope="module")
def in_the_past(tmp_path_factory) -> Warehouse:
    """The first council on the last day of 2025: of its three sendings, what had come by then, as a refresh counts it."""
    as_at = dt.date(2025, 12, 31)
    loads, tables = [], []
    for number, day in enumerate(registers.sending_days(LAST)):
        for extract, rows in registers.registers(SEEDS["990"], LAST, day).rows.items():
            load_id, at = f"{number}-{extract}", f"{day} 07:45:00"
            sent = types.SimpleNamespace(
                status="loaded", withdrawn=False, received_at=dt.datetime.fromisoformat(at)
            )
            if not landing.counting([sent], as_at):
                continue
            loads.append(_load("990", extract, at, load_id))
            tables.append((extract, _typed("990", extract, rows, load_id)))
    assert {each["load_id"][0] for each in loads} == {"0"}
    return _build(tmp_path_factory.mktemp("past"), loads, tables, as_at.isoformat())


@pytest.mark.parametrize("code", SEEDS)
def test_what_is_planted_is_found_and_nothing_else(built, code):
    found = {
        (kind, ref.partition("@")[0])
        for kind, ref in built.query(f"select kind, subject_ref from fct_alerts where la_code = '{code}'")
    }
    planted = _plan(code).planted
    assert found - planted == set(), f"seed {SEEDS[code]}: found and not planted"
    assert planted - found == set(), f"seed {SEEDS[code]}: planted and not found"


def test_an_alert_is_acknowledged_for_the_council_in_its_words_and_until_the_day(built):
    """To the day that was given and not after it; of a council that said nothing, it stays open."""
    told = built.query(
        f"select la_code, is_acknowledged, told from fct_alerts where alert_ref = '{ORPHANED}'"
    )
    assert {said for *_, said in told} == {WORDS}
    assert dict(each[:2] for each in told) == {code: code in ("990", "991") for code in (*SEEDS, CARELESS)}


def test_the_last_entry_that_holds_for_a_council_counts_and_an_alert_stands_once(built):
    slipped = "select acknowledged_because from fct_alerts where alert_ref = 'milestone_slipped:MS-001' and la_code = '{}'"
    assert built.query(slipped.format(CARELESS)) == [("Agreed6",)]


def test_every_kind_of_alert_is_planted(built):
    kinds = {kind for (kind,) in built.query("select kind from alert_kinds")}
    assert kinds == {kind for kind, _ in _plan("990").planted}


def _counts(built: Warehouse, council: str, sql: str) -> dict:
    return dict(built.query(sql.format(council=f"la_code = '{COUNCILS[council][0]}'")))


def test_each_row_of_the_papers_is_answered_for(admitted):
    _, deliveries = admitted
    assert [each.reason for each in deliveries if each.status != "loaded"] == []
    for each in deliveries:
        council = next(name for name, (code, _) in COUNCILS.items() if code == each.la_code)
        with (PAPERS / council / f"{each.extract}.csv").open(encoding="utf-8") as file:
            sent = len(list(csv.DictReader(file)))
        assert (each.rows_in, each.rows_loaded, each.rows_set_aside) == (sent, sent, 0)
    assert len(deliveries) == len(list(PAPERS.glob("*/*.csv")))
    warned = {(each.la_code, each.extract): each.rows_warned for each in deliveries if each.rows_warned}
    without_an_answer = {("998", "findings"): 12}
    without_dates = {("995", "improvement_actions"): 10, ("998", "milestones"): 12, ("997", "findings"): 9}
    without_rules = {
        ("995", "assessment_events"): 1,
        ("996", "assessment_events"): 3,
        ("997", "assessment_events"): 1,
        ("998", "assessment_events"): 1,
    }
    assert warned == without_dates | without_rules | without_an_answer, (
        "the papers give no dates and no answers there, and rules are the Commission's"
    )


def test_ten_recommendations_have_an_answer_and_an_action(built):
    """Cambridgeshire, 2.6.1 to 2.6.10; two have a metric."""
    told = built.query(
        "select number_in_source, response, action_refs is not null, metric_refs is not null "
        f"from stg_registers__recommendations where la_code = '{COUNCILS['cambridgeshire'][0]}' order by recommendation_ref"
    )
    assert [each[0] for each in told] == [f"2.6.{number}" for number in range(1, 11)]
    assert {each[1:3] for each in told} == {("Accepted", True)}
    assert sum(each[3] for each in told) == 2
    alerts = _counts(
        built, "cambridgeshire", "select kind, count(*) from fct_alerts where {council} group by all"
    )
    assert "recommendation_without_response" not in alerts and "broken_reference" not in alerts
    assert alerts["action_without_evidence"] == 3, (
        "three actions are called complete in the paper, which shows none of it"
    )


def test_strengths_considerations_and_audit_findings_by_theme(built):
    """Trafford: 35 strengths, 23 considerations, 6 findings of a case file audit."""
    counted = built.query(
        "select finding_type, theme, count(*), count(*) filter (where response_text is not null) from stg_registers__findings "
        f"where la_code = '{COUNCILS['trafford'][0]}' group by all order by all"
    )
    by_kind = {kind: sum(each[2] for each in counted if each[0] == kind) for kind, *_ in counted}
    assert by_kind == {"Strength": 35, "Consideration": 23, "Case audit": 6}
    themes = ("Working with people", "Providing support", "Ensuring safety", "Leadership")
    for kind, numbers in (("Strength", (11, 9, 6, 9)), ("Consideration", (6, 4, 6, 7))):
        assert {theme: many for each, theme, many, _ in counted if each == kind} == dict(
            zip(themes, numbers, strict=True)
        )
    assert sum(each[3] for each in counted) == 23 + 6, "every consideration is answered"


def test_a_table_of_issues_has_its_rows_each_with_its_answer(built):
    told = built.query(
        "select text, response_text, evidence_refs from stg_registers__findings "
        f"where la_code = '{COUNCILS['leicester'][0]}' and finding_type = 'Issue' order by finding_ref"
    )
    assert [each[0].split(":")[0] for each in told] == [f"Table, row {number}" for number in range(1, 10)]
    assert all(each[1] for each in told)
    links = built.query(
        f"select count(*), bool_and(is_there) from fct_links where la_code = '{COUNCILS['leicester'][0]}' and link = 'rests on'"
    )
    assert links == [(6, True)], "each names the metrics that show it, which there are"


def test_achievements_and_priorities_are_milestones(built):
    counted = _counts(
        built, "leicestershire",
        "select dated_on is not null, count(*) from dim_records where {council} and kind = 'milestone' group by all",
    )  # fmt: skip
    assert counted == {True: 5, False: 7}


def test_what_is_learnt_from_reports_on_others_is_themes_and_considerations(built):
    """Leicestershire, paragraphs 10 and 11; the synthetic council keeps a theme too."""
    told = _counts(
        built,
        "leicestershire",
        "select finding_type, count(*) from stg_registers__findings where {council} group by all",
    )
    assert told == {"Theme": 7, "Consideration": 5}
    matched = "select numerator, denominator from fct_assurance_measures where requirement = 'R071' and la_code = '{}'"
    assert built.query(matched.format(COUNCILS["leicestershire"][0])) == [(7, 7)]
    assert built.query(matched.format("990")) == [(1, 2)]


def test_recruitment_for_a_month_eleven_months_before_the_paper_cannot_be(built):
    """Trafford, part 5: the chair is recruited "for February 2023", in a paper of January 2024."""
    told = built.query(
        "select subject_ref, told, since from fct_alerts "
        f"where la_code = '{COUNCILS['trafford'][0]}' and kind = 'impossible_date'"
    )
    assert told == [
        (
            "MS-001",
            "It is expected for February 2023, ten months or more before the register was sent.",
            dt.date(2023, 2, 28),
        )
    ]


def test_codes_that_stand_together_in_a_cell_are_put_in_words(built):
    told = built.query(
        "select quality_statements from stg_registers__recommendations "
        f"where la_code = '{COUNCILS['cambridgeshire'][0]}' and recommendation_ref = 'REC-004'"
    )
    assert told == [("Assessing needs;Safeguarding",)]


def test_a_past_date_has_registers_ratings_and_alerts_as_they_stood_then(built, in_the_past):
    (action,) = built.query(
        "select from_ref from fct_links where la_code = '990' and link = 'must not worsen'"
    )[0]
    told = f"select status, closed_on is null, brag from fct_actions where la_code = '990' and action_ref = '{action}'"
    assert built.query(told) == [("Complete", False, "Blue")]
    assert in_the_past.query(told) == [("On track", True, "Green")]
    raised = "select kind, subject_ref from fct_alerts where la_code = '990'"
    then = set(in_the_past.query(raised))
    assert {kind for kind, _ in then} == {"metric_without_action", "milestone_slipped"}, (
        "nothing is planted yet"
    )
    slipped = {each for each in then if each[0] == "milestone_slipped"}
    assert slipped.isdisjoint(built.query(raised)), "what was not yet told as achieved then is told so now"
    claims = "select max(dated_on) from dim_records where la_code = '990' and kind = 'claim'"
    (past,), (now,) = in_the_past.query(claims)[0], built.query(claims)[0]
    assert past < dt.date(2025, 12, 31) and now == LAST - dt.timedelta(days=90)
    reached = "select count(*) from dim_records where la_code = '990' and kind = 'milestone' and dated_on > date '2025-12-31'"
    assert in_the_past.query(reached) == [(0,)] and built.query(reached)[0][0] > 0


def test_a_plan_kept_without_care_is_told_of_and_holds_no_night_up(built):
    """The data tests of the build, one row per record and per alert among them, have passed."""
    kept = f"select kind, title from dim_records where la_code = '{CARELESS}' and record_ref = 'MS-001'"
    assert built.query(kept) == [("milestone", "A milestone")]
    alerts = dict(built.query(f"select alert_ref, told from fct_alerts where la_code = '{CARELESS}'"))
    assert alerts["impossible_date:MS-001"] == (
        "It is expected for January 2024, ten months or more before the register was sent. "
        "It is said to be closed before it began."
    )
    unmoved, balancing = alerts["action_without_effect:ACT-0001"].split(" Balancing metrics: ")
    steady = "(within chance before it closed and after)"
    assert unmoved.startswith("Completed on 1 June 2025. No improvement since it began: ")
    assert unmoved.count(steady) == 2, "both of its metrics are told of"
    assert "Direct payments (within chance before it closed, worse beyond chance after)" in balancing
    assert balancing.count(steady) == 1, "a balancing metric that did not worsen is named too"


def test_a_reference_to_what_is_not_there_is_told_of_whichever_way_the_thread_goes(built):
    """A decision names the action after it, a milestone the action before it; who is referred to is never told of."""
    told = dict(
        built.query(
            f"select subject_ref, told from fct_alerts where la_code = '{CARELESS}' and kind = 'broken_reference'"
        )
    )
    assert told == {
        "MS-002": "It refers to ACT-0404, which no register holds.",
        "Q1": "It refers to DOC-0404, which no register holds.",
    }


def test_what_is_decided_not_to_be_is_not_missing(built):
    told = dict(
        built.query(
            "select record_ref, on_purpose from dim_records where la_code = '990' and on_purpose is not null"
        )
    )
    decisions = [row for row in _plan("990").rows["decisions"] if row["action_refs"] == "NO_ACTION"]
    risks = [row for row in _plan("990").rows["risks"] if row.get("action_refs") == "ACCEPTED"]
    actions = [row for row in _plan("990").rows["improvement_actions"] if row.get("metric_refs") == "NONE"]
    wanted = {row["decision_ref"]: "no action" for row in decisions} | {
        row["risk_ref"]: "no action" for row in risks
    }
    wanted |= {row["action_ref"]: "no metric" for row in actions}
    assert decisions and risks and actions and told == wanted


def test_a_version_of_the_self_assessment_says_what_changed_and_why(built):
    changed = built.query(
        "select claim_ref, change_from_last, what_changed, change_reason is not null, what_does_not_hold "
        "from fct_claim_versions where la_code = '990' and version_number = 2 and change_from_last <> 'Unchanged' order by all"
    )
    assert changed == [
        ("CLM-003", "Reworded", "words", True, None),
        ("CLM-004", "Moved", "quality statement", True, None),
        ("CLM-005", "Removed", None, True, None),
    ]
    held = "select count(*) from fct_claim_versions where la_code = '990' and what_does_not_hold is not null"
    assert built.query(held) == [(0,)]


def test_an_area_has_the_lowest_level_of_its_questions_and_what_moved(built):
    levels = built.query(
        "select area_kind, count(*), bool_and(questions > 0 and fell + rose <= questions) from fct_assurance_levels "
        "where la_code = '990' group by all order by all"
    )
    assert [(kind, holds) for kind, _, holds in levels] == [
        ("Quality statement", True), ("Questions", True), ("Section of the Care Act", True),
    ]  # fmt: skip
    assert built.query(
        "select count(*) from fct_assurance_levels where la_code = '990' and assurance_level = 'Limited'"
    )[0][0]


def test_what_reviews_found_is_counted_and_what_waits_is_a_chain(built):
    """Trafford's peer challenge; the synthetic plan's three actions that hang together."""
    (event,) = built.query(
        "select sum(findings), sum(strengths), sum(considerations), max(team_size), min(actual_on), max(actual_on) "
        f"from fct_review_events where la_code = '{COUNCILS['trafford'][0]}' and process = 'Peer challenge'"
    )
    assert event == (35 + 23 + 6, 35, 23, 7, dt.date(2023, 9, 26), dt.date(2023, 12, 13))
    chains = built.query(
        "select la_code, steps, goes_round from fct_dependencies where la_code in ('990', '994') order by all"
    )
    assert chains == [(code, steps, False) for code in ("990", "994") for steps in (1, 2)]


def _under(node: walking.Node) -> set[str]:
    found, left = set(), [node]
    while left:
        each = left.pop()
        found.add(each.ref)
        left += each.next
    return found


def test_what_is_found_forward_finds_its_way_back_over_the_whole_plan(built):
    with duckdb.connect(str(built.database), read_only=True) as connection:
        known = "select record_ref from dim_records where la_code = '990' union select to_ref from fct_links where link = 'should move'"
        refs = {ref for (ref,) in built.query(known)}
        forward = {ref: _under(walking.forward(connection, "990", ref)) for ref in refs}
        back = {ref: _under(walking.back(connection, "990", ref)) for ref in refs}
    assert len(refs) > 150
    assert {(one, other) for one in refs for other in forward[one] & refs} == {
        (one, other) for other in refs for one in back[other] & refs
    }
