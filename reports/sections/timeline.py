"""The timeline: what was planned and what happened of assessments and peer challenges, and when boards next look."""

from reports.paper import Paper

TITLE = "Timeline"


def build(paper: Paper) -> dict:
    """Return the events in order of their day; ``dated_on`` is the day on which one happened."""
    events = paper.records_of("event")
    return {
        "events": sorted(
            events, key=lambda each: (str(each["due_on"] or each["dated_on"]), each["record_ref"])
        )
    }
