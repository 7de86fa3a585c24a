"""``make bench``: measure, print one table, and with ``--write`` keep it in docs/performance.md.

Nothing here is a test: what does not hold its bound is said, and the exit code is 0 all the same.
"""

import argparse
import datetime as dt
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import large_plan, measures, national, papers, startup, withholding
from benchmarks.council import Scratch, size
from benchmarks.measuring import Found, Row
from goldenthread.rooms import DOCS

MEASURES = {
    **measures.MEASURES,
    "start": startup.starting,
    "airflow": startup.airflow,
    "registers": large_plan.large_plan,
    "pack": papers.pack,
    "disclosure": withholding.disclosure,
    "national": national.national,
    "million": national.million,
}
ON_REQUEST = ("million",)
"""Measured only when asked for by name: an hour, and tens of gigabytes of disk."""
BEGIN, END = "<!-- measured: written by `python -m benchmarks --write` -->", "<!-- end of measured -->"
HEADS = ("Measure", "Ours", "Against", "Found", "Bound", "Holds", "Peak memory, ours / other")


def main() -> int:
    """Read the call, measure, print and perhaps write; gives an exit code."""
    call = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    call.add_argument("--people", type=int, default=50_000, help="size of the council (default 50,000)")
    call.add_argument("--pairs", type=int, default=3, help="times that each side runs (default 3)")
    call.add_argument(
        "--only", action="append", choices=list(MEASURES), help="this measure alone; may be repeated"
    )
    call.add_argument(
        "--quick", action="store_true", help="everything at 2,000 people: to try the benchmarks themselves"
    )
    call.add_argument(
        "--scratch", type=Path, help="keep what is generated in this folder, and use what is there"
    )
    call.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    asked = call.parse_args()
    people = 2_000 if asked.quick else asked.people
    with tempfile.TemporaryDirectory(prefix="golden-thread-bench-") as folder:
        scratch = Scratch(asked.scratch or Path(folder))
        found = {}
        for name in asked.only or [each for each in MEASURES if each not in ON_REQUEST]:
            print(f"measuring {name}", file=sys.stderr, flush=True)
            found[name] = MEASURES[name](measures.Asked(scratch, people, asked.pairs, asked.quick))
            for row in found[name].rows:
                print("  " + "  ".join(filter(None, cells(row))), file=sys.stderr, flush=True)
        text = told(found, scratch, people)
    print(text)
    if asked.write:
        keep(text)
    return 0


def told(found: dict[str, Found], scratch: Scratch, people: int) -> str:
    """The table and its notes, as Markdown."""
    rows = [cells(row) for each in found.values() for row in each.rows]
    widths = [max(len(line[at]) for line in [HEADS, *rows]) for at in range(len(HEADS))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
             for line in [HEADS, *rows]]  # fmt: skip
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    lines = [f"{dt.date.today():%-d %B %Y}. {machine()}.{_council(scratch, people)}", "", *lines, ""]
    return "\n".join([*lines, *(f"- {note}" for each in found.values() for note in each.notes)]) + "\n"


def cells(row: Row) -> tuple[str, ...]:
    """A row's cells in the order of HEADS."""
    holds = "" if row.holds is None else "yes" if row.holds else "NO"
    return row.name, row.ours, row.against, row.figure, row.bound, holds, row.memory


def machine() -> str:
    """What this was measured on."""
    memory = int(Path("/proc/meminfo").read_text(encoding="ascii").split()[1]) / 1024**2
    import os

    return (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"
    )


def _council(scratch: Scratch, people: int) -> str:
    """The size of the council's files, when any measure asked for it."""
    inbox = scratch.folder / f"council-{people}-3"
    if not inbox.is_dir():
        return ""
    rows, bytes_ = size(inbox)
    return f" The council: {people:,} people, {rows:,} rows, {bytes_ / 1e6:.0f} MB of CSV"


def keep(text: str) -> None:
    """Put the table between its marks in docs/performance.md."""
    path = DOCS / "performance.md"
    whole = path.read_text(encoding="utf-8")
    before, _, rest = whole.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
