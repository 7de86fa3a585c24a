"""Unit tests of models, asked by DuckDB: each is asked, and each can fail."""

import copy

import duckdb
import pytest
import unit_tests


@pytest.fixture(scope="module")
def asked(warehouse):
    with duckdb.connect(str(warehouse.database), read_only=True) as connection:
        yield unit_tests.Asked(connection, warehouse.manifest)


@pytest.fixture(scope="module")
def tests(warehouse):
    return [each for each in warehouse.manifest["unit_tests"].values() if not unit_tests.needs_dbt(each)]


def test_every_unit_test_of_the_project_was_asked_once(warehouse):
    asked = sorted(node.name for node in warehouse.nodes if node.kind == "unit_test")
    assert len(asked) > 400
    assert asked == sorted(each["name"] for each in warehouse.manifest["unit_tests"].values())


def test_few_are_left_to_dbt(warehouse, tests):
    assert 0 < len(warehouse.manifest["unit_tests"]) - len(tests) < 50


def test_with_a_row_more_than_comes_out_a_unit_test_fails(asked, tests):
    for each in tests[::6]:
        more = copy.deepcopy(each)
        rows = more["expect"]["rows"]
        rows.append(dict(rows[-1]) if rows else dict.fromkeys(asked.types[f"main.{each['model']}"]))
        assert asked.problem(more).startswith("missing: "), each["name"]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda test: test["expect"]["rows"].append(dict(test["expect"]["rows"][0])), "missing: "),
        (lambda test: test["expect"]["rows"][0].update(none_such=1), "has no column none_such"),
        (lambda test: test["given"][0]["rows"][0].update(none_such=1), "has no column none_such"),
        (lambda test: test["given"].pop(), "of which no rows are given"),
        (lambda test: test["given"].append({"input": "ref('dim_month_end')", "rows": []}), "does not read main.dim_month_end"),
    ],
)  # fmt: skip
def test_a_unit_test_that_is_wrong_says_how(asked, tests, spoil, told):
    wrong = copy.deepcopy(next(each for each in tests if each["model"] == "int_cld__events"))
    assert not asked.problem(wrong)
    spoil(wrong)
    assert told in asked.problem(wrong)
