"""The only way out: write a release whole, then swap ``current`` in one step.

``internal/`` holds true values for the council's own people; ``public/`` holds what disclosure control
lets through. A release is written under another name and renamed, so a reader finds all of it or none.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from goldenthread import (
    alerts,
    assessments,
    backlogs,
    comparators,
    equity,
    grades,
    landing,
    ledger,
    metrics,
    plans,
    tables,
)
from goldenthread.councils import is_synthetic
from goldenthread.disclosure import control, earlier, last_look, profiles
from goldenthread.settings import Settings
from goldenthread.warehouse import Build

FIGURES = ("metric_values", "metric_periods", "metric_catalogue", "metric_loads", "metric_spc", "comparators")
RESULTS = """quality_results (
    door varchar, subject varchar, rule varchar, expectation varchar, description varchar, severity varchar, success boolean,
    rows bigint, unexpected bigint
)"""
PUBLIC = "fct_public_"
"""How the marts begin that are public as they are; in the public folder they are called by the rest."""
TOLD = 5
"""Sums that do not hold of which people are told in one night."""
FORGOTTEN = 24 * 3600
"""Seconds after which a build that led to no release belongs to no run that is still going."""


def write(
    settings: Settings,
    made: Build,
    results: list[dict[str, Any]],
    finishing: Callable[[Path], object] = lambda _: None,
) -> Path:
    """Write the release of a build, unless it is there already; gives its folder.

    Raises GivenAway when what would be withheld could be worked out; then there is no release.
    results: the back door's verdicts. finishing: adds pages to the release's folder before it is given its name.
    """
    releases = settings.home / "published" / "releases"
    with landing.one_at_a_time(settings.home, "publish"):
        releases.mkdir(parents=True, exist_ok=True)
        releases.chmod(landing.OPEN_FOLDER)
        final = releases / made.release
        if not final.exists():
            partial = releases / f".{made.release}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            try:
                _write(partial, settings, made, results)
            except control.GivenAway:
                shutil.rmtree(partial)  # nobody is to come upon it
                raise
            finishing(partial)
            _settle(partial)
            partial.rename(final)
    return final


def swap(home: Path, release: str) -> None:
    """Point ``current`` at a release; a link is replaced by rename, so there is no moment without one."""
    with landing.one_at_a_time(home, "publish"):
        following = home / "published" / ".current.next"
        following.unlink(missing_ok=True)
        following.symlink_to(Path("releases") / release)
        following.replace(home / "published" / "current")


def _write(folder: Path, settings: Settings, made: Build, results: list[dict[str, Any]]) -> None:
    """Both halves of a release."""
    internal, public = folder / "internal", folder / "public"
    catalogue = [each for each in metrics.catalogue(version=made.version) if each.disclosure != "internal"]
    names = [each.id for each in catalogue]
    public.mkdir(parents=True, mode=0o755)
    internal.mkdir(mode=0o750)
    database = internal / "warehouse.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"set threads={settings.threads}")
        connection.execute(f"set memory_limit='{settings.memory_limit}'")
        connection.execute(f"set temp_directory='{made.folder / 'spill'}'")  # no part of a release
        connection.execute("set enable_progress_bar=false")
        connection.execute(f"attach '{made.database}' as built (read_only)")
        for (name,) in connection.execute(_marts()).fetchall():
            connection.execute(f"create table {name} as select * from built.main.{name} order by all")
        for name in FIGURES:
            connection.execute(f"create table {name} as select * from built.main.{name} order by all")
        connection.execute(
            "create table loads as select * from built.raw.loads order by received_at, delivery_id"
        )
        connection.execute("detach built")
        _quality(connection, settings.home, made, results)
        grades.gather(connection)
        grades.write(connection, public, names)
        backlogs.gather(connection, made.release)
        equity.gather(connection, catalogue, made.release)
        assessments.gather(connection, made.as_at, made.release)
        for name in _tables(connection):
            connection.execute(
                f"copy (select * from {name}) to '{internal / name}.parquet' (format parquet, compression zstd)"
            )
        values = connection.execute("select * from metric_values order by all").to_arrow_table()
        absent = connection.execute(
            "select metric_id, la_code, period_start::varchar, period_end::varchar, absent_because from metric_periods "
            "where absent_because is not null order by all"
        ).fetchall()
        about = _about(connection, made)
        delivered = _delivered(made, {each.extract for each in catalogue} | {"cld"})
    shutil.copyfile(
        internal / comparators.FILE, public / comparators.FILE
    )  # published before: nothing to withhold
    shutil.copyfile(internal / f"{plans.TABLE}.parquet", public / plans.FILE)  # about no person
    for path in sorted(internal.glob(f"{PUBLIC}*.parquet")):  # what the council lets out of its registers
        shutil.copyfile(path, public / path.name.removeprefix(PUBLIC))
    _json(public / "deliveries.json", delivered)
    values = values.filter(pc.is_in(values["metric_id"], pa.array(names)))
    before = earlier.read(settings.home / "published" / "releases", values, made.release)
    profile = profiles.named(settings.disclosure)
    checked = control.controlled(values, catalogue, profile, before, settings.threads)
    for sentence in checked.unsound[:TOLD]:
        alerts.send(sentence)
    shown = checked.figures
    about |= {"disclosure": profile.model_dump(mode="json"), "earlier_releases": before.releases}
    _json(internal / earlier.PROOFS, {"proved": checked.proofs})
    if before.printed is not None:
        pq.write_table(before.printed, internal / earlier.PRINTED, compression="zstd")
    pq.write_table(shown, public / "metric_values_public.parquet", compression="zstd")
    pa_csv.write_csv(shown, public / "metric_values_public.csv")
    pq.write_table(
        equity.table(shown, catalogue, made.release), public / equity.FILE, compression="zstd"
    )  # of what is public, and of nothing else
    _json(public / "metric_catalogue.json", [each.model_dump(mode="json") for each in catalogue])
    keys = ("metric_id", "la_code", "period_start", "period_end", "absent_because")
    _json(
        public / "metric_absences.json",
        [dict(zip(keys, row, strict=True)) for row in absent if row[0] in names],
    )
    _json(public / "release.json", about)
    last_look.refuse(public, values, checked.settled, catalogue, profile, before)
    _json(
        internal / "release.json",
        {
            **about,
            "loads": [each.load_id for each in landing.counting(made.deliveries, made.as_at)],
            "ledger": ledger.cited(made.ledger),
        },
    )


def _marts() -> str:
    """SQL for the names of the build's marts."""
    return (
        "select table_name from information_schema.tables where table_catalog = 'built' and table_schema = 'main' "
        "and (starts_with(table_name, 'dim_') or starts_with(table_name, 'fct_')) order by 1"
    )


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        name for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
    ]


def _quality(
    connection: duckdb.DuckDBPyConnection, home: Path, made: Build, results: list[dict[str, Any]]
) -> None:
    """The table of what Great Expectations said at both doors, passes as well as failures."""
    rows: list[dict[str, Any]] = []
    for each in made.deliveries:
        path = home / "quality" / "front_door" / f"{each.extract}.{each.record}.json"
        kept = json.loads(path.read_text(encoding="utf-8"))["results"] if path.is_file() else []
        rows += [_result("front", each.delivery_id, result) for result in kept]
    rows += [_result("back", made.release, result) for result in results]
    tables.make(connection, RESULTS, rows)


def _result(door: str, subject: str, result: dict[str, Any]) -> dict[str, Any]:
    keys = ("rule", "expectation", "description", "severity", "success", "rows", "unexpected")
    return {"door": door, "subject": subject, **{key: result.get(key) for key in keys}}


def _about(connection: duckdb.DuckDBPyConnection, made: Build) -> dict[str, Any]:
    """What a reader should know of a release before its figures."""
    counting = landing.counting(made.deliveries, made.as_at)
    councils = {each.la_code: each.la_code for each in counting if each.la_code}
    councils |= {each.la_code: each.la_name for each in counting if each.la_code and each.la_name}
    first, last = connection.execute(
        "select min(period_start), max(period_end) from metric_values"
    ).fetchone()
    versions = connection.execute("select distinct method_version from metric_values order by 1").fetchall()
    return {
        "release": made.release,
        "as_at": made.as_at.isoformat(),
        "councils": [{"la_code": code, "la_name": councils[code]} for code in sorted(councils, key=str)],
        "synthetic": any(is_synthetic(code) for code in councils),
        "periods": {"first": str(first), "last": str(last)},
        "deliveries": len(made.deliveries),
        "loads": len(counting),
        "method_version": ", ".join(version for (version,) in versions),
    }


def _delivered(made: Build, extracts: Collection[str]) -> list[dict[str, str | None]]:
    """Of what deliveries public figures were made, for provenance: no file's name and no count, for either may say too much."""
    delivered = [
        {
            "extract": each.extract,
            "la_code": each.la_code,
            "received_on": each.received_at.date().isoformat(),
            "sha256": each.sha256,
        }
        for each in landing.counting(made.deliveries, made.as_at)
        if each.extract in extracts
    ]
    return sorted(delivered, key=lambda each: (each["extract"], each["received_on"], each["sha256"]))


def _json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _settle(folder: Path) -> None:
    """Give every file of a release its mode, whatever the umask, and see it onto the disk before it has its name."""
    for path in (folder, *sorted(folder.rglob("*"))):
        shut = "internal" in path.relative_to(folder).parts
        if path.is_dir():
            path.chmod(0o750 if shut else landing.OPEN_FOLDER)
        else:
            path.chmod(0o640 if shut else 0o644)
            with path.open("rb") as file:
                os.fsync(file.fileno())


def tidy(settings: Settings, cited: set[str]) -> list[str]:
    """Remove releases that nobody needs: keep the last nights, each quarter's last, what packs cite, and current.

    cited: ids of releases that packs cite. Gives the ids removed, and clears builds that are done with.
    """
    home = settings.home
    releases = home / "published" / "releases"
    with landing.one_at_a_time(home, "publish"):
        for left in releases.glob(".*"):  # by a run that was interrupted
            shutil.rmtree(left)
        current = (home / "published" / "current").readlink().name
        nights = sorted(
            (path.name for path in releases.iterdir()), key=lambda name: _written_at(releases / name)
        )
        quarters = {
            (name[:4], (int(name[5:7]) - 1) // 3): name
            for name in sorted(nights, key=lambda name: (name[:10], nights.index(name)))
        }
        kept = {current, *cited, *quarters.values(), *nights[-settings.keep_nights :]}
        removed = sorted(set(nights) - kept)
        for name in removed:
            gone = releases / f".{name}.removed"  # a release is whole or is not there
            (releases / name).rename(gone)
            shutil.rmtree(gone)
        for folder in (home / "runs").iterdir():
            if folder.name != current and (
                folder.name in nights or time.time() - _written_at(folder) > FORGOTTEN
            ):
                shutil.rmtree(folder, ignore_errors=True)
    return removed


def _written_at(folder: Path) -> float:
    """When a release or a build was made, in seconds: its name says only which date it asks about."""
    return folder.stat().st_mtime
