"""Work on deliveries in processes of its own: large files are read, and extracts judged, side by side."""

import dataclasses
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType

from expectations import judging
from expectations.staged import Staged
from expectations.staging import read_rows
from goldenthread import processes
from goldenthread.landing import ReadingStopped
from goldenthread.settings import Settings

Progress = Callable[..., None]
"""Called with words, and where it is known with how many are done and of how many."""

WORTH_IT = (
    64 * 1024 * 1024
)  # bytes that wait together: below this, starting processes costs more than it saves
MANY = 8  # extracts that wait together: to judge fewer is quicker done than a second Great Expectations is started

KILLED = (
    "A process that {did} was killed, perhaps for lack of memory. Nothing is lost: run the refresh again, with fewer "
    "threads (GOLDENTHREAD_THREADS=1) if it happens again."
)


class Readers:
    """Reads the rows of staged files, side by side when there is enough to read.

    size: bytes of all files that wait. A workbook is read here: it is small, and in memory already.
    """

    def __init__(self, settings: Settings, files: int, size: int):
        self.settings = settings
        self._reading: list[tuple[Staged, Future[Staged]]] = []
        workers = min(settings.threads, files)
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1 and size >= WORTH_IT:
            self._pool = processes.Pool(workers, __name__)

    def __enter__(self) -> "Readers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def read(self, staged: Staged, folder: Path) -> None:
        """Read a staged file's rows into ``folder``, or begin to."""
        if self._pool is None or staged.seen.sheet is not None:
            read_rows(staged, self.settings, folder)
        else:
            self._reading.append((staged, self._pool.submit(_read, staged, self.settings, folder)))

    def wait(self, sha256: str | None = None) -> None:
        """Wait for what is being read: all of it, or the file with these bytes. Raises ReadingStopped."""
        for staged, reading in list(self._reading):
            if sha256 in (None, staged.delivery.sha256):
                try:
                    done = reading.result()
                except BrokenProcessPool:
                    raise ReadingStopped(KILLED.format(did="read a file")) from None
                _take(staged, done)
                self._reading.remove((staged, reading))


class Judges:
    """Judges extracts, in this process and in one more where there are many of them.

    The other starts Great Expectations while files are still being read: make this first. extracts: that wait.
    """

    def __init__(self, settings: Settings, extracts: int):
        self.settings = settings
        self._pool: ProcessPoolExecutor | None = None
        if settings.threads > 1 and extracts >= MANY:
            self._pool = processes.Pool(1, __name__)
            self._pool.submit(judging.prepare, settings)

    def __enter__(self) -> "Judges":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def judge(self, staged: list[Staged], said: Progress) -> None:
        """Judge all, by extract: the other process from one end, this one from the other. Raises ReadingStopped."""
        groups = judging.by_extract(staged)

        def saying(number: int, group: list[Staged]) -> None:
            title = group[0].contract.title
            said(
                f"judging by the contracts' rules {number} of {len(groups)}: {title}", number - 1, len(groups)
            )

        if self._pool is None:
            for number, group in enumerate(groups, start=1):
                saying(number, group)
                judging.judge(group, self.settings)
            return
        try:
            asked = [self._pool.submit(_judge, group, self.settings) for group in groups]
            for number, (group, judged) in enumerate(
                zip(reversed(groups), reversed(asked), strict=True), start=1
            ):
                saying(number, group)
                if judged.cancel():
                    judging.judge(group, self.settings)
                    continue
                for each, done in zip(group, judged.result(), strict=True):
                    _take(each, done)
        except BrokenProcessPool:
            raise ReadingStopped(KILLED.format(did="judged files")) from None


def _take(staged: Staged, done: Staged) -> None:
    """Make a staged file what another process made of it."""
    for each in dataclasses.fields(done):
        setattr(staged, each.name, getattr(done, each.name))


def _judge(group: list[Staged], settings: Settings) -> list[Staged]:
    """In a process of its own: the same files, judged."""
    judging.judge(group, settings)
    return group


def _read(staged: Staged, settings: Settings, folder: Path) -> Staged:
    """In a process of its own: the same file, read."""
    read_rows(staged, settings, folder)
    return staged
