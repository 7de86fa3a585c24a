"""``goldenthread attack``: tries to undo the disclosure control of packs and releases, by all that they print together."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from goldenthread import metrics, screen, settings
from goldenthread.calls import DATA_IS_WRONG, Stop
from goldenthread.screen import out

SHOWN = 20  # figures that are told one by one on a terminal


def attack(
    packs: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            file_okay=False,
            help="Folders of packs or releases: what an attacker has who has them all.",
        ),
    ],
    profile: Annotated[
        str | None, typer.Option(help="How much doubt is asked for; by default that of the latest.")
    ] = None,
    format: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
) -> None:
    """Try to work out what is withheld. Exit code 1 if anything can be, with the sums that tell it."""
    from goldenthread.disclosure import attack as attacking
    from goldenthread.disclosure import printed, profiles

    if format not in ("table", "json"):
        raise Stop(f"there is no format {format}; there are: table, json")
    releases = settings.current().home / "published" / "releases"
    try:
        asked = profiles.named(profile) if profile else None
        sources = printed.together(packs, metrics.catalogue(), releases)
    except (profiles.ProfileError, printed.NothingPrinted) as problem:
        raise Stop(str(problem)) from None
    with screen.progress() as progress:
        found = attacking.attack(sources, asked, progress)
    if format == "json":
        told = [
            {
                "reference": each.key.reference,
                "la_code": each.key.la_code,
                "told": each.told,
                "sums": each.sums,
            }
            for each in found.pinned
        ]
        counts = {name: count for name, count in dataclasses.asdict(found).items() if name != "pinned"}
        out.print_json(json.dumps({"pinned": told, **counts, "sources": [each.name for each in sources]}))
    else:
        _show(found, len(sources))
    raise typer.Exit(0 if found.is_safe else DATA_IS_WRONG)


def _show(found, sources: int) -> None:
    for each in found.pinned[:SHOWN]:
        out.print(escape(f"Council {each.key.la_code}: {each.told}"))
        for total in each.sums:
            out.print(escape(f"    {total}"))
    if len(found.pinned) > SHOWN:
        out.print(f"... and {len(found.pinned) - SHOWN:,} more; --format json gives all.")
    said = f"{sources} sources print {found.withheld:,} figures as withheld; {len(found.pinned):,} can be worked out."
    out.print(said)
    if found.unproved:
        out.print(
            f"{found.unproved:,} linked sets contradict themselves, so that nothing is proved of them: do groups add up to their whole?"
        )
    if found.open_elsewhere:
        out.print(
            f"{found.open_elsewhere:,} of them stand open in an earlier source: what was printed stays printed."
        )
