"""The command line. Exit codes: 0 fine, 1 the data is wrong, 2 the call is wrong.

Rooms are imported inside commands, so that ``--help`` and ``query`` do not wait for Great Expectations.
"""

import errno
import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import duckdb
import pydantic
import typer
from rich.markup import escape

from goldenthread import (
    calls,
    contracts,
    councils,
    identity,
    inbox,
    landing,
    screen,
    settings,
    thread,
    tracing,
)
from goldenthread import doctor as health
from goldenthread.calls import CALL_IS_WRONG, DATA_IS_WRONG, Stop
from goldenthread.commands.assessment import clock, rating
from goldenthread.commands.attack import attack
from goldenthread.commands.cases import cases
from goldenthread.commands.changes import changes
from goldenthread.commands.information_return import bundle
from goldenthread.commands.metrics import figure, metrics
from goldenthread.commands.national import conformance, versions
from goldenthread.commands.packs import approve, pack
from goldenthread.commands.registers import acknowledge, listed, template, verify
from goldenthread.commands.spc import spc
from goldenthread.ledger import BrokenLedger
from goldenthread.metrics import MetricError
from goldenthread.requirements import requirements
from goldenthread.screen import err, out

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="An adult social care assurance warehouse: every figure can be walked back to its file.",
)
FULL = (errno.ENOSPC, errno.EDQUOT)


@app.command()
def demo(
    people: Annotated[int, typer.Option(min=10, help="How many people the council knows.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed is another council.")] = 1,
    mended: Annotated[
        bool,
        typer.Option(
            "--mended", help="Only its next delivery: the information return, with nothing missing."
        ),
    ] = False,
) -> None:
    """Write a synthetic council's extracts into the inbox, and its documents. Nobody in them exists."""
    from goldenthread import synthetic

    now = settings.current()
    home = now.home
    real = (
        [
            each
            for each in landing.register(home)
            if each.status == "loaded" and not councils.is_synthetic(each.la_code)
        ]
        if home.is_dir()
        else []
    )
    if now.env == "production" or real:
        raise Stop("This home is for a council's own files: an invented council would be mixed in with them.")
    landing.prepare(home)
    if mended:
        synthetic.write_mended(home / "inbox", seed)
        out.print("The information return was sent again, with nothing missing. Next: goldenthread refresh")
        return
    try:
        with screen.progress() as progress:
            written = synthetic.write(
                home / "inbox",
                people,
                seed,
                progress=lambda done, of: progress(f"{done:,} of {of:,} people written", done, of),
                with_others=True,
            )
    except ValueError as problem:
        raise Stop(str(problem)) from None
    out.print(
        f"{sum(path.name != inbox.MANIFEST for path in written)} files of a synthetic council of {people:,} people are in {home / 'inbox'}."
    )
    synthetic.write_documents(home / "documents", seed)
    out.print("Next: goldenthread refresh")


@app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Files to check before they are sent.")
    ],
    extract: Annotated[str | None, typer.Option(help="The extract, when the header does not say.")] = None,
    la_code: Annotated[
        str | None,
        typer.Option(help="Whose files they are, where neither they nor a manifest beside them say."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every warning, not only the commonest.")] = False,
) -> None:
    """Check files as the front door would, without loading them. Exit code 1 if anything would be refused or set aside."""
    from expectations import gate

    wrong, said, known = False, [], set()
    with tempfile.TemporaryDirectory(prefix="goldenthread-") as folder:
        for staged in gate.examine(
            calls.files(files), settings.current(), Path(folder), extract, said, la_code
        ):
            made = staged.delivery
            known.add(staged.waiting.path)
            wrong |= made.status == "refused" or made.rows_set_aside > 0
            screen.checked(staged, everything, settings.current().method_version)
    for sentence in said:
        err.print(escape(sentence))
    raise typer.Exit(DATA_IS_WRONG if wrong or len(known) < len(set(files)) else 0)


@app.command()
def load(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    received_at: Annotated[
        str | None, typer.Option(help="When they were received, such as '2026-04-21 14:03:09'.")
    ] = None,
) -> None:
    """Deliver files: each is copied, checked and landed. The originals stay where they are."""
    from goldenthread import nightly

    at = calls.moment(received_at)
    home = settings.current().home
    landing.prepare(home)
    found = inbox.find(home, received_at=at, files=calls.files(files))
    for sentence in found.said:
        err.print(escape(sentence))
    with screen.progress() as progress:
        loaded = nightly.load_all([each.as_json() for each in found.waiting], progress)
    screen.deliveries(loaded, home)
    if found.said or any(each["status"] == "refused" for each in loaded):
        raise typer.Exit(DATA_IS_WRONG)


@app.command()
def loads(
    format: Annotated[str, typer.Option(help="table, csv or json.")] = "table",
) -> None:
    """The register of deliveries: rows in = rows loaded + rows set aside, always."""
    now = settings.current()
    register = landing.register(now.home, now.method_version) if (now.home / "raw").is_dir() else []
    names = ["delivery_id", "load_id", "la_code", "file_name", "received_at", "period_start", "period_end", "rows_in",
             "rows_loaded", "rows_set_aside", "rows_warned", "status", "withdrawn", "reason"]  # fmt: skip
    if format == "table":
        names.remove("delivery_id")
    screen.table([[getattr(each, name) for name in names] for each in register], names, format)


@app.command()
def withdraw(
    load_id: Annotated[str, typer.Argument(help="The load's id, from `goldenthread loads`.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept.")],
    restore: Annotated[bool, typer.Option("--restore", help="Put it back instead.")] = False,
) -> None:
    """Take a wrongly sent load out of later releases. Earlier releases stand, and nothing is deleted."""
    home = settings.current().home
    landing.prepare(home)
    try:
        with landing.one_at_a_time(home, "landing"):
            load = landing.withdraw(home, load_id, reason, restore)
    except (landing.UnknownLoad, ValueError) as problem:
        raise Stop(str(problem.args[0])) from None
    done = "back in" if restore else "out of"
    out.print(escape(f"{load.file_name} ({load_id}) is {done} releases from the next refresh on."))


@app.command()
def refresh(
    inbox: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Take deliveries from this folder, and leave them there."
        ),
    ] = None,
    as_at: Annotated[
        str | None, typer.Option(help="The date the question is asked; default: the latest delivery's.")
    ] = None,
) -> None:
    """The whole night: find, check, load, build, guard, publish. Exit code 1 when no release was published."""
    from goldenthread import nightly, warehouse
    from goldenthread.published import Published

    home = settings.current().home
    try:
        with screen.progress() as progress:
            done = nightly.refresh(str(inbox.resolve()) if inbox else None, calls.day(as_at), progress)
    except (warehouse.NothingToBuild, warehouse.BuildFailed, nightly.NotPublished) as problem:
        raise Stop(str(problem), DATA_IS_WRONG) from None
    # Whatever needs a person's look has been said as a note already; these are only good to know.
    screen.deliveries(
        [each for each in done["deliveries"] if each["status"] == "duplicate" or each["supersedes"]], home
    )
    refused = sum(each["status"] == "refused" for each in done["deliveries"])
    about = Published.open(home).about
    councils = ", ".join(f"{each['la_name']} ({each['la_code']})" for each in about["councils"])
    out.print(
        f"Release [bold]{done['release']}[/bold], as at {done['as_at']}, for {escape(councils)}, is current."
    )
    out.print(escape(f"  {done['path']}"))
    if refused:
        out.print(
            f"{refused} file{'s were' if refused > 1 else ' was'} refused; the slips are in {home / 'refused'}."
        )
    _headlines(Published.open(home))


def _headlines(published: Any) -> None:
    """Five figures, as anybody may read them."""
    from reports.filters import stated, when

    for la_code, name in published.councils.items():
        out.print(escape(f"{name}:"))
        for metric in [each for each in published.catalogue if each.packs][:5]:
            value = published.latest(metric, la_code)
            if value is not None:
                out.print(escape(f"  {metric.title}, {when(value, metric)}: {stated(value, metric)}"))


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="SQL for DuckDB, such as: select * from metric_values limit 5")],
    format: Annotated[str, typer.Option(help="table, csv or json.")] = "table",
    release: Annotated[str | None, typer.Option(help="Another release than the current one.")] = None,
) -> None:
    """Ask the current release, read-only."""
    try:
        place = thread.folder(settings.current().home, release) / "internal" / "warehouse.duckdb"
        with duckdb.connect(str(place), read_only=True) as connection:
            connection.execute("set enable_external_access=false")
            cursor = connection.execute(sql)
            if cursor is None or cursor.description is None:
                raise Stop(
                    "There is no question in this. One looks like: select * from metric_values limit 5"
                )
            rows, names = cursor.fetchall(), [column[0] for column in cursor.description]
    except (thread.BadReference, duckdb.Error) as problem:
        raise Stop(str(problem)) from None
    screen.table([list(row) for row in rows], names, format)


@app.command()
def trace(
    ref: Annotated[
        str,
        typer.Argument(
            help="A figure, such as reviews__overdue@2026-03-31/age_band=65 and above, or ACT-0012"
        ),
    ],
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """Walk a figure back to its files and forward to its action; or a record of a register both ways."""
    if format not in ("text", "json"):
        raise Stop(f"there is no format {format}; there are: text, json")
    try:
        found = thread.trace(settings.current().home, ref)
    except thread.BadReference as problem:
        raise Stop(str(problem)) from None
    if format == "json":
        out.print_json(json.dumps(found, default=str))
    else:
        tracing.show(found, figure)


app.command()(pack)
app.command()(approve)
app.command()(attack)
app.command()(metrics)
app.command("alerts")(listed)
app.command()(acknowledge)
app.command()(verify)
app.command()(changes)
app.command()(spc)
app.command()(requirements)
app.command()(template)
app.command()(rating)
app.command()(clock)
app.command()(bundle)
app.command()(cases)
app.command()(conformance)
app.command()(versions)


@app.command()
def reveal(
    pseudonym: Annotated[str, typer.Argument(help="64 hexadecimal digits, as in the warehouse.")],
    reason: Annotated[str, typer.Option(help="Why; it is logged with your name.")],
) -> None:
    """The identifier behind a pseudonym, for those who may know. Every use is logged."""
    home = settings.current().home
    try:
        found = identity.reveal(home, pseudonym, reason)
    except (identity.NotAllowed, PermissionError) as problem:
        raise Stop(str(problem)) from None
    if not found:
        raise Stop("Nothing is known behind this pseudonym. Your question was logged.", DATA_IS_WRONG)
    for each in found:
        out.print(escape(f"{each.domain}: {each.value}"))


@app.command()
def doctor() -> None:
    """Is this installation well? Settings, key, folders, disk, last release, late deliveries."""
    from goldenthread import nightly
    from reports import pdf

    lacking = pdf.missing()
    pdf_too = f"Packs are written without PDF. {lacking}" if lacking else "Packs are written as PDF too."
    findings = [
        *health.examine(settings.current()),
        health.Finding(True, pdf_too),
        *(health.Finding(False, sentence) for sentence in [*nightly.under_demo_key(), *nightly.late()]),
    ]
    for each in findings:
        out.print(f"{'[green]well[/green] ' if each.well else '[red]look [/red] '} {escape(each.sentence)}")
    raise typer.Exit(0 if all(each.well for each in findings) else DATA_IS_WRONG)


def main() -> None:
    """Run a command; a foreseen problem is a sentence and an exit code, never a traceback."""
    logging.basicConfig(handlers=[screen.Notes(logging.WARNING)])
    logging.raiseExceptions = False  # a log on a full disk must not print tracebacks over our sentence
    try:
        app()
    except (
        Stop,
        identity.KeyProblem,
        BrokenLedger,
        inbox.BadManifest,
        contracts.ContractError,
        MetricError,
        settings.Unreadable,
    ) as problem:
        err.print(f"[red]{escape(str(problem))}[/red]")
        sys.exit(getattr(problem, "code", CALL_IS_WRONG))
    except pydantic.ValidationError as problem:
        err.print(f"[red]A setting is wrong:[/red] {escape(settings.wrong(problem))}")
        sys.exit(CALL_IS_WRONG)
    except landing.ReadingStopped as problem:
        err.print(f"[red]{escape(str(problem))}[/red]")
        sys.exit(DATA_IS_WRONG)
    except Exception as problem:
        if getattr(problem, "errno", None) in FULL or os.strerror(errno.ENOSPC) in str(problem):
            sentence = "The disk is full. Nothing that arrived was lost, and the last release stands. Make room and run it again."
        else:
            sentence = calls.unforeseen(problem)
        err.print(f"[red]{escape(sentence)}[/red]")
        sys.exit(DATA_IS_WRONG)
