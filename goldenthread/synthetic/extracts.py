"""The files of every extract that has a recipe, written chunk by chunk of people."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from goldenthread import contracts
from goldenthread.synthetic import recipes, records
from goldenthread.synthetic.beside import with_manifest
from goldenthread.synthetic.recipes import Recipe
from goldenthread.synthetic.records import Records
from goldenthread.synthetic.submissions import LA_CODE, XLSX_UP_TO, day_number, months_before
from goldenthread.synthetic.views import World
from goldenthread.synthetic.workbook import write_workbook

MONTHS = {"month": 1, "quarter": 3, "year": 12}
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class File:
    """One file of an extract: what it holds, and when it came."""

    path: Path
    days: tuple[int, ...]  # lists: the days on which they were taken; records: the last day
    since: int  # records: those that began after this day
    received: dt.datetime
    cut: bool = False  # every fifth row is missing; it is sent again

    @property
    def part(self) -> Path:
        """The file while it is being written."""
        return self.path.with_name(f".{self.path.name}.part")


class Extracts:
    """The files of all recipes. Chunks are added, then they are closed."""

    def __init__(self, inbox: Path, people: int, seed: int, years: int, last: dt.date) -> None:
        self.people, self.seed, self.last = people, seed, last
        self.first = day_number(months_before(last, 12 * years))
        self.recipes = recipes.catalogue()
        self.files = {
            each.extract: _plan(each, inbox / each.extract, last, years, people) for each in self.recipes
        }
        for name, files in self.files.items():
            header = [column.header for column in contracts.load(name).columns.values()]
            for file in files:
                file.part.parent.mkdir(parents=True, exist_ok=True)
                file.part.write_text(_lines([header]), encoding="utf-8")

    def append(self, world: World, chunk: int) -> None:
        """Add the rows of a chunk of people."""
        self._add(world, len(world.people), chunk)

    def close(self) -> list[Path]:
        """Add the rows that are of nobody, give the files their names and write the manifests; gives all paths."""
        self._add(None, self.people, 0)
        written = []
        for files in self.files.values():
            for file in files:
                if file.path.suffix == ".xlsx":
                    with file.part.open(newline="", encoding="utf-8") as text:
                        write_workbook(
                            file.path, [list(cells) for cells in zip(*csv.reader(text), strict=True)]
                        )
                    file.part.unlink()
                else:
                    file.part.replace(file.path)
            written += with_manifest(files[0].path.parent, [(file.path, file.received) for file in files])
        return written

    def _add(self, world: World | None, size: int, chunk: int) -> None:
        """Rows of people when there is a world, else the rows of nobody."""
        made: dict[str, Records] = {}
        for recipe in self.recipes:
            of = made.get(recipe.rows.of or "")
            of_events = recipe.rows.of == recipes.CLIENT_LEVEL_DATA
            is_of_people = (of is not None and world is not None) or recipe.people is not None or of_events
            if is_of_people != (world is not None) or (recipe.rows.of and of is None and not of_events):
                continue
            span = (self.first - 31 * recipe.rows.lead_months, day_number(self.last))
            made[recipe.extract] = records.make(recipe, world, of, span, size, self.seed, chunk)
            for file in self.files[recipe.extract]:
                self._write(made[recipe.extract], file)

    def _write(self, made: Records, file: File) -> None:
        """Add to a file what it holds of some rows."""
        delivered = made.recipe.delivered
        names = list(contracts.load(made.recipe.extract).columns)
        with file.part.open("a", encoding="utf-8", newline="") as text:
            for day in file.days:
                rows = made.open_on(day)
                if delivered.as_ == "records":
                    recent = (made.begins > file.since) & (made.begins <= day)
                    rows = recent | made.open_on(file.since, begun_by=day) if delivered.open else recent
                if file.cut:
                    rows = rows & (made.salt % 5 != 0)
                places = np.flatnonzero(rows)
                if len(places):
                    said = records.told(made, places, day)
                    blank = np.full(len(places), "")
                    text.write(_lines(np.column_stack([said.get(name, blank) for name in names]).tolist()))


def _plan(recipe: Recipe, folder: Path, last: dt.date, years: int, people: int) -> list[File]:
    """The files of one extract, in the order in which they are received."""
    delivered, step = recipe.delivered, MONTHS[recipe.delivered.every]
    ends = [months_before(last, step * number) for number in range(12 * years // step)][::-1]
    apart = ends[-delivered.files :]
    suffix = "xlsx" if delivered.shape == "xlsx" and people <= XLSX_UP_TO else "csv"

    def file(days: list[dt.date], since: dt.date, after: int = 0, mark: str = "", cut: bool = False) -> File:
        name = f"{recipe.extract.upper()}_{LA_CODE}_{since + dt.timedelta(days=1):%Y%m%d}_{days[-1]:%Y%m%d}{mark}.{suffix}"
        received = dt.datetime.combine(days[-1], dt.time(7, 30)) + dt.timedelta(
            days=delivered.days_after + after
        )
        return File(folder / name, tuple(map(day_number, days)), day_number(since), received, cut)

    planned = []
    if delivered.as_ == "lists" and len(ends) > len(apart):
        planned.append(file(ends[: -len(apart)], months_before(last, 12 * years)))
    for at, end in enumerate(apart):
        since = months_before(end, step)
        if delivered.as_ == "records":
            since = months_before(last, 12 * years) if at == 0 else months_before(end, delivered.months)
        if delivered.sent_again and at == len(apart) - 2:
            planned.append(file([end], since, mark="_v1", cut=True))
            planned.append(file([end], since, after=2, mark="_v2"))
        else:
            planned.append(file([end], since))
    return planned


def _lines(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
