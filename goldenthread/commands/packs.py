"""``goldenthread pack`` and ``approve``: papers, from a draft to what goes out."""

import contextlib
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.markup import escape

from goldenthread import frozen, inbox, screen, settings
from goldenthread.calls import DATA_IS_WRONG, Stop
from goldenthread.screen import err, out


def pack(
    name: Annotated[str, typer.Argument(help="The pack, such as scrutiny; a file in reports/packs.")] = "",
    period: Annotated[
        str, typer.Option(help="A quarter such as 2025-26Q4, or a month such as 2026-03.")
    ] = "",
    committee: Annotated[
        str | None,
        typer.Option(
            help="The committee's order of headings; a file in reports/committees. Default: the pack's own."
        ),
    ] = None,
    by: Annotated[str | None, typer.Option(help="The role that drafts it, which may not approve it.")] = None,
    rebuild: Annotated[
        str | None, typer.Option(help="The id of a frozen pack, to be made again from its release.")
    ] = None,
) -> None:
    """Render a draft of a pack from the current release; or make a frozen one again.

    Writes HTML, Word, PDF and CSV, with a page for where each figure comes from. What people write in it comes from
    narrative/NAME/PERIOD.md of home.
    """
    from reports import narrative, pdf, render

    if rebuild:
        _rebuild(rebuild)
        return
    if not name or not period:
        raise Stop(
            "say which pack and for which period, such as: goldenthread pack scrutiny --period 2025-26Q4"
        )
    with _papers(), screen.progress() as progress:
        written = render.pack(name, period, settings.current().home, progress, committee, by)
    for path in written:
        out.print(escape(str(path)))
    out.print(
        "In the folders beside them: each table as CSV, and for each measure where its figures come from."
    )
    for path in written:
        if path.name == frozen.MANIFEST and (found := frozen.read(path.parent)["by_eye"]):
            err.print(escape(f"{narrative.BY_EYE}: {'; '.join(found)}."))
    if lacking := pdf.missing():
        err.print(f"Written without PDF. {lacking}")


def _rebuild(name: str) -> None:
    from reports import freezing

    home = settings.current().home
    folder = home / "packs" / "rebuilt" / name
    with _papers(), screen.progress() as progress:
        differing = freezing.rebuild(home, name, folder, progress)
    if differing:
        raise Stop(
            f"{folder}: {len(differing)} files are not as they were frozen: {', '.join(differing)}. Was the code another?",
            DATA_IS_WRONG,
        )
    out.print(f"{escape(str(folder))}: every file as it was frozen.")


def approve(
    name: Annotated[str, typer.Argument(help="The pack, such as scrutiny.")],
    period: Annotated[str, typer.Option(help="Its period, such as 2025-26Q4.")],
    by: Annotated[str, typer.Option(help="The role that approves it: not the one that drafted it.")],
    comment: Annotated[str, typer.Option(help="What is to be said of it.")] = "",
    la_code: Annotated[str, typer.Option(help="The council, where the release holds several.")] = "",
) -> None:
    """Approve the draft of a pack and freeze it: it can then be made again, byte for byte, from its release."""
    from goldenthread import periods
    from reports import freezing
    from reports.render import Draft

    with _papers(), screen.progress() as progress:
        draft = Draft(settings.current().home, name, periods.parse(period), la_code)
        kept = freezing.freeze(draft, by, comment, inbox.now(), progress)
    out.print(f"Frozen as {escape(kept.name)}, and entered in the ledger:")
    out.print(f"  {escape(str(kept))}")


@contextlib.contextmanager
def _papers() -> Iterator[None]:
    """Say in a sentence what stands in the way of a paper."""
    from goldenthread.frozen import FreezeError
    from goldenthread.ledger import BrokenLedger
    from goldenthread.periods import PeriodError
    from goldenthread.published import PublishedError
    from reports.narrative import NarrativeError
    from reports.paper import ReportError

    try:
        yield
    except (ReportError, NarrativeError, FreezeError, PeriodError, PublishedError, BrokenLedger) as problem:
        raise Stop(str(problem)) from None
