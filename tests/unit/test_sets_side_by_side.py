"""Sets settled in processes of their own are settled as in turn, and one that is killed takes nothing with it."""

import datetime as dt
import logging
import os
import signal

import pyarrow as pa
import pytest
import test_attack

from goldenthread import metrics, processes
from goldenthread.disclosure import control, side_by_side


@pytest.fixture(scope="module")
def values() -> pa.Table:
    """Figures of a stock at the end of forty quarters, of which one in three has somebody to hide."""
    tables = []
    for quarter in range(40):
        end = (
            dt.date(2016 + quarter // 4, 3, 31)
            if quarter % 4 == 0
            else dt.date(2016 + quarter // 4, quarter % 4 * 3 + 3, 30)
        )
        women = quarter % 12 + 1
        cells = {
            ("all", "all"): women + 27,
            ("sex", "Female"): women,
            ("sex", "Male"): 20,
            ("sex", "Unknown"): 7,
        }
        tables.append(test_attack.values(cells, period=(end.replace(day=1), end)))
    return pa.concat_tables(tables)


def controlled(values: pa.Table, threads: int) -> control.Controlled:
    return control.controlled(values, metrics.catalogue(), test_attack.LOCAL, threads=threads)


def test_sets_are_settled_in_processes_as_in_turn(values, monkeypatch):
    in_turn = controlled(values, 1)
    assert in_turn.withheld >= 2 * in_turn.small >= 26
    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr(side_by_side, "Chooser", None)  # so that none is settled here
    assert controlled(values, 2) == in_turn


def test_a_process_that_is_killed_is_warned_of_and_its_sets_are_settled_here(values, monkeypatch, caplog):
    in_turn = controlled(values, 1)
    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr(side_by_side, "_apart", _die)
    with caplog.at_level(logging.WARNING):
        assert controlled(values, 2) == in_turn
    assert "was killed, perhaps for lack of memory" in caplog.text


def _die(*_: object) -> None:
    with processes.Pool(1, side_by_side.__name__) as pool:
        pool.submit(_kill).result()


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
