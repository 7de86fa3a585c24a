"""The machine stops at any moment; the next run makes what an undisturbed one makes.

Landing and publishing are stopped before every kind of operation that they do on home's files (the hook in
``warm`` sees them) and in the middle of each write. The build, whose dbt is slow, is stopped several times
over in one home: each next run begins in what the last one left, and the last one finishes.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import council
import stages
import warm
from warm import Event, Fault

from goldenthread import landing

SETTING_UP = {"os.mkdir", "os.chmod"}  # of home's own folders, the same at each start


def places(events: list[Event]) -> list[Fault]:
    """A fault before each kind of operation; which of its occurrences changes from kind to kind."""
    kinds = Counter(event for event in events if event[0] not in SETTING_UP or "/" in event[1])
    return [Fault(event, nth=1 + at % count) for at, (event, count) in enumerate(kinds.items())]


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
    faults = places(quick_landing.events)
    assert len(faults) > 20, "the hook sees too little of the landing"
    for fault in faults:
        with subtests.test(str(fault)):
            home = council.copy(quick_landing.waiting, tmp_path / "home")
            try:
                stop(home, fault, stages.land_quickly)
                assert_nothing_lost(home, quick_landing.waiting)
                go_on(home, stages.land_quickly)
                assert_landed(home, quick_landing.landed)
            finally:
                shutil.rmtree(home)
