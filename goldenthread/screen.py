"""What a terminal shows: progress, tables, and what became of deliveries, in words."""

import csv
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from goldenthread import contracts, methods, periods
from goldenthread.calls import Stop
from goldenthread.relations import UNUSED

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

FORMATS = ("table", "csv", "json")
FIRST = 12  # kinds of fault that `check` shows unless it is asked for all


class Notes(logging.Handler):
    """Shows what is logged as a note on a line of its own, above a moving bar."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record."""
        err.print(escape(f"note: {record.getMessage()}"))


Say = Callable[..., None]
"""Called with words, and where it is known with how many are done and of how many."""


@contextmanager
def progress() -> Iterator[Say]:
    """Say what is being done: a moving bar on a terminal, plain lines elsewhere."""
    if not err.is_terminal:
        yield lambda words, done=None, of=None: err.print(escape(words))
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda words, done=None, of=None: bar.update(
            task, description=escape(words), completed=done or 0, total=of
        )


def checked(staged: Any, everything: bool, version: str) -> None:
    """What a checked file is, how its rows add up, and what is wrong with it.

    everything: every kind of warning. version: of the national method, whose period is told.
    """
    made, period = staged.delivery, ""
    if made.period_start and made.period_end:
        period = f", period {made.period_start:%-d %b %Y} to {made.period_end:%-d %b %Y}"
    elif staged.contract.submission.period != "none":
        period = ", period not readable"
    verdict = {"refused": "would be REFUSED", "duplicate": "is a duplicate"}.get(made.status, "would load")
    out.print(
        f"[bold]{escape(made.file_name)}[/bold] {verdict}. {staged.contract.title}, council "
        f"{made.la_code or 'unknown'}{period}."
    )
    if staged.map:
        out.print(
            f"  Read by the map {staged.map.map}: {escape(f'{staged.map.system}, {staged.map.report}')}."
        )
    out.print(
        f"  {made.rows_in:,} rows: {made.rows_loaded:,} load, {made.rows_set_aside:,} set aside, "
        f"{made.rows_warned:,} with a warning."
    )
    lines = list(faults(staged))
    shown = lines if everything else lines[:FIRST]
    for line in (*coverage(staged, version), *shown):
        out.print(f"  {escape(line)}")
    if len(lines) > len(shown):
        out.print(f"  … and {len(lines) - len(shown)} more kinds of warning (--all)")


def faults(staged: Any) -> Iterator[str]:
    """A line per rule, gravest first, with the first places."""
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for fault in (*staged.faults, *staged.warnings):
        groups.setdefault((fault.severity.value, fault.sentence, fault.fix), []).append(fault)
    warned = sorted(
        (key for key in groups if key[0] == "warn"), key=lambda key: -sum(each.count for each in groups[key])
    )
    groups = {key: groups[key] for key in [*(key for key in groups if key[0] != "warn"), *warned]}
    for (severity, sentence, fix), alike in groups.items():
        places = [fault.place for fault in alike if fault.place][:3]
        count = sum(fault.count for fault in alike)
        where = f" At {', '.join(places)}{' and others' if len(alike) > 3 else ''}." if places else ""
        rows = f"{count:,} row{'s' if count != 1 else ''}. " if sentence.startswith("Expected") else ""
        values = f" {alike[0].value}." if severity == "warn" and alike[0].value else ""
        listed = f" {alike[0].listing}." if alike[0].listing else ""
        yield f"{severity.replace('_', ' ')}: {rows}{sentence}{values}{listed}{where} {fix}"


def coverage(staged: Any, version: str) -> Iterator[str]:
    """Which period a version of the national method will derive for a checked file, and which quarters take from it."""
    if staged.delivery.status != "loaded" or staged.contract.submission.activity is None:
        return
    found = staged.delivery.derived(version)
    if found is None:
        yield UNUSED[methods.named(version).switches["period_derivation"]]
        return
    taken = periods.quarters(found)
    told = (
        f"The national method will derive {found.start:%-d %b %Y} to {found.end:%-d %b %Y}, from the months in which "
        "events end"
    )
    if not taken:
        yield f"{told}; it holds no whole quarter, so no figure will be taken from it."
        return
    yield (
        f"{told}. Received today, it will be the latest for {taken[0].words}"
        f"{f' and the {len(taken) - 1} quarters after it' if len(taken) > 2 else f' and {taken[1].words}' if len(taken) > 1 else ''}."
    )


def deliveries(loaded: list[dict[str, Any]], home: Path) -> None:
    """A line for each delivery, and where its slip is."""
    for each in loaded:
        sheet = contracts.load(each["extract"]).sheet
        told = f"{each['file_name']}{f', sheet {sheet.name}' if sheet else ''}: {each['status']}"
        if "rows_in" in each:
            told += f", {each['rows_in']:,} rows in, {each['rows_loaded']:,} loaded, {each['rows_set_aside']:,} set aside"
        if each.get("supersedes"):
            told += f", in place of the earlier load {each['supersedes']} for the same period"
        out.print(escape(f"{told}. {each.get('reason') or ''}".strip()))
        if each.get("slip"):
            out.print(escape(f"  slip: {home / each['slip']}"))


def no_count(found: dict[str, Any]) -> None:
    """What a reference leads to that is no count of the council's own: another's published figure, or one worked out."""
    published(found.get("published", []))
    for each in found.get("worked_out", []):
        numbers = [each[name] for name in ("value", "lower", "upper") if name in each]
        said = ["none within ten years" if number is None else f"{number:,.6g}" for number in numbers]
        between = f" (95% interval {said[1]} to {said[2]})" if said[1:] else ""
        out.print(escape(f"Council {each['la_code']}, {each['what']}: {said[0]}{between}"), style="bold")
        out.print(escape(f"  worked out from {each['made_of']}"))
        out.print(escape("  " + ", ".join(each["figures"])))


def published(rows: list[dict[str, Any]]) -> None:
    """Other councils' published figures: whose, of which year, what to ask of them and who published them."""
    for each in rows:
        value = each["marker"] if each["value"] is None else f"{each['value']:,}"
        out.print(
            escape(f"{each['area_name']}, ASCOF {each['national_measure']}, {each['year']}: {value}"),
            style="bold",
        )
        out.print(escape(f"  {each['question'] or 'Nothing to ask of it.'}\n  {each['source']}"))


def as_json(content: Any) -> None:
    """Content for programs."""
    print(json.dumps(content, default=str, indent=1, ensure_ascii=False))


def table(rows: list[list[Any]], names: list[str], format: str) -> None:
    """Rows as a table for people, or as CSV or JSON for programs. Raises Stop for a format that is none of FORMATS."""
    if format not in FORMATS:
        raise Stop(f"there is no format {format}; there are: {', '.join(FORMATS)}")
    if format == "json":
        as_json([dict(zip(names, row, strict=True)) for row in rows])
    elif format == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(names)
        writer.writerows(rows)
    else:
        aligned(rows, names)
        out.print(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}")


def aligned(rows: list[list[Any]], names: list[str]) -> None:
    """Rows in columns, and nothing below them."""
    shown = Table(box=None, header_style="bold", pad_edge=False)
    for at, name in enumerate(names):
        number = bool(rows) and all(
            isinstance(row[at], (int, float, Decimal)) and not isinstance(row[at], bool) for row in rows
        )
        shown.add_column(name, justify="right" if number else "left", overflow="fold")  # an id is told whole
    for row in rows:
        shown.add_row(*(escape(_cell(value)) for value in row))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(shown)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else str(value)
