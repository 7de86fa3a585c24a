"""A contract's fields as the national data quality values judge them: SQL for whether each was wanted, and what came.

For every field a row has two codes, as the national validation gives them: whether the field is mandatory,
applicable or not (``cond``), and whether it passed (``chk``). What a coded field's text is worth is decided
in SQL against the national lists; here it is only said to be filled. The expressions are over ``raw/``.
"""

from dataclasses import dataclass

from goldenthread.contracts import Column, Contract
from goldenthread.rules import blank, condition, listed, rules

MANDATORY, APPLICABLE, NOT_APPLICABLE, UNDETERMINED = 2, 1, 0, -1
FILLED, BLANK, UNREADABLE, OUT_OF_BOUNDS, OUT_OF_ORDER = 1, 0, -2, -3, -4
PERSONAL = "'N/A - PID'"
"""What stands for the value of a field that says who somebody is, as it does nationally."""
FAULTS = {
    "readable": UNREADABLE,
    "check_digit": UNREADABLE,
    "between": OUT_OF_BOUNDS,
    "not_before": OUT_OF_ORDER,
}


@dataclass(frozen=True)
class ValidatedField:
    """One field: ``status``, ``found`` and ``value`` are SQL; ``codes`` its list, where its texts are held to one."""

    field: str
    header: str
    module: str
    codes: str | None
    status: str
    found: str
    value: str


def fields(contract: Contract) -> list[ValidatedField]:
    """The validated fields of a contract, in its order."""
    return [
        ValidatedField(
            name,
            column.header,
            column.module,
            column.codes if "listed" in column.rules else None,
            _status(contract, name, column),
            _found(contract, name, column),
            _value(name, column),
        )
        for name, column in contract.columns.items()
        if column.validated
    ]


def _status(contract: Contract, name: str, column: Column) -> str:
    """SQL: whether a row must, may or cannot have the field; undetermined where what decides it is itself wanting."""
    filled = column.rules.get("filled")
    told = str(MANDATORY if filled else APPLICABLE)
    if filled and filled.when:
        told = f"case when {condition(contract, filled.when)} then {MANDATORY} else {APPLICABLE} end"
    if not column.applies:
        return told
    unsure = " or ".join(f"({_unsure(contract, decider)})" for decider in column.applies)
    if name in column.applies:
        raise ValueError(f"{name} cannot decide whether it applies itself")
    return (
        f"case when {unsure} then {UNDETERMINED} when not ({condition(contract, column.applies)}) "
        f"then {NOT_APPLICABLE} else {told} end"
    )


def _unsure(contract: Contract, name: str) -> str:
    """SQL: the column is blank where it must not be, or holds a text that is in no list."""
    column = contract.columns[name]
    if not column.codes:
        return f"{name} is null"
    known = ", ".join("'" + text.upper().replace("'", "''") + "'" for text in listed(contract, column))
    filled = column.rules.get("filled")
    wanted = condition(contract, filled.when) if filled and filled.when else "true"
    return f"coalesce(upper({name}) not in ({known}), {wanted})"


def _found(contract: Contract, name: str, column: Column) -> str:
    """SQL: blank, filled, or filled with what cannot be; null where nothing is kept that could say."""
    if column.personal == "dropped":
        return "null"
    broken = "".join(
        f" when {rule.breaks} then {FAULTS[rule.kind]}"
        for rule in rules(contract)
        if rule.column == name and rule.kind in FAULTS
    )
    return f"case when {blank(name, column)} then {BLANK}{broken} else {FILLED} end"


def _value(name: str, column: Column) -> str:
    """SQL: the value as it was submitted, unless it could say who somebody is."""
    if column.personal == "dropped":
        return "null"
    return PERSONAL if column.personal else f"cast({name} as varchar)"


def macro(contract: Contract) -> str:
    """The fields as a dbt macro ``<extract>_fields``, which gives a list of mappings."""
    lines = [f"{{% macro {contract.extract}_fields() %}}", "{%- set fields = ["]
    for each in fields(contract):
        lines.append("    {")
        for key, text in vars(each).items():
            said = "none" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
            lines.append(f'        "{key}": {said},')
        lines.append("    },")
    return "\n".join([*lines, "] -%}", "{{ return(fields) }}", "{% endmacro %}"]) + "\n"
