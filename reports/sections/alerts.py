"""Alerts: what registers and figures together say is wrong, the gravest first. For the council's own people."""

from reports.paper import Paper

TITLE = "What is wrong and not acknowledged"


def build(paper: Paper) -> dict:
    """Return the alerts that nobody acknowledged, in the order of what hangs on them."""
    found = [
        each for each in paper.published.table("fct_alerts", paper.la_code) if not each["is_acknowledged"]
    ]
    found.sort(key=lambda each: (-each["consequence"], str(each["since"]), each["alert_ref"]))
    return {"alerts": found}
