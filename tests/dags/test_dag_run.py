"""`airflow dags test nightly_refresh` on SQLite: the same release as in process, and nothing personal left behind.

No pool is needed there: `dags test` runs its tasks one by one and asks no pool.
"""

import csv
import dataclasses
import hashlib
import http.server
import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
import returns_by_hand

from goldenthread import landing, synthetic

REFRESH = "from goldenthread import nightly; print(nightly.refresh()['release'])"
LOAD_BACKWARDS = """
from goldenthread import nightly, settings, warehouse
for waiting in reversed(nightly.find()):
    nightly.load(waiting)
print(warehouse.question(settings.current(), None).release)
"""
WITHOUT_RETRIES = """
import sys
from airflow.dag_processing.dagbag import DagBag
dag = DagBag(sys.argv[1]).get_dag("nightly_refresh")
for task in dag.tasks:
    task.retries = 0
dag.test()
"""


@pytest.fixture(scope="module")
def migrated(airflow) -> dict[str, str]:
    """Airflow's environment, with its database made."""
    subprocess.run(["airflow", "db", "migrate"], env=airflow, check=True, capture_output=True, timeout=120)
    return airflow


def start(command: list[str], home: Path, env: dict[str, str]) -> subprocess.Popen:
    """A program over a home of its own."""
    env = env | {"GOLDENTHREAD_HOME": str(home)}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def refreshed(migrated, tmp_path_factory):
    """The same deliveries three times: under `airflow dags test`, in process, and only loaded, the last first."""
    names = ("under_airflow", "in_process", "backwards")
    homes = {name: tmp_path_factory.mktemp(name) for name in names}
    synthetic.write(homes["under_airflow"] / "inbox", people=200, years=2)
    people = identifiers(homes["under_airflow"] / "inbox" / "cld")
    for name in names[1:]:
        shutil.copytree(homes["under_airflow"] / "inbox", homes[name] / "inbox")
    started = [
        start(["airflow", "dags", "test", "nightly_refresh"], homes["under_airflow"], migrated),
        start([sys.executable, "-c", REFRESH], homes["in_process"], migrated),
        start([sys.executable, "-c", LOAD_BACKWARDS], homes["backwards"], migrated),
    ]
    said = {}
    for name, process in zip(names, started, strict=True):
        try:
            said[name] = process.communicate(timeout=240)[0]
        finally:
            process.kill()
        assert process.returncode == 0, f"{name}: {said[name][-4000:]}"
    return SimpleNamespace(homes=homes, said=said, people=people)


def identifiers(inbox: Path) -> set[bytes]:
    """NHS numbers and person ids that the plain CSV files hold."""
    found = set()
    for path in sorted(inbox.glob("*.csv")):
        with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
            for row in csv.DictReader(file):
                found |= {row.get("NHS Number") or "", row.get("LA Person Unique Identifier") or ""}
    found = {
        value.encode() for value in found if len(value) >= 8 and any(letter.isdigit() for letter in value)
    }
    assert len(found) > 100, f"The synthetic files gave {len(found)} identifiers to look for."
    return found


def test_files_may_be_loaded_in_any_order(refreshed):
    """Airflow promises none: `dags test` has its own, and a load that is tried again comes after the others."""
    records = {name: register(home) for name, home in refreshed.homes.items()}
    assert len(records["in_process"]) > 3
    assert records["backwards"] == records["in_process"] == records["under_airflow"]
    release = (refreshed.homes["in_process"] / "published" / "current").readlink().name
    assert refreshed.said["backwards"].splitlines()[-1] == release


def register(home: Path) -> dict[str, dict]:
    """Every delivery as the ``loads`` table will have it, by file name."""
    return {each.file_name: dataclasses.asdict(each) for each in landing.register(home)}


def test_it_publishes_the_same_bytes_as_the_refresh_in_process(refreshed):
    def public(home: Path) -> dict[str, str]:
        folder = home / "published" / "current" / "public"
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    published = public(refreshed.homes["under_airflow"])
    assert "metric_values_public.parquet" in published
    assert published == public(refreshed.homes["in_process"])


def test_each_load_bears_the_name_of_its_file_and_the_release_is_an_asset_event(refreshed, migrated):
    with sqlite3.connect(Path(migrated["AIRFLOW_HOME"]) / "airflow.db") as database:
        names = {
            name
            for (name,) in database.execute(
                "select rendered_map_index from task_instance where task_id = 'load'"
            )
        }
        extras = [json.loads(extra) for (extra,) in database.execute("select extra from asset_event")]
    assert len(names) > 3 and all("." in name for name in names)
    current = (refreshed.homes["under_airflow"] / "published" / "current").readlink().name
    assert [extra["release"] for extra in extras] == [current]


def test_no_identifier_is_in_airflows_database_its_logs_or_what_it_says(refreshed, migrated):
    folder = Path(migrated["AIRFLOW_HOME"])
    places = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert "airflow.db" in places
    for place, content in {**places, "its output": refreshed.said["under_airflow"].encode()}.items():
        assert not [value for value in refreshed.people if value in content], f"identifiers are in {place}"


RETURN = """
import os, sys
from airflow.dag_processing.dagbag import DagBag
dag = DagBag(sys.argv[1]).get_dag("information_return")
for task in dag.tasks:
    task.retries = 0
for home in sys.argv[2:]:
    os.environ["GOLDENTHREAD_HOME"] = home
    print("ENDED", dag.test(run_conf={"notified": "2026-05-11"}).state, flush=True)
"""


def test_the_information_return_is_refused_until_nothing_is_missing_and_then_written_once(migrated, tmp_path):
    """In two homes: where a document is past its review nothing is written; where nothing is missing it is, once."""
    refused, whole = tmp_path / "refused", tmp_path / "whole"
    for home, kept_back_by in ((refused, "past its review"), (whole, None)):
        landing.prepare(home)
        documents = returns_by_hand.documents()
        documents[1]["kept_back_by"] = kept_back_by
        returns_by_hand.write(home, returns_by_hand.items(), documents)
    runs = [str(refused), str(whole), str(whole)]
    told = start(
        [sys.executable, "-c", RETURN, migrated["AIRFLOW__CORE__DAGS_FOLDER"], *runs], tmp_path, migrated
    )
    said = told.communicate(timeout=240)[0]
    ended = [line for line in said.splitlines() if line.startswith("ENDED")]
    assert ended == ["ENDED failed", "ENDED success", "ENDED success"], said[-3000:]
    assert "IR02, DOC-0002: it is past its review" in said
    assert list((refused / "returns").iterdir()) == []
    (made,) = (whole / "returns").iterdir()
    assert {path.name for path in made.iterdir()} == {"documents", "index.csv", "index.html", "SHA256SUMS"}


def test_a_run_that_fails_alerts_once_and_says_where(migrated, tmp_path):
    posts: list[dict] = []

    class Webhook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            posts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "inbox").mkdir()
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_RETRIES, migrated["AIRFLOW__CORE__DAGS_FOLDER"]],
        env=migrated | {
            "GOLDENTHREAD_HOME": str(tmp_path),
            "GOLDENTHREAD_ALERT_WEBHOOK": f"http://127.0.0.1:{server.server_port}/",
        },
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    server.shutdown()
    server.server_close()
    assert "No delivery has been loaded" in told.stdout + told.stderr
    texts = [post["text"] for post in posts if "failed" in post["text"]]
    assert len(texts) == 1, posts
    assert "failed at build" in texts[0] and texts[0].endswith("docs/runbook.md#build")
