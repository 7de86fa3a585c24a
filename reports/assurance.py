"""The internal page of a release that was built with registers: alerts, actions, evidence, assurance, versions, steps."""

from pathlib import Path

from goldenthread import assurance

TABLES = {
    "actions": (
        "select * from fct_actions "
        "order by la_code, list_position(['Red', 'Amber', 'Green', 'Blue'], brag) nulls last, due_on, action_ref"
    ),
    "coverage": "select * from fct_evidence_coverage order by la_code, quality_statement, evidence_category",
    "levels": (
        "select * from fct_assurance_levels order by la_code, area_kind, "
        "list_position(['None', 'Limited', 'Reasonable', 'Substantial'], assurance_level) nulls first, area"
    ),
    "versions": (
        "select la_code, sa_version, min(refreshed_on) as first_on, max(refreshed_on) as last_on, "
        "count(*) filter (where change_from_last is distinct from 'Removed') as claims, "
        + ", ".join(
            f"count(*) filter (where change_from_last = '{change}') as {change.lower()}"
            for change in ("New", "Unchanged", "Reworded", "Moved", "Removed")
        )
        + " from fct_claim_versions group by all order by la_code, last_on desc, sa_version desc"
    ),
    "changes": (
        "select * from fct_claim_versions where what_changed is not null or what_does_not_hold is not null "
        "or change_from_last in ('Reworded', 'Moved', 'Removed') "
        "order by la_code, refreshed_on desc, sa_version desc, claim_ref"
    ),
    "steps": "select * from assessment_steps order by la_code, notified_on desc, due_on nulls last, step",
    "dependencies": "select * from fct_dependencies order by la_code, is_longest desc, steps desc nulls first, record_ref",
    "measures": "select * from fct_assurance_measures order by la_code, requirement, title",
}


def told(release: Path) -> dict[str, list[dict]] | None:
    """What the page says, from a release's own database; None when it was built without registers."""
    found = assurance.alerts(release, everything=True)
    if found is None:
        return None
    return {"alerts": found} | {name: assurance.rows(release, sql) or [] for name, sql in TABLES.items()}
