"""Whether the catalogue says of all figures that are the same count that they are: disclosure control knows only what it says."""

import itertools
from collections import defaultdict

import numpy as np
import pyarrow.parquet as pq
import pytest

from goldenthread import metrics
from goldenthread.disclosure import control
from goldenthread.disclosure.figures import ALL, DENOMINATOR, NUMERATOR, REST, Catalogue

PERIODS, DISTINCT, CASES = (
    8,
    4,
    30,
)  # from how many on figures that are the same are so by rule and not by chance
RESIDENTS = "workforce__amhps"  # told for every so many residents, whom the statistics of the nation print
GROUPS = 12  # of a breakdown, from which on its sums are not tried
BY_INVENTION = {
    "practice__audits_by_dimension": "each invented audit grades the same three of its parts",
}
NOT_BY_RULE = {
    "support__direct_payment.numerator": "Client Level Data's people, and a council's own list of payments",
    "support__paid_work_learning_disability.denominator": "of people with a learning disability those of working age",
    "discharges__home_without_reablement.denominator": "home is where somebody went, on whichever pathway",
    "waiting__for_support_median.denominator": "of those that wait, whose wait is known",
    "waiting__over_28_days.denominator": "of those that wait, whose wait is known",
}
"""What so small a council counts alike by chance, and why another need not: what these are a part of is in the catalogue."""


@pytest.fixture(scope="module")
def known():
    return Catalogue(each for each in metrics.catalogue() if each.disclosure not in control.ABOUT_NOBODY)


@pytest.fixture(scope="module")
def counted(demo, known):
    """Counts by metric, part, breakdown and value, each by its period."""
    made = defaultdict(dict)
    path = demo / "published" / "current" / "internal" / "metric_values.parquet"
    for row in pq.read_table(path).to_pylist():
        if row["metric_id"] not in known.metrics:
            continue
        one, whole = row["numerator"], row["denominator"]
        parts = {NUMERATOR: one, DENOMINATOR: whole}
        if one is not None and whole is not None:
            parts[REST] = whole - one
        for part in known.parts(row["metric_id"]):
            at = row["metric_id"], part, row["breakdown"], row["breakdown_value"]
            made[at][row["period_start"], row["period_end"]] = parts[part]
    return made


def enough(counts: list[int]) -> bool:
    return len(counts) >= PERIODS and len(set(counts)) >= DISTINCT and sum(counts) >= CASES


def said(known, metric: str, part: str, other: str, breakdown: str) -> bool:
    """Whether the catalogue says that a count is some groups of another; the rest of a denominator, that the numerator is."""
    part = NUMERATOR if part == REST else part
    theirs = known.groups_of.get(known.series(metric, part))
    return theirs is not None and (theirs.count, theirs.breakdown) == (other, breakdown)


def test_what_two_metrics_count_alike_in_every_period_the_catalogue_connects(counted, known):
    wholes = {at[:2]: counts for at, counts in counted.items() if at[2] == ALL}
    alike = []
    for one, other in itertools.combinations(sorted(wholes), 2):
        shared = sorted(wholes[one].keys() & wholes[other].keys())
        mine = [wholes[one][period] for period in shared]
        if known.family(one[0]) == known.family(other[0]) or not enough(mine):
            continue
        if mine == [wholes[other][period] for period in shared] and RESIDENTS not in (one[0], other[0]):
            alike.append(f"{one} and {other}")
    assert alike == [], "say same_counts, or part_of"


def test_what_is_some_groups_of_another_metric_in_every_period_the_catalogue_says_so(counted, known):
    tables = defaultdict(dict)
    for (metric, part, breakdown, value), counts in counted.items():
        if breakdown != ALL and " x " not in breakdown:
            tables[metric, part, breakdown][value] = counts
    alike = []
    for (metric, part, breakdown), groups in sorted(tables.items()):
        periods = sorted({period for counts in groups.values() for period in counts})
        if not 2 <= len(groups) <= GROUPS or len(periods) < PERIODS:
            continue
        rows = np.array([[counts.get(period, 0) for counts in groups.values()] for period in periods])
        choices = np.array(
            [each for each in itertools.product((0, 1), repeat=len(groups)) if 0 < sum(each) < len(each)]
        )
        sums, row_of = rows @ choices.T, {period: row for row, period in enumerate(periods)}
        for (mine, my_part, by, _), counts in sorted(counted.items()):
            shared = [period for period in counts if period in row_of]
            wanted = [counts[period] for period in shared]
            if by != ALL or mine == metric or not enough(wanted) or metric in BY_INVENTION:
                continue
            if f"{mine}.{my_part}" in NOT_BY_RULE or said(
                known, mine, my_part, known.series(metric, part), breakdown
            ):
                continue
            theirs = counted.get((metric, part, ALL, ALL), {})
            if [theirs.get(period) for period in shared] == wanted:
                continue  # all groups that have anybody: the test above
            same = (sums[[row_of[period] for period in shared]] == np.array(wanted)[:, None]).all(axis=0)
            if same.any():
                best = min(np.flatnonzero(same), key=lambda each: choices[each].sum())
                names = [value for value, is_in in zip(groups, choices[best], strict=True) if is_in]
                alike.append(f"{mine}.{my_part} is {metric}.{part}, {breakdown} {names}")
    assert alike == [], "say groups_of"
