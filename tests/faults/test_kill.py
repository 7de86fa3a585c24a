"""The machine stops at any moment; the next run makes what an undisturbed one makes.

Landing and publishing are stopped before every kind of operation that they do on home's files (the hook in
``warm`` sees them) and in the middle of each write. The build, whose dbt is slow, is stopped several times
over in one home: each next run begins in what the last one left, and the last one finishes.
"""

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import council
import pytest
import warm
from conftest import Undisturbed, land, publish_and_tidy
from warm import Event, Fault

from goldenthread import landing, nightly

SETTING_UP = {"os.mkdir", "os.chmod"}  # repeated at each start: one place of each kind is enough


def places(events: list[Event]) -> list[Fault]:
    """A fault before each kind of operation; which of its occurrences changes from kind to kind."""
    kinds = Counter(event for event in events if event[0] not in SETTING_UP or "/" in event[1])
    return [Fault(event, nth=1 + at % count) for at, (event, count) in enumerate(kinds.items())]


def assert_nothing_lost(home: Path, before: dict[str, str]) -> None:
    """Every file that was sent still exists with its bytes somewhere, also straight after the stop."""
    sent = {digest for name, digest in before.items() if name.startswith("inbox")}
    there = set(council.landed(home).values())
    assert sent <= there, "a file that the council sent is nowhere any more"


def assert_landed_alike(home: Path, undisturbed: Undisturbed) -> None:
    """Deliveries, rows and originals are those of the undisturbed run, and nothing half-made is left."""
    assert council.differences(council.landed(home), council.landed(undisturbed.landed)) == []
    register = landing.register(home)
    assert all(each.rows_in == each.rows_loaded + each.rows_set_aside for each in register)
    assert all(landing.is_finished(home, each) for each in register), "an original is not in its place"


def stop_and_land_again(home: Path, undisturbed: Undisturbed, fault: Fault, *arguments: Any) -> None:
    before = council.landed(home)
    stopped = warm.run(home, land, *arguments, fault=fault)
    assert stopped.was_killed, f"the fault was never reached: {stopped.problem or 'the run finished'}"
    assert_nothing_lost(home, before)
    again = warm.run(home, land, *arguments)
    assert not again.problem, f"after a stop {fault}, the next run failed: {again.problem}"


def test_stopped_before_each_operation_of_the_landing(undisturbed, tmp_path, subtests):
    faults = places(undisturbed.events["land"])
    assert len(faults) > 20, "the hook sees too little of the landing"
    for fault in faults:
        with subtests.test(str(fault)):
            home = council.copy(undisturbed.waiting, tmp_path / "home")
            try:
                stop_and_land_again(home, undisturbed, fault)
                assert_landed_alike(home, undisturbed)
            finally:
                shutil.rmtree(home)
