"""How two sides are compared: each in a fresh process, turn and turn about, the median of the pairs."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from goldenthread.rooms import ROOT


@dataclass(frozen=True)
class Took:
    """What one run of a side took."""

    start: float  # seconds: imports and what is made ready; not part of ``seconds``
    seconds: float
    cpu: float  # seconds of processor time, all threads: steadier than ``seconds`` where others use the machine
    peak: int  # bytes of memory, imports included
    made: Any


@dataclass(frozen=True)
class Row:
    """A line of the table. ``holds`` is None where nothing is asked."""

    name: str
    ours: str
    against: str
    figure: str
    bound: str = ""
    holds: bool | None = None
    memory: str = ""


@dataclass(frozen=True)
class Found:
    """What a measure found: lines of the table, and what to say below it."""

    rows: list[Row]
    notes: list[str] = field(default_factory=list)


def run(side: str, **arguments: Any) -> Took:
    """Run a side of ``benchmarks.sides`` in a process of its own. Raises RuntimeError with what it said when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sides", side, json.dumps(arguments, default=str)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{side} failed:\n{done.stderr[-3000:]}")
    return Took(**json.loads(done.stdout.splitlines()[-1]))


def in_turns(times: int, *sides: Callable[[], Took]) -> list[list[Took]]:
    """Run each side this many times, A B A B; gives the runs of each side."""
    runs = [[side() for side in sides] for _ in range(times)]
    return [list(of_side) for of_side in zip(*runs, strict=True)]


def ratio(ours: list[Took], other: list[Took]) -> float:
    """The median over the pairs of ours over the other."""
    return statistics.median(a.seconds / b.seconds for a, b in zip(ours, other, strict=True))


def cpu(ours: list[Took], other: list[Took]) -> str:
    """What both sides cost in processor time, for a note."""
    found = statistics.median(a.cpu / b.cpu for a, b in zip(ours, other, strict=True))
    mine, theirs = (statistics.median(each.cpu for each in runs) for runs in (ours, other))
    return f"{mine:.1f} s over {theirs:.1f} s of processor time, {found:.2f} times"


def seconds(runs: list[Took]) -> str:
    """The median time of a side, for the table."""
    return f"{statistics.median(each.seconds for each in runs):.1f} s"


def peak(runs: list[Took]) -> int:
    """The most memory that any run of a side held, in bytes."""
    return max(each.peak for each in runs)


def memory(*sides: list[Took]) -> str:
    """The peaks of the sides, for the table."""
    return " / ".join(f"{peak(runs) / 1e9:.2f}" for runs in sides) + " GB"


def start(runs: list[Took]) -> str:
    """What a side's start took, for a note."""
    return f"{statistics.median(each.start for each in runs):.1f} s"
