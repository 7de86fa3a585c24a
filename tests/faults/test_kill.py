"""The machine stops at any moment; the next run makes what an undisturbed one makes.

Landing and publishing are stopped before every kind of operation that they do on home's files (the hook in
``warm`` sees them) and in the middle of each write. The build, whose dbt is slow, is stopped several times
over in one home: each next run begins in what the last one left, and the last one finishes.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import council
import stages
import warm
from warm import Event, Fault

from goldenthread import landing, nightly


def places(events: list[Event]) -> list[Fault]:
    """A fault before each kind of operation; which of its occurrences changes from kind to kind.

    Modes are left out, and home's own folders, which are the same at each start.
    """
    kinds = Counter(event for event in events if event[0] != "os.chmod" and "/" in event[1])
    return [Fault(event, nth=1 + at % count) for at, (event, count) in enumerate(kinds.items())]


def two_at_a_time(
    trial: Callable[[Fault, Path], None], faults: list[Fault], folder: Path, subtests: Any
) -> None:
    """Make a trial of each fault, in a home of its own below a folder; half of the time is the disk's."""

    def problem(at: int) -> BaseException | None:
        home = folder / str(at)
        try:
            trial(faults[at], home)
        except BaseException as found:
            return found
        finally:
            shutil.rmtree(home, ignore_errors=True)
        return None

    with ThreadPoolExecutor(2) as pool:
        for fault, found in zip(faults, pool.map(problem, range(len(faults))), strict=True):
            with subtests.test(str(fault)):
                if found:
                    raise found


def stop(home: Path, fault: Fault, call: Callable[..., Any], *arguments: Any) -> None:
    """Run a stage until the fault ends it."""
    stopped = warm.run(home, call, *arguments, fault=fault)
    assert stopped.was_killed, f"the fault was never reached: {stopped.problem or 'the run finished'}"


def go_on(home: Path, call: Callable[..., Any], *arguments: Any) -> Any:
    again = warm.run(home, call, *arguments)
    assert not again.problem, f"the run after a stop failed: {again.problem}"
    return again.result


def assert_nothing_lost(home: Path, sent: Path) -> None:
    """Straight after the stop every file that was sent is somewhere, with its bytes."""
    wanted = set(council.hashes(sent / "inbox", sent).values())
    assert wanted <= set(council.landed(home).values()), "a file that the council sent is nowhere any more"


def assert_landed(home: Path, expected: Path) -> None:
    """Deliveries, rows and originals are those of the undisturbed run, and nothing half-made is left."""
    assert council.differences(council.landed(home), council.landed(expected)) == []
    register = landing.register(home)
    assert all(each.rows_in == each.rows_loaded + each.rows_set_aside for each in register)
    assert all(landing.is_finished(home, each) for each in register), "an original is not in its place"


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


def size(home: Path, pattern: str) -> int:
    """The size of the first file that matches below home."""
    return min(home.glob(pattern)).stat().st_size


def stop_within(home: Path, event: Event, final: int, call: Callable[..., Any], *arguments: Any) -> None:
    """Run a stage until it is half way through a file of this size, the first so large after the event."""
    stop(home, Fault(event, grown_to=final // 2), call, *arguments)
    cut = [path for path in home.rglob("*") if path.is_file() and path.stat().st_size == final // 2]
    assert cut, f"no file was cut at {final // 2} bytes after {event}"


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


def assert_releases_are_whole(home: Path) -> None:
    """Whatever stands under a release's name, and current if it is there, can be read."""
    releases = home / "published" / "releases"
    for release in releases.glob("[!.]*") if releases.is_dir() else []:
        assert {path.name for path in release.iterdir()} == {"internal", "public"}
        assert (release / "public" / "index.html").is_file() and (
            release / "internal" / "release.json"
        ).is_file()
    current = home / "published" / "current"
    assert not current.is_symlink() or current.exists(), "current leads nowhere"


def test_stopped_before_each_operation_of_the_publishing(undisturbed, tmp_path, subtests):
    expected = council.released(undisturbed.published)

    def trial(fault: Fault, home: Path) -> None:
        council.copy(undisturbed.guarded, home)
        stop(home, fault, stages.publish_and_tidy, undisturbed.built)
        assert_releases_are_whole(home)
        go_on(home, stages.publish_and_tidy, undisturbed.built)
        assert council.differences(council.released(home), expected) == []
        assert not list((home / "published").rglob(".*")), "what the stopped run left is still there"

    faults = places(undisturbed.publishing)
    assert len(faults) > 12, "the hook sees too little of the publishing"
    two_at_a_time(trial, faults, tmp_path, subtests)


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


def test_stopped_again_and_again_through_one_night(undisturbed, tmp_path):
    """Ten stops of whole refreshes in one home, each further on than the last, at the stages' boundaries and in the build."""
    home = council.copy(undisturbed.waiting, tmp_path / "home")
    built = size(undisturbed.published, "runs/*/warehouse.duckdb")
    moments = [
        Fault(("os.rename", "raw/cld/#.json"), nth=3),
        Fault(("open", ".build.lock")),  # all is landed
        Fault(("os.mkdir", "runs/#")),
        Fault(("open", "runs/#/target/manifest.json")),  # dbt has read the project and built nothing
        Fault(("os.mkdir", "runs/#"), grown_to=built // 2),
        Fault(("os.rename", "runs/#/built.json")),  # all is built and gathered
        Fault(("os.mkdir", "runs/#/guard")),
        Fault(("os.rename", "quality/back_door/#.json")),
        Fault(("os.rename", "published/releases/#")),
        Fault(("os.rename", "published/current")),
    ]
    for fault in moments:
        stop(home, fault, stages.refresh)
        assert_nothing_lost(home, undisturbed.waiting)
        assert_releases_are_whole(home)
        if "current" not in fault.event[1]:
            assert not (home / "published" / "current").exists(), "nothing was ready to be published"
    assert go_on(home, stages.refresh) == undisturbed.built["release"]
    assert_landed(home, undisturbed.landed)
    assert council.differences(council.released(home), council.released(undisturbed.published)) == []
