"""Processes of our own, for work that can be done side by side."""

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor


def pool(workers: int, module: str) -> ProcessPoolExecutor:
    """So many processes that end with this one, all forked from one that has ``module`` imported and no thread.

    To fork this process would copy other threads half-way through; to start each anew imports everything again. The process
    that they are forked from is started once: of the modules that are asked for, it has the first.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module])
    return ProcessPoolExecutor(workers, context, _end_with_parent)


def _end_with_parent() -> None:
    """Let this process not outlive the one that wants its answer, however that one ends."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
