"""The dbt project builds on a small council, and counts what is there."""

import re


def test_every_model_and_every_test_of_the_project_passes(warehouse):
    failed = [f"{node.name}: {node.message}" for node in warehouse.nodes if node.failed]
    assert not failed, "mend the model, or the rule its test states: " + "; ".join(failed)
    kinds = {node.kind for node in warehouse.nodes}
    assert {"model", "seed", "test", "unit_test"} <= kinds, (
        f"the build left out a kind of node: {sorted(kinds)}"
    )


def test_a_snapshot_counts_people_at_each_covered_month_end_of_each_council(warehouse):
    """Ann all along; Bob in May and June 2024, since the later delivery no longer tells of him."""
    found = warehouse.query("""
        select la_code, period_end, numerator from met_support__long_term_open
        where breakdown = 'all' and la_code in ('501', '502') order by all
    """)
    counts = {(council, str(day)): number for council, day, number in found}
    assert len(counts) == 15 + 3, "fifteen months of Northmoor and three of Southmoor are covered"
    assert counts["501", "2024-04-30"] == 1
    assert counts["501", "2024-05-31"] == counts["501", "2024-06-30"] == 2
    assert counts["501", "2024-07-31"] == counts["501", "2025-06-30"] == 1
    assert counts["502", "2025-05-31"] == 1
    assert counts["502", "2025-06-30"] == 1, "Eve's support ended the day before, Ann's began on the day"


def test_a_flow_comes_by_month_and_by_quarter_with_zeros(warehouse):
    """Cat asked three times; the two deliveries tell of one of them twice. Nobody's request is left out."""
    found = warehouse.query("""
        select period_start, period_end, numerator from met_requests__completed
        where la_code = '501' and breakdown = 'all'
    """)
    counts = {(str(start), str(end)): number for start, end, number in found}
    assert len(counts) == 15 + 5, "a figure for each month and each quarter"
    assert counts["2024-04-01", "2024-04-30"] == counts["2024-04-01", "2024-06-30"] == 1
    assert counts["2024-08-01", "2024-08-31"] == counts["2024-07-01", "2024-09-30"] == 2
    assert counts["2025-01-01", "2025-03-31"] == 0
    left_out = warehouse.query("""
        select event_type, left_out_because, sum(rows_left_out) from fct_events_left_out group by all order by all
    """)
    assert left_out == [("Request", "no person", 1), ("Review", "no person", 5), ("none", "no event", 1)]


def test_every_breakdown_adds_up_to_the_whole_figure(warehouse):
    metrics = [
        name
        for (name,) in warehouse.query(
            "select table_name from duckdb_tables() where starts_with(table_name, 'met_')"
        )
    ]
    assert len(metrics) >= 9, "the build left out a metric"
    for metric in metrics:
        wrong = warehouse.query(f"""
            with parts as (
                select la_code, period_start, period_end, breakdown,
                    sum(numerator) as numerator, sum(denominator) as denominator
                from {metric} where breakdown <> 'all' group by all
            )
            select * from parts inner join {metric} as whole using (la_code, period_start, period_end)
            where whole.breakdown = 'all' and (
                parts.numerator <> whole.numerator or parts.denominator is distinct from whole.denominator
            )
        """)
        assert not wrong, f"{metric}: a case has no place in one of its breakdowns, or has two: {wrong[0]}"
    assert warehouse.query("select count(*) from met_support__long_term_open where breakdown = 'sex'") != [
        (0,)
    ]


def test_an_event_can_be_walked_back_to_the_line_it_was_taken_from(warehouse):
    """Of an event that two deliveries tell of, the line is that of the later one."""
    (found,) = warehouse.query("""
        select load_id, line_number from fct_services where la_code = '501' and started_on = date '2020-01-01'
    """)
    assert found == ("b", 2)


def test_no_model_divides(warehouse):
    """Figures leave as counts; the only quotient is the national arithmetic of age. What others published is quotients."""
    models = [node for node in warehouse.manifest["nodes"].values() if node["resource_type"] == "model"]
    assert models, "the manifest holds no model"
    for node in models:
        if node["name"].startswith(("int_ascof__", "fct_ascof_")):
            continue
        code = re.sub(r"'[^']*'|--[^\n]*", "", node["compiled_code"])
        assert "/" not in code.replace("/ 365.25", ""), (
            f"{node['name']} divides: leave counts, publishing divides"
        )
