"""The register of deliveries, and how one is landed without ever losing or doubling anything.

A load is ``raw/<extract>/<load_id>.parquet`` beside ``<load_id>.json``; refused deliveries and
duplicates have a ``<delivery_id>.json`` alone. The JSON's rename is the commit: what comes before it
can be done again, what comes after it (moving the original away) is finished by the next run.
"""

import dataclasses
import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenthread import contracts, coverage, in_memory, methods
from goldenthread.coverage import Counted, Month
from goldenthread.identity import private_folder
from goldenthread.periods import Period
from goldenthread.relations import related

FOLDERS = (
    "inbox",
    "archive",
    "refused",
    "raw",
    "identity",
    "withdrawn",
    "runs",
    "published",
    "quality",
    "packs",
    "documents",
    "returns",
)
OPEN_FOLDER = 0o755  # the site's own account goes through published/ to public/; internal/ stays shut
PRIVATE = ("inbox", "archive", "refused", "identity", "documents", "returns")


class UnknownLoad(LookupError):
    """No load has this id."""


class ReadingStopped(RuntimeError):
    """A process that read a file was killed from outside; the message says what to do."""


@dataclass(frozen=True)
class Delivery:
    """One delivery as the ``loads`` table has it, and what was noticed about it."""

    delivery_id: str
    load_id: str
    extract: str
    la_code: str | None
    la_name: str | None
    file_name: str
    received_at: (
        dt.datetime
    )  # Europe/London wall clock; a fraction of a second only where a manifest gives one
    received_from: str  # manifest | argument | file time
    file_bytes: int
    sha256: str
    period_start: dt.date | None
    period_end: dt.date | None
    rows_in: int
    rows_loaded: int
    rows_set_aside: int
    rows_warned: int
    status: str  # loaded | refused | duplicate
    reason: str
    duplicate_of: str | None = None
    supersedes: str | None = None
    withdrawn: bool = False
    facts: dict[str, Any] = field(default_factory=dict)  # encoding, key fingerprint, warnings

    @property
    def original(self) -> str:
        """Where the file as it came is kept, below home."""
        room = "refused" if self.status == "refused" else "archive"
        return f"{room}/{self.extract}/{self.delivery_id}/{self.file_name}"

    @property
    def record(self) -> str:
        """What its record is called: by its bytes when they were loaded, else by the delivery."""
        return self.load_id if self.status == "loaded" else self.delivery_id

    @property
    def counted(self) -> Counted:
        """What its period is derived from; of an extract without events, nothing."""
        return Counted(
            [Month.of(each) for each in self.facts.get("months", [])],
            self.received_at,
            self.la_code,
            Period(self.period_start, self.period_end) if self.period_start and self.period_end else None,
            self.facts.get("open_services"),
        )

    def derived(self, version: str = "") -> Period | None:
        """The period that a version of the national method derives for it, by default that in force."""
        return self.counted.period(methods.named(version).switches["period_derivation"])

    @property
    def months(self) -> int:
        """Length of the stated period in whole months; 0 when it is not stated."""
        if not (self.period_start and self.period_end):
            return 0
        return (
            (self.period_end.year - self.period_start.year) * 12
            + self.period_end.month
            - self.period_start.month
            + 1
        )


def prepare(home: Path) -> None:
    """Make home's folders with their permissions: what holds identifiers is its owner's alone."""
    home.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        folder = home / name
        if name in PRIVATE:
            private_folder(folder)
        else:
            folder.mkdir(exist_ok=True)
            folder.chmod(OPEN_FOLDER if name == "published" else 0o750)


@contextmanager
def one_at_a_time(home: Path, what: str) -> Iterator[None]:
    """Hold home's lock for a step that writes; a second process waits its turn."""
    with (home / f".{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def register(home: Path, version: str = "") -> list[Delivery]:
    """Every delivery ever made, in order of receipt, with what it is to the others and what was withdrawn since.

    version: of the national method, which says of which a period can be derived; by default that in force.
    """
    withdrawn = {path.stem.rsplit(".", 1)[0] for path in _standing_withdrawals(home)}
    derivation = methods.named(version).switches["period_derivation"]
    found = [_read(path) for path in sorted((home / "raw").glob("*/*.json"))]
    return related([_recounted(home, each, derivation) for each in found], withdrawn, derivation)


def _recounted(home: Path, each: Delivery, derivation: str) -> Delivery:
    """A load from before all was counted that a derivation asks for, counted now; its record stays as it was."""
    if each.status != "loaded" or "months" not in each.facts or not each.counted.lacks(derivation):
        return each
    with in_memory.connection() as connection:
        source = f"read_parquet('{home / 'raw' / each.extract / each.load_id}.parquet')"
        counted = coverage.facts(connection, contracts.load(each.extract), source)
    return dataclasses.replace(each, facts={**each.facts, **counted.get(each.load_id, {})})


def counting(deliveries: list[Delivery], as_at: dt.date) -> list[Delivery]:
    """The loads that a build as at a date uses: loaded, not withdrawn, received by the end of that day."""
    return [
        each
        for each in deliveries
        if each.status == "loaded" and not each.withdrawn and each.received_at.date() <= as_at
    ]


def _read(path: Path) -> Delivery:
    """One delivery's record."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content["received_at"] = dt.datetime.fromisoformat(content["received_at"])
    for name in ("period_start", "period_end"):
        content[name] = dt.date.fromisoformat(content[name]) if content[name] else None
    return Delivery(**content)


def delivery_id(load_id: str, received_at: dt.datetime) -> str:
    """The id of a delivery: what was delivered, and when; with the fraction of a second where one is known."""
    fraction = f"{received_at:%f}" if received_at.microsecond else ""
    return f"{load_id}-{received_at:%Y%m%d%H%M%S}{fraction}"


def is_recorded(home: Path, delivery: Delivery) -> bool:
    """Whether a delivery's record has been made, as the load of its bytes or by itself."""
    folder = home / "raw" / delivery.extract
    if (folder / f"{delivery.delivery_id}.json").exists():
        return True
    load = folder / f"{delivery.load_id}.json"
    return load.exists() and _read(load).delivery_id == delivery.delivery_id


def folder_of(home: Path, delivery: Delivery) -> Path:
    """The private folder of a delivery's original and slip, made when it is not there."""
    original = home / delivery.original
    private_folder(original.parent.parent)
    return private_folder(original.parent)


def commit(home: Path, delivery: Delivery, staged: Path | None) -> None:
    """Make a delivery count: its Parquet (if loaded) and then its record, each by rename."""
    folder = home / "raw" / delivery.extract
    folder.mkdir(mode=0o750, exist_ok=True)
    if staged is not None:
        settle(staged, folder / f"{delivery.load_id}.parquet")
    content = dataclasses.asdict(delivery)
    del content["withdrawn"]
    write_whole(
        folder / f"{delivery.record}.json", json.dumps(content, indent=1, sort_keys=True, default=str) + "\n"
    )


def finish(home: Path, delivery: Delivery, path: Path, move: bool) -> None:
    """Put the original where it is kept. Safe to repeat; the original is never the last copy to go."""
    kept = folder_of(home, delivery) / delivery.file_name
    if not kept.exists():
        # What a link points to stays its owner's, and a link is no copy: then the bytes are copied.
        if move and not path.is_symlink() and _same_filesystem(path, kept.parent):
            path.rename(kept)
        else:
            partial = kept.with_name(f".{kept.name}.partial")
            shutil.copy2(path, partial)
            settle(partial, kept)
    if move:
        path.unlink(missing_ok=True)
    kept.chmod(0o600)


def is_finished(home: Path, delivery: Delivery) -> bool:
    """Whether the original has reached its place."""
    return (home / delivery.original).exists()


def withdraw(home: Path, load_id: str, reason: str, restore: bool = False) -> Delivery:
    """Take a load out of later releases, or put it back. Nothing is deleted; releases already made stand.

    Raises UnknownLoad when no load has this id, and ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("say why (--reason): it stands in the register beside the load")
    load = next(
        (each for each in register(home) if each.load_id == load_id and each.status == "loaded"), None
    )
    if load is None:
        raise UnknownLoad(f"no load has the id {load_id}; `goldenthread loads` lists them")
    if load.withdrawn != restore:
        raise ValueError(f"{load.file_name} ({load_id}) is {'not ' if restore else ''}withdrawn already")
    folder = home / "withdrawn"
    number = 1 + len(list(folder.glob(f"{load_id}.*.json")))
    entry = {
        "load_id": load_id,
        "withdrawn": not restore,
        "reason": reason.strip(),
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    write_whole(folder / f"{load_id}.{number:04d}.json", json.dumps(entry, indent=1, sort_keys=True) + "\n")
    return dataclasses.replace(load, withdrawn=not restore)


def _standing_withdrawals(home: Path) -> Iterator[Path]:
    """The last word on each load, where that word is that it is withdrawn."""
    last: dict[str, Path] = {}
    for path in sorted((home / "withdrawn").glob("*.json")):
        last[path.name.split(".")[0]] = path
    for path in last.values():
        if json.loads(path.read_text(encoding="utf-8"))["withdrawn"]:
            yield path


def clear_staging(home: Path) -> None:
    """Remove what an interrupted run left half-written; call under the lock."""
    for folder in (home / "raw").glob("*/.staging"):
        shutil.rmtree(folder)


def staging(home: Path, extract: str) -> Path:
    """The folder for files in the making; it shares raw's filesystem, so a rename is all it takes."""
    folder = home / "raw" / extract / ".staging"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def sha256(path: Path) -> str:
    """The SHA-256 of a file, as ``sha256sum`` gives it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader finds all of it or none, also after a power cut."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    settle(partial, path)


def settle(partial: Path, final: Path) -> None:
    """Flush a file to the disk, give it its name, flush the name."""
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(final)
    descriptor = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _same_filesystem(one: Path, other: Path) -> bool:
    """Whether a rename can move a file from one place to the other."""
    return one.stat().st_dev == other.stat().st_dev
