"""Plain DuckDB: the least that any pipeline of the same shape must do. What ours is held against."""

from pathlib import Path

import duckdb

from goldenthread import contracts, parsing, rooms
from goldenthread.rules import Rule, rules

THREADS = 2


def readable(files: list[Path], folder: Path) -> list[Path]:
    """The files as DuckDB can read them: Windows-1252 needs an extension that is not to be had, so such a file is
    given to it again as UTF-8. That costs the bare side nothing: it is not timed."""
    return [path if _is_utf8(path) else _as_utf8(path, folder) for path in files]


def _is_utf8(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_utf8(path: Path, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    copy = folder / path.name
    copy.write_bytes(path.read_bytes().decode("cp1252").encode("utf-8"))
    return copy


def read(files: list[Path], folder: Path) -> int:
    """Each CSV file to zstd Parquet, every column text, one COPY a file; gives how many rows there are."""
    rows = 0
    with duckdb.connect() as connection:
        connection.execute(f"set threads={THREADS}")
        for path in files:
            target = folder / f"{path.stem}.parquet"
            made = connection.execute(
                f"copy (from read_csv('{path}', all_varchar=true, header=true)) "
                f"to '{target}' (format parquet, compression zstd)"
            )
            rows += made.fetchone()[0]
    return rows


def models(target: Path) -> list[tuple[str, str]]:
    """Statements that make every model that dbt compiled, each after what it reads."""
    waiting = {}
    for name, node in parsing.project({}).nodes.items():
        path = target / "compiled" / node.package_name / node.original_file_path
        if node.resource_type == "model" and path.is_file():
            waiting[name] = node, path.read_text(encoding="utf-8")
    made: list[tuple[str, str]] = []
    while waiting:
        ready = [name for name, (node, _) in waiting.items() if not set(node.depends_on_nodes) & set(waiting)]
        for name in ready:
            node, sql = waiting.pop(name)
            kind = "view" if node.config.materialized == "view" else "table"
            made.append((node.name, f"create {kind} main.{node.name} as {sql}"))
    return made


def build(landed: Path, statements: list[tuple[str, str]], folder: Path) -> int:
    """Run a build's compiled SQL over its raw Parquet, in a database of the name it was compiled for.

    landed: a build's database (for the register of deliveries; its views say which Parquet).
    Gives how many figures there are.
    """
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        start(connection, landed)
        for _, statement in statements:
            connection.execute(statement)
        metrics = [name for name, _ in statements if name.startswith("met_")]
        counted = " + ".join(f"(select count(*) from main.{name})" for name in metrics)
        return connection.execute(f"select {counted}").fetchone()[0]


def start(connection: duckdb.DuckDBPyConnection, landed: Path) -> None:
    """Give a connection what compiled SQL reads as a build has it: the register, raw views of Parquet, the lists.

    It gets two threads. landed: a build's database.
    """
    connection.execute(f"set threads={THREADS}")
    connection.execute(f"attach '{landed}' as landed (read_only)")
    views = []
    for schema in ("raw", "reference"):
        views += connection.execute(
            "select sql from duckdb_views() where database_name = 'landed' and schema_name = ?", [schema]
        ).fetchall()
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'landed' and schema_name = ?",
            [schema],
        ).fetchall()
        connection.execute(f"create schema {schema}")
        for (table,) in tables:
            connection.execute(f"create table {schema}.{table} as from landed.{schema}.{table}")
    connection.execute("detach landed")
    for (view,) in views:
        connection.execute(view)
    for seed in sorted(rooms.SEEDS.glob("*/*.csv")):
        connection.execute(f"create table main.{seed.stem} as from read_csv('{seed}', header=true)")


def rules_one_by_one(files: list[Path], memory_limit: str) -> dict[str, int]:
    """How many rows break each rule of the contract: one statement a rule, as a person would write it."""
    source = _source(files)
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit='{memory_limit}'")
        return {
            rule.id: connection.execute(f"select count(*) from {source} where {rule.breaks}").fetchone()[0]
            for rule in _rules()
        }


def rules_at_once(files: list[Path], memory_limit: str) -> dict[str, int]:
    """The same counts in a single statement."""
    sums = ", ".join(f'count(*) filter (where {rule.breaks}) as "{rule.id}"' for rule in _rules())
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit='{memory_limit}'")
        found = connection.execute(f"select {sums} from {_source(files)}")
        return dict(zip((column[0] for column in found.description), found.fetchone(), strict=True))


def _source(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(repr(str(path)) for path in files)}])"


def _rules() -> list[Rule]:
    return rules(contracts.load("cld"))
