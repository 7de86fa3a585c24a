"""The machine stops while files are taken in; the next run lands what an undisturbed one lands."""

import os
import shutil
from pathlib import Path

import council
import stages
from stopping import assert_landed, assert_nothing_lost, go_on, places, size, stop, stop_within, two_at_a_time
from warm import Fault

from goldenthread import landing


def test_stopped_before_each_operation_of_the_landing(quick_landing, tmp_path, subtests):
    def trial(fault: Fault, home: Path) -> None:
        council.copy(quick_landing.waiting, home)
        stop(home, fault, stages.land_quickly)
        assert_nothing_lost(home, quick_landing.waiting)
        go_on(home, stages.land_quickly)
        assert_landed(home, quick_landing.landed)

    faults = places(quick_landing.events)
    assert len(faults) > 20, "the hook sees too little of the landing"
    two_at_a_time(trial, faults, tmp_path, subtests)


def test_stopped_in_the_middle_of_each_write_of_the_landing(quick_landing, tmp_path, subtests):
    done = quick_landing.landed
    staged, way_back = "raw/cld/.staging", "raw/cld/.staging/#.way-back.parquet"
    writes = {
        "typed rows": (("os.mkdir", staged), size(done, "raw/cld/*.parquet")),
        "way back": (("open", way_back), size(done, "identity/cld/*.parquet")),
        "rows that stay": (("open", way_back), size(done, "raw/cld/*.parquet")),
        "slip as a table": (
            ("open", "refused/cld/#/.slip.csv.partial"),
            size(done, "refused/cld/*/slip.csv"),
        ),
        "slip as a page": (
            ("open", "refused/cld/#/.slip.html.partial"),
            size(done, "refused/cld/*/slip.html"),
        ),
        "verdicts": (
            ("open", "quality/front_door/.cld.#.json.partial"),
            size(done, "quality/front_door/*.json"),
        ),
        "record": (("open", "raw/cld/.#.json.partial"), size(done, "raw/cld/*.json")),
    }
    for name, (event, final) in writes.items():
        with subtests.test(name):
            home = council.copy(quick_landing.waiting, tmp_path / name)
            stop_within(home, event, final, stages.land_quickly)
            assert_nothing_lost(home, quick_landing.waiting)
            go_on(home, stages.land_quickly)
            assert_landed(home, done)


def test_stopped_while_copying_from_a_folder_that_is_not_ours(quick_landing, tmp_path, subtests):
    """Files of another folder are copied and stay there: a copy that was cut off is made again."""
    folder = quick_landing.waiting / "inbox"
    quiet = council.home(tmp_path / "quiet")
    go_on(quiet, stages.land_quickly, str(folder))
    copying = ("shutil.copyfile", "archive/cld/#/.*.partial")
    moments = [
        Fault(copying, nth=2),
        Fault(copying, nth=3, grown_to=1000),
        Fault(("os.rename", "archive/cld/#/*"), nth=1),
    ]
    for fault in moments:
        with subtests.test(str(fault)):
            home = council.home(tmp_path / str(fault))
            stop(home, fault, stages.land_quickly, str(folder))
            go_on(home, stages.land_quickly, str(folder))
            assert_landed(home, quiet)
    before = council.landed(quiet)
    go_on(quiet, stages.land_quickly, str(folder))
    assert council.landed(quiet) == before, "a folder offered again must change nothing"


def test_files_that_share_a_second_keep_their_order_through_a_stop(quick_landing, tmp_path):
    """Without a manifest, files copied in one second get seconds of their own; a stop must not shift them."""
    waiting = council.copy(quick_landing.waiting, tmp_path / "waiting")
    (waiting / "inbox" / "cld" / "manifest.csv").unlink()
    for path in (waiting / "inbox" / "cld").iterdir():
        os.utime(path, (1_785_000_000, 1_785_000_000))
    quiet = council.copy(waiting, tmp_path / "quiet")
    go_on(quiet, stages.land_quickly)
    for nth in (2, 5):
        home = council.copy(waiting, tmp_path / f"home{nth}")
        stop(home, Fault(("os.rename", "archive/cld/#/*"), nth=nth), stages.land_quickly)
        go_on(home, stages.land_quickly)
        assert_landed(home, quiet)


def test_a_file_that_is_no_table_is_refused_once_through_a_stop(quick_landing, tmp_path):
    """Between its record and its place, a refused file is still in the inbox: it is not refused a second time."""
    for name, content in (("scan.csv", b"%PDF-1.7\n" + bytes(range(256)) * 8), ("empty.csv", b"")):
        home = council.home(tmp_path / name)
        path = home / "inbox" / "cld" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        stop(home, Fault(("os.rename", "refused/cld/#/*")), stages.land_quickly)
        go_on(home, stages.land_quickly)
        assert [each.status for each in landing.register(home)] == ["refused"]
        assert not list((home / "inbox").rglob("*.csv"))


def test_a_duplicate_is_a_duplicate_once_through_a_stop(quick_landing, tmp_path):
    """The same bytes under the same name, delivered again, and stopped before they were put away."""
    home = council.copy(quick_landing.landed, tmp_path / "home")
    load = next(
        each for each in landing.register(home) if each.status == "loaded" and each.file_name.endswith(".csv")
    )
    shutil.copy2(home / load.original, home / "inbox" / "cld" / load.file_name)
    before = len(landing.register(home))
    stop(home, Fault(("os.rename", "archive/cld/#/*")), stages.land_quickly)
    go_on(home, stages.land_quickly)
    register = landing.register(home)
    assert len(register) == before + 1, "the delivery was recorded twice"
    assert all(landing.is_finished(home, each) for each in register)
    assert not (home / "inbox" / "cld" / load.file_name).exists()
