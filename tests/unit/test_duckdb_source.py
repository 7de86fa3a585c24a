"""The adapter that lets Great Expectations judge on DuckDB, and whether it is still needed."""

import warnings

import duckdb
import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.expectations.registry import get_expectation_impl
from great_expectations.util import camel_to_snake

from expectations import duckdb_source, suites
from goldenthread import contracts


def expectation(rule: str, **arguments) -> gxe.Expectation:
    return gxe.ExpectColumnValuesToBeInSet(**arguments, meta={"rule": rule, "severity": "warn"})


def test_verdicts_come_in_the_suites_order_and_say_nothing_of_values():
    suite = gx.ExpectationSuite(
        name="two",
        expectations=[
            expectation("letters", column="letter", value_set=["a", "b"]),
            expectation("numbers", column="number", value_set=[1, 2]),
        ],
    )
    query = "select * from (values ('a', 1), ('secret', 2)) as given(letter, number)"
    letters, numbers = duckdb_source.judge(query, suite)
    assert (letters["rule"], letters["success"]) == ("letters", False)
    assert (numbers["rule"], numbers["success"]) == ("numbers", True)
    assert "secret" not in str(letters)
    assert set(letters) == {"rule", "expectation", "arguments", "description", "severity", "success"}


def test_what_cannot_be_judged_never_passes():
    suite = gx.ExpectationSuite(
        name="one", expectations=[expectation("gone", column="gone", value_set=["a"])]
    )
    try:
        (verdict,) = duckdb_source.judge("select 'a' as letter", suite)
    except RuntimeError as problem:
        assert "could not judge gone" in str(problem)
    else:
        assert not verdict["success"], "a rule about a column that is not there must not pass"


def test_judging_needs_the_one_kept_connection_still(tmp_path):
    """Without it, Great Expectations' own SQL source cannot read what it has just asked DuckDB."""
    database = tmp_path / "judged.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table judged as select 'a' as letter")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    with warnings.catch_warnings(action="ignore"):  # that there is an adapter
        source = context.data_sources.add_sql("plain", connection_string=f"duckdb:///{database}")
    suite = gx.ExpectationSuite(
        name="one", expectations=[expectation("one", column="letter", value_set=["a"])]
    )
    try:
        asset = source.add_table_asset("judged", table_name="judged")
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        works = batch.validate(suite, result_format="BOOLEAN_ONLY").success
    except Exception:  # whichever error of whichever layer: all that counts is that it does not work
        works = False
    assert not works, (
        "Great Expectations' own SQL source now works on DuckDB: delete the engine and the data source in "
        "expectations/duckdb_source.py, and use add_sql in judge"
    )


def test_an_expectation_asks_for_the_same_as_great_expectations_own_and_works_it_out_once():
    suite = suites.suite_for(contracts.load("cld"))
    types = {each.expectation_type for each in suite.expectations}
    remembered = {get_expectation_impl(camel_to_snake(each.__name__)) for each in duckdb_source.REMEMBERED}
    assert {get_expectation_impl(each) for each in types} <= remembered, (
        "add the expectation that a rule is now judged by to REMEMBERED in expectations/duckdb_source.py"
    )
    for own in suite.expectations:
        ours = own.configuration.to_domain_obj()
        assert type(ours) in remembered
        assert ours.configuration is ours.configuration
        assert ours.configuration.to_json_dict() == own.configuration.to_json_dict()
