"""A synthetic council: several years of Client Level Data as a council would send them.

``write`` makes a world of people to whom things happen, then each submission as a view of what was
known of it when the submission was made; so submissions overlap, and agree except for what was
learnt later. Columns and lists come from the contract; ``people``, ``services`` and ``histories``
hold only the distributions that carry a story. The same arguments give the same bytes anywhere.

Planted stories are in ``STORIES`` (``stories.py``), planted faults in ``FAULTS`` (``faults.py``):
reviews fall behind throughout 2024 (most of all at Synthetic Practice 07) and recover from April
2025; short-term care home placements grow longer until October 2025; 53 to 54 of 100 assessments
find eligible needs; direct payments drift down; requests step up in the last quarter of 2024.
One submission is cut short before its whole one, one is sent again corrected, one holds both
releases, and four come in other shapes (BOM, ISO dates, Windows-1252, XLSX up to 5,000 people).
"""

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np

from goldenthread import contracts
from goldenthread.synthetic import documents, registers, stories
from goldenthread.synthetic.beside import Beside
from goldenthread.synthetic.chance import generator
from goldenthread.synthetic.extracts import Extracts
from goldenthread.synthetic.faults import FAULTS, Fault
from goldenthread.synthetic.files import Sheet, stamp
from goldenthread.synthetic.histories import write_histories
from goldenthread.synthetic.identifiers import texts
from goldenthread.synthetic.people import write_people
from goldenthread.synthetic.stories import STORIES, Story
from goldenthread.synthetic.submissions import LA_CODE, LA_NAME, Submission, plan
from goldenthread.synthetic.values import Days, Lists
from goldenthread.synthetic.views import World, view

__all__ = ["FAULTS", "LA_CODE", "LA_NAME", "STORIES", "Fault", "Story", "Submission", "plan", "write",
           "write_documents", "write_mended"]  # fmt: skip

CHUNK = 20_000  # people at a time: what bounds memory
QUARTER_END = dt.date(2026, 3, 31)


def write(
    inbox: Path,
    people: int = 2000,
    seed: int = 1,
    years: int = 3,
    last_quarter_end: dt.date = QUARTER_END,
    progress: Callable[[int, int], None] | None = None,
    with_others: bool = False,
) -> list[Path]:
    """Write the submissions and ``manifest.csv`` to ``inbox/cld``; return their paths, manifest last.

    with_others: write hospital records, residents, neighbourhoods, every extract with a recipe and the registers too,
    each into its own folder.

    About 15 rows for each of the ``people`` over the eleven submissions of 3 years. ``progress`` is
    called with the people done and the people in all. Raises ValueError for arguments that will not
    do, and when the folder's manifest is of another council: that inbox is not for synthetic files.
    Synthetic submissions that are already there are replaced.
    """
    folder, contract = Path(inbox) / "cld", contracts.load("cld")
    submissions = plan(people, seed, years, last_quarter_end)
    for name in (*contracts.names(), *contracts.workbooks()) if with_others else ["cld"]:
        _refuse_foreign(Path(inbox) / name / "manifest.csv")
        for earlier in (Path(inbox) / name).glob(f"*_{LA_CODE}*"):
            earlier.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    lists, headers = Lists(contract), [column.header for column in contract.columns.values()]
    last = submissions[-1].known
    days = {shape: Days(last + 1, shape) for shape in ("plain", "iso", "xlsx")}
    sheets = [Sheet(folder, submission, headers) for submission in submissions]
    others = Beside(Path(inbox), people, seed, years, submissions) if with_others else None
    extracts = Extracts(Path(inbox), people, seed, years, last_quarter_end) if with_others else None
    first = min(each.start for each in submissions)
    for chunk, numbers in enumerate(np.split(np.arange(people), range(CHUNK, people, CHUNK))):
        world = _world(numbers, first, last, lists, seed, chunk)
        if others:
            others.append(world, first, lists, chunk)
        if extracts:
            extracts.append(world, chunk)
        for sheet in sheets:
            told = view(world, sheet.submission, lists, days.get(sheet.submission.shape, days["plain"]))
            sheet.append(list(told.values()))
        if progress:
            progress(int(numbers[-1]) + 1, people)
    written = [*(sheet.close() for sheet in sheets), _write_manifest(folder / "manifest.csv", sheets)]
    beside = [*others.close(), *extracts.close()] if others and extracts else []
    beside += registers.write(Path(inbox), seed, last_quarter_end) if with_others else []
    return [*beside, *written]


def write_documents(folder: Path, seed: int = 1, last_quarter_end: dt.date = QUARTER_END) -> list[Path]:
    """Write the files of the documents that the registers name into a folder; gives their paths."""
    return documents.write(folder, registers.document_titles(seed, last_quarter_end))


def write_mended(inbox: Path, seed: int = 1, last_quarter_end: dt.date = QUARTER_END) -> list[Path]:
    """Write what came a week after ``write``'s last registers: the information return with nothing missing."""
    return registers.write_mended(inbox, seed, last_quarter_end)


def _world(numbers: np.ndarray, first: int, last: int, lists: Lists, seed: int, chunk: int) -> World:
    """One chunk of people and their histories, from a seed of its own."""
    rng = generator(seed, 2, chunk)
    people = write_people(numbers, first, last, stories.arrivals, lists, rng)
    return World.of(people, write_histories(people, first, last, lists, rng), texts(people, seed))


def _refuse_foreign(manifest: Path) -> None:
    if not manifest.is_file():
        return
    with manifest.open(newline="", encoding="utf-8-sig") as file:
        others = {row.get("la_code") for row in csv.DictReader(file)} - {LA_CODE}
    if others:
        raise ValueError(
            f"{manifest} names files of another council: write the synthetic one to an inbox of its own"
        )


def _write_manifest(path: Path, sheets: list[Sheet]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = [sheet.submission.manifest | {"rows": sheet.rows} for sheet in sheets]
        writer = csv.DictWriter(file, fieldnames=list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    stamp(path, sheets[-1].submission)
    return path
