"""One warm process: it has imported everything, and each trial is forked from it, so that a trial costs only its work.

A trial is a call of the product in a child of its own. A ``Fault`` ends that child at a chosen moment, from
outside the product: before the n-th operation on the files of home (``sys.addaudithook`` sees Python's opens,
renames, removals; kill -9), or, from that operation on, in the middle of the write that makes any file larger
than so many bytes (``RLIMIT_FSIZE``: the kernel ends the process, and nothing in it gets to tidy up).
"""

import multiprocessing
import os
import re
import resource
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenthread.rooms import ROOT

PRELOADED = [
    "goldenthread.nightly", "expectations.gate", "expectations.judging", "expectations.suites",
    "expectations.duckdb_source", "expectations.published", "expectations.quality", "reports.render",
    "dbt.cli.main", "dbt.adapters.duckdb", "duckdb_engine", "daff", "stages", "warm", "read_before",
]  # fmt: skip
TABLE = threading.Lock()
"""Python's table of children is shared by the threads of a process: two that start and end trials at once may each
read the other's exit, and one of them is then told 255."""
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
TOUCHES = {
    "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.truncate",
    "shutil.copyfile", "shutil.rmtree",
}  # fmt: skip
Event = tuple[str, str]
"""An operation and the pattern of the path below home that it is about."""


@dataclass(frozen=True)
class Fault:
    """When a trial ends: before the n-th event of a kind, or in the first write past ``grown_to`` bytes after it."""

    event: Event
    nth: int = 1
    grown_to: int | None = None

    def __str__(self) -> str:
        moment = "before" if self.grown_to is None else f"at {self.grown_to} bytes after"
        return f"{moment} {self.event[0]} {self.event[1]} ({self.nth})".translate(str.maketrans("/*", "|+"))


@dataclass(frozen=True)
class Outcome:
    """What became of a trial: its result, or how it ended; and the events that the hook saw."""

    exitcode: int
    result: Any = None
    problem: str = ""
    events: list[Event] = field(default_factory=list)

    @property
    def was_killed(self) -> bool:
        return self.exitcode in (-signal.SIGKILL, -signal.SIGXFSZ)


def _context() -> multiprocessing.context.ForkServerContext:
    """The server's context. What it imports must be found by it as it is found here."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), str(ROOT)])
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


@dataclass
class Trial:
    """A call that is under way."""

    process: multiprocessing.process.BaseProcess
    pipe: Any

    def outcome(self) -> Outcome:
        """Wait for the end."""
        try:
            result, problem, events = self.pipe.recv()
        except EOFError:
            result, problem, events = None, "", []
        with TABLE:
            self.process.join()
        return Outcome(self.process.exitcode, result, problem, events)


def start(
    home: Path,
    call: Callable[..., Any],
    *arguments: Any,
    fault: Fault | None = None,
    environment: dict[str, str] | None = None,
) -> Trial:
    """Start a call of the product in a child of the warm process, with this home."""
    context = _context()
    here, there = context.Pipe(duplex=False)
    settings = {"GOLDENTHREAD_HOME": str(home), **(environment or {})}
    process = context.Process(target=_child, args=(there, settings, fault, call, arguments))
    with TABLE:
        process.start()
    there.close()
    return Trial(process, here)


def run(
    home: Path, call: Callable[..., Any], *arguments: Any, fault: Fault | None = None, **settings: str
) -> Outcome:
    """A call of the product in a child of the warm process, to its end; settings without GOLDENTHREAD_."""
    environment = {f"GOLDENTHREAD_{name.upper()}": value for name, value in settings.items()}
    return start(home, call, *arguments, fault=fault, environment=environment).outcome()


def _child(
    pipe: Any,
    settings: dict[str, str],
    fault: Fault | None,
    call: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> None:
    os.environ.update(settings)
    events: list[Event] = []
    _watch(Path(settings["GOLDENTHREAD_HOME"]).resolve(), fault, events)
    result, problem = None, ""
    try:
        result = call(*arguments)
    except BaseException as error:
        problem = f"{type(error).__name__}: {error}"
    pipe.send((result, problem, events))
    sys.exit(1 if problem else 0)


def _watch(home: Path, fault: Fault | None, events: list[Event]) -> None:
    """See every operation on the files of home, and end the process at the fault."""
    below, seen = f"{home}/", Counter()

    def hook(name: str, arguments: tuple[Any, ...]) -> None:
        if name == "open":
            if not (isinstance(arguments[2], int) and arguments[2] & WRITES):
                return
        elif name not in TOUCHES:
            return
        path = next(
            (
                str(each)
                for each in reversed(arguments)
                if isinstance(each, (str, Path)) and str(each).startswith(below)
            ),
            None,
        )
        if path is None:
            return
        event = (name, pattern(path.removeprefix(below)))
        events.append(event)
        seen[event] += 1
        if fault and event == fault.event and seen[event] == fault.nth:
            if fault.grown_to is None:
                os.kill(os.getpid(), signal.SIGKILL)
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (fault.grown_to, fault.grown_to))

    sys.addaudithook(hook)


def pattern(path: str) -> str:
    """A path with what differs from file to file taken out: hashes, dates, names of deliveries and of empty inboxes."""
    path = re.sub(r"[0-9a-f]{12,64}(-\d+)?", "#", path)
    path = re.sub(r"\d{4}-\d\d-\d\d-", "", path)
    path = re.sub(r"^inbox/\w+$", "inbox/*", path)
    path = re.sub(r"\.html\.\d+$", ".html.#", path)
    return re.sub(r"(#|inbox/cld)/(\.?)[^/#]*\.(csv|xlsx)", r"\1/\2*", path) if "slip." not in path else path
