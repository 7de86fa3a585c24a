"""Raw tables written row by row, and dbt run over them in this process."""

import functools
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pyarrow as pa
from derived_periods import derive

from goldenthread import comparators, contracts, conversion, ledger, parsing, rooms
from goldenthread.raw_schema import LOADS


@dataclass(frozen=True)
class Node:
    """What became of a node of the project: its kind is model, seed, test or unit_test."""

    name: str
    kind: str
    failed: bool
    message: str


@dataclass(frozen=True)
class Warehouse:
    """A built warehouse: its DuckDB file, what dbt ran, and the manifest of the project."""

    database: Path
    nodes: list[Node]
    manifest: dict[str, Any]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query, read-only."""
        with _opened(self.database).cursor() as asked:
            return asked.execute(sql).fetchall()


@functools.lru_cache(maxsize=2)
def _opened(database: Path) -> duckdb.DuckDBPyConnection:
    """A built warehouse: opening it takes longer than most questions."""
    return duckdb.connect(str(database), read_only=True)


def pseudonym(name: str) -> str:
    """A text of the length that the front door's pseudonyms have."""
    return name.ljust(64, "0")


def write_raw(
    database: Path,
    loads: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    others: dict[str, list[dict[str, Any]]] | None = None,
) -> None:
    """Write ``raw.loads`` and ``raw.cld`` into a new DuckDB file; a column that a row leaves out is null.

    others: rows by extract, where they have any; of Client Level Data those that are many.
    """
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema raw")
        comparators.prepare(connection, database.parent)
        connection.execute(f"create table raw.loads ({LOADS})")
        connection.execute(f"create table raw.ledger ({ledger.TABLE})")
        for name in contracts.names():
            columns = conversion.raw_columns(contracts.load(name))
            shape = ", ".join(f"{column.name} {column.type}" for column in columns)
            connection.execute(f"create table raw.{name} ({shape})")
        for table, records in (("raw.loads", loads), ("raw.cld", rows)):
            for record in records:
                marks = ", ".join("?" * len(record))
                names = ", ".join(record)
                connection.execute(f"insert into {table} ({names}) values ({marks})", list(record.values()))
        for name, records in (others or {}).items():
            sent = pa.Table.from_pylist(records)
            connection.register("sent", sent)
            connection.execute(f"insert into raw.{name} by name select * from sent")
            connection.unregister("sent")
        derive(connection)


def dbt(database: Path, target: Path, *arguments: str, as_at: str) -> list[Node]:
    """Run one dbt command in this process; gives what became of its nodes. Of it only the reading of the project is kept."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    command = [*arguments, "--project-dir", str(rooms.DBT), "--profiles-dir", str(rooms.DBT)]
    command += ["--target-path", str(target), "--log-path", str(target), "--quiet"]
    command += ["--vars", json.dumps({"as_at": as_at})]
    with mock.patch.dict(os.environ, {"GOLDENTHREAD_DATABASE": str(database)}):
        try:
            outcome = dbtRunner(manifest=parsing.project({})).invoke(command)
        finally:
            DuckDBConnectionManager.close_all_connections()  # dbt would keep the file open for good
    assert outcome.result, f"dbt did not run: {outcome.exception}"
    return [
        Node(
            each.node.name,
            each.node.resource_type.value,
            each.status in ("error", "fail", "skipped"),
            each.message,
        )
        for each in outcome.result
    ]
