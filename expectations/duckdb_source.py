"""Great Expectations on DuckDB.

GX has no DuckDB engine of its own, and its SQL engine reads each result after closing the connection
that holds it, which DuckDB does not survive. Keeping one connection open is the whole remedy. A test
(tests/unit/test_duckdb_source.py) says when GX no longer needs it.
"""

import functools
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import great_expectations.expectations as gxe
import sqlalchemy as sa
from great_expectations.compatibility import pydantic
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)
from sqlalchemy import Connection
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.types import NullType

logging.getLogger("great_expectations").setLevel(logging.ERROR)


class _Columns:
    """What GX looks up of the view, asked of the view: its inspector would go through all of DuckDB's catalogue for it."""

    def __init__(self, engine: "DuckDBExecutionEngine", inspector: Inspector) -> None:
        self._engine, self.dialect = engine, inspector.dialect

    def get_columns(self, table_name: str, schema: str | None = None) -> list[dict[str, Any]]:
        """Names alone: no expectation of ours asks for a type."""
        with self._engine.get_connection() as connection:
            told = connection.exec_driver_sql(f"describe {table_name}").fetchall()
        return [{"name": name, "type": NullType()} for name, *_ in told]

    def get_pk_constraint(self, table_name: str, schema: str | None = None) -> dict[str, Any]:
        """A view has none."""
        return {"constrained_columns": []}


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """GX's SQL engine with one connection for as long as it lives."""

    _kept: Connection | None = None

    def get_inspector(self) -> _Columns:
        """What tells of the view's columns."""
        return _Columns(self, super().get_inspector())

    @contextmanager
    def get_connection(self) -> Iterator[Connection]:
        """The one connection."""
        if self._kept is None:
            self._kept = self.engine.connect()
        yield self._kept


def _configuration(expectation: Expectation) -> ExpectationConfiguration:
    """What an expectation asks for, worked out once: GX asks seventy times a rule, and goes through the whole model each time."""
    if expectation._told is None:
        expectation._told = Expectation.configuration.fget(expectation)
    return expectation._told


class InList(ColumnMapMetricProvider):
    """GX's metric of what is in a set, as a function of DuckDB's: that is worked out once for each distinct text of a column
    as it lies in Parquet, and SQL's ``in`` for each row."""

    condition_metric_name = "column_values.in_list"
    condition_value_keys = ("value_set",)

    @column_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column, value_set, **kwargs):  # noqa: N805 - GX makes a class method of it
        return sa.func.list_contains(sa.func.list_value(*value_set), column)


def _remember(kind: type[Expectation]) -> None:
    """Declare one of GX's expectations again under its own name, which is what GX then judges by."""
    added = {"_told": pydantic.PrivateAttr(None), "configuration": property(_configuration)}
    if kind is gxe.ExpectColumnValuesToBeInSet:
        added["map_metric"] = InList.condition_metric_name
    type(kind)(kind.__name__, (kind,), {"__module__": __name__, "__doc__": kind.__doc__, **added})


REMEMBERED = (
    gxe.ExpectColumnPairValuesAToBeGreaterThanB,
    gxe.ExpectColumnValuesToBeBetween,
    gxe.ExpectColumnValuesToBeInSet,
    gxe.ExpectColumnValuesToNotBeInSet,
    gxe.ExpectColumnValuesToNotBeNull,
)
"""What contracts' rules are judged by."""
for each in REMEMBERED:
    _remember(each)

EngineClass = type[SqlAlchemyExecutionEngine]


class DuckDBDatasource(SQLDatasource):
    """A GX data source for DuckDB: ``context.data_sources.add_duckdb``."""

    type: Literal["duckdb"] = "duckdb"

    @property
    def execution_engine_type(self) -> EngineClass:
        """The engine above."""
        return DuckDBExecutionEngine


def judge(query: str, suite: gx.ExpectationSuite, memory_limit: str = "1GB") -> list[dict]:
    """Judge the rows of a query by a suite; one JSON-able result per expectation, in the suite's order.

    query: SQL that DuckDB can run by itself, over files. Only verdicts come back, never values: GX fetches
    sample values one query a rule for any more talkative result, and counts are cheaper taken all at once.
    """
    engine, batches = court(memory_limit)
    _show(engine, query)
    result = batches.get_batch().validate(suite, result_format="BOOLEAN_ONLY")
    return [_plain(each.to_json_dict()) for each in result.results]


@functools.cache
def court(memory_limit: str) -> tuple[DuckDBExecutionEngine, BatchDefinition]:
    """One context, one database and one view for all that this process judges: to set them up costs as much as to judge."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    shared = f"duckdb:///:memory:judged_{memory_limit}"  # by name, so that every connection of GX's finds it
    spill = Path(tempfile.gettempdir()) / f"goldenthread-{os.getpid()}"  # DuckDB makes it when it must
    config = {"config": {"memory_limit": memory_limit, "temp_directory": str(spill)}}
    source = context.data_sources.add_duckdb(
        "duckdb", connection_string=shared, kwargs={"connect_args": config}
    )
    engine = source.get_execution_engine()
    _show(engine, "select 1 as nothing")
    asset = source.add_table_asset("judged", table_name="judged")
    return engine, asset.add_batch_definition_whole_table("all")


def _show(engine: DuckDBExecutionEngine, query: str) -> None:
    """Put a query's rows where they are judged."""
    with engine.get_connection() as connection:
        connection.exec_driver_sql(f"create or replace view judged as {query}")
        connection.commit()


def _plain(result: dict) -> dict:
    """A GX result without what differs from run to run. Raises RuntimeError when GX could not judge."""
    config = result["expectation_config"]
    told = result.get("exception_info") or {}
    each = [told, *(info for info in told.values() if isinstance(info, dict))]  # GX nests them by metric
    trouble = next((info["exception_message"] for info in each if info.get("raised_exception")), None)
    if trouble:
        raise RuntimeError(f"Great Expectations could not judge {config['meta']['rule']}: {trouble}")
    return {
        "rule": config["meta"]["rule"],
        "expectation": config["type"],
        "arguments": {key: value for key, value in config["kwargs"].items() if key != "batch_id"},
        "description": config.get("description"),
        "severity": config["meta"]["severity"],
        "success": result["success"],
    }
