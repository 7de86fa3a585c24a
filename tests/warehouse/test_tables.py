"""The tables that outsiders rely on are what docs/tables.md says they are."""

import re

import duckdb
import pytest

from expectations import gate
from goldenthread import inbox, landing, nightly, rooms, settings, synthetic

PAGE = (rooms.DOCS / "tables.md").read_text(encoding="utf-8")
PROMISED = {
    heading: re.findall(r"^\| (\w+) \| ([A-Z]+) \|", body, re.MULTILINE)
    for heading, body in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """A small council's release."""
    home = tmp_path_factory.mktemp("tables")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOLDENTHREAD_HOME", str(home))
        landing.prepare(home)
        synthetic.write(home / "inbox", people=60)
        gate.admit(inbox.find(home).waiting, settings.current())
        return nightly.publish(nightly.guard(nightly.build()))["path"]


def test_the_page_was_read():
    assert set(PROMISED) == {
        "assessment_steps",
        "comparators",
        "equity",
        "loads",
        "metric_values",
        "metric_catalogue",
        "metric_periods",
        "metric_quality",
        "metric_forecasts",
        "metric_forecast_lines",
        "metric_spc",
        "quality_results",
    }
    assert all(len(columns) >= 4 for columns in PROMISED.values())


@pytest.mark.parametrize("table", PROMISED)
def test_a_table_has_the_columns_that_the_page_promises(release, table):
    with duckdb.connect(f"{release}/internal/warehouse.duckdb", read_only=True) as connection:
        found = [tuple(row[:2]) for row in connection.execute(f"describe {table}").fetchall()]
    assert found == PROMISED[table], f"{table} changed: announce it in CHANGELOG.md and mend docs/tables.md"
    parquet = duckdb.execute(
        "describe select * from read_parquet($1)", [f"{release}/internal/{table}.parquet"]
    )
    assert [tuple(row[:2]) for row in parquet.fetchall()] == PROMISED[table]


def test_public_values_have_the_same_columns_and_why_one_is_withheld(release):
    public = duckdb.execute(
        "describe select * from read_parquet($1)", [f"{release}/public/metric_values_public.parquet"]
    ).fetchall()
    assert [tuple(row[:2]) for row in public] == [*PROMISED["metric_values"], ("withheld", "VARCHAR")]


def test_rows_of_the_register_add_up(release):
    with duckdb.connect(f"{release}/internal/warehouse.duckdb", read_only=True) as connection:
        rows = connection.execute(
            "select count(*), count(*) filter (where rows_in <> rows_loaded + rows_set_aside) from loads"
        ).fetchone()
    assert rows[0] > 10 and rows[1] == 0
