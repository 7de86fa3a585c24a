"""The list of cases that the Commission asks for: the caseload of a release, and the files of a list drawn from it."""

import csv
import datetime as dt
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from goldenthread import case_tracking as tracking
from goldenthread import contracts, councils, identity, rooms, tables, thread, writing
from goldenthread.case_tracking import Candidate, Criteria, Drawn, Share, Test
from goldenthread.rounding import rounded

CRITERIA = rooms.SEEDS / "reference" / "case_tracking_criteria.csv"
LIST, MAKE_UP, ABOUT, NAMED = "case_list.csv", "make_up.csv", "about.json", "identified.csv"
FOLLOWED = "case_tracking_cases"  # the extract by which the list is followed


@dataclass(frozen=True)
class Caseload:
    """The people of a council in a release, and what is known of those who are left out."""

    release: str
    la_code: str
    period_end: dt.date
    people: list[Candidate]
    excluded: dict[str, int]  # reason to people of the caseload
    unknown: int  # exclusions in force whose identifier nobody in Client Level Data has
    delivered: bool  # whether any exclusion was delivered
    refs: dict[str, list[str]]  # person to the pseudonyms of the case system's identifiers


def read(path: Path) -> Criteria:
    """The criteria of a file. Raises BadCriteria."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tracking.parse(list(csv.DictReader(file)))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise tracking.BadCriteria(f"{path.name} is no CSV in UTF-8 ({type(problem).__name__})") from None
    except tracking.BadCriteria as problem:
        raise tracking.BadCriteria(f"{path.name}: {problem}") from None


def caseload(home: Path, la_code: str | None, release: str | None) -> Caseload:
    """The caseload of a council in a release. Raises LookupError saying what to do, and thread.BadReference."""
    place = thread.folder(home, release)
    with duckdb.connect(str(place / "internal" / "warehouse.duckdb"), read_only=True) as connection:
        if not tables.has(connection, "fct_case_candidates"):
            raise LookupError(
                f"The release {place.name} is from before cases could be drawn: run goldenthread refresh."
            )
        there = [code for (code,) in connection.execute(
            "select distinct la_code from fct_case_candidates order by 1"
        ).fetchall()]  # fmt: skip
        la_code = councils.chosen(there, la_code)
        if la_code not in there:
            raise LookupError(
                "The release has nobody to draw from: Client Level Data tells of no support that is open."
            )
        rows = connection.execute(
            f"select person_key, excluded_because, last_audit_grade, period_end, {', '.join(tracking.DIMENSIONS)} "
            "from fct_case_candidates where la_code = $1 order by person_key",
            [la_code],
        ).fetchall()
        exclusions = connection.execute(
            "select person_key is null, is_in_force from fct_case_exclusions where la_code = $1", [la_code]
        ).fetchall()
        refs: dict[str, list[str]] = {}
        for key, ref in connection.execute(
            "select person_key, person_ref from dim_person_ref where la_code = $1 order by all", [la_code]
        ).fetchall():
            refs.setdefault(key, []).append(ref)
    excluded = Counter(row[1] for row in rows if row[1])
    return Caseload(
        place.name, la_code, rows[0][3],
        [Candidate(row[0], tuple(map(str, row[4:])), row[1], row[2]) for row in rows],
        dict(sorted(excluded.items())), sum(unknown and holds for unknown, holds in exclusions), bool(exclusions), refs,
    )  # fmt: skip


def contents(
    load: Caseload,
    asked: Criteria,
    seed: int,
    criteria: str,
    drawn: Drawn,
    made_up: Iterable[Share],
    tests: Iterable[Test],
) -> dict[str, str]:
    """What the files hold. Nothing in them hangs on the day on which they are written."""
    header = ("rank", "list", "person_key", "counts_towards", *tracking.DIMENSIONS)
    listed = writing.as_csv(header, (
        (rank, which, each.key, "; ".join(one.name for one in asked.quotas if one.is_met_by(each)), *each.stands)
        for rank, which, each in _ranked(drawn)
    ))  # fmt: skip
    quotas = [
        {"criterion": each.name, "quota": each.quota, "drawn": sum(map(each.is_met_by, drawn.chosen)),
         "source": each.source, "confidence": each.confidence}
        for each in asked.quotas
    ]  # fmt: skip
    about = {
        "release": load.release, "la_code": load.la_code, "caseload_at": load.period_end.isoformat(), "seed": seed,
        "criteria": criteria, "list": hashlib.sha256(listed.encode()).hexdigest(), "caseload": len(load.people),
        "left_out": load.excluded, "exclusions_of_nobody_known": load.unknown, "length": len(drawn.chosen),
        "reserve": len(drawn.reserve), "quotas": quotas,
        "tests": [{"about": each.about, "p": chance(each.p), "told": each.told} for each in tests],
    }  # fmt: skip
    shares = writing.as_csv(
        ("dimension", "value", "caseload", "list", "expected", "standardised_difference"),
        (
            (
                each.dimension,
                each.value,
                each.caseload,
                each.chosen,
                f"{rounded(each.expected, 2)}",
                f"{rounded(each.difference, 3)}",
            )
            for each in made_up
        ),
    )
    return {LIST: listed, MAKE_UP: shares, ABOUT: json.dumps(about, indent=1, ensure_ascii=False) + "\n"}


def named(home: Path, load: Caseload, seed: int, drawn: Drawn, reason: str) -> dict[str, str]:
    """Files of who was drawn, each asked of the identity store, which logs who asks and why.

    One has every identifier; the other is the list in the shape of the extract FOLLOWED, to be filled in and delivered.
    """
    every, followed = [], []
    for rank, which, each in _ranked(drawn):
        behind = [
            found
            for ref in load.refs.get(each.key) or [each.key]
            for found in identity.reveal(home, ref, reason)
        ]
        every += [(rank, which, found.domain, found.value) for found in behind] or [
            (rank, which, "", "not known")
        ]
        one = next((found.value for found in behind if found.domain == "person"), "")
        told = {"list_ref": f"{load.release} seed {seed}", "person_ref": one, "rank": rank, "place": which}
        followed.append({**told, "consent": "not_asked"})
    columns = contracts.load(FOLLOWED).columns
    shaped = ([row.get(name) for name in columns] for row in followed)
    return {
        NAMED: writing.as_csv(("rank", "list", "what", "identifier"), every),
        f"{FOLLOWED}.csv": writing.as_csv((column.header for column in columns.values()), shaped),
    }


def _ranked(drawn: Drawn) -> list[tuple[int, str, Candidate]]:
    """The list and then its reserve, ranked in one row."""
    return [
        (rank, "list" if rank <= len(drawn.chosen) else "reserve", each)
        for rank, each in enumerate((*drawn.chosen, *drawn.reserve), start=1)
    ]


def chance(p: float | None) -> str | None:
    """A chance as it is told: to three places, half up; one under 0.001 as such, for it is never nought."""
    if p is None:
        return None
    return "< 0.001" if p < 0.001 else str(rounded(p, 3))


def private(path: Path, content: str) -> None:
    """A file that its owner alone may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
