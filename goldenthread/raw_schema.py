"""The schema ``raw`` of a build: the register, what was derived as each load landed, and a view per extract over those that count."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from goldenthread import comparators, contracts, conversion, landing, ledger
from goldenthread.contracts import Contract
from goldenthread.landing import Delivery
from goldenthread.methods import Version
from goldenthread.settings import Settings

if TYPE_CHECKING:
    from goldenthread.warehouse import Build

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


def make(connection: duckdb.DuckDBPyConnection, settings: Settings, made: "Build") -> None:
    """Make the schema in a build's database.

    The view of Client Level Data is narrowed to the loads that are used, as soon as they are known (int_national__loads_opened).
    """
    connection.execute("create schema raw")
    comparators.prepare(connection, settings.home)
    connection.execute(f"create table raw.loads ({LOADS})")
    rows = [row(each) for each in made.deliveries]
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


def row(each: Delivery) -> tuple[Any, ...]:
    """A delivery as a row of ``loads``."""
    return (
        each.delivery_id, each.load_id, each.extract, each.la_code, each.la_name, each.file_name, each.received_at,
        each.file_bytes, each.sha256, each.period_start, each.period_end, each.rows_in, each.rows_loaded,
        each.rows_set_aside, each.rows_warned, each.status, each.reason, each.duplicate_of, each.supersedes, each.withdrawn,
    )  # fmt: skip
