"""What every DAG file here must be. The files are read by Airflow itself, in a process of its own."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from goldenthread.rooms import ROOT

TAGS = {
    "nightly",
    "release",
    "assessment",
    "packs",
}  # a tag is for finding: add one here before a DAG uses it
JUDGEMENTS = {
    "guard",
    "bundle",
    "freeze",
}  # the same input gives the same answer, so they are not tried again
HEAVY = {"dbt", "duckdb", "great_expectations", "pandas", "pyarrow"}
A_SCREEN_OR_SO = 100

DESCRIBE = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
def task(t):
    return {"retries": t.retries, "timeout": t.execution_timeout and t.execution_timeout.total_seconds(),
            "delay": t.retry_delay.total_seconds(), "pool": t.pool, "map_name": getattr(t, "map_index_template", None)}
def dag(d):
    return {"file": d.fileloc, "doc": d.doc_md, "catchup": d.catchup, "tags": sorted(d.tags), "runs": d.max_active_runs,
            "zone": str(d.timezone), "cron": getattr(d.timetable, "expression", None),
            "start": str(d.start_date), "alerts": bool(d.on_failure_callback),
            "timeout": d.dagrun_timeout and d.dagrun_timeout.total_seconds(),
            "tasks": {t.task_id: task(t) for t in d.tasks}, "edges": {t.task_id: sorted(t.downstream_task_ids) for t in d.tasks}}
print("BAG" + json.dumps({"errors": bag.import_errors, "dags": {d.dag_id: dag(d) for d in bag.dags.values()},
                  "heavy": sorted(set(sys.argv[2:]) & set(sys.modules))}))
"""


@pytest.fixture(scope="session")
def bag(airflow) -> dict:
    """Every DAG in dags/ as Airflow reads it, and which heavy modules reading it brought in."""
    told = subprocess.run(
        [sys.executable, "-c", DESCRIBE, str(ROOT / "dags"), *sorted(HEAVY)],
        env=airflow, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    lines = [line for line in told.stdout.splitlines() if line.startswith("BAG")]
    assert lines, f"Airflow could not read dags/:\n{told.stderr[-3000:]}"
    bag = json.loads(lines[-1].removeprefix("BAG"))
    assert bag["dags"], "Airflow found no DAG in dags/: every rule below would hold of nothing."
    return bag


def test_every_file_in_dags_is_read_without_an_error_and_has_a_dag(bag):
    assert bag["errors"] == {}
    files = {str(path) for path in (ROOT / "dags").glob("*.py")}
    assert files == {dag["file"] for dag in bag["dags"].values()}, "Only DAG files belong in dags/."


def test_reading_the_dags_imports_nothing_heavy(bag):
    assert bag["heavy"] == [], (
        "Airflow reads a DAG file every few seconds: import these inside the task that needs them."
    )


def test_a_dag_file_is_a_screen_or_so(bag):
    for dag in bag["dags"].values():
        lines = len(Path(dag["file"]).read_text(encoding="utf-8").splitlines())
        assert lines <= A_SCREEN_OR_SO, (
            f"{dag['file']} has {lines} lines: a DAG is wiring; move the work to goldenthread/."
        )


def test_every_dag_has_a_page_that_says_what_when_and_what_to_do(bag):
    for name, dag in bag["dags"].items():
        for heading in ("What it does", "When it matters", "When it fails"):
            assert heading in (dag["doc"] or ""), f"{name}: its docstring is its page; say '{heading}'."


def test_the_runbook_has_a_section_for_every_task_and_every_page_names_it(bag):
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    headings = {
        line.removeprefix("## ").strip().lower() for line in runbook.splitlines() if line.startswith("## ")
    }
    for name, dag in bag["dags"].items():
        for task in dag["tasks"]:
            assert task in headings, (
                f"{name}: docs/runbook.md has no section '## {task}', where its alert sends people."
            )
            assert f"#{task}" in dag["doc"], f"{name}: its page does not link to docs/runbook.md#{task}."


def test_no_dag_catches_up_and_what_writes_releases_runs_one_at_a_time(bag):
    for name, dag in bag["dags"].items():
        assert dag["catchup"] is False, (
            f"{name}: a refresh of a day gone by says nothing new; set catchup=False."
        )
        if "packs" in dag["tags"]:
            assert dag["runs"] > 1, f"{name}: a paper that waits for a person must not keep another waiting."
        else:
            assert dag["runs"] == 1, f"{name}: set max_active_runs=1."


def test_times_are_london_times_and_never_in_the_hour_that_the_clocks_change(bag):
    for name, dag in bag["dags"].items():
        assert dag["zone"] == "Europe/London", f"{name}: give start_date the time zone Europe/London."
        if dag["cron"]:
            assert dag["cron"].split()[1] != "1", (
                f"{name}: 01:00 to 02:00 comes twice in October and not at all in March."
            )


def test_tags_are_from_the_list(bag):
    for name, dag in bag["dags"].items():
        assert dag["tags"] and set(dag["tags"]) <= TAGS, (
            f"{name}: tags are {dag['tags']}; the list is {sorted(TAGS)}."
        )


def test_every_run_and_every_task_has_a_time_limit_and_a_failed_run_tells_people(bag):
    for name, dag in bag["dags"].items():
        assert dag["alerts"], f"{name}: set on_failure_callback=alerts.run_failed."
        assert dag["timeout"], f"{name}: set dagrun_timeout."
        for task_id, task in dag["tasks"].items():
            assert task["timeout"] and task["timeout"] < dag["timeout"], (
                f"{name}.{task_id}: set execution_timeout."
            )


def test_tasks_are_tried_again_after_a_pause_but_a_judgement_is_not(bag):
    for name, dag in bag["dags"].items():
        for task_id, task in dag["tasks"].items():
            again = 0 if task_id in JUDGEMENTS else 1
            assert (task["retries"] >= again) and (again or task["retries"] == 0), (
                f"{name}.{task_id}: {task['retries']}"
            )
            assert task["delay"] >= timedelta(minutes=1).total_seconds(), (
                f"{name}.{task_id}: set retry_delay."
            )


def test_whatever_opens_the_warehouse_waits_its_turn(bag):
    tasks = bag["dags"]["nightly_refresh"]["tasks"]
    waits = {task_id for task_id, task in tasks.items() if task["pool"] == "warehouse_writer"}
    assert waits == {"load", "build", "guard", "publish", "tidy"}


def test_mapped_loads_are_named_by_their_file(bag):
    assert "file_name" in bag["dags"]["nightly_refresh"]["tasks"]["load"]["map_name"]


def test_nothing_is_published_that_was_not_guarded_and_lateness_stops_nothing(bag):
    edges = bag["dags"]["nightly_refresh"]["edges"]
    assert edges == {
        "find": ["load"],
        "load": ["build", "late"],
        "build": ["guard"],
        "guard": ["publish"],
        "publish": ["tidy"],
        "tidy": [],
        "late": [],
    }
