"""Which deliveries a metric's figures rest on, by what its models read."""

from types import SimpleNamespace

import duckdb

from goldenthread import lineage


def project(**reads):
    """A dbt project of models that read these: other models, or an extract's rows as ``raw.<extract>``."""
    names = {each for parents in reads.values() for each in parents if each.startswith("raw.")}
    sources = {each: SimpleNamespace(name=each[4:], source_name="raw") for each in names}
    nodes = {
        name: SimpleNamespace(name=name, resource_type="model", depends_on_nodes=list(parents))
        for name, parents in reads.items()
    }
    return SimpleNamespace(nodes=nodes, sources=sources)


def built(metrics, **stages):
    """A build's database with these metrics, and staging models that hold rows of these loads."""
    connection = duckdb.connect()
    connection.execute("create schema raw; create table metric_catalogue (metric_id varchar)")
    connection.executemany("insert into metric_catalogue values (?)", [[each] for each in metrics])
    connection.execute("create table raw.population as select 'p' as load_id")
    for name, loads in stages.items():
        connection.execute(f"create table {name} as select unnest($1) as load_id", [loads])
    return connection


def test_a_metric_rests_on_the_deliveries_whose_rows_its_models_read_near_or_far():
    read = project(
        met_dols__waiting=["fct_dols", "dim_period"],
        met_rate=["fct_dols", "stg_residents"],
        met_overdue=["stg_cld"],
        fct_dols=["stg_dols"],
        stg_dols=["raw.loads", "raw.dols_applications"],
        stg_residents=["raw.population"],
        stg_cld=["raw.cld"],
        dim_period=["stg_lists"],
        stg_lists=["raw.open_work"],
    )
    metrics = ("dols__waiting", "rate", "overdue", "not_built")
    with built(metrics, stg_dols=["a", "a", "b"], stg_lists=["l"], stg_cld=["c"]) as connection:
        connection.execute("create table stg_residents as select 1 as residents")
        lineage.gather(connection, read)
        told = connection.execute("from metric_loads").fetchall()
    assert told == [
        ("dols__waiting", "a"),
        ("dols__waiting", "b"),
        ("rate", "a"),
        ("rate", "b"),
        ("rate", "p"),
    ], (
        "a stage that does not say its loads stands for all of its extract; what tells periods is no source of counts"
    )
