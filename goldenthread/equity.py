"""Who gets what: access, waits and outcomes by ethnicity group, sex and age, each group beside everybody else.

Made of a release's figures and of nothing else: of true ones for the council's own people, and of those that disclosure
control left for everyone, so that what was withheld has no interval, no index and no comparison.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from goldenthread import uncertainty
from goldenthread.metrics import Metric
from goldenthread.periods import is_month_end

GROUPS = ("ethnicity_group", "sex", "age_band", "age_group")
UNKNOWN = ("unknown", "no data", "not known")  # how groups that say nothing begin
INDEX = "index"
"""What stands in a reference where a breakdown would: ``<metric>@<day>/index=<group>``."""
FILE = "equity.parquet"
HIGHER, LOWER, ALIKE = "higher than others", "lower than others", "no more than chance"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("topic", "metric_id", "la_code")),
        ("period_start", pa.date32()), ("period_end", pa.date32()),
        ("breakdown", pa.string()), ("breakdown_value", pa.string()),
        ("numerator", pa.int64()), ("denominator", pa.int64()),
        *((name, pa.float64()) for name in ("value", "lower", "upper", "value_of_all", "index")),
        ("beside_others", pa.string()), ("withheld", pa.string()), ("release", pa.string()),
    ]
)  # fmt: skip


class Group(Protocol):
    """A figure's group."""

    breakdown: str
    breakdown_value: str


def told(group: Group) -> bool:
    """Whether a group is one of those that are set beside others: of the four breakdowns, and known."""
    return group.breakdown in GROUPS and not group.breakdown_value.lower().startswith(UNKNOWN)


class Figure(Protocol):
    """A published or true figure: counts, and the value that they make."""

    numerator: int | None
    denominator: int | None
    value: float | None


@dataclass(frozen=True)
class Beside:
    """A group's figure beside others'. ``index`` is the figure over that of all: of people supported for every 1,000
    residents, the group's share of the people over its share of residents. None wherever a part of it is not known.
    """

    lower: float | None
    upper: float | None
    value_of_all: float | None
    index: float | None
    beside_others: str | None


def beside(metric: Metric, whole: Figure, part: Figure) -> Beside:
    """A group beside everybody else: ``whole`` less ``part``, since a figure that holds the group says less."""
    interval = uncertainty.of(metric, part.numerator, part.denominator)
    index = part.value / whole.value if part.value is not None and whole.value else None
    return Beside(
        interval and interval.lower,
        interval and interval.upper,
        whole.value,
        index,
        _beside_others(metric, whole, part) if interval else None,
    )


def _beside_others(metric: Metric, whole: Figure, part: Figure) -> str | None:
    """By intervals that lie apart; None where there is nobody else, or it is not known of them."""
    counts = (whole.numerator, whole.denominator, part.numerator, part.denominator)
    if any(count is None for count in counts):
        return None
    others = (whole.numerator - part.numerator, whole.denominator - part.denominator)
    if min(others) < 0:
        return None
    here, there = uncertainty.of(metric, part.numerator, part.denominator), uncertainty.of(metric, *others)
    if here is None or there is None:
        return None
    if not here.apart(there):
        return ALIKE
    return HIGHER if here.lower > there.upper else LOWER


@dataclass(frozen=True)
class _Row:
    numerator: int | None
    denominator: int | None
    value: float | None


def table(
    values: pa.Table, catalogue: Iterable[Metric], release: str, every_period: bool = False
) -> pa.Table:
    """Every group of the latest period, or of each, of every metric that is told by topic, as a table of ``SCHEMA``.

    values: a release's figures; a figure that its column ``withheld``, where it has one, tells of has no numbers.
    """
    wanted = {metric.id: metric for metric in catalogue if metric.equity}
    rows = values.filter(pc.is_in(values["metric_id"], pa.array(wanted, pa.string()))).to_pylist()
    wholes = {(*_whose(row), _when(row)): row for row in rows if row["breakdown"] == "all"}
    latest: dict[tuple[str, str], tuple[dt.date, int]] = {}
    for row in rows:
        if row["breakdown"] in GROUPS:
            latest[_whose(row)] = max(latest.get(_whose(row), _when(row)), _when(row))
    made = []
    for row in rows:
        whole = wholes.get((*_whose(row), _when(row)))
        told_of = every_period or latest.get(_whose(row)) == _when(row)
        if row["breakdown"] in GROUPS and whole and told_of:
            metric = wanted[row["metric_id"]]
            found = beside(metric, *(_figure(each) for each in (whole, row)))
            told = {"topic": metric.equity, "withheld": row.get("withheld"), "release": release}
            made.append({**{name: row.get(name) for name in SCHEMA.names}, **asdict(found), **told})
    order = [("topic", "ascending"), *((name, "ascending") for name in SCHEMA.names[1:7])]
    return pa.Table.from_pylist(made, SCHEMA).sort_by(order)


def _whose(row: dict[str, Any]) -> tuple[str, str]:
    """Which metric a figure is of, and which council's."""
    return row["metric_id"], row["la_code"]


def _when(row: dict[str, Any]) -> tuple[dt.date, int]:
    """When a figure is for: the later period is later, and of those that end on a day the longest."""
    return row["period_end"], (row["period_end"] - row["period_start"]).days


def _figure(row: dict[str, Any]) -> _Row:
    numbers = (row["numerator"], row["denominator"], row["value"])
    return _Row(*(None if row.get("withheld") else number for number in numbers))


def gather(connection: duckdb.DuckDBPyConnection, catalogue: Iterable[Metric], release: str) -> None:
    """Make the table ``equity`` from the true values of a release, of every period, so that it has its history."""
    values = connection.execute("select *, null::varchar as withheld from metric_values").to_arrow_table()
    connection.from_arrow(table(values, catalogue, release, every_period=True)).create("equity")


def worked_out(
    connection: duckdb.DuckDBPyConnection, metric_id: str, end: dt.date, name: str
) -> list[dict[str, Any]]:
    """What a reference to an index stands for, for each council. Empty where there is no such group on the day."""
    if not is_month_end(end):
        return []
    found = connection.execute(
        "select part.la_code, part.breakdown, part.value / whole.value from metric_values as part "
        "inner join metric_values as whole using (metric_id, la_code, period_start, period_end) "
        "where part.metric_id = $id and part.period_end = $end and part.breakdown_value = $name and whole.breakdown = 'all' "
        "and list_contains($groups, part.breakdown) and whole.value > 0 "
        "qualify row_number() over (partition by part.la_code order by part.period_start, part.breakdown) = 1 order by 1",
        {"id": metric_id, "end": end, "name": name, "groups": list(GROUPS)},
    ).fetchall()
    return [
        {
            "la_code": la_code,
            "what": f"index of {name}",
            "value": index,
            "made_of": "the group's figure over that of all",
            "figures": [f"{metric_id}@{end}", f"{metric_id}@{end}/{breakdown}={name}"],
        }
        for la_code, breakdown, index in found
    ]
