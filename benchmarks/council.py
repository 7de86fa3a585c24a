"""What is measured: synthetic councils and installations to load them into, all in one scratch folder."""

import csv
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from goldenthread import synthetic


class Scratch:
    """A folder for all that a run of the benchmarks makes; the caller removes it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._numbers = count(1)

    def council(self, people: int, years: int = 3, with_others: bool = False) -> Path:
        """A council's inbox, written the first time it is asked for. CSV files alone: bare DuckDB reads no workbook.

        with_others: hospital records, residents and neighbourhoods too.
        """
        inbox = self.folder / f"council-{people}-{years}{'-with-others' * with_others}"
        if not inbox.is_dir():
            partial = inbox.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            synthetic.write(partial, people, years=years, with_others=with_others)
            _without_workbooks(partial / "cld")
            partial.rename(inbox)
        return inbox

    @contextmanager
    def home(self, inbox: Path) -> Iterator[Path]:
        """A fresh installation with a council's files waiting. The files are links: nothing is copied or used up."""
        home = self.folder / f"home-{next(self._numbers)}"
        _link(inbox, home)
        try:
            yield home
        finally:
            shutil.rmtree(home)

    def landed(self, people: int, land: Callable[[Path], object]) -> Path:
        """An installation in which a council's files, the other extracts too, have been landed once.

        land: what lands the files that wait in an installation.
        """
        home = self.folder / f"landed-{people}"
        if not home.is_dir():
            partial = home.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            _link(self.council(people, with_others=True), partial)
            land(partial)
            partial.rename(home)
        return home

    @contextmanager
    def empty(self) -> Iterator[Path]:
        """A folder for what a side writes."""
        folder = self.folder / f"made-{next(self._numbers)}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def _link(inbox: Path, home: Path) -> None:
    """Give an installation the files of an inbox."""
    for path in inbox.rglob("*"):
        if path.is_file():
            linked = home / "inbox" / path.relative_to(inbox)
            linked.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, linked)


def csv_files(inbox: Path) -> list[Path]:
    """A council's files in order of receipt."""
    return [inbox / "cld" / line["file"] for line in manifest(inbox)]


def manifest(inbox: Path) -> list[dict[str, str]]:
    """The lines of a council's manifest, in order of receipt."""
    with (inbox / "cld" / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def size(inbox: Path) -> tuple[int, int]:
    """Rows and bytes of a council's files."""
    return sum(int(line["rows"]) for line in manifest(inbox)), sum(
        path.stat().st_size for path in csv_files(inbox)
    )


def _without_workbooks(folder: Path) -> None:
    """Take workbooks out of a small council, and their lines out of its manifest."""
    for path in folder.glob("*.xlsx"):
        path.unlink()
    path = folder / "manifest.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ".xlsx" not in line), encoding="utf-8")
