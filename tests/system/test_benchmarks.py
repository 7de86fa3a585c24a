"""The measures that hold two sides to the same answer, tried on a small council: what `make bench` rests on."""

import subprocess
import sys

import pytest

from goldenthread.rooms import ROOT


@pytest.mark.parametrize("measure", ["pandas", "great-expectations"])
def test_both_sides_of_a_measure_find_the_same(measure):
    asked = [sys.executable, "-m", "benchmarks", "--quick", "--pairs", "1", "--only", measure]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, (
        f"make the other side say what ours says (benchmarks/comparing.py): {ran.stderr[-2000:]}"
    )
    assert "| Measure" in ran.stdout, "the table is what `make bench` prints"
