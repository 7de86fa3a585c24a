"""A small warehouse, built once: raw tables in the contract's shape, then ``dbt build`` in process."""

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import council_rows
import duckdb
import printed_rows
import pytest
import support_rows
import unit_tests
from raw_by_hand import Node, Warehouse, dbt, pseudonym, write_raw

from goldenthread import comparators, series
from goldenthread.metric_values import gather
from goldenthread.warehouse import ASSURANCE


def _loads() -> list[dict[str, Any]]:
    """Two councils; Northmoor sent 2024-25 and then a later year that overlaps it by three quarters."""
    stated = [
        ("a", "501", "Northmoor", "2025-04-20 09:00:00", "2024-04-01", "2025-03-31"),
        ("b", "501", "Northmoor", "2025-07-20 09:00:00", "2024-07-01", "2025-06-30"),
        ("c", "502", "Southmoor", "2025-07-21 09:00:00", "2025-04-01", "2025-06-30"),
    ]
    names = ("load_id", "la_code", "la_name", "received_at", "period_start", "period_end")
    always = {"extract": "cld", "status": "loaded", "withdrawn": False}
    return [dict(zip(names, load, strict=True)) | {"delivery_id": f"d-{load[0]}"} | always for load in stated]


def _rows() -> Iterator[dict[str, Any]]:
    """What both councils sent about six people; the tests' docstrings count them."""
    community = {
        "event_type": "Service",
        "client_type": "Service user",
        "service_type": "Long Term Support: Community",
    }
    lines = {
        "a": [
            ("ann", community | {"event_start_date": "2020-01-01", "delivery_mechanism": "Direct Payment"}),
            ("bob", community | {"event_start_date": "2024-05-01"}),  # not in b: ended with June 2024
            (
                "cat",
                {"event_type": "Request", "event_start_date": "2024-04-02", "event_end_date": "2024-04-03"},
            ),
            (
                "ann",
                {"event_type": "Review", "event_start_date": "2024-05-01", "event_end_date": "2024-05-02"},
            ),
            (
                "cat",
                {"event_type": "Request", "event_start_date": "2024-08-01", "event_end_date": "2024-08-02"},
            ),
        ],
        "b": [
            ("ann", community | {"event_start_date": "2020-01-01", "delivery_mechanism": "DIRECT PAYMENT"}),
            (
                "cat",
                {"event_type": "Request", "event_start_date": "2024-08-01", "event_end_date": "2024-08-02"},
            ),
            (
                "cat",
                {"event_type": "Request", "event_start_date": "2024-08-01", "event_end_date": "2024-08-09"},
            ),
            ("dan", {"client_type": "Carer known by association"}),
            (
                None,
                {"event_type": "Request", "event_start_date": "2025-01-01", "event_end_date": "2025-01-02"},
            ),
        ],
        "c": [
            ("ann", community | {"event_start_date": "2025-06-30"}),
            ("eve", community | {"event_start_date": "2025-04-01", "event_end_date": "2025-06-29"}),
        ],
    }
    for load in _loads():
        # Rows about nobody, so that the derived period is the one that is stated.
        shown = [
            (None, {"event_type": "Review", "event_start_date": day, "event_end_date": day})
            for day in (load["period_start"], load["period_end"])
        ]
        reviewed = support_rows.reviews() if load["load_id"] == "b" else []
        for line, (person, event) in enumerate([*lines[load["load_id"]], *shown, *reviewed], start=2):
            yield {
                "load_id": load["load_id"],
                "_line": line,
                "la_code": load["la_code"],
                "reporting_period_start_date": load["period_start"],
                "reporting_period_end_date": load["period_end"],
                "la_person_unique_identifier": person and pseudonym(person),
                "gender": "FEMALE",
            } | event


@pytest.fixture(scope="session")
def warehouse(made_once) -> Warehouse:
    """The small warehouse, with every unit test and data test of the project run on the way."""

    def make(folder: Path) -> Warehouse:
        database, target = folder / "warehouse.duckdb", folder / "target"
        loads = [*_loads(), printed_rows.load(), *council_rows.loads(), *support_rows.loads()]
        others = council_rows.rows() | support_rows.rows() | {"cld": printed_rows.rows()}
        write_raw(database, loads, list(_rows()), others)
        as_at = datetime.date(2025, 7, 31).isoformat()
        chosen = ("build", "--exclude-resource-type", "unit_test")
        ran = dbt(database, target, *chosen, "--exclude", ASSURANCE, as_at=as_at)
        with duckdb.connect(str(database)) as connection:
            gather(connection, "by-hand")
            comparators.gather(connection)
            series.gather(connection, "by-hand")
        manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
        ran += dbt(database, target, *chosen, "--select", ASSURANCE, as_at=as_at)
        later = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
        manifest["nodes"] |= {name: node for name, node in later.items() if "compiled_code" in node}
        tests = manifest["unit_tests"].values()
        with duckdb.connect(str(database), read_only=True) as connection:
            asked = unit_tests.Asked(connection, manifest)
            for each in tests:
                if not unit_tests.needs_dbt(each):
                    problem = asked.problem(each)
                    ran.append(Node(each["name"], "unit_test", bool(problem), problem))
        left = [each["fqn"] for each in tests if unit_tests.needs_dbt(each)]
        ran += dbt(database, target, "test", "--select", *map(".".join, left), as_at=as_at)
        return Warehouse(database, ran, manifest)

    return made_once("warehouse", make)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Warehouse]:
    """Build chosen models, with their data tests, over loads, rows and a list of peers of one's own."""

    def build(
        select: str, loads: list[dict[str, Any]], rows: list[dict[str, Any]], peers: str | None = None
    ) -> Warehouse:
        folder = tmp_path_factory.mktemp("built")
        database = folder / "warehouse.duckdb"
        if peers:
            (folder / "peers.csv").write_text(peers, encoding="utf-8")
        write_raw(database, loads, rows)
        chosen = ("build", "--select", select, "--exclude-resource-type", "unit_test")
        ran = dbt(database, folder / "target", *chosen, as_at="2026-04-30")
        assert not (failed := [each for each in ran if each.failed]), failed
        return Warehouse(database, ran, {})

    return build
