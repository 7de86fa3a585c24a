"""The disk fills up while files are taken in: a sentence, nothing lost, nothing half-landed; with room, the same release."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import council
import pytest
import stages
import warm

from goldenthread import landing

SIZE = 256 * 1024**2


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], capture_output=True, text=True
    )
    assert made.returncode == 0, (
        f"run this test where a tmpfs may be mounted (as root, as CI does): {made.stderr}"
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def full_but_for(disk: Path, left: int) -> Iterator[None]:
    """A disk that is full but for so many bytes; then there is room again."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    with filler.open("rb+") as file:
        file.truncate(filler.stat().st_size - left)
    try:
        yield
    finally:
        filler.unlink()


def assert_nothing_half_landed(home: Path, sent: Path) -> None:
    wanted = set(council.hashes(sent / "inbox", sent).values())
    assert wanted <= set(council.landed(home).values()), "a file that the council sent is nowhere any more"
    for each in landing.register(home):
        assert each.rows_in == each.rows_loaded + each.rows_set_aside
        if each.status == "loaded":
            assert (home / "raw" / "cld" / f"{each.load_id}.parquet").stat().st_size > 1000


def test_a_full_disk_is_said_in_a_sentence_and_costs_nothing(undisturbed, disk, subtests):
    """At several points of the front door: before the first row is kept, between files, and while they are landed."""
    for left in (0, 24_576, 65_536, 196_608, 245_760, 270_336):
        with subtests.test(left=left):
            home = council.copy(undisturbed.waiting, disk / str(left))
            with full_but_for(disk, left):
                code, out, err = warm.run(home, stages.command, "refresh").result
                assert "Traceback" not in err, err
                assert (code, out) == (1, "")
                said = "The disk is full. Nothing that arrived was lost, and the last release stands."
                assert said in err, err
                assert not (home / "published" / "current").exists()
                assert_nothing_half_landed(home, undisturbed.waiting)
            landed = warm.run(home, stages.land)
            assert not landed.problem, f"with room again: {landed.problem}"
            assert council.differences(council.landed(home), council.landed(undisturbed.landed)) == []
            shutil.rmtree(home)


def test_a_disk_that_fills_up_in_the_build_or_in_the_release_leaves_no_half_of_either(
    undisturbed, disk, subtests
):
    """A sentence and exit code 1; with room again, the release of an undisturbed night."""
    for stage, state, left in (
        ("build", undisturbed.landed, 6 * 1024**2),
        ("release", undisturbed.guarded, 1024**2),
    ):
        with subtests.test(stage):
            home = council.copy(state, disk / stage)
            with full_but_for(disk, left):
                code, out, err = warm.run(home, stages.command, "refresh").result
                assert (code, out) == (1, "") and "Traceback" not in err, err
                assert "No space left" in err or "The disk is full" in err, err
                assert not (home / "published" / "current").exists()
            outcome = warm.run(home, stages.refresh)
            assert not outcome.problem, outcome.problem
            assert council.differences(council.released(home), council.released(undisturbed.published)) == []
            shutil.rmtree(home)
