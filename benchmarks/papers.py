"""What a committee's pack costs: every rendition of it, with the parts."""

import statistics

from benchmarks.measures import Asked
from benchmarks.measuring import Found, Row, memory, peak, run, seconds, start

NAME, PERIOD = "scrutiny", "2025-26Q4"
SECONDS, BYTES = 30, 1e9


def pack(asked: Asked) -> Found:
    """Every rendition of the scrutiny pack of the whole council: seconds, memory, and each rendition's part."""
    inbox = asked.scratch.council(asked.people, with_others=True)
    with asked.scratch.home(inbox) as home:
        run("refresh", home=home)
        runs = [run("pack", home=home, name=NAME, period=PERIOD) for _ in range(asked.pairs)]
    took = statistics.median(each.seconds for each in runs)
    steps = {
        name: statistics.median(each.made["steps"][name] for each in runs) for name in runs[0].made["steps"]
    }
    row = Row("scrutiny pack, every rendition", seconds(runs), "", f"{took:.1f} s", f"{SECONDS} s and {BYTES / 1e9:.0f} GB",
              took <= SECONDS and peak(runs) <= BYTES, memory(runs))  # fmt: skip
    parts = ", ".join(f"{name} {spent:.1f} s" for name, spent in steps.items())
    sizes = ", ".join(f"{ending} {size / 1000:,.0f} kB" for ending, size in runs[0].made["bytes"].items())
    return Found(
        [row],
        [f"Pack: start-up (imports), not counted, is {start(runs)}. Its parts: {parts}. Its files: {sizes}."],
    )
