"""The front door: decide for each file that waits whether it is refused, what is set aside, what is warned of.

``admit`` lands deliveries; ``examine`` says the same of files without landing them. Every delivery gets
one record, and in it rows in = rows loaded + rows set aside.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from expectations import judging, slips
from expectations.side_by_side import Readers
from expectations.staged import Staged
from expectations.staging import look, read_rows, stage
from goldenthread import contracts, identity, inbox, landing, maps
from goldenthread.landing import Delivery
from goldenthread.settings import Settings

Progress = Callable[[str], None]


def admit(
    waiting: list[inbox.Waiting], settings: Settings, progress: Progress | None = None
) -> list[Delivery]:
    """Check and land deliveries, in order of receipt; one record each. Never raises for what is in a file."""
    home = settings.home
    landing.prepare(home)
    with landing.one_at_a_time(home, "landing"):
        landing.clear_staging(home)
        known = landing.register(home)
        _same_key(known, settings)
        by = maps.known(home)
        ready: list[Staged] = []
        done: list[Delivery] = []
        there = [each for each in waiting if Path(each.path).exists()]  # unless another run was quicker
        with Readers(settings, len(there), sum(Path(each.path).stat().st_size for each in there)) as readers:
            for each in there:
                if progress:
                    progress(each.file_name)
                staged = look(each, by)
                readers.wait(staged.delivery.sha256)  # the same bytes may be on their way in
                to_read = stage(staged, settings, [*known, *done, *(other.delivery for other in ready)])
                if staged.finished:
                    _finish_earlier(home, staged.finished, Path(each.path), each.move)
                    done.append(staged.finished)
                    continue
                ready.append(staged)
                if to_read:
                    readers.read(staged, landing.staging(home, each.extract))
            readers.wait()
        judging.judge(ready, settings)
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
    files: list[Path], settings: Settings, folder: Path, extract: str | None = None
) -> Iterator[Staged]:
    """Check files as ``admit`` would, without landing them; folder: for what is made on the way."""
    at = dt.datetime.now(inbox.LONDON).replace(microsecond=0, tzinfo=None)
    by = maps.known(settings.home)
    for path in files:
        kind = extract or inbox.extract_of(path, by) or _likeliest(path)
        waiting = inbox.Waiting(kind, str(path), at.isoformat(), "argument", None, None, None, move=False)
        staged = look(waiting, by)
        if stage(staged, settings, []):
            read_rows(staged, settings, folder)
        judging.judge([staged], settings)
        yield staged


def _likeliest(path: Path) -> str:
    """The extract to hold a file against when its header is no extract's: the only one, or the first."""
    return next((name for name in contracts.names() if name in path.name.lower()), contracts.names()[0])


def _finish_earlier(home: Path, delivery: Delivery, path: Path, move: bool) -> None:
    """Complete a delivery whose record was made and whose original had not reached its place."""
    if not landing.is_finished(home, delivery):
        landing.finish(home, delivery, path, move)


def _land(home: Path, staged: Staged) -> Delivery:
    """Make one staged delivery count: slip, quality results, record, original, in this order."""
    delivery = staged.delivery
    folder = landing.folder_of(home, dataclasses.replace(delivery, status="refused"))
    if staged.faults:
        slips.write(folder, staged)
    elif not any(folder.iterdir()):
        folder.rmdir()
    judging.keep(home, staged)
    if delivery.status == "loaded" and staged.way_back is not None:
        kept = home / "identity" / delivery.extract
        landing.private_folder(kept)
        landing.settle(staged.way_back, kept / f"{delivery.load_id}.parquet")
    landing.commit(home, delivery, staged.parquet if delivery.status == "loaded" else None)
    landing.finish(home, delivery, Path(staged.waiting.path), staged.waiting.move)
    return delivery
