"""How far the records behind a metric can be relied on: a grade beside each figure, from its weakest field.

A metric's catalogue entry names the fields it counts with. Of the single table's records that should or may hold a field, those are
usable in which it is valid, blank where that is allowed, or a text that the methods read for what it means; the
grade is that of the field with the smallest such share. It judges records, not the council's work.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from goldenthread import metrics
from goldenthread.published import Published

GRADES = {"A": 98, "B": 95, "C": 85, "D": 0}
"""Grade to the least number of usable rows in a hundred; half a row short is short."""
FILE = "metric_quality.json"
_GRADE = " ".join(
    f"when 100 * usable >= {least} * applicable then '{grade}'" for grade, least in GRADES.items()
)
TABLE = f"""
    create table metric_quality as
    with named as (select unnest($ids::varchar[]) as metric_id, unnest($fields::varchar[]) as field)
    select metric_id, la_code, case {_GRADE} end as grade, field as weakest_field, column_header as weakest_header,
        usable, applicable, earlier_usable, earlier_applicable, delivery_id
    from named inner join fct_data_quality__fields using (field)
    where applicable > 0
    qualify row_number() over (partition by metric_id, la_code order by usable / applicable, field) = 1
    order by all
"""


def gather(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table ``metric_quality`` from ``fct_data_quality__fields`` and the fields that metrics name."""
    named = [(each.id, field) for each in metrics.catalogue() for field in each.fields]
    connection.execute(
        TABLE, {"ids": [metric for metric, _ in named], "fields": [field for _, field in named]}
    )


def write(connection: duckdb.DuckDBPyConnection, public: Path, metrics: list[str]) -> None:
    """Write these metrics' grades into a release's public folder: without counts, for one or two rows may be about somebody."""
    found = connection.execute(
        "select metric_id, la_code, grade, weakest_header from metric_quality where list_contains(?, metric_id) order by all",
        [metrics],
    ).fetchall()
    rows = [dict(zip(("metric_id", "la_code", "grade", "weakest"), row, strict=True)) for row in found]
    (public / FILE).write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Grade:
    """A metric's grade for a council; ``weakest`` is the field that it is the grade of, as it is sent."""

    grade: str
    weakest: str

    @property
    def least(self) -> int:
        """Of a hundred rows, how many at least are usable in every field."""
        return GRADES[self.grade]

    @property
    def below(self) -> int | None:
        """Of a hundred rows, fewer than how many are usable in the weakest field; None for the best grade."""
        place = list(GRADES).index(self.grade)
        return list(GRADES.values())[place - 1] if place else None


def of(published: Published, metric_id: str, la_code: str) -> Grade | None:
    """A metric's grade in a release; None where it names no field, or the release is from before there were grades."""
    try:
        rows = json.loads(published.file(FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    for row in rows:
        if (row["metric_id"], row["la_code"]) == (metric_id, la_code):
            return Grade(row["grade"], row["weakest"])
    return None
