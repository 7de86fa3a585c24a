"""Revisions: what the last frozen paper said, what is now known of the same figures, and why they differ."""

from dataclasses import dataclass

from goldenthread.metrics import Metric
from goldenthread.periods import parse
from goldenthread.published import Value
from reports import filters
from reports.paper import Paper

TITLE = "What was said last time"
METHOD, RECORDS = "The method changed", "Records came, went or were corrected since"


@dataclass(frozen=True)
class Revised:
    """A figure as it was reported, and as it is known now; ``before`` is that figure's reference in its own release."""

    metric: Metric
    then: str
    now: Value
    before: str
    because: str


def build(paper: Paper) -> dict:
    """Return each figure of the last paper beside what is known now; ``last`` is that paper, None where there is none."""
    last = paper.earlier
    if last is None:
        return {"last": None, "rows": [], "same": 0}
    period = parse(last["period"])
    rows, same = [], 0
    for metric in paper.metrics:
        if said := last["figures"].get(metric.id):
            now = paper.value(metric, period)
            if filters.stated(now, metric) == said["said"]:
                same += 1
                continue
            method = said["method_version"] != metric.method_version
            rows.append(Revised(metric, said["said"], now, said["ref"], METHOD if method else RECORDS))
    return {"last": last, "period": period, "rows": rows, "same": same}
