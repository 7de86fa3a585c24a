"""The national method gives the figures it should on every case: each file, each row, each number."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from expectations import gate
from goldenthread import conformance, identity, rooms
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
    said = conformance.receive(settings, folder / "case", gate.admit, lambda _: None)
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
