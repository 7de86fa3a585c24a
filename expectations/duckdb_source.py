"""Great Expectations on DuckDB.

GX has no DuckDB engine of its own, and its SQL engine reads each result after closing the connection
that holds it, which DuckDB does not survive. Keeping one connection open is the whole remedy. A test
(tests/unit/test_duckdb_source.py) says when GX no longer needs it.
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import duckdb
import great_expectations as gx
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from sqlalchemy import Connection

logging.getLogger("great_expectations").setLevel(logging.ERROR)


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """GX's SQL engine with one connection for as long as it lives."""

    _kept: Connection | None = None

    @contextmanager
    def get_connection(self) -> Iterator[Connection]:
        """The one connection."""
        if self._kept is None:
            self._kept = self.engine.connect()
        yield self._kept


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
    with tempfile.TemporaryDirectory(prefix="goldenthread-") as folder:
        database = Path(folder) / "judged.duckdb"
        with duckdb.connect(str(database)) as connection:
            connection.execute(f"create view judged as {query}")
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        config = {"read_only": True, "config": {"memory_limit": memory_limit}}
        source = context.data_sources.add_duckdb(
            "duckdb", connection_string=f"duckdb:///{database}", kwargs={"connect_args": config}
        )
        asset = source.add_table_asset("judged", table_name="judged")
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        result = batch.validate(suite, result_format="BOOLEAN_ONLY")
        for engine in (source.get_execution_engine(), source):
            _close(engine)
    return [_plain(each.to_json_dict()) for each in result.results]


def _close(holder: DuckDBExecutionEngine | SQLDatasource) -> None:
    """Let go of the database file."""
    if isinstance(holder, DuckDBExecutionEngine):
        if holder._kept is not None:
            holder._kept.close()
        holder.engine.dispose()
    else:
        holder.get_engine().dispose()


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
