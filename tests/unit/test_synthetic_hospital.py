"""What the synthetic council sends beside Client Level Data agrees with it, and is plainly invented."""

import csv
import hashlib
import itertools
from pathlib import Path

import pandas as pd
import pytest

from goldenthread import contracts, synthetic
from goldenthread.synthetic import beside

OTHERS = (
    *contracts.workbooks(),
    *(name for name in contracts.names() if name != "cld" and not contracts.load(name).sheet),
)


def digests(inbox: Path) -> dict[str, str]:
    return {
        path.relative_to(inbox).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in inbox.rglob("*")
        if path.is_file()
    }


def read(path: Path, extract: str) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    headers = {column.header: name for name, column in contracts.load(extract).columns.items()}
    assert list(frame.columns) == list(headers)
    return frame.rename(columns=headers)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    synthetic.write(folder, people=6000, with_others=True)
    return folder


@pytest.fixture(scope="module")
def hospital(inbox) -> list[pd.DataFrame]:
    """The hospital files in order of their period."""
    frames = []
    for path in sorted((inbox / "hospital_episodes").glob("*_990_*.csv")):
        frame = read(path, "hospital_episodes")
        for name in ("admitted_on", "discharged_on"):
            frame[name] = pd.to_datetime(frame[name], format="%d/%m/%Y", errors="coerce")
        frames.append(frame)
    assert len(frames) == 3
    return frames


@pytest.fixture(scope="module")
def stays(hospital) -> pd.DataFrame:
    """Each stay once, as last known, without what is not its last episode."""
    known = pd.concat(hospital).drop_duplicates("episode_id", keep="last")
    return known[(known.last_episode_indicator == "1") & known.discharged_on.notna()]


@pytest.fixture(scope="module")
def events(inbox) -> pd.DataFrame:
    plan = synthetic.plan(6000, 1, 3, synthetic.QUARTER_END)
    whole = [
        each for each in plan if each.shape == "plain" and each.reached == each.end and not each.first_try
    ]
    frames = [read(inbox / "cld" / each.name, "cld") for each in whole]
    known = pd.concat(frames).drop_duplicates("event_reference", keep="last")
    for name in ("event_start_date", "event_end_date", "date_of_death"):
        known[name] = pd.to_datetime(known[name], format="%d/%m/%Y", errors="coerce")
    return known[known.nhs_number != ""]


def test_the_same_arguments_give_the_same_bytes_and_leave_client_level_data_as_it_is(tmp_path):
    for name, others in (("one", True), ("two", True), ("alone", False)):
        synthetic.write(tmp_path / name, people=150, with_others=others)
    one, two, alone = (digests(tmp_path / name) for name in ("one", "two", "alone"))
    assert one == two and alone == {name: digest for name, digest in one.items() if name.startswith("cld/")}
    assert {name.split("/")[0] for name in one} == {"cld", *OTHERS}


def test_everything_came_before_the_last_submission_and_is_in_a_manifest(inbox):
    received = {}
    for extract in ("cld", *OTHERS):
        with (inbox / extract / "manifest.csv").open(newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        files = {path.name for path in (inbox / extract).iterdir()} - {"manifest.csv"}
        assert {line["file"] for line in lines} == files and {line["la_code"] for line in lines} == {"990"}
        received[extract] = max(line["import_datetime"] for line in lines)
    assert max(received.values()) == received["cld"], "else the date of the release would move"


def test_nothing_can_be_taken_for_real(hospital, inbox):
    records = pd.concat(hospital)
    assert records.patient_key.str.fullmatch(r"(999\d{7})?").all()
    assert records.lsoa_2011.str.fullmatch(r"E01999\d{3}").all(), "the last real area of 2011 is E01033768"
    areas = read(inbox / "lsoa_lookup" / "AREAS_990.csv", "lsoa_lookup")
    assert set(records.lsoa_2011) == set(areas.lsoa_2011)
    assert set(areas.area_name) == {synthetic.LA_NAME, beside.NEIGHBOURS}


def test_a_later_delivery_tells_again_and_otherwise_of_the_quarter_they_share(hospital):
    for earlier, later in itertools.pairwise(hospital):
        first, second = (
            each.drop_duplicates("episode_id").set_index("episode_id") for each in (earlier, later)
        )
        shared = first.index.intersection(second.index)
        assert len(shared) > 20
        told = [name for name in first if name not in ("admitted_on", "discharged_on")]
        changed = (first.loc[shared, told] != second.loc[shared, told]).any()
        assert list(changed[changed].index) == ["discharge_destination"]


def test_reablement_follows_discharges_as_often_as_the_council_says_people_come_from_hospital(stays, events):
    reablement = events[
        (events.service_component.str.lower() == "reablement") & (events.event_start_date >= "2023-04-01")
    ]
    pairs = reablement.merge(stays, left_on="nhs_number", right_on="patient_key")
    gap = (pairs.event_start_date - pairs.discharged_on).dt.days
    followed = pairs[gap.between(-3, 7)].event_reference.nunique() / len(reablement)
    assert 0.5 < followed < 0.72


def test_where_reablement_ended_in_hospital_there_is_an_admission_on_that_day(stays, events):
    ended = events[
        (events.service_component == "Reablement") & (events.event_outcome == "Admitted to hospital")
    ]
    ended = ended[ended.event_end_date.between("2024-04-01", "2026-01-31")]
    days = set(zip(stays.patient_key, stays.admitted_on, strict=True))
    there = [pair in days for pair in zip(ended.nhs_number, ended.event_end_date, strict=True)]
    assert len(there) > 10 and sum(there) / len(there) > 0.85, (
        "all but those whose stay is not over, or who died"
    )


def test_nobody_is_discharged_after_death_and_who_dies_there_dies_on_that_day(stays, events):
    deaths = events.dropna(subset=["date_of_death"]).drop_duplicates("nhs_number", keep="last")
    known = stays.merge(deaths, left_on="patient_key", right_on="nhs_number")
    assert len(known) > 200 and (known.discharged_on <= known.date_of_death).all()
    died = known[known.discharge_method == "4"]
    assert len(died) > 50 and (died.discharged_on == died.date_of_death).all()


def test_readmissions_winter(stays, events):
    """Those discharged into reablement between December 2024 and February 2025 come back about twice as often."""
    starts = events[events.service_component.str.lower() == "reablement"][["nhs_number", "event_start_date"]]
    pairs = starts.merge(stays, left_on="nhs_number", right_on="patient_key")
    pairs = pairs[(pairs.event_start_date - pairs.discharged_on).dt.days.between(-3, 12)]
    emergencies = stays[stays.management_type.isin(["EM", "NE"])][["patient_key", "admitted_on"]]
    again = pairs.merge(emergencies, on="patient_key", suffixes=("", "_again"))
    days = (again.admitted_on_again - again.discharged_on).dt.days
    returned = set(again[days.between(1, 84)].episode_id)
    pairs = pairs.drop_duplicates("episode_id")
    back = pairs.episode_id.isin(returned)
    winter = pairs.discharged_on.between("2024-12-01", "2025-02-28")
    assert winter.sum() > 25 and back[winter].mean() > 1.8 * back[~winter].mean()


def test_residents_have_an_estimate_a_year(inbox):
    frames = [read(path, "population") for path in sorted((inbox / "population").glob("*_990_*.csv"))]
    assert [set(frame.estimate_year) for frame in frames] == [{"2022"}, {"2023"}, {"2024"}]
    assert all(list(frame.age_band) == ["18 to 64", "65 and above"] for frame in frames)


def test_another_councils_folder_is_left_alone(tmp_path):
    folder = tmp_path / "population"
    folder.mkdir()
    (folder / "manifest.csv").write_text(
        "file,la_code,la_name,import_datetime\nx.csv,501,Northmoor,2026-04-01\n"
    )
    with pytest.raises(ValueError, match="another council"):
        synthetic.write(tmp_path, people=20, years=1, with_others=True)
