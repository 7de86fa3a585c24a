"""The ledger: what people decided and acknowledged, one line after another, each holding the hash of the one before.

``ledger/ledger.jsonl`` of home is only ever added to and is an input of every build. Whoever changes a byte of a line
breaks the chain at that line. Lines that are cut off its end are missed by the releases that cite them and by
``ledger/last.json``, which says how far it went.
"""

import datetime as dt
import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from goldenthread import in_memory, landing, tables
from goldenthread.landing import Delivery

FILE = Path("ledger") / "ledger.jsonl"
LATER = ("seen_as_at", "la_code")  # that lines from before them do not have
LAST = FILE.with_name("last.json")
START = "0" * 64  # what stands in the first line for the hash of the one before
DECISIONS = "decisions"  # the register whose every state is kept here
TABLE = """
    entry bigint, entered_at timestamp, kind varchar, subject varchar, by_role varchar, reason varchar, until_on date,
    said varchar, hash varchar, la_code varchar
"""


class BrokenLedger(RuntimeError):
    """The chain does not hold; the message says at which line."""


@dataclass(frozen=True)
class Note:
    """What is to be entered. ``kind``: decision, delivery (of decisions), acknowledgement, case list or approval."""

    at: dt.datetime  # Europe/London wall clock
    kind: str
    subject: str  # what it is about: DEC-001, or an alert
    by_role: str = ""
    reason: str = ""
    said: str = ""  # a decision's text, an alert's words, a delivery's load
    until: dt.date | None = None
    seen_as_at: dt.date | None = None  # of the release that it is about: it holds from then
    la_code: str = ""  # of the one council that it is about, where that is not in what it says


@dataclass(frozen=True)
class Entry:
    """One line: a note as text, its number, and the hashes that chain it to the line before."""

    entry: int  # from 1
    at: str  # ISO, to the second
    kind: str
    subject: str
    by_role: str
    reason: str
    until_on: str  # ISO, or blank
    said: str
    previous: str
    hash: str = ""
    seen_as_at: str = ""  # ISO, or blank; then the line is without it
    la_code: str = ""  # likewise

    @property
    def line(self) -> str:
        """As it stands in the file."""
        told = {name: value for name, value in asdict(self).items() if name not in LATER or value}
        return json.dumps(told, sort_keys=True, ensure_ascii=False)

    @property
    def digest(self) -> str:
        """The hash of all but itself."""
        return hashlib.sha256(replace(self, hash="").line.encode()).hexdigest()

    @property
    def holds_from(self) -> dt.date:
        """The first day as at which it counts: when it was made, or what it is about, which may be older."""
        made = dt.datetime.fromisoformat(self.at).date()
        return min(made, dt.date.fromisoformat(self.seen_as_at)) if self.seen_as_at else made


def read(home: Path) -> list[Entry]:
    """Every entry, checked. Raises BrokenLedger naming the first line that is not as it was written."""
    path = home / FILE
    if not path.is_file():
        return []
    found: list[Entry] = []
    lines = path.read_bytes().split(b"\n")
    if lines.pop() != b"":
        raise BrokenLedger(f"{FILE}, line {len(lines) + 1}: the line is cut off or was changed at its end.")
    for number, line in enumerate(lines, start=1):
        try:
            entry = Entry(**json.loads(line))
            whole = entry.line.encode() == line
        except (ValueError, TypeError):
            whole = False
        if not whole or entry.hash != entry.digest or entry.entry != number:
            raise BrokenLedger(f"{FILE}, line {number}: it is not as it was written.")
        if entry.previous != (found[-1].hash if found else START):
            raise BrokenLedger(f"{FILE}, line {number}: a line before it is missing or was put in its place.")
        found.append(entry)
    return found


def add(home: Path, note: Note) -> Entry:
    """Add an entry and flush it to the disk; gives it. Raises BrokenLedger when the chain before it does not hold."""
    with landing.one_at_a_time(home, "ledger"):
        before = read(home)
        entry = _add(home, before, note)
        _mark(home, before)
        return entry


def _mark(home: Path, entries: list[Entry]) -> None:
    """Keep how far the ledger goes, once its lines are on the disk."""
    landing.write_whole(home / LAST, json.dumps(cited(entries)) + "\n")


def _add(home: Path, before: list[Entry], note: Note) -> Entry:
    """Add to entries that were read under the same lock, and to their list."""
    moment, day = note.at.replace(microsecond=0).isoformat(), note.until.isoformat() if note.until else ""
    previous = before[-1].hash if before else START
    told = (note.kind, note.subject, note.by_role, note.reason, day, note.said)
    seen = note.seen_as_at.isoformat() if note.seen_as_at else ""
    entry = Entry(len(before) + 1, moment, *told, previous, seen_as_at=seen, la_code=note.la_code)
    entry = replace(entry, hash=entry.digest)
    path = home / FILE
    path.parent.mkdir(mode=0o750, exist_ok=True)
    with path.open("ab") as file:
        whole = file.tell()
        try:
            file.write(f"{entry.line}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError:  # a disk that is full: half a line would break every later build
            os.truncate(path, whole)
            raise
    before.append(entry)
    return entry


def keep_decisions(home: Path, register: list[Delivery]) -> int:
    """Enter each new or changed decision of the deliveries that are not entered yet; gives how many. Safe to repeat."""
    waiting = [each for each in register if each.extract == DECISIONS and each.status == "loaded"]
    if not waiting:
        return 0
    with landing.one_at_a_time(home, "ledger"):
        known = read(home)
        entered = {each.said for each in known if each.kind == "delivery"}
        number = len(known)
        for delivery in waiting:
            if delivery.load_id in entered:
                continue
            last = {
                (json.loads(each.said)["la_code"], each.subject): each.said
                for each in known
                if each.kind == "decision"
            }
            for subject, told in _decisions(home, delivery):
                if last.get((delivery.la_code, subject)) != told:
                    _add(home, known, Note(delivery.received_at, "decision", subject, said=told))
            _add(home, known, Note(delivery.received_at, "delivery", DECISIONS, said=delivery.load_id))
        if len(known) > number:
            _mark(home, known)
    return len(known) - number


def _decisions(home: Path, delivery: Delivery) -> list[tuple[str, str]]:
    """Each decision of a delivery and all that its row says, as text that two equal rows share.

    One that has several rows stands as the last of them.
    """
    with in_memory.connection() as connection:
        rows = tables.rows(
            connection,
            "select * exclude (load_id, _line) from read_parquet($1) where decision_ref is not null "
            "qualify row_number() over (partition by decision_ref order by _line desc) = 1 order by decision_ref",
            [str(home / "raw" / DECISIONS / f"{delivery.load_id}.parquet")],
        )
    kept = [row | {"la_code": delivery.la_code} for row in rows]
    return [
        (row["decision_ref"], json.dumps(row, sort_keys=True, default=str, ensure_ascii=False))
        for row in kept
    ]


def until(entries: list[Entry], as_at: dt.date) -> list[Entry]:
    """The entries that hold as at a day."""
    return [each for each in entries if each.holds_from <= as_at]


def cited(entries: list[Entry]) -> dict[str, Any]:
    """What a release says of the ledger that it was built with."""
    return {"entries": len(entries), "hash": entries[-1].hash if entries else START}


def verify(home: Path) -> list[str]:
    """What is wrong with the ledger, in sentences; nothing when it holds and has every entry that was made or is cited."""
    try:
        entries = read(home)
    except BrokenLedger as problem:
        return [str(problem)]
    hashes = {each.hash for each in entries} | {START}
    wrong = []
    for path in sorted((home / "published" / "releases").glob("*/internal/release.json")):
        told = json.loads(path.read_text(encoding="utf-8")).get("ledger")
        if told and told["hash"] not in hashes:
            wrong.append(
                f"Release {path.parent.parent.name} was built with {told['entries']} entries of which the last is no longer "
                "there: lines were cut off, or the ledger is another."
            )
    if not wrong and (home / LAST).is_file():
        told = json.loads((home / LAST).read_text(encoding="utf-8"))
        if told["hash"] not in hashes:
            wrong.append(
                f"{FILE}, line {len(entries) + 1}: lines were cut off its end, for {LAST} knows {told['entries']} entries."
            )
    return wrong
