"""Commands of the registers: templates to fill in, alerts and their acknowledgement, the ledger."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from goldenthread import assurance, contracts, frozen, inbox, ledger, periods, screen, settings, thread
from goldenthread.calls import DATA_IS_WRONG, Stop
from goldenthread.ledger import Note
from goldenthread.screen import out

COLUMNS = (
    "consequence",
    "alert_ref",
    "title",
    "subject_title",
    "told",
    "since",
    "age_days",
    "owner_role",
    "what_to_do",
    "la_code",
)


def template(
    register: Annotated[
        str | None, typer.Argument(help="A workbook of registers or one extract; left out, they are listed.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--out", help="Where to write it; default: <register>.xlsx here.")
    ] = None,
    items: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Of assessment: the Commission's list of items, XLSX or CSV."
        ),
    ] = None,
    list_version: Annotated[
        str | None, typer.Option(help="With --items: what to call that list; default: the file's name.")
    ] = None,
    item_column: Annotated[str, typer.Option(help="With --items: the column of the items' numbers.")] = "",
    title_column: Annotated[str, typer.Option(help="With --items: the column of their titles.")] = "",
) -> None:
    """Write an Excel workbook to fill a register in, with its lists to choose from."""
    if register is None:
        for name, sheets in sorted(contracts.workbooks().items()):
            out.print(f"[bold]{name}[/bold]: {', '.join(sheets)}")
        return
    from goldenthread import returnlist, templates

    if register not in templates.names():
        raise Stop(f"there is no register {register}; there are: {', '.join(templates.names())}")
    path = into or Path(f"{register}.xlsx")
    if path.exists():
        raise Stop(f"{path} is there already: name another with --out, so that nothing filled in is lost.")
    filled = {}
    if items:
        if returnlist.REGISTER not in contracts.workbooks().get(register, {}).values():
            raise Stop(f"--items belongs to the template assessment, and this is {register}.")
        try:
            read = returnlist.read(items, item_column, title_column)
        except returnlist.BadList as problem:
            raise Stop(str(problem), DATA_IS_WRONG) from None
        version = list_version or items.stem
        filled[returnlist.REGISTER] = [
            {"list_version": version, "item_ref": ref, "title": title, "status": "not_started"}
            for ref, title in read
        ]
    templates.write(register, path, filled)
    out.print(escape(f"{path} is ready. Filled in, it goes into inbox/{register}."))


def listed(
    everything: Annotated[bool, typer.Option("--all", help="Those that were acknowledged too.")] = False,
    format: Annotated[str, typer.Option(help="text, table, csv or json.")] = "text",
) -> None:
    """What the registers and figures together say is wrong, the gravest first. Exit code 1 when there is anything."""
    rows = _alerts(_release(), everything)
    if format != "text":
        screen.table(
            [[row[name] for name in rows_of(everything)] for row in rows], rows_of(everything), format
        )
    else:
        several = len({row["la_code"] for row in rows}) > 1
        for row in rows:
            said = (
                f" [green]acknowledged by {escape(row['acknowledged_by'])}[/green]"
                if row["is_acknowledged"]
                else ""
            )
            out.print(f"[bold]{escape(row['title'])}[/bold]  {escape(row['subject_ref'])}{said}")
            out.print(escape(f"  {row['subject_title'] or ''}"), style="italic")
            out.print(escape(f"  {row['told']}"))
            whose_it_is = row["owner_role"].replace("-", " ")
            out.print(escape(f"  {whose_it_is}, {_age(row['age_days'])}. {row['what_to_do']}"))
            whose = f"  council {row['la_code']}" if several else ""
            out.print(escape(f"  {row['alert_ref']}{whose}"), style="dim")
        out.print(f"{len(rows)} alert{'' if len(rows) == 1 else 's'}")
    raise typer.Exit(DATA_IS_WRONG if any(not row["is_acknowledged"] for row in rows) else 0)


def _age(days: int | None) -> str:
    """How old an alert is. One about a record without a day has no age."""
    if days is None:
        return "since a day that is not known"
    return f"for {days:,} day{'' if days == 1 else 's'}"


def rows_of(everything: bool) -> list[str]:
    """The columns that are listed."""
    return [*COLUMNS, *(("is_acknowledged", "acknowledged_by", "acknowledged_because") if everything else ())]


def acknowledge(
    alert: Annotated[
        str, typer.Argument(help="As `goldenthread alerts` gives it, such as milestone_slipped:MS-014.")
    ],
    reason: Annotated[str, typer.Option(help="Why nothing more is to be done about it for now; it is kept.")],
    by: Annotated[str, typer.Option(help="The role in which you say so, not a name.")],
    until: Annotated[
        str | None, typer.Option(help="The last day for which it holds, such as 2026-09-30.")
    ] = None,
    la_code: Annotated[
        str | None, typer.Option(help="Whose alert, where several councils have one of that name.")
    ] = None,
) -> None:
    """Acknowledge an alert, with a reason, in the ledger. It comes back when it says something else, or after the day."""
    if not reason.strip() or not by.strip():
        raise Stop("say why (--reason) and in which role (--by): both are kept.")
    try:
        day = dt.date.fromisoformat(until) if until else None
    except ValueError:
        raise Stop(f"--until {until}: not a date such as 2026-09-30") from None
    release = _release()
    row, as_at = _one(_alerts(release, everything=True), alert, la_code), assurance.as_at(release)
    note = Note(
        inbox.now(),
        "acknowledgement",
        alert,
        by.strip(),
        reason.strip(),
        row["told"],
        day,
        as_at,
        row["la_code"],
    )
    entry = ledger.add(settings.current().home, note)
    out.print(
        escape(
            f"{alert} is acknowledged (entry {entry.entry}) in releases as at {periods.said(as_at)} and later, "
            "from the next refresh on."
        )
    )


def verify() -> None:
    """Check the ledger, that no line was changed or taken out and that it has all that releases cite; and frozen packs."""
    home = settings.current().home
    wrong = ledger.verify(home) or frozen.wrong(home)
    for sentence in wrong:
        out.print(f"[red]broken[/red] {escape(sentence)}")
    if wrong:
        raise typer.Exit(DATA_IS_WRONG)
    entries = len(ledger.read(home))
    packs = len(frozen.packs(home))
    approved = f" Frozen packs as approved: {packs:,}." if packs else ""
    out.print(f"The ledger holds: {entries:,} entr{'y' if entries == 1 else 'ies'}.{approved}")


def _one(rows: list[dict], alert: str, la_code: str | None) -> dict:
    """The alert of that name. Raises Stop when there is none, or when several councils have one."""
    named = [row for row in rows if row["alert_ref"] == alert]
    found = [row for row in named if la_code in (None, row["la_code"])]
    if len(found) == 1:
        return found[0]
    if not named:
        raise Stop(f"there is no alert {alert}; `goldenthread alerts` lists them")
    whose = ", ".join(row["la_code"] for row in named)
    raise Stop(f"{alert} is an alert of {whose}: say of which with --la-code")


def _release() -> Path:
    """The current release's folder. Raises Stop when there is none."""
    try:
        return thread.folder(settings.current().home, None)
    except thread.BadReference as problem:
        raise Stop(str(problem)) from None


def _alerts(release: Path, everything: bool) -> list[dict]:
    """A release's alerts. Raises Stop when it was built without registers."""
    found = assurance.alerts(release, everything)
    if found is None:
        raise Stop("The release was built without registers: `goldenthread template` writes them to fill in.")
    return found
