"""Every rule of every contract, judged twice: by Great Expectations, and by the SQL that counts rows."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import duckdb_source, suites
from goldenthread import contracts, rules
from goldenthread.contracts import Contract, Severity
from goldenthread.conversion import Converter
from goldenthread.synthetic import broken
from goldenthread.synthetic.rows import good_rows, meeting

KINDS = ("filled", "listed", "readable", "between", "not_before", "check_digit")
GOOD = 40  # rows that break nothing, before the bad ones


def converted(contract: Contract, rows: list[dict[str, str]], path: Path) -> str:
    """Rows as ``raw/`` would have them; gives SQL for them."""
    sent = {name: pa.array([row[name] for row in rows]).dictionary_encode() for name in contract.columns}
    table = Converter(contract, bytes(32), "load").table(pa.table(sent), np.arange(len(rows)))
    pq.write_table(table, path)
    return f"read_parquet('{path}')"


def bad_row(contract: Contract, rule: rules.Rule) -> dict[str, str]:
    """A good row in which one value breaks one rule."""
    entry = contract.columns[rule.column].rules[rule.kind]
    row = meeting(contract, good_rows(contract, 1)[0], entry.when)
    value, _ = broken._worse(contract, row, rule.column, rule.kind, entry)
    return row | {rule.column: value}


def breaking(contract: Contract, source: str) -> dict[str, list[int]]:
    """Rule to the rows, by number, that break it: as the front door's SQL says."""
    with duckdb.connect() as connection:
        return {
            rule.id: [
                line
                for (line,) in connection.execute(
                    f"select _line from {source} where {rule.breaks}"
                ).fetchall()
            ]
            for rule in rules.rules(contract)
        }


def failing(contract: Contract, source: str) -> set[str]:
    """Rules that do not hold: as Great Expectations says."""
    verdicts = duckdb_source.judge(suites.view_for(contract, source), suites.suite_for(contract))
    assert len(verdicts) == len(rules.rules(contract))
    return {verdict["rule"] for verdict in verdicts if not verdict["success"]}


@pytest.fixture(params=contracts.names())
def contract(request) -> Contract:
    return contracts.load(request.param)


def test_the_contracts_have_rules_of_every_kind():
    kinds = {rule.kind for name in contracts.names() for rule in rules.rules(contracts.load(name))}
    assert kinds == set(KINDS), (
        "a new kind of rule needs its bad value in synthetic/broken.py, and its name here"
    )
    assert len(rules.rules(contracts.load("cld"))) > 60


def test_good_rows_break_nothing(contract, tmp_path):
    source = converted(contract, good_rows(contract, GOOD), tmp_path / "good.parquet")
    assert failing(contract, source) == set()
    assert not any(breaking(contract, source).values())


@pytest.mark.parametrize("kind", KINDS)
def test_each_bad_value_breaks_its_own_rule_and_no_other_as_both_judges_say(contract, tmp_path, kind):
    known = [rule for rule in rules.rules(contract) if rule.kind == kind]
    rows = good_rows(contract, GOOD) + [bad_row(contract, rule) for rule in known]
    source = converted(contract, rows, tmp_path / "bad.parquet")
    expected = {rule.id: [GOOD + at] for at, rule in enumerate(known)}
    found = {rule: lines for rule, lines in breaking(contract, source).items() if lines}
    assert found == expected, "SQL: a row that breaks a rule must be found by that rule alone"
    assert failing(contract, source) == set(expected), "Great Expectations must say what SQL says"


def verdicts(contract: Contract, tmp_path: Path, rule: str, *rows: dict[str, str]) -> list[bool]:
    """Whether each of some rows breaks a rule, given as the columns that matter."""
    base = good_rows(contract, 1)[0]
    source = converted(contract, [base | row for row in rows], tmp_path / "rows.parquet")
    lines = breaking(contract, source)[rule]
    assert (rule in failing(contract, source)) == bool(lines)
    return [at in lines for at in range(len(rows))]


def test_bounds_themselves_are_within_bounds(cld, tmp_path):
    costs = ["0", "-0.000001", "50000", "50000.000001", "", "£5"]
    rows = [{"unit_cost": cost} for cost in costs]
    assert verdicts(cld, tmp_path, "unit_cost.between", *rows) == [False, True, False, True, False, False]


def test_an_end_on_the_day_of_the_start_or_without_one_is_not_before_it(cld, tmp_path):
    dates = [
        ("01/06/2025", "01/06/2025"),
        ("01/06/2025", "31/05/2025"),
        ("01/06/2025", ""),
        ("", "31/05/2025"),
    ]
    rows = [{"event_start_date": start, "event_end_date": end} for start, end in dates]
    assert verdicts(cld, tmp_path, "event_end_date.not_before", *rows) == [False, True, False, False]


def test_a_list_is_met_in_its_own_capitals_only_and_by_values_of_both_releases(cld, tmp_path):
    one = next(value.value for value in cld.values("Client_Type") if value.release == "1")
    rows = [
        {"client_type": text} for text in ("Service user", "SERVICE USER", "Service user  ", one, "TBC", "")
    ]
    assert verdicts(cld, tmp_path, "client_type.listed", *rows) == [False, True, False, False, True, False]


NO_START = [
    # The start of an event: filled unless the row is a carer's known by association.
    ("Service", "Service user", True),
    ("", "Unpaid carer", True),
    ("", "Unpaid carer known by association", False),
    ("", "UNPAID CARER KNOWN BY ASSOCIATION", False),
    ("", "Carer known by association", False),  # as release 1 had it
    ("", "", True),
]


def test_a_condition_holds_through_capitals_and_releases(cld, tmp_path):
    rows = [
        {"event_type": event, "client_type": client, "event_start_date": ""} for event, client, _ in NO_START
    ]
    missing = [missing for *_, missing in NO_START]
    assert verdicts(cld, tmp_path, "event_start_date.filled", *rows) == missing


def test_a_literal_that_names_nobody_is_filled_in(cld, tmp_path):
    rows = [{"la_person_unique_identifier": text} for text in ("UNKNOWN", "   ", "")]
    assert verdicts(cld, tmp_path, "la_person_unique_identifier.filled", *rows) == [False, True, True]


def test_every_rule_says_what_is_expected_and_what_to_do(contract):
    for rule in rules.rules(contract):
        header = contract.columns[rule.column].header
        assert rule.sentence.startswith(header) and rule.sentence.endswith("."), rule.id
        assert rule.fix.endswith("."), rule.id
        assert rule.severity in Severity


def test_dropped_columns_have_no_rules_to_judge(contract):
    judged = {rule.column for rule in rules.rules(contract)}
    assert not [name for name in judged if contract.columns[name].personal == "dropped"]
