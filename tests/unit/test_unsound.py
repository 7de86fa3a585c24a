"""Sums that the catalogue promises and figures break: they are told, for what is withheld is chosen without them."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_attack import CELLS, COUNT, FLOW, LOCAL, MARCH, PARTS, SCHEMA, found, part, release, values

from goldenthread import metrics
from goldenthread.disclosure import control, last_look

ALL = ("all", "all")
QUARTER = (dt.date(2026, 1, 1), MARCH[1])
MONTHS = [(dt.date(2026, 1, 1), dt.date(2026, 1, 31)), (dt.date(2026, 2, 1), dt.date(2026, 2, 28)), MARCH]
WAITING = values(PARTS, "waiting__for_assessment")


def quarter(*months: int) -> pa.Table:
    """A quarter of 30, and its months."""
    told = [values({ALL: count}, FLOW, month) for count, month in zip(months, MONTHS, strict=True)]
    return pa.concat_tables([values({ALL: 30}, FLOW, QUARTER), *told])


def pathways(third: int) -> pa.Table:
    """Discharges by pathway, of which 12 are on pathway 3, and what the share on it counts."""
    groups = {"Pathway 0": 2000, "Pathway 1": 2, "Pathway 3": 12}
    cells = [("discharges__by_pathway", "pathway", name, count, None) for name, count in groups.items()]
    cells += [("discharges__by_pathway", *ALL, 2014, None), ("discharges__pathway_3", *ALL, third, 2014)]
    rows = [(name, "990", *QUARTER, by, value, *counts, 1.0) for name, by, value, *counts in cells]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (values(CELLS), None),
        (values(CELLS | {ALL: 31}), f"The groups of {COUNT}.numerator by sex do not add up to it: {COUNT}@2026-03-01..2026-03-31."),
        (quarter(10, 10, 10), None),
        (quarter(10, 10, 11), f"The months of {FLOW}.numerator do not add up to its quarter: {FLOW}@2026-01-01..2026-03-31."),
        (pathways(12), None),
        (pathways(13), "discharges__pathway_3.numerator is not the sum of those of discharges__by_pathway.numerator by pathway that it is by "
         "groups_of: discharges__pathway_3@2026-01-01..2026-03-31."),
        (pa.concat_tables([WAITING, part("waiting__median_wait", PARTS)]), None),
        (pa.concat_tables([WAITING, part("waiting__median_wait", PARTS | {ALL: 31, ("sex", "Male"): 21})]),
         "waiting__median_wait.denominator counts more than waiting__for_assessment.numerator, of which it is part_of: "
         "waiting__for_assessment@2026-03-01..2026-03-31 and 1 more."),
    ],
)  # fmt: skip
def test_a_sum_that_figures_break_is_told_with_its_first_place_and_one_that_holds_is_not(table, told):
    said = control.controlled(table, metrics.catalogue(), LOCAL).unsound
    assert [each.split(" What is withheld")[0] for each in said] == ([told] if told else [])


def test_a_part_that_is_more_than_its_whole_is_withheld_as_any_other_and_keeps_no_release_in(tmp_path):
    """Two women are withheld in both, and a group beside them; nothing of the release can be worked out from either."""
    more = PARTS | {ALL: 31, ("sex", "Male"): 21}
    table = pa.concat_tables([WAITING, part("waiting__median_wait", more)])
    made = control.controlled(table, metrics.catalogue(), LOCAL)
    gone = {(row["metric_id"], row["breakdown_value"]) for row in made.figures.to_pylist() if row["withheld"]}
    assert len(gone) >= 4 and {name for name, value in gone if value == "Female"} == {
        "waiting__for_assessment",
        "waiting__median_wait",
    }
    folder = release(tmp_path, "2026-04-23-a", table)
    last_look.refuse(folder / "public", table, made.settled, metrics.catalogue(), LOCAL)
    assert found(folder) == []


COUNTS = st.fixed_dictionaries({cut: st.integers(0, 12) for cut in PARTS})


@given(COUNTS, COUNTS)
def test_figures_that_add_up_to_nothing_are_settled_or_refused_in_a_sentence(whole, more):
    """Whatever two metrics say of each other, right or wrong, a night ends with a release or with words."""
    table = pa.concat_tables([values(whole, "waiting__for_assessment"), part("waiting__median_wait", more)])
    try:
        made = control.controlled(table, metrics.catalogue(), LOCAL)
    except control.GivenAway as refused:
        assert "could be worked out" in str(refused)
    else:
        small = [count for cut in (whole, more) for count in cut.values() if 0 < count < LOCAL.smallest_shown]
        assert made.withheld >= len(small) and all(
            each.endswith("(docs/disclosure.md).") for each in made.unsound
        )
