"""One file on its way in: read, typed, pseudonymised, and judged as a file and row by row as rows."""

import datetime as dt
import hashlib
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from expectations.staged import Fault, Staged
from expectations.whose import councils
from expectations.wording import COLUMN_MASKED, ROW, UNMAPPED
from goldenthread import contracts, conversion, identity, in_memory, landing, maps, reading
from goldenthread.contracts import Severity
from goldenthread.inbox import Waiting
from goldenthread.landing import Delivery
from goldenthread.settings import Settings

MOST = 20  # values of a column that are listed


def look(waiting: Waiting, known: maps.Known) -> Staged:
    """Look at one file from outside: what it is, by which map it is read, and the hash of its bytes.

    A load is a file and the map that it was read by, for with the map mended the same file can be sent again; of a
    workbook of several registers, it is one sheet.
    """
    path, contract = Path(waiting.path), contracts.load(waiting.extract)
    staged = Staged(waiting, contract, _blank_record(waiting))
    try:
        seen = staged.seen = reading.look(path, known.score(contract.extract), waiting.sheet)
        found = seen.found
        staged.map = known.of(contract.extract, seen.header)
    except reading.NotATable as problem:
        staged.no_table = str(problem)
        found = reading.examine(path)
    load = found.sha256
    if also := [each for each in (waiting.sheet, staged.map and staged.map.sha256) if each]:
        load = hashlib.sha256(" ".join([load, *also]).encode()).hexdigest()
    staged.amend(sha256=found.sha256, file_bytes=found.size, load_id=load[:16])
    return staged


def stage(staged: Staged, settings: Settings, known: list[Delivery]) -> bool:
    """Judge a file from outside; gives whether its rows want reading (``read_rows``).

    known: earlier deliveries, and those before this one in the same run.
    """
    waiting, seen = staged.waiting, staged.seen
    earlier = _identify(staged, known)
    if waiting.received_from == "file time":
        staged.note("assumed_receipt", {"at": waiting.received_at.replace("T", " ")})
    # What is not recorded came in this run, twice.
    if earlier and landing.is_recorded(settings.home, earlier) and waiting.continues(settings.home, earlier):
        staged.finished = earlier
        return False
    if seen is None:
        staged.note("not_a_table", {"what": staged.no_table})
        _close(staged, 0, 0)
        return False
    if seen.header_line == 0:
        staged.note("empty")
        _close(staged, 0, 0)
        return False
    if seen.also:
        sheets = ", ".join(f"'{name}'" for name in (seen.sheet, *seen.also))
        staged.note("not_a_table", {"sheets": sheets}, "several_tables")
        _close(staged, _readable(seen) + sum(seen.also.values()), 0)
        return False
    if not _header_fits(staged, seen):
        _close(staged, _readable(seen), 0)
        return False
    original = next(
        (each for each in known if each.load_id == staged.delivery.load_id and each.status == "loaded"), None
    )
    if original:
        staged.amend(status="duplicate", reason="The same bytes were delivered before.")
        _close(staged, original.rows_in, 0)
        return False
    return True


def _blank_record(waiting: Waiting) -> Delivery:
    """A record that says nothing yet."""
    at = dt.datetime.fromisoformat(waiting.received_at)
    return Delivery(
        "", "", waiting.extract, waiting.la_code, waiting.la_name, waiting.file_name, at, waiting.received_from,
        0, "", None, None, 0, 0, 0, 0, "loaded", "",
    )  # fmt: skip


def _identify(staged: Staged, known: list[Delivery]) -> Delivery | None:
    """Give the delivery its id; gives the latest earlier delivery of the same bytes under the same name."""
    load_id = staged.delivery.load_id
    same = [each for each in known if each.load_id == load_id and each.extract == staged.waiting.extract]
    at = staged.delivery.received_at
    while any(each.received_at == at for each in same):
        at += dt.timedelta(seconds=1)
    staged.amend(received_at=at, delivery_id=landing.delivery_id(load_id, at))
    return next((each for each in reversed(same) if each.file_name == staged.waiting.file_name), None)


def _close(staged: Staged, readable: int, loaded: int) -> None:
    """Finish a record: every readable row that did not load is set aside."""
    status = "refused" if staged.refused else staged.delivery.status
    reasons = [fault.sentence for fault in staged.faults if fault.severity == Severity.REFUSE]
    reason = " ".join(dict.fromkeys(reasons)) or staged.delivery.reason
    kept = 0 if status != "loaded" else loaded
    staged.amend(
        status=status, reason=reason, rows_in=readable, rows_loaded=kept, rows_set_aside=readable - kept
    )
    if status == "refused":
        staged.discard()


def _header_fits(staged: Staged, seen: reading.Look) -> bool:
    """Judge the header; false when the file is refused for it."""
    contract, names, said = staged.contract, staged.names, staged.map.says if staged.map else {}
    known = contract.known(seen.header)
    if staged.map is None and known < len(contract.columns) / 2:
        staged.note("wrong_file", {"known": known, "expected": len(contract.columns)})
        return not staged.refused
    for name, column in contract.columns.items():
        if names.count(name) > 1:
            staged.note(
                "repeated_column",
                {"header": column.header},
                header=column.header,
                place=staged.place(seen.header_line),
            )
        elif name not in names and name not in said and column.presence == "required":
            staged.note("missing_column", {"header": column.header}, header=column.header)
    for at, name in enumerate(names):
        if name.startswith("unknown_") and seen.header[at]:
            shown = (
                seen.header[at] if contracts.looks_like_header(seen.header[at]) else f"in position {at + 1}"
            )
            staged.note("unknown_column", {"header": shown}, header=shown)
    return not staged.refused


def _readable(seen: reading.Look) -> int:
    """How many rows of a file could be read, when none of them is wanted."""
    names = [f"c{at}" for at in range(len(seen.header))]
    count = 0
    try:
        for block in reading.blocks(seen, names):
            count += block.columns.num_rows
    except reading.CutOff:
        pass
    return count


def read_rows(staged: Staged, settings: Settings, folder: Path) -> None:
    """Stream the rows into Parquet in ``folder``, then judge them as rows and the file by what they say."""
    contract, seen, secret = staged.contract, staged.seen, identity.key(settings)
    load_id = staged.delivery.load_id
    converter = conversion.Converter(contract, secret, load_id, staged.map)
    unreadable: list[reading.Unreadable] = []
    cut: reading.CutOff | None = None
    good = 0
    staged.parquet, staged.way_back = folder / f"{load_id}.parquet", folder / f"{load_id}.way-back.parquet"
    # A build reads every row of a load, so that least and greatest values would be worked out for nothing.
    written = {"compression": "zstd", "store_schema": False, "write_statistics": False}
    with pq.ParquetWriter(staged.parquet, converter.schema, **written) as writer:
        try:
            for block in reading.blocks(seen, staged.names):
                unreadable.extend(block.unreadable)
                if block.columns.num_rows:
                    writer.write_table(converter.table(block.columns, block.lines))
                    good += block.columns.num_rows
        except reading.CutOff as problem:
            cut = problem
    converter.write_way_back(staged.way_back)
    _count_unreadable(staged, seen, unreadable)
    read = good + len(unreadable)
    if cut:
        staged.note("cut_off", {"place": staged.place(cut.line)}, place=staged.place(cut.line))
    elif not read:
        staged.note("header_only")
    elif staged.waiting.rows is not None and staged.waiting.rows != read:
        staged.note("row_count", {"promised": f"{staged.waiting.rows:,}", "found": f"{read:,}"})
    facts: tuple[dt.date | None, dt.date | None] = (None, None)
    with in_memory.connection() as connection:
        if good and not staged.refused:
            good = councils(staged, connection, settings, good)
        if good:
            facts = _period(connection, staged)
    staged.amend(period_start=facts[0], period_end=facts[1])
    if converter.masked:
        sentence, fix = COLUMN_MASKED
        staged.warnings.append(
            Fault(
                "masked", Severity.WARN, sentence.format(count=f"{converter.masked:,}"), fix, converter.masked
            )
        )
    _unmapped(staged, converter)
    shrunk = contract.file.get("fewer_rows")
    said = {
        "encoding": seen.found.encoding,
        "key": identity.fingerprint(secret),
        "sheet": seen.sheet,
        "fewer_rows_below": shrunk and (settings.fewer_rows_below or shrunk.below),
        "period": contract.submission.period,
        "map": staged.map and f"{staged.map.map} {staged.map.sha256[:16]}",
    }
    if any(converter.stand_ins.values()):
        said["stand_ins"] = converter.stand_ins
    staged.amend(facts=said)
    _close(staged, read, good)


def _unmapped(staged: Staged, converter: conversion.Converter) -> None:
    """A warning for each recoded column that holds values which neither the map nor the list knows."""
    for column, values in converter.unmapped().items():
        sentence, fix = UNMAPPED
        header = staged.header_of(column)
        told = sentence.format(header=header, values=len(values), map=staged.map.map)
        listing = ", ".join(f"'{value}' ({count:,})" for value, count in values[:MOST])
        listing += f" and {len(values) - MOST} more" if len(values) > MOST else ""
        rows = sum(count for _, count in values)
        staged.warnings.append(
            Fault("unmapped", Severity.WARN, told, fix, rows, header=header, listing=listing)
        )


def _count_unreadable(staged: Staged, seen: reading.Look, unreadable: list[reading.Unreadable]) -> None:
    """A fault for each record that could not be read as a row."""
    for each in unreadable:
        sentence, fix = ROW[each.rule]
        told = sentence.format(
            found=each.found or "too many", expected=len(seen.header), encoding=seen.found.encoding
        )
        severity = staged.contract.rows[each.rule].severity
        staged.faults.append(
            Fault(
                each.rule,
                severity,
                told,
                fix,
                place=staged.place(each.line),
                value="whole row",
                line=each.line,
            )
        )


def _period(connection: duckdb.DuckDBPyConnection, staged: Staged) -> tuple[dt.date | None, dt.date | None]:
    """The period of a staged file: from its earliest stated start to its latest stated end, or the whole months of
    its rows' days up to its receipt, after which nothing can have happened."""
    said = staged.contract.submission
    if said.period == "none":
        return None, None
    first, last, which = f"min({said.period_start})", f"max({said.period_end})", "true"
    if said.dated_by:
        first, last = f"date_trunc('month', min({said.dated_by}))", f"last_day(max({said.dated_by}))"
        which = f"{said.dated_by} <= date '{staged.delivery.received_at:%Y-%m-%d}'"
    if said.months:
        first = f"greatest({first}, date_trunc('month', {last} - interval {said.months - 1} month))"
    return connection.execute(
        f"select ({first})::date, ({last})::date from read_parquet($1) where {which}", [str(staged.parquet)]
    ).fetchone()
