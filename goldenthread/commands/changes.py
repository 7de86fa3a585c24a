"""The command ``changes``: two figures of a national metric, and what lies between them, on a screen or for a program."""

import json
from typing import Annotated, Any

import typer
from rich.markup import escape

from goldenthread import changes as comparing
from goldenthread import screen, settings, thread
from goldenthread.calls import DATA_IS_WRONG, Stop

NAMES = ["la_code", "change", "reason", "cases", "numerator", "denominator"]
HELD = "A figure, a period's end or a release, such as 2026-03-31 or #2026-04-23-0123456789ab"


def changes(
    metric: Annotated[
        str, typer.Argument(help="A national metric, such as ascof__2a or ascof__2a@2026-03-31")
    ],
    since: Annotated[
        str | None,
        typer.Option("--from", help=f"{HELD}; default: the release before, else the period before."),
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help=f"{HELD}; default: the latest of current.")] = None,
    format: Annotated[str, typer.Option(help="table, csv or json.")] = "table",
) -> None:
    """Why is a national figure another than before? Cases that came, went or changed, counted by reason; internal."""
    if format not in screen.FORMATS:
        raise Stop(f"there is no format {format}; there are: {', '.join(screen.FORMATS)}")
    try:
        found = comparing.compare(settings.current().home, metric, since, to)
    except thread.BadReference as problem:
        raise Stop(str(problem)) from None
    except comparing.DoesNotAddUp as problem:
        raise Stop(str(problem), DATA_IS_WRONG) from None
    if format == "json":
        screen.out.print_json(json.dumps(found, default=str))
        return
    rows = [[each["la_code"], *row.values()] for each in found["councils"] for row in each["changes"]]
    if format == "csv":
        ends = [
            f"{found['metric']}@{found[at]['period_end']}#{found[at]['release']}" for at in ("from", "to")
        ]
        screen.table([[*ends, *row] for row in rows], ["from", "to", *NAMES], format)
        return
    _heading(found)
    screen.table(rows, NAMES, format)


def _heading(found: dict[str, Any]) -> None:
    """Which two figures, what they are, and that none of it is for publication."""
    sides = [
        f"{side['period_start']} to {side['period_end']} of release {side['release']}"
        for side in (found["from"], found["to"])
    ]
    screen.out.print(escape(f"{found['metric']}: {sides[0]}, and {sides[1]}"), style="bold")
    for each in found["councils"]:
        was, now = (_words(each[at]) for at in ("from", "to"))
        screen.out.print(escape(f"Council {each['la_code']}: {was}, then {now}."))
    for la_code in found["without"]:
        screen.out.print(escape(f"Council {la_code} has only one of the two figures, and is left out."))
    screen.out.print(escape(found["note"]))


def _words(figure: dict[str, Any]) -> str:
    """Counts, and for a median its days."""
    if figure["numerator"] is None:
        days = "none" if figure["value"] is None else f"{figure['value']:g} days"
        return f"median {days} of {figure['denominator']:,}"
    return f"{figure['numerator']:,} of {figure['denominator']:,}"
