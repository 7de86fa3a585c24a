"""The command ``cases``: the list of cases that the Commission asks for, drawn from the caseload of a release."""

import csv
import datetime as dt
import hashlib
import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from rich.markup import escape

from goldenthread import case_tracking as tracking
from goldenthread import identity, landing, ledger, rooms, screen, settings, thread, writing
from goldenthread.calls import Stop
from goldenthread.case_tracking import Candidate, Criteria, Drawn, Share, Test
from goldenthread.inbox import LONDON

CRITERIA = rooms.SEEDS / "reference" / "case_tracking_criteria.csv"
KIND = "case list"  # in the ledger
LIST, MAKE_UP, ABOUT, NAMED = "case_list.csv", "make_up.csv", "about.json", "identified.csv"


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


def cases(
    seed: Annotated[int, typer.Option(help="Any whole number; the same one draws the same list again.")],
    out: Annotated[Path, typer.Option(help="The folder to write; it may not be there yet.")],
    criteria: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Criteria of your own, in the shape of the shipped ones."
        ),
    ] = None,
    by: Annotated[
        str, typer.Option(help="The role in which you draw it, not a name; kept in the ledger.")
    ] = "",
    la_code: Annotated[str | None, typer.Option(help="One council, where there are several.")] = None,
    release: Annotated[str | None, typer.Option(help="Another release than the current one.")] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Also a file with the identifiers; every one is logged.")
    ] = False,
    reason: Annotated[str, typer.Option(help="With --reveal: why; it is logged with your name.")] = "",
) -> None:
    """Fifty cases by quotas, with a ranked reserve, of pseudonyms. Drawn again with the same seed, it is the same to the byte."""
    home = settings.current().home
    if out.exists():
        raise Stop(f"{out} is there already: name another with --out, so that no list is lost.")
    if reveal and len(reason.strip()) < 10:
        raise Stop("Say why, in at least ten letters: it is kept with your name (--reason).")
    file = criteria or CRITERIA
    try:
        asked = read(file)
        load = caseload(home, la_code, release)
    except (thread.BadReference, tracking.BadCriteria, LookupError) as problem:
        raise Stop(str(problem)) from None
    drawn = tracking.draw(load.people, asked, seed)
    made_up = tracking.shares(load.people, drawn.chosen)
    tests = [*tracking.representativeness(made_up), tracking.audits(load.people, drawn.chosen)]
    files = contents(load, asked, seed, hashlib.sha256(file.read_bytes()).hexdigest(), drawn, made_up, tests)
    partial = out.with_name(f".{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    identity.private_folder(partial)
    for name, content in files.items():
        _private(partial / name, content)
    if reveal:
        _private(partial / NAMED, named(home, load, drawn, reason))
    told = json.loads(files[ABOUT])
    _enter(home, load.release, seed, by, {name: told[name] for name in ("la_code", "criteria", "list")})
    partial.rename(out)
    _say(load, asked, drawn, tests)
    screen.out.print(escape(f"{out} is written; seed {seed} and release {load.release} are in the ledger."))


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
        if not connection.execute(
            "select 1 from duckdb_tables() where table_name = 'fct_case_candidates'"
        ).fetchall():
            raise LookupError(
                f"The release {place.name} is from before cases could be drawn: run goldenthread refresh."
            )
        there = [code for (code,) in connection.execute(
            "select distinct la_code from fct_case_candidates order by 1"
        ).fetchall()]  # fmt: skip
        if la_code is None and len(there) > 1:
            raise LookupError(f"Say which council, with --la-code: {', '.join(there)}.")
        la_code = la_code or (there[0] if there else None)
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
    listed = _csv(header, (
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
        "tests": [{"about": each.about, "p": _rounded(each.p), "told": each.told} for each in tests],
    }  # fmt: skip
    shares = _csv(
        ("dimension", "value", "caseload", "list", "expected", "standardised_difference"),
        (
            (
                each.dimension,
                each.value,
                each.caseload,
                each.chosen,
                f"{each.expected:.2f}",
                f"{each.difference:.3f}",
            )
            for each in made_up
        ),
    )
    return {LIST: listed, MAKE_UP: shares, ABOUT: json.dumps(about, indent=1, ensure_ascii=False) + "\n"}


def named(home: Path, load: Caseload, drawn: Drawn, reason: str) -> str:
    """The identifiers of everybody who was drawn, each asked of the identity store, which logs who asks and why."""
    rows = []
    for rank, which, each in _ranked(drawn):
        behind = [
            found
            for ref in load.refs.get(each.key) or [each.key]
            for found in identity.reveal(home, ref, reason)
        ]
        rows += [(rank, which, found.domain, found.value) for found in behind] or [
            (rank, which, "", "not known")
        ]
    return _csv(("rank", "list", "what", "identifier"), rows)


def _ranked(drawn: Drawn) -> list[tuple[int, str, Candidate]]:
    """The list and then its reserve, ranked in one row."""
    return [
        (rank, "list" if rank <= len(drawn.chosen) else "reserve", each)
        for rank, each in enumerate((*drawn.chosen, *drawn.reserve), start=1)
    ]


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([writing.inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def _rounded(p: float | None) -> str | None:
    return None if p is None else f"{p:.3f}"


def _private(path: Path, content: str) -> None:
    """A file that its owner alone may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)


def _enter(home: Path, release: str, seed: int, by: str, told: dict[str, Any]) -> None:
    """Enter a draw in the ledger; the same draw once."""
    subject, said = f"release {release}, seed {seed}", json.dumps(told, sort_keys=True)
    if any((each.kind, each.subject, each.said) == (KIND, subject, said) for each in ledger.read(home)):
        return
    landing.prepare(home)
    ledger.add(home, dt.datetime.now(LONDON).replace(tzinfo=None), KIND, subject, by.strip(), "", said)


def _say(load: Caseload, asked: Criteria, drawn: Drawn, tests: Iterable[Test]) -> None:
    """What a person should know of the list before anybody else sees it."""
    lines = [
        f"{len(drawn.chosen)} cases and {len(drawn.reserve)} in reserve, of a caseload of {len(load.people):,}."
    ]
    if len(drawn.chosen) < asked.length:
        lines.append(f"The list is short: {asked.length} were asked for.")
    for each in drawn.short:
        enough = "they could not be had with the other quotas" if each.available >= each.criterion.quota else (
            f"there are {each.available}"
        )  # fmt: skip
        lines.append(f"Short: {each.criterion.name}, {each.drawn} of {each.criterion.quota}: {enough}.")
    if not load.delivered:
        lines.append(
            "Nobody is left out: no register of exclusions was delivered (case_tracking_exclusions)."
        )
    for why, count in load.excluded.items():
        lines.append(f"Left out: {count}, {why}.")
    if load.unknown:
        lines.append(
            f"{load.unknown} exclusions name nobody that Client Level Data knows: look at their identifiers."
        )
    lines += [
        f"{each.about.replace('_', ' ').capitalize()}: {each.told}{f' p = {_rounded(each.p)}.' if each.p is not None else ''}"
        for each in tests
    ]
    for line in lines:
        screen.out.print(escape(line))
