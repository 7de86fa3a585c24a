"""What starting costs: imports, dbt, Airflow, and the demonstration from end to end."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.measures import Asked
from benchmarks.measuring import Found, Row, Took, in_turns, run, seconds
from goldenthread.rooms import DBT, ROOT

DEMO = 2_000  # people
LIBRARIES = ("duckdb", "pyarrow", "great_expectations", "dbt.cli.main", "airflow.sdk")
PROGRAMS = Path(sys.executable).parent


def starting(asked: Asked) -> Found:
    """Imports of the large libraries, dbt's parse, and ``make run`` of a small council after installation."""
    nothing = min(_took([sys.executable, "-c", "pass"]) for _ in range(3))
    rows = []
    for name in LIBRARIES:
        took = sorted(_took([sys.executable, "-c", f"import {name}"]) for _ in range(3))[1]
        rows.append(Row(f"import {name}", f"{took - nothing:.1f} s", "", ""))
    with asked.scratch.empty() as folder:
        parse = ["dbt", "parse", "--project-dir", DBT, "--profiles-dir", DBT, "--target-path", folder / "target",
                 "--log-path", folder / "logs", "--no-partial-parse", "--quiet"]  # fmt: skip
        rows.append(
            Row(
                "dbt parse, a process",
                f"{_took(parse, GOLDENTHREAD_DATABASE=folder / 'x.duckdb'):.1f} s",
                "",
                "",
            )
        )
        # The environment stands already: --old-file keeps make from installing it.
        make = ["make", "--old-file=.venv/.ready", f"BIN={PROGRAMS}", "run"]
        took = _took(make, GOLDENTHREAD_HOME=folder / "home", AIRFLOW_HOME=folder / "airflow")
    rows.append(
        Row("make run", f"{took:.1f} s", f"{DEMO:,} people, after installation", "", "60 s", took <= 60)
    )
    return Found(rows)


def airflow(asked: Asked) -> Found:
    """The DAG in process (``airflow dags test``) less ``goldenthread refresh``, both whole processes."""
    inbox = asked.scratch.council(DEMO)
    plain, under = [], []
    with asked.scratch.empty() as folder:
        env = {"AIRFLOW_HOME": folder, "AIRFLOW__CORE__DAGS_FOLDER": ROOT / "dags",
               "AIRFLOW__CORE__LOAD_EXAMPLES": "false", "PYTHONPATH": ROOT}  # fmt: skip
        migrate = _took(["airflow", "db", "migrate"], **env)
        for _ in range(min(asked.pairs, 3)):
            with asked.scratch.home(inbox) as home:
                plain.append(_took(["goldenthread", "refresh"], GOLDENTHREAD_HOME=home))
            with asked.scratch.home(inbox) as home:
                under.append(
                    _took(["airflow", "dags", "test", "nightly_refresh"], GOLDENTHREAD_HOME=home, **env)
                )
    over = sorted(b - a for a, b in zip(plain, under, strict=True))[len(plain) // 2]
    singly, together = in_turns(
        min(asked.pairs, 3),
        lambda: _landing(asked, inbox, one_by_one=True),
        lambda: _landing(asked, inbox, one_by_one=False),
    )
    files = len(list((inbox / "cld").glob("*.csv"))) - 1
    return Found(
        [
            Row("Airflow, in process", f"{median(under):.1f} s airflow dags test",
                f"{median(plain):.1f} s goldenthread refresh", f"{over:.1f} s more"),
            Row("of which file by file", f"{seconds(singly)} for {files} files", f"{seconds(together)} all together",
                f"{median(a.seconds - b.seconds for a, b in zip(singly, together, strict=True)):.1f} s more"),
        ],
        [
            f"Airflow: both are whole processes, start-up included, at {DEMO:,} people: {files} mapped tasks and six others. "
            f"Making its SQLite database, not counted, takes {migrate:.1f} s."
        ],
    )  # fmt: skip


def _landing(asked: Asked, inbox: Path, one_by_one: bool) -> Took:
    with asked.scratch.home(inbox) as home:
        return run("landing", home=home, one_by_one=one_by_one)


def _took(command: list[object], **env: object) -> float:
    """Seconds that a command takes. Raises RuntimeError with the end of what it said when it fails."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("GOLDENTHREAD_", "AIRFLOW"))
    }
    clean["PATH"] = os.pathsep.join([str(PROGRAMS), clean["PATH"]])
    begun = time.perf_counter()
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, env=clean | {name: str(value) for name, value in env.items()},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")
    return time.perf_counter() - begun
