"""The production shape, started from docker-compose.yml: Airflow's scheduler on PostgreSQL, and the site.

One run that the schedule owes, and one by hand, on a council of 200 synthetic people.
"""

import csv
import itertools
import json
import os
import re
import runpy
import shutil
import stat
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from compose_natively import Services, free_port, postgres, program

from goldenthread import frozen, synthetic
from goldenthread.rooms import ROOT
from reports import paper

AIRFLOW = ("api-server", "dag-processor", "scheduler")
DAG = "dags/nightly_refresh"


@pytest.fixture(scope="module")
def stack():
    """Every service of the compose file, healthy, in a folder that docker/prepare.py prepared, with files in the inbox."""
    for name in ("postgres", "nginx", "curl"):
        program(name)
    folder = Path(tempfile.mkdtemp(prefix="golden-thread-"))
    shutil.copy(ROOT / ".env.example", folder)
    runpy.run_path(str(ROOT / "docker" / "prepare.py"))["prepare"](folder)
    variables = dict(re.findall(r"^(\w+)=(.*)$", (folder / ".env").read_text(encoding="utf-8"), flags=re.M))
    home, airflow, scratch = folder / "data", folder / "airflow", folder / "site"
    synthetic.write(home / "inbox", people=200, years=2)
    for path in (folder, home):
        path.chmod(0o711)  # the site's account passes through; in a container it is given published/ alone
    airflow.mkdir(mode=0o700)
    scratch.mkdir()
    ports = {
        name: free_port() for name in ("postgres", "api-server", "scheduler", "site", "logs", "dag-processor")
    }
    conf = (
        (ROOT / "docker" / "site.conf")
        .read_text(encoding="utf-8")
        .replace("listen 8080", f"listen {ports['site']}")
    )
    conf = conf.replace("/tmp/", f"{scratch}/").replace("/srv/golden-thread", str(home))
    (folder / "site.conf").write_text(conf, encoding="utf-8")
    mounts = {
        "/opt/golden-thread": ROOT,
        "/opt/airflow": airflow,
        "/run/secrets/pseudonym_key": folder / "secrets" / "pseudonym.key",
        "/etc/nginx/site.conf": folder / "site.conf",
        "/data": home,
    }
    services = Services(folder, variables, ports, mounts)
    canaries = identifiers(home / "inbox" / "cld")
    try:
        postgres(services, folder / "postgres")
        services.run("airflow-init", 180)
        for name in AIRFLOW:
            services.start(name)
        for name in AIRFLOW:
            services.wait_until_healthy(name)
        account = "www-data" if os.getuid() == 0 else None
        if account:
            shutil.chown(scratch, account, account)
        services.start("site", user=account)
        services.wait_until_healthy("site", 20)
        yield SimpleNamespace(services=services, home=home, folder=folder, canaries=canaries)
    finally:
        services.stop()
        shutil.rmtree(folder, ignore_errors=True)


def identifiers(inbox: Path) -> set[str]:
    """Every NHS number and person id that the plain CSV files hold."""
    found = set()
    for path in sorted(inbox.glob("*.csv")):
        with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
            for row in csv.DictReader(file):
                found |= {row.get("NHS Number") or "", row.get("LA Person Unique Identifier") or ""}
    found = {value for value in found if len(value) >= 8 and any(letter.isdigit() for letter in value)}
    assert len(found) > 100, f"The synthetic files gave {len(found)} identifiers to look for."
    return found


class Api:
    """Airflow's REST API, signed in as the person whose password docker/init.sh set."""

    def __init__(self, services: Services, user: str = "admin"):
        self.root = f"http://localhost:{services.ports['api-server']}"
        self.token = None
        sign_in = {"username": user, "password": services.variables[f"AIRFLOW_{user.upper()}_PASSWORD"]}
        self.token = self("POST", "/auth/token", sign_in)["access_token"]

    def __call__(self, method: str, path: str, body: dict | None = None) -> dict:
        path = path if path.startswith("/") else f"/api/v2/{path}"
        request = urllib.request.Request(
            self.root + path, json.dumps(body).encode() if body else None, method=method
        )
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)


def until(what: str, seconds: int, ask, services: Services):
    """Ask until there is an answer, for so long and no longer."""
    began = time.monotonic()
    while not (answer := ask()):
        assert time.monotonic() - began < seconds, (
            f"{what}: not within {seconds} s.\n{services.tail('scheduler')}"
        )
        time.sleep(0.5)
    return answer


@pytest.fixture(scope="module")
def runs(stack):
    """The run that the schedule owed when the DAG was unpaused, then one by hand; each finished, with its tasks."""
    api, services = Api(stack.services), stack.services

    def known() -> bool:
        try:
            return bool(api("GET", DAG))
        except urllib.error.HTTPError as problem:
            assert problem.code == 404, f"Airflow answered {problem.code}"
            return False

    def ended(which: str):
        runs = [run for run in api("GET", f"{DAG}/dagRuns")["dag_runs"] if run["run_type"] == which]
        return [run for run in runs if run["state"] in ("success", "failed")]

    def finished(which: str) -> SimpleNamespace:
        (run,) = until(f"the {which} run", 420, lambda: ended(which), services)
        tasks = api("GET", f"{DAG}/dagRuns/{run['dag_run_id']}/taskInstances?limit=200")["task_instances"]
        current = stack.home / "published" / "current"
        release = str(current.readlink()) if current.is_symlink() else None
        return SimpleNamespace(state=run["state"], run=run, tasks=tasks, release=release)

    until("the DAG in Airflow's list", 90, known, services)
    api("PATCH", DAG, {"is_paused": False})
    owed = finished("scheduled")
    api("POST", f"{DAG}/dagRuns", {"logical_date": None})
    return SimpleNamespace(
        owed=owed, by_hand=finished("manual"), assets=api("GET", "assets/events")["asset_events"]
    )


def failures(run, services) -> str:
    """Which tasks failed, and the errors in their logs."""
    failed = {task["task_id"] for task in run.tasks if task["state"] == "failed"}
    said = [f"failed: {sorted(failed)}"]
    for path in sorted((services.folder / "airflow" / "logs").rglob("*.log")):
        if any(f"task_id={task_id}/" in str(path) for task_id in failed):
            lines = path.read_text(encoding="utf-8").splitlines()
            said += [line[:3000] for line in lines if '"level":"error"' in line]
    return "\n".join(said)


def test_unpausing_runs_the_night_that_is_owed_and_it_publishes(stack, runs):
    assert runs.owed.state == "success", failures(runs.owed, stack.services)
    assert runs.owed.release and runs.owed.release.startswith("releases/")
    assert (stack.home / "published" / runs.owed.release / "public" / "release.json").is_file()


def test_a_run_without_new_files_skips_loading_and_leaves_the_same_release(stack, runs):
    assert runs.by_hand.state == "success", failures(runs.by_hand, stack.services)
    states = {(task["task_id"], task["state"]) for task in runs.by_hand.tasks}
    assert ("load", "skipped") in states and ("publish", "success") in states
    assert runs.by_hand.release == runs.owed.release


def test_each_file_is_a_task_that_bears_its_name_and_loads_go_one_at_a_time(runs):
    loads = sorted(
        (task for task in runs.owed.tasks if task["task_id"] == "load"), key=lambda task: task["map_index"]
    )
    assert len(loads) > 3
    assert all(task["rendered_map_index"].endswith((".csv", ".xlsx", ".txt", ".tsv")) for task in loads)
    times = [(task["start_date"], task["end_date"]) for task in loads]
    assert times == sorted(times), "loads ran out of the order in which the files were received"
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(times)), "two loads ran at once"


def test_the_release_is_an_asset_event_that_says_which(runs):
    released = [
        event["extra"]["release"] for event in runs.assets if event["name"] == "goldenthread://release"
    ]
    assert sorted(released) == [runs.owed.release.rpartition("/")[2]] * 2


def test_no_identifier_is_in_airflows_database_or_logs(stack, runs):
    services = stack.services
    dump = subprocess.run(
        [program("pg_dump"), "--host=localhost", f"--port={services.ports['postgres']}", "--username=airflow", "airflow"],
        env={"PGPASSWORD": services.variables["POSTGRES_PASSWORD"]}, check=True, capture_output=True, timeout=60,
    ).stdout  # fmt: skip
    assert b"nightly_refresh" in dump and b"rendered_task_instance_fields" in dump
    texts = {"the database": dump}
    for path in [*(stack.folder / "airflow" / "logs").rglob("*.log"), *stack.folder.glob("*.log")]:
        texts[str(path.relative_to(stack.folder))] = path.read_bytes()
    assert len(texts) > 10
    for place, text in texts.items():
        found = [
            value
            for value in stack.canaries
            if value.encode() in text or value.encode().hex().encode() in text
        ]
        assert not found, f"{len(found)} identifiers are in {place}"


def test_no_secret_is_in_airflows_database_or_logs(stack, runs):
    secret = (stack.folder / "secrets" / "pseudonym.key").read_bytes().strip()
    values = [value.encode() for value in stack.services.variables.values() if len(value) > 20] + [secret]
    assert len(values) == 7
    for path in [*(stack.folder / "airflow" / "logs").rglob("*.log"), *stack.folder.glob("*.log")]:
        assert not [value for value in values if value in path.read_bytes()], f"a secret is in {path.name}"


def test_the_site_serves_what_is_public_and_cannot_reach_what_is_not(stack, runs):
    root = f"http://localhost:{stack.services.ports['site']}"

    def status(path: str) -> int:
        asked = [
            "curl",
            "--silent",
            "--path-as-is",
            "--output",
            os.devnull,
            "--write-out",
            "%{http_code}",
            root + path,
        ]
        return int(subprocess.run(asked, capture_output=True, text=True, timeout=20).stdout)

    assert {path: status(path) for path in ("/", "/release.json", "/metric_values_public.csv")} == {
        "/": 200, "/release.json": 200, "/metric_values_public.csv": 200,
    }  # fmt: skip
    inside = (
        "/internal/release.json",
        "/../internal/release.json",
        "/%2e%2e/internal/release.json",
        "/..%2finternal/release.json",
    )
    for path in inside:
        assert status(path) in (400, 404), path
    internal = stack.home / "published" / runs.owed.release / "internal"
    assert (internal / "release.json").is_file()
    assert not stat.S_IMODE(internal.stat().st_mode) & stat.S_IRWXO, (
        "internal/ is open to accounts other than its owner's"
    )


def test_how_long_it_took(stack, runs, capsys):
    """Not a limit: what docs/performance.md states, printed where it can be read."""
    assert runs.owed.tasks and runs.by_hand.tasks
    with capsys.disabled():
        print()
        for name, took in stack.services.up_in.items():
            print(f"  {name:15s} up in {took:5.1f} s")
        for name, run in (("first run", runs.owed), ("without files", runs.by_hand)):
            done = sorted(span(task) for task in run.tasks if task["state"] == "success")
            whole, idle = span(run.run), nothing_running(done)
            print(
                f"  {name:15s} {whole[1] - whole[0]:5.1f} s, {len(done)} tasks, {idle / len(done):.2f} s idle a task"
            )
            for task in sorted(run.tasks, key=lambda task: task["start_date"] or ""):
                if task["state"] == "success":
                    print(f"      {task['task_id']:8s} {span(task)[1] - span(task)[0]:5.1f} s")


def span(timed: dict) -> tuple[float, float]:
    """When a task or a run began and ended, in seconds."""
    return tuple(datetime.fromisoformat(timed[name]).timestamp() for name in ("start_date", "end_date"))


def nothing_running(spans: list[tuple[float, float]]) -> float:
    """Seconds between the first start and the last end in which no task was at work; spans sorted."""
    idle, busy_until = 0.0, spans[0][0]
    for began, ended in spans:
        idle += max(0.0, began - busy_until)
        busy_until = max(busy_until, ended)
    return idle


PACK = "dags/scrutiny_pack"
READING = 10
"""Seconds that nobody reads a paper in. Airflow's scheduler takes a task for killed, tries it again and asks again, where the
answer comes before it has seen the task stop to wait."""


@pytest.fixture(scope="module")
def papers(stack, runs):
    """The scrutiny pack drafted twice by ``admin`` under the scheduler: approved by ``admin``, then by ``approver``."""
    api, services = Api(stack.services), stack.services
    template = paper.read(paper.template(paper.load("scrutiny"), None), paper.Committee)
    text = stack.home / "narrative" / "scrutiny" / "2025-26Q4.md"
    text.parent.mkdir(parents=True)
    text.write_text("".join(f"## {box}\nWords.\n\n" for box in template.boxes), encoding="utf-8")
    api("PATCH", PACK, {"is_paused": False})
    until("no run of the calendar", 180, lambda: not going(api), services)
    return SimpleNamespace(
        own=answered(api, api, services), other=answered(api, Api(services, "approver"), services)
    )


def going(api: Api) -> list[dict]:
    """The runs of the pack that have not ended."""
    return [run for run in api("GET", f"{PACK}/dagRuns")["dag_runs"] if run["state"] in ("queued", "running")]


def answered(api: Api, answers: Api, services: Services) -> SimpleNamespace:
    """A run by hand that somebody approves: how it ended, and how its tasks did."""
    run = api("POST", f"{PACK}/dagRuns", {"logical_date": None, "conf": {"period": "2025-26Q4"}})[
        "dag_run_id"
    ]
    tasks = f"{PACK}/dagRuns/{run}/taskInstances"

    def states() -> dict[str, str]:
        return {task["task_id"]: task["state"] for task in api("GET", tasks)["task_instances"]}

    until("a paper that waits", 180, lambda: states().get("approve") == "awaiting_input", services)
    asked = api("GET", f"{tasks}/approve/-1/hitlDetails")
    time.sleep(READING)
    said = {"chosen_options": ["Approve"], "params_input": {"role": "Director", "comment": "Read."}}
    answers("PATCH", f"{tasks}/approve/-1/hitlDetails", said)
    until("the run's end", 180, lambda: not going(api), services)
    return SimpleNamespace(asked=asked, states=states())


def test_a_draft_waits_for_a_person_who_is_told_what_to_look_at(papers):
    assert "packs/scrutiny/2025-26Q4" in papers.own.asked["body"]
    assert papers.own.asked["options"] == ["Approve", "Reject"]


def test_who_started_the_draft_cannot_approve_it(stack, papers):
    assert papers.own.states["freeze"] == "failed"
    logs = "".join(
        path.read_text(encoding="utf-8") for path in (stack.folder / "airflow" / "logs").rglob("*.log")
    )
    assert "who drafts cannot approve" in logs


def test_what_somebody_else_approved_is_frozen_with_an_entry_in_the_ledger(stack, papers):
    assert papers.other.states == dict.fromkeys(("due", "draft", "approve", "freeze"), "success")
    (kept,) = frozen.packs(stack.home)
    assert kept["approval"]["approved_by"] == "Director" and kept["drafted_by"] == "Performance team"
    assert frozen.wrong(stack.home) == []
