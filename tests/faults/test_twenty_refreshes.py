"""Somebody reads ``current`` without pause while refreshes run: never an error, never half a release.

Twenty whole refreshes (``nightly.refresh``) of one home; the three whose question is new build and write a
release, the others find theirs made and swap ``current`` back to it.
"""

import csv
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import council
import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import stages
import warm
from council import Undisturbed
from stopping import quietly

from goldenthread import landing, metrics
from goldenthread.disclosure import control, earlier, printed, profiles
from goldenthread.disclosure.attack import attack


@dataclass(frozen=True)
class History:
    """Twenty refreshes of one home, what a reader beside them saw, and some of the releases by name."""

    home: Path
    load: str  # withdrawn, and put back
    releases: list[str]
    named: dict[str, str]
    seen: dict[str, Any]


@pytest.fixture(scope="module")
def history(undisturbed: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> History:
    """Withdrawals, earlier dates and restorations, each followed by a refresh, with a reader at ``current``."""
    folder = tmp_path_factory.mktemp("history")
    home = council.copy(undisturbed.published, folder / "home")
    loads = {each.file_name: each.load_id for each in landing.register(home) if each.status == "loaded"}
    corrected = loads[council.KEPT[1]]
    reader = warm.start(home, stages.read_until, str(folder / "ended"))
    releases = []

    def refresh(as_at: str | None = None) -> str:
        releases.append(quietly(home, stages.refresh, None, as_at).result)
        return releases[-1]

    named = {"all": refresh()}
    quietly(home, stages.withdraw, corrected)
    named["withdrawn"] = refresh()
    quietly(home, stages.withdraw, corrected, True)
    named["restored"] = refresh()
    for day in ("2026-01-31", "2025-07-31"):
        named[f"as at {day}"] = refresh(day)
    while len(releases) < 20:
        refresh((None, "2026-01-31", "2025-07-31")[len(releases) % 3])
    (folder / "ended").touch()
    return History(home, corrected, releases, named, reader.outcome().result)


def test_a_reader_sees_no_error_through_twenty_refreshes(history):
    assert history.seen["errors"] == []
    assert len(history.releases) == 20
    assert len(set(history.releases)) == 4, "too few of the refreshes made a release of their own"
    assert len(history.seen["releases"]) > 8, "the reader saw too few of the swaps to say anything"
    assert history.seen["times"] > 100


def test_earlier_releases_stand_beside_the_current_one(history):
    names = {path.name for path in (history.home / "published" / "releases").iterdir()}
    assert names == set(history.releases)
    assert (history.home / "published" / "current").resolve().name == history.releases[-1]


def loads_of(home, release) -> dict[str, bool]:
    """The files of a release's register, and whether each was withdrawn."""
    database = home / "published" / "releases" / release / "internal" / "warehouse.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        return dict(
            connection.execute("select file_name, withdrawn from loads where status = 'loaded'").fetchall()
        )


def counted(home, release) -> set[str]:
    """The loads that a release's figures are of."""
    return set(council.read(home / "published" / "releases" / release / "internal" / "release.json")["loads"])


def test_a_delivery_after_the_date_asked_about_is_left_out(history):
    loads = loads_of(history.home, history.named["as at 2026-01-31"])
    assert council.KEPT[3] not in loads and len(loads) == 3
    assert council.KEPT[3] in loads_of(history.home, history.named["all"])


def test_a_withdrawn_load_is_out_of_later_releases_and_in_earlier_ones(history):
    withdrawn = history.load
    assert withdrawn in counted(history.home, history.named["all"])
    assert withdrawn not in counted(history.home, history.named["withdrawn"])
    assert loads_of(history.home, history.named["withdrawn"])[council.KEPT[1]] is True, (
        "the register still names it"
    )
    assert history.named["restored"] == history.named["all"], "put back, the question is the first one again"


def sources(folders: Iterable[Path]) -> list[printed.Source]:
    return [source for folder in folders for source in printed.read(folder, metrics.catalogue())]


def test_nothing_withheld_can_be_worked_out_of_all_releases_together(history):
    """Releases as at several dates, with a load withdrawn in between: what somebody has who kept each of them."""
    releases = sorted((history.home / "published" / "releases").iterdir())
    outcome = attack(sources(releases))
    assert outcome.withheld > 500
    assert [each.told for each in outcome.pinned] == []


def test_without_complementary_suppression_the_attack_works_figures_out(history, tmp_path):
    release = history.home / "published" / "releases" / history.named["all"]
    shutil.copytree(release / "public", tmp_path / "public")
    off = profiles.named().model_copy(update={"protection": 0})
    catalogue = [each for each in metrics.catalogue() if each.disclosure != "internal"]
    values = pq.read_table(release / "internal" / "metric_values.parquet")
    values = values.filter(pc.is_in(values["metric_id"], pa.array([each.id for each in catalogue])))
    figures = control.controlled(values, catalogue, off).figures
    pq.write_table(figures, tmp_path / "public" / "metric_values_public.parquet")
    assert len(attack(sources([tmp_path])).pinned) > 10


def test_a_withheld_figure_has_no_number_in_any_table_of_the_release(history):
    public = history.home / "published" / "releases" / history.named["all"] / "public"
    shown = pq.read_table(public / "metric_values_public.parquet").to_pylist()
    with (public / "metric_values_public.csv").open(encoding="utf-8", newline="") as file:
        as_text = list(csv.DictReader(file))
    beside = pq.read_table(public / "equity.parquet").to_pylist()
    gone = {tuple(str(row[name]) for name in earlier.KEY) for row in shown if row["withheld"]}
    assert len(gone) > 100
    for row in [*shown, *as_text, *beside]:
        if tuple(str(row[name]) for name in earlier.KEY) in gone:
            numbers = ("numerator", "denominator", "value", "lower", "upper", "index", "beside_others")
            assert not any(row.get(name) for name in numbers), row
