"""What other councils' published figures are, for setting beside a council's own: into a build, and out of a release.

The figures are those of the Adult Social Care Outcomes Framework as they were published. They are public, so
nothing is withheld from them; each has its own year, mostly an earlier one than the figure it stands beside.
"""

import csv
import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from goldenthread import ascof, metrics
from goldenthread.marks import NOT_APPLICABLE
from goldenthread.published import Published

PEERS = "peers.csv"
"""In the home folder: ``la_code, peer_la_code, peer_group``, the councils that a council is compared with."""
FILE = "comparators.parquet"
ATTRIBUTION = (
    "Measures from the Adult Social Care Outcomes Framework, England, Department of Health and Social Care. "
    "Contains public sector information licensed under the Open Government Licence v3.0."
)
COMPARATOR = "comparator"
"""What stands in a reference where a breakdown would: ``<metric>@<end of the year>/comparator=England``."""
TABLE = """
    create table comparators as
    with named as (select unnest($ids::varchar[]) as metric_id, unnest($codes::varchar[]) as code),
    figures as (
        select measure as national_measure, area_type, area, area_name, la_code, region, year, year_end, outcome as value, decimals,
            outcome_marker as marker, null as lowest, null as highest, null as councils, null as councils_with_a_figure,
            is_outlier, question, councils_compared, quartile
        from fct_ascof_published where part = 'all'
        union all by name
        select measure as national_measure, 'peer group' as area_type, peer_group as area_name, la_code, year, year_end,
            outcome as value, decimals, lowest, highest, councils, councils_with_a_figure, false as is_outlier
        from fct_ascof_peers where part = 'all'
    )
    select metric_id, figures.*
    from figures left join named on code = regexp_replace(lower(national_measure), '[^a-z0-9]', '', 'g')
    order by all
"""


class BadPeers(ValueError):
    """A list of peers that cannot be read; the message says where and what is expected."""


def prepare(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Make the published figures and the home's list of peers readable in the schema ``reference``.

    Raises BadPeers when the list has a row that names no two councils.
    """
    connection.execute("create schema if not exists reference")
    path = str(ascof.PUBLISHED).replace("'", "''")
    connection.execute(
        f"create view reference.ascof_published as from read_csv('{path}', header = true, all_varchar = true)"
    )
    connection.execute(
        "create table reference.peers (la_code varchar, peer_la_code varchar, peer_group varchar)"
    )
    listed = _listed(home / PEERS)
    if listed:
        connection.executemany("insert into reference.peers values (?, ?, ?)", listed)


def _listed(path: Path) -> list[tuple[str, str, str]]:
    """The rows of a list of peers; none when there is no list."""
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        lacking = [name for name in ("la_code", "peer_la_code") if name not in (reader.fieldnames or [])]
        if lacking:
            raise BadPeers(f"{PEERS} has no column {' and no column '.join(lacking)}")
        rows = []
        for line, row in enumerate(reader, start=2):
            pair = (row["la_code"] or "").strip(), (row["peer_la_code"] or "").strip()
            if not all(pair):
                raise BadPeers(f"{PEERS}, line {line}: give a council's code and a peer's")
            if "#" in (row.get("peer_group") or ""):
                raise BadPeers(
                    f"{PEERS}, line {line}: a group's name stands in references and may not hold #"
                )
            rows.append((*pair, (row.get("peer_group") or "").strip() or "Chosen peers"))
    named = {(la_code, group) for la_code, _, group in rows}
    if len(named) > len({la_code for la_code, _ in named}):
        raise BadPeers(f"{PEERS}: a council has peers in two groups; keep one list for each council")
    return rows


def gather(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table ``comparators`` from the marts that a release holds, with the metric that reports each measure."""
    named = [each for each in metrics.catalogue() if each.national_measure]
    connection.execute(
        TABLE,
        {"ids": [each.id for each in named], "codes": [_code(each.national_measure or "") for each in named]},
    )


def _code(measure: str) -> str:
    """A measure's code as it is compared: ``ASCOF 2E (2a)`` and ``2E(2a)`` are one."""
    return re.sub(r"[^a-z0-9]", "", measure.lower()).removeprefix("ascof")


@dataclass(frozen=True)
class Comparator:
    """A published figure that a council's own may be set beside. ``value`` is as published, or a group's median."""

    metric_id: str
    area_type: str
    area_name: str
    year: str
    year_end: dt.date
    value: float | None
    decimals: int
    marker: str | None
    lowest: float | None
    highest: float | None
    councils: int | None
    councils_with_a_figure: int | None
    question: str | None

    @property
    def ref(self) -> str:
        """The figure's reference within its release, as ``goldenthread trace`` takes it."""
        return f"{self.metric_id}@{self.year_end}/{COMPARATOR}={self.area_name}"


ORDER = ("council", "England", "region", "peer group")


def beside(published: Published, metric_id: str, la_code: str) -> list[Comparator]:
    """What a release can set a council's figure beside, of the last year in which England has one.

    The council's own published figure, England, its region, its peers; those that there are, in this order.
    """
    try:
        file = published.file(FILE)
        found = pq.read_table(file, filters=[("metric_id", "=", metric_id)]).to_pylist()
    except FileNotFoundError:  # a release from before there were comparators
        return []
    years = [row["year_end"] for row in found if row["area_type"] == "England" and row["value"] is not None]
    rows = [
        row for row in found if years and row["year_end"] == max(years) and row["marker"] != NOT_APPLICABLE
    ]
    regions = {row["region"] for row in rows if row["area_type"] == "council" and row["la_code"] == la_code}
    wanted = [
        row
        for row in rows
        if row["area_type"] == "England"
        or (row["area_type"] in ("council", "peer group") and row["la_code"] == la_code)
        or (row["area_type"] == "region" and row["area"] in regions)
    ]
    names = Comparator.__dataclass_fields__
    return [
        Comparator(**{name: row[name] for name in names})
        for row in sorted(wanted, key=lambda row: ORDER.index(row["area_type"]))
    ]
