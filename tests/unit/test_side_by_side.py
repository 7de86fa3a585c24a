"""Reading and judging in processes of their own changes nothing but how long it takes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sent_registers as sent

from expectations import gate, side_by_side
from goldenthread import contracts, inbox, landing, synthetic
from goldenthread.settings import Settings


@pytest.fixture(scope="module")
def council(tmp_path_factory) -> Path:
    """A small council's files, and one of them again under another name."""
    folder = tmp_path_factory.mktemp("council")
    synthetic.write(folder, 60, years=1)
    first = sorted((folder / "cld").glob("*.csv"))[0]
    (folder / "cld" / f"again_{first.name}").write_bytes(first.read_bytes())
    manifest = folder / "cld" / "manifest.csv"
    lines = manifest.read_text(encoding="utf-8").splitlines()
    repeated = next(line for line in lines if line.startswith(first.name))
    manifest.write_text("\n".join([*lines, f"again_{repeated}", ""]), encoding="utf-8")
    return folder / "cld"


def landed(council: Path, home: Path) -> list[tuple[str, str, int, int, int]]:
    """What became of every file: its name, status and rows."""
    landing.prepare(home)
    waiting = inbox.find(home, council).waiting
    done = gate.admit(waiting, Settings(home=home, threads=2))
    return sorted((e.file_name, e.status, e.rows_in, e.rows_loaded, e.rows_warned) for e in done)


def test_files_read_side_by_side_land_as_files_read_in_turn(council, tmp_path, monkeypatch):
    in_turn = landed(council, tmp_path / "in-turn")
    monkeypatch.setattr(side_by_side, "WORTH_IT", 0)
    assert landed(council, tmp_path / "side-by-side") == in_turn
    assert {"loaded", "duplicate"} <= {status for _, status, *_ in in_turn}
    raws = [
        sorted((tmp_path / name / "raw" / "cld").glob("*.parquet")) for name in ("in-turn", "side-by-side")
    ]
    assert [path.read_bytes() for path in raws[0]] == [path.read_bytes() for path in raws[1]] != []


def test_a_reader_that_is_killed_is_said_in_a_sentence_and_loses_nothing(council, tmp_path, monkeypatch):
    monkeypatch.setattr(side_by_side, "WORTH_IT", 0)
    monkeypatch.setattr(side_by_side, "_read", _die)
    with pytest.raises(landing.ReadingStopped, match="Nothing is lost: run the refresh again"):
        landed(council, tmp_path)
    monkeypatch.undo()
    assert all(status in ("loaded", "duplicate") for _, status, *_ in landed(council, tmp_path))


PLAN = ("improvement_actions", "milestones", "risks")


def verdicts(home: Path) -> dict[str, bytes]:
    """What was kept of three registers, a row of one without what it must have, when a workbook of them was judged."""
    rows = {name: sent.good(name) for name in PLAN}
    rows["milestones"][1]["baseline_on"] = "soon"
    sent.put(home, contracts.load("risks").sheet.workbook, rows)
    done = gate.admit(inbox.find(home).waiting, Settings(home=home, threads=2))
    assert sorted(each.extract for each in done if each.status == "loaded") == sorted(PLAN)
    return {
        each.name.split(".")[0]: each.read_bytes() for each in (home / "quality" / "front_door").iterdir()
    }


def test_extracts_judged_side_by_side_are_judged_as_in_turn(tmp_path, monkeypatch):
    in_turn = verdicts(tmp_path / "in-turn")
    assert b'"success": false' in in_turn["milestones"]
    monkeypatch.setattr(side_by_side, "MANY", 1)
    assert verdicts(tmp_path / "side-by-side") == in_turn


def test_a_judge_that_is_killed_is_said_in_a_sentence_and_loses_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr(side_by_side, "_judge", _die)
    with pytest.raises(landing.ReadingStopped, match="Nothing is lost: run the refresh again"):
        verdicts(tmp_path)
    monkeypatch.undo()
    verdicts(tmp_path)


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


PARENT = """
import os, sys, time
from expectations import side_by_side
from goldenthread.settings import Settings

if __name__ == "__main__":
    side_by_side.WORTH_IT = 0
    readers = side_by_side.Readers(Settings(threads=2), 2, 1)
    print(readers._pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def test_a_reader_does_not_outlive_a_killed_refresh(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    reader = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    for _ in range(100):
        if not Path(f"/proc/{reader}").exists() or "Z" in Path(f"/proc/{reader}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    pytest.fail("The reading process is still there ten seconds after its refresh was killed.")


SCRIPT = """
import os
from goldenthread import processes

print(os.getpid(), processes.Pool(1, "goldenthread").submit(os.getpid).result(), flush=True)
"""


def test_a_script_is_not_run_again_by_the_processes_that_it_starts(tmp_path):
    """Scripts of users have no `if __name__ == "__main__"`, and Airflow's own program may not be run within a task."""
    script = tmp_path / "refreshing.py"
    script.write_text(SCRIPT, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True
    )
    ours, theirs = ran.stdout.split()
    assert ours != theirs and not ran.stderr
