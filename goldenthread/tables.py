"""Tables of a database: whether one is there, the rows of a query, and one made of rows worked out in Python."""

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa


def has(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether there is a table of the name: a release from before it was invented has none."""
    found = connection.execute("select 1 from duckdb_tables() where table_name = $1", [name]).fetchone()
    return found is not None


def rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query, each by its columns' names."""
    cursor = connection.execute(sql, parameters or [])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def make(connection: duckdb.DuckDBPyConnection, shape: str, rows: Iterable[dict[str, Any]]) -> None:
    """Make a table and put rows into it by name, in the order of all its columns.

    shape: its name and, in brackets, its columns with their types.
    """
    connection.execute(f"create table {shape}")
    made = pa.Table.from_pylist(list(rows))
    if made.num_rows:
        connection.register("made", made)
        connection.execute(f"insert into {shape.split()[0]} by name select * from made order by all")
        connection.unregister("made")
