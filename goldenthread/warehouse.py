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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from goldenthread import (
    comparators,
    contracts,
    conversion,
    landing,
    ledger,
    lineage,
    methods,
    metrics,
    nodes,
    parsing,
    rooms,
    series,
)
from goldenthread.contracts import Contract
from goldenthread.landing import Delivery
from goldenthread.ledger import Entry
from goldenthread.methods import Version
from goldenthread.metrics import Metric
from goldenthread.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

LOADS = """
    delivery_id varchar, load_id varchar, extract varchar, la_code varchar, la_name varchar, file_name varchar,
    received_at timestamp, file_bytes bigint, sha256 varchar, period_start date, period_end date,
    rows_in bigint, rows_loaded bigint, rows_set_aside bigint, rows_warned bigint,
    status varchar, reason varchar, duplicate_of varchar, supersedes varchar, withdrawn boolean
"""
PERIODS = """
    load_id varchar, stated_periods bigint, stated_from date, stated_to date, derived_from date, derived_to date
"""
FILES = "load_id varchar, path varchar"
STAND_INS = "column_name varchar, text_key varchar, stand_in varchar"
OVER_NONE = "(numerator <> 0 and denominator = 0)"
LEFT_OUT = "metric_left_out"  # rows of metrics that are no figures
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
        digest.update(repr((_row(each), each.facts.get("key"))).encode())
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
                raw(connection, settings, made)
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
            gather(connection, made.release, made.version)
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


def raw(connection: duckdb.DuckDBPyConnection, settings: Settings, made: Build) -> None:
    """The schema raw: the register, what was derived as each load landed, and a view per extract over those that count.

    That of Client Level Data is narrowed to the loads that are used, as soon as they are known (int_national__loads_opened).
    """
    connection.execute("create schema raw")
    comparators.prepare(connection, settings.home)
    connection.execute(f"create table raw.loads ({LOADS})")
    rows = [_row(each) for each in made.deliveries]
    connection.executemany(f"insert into raw.loads values ({', '.join('?' * len(rows[0]))})", rows)
    counting = landing.counting(made.deliveries, made.as_at)
    connection.execute(f"create table raw.load_periods ({PERIODS})")
    connection.execute(f"create table raw.files ({FILES})")
    connection.execute(f"create table raw.stand_ins ({STAND_INS})")
    if texts := sorted({row for each in counting for row in stand_ins(each.facts.get("stand_ins", {}))}):
        connection.executemany("insert into raw.stand_ins values (?, ?, ?)", texts)
    connection.execute(f"create table raw.ledger ({ledger.TABLE})")
    if made.ledger:
        entered = [
            (each.entry, each.at, each.kind, each.subject, each.by_role, each.reason, each.until_on or None, each.said,
             each.hash, each.la_code or None)
            for each in made.ledger
        ]  # fmt: skip
        connection.executemany("insert into raw.ledger values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", entered)
    if counting:
        held = landing.counting(made.deliveries, dt.date.max)
        periods = [_periods_of(each, made.version) for each in held]
        connection.executemany("insert into raw.load_periods values (?, ?, ?, ?, ?, ?)", periods)
        files = [(each.load_id, str(_parquet(settings, each))) for each in counting]
        connection.executemany("insert into raw.files values (?, ?)", files)
    for extract in contracts.names():
        own = [_parquet(settings, each) for each in counting if each.extract == extract]
        connection.execute(f"create view raw.{extract} as {view(contracts.load(extract), own)}")


def stand_ins(of_columns: dict[str, dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    """What a load keeps of unlisted texts, as rows of ``stand_ins``."""
    return ((name, *pair) for name, texts in of_columns.items() for pair in texts.items())


def _parquet(settings: Settings, each: Delivery) -> Path:
    """Where the rows of a load are."""
    return settings.home / "raw" / each.extract / f"{each.load_id}.parquet"


def _periods_of(each: Delivery, version: Version) -> tuple[Any, ...]:
    """A load as a row of ``load_periods``."""
    derived = each.derived(version.version)
    stated = each.facts.get("stated") or (None, each.period_start, each.period_end)
    return (each.load_id, *stated, *((derived.start, derived.end) if derived else (None, None)))


def view(contract: Contract, files: list[Path]) -> str:
    """Raw rows of an extract; no rows, and the right columns, when there is no file."""
    columns = conversion.raw_columns(contract)
    if not files:
        return f"select {', '.join(f'null::{each.type} as {each.name}' for each in columns)} where false"
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    return f"select {', '.join(each.name for each in columns)} from read_parquet([{listed}])"


def _row(each: Delivery) -> tuple[Any, ...]:
    """A delivery as a row of ``loads``."""
    return (
        each.delivery_id, each.load_id, each.extract, each.la_code, each.la_name, each.file_name, each.received_at,
        each.file_bytes, each.sha256, each.period_start, each.period_end, each.rows_in, each.rows_loaded,
        each.rows_set_aside, each.rows_warned, each.status, each.reason, each.duplicate_of, each.supersedes, each.withdrawn,
    )  # fmt: skip


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


def gather(connection: duckdb.DuckDBPyConnection, release: str, version: Version | None = None) -> None:
    """Collect every metric model into ``metric_values``, their periods into ``metric_periods``, and the catalogue.

    version: of the national method, whose title stands beside national figures; by default that in force. A metric without
    a model, for want of deliveries, has no value. The value is last, unrounded, and comes from the counts; only a median
    comes from its model. It is null over nothing. A rate of some over none, such as residents that are not held, is no
    figure: of a group it is left out, and of a whole period it is why there is none. Such rows are in ``metric_left_out``,
    by which the back door adds up the groups of a whole.
    """
    catalogue = metrics.catalogue(version=version)
    models = "select table_name from duckdb_tables() where starts_with(table_name, 'met_')"
    built = {name for (name,) in connection.execute(models).fetchall()}
    parts = [
        f"select '{each.id}' as metric_id, la_code, period_start, period_end, breakdown, breakdown_value, "
        f"'{each.kind}' as kind, '{each.unit}' as unit, numerator::bigint as numerator, "
        f"denominator::bigint as denominator, ({_value(each)})::double as value, "
        f"'{each.method_version}' as method_version, '{release}' as release from met_{each.id}"
        f"{f' where not {OVER_NONE}' if each.kind == 'rate' else ''}"
        for each in catalogue
        if f"met_{each.id}" in built
    ]
    connection.execute(f"create table metric_values as {' union all '.join(parts)} order by all")
    left_out = [
        f"select '{each.id}' as metric_id, la_code, period_start, period_end, breakdown, breakdown_value, "
        f"numerator::bigint as numerator, denominator::bigint as denominator from met_{each.id} where {OVER_NONE}"
        for each in catalogue
        if each.kind == "rate" and f"met_{each.id}" in built
    ]
    nothing = "select * exclude (kind, unit, value, method_version, release) from metric_values where false"
    connection.execute(f"create table {LEFT_OUT} as {' union all '.join([nothing, *left_out])} order by all")
    periods = " union all ".join(_periods(each, f"met_{each.id}" in built) for each in catalogue)
    connection.execute(f"create table metric_periods as {periods} order by all")
    connection.execute(
        "create table metric_catalogue (metric_id varchar, title varchar, definition varchar, entry varchar)"
    )
    rows = [(each.id, each.title, each.definition, each.model_dump_json()) for each in catalogue]
    connection.executemany("insert into metric_catalogue values (?, ?, ?, ?)", rows)


def _value(metric: Metric) -> str:
    """SQL for a metric's value. Raises BuildFailed for a kind that it is not known for."""
    value = {
        "proportion": "100.0 * numerator / nullif(denominator, 0)",
        "rate": f"{metric.per}.0 * numerator / ({metric.whole} * nullif(denominator, 0))",
        "count": "numerator::double",
        "sum": f"numerator / {metric.whole}.0",
        "median": "value",
    }.get(metric.kind)
    if value is None:
        raise BuildFailed(f"{metric.id}: no value is known for the kind {metric.kind}")
    return value


def _periods(metric: Metric, is_built: bool) -> str:
    """SQL for the periods that a metric is due for, each with why it has no figure, or null.

    A metric of an extract beside Client Level Data is due for every period that either covers, and absent where
    only Client Level Data does; one that counts with both is absent where either is missing, and a rate where there is
    none of what it is told for. is_built: whether it has a model.
    """
    lengths = ", ".join(f"'{length}'" for length in metric.periods)
    due = "la_code, period_start, period_end"
    if metric.national:
        lacks = ", ".join(f"lacks_{need}" for need in ("submissions", *metric.needs))
        covered = f"select {due}, coalesce({lacks}, null) as lacks, period_length from fct_national__periods"
    else:
        title = contracts.load(metric.extract).title.replace("'", "''")
        covered = (
            f"select {due}, case when extract_name = 'cld' and '{metric.extract}' <> 'cld' then 'no delivery of the extract "
            f"“{title}” covers it' when '{metric.with_client_level_data}' = 'True' then 'no Client Level Data covers it' "
            "end as lacks, period_length from dim_period "
            f"where extract_name in ('cld', '{metric.extract}')"
        )
    missing = "count(*) < 2" if metric.with_client_level_data else "bool_and(lacks is not null)"
    reason = f"case when {missing} then min(lacks) end"
    if metric.kind == "rate" and is_built:
        without = f"select {due} from met_{metric.id} where breakdown = 'all' and {OVER_NONE}"
        told_for = metric.denominator.rstrip(".").replace("'", "''")
        reason = (
            f"coalesce({reason}, case when ({due}) in ({without}) then 'no count is held of: {told_for}' end)"
        )
    return (
        f"select '{metric.id}' as metric_id, {due}, ({reason})::varchar as absent_because "
        f"from ({covered}) as covered where period_length in ({lengths}) group by {due}"
    )
