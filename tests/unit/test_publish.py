"""The only way out: what is withheld, a release written whole, the swap, and what housekeeping keeps."""

import datetime as dt
import json
import os
import shutil
import stat
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import small_release

from goldenthread import metrics, publish, settings
from goldenthread.disclosure import control, profiles

MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


SCHEMA = pa.schema(
    [("metric_id", pa.string()), ("la_code", pa.string()), ("period_start", pa.date32()), ("period_end", pa.date32()),
     ("breakdown", pa.string()), ("breakdown_value", pa.string()), ("numerator", pa.int64()),
     ("denominator", pa.int64()), ("value", pa.float64())]
)  # fmt: skip


def table(*rows: tuple[str, str, int, int | None], metric: str = "", period=MARCH) -> pa.Table:
    """Figures of one metric and period: breakdown, its value, numerator, denominator."""
    made = []
    metric = metric or ("waiting__open_work" if rows[0][-1] is None else "reviews__overdue")
    for breakdown, value, numerator, denominator in rows:
        figure = None if denominator == 0 else 100.0 * numerator / (denominator or 100)
        made.append((metric, "990", *period, breakdown, value, numerator, denominator, figure))
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in made], schema=SCHEMA)


def protected(values: pa.Table) -> pa.Table:
    """Figures after disclosure control by the default profile."""
    return control.controlled(values, metrics.catalogue(), profiles.named()).figures


def withheld(values: pa.Table) -> dict[str, bool]:
    """Breakdown value to whether it was withheld, after showing that a reason and missing figures go together."""
    rows = protected(values).to_pylist()
    for row in rows:
        gone = [row[name] is None for name in ("numerator", "denominator", "value")]
        assert all(gone) or row["withheld"] is None, f"something of a withheld figure is printed: {row}"
    return {row["breakdown_value"]: row["withheld"] is not None for row in rows}


def test_a_withheld_figure_loses_value_and_counts_and_says_why():
    values = table(
        ("all", "all", 30, 100), ("sex", "Female", 3, 40), ("sex", "Male", 20, 40), ("sex", "Other", 7, 20)
    )
    assert withheld(values) == {"all": False, "Female": True, "Male": False, "Other": True}


def test_each_breakdown_is_held_against_the_total_by_itself():
    values = table(
        ("all", "all", 30, None),
        ("age_band", "18 to 64", 12, None),
        ("age_band", "65 and above", 18, None),
        ("sex", "Female", 2, None),
        ("sex", "Male", 28, None),
    )
    assert withheld(values) == {
        "all": False, "18 to 64": False, "65 and above": False, "Female": True, "Male": True,
    }  # fmt: skip


def test_a_figure_without_breakdowns_is_judged_too():
    assert withheld(table(("all", "all", 3, None))) == {"all": True}
    assert withheld(table(("all", "all", 5, None))) == {"all": False}


def test_periods_metrics_and_councils_are_judged_apart_and_rows_keep_their_order():
    february = (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    values = pa.concat_tables(
        [table(("all", "all", 3, None), period=february), table(("all", "all", 30, None)),
         table(("all", "all", 2, None), metric="waiting__for_support")]
    )  # fmt: skip
    shown = protected(values)
    assert [reason is None for reason in shown["withheld"].to_pylist()] == [False, True, False]
    assert shown.drop_columns(["withheld", "numerator", "denominator", "value"]) == values.drop_columns(
        ["numerator", "denominator", "value"]
    )


def test_a_percentage_over_nobody_is_missing_and_not_withheld():
    assert withheld(table(("all", "all", 0, 0))) == {"all": False}


@pytest.fixture
def made(home):
    deliveries = [
        small_release.delivery("good.csv"),
        small_release.delivery("bad.csv", status="refused", rows_loaded=0, rows_set_aside=10, reason="No."),
    ]
    return small_release.build(home, deliveries)


def write(made, **given) -> Path:
    return publish.write(settings.current(), made, [], **given)


def test_a_release_holds_both_halves_and_only_the_public_one_is_open_to_others(made):
    for umask in (0o000, 0o077):
        before = os.umask(umask)
        try:
            folder = write(made)
        finally:
            os.umask(before)
        modes = {
            path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode)
            for path in folder.rglob("*")
        }
        assert modes["internal"] == 0o750 and modes["public"] == 0o755
        assert {mode for name, mode in modes.items() if name.startswith("internal/")} == {0o640}
        assert {mode for name, mode in modes.items() if name.startswith("public/")} == {0o644}
        shutil.rmtree(folder)


def test_what_is_public_names_no_file_and_no_person(made):
    public = write(made) / "public"
    told = b"".join(path.read_bytes() for path in public.iterdir() if path.suffix != ".parquet")
    assert b"good.csv" not in told and b"birth_year" not in told
    assert {path.name for path in public.iterdir()} == {
        "metric_values_public.parquet", "metric_values_public.csv", "metric_absences.json", "metric_catalogue.json",
        "release.json", "comparators.parquet", "capacity_plans.parquet", "deliveries.json", "equity.parquet", "metric_quality.json",
    }  # fmt: skip
    assert pq.read_schema(public / "metric_values_public.parquet").names[-1] == "withheld"
    about = json.loads((public / "release.json").read_text())
    assert about["synthetic"] is True and about["deliveries"] == 2 and about["loads"] == 1


def test_what_is_internal_is_the_same_in_the_database_and_in_parquet(made):
    internal = write(made) / "internal"
    with duckdb.connect(str(internal / "warehouse.duckdb"), read_only=True) as connection:
        names = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        assert names == {
            "assessment_steps", "comparators", "dim_person", "equity", "fct_ascof_peers", "fct_ascof_published", "fct_capacity_plans",
            "fct_data_quality__fields", "fct_submission_findings", "loads",
            "metric_catalogue", "metric_forecast_lines", "metric_forecasts", "metric_loads", "metric_periods", "metric_quality", "metric_spc", "metric_values", "quality_results",
        }  # fmt: skip
        for name in names:
            both = f"select count(*) from {name} union all select count(*) from read_parquet('{internal / name}.parquet')"
            rows = connection.execute(both).fetchall()
            assert rows[0] == rows[1]


def test_the_same_build_writes_the_same_bytes(made, home):
    first = {
        path.name: path.read_bytes()
        for path in write(made).rglob("*")
        if path.suffix in (".parquet", ".json", ".csv")
    }
    shutil.rmtree(home / "published" / "releases")
    again = {
        path.name: path.read_bytes()
        for path in write(made).rglob("*")
        if path.suffix in (".parquet", ".json", ".csv")
    }
    assert len(first) >= 9 and first == again


def test_a_release_that_is_there_is_not_written_again(made):
    folder = write(made)
    (folder / "public" / "release.json").write_text("as it was")
    assert write(made) == folder
    assert (folder / "public" / "release.json").read_text() == "as it was"


def test_when_the_last_page_fails_there_is_no_release(made, home):
    def fails(folder: Path) -> None:
        raise OSError("no room for the last page")

    with pytest.raises(OSError, match="no room"):
        write(made, finishing=fails)
    assert not (home / "published" / "releases" / made.release).exists()
    assert write(made).is_dir(), "the next run writes it whole"


def release(home: Path, name: str, written: int) -> None:
    folder = home / "published" / "releases" / name
    (folder / "public").mkdir(parents=True)
    os.utime(folder, (written, written))


def names(home: Path) -> set[str]:
    return {path.name for path in (home / "published" / "releases").iterdir()}


def tidy(home: Path, nights: int, *cited: str) -> list[str]:
    return publish.tidy(settings.current().model_copy(update={"keep_nights": nights}), set(cited))


def test_current_is_swapped_and_never_absent(home):
    for name in ("2026-01-20-a", "2026-04-23-b"):
        release(home, name, 1)
        publish.swap(home, name)
        assert (home / "published" / "current").resolve().name == name
        assert not (home / "published" / ".current.next").is_symlink()


def test_housekeeping_keeps_the_last_nights_in_the_order_they_were_written(home):
    """Their names tell only the date asked about and a hash: by name, yesterday's may come before last year's."""
    for written, name in enumerate(["2026-04-23-f", "2026-04-23-c", "2026-04-23-e", "2026-04-23-a"], 1):
        release(home, name, written)
    publish.swap(home, "2026-04-23-a")
    assert tidy(home, 2) == ["2026-04-23-c", "2026-04-23-f"]
    assert names(home) == {"2026-04-23-e", "2026-04-23-a"}


def test_housekeeping_keeps_quarters_ends_what_packs_cite_and_current(home):
    days = ["2025-11-30", "2025-12-30", "2025-12-31", "2026-01-20", "2026-02-20", "2026-03-31", "2026-04-23"]
    for written, day in enumerate(days, 1):
        release(home, f"{day}-a", written)
    release(home, "2025-10-15-b", 99)  # an earlier date asked about today
    publish.swap(home, "2026-01-20-a")
    assert tidy(home, 1, "2026-02-20-a") == ["2025-11-30-a", "2025-12-30-a"]
    assert names(home) == {
        "2025-10-15-b", "2025-12-31-a", "2026-01-20-a", "2026-02-20-a", "2026-03-31-a", "2026-04-23-a",
    }  # fmt: skip


def test_housekeeping_clears_builds_that_are_done_with_and_no_others(home):
    """A build that another run is in the middle of has led to no release yet."""
    release(home, "2026-04-23-a", 1)
    release(home, "2026-01-20-b", 2)
    publish.swap(home, "2026-04-23-a")
    for name in ("2026-04-23-a", "2026-01-20-b", "2026-02-02-under-way", "2026-02-02-forgotten"):
        (home / "runs" / name).mkdir(parents=True)
    os.utime(home / "runs" / "2026-02-02-forgotten", (1, 1))
    tidy(home, 14)
    assert {path.name for path in (home / "runs").iterdir()} == {"2026-04-23-a", "2026-02-02-under-way"}


def test_housekeeping_clears_what_an_interrupted_run_left(home):
    release(home, "2026-04-23-a", 1)
    release(home, ".2026-01-20-b.partial", 1)
    release(home, ".2025-01-20-c.removed", 1)
    publish.swap(home, "2026-04-23-a")
    tidy(home, 14)
    assert names(home) == {"2026-04-23-a"}
