"""The audit trail: from each measure to the board that looked at it, what was decided, the action, and what is missing."""

from dataclasses import dataclass

from goldenthread.metrics import Metric
from reports.paper import Paper

TITLE = "Audit trail"


@dataclass(frozen=True)
class Chain:
    """One measure's way: who looked at it, what was decided, what is done, and what is missing of these."""

    metric: Metric
    items: list[str]
    decisions: list[str]
    actions: list[str]

    @property
    def missing(self) -> str:
        """What the chain lacks, in words; ``Nothing``."""
        lacks = [
            name
            for name, found in (
                ("a board's look", self.items),
                ("a decision", self.decisions),
                ("an action", self.actions),
            )
            if not found
        ]
        return ", ".join(lacks).capitalize() or "Nothing"


def build(paper: Paper) -> dict:
    """Return the chain of each of the paper's measures."""
    links: dict[tuple[str, str], list[str]] = {}
    for row in paper.links:
        links.setdefault((row["from_ref"], row["link"]), []).append(row["to_ref"])
        links.setdefault((row["to_ref"], f"{row['link']} by"), []).append(row["from_ref"])
    return {"chains": [_chain(metric, links) for metric in paper.metrics]}


def _chain(metric: Metric, links: dict[tuple[str, str], list[str]]) -> Chain:
    items = sorted(links.get((metric.id, "was looked at as"), []))
    decisions = sorted({each for item in items for each in links.get((item, "led to"), [])})
    asked = {each for decision in decisions for each in links.get((decision, "asked for"), [])}
    actions = sorted(asked | set(links.get((metric.id, "should move by"), [])))
    return Chain(metric, items, decisions, actions)
