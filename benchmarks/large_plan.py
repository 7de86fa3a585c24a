"""A night with the registers of a large council: what they and their alerts take of it."""

import csv
import datetime as dt
from itertools import cycle
from pathlib import Path

from benchmarks.measures import Asked
from benchmarks.measuring import Found, Row, Took, memory, run
from goldenthread import contracts, metrics
from goldenthread.inbox import MANIFEST
from goldenthread.synthetic.submissions import LA_CODE, LA_NAME

ACTIONS, UPDATES, DOCUMENTS = 5_000, 50_000, 10_000
SENT = dt.datetime(2026, 4, 30, 9)  # after the synthetic council's own registers
BOUND = 0.2  # of the whole night


def large_plan(asked: Asked) -> Found:
    """The marts of registers and their alerts, as a share of the whole refresh that they are part of."""
    inbox = asked.scratch.council(asked.people, with_others=True)
    with asked.scratch.home(inbox) as home:
        write(home / "inbox")
        took = run("refresh_with_registers", home=home)
    return Found([_row(took)], [_note(took)])


def write(inbox: Path) -> None:
    """Write the three registers into an inbox, as CSV, received after what is there."""
    metric = cycle([each.id for each in metrics.catalogue()])
    start = dt.date(2024, 4, 1)

    def day(number: int, most: int = 700) -> str:
        return f"{start + dt.timedelta(days=number % most):%d/%m/%Y}"

    _put(inbox, "improvement_actions", [
        {"action_ref": f"ACT-{number:04}", "source_tracker": "Large plan", "title": f"Synthetic action {number}",
         "origin_refs": "RSK-001", "quality_statements": f"q{1 + number % 9}; q{1 + (number + 4) % 9}",
         "owner": "Head of service", "governance_channel": "dmt", "horizon": "medium",
         "baseline_due_on": day(number), "due_on": day(number + number % 40), "started_on": day(number, 300),
         "status": ("on_track", "late", "complete", "not_started")[number % 4],
         "closed_on": day(number, 600) if number % 4 == 2 else "",
         "completion_evidence_refs": f"DOC-{number:04}" if number % 4 == 2 else "",
         "metric_refs": f"{next(metric)}; {next(metric)}", "expected_direction": "up"}
        for number in range(1, ACTIONS + 1)
    ])  # fmt: skip
    _put(inbox, "action_updates", [
        {"action_ref": f"ACT-{1 + number % ACTIONS:04}", "updated_at": day(number // ACTIONS * 60 + number % 50),
         "kind": "progress", "text": f"Synthetic update {number}.", "by_role": "Head of service"}
        for number in range(UPDATES)
    ])  # fmt: skip
    _put(inbox, "evidence_documents", [
        {"document_ref": f"DOC-{number:04}", "version": "1", "title": f"Synthetic document {number}", "doc_kind": "policy",
         "required_public": "No", "dated_on": day(number), "review_due_on": day(number + 365, 1100), "owner": "Policy lead",
         "sha256": f"{number:064x}", "contains_personal_data": "No"}
        for number in range(1, DOCUMENTS + 1)
    ])  # fmt: skip


def _put(inbox: Path, register: str, rows: list[dict[str, str]]) -> None:
    folder, columns = inbox / register, contracts.load(register).columns
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{register}.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow([column.header for column in columns.values()])
        lines.writerows([row.get(name, "") for name in columns] for row in rows)
    with (folder / MANIFEST).open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["file", "import_datetime", "la_code", "la_name", "rows"])
        lines.writerow([f"{register}.csv", SENT.isoformat(), LA_CODE, LA_NAME, len(rows)])


def _row(took: Took) -> Row:
    share = took.made["registers"] / took.seconds
    return Row("registers and alerts of a night", f"{took.made['registers']:.1f} s", f"{took.seconds:.1f} s, the whole refresh",
               f"{share:.2f} of it", "0.2", share < BOUND, memory([took]))  # fmt: skip


def _note(took: Took) -> str:
    counts = ", ".join(f"{number:,} {name}" for name, number in took.made["counts"].items())
    return (
        f"Registers and alerts: {counts}. Their share falls as the council grows, for their number does not."
    )
