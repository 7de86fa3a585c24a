"""The release's quality report: what Great Expectations said at both doors, passes as well as failures.

Two pages from one template. The internal one names files; the public one counts deliveries and gives
shares of rows, because a count of one or two rows may be about somebody.
"""

from pathlib import Path
from typing import Any

import duckdb
import jinja2

FRONT = """
select
    loads.extract, any_value(results.description) as description, results.severity,
    sum(results.rows)::bigint as rows, sum(results.unexpected)::bigint as unexpected,
    count(*) filter (where not results.success) as failed, count(*) as judged
from quality_results as results
inner join loads on loads.delivery_id = results.subject
where results.door = 'front' and results.expectation <> 'file' and loads.status = 'loaded' and not loads.withdrawn
group by loads.extract, results.rule, results.severity
order by sum(results.unexpected) / nullif(sum(results.rows), 0) desc nulls last, results.rule
"""
FILE = """
select loads.file_name, results.description, results.severity, results.unexpected
from quality_results as results
inner join loads on loads.delivery_id = results.subject
where results.door = 'front' and results.expectation = 'file' and not results.success
order by loads.received_at, results.rule
"""
BACK = "select description, severity, success, rows, unexpected from quality_results where door = 'back' order by success, rule"
DELIVERIES = """
select
    loads.*, coalesce('Replaces ' || earlier.file_name || '. ', '') || loads.reason as remark
from loads
left join loads as earlier on earlier.load_id = loads.supersedes and earlier.status = 'loaded'
order by loads.received_at, loads.delivery_id
"""
FIELDS = """
select la_code, count(*) as fields, count(*) filter (usable = applicable) as whole,
    arg_max(column_header, (applicable - usable) / applicable) as weakest,
    arg_max(applicable - usable, (applicable - usable) / applicable) as unusable,
    arg_max(applicable, (applicable - usable) / applicable) as applicable,
    arg_max(earlier_applicable - earlier_usable, (applicable - usable) / applicable) as earlier_unusable,
    arg_max(earlier_applicable, (applicable - usable) / applicable) as earlier_applicable
from (from fct_data_quality__fields where applicable > 0 and field <> 'event_description' order by field)
group by la_code order by la_code
"""
TOTALS = """
select la_code, count(*) as deliveries, count(*) filter (where status = 'loaded' and not withdrawn) as loads,
    count(*) filter (where status = 'refused') as refused, count(*) filter (where status = 'duplicate') as duplicates,
    sum(rows_in)::bigint as rows_in, sum(rows_loaded)::bigint as rows_loaded, sum(rows_set_aside)::bigint as rows_set_aside,
    sum(rows_warned)::bigint as rows_warned
from loads group by la_code order by la_code
"""

_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def write(release: Path) -> None:
    """Write ``quality.html`` into both halves of a release in the making."""
    with duckdb.connect(str(release / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        found = {
            "front": _rows(connection, FRONT),
            "file": _rows(connection, FILE),
            "back": _rows(connection, BACK),
            "deliveries": _rows(connection, DELIVERIES),
            "totals": _rows(connection, TOTALS),
            "fields": _rows(connection, FIELDS),
            "release": connection.execute("select any_value(release) from metric_values").fetchone()[0],
        }
    for half, internal in (("internal", True), ("public", False)):
        page = _environment.get_template("quality.html.j2").render(**found, internal=internal, share=share)
        (release / half / "quality.html").write_text(page, encoding="utf-8")


def share(part: int, whole: int) -> str:
    """A share of rows in words that never round a fault away, nor a perfect score up."""
    if not whole or not part:
        return "none"
    tenths = (2000 * part + whole) // (2 * whole)  # of a percent, half up
    return "under 0.1%" if tenths == 0 else f"{tenths // 10}.{tenths % 10}%"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
