"""What the sides of the national comparison do: compile, run our models, run the literal form, watch a night."""

import dataclasses
import datetime as dt
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import bare, literal_form
from goldenthread import raw_schema, settings, warehouse

OURS = {
    "ascof": "select period_end, la_code, measure, coalesce(part, ''), group_name, numerator, denominator from fct_national__ascof",
    "sequels": "select period_end, la_code, age_band, sequel_type, final_outcome, count(*) from fct_national__2a_episodes group by all",
    "unclassified": "select period_end, la_code, measure, people from fct_national__ascof_unclassified",
    "2d": """select period_end, area, client_group, slice, episodes, went_well, died, readmitted, entered_care, discharges from fct_national__2d""",
    "waits": "select la_code, metric, quarter_start, age_band, median_days, waits from fct_national__waiting_times",
    "context": """select la_code, quarter_start, age_band, requests, assessments, services from fct_national__waiting_context
                  where age_band in ('25 to 64', '65 and above')""",
    "people": "select md5(string_agg(person_key || coalesce(accommodation_status, '') || coalesce(support_reason, ''), ',' "
    "order by la_code, person_key)) from fct_national__people",
}  # fmt: skip
"""The figures that both sides must give alike; these of each period, where a model has one."""

LITERAL = {
    "ascof": """select getvariable('period_end'), la_code, measure, coalesce(part, ''), group_name, numerator, denominator
                from (from ascof_2a union all from ascof_2b_2c union all from ascof_2e union all from ascof_3d)""",
    "sequels": "select getvariable('period_end'), la_code, age_band, sequel_type, final_outcome, st_max_count from ascof_2a_disaggregated",
    "unclassified": """select getvariable('period_end'), la_code, measure, people
                       from (from ascof_2e_unknown union all from ascof_3d_unknown)""",
    "2d": """select getvariable('discharges_to'), area, client_type, slice, one.denominator, one.numerator, one.died,
                    one.readmitted, one.entered_care, two.discharges
             from ascof_2d_part_1 as one inner join ascof_2d_part_2 as two using (area, client_type, slice)""",
}  # fmt: skip
LITERAL_ONCE = {
    "waits": "select la_code, metric, quarter_start, band, median_waiting_time, number_of_waits from medians",
    "context": """select la_code, quarter_start, band, all_request_count, all_assessment_count, all_service_count
                  from event_counts where band in ('25 to 64', '65 and above')""",
    "people": "select md5(string_agg(der_nhs_la_combined_person_id || coalesce(accommodation_status, '') "
    "|| coalesce(primary_support_reason, ''), ',' order by la_code, der_nhs_la_combined_person_id)) from person_details",
}


def compile_models(folder: Path, variables: dict[str, str]) -> None:
    """Compile the national models and what they read over what a home has landed, into a folder.

    The folder then holds landed.duckdb, with the register and the raw views, and dbt's target.
    """
    now = settings.current()
    made = dataclasses.replace(warehouse.question(now, None), folder=folder)
    with duckdb.connect(str(made.database)) as connection:
        raw_schema.make(connection, now, made)
    warehouse.dbt(now, made, "compile", "--select", "+path:models/national", variables=variables)
    made.database.rename(folder / "landed.duckdb")
    (folder / "asked.json").write_text(json.dumps({"as_of": made.as_at.isoformat(), **variables}))


def models(compiled: Path, folder: Path) -> dict[str, Any]:
    """Run the compiled SQL on a plain connection; gives seconds for each model, and the figures."""
    took: dict[str, float] = {}
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        bare.start(connection, compiled / "landed.duckdb")
        for name, statement in bare.models(compiled / "target"):
            begun = time.perf_counter()
            connection.execute(statement)
            took[name] = time.perf_counter() - begun
        periods = _periods(connection)
        asked = json.loads((compiled / "asked.json").read_text())
        asked["periods"] = [[str(day) for day in period] for period in periods]
        asked["joined_start"] = str(_only(connection, "select min(block_start) from int_national__blocks where table_name = 'joined'"))  # fmt: skip
        (compiled / "asked.json").write_text(json.dumps(asked))
        figures = {name: _rows(connection, query) for name, query in OURS.items()}
    return {"took": took, "figures": figures, "periods": len(periods)}


def literal(compiled: Path, folder: Path) -> dict[str, Any]:
    """Run the literal form: all of it for the latest period, then the measures for each of the others.

    The periods are those that our models measured in the run before.
    """
    asked = json.loads((compiled / "asked.json").read_text())
    periods = [tuple(map(dt.date.fromisoformat, period)) for period in asked["periods"]]
    joined, as_of = (dt.date.fromisoformat(asked[name]) for name in ("joined_start", "as_of"))
    figures: dict[str, list[list[str]]] = {}
    took: dict[str, float] = {}
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        bare.start(connection, compiled / "landed.duckdb")
        for name, statement in bare.models(compiled / "target"):
            if name.startswith("stg_reference__"):
                connection.execute(statement)
        for at, period in enumerate(sorted(periods, reverse=True)):
            literal_form.ask(connection, joined, period, as_of)
            steps = literal_form.files() if at == 0 else literal_form.files(*literal_form.MEASURES)
            for step, seconds in literal_form.run(connection, steps).items():
                took[step] = took.get(step, 0) + seconds
            for name, query in {**LITERAL, **(LITERAL_ONCE if at == 0 else {})}.items():
                figures.setdefault(name, []).extend(_rows(connection, query))
    return {"took": took, "figures": figures, "periods": len(periods)}


def watched(home: Path, work: Callable[[], Any]) -> dict[str, Any]:
    """Do the work of a night, and look twice a second how much disk its home and its spilled rows take."""
    most = {"spilled": 0, "disk": 0}
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.5):
            sizes = {path: _size(path) for path in home.rglob("*")}
            spilled = sum(size for path, size in sizes.items() if any(part.endswith(".tmp") for part in path.parts))  # fmt: skip
            inbox = sum(size for path, size in sizes.items() if "inbox" in path.parts)
            most["spilled"] = max(most["spilled"], spilled)
            most["disk"] = max(most["disk"], sum(sizes.values()) - inbox)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        made = work()
    finally:
        done.set()
        watcher.join()
    left = {"raw": "raw/**/*.parquet", "warehouse": "runs/*/warehouse.duckdb"}
    return (
        most
        | {"steps": made["steps"]}
        | {name: sum(map(_size, home.glob(pattern))) for name, pattern in left.items()}
    )


def _size(path: Path) -> int:
    """Bytes of a file; none when it is a folder, or gone by now."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0


def _periods(connection: duckdb.DuckDBPyConnection) -> list[tuple[dt.date, dt.date]]:
    """First and last days of the twelve months that our models measured."""
    return connection.execute(
        "select distinct period_start, period_end from int_national__periods order by all"
    ).fetchall()


def _only(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The one value of a query."""
    return connection.execute(query).fetchone()[0]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[list[str]]:
    """A query's rows as text, which passes between processes."""
    return [[str(value) for value in row] for row in connection.execute(query).fetchall()]
