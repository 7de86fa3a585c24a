"""Which deliveries each metric's figures rest on, by what its models read: the way back from a figure to its files.

Of Client Level Data the marts say it row by row, since a submission counts for the quarters that it is chosen for alone
(thread.py); of every other extract its staging model does, since later deliveries take the place of earlier rows.
"""

from typing import TYPE_CHECKING

import duckdb

from goldenthread import contracts

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

TABLE = "metric_loads"
SHARED = ("dim_", "fct_national__periods")
"""How models begin that say for which periods and groups there are figures, and count nothing."""


def gather(connection: duckdb.DuckDBPyConnection, project: "Manifest") -> None:
    """Write ``metric_loads``: a row for each metric and load, but of Client Level Data, whose rows its models read.

    project: the dbt project that the database was built by. A metric without a model, for want of deliveries, has none.
    """
    found = connection.execute(
        "select table_name from duckdb_columns() where schema_name = 'main' and column_name = 'load_id'"
    ).fetchall()
    tell, metrics_of = {name for (name,) in found}, {}
    for (metric,) in connection.execute("select metric_id from metric_catalogue").fetchall():
        for stage, extract in _stages(project, f"met_{metric}").items():
            metrics_of.setdefault(stage if stage in tell else f"raw.{extract}", []).append(metric)
    connection.execute(f"create table {TABLE} (metric_id varchar, load_id varchar)")
    for source, of in sorted(metrics_of.items()):
        connection.execute(
            f"insert into {TABLE} select unnest($1), load_id from (select distinct load_id from {source})",
            [of],
        )
    connection.execute(f"create or replace table {TABLE} as select distinct * from {TABLE} order by all")


def _stages(project: "Manifest", model: str) -> dict[str, str]:
    """The models that a model reads, near or far, which read an extract's rows as they came; each with the extract."""
    by_name = {node.name: node for node in project.nodes.values() if node.resource_type == "model"}
    extracts = set(contracts.names()) - {"cld"}
    found, seen, left = {}, set(), [model]
    while left:
        name = left.pop()
        if name in seen or name not in by_name or name.startswith(SHARED):
            continue
        seen.add(name)
        for each in by_name[name].depends_on_nodes:
            if source := project.sources.get(each):
                found |= {name: source.name} if source.name in extracts else {}
            elif each in project.nodes:
                left.append(project.nodes[each].name)
    return found
