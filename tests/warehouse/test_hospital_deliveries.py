"""Hospital records, residents and neighbourhoods as several deliveries tell of them, from the door to 2D."""

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from expectations import gate
from goldenthread import conformance, contracts, synthetic
from goldenthread.settings import Settings
from goldenthread.synthetic import beside

PERIOD = dt.date(2025, 4, 1), dt.date(2026, 3, 31)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Path, Path]:
    """A synthetic council's files as a case: its hospital records, the figures, and the warehouse."""
    folder = tmp_path_factory.mktemp("hospital")
    synthetic.write(folder / "inbox", people=800, with_others=True)
    case = folder / "case"
    (case / "reference").mkdir(parents=True)
    shutil.copytree(
        folder / "inbox" / "cld", case / "submissions", ignore=shutil.ignore_patterns("manifest.csv")
    )
    shutil.copy(folder / "inbox" / "cld" / "manifest.csv", case)
    for extract in ("hospital_episodes", "population", "lsoa_lookup"):
        for path in (folder / "inbox" / extract).glob("*_990*.csv"):
            shutil.copy(path, case / "reference")
    settings = conformance.own_home(Settings(), folder / "home")
    assert conformance.receive(settings, case, gate.admit, lambda *_: None) == []
    conformance.run(settings, PERIOD, None, folder / "made")
    (database,) = settings.home.glob("runs/*/warehouse.duckdb")
    return case / "reference", folder / "made", database


def query(database: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def sent(folder: Path) -> pd.DataFrame:
    """Every hospital record as sent, in order of delivery, by the contract's names."""
    headers = {column.header: name for name, column in contracts.load("hospital_episodes").columns.items()}
    files = sorted(folder.glob("HOSPITAL_*.csv"))
    assert len(files) == 3
    return pd.concat([pd.read_csv(each, dtype=str, keep_default_na=False) for each in files]).rename(
        columns=headers
    )


def test_each_record_stands_once_as_the_latest_delivery_tells_it(made):
    folder, _, database = made
    records = sent(folder)
    last = records.drop_duplicates("episode_id", keep="last")
    assert len(last) < len(records), "no record was sent twice: nothing is tested"
    found = query(
        database, "select discharge_destination, count(*) from stg_reference__hospital_episodes group by 1"
    )
    expected = last.discharge_destination.replace("", None).value_counts(dropna=False)
    assert {key: count for key, count in found} == {
        None if key != key else key: count for key, count in expected.items()
    }


def test_residents_are_the_latest_estimates(made):
    folder, figures, database = made
    latest = pd.read_csv(folder / "POPULATION_990_2024.csv")
    found = query(database, "select age_band, people from stg_reference__populations order by 1")
    assert found == list(latest[["Age_Band", "Population"]].itertuples(index=False, name=None))
    ascof = pd.read_csv(figures / "ascof.csv")
    rates = ascof[ascof.Measure.isin(["ASCOF 2B", "ASCOF 2C"])]
    assert sorted(rates.Denominator) == sorted(latest.Population)


def test_a_discharge_counts_where_its_patient_lives(made):
    """Some neighbourhoods are the next council's: their discharges are not this council's."""
    _, figures, database = made
    found = dict(
        query(database, "select area, count(distinct episode_id) from fct_national__2d_discharges group by 1")
    )
    assert set(found) == {synthetic.LA_NAME, beside.NEIGHBOURS} and min(found.values()) > 0
    part_2 = pd.read_csv(figures / "ascof_2d_part2.csv")
    total = part_2[part_2.Client_Type == "Total"]
    assert list(total.Area) == [synthetic.LA_NAME]
    assert list(total.Discharges) == [found[synthetic.LA_NAME]]
    assert total.Reablement_Count.item() > 0
