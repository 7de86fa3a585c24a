"""What has arrived: which files wait, whose they are, and when each was received.

The receipt time comes from a ``manifest.csv`` in the file's folder or its parent, else from the caller,
else from the file's own time, which is said to be an assumption. Files of one council never share a
moment: ties follow the stated period end, then the name, a second apart.
"""

import datetime as dt
import fcntl
import os
import stat
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from goldenthread import contracts, file_names, landing, manifests, maps, reading, sent_values
from goldenthread.manifests import LONDON, BadManifest

MANIFEST = manifests.NAME
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload")
SLIPS = ("slip.html", "slip.csv")  # ours; a refused delivery's lie beside its original
BESIDES = ("Read me", "Lists")  # sheets of our own templates that hold no rows
AHEAD = dt.timedelta(days=366)  # a receipt later than this is a slip of the pen, and would date all figures
SETTLE = 0.2  # seconds between two looks at a file's size


@dataclass(frozen=True)
class Waiting:
    """A file that waits at the front door. JSON-able through ``as_json``."""

    extract: str
    path: str
    received_at: str  # ISO; a fraction of a second only where a manifest gives one
    received_from: str  # manifest | argument | file time
    la_code: str | None
    la_name: str | None
    rows: int | None  # as the manifest promises
    move: bool  # from the inbox of home: the original is moved; from elsewhere it is copied
    sheet: str | None = None  # of a workbook that holds several registers: the one that this is
    beside: tuple[str, ...] = ()  # the extracts of all its sheets, this one's too

    @property
    def file_name(self) -> str:
        """The file's name, as it is written down."""
        return file_names.told(Path(self.path))

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


class Held(str):
    """A sentence about what waits until a person does something: it is an alert, and not for the log alone."""


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
    read: manifests.Read = {}
    waiting: list[Waiting] = []
    steady = _steady([path for path, _ in candidates], said)
    for path, extract in candidates:
        if path not in steady:
            continue
        name = file_names.told(path)
        if path.name in SLIPS:
            said.append(f"{name} is left where it is: it is a slip and not a delivery.")
            continue
        try:
            promise = manifests.of(path, read)
            at, source = _receipt(path, promise, received_at)
        except BadManifest as problem:
            said.append(Held(f"{name} waits: {problem}"))
            continue
        extract = extract or extract_of(path, known)
        if extract is None:
            said.append(
                f"{name} is left where it is: {why_unknown(path)} In the folder of its extract it gets a slip."
            )
            continue
        told = promise or manifests.Promise(at)
        one = Waiting(extract, str(path), at.isoformat(), source, told.la_code, told.la_name, told.rows, own)
        waiting += by_sheet(one, said) if extract in contracts.workbooks() else [one]
    here = {path.name for path, _ in candidates}
    landed = {each.file_name for each in landing.register(home)}
    missing = (
        {file_names.told(path) for path in _promised_and_missing(read, here)} if files is None else set()
    )
    said += [f"{name} is in a manifest, but there is no such file." for name in sorted(missing - landed)]
    return Found(_no_shared_moment(home, waiting, known), said)


def _candidates(root: Path, said: list[str]) -> list[tuple[Path, str | None]]:
    """Files that may be deliveries, each with its extract where its folder says so."""
    if not root.is_dir():
        raise FileNotFoundError(f"there is no folder {root}")
    known = [name for name in (*contracts.names(), *contracts.workbooks()) if (root / name).is_dir()]
    found: list[tuple[Path, str | None]] = []
    for name in known:
        found += [(path, name) for path in _below(root / name, said)]
    if (root / MANIFEST).is_file() and not known:
        try:
            names = set(manifests.read(root / MANIFEST))
        except BadManifest as problem:
            said.append(Held(f"Nothing of {root.name} is taken: {problem}"))
            return []
        return [(path, None) for path in _below(root, said) if path.name in names]
    for path in sorted(root.iterdir()):
        if path.is_dir() and path.name not in known and not path.name.startswith(".") and known:
            said.append(f"The folder {path.name} is no extract's; known: {', '.join(contracts.names())}.")
        elif _may_be_delivery(path):
            found.append((path, None))
    return found


def _below(folder: Path, said: list[str]) -> list[Path]:
    """What may be a delivery in a folder and in the folders in it; says which of these cannot be looked into."""

    def not_looked_into(path: Path, why: str) -> None:
        said.append(Held(f"The folder {file_names.told(path)} is not looked into: {why}."))

    found: list[Path] = []
    for place, folders, names in os.walk(
        folder, onerror=lambda problem: not_looked_into(Path(problem.filename), problem.strerror.lower())
    ):
        for path in (Path(place, name) for name in folders):
            if path.is_symlink():
                not_looked_into(path, "it is a link to another place")
        found += [path for path in (Path(place, name) for name in names) if _may_be_delivery(path)]
    return sorted(found)


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
    return _is_file(path) and not hidden and path.name != MANIFEST and path.suffix.lower() not in UNFINISHED


def _is_file(path: Path) -> bool:
    """Whether there is a file; False also where this account may not see whether there is."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _steady(paths: list[Path], said: list[str]) -> set[Path]:
    """The files that can be taken: this account may read them, nobody is still writing them, and their names name nobody."""
    before = {path: _state(path) for path in paths}
    if paths:
        time.sleep(SETTLE)
    steady = set()
    for path, was in before.items():
        name = file_names.told(path)
        if was is None or _state(path) != was:
            said.append(f"{name} is still being written; it is left for the next run.")
        elif not _is_file(path):
            said.append(f"{name} is left where it is: it is a pipe or a device, and no file.")
        elif not os.access(path, os.R_OK):
            said.append(
                Held(
                    f"{name} waits: this account may not read it. Let it, as its owner or by the file's mode."
                )
            )
        elif _open_for_writing(path):
            said.append(f"{name} is still being written; it is left for the next run.")
        elif file_names.names_somebody(path):
            said.append(
                Held(
                    f"{name} waits: its name holds an NHS number, by the check digit, and names are written into logs and "
                    "registers. Give it another name."
                )
            )
        else:
            steady.add(path)
    return steady


def _state(path: Path) -> tuple[int, int] | None:
    """A file's size and time; None when it has gone, as a file in the making does when it is renamed."""
    try:
        now = path.stat()
    except OSError:
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


def _receipt(
    path: Path, promise: manifests.Promise | None, given: dt.datetime | None
) -> tuple[dt.datetime, str]:
    """When a file was received, and how that is known: to the second, but a manifest may tell more. Raises BadManifest for a time too far ahead."""
    modified = dt.datetime.fromtimestamp(int(path.stat().st_mtime), LONDON).replace(tzinfo=None)
    at, source = modified, "file time"
    if promise:
        at, source = promise.received_at, "manifest"
    elif given is not None:
        at, source = given.replace(microsecond=0), "argument"
    if at.date() - now().date() > AHEAD:
        raise BadManifest(
            f"by its {source} it was received on {at:%-d %B %Y}, over a year from now, and figures would be as at that "
            "day. Correct that, or this machine's clock."
        )
    return at, source


def _promised_and_missing(read: manifests.Read, present: set[str]) -> set[Path]:
    """Files that a manifest with other files here promises, and that are not here."""
    found = [set(lines) for lines in read.values() if not isinstance(lines, BadManifest)]
    return {Path(name) for names in found if present & names for name in names - present if name}


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


def why_unknown(path: Path) -> str:
    """Why ``extract_of`` knows no extract for a file, in a sentence."""
    try:
        headers = reading.headers(path)
    except reading.NotATable as what:
        return f"it is not a table, but seems to be {what}."
    return "its header is that of no known extract." if headers else "it is empty."


def _no_shared_moment(home: Path, waiting: list[Waiting], known: maps.Known) -> list[Waiting]:
    """Order deliveries by receipt and move those of one council that share a moment on by seconds, to a free one."""
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
    last: dict[tuple[str, str | None], dt.datetime] = {}
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
        whose = each.extract, council
        # Nor does it come before one that was received earlier and moved on.
        while (*whose, at) in taken or at < last.get(whose, at):
            at += dt.timedelta(seconds=1)
        last[whose] = at
        taken.add((*whose, at))
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
    stated = sent_values.sent_date(end[0])
    return stated.isoformat() if stated else "", council[0].strip() or None
