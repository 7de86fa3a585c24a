"""A contract's column rules, one by one: what each says to a person, and which rows break it, in SQL.

The predicate is over the columns of ``raw/``. Great Expectations judges by expectations of its own
(``expectations.suites``); a test holds the two to the same counts, rule by rule.
"""

import re
from dataclasses import dataclass

from goldenthread.contracts import Column, ColumnRule, Condition, Contract, Severity

READABLE = {
    "date": "a date (DD/MM/YYYY)",
    "month": "a month (2025-10)",
    "year": "a financial year (2025-26)",
    "number": "a number",
    "integer": "a whole number",
}
"""What a typed column should be, in words."""
KNOWN = "known"
"""The rule that looks into other extracts (``expectations.references``); all others look at one row."""


@dataclass(frozen=True)
class Rule:
    """One rule of one column, ready to judge with and to say aloud."""

    column: str
    kind: str  # filled | listed | readable | between | not_before | check_digit | shaped
    severity: Severity
    sentence: str  # what is expected, in a sentence with the sender's own header
    fix: str  # what to do
    breaks: str  # SQL: true for a row that breaks the rule
    applies: str | None  # SQL: true for a row to which the rule applies; None: to all

    @property
    def id(self) -> str:
        """Column and kind: ``gender.listed``."""
        return f"{self.column}.{self.kind}"


def rules(contract: Contract) -> list[Rule]:
    """Every column rule of a contract, in its order."""
    return [
        _rule(contract, name, column, kind, entry)
        for name, column in contract.columns.items()
        if column.personal != "dropped"
        for kind, entry in column.rules.items()
        if kind != KNOWN
    ]


def _rule(contract: Contract, name: str, column: Column, kind: str, entry: ColumnRule) -> Rule:
    """Put one rule into words and SQL."""
    header = column.header
    applies = condition(contract, entry.when) if entry.when else None
    if kind == "filled":
        only = f" for {_in_words(contract, entry.when)}" if entry.when else ""
        sentence, fix = (
            f"{header} is filled in{only}.",
            "Fill it in where it is known, and send it next time.",
        )
        breaks = blank(name, column)
    elif kind == "listed":
        sentence = f"{header} is a value of its list, {column.codes}, in the list's own capitals."
        fix = "Write the value as the list has it; a difference in capitals alone counts as that value."
        # DuckDB asks a function once for each distinct value of a block, and `in` for every row.
        among = f"[{_quoted(listed(contract, column))}]"
        breaks = f"{name} is not null and not list_contains({among}, {name})"
        if column.several:
            breaks = f"len(list_filter({each_of(name)}, lambda each: not list_contains({among}, each))) > 0"
    elif kind == "readable":
        what = READABLE[column.type]
        sentence, fix = f"{header} is {what}.", "Correct it at its source; until then it counts as blank."
        breaks = f"{name}_state = 'invalid'"
    elif kind == "between":
        limits = [f"{limit:g}" for limit in (entry.low, entry.high) if limit is not None]
        words = "between" if len(limits) == 2 else "at least" if entry.high is None else "at most"
        sentence = f"{header} is {words} {' and '.join(limits)}."
        fix = "Check the figure at its source."
        breaks = " or ".join(
            f"{name} {sign} {limit!r}"
            for sign, limit in (("<", entry.low), (">", entry.high))
            if limit is not None
        )
    elif kind == "shaped":
        sentence = f"{header} is an id such as {entry.starts}{1:0{entry.digits}}."
        fix = "Give the record an id of its own, and never use one again."
        breaks = f"not regexp_full_match({name}, '{re.escape(entry.starts)}[0-9]{{{entry.digits},}}')"
    elif kind == "not_before":
        other = contract.columns[entry.column].header
        sentence, fix = f"{header} is not before {other}.", "Correct whichever of the two dates is wrong."
        breaks = f"{name} < {entry.column}"
    else:
        sentence = f"{header} is ten digits whose last is the right check digit."
        fix = "Trace the person's number; until then the row counts under the number as it was sent."
        breaks = f"{name}_state = 'invalid'"
    breaks = f"coalesce(({applies}) and ({breaks}), false)" if applies else f"coalesce({breaks}, false)"
    return Rule(name, kind, entry.severity, sentence, fix, breaks, applies)


def blank(name: str, column: Column) -> str:
    """SQL: the column was sent blank."""
    has_state = column.personal in ("birth_date", "postcode") or column.type in READABLE
    return f"{name}_state = 'blank'" if has_state else f"{name} is null"


def each_of(name: str) -> str:
    """SQL: the parts of a column that holds several, as a list; none of a blank one."""
    return f"list_filter(string_split(coalesce({name}, ''), ';'), lambda part: part <> '')"


def listed(contract: Contract, column: Column) -> list[str]:
    """The texts a coded column may hold, both releases, in the list's order, each once."""
    return list(dict.fromkeys(value.value for value in contract.values(column.codes)))


def condition(contract: Contract, when: Condition) -> str:
    """SQL for a contract's condition: each column's value is, or with a leading ``not`` is not, among these.

    Values compare without regard to case, and a release 2 value stands for the release 1 values that map to it.
    """
    parts = []
    for name, given in when.items():
        inverted = given[0] == "not"
        wanted = {value.upper() for value in given[inverted:]}
        column = contract.columns[name]
        if column.codes:
            wanted |= {
                each.value.upper() for each in contract.values(column.codes) if each.maps_to.upper() in wanted
            }
        among = f"upper({name}) in ({_quoted(sorted(wanted))})"
        parts.append(f"not coalesce({among}, false)" if inverted else f"coalesce({among}, false)")
    return " and ".join(parts)


def _in_words(contract: Contract, when: Condition) -> str:
    """A condition as a reader would say it."""
    said = []
    for name, given in when.items():
        inverted = given[0] == "not"
        values = " or ".join(given[inverted:][:1] if inverted else given)
        said.append(f"{contract.columns[name].header} {'other than ' if inverted else ''}{values}")
    return ", ".join(said)


def _quoted(values: list[str]) -> str:
    """Texts as an SQL list."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
