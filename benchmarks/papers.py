"""What a committee's pack costs: every rendition of it, with the parts."""

import statistics
import time
from pathlib import Path
from typing import Any

from benchmarks.measures import Asked
from benchmarks.measuring import Found, Row, run, seconds, start
from benchmarks.watching import Memory

NAME, PERIOD = "scrutiny", "2025-26Q4"
SECONDS, BYTES = 30, 1e9


def pack(asked: Asked) -> Found:
    """Every rendition of the scrutiny pack of the whole council: seconds, memory, and each rendition's part."""
    inbox = asked.scratch.council(asked.people, with_others=True)
    with asked.scratch.home(inbox) as home:
        run("refresh", home=home)
        runs = [run("pack", home=home, name=NAME, period=PERIOD) for _ in range(asked.pairs)]
    took, most = statistics.median(each.seconds for each in runs), max(each.made["memory"] for each in runs)
    steps = {
        name: statistics.median(each.made["steps"][name] for each in runs) for name in runs[0].made["steps"]
    }
    row = Row("scrutiny pack, every rendition", seconds(runs), "", f"{took:.1f} s", f"{SECONDS} s and {BYTES / 1e9:.0f} GB",
              took <= SECONDS and most <= BYTES, f"{most / 1e9:.2f} GB")  # fmt: skip
    parts = ", ".join(f"{name} {spent:.1f} s" for name, spent in steps.items())
    sizes = ", ".join(f"{ending} {size / 1000:,.0f} kB" for ending, size in runs[0].made["bytes"].items())
    cost = statistics.median(each.cpu for each in runs)
    return Found(
        [row],
        [
            f"Pack: start-up (imports), not counted, is {start(runs)}; {cost:.1f} s of processor time. Its parts: {parts}. "
            f"Its files: {sizes}. Memory is what the process and the pandoc that it starts held together, looked at fifty times a second."
        ],
    )


def made(home: Path, name: str, period: str) -> dict[str, Any]:
    """Render a pack, and look meanwhile how much memory it holds."""
    from reports import render

    said: list[tuple[str, float]] = []
    with Memory(0.02) as held:
        files = render.pack(
            name, period, home, lambda words: said.append((words.partition(": ")[2], time.perf_counter()))
        )
    ends = [at for _, at in said[1:]] + [time.perf_counter()]
    return {
        "steps": {words: end - begun for (words, begun), end in zip(said, ends, strict=True)},
        "bytes": {path.suffix[1:]: path.stat().st_size for path in files},
        "memory": held.most,
    }
