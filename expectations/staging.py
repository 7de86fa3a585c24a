"""One file on its way in: read, typed, pseudonymised, and judged as a file and row by row as rows."""

import dataclasses
import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from expectations.wording import COLUMN_MASKED, FILE, ROW
from goldenthread import contracts, conversion, identity, landing, reading
from goldenthread.contracts import Contract, Severity
from goldenthread.inbox import Waiting
from goldenthread.landing import Delivery
from goldenthread.settings import Settings

COUNCIL = re.compile(r"[0-9]{3}")  # a CASSR code; anything else in its column may be somebody's number


@dataclass(frozen=True)
class Fault:
    """One thing wrong, in the sender's words. ``value`` is a class of value, never the value."""

    rule: str
    severity: Severity
    sentence: str
    fix: str
    count: int = 1
    place: str = ""
    header: str = ""
    value: str = ""
    line: int = 0


@dataclass
class Staged:
    """A delivery before it counts."""

    waiting: Waiting
    contract: Contract
    delivery: Delivery
    parquet: Path | None = None
    way_back: Path | None = None
    faults: list[Fault] = field(default_factory=list)  # refusals and rows set aside
    warnings: list[Fault] = field(default_factory=list)
    results: list[dict] = field(default_factory=list)  # Great Expectations' verdicts with counts
    finished: Delivery | None = None  # an earlier delivery that this file completes
    seen: reading.Look | None = None
    no_table: str = ""  # what the file is, when it is no table

    def discard(self) -> None:
        """Remove what was made of a file that is refused: nothing typed and no way back outlives it."""
        for made in (self.parquet, self.way_back):
            if made is not None:
                made.unlink(missing_ok=True)
        self.parquet = self.way_back = None

    def amend(self, **changes: object) -> None:
        """Change the record."""
        self.delivery = dataclasses.replace(self.delivery, **changes)

    def place(self, line: int, column: str | None = None) -> str:
        """Where a row, or a column in it, is in the file as its sender sees it."""
        names = self.contract.names_of(self.seen.header)
        return self.seen.place(line, names.index(column) if column in names else None)

    def note(
        self, rule: str, told: dict | None = None, wording: str | None = None, **where: object
    ) -> Severity | None:
        """Record that a rule of the file is broken; gives what that does, None when the contract has no such rule."""
        if rule not in self.contract.file:
            return None
        sentence, fix = FILE[wording or rule]
        told = {"title": self.contract.title, **(told or {})}
        severity = self.contract.file[rule].severity
        fault = Fault(rule, severity, sentence.format(**told), fix, **where)
        (self.warnings if severity == Severity.WARN else self.faults).append(fault)
        return severity

    @property
    def refused(self) -> bool:
        """Whether a broken rule sends the whole file back."""
        return any(fault.severity == Severity.REFUSE for fault in self.faults)


def look(waiting: Waiting) -> Staged:
    """Look at one file from outside: what it is, and the hash of its bytes."""
    path, contract = Path(waiting.path), contracts.load(waiting.extract)
    staged = Staged(waiting, contract, _blank_record(waiting))
    try:
        seen = staged.seen = reading.look(path, contract.known)
        found = seen.found
    except reading.NotATable as problem:
        staged.no_table = str(problem)
        found = reading.examine(path)
    staged.amend(sha256=found.sha256, file_bytes=found.size, load_id=found.sha256[:16])
    return staged


def stage(staged: Staged, settings: Settings, known: list[Delivery]) -> bool:
    """Judge a file from outside; gives whether its rows want reading (``read_rows``).

    known: earlier deliveries, and those before this one in the same run.
    """
    waiting, seen = staged.waiting, staged.seen
    earlier = _identify(staged, known)
    if waiting.received_from == "file time":
        staged.note("assumed_receipt", {"at": waiting.received_at.replace("T", " ")})
    if earlier and _unfinished_or_same(earlier, waiting, settings.home):
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


def _unfinished_or_same(earlier: Delivery, waiting: Waiting, home: Path) -> bool:
    """Whether this file is an earlier delivery itself: one interrupted before its original was put away,
    or one that lies in a folder from which originals are copied and not moved."""
    recorded = landing.is_recorded(home, earlier)  # else both came in this run
    return recorded and (not waiting.move or not landing.is_finished(home, earlier))


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
    contract, names = staged.contract, staged.contract.names_of(seen.header)
    known = contract.known(seen.header)
    if known < len(contract.columns) / 2:
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
        elif name not in names and column.presence == "required":
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
    converter = conversion.Converter(contract, secret, load_id)
    unreadable: list[reading.Unreadable] = []
    cut: reading.CutOff | None = None
    good = 0
    staged.parquet, staged.way_back = folder / f"{load_id}.parquet", folder / f"{load_id}.way-back.parquet"
    with pq.ParquetWriter(staged.parquet, converter.schema, compression="zstd", store_schema=False) as writer:
        try:
            for block in reading.blocks(seen, contract.names_of(seen.header)):
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
    with duckdb.connect() as connection:
        if good and not staged.refused:
            good = _councils(staged, seen, connection, settings, good)
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
    shrunk = contract.file.get("fewer_rows")
    said = {
        "encoding": seen.found.encoding,
        "key": identity.fingerprint(secret),
        "sheet": seen.sheet,
        "fewer_rows_below": shrunk and (settings.fewer_rows_below or shrunk.below),
        "period": contract.submission.period,
    }
    staged.amend(facts=said)
    _close(staged, read, good)


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


def _councils(
    staged: Staged, seen: reading.Look, connection: duckdb.DuckDBPyConnection, settings: Settings, good: int
) -> int:
    """Say whose file it is, and set aside repeated headers and other councils' rows; gives how many rows are left."""
    contract, column = staged.contract, staged.contract.telling
    values = connection.execute(
        f"select {column}, count(*) from read_parquet($1) where {column} is not null group by all order by 2 desc, 1",
        [str(staged.parquet)],
    ).fetchall()
    unwanted = {
        value: "repeated_header"
        for value, _ in values
        if contract.by_header.get(contracts.header_key(value)) == column
    }
    codes = [value for value, _ in values if value not in unwanted] if contract.submission.council else []
    council = _whose(staged, codes, settings)
    if not staged.refused:
        unwanted |= {code: rule for code in codes if (rule := _not_ours(contract, code, council, settings))}
    staged.amend(la_code=council, la_name=staged.waiting.la_name or settings.council_names.get(council or ""))
    lines = connection.execute(
        f"select _line, {column} from read_parquet($1) where list_contains($2, {column}) order by _line",
        [str(staged.parquet), list(unwanted)],
    ).fetchall()
    for line, value in lines:
        rule = unwanted[value]
        sentence, fix = ROW[rule]
        staged.faults.append(
            Fault(
                rule,
                contract.rows[rule].severity,
                sentence.format(council=council),
                fix,
                place=staged.place(line, column),
                header=contract.columns[column].header,
                value="the header's own text" if rule == "repeated_header" else conversion.value_class(value),
                line=line,
            )
        )
    if lines and not staged.refused:
        leave_out(connection, staged.parquet, [line for line, _ in lines])
    return good - len(lines)


def _whose(staged: Staged, codes: list[str], settings: Settings) -> str | None:
    """The council whose file this is, as the manifest, the rows or the settings say; None when none of them does.

    codes: what stands in the council's column, the commonest first; none when the extract has no such column.
    """
    said, ours = staged.waiting.la_code, settings.councils
    if staged.contract.submission.council is None:
        council = said or (min(ours) if len(ours) == 1 else None)
        if council and ours and council not in ours:
            told = {"said": council, "council": " or ".join(sorted(ours))}
            staged.note("other_council_file", told, "other_council_said")
        elif council is None:
            staged.note("unknown_council")
        return council
    council = said or _likely_council(staged.contract, codes, settings)
    if (ours and council not in ours) or (codes and council not in codes):
        told = " or ".join(sorted(ours)) or council or "of any council"
        staged.note("other_council_file", {"council": told})
    return council


def _not_ours(contract: Contract, code: str, council: str | None, settings: Settings) -> str | None:
    """The rule that a row with a code breaks, by the rules that the contract has."""
    if "other_council" in contract.rows:
        return "other_council" if code != council else None
    is_code = code in settings.councils or COUNCIL.fullmatch(code)
    return "no_council" if "no_council" in contract.rows and not is_code else None


def leave_out(connection: duckdb.DuckDBPyConnection, parquet: Path, lines: list[int]) -> None:
    """Write a staged file again without the rows that begin on these lines."""
    kept = parquet.with_suffix(".kept")
    connection.register("unwanted", pa.table({"_line": pa.array(lines, pa.int64())}))
    connection.execute(
        f"copy (select * from read_parquet('{parquet}') where _line not in (select _line from unwanted) order by _line) "
        f"to '{kept}' (format parquet, compression zstd)"
    )
    connection.unregister("unwanted")
    kept.replace(parquet)


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


def _likely_council(contract: Contract, codes: list[str], settings: Settings) -> str | None:
    """The council whose file this is, when nobody says: the installation's, else the commonest code's.

    A file that may hold several councils is the installation's council's, or the only one's.
    """
    ours = [
        code
        for code in codes
        if (code in settings.councils if settings.councils else COUNCIL.fullmatch(code))
    ]
    if ours and (settings.councils or len(ours) == 1 or "other_council" in contract.rows):
        return ours[0]
    return min(settings.councils, default=None)
