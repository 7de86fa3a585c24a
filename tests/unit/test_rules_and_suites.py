"""Every rule of every contract, judged twice: by Great Expectations, and by the SQL that counts rows."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations import duckdb_source, suites
from goldenthread import contracts, in_memory, rules
from goldenthread.contracts import Contract, Severity
from goldenthread.conversion import Converter
from goldenthread.synthetic import broken
from goldenthread.synthetic.rows import good_rows, meeting

KINDS = ("filled", "listed", "readable", "between", "not_before", "check_digit", "shaped")
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
    known = rules.rules(contract)
    lines = ", ".join(f"list(_line order by _line) filter (where {rule.breaks})" for rule in known)
    with in_memory.connection() as connection:
        found = connection.execute(f"select {lines} from {source}").fetchone()
    return {rule.id: broken or [] for rule, broken in zip(known, found, strict=True)}


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
    """As SQL says; what Great Expectations says of them stands below, where each rule holds in one of two halves."""
    source = converted(contract, good_rows(contract, GOOD), tmp_path / "good.parquet")
    assert not any(breaking(contract, source).values())


@pytest.mark.parametrize("half", [0, 1])
def test_each_bad_value_breaks_its_own_rule_and_no_other_as_both_judges_say(contract, tmp_path, half):
    """Every second rule is broken, then the others: each half holds where the other does not."""
    known = rules.rules(contract)[half::2]
    rows = good_rows(contract, GOOD) + [bad_row(contract, rule) for rule in known]
    source = converted(contract, rows, tmp_path / "bad.parquet")
    expected = {rule.id: [GOOD + at] for at, rule in enumerate(known)}
    found = {rule: lines for rule, lines in breaking(contract, source).items() if lines}
    assert found == expected, "SQL: a row that breaks a rule must be found by that rule alone"
    assert failing(contract, source) == set(expected), "Great Expectations must say what SQL says"


NO_START = {"event_start_date": ""}
RELEASE_1_CLIENT = "Carer known by association"
BOUNDARIES = [  # a rule, a row as the columns that matter, and whether the row breaks the rule
    ("unit_cost.between", {"unit_cost": "0"}, False),
    ("unit_cost.between", {"unit_cost": "-0.000001"}, True),
    ("unit_cost.between", {"unit_cost": "50000"}, False),
    ("unit_cost.between", {"unit_cost": "50000.000001"}, True),
    ("unit_cost.between", {"unit_cost": ""}, False),
    ("unit_cost.between", {"unit_cost": "£5"}, False),  # which breaks another
    ("event_end_date.not_before", {"event_start_date": "01/06/2025", "event_end_date": "01/06/2025"}, False),
    ("event_end_date.not_before", {"event_start_date": "01/06/2025", "event_end_date": "31/05/2025"}, True),
    ("event_end_date.not_before", {"event_start_date": "01/06/2025", "event_end_date": ""}, False),
    ("event_end_date.not_before", {**NO_START, "client_type": RELEASE_1_CLIENT}, False),
    # A list is met in its own capitals only, without trailing blanks, and by values of both releases.
    ("client_type.listed", {"client_type": "Service user"}, False),
    ("client_type.listed", {"client_type": "SERVICE USER"}, True),
    ("client_type.listed", {"client_type": "Service user  "}, False),
    ("client_type.listed", {"client_type": RELEASE_1_CLIENT}, False),
    ("client_type.listed", {"client_type": "TBC"}, True),
    ("client_type.listed", {"client_type": ""}, False),
    # A condition holds whatever the capitals, and for the release 1 values of what it names.
    ("event_start_date.filled", {**NO_START, "client_type": "Service user"}, True),
    ("event_start_date.filled", {**NO_START, "client_type": "Unpaid carer"}, True),
    ("event_start_date.filled", {**NO_START, "client_type": "Unpaid carer known by association"}, False),
    ("event_start_date.filled", {**NO_START, "client_type": "UNPAID CARER KNOWN BY ASSOCIATION"}, False),
    ("event_start_date.filled", {**NO_START, "client_type": RELEASE_1_CLIENT}, False),
    ("event_start_date.filled", {**NO_START, "client_type": ""}, True),
    # A literal that names nobody is filled in; blanks are not.
    ("la_person_unique_identifier.filled", {"la_person_unique_identifier": "UNKNOWN"}, False),
    ("la_person_unique_identifier.filled", {"la_person_unique_identifier": "   "}, True),
    ("nhs_number.check_digit", {"nhs_number": "Unknown"}, True),
    ("nhs_number.check_digit", {"nhs_number": ""}, False),
]


@pytest.mark.parametrize("breaks", [False, True])
def test_rows_at_each_boundary_are_judged_alike_by_both(cld, tmp_path, breaks):
    given = [(rule, row) for rule, row, breaks_it in BOUNDARIES if breaks_it == breaks]
    base = good_rows(cld, 1)[0]
    source = converted(cld, [base | row for _, row in given], tmp_path / "rows.parquet")
    found = breaking(cld, source)
    for at, (rule, row) in enumerate(given):
        assert (at in found[rule]) == breaks, f"{rule}: {row}"
    assert failing(cld, source) == {rule for rule, lines in found.items() if lines}


def test_every_rule_says_what_is_expected_and_what_to_do(contract):
    for rule in rules.rules(contract):
        header = contract.columns[rule.column].header
        assert rule.sentence.startswith(header) and rule.sentence.endswith("."), rule.id
        assert rule.fix.endswith("."), rule.id
        assert rule.severity in Severity


def test_dropped_columns_have_no_rules_to_judge(contract):
    judged = {rule.column for rule in rules.rules(contract)}
    assert not [name for name in judged if contract.columns[name].personal == "dropped"]
