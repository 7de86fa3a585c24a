"""One DuckDB in memory for a process: to start one takes as long as reading a small file through, and a night asks hundreds of times."""

import functools
import os

import duckdb


def connection() -> duckdb.DuckDBPyConnection:
    """A connection of one's own, to ask files with: ``with in_memory.connection() as asked``.

    All in the process share the database behind it, so nobody makes a table in it that is not temporary, or changes a
    setting of it; who wants that has ``duckdb.connect()``.
    """
    return _started().cursor()


@functools.cache
def _started() -> duckdb.DuckDBPyConnection:
    """The database: it ends before a process forks, since its threads would be missing in the child."""
    started = duckdb.connect()
    started.execute(
        "set enable_external_file_cache = false"
    )  # a file may be written anew between two questions
    return started


os.register_at_fork(before=_started.cache_clear)
