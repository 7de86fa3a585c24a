"""Extracts unlike Client Level Data: without a council's column, a period or lists; and what their contracts say of them."""

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import duckdb
import pytest
import small_release
import yaml

from goldenthread import contracts, conversion, generate, identity, inbox, landing, nightly, publish, rooms
from goldenthread.landing import Delivery
from goldenthread.synthetic import broken
from goldenthread.synthetic.rows import good_rows

DAY = "2026-04-21T09:30:00"
OTHERS = ["hospital_episodes", "lsoa_lookup", "population"]


@pytest.fixture
def deliver(front_door):
    """Land rows of an extract, each given by the contract's names over a good row."""

    def deliver(
        extract: str, rows: list[dict[str, str]], at: str = DAY, said: str | None = None, **settings: str
    ) -> Delivery:
        contract = contracts.load(extract)
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(column.header for column in contract.columns.values())
        good = good_rows(contract, len(rows))
        writer.writerows([(good[at] | row)[name] for name in contract.columns] for at, row in enumerate(rows))
        path = front_door.home / "inbox" / extract / f"{at[:10]}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.getvalue(), encoding="utf-8")
        front_door.settings = front_door.settings.model_copy(update=settings)
        (made,) = front_door.admit(
            inbox.Waiting(extract, str(path), at, "manifest", said, None, None, move=True)
        )
        return made

    return deliver


def warned(front_door, delivery: Delivery) -> set[str]:
    kept = front_door.home / "quality" / "front_door" / f"{delivery.extract}.{delivery.record}.json"
    return {each["rule"] for each in json.loads(kept.read_text())["results"] if not each["success"]}


@pytest.mark.parametrize(
    ("said", "la_codes", "council", "status", "told"),
    [
        ("990", "", "990", "loaded", set()),
        ("990", "990,991", "990", "loaded", set()),
        (None, "990", "990", "loaded", set()),
        (None, "", None, "loaded", {"unknown_council"}),
        (None, "990,991", None, "loaded", {"unknown_council"}),
        ("992", "990,991", "992", "refused", {"other_council_file"}),
    ],
)
def test_a_file_without_a_councils_column_is_the_manifests_council_or_the_installations(
    front_door, deliver, said, la_codes, council, status, told
):
    made = deliver("hospital_episodes", [{}, {}], said=said, la_codes=la_codes)
    assert (made.la_code, made.status) == (council, status)
    assert warned(front_door, made) == told
    if status == "refused":
        assert (
            made.reason == "The file is said to be of council 992, and this installation is for 990 or 991."
        )


def test_a_file_of_many_councils_loads_whole_and_is_nobodys(front_door, deliver):
    made = deliver("population", [{"la_code": "501"}, {"la_code": "502"}, {"la_code": "502"}])
    assert (made.status, made.rows_loaded, made.la_code) == ("loaded", 3, None)
    assert {row["la_code"] for row in front_door.raw(made)} == {"501", "502"}
    ours = deliver(
        "population", [{"la_code": "502"}, {"la_code": "501"}], "2026-04-22T09:30:00", la_codes="501"
    )
    assert (ours.rows_loaded, ours.la_code) == (2, "501"), "it is known by the installation's own council"


def test_a_row_that_says_nothing_is_set_aside_and_what_cannot_be_typed_is_null(front_door, deliver):
    nothing = [
        {"la_code": ""},
        {"la_code": "Northmoor"},
        {"people": ""},
        {"people": "many"},
        {"age_band": ""},
    ]
    made = deliver("population", [{}, *nothing, {"age_band": "18-64"}, {"estimate_year": "last"}])
    assert (made.rows_in, made.rows_set_aside, made.rows_warned) == (8, 5, 2)
    rows = front_door.raw(made)
    assert [row["age_band"] for row in rows][1] == "18-64"
    assert (rows[2]["estimate_year"], rows[2]["estimate_year_state"]) == (None, "invalid")
    assert "three digits, such as 501" in front_door.slip(made) and "Northmoor" not in front_door.slip(made)


def test_no_hospital_record_is_lost_whatever_its_values(front_door, deliver):
    names = contracts.load("hospital_episodes").columns
    made = deliver(
        "hospital_episodes", [{name: value} for name in names for value in ("", "31/02/2025", "x")]
    )
    assert (made.rows_loaded, made.rows_set_aside) == (3 * len(names), 0)


def test_the_period_of_dated_rows_is_their_whole_months_up_to_receipt(front_door, deliver):
    days = ("17/05/2025", "02/04/2025", "21/04/2026", "22/04/2026", "01/01/2062", "31/02/2025", "")
    made = deliver("hospital_episodes", [{"discharged_on": day} for day in days], said="990")
    assert (made.period_start, made.period_end) == (dt.date(2025, 4, 1), dt.date(2026, 4, 30))
    later = deliver("hospital_episodes", [{"discharged_on": "01/05/2025"}], "2025-04-01T09:30:00", said="990")
    assert (later.status, later.period_start, later.period_end, later.reason) == ("loaded", None, None, "")


def test_what_has_no_period_is_not_told_that_it_cannot_be_read(front_door, deliver):
    first = deliver("population", [{}, {}])
    second = deliver("population", [{"people": "7"}, {}], "2026-05-21T09:30:00")
    assert (first.reason, second.reason, second.supersedes) == ("", "", first.load_id)


def test_the_same_person_has_the_same_pseudonym_in_both_extracts(front_door, deliver, sheet):
    hospital = deliver("hospital_episodes", [{"patient_key": "9991388729  "}, {"patient_key": "Unknown"}])
    council = front_door.land(sheet(2).set(0, "nhs_number", "9991388729").csv())
    joined = identity.pseudonym(identity.DEMO_KEY, "nhs_number", "9991388729")
    assert [row["patient_key"] for row in front_door.raw(hospital)] == [joined, "Unknown"]
    assert front_door.raw(council)[0]["nhs_number"] == joined
    (found,) = identity.reveal(front_door.home, joined, "to see that the way back is one")
    assert (found.domain, found.value) == ("nhs_number", "9991388729")


@pytest.mark.parametrize("extract", OTHERS)
def test_a_persons_number_in_any_column_goes_no_further(front_door, deliver, extract):
    number, telling = "9990001234", contracts.load(extract).telling
    columns = [name for name in contracts.load(extract).columns]
    made = deliver(extract, [{}, *({name: number} for name in columns)], said="990")
    assert made.status == "loaded" and telling in columns
    assert number not in "".join(str(row) for row in front_door.raw(made))
    slips = front_door.home / "refused" / extract
    assert number not in "".join(path.read_text() for path in slips.rglob("slip.*"))


@pytest.mark.parametrize("sent", ["E01000001", "e01000001", "e01000001 "])
@pytest.mark.parametrize("extract", ["lsoa_lookup", "hospital_episodes"])
def test_an_area_code_is_kept_in_capitals_and_is_not_taken_for_a_number(front_door, deliver, extract, sent):
    """In small letters too, so that the neighbourhood of a discharge meets its row of the lookup."""
    made = deliver(extract, [{"lsoa_2011": sent}])
    assert front_door.raw(made)[0]["lsoa_2011"] == "E01000001"


def test_a_header_repeated_in_a_file_without_a_council_is_set_aside(front_door, deliver):
    header = {name: column.header for name, column in contracts.load("hospital_episodes").columns.items()}
    made = deliver("hospital_episodes", [{}, header, {}])
    assert (made.rows_in, made.rows_loaded) == (3, 2) and "repeats the header" in front_door.slip(made)


def commit(home: Path, extract: str, received: str, period_end: str | None = None) -> None:
    end = dt.date.fromisoformat(period_end) if period_end else None
    landing.commit(
        home,
        small_release.delivery(
            "x.csv",
            received,
            extract=extract,
            la_code="501",
            period_end=end,
            load_id=received[:10] + extract[:6],
        ),
        None,
    )


@pytest.mark.parametrize(
    ("extract", "received", "end", "day", "late"),
    [
        ("hospital_episodes", "2026-07-01 09:00:00", "2026-03-31", "2026-09-30", False),
        ("hospital_episodes", "2026-07-01 09:00:00", "2026-03-31", "2026-10-01", True),
        ("population", "2025-10-09 09:00:00", None, "2026-12-31", False),
        ("population", "2025-10-09 09:00:00", None, "2027-01-01", True),
        ("population", "2026-03-31 09:00:00", None, "2027-01-01", False),
        ("lsoa_lookup", "2016-04-01 09:00:00", None, "2027-01-01", False),
    ],
)
def test_an_extract_is_late_by_its_own_contract(home, extract, received, end, day, late):
    """Hospital records come within 92 days of a quarter; residents within 275 of a year, counted from receipt."""
    commit(home, extract, received, end)
    assert bool(nightly.late(day)) == late


def test_a_release_names_no_council_for_a_file_that_is_nobodys(home):
    nobodys = small_release.delivery("everybody.csv", load_id="c" * 16, extract="population", la_code=None)
    made = small_release.build(home, [small_release.delivery("cld.csv"), nobodys])
    with duckdb.connect(str(made.database), read_only=True) as connection:
        assert [each["la_code"] for each in publish._about(connection, made)["councils"]] == ["990"]


def test_the_demonstration_key_is_spoken_of_where_there_are_records_of_persons(front_door, deliver):
    deliver("population", [{"la_code": "501"}])
    assert nightly.under_demo_key() == []
    deliver("hospital_episodes", [{}], said="501")
    (sentence,) = nightly.under_demo_key()
    assert sentence.startswith("Records of council 501 are pseudonymised with the demonstration key")


def test_the_reference_of_a_case_is_known_by_its_headers_and_is_its_one_councils(front_door, sheet, tmp_path):
    from expectations import gate
    from goldenthread import conformance

    case = tmp_path / "case"
    (case / "submissions").mkdir(parents=True)
    (case / "reference").mkdir()
    (case / "submissions" / "a.csv").write_bytes(sheet(12).csv())
    (case / "manifest.csv").write_text(
        "file,la_code,la_name,import_datetime,rows\na.csv,990,N,2026-04-21 09:30:00,12\n"
    )
    for name in OTHERS:
        contract = contracts.load(name)
        table = broken._Table.of(contract, good_rows(contract, 12))
        (case / "reference" / f"any name of {len(name)}.csv").write_bytes(table.csv())
    (case / "reference" / "readme.txt").write_text("Nothing to see")
    own = conformance.own_home(front_door.settings, tmp_path / "own")
    (said,) = conformance.receive(own, case, gate.admit, lambda *_: None)
    assert said == (
        "readme.txt is left where it is: its header is that of no known extract. In the folder of its extract it gets a slip."
    )
    landed = {each.extract: each for each in landing.register(own.home)}
    assert set(landed) == {"cld", *OTHERS}
    assert {each.received_at.date() for each in landed.values()} == {dt.date(2026, 4, 21)}
    assert {name: each.la_code for name, each in landed.items()} == {
        "cld": "990", "hospital_episodes": "990", "lsoa_lookup": "990", "population": "990",
    }  # fmt: skip


@pytest.fixture
def compliments(tmp_path, monkeypatch):
    """The example of docs/adding-an-extract.md as a contract in force."""
    page = (rooms.DOCS / "adding-an-extract.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    folder = tmp_path / "extracts"
    folder.mkdir()
    (folder / "compliments.yml").write_text(example, encoding="utf-8")
    monkeypatch.setattr(rooms, "CONTRACTS", folder)
    contracts.load.cache_clear()
    yield contracts.load("compliments")
    contracts.load.cache_clear()


def test_the_example_in_the_page_on_extracts_works_without_any_python(front_door, deliver, compliments):
    assert compliments.lists is None and contracts.names() == ["compliments"]
    words = {"words": "The Carer was never late"}
    made = deliver("compliments", [words, {"words": "Thank you"}, {"received_on": "soon"}], said="990")
    assert (made.status, made.rows_loaded, made.rows_warned) == ("loaded", 3, 1)
    assert made.period_start == dt.date(2025, 5, 1)
    assert [row["speaks_of_a_carer"] for row in front_door.raw(made)] == [1, 0, 0]
    assert "words" not in front_door.raw(made)[0]
    assert generate._staged(compliments) == {
        "la_code": {"kind": "council"},
        "reference": {"kind": "pseudonym"},
        "received_on": {"kind": "date"},
        "speaks_of_a_carer": {"kind": "integer"},
    }
    assert "## Lists" not in generate._dictionary(compliments)
    assert len(broken.files(compliments, front_door.home / "broken")) > 15
    assert yaml.safe_load(generate._sources())["sources"][0]["tables"][0]["name"] == "compliments"


@pytest.mark.parametrize("extract", contracts.names())
def test_staging_is_told_of_every_column_that_raw_holds_and_of_no_other(extract):
    told = generate._staged(contracts.load(extract))
    parts = {
        "birth_date": lambda name, column: [column["year"], column["month"]],
        "postcode": lambda name, _: [f"{name}_outward"],
    }
    named = [
        part
        for name, column in told.items()
        for part in parts.get(column["kind"], lambda name, _: [name])(name, column)
    ]
    held = [each.name for each in conversion.raw_columns(contracts.load(extract))]
    assert [name for name in held if not name.endswith("_state")] == ["load_id", "_line", *named]


SHAPES = {
    "UTF-16": (lambda text: text.encode("utf-16"), "loaded", 0),
    "pipes": (lambda text: text.replace(",", "|").encode(), "loaded", 0),
    "small letters": (lambda text: text.replace(*[text.split("\r\n")[0], text.split("\r\n")[0].lower()]).encode(), "loaded", 0),
    "columns in another order": (lambda text: _each_line(text, lambda cells: cells[::-1]), "loaded", 0),
    "twice in one file": (lambda text: (text * 2).encode(), "loaded", 1),
    "cut off": (lambda text: text[: text.rindex(",")].encode(), "refused", None),
    "one column": (lambda text: _each_line(text, lambda cells: cells[:1]), "refused", None),
    "no header": (lambda text: text.split("\r\n", 1)[1].encode(), "refused", None),
    "first column missing": (lambda text: _each_line(text, lambda cells: cells[1:]), "refused", None),
}  # fmt: skip
"""A shape to how it is made, what becomes of the file, and how many rows are set aside if it loads."""


def _each_line(text: str, change) -> bytes:
    return "".join(",".join(change(line.split(","))) + "\r\n" for line in text.split("\r\n") if line).encode()


@pytest.mark.parametrize("extract", OTHERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_any_shape_loads_or_is_refused_and_its_rows_add_up(front_door, extract, shape):
    contract = contracts.load(extract)
    spoil, status, set_aside = SHAPES[shape]
    path = front_door.home / "inbox" / extract / "sent.csv"
    path.parent.mkdir()
    path.write_bytes(spoil(broken._Table.of(contract, good_rows(contract, 12)).csv().decode()))
    waiting = inbox.Waiting(extract, str(path), DAY, "manifest", "990", None, None, move=True)
    (made,) = front_door.admit(waiting)
    assert made.status == status, made.reason
    assert made.rows_in == made.rows_loaded + made.rows_set_aside
    assert set_aside is None or made.rows_set_aside == set_aside
