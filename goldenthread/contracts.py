"""Extract contracts: what a council promises to send, read from ``expectations/extracts/*.yml``.

A contract is the one place where a column, its list, its limits and what happens when it is
broken are written. The front door, the dbt source, the Great Expectations suite, the data
dictionary, the synthetic council and the broken test files are all derived from it.

Contracts are strict: an unknown key is an error that gives the file and the path of the key.
"""

import csv
import datetime as dt
import functools
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from goldenthread import content, rooms
from goldenthread.content import Strict


class ContractError(ValueError):
    """A contract file that cannot be used; the message names the file and the key."""


class Severity(StrEnum):
    """What a broken rule does to the delivery."""

    REFUSE = "refuse"  # the whole file
    SET_ASIDE = "set_aside"  # this row
    WARN = "warn"  # nothing: the row loads and is counted


PLAIN = ("council", "area", "text", "prose", "ref", "code")  # types whose values stay text
METRICS = "metrics"  # what a column may refer to besides other extracts

WHOSE = "la_code"  # of every row in the warehouse, whether a column, the manifest or the settings say it

Condition = dict[str, list[str]]
"""Column to the values under which a rule applies; a leading ``not`` value inverts the list."""


class ColumnRule(Strict):
    """One rule of one column: its severity and whatever else the rule needs to be told."""

    severity: Severity
    when: Condition | None = None  # filled
    column: str | None = None  # not_before
    low: float | None = None  # between
    high: float | None = None
    starts: str | None = None  # shaped: what an id begins with, and how many digits follow at least
    digits: int | None = Field(default=None, gt=0)


class FileRule(Strict):
    """One rule of the file as a whole, or of a row as a row."""

    severity: Severity
    below: float | None = None  # fewer_rows: the share of the earlier file's rows


def _with_severity(value: Any) -> Any:
    """Let ``listed: warn`` stand for ``listed: {severity: warn}``."""
    return {"severity": value} if isinstance(value, str) else value


RuleEntry = Annotated[ColumnRule, BeforeValidator(_with_severity)]
FileRuleEntry = Annotated[FileRule, BeforeValidator(_with_severity)]
ColumnRuleName = Literal[
    "filled", "listed", "readable", "between", "not_before", "check_digit", "shaped", "known"
]
FileRuleName = Literal[
    "empty", "header_only", "wrong_file", "missing_column", "repeated_column", "unknown_column",
    "cut_off", "row_count", "fewer_rows", "other_council_file", "unknown_council", "assumed_receipt", "not_a_table",
]  # fmt: skip
RowRuleName = Literal["fields", "bytes", "too_long", "repeated_header", "other_council", "no_council"]
ALWAYS = {
    "file": {"empty", "not_a_table", "header_only", "wrong_file", "missing_column", "repeated_column", "cut_off",
             "row_count"},
    "rows": {"fields", "bytes", "too_long", "repeated_header"},
}  # fmt: skip
"""What can befall any file or row, so that every contract says what it does; the other rules may be left out."""


class Leaves(Strict):
    """A fact taken from a personal value before the value is dropped."""

    contains: str | None = None  # 1 when the text holds these words, whatever their case, else 0
    age_at: str | None = None  # floor(days / 365.25) between the birth date and this date column
    description: str

    @model_validator(mode="after")
    def _exactly_one(self) -> "Leaves":
        if (self.contains is None) == (self.age_at is None):
            raise ValueError("give either contains or age_at")
        return self


class Column(Strict):
    """One column as it is sent, and what becomes of it in ``raw/``."""

    header: str
    also: list[str] = []  # other names under which it has been sent
    module: str
    type: Literal[
        "council", "area", "text", "prose", "ref", "code", "date", "month", "year", "number", "integer"
    ]
    presence: Literal["required", "optional"] = "required"
    codes: str | None = None
    several: bool = False  # code, ref: more than one, with semicolons between them
    refers: list[
        str
    ] = []  # ref: to records of these extracts, by the first column of their key, or to metrics
    besides: list[str] = []  # ref: words that may stand in place of a reference
    personal: Literal["dropped", "pseudonym", "birth_date", "postcode"] | None = None
    domain: str | None = None  # pseudonym: columns of one domain can be joined
    way_back: bool = True  # pseudonym: whether the identity store keeps what it stands for
    leaves: dict[str, Leaves] = {}
    applies: Condition | None = None  # rows in which the column has a meaning; None: in all
    validated: bool = True  # whether it is among the data quality values
    tells_apart: bool = False  # code: whether its text, as sent, makes one record another event
    rules: dict[ColumnRuleName, RuleEntry] = {}
    confidence: Literal["A", "B", "C"] = "A"
    description: str

    @model_validator(mode="after")
    def _consistent(self) -> "Column":
        if (self.type == "code") != (self.codes is not None):
            raise ValueError("codes belongs to type code, and type code needs it")
        if (self.personal == "pseudonym") != (self.domain is not None):
            raise ValueError("domain belongs to personal: pseudonym, which needs it")
        if (limits := self.rules.get("between")) and limits.low is None and limits.high is None:
            raise ValueError("between needs low, high or both")
        if (shape := self.rules.get("shaped")) and None in (shape.starts, shape.digits):
            raise ValueError("shaped needs starts and digits")
        if self.tells_apart and self.type != "code":
            raise ValueError("tells_apart belongs to type code")
        if self.several and self.type not in ("code", "ref"):
            raise ValueError("several belongs to type code or ref")
        if (self.refers or self.besides) and self.type != "ref":
            raise ValueError("refers and besides belong to type ref")
        if (found := self.rules.get("known")) and (not self.refers or found.severity != Severity.WARN):
            raise ValueError("known needs refers, and can only warn: what is referred to may come later")
        if self.personal == "birth_date" and self.type != "date":
            raise ValueError("personal: birth_date needs type date")
        return self


class Activity(Strict):
    """Which columns tell, by what ends when, the period that the national method derives."""

    ended: str  # a date
    kind: str  # what kind of event it is


class Submission(Strict):
    """Which columns say whose file this is and what period it covers; what no column says is left out."""

    council: str | None = None  # without one, the manifest or the settings say whose file it is
    period_start: str | None = None  # the period as the file states it,
    period_end: str | None = None
    dated_by: str | None = None  # or as its rows' own days show it, in whole months
    months: int | None = Field(
        default=None, gt=0
    )  # dated_by: how far back all rows are told, not the open ones alone
    activity: Activity | None = None

    @model_validator(mode="after")
    def _one_period(self) -> "Submission":
        if (self.period_start is None) != (self.period_end is None):
            raise ValueError("period_start and period_end go together")
        if self.period_start and self.dated_by:
            raise ValueError("give either period_start and period_end or dated_by")
        if self.months and not self.dated_by:
            raise ValueError("months belongs to dated_by")
        return self

    @property
    def columns(self) -> list[str]:
        """The columns that say something of the file as a whole."""
        named = (self.council, self.period_start, self.period_end, self.dated_by)
        return [name for name in named if name]

    @property
    def period(self) -> Literal["stated", "dated", "none"]:
        """How the period is known."""
        return "stated" if self.period_start else "dated" if self.dated_by else "none"


class Due(Strict):
    """When a delivery is expected; a late one raises an alert, never a failure."""

    every: Literal["month", "quarter", "year"]
    within_days: int = Field(gt=0)  # of the period's last day

    def by(self, period_end: dt.date) -> dt.date:
        """The last day on which a period's delivery is in time."""
        return period_end + dt.timedelta(days=self.within_days)

    def last_period(self, day: dt.date) -> dt.date:
        """The end of the latest period whose delivery is overdue on a day."""
        months = {"month": 1, "quarter": 3, "year": 12}[self.every]
        end = day
        while True:
            end = end.replace(day=1) - dt.timedelta(days=1)
            on_edge = (end.month - 3) % months == 0  # years and quarters end with March
            if on_edge and self.by(end) < day:
                return end


class Sheet(Strict):
    """Where a register lies among others that come in one workbook."""

    workbook: str  # its folder in the inbox
    name: str
    place: int  # among the sheets


class Contract(Strict):
    """One extract. ``columns`` are in the order of the specification."""

    extract: str
    title: str
    owner: str
    grain: str
    source: str
    due: Due | None = None  # without it, nothing is ever late
    sheet: Sheet | None = None  # of a workbook that holds several; a file of its own may come too
    submission: Submission
    key: list[
        str
    ] = []  # what tells one record from another: of a delivery's rows alike in these, the last line tells
    ready: int | None = Field(
        default=None, gt=0
    )  # rows that a template has ready, by ids in the shape of the key's first column
    latest_of: list[str] = []  # of rows alike in these the latest delivery's count; none: the models choose
    file: dict[FileRuleName, FileRuleEntry]
    rows: dict[RowRuleName, FileRuleEntry]
    lists: str | None = None  # the seed in dbt_project/seeds/codes that holds its lists, if it has any
    columns: dict[str, Column]

    @model_validator(mode="after")
    def _columns_exist(self) -> "Contract":
        known = set(self.columns)
        told = {"submission": self.submission.columns, "key": self.key, "latest_of": self.latest_of}
        for place, names in told.items():
            for name in names:
                if name not in known | ({WHOSE} if place == "latest_of" else set()):
                    raise ValueError(f"{place}: no column {name}")
        if self.ready and not (self.key and "shaped" in self.columns[self.key[0]].rules):
            raise ValueError("ready: the key's first column has no shape")
        for name, column in self.columns.items():
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                raise ValueError(f"columns.{name}: a column's name is plain snake_case")
            named = [rule.column for rule in column.rules.values() if rule.column]
            named += [key for rule in column.rules.values() for key in rule.when or {}]
            named += list(column.applies or {})
            named += [fact.age_at for fact in column.leaves.values() if fact.age_at]
            for other in named:
                if other not in known:
                    raise ValueError(f"columns.{name}: no column {other}")
        return self

    @model_validator(mode="after")
    def _rules_apply(self) -> "Contract":
        for place, stated in (("file", set(self.file)), ("rows", set(self.rows))):
            for rule in sorted(ALWAYS[place] - stated):
                raise ValueError(f"{place}: say what {rule} does")
        if self.submission.council is None and (rules := {"other_council", "no_council"} & set(self.rows)):
            raise ValueError(f"rows.{min(rules)}: needs submission.council")
        if self.lists is None and (coded := [name for name, column in self.columns.items() if column.codes]):
            raise ValueError(f"columns.{coded[0]}: codes need lists")
        if not (self.submission.council or self._plain()):
            raise ValueError(
                "columns: a required text that is not personal has to tell a header from a record"
            )
        return self

    def _plain(self) -> list[str]:
        """The required columns whose texts go into ``raw/`` as they are."""
        return [
            name
            for name, column in self.columns.items()
            if column.presence == "required" and not column.personal and column.type in PLAIN
        ]

    @functools.cached_property
    def telling(self) -> str:
        """The column that shows whether a row repeats the header: the council's, else the first of plain text."""
        return self.submission.council or self._plain()[0]

    @functools.cached_property
    def by_header(self) -> dict[str, str]:
        """Every accepted header, reduced by ``header_key``, to the column's name."""
        keys: dict[str, str] = {}
        for name, column in self.columns.items():
            for header in (name, column.header, *column.also):
                keys.setdefault(header_key(header), name)
        return keys

    def known(self, header: list[str]) -> int:
        """How many of this extract's columns a header names."""
        keys = self.by_header
        return len({keys[key] for key in map(header_key, header) if key in keys})

    def names_of(self, header: list[str]) -> list[str]:
        """The column each of a header's cells is; ``unknown_3`` for a fourth cell that is none of them."""
        keys = self.by_header
        return [keys.get(header_key(cell), f"unknown_{at}") for at, cell in enumerate(header)]

    def values(self, codes: str) -> "list[ListValue]":
        """The values of one list, both releases, in the seed's order."""
        return _lists(self.lists or "")[codes]


@dataclass(frozen=True)
class ListValue:
    """One value of a list. ``confidence`` C: reconstructed, shown as unconfirmed; L: no national list, but our own."""

    value: str
    release: str  # of the specification; blank for a list that has none
    maps_to: str  # what it counts as: itself, where nothing else is said
    confidence: str
    meaning: str = ""


@functools.lru_cache(maxsize=10_000)
def header_key(header: str) -> str:
    """Reduce a header to what identifies it: letters and digits, without case or spacing."""
    return re.sub(r"[^a-z0-9]", "", header.lower())


def looks_like_header(text: str) -> bool:
    """Whether an unknown header can be repeated to a reader: words, not a value that stands in its place."""
    return len(text) <= 60 and not re.search(r"\d{4,}|@", text)


@functools.cache
def _lists(seed: str) -> dict[str, list[ListValue]]:
    """Read a seed of lists: list name to its values (derived ones, never submitted, left out)."""
    lists: dict[str, list[ListValue]] = {}
    path = rooms.SEEDS / "codes" / f"{seed}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row.get("release") != "derived":
                value = ListValue(
                    row["value"], row.get("release", ""), row.get("maps_to_release_2", row["value"]),
                    row["confidence"], row.get("meaning", ""),
                )  # fmt: skip
                lists.setdefault(row["list_name"], []).append(value)
    return lists


def read(path: Path) -> Contract:
    """Read and check one contract file.

    Raises ContractError naming the file and the path of each wrong or unknown key.
    """
    contract = content.parse(path.name, path.read_bytes(), Contract, ContractError)
    if contract.extract != path.stem:
        raise ContractError(
            f"{path.name}: extract: says {contract.extract}, the file's name says {path.stem}"
        )
    for name, column in contract.columns.items():
        if column.codes and column.codes not in _lists(contract.lists or ""):
            raise ContractError(
                f"{path.name}: columns.{name}.codes: no list {column.codes} in {contract.lists}.csv"
            )
    return contract


@functools.cache
def load(extract: str) -> Contract:
    """The contract of an extract; ContractError when there is none of that name."""
    path = rooms.CONTRACTS / f"{extract}.yml"
    if not path.is_file():
        raise ContractError(f"there is no contract for '{extract}'; known: {', '.join(names())}")
    return read(path)


@functools.cache
def workbooks() -> dict[str, dict[str, str]]:
    """The workbooks that hold several extracts: to each its sheets, by name, and the extract of each."""
    found: dict[str, dict[str, str]] = {}
    sheets = [(sheet, name) for name in names() if (sheet := load(name).sheet)]
    for sheet, name in sorted(sheets, key=lambda each: (each[0].workbook, each[0].place)):
        found.setdefault(sheet.workbook, {})[sheet.name] = name
    return found


def names() -> list[str]:
    """The extracts for which there is a contract, in alphabetical order."""
    return sorted(path.stem for path in rooms.CONTRACTS.glob("*.yml"))
