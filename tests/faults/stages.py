"""The stages of a night, as calls that a trial can make in a child of the warm process."""

import contextlib
import io
import json
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from goldenthread import contracts, in_memory, landing, nightly, rules, settings


def land(folder: str | None = None) -> list[dict[str, Any]]:
    """The front door of a refresh: find, check, load."""
    return nightly.load_all(nightly.find(folder))


def land_quickly(folder: str | None = None) -> list[dict[str, Any]]:
    """The same, with verdicts from SQL: Great Expectations takes most of the time and writes nothing in home."""
    from expectations import duckdb_source

    duckdb_source.judge = _judged_by_sql
    return land(folder)


def _judged_by_sql(query: str, suite: Any, memory_limit: str) -> list[dict[str, Any]]:
    known = rules.rules(contracts.load(suite.name))
    with in_memory.connection() as connection:
        sums = ", ".join(f"count(*) filter (where {rule.breaks})" for rule in known)
        counts = connection.execute(f"select {sums} from ({query})").fetchone()
    return [
        {"rule": rule.id, "severity": rule.severity.value, "success": not count}
        for rule, count in zip(known, counts, strict=True)
    ]


def build_and_guard(as_at: str | None = None) -> dict[str, Any]:
    return nightly.guard(nightly.build(as_at))


def publish_and_tidy(built: dict[str, Any]) -> list[str]:
    return nightly.tidy(nightly.publish(built))


def refresh(folder: str | None = None, as_at: str | None = None) -> str:
    """A whole night; gives the release."""
    return nightly.refresh(folder, as_at)["release"]


def withdraw(load_id: str, restore: bool = False) -> None:
    home = settings.current().home
    with landing.one_at_a_time(home, "landing"):
        landing.withdraw(home, load_id, "sent by mistake", restore)


def command(*words: str) -> tuple[int, str, str]:
    """A command line; gives its exit code and what it printed, as one who types it would see."""
    from goldenthread import cli, screen

    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["goldenthread", *words]
    screen.out.file, screen.err.file = out, err
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            err.write(traceback.format_exc())
            code = 1
    return code, out.getvalue(), err.getvalue()


def read_until(ended: str) -> dict[str, Any]:
    """Read ``current`` over and over until a file appears; gives how often, which releases, and what went wrong."""
    published = settings.current().home / "published"
    times, releases, errors = 0, [], []
    while times < 5 or not Path(ended).exists():
        try:
            folder = (published / "current").resolve(strict=True)
            about = json.loads((folder / "public" / "release.json").read_text(encoding="utf-8"))["release"]
            shown = set(
                pq.read_table(folder / "public" / "metric_values_public.parquet")["release"].to_pylist()
            )
            with duckdb.connect(str(folder / "internal" / "warehouse.duckdb"), read_only=True) as connection:
                true = {
                    row[0]
                    for row in connection.execute("select distinct release from metric_values").fetchall()
                }
            if not {about} == shown == true == {folder.name}:
                errors.append(f"{folder.name} says {about}, {shown}, {true}")
            with duckdb.connect(
                str(published / "current" / "internal" / "warehouse.duckdb"), read_only=True
            ) as connection:
                connection.execute("select count(*) from metric_values").fetchone()
            if not releases or releases[-1] != folder.name:
                releases.append(folder.name)
        except Exception as problem:
            errors.append(f"{type(problem).__name__}: {problem}")
        times += 1
        time.sleep(0.05)  # leave the refreshes a processor
    return {"times": times, "releases": releases, "errors": errors}
