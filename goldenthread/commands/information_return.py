"""Commands of the assessment's papers: the information return as a folder to send."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from goldenthread import bundle as returns
from goldenthread import calls, councils, framework, landing, periods, screen, settings, thread
from goldenthread.calls import DATA_IS_WRONG, Stop


def bundle(
    notified: Annotated[
        str, typer.Option(help="The day of the Commission's notification, such as 2026-05-11.")
    ],
    documents: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="The folder with the documents' files.")
    ],
    out: Annotated[Path, typer.Option(help="The folder to write; it may not be there yet.")],
    la_code: Annotated[str | None, typer.Option(help="One council, where there are several.")] = None,
    release: Annotated[str | None, typer.Option(help="Another release than the current one.")] = None,
) -> None:
    """The information return as a folder to send: documents, index, hashes. Exit code 1, with reasons, while anything is missing."""
    day = dt.date.fromisoformat(calls.day(notified) or "")
    home = settings.current().home
    if out.exists():
        raise Stop(f"{out} is there already: name another with --out, so that nothing that was sent is lost.")
    try:
        told = returns.read(home, day, la_code, release)
    except (
        thread.BadReference,
        returns.NoReturn,
        councils.SeveralCouncils,
        framework.UnknownRules,
    ) as problem:
        raise Stop(str(problem)) from None
    try:
        files = returns.find(documents, told.hashes)
    except PermissionError as problem:
        raise Stop(f"{problem.filename} cannot be read: {problem.strerror}") from None
    against = returns.reasons(told, files)
    for each in against:
        screen.out.print(escape(each.sentence))
    if against:
        screen.out.print(f"Nothing was written. {returns.counts(told, against)}")
        raise typer.Exit(DATA_IS_WRONG)
    with landing.one_at_a_time(home, "bundle"):
        try:
            returns.write(told, files, out)
        except FileExistsError:
            raise Stop(f"{out} is there already.") from None
    due = f", due by {periods.said(told.due)}" if told.due else ""
    screen.out.print(escape(f"{out} is ready to be sent{due}. {returns.counts(told, against)}"))
