"""A table of a release that is made of rows worked out in Python."""

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa


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
