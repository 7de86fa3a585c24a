"""What councils' papers ask for, from ``reports/requirements.csv``, and which metric or table answers it.

A metric names the requirements whose definition is its own; the file names tables that answer one without a metric, and
says why where nothing does.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from goldenthread import metrics, rooms, screen
from goldenthread.metrics import Metric


class RequirementError(ValueError):
    """A requirement that is neither answered nor explained, or that nobody asked for; the message names it."""


@dataclass(frozen=True)
class Requirement:
    """One thing that a paper asks for. ``reason`` is blank where something answers it."""

    id: str
    paper: str
    place: str  # in a pack
    title: str
    answered_by: list[str]
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Id, what answers it, and why nothing does."""
        return {"id": self.id, "answered_by": self.answered_by, "reason": self.reason}


def read(catalogue: Iterable[Metric], path: Path = rooms.REQUIREMENTS) -> list[Requirement]:
    """Every requirement, in the file's order.

    Raises RequirementError for one that has no answer and no reason, or both, and for a metric that answers one not listed.
    """
    answers: dict[str, list[str]] = {}
    for metric in catalogue:
        for requirement in metric.requirements:
            answers.setdefault(requirement, []).append(metric.id)
    found = []
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if None in row:
                raise RequirementError(
                    f"{path.name}: {row['id']}: its cells are more than its columns: put a cell with a comma in quotes"
                )
            answered = sorted(answers.pop(row["id"], [])) + row["tables"].split()
            if not (answered or row["reason"]):
                raise RequirementError(
                    f"{path.name}: {row['id']}: no metric names it under `requirements`, so say the reason"
                )
            if answered and row["reason"]:
                raise RequirementError(
                    f"{path.name}: {row['id']}: {answered[0]} answers it, so take the reason out of the file"
                )
            found.append(
                Requirement(row["id"], row["paper"], row["place"], row["title"], answered, row["reason"])
            )
    if answers:
        first = min(answers)
        raise RequirementError(f"{path.name}: no row {first}, which {answers[first][0]} says it answers")
    return found


def page(found: list[Requirement]) -> str:
    """The requirements as a page."""
    answered = sum(bool(each.answered_by) for each in found)
    lines = [
        "# What the papers ask for",
        "",
        f"{len(found)} things that five councils' papers ask for; {answered} are answered by a metric or a table.",
        "",
        "| Id | Asked for | Paper | Place in a pack | Answered by, or why not |",
        "|---|---|---|---|---|",
    ]
    for each in found:
        told = ", ".join(f"`{name}`" for name in each.answered_by) or each.reason
        lines.append(f"| {each.id} | {each.title} | {each.paper} | {each.place} | {told} |")
    return "\n".join(lines) + "\n"


def requirements(
    format: Annotated[str, typer.Option(help="table, csv or json.")] = "table",
) -> None:
    """What councils' papers ask for, and the metric or table that answers each."""
    found = read(metrics.catalogue())
    if format == "json":
        screen.as_json([each.as_json() for each in found])
        return
    rows = [[each.id, each.title, ", ".join(each.answered_by), each.reason] for each in found]
    screen.table(rows, ["id", "asked for", "answered by", "reason"], format)
