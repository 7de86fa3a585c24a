"""What the synthetic council sends beside Client Level Data: hospital records, residents, neighbourhoods.

A hospital file holds the fifteen months to the end of a financial year, so that each tells again, and
sometimes otherwise, of the last quarter of the one before. All came before the last submission.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from goldenthread import contracts
from goldenthread.synthetic.chance import generator, salted
from goldenthread.synthetic.files import stamp_moment
from goldenthread.synthetic.hospital import Stays, write_stays
from goldenthread.synthetic.identifiers import nhs_numbers
from goldenthread.synthetic.submissions import (
    LA_CODE,
    LA_NAME,
    Submission,
    day_number,
    months_before,
)
from goldenthread.synthetic.values import IMPOSSIBLE, UNLISTED, Lists
from goldenthread.synthetic.views import World

NEIGHBOURS = "Synthetic Eastbridge"
AREAS, NEXT_DOOR = 40, 4  # neighbourhoods where the people live; how many of them are another council's
RATES = {"no_number": 0.01, "no_destination": 0.01, "unlisted": 0.004, "impossible": 0.002, "learnt": 0.05}
"""Shares of hospital records: faults, and what only the next delivery knew."""
Rows = list[list[str]]


class Beside:
    """The files beside Client Level Data, written chunk by chunk."""

    def __init__(
        self, inbox: Path, people: int, seed: int, years: int, submissions: list[Submission]
    ) -> None:
        self.inbox, self.people, self.seed = inbox, people, seed
        self._last = dt.date(1970, 1, 1) + dt.timedelta(days=submissions[-1].end)
        self._years, self._received = years, _received(submissions)
        self._ends = [months_before(self._last, 12 * number) for number in range(years)][::-1]
        self._headers = [column.header for column in contracts.load("hospital_episodes").columns.values()]
        self._parts = {
            end: Path(inbox) / "hospital_episodes" / f".{self._name(end)}.part" for end in self._ends
        }
        for part in self._parts.values():
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(_lines([self._headers]), encoding="utf-8")

    def _name(self, end: dt.date) -> str:
        start = months_before(end, 15) + dt.timedelta(days=1)
        return f"HOSPITAL_{LA_CODE}_{start:%Y%m%d}_{end:%Y%m%d}.csv"

    def append(self, world: World, first: int, lists: Lists, chunk: int) -> None:
        """Add a chunk of people's hospital records."""
        rng = generator(self.seed, 3, chunk)
        stays = write_stays(world, first, day_number(self._last), lists, rng)
        for end, part in self._parts.items():
            since = day_number(months_before(end, 15))
            told = np.flatnonzero((stays.discharged > since) & (stays.discharged <= day_number(end)))
            fresh = stays.discharged[told] > day_number(months_before(end, 3))
            with part.open("a", encoding="utf-8", newline="") as file:
                file.write(_lines(_records(world, stays, told, fresh, self.seed, lists)))

    def close(self) -> list[Path]:
        """Give the files their names, and write the rest; returns their paths, each folder's manifest last."""
        made = []
        for end, part in self._parts.items():
            path = part.with_name(self._name(end))
            part.replace(path)
            made.append((path, self._received[day_number(end)] - dt.timedelta(days=1)))
        written = with_manifest(self.inbox / "hospital_episodes", made)
        return written + self._residents() + self._areas()

    def _residents(self) -> list[Path]:
        """An estimate each year, which comes out the autumn after next."""
        made = []
        for number in range(self._years)[::-1]:
            year = self._last.year - 2 - number
            adults, older = (
                self.people * (2200 + 4 * (year - 2000)) // 100,
                self.people * (700 + 9 * (year - 2000)) // 100,
            )
            rows = [
                {"la_code": LA_CODE, "la_name": LA_NAME, "age_band": band, "people": str(count), "estimate_year": str(year)}
                for band, count in (("18 to 64", adults), ("65 and above", older))
            ]  # fmt: skip
            path = _write(self.inbox, "population", f"POPULATION_{LA_CODE}_{year}.csv", rows)
            made.append((path, dt.datetime(year + 1, 10, 9, 10)))
        return with_manifest(self.inbox / "population", made)

    def _areas(self) -> list[Path]:
        """The neighbourhoods, a few of which are the next council's."""
        rows = [
            {"lsoa_2011": area(number), "area_name": NEIGHBOURS if number < NEXT_DOOR else LA_NAME,
             "area_code": f"E1099999{int(number < NEXT_DOOR)}"}
            for number in range(AREAS)
        ]  # fmt: skip
        path = _write(self.inbox, "lsoa_lookup", f"AREAS_{LA_CODE}.csv", rows)
        received = dt.datetime(self._last.year - 2, 10, 9, 11)
        return with_manifest(self.inbox / "lsoa_lookup", [(path, received)])


def area(number: int) -> str:
    """A neighbourhood beyond any that there is."""
    return f"E01{999_000 + number}"


def _received(submissions: list[Submission]) -> dict[int, dt.datetime]:
    """The end of each period to when its first file came."""
    return {each.end: each.received for each in reversed(submissions)}


def _records(
    world: World, stays: Stays, told: np.ndarray, fresh: np.ndarray, seed: int, lists: Lists
) -> Rows:
    """Hospital records as rows of text, in the contract's order, with their planted faults."""
    people, who, salt = world.people, stays.person[told], stays.salt[told]
    fault = {name: salted(salt, name) < rate for name, rate in RATES.items()}
    numbers = nhs_numbers(people.number[who], seed)
    born = people.born[who].astype("datetime64[D]")
    sexes = {lists["gender"].at("Male"): "1", lists["gender"].at("Female"): "2"}
    destination = np.where(fault["learnt"] & fresh & ~stays.died[told], "99", stays.destination[told])
    said = {
        "patient_key": np.where(fault["no_number"] | (numbers < 0), "", numbers.astype(str)),
        "birth_month": (born.astype("datetime64[M]").astype(int) % 12 + 1).astype(str),
        "birth_year": (born.astype("datetime64[Y]").astype(int) + 1970).astype(str),
        "sex_code": np.array([sexes.get(int(at), "9") for at in people.now["gender"][who]]),
        "lsoa_2011": np.array([area(int(number) % AREAS) for number in people.salt[who]]),
        "episode_id": np.array([f"S{LA_CODE}{at:010}{int(last)}" for at, last in zip(salt, stays.is_last[told], strict=True)]),
        "last_episode_indicator": np.where(stays.is_last[told], "1", "2"),
        "admitted_on": _days(stays.admitted[told]),
        "discharged_on": np.where(fault["impossible"], IMPOSSIBLE, _days(stays.discharged[told])),
        "admission_method": np.where(fault["unlisted"], UNLISTED, stays.method[told]),
        "discharge_method": np.where(stays.died[told], "4", "1"),
        "discharge_destination": np.where(fault["no_destination"], "", destination),
        "management_type": stays.kind[told],
        "treatment_function": stays.specialty[told],
    }  # fmt: skip
    names = contracts.load("hospital_episodes").columns
    blank = np.full(len(told), "")
    return np.column_stack([said.get(name, blank) for name in names]).tolist() if len(told) else []


def _days(days: np.ndarray) -> np.ndarray:
    """Days as they are sent: DD/MM/YYYY."""
    iso = days.astype("datetime64[D]").astype(str)
    return np.array([f"{day[8:]}/{day[5:7]}/{day[:4]}" for day in iso]) if len(iso) else iso


def _write(inbox: Path, extract: str, name: str, rows: Iterable[dict[str, str]]) -> Path:
    """Write a small file of an extract, rows by the contract's column names."""
    columns = contracts.load(extract).columns
    path = inbox / extract / name
    path.parent.mkdir(parents=True, exist_ok=True)
    header = [column.header for column in columns.values()]
    cells = [[row.get(column, "") for column in columns] for row in rows]
    path.write_text(_lines([header, *cells]), encoding="utf-8")
    return path


def _lines(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def with_manifest(folder: Path, made: list[tuple[Path, dt.datetime]]) -> list[Path]:
    """Write a folder's manifest and set the files' times; gives the paths."""
    manifest = folder / "manifest.csv"
    lines = [[path.name, LA_CODE, LA_NAME, str(received)] for path, received in made]
    manifest.write_text(_lines([["file", "la_code", "la_name", "import_datetime"], *lines]), encoding="utf-8")
    for path, received in (*made, (manifest, max(received for _, received in made))):
        stamp_moment(path, received)
    return [*(path for path, _ in made), manifest]
