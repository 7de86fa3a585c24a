"""Where a measure's figures come from: a page beside the paper, to which each figure of it leads."""

from typing import Any

from jinja2 import Environment

from goldenthread import grades
from goldenthread.metrics import Metric
from reports.paper import Paper

MONTHS = 36


def page(environment: Environment, paper: Paper, metric: Metric) -> str:
    """The page as HTML: definition, every figure with its counts, files and hashes, grade, decisions and actions, and SQL."""
    figures = [
        value
        for value in paper.published.run(metric, paper.la_code, paper.period.end, MONTHS)
        if not value.missing
    ]
    return environment.get_template("provenance.html.j2").render(
        rendition="html",
        paper=paper,
        metric=metric,
        now=paper.value(metric),
        figures=figures,
        groups=paper.published.breakdowns(metric, paper.la_code, paper.period),
        quality=grades.of(paper.published, metric.id, paper.la_code),
        deliveries=_deliveries(paper, metric),
        decided=_decided(paper, metric),
        actions=paper.actions_for(metric),
    )


def _deliveries(paper: Paper, metric: Metric) -> list[dict[str, Any]]:
    """What the measure was counted from: its own extract's deliveries, and Client Level Data's where it counts with both."""
    extracts = [metric.extract] + (
        ["cld"] if metric.with_client_level_data and metric.extract != "cld" else []
    )
    return [each for extract in extracts for each in paper.published.deliveries(extract, paper.la_code)]


def _decided(paper: Paper, metric: Metric) -> list[dict[str, Any]]:
    """The decisions that came of a board's look at the measure."""
    items = {
        row["to_ref"]
        for row in paper.links
        if row["from_ref"] == metric.id and row["link"] == "was looked at as"
    }
    found = {row["to_ref"] for row in paper.links if row["from_ref"] in items and row["link"] == "led to"}
    return [paper.records[ref] for ref in sorted(found) if ref in paper.records]
