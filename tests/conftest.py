"""What tests of the front door start from: a home of one's own, and small good files of a synthetic council."""

import csv
import datetime as dt
import fcntl
import functools
import io
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from goldenthread import contracts, in_memory, inbox, landing, reading, rules
from goldenthread.contracts import Contract
from goldenthread.landing import Delivery
from goldenthread.reading import decoding
from goldenthread.settings import Settings
from goldenthread.synthetic.rows import PERIOD_END, good_rows
from goldenthread.synthetic.submissions import LA_CODE, LA_NAME

hypothesis.settings.register_profile(
    "house",
    derandomize=True,  # the same examples every time and everywhere
    database=None,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("house")

RECEIVED = "2026-04-21T09:30:00"


@dataclass
class Sheet:
    """A table of texts under a contract's headers: to be spoilt, and written in any shape."""

    columns: list[str]
    header: list[str]
    rows: list[list[str]]

    def set(self, row: int, column: str, value: str) -> "Sheet":
        self.rows[row][self.columns.index(column)] = value
        return self

    def fill(self, column: str, value: str) -> "Sheet":
        for row in range(len(self.rows)):
            self.set(row, column, value)
        return self

    def csv(self, encoding: str = "utf-8", end: str = "\r\n", **shape: Any) -> bytes:
        text = io.StringIO()
        csv.writer(text, lineterminator=end, **shape).writerows([self.header, *self.rows])
        return text.getvalue().encode(encoding)


@dataclass
class FrontDoor:
    """A home of its own, and deliveries to it."""

    home: Path
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = Settings(
            home=self.home, env="demo", la_codes="", la_names="", key=None, key_file=None,
            fewer_rows_below=None, memory_limit="1GB",
        )  # fmt: skip
        landing.prepare(self.home)

    def put(self, content: bytes, name: str = "cld.csv") -> Path:
        path = self.home / "inbox" / "cld" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def waiting(
        self,
        content: bytes,
        name: str = "cld.csv",
        at: str = RECEIVED,
        la_code: str | None = LA_CODE,
        rows: int | None = None,
        source: str = "manifest",
    ) -> inbox.Waiting:
        path = str(self.put(content, name))
        return inbox.Waiting("cld", path, at, source, la_code, LA_NAME, rows, move=True)

    def admit(self, *waiting: inbox.Waiting) -> list[Delivery]:
        from expectations import gate

        made = gate.admit(list(waiting), self.settings)
        assert all(each.rows_in == each.rows_loaded + each.rows_set_aside for each in made)
        return made

    def land(self, content: bytes, name: str = "cld.csv", **known: Any) -> Delivery:
        (made,) = self.admit(self.waiting(content, name, **known))
        return made

    def raw(self, delivery: Delivery) -> list[dict[str, Any]]:
        """The rows of a load, as ``raw/`` has them."""
        path = self.home / "raw" / delivery.extract / f"{delivery.load_id}.parquet"
        with in_memory.connection() as connection:
            table = connection.execute("select * from read_parquet($1) order by _line", [str(path)])
            return table.to_arrow_table().to_pylist()

    def slip(self, delivery: Delivery) -> str:
        """Both slips of a delivery, one text after the other."""
        folder = self.home / "refused" / delivery.extract / delivery.delivery_id
        return "".join((folder / name).read_text(encoding="utf-8") for name in ("slip.html", "slip.csv"))


def _judged_by_sql(query: str, suite: Any, memory_limit: str = "1GB") -> list[dict[str, Any]]:
    """The verdicts that Great Expectations would give, a hundred times sooner.

    test_rules_and_suites.py holds the two together; tests that are about something else need only one.
    """
    contract = contracts.load(suite.name)
    known = rules.rules(contract)
    sums = ", ".join(f"count(*) filter (where {rule.breaks})" for rule in known)
    with in_memory.connection() as connection:
        counts = connection.execute(f"select {sums} from ({query})").fetchone()
    return [
        {"rule": rule.id, "severity": rule.severity.value, "success": count == 0}
        for rule, count in zip(known, counts, strict=True)
    ]


LONGEST_FIRST = (
    "test_twenty_refreshes",
    "test_night",
    "test_kill_night",
    "test_kill_publishing",
    "test_dag_run",
    "test_gate",
    "faults",
    "warehouse",
    "test_changes",
    "test_rules_and_suites",
)
"""Files that take minutes, or folders of such: begun first, so that two processes end at about the same time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files; the tests of each stay in their order."""

    def place(item: pytest.Item) -> int:
        names = {item.path.stem, item.path.parent.name}
        return next((at for at, name in enumerate(LONGEST_FIRST) if name in names), len(LONGEST_FIRST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory) -> Callable[[str, Callable[[Path], Any]], Any]:
    """What is costly to make, made by the test process that needs it first: ``made_once(name, make)``.

    ``make`` fills a folder and returns what can be pickled. Nobody may change what is in the folder.
    """
    common = tmp_path_factory.getbasetemp()
    common = common.parent if "PYTEST_XDIST_WORKER" in os.environ else common

    def once(name: str, make: Callable[[Path], Any]) -> Any:
        folder, kept = common / f"once-{name}", common / f"once-{name}.pickle"
        with (common / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                kept.write_bytes(pickle.dumps(make(folder)))
            return pickle.loads(kept.read_bytes())

    return once


@pytest.fixture(scope="session")
def cld() -> Contract:
    return contracts.load("cld")


@pytest.fixture(scope="session")
def sheet(cld):
    """A maker of good sheets: ``sheet(rows, period_end)``."""

    @functools.cache
    def rows(count: int, period_end: dt.date) -> list[list[str]]:
        return [[row[name] for name in cld.columns] for row in good_rows(cld, count, period_end)]

    def make(count: int = 12, period_end: dt.date = PERIOD_END) -> Sheet:
        header = [column.header for column in cld.columns.values()]
        return Sheet(list(cld.columns), header, [list(row) for row in rows(count, period_end)])

    return make


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A data folder that the settings in force point to."""
    home = tmp_path / "home"
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(home))
    landing.prepare(home)
    return home


@pytest.fixture(scope="session")
def judged_by_sql() -> Callable[..., list[dict[str, Any]]]:
    """What stands in for ``duckdb_source.judge``."""
    return _judged_by_sql


@pytest.fixture
def front_door(home, monkeypatch, judged_by_sql) -> FrontDoor:
    """A front door with rules judged by SQL alone."""
    from expectations import duckdb_source

    monkeypatch.setattr(duckdb_source, "judge", judged_by_sql)
    return FrontDoor(home)


@pytest.fixture(scope="module")
def whole_front_door(tmp_path_factory):
    """A front door with Great Expectations behind it, for the tests of one module together.

    Hundreds of small files go through it, so nothing waits for the disk: no test of these pulls a plug.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landing.os, "fsync", lambda descriptor: None)
        patch.setattr(inbox, "SETTLE", 0)
        yield FrontDoor(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def read():
    """A reader of files, whatever their columns."""

    def read(
        path: Path, chunk: int = decoding.CHUNK
    ) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str, int | None]]]:
        """list[tuple[int, list[str]]], and the records that are none, of a file whatever its columns; chunk: bytes read at once."""
        seen = reading.look(path, lambda header: 0)
        names = [f"c{at}" for at in range(len(seen.header))]
        rows, unreadable = [], []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(decoding, "CHUNK", chunk)
            for block in reading.blocks(seen, names):
                rows += [
                    (int(line), list(row.values()))
                    for line, row in zip(block.lines, block.columns.to_pylist(), strict=True)
                ]
                unreadable += [(each.line, each.rule, each.found) for each in block.unreadable]
        return rows, unreadable

    return read
