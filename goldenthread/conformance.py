"""The national method on the files of one case alone, written in the shape in which figures are exchanged.

A case is a folder with ``manifest.csv``, submissions and, for 2B, 2C and 2D, ``reference/`` with residents,
hospital records and where there is one a lookup of neighbourhoods, each known by its header. All its files
pass the same front door and the same models as any delivery, in a home of their own. Each query of
``dbt_project/conformance`` writes the file of its name.
"""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb

from goldenthread import contracts, inbox, landing, raw_schema, rooms, warehouse
from goldenthread.landing import Delivery
from goldenthread.settings import Settings

Admit = Callable[[list[inbox.Waiting], Settings, Callable[[str], None]], list[Delivery]]
QUERIES = rooms.DBT / "conformance"
JOINED_FROM = "2023-04-01"
"""Cases, as the national tables, are joined from the first quarter of client level data."""


class NotRun(RuntimeError):
    """The method could not be run on a case; the message says why."""


def own_home(settings: Settings, folder: Path) -> Settings:
    """The settings in force, in a home of the case's own and for whatever councils it has."""
    return settings.model_copy(update={"home": folder, "la_codes": "", "la_names": ""})


def receive(settings: Settings, case: Path, admit: Admit, progress: Callable[..., None]) -> list[str]:
    """Land a case's files in its own home; gives what a person should know of those that did not load.

    admit: the front door.
    """
    landing.prepare(settings.home)
    found = inbox.find(settings.home, case.resolve())
    landed = admit(found.waiting, settings, progress)
    beside = _beside(settings, case.resolve(), landed)
    landed += admit(beside.waiting, settings, progress)
    kept_out = [each for each in landed if each.status != "loaded"]
    return [
        *found.said,
        *beside.said,
        *(f"{each.file_name} is {each.status}: {each.reason}" for each in kept_out),
    ]


def _beside(settings: Settings, case: Path, landed: list[Delivery]) -> inbox.Found:
    """The files of a case's ``reference/``, as if they had come with its first submission: they count at any date.

    What no manifest and no column says, the case does: where it is one council's, so are they.
    """
    folder = case / "reference"
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    if not files or not landed:
        return inbox.Found([], [])
    found = inbox.find(settings.home, received_at=min(each.received_at for each in landed), files=files)
    councils = {each.la_code for each in landed if each.status == "loaded"}
    only = councils.pop() if len(councils) == 1 else None
    return replace(
        found,
        waiting=[
            each
            if each.la_code or contracts.load(each.extract).submission.council
            else replace(each, la_code=only)
            for each in found.waiting
        ],
    )


def run(settings: Settings, period: Sequence[dt.date], as_at: str | None, out: Path) -> list[Path]:
    """Build the national models over what was landed in a case's home; write and give its files.

    period: first and last day. as_at: the last day whose deliveries are used, by default all; later ones are listed
    with their periods.
    Raises NothingToBuild and BuildFailed.
    """
    start, end = period
    made = warehouse.question(settings, dt.date.fromisoformat(as_at) if as_at else None)
    # A date of the question chooses among the submissions; each that was sent has a period (national method, 1 and 2.1).
    made = replace(made, deliveries=landing.register(settings.home, made.version.version))
    made.folder.mkdir(mode=0o700, parents=True)
    with duckdb.connect(str(made.database)) as connection:
        raw_schema.make(connection, settings, made)
    variables = {
        "national_joined_start": JOINED_FROM,
        "national_period_start": start.isoformat(),
        "national_period_end": end.isoformat(),
    }
    warehouse.dbt(
        settings, made, "build", "--select", "+path:models/national",
        "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test", variables=variables,
    )  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(made.database), read_only=True) as connection:
        _name_periods(connection, start, end)
        return list(_write(connection, out))


def _name_periods(connection: duckdb.DuckDBPyConnection, start: dt.date, end: dt.date) -> None:
    """Tell the queries what the period is called, and 2D's, which is three months earlier."""
    months = "select cast($start - interval 3 month as date), last_day($end - interval 3 month)"
    earlier = connection.execute(months, {"start": start, "end": end}).fetchone()
    connection.execute("set variable period = $name", {"name": label(start, end)})
    connection.execute("set variable discharge_period = $name", {"name": label(*earlier)})


def label(start: dt.date, end: dt.date) -> str:
    """A period as the national tables name it: ``1 Apr 25 - 31 Mar 26``."""
    return f"{start:%-d %b %y} - {end:%-d %b %y}"


def _write(connection: duckdb.DuckDBPyConnection, out: Path) -> Iterator[Path]:
    """Write the file of each query; without hospital records there are no files of 2D."""
    (hospital,) = connection.execute("select count(*) > 0 from stg_reference__hospital_episodes").fetchone()
    for query in sorted(QUERIES.glob("*.sql")):
        path = out / f"{query.stem}.csv"
        if query.stem.startswith("ascof_2d") and not hospital:
            path.unlink(missing_ok=True)
            continue
        connection.sql(query.read_text(encoding="utf-8")).write_csv(str(path), header=True)
        yield path


def differences(written: Path, expected: Path) -> list[str]:
    """What two folders of files do not agree on, one sentence each; rows are a set, numbers numbers."""
    told = []
    for path in sorted(expected.glob("*.csv")):
        ours = written / path.name
        if not ours.is_file():
            told.append(f"{path.name}: not made")
            continue
        names, wanted = _rows(path)
        own_names, found = _rows(ours, names)
        lacking = [name for name in names if name not in own_names]
        if lacking:
            told.append(f"{path.name}: no column {', '.join(lacking)}")
            continue
        for heading, rows in (("expected", wanted - found), ("made", found - wanted)):
            told += [
                f"{path.name}: {heading} {', '.join(map(str, row))}"
                for row in sorted(rows.elements(), key=str)
            ]
    return told


def _rows(path: Path, names: list[str] | None = None) -> tuple[list[str], Counter]:
    """The column names of a file, and its rows with their columns in a given order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        own = list(reader.fieldnames or [])
        return own, Counter(tuple(_value(row.get(name)) for name in names or own) for row in reader)


def _value(text: str | None) -> str | Decimal:
    """A cell as it is compared: a number as a number, anything else as text."""
    try:
        return Decimal(text or "").normalize()
    except InvalidOperation:
        return (text or "").strip()
