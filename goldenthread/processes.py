"""Processes of our own, for work that can be done side by side."""

import multiprocessing
import os
import sys
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from types import ModuleType
from typing import Any


class Pool(ProcessPoolExecutor):
    """Processes that end with this one, all forked from one that has a module imported and no thread.

    To fork this process would copy other threads half-way through; to start each anew imports everything again. The process
    that they are forked from is started once: of the modules that pools ask for, it has the first. They know nothing of
    the program that runs here. Python would have each of them run it again: a script that refreshes would do so in each, and Airflow's
    own program may not be run within a task.
    """

    def __init__(self, workers: int, module: str) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([module])
        super().__init__(workers, context, _end_with_parent)

    def submit(self, *call: Any, **named: Any) -> Future:
        """As its base does, which starts processes as calls come."""
        program = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return super().submit(*call, **named)
        finally:
            sys.modules["__main__"] = program


def _end_with_parent() -> None:
    """Let this process not outlive the one that wants its answer, however that one ends."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
