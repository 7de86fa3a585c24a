"""Good rows of any extract, made from its contract alone: every column filled, no rule broken."""

import datetime as dt
import functools

import numpy as np

from goldenthread import contracts, metrics
from goldenthread.contracts import METRICS, Column, Condition, Contract
from goldenthread.periods import financial_year
from goldenthread.synthetic.identifiers import nhs_numbers
from goldenthread.synthetic.submissions import LA_CODE

PERIOD_END = dt.date(2026, 3, 31)
Row = dict[str, str]  # by the contract's column names


def good_rows(contract: Contract, count: int, period_end: dt.date = PERIOD_END) -> list[Row]:
    """``count`` rows (at most 500) of the twelve months to ``period_end``."""
    period_start = period_end.replace(year=period_end.year - 1) + dt.timedelta(days=1)
    persons = nhs_numbers(np.arange(count), seed=1).tolist()
    rows = []
    for number in range(count):
        row = {name: _value(contract, name, number) for name in contract.columns}
        for name, column in contract.columns.items():
            if column.type == "date":
                row[name] = said(_day(contract, name, number))
            if column.domain == "nhs_number":
                row[name] = str(persons[number])
        stated = contract.submission.period_start, contract.submission.period_end
        row |= {name: said(day) for name, day in zip(stated, (period_start, period_end), strict=True) if name}
        rows.append(row)
    return rows


def said(day: dt.date) -> str:
    """A day as councils write it."""
    return f"{day:%d/%m/%Y}"


def listed(contract: Contract, column: Column) -> list[str]:
    """The values of a column's list as it is sent now."""
    values = contract.values(column.codes or "")
    return [value.value for value in values if value.release == "2"] or [value.value for value in values]


def meeting(contract: Contract, row: Row, when: Condition | None) -> Row:
    """The row with the values under which a rule applies."""
    changed = {}
    for name, (first, *rest) in (when or {}).items():
        excluded = {value.lower() for value in rest}
        allowed = [
            value for value in listed(contract, contract.columns[name]) if value.lower() not in excluded
        ]
        changed[name] = allowed[0] if first == "not" else first
    return row | changed


def _value(contract: Contract, name: str, number: int) -> str:
    column = contract.columns[name]
    if column.type == "council":
        return LA_CODE
    if column.type == "code":
        values = listed(contract, column)
        return values[number % len(values)]
    if column.type in ("number", "integer"):
        limits = column.rules.get("between")
        return str(1 + int(limits.low or 0) if limits else 1 + number % 3)
    if column.type in ("month", "year"):
        day = _day(contract, name, number)
        return f"{day:%Y-%m}" if column.type == "month" else financial_year(day)
    if column.type == "area":
        return f"E01{999_000 + number}"  # beyond any area there is
    if column.type == "ref":
        return _ref(contract, name, number)
    if column.personal == "postcode":
        return f"ZZ{1 + number % 30} 1AA"
    if column.personal == "pseudonym":
        return f"S{LA_CODE}{number:07}"
    return f"Synthetic {column.header} {number}"


def _ref(contract: Contract, name: str, number: int) -> str:
    """An id of its own shape; or the second row's of what may be referred to, as good rows of that have it."""
    column = contract.columns[name]
    if shape := column.rules.get("shaped"):
        return f"{shape.starts}{number % 10 ** (shape.digits or 1):0{shape.digits}}"
    if column.besides:
        return column.besides[0]
    if column.refers[0] == METRICS:
        return _a_metric()
    target = contracts.load(column.refers[0])
    return _ref(target, target.key[0], 1)


@functools.cache
def _a_metric() -> str:
    return metrics.catalogue()[0].id


def _day(contract: Contract, name: str, number: int) -> dt.date:
    """A day of the twelve months, later than that of any column it may not come before."""
    column = contract.columns[name]
    if column.personal == "birth_date":
        return dt.date(1940, 1, 1) + dt.timedelta(days=97 * number)
    rule = column.rules.get("not_before")
    if rule and rule.column:
        return _day(contract, rule.column, number) + dt.timedelta(days=9)
    return dt.date(2025, 5, 1) + dt.timedelta(days=number % 120)
