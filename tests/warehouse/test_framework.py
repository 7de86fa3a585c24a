"""The framework in the warehouse: which rules were in force, what the papers counted, statements beside the Care Act."""

import pytest

from goldenthread import framework


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-11-30", []),
        ("2024-01-29", ["framework 2023-11", "rating A", "timeline 2023-11"]),
        ("2024-09-09", ["framework 2023-11", "rating A", "timeline 2024-09"]),
        ("2025-02-28", ["framework 2023-11", "rating B", "timeline 2024-09"]),
    ],
)
def test_the_rules_in_force_on_a_day(warehouse, day, expected):
    found = warehouse.query(
        "select kind || ' ' || rule_set from dim_assessment_rules "
        f"where '{day}' between effective_from and coalesce(effective_until, '{day}') order by all"
    )
    assert [row[0] for row in found] == expected


def test_leicestershire_counted_fourteen_councils_ten_of_them_good(warehouse):
    found = warehouse.query(
        "select overall_rating, sum(councils) from published_rating_counts "
        "where stated_on = '2024-11-04' group by all order by all"
    )
    assert found == [("Good", 10), ("Requires improvement", 4)]


def test_every_statement_has_sections_a_question_and_where_each_pair_is_from(warehouse):
    pairs = framework.rows("framework_care_act")
    found = warehouse.query("select statement, care_act_section, basis from dim_care_act_crosswalk")
    assert sorted(found) == sorted((row["statement"], row["care_act_section"], row["basis"]) for row in pairs)
    questions = warehouse.query(
        "select position, theme, key_question from dim_care_act_crosswalk group by all order by all"
    )
    assert [row[0] for row in questions] == list(range(1, 10))
    assert len({row[1] for row in questions}) == 4
    assert {basis for _, _, basis in found} == {"printed", "our reading"}


def test_the_nine_statements_are_there_with_what_they_say_of_the_council(warehouse):
    found = warehouse.query("select title, we_statement, i_statement from framework_statements")
    assert len(found) == 9 and all(row[1].startswith("We ") for row in found)
    assert sum(row[2] is not None for row in found) == 5


def test_evidence_categories_that_are_not_applied_are_marked(warehouse):
    found = warehouse.query(
        "select is_applied, count(*) from framework_terms where kind = 'evidence category' group by all"
    )
    assert sorted(found) == [(False, 2), (True, 4)]


COMMANDS_ONLY = {"bank_holidays", "case_tracking_criteria", "pre_election_periods", "rating_limiters"}
NAMES = sorted(path.stem for path in framework.FOLDER.glob("*.csv"))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_where_it_is_from_and_from_when(name):
    found = framework.rows(name)
    assert found and all(row["source"] for row in found)
    assert set(found[0]) & {"effective_from", "held_on", "stated_on", "published"}
    assert {row.get("confidence", "high") for row in found} <= {"high", "medium", "low"}


def test_every_row_is_in_the_warehouse_but_those_that_only_commands_read(warehouse):
    loaded = [name for name in NAMES if name not in COMMANDS_ONLY]
    assert len(NAMES) - len(loaded) == len(COMMANDS_ONLY) == 4
    found = warehouse.query(" union all ".join(f"select '{name}', count(*) from {name}" for name in loaded))
    assert sorted(found) == [(name, len(framework.rows(name))) for name in loaded]
    kept = {row[0] for row in warehouse.query("select table_name from information_schema.tables")}
    assert not kept & COMMANDS_ONLY
