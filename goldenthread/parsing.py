"""dbt's reading of the project, kept: it takes as long as a small council's whole build, and changes only with the project.

Kept in dbt's own ``target`` folder, under a name that is a hash of all that goes into it. Where that folder
cannot be written, every build reads the project anew. ``python -m goldenthread.parsing`` reads it ahead of the first
build, as an installation does.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from goldenthread import rooms

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

FOLDER = rooms.DBT / "target"
PARTS = ("*.yml", "models/**/*", "macros/**/*", "materializations/**/*", "seeds/**/*", "tests/**/*")


class Unreadable(RuntimeError):
    """dbt cannot read the project; the message says why."""


def known(variables: dict[str, str]) -> "Manifest | None":
    """The project as dbt read it before, under the same variables; None when it has to read it."""
    path = _path(variables)
    if not path.is_file():
        return None
    from dbt.contracts.graph.manifest import Manifest  # two seconds' import, only where
    from dbt.parser.manifest import extended_mashumuro_decoder  # it is used

    try:
        return Manifest.from_msgpack(path.read_bytes(), decoder=extended_mashumuro_decoder)
    except Exception:  # whatever is wrong with it (a power cut, say), dbt can read the project itself
        path.unlink(missing_ok=True)
        return None


def keep(target: Path, variables: dict[str, str]) -> None:
    """Keep what dbt has just read; target: the folder that it wrote to."""
    read, path = target / "partial_parse.msgpack", _path(variables)
    if path.is_file() or not read.is_file():
        return
    try:
        FOLDER.mkdir(exist_ok=True)
        for old in FOLDER.glob(f"{path.name.split('-')[0]}-*.msgpack"):
            old.unlink(missing_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(read.read_bytes())
        partial.replace(path)
    except OSError:
        return  # an installation that cannot be written to, or a full disk: the next build reads again


def _path(variables: dict[str, str]) -> Path:
    """Where a reading of the project as it is now is kept."""
    digest = hashlib.sha256(f"{version('dbt-core')} {version('dbt-duckdb')}".encode())
    for part in PARTS:
        for path in sorted(each for each in rooms.DBT.glob(part) if each.is_file()):
            digest.update(path.relative_to(rooms.DBT).as_posix().encode() + b"\0" + path.read_bytes())
    asked = hashlib.sha256(repr(sorted(variables.items())).encode()).hexdigest()[:8]
    return FOLDER / f"read{asked}-{digest.hexdigest()[:24]}.msgpack"


def project(variables: dict[str, str]) -> "Manifest":
    """The project as dbt reads it for a run under some variables: as it was kept, or read anew and kept.

    Of the variables only the version of the method changes what reads what; dates are put into SQL when that is compiled.
    Should another one ever, dbt stops at the model that reads what it was not read to read.
    Raises Unreadable with what dbt says.
    """
    variables = {name: value for name, value in variables.items() if name == "method_version" and value}
    read = known(variables)
    if read is not None:
        return read
    from dbt.cli.main import dbtRunner

    with tempfile.TemporaryDirectory(prefix="goldenthread-") as folder:
        where = ["--project-dir", str(rooms.DBT), "--profiles-dir", str(rooms.DBT)]
        places = ["--target-path", folder, "--log-path", folder, "--log-level", "none"]
        told = ["--vars", json.dumps({"as_at": "9999-12-31", **variables}), "--no-send-anonymous-usage-stats"]
        with _database(f"{folder}/warehouse.duckdb"):
            outcome = dbtRunner().invoke(["parse", *where, *places, *told])
        if not outcome.success:
            raise Unreadable(str(outcome.exception))
        keep(Path(folder), variables)
    return outcome.result


@contextmanager
def _database(path: str) -> Iterator[None]:
    """For as long as the project is read, the database whose name every build's has: what is kept names it."""
    before = os.environ.get("GOLDENTHREAD_DATABASE")
    os.environ["GOLDENTHREAD_DATABASE"] = path
    try:
        yield
    finally:
        if before is None:
            del os.environ["GOLDENTHREAD_DATABASE"]
        else:
            os.environ["GOLDENTHREAD_DATABASE"] = before


def ahead() -> None:
    """Read the project for the version of the national method in force, unless that was done."""
    if not _path({}).is_file():
        project({})


if __name__ == "__main__":
    ahead()
