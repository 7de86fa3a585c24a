"""Turn a contract into a Great Expectations suite.

No column, code or limit is written here: they live in ``expectations/extracts/*.yml``. Each rule
carries the contract's own sentence, so that a slip reads like the contract.
"""

import great_expectations as gx
import great_expectations.expectations as gxe

from goldenthread.contracts import Contract, Severity
from goldenthread.rules import Rule, blank, listed, rules

GX_SEVERITY = {Severity.REFUSE: "critical", Severity.SET_ASIDE: "critical", Severity.WARN: "warning"}


def suite_for(contract: Contract) -> gx.ExpectationSuite:
    """The suite that judges one delivery of an extract, once it is typed and pseudonymised."""
    expectations = [_expectation(contract, rule) for rule in rules(contract)]
    return gx.ExpectationSuite(name=contract.extract, expectations=expectations)


def view_for(contract: Contract, source: str) -> str:
    """SQL for what the suite judges: ``source`` and, for each rule with a condition, its column where it applies.

    Such a column is null where the rule does not apply and the empty text where it is broken: a value is missing, or
    one of several is not as it should be.
    """
    extra = [
        f"case when {rule.applies or 'true'} then case when {rule.breaks} then '' else 'fine' end end as {_told(rule)}"
        for rule in rules(contract)
        if _is_told(contract, rule)
    ]
    return f"select {', '.join(['*', *extra])} from {source}"


def _is_told(contract: Contract, rule: Rule) -> bool:
    """Whether Great Expectations is told by a column of its own what it cannot see in the rule's."""
    return bool(rule.applies) or rule.kind == "shaped" or contract.columns[rule.column].several


def _told(rule: Rule) -> str:
    return f"{rule.column}__{rule.kind}"


def _expectation(contract: Contract, rule: Rule) -> gxe.Expectation:
    """One rule as GX's own expectation."""
    column = contract.columns[rule.column]
    entry = column.rules[rule.kind]
    said = {
        "severity": GX_SEVERITY[rule.severity],
        "description": rule.sentence,
        "meta": {"rule": rule.id, "severity": rule.severity.value},
    }
    if _is_told(contract, rule):
        return gxe.ExpectColumnValuesToNotBeInSet(column=_told(rule), value_set=[""], **said)
    if rule.kind == "filled" and blank(rule.column, column).endswith("is null"):
        return gxe.ExpectColumnValuesToNotBeNull(column=rule.column, **said)
    if rule.kind == "filled":
        return gxe.ExpectColumnValuesToNotBeInSet(column=f"{rule.column}_state", value_set=["blank"], **said)
    if rule.kind == "listed":
        return gxe.ExpectColumnValuesToBeInSet(column=rule.column, value_set=listed(contract, column), **said)
    if rule.kind == "between":
        return gxe.ExpectColumnValuesToBeBetween(
            column=rule.column, min_value=entry.low, max_value=entry.high, **said
        )
    if rule.kind == "not_before":
        return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=rule.column,
            column_B=entry.column,
            or_equal=True,
            ignore_row_if="either_value_is_missing",  # an open event has no end date
            **said,
        )
    return gxe.ExpectColumnValuesToNotBeInSet(column=f"{rule.column}_state", value_set=["invalid"], **said)
