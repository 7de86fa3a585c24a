"""The national method on a few rows written down in a test: fast, in memory, one question at a time.

dbt compiles the models once; their SQL then runs on a DuckDB of the test's own. The rows pass the real
conversion into raw columns, and each table of figures is the query that ``goldenthread conformance``
writes. Only the models that a table needs are run. ``conformance`` itself, with the front door and dbt's
own build, is held to the same figures by tests/warehouse/test_conformance.py and test_front_door.py.
"""

import datetime as dt
import functools
import itertools
import json
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from derived_periods import derive

from goldenthread import conformance, contracts, identity, parsing, raw_schema, rooms
from goldenthread.conversion import Converter, raw_columns

COUNCIL = "990"
KEY = b"a key for tests only"
YEAR = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
RECEIVED = "2026-04-20 09:00:00"
COMPILED = "NATIONAL_COMPILED"
"""The variable that names a file of models compiled already: the mutation check compiles each mutant once."""

STANDS_FOR = {"as_at": "9999-12-31", "start": "7777-04-01", "end": "7778-03-31"}
"""Dates that the models are compiled for; a run puts its own in their place, as dbt does with its variables."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Submission:
    """A file: its rows by the contract's column names, when it was received, and the months it shows.

    covers: two rows that name nobody end on these days, so that the derived period reaches them; such
    rows drop out later (method, 4.1). None adds no row.
    """

    rows: list[Row]
    received: str = RECEIVED
    covers: tuple[str, str] | None = ("2025-04-01", "2026-03-31")
    council: str = COUNCIL

    def all_rows(self) -> list[Row]:
        """Every row of the file, each with what a test leaves out."""
        shown = [
            {"event_type": "Review", "event_start_date": day, "event_end_date": day, "person": None}
            for day in self.covers or ()
        ]
        return [whole(row, self) for row in [*self.rows, *shown]]


def whole(row: Row, submission: Submission) -> Row:
    """A row with sensible values for what it leaves out; ``person`` stands for the council's person id."""
    start, end = submission.covers or (None, None)
    row = {
        "la_code": submission.council,
        "reporting_period_start_date": start,
        "reporting_period_end_date": end,
        "la_person_unique_identifier": row.get("person", "P1"),
        "gender": "Female",
        "date_of_birth": "1950-01-01",
        "client_type": "Service user",
        **row,
    }
    row.pop("person", None)
    return row


@functools.cache
def models(version: str = "") -> dict[str, dict[str, Any]]:
    """Model to its SQL and what it reads, and seed to its file: from dbt, or from ``NATIONAL_COMPILED``.

    version: of the national method; another than that in force is always had from dbt.
    """
    if os.environ.get(COMPILED) and not version:
        return json.loads(Path(os.environ[COMPILED]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        return compile_models(rooms.DBT, Path(folder), version=version)


def compile_models(
    project: Path, target: Path, also: Sequence[str] = (), version: str = ""
) -> dict[str, dict[str, Any]]:
    """Have dbt compile a project's national models for the dates of STANDS_FOR.

    target: what dbt writes; kept between calls, it spares the parsing of unchanged files. also: further
    models, as dbt selects them. version: of the national method.
    Raises RuntimeError with dbt's words when the project does not compile.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["GOLDENTHREAD_DATABASE"] = str(target / "compile.duckdb")
    variables = {
        "as_at": STANDS_FOR["as_at"],
        "national_period_start": STANDS_FOR["start"],
        "national_period_end": STANDS_FOR["end"],
        "method_version": version,
    }
    command = [
        "compile",
        "--select",
        "+path:models/national,resource_type:model",
        "stg_cld__as_sent",
        "path:models/intermediate/quality,resource_type:model",
        "fct_data_quality__*,resource_type:model",
        "fct_submission_findings",
        *also,
    ]
    command += ["--vars", json.dumps(variables), "--quiet"]
    command += ["--project-dir", str(project), "--profiles-dir", str(project)]
    command += ["--target-path", str(target), "--log-path", str(target)]
    try:
        read = parsing.project(variables) if project == rooms.DBT else None  # another's is a mutant's
        outcome = dbtRunner(manifest=read).invoke(command)
    finally:
        DuckDBConnectionManager.close_all_connections()
    if not outcome.success:
        raise RuntimeError(f"the models do not compile: {outcome.exception or outcome.result}")
    made: dict[str, dict[str, Any]] = {}
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    for result in outcome.result.results:
        node = result.node
        reads = [name.rsplit(".", 1)[1] for name in manifest["nodes"][node.unique_id]["depends_on"]["nodes"]
                 if not name.startswith("source.")]  # fmt: skip
        sql = re.sub(r'"[^"]+"\."(main|raw|reference)"\.', r'"\1".', node.compiled_code)
        made[node.name] = {"sql": sql, "reads": reads}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "seed":
            types = node["config"].get("column_types") or {}
            made[node["name"]] = {"seed": str(project / node["original_file_path"]), "types": types}
    return made


def raw_rows(submission: Submission, load_id: str) -> tuple[pa.Table, dict[str, dict[str, str]]]:
    """What ``raw/`` holds of a file, its texts through the front door's own conversion; and its stand-ins."""
    contract = contracts.load("cld")
    rows = submission.all_rows()
    columns = {
        name: pa.array([_text(row.get(name)) for row in rows], pa.string()).dictionary_encode()
        for name in contract.columns
    }
    unknown = sorted({name for row in rows for name in row} - set(columns))
    assert not unknown, f"no such column: {unknown}"
    lines = np.arange(2, len(rows) + 2, dtype=np.int64)
    converter = Converter(contract, KEY, load_id)
    return converter.table(pa.table(columns), lines), converter.stand_ins


def _text(value: Any) -> str:
    return "" if value is None else str(value)


@dataclass
class Ran:
    """The method over some submissions; a table is worked out when it is first asked for."""

    connection: duckdb.DuckDBPyConnection
    dates: dict[str, str]
    made: set[str] = field(default_factory=set)
    version: str = ""

    def table(self, name: str) -> list[Row]:
        """A table of figures, as ``conformance`` writes the file of this name."""
        sql = (conformance.QUERIES / f"{name}.sql").read_text(encoding="utf-8")
        return self.query(sql)

    def query(self, sql: str) -> list[Row]:
        """Rows of a query over models, each made first."""
        for name in sorted(set(re.findall(r"\b(?:fct|int|stg|dim)_\w+", sql)) & set(models(self.version))):
            self._make(name)
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def figures(self, name: str, **where: Any) -> tuple | list[tuple]:
        """Numerator and denominator of one cell of a table, or of each that fits."""
        rows = [
            (row["Numerator"], row["Denominator"])
            for row in self.table(name)
            if all(row[key] == value for key, value in where.items())
        ]
        return rows[0] if len(rows) == 1 else rows

    def everything(self) -> dict[str, list[tuple]]:
        """Every table of figures, without what a file is called: what must not change when nothing does."""
        found = {}
        for path in sorted(conformance.QUERIES.glob("*.sql")):
            rows = [{**row, "file": None} for row in self.table(path.stem)]
            found[path.stem] = sorted((tuple(row.values()) for row in rows), key=repr)
        return found

    def _make(self, name: str) -> None:
        if name in self.made:
            return
        self.made.add(name)
        model = models(self.version)[name]
        if "seed" in model:
            self.connection.register(name, _seed(model["seed"], json.dumps(model["types"])))
            return
        for other in model["reads"]:
            self._make(other)
        sql = model["sql"]
        for what, date in STANDS_FOR.items():
            sql = sql.replace(date, self.dates[what])
        self.connection.execute(f"create table main.{name} as {sql}")


@functools.cache
def _seed(path: str, types: str) -> pa.Table:
    with duckdb.connect() as connection:
        return connection.read_csv(path, header=True, dtype=json.loads(types) or None).to_arrow_table()


@functools.cache
def _server() -> duckdb.DuckDBPyConnection:
    """One DuckDB for all runs: its start costs as much as several models."""
    return duckdb.connect(config={"threads": 1})


def _fresh() -> duckdb.DuckDBPyConnection:
    """A connection to an empty database of its own; the fourth before it goes."""
    server, number = _server(), next(_numbers)
    if number > 4:
        server.execute(f"detach run_{number - 4}")
    server.execute(f"attach ':memory:' as run_{number}")
    connection = server.cursor()
    connection.execute(f"use run_{number}")
    connection.execute("pragma disable_optimizer")  # a few rows take longer to plan for than to read
    return connection


_numbers = itertools.count(1)


_last: dict[str, Any] = {}


def run(*submissions: Submission, **more: Any) -> Ran:
    """The method over submissions, loaded in the order given; more: as ``begin`` takes it.

    The same question asked twice in a row, for two cells of one table, is run once.
    """
    asked = repr((submissions, sorted(more.items())))
    if _last.get("asked") != asked:
        _last.update(asked=asked, ran=fresh(*submissions, **more))
    return _last["ran"]


def fresh(*submissions: Submission, **more: Any) -> Ran:
    """The same, in a run that is nobody else's and may be changed."""
    ran = begin(**more)
    ran.connection.execute(
        f"create schema raw; create table raw.loads ({raw_schema.LOADS}); create table raw.stand_ins ({raw_schema.STAND_INS})"
    )
    tables, stand_ins = [], set()
    for at, submission in enumerate(submissions):
        load_id = f"{at:04d}"
        table, of_columns = raw_rows(submission, load_id)
        tables.append(table)
        stand_ins |= set(raw_schema.stand_ins(of_columns))
        ran.connection.execute(
            "insert into raw.loads (delivery_id, load_id, extract, la_code, la_name, file_name, received_at, status, "
            "withdrawn) values ($1, $1, 'cld', $2, $3, $1, $4, 'loaded', false)",
            [load_id, submission.council, f"Council {submission.council}", submission.received],
        )
    ran.connection.register("sent", pa.concat_tables(tables).unify_dictionaries())
    ran.connection.execute("create table raw.cld as select * from sent")
    if stand_ins:
        ran.connection.executemany("insert into raw.stand_ins values (?, ?, ?)", sorted(stand_ins))
    derive(ran.connection, ran.version)
    for name, shape in _read_besides(ran.version).items():
        ran.connection.execute(f"create table raw.{name} ({shape})")
    return ran


@functools.cache
def _read_besides(version: str) -> dict[str, str]:
    """Extracts besides Client Level Data that the models of a version read, each with its columns and types."""
    read = {
        name
        for model in models(version).values()
        for name in re.findall(r'"raw"\."(\w+)"', model.get("sql", ""))
    }
    return {
        name: ", ".join(f"{each.name} {each.type}" for each in raw_columns(contracts.load(name)))
        for name in sorted(read - {"cld"}) if name in contracts.names()
    }  # fmt: skip


def begin(
    period: tuple[dt.date, dt.date] = YEAR,
    as_at: str = "9999-12-31",
    hospital: Iterable[Row] = (),
    residents: Iterable[tuple[str, str, int]] = (),
    places: Iterable[tuple[str, str]] = (),
    version: str = "",
) -> Ran:
    """A database without a schema ``raw`` as yet, for a period and as at a day.

    hospital: discharges by the columns of stg_reference__hospital_episodes; patient: an NHS number.
    residents: council, age band and people. places: neighbourhood and the council it lies in.
    version: of the national method.
    """
    dates = {"as_at": as_at, "start": str(period[0]), "end": str(period[1])}
    ran = Ran(_fresh(), dates, version=version)
    ran.made |= {
        "stg_reference__hospital_episodes",
        "stg_reference__populations",
        "stg_reference__home_areas",
    }
    _reference(ran.connection, list(hospital), list(residents), list(places))
    conformance._name_periods(ran.connection, *period)  # the queries read what the period is called
    return ran


EPISODE = {
    "patient_key": "varchar", "episode_id": "varchar", "birth_month_on": "date", "sex": "varchar",
    "lsoa_2011": "varchar", "admitted_on": "date", "discharged_on": "date", "is_last_episode": "boolean",
    "admission_method": "varchar", "discharge_method": "varchar", "discharge_destination": "varchar",
    "management_type": "varchar", "treatment_function": "varchar",
}  # fmt: skip


def _reference(
    connection: duckdb.DuckDBPyConnection, hospital: list[Row], residents: list[tuple], places: list[tuple]
) -> None:
    """Hospital records, residents and neighbourhoods, as their staging models give them."""
    shape = ", ".join(f"{name} {kind}" for name, kind in EPISODE.items())
    connection.execute(f"create table main.stg_reference__hospital_episodes ({shape})")
    connection.execute(
        "create table main.stg_reference__populations (la_code varchar, age_band varchar, people bigint)"
    )
    for number, row in enumerate(hospital):
        given = {
            "birth_month_on": "1940-01-01", "sex": "Female", "is_last_episode": True, "admission_method": "21",
            "discharge_method": "1", "discharge_destination": "19", "management_type": "EM",
            "treatment_function": "300", "episode_id": f"{number}", **row,
        }  # fmt: skip
        given["patient_key"] = nhs_key(given.pop("patient")) if given.get("patient") else None
        given.pop("patient", None)
        names, marks = ", ".join(given), ", ".join("?" * len(given))
        connection.execute(
            f"insert into main.stg_reference__hospital_episodes ({names}) values ({marks})",
            list(given.values()),
        )
    connection.execute("create table main.stg_reference__home_areas (lsoa_2011 varchar, la_name varchar)")
    if residents:
        connection.executemany("insert into main.stg_reference__populations values (?, ?, ?)", residents)
    if places:
        connection.executemany("insert into main.stg_reference__home_areas values (?, ?)", places)


def nhs_key(number: str) -> str:
    """What an NHS number is called behind the front door."""
    return identity.pseudonym(KEY, "nhs_number", number)


def person_key(person: str, council: str = COUNCIL) -> str:
    """What the method calls somebody known by the council's own id alone."""
    return f"{council}_{identity.pseudonym(KEY, 'person', person.upper())}"
