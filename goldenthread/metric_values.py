"""The figures of a build: every metric's model gathered into one table, with the periods that each is due for."""

import duckdb

from goldenthread import contracts, metrics
from goldenthread.methods import Version
from goldenthread.metrics import Metric

OVER_NONE = "(numerator <> 0 and denominator = 0)"
LEFT_OUT = "metric_left_out"  # rows of metrics that are no figures


def gather(connection: duckdb.DuckDBPyConnection, release: str, version: Version | None = None) -> None:
    """Collect every metric model into ``metric_values``, their periods into ``metric_periods``, and the catalogue.

    version: of the national method, whose title stands beside national figures; by default that in force. A metric without
    a model, for want of deliveries, has no value. The value is last, unrounded, and comes from the counts; only a median
    comes from its model. It is null over nothing. A rate of some over none, such as residents that are not held, is no
    figure: of a group it is left out, and of a whole period it is why there is none. Such rows are in ``metric_left_out``,
    by which the back door adds up the groups of a whole.
    """
    catalogue = metrics.catalogue(version=version)
    models = "select table_name from duckdb_tables() where starts_with(table_name, 'met_')"
    built = {name for (name,) in connection.execute(models).fetchall()}
    parts = [
        f"select '{each.id}' as metric_id, la_code, period_start, period_end, breakdown, breakdown_value, "
        f"'{each.kind}' as kind, '{each.unit}' as unit, numerator::bigint as numerator, "
        f"denominator::bigint as denominator, ({_value(each)})::double as value, "
        f"'{each.method_version}' as method_version, '{release}' as release from met_{each.id}"
        f"{f' where not {OVER_NONE}' if each.kind == 'rate' else ''}"
        for each in catalogue
        if f"met_{each.id}" in built
    ]
    connection.execute(f"create table metric_values as {' union all '.join(parts)} order by all")
    left_out = [
        f"select '{each.id}' as metric_id, la_code, period_start, period_end, breakdown, breakdown_value, "
        f"numerator::bigint as numerator, denominator::bigint as denominator from met_{each.id} where {OVER_NONE}"
        for each in catalogue
        if each.kind == "rate" and f"met_{each.id}" in built
    ]
    nothing = "select * exclude (kind, unit, value, method_version, release) from metric_values where false"
    connection.execute(f"create table {LEFT_OUT} as {' union all '.join([nothing, *left_out])} order by all")
    periods = " union all ".join(_periods(each, f"met_{each.id}" in built) for each in catalogue)
    connection.execute(f"create table metric_periods as {periods} order by all")
    connection.execute(
        "create table metric_catalogue (metric_id varchar, title varchar, definition varchar, entry varchar)"
    )
    rows = [(each.id, each.title, each.definition, each.model_dump_json()) for each in catalogue]
    connection.executemany("insert into metric_catalogue values (?, ?, ?, ?)", rows)


def _value(metric: Metric) -> str:
    """SQL for a metric's value."""
    return {
        "proportion": "100.0 * numerator / nullif(denominator, 0)",
        "rate": f"{metric.per}.0 * numerator / ({metric.whole} * nullif(denominator, 0))",
        "count": "numerator::double",
        "sum": f"numerator / {metric.whole}.0",
        "median": "value",
    }[metric.kind]


def _periods(metric: Metric, is_built: bool) -> str:
    """SQL for the periods that a metric is due for, each with why it has no figure, or null.

    A metric of an extract beside Client Level Data is due for every period that either covers, and absent where
    only Client Level Data does; one that counts with both is absent where either is missing, and a rate where there is
    none of what it is told for. is_built: whether it has a model.
    """
    lengths = ", ".join(f"'{length}'" for length in metric.periods)
    due = "la_code, period_start, period_end"
    if metric.national:
        lacks = ", ".join(f"lacks_{need}" for need in ("submissions", *metric.needs))
        covered = f"select {due}, coalesce({lacks}, null) as lacks, period_length from fct_national__periods"
    else:
        title = contracts.load(metric.extract).title.replace("'", "''")
        covered = (
            f"select {due}, case when extract_name = 'cld' and '{metric.extract}' <> 'cld' then 'no delivery of the extract "
            f"“{title}” covers it' when '{metric.with_client_level_data}' = 'True' then 'no Client Level Data covers it' "
            "end as lacks, period_length from dim_period "
            f"where extract_name in ('cld', '{metric.extract}')"
        )
    missing = "count(*) < 2" if metric.with_client_level_data else "bool_and(lacks is not null)"
    reason = f"case when {missing} then min(lacks) end"
    if metric.kind == "rate" and is_built:
        without = f"select {due} from met_{metric.id} where breakdown = 'all' and {OVER_NONE}"
        told_for = metric.denominator.rstrip(".").replace("'", "''")
        reason = (
            f"coalesce({reason}, case when ({due}) in ({without}) then 'no count is held of: {told_for}' end)"
        )
    return (
        f"select '{metric.id}' as metric_id, {due}, ({reason})::varchar as absent_because "
        f"from ({covered}) as covered where period_length in ({lengths}) group by {due}"
    )
