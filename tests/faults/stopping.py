"""Stopping a stage, going on, and what must hold in between: nothing lost, no half of anything under a name.

Landing and publishing are stopped before every kind of operation that they do on home's files (the hook in
``warm`` sees them) and in the middle of each write.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import council
import warm
from warm import Event, Fault

from goldenthread import landing


def places(events: list[Event]) -> list[Fault]:
    """A fault before each kind of operation; which of its occurrences changes from kind to kind.

    Modes are left out, and home's own folders, which are the same at each start.
    """
    kinds = Counter(event for event in events if event[0] != "os.chmod" and "/" in event[1])
    return [Fault(event, nth=1 + at % count) for at, (event, count) in enumerate(kinds.items())]


def two_at_a_time(trial: Callable[[Any, Path], None], faults: list[Any], folder: Path, subtests: Any) -> None:
    """Make a trial of each fault, or of each chain of them, in a home of its own below a folder; half of the time is
    the disk's."""

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
            with subtests.test(", ".join(map(str, fault)) if isinstance(fault, list) else str(fault)):
                if found:
                    raise found


def quietly(home: Path, call: Callable[..., Any], *arguments: Any) -> warm.Outcome:
    """A trial that nothing disturbs, and that must succeed."""
    outcome = warm.run(home, call, *arguments)
    assert outcome.exitcode == 0, outcome.problem
    return outcome


def stop(home: Path, fault: Fault, call: Callable[..., Any], *arguments: Any) -> None:
    """Run a stage until the fault ends it."""
    stopped = warm.run(home, call, *arguments, fault=fault)
    assert stopped.was_killed, f"the fault was never reached: {stopped.problem or 'the run finished'}"


def go_on(home: Path, call: Callable[..., Any], *arguments: Any) -> Any:
    again = warm.run(home, call, *arguments)
    assert not again.problem, f"the run after a stop failed: {again.problem}"
    return again.result


def size(home: Path, pattern: str) -> int:
    """The size of the first file that matches below home."""
    return min(home.glob(pattern)).stat().st_size


def stop_within(home: Path, event: Event, final: int, call: Callable[..., Any], *arguments: Any) -> None:
    """Run a stage until it is half way through a file of this size, the first so large after the event."""
    stop(home, Fault(event, grown_to=final // 2), call, *arguments)
    cut = [path for path in home.rglob("*") if path.is_file() and path.stat().st_size == final // 2]
    assert cut, f"no file was cut at {final // 2} bytes after {event}"


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
