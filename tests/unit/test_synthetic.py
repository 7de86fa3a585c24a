"""The synthetic council: the same bytes every time, true CLD shape, and what was planted can be found."""

import csv
import datetime as dt
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from goldenthread import contracts, synthetic
from goldenthread.synthetic import broken, identifiers, submissions
from goldenthread.synthetic.values import IMPOSSIBLE, UNLISTED

CONTRACT = contracts.load("cld")
HEADERS = {name: column.header for name, column in CONTRACT.columns.items()}
PERSON, REFERENCE = HEADERS["la_person_unique_identifier"], HEADERS["event_reference"]
ENCODINGS = {"bom": "utf-8-sig", "windows-1252": "cp1252"}


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def read(path: Path, shape: str) -> pd.DataFrame:
    """One submission as text, dates as DD/MM/YYYY whatever its shape."""
    if shape == "xlsx":
        frame = pd.read_excel(path, dtype=str, keep_default_na=False, engine="calamine")
    else:
        encoding = ENCODINGS.get(shape, "utf-8")
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding=encoding)
    for name in (name for name, column in CONTRACT.columns.items() if column.type == "date"):
        frame[HEADERS[name]] = frame[HEADERS[name]].str.replace(
            r"^(\d{4})-(\d\d)-(\d\d)( 00:00:00)?$", r"\3/\2/\1", regex=True
        )
    return frame


@pytest.fixture(scope="module")
def inbox(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    synthetic.write(folder)
    return folder / "cld"


@pytest.fixture(scope="module")
def sent(inbox) -> dict[str, pd.DataFrame]:
    """File name to its rows, in order of receipt."""
    plan = synthetic.plan(2000, 1, 3, synthetic.QUARTER_END)
    return {each.name: read(inbox / each.name, each.shape) for each in plan}


@pytest.fixture(scope="module")
def known(sent) -> pd.DataFrame:
    """Each event once, as last known, with plain names and days."""
    whole = [frame for name, frame in sent.items() if "_part" not in name and "_v1" not in name]
    frame = pd.concat(whole).rename(columns={header: name for name, header in HEADERS.items()})
    frame = frame[frame.event_reference != ""].drop_duplicates("event_reference", keep="last")
    for name in ("event_start_date", "event_end_date"):
        frame[name] = pd.to_datetime(frame[name], format="%d/%m/%Y", errors="coerce")
    return frame.assign(event_type=frame.event_type.str.strip().str.capitalize())


def open_at(services: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    at, end = pd.Timestamp(day), services.event_end_date
    return services[(services.event_start_date <= at) & (end.isna() | (end > at))]


def test_same_arguments_give_the_same_bytes(tmp_path):
    synthetic.write(tmp_path / "one", people=150)
    synthetic.write(tmp_path / "two", people=150)
    assert hashes(tmp_path / "one" / "cld") == hashes(tmp_path / "two" / "cld")
    times = [
        {p.name: p.stat().st_mtime for p in (tmp_path / each / "cld").iterdir()} for each in ("one", "two")
    ]
    assert times[0] == times[1], "a file's time must come from its receipt, not from the clock"
    synthetic.write(tmp_path / "other", people=150, seed=2)
    assert hashes(tmp_path / "other" / "cld") != hashes(tmp_path / "one" / "cld")


def test_chunks_of_people_do_not_show(tmp_path, monkeypatch):
    monkeypatch.setattr(synthetic, "CHUNK", 70)
    done: list[tuple[int, int]] = []
    synthetic.write(tmp_path, people=200, progress=lambda *at: done.append(at))
    frames = [
        read(tmp_path / "cld" / each.name, each.shape)
        for each in synthetic.plan(200, 1, 3, synthetic.QUARTER_END)
    ]
    rows = pd.concat(frames)
    assert done == [(70, 200), (140, 200), (200, 200)]
    assert (rows[HEADERS["la_code"]] == synthetic.LA_CODE).all(), "a header was written again within a file"
    names = rows.groupby(REFERENCE)[HEADERS["last_name"]].nunique()
    assert (names.drop("", errors="ignore") == 1).all(), "two people share an event reference"
    linked = {
        value
        for number in (1, 2, 3)
        for value in rows[HEADERS[f"adult_{number}_linked_person_id"]]
        if value != "UNKNOWN"
    }
    assert linked - {""} <= set(f"S{synthetic.LA_CODE}{number:07}" for number in range(200))


def test_shape_is_that_of_the_contract(inbox, sent):
    for name, frame in sent.items():
        assert list(frame.columns) == list(HEADERS.values()), name
    plan = synthetic.plan(2000, 1, 3, synthetic.QUARTER_END)
    shapes = {each.shape for each in plan}
    assert shapes == {"plain", "bom", "iso", "windows-1252", "xlsx"}
    windows = next(each.name for each in plan if each.shape == "windows-1252")
    with pytest.raises(UnicodeDecodeError):
        (inbox / windows).read_bytes().decode("utf-8")


def test_eleven_submissions_roll_from_quarter_to_quarter_and_are_in_the_manifest(inbox, sent):
    with (inbox / "manifest.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [line["file"] for line in lines] == list(sent) and len(lines) == 11
    assert [int(line["rows"]) for line in lines] == [len(frame) for frame in sent.values()]
    assert lines[0]["file"] == "CLD_990_20230401_20240331.csv"
    assert lines[-1]["file"] == "CLD_990_20250401_20260331.csv"
    received = [line["import_datetime"] for line in lines]
    assert received == sorted(received) and len(set(received)) == len(received)
    short, full = (
        next(line for line in lines if line["file"].endswith(end))
        for end in ("_part.csv", "0101_20241231.csv")
    )
    assert int(short["rows"]) < 0.7 * int(full["rows"]), "the file that was cut short must be noticed as such"


def test_about_fifteen_rows_for_each_person(sent):
    assert 13 <= sum(len(frame) for frame in sent.values()) / 2000 <= 17


def test_nothing_can_be_taken_for_real(sent):
    assert int(synthetic.LA_CODE) > submissions.LAST_REAL_CODE
    assert "Synthetic" in synthetic.LA_NAME
    rows = pd.concat(sent.values())
    assert set(rows[HEADERS["first_name"]]) == {"Synthetic"}
    for name, shape in {
        "nhs_number": r"(999\d{7})?",
        "last_name": r"Person \d{7}",
        "postcode": r"ZZ([1-9]|[12]\d|30) \d[A-Z]{2}",
        "gp_practice_code": r"ZZ9\d{3}",
        "gp_practice_name": r"Synthetic Practice \d\d",
        "provider_cqc_location_name": r"(Synthetic Provider \d+)?",
        "provider_cqc_location_id": r"(0-\d{9})?",
    }.items():
        wrong = rows.loc[~rows[HEADERS[name]].str.fullmatch(shape), HEADERS[name]]
        assert wrong.empty, f"{name}: {wrong.iloc[0]} is not plainly synthetic"


def test_nhs_numbers_are_unique_and_valid_but_for_those_planted(sent):
    numbers = identifiers.nhs_numbers(np.arange(20_000), seed=1)
    assert len(set(numbers.tolist())) == len(numbers)
    rows = pd.concat(sent.values()).drop_duplicates(HEADERS["last_name"])[HEADERS["nhs_number"]]
    given = rows[rows != ""]
    totals = given.map(lambda number: sum(int(digit) * (10 - place) for place, digit in enumerate(number)))
    assert 0.96 <= len(given) / len(rows) <= 0.98
    assert 0.99 <= (totals % 11 == 0).mean() < 1


def test_listed_values_are_of_the_release_in_force_but_for_those_planted(sent):
    for each in synthetic.plan(2000, 1, 3, synthetic.QUARTER_END):
        frame, strange, cells = sent[each.name], 0, 0
        releases = {"1", "2"} if each.release == "both" else {each.release}
        for name, column in CONTRACT.columns.items():
            if column.codes:
                good = {value.value for value in CONTRACT.values(column.codes) if value.release in releases}
                told = frame.loc[frame[HEADERS[name]] != "", HEADERS[name]]
                odd = told[~told.isin(good)]
                planted = {value.lower() for value in good} | {UNLISTED.lower()}
                unknown = set(odd.str.strip().str.lower()) - planted
                assert not unknown, f"{each.name}, {name}: {unknown} is on no list of release {releases}"
                strange, cells = strange + len(odd), cells + len(told)
        assert 0 < strange / cells < 0.01


def test_both_releases_stand_in_the_transition_file(sent):
    both = next(
        each.name for each in synthetic.plan(2000, 1, 3, synthetic.QUARTER_END) if each.release == "both"
    )
    told = set(sent[both][HEADERS["client_type"]])
    assert {"Service User", "Service user"} <= told


def test_every_column_and_every_kind_of_event_is_used(known, sent):
    assert set(known.event_type) >= {"Request", "Assessment", "Service", "Review"}
    rows = pd.concat(sent.values())
    unused = [header for header in rows if (rows[header] == "").all()]
    assert unused == [], f"never filled: {unused}"
    carers = rows[rows[HEADERS["client_type"]].str.contains("association")]
    assert (carers[HEADERS["event_start_date"]] == "").all() and len(carers) > 100


def test_overlapping_submissions_agree_about_an_event(sent):
    """Start, type and service never change; an end that is known stays; only the last months differ."""
    whole = [frame for name, frame in sent.items() if name.endswith("_v2.csv") or "20250331" in name]
    first, second = (
        frame[frame[REFERENCE] != ""].drop_duplicates(REFERENCE).set_index(REFERENCE) for frame in whole
    )
    shared = first.index.intersection(second.index)
    assert len(shared) > 0.5 * len(first)
    for name in ("event_type", "event_start_date", "service_type", "service_component", "date_of_birth"):
        assert (first.loc[shared, HEADERS[name]] == second.loc[shared, HEADERS[name]]).all(), name
    ends = first.loc[shared, HEADERS["event_end_date"]]
    later = second.loc[shared, HEADERS["event_end_date"]]
    assert (later[ends != ""] == ends[ends != ""]).all()
    assert (later[ends == ""] != "").any(), "nothing was learnt between two submissions"
    assert (first.loc[shared, HEADERS["event_outcome"]] != second.loc[shared, HEADERS["event_outcome"]]).any()


def test_corrected_file_holds_the_reviews_that_the_first_left_out(sent):
    wrong, right = (next(frame for name, frame in sent.items() if f"_v{number}" in name) for number in (1, 2))
    reviews = [(frame[HEADERS["event_type"]] == "Review").sum() for frame in (wrong, right)]
    assert reviews[0] < 0.9 * reviews[1]


def test_planted_faults_are_there(sent):
    rows = pd.concat(sent.values()).rename(columns={header: name for name, header in HEADERS.items()})
    assert (rows.event_start_date == IMPOSSIBLE).any() and (rows.event_end_date == IMPOSSIBLE).any()
    start, end = (
        pd.to_datetime(rows[name], format="%d/%m/%Y", errors="coerce")
        for name in ("event_start_date", "event_end_date")
    )
    assert (end < start).any()
    assert ((rows.nhs_number == "") & (rows.la_person_unique_identifier == "")).any(), (
        "nobody is without any id"
    )
    assert rows.event_description.str.contains("\n").any() and rows.event_description.str.contains(", ").any()
    assert rows.event_description.str.contains("Synthetic Person").any()
    ids = rows.groupby("last_name").la_person_unique_identifier.nunique()
    assert (ids == 2).any(), "nobody has two ids"
    assert all(frame.duplicated().any() for frame in sent.values()), "no row is there twice"


def test_reviews_fall_behind_in_2024_and_recover_from_april_2025(known):
    services = known[
        (known.event_type == "Service") & known.service_type.str.lower().str.startswith("long term")
    ]
    seen = known[known.event_type.isin(["Review", "Assessment"])]

    def overdue(day: dt.date) -> float:
        year_ago = pd.Timestamp(day) - pd.DateOffset(years=1)
        since = open_at(services, day).groupby("last_name").event_start_date.min()
        since = since[since <= year_ago]
        last = seen[seen.event_end_date <= pd.Timestamp(day)].groupby("last_name").event_end_date.max()
        return float((last.reindex(since.index).fillna(since) < year_ago).mean())

    before, worst, after = (
        overdue(dt.date(2024, 3, 31)),
        overdue(dt.date(2025, 3, 31)),
        overdue(dt.date(2026, 3, 31)),
    )
    assert before + 0.05 < worst and after < worst / 2


def test_placements_grow_longer_until_they_step_down(known):
    stays = known[known.service_component.str.lower().str.contains("short term (?:residential|nursing)")]

    def long_ones(days: list[dt.date]) -> float:
        lengths = pd.concat([pd.Timestamp(day) - open_at(stays, day).event_start_date for day in days])
        return float((lengths.dt.days > 42).mean())

    early = long_ones([dt.date(2024, month, 28) for month in range(4, 8)])
    late = long_ones([dt.date(2025, month, 28) for month in range(6, 10)])
    stepped = long_ones([dt.date(2025, 11, 30), dt.date(2025, 12, 31)])
    assert early + 0.15 < late and stepped + 0.15 < late


def test_eligible_needs_direct_payments_and_the_step_in_requests(known):
    assessed = known[known.assessment_type.str.lower().str.contains("term")]
    assert 0.51 < (assessed.eligible_needs_identified.str.strip().str.lower() == "yes").mean() < 0.56

    def direct(day: dt.date) -> float:
        there = open_at(known[known.service_type.str.lower() == "long term support: community"], day)
        paid = there[there.delivery_mechanism.str.strip().str.lower() == "direct payment"]
        return paid.last_name.nunique() / there.last_name.nunique()

    assert direct(dt.date(2024, 3, 31)) > direct(dt.date(2025, 3, 31)) > direct(dt.date(2026, 3, 31))
    asked = known[known.event_type == "Request"].event_start_date.dt.to_period("Q").value_counts()
    others = asked[[pd.Period(each, "Q") for each in ("2024Q2", "2024Q3", "2025Q1", "2025Q2")]]
    assert asked[pd.Period("2024Q4", "Q")] > 1.15 * others.max()


@pytest.mark.parametrize("people, years", [(1, 1), (3, 2), (40, 4)])
def test_small_councils_and_other_spans_can_be_written(tmp_path, people, years):
    written = synthetic.write(tmp_path, people=people, years=years)
    assert len(written) == 4 * years - 3 + 2 + 1 and all(path.is_file() for path in written)


@pytest.mark.parametrize("wrong", [{"people": 0}, {"years": 0}, {"last_quarter_end": dt.date(2026, 3, 30)}])
def test_arguments_that_will_not_do_are_refused(tmp_path, wrong):
    with pytest.raises(ValueError):
        synthetic.write(tmp_path, **{"people": 5, **wrong})


def test_an_inbox_of_another_council_is_left_alone(tmp_path):
    (tmp_path / "cld").mkdir()
    (tmp_path / "cld" / "manifest.csv").write_text(
        "file,la_code,la_name,import_datetime\nx.csv,501,Other,2026-01-01 09:00:00\n"
    )
    with pytest.raises(ValueError, match="another council"):
        synthetic.write(tmp_path, people=5)


def test_each_rule_of_the_contract_has_exactly_one_broken_file(tmp_path):
    made = broken.files(CONTRACT, tmp_path)
    rules = [(None, rule) for rule in {**CONTRACT.file, **CONTRACT.rows}]
    rules += [(name, rule) for name, column in CONTRACT.columns.items() for rule in column.rules]
    assert [(each.column, each.rule) for each in made] == rules
    assert len({each.path for each in made}) == len(made)
    for each in made:
        assert each.path.is_file() and each.what, each.rule
        assert (each.path.parent / "manifest.csv").is_file() == (each.rule != "assumed_receipt")


def test_a_broken_file_of_a_column_differs_from_good_rows_in_that_cell_alone(tmp_path):
    for each in broken.files(CONTRACT, tmp_path):
        if each.column:
            rows = list(csv.DictReader(each.path.open(newline="", encoding="utf-8")))
            good = broken.good_rows(CONTRACT, broken.ROWS)
            rule = CONTRACT.columns[each.column].rules[each.rule]
            good[broken.AT] = broken.meeting(CONTRACT, good[broken.AT], rule.when)
            differing = {
                (at, name)
                for at, row in enumerate(good)
                for name, value in row.items()
                if rows[at][HEADERS[name]] != value
            }
            assert differing == {(broken.AT, each.column)}, f"{each.column}, {each.rule}"
