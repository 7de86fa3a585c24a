"""How an extract's synthetic rows are made, as data: ``expectations/synthetic/<extract>.yml``.

A recipe says how many rows begin in a month, of whom they are, what each column holds, how it is delivered, and
which story and faults are planted. ``records.py`` follows it, ``extracts.py`` writes the files. Recipes are strict:
an unknown key, a column that the contract lacks, or one that is used before it is made, is an error.
"""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from goldenthread import content, contracts, rooms
from goldenthread.content import Strict

KINDS = (
    "key",
    "person",
    "parent",
    "weights",
    "after",
    "every",
    "next_of",
    "counts",
    "number",
    "month",
    "reached",
    "day",
    "value",
)
SHARES = (
    "weights",
    "days",
    "number",
    "times",
    "share",
    "every",
)  # what may differ by another column, or from a month on


CLIENT_LEVEL_DATA = "cld"
VERSIONED = {"version", "why", "cause", "next_on", "last_on"}  # parents of a row that is cut into versions


class RecipeError(ValueError):
    """A recipe that cannot be followed; the message names the file and the key."""


def _month(value: Any) -> dt.date:
    """A month as YAML has it: 2024-10 is a text, 2024-10-01 a date."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(f"{value}-01")


Month = Annotated[dt.date, BeforeValidator(_month)]


class Story(Strict):
    """One planted story, in words."""

    name: str
    first: dt.date
    last: dt.date | None = None
    what: str


class Whom(Strict):
    """Which of the council's people the rows are of."""

    carers: bool = False  # unpaid carers in place of people who draw on support
    from_age: int = 18


class Cut(Strict):
    """Where a row changes, so that another version of it begins: at the person's own events, or every year."""

    where: dict[str, list[str]] = {}  # events of Client Level Data whose columns hold these values,
    begun: str = "event_end_date"  # on this day of theirs,
    days: dict[float, float] = {0: 0, 1: 1}  # or up to so many days later: quantiles
    yearly: str | None = None  # in place of it: on this day of each year, 04-01,
    since: Month = dt.date(2020, 1, 1)  # from this month on


class Rows(Strict):
    """How many rows there are, and when each begins."""

    begins: str  # a column of dates, or a name of its own
    per_1000_people: float | None = None  # in a month
    level: dict[Month, float] = {}  # times that, from a month on; of ``each`` alone, none while it is 0
    each: dict[
        str, list[str]
    ] = {}  # each of them once for each combination of these columns' values; alone: every combination every month
    of: str | None = None  # in place of it: one row for each of another extract's, or of cld's events,
    where: dict[
        str, list[str]
    ] = {}  # whose columns hold these values, and which begins on its column of this name:
    begun: str | None = None
    ends: str | None = None  # the other's column of the last day, for rows that are
    cut: dict[str, Cut] = {}  # into versions, under the name of what makes them change
    until: str | None = None  # the column, or a name of its own, of the day from which it is no longer open
    lead_months: int = 24  # how long before the first file rows begin


class Made(Strict):
    """What a column holds: exactly one of ``KINDS``, and what belongs to it.

    weights, days, number, share and every may be given ``by`` another column, {by: column, of: {value: …}, else: …},
    or ``from`` a month on in which the row began, {from: {2023-01: …, 2024-10: …}}.
    """

    key: str | None = None  # a text of its own with this beginning
    digits: int = 7  # key: how many its number has; few, for one that must not look like a person's
    person: str | None = None  # id, nhs_number, birth_date, age, or a listed column of Client Level Data
    as_: dict[str, str] = Field(
        default={}, alias="as"
    )  # person: what stands for the values that begin so; `else` for any other
    parent: str | None = None  # a column of the row that it is ``of``
    weights: Any = None  # {value: weight}
    after: str | None = None  # a day so many ``days`` after that of this column
    days: Any = None  # {share of rows: up to so many}: quantiles
    share: Any = None  # of rows that have one at all
    ahead: bool = False  # a day that is known before it comes
    every: Any = None  # days between the repetitions of something since ``since``: the day of the latest
    since: str | None = None
    next_of: str | None = None  # the day of the repetition after the latest
    counts: str | None = None  # how many repetitions there were
    number: Any = None  # quantiles
    month: str | None = None  # the month of this column's day, as 2008-05
    times: Any = None  # number: by how much each later version multiplies it: quantiles
    decimals: int = 0
    per_1000_people: bool = False  # number: so many for every 1,000 people of the council
    reached: dict[
        str, str
    ] = {}  # {column of days: what it says once that has come}; the last that has come tells
    instead: dict[str, float] = {}  # reached: shares of rows that say something else
    day: bool = False  # the day on which the list was taken
    value: str | None = None  # the same in every row
    apart: bool = (
        False  # of each combination of ``each`` its own, and not the same for all that one row became
    )
    several: int = 1  # weights: up to so many different values, with semicolons between
    only: dict[str, list[str]] = {}  # blank in rows whose columns hold other values; [filled] is any value
    known_from: str | None = None  # a column of days: before that has come it says
    before: str = ""
    learnt: float = 0  # share of rows in which it is blank in what is sent within two months of the beginning

    @model_validator(mode="after")
    def _one_kind(self) -> "Made":
        given = [name for name in KINDS if getattr(self, name) not in (None, {}, False)]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(KINDS)}; found {', '.join(given) or 'none'}")
        return self

    @property
    def kind(self) -> str:
        """Which of ``KINDS`` it is."""
        return next(name for name in KINDS if getattr(self, name) not in (None, {}, False))

    @property
    def named(self) -> set[str]:
        """The other columns that it is made of."""
        direct = {
            self.after,
            self.since,
            self.next_of,
            self.counts,
            self.known_from,
            self.month,
            *self.reached,
            *self.only,
        }
        return {name for name in direct if name} | {
            name for share in SHARES for name in _by(getattr(self, share))
        }


def _by(share: Any) -> set[str]:
    """The columns by which a share differs."""
    if not isinstance(share, dict):
        return set()
    below = [*share.get("of", {}).values(), share.get("else"), *share.get("from", {}).values()]
    return ({share["by"]} if "by" in share else set()) | {name for each in below for name in _by(each)}


class Delivered(Strict):
    """How the rows come: as lists of what is open on a day, or as what began within some months."""

    as_: Literal["lists", "records"] = Field(alias="as")
    every: Literal["month", "quarter", "year"] = "month"
    files: int = Field(default=3, ge=1)  # of their own; lists of earlier days come in one file before them
    months: int = 24  # records: that began so long before the file's end,
    open: bool = False  # and those that were still open then
    days_after: int = Field(default=5, ge=1, le=12)
    sent_again: bool = False  # the last but one comes first with every fifth row missing
    shape: Literal["csv", "xlsx"] = "csv"


class Fault(Strict):
    """A share of rows in which a column says what it should not."""

    column: str
    share: float
    says: str = ""


class Recipe(Strict):
    """One extract's synthetic rows."""

    extract: str
    stories: list[Story] = []
    people: Whom | None = None  # none: the rows are of nobody
    rows: Rows
    columns: dict[str, Made]  # in the order in which they are made; a name that begins with _ is not sent
    delivered: Delivered
    faults: list[Fault] = []

    @model_validator(mode="after")
    def _columns_exist(self) -> "Recipe":
        sent = set(contracts.load(self.extract).columns)
        made = {self.rows.begins, *self.rows.each}
        for name, column in self.columns.items():
            if name not in sent and not name.startswith("_"):
                raise ValueError(
                    f"columns.{name}: the contract has no such column, and one not sent begins with _"
                )
            if missing := sorted(column.named - made):
                raise ValueError(f"columns.{name}: {missing[0]} has not been made before it")
            made.add(name)
        for name in [
            *(fault.column for fault in self.faults),
            *([self.rows.until] if self.rows.until else []),
        ]:
            if name not in made:
                raise ValueError(f"{name}: no such column")
        if self.rows.cut and not (self.rows.of == CLIENT_LEVEL_DATA and self.rows.ends):
            raise ValueError("rows.cut: belongs to rows of cld, and needs ends")
        if (self.rows.per_1000_people and self.rows.of) or not (
            self.rows.per_1000_people or self.rows.of or self.rows.each
        ):
            raise ValueError("rows: give exactly one of per_1000_people, of, or each alone")
        return self

    @property
    def of_client_level_data(self) -> set[str]:
        """The columns of Client Level Data's events that it names."""
        cuts = self.rows.cut.values()
        named = {
            self.rows.begun or "event_start_date",
            *self.rows.where,
            *(name for cut in cuts for name in cut.where),
        }
        named |= {column.parent for column in self.columns.values() if column.parent}
        named |= {self.rows.ends} if self.rows.ends else set()
        return named - (VERSIONED if self.rows.cut else set())


def read(extract: str) -> Recipe:
    """The recipe of an extract. Raises RecipeError naming the file and each wrong key."""
    path = rooms.RECIPES / f"{extract}.yml"
    return content.parse(path.name, path.read_bytes(), Recipe, RecipeError, extract=extract)


def catalogue() -> list[Recipe]:
    """Every recipe, those before the others whose rows theirs are of."""
    found = {path.stem: read(path.stem) for path in sorted(rooms.RECIPES.glob("*.yml"))}
    placed: dict[str, Recipe] = {}
    while len(placed) < len(found):
        ready = [
            each
            for name, each in found.items()
            if name not in placed and each.rows.of in (None, CLIENT_LEVEL_DATA, *placed)
        ]
        if not ready:
            raise RecipeError(f"the rows of {', '.join(sorted(set(found) - set(placed)))} are of each other")
        placed |= {each.extract: each for each in ready}
    return list(placed.values())
