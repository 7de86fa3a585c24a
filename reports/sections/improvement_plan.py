"""The improvement plan: its actions, the gravest rating first, each with why it has that rating and what it is to move."""

from dataclasses import dataclass
from typing import Any

from reports.paper import Paper

TITLE = "The improvement plan"
BRAG = ("Red", "Amber", "Green", "Blue")
MEANING = {
    "Red": "late, or called complete without evidence",
    "Amber": "at risk",
    "Green": "on track",
    "Blue": "complete, and its evidence is held",
}


@dataclass(frozen=True)
class Action:
    """One action and the titles of the measures that it is to move."""

    record: dict[str, Any]
    measures: list[str]

    @property
    def ref(self) -> str:
        """Its id, which is its reference too."""
        return self.record["record_ref"]

    @property
    def progress(self) -> str:
        """Its milestones: ``2 of 3 milestones``."""
        of = self.record["milestones"]
        return (
            f"{self.record['milestones_met']} of {of} milestone{'s' if of != 1 else ''}"
            if of
            else "no milestone"
        )

    @property
    def moved(self) -> bool:
        """Whether it is due later than it was at first."""
        first, now = self.record["baseline_due_on"], self.record["due_on"]
        return bool(first and now and now > first)


def build(paper: Paper) -> dict:
    """Return the actions, and how many there are of each rating."""
    titles = {metric.id: metric.title for metric in paper.published.catalogue}
    moves: dict[str, list[str]] = {}
    for row in paper.links:
        if row["link"] == "should move" and row["to_ref"] in titles:
            moves.setdefault(row["from_ref"], []).append(titles[row["to_ref"]])
    actions = [Action(row, sorted(moves.get(row["record_ref"], []))) for row in paper.records_of("action")]
    actions.sort(
        key=lambda each: (
            BRAG.index(each.record["brag"]) if each.record["brag"] in BRAG else len(BRAG),
            each.ref,
        )
    )
    counts = [
        (rating, MEANING[rating], sum(each.record["brag"] == rating for each in actions)) for rating in BRAG
    ]
    return {"actions": actions, "counts": counts}
