"""What has arrived: which files wait, whose they are, and when each was received.

The receipt time comes from a ``manifest.csv`` in the file's folder or its parent, else from the caller,
else from the file's own time, which is said to be an assumption. Files of one council never share a
second: ties follow the stated period end, then the name.
"""

import csv
import datetime as dt
import fcntl
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from goldenthread import contracts, conversion, landing, maps, reading

LONDON = ZoneInfo("Europe/London")
MANIFEST = "manifest.csv"
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload")
SLIPS = ("slip.html", "slip.csv")  # ours; a refused delivery's lie beside its original
BESIDES = ("Read me", "Lists")  # sheets of our own templates that hold no rows
SETTLE = 0.2  # seconds between two looks at a file's size


class BadManifest(ValueError):
    """A manifest that cannot be believed; the message names file, line, column and rule."""


@dataclass(frozen=True)
class Waiting:
    """A file that waits at the front door. JSON-able through ``as_json``."""

    extract: str
    path: str
    received_at: str  # ISO, to the second
    received_from: str  # manifest | argument | file time
    la_code: str | None
    la_name: str | None
    rows: int | None  # as the manifest promises
    move: bool  # from the inbox of home: the original is moved; from elsewhere it is copied
    sheet: str | None = None  # of a workbook that holds several registers: the one that this is
    beside: tuple[str, ...] = ()  # the extracts of all its sheets, this one's too

    @property
    def file_name(self) -> str:
        """The file's name, as text that can be written down also when its bytes are no UTF-8."""
        return os.fsencode(Path(self.path).name).decode("utf-8", "replace")

    def continues(self, home: Path, earlier: landing.Delivery) -> bool:
        """Whether this file, of an earlier delivery's bytes, is that delivery itself and no second one: its original had
        not been put away, or stays where it lies, as a workbook does until all of its sheets have landed."""
        if self.sheet:
            return earlier.received_at == dt.datetime.fromisoformat(self.received_at)
        return not self.move or not landing.is_finished(home, earlier)

    def as_json(self) -> dict[str, Any]:
        """What ``of`` takes, with the file's name for a reader."""
        name = f"{self.file_name}: {self.sheet}" if self.sheet else self.file_name
        return {**asdict(self), "file_name": name}

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Waiting":
        """The file that ``as_json`` told of."""
        told = {key: value for key, value in content.items() if key != "file_name"}
        return cls(**{**told, "beside": tuple(told.get("beside", ()))})


@dataclass(frozen=True)
class Found:
    """What a look at an inbox gives: what waits, in order of receipt, and what a person should know."""

    waiting: list[Waiting]
    said: list[str]


def now() -> dt.datetime:
    """The time by the wall clock of London, to the second, as deliveries and entries of the ledger are dated."""
    return dt.datetime.now(LONDON).replace(microsecond=0, tzinfo=None)


def find(
    home: Path,
    folder: Path | None = None,
    received_at: dt.datetime | None = None,
    files: list[Path] | None = None,
) -> Found:
    """Look for deliveries in home's inbox, in another folder, or among named files.

    received_at: for files that no manifest names. Never raises for what is in the files.
    """
    own = folder is None and files is None
    if own:
        for name in (*contracts.names(), *contracts.workbooks()):
            landing.private_folder(home / "inbox" / name)
    root = home / "inbox" if folder is None else folder
    known = maps.known(home)
    said = list(known.problems)
    candidates = [(path, None) for path in files] if files else _candidates(root, said)
    promised: dict[Path, dict[str, str]] = {}
    waiting: list[Waiting] = []
    steady = _steady([path for path, _ in candidates], said)
    for path, extract in candidates:
        if path not in steady:
            continue
        if path.name in SLIPS:
            said.append(f"{path.name} is left where it is: it is a slip and not a delivery.")
            continue
        try:
            line = _promise(path, promised)
            at, source = _receipt(path, line, received_at)
        except BadManifest as problem:
            said.append(f"{path.name} waits: {problem}")
            continue
        extract = extract or extract_of(path, known)
        if extract is None:
            said.append(f"{path.name} is left where it is: its header is that of no known extract.")
            continue
        code, name, rows = _promises(line)
        one = Waiting(extract, str(path), at.isoformat(), source, code, name, rows, own)
        waiting += by_sheet(one, said) if extract in contracts.workbooks() else [one]
    here = {path.name for path, _ in candidates}
    landed = {each.file_name for each in landing.register(home)}
    for missing in sorted(_promised_and_missing(promised, here) - landed) if files is None else []:
        said.append(f"{missing} is in a manifest, but there is no such file.")
    return Found(_no_shared_second(home, waiting, known), said)


def _candidates(root: Path, said: list[str]) -> list[tuple[Path, str | None]]:
    """Files that may be deliveries, each with its extract where its folder says so."""
    if not root.is_dir():
        raise FileNotFoundError(f"there is no folder {root}")
    known = [name for name in (*contracts.names(), *contracts.workbooks()) if (root / name).is_dir()]
    found: list[tuple[Path, str | None]] = []
    for name in known:
        found += [(path, name) for path in sorted((root / name).rglob("*")) if _may_be_delivery(path)]
    if (root / MANIFEST).is_file() and not known:
        try:
            names = set(_manifest(root / MANIFEST))
        except BadManifest as problem:
            said.append(f"Nothing of {root.name} is taken: {problem}")
            return []
        return [
            (path, None) for path in sorted(root.rglob("*")) if _may_be_delivery(path) and path.name in names
        ]
    for path in sorted(root.iterdir()):
        if path.is_dir() and path.name not in known and not path.name.startswith(".") and known:
            said.append(f"The folder {path.name} is no extract's; known: {', '.join(contracts.names())}.")
        elif _may_be_delivery(path):
            found.append((path, None))
    return found


def by_sheet(workbook: Waiting, said: list[str]) -> list[Waiting]:
    """A workbook of several registers as a delivery for each of its sheets that is one.

    A sheet that is missing changes nothing of its register, and one that nobody knows is not read: both are said.
    """
    expected, path = contracts.workbooks()[workbook.extract], Path(workbook.path)
    present = {contracts.header_key(name): name for name in reading.sheets(path)}
    if not present:
        said.append(
            f"{workbook.file_name} is left where it is: it is no Excel workbook (.xlsx). A register as CSV goes into the "
            f"folder of its own: {', '.join(expected.values())}."
        )
        return []
    empty = {contracts.header_key(name) for name in reading.sheets(path, without_rows=True)}
    found = {
        name: each
        for name, each in expected.items()
        if contracts.header_key(name) in present and contracts.header_key(name) not in empty
    }
    for name in sorted(set(expected) - set(found)):
        has = "no rows on its" if contracts.header_key(name) in present else "no"
        said.append(f"{workbook.file_name} has {has} sheet '{name}': that register stays as it was.")
    known = {contracts.header_key(name) for name in (*expected, *BESIDES)}
    for key, name in present.items():
        if key not in known:
            said.append(f"The sheet '{name}' of {workbook.file_name} is not read: no register is called so.")
    beside = tuple(found.values())
    return [
        replace(workbook, extract=each, sheet=present[contracts.header_key(name)], beside=beside, rows=None)
        for name, each in found.items()
    ]


def _may_be_delivery(path: Path) -> bool:
    """Whether a path is a file that somebody sent, rather than a manifest or a file in the making."""
    hidden = path.name.startswith((".", "~$"))
    return path.is_file() and not hidden and path.name != MANIFEST and path.suffix.lower() not in UNFINISHED


def _steady(paths: list[Path], said: list[str]) -> set[Path]:
    """The files that nobody is still writing: none holds them open, and they do not grow."""
    before = {path: _state(path) for path in paths}
    if paths:
        time.sleep(SETTLE)
    steady = set()
    for path, was in before.items():
        if was is None or _state(path) != was or _open_for_writing(path):
            said.append(f"{path.name} is still being written; it is left for the next run.")
        else:
            steady.add(path)
    return steady


def _state(path: Path) -> tuple[int, int] | None:
    """A file's size and time; None when it has gone, as a file in the making does when it is renamed."""
    try:
        now = path.stat()
    except FileNotFoundError:
        return None
    return now.st_size, now.st_mtime_ns


def _open_for_writing(path: Path) -> bool:
    """Whether a process of this machine has the file open to write (the kernel refuses a read lease then)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # a network share, or another's file: no leases there, the size alone must do
        return False
    finally:
        os.close(descriptor)
    return False


def _promise(path: Path, cache: dict[Path, dict[str, dict[str, str]]]) -> dict[str, str]:
    """The manifest's line for a file, from its folder or the one above; empty when none names it."""
    for folder in (path.parent, path.parent.parent):
        manifest = folder / MANIFEST
        if manifest not in cache:
            cache[manifest] = _manifest(manifest) if manifest.is_file() else {}
        if path.name in cache[manifest]:
            return cache[manifest][path.name]
    return {}


def promised(path: Path) -> tuple[str | None, str | None, int | None]:
    """Whose a file is, the council's name and how many rows it has, as its manifest says. Raises BadManifest."""
    return _promises(_promise(path, {}))


def _promises(line: dict[str, str]) -> tuple[str | None, str | None, int | None]:
    """Council, its name and rows, of a line whose rows are a whole number."""
    rows = line.get("rows") or ""
    return line.get("la_code") or None, line.get("la_name") or None, int(rows) if rows.isdecimal() else None


def _manifest(path: Path) -> dict[str, dict[str, str]]:
    """A manifest: file name to its line. Raises BadManifest for one that cannot be read at all."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            if missing := {"file", "import_datetime"} - set(reader.fieldnames or []):
                raise BadManifest(f"{path.name} has no column {' and no column '.join(sorted(missing))}")
            lines = {}
            for row in reader:
                name = (row["file"] or "").strip()
                lines[name] = {"line": str(reader.line_num)} | {
                    key: (value or "").strip()
                    for key, value in row.items()
                    if isinstance(key, str) and not isinstance(value, list)
                }
    except (UnicodeDecodeError, csv.Error):
        raise BadManifest(f"{path.name} cannot be read as UTF-8 CSV") from None
    return lines


def _receipt(path: Path, line: dict[str, str], given: dt.datetime | None) -> tuple[dt.datetime, str]:
    """When a file was received, to the second, and how that is known."""
    if line:
        place = f"{MANIFEST}, line {line['line']}"
        if line.get("rows") and not line["rows"].isdecimal():
            raise BadManifest(f"{place}, column rows: not a whole number")
        try:
            at = dt.datetime.fromisoformat(line["import_datetime"])
            at = at.astimezone(LONDON) if at.tzinfo else at
            return at.replace(microsecond=0, tzinfo=None), "manifest"
        except ValueError:
            raise BadManifest(
                f"{place}, column import_datetime: not a date and time such as 2026-04-21 14:03:09"
            ) from None
    if given is not None:
        return given.replace(microsecond=0), "argument"
    modified = dt.datetime.fromtimestamp(int(path.stat().st_mtime), LONDON)
    return modified.replace(tzinfo=None), "file time"


def _promised_and_missing(promised: dict[Path, dict[str, dict[str, str]]], present: set[str]) -> set[str]:
    """Names that a manifest with other files here promises, and that are neither here nor landed."""
    return {name for lines in promised.values() if present & set(lines) for name in set(lines) - present}


def extract_of(path: Path, known: maps.Known) -> str | None:
    """The extract whose columns a file's header holds, under its own names or a map's; None when less than half of
    any are there."""
    sheets = {contracts.header_key(each) for each in reading.sheets(path)}
    for workbook, expected in contracts.workbooks().items():
        if len(sheets & {contracts.header_key(each) for each in expected}) > 1:
            return workbook
    try:
        headers = reading.headers(path)
    except (reading.NotATable, OSError):
        return None
    best: tuple[float, str] | None = None
    for name in contracts.names():
        share = max((known.share(name, header) for header in headers), default=0)
        if share >= 0.5 and (best is None or share > best[0]):
            best = (share, name)
    return best[1] if best else None


def _no_shared_second(home: Path, waiting: list[Waiting], known: maps.Known) -> list[Waiting]:
    """Order deliveries by receipt and move those of one council that share a second onto the next free one."""
    landed = landing.register(home)
    own = {(each.extract, each.file_name, each.file_bytes): each for each in landed}  # the latest of each
    taken = {(each.extract, each.la_code, each.received_at) for each in landed}
    busy = {each.received_at for each in landed}
    times = [each.received_at for each in waiting]
    stated = {
        each.path: _stated(each, known)
        for each in waiting
        if times.count(each.received_at) > 1 and not each.sheet
    }
    ends = {path: end for path, (end, _) in stated.items()}
    settled = []
    for each in sorted(waiting, key=lambda each: (each.received_at, ends.get(each.path, ""), each.file_name)):
        earlier = own.get((each.extract, each.file_name, Path(each.path).stat().st_size))
        if earlier and each.continues(home, earlier) and _is(earlier, each):
            settled.append(each)  # it has a second already: interrupted, or offered again
            continue
        at = dt.datetime.fromisoformat(each.received_at)
        council = each.la_code
        if council is None and (each.path in stated or at in busy):
            council = (stated.get(each.path) or _stated(each, known))[1]
        while (each.extract, council, at) in taken:
            at += dt.timedelta(seconds=1)
        taken.add((each.extract, council, at))
        busy.add(at)
        settled.append(replace(each, received_at=at.isoformat()))
    return sorted(settled, key=lambda each: (each.received_at, each.file_name))


def _is(earlier: landing.Delivery, waiting: Waiting) -> bool:
    """Whether a file that waits is an earlier delivery's own, by its bytes."""
    return landing.sha256(Path(waiting.path)) == earlier.sha256


def _stated(waiting: Waiting, known: maps.Known) -> tuple[str, str | None]:
    """The period end and council that a file's first record states, as ISO text; blank when it states none."""
    contract = contracts.load(waiting.extract)
    said = contract.submission
    try:
        seen = reading.look(Path(waiting.path), known.score(waiting.extract), waiting.sheet)
        names = (known.of(waiting.extract, seen.header) or contract).names_of(seen.header)
        first = next(iter(reading.blocks(seen, names))).columns.slice(0, 1).to_pydict()
    except (ValueError, StopIteration, OSError):  # the front door will say what is wrong with it
        return "", None
    end, council = (first.get(name or "") or [""] for name in (said.period_end, said.council))
    stated = conversion.sent_date(end[0])
    return stated.isoformat() if stated else "", council[0].strip() or None
