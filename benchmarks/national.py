"""The national method: our models over its literal form, and the whole night for a council of a million people."""

import math
from collections.abc import Iterable
from pathlib import Path

from benchmarks import comparing, council
from benchmarks.measures import GB, Asked
from benchmarks.measuring import Found, Row, Took, cpu, in_turns, memory, ratio, run, seconds

ONE = {
    "national_joined_start": "2023-04-01",
    "national_period_start": "2025-04-01",
    "national_period_end": "2026-03-31",
}
"""The variables that ask our models for one period."""
BOUND = 20  # seconds of our models, on two quiet cores, for 50,000 people


def national(asked: Asked) -> Found:
    """From raw Parquet to all measures: our models' compiled SQL, and the literal form. Every figure must be the same."""
    home = asked.scratch.landed(asked.people, lambda home: run("front_door", home=home))
    found = Found([])
    for name, variables in (("one period", ONE), ("every period", {})):
        with asked.scratch.empty() as compiled:
            run("compiled", home=home, folder=compiled, variables=variables)
            ours, literal = in_turns(
                asked.pairs,
                lambda compiled=compiled: _models(asked, compiled),
                lambda compiled=compiled: _literal(asked, compiled),
            )
        held = comparing.same_national(ours[0].made["figures"], literal[0].made["figures"])
        times = ratio(ours, literal)
        found.rows.append(
            Row(
                f"national method, {name}",
                seconds(ours),
                f"{seconds(literal)} literal form",
                f"{times:.2f} times",
                "0.5",
                None if asked.quick else times <= 0.5,
                memory(ours, literal),
            )
        )
        found.notes.append(
            f"National method, {name} ({ours[0].made['periods']} measured): the literal form gave the same {held:,} "
            f"figures (checked in this run); {cpu(ours, literal)}. "
            f"Heaviest models: {_heaviest(ours)}. Heaviest steps of the literal form: {_heaviest(literal)}."
        )
    mine = min(each.seconds for each in ours)
    found.rows.append(
        Row("every period, seconds", f"{mine:.1f} s", "the quickest of the runs above", "", f"{BOUND} s",
            None if asked.quick else mine <= BOUND)
    )  # fmt: skip
    return found


def million(asked: Asked) -> Found:
    """The whole night for twenty times the people, over that for five times: memory, spill, disk and growth.

    At the size that is usual for the benchmarks these are 1,000,000 and 250,000 people. It takes an hour and
    tens of gigabytes of disk, so that it runs only when it is asked for.
    """
    sizes = 5 * asked.people, 20 * asked.people
    fixed, small, large = (_night(asked, people) for people in (10, *sizes))
    found = {time: _exponent(time, fixed, small, large, sizes) for time in ("seconds", "cpu")}
    whole = sizes[1] >= 1_000_000  # a bound is of that size, and says nothing of a smaller one
    made, rows = large.made, council.size(asked.scratch.council(sizes[1]))
    night = f"the night for {sizes[1]:,} people"
    return Found(
        [
            Row(night, f"{large.peak / GB:.2f} GiB", f"{rows[0]:,} rows, {rows[1] / 1e9:.1f} GB of CSV",
                f"{large.seconds:.0f} s", "8 GiB", large.peak <= 8 * GB if whole else None, memory([large], [small])),
            Row("growth of the night", f"{large.seconds:.1f} s for {sizes[1]:,}", f"{small.seconds:.1f} s for {sizes[0]:,}",
                f"exponent {found['seconds']:.2f}", "1.1", found["seconds"] <= 1.1),
        ],
        [
            f"{night[0].upper()}{night[1:]}: most spilled at one time {made['spilled'] / 1e9:.2f} GB; most disk at one time "
            f"{made['disk'] / 1e9:.2f} GB, of which raw/ is {made['raw'] / 1e9:.2f} GB at the end, the warehouse "
            f"{made['warehouse'] / 1e9:.2f} GB; DuckDB was allowed {made['memory_limit']}. By processor time the exponent "
            f"is {found['cpu']:.2f}. A night for 10 people, {fixed.seconds:.1f} s, is taken off both sizes. Steps, of the smaller "
            f"and of the larger: {_steps(small, large)}."
        ],
    )  # fmt: skip


def _exponent(time: str, fixed: Took, small: Took, large: Took, sizes: tuple[int, int]) -> float:
    """The power of the size with which a time grows, once what no size changes is taken off."""
    least, less, more = (getattr(took, time) for took in (fixed, small, large))
    return math.log((more - least) / (less - least)) / math.log(sizes[1] / sizes[0])


def _steps(small: Took, large: Took) -> str:
    """What each step of two nights took."""
    return ", ".join(
        f"{name} {took:.0f} and {large.made['steps'][name]:.0f} s"
        for name, took in small.made["steps"].items()
    )


def _models(asked: Asked, compiled: Path) -> Took:
    with asked.scratch.empty() as folder:
        return run("national_models", compiled=compiled, folder=folder)


def _literal(asked: Asked, compiled: Path) -> Took:
    with asked.scratch.empty() as folder:
        return run("national_literal", compiled=compiled, folder=folder)


def _night(asked: Asked, people: int) -> Took:
    with asked.scratch.home(asked.scratch.council(people)) as home:
        return run("watched_refresh", home=home, memory_limit="4GB")


def _heaviest(runs: Iterable[Took], number: int = 5) -> str:
    """The statements or steps that took longest in the quickest run."""
    took = min(runs, key=lambda each: each.seconds).made["took"]
    heaviest = sorted(took.items(), key=lambda item: -item[1])[:number]
    return ", ".join(f"{name} {time:.1f} s" for name, time in heaviest)
