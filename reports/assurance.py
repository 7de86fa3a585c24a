"""The internal page of a release that was built with registers: alerts, actions, evidence, measures."""

from pathlib import Path

from goldenthread import assurance

TABLES = {
    "actions": (
        "select * from fct_actions "
        "order by la_code, list_position(['Red', 'Amber', 'Green', 'Blue'], brag) nulls last, due_on, action_ref"
    ),
    "coverage": "select * from fct_evidence_coverage order by la_code, quality_statement, evidence_category",
    "measures": "select * from fct_assurance_measures order by la_code, requirement, title",
}


def told(release: Path) -> dict[str, list[dict]] | None:
    """What the page says, from a release's own database; None when it was built without registers."""
    found = assurance.alerts(release, everything=True)
    if found is None:
        return None
    return {"alerts": found} | {name: assurance.rows(release, sql) or [] for name, sql in TABLES.items()}
