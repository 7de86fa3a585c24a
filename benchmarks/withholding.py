"""What disclosure control costs, and what it costs to try to undo it: the release of the whole council, from nothing and again."""

import statistics
import time
from pathlib import Path

from benchmarks.measures import Asked
from benchmarks.measuring import Found, Row, run, seconds, start

SECONDS = 60


def disclosure(asked: Asked) -> Found:
    """Disclosure control of a release that nothing was proved of before, and the attack on what it printed."""
    inbox = asked.scratch.council(asked.people, with_others=True)
    with asked.scratch.home(inbox) as home:
        run("refresh", home=home)
        runs = [run("disclosure", home=home) for _ in range(asked.pairs)]
    took = statistics.median(each.seconds for each in runs)
    parts = {
        name: statistics.median(each.made["parts"][name] for each in runs) for name in runs[0].made["parts"]
    }
    counts = runs[0].made
    row = Row("disclosure control and attack", seconds(runs), "", f"{took:.1f} s", f"{SECONDS} s", took <= SECONDS,
              f"{max(each.peak for each in runs) / 1e9:.2f} GB")  # fmt: skip
    told = ", ".join(f"{name} {spent:.1f} s" for name, spent in parts.items())
    return Found(
        [row],
        [
            f"Disclosure: start-up (imports), not counted, is {start(runs)}. Its parts: {told}. {counts['withheld']:,} of "
            f"{counts['figures']:,} figures are withheld, {counts['small']:,} of them for their own sake; "
            f"{counts['pinned']:,} can be worked out."
        ],
    )


def made(home: Path) -> dict[str, object]:
    """Control the current release's figures as if it were the first, then once more as a night without news, then attack it."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from goldenthread import metrics
    from goldenthread.disclosure import control, earlier, printed, profiles
    from goldenthread.disclosure.attack import attack

    release = (home / "published" / "current").resolve()
    catalogue = [each for each in metrics.catalogue() if each.disclosure != "internal"]
    values = pq.read_table(release / "internal" / "metric_values.parquet")
    values = values.filter(pc.is_in(values["metric_id"], pa.array([each.id for each in catalogue])))
    at = [time.perf_counter()]
    found = control.controlled(values, catalogue, profiles.named())
    at.append(time.perf_counter())
    control.controlled(values, catalogue, profiles.named(), earlier.read(release.parent, values))
    at.append(time.perf_counter())
    outcome = attack(printed.read(release, catalogue))
    at.append(time.perf_counter())
    names = ("first night", "night without news", "attack")
    return {
        "parts": {name: end - begun for name, begun, end in zip(names, at[:-1], at[1:], strict=True)},
        "figures": values.num_rows,
        "withheld": found.withheld,
        "small": found.small,
        "pinned": len(outcome.pinned),
    }
