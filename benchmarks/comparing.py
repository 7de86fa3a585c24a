"""Whether the pandas script found what the release says: the comparison counts for nothing otherwise."""

from collections import Counter
from pathlib import Path

import duckdb

KEY = "metric_id, la_code, period_start, period_end, breakdown, breakdown_value"
METRICS = ("assessments__eligible", "placements__short_term_over_six_weeks", "requests__completed",
           "reviews__last_review_unknown", "reviews__overdue", "reviews__planned", "reviews__reviewed_in_year",
           "support__direct_payment", "support__long_term_open")  # fmt: skip
"""Those that the pandas script measures: the first ones of Client Level Data, each with every breakdown."""
MEASURED = f"metric_id in ({', '.join(map(repr, METRICS))})"
"""The script measures some of the metrics, and is held against these alone."""
FIGURES = f"""
with ours as (
    select {KEY}, numerator, denominator from read_parquet($ours) where {MEASURED}
),

theirs as (
    select * replace (period_start::date as period_start, period_end::date as period_end)
    from read_parquet($theirs)
)

select {KEY}, ours.numerator, theirs.numerator, ours.denominator, theirs.denominator
from ours full join theirs using ({KEY})
where ours.numerator is distinct from theirs.numerator or ours.denominator is distinct from theirs.denominator
order by all
"""
BROKEN = """
select rule, sum(unexpected) from read_parquet($1)
where door = 'front' and contains(rule, '.') group by rule order by rule
"""


class Differs(AssertionError):
    """The two sides do not say the same; the message shows the first of what differs."""


def same_figures(release: Path, folder: Path) -> int:
    """Hold every figure of the script, breakdowns too, against the release; gives how many there are."""
    ours, theirs = release / "internal" / "metric_values.parquet", folder / "metric_values.parquet"
    found = duckdb.execute(FIGURES, {"ours": str(ours), "theirs": str(theirs)}).fetchall()
    if found:
        shown = "\n".join(str(row) for row in found[:20])
        raise Differs(f"{len(found)} figures differ between release and pandas script:\n{shown}")
    asked = f"select count(*) from read_parquet($1) where {MEASURED}"
    (figures,) = duckdb.execute(asked, [str(ours)]).fetchone()
    return figures


def same_faults(release: Path, broken: dict[str, int]) -> int:
    """Hold the script's count for every rule against the front door's; gives how many rules there are."""
    kept = dict(duckdb.execute(BROKEN, [str(release / "internal" / "quality_results.parquet")]).fetchall())
    unlike = {
        rule: (kept.get(rule), broken.get(rule))
        for rule in {*kept, *broken}
        if kept.get(rule) != broken.get(rule)
    }
    if unlike:
        raise Differs(f"rules counted otherwise (release, script): {unlike}")
    return len(kept)


def same_national(ours: dict[str, list[list[str]]], literal: dict[str, list[list[str]]]) -> int:
    """Hold every figure of the national models against the literal form's; gives how many rows of figures there are.

    The literal form gives 2D for three months before each period, where our models leave out what hospital
    records do not cover: of 2D alone, ours may be fewer.
    """
    unlike = []
    for name, rows in ours.items():
        found, other = Counter(map(tuple, rows)), Counter(map(tuple, literal[name]))
        unlike += [(name, "ours", *row) for row in found - other]
        unlike += [(name, "literal", *row) for row in other - found if name != "2d"]
    if unlike:
        shown = "\n".join(map(str, sorted(unlike)[:20]))
        raise Differs(
            f"{len(unlike)} figures differ between the national models and the literal form:\n{shown}"
        )
    return sum(map(len, ours.values()))
