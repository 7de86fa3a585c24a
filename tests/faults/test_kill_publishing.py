"""The machine stops while a release is written or old ones are removed; the next run leaves what an undisturbed one leaves."""

import os
import shutil
from pathlib import Path

import council
import stages
import warm
from stopping import assert_releases_are_whole, go_on, places, size, stop, stop_within, two_at_a_time
from warm import Fault

from goldenthread import nightly

CHAINED = 5
"""Stops in one home, one after the other: each run begins in what the one before it left."""


def test_stopped_before_each_operation_of_the_publishing(undisturbed, tmp_path, subtests):
    expected = council.released(undisturbed.published)

    def trial(faults: list[Fault], home: Path) -> None:
        council.copy(undisturbed.guarded, home)
        for fault in faults:
            stop(home, fault, stages.publish_and_tidy, undisturbed.built)
            assert_releases_are_whole(home)
        go_on(home, stages.publish_and_tidy, undisturbed.built)
        assert council.differences(council.released(home), expected) == []
        assert not list((home / "published").rglob(".*")), "what the stopped runs left is still there"

    faults = places(undisturbed.publishing)
    assert len(faults) > 12, "the hook sees too little of the publishing"
    chains = [faults[at : at + CHAINED] for at in range(0, len(faults), CHAINED)]
    two_at_a_time(trial, chains, tmp_path, subtests)


def test_stopped_in_the_middle_of_each_write_of_the_publishing(undisturbed, tmp_path, subtests):
    expected = council.released(undisturbed.published)
    release = (undisturbed.published / "published" / "current").resolve()
    partial = "published/releases/.#.partial"
    writes = {
        "database": (("os.mkdir", f"{partial}/internal"), size(release, "internal/warehouse.duckdb")),
        "figures": (("os.mkdir", f"{partial}/internal"), size(release, "internal/metric_values.parquet")),
        "catalogue": (
            ("open", f"{partial}/public/metric_catalogue.json"),
            size(release, "public/metric_catalogue.json"),
        ),
        "about": (("open", f"{partial}/public/release.json"), size(release, "public/release.json")),
        "quality page": (("open", f"{partial}/public/quality.html"), size(release, "public/quality.html")),
    }
    for name, (event, final) in writes.items():
        with subtests.test(name):
            home = council.copy(undisturbed.guarded, tmp_path / name)
            stop_within(home, event, final, stages.publish_and_tidy, undisturbed.built)
            assert_releases_are_whole(home)
            go_on(home, stages.publish_and_tidy, undisturbed.built)
            assert council.differences(council.released(home), expected) == []


def names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "published" / "releases").iterdir())


def test_stopped_while_old_releases_are_removed(undisturbed, tmp_path, subtests):
    """A release is whole or is not there; what half a removal left goes with the next housekeeping."""
    prepared = council.copy(undisturbed.published, tmp_path / "prepared")
    releases = prepared / "published" / "releases"
    for day in (2, 3, 4):
        shutil.copytree(releases / undisturbed.built["release"], releases / f"2019-01-0{day}-aaaaaaaaaaaa")
        os.utime(releases / f"2019-01-0{day}-aaaaaaaaaaaa", (day, day))
    published = {"release": undisturbed.built["release"]}
    quiet = council.copy(prepared, tmp_path / "quiet")
    tidied = warm.run(quiet, nightly.tidy, published, keep_nights="1")
    assert tidied.result == ["2019-01-02-aaaaaaaaaaaa", "2019-01-03-aaaaaaaaaaaa"], (
        "the last of a quarter stays"
    )
    for fault in places([event for event in tidied.events if event[1].startswith("published/releases")]):
        with subtests.test(str(fault)):
            home = council.copy(prepared, tmp_path / "home")
            stopped = warm.run(home, nightly.tidy, published, fault=fault, keep_nights="1")
            assert stopped.was_killed
            assert_releases_are_whole(home)
            warm.run(home, nightly.tidy, published, keep_nights="1")
            assert names(home) == names(quiet)
            shutil.rmtree(home)
