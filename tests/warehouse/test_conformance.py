"""The national method gives the figures it should on every case: each file, each row, each number."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from benchmarks import literal_form
from expectations import gate
from goldenthread import conformance, contracts, identity, raw_schema, rooms
from goldenthread.settings import Settings

CASES = sorted(path.stem for path in (rooms.ROOT / "tests" / "cases").glob("*.zip"))
PERIOD = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
FILES = {"northmoor-a": 17, "northmoor-c-gaps": 17, "two-councils-b": 12}
"""Case to how many files of figures it holds."""


@dataclass(frozen=True)
class Ran:
    """A case that the method was run on."""

    name: str
    folder: Path  # the case as it came
    made: Path  # our files
    database: Path

    def query(self, sql: str) -> list[tuple]:
        """Rows of a query of what was built."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module", params=CASES)
def case(request, tmp_path_factory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp(request.param)
    with zipfile.ZipFile(rooms.ROOT / "tests" / "cases" / f"{request.param}.zip") as kept:
        kept.extractall(folder / "case")
    settings = conformance.own_home(Settings(), folder / "home")
    said = conformance.receive(settings, folder / "case", gate.admit, lambda *_: None)
    assert not said, "the front door keeps a case's file out: " + " ".join(said)
    conformance.run(settings, PERIOD, None, folder / "made")
    (database,) = settings.home.glob("runs/*/warehouse.duckdb")
    yield Ran(request.param, folder / "case", folder / "made", database)


def test_there_are_cases():
    assert sorted(FILES) == CASES, "tests/cases holds other cases than this test expects"


def test_every_figure_is_the_expected_one(case):
    assert len(list((case.folder / "expected").glob("*.csv"))) == FILES[case.name]
    told = conformance.differences(case.made, case.folder / "expected")
    assert not told, "find the step where results part, with tests/cases: " + "\n".join(told[:20])


def test_nothing_is_made_that_the_case_cannot_support(case):
    assert sorted(path.name for path in case.made.iterdir()) == sorted(
        path.name for path in (case.folder / "expected").iterdir()
    )


def test_the_details_of_every_person_are_the_expected_ones(case):
    """The expected rows hold identifiers as submitted; ours are pseudonyms, so theirs are hashed here."""
    names = (
        "Accommodation_Status, Accommodation_Status_Group, Employment_Status, Gender, Ethnicity, Der_Birth_Date, "
        "Der_Age_End_Of_Period, Der_Working_Age_Band_End_Of_Period, Date_of_Death, Has_Unpaid_Carer, "
        "Primary_Support_Reason, Client_Funding_Status"
    )
    ours = (
        "accommodation_status, accommodation_group, employment_status, sex, ethnicity, birth_month_on, "
        "age_at_period_end, age_band_at_period_end, died_on, has_unpaid_carer, support_reason, funding_status"
    )
    keys = "Der_NHS_LA_Combined_Person_ID, LA_Person_Unique_Identifier_Latest, LA_Person_Unique_Identifier_Concat"
    rows = case.folder / "rows" / "person_details.parquet"
    expected = {
        _person(key): (_id(latest), {_id(each) for each in (ids or "").split(", ") if each}, *rest)
        for key, latest, ids, *rest in duckdb.sql(f"select {keys}, {names} from '{rows}'").fetchall()
    }
    found = {
        key: (latest, set((ids or "").split(", ")) - {""}, *rest)
        for key, latest, ids, *rest in case.query(
            f"select person_key, person_id, person_ids, {ours} from fct_national__people"
        )
    }
    assert len(expected) > 2000
    assert expected.keys() == found.keys(), "a person is missing, or is taken for two"
    wrong = {key: (expected[key], found[key]) for key in expected if expected[key] != found[key]}
    assert not wrong, f"{len(wrong)} people have other details, such as {next(iter(wrong.items()))}"


def test_every_wait_is_the_expected_one(case):
    names = (
        "request_event_order, request_start_date, request_starts_before_previous_request_follow_up_ends, "
        "modified_next_assessment_event_type, modified_next_assessment_start_date, part1_wait_time, part2_wait_time"
    )
    ours = "number, started_on, cast(is_excluded as integer), response_kind, responded_on, days_to_response, days_to_service"
    rows = case.folder / "rows" / "waiting_times_person.parquet"
    expected = duckdb.sql(f"select {names} from '{rows}' order by all").fetchall()
    assert len(expected) > 500
    assert case.query(f"select {ours} from fct_national__waits order by all") == expected


SAME_ROWS = {
    "events of the joined table": """
        select der_unique_record_id, der_nhs_la_combined_person_id, der_event_end_date, der_latest_age, der_age_band,
               event_outcome_hierarchy, review_type, la_name, ref_period_end_date from joined_submissions
        /
        select record_id, person_key, ended_on, age, age_band_detailed, outcome_rank, review_type, la_name, period_to
        from fct_national__events where table_name = 'joined'
    """,
    "events of the single table": """
        select der_unique_record_id, der_event_end_date, round(unit_cost, 2) from single_submissions
        /
        select record_id, ended_on, round(unit_cost, 2) from fct_national__events where table_name = 'single'
    """,
    "people": """
        select * exclude (la_person_unique_identifier_concat, der_birth_year, der_birth_month) from person_details
        /
        select la_code, person_key, person_id, accommodation_status, accommodation_group, employment_status, sex,
               ethnicity, birth_month_on, age_at_period_end, age_band_at_period_end, died_on, has_unpaid_carer,
               support_reason, funding_status from fct_national__people
    """,
    "waits": """
        select la_code, der_nhs_la_combined_person_id, event_order, is_excluded, response_type, response_assessment_type,
               response_start, response_band, service_order, service_type, service_start, part_1_wait, part_2_wait
        from waiting_people
        /
        select la_code, person_key, number, is_excluded, response_kind, response_assessment_type, responded_on,
               response_age_band, service_number, service_type, served_on, days_to_response, days_to_service
        from fct_national__waits
    """,
}
"""What to the rows of the literal form, and to ours."""


def test_the_literal_form_says_the_same(case, tmp_path):
    """The transcription that speed is measured against gives every figure too, and our models its very rows."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")  # many small tables: a second thread costs more than it gives
        _as_landed(connection, case.database)
        literal_form.ask(connection, dt.date(2023, 4, 1), PERIOD, dt.date.max)
        literal_form.run(connection, literal_form.files())
        literal_form.figures(connection, tmp_path)
        unlike = []
        for what, pair in SAME_ROWS.items():
            theirs, ours = pair.split("/")
            for one, other in ((theirs, ours), (ours, theirs)):
                unlike += [(what, *row) for row in connection.execute(f"{one} except all {other}").fetchall()]
    told = conformance.differences(tmp_path, case.folder / "expected")
    assert not told, "the literal form strays from the method: " + "\n".join(told[:20])
    assert not unlike, f"{len(unlike)} rows differ between the literal form and our models: {unlike[:5]}"


def _as_landed(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """A build's tables, and in place of its narrowed view the rows of every load: the literal form chooses itself."""
    connection.execute(
        f"attach '{database}' as warehouse (read_only); create schema raw"
    )  # as its views call it
    connection.execute("create view raw.loads as from warehouse.raw.loads")
    files = connection.execute(
        "select path from warehouse.raw.files where path like '%/raw/cld/%'"
    ).fetchall()
    landed = raw_schema.view(contracts.load("cld"), [Path(path) for (path,) in files])
    connection.execute(f"create view raw.cld as {landed}")
    connection.execute("set search_path = 'memory.main,warehouse.main'")


def _person(key: str) -> str:
    """A person key as submitted, with its pseudonym in place of the identifier."""
    council, _, own = key.partition("_")
    if own:
        return f"{council}_{_id(own)}"
    return key.lower() if key.upper() in identity.LITERALS else _hashed("nhs_number", key)


def _id(text: str) -> str:
    """A council's identifier as person details hold it; the words for an unknown one stay."""
    if text == "Unknown":
        return text
    return text.lower() if text.upper() in identity.LITERALS else _hashed("person", text)


def _hashed(domain: str, text: str) -> str:
    return identity.pseudonym(identity.DEMO_KEY, domain, text.rstrip().upper())
