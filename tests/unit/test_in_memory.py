"""One DuckDB for all small questions: no question leaves anything to the next, and a forked process has its own."""

import os
import signal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldenthread import in_memory


def test_what_one_connection_makes_for_itself_is_not_there_for_the_next():
    with in_memory.connection() as one:
        one.register("unwanted", pa.table({"line": [1]}))
        one.execute("create temp table kept as select 1 as line")
        with in_memory.connection() as other:
            for name in ("unwanted", "kept"):
                with pytest.raises(duckdb.CatalogException):
                    other.execute(f"from {name}")


def test_a_file_written_anew_is_read_anew(tmp_path):
    path = tmp_path / "rows.parquet"
    for number in range(3):
        pq.write_table(pa.table({"line": [number]}), path)
        os.utime(path, (1, 1))
        with in_memory.connection() as asked:
            assert asked.execute("from read_parquet($1)", [str(path)]).fetchall() == [(number,)]


def test_a_forked_process_has_a_database_of_its_own():
    """Its parent's would lack the threads that it counts on."""
    with in_memory.connection() as asked:
        asked.execute("select 1")
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        own = in_memory._started.cache_info().currsize == 0
        with in_memory.connection() as asked:
            right = own and asked.execute("select count(*) from range(3000000)").fetchone() == (3_000_000,)
        os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0
