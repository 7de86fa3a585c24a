"""The front door: decide for each file that waits whether it is refused, what is set aside, what is warned of.

``admit`` lands deliveries; ``examine`` says the same of files without landing them. Every delivery gets
one record, and in it rows in = rows loaded + rows set aside.
"""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from expectations import judging, references, slips
from expectations.side_by_side import Judges, Progress, Readers
from expectations.staged import Staged
from expectations.staging import look, read_rows, stage
from goldenthread import contracts, file_names, identity, inbox, landing, manifests, maps
from goldenthread.landing import Delivery
from goldenthread.settings import Settings


def admit(
    waiting: list[inbox.Waiting], settings: Settings, progress: Progress | None = None
) -> list[Delivery]:
    """Check and land deliveries, in order of receipt; one record each. Never raises for what is in a file."""
    home, said = settings.home, progress or (lambda *_: None)
    landing.prepare(home)
    with landing.one_at_a_time(home, "landing"):
        landing.clear_staging(home)
        known = landing.register(home)
        _same_key(known, settings)
        by = maps.known(home)
        ready: list[Staged] = []
        done: list[Delivery] = []
        there = [each for each in waiting if Path(each.path).exists()]  # unless another run was quicker
        size = sum(Path(each.path).stat().st_size for each in there)
        with Judges(settings, len({each.extract for each in there})) as judges:
            with Readers(settings, len(there), size) as readers:
                for number, each in enumerate(there, start=1):
                    said(
                        f"checking and loading {number} of {len(there)}: {each.file_name}",
                        number - 1,
                        len(there),
                    )
                    staged = look(each, by)
                    readers.wait(staged.delivery.sha256)  # the same bytes may be on their way in
                    to_read = stage(staged, settings, [*known, *done, *(other.delivery for other in ready)])
                    if staged.finished:
                        if each.sheet or not landing.is_finished(home, staged.finished):
                            _put_away(home, staged.finished, each)
                        done.append(staged.finished)
                        continue
                    ready.append(staged)
                    if to_read:
                        readers.read(staged, landing.staging(home, each.extract))
                readers.wait()
            judges.judge(ready, said)
        references.judge(ready, known, home)
        for staged in ready:
            done.append(_land(home, staged))
        landed = {each.delivery_id for each in done}
        return [
            each for each in landing.register(home, settings.method_version) if each.delivery_id in landed
        ]


def _same_key(known: list[Delivery], settings: Settings) -> None:
    """Refuse to go on under another key than earlier loads': the same person would become two.

    Raises KeyProblem.
    """
    ours = identity.fingerprint(identity.key(settings))
    others = [each for each in known if each.status == "loaded" and each.facts.get("key") not in (ours, None)]
    if others:
        raise identity.KeyProblem(
            f"{len(others)} earlier loads were pseudonymised with another key (fingerprint {others[0].facts['key']}, "
            f"now {ours}). Put the earlier key back: with a new one nobody could be followed from file to file."
        )


def examine(
    files: list[Path],
    settings: Settings,
    folder: Path,
    extract: str | None = None,
    said: list[str] | None = None,
    la_code: str | None = None,
) -> Iterator[Staged]:
    """Check files as ``admit`` would, without landing them; a workbook of several registers sheet by sheet.

    folder: for what is made on the way. said: takes what a person should know of files that no extract is known for, of sheets
    that are missing or not read, and of manifests. la_code: whose files they are, where no manifest beside them says.
    """
    told = [] if said is None else said
    at = inbox.now()
    by = maps.known(settings.home)
    known = landing.register(settings.home) if (settings.home / "raw").is_dir() else []
    for path in files:
        kind = extract or inbox.extract_of(path, by)
        if kind is None:
            told.append(
                f"{file_names.told(path)} would not be taken: {inbox.why_unknown(path)} --extract names one to hold it against."
            )
            continue
        promise = _promised(path, told) or manifests.Promise(at)
        council = promise.la_code or la_code
        waiting = inbox.Waiting(
            kind, str(path), at.isoformat(), "argument", council, promise.la_name, promise.rows, move=False
        )
        parts = inbox.by_sheet(waiting, told) if kind in contracts.workbooks() else [waiting]
        together = [look(each, by) for each in parts]
        for staged in together:
            if stage(staged, settings, []):
                read_rows(staged, settings, folder)
        for group in judging.by_extract(together):
            judging.judge(group, settings)
        references.judge(together, known, settings.home)
        yield from together


def _promised(path: Path, told: list[str]) -> manifests.Promise | None:
    """What a manifest beside a file says of it; None where there is none, or none to be believed."""
    try:
        return manifests.of(path.resolve(), {})
    except manifests.BadManifest as problem:
        told.append(f"{file_names.told(path)}: {problem}")
        return None


def _put_away(home: Path, delivery: Delivery, waiting: inbox.Waiting) -> None:
    """Put the original where it is kept. A workbook of several registers is kept with each, and goes with the last."""
    path = Path(waiting.path)
    if not waiting.sheet:
        landing.finish(home, delivery, path, waiting.move)
        return
    landing.finish(home, delivery, path, move=False)
    kept = {
        each.extract
        for each in landing.register(home)
        if each.sha256 == delivery.sha256 and each.file_name == delivery.file_name
        if each.received_at == delivery.received_at and landing.is_finished(home, each)
    }
    if waiting.move and kept.issuperset(waiting.beside):
        path.unlink(missing_ok=True)


def _land(home: Path, staged: Staged) -> Delivery:
    """Make one staged delivery count: slip, quality results, record, original, in this order."""
    delivery = staged.delivery
    folder = landing.folder_of(home, dataclasses.replace(delivery, status="refused"))
    if staged.faults or references.broken(staged):
        slips.write(folder, staged)
    elif not any(folder.iterdir()):
        folder.rmdir()
    judging.keep(home, staged)
    if delivery.status == "loaded" and staged.way_back is not None:
        kept = home / "identity" / delivery.extract
        landing.private_folder(kept)
        landing.settle(staged.way_back, kept / f"{delivery.load_id}.parquet")
    landing.commit(home, delivery, staged.parquet if delivery.status == "loaded" else None)
    _put_away(home, delivery, staged.waiting)
    return delivery
