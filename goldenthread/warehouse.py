"""One build: a fresh DuckDB file, raw views over the loads that count, dbt, and the figures gathered.

A build is a pure function of the loads, the code and one date. Its id says so: it is that date and a
hash of everything that went in, so the same question asked twice finds its answer made.
"""

import dataclasses
import datetime as dt
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from goldenthread import (
    comparators,
    contracts,
    landing,
    ledger,
    lineage,
    methods,
    metric_values,
    nodes,
    parsing,
    raw_schema,
    rooms,
    series,
)
from goldenthread.landing import Delivery
from goldenthread.ledger import Entry
from goldenthread.methods import Version
from goldenthread.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

ASSURANCE = "path:models/assurance"  # what joins registers to figures, and so comes after these are gathered
CODE = ("dbt_project/**/*.sql", "dbt_project/**/*.yml", "dbt_project/**/*.csv", "expectations/**/*.yml",
        "expectations/*.py", "expectations/*.j2", "goldenthread/**/*.py", "reports/**/*.py", "reports/**/*.j2", "reports/templates/*",
        "requirements.lock")  # fmt: skip


class NothingToBuild(RuntimeError):
    """No load counts as at the date; the message says what to do."""


class BuildFailed(RuntimeError):
    """dbt did not finish; the message names the nodes that failed and the log."""


@dataclass(frozen=True)
class Build:
    """A question asked of the loads: as at a date, over these deliveries, by a version of the national method."""

    release: str
    as_at: dt.date
    deliveries: list[Delivery]  # all that had come by then, refused ones too
    folder: Path  # runs/<release>
    version: Version = dataclasses.field(default_factory=methods.named)  # of the national method
    ledger: list[Entry] = dataclasses.field(default_factory=list)  # what held by then

    @property
    def has_registers(self) -> bool:
        """Whether any register that comes with others in a workbook is among the loads that count."""
        registers = {name for sheets in contracts.workbooks().values() for name in sheets.values()}
        return bool(registers & {each.extract for each in landing.counting(self.deliveries, self.as_at)})

    @property
    def database(self) -> Path:
        """The build's own DuckDB file."""
        return self.folder / "warehouse.duckdb"


def question(settings: Settings, as_at: dt.date | None) -> Build:
    """What a build as at a date (by default the latest delivery's) will use, and the id of its release.

    Raises NothingToBuild when no load counts by then.
    """
    version = methods.named(settings.method_version)
    register = landing.register(settings.home, version.version)
    loaded = [each for each in register if each.status == "loaded" and not each.withdrawn]
    if not loaded:
        raise NothingToBuild(
            f"No delivery has been loaded. Put files into {settings.home / 'inbox'}, each into the folder of its extract "
            f"({', '.join(contracts.names())}), or run: goldenthread demo"
        )
    as_at = as_at or max(each.received_at for each in loaded).date()
    deliveries = [each for each in register if each.received_at.date() <= as_at]
    if not landing.counting(deliveries, as_at):
        first = min(each.received_at for each in loaded).date()
        raise NothingToBuild(
            f"No load had been received by {as_at:%d %B %Y}; the first came on {first:%d %B %Y}."
        )
    entries = ledger.until(ledger.read(settings.home), as_at)
    release = f"{as_at.isoformat()}-{_fingerprint(settings, version, deliveries, entries)}"
    return Build(release, as_at, deliveries, settings.home / "runs" / release, version, entries)


def _fingerprint(
    settings: Settings, version: Version, deliveries: list[Delivery], entries: list[Entry]
) -> str:
    """Twelve characters of a hash over every input: method, deliveries, ledger, names, code, key, reasons given for jumps."""
    digest = hashlib.sha256(f"{version.version} {settings.disclosure}".encode())
    digest.update(ledger.cited(entries)["hash"].encode())
    for each in deliveries:
        digest.update(repr((raw_schema.row(each), each.facts.get("key"))).encode())
    digest.update(repr(sorted(settings.council_names.items())).encode())
    for given in ("reasons.csv", comparators.PEERS):
        path = settings.home / given
        digest.update(path.read_bytes() if path.is_file() else b"")
    for pattern in CODE:
        for path in sorted(rooms.ROOT.glob(pattern)):
            if "target" not in path.parts:
                digest.update(path.relative_to(rooms.ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def build(settings: Settings, made: Build) -> None:
    """Make the build's database: raw, dbt, and every metric gathered. Safe to repeat.

    Raises BuildFailed naming what failed; last night's release is untouched.
    """
    with landing.one_at_a_time(settings.home, "build"):
        done = made.folder / "built.json"
        if done.exists():
            return
        shutil.rmtree(made.folder, ignore_errors=True)
        made.folder.mkdir(mode=0o700, parents=True)
        with duckdb.connect(str(made.database)) as connection:
            try:
                connection.begin()  # else each row is written to the disk by itself
                raw_schema.make(connection, settings, made)
                connection.commit()
            except comparators.BadPeers as problem:
                raise BuildFailed(f"{problem}. Mend {settings.home / comparators.PEERS}.") from None
        came = {each.extract for each in landing.counting(made.deliveries, made.as_at)} | {"cld"}
        project = _project(made.version.variables)
        empty = nodes.nightly(project, set(contracts.names()) - came, made.has_registers)
        dbt(settings, made, "build", "--exclude", ASSURANCE, project=project)
        with duckdb.connect(str(made.database)) as connection:
            connection.begin()
            for mart, columns in empty.items():
                connection.execute(f"create table {mart} ({', '.join(map(' '.join, columns))})")
            metric_values.gather(connection, made.release, made.version)
            lineage.gather(connection, project)
            comparators.gather(connection)
            series.gather(connection, made.release)
            connection.commit()
        if made.has_registers:
            dbt(settings, made, "build", "--select", ASSURANCE, project=project)
        used = {each.delivery_id: each.withdrawn for each in made.deliveries}
        kept = {
            "as_at": made.as_at.isoformat(),
            "deliveries": used,
            "method_version": made.version.version,
            "ledger": made.ledger[-1].entry if made.ledger else 0,
        }
        landing.write_whole(done, json.dumps(kept) + "\n")


def again(settings: Settings, release: str) -> Build:
    """A build that an earlier step finished, with the deliveries as they stood then, whatever has come since.

    Raises BuildFailed when there is none of this name.
    """
    folder = settings.home / "runs" / release
    try:
        kept = json.loads((folder / "built.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BuildFailed(f"There is no finished build {release}. Run the refresh again.") from None
    used, version = kept["deliveries"], methods.named(kept.get("method_version", ""))
    deliveries = [
        dataclasses.replace(each, withdrawn=used[each.delivery_id])
        for each in landing.register(settings.home, version.version)
        if each.delivery_id in used
    ]
    as_at = dt.date.fromisoformat(kept["as_at"])
    entries = ledger.until(ledger.read(settings.home)[: kept.get("ledger", 0)], as_at)
    return Build(release, as_at, deliveries, folder, version, entries)


def _project(variables: dict[str, str]) -> "Manifest":
    """The dbt project. Raises BuildFailed when dbt cannot read it."""
    try:
        return parsing.project(variables)
    except parsing.Unreadable as problem:
        raise BuildFailed(f"dbt cannot read the project: {problem}") from None


def dbt(
    settings: Settings,
    made: Build,
    *command: str,
    variables: dict[str, str] | None = None,
    project: "Manifest | None" = None,
) -> None:
    """Run dbt on a build, in this process. Raises BuildFailed with the failed nodes' names.

    variables: of the dbt project, besides the date of the question and the version of the national method. project:
    read under these, less what is not to be run; by default all of it.
    """
    asked = {**made.version.variables, **(variables or {})}
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # two seconds' import, only where
    from dbt.cli.main import dbtRunner  # it is used

    os.environ["GOLDENTHREAD_DATABASE"] = str(made.database)
    os.environ["GOLDENTHREAD_MEMORY_LIMIT"] = settings.memory_limit
    os.environ["GOLDENTHREAD_THREADS"] = str(settings.threads)
    arguments = [
        *command,
        "--project-dir", str(rooms.DBT), "--profiles-dir", str(rooms.DBT),
        "--target-path", str(made.folder / "target"), "--log-path", str(made.folder / "logs"),
        "--vars", json.dumps({"as_at": made.as_at.isoformat(), **asked}),
        "--log-level", "none", "--log-level-file", "none", "--no-use-colors", "--no-send-anonymous-usage-stats",
        "--no-write-json",  # a second of writing what nobody reads: the project is kept, and what failed is told
    ]  # fmt: skip
    log = made.folder / "logs" / "dbt.log"

    def keep(event: Any) -> None:
        """Note what is wrong. dbt's own log writes each of twenty lines a node before it looks whether they are wanted."""
        if event.info.level in ("warn", "error"):
            log.parent.mkdir(exist_ok=True)
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{event.info.level}: {event.info.msg}\n")

    try:
        outcome = dbtRunner(manifest=project or _project(asked), callbacks=[keep]).invoke(arguments)
    finally:
        DuckDBConnectionManager.close_all_connections()  # it would keep the file open for as long as we live
    if not outcome.success:
        results = getattr(outcome.result, "results", [])
        failed = [f"{each.node.name}: {each.message}" for each in results if each.status in ("error", "fail")]
        told = "; ".join(failed) or str(outcome.exception)
        raise BuildFailed(f"dbt did not finish: {told}. The log is {log}")
