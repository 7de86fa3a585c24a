"""Reading several large files at once, each in a process of its own, as many as the installation has threads."""

import dataclasses
import multiprocessing
import os
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType

from expectations.staged import Staged
from expectations.staging import read_rows
from goldenthread.landing import ReadingStopped
from goldenthread.settings import Settings

WORTH_IT = (
    64 * 1024 * 1024
)  # bytes that wait together: below this, starting processes costs more than it saves


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
            context = multiprocessing.get_context("spawn")  # a fork would copy other threads half-way through
            self._pool = ProcessPoolExecutor(workers, context, _end_with_parent)

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
                    raise ReadingStopped(
                        "A process that read a file was killed, perhaps for lack of memory. Nothing is lost: run "
                        "the refresh again, with fewer threads (GOLDENTHREAD_THREADS=1) if it happens again."
                    ) from None
                for each in dataclasses.fields(done):
                    setattr(staged, each.name, getattr(done, each.name))
                self._reading.remove((staged, reading))


def _read(staged: Staged, settings: Settings, folder: Path) -> Staged:
    """In a process of its own: the same file, read."""
    read_rows(staged, settings, folder)
    return staged


def _end_with_parent() -> None:
    """Let this process not outlive the one that wants its answer, however that one ends."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
