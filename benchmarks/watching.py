"""How much memory a process and those that it starts hold together, looked at while they work."""

import threading
from types import TracebackType

import psutil


class Memory:
    """Looks while the block runs: ``with Memory(0.2) as held: ...; held.most`` is in bytes.

    every: seconds between two looks. What pages two processes share counts for both.
    """

    def __init__(self, every: float) -> None:
        self.every, self.most = every, 0
        self._ours, self._done = psutil.Process(), threading.Event()
        self._watcher = threading.Thread(target=self._look)

    def __enter__(self) -> "Memory":
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._watcher.join()

    def _look(self) -> None:
        while not self._done.wait(self.every):
            self.most = max(self.most, sum(map(_memory, [self._ours, *self._ours.children(recursive=True)])))


def _memory(process: psutil.Process) -> int:
    """Bytes that a process holds; none when it is gone by now."""
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0
