"""The command ``cases``: a list of cases drawn from the caseload, written, and what should be known of it."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from goldenthread import case_list, identity, inbox, landing, ledger, screen, settings, thread
from goldenthread import case_tracking as tracking
from goldenthread.calls import Stop
from goldenthread.case_list import Caseload
from goldenthread.case_tracking import Criteria, Drawn, Test
from goldenthread.ledger import Note

KIND = "case list"  # in the ledger


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
    file = criteria or case_list.CRITERIA
    try:
        asked = case_list.read(file)
        load = case_list.caseload(home, la_code, release)
    except (thread.BadReference, tracking.BadCriteria, LookupError) as problem:
        raise Stop(str(problem)) from None
    drawn = tracking.draw(load.people, asked, seed)
    made_up = tracking.shares(load.people, drawn.chosen)
    tests = [*tracking.representativeness(made_up), tracking.audits(load.people, drawn.chosen)]
    files = case_list.contents(load, asked, seed, landing.sha256(file), drawn, made_up, tests)
    partial = out.with_name(f".{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    identity.private_folder(partial)
    named = case_list.named(home, load, seed, drawn, reason) if reveal else {}
    for name, content in (files | named).items():
        case_list.private(partial / name, content)
    told = json.loads(files[case_list.ABOUT])
    _enter(home, load.release, seed, by, {name: told[name] for name in ("la_code", "criteria", "list")})
    partial.rename(out)
    _say(load, asked, drawn, tests)
    screen.out.print(escape(f"{out} is written; seed {seed} and release {load.release} are in the ledger."))


def _enter(home: Path, release: str, seed: int, by: str, told: dict[str, Any]) -> None:
    """Enter a draw in the ledger; the same draw once."""
    subject, said = f"release {release}, seed {seed}", json.dumps(told, sort_keys=True)
    if any((each.kind, each.subject, each.said) == (KIND, subject, said) for each in ledger.read(home)):
        return
    landing.prepare(home)
    ledger.add(home, Note(inbox.now(), KIND, subject, by.strip(), said=said))


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
    for each in tests:
        p = case_list.chance(each.p)
        told = "" if p is None else f" p {p}." if p.startswith("<") else f" p = {p}."
        lines.append(f"{each.about.replace('_', ' ').capitalize()}: {each.told}{told}")
    for line in lines:
        screen.out.print(escape(line))
