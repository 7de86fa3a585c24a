"""The published comparators on the real reference data: totals agree, markers stay, outliers are found by the rule."""

import pytest


@pytest.mark.parametrize("kind", ["region", "council_type"])
def test_councils_are_counted_in_the_areas_of_which_they_are_part(warehouse, kind):
    """The sums of councils are the published totals, which are rounded to 5: each council is in its right area."""
    measures = "'2E(1)', '2E(2a)', '2E(2b)', '3D(1a)', '3D(2a)'"  # no council of these is suppressed by its size alone
    found = warehouse.query(f"""
        with parts as (
            select measure, {kind} as area, sum(denominator) as people, sum(numerator) as counted
            from fct_ascof_published
            where area_type = 'council' and year = '2024/25' and measure in ({measures})
            group by all
        )
        select measure, area, parts.people - whole.denominator, parts.counted - whole.numerator
        from parts inner join fct_ascof_published as whole using (measure, area)
        where whole.year = '2024/25'
    """)
    assert len(found) == 5 * {"region": 9, "council_type": 5}[kind]
    assert [row for row in found if abs(row[2]) > 5 or abs(row[3]) > 5] == []


def test_markers_are_what_was_published_and_are_no_numbers(warehouse):
    """From the workbook: of 2A seven figures are suppressed, of 2E(2b) one is not available."""
    found = dict(
        warehouse.query("""
        select measure || ' ' || outcome_marker, count(*) from fct_ascof_published
        where year = '2024/25' and part = 'all' and measure in ('2A', '2E(2b)', '1C') and outcome_marker is not null
        group by all
    """)
    )
    assert found == {"2A [c]": 7, "2E(2b) [x]": 1, "1C [z]": 174}
    assert warehouse.query(
        "select count(*) from fct_ascof_published where outcome_marker is not null and outcome is not null"
    ) == [(0,)]


def test_worcestershires_2a_is_questioned_by_the_rule_and_in_no_quartile(warehouse):
    """The outlier that a benchmark must ask about: 83 of 637, where half of the councils lie between 66 and 84."""
    ((value, distance, question, quartile),) = warehouse.query("""
        select outcome, distance, question, quartile from fct_ascof_published
        where measure = '2A' and area_name = 'Worcestershire' and year = '2024/25'
    """)
    assert value == 13.0 and distance < -4
    assert question.startswith("Far below") and question.endswith("check before comparing.")
    assert quartile is None


def test_few_figures_are_questioned_and_the_measure_that_the_publisher_warns_of_is_questioned_whole(
    warehouse,
):
    found = dict(
        warehouse.query("""
        select measure, count(*) filter (is_outlier) from fct_ascof_published
        where year = '2024/25' and area_type = 'council' and outcome is not null group by all
    """)
    )
    assert found.pop("3D(1a)") > 30
    assert max(found.values()) <= 6 and 10 < sum(found.values()) < 30
    assert warehouse.query("""
        select count(quartile), count_if(question is null) from fct_ascof_published
        where measure = '3D(1a)' and area_type = 'council' and outcome is not null
    """) == [(0, 0)]


def test_a_long_standing_difference_and_a_small_survey_are_not_questioned(warehouse):
    """Ealing's 3A was as low the year before; ten people of the City of London may well answer otherwise."""
    found = warehouse.query("""
        select area_name, abs(distance) > 3.5, is_outlier from fct_ascof_published
        where year = '2024/25' and (measure, area_name) in (('3A', 'Ealing'), ('5A(1)', 'City of London')) order by 1
    """)
    assert found == [("City of London", False, False), ("Ealing", True, False)]


def test_quartiles_are_quarters(warehouse):
    found = warehouse.query("""
        select quartile, count(*) from fct_ascof_published
        where measure = '2A' and year = '2024/25' and quartile is not null group by all order by all
    """)
    assert [quartile for quartile, _ in found] == [1, 2, 3, 4]
    assert sum(count for _, count in found) == 140 and all(33 <= count <= 37 for _, count in found)


def test_peers_are_their_middle_figure_without_the_one_in_question(built):
    """Leicestershire and Hertfordshire have a figure, Worcestershire's is questioned, Portsmouth's is suppressed."""
    listed = "la_code,peer_la_code,peer_group\n" + "".join(
        f"990,{peer},Ours\n" for peer in (416, 508, 606, 813, 990)
    )
    made = built("+fct_ascof_peers", [], [], listed)
    ((group, councils, figures, questioned, middle, lowest, highest),) = made.query("""
        select peer_group, councils, councils_with_a_figure, councils_questioned, outcome, lowest, highest
        from fct_ascof_peers where la_code = '990' and measure = '2A' and year = '2024/25'
    """)
    two = made.query("""
        select outcome from fct_ascof_published
        where measure = '2A' and year = '2024/25' and la_code in ('508', '606') order by 1
    """)
    assert (group, councils, figures, questioned) == ("Ours", 4, 3, 1)
    assert [(lowest,), (highest,)] == two and lowest < middle < highest
