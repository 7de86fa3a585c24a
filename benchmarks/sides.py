"""One side of a comparison, in a process of its own: ``python -m benchmarks.sides NAME JSON``.

What is made ready first (imports, looking files up) is timed apart. Says as JSON how long start and work
took, the processor time of the work, the most memory that the process held with those that it started, and what it made.
"""

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from benchmarks.watching import Memory

Work = Callable[[], Any]


def front_door(home: str) -> Work:
    """Check and land everything that waits in a home."""
    _settle_in(home)
    _import("expectations.duckdb_source", "expectations.suites")
    from expectations import gate
    from goldenthread import inbox, settings

    now = settings.current()
    waiting = inbox.find(now.home).waiting
    return lambda: sum(each.rows_loaded for each in gate.admit(waiting, now))


def landing(home: str, one_by_one: bool) -> Work:
    """Check and land what waits as the DAG does, each file by itself, or as the command line does, all together."""
    _settle_in(home)
    _import("expectations.duckdb_source", "expectations.suites")
    from goldenthread import nightly

    waiting = nightly.find()
    if one_by_one:
        return lambda: len([nightly.load(each) for each in waiting])
    return lambda: len(nightly.load_all(waiting))


def refresh(home: str) -> Work:
    """The whole night, in process; gives the release and the seconds that each step took."""
    _settle_in(home)
    _import("dbt.cli.main", "dbt.adapters.duckdb", "expectations.suites", "expectations.published",
            "expectations.quality", "reports.render")  # fmt: skip
    from goldenthread import nightly

    def work() -> dict[str, Any]:
        said: list[tuple[str, float]] = []
        made = nightly.refresh(progress=lambda words, *_: said.append((words, time.perf_counter())))
        ends = [at for _, at in said[1:]] + [time.perf_counter()]
        steps: dict[str, float] = {}
        for (words, begun), end in zip(said, ends, strict=True):
            step = "checking and loading" if words.startswith(("checking and loading", "judging")) else words
            steps[step] = steps.get(step, 0) + end - begun
        return {"path": made["path"], "steps": steps}

    return work


def bare_read(files: list[str], folder: str) -> Work:
    """Plain DuckDB's read of the same files."""
    from benchmarks import bare

    return lambda: bare.read([Path(path) for path in files], Path(folder))


def bare_refresh(files: list[str], database: str, folder: str) -> Work:
    """The same read, then the same compiled SQL."""
    from benchmarks import bare

    statements = bare.models(Path(database).parent / "target")

    def work() -> dict[str, float]:
        begun = time.perf_counter()
        bare.read([Path(path) for path in files], Path(folder))
        between = time.perf_counter()
        bare.build(Path(database), statements, Path(folder))
        return {"read": between - begun, "compiled SQL": time.perf_counter() - between}

    return work


def great_expectations(files: list[str]) -> Work:
    """Every rule of the front door, judged by Great Expectations."""
    from expectations import duckdb_source, suites
    from goldenthread import contracts

    contract = contracts.load("cld")
    source = f"read_parquet([{', '.join(repr(path) for path in files)}])"

    def work() -> list[str]:
        suite = suites.suite_for(contract)
        verdicts = duckdb_source.judge(suites.view_for(contract, source), suite)
        return sorted(each["rule"] for each in verdicts if not each["success"])

    return work


def rules_one_by_one(files: list[str]) -> Work:
    """The same rules, one plain statement each."""
    from benchmarks import bare

    return lambda: sorted(
        rule for rule, rows in bare.rules_one_by_one(list(map(Path, files)), "1GB").items() if rows
    )


def rules_at_once(files: list[str]) -> Work:
    """The same rules in one plain statement."""
    from benchmarks import bare

    return lambda: sorted(
        rule for rule, rows in bare.rules_at_once(list(map(Path, files)), "1GB").items() if rows
    )


def pandas_script(inbox: str, folder: str) -> Work:
    """The same loading, checks and metrics in pandas."""
    from benchmarks import pandas_script

    return lambda: pandas_script.run(Path(inbox), Path(folder))


def same_figures(home: str) -> Work:
    """Ours of what the pandas script does and of nothing more: the front door, and its metrics; gives how many figures."""
    _settle_in(home)
    _import("dbt.cli.main", "dbt.adapters.duckdb", "expectations.suites")
    import duckdb

    from benchmarks.comparing import METRICS
    from expectations import gate
    from goldenthread import inbox, parsing, raw_schema, settings, warehouse

    now = settings.current()
    waiting = inbox.find(now.home).waiting
    models = [f"met_{name}" for name in METRICS]

    def work() -> int:
        gate.admit(waiting, now)
        made = warehouse.question(now, None)
        made.folder.mkdir(parents=True)
        with duckdb.connect(str(made.database)) as connection:
            raw_schema.make(connection, now, made)
        project = parsing.project(made.version.variables)
        project.unit_tests.clear()
        chosen = "--exclude-resource-type", "test", "--select", *(f"+{model}" for model in models)
        warehouse.dbt(now, made, "build", *chosen, project=project)
        with duckdb.connect(str(made.database)) as connection:
            counted = " union all ".join(f"select count(*) as figures from {model}" for model in models)
            return int(connection.execute(f"select sum(figures) from ({counted})").fetchone()[0])

    return work


def compiled(home: str, folder: str, variables: dict[str, str]) -> Work:
    """dbt's compiled SQL of the national models, over what a home has landed."""
    _settle_in(home)
    from benchmarks import national_sides

    return lambda: national_sides.compile_models(Path(folder), variables)


def national_models(compiled: str, folder: str) -> Work:
    """That SQL, on a plain connection."""
    from benchmarks import national_sides

    return lambda: national_sides.models(Path(compiled), Path(folder))


def national_literal(compiled: str, folder: str) -> Work:
    """The literal form of the national method, over the same."""
    from benchmarks import national_sides

    return lambda: national_sides.literal(Path(compiled), Path(folder))


def watched_refresh(home: str, memory_limit: str) -> Work:
    """The whole night, with as much memory for DuckDB; gives what it took of the disk."""
    work = refresh(home)
    os.environ["GOLDENTHREAD_MEMORY_LIMIT"] = memory_limit
    from benchmarks import national_sides

    return lambda: {**national_sides.watched(Path(home), work), "memory_limit": memory_limit}


def refresh_with_registers(home: str) -> Work:
    """The whole night; gives the seconds that the marts of registers and their alerts took of it, and how many there are."""
    work = refresh(home)
    import duckdb

    from goldenthread import warehouse

    build, took = warehouse.dbt, []

    def timed(*given: Any, **named: Any) -> None:
        begun = time.perf_counter()
        build(*given, **named)
        if "--select" in given and warehouse.ASSURANCE in given:
            took.append(time.perf_counter() - begun)

    def with_registers() -> dict[str, Any]:
        warehouse.dbt = timed
        made = work()
        database = Path(home) / "runs" / Path(made["path"]).name / "warehouse.duckdb"
        with duckdb.connect(str(database), read_only=True) as connection:
            kinds = connection.execute(
                "select kind || 's', count(*) from dim_records group by all order by 2 desc limit 2"
            )
            counts = dict(kinds.fetchall())
            for name, table in (
                ("updates", "stg_registers__action_updates"),
                ("links", "fct_links"),
                ("alerts", "fct_alerts"),
            ):
                counts[name] = connection.execute(f"select count(*) from {table}").fetchone()[0]
        return {"registers": sum(took), "counts": counts, **made}

    return with_registers


def pack(home: str, name: str, period: str) -> Work:
    """Every rendition of a pack; gives the seconds of each, the bytes of each file, and the most memory that was held at once."""
    _settle_in(home)
    _import("reports.render", "vl_convert", "pypandoc", "weasyprint")
    from benchmarks import papers

    return lambda: papers.made(Path(home), name, period)


def disclosure(home: str) -> Work:
    """Disclosure control of the current release's figures, twice, and the attack on it; gives the seconds of each and what was withheld."""
    _settle_in(home)
    _import(
        "highspy", "goldenthread.metrics", "goldenthread.disclosure.attack", "goldenthread.disclosure.control"
    )
    from benchmarks import withholding

    return lambda: withholding.made(Path(home))


SIDES = {
    each.__name__: each
    for each in (front_door, landing, refresh, bare_read, bare_refresh, great_expectations, rules_one_by_one,
                 rules_at_once, pandas_script, same_figures, compiled, national_models, national_literal, watched_refresh, refresh_with_registers, pack, disclosure)
}  # fmt: skip


def _import(*names: str) -> None:
    """Import now what the work would import when it comes to it."""
    for name in names:
        importlib.import_module(name)


def _settle_in(home: str) -> None:
    """Point the settings at a home, and at nothing else of this machine's."""
    for name in [name for name in os.environ if name.startswith("GOLDENTHREAD_")]:
        del os.environ[name]
    os.environ["GOLDENTHREAD_HOME"] = home


def _processor_time() -> float:
    """Seconds that this process has used, and those below it, ended or not."""
    here = psutil.Process()
    return sum(sum(each.cpu_times()[:4]) for each in (here, *here.children(recursive=True)))


def main(name: str, arguments: str) -> None:
    """Run one side and say what it took."""
    begun = time.perf_counter()
    work = SIDES[name](**json.loads(arguments))
    ready, used = time.perf_counter(), _processor_time()
    with Memory(0.2) as held:
        made = work()
    done, all_used = time.perf_counter(), _processor_time()
    peak = max(held.most, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    took = {
        "start": ready - begun,
        "seconds": done - ready,
        "cpu": all_used - used,
        "peak": peak,
        "made": made,
    }
    print("\n" + json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
