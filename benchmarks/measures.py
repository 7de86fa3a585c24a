"""The measures of speed, memory and growth. Each gives lines of the table and what to say below them."""

import functools
import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import bare, comparing, council, measuring
from benchmarks.measuring import Found, Row, Took, cpu, in_turns, memory, ratio, run, seconds, start

GB = 1024**3
BYTES_OF_A_PERSON = 3_650  # of CSV in a file of one year, about: how a file of a size is asked for


@dataclass(frozen=True)
class Asked:
    """What to measure, and where."""

    scratch: council.Scratch
    people: int
    pairs: int
    quick: bool


def front_door(asked: Asked) -> Found:
    """Front door and raw, over bare DuckDB reading the same files."""
    inbox = asked.scratch.council(asked.people)
    ours, other = in_turns(asked.pairs, lambda: _front_door(asked, inbox), lambda: _bare_read(asked, inbox))
    found = ratio(ours, other)
    row = Row("front door and raw", seconds(ours), f"{seconds(other)} bare DuckDB read to Parquet", f"{found:.2f} times",
              "2.5", found <= 2.5, memory(ours, other))  # fmt: skip
    return Found(
        [row], [f"Front door: start-up (imports), not counted, is {start(ours)}; {cpu(ours, other)}."]
    )


def refresh(asked: Asked) -> Found:
    """The whole refresh, over bare DuckDB doing the same read and the same compiled SQL; and what each step takes."""
    inbox = asked.scratch.council(asked.people)
    with asked.scratch.home(inbox) as home:
        ours = [
            run("refresh", home=home)
        ]  # its home stays: the bare side reads the register and raw/ of its build
        database = _database(ours[0], home)
        other = [_bare_refresh(asked, inbox, database)]
        more = in_turns(
            asked.pairs - 1, lambda: _refresh(asked, inbox), lambda: _bare_refresh(asked, inbox, database)
        )
    for runs, following in zip((ours, other), more, strict=False):
        runs.extend(following)
    found = ratio(ours, other)
    row = Row("whole refresh", seconds(ours), f"{seconds(other)} bare DuckDB, same read and compiled SQL",
              f"{found:.2f} times", "3", found <= 3, memory(ours, other))  # fmt: skip
    return Found(
        [row],
        [
            f"Refresh: start-up (imports), not counted, is {start(ours)}; {cpu(ours, other)}. Its steps: {_steps(ours, 'steps')}.",
            f"Bare DuckDB: {_steps(other)}.",
        ],
    )


def whole_council(asked: Asked) -> Found:
    """The night with every extract and register, over that with Client Level Data alone."""
    every, alone = (asked.scratch.council(asked.people, with_others=more) for more in (True, False))
    ours, other = in_turns(asked.pairs, lambda: _refresh(asked, every), lambda: _refresh(asked, alone))
    found = ratio(ours, other)
    row = Row("whole council", f"{seconds(ours)}, every extract and register",
              f"{seconds(other)} Client Level Data alone", f"{found:.2f} times", "3", found <= 3, memory(ours, other))  # fmt: skip
    return Found([row], [f"Whole council: {cpu(ours, other)}. Its steps: {_steps(ours, 'steps')}."])


def great_expectations(asked: Asked) -> Found:
    """Great Expectations at the front door, over plain SQL for the same rules on the same staged Parquet."""
    inbox = asked.scratch.council(asked.people)
    with asked.scratch.home(inbox) as home:
        run("front_door", home=home)
        files = sorted(map(str, (home / "raw" / "cld").glob("*.parquet")))
        sides = [lambda side=side: run(side, files=files) for side in ("great_expectations", "rules_one_by_one", "rules_at_once")]  # fmt: skip
        ours, singly, at_once = in_turns(asked.pairs, *sides)
    if not ours[0].made == singly[0].made == at_once[0].made:
        raise comparing.Differs(
            f"broken rules: {ours[0].made} by GX, {singly[0].made} one by one, {at_once[0].made}"
        )
    found, against_one = ratio(ours, singly), ratio(ours, at_once)
    return Found(
        [
            Row("Great Expectations", seconds(ours), f"{seconds(singly)} plain SQL, one statement a rule",
                f"{found:.2f} times", "1.5", found <= 1.5, memory(ours, singly)),
            Row("", seconds(ours), f"{seconds(at_once)} plain SQL, all rules in one statement",
                f"{against_one:.2f} times", memory=memory(ours, at_once)),
        ],
        [f"Great Expectations: its import, not counted, takes {start(ours)}; over one statement a rule {cpu(ours, singly)}."],
    )  # fmt: skip


def pandas(asked: Asked) -> Found:
    """The pandas script over the whole refresh. Both must give the same figures, and count the same faults."""
    inbox = asked.scratch.council(asked.people)
    ours: list[Took] = []
    theirs: list[Took] = []
    alike: list[Took] = []
    for _ in range(min(asked.pairs, 3)):
        with asked.scratch.home(inbox) as home:
            alike.append(run("same_figures", home=home))
        with asked.scratch.home(inbox) as home, asked.scratch.empty() as folder:
            ours.append(run("refresh", home=home))
            theirs.append(run("pandas_script", inbox=inbox, folder=folder))
            release = Path(ours[-1].made["path"])
            figures = comparing.same_figures(release, folder)
            faults = comparing.same_faults(release, theirs[-1].made["broken"])
        if alike[-1].made != figures:
            raise comparing.Differs(f"{alike[-1].made} figures by themselves, {figures} in the release")
    found, of_the_same = ratio(theirs, ours), ratio(theirs, alike)
    script = f"{seconds(theirs)} pandas script"
    return Found(
        [
            Row("pandas script over refresh", seconds(ours), script, f"{found:.2f} times as long",
                "at least 10", found >= 10, memory(ours, theirs)),
            Row("pandas script over the same work", f"{seconds(alike)}, nothing that the script leaves out", script,
                f"{of_the_same:.2f} times as long", memory=memory(alike, theirs)),
        ],
        [
            f"The pandas script gave the same {figures:,} figures and the same counts for {faults} rules "
            f"(checked in this run); {cpu(theirs, ours)}; of the same work alone, {cpu(theirs, alike)}."
        ],
    )  # fmt: skip


def memory_of_a_gigabyte(asked: Asked) -> Found:
    """The front door's peak memory for one large file: 1 GiB, or 40 MB when quick."""
    people = (40_000_000 if asked.quick else GB) // BYTES_OF_A_PERSON
    inbox = asked.scratch.council(people, years=1)
    rows, size = council.size(inbox)
    took = _front_door(asked, inbox)
    holds = took.peak <= 1.5 * GB
    row = Row("memory of the front door", f"{took.peak / GB:.2f} GiB", f"one file of {size / GB:.2f} GiB, {rows:,} rows",
              f"{size / 1e6 / took.seconds:.0f} MB/s", "1.5 GiB", None if asked.quick else holds)  # fmt: skip
    return Found([row])


def growth(asked: Asked) -> Found:
    """How the time of a refresh grows from twice the people to six times: the exponent, fixed costs apart."""
    sizes = (2 * asked.people, 6 * asked.people)
    fixed, small, large = (_refresh(asked, asked.scratch.council(people)) for people in (10, *sizes))

    def exponent(time: str, less: float = 1) -> float:
        least, one, three = (getattr(took, time) for took in (fixed, small, large))
        return math.log((three - less * least) / (one - less * least)) / math.log(3)

    found = exponent("seconds")
    row = Row("growth of the refresh", f"{large.seconds:.1f} s for {sizes[1]:,}", f"{small.seconds:.1f} s for {sizes[0]:,}",
              f"exponent {found:.2f}", "1.1", None if asked.quick else found <= 1.1, memory([large], [small]))  # fmt: skip
    note = (
        f"Growth: the fixed cost, a refresh of 10 people ({fixed.seconds:.1f} s), is taken off both; left in, the "
        f"exponent is {exponent('seconds', 0):.2f}. By processor time it is {exponent('cpu'):.2f}."
    )
    return Found([row], [note])


def _front_door(asked: Asked, inbox: Path) -> Took:
    with asked.scratch.home(inbox) as home:
        return run("front_door", home=home)


def _refresh(asked: Asked, inbox: Path) -> Took:
    with asked.scratch.home(inbox) as home:
        return run("refresh", home=home)


def _bare_read(asked: Asked, inbox: Path) -> Took:
    with asked.scratch.empty() as folder:
        return run("bare_read", files=_readable(inbox), folder=folder)


def _bare_refresh(asked: Asked, inbox: Path, database: Path) -> Took:
    with asked.scratch.empty() as folder:
        return run("bare_refresh", files=_readable(inbox), database=database, folder=folder)


@functools.cache
def _readable(inbox: Path) -> list[Path]:
    """A council's files as DuckDB can read them."""
    return bare.readable(council.csv_files(inbox), inbox.with_name(f"{inbox.name}-as-utf-8"))


def _database(took: Took, home: Path) -> Path:
    """The build's database, which stays after its release is published."""
    return home / "runs" / Path(took.made["path"]).name / "warehouse.duckdb"


def _steps(runs: list[Took], *keys: str) -> str:
    """What each step took, the median of the runs."""
    parts = [each.made[keys[0]] if keys else each.made for each in runs]
    return ", ".join(f"{name} {statistics.median(each[name] for each in parts):.1f} s" for name in parts[0])


MEASURES: dict[str, Callable[[Asked], Found]] = {
    "front-door": front_door,
    "refresh": refresh,
    "whole-council": whole_council,
    "great-expectations": great_expectations,
    "pandas": pandas,
    "memory": memory_of_a_gigabyte,
    "growth": growth,
}

__all__ = ["MEASURES", "Asked", "measuring"]
