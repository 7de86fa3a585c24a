"""The commands ``conformance`` and ``versions``: the national method on a case, and by which version of it."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from goldenthread import calls, methods, screen, settings
from goldenthread.calls import DATA_IS_WRONG, Stop
from goldenthread.changes import INTERNAL
from goldenthread.screen import err, out

HELD = "A version of the national method, from `goldenthread versions`"


def conformance(
    case: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A folder with manifest.csv and its files.")
    ],
    period_start: Annotated[str, typer.Option(help="First day of the twelve months, such as 2025-04-01.")],
    period_end: Annotated[str, typer.Option(help="Last day of the twelve months.")],
    out_folder: Annotated[Path, typer.Option("--out", help="Where the files are written.")],
    as_at: Annotated[str | None, typer.Option(help="The last day whose deliveries are used.")] = None,
    expected: Annotated[Path | None, typer.Option(exists=True, help="A folder to compare with.")] = None,
    method_version: Annotated[str | None, typer.Option(help=f"{HELD}; default: the settings'.")] = None,
) -> None:
    """The national method on a case's files alone. Exit code 1 when the figures are not those expected."""
    from goldenthread import nightly
    from goldenthread.conformance import NotRun, differences

    version = _version(method_version)
    with screen.progress() as progress:
        try:
            written = nightly.conformance(
                case,
                [calls.day(period_start), calls.day(period_end)],
                calls.day(as_at),
                out_folder,
                progress,
                version.version,
            )
        except NotRun as problem:
            raise Stop(str(problem), DATA_IS_WRONG) from None
    _lacking(version)
    out.print(escape(f"{len(written)} files are in {out_folder}, by the method {version.title}."))
    told = differences(out_folder, expected) if expected else []
    out.print(escape("\n".join(told)) if told or not expected else "They agree with what was expected.")
    raise typer.Exit(DATA_IS_WRONG if told else 0)


def versions(
    version: Annotated[
        str | None, typer.Argument(help="One to set beside another; without it, which there are.")
    ] = None,
    against: Annotated[str | None, typer.Option(help=f"{HELD}; default: the settings'.")] = None,
    metric: Annotated[str | None, typer.Option(help="One metric.")] = None,
    as_at: Annotated[
        str | None, typer.Option(help="The date the question is asked; default: the latest delivery's.")
    ] = None,
    every_period: Annotated[bool, typer.Option("--every-period", help="Not only the last one.")] = False,
    format: Annotated[str, typer.Option(help="table, csv or json.")] = "table",
) -> None:
    """The versions of the national method, or this home's figures by two of them side by side; internal."""
    if format not in screen.FORMATS:
        raise Stop(f"there is no format {format}; there are: {', '.join(screen.FORMATS)}")
    one = _version(against)
    if version is None:
        _list(one, format)
        return
    other = _version(version)
    if one == other:
        raise Stop(f"{one.title} is both versions: there is nothing to compare. Name another with --against")
    from goldenthread import two_versions, warehouse

    day = calls.day(as_at)
    try:
        with screen.progress() as progress:
            progress(f"building by {one.title} and by {other.title}, as far as it has not been done")
            pairs = two_versions.compare(
                settings.current(), one.version, other.version, dt.date.fromisoformat(day) if day else None,
                every_period,
            )  # fmt: skip
    except (warehouse.NothingToBuild, warehouse.BuildFailed) as problem:
        raise Stop(str(problem), DATA_IS_WRONG) from None
    shown = [pair for pair in pairs if metric in (None, pair.metric)]
    if not shown:
        raise Stop(f"no version gives a figure of {metric or 'anything'}", DATA_IS_WRONG)
    counts = ("numerator", "denominator", "value")
    names = ["metric", "la_code", "period_start", "period_end"]
    names += [f"{name} {each.version}" for each in (one, other) for name in counts] + ["difference"]
    rows = [
        [
            pair.metric,
            pair.la_code,
            pair.period_start,
            pair.period_end,
            *pair.one,
            *pair.other,
            pair.difference,
        ]
        for pair in shown
    ]
    if format == "table":
        rows = [[f"{cell:.2f}" if isinstance(cell, float) else cell for cell in row] for row in rows]
        out.print(escape(f"{one.title}, and {other.title}"), style="bold")
        out.print(escape(INTERNAL))
    for each in (one, other):
        _lacking(each)
    screen.table(rows, names, format)


def _version(name: str | None) -> methods.Version:
    """A version that was typed, or the settings'. Raises Stop when there is none of this name."""
    try:
        return methods.named(settings.current().method_version if name is None else name)
    except methods.UnknownVersion as problem:
        raise Stop(str(problem)) from None


def _lacking(version: methods.Version) -> None:
    """Say what a version asks for that is not to be had."""
    if version.not_held:
        err.print(escape(f"note: {version.title} asks for what is not held. {version.not_held}"))


def _list(used: methods.Version, format: str) -> None:
    """Each version, and which of them is used here."""
    rows = [
        [each.version, each.title, each.published, "yes" if each == used else "", each.source, each.not_held]
        for each in methods.versions().values()
    ]
    screen.table(rows, ["version", "title", "published", "used", "source", "not held"], format)
